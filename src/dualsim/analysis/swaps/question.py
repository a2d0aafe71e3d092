"""What is asked of two places, and the runs of hybrids that answer it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from dualsim.analysis.attribution.shapley import everyone
from dualsim.analysis.outcomes.courses import course_of
from dualsim.analysis.statistics import Floats
from dualsim.analysis.swaps.asked import Asked, Reader
from dualsim.analysis.swaps.hybrids import Hybrid, hybrid
from dualsim.analysis.swaps.sides import Side
from dualsim.engine.simulation import Progress, Simulation
from dualsim.runs.executors import CHUNK, Workers
from dualsim.scenario.schema import Scenario

REST = "the rest"


class Question(NamedTuple):
    """Two places, the blocks that they swap, and how the hybrids are run."""

    sides: tuple[Side, Side]
    players: Mapping[str, tuple[str, ...]]  # blocks that are swapped together, by name
    asked: Asked
    people: int
    seeds: Sequence[int]
    frozen: bool = False  # whether the bodies of each are those of 1 May in its median run

    @property
    def all(self) -> int:
        """The set of all blocks: the second place itself; 0 is the first."""
        return everyone(len(self.players))

    def made(self, taken: int) -> Hybrid:
        """The hybrid of a set: bit n says that player n is the second place's."""
        owners = {block: taken >> n & 1 for n, some in enumerate(self.players.values()) for block in some}
        return hybrid(self.sides, owners, self.title(taken))

    def title(self, taken: int) -> str:
        """A hybrid in words."""
        few = 2 * taken.bit_count() <= len(self.players)
        if REST in self.players:  # which stands last
            few = not taken >> len(self.players) - 1
        base, foreign = (0, taken) if few else (1, self.all ^ taken)
        blocks = ", ".join(name for n, name in enumerate(self.players) if foreign >> n & 1)
        one, other = self.sides[base].label, self.sides[1 - base].label
        return f"{one} with {blocks} of {other}" if blocks else one


def build(question: Question, sets: Sequence[int], workers: Workers) -> dict[int, Hybrid]:
    """The hybrids of sets, each loaded and checked; raise ScenarioError for one that cannot be."""
    found = workers.in_order(Question.made, [(question, taken) for taken in sets])
    return dict(zip(sets, found, strict=True))


def play(
    question: Question,
    hybrids: Mapping[int, Hybrid],
    wanted: Mapping[int, Sequence[int]],
    workers: Workers,
    progress: Progress | None,
) -> tuple[dict[int, Floats], float]:
    """What each hybrid comes to with each seed [run], and the seconds of a run; NaN where there is nothing.

    `wanted` are the runs of each set, counted from 0.
    """
    tasks, whose = list[tuple[Any, ...]](), list[tuple[int, list[int]]]()
    for taken, runs in wanted.items():
        scenario, place = hybrids[taken].scenario, hybrids[taken].place
        reader = question.asked.of(scenario, place)
        for n in range(0, len(runs), CHUNK):
            part = runs[n : n + CHUNK]
            tasks.append((scenario, reader, question.people, [question.seeds[run] for run in part]))
            whose.append((taken, list(part)))
    sizes = [len(part) for _, part in whose]
    found = {taken: np.full(len(question.seeds), np.nan) for taken in wanted}
    seconds = []
    for (taken, part), (values, took) in zip(
        whose, workers.in_order(lived, tasks, progress, sizes), strict=True
    ):
        found[taken][part] = values
        seconds.append(took)
    return found, float(np.median(seconds)) if seconds else 0.0


def lived(scenario: Scenario, reader: Reader, people: int, seeds: Sequence[int]) -> tuple[Floats, float]:
    """What runs of a scenario come to, and the seconds of the last, when all is compiled."""
    found, took = [], 0.0
    for seed in seeds:
        begun = time.monotonic()
        sim = Simulation(scenario, people, seed, measures=reader.outcome.measures)
        found.append(reader.value(course_of(sim.run(reader.outcome.until))))
        took = time.monotonic() - begun
    return np.array(found), took
