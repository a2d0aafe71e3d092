"""Timing by turns: in each round everyone carries the same run on by the same days; medians are kept."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from benchmarks.competitors import Competitor
from dualsim.engine import simulation
from dualsim.engine.simulation import Simulation
from dualsim.scenario.schema import Scenario

BEGIN = 60  # day from which all go on, well inside the run
DAYS = 20
ROUNDS = 5


class Cost(NamedTuple):
    """What one competitor takes for a person and a day, round by round [ns]."""

    competitor: str
    people: int
    rounds: list[float]

    @property
    def median(self) -> float:
        """The median over rounds [ns]."""
        return statistics.median(self.rounds)


def measured(
    scenario: Scenario, people: int, those: Sequence[Competitor], rounds: int = ROUNDS, days: int = DAYS
) -> list[Cost]:
    """What each of those takes at one size, in rounds by turns."""
    start = Simulation(scenario, people, 1).run(BEGIN - 1)
    everyone = len(start.people.cell)
    taking = [one for one in those if one.fewest <= people <= one.most]
    costs = {one.name: Cost(one.name, people, []) for one in taking}
    for _ in range(rounds):
        for one in taking:
            costs[one.name].rounds.append(_seconds(one, start, days) / days / everyone * 1e9)
    return list(costs.values())


def _seconds(one: Competitor, start: Simulation, days: int) -> float:
    """Seconds that it takes for some days after one to warm up: of the processor, or by the clock."""
    clock = time.process_time if one.threads == 1 else time.perf_counter
    with on_threads(one.threads):
        day = one.begin(start.branch())
        day()
        gc.collect()
        began = clock()
        for _ in range(days):
            day()
        return clock() - began


@contextmanager
def on_threads(threads: int) -> Iterator[None]:
    """Let runs be shared among so many threads meanwhile."""
    before = simulation.cpu_count
    simulation.cpu_count = lambda: threads
    try:
        yield
    finally:
        simulation.cpu_count = before
