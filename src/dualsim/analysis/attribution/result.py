"""What an attribution found: what each event did, as a table for reading, a DataFrame and plain facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.analysis.outcomes.answers import date_of
from dualsim.analysis.outcomes.outcome import DAY, Outcome
from dualsim.analysis.result import Result, frame_of
from dualsim.analysis.statistics import SAME, Floats, mean_over_runs, signless, spread_of, verdict_on
from dualsim.scenario.dates import STYLE_NAMES, iso, short_date

if TYPE_CHECKING:
    import pandas as pd

    from dualsim.scenario.schema import Scenario

NOTHING = "no effect in any run"
PAIRS = 5  # told on a terminal
COLUMNS = (
    "event", "name", "date", "value", "low", "high", "error", "without_it", "without_low", "without_high",
    "verdict",
)  # fmt: skip


@dataclass(frozen=True)
class Attribution(Result):
    """An outcome shared out among events, run by run."""

    scenario: Scenario
    outcome: Outcome
    events: tuple[str, ...]
    people: int
    seed: int
    orders: int  # drawn for each run; 0 if all sets were lived through
    whole: Floats  # [run, day]
    none: Floats  # [run, day]
    values: Floats  # [run, event, day]
    alone_out: Floats  # [run, event]
    pairs: Floats  # [run, event, event]
    happened: Floats  # [run, event]
    undefined: int = 0  # runs left out, which lack the outcome with some set of the events

    @property
    def runs(self) -> int:
        """How many runs of each set, those without the outcome left out."""
        return len(self.whole)

    @property
    def effect(self) -> Floats:
        """The Shapley value of each event on the day of the outcome [run, event]."""
        return self.values[:, :, -1]

    @property
    def total(self) -> Floats:
        """The outcome with all the events less that with none of them [run]."""
        return self.whole[:, -1] - self.none[:, -1]

    @property
    def remainder(self) -> float:
        """The largest gap in any run between the total and the sum of the values: rounding, or a fault."""
        return float(np.abs(self.effect.sum(axis=1) - self.total).max())

    def __str__(self) -> str:
        return _text(self)

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each event, those that did most first."""
        return frame_of(effects_of(self), COLUMNS)

    def to_dict(self, over_time: bool = False) -> dict[str, Any]:
        """What was asked, what was run, and the answers; day by day if asked."""
        facts: dict[str, Any] = {
            "outcome": str(self.outcome),
            "title": self.scenario.title,
            "runs": self.runs,
            "undefined": self.undefined,
            "people": self.people,
            "seed": self.seed,
            "how": how(self),
            "with_all": float(self.whole[:, -1].mean()),
            "with_none": float(self.none[:, -1].mean()),
            "total": float(self.total.mean()),
            "sum_of_values": float(self.effect.sum(axis=1).mean()),
            "largest_gap": self.remainder,
            "interval": "90% of the runs; error is the standard error of the mean",
            "events": list(effects_of(self)),
            "pairs": list(pairs_of(self)),
        }
        if over_time:
            days = mean_over_runs(self.values)
            facts["by_day"] = {
                event: [None if np.isnan(day) else day for day in days[e].round(6).tolist()]
                for e, event in enumerate(self.events)
            }
        return facts


def effects_of(found: Attribution) -> Iterator[dict[str, Any]]:
    """What each event did, largest first: means over the runs, and where 90 per cent of the runs lie."""
    means = found.effect.mean(axis=0)
    for e in np.argsort(-np.abs(means), kind="stable"):
        values, missed = found.effect[:, e], found.alone_out[:, e]
        spread, without = spread_of(values), spread_of(missed)
        felt = bool(np.any(values != 0.0) or np.any(missed != 0.0))
        yield {
            "event": found.events[e],
            "name": found.scenario.events[found.events[e]].name,
            "date": _date(found, int(e)),
            "value": float(means[e]),
            "low": spread.low,
            "high": spread.high,
            "error": error_of(values),
            "without_it": float(missed.mean()),
            "without_low": without.low,
            "without_high": without.high,
            "verdict": verdict_on(spread) if felt else NOTHING,
        }


def error_of(values: Floats) -> float | None:
    """The standard error of a mean over runs; None for a single run."""
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None


def when(row: dict[str, Any], years: bool = False) -> str:
    """The day on which an event mostly happened: 25 Oct, or 25 Oct 1917."""
    return short_date(row["date"], year=years) if row["date"] else "never"


def _date(found: Attribution, e: int) -> str:
    """The day on which an event happens in the middle of the runs, or its own, in the scenario's calendar."""
    days = found.happened[:, e][np.isfinite(found.happened[:, e])]
    if not days.size:
        return ""
    own, run = found.scenario.events[found.events[e]].date, found.scenario.period
    return iso(run.at(int(np.median(days))) if own is None else found.scenario.day(own), run.calendar)


def pairs_of(found: Attribution) -> Iterator[dict[str, Any]]:
    """The interaction of each two events, largest first; pairs that no order set side by side left out."""
    rows = list[dict[str, Any]]()
    for e, f in combinations(range(len(found.events)), 2):
        values = found.pairs[:, e, f]
        values = values[np.isfinite(values)]
        if values.size:
            spread = spread_of(values)
            rows.append(
                {
                    "events": [found.events[e], found.events[f]],
                    "interaction": float(values.mean()),
                    "low": spread.low,
                    "high": spread.high,
                    "verdict": verdict_on(spread) if np.any(values != 0.0) else NOTHING,
                }
            )
    yield from sorted(rows, key=lambda row: -abs(row["interaction"]))


def _text(found: Attribution) -> str:
    share, unit = found.outcome.is_share, unit_of(found.outcome)
    rows = list(effects_of(found))
    wide = max(len(row["name"]) for row in rows)
    whole, none, total = (
        float(values.mean()) for values in (found.whole[:, -1], found.none[:, -1], found.total)
    )
    years = found.scenario.period.of_years
    date_wide = len("25 Oct 1917") if years else len("25 Oct")
    last = found.seed + found.runs + found.undefined - 1
    lines = [
        f"{found.outcome.told}: {level_of(found, whole)} with all {len(rows)} events, "
        f"{level_of(found, none)} with none of them",
        f"{found.runs} runs of {found.people:,} people, seeds {found.seed} to {last}; {how(found)}",
        *([left_out(found)] if found.undefined else []),
        f"Mean over the runs, and where 90% of them lie, in {unit}",
        "",
        f"  {'':<{wide}}  {'':<{date_wide}}  {'Shapley value':<22}  without it alone",
    ]
    for row in rows:
        value = _spread(row["value"], row["low"], row["high"], share)
        missed = _spread(row["without_it"], row["without_low"], row["without_high"], share)
        note = row["verdict"] if row["verdict"] in (SAME, NOTHING) else ""
        date = f"{when(row, years):<{date_wide}}"
        lines.append(f"  {row['name']:<{wide}}  {date}  {value:<22}  {missed:<22}  {note}".rstrip())
    checked = f"sum of the values, as it has to be: largest gap in a run {found.remainder:.0e}"
    lines.append(f"  {'All together':<{wide}}  {'':<{date_wide}}  {_change(total, share):<22}  {checked}")
    return "\n".join([*lines, *_pairs(found, share), "", _calendar(found)])


def how(found: Attribution) -> str:
    """How the values were found."""
    if found.orders:
        return f"{found.orders} orders of the events drawn for each run"
    return f"all {2 ** len(found.events)} sets of the events in each run"


def _pairs(found: Attribution, share: bool) -> list[str]:
    rows = list(pairs_of(found))[:PAIRS]
    if not rows:
        return []
    lines = ["", "What two events do only together (below 0: what one takes from the other):"]
    for row in rows:
        one, other = (found.scenario.events[event].name for event in row["events"])
        note = row["verdict"] if row["verdict"] in (SAME, NOTHING) else ""
        value = _spread(row["interaction"], row["low"], row["high"], share)
        lines.append(f"  {value:<22}  {one} + {other}{'  ' + note if note else ''}")
    return lines


def _calendar(found: Attribution) -> str:
    style = STYLE_NAMES[found.scenario.calendar]
    return f"An event is left out with all that follows from it. Dates are {style}."


def level_of(found: Attribution, value: float) -> str:
    """The mean outcome over runs; that of dates as a date."""
    if found.outcome.kind == DAY:
        return short_date(date_of(value, found.scenario), year=True)
    return f"{100 * value:.1f}%" if found.outcome.is_share else f"{value:.3f}"


def unit_of(outcome: Outcome) -> str:
    """In what differences are told."""
    if outcome.kind == DAY:
        return "days"
    return "points of a hundred" if outcome.is_share else "the measure's own unit"


def left_out(found: Attribution) -> str:
    """How many runs are not in the table, and why."""
    runs = found.runs + found.undefined
    some = "it does not come" if found.outcome.kind == DAY else "it is not defined"
    return f"{found.undefined} of {runs} runs are left out: {some} there without some of the events"


def _change(value: float, share: bool) -> str:
    return signless(100 * value, "+.1f") if share else signless(value, "+.3f")


def _spread(mean: float, low: float, high: float, share: bool) -> str:
    return f"{_change(mean, share)} [{_change(low, share)}, {_change(high, share)}]"
