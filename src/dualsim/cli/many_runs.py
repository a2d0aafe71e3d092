"""Many runs of one command: carried out into a folder, told, and drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dualsim.cli.options import Fresh, Jobs, Scheduler
from dualsim.cli.terminal import DONE, SOME_FAILED, Kept, counted, progress, say, show, stoppable
from dualsim.cli.writing import writing
from dualsim.scenario.dates import day_number, spoken

if TYPE_CHECKING:
    from dualsim.runs.outputs import Write
    from dualsim.runs.plan import Plan

NAMED = 3  # failures are named one by one up to so many


class How(NamedTuple):
    """Where the work is done, and whether what is there counts."""

    jobs: Jobs = None
    scheduler: Scheduler = None
    fresh: Fresh = False


def folder_of(name: str, plan: Plan) -> Path:
    """The folder that a plan has unless another is given: its end tells scenario and numbers."""
    given = [plan.scenario.text(), *(str(plan.facts[key]) for key in ("people", "seed", "runs", "design"))]
    given += [plan.branch.text()] if plan.branch is not None else []
    return Path("runs", f"{name}-{sha256(chr(10).join(given).encode()).hexdigest()[:8]}")


def fill(folder: Path, plan: Plan, how: How) -> list[dict[str, Any]]:
    """Run what the folder lacks, with a bar; raise Kept if someone stops it. The status of every run."""
    from dualsim.runs.sweeps import carry_on

    with progress("runs") as tick, stoppable() as stop, _executor(how.scheduler) as executor:
        try:
            rows = carry_on(
                folder, plan, fresh=how.fresh, jobs=how.jobs, executor=executor, progress=tick, stop=stop
            )
        except KeyboardInterrupt:
            raise Kept(f"{folder}: stopped at once; the same command continues") from None
    pending = sum(row["status"] == "pending" for row in rows)
    if pending:
        kept = f"{plan.runs - pending:,} of {plan.runs:,} runs are kept"
        raise Kept(f"{folder}: stopped; {kept}, and the same command continues")
    return rows


@contextmanager
def _executor(scheduler: str | None) -> Iterator[Executor | None]:
    if scheduler is None:
        yield None
        return
    from dualsim.runs.executors import cluster

    with cluster(scheduler) as executor:
        yield executor


def fill_and_tell(folder: Path, plan: Plan, how: How, as_json: bool) -> int:
    """Fill a folder with runs, draw them and say what happened in how many; the exit status."""
    from dualsim.runs.store import check_plan

    check_plan(folder, plan, how.fresh)
    with writing(_figures(folder, plan), force=how.fresh, way="--fresh") as claim:
        return _filled_and_told(folder, plan, how, as_json, claim.write)


def _figures(folder: Path, plan: Plan) -> dict[Path, str]:
    """The figures that many runs are first looked at by, and what for."""
    from dualsim.figures.plotting import OF_A_RUN
    from dualsim.runs.manifest import run_named

    return {folder / f"{kind}.png": f"a figure of {run_named(plan.about())}" for kind in (*OF_A_RUN, "map")}


def _filled_and_told(folder: Path, plan: Plan, how: How, as_json: bool, write: Write) -> int:
    rows = fill(folder, plan, how)
    failed = [row for row in rows if row["status"] == "failed"]
    name_failures(folder, failed)
    if len(failed) == len(rows):
        return SOME_FAILED
    from dualsim.analysis.frequency import frequencies, table_of
    from dualsim.figures.plotting import write_first_figures
    from dualsim.runs.single import open_run

    results = open_run(folder)
    found = frequencies(results)
    table = f"{head_of(plan)}\n\n{table_of(found, results.sizes['member'])}"
    try:
        drawn = [str(file) for file in write_first_figures(write, results, folder)]
    except OSError:
        if not as_json:
            show(table)
        raise
    if as_json:
        happened = [
            {**one._asdict(), "happens": one.happens._asdict()}
            for one in found
            if one.what != "event" or one.runs
        ]
        facts = {"folder": str(folder), "figure": drawn[0], "figures": drawn, **facts_of(plan, rows)}
        facts["happened"] = happened
        show(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        show(f"{table}\n\nFigure: {' and '.join(drawn)}\n{folder}")
    return SOME_FAILED if failed else DONE


def name_failures(folder: Path, failed: Sequence[Mapping[str, Any]]) -> None:
    """Name the runs that failed, and what stopped each."""
    for row in failed[:NAMED]:
        what = str(row["error"]).strip().splitlines()[-1]
        say(f"run {row['member']} (seed {row['seed']}) failed: {what}")
    if failed:
        say(f"{counted(len(failed), 'run')} failed; {folder / 'runs.csv'} says why")


def facts_of(plan: Plan, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What was run, and the status of the runs."""
    status = {name: sum(row["status"] == name for row in rows) for name in ("done", "failed", "pending")}
    numbers = {key: plan.facts[key] for key in ("people", "seed", "runs", "points")}
    return {"title": plan.scenario.title, **numbers, "status": status}


def head_of(plan: Plan) -> str:
    """What was run, in a line."""
    each = f"{plan.runs:,} runs"
    if plan.points[0]:
        each = (
            f"{len(plan.points):,} points in {', '.join(plan.points[0])}, {counted(plan.each, 'run')} at each"
        )
    seed = int(plan.facts["seed"])
    if plan.branch is not None:
        day = spoken(day_number(plan.branch.at, plan.scenario.calendar), plan.scenario.calendar)
        each, seed = f"{plan.runs:,} futures from {day} of one past (seed {seed})", plan.seed(0)
    seeds = f"seeds {seed} to {seed + plan.each - 1}" if plan.each > 1 else f"seed {seed}"
    return f"{plan.scenario.title}: {int(plan.facts['people']):,} people, {each}, {seeds}"
