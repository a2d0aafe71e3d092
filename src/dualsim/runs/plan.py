"""What many runs are to be: a scenario, points at which numbers differ, and the seed of each run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dualsim.engine.branching import Branch, branch_day, may_branch
from dualsim.engine.dataset import attributes, coordinates
from dualsim.runs.arguments import check_numbers
from dualsim.runs.designs import as_table, read_table
from dualsim.runs.manifest import MANIFEST, digest_of, made_by, versions
from dualsim.scenario.loading import read_manifest
from dualsim.scenario.schema import Scenario
from dualsim.theory.measures import MEASURES

DESIGN, MEMBERS = "design.csv", "members"
CHUNK = 10  # runs at most that are lost when the power fails
ROOM = 64_000_000  # bytes that a chunk may take in a worker's memory


def is_store(folder: Path) -> bool:
    """Whether a folder holds many runs."""
    return (folder / MEMBERS).is_dir()


class Plan(NamedTuple):
    """What many runs are to be, and the folder that they go into, if any."""

    folder: Path
    scenario: Scenario
    facts: Mapping[str, Any]
    points: tuple[Mapping[str, Any], ...]  # of a sweep, or one point that changes nothing
    branch: Branch | None = None  # the past that all runs share, if they do

    @property
    def runs(self) -> int:
        """How many runs there are to be."""
        return int(self.facts["runs"])

    def changes(self, member: int) -> Mapping[str, Any]:
        """What a run changes in the scenario."""
        return self.points[member // self.each]

    def seed(self, member: int) -> int:
        """The seed of a run: the same ones at every point; of futures that of the luck after their past."""
        first = self.facts["seed"] if self.branch is None else self.branch.luck
        return int(first) + member % self.each

    def about(self) -> dict[str, Any]:
        """What the Dataset of all runs says of where they come from."""
        kept = json.dumps(self.facts["versions"], sort_keys=True)
        people, seed = int(self.facts["people"]), int(self.facts["seed"])
        about = attributes(self.scenario, people, seed, str(self.facts["command"]), kept)
        return about if self.branch is None else {"branch": json.dumps(self.facts["branch"])} | about

    def whose(self) -> str:
        """Figures that two plans share only if a member of one is the same run in the other."""
        each = [str(self.each)] if len(self.points) > 1 else []
        given = [digest_of(self.about()), str(self.facts["design"]), *each, *made_by().values()]
        return sha256("\n".join(given).encode()).hexdigest()[:16]

    @property
    def each(self) -> int:
        """How many runs at each point."""
        return self.runs // len(self.points)


def planned(
    scenario: Scenario,
    points: Sequence[Mapping[str, Any]],
    each: int,
    people: int,
    seed: int,
    command: str = "",
    *,
    branch: Branch | None = None,
) -> Plan:
    """So many runs at each point, or so many futures of one past."""
    runs = each * len(points)
    check_numbers(
        people=(people, None), seed=(seed, None), luck=(seed if branch is None else branch.luck, None)
    )
    facts = {
        "manifest": 1,
        "command": command,
        "people": people,
        "seed": seed,
        "runs": runs,
        "points": len(points),
        "design": design_of(points),
        "chunk": max(1, min(CHUNK, runs // 16, ROOM // bytes_of(scenario))),
        "versions": {**versions(), **made_by()},
    }
    if branch is not None:
        branch_day(branch.at, branch.past)
        may_branch(branch.past, scenario)
        facts["branch"] = json.loads(branch.text())
    return Plan(Path(), scenario, facts, tuple(points), branch)


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


def sizes_of(scenario: Scenario) -> dict[str, int]:
    """The length of every axis of a run that lasts to its end."""
    days = scenario.day(scenario.end) - scenario.day(scenario.start) + 1
    axes = {dim for measure in MEASURES.values() for dim in measure.dims}
    found = coordinates(scenario, days)
    return {"day": days, **{dim: len(found[dim][1]) for dim in sorted(axes)}}


def bytes_of(scenario: Scenario) -> int:
    """The room that one run takes in memory."""
    sizes = sizes_of(scenario)
    return 8 * sizes["day"] * sum(int(np.prod([sizes[d] for d in m.dims])) for m in MEASURES.values())
