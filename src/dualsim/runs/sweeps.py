"""Carry out all the runs of a folder, chunk by chunk, in processes of our own or through any executor."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dualsim.runs.chunk import Packed, Task, carry_out
from dualsim.runs.designs import points_of, read_table
from dualsim.runs.executors import Here, workers
from dualsim.runs.store import check_folder, keep, locked, planned, prepared, tabulate, tasks_of
from dualsim.runs.stored_dataset import Plan, gathered
from dualsim.scenario.loading import load

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.scenario.schema import Scenario

TRIES = 3  # of a chunk whose process dies: once may be chance

Progress = Callable[[int, int], None]


def sweep(
    scenario: Scenario | str | Path,
    folder: str | Path,
    *,
    runs: int = 1,
    people: int = 20_000,
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
        for task, packed in results_of(tasks, jobs, executor, stop):
            keep(plan, task, packed)
            done += len(task.numbers)
            if progress is not None:
                progress(done, plan.runs)
        return tabulate(folder)


def results_of(
    tasks: Sequence[Task], jobs: int | None, executor: Executor | None, stop: Callable[[], bool]
) -> Iterator[tuple[Task, Packed]]:
    """Chunks as they are done, in any order; never more in hand than keep all processes busy."""
    left, deaths = dict(enumerate(tasks)), 0
    while left and not stop():
        with workers(jobs, executor, len(left)) as pool:
            try:
                for task, packed in _through(pool, left, stop):
                    deaths = 0
                    yield task, packed
            except BrokenProcessPool:
                deaths += 1
                if deaths == TRIES:
                    raise ValueError(
                        "jobs: processes die at their work, perhaps for lack of memory; what is done is "
                        "kept; give fewer --jobs or --people"
                    ) from None


def _through(
    pool: Executor, left: dict[int, Task], stop: Callable[[], bool]
) -> Iterator[tuple[Task, Packed]]:
    ahead, in_hand = iter(list(left)), dict[Future[Packed], int]()
    while True:
        while len(in_hand) <= slots(pool) and not stop():
            number = next(ahead, None)
            if number is None:
                break
            in_hand[pool.submit(carry_out, left[number])] = number
        if not in_hand:
            return
        for future in wait(in_hand, return_when=FIRST_COMPLETED).done:
            packed = future.result()
            yield left.pop(in_hand.pop(future)), packed


def slots(pool: Executor) -> int:
    """How many chunks an executor works on at once, as far as it tells."""
    client = getattr(pool, "_client", None)
    if client is not None:  # of Dask: a cluster may grow and shrink
        return 2 * max(1, sum(client.nthreads().values()))
    return getattr(pool, "_max_workers", None) or (0 if isinstance(pool, Here) else os.cpu_count() or 1)
