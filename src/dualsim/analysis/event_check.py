"""Events that change nothing: the scenario run with and without each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dualsim.engine.simulation import Simulation
from dualsim.runs.defaults import CHECK_PEOPLE, SEED

if TYPE_CHECKING:
    from dualsim.scenario.errors import Fault
    from dualsim.scenario.schema import Scenario


def inert_events(scenario: Scenario | str | Path, people: int = CHECK_PEOPLE, seed: int = SEED) -> list[str]:
    """The events without which every measure is exactly what it is with them, and those that never happen.

    >>> import dualsim
    >>> scenario = dualsim.load("petrograd_1917", until="1917-03-08")
    >>> set(dualsim.inert_events(scenario, people=300)) <= set(scenario.events)
    True
    """
    from dualsim.scenario.loading import load

    scenario = load(scenario)
    whole = Simulation(scenario, people, seed)
    start = whole.branch()
    whole.run()
    felt = {event for event, branch in _eves(start, whole) if _differs(event, branch, whole)}
    return [event for event in scenario.events if event not in felt]


def _eves(past: Simulation, whole: Simulation) -> Iterator[tuple[str, Simulation]]:
    """Each event that happens, and the run as it stood on the eve of it: only from there can it matter."""
    for log in whole.log:
        if log.what == "event":
            yield log.name, past.run(log.day - 1)


def _differs(event: str, eve: Simulation, whole: Simulation) -> bool:
    """Whether some measure differs on some day without an event; stops at the first day that differs."""
    other = eve.branch()
    other.waiting = [happening for happening in other.waiting if happening.event != event]
    for day in other.days():
        mine, theirs = other.record, whole.record
        if any(not np.array_equal(mine[n][day], theirs[n][day], equal_nan=True) for n in theirs):
            return True
    return other.day != whole.day


def _may_wait(scenario: Scenario, event: str) -> bool:
    """Whether an event has a condition, or follows from one that has."""
    block = scenario.events[event]
    return bool(block.when) or any(_may_wait(scenario, before) for before in block.follows or ())


def silent_faults(file: str, scenario: Scenario) -> list[Fault]:
    """A warning for each event that changes no measure, at its place in the file."""
    from dualsim.scenario.errors import Fault, Source, Spot
    from dualsim.scenario.files.yaml_reader import read_file
    from dualsim.scenario.loading import list_scenarios

    tree, _ = read_file(list_scenarios().get(file, Path(file)))
    found = []
    for event in inert_events(scenario):
        if _may_wait(scenario, event):
            continue  # whether it happens is for the run to say, and another run may say otherwise
        node = tree.at("events", event) if tree is not None else None
        if node is None and tree is not None and tree.child("extends") is not None:
            continue  # it stands in a file that this one builds on, for places that are not here
        spot = node.named if node is not None else Spot(Source(file))
        message = (
            f"events.{event}: changes no measure on any day, or never happens; give it an effect that is felt"
        )
        found.append(Fault(spot, message, "warning"))
    return found
