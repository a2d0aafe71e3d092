"""Runs that are over, in memory or stored, and what is read in them: a measure day by day, a first day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.statistics import Floats
from dualsim.engine.takeovers import LASTS, lasting
from dualsim.scenario.axes import WORD_SLUGS, Names, names_of, rows_of
from dualsim.scenario.conditions import OPERATORS, Condition, Reading
from dualsim.scenario.dates import steps_in
from dualsim.scenario.loading import from_text
from dualsim.theory.measures import MEASURES, Measure

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.engine.simulation import Simulation


class Course(NamedTuple):
    """A run that is over."""

    names: Names
    days: int  # of the scenario
    lasted: int  # days that the run had
    table: Callable[[str], Floats]  # a measure [day, ...]
    took: Sequence[tuple[str, int]]  # who took power somewhere, and on which day
    step: int = 1  # days that each of its days, which are steps, lasts


class YesOrNo(NamedTuple):
    """What is so or not on each day, read from a measure."""

    dims: tuple[str, ...]
    unit: str
    reads: str  # the measure
    course: Callable[[Course, Mapping[str, str | None]], Floats]  # by the names of each axis


def _has_taken_power(course: Course, named: Mapping[str, str | None]) -> Floats:
    """1 from the day on which an authority took power for long enough, 0 before."""
    found, place = np.zeros(course.days), named["place"] or course.names.place[0]
    if course.took:
        formal = course.table("formal_power")[: course.lasted]
        for one in lasting(course.took, formal, course.names, steps_in(LASTS, course.step)):
            if (one.authority, one.place) == (named["authority"], place):
                found[one.day :] = 1.0
    return found


def _is(measure: str, course: Course, named: Mapping[str, str | None]) -> Floats:
    """1 on days of a regime, or of an ending, 0 on others."""
    there = (*course.names.place, *course.names.region)
    place = there.index(named["place"] or there[0])
    row = WORD_SLUGS[measure].index(named[measure] or "")
    return (course.table(measure)[:, place] == row).astype(np.float64)


YES_OR_NO = {
    "took_power": YesOrNo(("place", "authority"), "share of runs", "formal_power", _has_taken_power),
    **{name: YesOrNo(("place", name), "share of runs", name, partial(_is, name)) for name in WORD_SLUGS},
}


def recorded_for(measure: str) -> str:
    """The measure that a run has to record for this one to be read."""
    return YES_OR_NO[measure].reads if measure in YES_OR_NO else measure


def readable_measures() -> dict[str, Measure | YesOrNo]:
    """What outcomes may read, measures of one's own among it."""
    return {**MEASURES, **YES_OR_NO}


def axes_of(names: Names) -> dict[str, list[str] | None]:
    """The names that readings may have, by axis."""
    found: dict[str, list[str] | None] = {axis: list(rows) for axis, rows in names._asdict().items()}
    return {**found, **{name: list(slugs) for name, slugs in WORD_SLUGS.items()}}


def course_of(sim: Simulation) -> Course:
    """A run in memory."""
    took = [(log.name, log.day) for log in sim.log if log.what == "took power"]
    days, step = sim.start.days, sim.scenario.period.step
    return Course(sim.names, days, sim.day + 1, lambda measure: sim.record[measure], took, step)


def courses_in(results: xr.Dataset) -> Iterator[Course]:
    """The runs of a Dataset along `member`, each measure fetched once."""
    scenario = from_text(str(results.attrs["scenario"]))
    names, run, tables = names_of(scenario), scenario.period, dict[str, Floats]()

    def table_of(member: int, measure: str) -> Floats:
        if measure not in tables:
            if measure not in results:
                raise ValueError(f"outcome: these runs keep no measure '{measure}', which it reads")
            values = results[measure].transpose("member", "day", *MEASURES[measure].dims).values
            tables[measure] = _codes(measure, values) if measure in WORD_SLUGS else values
        return tables[measure][member]

    def course(member: int, power: str) -> Course:
        def table(measure: str) -> Floats:
            return table_of(member, measure)

        there = np.flatnonzero(np.isfinite(table("regime")[:, 0]))
        took = [(name, day) for name, day, _ in json.loads(power)]
        return Course(names, len(run), int(there[-1]) + 1, table, list(dict.fromkeys(took)), run.step)

    for member, power in enumerate(results["power"].values.tolist()):
        yield course(member, power)


def _codes(measure: str, words: np.ndarray) -> Floats:
    """The rows of the words of a measure; NaN on days after an early end."""
    found = np.full(words.shape, np.nan)
    for row, word in enumerate(MEASURES[measure].words):
        found[words == word] = row
    return found


def course_of_reading(course: Course, reading: Reading, dims: Sequence[str] | None = None) -> Floats:
    """A reading on each day of the scenario: NaN where what it names is not there.

    After an early end of the run it stays as it was.
    """
    known = YES_OR_NO.get(reading.measure)
    if known is not None:
        found = known.course(course, _named(known.dims, reading.selectors, course.names))
    else:
        rows = rows_of(dims or MEASURES[reading.measure].dims, reading.selectors, course.names)
        table = np.moveaxis(course.table(reading.measure), 0, -1)
        found = table[tuple(row or 0 for row in rows)].astype(np.float64)
    longer = np.full(course.days, np.nan)
    longer[: len(found)] = found
    longer[course.lasted :] = longer[course.lasted - 1]
    return longer


def _named(dims: Sequence[str], selectors: Sequence[str], names: Names) -> dict[str, str | None]:
    """Which of the selectors names which axis."""
    left, known, found = list(selectors), axes_of(names), dict[str, str | None]()
    for dim in dims:
        found[dim] = next((name for name in left if name in (known[dim] or ())), None)
        if found[dim] is not None:
            left.remove(found[dim] or "")
    return found


def has_come(
    conditions: Sequence[Condition], course: Course, read: Callable[[Reading], Floats]
) -> np.ndarray:
    """On each day of a run whether all conditions have held for their days, on it or on one before."""
    hold = np.ones(course.days, bool)
    for one in conditions:
        held = 0
        for day, value in enumerate(read(Reading(one.measure, one.selectors)).tolist()):
            held = held + 1 if OPERATORS[one.operator](value, one.number) else 0
            hold[day] &= held >= steps_in(one.days, course.step)
    return np.maximum.accumulate(hold)
