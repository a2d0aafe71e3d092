"""Events that change nothing: the scenario run with and without each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dualsim.simulation import Simulation

if TYPE_CHECKING:
    from dualsim.scenario import Scenario

PEOPLE, SEED = 4_000, 1


def silent_events(case: Scenario, people: int = PEOPLE, seed: int = SEED) -> list[str]:
    """The events without which every measure is exactly what it is with them, and those that never happen."""
    whole = Simulation(case, people, seed)
    for _ in whole.days():
        pass
    return [event for event in case.events if event not in whole.fired or not _matters(event, whole, people)]


def _matters(event: str, whole: Simulation, people: int) -> bool:
    """Whether some measure differs on some day without an event; stops at the first day that differs."""
    other = Simulation(whole.case, people, whole.seed, without=event)
    for day in other.days():
        if any(
            not np.array_equal(other.record[n][day], whole.record[n][day], equal_nan=True)
            for n in whole.record
        ):
            return True
    return other.day != whole.day
