"""Carry out all the runs of a folder, chunk by chunk, in processes of our own or through any executor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dualsim.runs.arguments import people_of
from dualsim.runs.chunk import carry_out
from dualsim.runs.defaults import PEOPLE
from dualsim.runs.designs import points_of, read_table
from dualsim.runs.executors import Workers
from dualsim.runs.plan import Plan, planned
from dualsim.runs.store import check_folder, keep, locked, prepared, tabulate, tasks_of
from dualsim.runs.stored_dataset import gathered
from dualsim.scenario.loading import load

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario


def sweep(
    scenario: Scenario | str | Path,
    folder: str | Path,
    *,
    runs: int = 1,
    people: int | None = None,
    seed: int = 1,
    vary: Sequence[str] = (),
    design: str = "grid",
    table: str | Path | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
    command: str = "dualsim.sweep(...)",
) -> xr.Dataset:
    """Run a scenario many times into a folder and return what is done, along `member`.

    With `vary` (texts such as `behaviour.beta=2:4:5`) or `table` (a CSV file of points) there are `runs`
    runs at each point, with the seeds `seed`, `seed` + 1, ... at every one of them. Called again it continues
    where it stopped. Raises ValueError for what cannot be run; a run that fails by itself stops no other.
    """
    scenario = load(scenario)
    people = people_of(people, [scenario], PEOPLE)
    points: Sequence[Mapping[str, Any]] = [{}]
    if table is not None:
        points = read_table(Path(table), scenario)
    elif vary:
        points = points_of(scenario, vary, design, seed)
    plan = planned(scenario, points, runs, people, seed, command)
    carry_on(Path(folder), plan, fresh=fresh, jobs=jobs, executor=executor, progress=progress)
    return gathered(Path(folder))


def carry_on(
    folder: Path,
    plan: Plan,
    *,
    fresh: bool = False,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[dict[str, Any]]:
    """Run what a folder still lacks, until `stop` says so; return the status of every run."""
    check_folder(folder)
    with locked(folder):
        plan = prepared(folder, plan, fresh)
        tasks = tasks_of(plan)
        done = plan.runs - sum(len(task.numbers) for task in tasks)
        with Workers(str(folder), jobs, executor, len(tasks), keeps=True) as workers:
            for number, packed in workers.as_done(carry_out, [(task,) for task in tasks], stop):
                keep(plan, tasks[number], packed)
                done += len(tasks[number].numbers)
                if progress is not None:
                    progress(done, plan.runs)
        return tabulate(folder)
