"""Sensitivity: which of the numbers under `vary:` an outcome hangs on, on each day of the run."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dualsim.analysis.calibration.priors import parameters_of
from dualsim.analysis.outcomes.answers import check_defined
from dualsim.analysis.outcomes.courses import course_of
from dualsim.analysis.outcomes.outcome import DAY, Outcome, outcome_of
from dualsim.analysis.sensitivity.indices import Indices, block_of, floor_of, indices, sampled, whole_blocks
from dualsim.analysis.sensitivity.result import Sensitivity
from dualsim.analysis.statistics import Floats
from dualsim.runs.arguments import check_numbers, people_of
from dualsim.runs.defaults import MANY_PEOPLE, SAMPLES, SEED
from dualsim.runs.executors import Workers
from dualsim.scenario.paths import nudged

if TYPE_CHECKING:
    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario

EVERY = 7  # days between those of which indices are told, back from the day of the outcome


def sensitivity(
    scenario: Scenario | str | Path,
    outcome: str,
    *,
    method: str = "morris",
    samples: int = SAMPLES,
    people: int | None = None,
    seed: int = SEED,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """What an outcome such as `seats[soviet, bolshevik]@1917-10-24` owes each number under `vary:`.

    Morris makes `samples` times one more run than there are numbers, Sobol `samples` times two more, PAWN
    `samples` runs. All runs have the same luck. Raises ValueError for anything that does not exist.

    >>> import dualsim
    >>> outcome = "mobilisation[worker, petrograd]@1917-03-02"
    >>> found = dualsim.sensitivity("petrograd_1917", outcome, method="pawn", samples=4, people=300, jobs=1)
    >>> found.to_dataframe().columns.tolist()
    ['path', 'low', 'high', 'date', 'index', 'confidence']
    """
    from dualsim.scenario.loading import load

    scenario = load(scenario)
    asked = outcome_of(outcome, scenario)
    people = people_of(people, [scenario], MANY_PEOPLE)
    check_numbers(
        samples=(samples, 2),
        people=(people, None),
        seed=(seed, 0),
        jobs=(1 if jobs is None else jobs, 1),
    )
    ranges = {one.path: (one.low, one.high) for one in parameters_of([scenario])}
    points = sampled(method, ranges, samples, seed)
    tasks = [
        (scenario, asked, dict(zip(ranges, point.tolist(), strict=True)), people, seed) for point in points
    ]
    with Workers("sensitivity", jobs, executor, len(tasks)) as workers:
        series = np.array(workers.in_order(run_series, tasks, progress))
    _check(asked, method, series[:, -1], len(ranges))
    return with_indices(Sensitivity(
        scenario, asked, method, samples, people, seed, tuple(ranges), points, series, (),
        np.empty((0, 0)), np.empty((0, 0)),
    ))  # fmt: skip


def _check(outcome: Outcome, method: str, values: Floats, numbers: int) -> None:
    """Refuse an outcome that too few runs have for an index of it."""
    check_defined([outcome], [values])
    if not whole_blocks(method, values, numbers).any():
        runs, known = len(values), int(np.isfinite(values).sum())
        comes = "comes in" if outcome.kind == DAY else "is defined in"
        ask = " ask whether it has come by a day, with @DATE," if outcome.kind == DAY else " name another day"
        raise ValueError(
            f"outcome '{outcome}': it {comes} {known} of {runs} runs, and in no {block_of(method, numbers)} "
            f"that belong together; {ask.strip()} or give more samples"
        )


def run_series(
    scenario: Scenario, outcome: Outcome, values: dict[str, float], people: int, seed: int
) -> Floats:
    """The outcome on each day of a run with these numbers."""
    from dualsim.engine.simulation import Simulation

    sim = Simulation(nudged(scenario, values), people, seed, measures=outcome.measures)
    return outcome.course(course_of(sim.run(outcome.until)))


def with_indices(found: Sensitivity) -> Sensitivity:
    """The same with the indices of each week, back from the day of the outcome."""
    from dataclasses import replace

    ranges = {one.path: (one.low, one.high) for one in parameters_of([found.scenario])}
    last = found.outcome.day
    days = (last,) if found.outcome.kind == DAY else tuple(range(last % EVERY, last + 1, EVERY))
    columns = [found.series[:, -1]] if found.outcome.kind == DAY else [found.series[:, day] for day in days]
    told = [indices(found.method, ranges, found.points, column, found.seed) for column in columns]
    together = Indices(*(np.array(part) for part in zip(*told, strict=True)))
    floor = floor_of(found.method, ranges, found.points, columns[-1], found.seed)
    return replace(found, days=days, values=together.values, confidence=together.confidence, floor=floor)
