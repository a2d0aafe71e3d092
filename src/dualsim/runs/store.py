"""A folder that takes many runs chunk by chunk: whatever stops the work, what is there is there whole."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dualsim.runs.chunk import Packed, Task
from dualsim.runs.designs import as_table
from dualsim.runs.files import FULL, alone, told_of, write_whole
from dualsim.runs.manifest import MANIFEST, made_by, manifest_text
from dualsim.runs.outputs import REGISTER
from dualsim.runs.plan import DESIGN, MEMBERS, Plan, is_store, read_plan
from dualsim.runs.run_record import FAILED, PENDING
from dualsim.runs.stored_dataset import PATTERN, file_of, rows_in
from dualsim.scenario.axes import names_of
from dualsim.scenario.dates import iso

LOCK, TABLE = ".lock", "runs.csv"


def check_folder(folder: Path) -> None:
    """Refuse a folder with anything in it but runs of ours."""
    if folder.is_file() or (
        folder.is_dir() and not is_store(folder) and not all(_hidden(p.name) for p in folder.iterdir())
    ):
        raise ValueError(f"{folder}: something else is there; choose another folder")


def _hidden(name: str) -> bool:
    """Whether a name is of a lock or the register, which may be there before any run is."""
    return name in (LOCK, REGISTER) or (name.startswith(".") and name.endswith(LOCK))


def check_plan(folder: Path, plan: Plan, fresh: bool) -> None:
    """Refuse a folder that holds something else, or runs of another plan that are not to be run afresh."""
    check_folder(folder)
    if is_store(folder) and not fresh:
        if (folder / MANIFEST).exists():
            _agree(folder, read_plan(folder), plan)
        _check_members(folder, plan)


def _check_members(folder: Path, plan: Plan) -> None:
    """Refuse runs that are of another plan by what they say themselves."""
    whose = plan.whose()
    for row in rows_in(folder)[0]:
        if row.whose != whose:
            raise ValueError(f"{row.file}: a run of something else; choose another folder, or start afresh")


def prepared(folder: Path, plan: Plan, fresh: bool) -> Plan:
    """The folder made ready for a plan; raise ValueError, and touch nothing, if its runs are of another.

    Runs that are to be made afresh go when the plan is there, so that none is lost if it cannot be written.
    """
    old = list((folder / MEMBERS).glob(PATTERN)) if fresh else []
    check_plan(folder, plan, fresh)
    if is_store(folder) and not fresh and (folder / MANIFEST).exists():
        kept = read_plan(folder)
        plan = plan._replace(facts={**plan.facts, "chunk": kept.facts["chunk"]})
    plan = plan._replace(folder=folder)
    with told_of(folder / MEMBERS):
        (folder / MEMBERS).mkdir(parents=True, exist_ok=True)
    if plan.points[0]:
        write(folder / DESIGN, as_table(plan.points).encode())
    about = "What the runs beside it are made of: the command below makes and continues them"
    write(folder / MANIFEST, manifest_text(about, plan.facts, plan.scenario.text()).encode())
    if not plan.points[0]:
        (folder / DESIGN).unlink(missing_ok=True)
    for file in old:
        file.unlink()
    return plan


def _agree(folder: Path, kept: Plan, plan: Plan) -> None:
    """Refuse to mix runs that do not belong together."""
    other = "choose another folder, or start afresh"
    if kept.scenario.text() != plan.scenario.text():
        raise ValueError(f"{folder}: its runs are of another scenario, '{kept.scenario.title}'; {other}")
    if kept.facts.get("branch") != plan.facts.get("branch"):
        raise ValueError(f"{folder}: its runs have another past, or none in common; {other}")
    for name in ("people", "seed", "design"):
        if kept.facts.get(name) != plan.facts[name]:
            values = f"{kept.facts.get(name)}, not {plan.facts[name]}"
            what = "another design" if name == "design" else f"{name} {values}"
            raise ValueError(f"{folder}: its runs have {what}; {other}")
    for name, now in made_by().items():
        was = kept.facts["versions"].get(name)
        if was != now:
            raise ValueError(f"{folder}: its runs were made by {name} {was}, and this is {now}; {other}")
    if plan.runs < kept.runs or (plan.runs != kept.runs and len(plan.points) > 1):
        raise ValueError(f"{folder}: it holds {kept.runs} runs, not {plan.runs}; {other}")


def tasks_of(plan: Plan) -> list[Task]:
    """The chunks that are still to be run: what is not there, what is not whole, and what failed."""
    rows, broken = rows_in(plan.folder)
    for file in broken:
        file.unlink()
    failed = {row.file for row in rows if row.said["status"] == FAILED}
    there = {row.member for row in rows if row.file not in failed}
    size, whose = int(plan.facts["chunk"]), plan.whose()
    again = {row.member: row.file for row in rows if row.file in failed}
    chunks: dict[Any, list[int]] = {}
    for member in range(plan.runs):
        if member not in there:  # a file that is run again keeps its name, so that it is there until then
            chunks.setdefault(again.get(member, member // size), []).append(member)
    return [_task(plan, tuple(numbers), whose) for numbers in chunks.values()]


def _task(plan: Plan, numbers: tuple[int, ...], whose: str) -> Task:
    seeds, changes = tuple(map(plan.seed, numbers)), tuple(map(plan.changes, numbers))
    people, seed = int(plan.facts["people"]), int(plan.facts["seed"])
    return Task(plan.scenario, people, numbers, seeds, changes, plan.branch, seed, whose)


def keep(plan: Plan, task: Task, packed: Packed) -> None:
    """Put a chunk into the folder; raise ValueError, and lose nothing, if the disk is full."""
    for name, now in made_by().items():
        if packed.made_by.get(name) != now:
            there = packed.made_by.get(name)
            raise ValueError(f"{name}: a worker has {there}, and this is {now}; runs of two kinds do not mix")
    write(plan.folder / MEMBERS / file_of(task.numbers), packed.content)


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and make sure that it outlives a failure of the power."""
    try:
        write_whole(path, content)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise ValueError(
            f"{path.parent}: the disk is full; what is there stays, and the same command continues"
        ) from None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a second command out of the folder."""
    with told_of(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with alone(folder / LOCK, f"{folder}: another dualsim is at work here; wait until it ends"):
        for left in (folder / MEMBERS).glob(".*.nc"):  # by one that was killed while it wrote
            left.unlink(missing_ok=True)
        yield


def statuses(folder: str | Path) -> list[dict[str, Any]]:
    """Every run of a folder: number, seed, what it changes, and whether it is done, failed or pending."""
    return [row for row, _ in _told(read_plan(Path(folder)))]


run_status = statuses


def _told(plan: Plan) -> Iterator[tuple[dict[str, Any], Mapping[str, str]]]:
    """The status of every run, and what the run says of itself if it is there."""
    there = {row.member: row.said for row in rows_in(plan.folder)[0]}
    for member in range(plan.runs):
        said = there.get(member, {"status": PENDING, "summary_line": "", "error": ""})
        told = {name: said[name] for name in ("status", "summary_line", "error")}
        yield {"member": member, "seed": plan.seed(member), **plan.changes(member), **told}, said


def tabulate(folder: Path) -> list[dict[str, Any]]:
    """Write what became of every run as a table, for reading only: the files of the runs are what counts."""
    plan = read_plan(folder)
    told = list(_told(plan))
    rows = [{**run, **place} for run, said in told for place in _by_place(plan, said)]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write(folder / TABLE, text.getvalue().encode())
    return [run for run, _ in told]


def _by_place(plan: Plan, said: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Who took power in each place and when, and how its last day was; empty if nobody did, or no run is."""
    period = plan.scenario.period
    told = (("power", "[]"), ("regimes", "{}"), ("endings", "{}"))
    power, regimes, endings = (json.loads(said.get(name) or empty) for name, empty in told)
    names = names_of(plan.scenario)
    for place in (*names.place, *names.region):
        by, day = next(((who, day) for who, day, where in power if where == place), ("", None))
        yield {
            "place": place,
            "took_power_by": by,
            "took_power_on": "" if day is None else iso(period.at(day), period.calendar),
            "regime_at_end": regimes.get(place, ""),
            "ending": endings.get(place, ""),
        }
