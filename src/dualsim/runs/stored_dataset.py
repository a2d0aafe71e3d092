"""A folder of many runs as one Dataset: its files tell what is there, and are read when asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import h5py
import numpy as np
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing

from dualsim.engine.branching import Branch
from dualsim.engine.dataset import coordinates, described, regimes
from dualsim.engine.schedule import happenings_of
from dualsim.runs.chunk import DONE, FAILED, PENDING, TEXTS
from dualsim.runs.designs import as_table, read_table
from dualsim.scenario.axes import names_of
from dualsim.scenario.dates import day_number, iso
from dualsim.scenario.loading import read_manifest
from dualsim.scenario.schema import Scenario
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

MANIFEST, MEMBERS, DESIGN = "manifest.yaml", "members", "design.csv"
PATTERN = "[0-9]*-[0-9]*.nc"


class Row(NamedTuple):
    """One run: where it stands in which file, and what it says of itself."""

    file: Path
    place: int
    member: int
    seed: int
    days: int
    said: Mapping[str, str]


class Plan(NamedTuple):
    """What a folder is to hold, as its manifest says."""

    folder: Path
    scenario: Scenario
    facts: Mapping[str, Any]
    points: tuple[Mapping[str, Any], ...]  # of a sweep, or one point that changes nothing
    branch: Branch | None = None  # the past that all runs share, if they do

    @property
    def runs(self) -> int:
        """How many runs it is to hold."""
        return int(self.facts["runs"])

    def changes(self, member: int) -> Mapping[str, Any]:
        """What a run changes in the scenario."""
        return self.points[member // self.each]

    def seed(self, member: int) -> int:
        """The seed of a run: the same ones at every point; of futures that of the luck after their past."""
        first = self.facts["seed"] if self.branch is None else self.branch.luck
        return int(first) + member % self.each

    @property
    def each(self) -> int:
        """How many runs at each point."""
        return self.runs // len(self.points)


def is_store(folder: Path) -> bool:
    """Whether a folder holds many runs."""
    return (folder / MEMBERS).is_dir()


def read_plan(folder: Path) -> Plan:
    """What a folder is to hold; raise ValueError if its manifest does not say."""
    scenario, facts = read_manifest(folder / MANIFEST)
    if not isinstance(facts.get("runs"), int) or not isinstance(facts.get("chunk"), int):
        raise ValueError(f"{folder / MANIFEST}: not of many runs; it has no 'runs:' and no 'chunk:'")
    table = folder / DESIGN
    points = read_table(table) if table.is_file() else [{}]
    if design_of(points) != facts.get("design"):
        raise ValueError(f"{table}: not the design that the runs here were made by; put that back")
    branch = Branch.of(facts["branch"]) if "branch" in facts else None
    return Plan(folder, scenario, facts, tuple(points), branch)


def design_of(points: Sequence[Mapping[str, Any]]) -> str:
    """Eight figures that two designs share only if they have the same points."""
    return sha256(as_table(points).encode()).hexdigest()[:8]


def rows_in(folder: Path) -> tuple[list[Row], list[Path]]:
    """The runs that are there, in order, and files that are not whole."""
    rows, broken = list[Row](), list[Path]()
    for file in sorted((folder / MEMBERS).glob(PATTERN)):
        try:
            rows += _rows(file)
        except (OSError, KeyError, ValueError):
            broken.append(file)
    return sorted(rows, key=lambda row: row.member), broken


def _rows(file: Path) -> Iterator[Row]:
    with h5py.File(file, "r") as content:
        numbers = [content[name][:].tolist() for name in ("member", "seed", "days")]
        texts = {name: content[name].asstr()[:].tolist() for name in TEXTS}
    for place, (member, seed, days) in enumerate(zip(*numbers, strict=True)):
        yield Row(file, place, member, seed, days, {name: texts[name][place] for name in TEXTS})


class _Runs(BackendArray):
    """One measure of all runs, of which only what is asked for is read."""

    def __init__(self, name: str, rows: Sequence[Row], shape: tuple[int, ...]) -> None:
        self.name, self.shape = name, shape
        self.dtype = np.dtype(object if name == "regime" else float)
        self.files = [row.file for row in rows]
        self.places = np.array([row.place for row in rows], int)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        basic = indexing.IndexingSupport.BASIC
        values = indexing.explicit_indexing_adapter(key, self.shape, basic, self._read)
        return regimes(values) if self.name == "regime" else values

    def _read(self, key: tuple[int | slice, ...]) -> NDArray[np.float64]:
        wanted, *rest = key
        rows = np.atleast_1d(np.arange(len(self.files))[wanted])
        days = range(self.shape[1])[rest[0]]
        within = [rest[0] if isinstance(days, int) else slice(days.start, days.stop, days.step), *rest[1:]]
        parts, start = [], 0
        while start < len(rows):
            stop = start
            while stop < len(rows) and self.files[rows[stop]] == self.files[rows[start]]:
                stop += 1
            places = self.places[rows[start:stop]]
            with h5py.File(self.files[rows[start]], "r") as content:
                first = int(places.min())
                table = content[self.name][first : int(places.max()) + 1, *within]
            parts.append(table[places - first])
            start = stop
        table = np.concatenate(parts) if parts else np.empty((0, *np.empty(self.shape[1:])[*rest].shape))
        return table[0] if isinstance(wanted, int | np.integer) else table


def gathered(folder: Path) -> xr.Dataset:
    """The runs of a folder that are done, along `member`; measures are read when they are asked for."""
    plan, (there, _) = read_plan(folder), rows_in(folder)
    rows = [row for row in there if row.said["status"] == DONE]
    if not rows:
        raise ValueError(f"{folder}: no run is done yet; the command that made it continues it")
    days = max(row.days for row in rows)
    with h5py.File(rows[0].file, "r") as content:
        shapes = {name: content[name].shape for name in MEASURES if name in content}
    lazy = {name: _Runs(name, rows, (len(rows), days, *shape[2:])) for name, shape in shapes.items()}
    data = {name: indexing.LazilyIndexedArray(array) for name, array in lazy.items()}
    results = xr.Dataset(described(data, ("member", "day")), coords=coordinates(plan.scenario, days))
    for name in ("ending", "events", "power"):
        results[name] = ("member", np.array([row.said[name] for row in rows], dtype=object))
    results = results.assign_coords(
        member=[row.member for row in rows], seed=("member", [row.seed for row in rows])
    )
    for path in plan.points[0]:
        values = [plan.changes(row.member)[path] for row in rows]
        results = results.assign_coords({path: ("member", values)})
    results.attrs = _about(plan, rows, there)
    return results


def _about(plan: Plan, rows: Sequence[Row], there: Sequence[Row]) -> dict[str, Any]:
    failed = sum(row.said["status"] == FAILED for row in there)
    status = {DONE: len(rows), FAILED: failed, PENDING: plan.runs - len(there)}
    branch = {"branch": json.dumps(plan.facts["branch"])} if plan.branch is not None else {}
    return branch | {
        "title": plan.scenario.title,
        "calendar": plan.scenario.calendar,
        "scenario": plan.scenario.text(),
        "people": int(plan.facts["people"]),
        "runs": len(rows),
        "points": len(plan.points),
        "seed": int(plan.facts["seed"]),
        "command": str(plan.facts["command"]),
        "versions": json.dumps(plan.facts["versions"]),
        "status": json.dumps(status),
        "events": json.dumps(usual_events(plan.scenario, rows), ensure_ascii=False),
        "Conventions": "CF-1.8",
    }


def first_days(texts: Iterable[str]) -> dict[str, list[int]]:
    """For each name that runs speak of, the first day in each run where it happened, in order."""
    found: dict[str, list[int]] = {}
    for text in texts:
        for name, day in dict(reversed(json.loads(text))).items():
            found.setdefault(name, []).append(day)
    return {name: sorted(days) for name, days in sorted(found.items())}


def usual_events(scenario: Scenario, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The events that happened in most runs, each on its median day of them."""
    start = day_number(scenario.start, scenario.calendar)
    about = {happening.event: happening for happening in happenings_of(scenario, names_of(scenario), start)}
    found = []
    for key, days in first_days(row.said["events"] for row in rows).items():
        if key in about and 2 * len(days) > len(rows):
            event, day = about[key], days[len(days) // 2]
            told = {"event": key, "name": event.name, "source": event.source, "landmark": event.landmark}
            when = {"day": day, "date_os": iso(start + day, "julian"), "runs": len(days)}
            found.append({**told, "effects": len(event.effects), **when})
    return sorted(found, key=lambda event: event["day"])
