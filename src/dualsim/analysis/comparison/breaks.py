"""Before and after an order breaks: what was built, the force that it took, who governs, who runs things.

An *order* is an authority that governs a place. It has broken when it no longer governs, or when for a
fortnight next to nothing of what it orders is carried out. A run is told by the order that had governed
longest of those that broke in it; where none broke by the last day, that is the day that is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.analysis.comparison.columns import Column
from dualsim.analysis.statistics import Floats, Portion, Spread, portion_of, spread_of, verdict_on
from dualsim.scenario.bodies import AT
from dualsim.scenario.dates import iso, steps_in
from dualsim.theory.endings import DISOBEYED_UP_TO, OBEYED_FROM

if TYPE_CHECKING:
    import xarray as xr

READ = (
    "formal_power", "compliance", "real_power", "loyalty", "mobilisation", "population", "seats", "executive",
    "built",
)  # fmt: skip
HELD = 14  # days in which next to nothing is obeyed before that is a break: a strike of a week is none
AROUND = 14  # days to either side of the break in which the street is looked at
SHARES = {  # what is told of each run, as a share, and in words
    "built": "work of levers that alternatives do, on the eve of the break",
    "loyal": "troops and police that carry out orders, on the eve of the break",
    "street": "most people in the street on a day around the break",
    "own": "levers that follow bodies of recalled deputies, on the last day",
}
TITLE = "what is built before the break, the force that it takes, and who governs afterwards"


class Told(NamedTuple):
    """What one run came to in one place; NaN for what the scenario does not have."""

    order: str  # which broke, or governed to the last day; nothing if nobody ever did
    day: int | None  # on which it broke
    governs: str  # on the last day; nothing for nobody
    built: float
    loyal: float
    street: float
    own: float


class Break(NamedTuple):
    """A column of the comparison: its runs together."""

    column: Column
    runs: tuple[Told, ...]
    called: dict[str, str]  # authorities by name


def breaks_of(columns: Sequence[Column], results: Sequence[xr.Dataset]) -> tuple[Break, ...]:
    """What each column came to; columns that are regions are left out, as orders are given in places."""
    found = []
    for column, ds in zip(columns, results, strict=True):
        if column.place < len(column.names.place):
            called = zip(ds["authority"].values.tolist(), ds["authority_name"].values.tolist(), strict=True)
            found.append(Break(column, tuple(_told(column, ds)), dict(called)))
    return tuple(found)


def _told(column: Column, ds: xr.Dataset) -> Iterator[Told]:
    step, names = column.scenario.period.step, column.names
    here = ds[[name for name in READ if name in ds]]
    here = here.isel(place=column.place).transpose("member", "day", ...)
    tables = {str(name): table.values for name, table in here.items()}
    work, elected = _built(column, tables), _recalled(column)
    for n in range(ds.sizes["member"]):
        of = {name: table[n] for name, table in tables.items()}
        days = int(np.isfinite(of["formal_power"][:, 0]).sum())
        formal, obeyed = of["formal_power"][:days, :-1], of["compliance"][:days, : len(names.authority)]
        k, day = broken_order(formal, obeyed, steps_in(HELD, step))
        eve = days - 1 if day is None else max(day - 1, 0)
        around = steps_in(AROUND, step)
        near = slice(None, days) if day is None else slice(max(0, day - around), min(days, day + around + 1))
        last = days - 1
        yield Told(
            "" if k is None else names.authority[k],
            day,
            names.authority[int(formal[last].argmax())] if formal[last].max() > 0.0 else "",
            float(work[n, eve]),
            float(of["loyalty"][eve]),
            _most_in_the_street(of, near),
            _from_below(of, last, elected),
        )


def broken_order(formal: Floats, obeyed: Floats, held: int) -> tuple[int | None, int | None]:
    """Whose order it is that is told of a run [day, authority], and the day on which it broke, if it did."""
    if not formal.max() > 0.0:
        return None, None
    ruled = formal.max(axis=1) > 0.0
    last = int(formal[np.flatnonzero(ruled)[-1]].argmax())
    found: tuple[int, int | None] = (last, None)
    longest = -1
    for k in np.unique(formal.argmax(axis=1)[ruled]).tolist():
        began = int(np.argmax(formal[:, k] > 0.0))
        day = broke_on(formal[:, k] > 0.0, obeyed[:, k], began, held)
        if day is not None and day - began > longest:
            found, longest = (k, day), day - began
    return found


def broke_on(governs: np.ndarray, compliance: np.ndarray, began: int, held: int = HELD) -> int | None:
    """The step in which an order no longer governs, or is no longer obeyed; None for never."""
    was_obeyed, ignored = False, 0
    for day in range(began, len(governs)):
        was_obeyed |= bool(compliance[day] >= OBEYED_FROM)
        ignored = ignored + 1 if compliance[day] <= DISOBEYED_UP_TO else 0
        if not governs[day] or (was_obeyed and ignored >= held):
            return day if not governs[day] else day - held + 1
    return None


def _built(column: Column, tables: dict[str, np.ndarray]) -> Floats:
    """Share of a place's levers [run, day], by first weight, whose work alternatives do; NaN if none."""
    place, scenario = column.names.place[column.place], column.scenario
    total = np.full(tables["formal_power"].shape[:2], np.nan)
    for n, block in enumerate(scenario.institutions.values()):
        if block.beside is not None and place in block.sites:  # an alternative, and not what blocks
            weight = scenario.places[place].levers[block.beside].weight.value
            total = np.nan_to_num(total) + weight * tables["built"][:, :, n]
    return total


def _most_in_the_street(of: dict[str, np.ndarray], near: slice) -> float:
    """The largest share of the people of the place who were mobilised on one of these days."""
    people = np.nan_to_num(of["population"][near])
    out = (people * np.nan_to_num(of["mobilisation"][near])).sum(axis=1)
    everyone = people.sum(axis=1)
    return float(np.divide(out, everyone, out=np.zeros_like(out), where=everyone > 0.0).max())


def _recalled(column: Column) -> np.ndarray:
    """Which authorities are elected by people who may recall their deputies: 1, or 0."""
    scenario, found = column.scenario, []
    represented = {
        effect.arguments()["authority"]
        for event in scenario.events.values()
        for effect in event.effects
        if effect.name == "represent"
    }
    for key in column.names.authority:
        block = scenario.authorities.get(key)
        elected = AT in key or key in represented or bool(block is not None and block.electors)
        found.append(float(elected and (block is None or block.recall.value > 0.0)))
    return np.array(found)


def _from_below(of: dict[str, np.ndarray], day: int, recalled: np.ndarray) -> float:
    """Real power of bodies whose deputies are recalled, as far as executives mirror plenums."""
    if not recalled.any():
        return float("nan")
    plenum, acting = (np.nan_to_num(of[name][day, : len(recalled)]) for name in ("seats", "executive"))
    mirror = 1.0 - 0.5 * np.abs(plenum - acting).sum(axis=1)
    return float((of["real_power"][day, : len(recalled)] * recalled * mirror).sum())


def text_of_breaks(breaks: Sequence[Break]) -> list[str]:
    """A table with a line for each column; a dash for what a scenario does not have."""
    if not any(run.order for one in breaks for run in one.runs):
        return []
    rows = [["", "order", "broke", "built", "loyal", "street", "own affairs", "governs at the end"]]
    for one in breaks:
        broke = sum(run.day is not None for run in one.runs)
        shares = [_percent(spread_of(_values(one, key)).median) for key in SHARES]
        order = _counted(one, [run.order for run in one.runs], most=1)
        ends = _counted(one, [run.governs for run in one.runs])
        rows.append([one.column.label, order, f"{broke} of {len(one.runs)}", *shares, ends])
    wide = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = ["", TITLE]
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, wide, strict=True)]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    legend = [f"  {key if key != 'own' else 'own affairs'}: {words}; median" for key, words in SHARES.items()]
    return [*lines, *legend]


def _values(one: Break, key: str) -> Floats:
    return np.array([getattr(run, key) for run in one.runs], float)


def _percent(share: float) -> str:
    return "-" if np.isnan(share) else f"{100 * share:.1f}%" if share < 0.1 else f"{100 * share:.0f}%"


def _counted(one: Break, names: Sequence[str], most: int | None = None) -> str:
    """Names with the number of runs, the most frequent first; alone where it is the same in every run."""
    counts = Counter(names).most_common(most)
    if counts[0][1] == len(names):
        return _called(one, counts[0][0])
    return ", ".join(f"{_called(one, name)} {count}" for name, count in counts)


def _called(one: Break, name: str) -> str:
    return one.called.get(name, name) if name else "nobody"


def rows_of_breaks(breaks: Sequence[Break]) -> Iterator[dict[str, Any]]:
    """A row for each number and column, as the tables have them: days, shares, and shares of runs."""
    for one in breaks:
        period, runs = one.column.scenario.period, len(one.runs)
        days = sorted(run.day for run in one.runs if run.day is not None)
        when = dict.fromkeys(("median", "low", "high"))
        if days:
            cuts = [int(np.quantile(days, q, method="inverted_cdf")) for q in (0.5, 0.05, 0.95)]
            when = dict(zip(when, (iso(period.at(cut), period.calendar) for cut in cuts), strict=True))
        row = {"what": "the order breaks", "when": "first day", "scenario": one.column.label}
        yield {**row, **when, **_portion(portion_of(len(days), runs))}
        for key, words in SHARES.items():
            what, _, day = words.rpartition(", ") if ", " in words else (words, "", "around the break")
            row = {"what": what, "when": day, "scenario": one.column.label}
            yield {**row, **_spread(spread_of(_values(one, key))), **_less(breaks[0], one, key)}
        for name, count in Counter(run.governs for run in one.runs).most_common():
            row = {"what": f"{name or 'nobody'} governs", "when": "on the last day"}
            yield {**row, "scenario": one.column.label, **_portion(portion_of(count, runs))}


def _less(first: Break, one: Break, key: str) -> dict[str, Any]:
    """The difference from the first column, run by run, where both have the number."""
    if one is first:
        return {}
    less = spread_of(_values(one, key) - _values(first, key))
    named = zip(("difference", "difference_low", "difference_high"), _spread(less).values(), strict=True)
    return {**dict(named), "verdict": verdict_on(less)}


def _spread(spread: Spread) -> dict[str, float | None]:
    return {name: None if np.isnan(value) else round(value, 6) for name, value in spread._asdict().items()}


def _portion(share: Portion) -> dict[str, float]:
    return dict(
        zip(("share_of_runs", "share_low", "share_high"), (round(end, 6) for end in share), strict=True)
    )
