"""Run a scenario many times, each run with a seed of its own, in as many processes as there are cores."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.scenario import Scenario

CHUNK = 4  # runs handed to a process at a time: few enough to share the work evenly


def ensemble(
    scenario: Scenario | str | Path,
    runs: int = 50,
    people: int = 2_000,
    seed: int = 1,
    *,
    measures: Sequence[str] | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """Run a scenario with the seeds `seed`, `seed` + 1, ... and return the measures along `member`.

    Member n equals the single run with its seed, bit for bit, whatever the number of `jobs`. `measures`
    keeps only some measures; `executor` is any `concurrent.futures.Executor`. Raises ValueError for a
    scenario or a number that cannot be run.
    """
    from dualsim.loading import load

    case = load(scenario) if isinstance(scenario, str | Path) else scenario
    for name, number in (("runs", runs), ("people", people), ("seed", seed)):
        if not isinstance(number, int | np.integer) or isinstance(number, bool):
            raise ValueError(f"{name}: {number!r} is not a whole number; write it as in 50")
    if runs < 1:
        raise ValueError(f"runs: {runs} is too few; give 1 or more")
    seeds = [seed + n for n in range(runs)]
    chunks = [seeds[n : n + CHUNK] for n in range(0, runs, CHUNK)]
    found: dict[int, xr.Dataset] = {}
    with workers(jobs, executor, len(chunks)) as pool:
        waiting = {pool.submit(members, case, people, chunk, measures): chunk for chunk in chunks}
        for done in as_completed(waiting):
            found.update(zip(waiting[done], done.result(), strict=True))
            if progress is not None:
                progress(len(found), runs)
    return together(case, people, [found[number] for number in seeds], seeds)


def members(
    case: Scenario, people: int, seeds: Sequence[int], measures: Sequence[str] | None
) -> list[xr.Dataset]:
    """The measures of one run for each seed."""
    from dualsim.dataset import ending, measured
    from dualsim.simulation import Simulation

    found = []
    for seed in seeds:
        sim = Simulation(case, people, seed)
        for _ in sim.days():
            pass
        results = measured(sim)
        found.append(
            (results if measures is None else results[list(measures)]).assign_attrs(ending=ending(sim))
        )
    return found


@contextmanager
def workers(jobs: int | None, executor: Executor | None, most: int) -> Iterator[Executor]:
    """The executor that was given, or processes of our own: as many as asked for, or as there are cores."""
    if executor is not None:
        yield executor
        return
    count = min(jobs or os.cpu_count() or 1, most)
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":  # imported once, not once a process
        context.set_forkserver_preload(["dualsim.ensemble", "dualsim.dataset", "dualsim.simulation"])
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        yield pool


def together(case: Scenario, people: int, found: Sequence[xr.Dataset], seeds: Sequence[int]) -> xr.Dataset:
    """Runs of one scenario as one Dataset along `member`, days after an early end unknown."""
    import xarray as xr

    from dualsim.experiment import versions

    results = xr.concat(
        found, dim="member", join="outer", coords="minimal", compat="override", combine_attrs="drop"
    )
    results = results.assign_coords(member=np.arange(len(found)), seed=("member", np.array(seeds)))
    results.attrs = {
        "title": case.title,
        "calendar": case.calendar,
        "scenario": case.text(),
        "people": people,
        "runs": len(found),
        "seed": int(seeds[0]),
        "versions": json.dumps(versions()),
        "endings": json.dumps([one.attrs["ending"] for one in found], ensure_ascii=False),
        "Conventions": "CF-1.8",
    }
    return results
