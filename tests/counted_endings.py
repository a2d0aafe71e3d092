"""How runs of a scenario end, counted over seeds: for tests of what each bundled scenario can come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory.measuring.registry import worded

MEASURED = ("ending",)


def count_endings(
    name: str, seeds: Iterable[int], people: int = 1_000, place: str | None = None, **given: Any
) -> Counter[str]:
    """In how many runs a place (the first, unless it is named) has each ending on the last day.

    `given` is what `load` takes: `changes`, `without`, `until`.
    """
    scenario = load(name, **given)
    return Counter(ending_of(scenario, seed, people, place) for seed in seeds)


def ending_of(scenario: Any, seed: int, people: int = 1_000, place: str | None = None) -> str:
    """The ending of one run on its last day."""
    sim = Simulation(scenario, people, seed, measures=MEASURED).run()
    there = (*sim.names.place, *sim.names.region)
    row = there.index(place) if place else 0
    return str(worded("ending", sim.record["ending"][sim.day])[row])


def endings_that_occur(scenarios: Mapping[str, Iterable[int]], people: int = 1_000) -> dict[str, list[str]]:
    """Each ending, and the scenarios in some run of which, by these seeds, it is that of the last day."""
    found: dict[str, list[str]] = {}
    for name, seeds in scenarios.items():
        for ending in count_endings(name, seeds, people):
            found.setdefault(ending, []).append(name)
    return found
