"""Every number of every bundled scenario moves some measure: each is nudged, one way or the other."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
import pytest

from dualsim.engine.schedule import events_of
from dualsim.engine.simulation import Simulation
from dualsim.scenario.changes.paths import nudged
from dualsim.scenario.dates import day_number
from dualsim.scenario.describe.provenance import Entry, entries
from dualsim.scenario.files.node import Node
from dualsim.scenario.files.yaml_reader import read_file
from dualsim.scenario.loading import bundled, load
from dualsim.scenario.schema import Scenario
from dualsim.theory.measures import MEASURES

SCENARIOS = next(iter(bundled().values())).parent
SHARED = {  # files that are no scenario by themselves, and where their numbers are tried
    "behaviour": ("petrograd_1917", "smolensk_1917"),
    "provinces_1917": ("smolensk_1917",),
    "russia_1917": ("petrograd_1917", "village_1917"),
}
ALL_PLACES = "empire_1917"  # its places are tried one by one; a branch a day of all of them fills the memory
PEOPLE, MORE_PEOPLE, SEED = 1_000, 10_000, 1  # what is not felt by a thousand may be by ten
NUDGES = (0.6, -0.6, 0.25, -0.25)  # as shares of the number, the first that is felt settles it
DERIVED = {"effective_powers", "duality", "formal_real_gap", "cooperation", "regime", "turnout"}
FELT = tuple(name for name in MEASURES if name not in DERIVED)  # these follow from the others
ONE_PLACE_ONLY = {"behaviour.spread"}  # organisation spreads between places, and there is only one


@lru_cache(maxsize=2)  # the branches of one scenario take hundreds of megabytes
def baseline(name: str, people: int) -> tuple[Scenario, Simulation, dict[int, Simulation]]:
    """A whole run, and a branch of it before each day on which something happens."""
    scenario = load(name)
    whole = Simulation(scenario, people, SEED, measures=FELT)
    branches = {0: whole.branch()}
    whole.run()
    eventful = {log.day for log in whole.log if log.what == "event"}
    again = branches[0].branch()
    while again.day + 1 < again.start.days:
        if again.day + 1 in eventful:
            branches[again.day + 1] = again.branch()
        again.advance()
    return scenario, whole, branches


def first_day_of(path: str, whole: Simulation, branches: dict[int, Simulation]) -> int:
    """The day before which a number of an event cannot matter."""
    section, name = path.split(".")[:2]
    if section != "events":
        return 0
    days = [log.day for log in whole.log if log.what == "event" and log.name == name]
    return max((day for day in branches if days and day <= days[0]), default=0)


def is_felt(name: str, entry: Entry, people: int) -> bool:
    """Whether some measure differs on some day when a number has one of the nudged values."""
    scenario, whole, branches = baseline(name, people)
    eve = branches[first_day_of(entry.path, whole, branches)]
    size = max(abs(entry.value), 0.2)
    for nudge in NUDGES:
        other_case = nudged(
            scenario, dict.fromkeys(same_as(entry.path, scenario), entry.value + nudge * size)
        )
        if entry.path.startswith("events."):
            other = eve.branch()
            waiting = {h.event for h in other.waiting}
            start = day_number(scenario.start, scenario.calendar)
            other.waiting = [h for h in events_of(other_case, other.names, start) if h.event in waiting]
        else:
            other = Simulation(other_case, people, SEED, measures=FELT)
        if any(differs(other, whole, day) for day in other.days()):
            return True
    return False


def same_as(path: str, scenario: Scenario) -> list[str]:
    """A number's path, or all paths of the force of a lever, which each of its places states alike."""
    steps = path.split(".")
    if steps[0] != "places" or steps[-1] != "force":
        return [path]
    return [
        ".".join(["places", place, *steps[2:]])
        for place, b in scenario.places.items()
        if steps[3] in b.levers
    ]


def differs(a: Simulation, b: Simulation, day: int) -> bool:
    rows = ((a.record[n][day], b.record[n][day]) for n in a.record)
    unlike = ((x, y) for x, y in rows if x.tobytes() != y.tobytes())  # quick; but 0 and -0 are equal
    return any(not np.array_equal(x, y, equal_nan=True) for x, y in unlike)


def own_numbers(file: str) -> set[str]:
    """The paths of numbers that stand in a file itself, not in those that it builds on."""
    path = bundled().get(file) or SCENARIOS / f"{file}.yaml"
    tree, _ = read_file(path)
    assert tree is not None
    found = set()
    for host in hosts_of(file):
        for entry in entries(baseline_case(host)):
            _, steps = tree.deepest(_steps(tree, entry.path))
            if steps == len(_steps(tree, entry.path)):
                found.add(entry.path)
    return found


def _steps(tree: Node, path: str) -> list[str]:
    """A path in steps; a key may hold a dot itself: scale.0.25."""
    steps: list[str] = []
    node, left = tree, path.split(".")
    while left:
        sizes = range(1, len(left) + 1)
        size = next((n for n in sizes if node.child(".".join(left[:n])) is not None), 1)
        step = ".".join(left[:size])
        steps.append(step)
        left, node = left[size:], node.child(step) or Node(None, node.spot)
    return steps


def hosts_of(file: str) -> tuple[str, ...]:
    """The scenarios in which the numbers of a file are tried: itself, or some that build on it."""
    return SHARED.get(file, (file,))


def alone(scenario: Scenario, path: str) -> bool:
    """Whether a number is a weight beside no other: the one group that elects, the one mandate of a place."""
    steps = path.split(".")
    if steps[0] != "authorities" or steps[2] not in ("electors", "mandate"):
        return False
    if steps[2] == "electors":
        return len(scenario.authorities[steps[1]].electors or ()) == 1
    return sum(steps[3] in authority.mandate for authority in scenario.authorities.values()) == 1


def lives_in(scenario: Scenario, path: str) -> bool:
    """Whether the group that a number is about, if it is about one, lives in some place of a scenario."""
    steps = path.split(".")
    about_a_group = steps[0] in ("groups", "seasons")
    return not about_a_group or any(steps[1] in place.population for place in scenario.places.values())


@cache
def baseline_case(name: str) -> Scenario:
    return load(name)


@pytest.mark.parametrize("file", sorted({*bundled(), *SHARED} - {ALL_PLACES}))
@pytest.mark.parametrize("part", range(2))
def test_every_number_moves_some_measure(file: str, part: int) -> None:
    own = own_numbers(file)
    assert own
    left = [path for path in sorted(own)[part::2] if not alone(baseline_case(hosts_of(file)[0]), path)]
    if all(len(baseline_case(host).places) == 1 for host in hosts_of(file)):
        left = [path for path in left if path not in ONE_PLACE_ONLY]
    for people in (PEOPLE, MORE_PEOPLE):
        for at_home in (True, False):  # where its group lives a number is soon felt
            for host in hosts_of(file):
                scenario = baseline_case(host)
                there = {e.path: e for e in entries(scenario) if lives_in(scenario, e.path) == at_home}
                left = [path for path in left if path not in there or not is_felt(host, there[path], people)]
    assert left == []


def test_a_number_that_does_nothing_is_found_out() -> None:
    name = sorted(bundled())[0]
    scenario = load(name)
    changed = nudged(scenario, {"behaviour.spread": 0.5})  # one place: nothing can spread
    a, b = Simulation(scenario, PEOPLE, SEED), Simulation(changed, PEOPLE, SEED)
    a.advance()
    b.advance()
    assert not differs(a, b, 0)
