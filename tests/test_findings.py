"""Facts of 1917 that the scenarios reproduce, one test each, as docs/findings.md lists them.

Each runs a few seeds of few people and asks for the sign and the order of a difference, never for a level that
was fitted. A fact that is contradicted or out of scope has no test here, and the page says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
import pytest

from dualsim.dates import day_number
from dualsim.loading import load
from dualsim.names import rows_of
from dualsim.nudge import nudged
from dualsim.simulation import Simulation
from dualsim.when import parse_measure

PEOPLE, SEEDS = 1_500, (1, 2, 3)


@cache
def runs(
    name: str, without: tuple[str, ...] = (), changes: tuple[tuple[str, float], ...] = ()
) -> tuple[Simulation, ...]:
    """A few runs of a scenario, with events left out or numbers changed."""
    case = nudged(load(name, without=without), dict(changes))
    found = tuple(Simulation(case, PEOPLE, seed) for seed in SEEDS)
    for sim in found:
        for _ in sim.days():
            pass
    return found


def series(sims: Iterable[Simulation], measure: str) -> np.ndarray:
    """A measure by run and day; `measure` is written as in a condition, with the place first of several."""
    told = []
    for sim in sims:
        reading = parse_measure(measure)
        from dualsim.measures import MEASURES

        where = [row or 0 for row in rows_of(MEASURES[reading.measure].dims, reading.selectors, sim.names)]
        told.append(sim.record[reading.measure][(slice(None), *where)])
    return np.array(told)


def at(sims: tuple[Simulation, ...], date: str) -> int:
    return day_number(date, "julian") - sims[0].start.first_day


def on(sims: tuple[Simulation, ...], measure: str, date: str) -> float:
    """The mean over the runs on a day."""
    return float(np.nanmean(series(sims, measure)[:, at(sims, date)]))


def during(sims: tuple[Simulation, ...], measure: str, first: str, last: str) -> float:
    """The mean over the runs and the days of a period, both ends included."""
    return float(np.nanmean(series(sims, measure)[:, at(sims, first) : at(sims, last) + 1]))


def months(sims: tuple[Simulation, ...], measure: str) -> dict[str, float]:
    """The mean of each whole month from March to October."""
    ends = {3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31}
    return {f"{m:02}": during(sims, measure, f"1917-{m:02}-01", f"1917-{m:02}-{d}") for m, d in ends.items()}
