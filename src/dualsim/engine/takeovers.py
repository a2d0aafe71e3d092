"""Who took power where, and when: the take-overs that last, read from what a run left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.scenario.axes import Names
from dualsim.scenario.dates import steps_in
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    from dualsim.engine.simulation import Simulation

TOOK = "took power"  # what the log of a run says of it
LASTS = 30  # days for which it must govern, or to the end of the run: less is an attempt
GOVERNS = 0.5  # of the formal mandate of a place; more is the government


class Takeover(NamedTuple):
    """An authority that took power in a place on a day (a step) of the run, counted from 0."""

    authority: str
    place: str
    day: int


def takeovers_of(sim: Simulation) -> list[Takeover]:
    """The take-overs of a run that last, in order of their days."""
    took = [(log.name, log.day) for log in sim.log if log.what == TOOK]
    if not took:
        return []
    formal = sim.record["formal_power"][: sim.day + 1]
    return list(lasting(took, formal, sim.names, steps_in(LASTS, sim.scenario.period.step)))


def lasting(
    took: Iterable[tuple[str, int]], formal: Floats, names: Names, lasts: int = LASTS
) -> Iterator[Takeover]:
    """Of those who took power somewhere on a day, the ones that then govern a place for long enough.

    `formal` is the formal power [day, place, authority] of the days that the run lasted; `lasts` is how long
    is enough, in steps of the run.
    """
    for authority, day in took:
        share = formal[:, :, names.row("authority", authority)]  # [day, place]
        for row, place in enumerate(names.place):
            before = share[day - 1, row] if day else 0.0
            if share[day, row] > before and bool(np.all(share[day : day + lasts, row] > GOVERNS)):
                yield Takeover(authority, place, day)
