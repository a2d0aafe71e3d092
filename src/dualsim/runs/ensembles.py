"""Run a scenario many times, each run with a seed of its own, in as many processes as there are cores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.runs.arguments import check_numbers
from dualsim.runs.executors import CHUNK, Workers
from dualsim.scenario.suggestions import unknown
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario

ENDING = ("regime", "levers_ready")  # measures that tell how a run ended


class Member(NamedTuple):
    """What one run left behind: plain tables, which travel between processes at little cost."""

    record: dict[str, np.ndarray]
    days: int
    ending: str
    events: list[dict[str, Any]]


def ensemble(
    scenario: Scenario | str | Path,
    runs: int = 50,
    people: int = 2_000,
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
    return ensembles(
        [scenario], runs, people, seed, measures=measures, jobs=jobs, executor=executor, progress=progress
    )[0]


def ensembles(
    cases: Sequence[Scenario],
    runs: int = 50,
    people: int = 2_000,
    seed: int = 1,
    *,
    measures: Sequence[str] | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[xr.Dataset]:
    """An ensemble of each scenario, all with the same seeds, the work of all shared out together."""
    check_numbers(
        runs=(runs, 1), people=(people, None), seed=(seed, 0), jobs=(1 if jobs is None else jobs, 1)
    )
    wanted = list(MEASURES) if measures is None else list(dict.fromkeys(measures))
    for name in wanted:
        if name not in MEASURES:
            raise ValueError(f"measures: {unknown('measure', name, MEASURES)}")
    seeds = [seed + n for n in range(runs)]
    tasks = [
        (scenario, people, seeds[n : n + CHUNK], wanted) for scenario in cases for n in range(0, runs, CHUNK)
    ]
    with Workers("ensemble", jobs, executor, len(tasks)) as workers:
        sizes = [len(part) for _, _, part, _ in tasks]
        found = [one for some in workers.in_order(members, tasks, progress, sizes) for one in some]
    return [
        together(scenario, people, found[c * runs : (c + 1) * runs], seeds)
        for c, scenario in enumerate(cases)
    ]


def members(scenario: Scenario, people: int, seeds: Sequence[int], measures: Sequence[str]) -> list[Member]:
    """One run for each seed."""
    from dualsim.engine.event_log import ending, events
    from dualsim.engine.simulation import Simulation

    found = []
    for seed in seeds:
        sim = Simulation(scenario, people, seed, measures=(*measures, *ENDING)).run()
        missing = [name for name in measures if name not in sim.record]
        if missing:  # a measure of one's own in a notebook is not there in another process
            raise ValueError(f"measures: '{missing[0]}' is unknown to the other processes; give jobs=1")
        record = {name: sim.record[name][: sim.day + 1] for name in measures}
        found.append(Member(record, sim.day + 1, ending(sim), events(sim)))
    return found


def together(scenario: Scenario, people: int, found: Sequence[Member], seeds: Sequence[int]) -> xr.Dataset:
    """Runs of one scenario as one Dataset along `member`, days after an early end unknown."""
    from dualsim.engine.dataset import labelled
    from dualsim.runs.single import versions

    days = max(member.days for member in found)
    record = {}
    for name, first in found[0].record.items():
        record[name] = np.full((len(found), days, *first.shape[1:]), np.nan)
        for n, member in enumerate(found):
            record[name][n, : member.days] = member.record[name]
    results = labelled(scenario, record, ("member", "day"))
    results = results.assign_coords(member=np.arange(len(found)), seed=("member", np.array(seeds)))
    results.attrs = {
        "title": scenario.title,
        "calendar": scenario.calendar,
        "scenario": scenario.text(),
        "people": people,
        "runs": len(found),
        "seed": int(seeds[0]),
        "versions": json.dumps(versions()),
        "endings": json.dumps([member.ending for member in found], ensure_ascii=False),
        "events": json.dumps(_usual_events(found), ensure_ascii=False),
        "Conventions": "CF-1.8",
    }
    return results


def _usual_events(found: Sequence[Member]) -> list[dict[str, Any]]:
    """The events that happened in most runs, each on its median day of them."""
    happened: dict[str, list[dict[str, Any]]] = {}
    for member in found:
        for event in member.events:
            happened.setdefault(event["event"], []).append(event)
    usual = [sorted(same, key=lambda event: event["day"]) for same in happened.values()]
    return [same[len(same) // 2] | {"runs": len(same)} for same in usual if 2 * len(same) > len(found)]
