"""Scenarios beside each other: each measure over many runs, and its difference from the first scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dualsim.analysis.comparison.asked import answers_to, asked_of, endings_of, that_come
from dualsim.analysis.comparison.breaks import READ, breaks_of
from dualsim.analysis.comparison.columns import Column, Given, columns_of, readings_of
from dualsim.analysis.comparison.result import Comparison, Passage, Row
from dualsim.analysis.comparison.transition import MOVES, transitions
from dualsim.analysis.statistics import Portion, mean_over_days, on_day, spread_of, verdict_on
from dualsim.runs.arguments import people_of
from dualsim.runs.defaults import MANY_PEOPLE, RUNS, SEED
from dualsim.runs.ensembles import ensembles
from dualsim.scenario.conditions import Reading
from dualsim.scenario.dates import UNIX_EPOCH, Period, day_number, iso
from dualsim.theory.measures import REGIMES

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.engine.simulation import Progress

MEASURED = ("effective_powers", "cooperation", "duality", "formal_real_gap")  # unless others are asked for
DRAWN = ("allegiance", "population", "real_power", "effective_powers", "cooperation", "seats", "regime")
TOLD = ("ending",)  # measures that are told, whatever is asked
AVERAGE, DAYS = "average over the run", "share of days"
DATES = 3  # on which measures are told, if none are given


def compare(
    *scenarios: Given,
    runs: int = RUNS,
    people: int | None = None,
    seed: int = SEED,
    measures: Sequence[str] = (),
    on: Sequence[str] = (),
    outcomes: str | Sequence[str] = (),
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run scenarios many times and put them beside each other.

    A scenario is a name, a file or a Scenario; `name:place` picks one of its places. `measures` are written
    as in conditions of events, such as `real_power[soviet]`; `on` are dates of the scenarios' calendar;
    `outcomes` are as `whatif` takes them, of the place of each column, such as `took_power[soviet]`. Run n
    of each scenario has the same luck, so differences are taken run by run. The ending of each column on its
    last day is told, too, and of places what was built before the order broke, the force that it took and who
    governs afterwards. Raises ValueError for anything that does not exist.

    >>> import dualsim
    >>> found = dualsim.compare("petrograd_1917", "kazan_1917:kazan", runs=2, people=300, jobs=1)
    >>> sorted(found.to_dataframe()["scenario"].unique())
    ['kazan_1917:kazan', 'petrograd_1917']
    """
    if isinstance(runs, int) and runs < 2:
        raise ValueError(f"runs: {runs} is too few to compare; give 2 or more")
    columns, cases = columns_of(scenarios)
    people = people_of(people, cases, MANY_PEOPLE)
    readings = readings_of(measures or MEASURED, columns)
    dates = _dates(columns, [on] if isinstance(on, str) else on)
    asked = asked_of(outcomes, columns)
    kept = [*DRAWN, *TOLD, *READ, *(reading.measure for reading in readings)]
    kept += sorted({name for _, some in asked for one in some if one is not None for name in one.measures})
    found = ensembles(
        cases, runs, people, seed, measures=kept, jobs=jobs, executor=executor, progress=progress
    )
    results = tuple(found[column.run] for column in columns)
    rows = tuple(_rows(columns, results, readings, dates))
    answers = tuple(answers_to(asked, columns, results))
    endings = tuple(that_come(answers_to(endings_of(columns), columns, results)))
    passages, breaks = tuple(_passages(columns, results)), breaks_of(columns, results)
    return Comparison(tuple(columns), results, rows, passages, answers, endings, breaks)


def _dates(columns: Sequence[Column], given: Sequence[str]) -> list[int]:
    """The days on which measures are told: those given, or a few from the days that all runs share."""
    runs, calendar = [column.scenario.period for column in columns], columns[0].scenario.calendar
    first, last = min(run.first for run in runs), max(run.last for run in runs)
    if given:
        days = []
        for text in given:
            try:
                day = day_number(text, calendar)
            except ValueError as error:
                raise ValueError(f"on: {error}") from None
            if not any(day in run for run in runs):
                covered = Period(first, last, calendar)
                raise ValueError(f"on: {text} is in none of the runs; they last from {covered}")
            days.append(day)
        return days
    first, last = max(run.first for run in runs), min(run.last for run in runs)
    if first >= last:  # they share no days
        return []
    inner = np.linspace(first, last, DATES + 2).round().astype(int)[1:-1]
    return list(dict.fromkeys(inner.tolist()))


def _rows(
    columns: Sequence[Column],
    results: Sequence[xr.Dataset],
    readings: Sequence[Reading],
    dates: Sequence[int],
) -> Iterator[Row]:
    calendar = columns[0].scenario.calendar
    for reading in readings:
        values = [column.read(ds, reading) for column, ds in zip(columns, results, strict=True)]
        for date in dates:
            told = [_on(column, table, date) for column, table in zip(columns, values, strict=True)]
            yield from _beside(str(reading), iso(date, calendar), columns, told)
        yield from _beside(str(reading), AVERAGE, columns, [mean_over_days(table) for table in values])
    for regime in REGIMES:
        told = [_share(column, ds, regime) for column, ds in zip(columns, results, strict=True)]
        if any(np.nanmax(shares) > 0.0 for shares in told):
            yield from _beside(f"regime: {regime}", DAYS, columns, told)


def _on(column: Column, table: NDArray[np.float64], date: int) -> NDArray[np.float64]:
    """The value of each run on a day; NaN for a day that the run does not have."""
    return on_day(table, column.scenario.period.step_of(date))


def _share(column: Column, results: xr.Dataset, regime: str) -> NDArray[np.float64]:
    """The share of the days of each run that had this regime."""
    found = results["regime"].isel(place=column.place).transpose("member", "day").values
    return np.asarray((found == regime).sum(axis=1) / (found != "").sum(axis=1), float)


def _beside(
    measure: str, when: str, columns: Sequence[Column], told: Sequence[NDArray[np.float64]]
) -> Iterator[Row]:
    """A row for each column."""
    for n, (column, values) in enumerate(zip(columns, told, strict=True)):
        less = spread_of(values - told[0] if n else np.array([np.nan]))
        yield Row(measure, when, column.label, spread_of(values), less, verdict_on(less))


def _passages(columns: Sequence[Column], results: Sequence[xr.Dataset]) -> Iterator[Passage]:
    for column, ds in zip(columns, results, strict=True):
        moves = transitions(ds).isel(place=column.place)
        for regime in REGIMES:
            for move in MOVES:
                cell = moves.sel(regime=regime, move=move)
                happens = Portion(*(float(cell[name]) for name in ("share", "share_low", "share_high")))
                median, low, high = (_date(cell[name].values, column) for name in ("median", "low", "high"))
                yield Passage(column.label, regime, move, median, low, high, happens)


def _date(day: NDArray[np.datetime64], column: Column) -> str:
    """A day as ISO text in the calendar of its scenario; nothing for no day."""
    if np.isnat(day):
        return ""
    return iso(int(day.astype("datetime64[D]").astype(int)) + UNIX_EPOCH, column.scenario.calendar)
