"""Every number of every bundled scenario moves some measure: each is nudged, one way or the other."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from dualsim.dates import day_number
from dualsim.ledger import entries
from dualsim.loading import bundled, load
from dualsim.nudge import nudged
from dualsim.plan import happenings_of
from dualsim.scenario import Scenario
from dualsim.simulation import Simulation

PEOPLE, SEED = 1_000, 1
NUDGES = (0.25, -0.25, 0.6, -0.6)  # as shares of the number, the first that is felt settles it
ONE_PLACE_ONLY = {"behaviour.spread"}  # organisation spreads between places, and there is only one


@cache
def baseline(name: str) -> tuple[Scenario, Simulation, dict[int, Simulation]]:
    """A whole run, and a branch of it before each day on which something happens."""
    case = load(name)
    whole = Simulation(case, PEOPLE, SEED)
    branches = {0: whole.branch()}
    for _ in whole.days():
        pass
    eventful = {log.day for log in whole.log if log.what == "event"}
    again = branches[0].branch()
    while again.day + 1 < again.start.days:
        if again.day + 1 in eventful:
            branches[again.day + 1] = again.branch()
        again.advance()
    return case, whole, branches


def first_day_of(path: str, whole: Simulation, branches: dict[int, Simulation]) -> int:
    """The day before which a number of an event cannot matter."""
    section, name = path.split(".")[:2]
    if section != "events":
        return 0
    days = [log.day for log in whole.log if log.what == "event" and log.name == name]
    return max((day for day in branches if days and day <= days[0]), default=0)


def moves(case: Scenario, path: str, value: float, whole: Simulation, branch: Simulation) -> bool:
    """Whether some measure differs on some day when a number has another value."""
    other_case = nudged(case, {path: value})
    if path.startswith("events."):
        other = branch.branch()
        waiting = {h.event for h in other.waiting}
        start = day_number(case.start, case.calendar)
        other.waiting = [h for h in happenings_of(other_case, other.names, start) if h.event in waiting]
    else:
        other = Simulation(other_case, PEOPLE, SEED)
    for day in other.days():
        if any(
            not np.array_equal(other.record[n][day], whole.record[n][day], equal_nan=True)
            for n in whole.record
        ):
            return True
    return False


@pytest.mark.parametrize("name", sorted(bundled()))
@pytest.mark.parametrize("part", range(4))
def test_every_number_moves_some_measure(name: str, part: int) -> None:
    case, whole, branches = baseline(name)
    every = entries(case)
    assert len(every) > 50
    dead = []
    for entry in every[part::4]:
        branch = branches[first_day_of(entry.path, whole, branches)]
        size = max(abs(entry.value), 0.2)
        if not any(moves(case, entry.path, entry.value + nudge * size, whole, branch) for nudge in NUDGES):
            dead.append(entry.path)
    assert sorted(set(dead) - (ONE_PLACE_ONLY if len(case.places) == 1 else set())) == []
