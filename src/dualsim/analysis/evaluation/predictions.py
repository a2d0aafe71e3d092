"""What each run says of each observation: scenarios run many times, and only the shares brought back."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.predicted_shares import NEEDED, Tables, share, tables_of_record
from dualsim.analysis.evaluation.targets import Target
from dualsim.runs.executors import CHUNK, Workers
from dualsim.scenario.paths import nudged
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario

Run = tuple[int, dict[str, float]]  # a seed, and a draw of the scenario's numbers


class Many(NamedTuple):
    """How many runs, how large, and where their seeds begin."""

    runs: int
    people: int
    seed: int

    def of(self, target: Target) -> list[Run]:
        """The runs of a scenario: run n has seed + n, and row n of the draws, taken round and round."""
        draws = target.draws or ({},)
        return [(self.seed + n, draws[n % len(draws)]) for n in range(self.runs)]


def answers(
    targets: Sequence[Target],
    asked: Sequence[Sequence[Observation]],
    many: Many,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[Floats]:
    """For each target what its runs say of what it is asked [run, observation]; NaN for nothing."""
    found: list[Floats] = [
        shares(target.tables, seen) if target.scenario is None else np.full((many.runs, len(seen)), np.nan)
        for target, seen in zip(targets, asked, strict=True)
    ]
    parts = [
        (t, target.scenario, slice(n, n + CHUNK))
        for t, target in enumerate(targets)
        if target.scenario is not None and asked[t]
        for n in range(0, many.runs, CHUNK)
    ]
    tasks = [(scenario, many.people, many.of(targets[t])[part], asked[t]) for t, scenario, part in parts]
    with Workers("evaluate", jobs, executor, len(tasks)) as workers:
        said = workers.in_order(run_and_ask, tasks, progress, [len(runs) for _, _, runs, _ in tasks])
    for (t, _, part), answer in zip(parts, said, strict=True):
        found[t][part] = answer
    return found


def run_and_ask(scenario: Scenario, people: int, runs: Sequence[Run], asked: Sequence[Observation]) -> Floats:
    """What some runs of a scenario say of observations [run, observation]."""
    from dualsim.engine.simulation import Simulation

    needed = list(dict.fromkeys(name for seen in asked for name in NEEDED[seen.quantity]))
    last, found = scenario.period.step_of(max(seen.day for seen in asked)), []
    for seed, draw in runs:
        drawn = nudged(scenario, draw)
        sim = Simulation(drawn, people, seed, measures=needed).run(last)
        record = {name: sim.record[name][: sim.day + 1] for name in needed}
        found.append(shares(tables_of_record(drawn, record, sim.day + 1), asked))
    return np.concatenate(found)


def shares(tables: Tables, asked: Sequence[Observation]) -> Floats:
    """What runs that have all the names say of observations [run, observation]."""
    runs = len(next(iter(tables.record.values())))
    return np.stack([share(tables, seen) for seen in asked], axis=1) if asked else np.empty((runs, 0))
