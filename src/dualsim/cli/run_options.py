"""What a command is given to run: a scenario and its changes, how many people, which seed."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from dualsim.cli.options import (
    FEWEST,
    FULL,
    Changes,
    Move,
    PeopleOrKept,
    Scale,
    SeedOrKept,
    Source,
    Until,
    Verbose,
    Without,
)
from dualsim.cli.terminal import MISTAKE, say
from dualsim.runs.defaults import PEOPLE, SEED

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

MANY = 1_000_000  # people


class Given(NamedTuple):
    """The options of every command that saves runs."""

    source: Source
    people: PeopleOrKept = None
    seed: SeedOrKept = None
    without: Without = None
    move: Move = None
    scale: Scale = None
    changes: Changes = None
    until: Until = None
    verbose: Verbose = False


class Numbers(NamedTuple):
    """Those given, or else those that a manifest keeps, or else our own."""

    people: int
    seed: int
    runs: int


def scenario_of(given: Given) -> Scenario:
    """The scenario that was asked for, with all that is wrong with it said."""
    from dualsim.scenario import loading

    scenario, faults = loading.check(
        given.source,
        changes=given.changes or (),
        without=given.without or (),
        move=given.move or (),
        scale=given.scale or (),
        until=given.until,
    )
    for fault in faults:
        say(str(fault) if given.verbose else fault.brief)
    if scenario is None:
        raise typer.Exit(MISTAKE)
    return scenario


def numbers_of(given: Given, scenario: Scenario, runs: int | None = None) -> Numbers:
    """People, seed and runs; what many people take is announced before it is taken."""
    from dualsim.engine.population import inhabitants, memory_needed
    from dualsim.runs.arguments import people_of

    kept = {"people": people_of(None, [scenario], PEOPLE), "seed": SEED, "runs": 1, **_kept_in(given.source)}
    asked = {"people": given.people, "seed": given.seed, "runs": runs}
    found = Numbers(**{key: kept[key] if number is None else number for key, number in asked.items()})
    if found.people == FULL:
        found = found._replace(people=inhabitants(scenario))
    if found.people >= MANY:
        say(f"{found.people:,} people take up to {memory_needed(found.people) / 2**30:.1f} GiB of memory.")
    return found


def _kept_in(source: str) -> dict[str, int]:
    """The numbers of a manifest; a sweep has as many runs at each point, which is no number to repeat."""
    from dualsim.scenario import loading

    if not loading.is_manifest(source):
        return {}
    kept = loading.read_manifest(source)[1]
    kept = {"runs": 1, **kept} if kept.get("points", 1) == 1 else {**kept, "runs": 1}
    for key, least in (("people", FEWEST), ("seed", 0), ("runs", 1)):
        if not isinstance(kept.get(key), int) or kept[key] < least:
            raise ValueError(f"{source}: {key}: not a whole number of {least} or more; write it as in 20000")
    return {key: kept[key] for key in Numbers._fields}


def name_of(source: str) -> str:
    """The name that a run's folder begins with; a manifest keeps that of its run."""
    path = Path(source)
    if path.name == "manifest.yaml":
        return path.absolute().parent.name.rsplit("-", 1)[0]
    return path.stem if path.suffix in (".yaml", ".yml") else path.name


def command() -> str:
    """What was typed, to be typed again."""
    return shlex.join(["dualsim", *sys.argv[1:]])
