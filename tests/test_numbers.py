"""Every number of every bundled scenario moves some measure: each is nudged, one way or the other."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from dualsim.dates import day_number
from dualsim.ledger import Entry, entries
from dualsim.loading import bundled, load
from dualsim.nudge import nudged
from dualsim.plan import happenings_of
from dualsim.scenario import Scenario
from dualsim.simulation import Simulation

PEOPLE, MORE_PEOPLE, SEED = 1_000, 10_000, 1  # what is not felt by a thousand may be by ten
NUDGES = (0.25, -0.25, 0.6, -0.6)  # as shares of the number, the first that is felt settles it
ONE_PLACE_ONLY = {"behaviour.spread"}  # organisation spreads between places, and there is only one


@cache
def baseline(name: str, people: int) -> tuple[Scenario, Simulation, dict[int, Simulation]]:
    """A whole run, and a branch of it before each day on which something happens."""
    case = load(name)
    whole = Simulation(case, people, SEED)
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


def is_felt(name: str, entry: Entry, people: int) -> bool:
    """Whether some measure differs on some day when a number has one of the nudged values."""
    case, whole, branches = baseline(name, people)
    eve = branches[first_day_of(entry.path, whole, branches)]
    size = max(abs(entry.value), 0.2)
    for nudge in NUDGES:
        other_case = nudged(case, {entry.path: entry.value + nudge * size})
        if entry.path.startswith("events."):
            other = eve.branch()
            waiting = {h.event for h in other.waiting}
            start = day_number(case.start, case.calendar)
            other.waiting = [h for h in happenings_of(other_case, other.names, start) if h.event in waiting]
        else:
            other = Simulation(other_case, people, SEED)
        if any(differs(other, whole, day) for day in other.days()):
            return True
    return False


def differs(a: Simulation, b: Simulation, day: int) -> bool:
    return any(not np.array_equal(a.record[n][day], b.record[n][day], equal_nan=True) for n in a.record)


@pytest.mark.parametrize("name", sorted(bundled()))
@pytest.mark.parametrize("part", range(4))
def test_every_number_moves_some_measure(name: str, part: int) -> None:
    every = entries(load(name))
    assert len(every) > 50
    dead = [entry for entry in every[part::4] if not is_felt(name, entry, PEOPLE)]
    dead = [entry for entry in dead if not is_felt(name, entry, MORE_PEOPLE)]
    one_place = len(load(name).places) == 1
    assert [e.path for e in dead if not (one_place and e.path in ONE_PLACE_ONLY)] == []


def test_a_number_that_does_nothing_is_found_out() -> None:
    name = sorted(bundled())[0]
    case = load(name)
    changed = nudged(case, {"behaviour.spread": 0.5})  # one place: nothing can spread
    a, b = Simulation(case, PEOPLE, SEED), Simulation(changed, PEOPLE, SEED)
    a.advance()
    b.advance()
    assert not differs(a, b, 0)
