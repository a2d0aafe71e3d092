"""In how many runs something happened: each event, each authority taking power, each ending."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dualsim.analysis.statistics import Portion, portion_of
from dualsim.runs.many_runs import first_days
from dualsim.scenario.dates import iso
from dualsim.theory.endings import ENDINGS

if TYPE_CHECKING:
    import xarray as xr

POWER, EVENT, ENDING = "takes power", "event", "ending"
ORDER = (POWER, ENDING, EVENT)  # in a table


class Frequency(NamedTuple):
    """Something that may happen: in how many runs it did, in what share, and on which day mostly."""

    name: str
    what: str
    runs: int
    happens: Portion
    median: str  # an ISO date of the scenario's calendar, over the runs in which it happened; or nothing


def frequencies(results: xr.Dataset) -> list[Frequency]:
    """In what share of runs each authority took power, each event happened, and each place had each ending.

    The ends of a share are Wilson's, at 95 per cent. What happened in no run is told, too. Endings are those
    of the last day; where there are several places they are named `seizure, kazan`.

    >>> import dualsim, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     runs = dualsim.sweep("petrograd_1917", f"{folder}/runs", runs=2, people=300, jobs=1)
    ...     found = dualsim.frequencies(runs)
    >>> next(one.runs for one in found if one.name == "order_no_1")
    2
    """
    return list(_frequencies(results))


def _frequencies(results: xr.Dataset) -> Iterator[Frequency]:
    from dualsim.scenario.loading import from_text

    scenario = from_text(str(results.attrs["scenario"]))
    runs = results.sizes["member"]
    for what, names in ((POWER, list(scenario.authorities)), (EVENT, list(scenario.events))):
        found = first_days(results["power" if what == POWER else "events"].values.tolist())
        for name in [*names, *(other for other in found if other not in names)]:
            days = found.get(name, [])
            date = iso(scenario.period.at(days[len(days) // 2]), scenario.calendar) if days else ""
            yield Frequency(name, what, len(days), portion_of(len(days), runs), date)
    yield from _endings(results, [*scenario.places, *scenario.regions])


def _endings(results: xr.Dataset, places: Sequence[str]) -> Iterator[Frequency]:
    """Each ending in each place: as they are written, villages of a countryside left out, and in regions."""
    told = [json.loads(text) for text in results["endings"].values.tolist()]
    there = [place for place in places if place in told[0]]
    for place in there:
        for ending in ENDINGS:
            name = ending if len(there) == 1 else f"{ending}, {place}"
            runs = sum(said[place] == ending for said in told)
            yield Frequency(name, ENDING, runs, portion_of(runs, len(told)), "")


def table_of(found: list[Frequency], runs: int) -> str:
    """The shares as a table for reading; of events only those that not every run saw."""
    shown = [one for one in found if one.runs < runs and (one.what == EVENT or one.runs)]
    shown += [one for one in found if one.what != EVENT and one.runs == runs]
    events, always = (
        [one for one in found if one.what == EVENT],
        sum(one.what == EVENT and one.runs == runs for one in found),
    )
    lines = []
    if shown:
        wide = max(len(one.name) for one in shown)
        lines.append(f"{'':<13}{'':<{wide}}  runs   share  95% interval  median")
        for one in sorted(shown, key=lambda one: (ORDER.index(one.what), one.median or "9")):
            share, low, high = (100 * end for end in one.happens)
            cells = f"{one.runs:>5}  {share:>5.0f}%  {f'{low:.0f} to {high:.0f}%':<12}  {one.median}"
            lines.append(f"{one.what:<13}{one.name:<{wide}} {cells}".rstrip())
    if not any(one.what == POWER for one in shown):
        lines.append("No authority took power in any run.")
    lines.append(f"{always} of {len(events)} events happened in every run.")
    return "\n".join(lines)
