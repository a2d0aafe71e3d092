"""Run a scenario many times, each run with a seed of its own, in as many processes as there are cores."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.runs.arguments import check_numbers, people_of
from dualsim.runs.defaults import MANY_PEOPLE
from dualsim.runs.executors import CHUNK, Workers
from dualsim.runs.many_runs import many_runs
from dualsim.runs.plan import planned
from dualsim.runs.run_record import RunRecord, record_of
from dualsim.scenario.suggestions import unknown
from dualsim.theory.measures import MEASURES
from dualsim.theory.measuring.registry import worded

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario


def ensemble(
    scenario: Scenario | str | Path,
    runs: int = 50,
    people: int | None = None,
    seed: int = 1,
    *,
    measures: Sequence[str] | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Run a scenario with the seeds `seed`, `seed` + 1, ... and return the measures along `member`.

    Member n equals the single run with its seed, bit for bit, whatever the number of `jobs`. `measures`
    keeps only some measures; `executor` is any `concurrent.futures.Executor`. Raises ValueError for a
    scenario or a number that cannot be run.
    """
    from dualsim.scenario.loading import load

    scenario = load(scenario)
    how: dict[str, Any] = {"jobs": jobs, "executor": executor, "progress": progress}
    return ensembles([scenario], runs, people, seed, measures=measures, **how)[0]


def ensembles(
    cases: Sequence[Scenario],
    runs: int = 50,
    people: int | None = None,
    seed: int = 1,
    *,
    measures: Sequence[str] | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[xr.Dataset]:
    """An ensemble of each scenario, all with the same seeds, the work of all shared out together."""
    people = people_of(people, cases, MANY_PEOPLE)
    check_numbers(
        runs=(runs, 1), people=(people, None), seed=(seed, 0), jobs=(1 if jobs is None else jobs, 1)
    )
    wanted = list(MEASURES) if measures is None else list(dict.fromkeys(measures))
    for name in wanted:
        if name not in MEASURES:
            raise ValueError(f"measures: {unknown('measure', name, MEASURES)}")
    seeds = range(seed, seed + runs)
    tasks = [
        (scenario, people, seeds[n : n + CHUNK], wanted) for scenario in cases for n in range(0, runs, CHUNK)
    ]
    with Workers("ensemble", jobs, executor, len(tasks)) as workers:
        sizes = [len(part) for _, _, part, _ in tasks]
        found = [one for some in workers.in_order(records, tasks, progress, sizes) for one in some]
    return [
        together(scenario, people, seed, found[c * runs : (c + 1) * runs]) for c, scenario in enumerate(cases)
    ]


def records(
    scenario: Scenario, people: int, seeds: Sequence[int], measures: Sequence[str]
) -> list[RunRecord]:
    """One run for each seed."""
    return [record_of(scenario, people, seed, measures=measures) for seed in seeds]


def together(scenario: Scenario, people: int, seed: int, found: Sequence[RunRecord]) -> xr.Dataset:
    """Runs of one scenario as one Dataset along `member`, days after an early end unknown."""
    command = f"dualsim.ensemble(scenario, runs={len(found)}, people={people}, seed={seed})"
    plan = planned(scenario, [{}], len(found), people, seed, command)
    days = max(one.days for one in found)
    tables: dict[str, NDArray[Any]] = {}
    for name, first in found[0].record.items():
        tables[name] = np.full((len(found), days, *first.shape[1:]), np.nan)
        for row, one in zip(tables[name], found, strict=True):
            row[: one.days] = one.record[name]
        tables[name] = worded(name, tables[name])
    return many_runs(plan, range(len(found)), [one.texts for one in found], tables, days)
