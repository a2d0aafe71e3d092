"""A place whose bodies are those that its median run had on 1 May: given from the start, and no others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.analysis.outcomes.courses import course_of
from dualsim.analysis.swaps.asked import Reader
from dualsim.analysis.swaps.fitting import Data, Notes, bodies_below, there_in
from dualsim.analysis.swaps.renaming import renamed
from dualsim.analysis.swaps.sides import Side, without_bodies
from dualsim.engine.simulation import Simulation
from dualsim.scenario.bodies import Body, bodies_of, body_names
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    from dualsim.runs.executors import Workers
    from dualsim.scenario.schema import Scenario

DAY = "05-01"  # of the year of the start
COMING_AND_GOING = {"found": "authority", "dissolve": "authority", "fuse": "authority"}


class Listed(NamedTuple):
    """What a run comes to, and the bodies that it has on a day; a block for each that people founded."""

    value: float
    bodies: Mapping[str, Data | None]


def frozen_day(scenario: Scenario) -> int:
    """The day of the run on which the list is read; raise ValueError if the run lacks it."""
    try:
        return scenario.period.step_of(scenario.period.day(f"{scenario.start[:4]}-{DAY}"))
    except ValueError as error:
        raise ValueError(f"frozen: bodies are read on 1 May; {error}") from None


def with_frozen_bodies(
    side: Side,
    shared: Collection[str],
    runs: tuple[Scenario, Reader, int, Sequence[int]],
    workers: Workers,
) -> Side:
    """The side with the bodies of the median of these runs from the start; those in `shared` stay."""
    scenario, reader, people, seeds = runs
    day = frozen_day(scenario)
    tasks = [(scenario, reader, people, seed, day) for seed in seeds]
    found = [one for one in workers.in_order(listed, tasks) if np.isfinite(one.value)]
    if not found:
        raise ValueError(f"frozen: the outcome is not defined in any run of {side.label}; ask for another")
    median = sorted(found, key=lambda one: one.value)[(len(found) - 1) // 2]
    data = given_from_start(side, median.bodies, shared)
    return side._replace(data=data, there=there_in(data, side.place))


def given_from_start(side: Side, bodies: Mapping[str, Data | None], shared: Collection[str]) -> Data:
    """The data of a side with these bodies from the start, and none of its own that come and go."""
    data = dict(side.data)
    gone = {key for key in data["authorities"] if key not in shared and key not in bodies}
    data["authorities"] = {
        key: body if key in shared or key in gone else {**body, "from_start": True}
        for key, body in data["authorities"].items()
    } | {key: block for key, block in bodies.items() if block is not None}
    data["may_found"] = {}
    data["events"] = {
        key: {**event, "effects": [one for one in event["effects"] if not _comes_or_goes(one, shared)]}
        for key, event in data.get("events", {}).items()
    }
    below = [body for body in bodies_below(side.data) if body.key in bodies]
    called = {body.key: name for body, name in zip(below, _names(below, data), strict=True)}
    data = renamed(data, {"authority": called})
    own = side.there._replace(authority=side.there.authority | set(called.values()))
    return without_bodies(data, gone, side.place, Notes(), own)


def _names(bodies: Sequence[Body], data: Data) -> list[str]:
    """Names for bodies that people founded, the same wherever they are: local_soviet, local_soviet_2."""
    found = list[str]()
    for body in bodies:
        name, n = f"local_{body.kind}", 2
        while name in data["authorities"] or name in found:
            name, n = f"local_{body.kind}_{n}", n + 1
        found.append(name)
    return found


def _comes_or_goes(effect: Mapping[str, Any], shared: Collection[str]) -> bool:
    ((name, given),) = effect.items()
    return name in COMING_AND_GOING and given[COMING_AND_GOING[name]] not in shared


def listed(scenario: Scenario, reader: Reader, people: int, seed: int, day: int) -> Listed:
    """What a run comes to, and its bodies on a day."""
    measures = reader.outcome.measures
    sim = Simulation(scenario, people, seed, measures=measures).run(day)
    there = [name for name, alive in zip(sim.names.authority, sim.world.alive, strict=True) if alive]
    bodies = {name: None if name in scenario.authorities else _as_block(sim, name) for name in there}
    return Listed(reader.value(course_of(sim.run(max(day, reader.outcome.until)))), bodies)


def _as_block(sim: Simulation, name: str) -> Data:
    """A body that people founded, as a scenario would describe it."""
    world, names = sim.world, sim.names
    k = names.row("authority", name)
    body = next(one for one in bodies_of(sim.scenario) if one.key == name)
    electors = _shares(world.electors[k], names.group)
    of_parties = bool(world.partisan[k]) and world.seats[k].sum() > 0.0
    platform = dict(zip(names.issue, world.own_platform[k].tolist(), strict=True))
    stand = {"seats": _shares(world.seats[k], names.party)} if of_parties else {"platform": platform}
    endorsed = world.endorsement[k] * world.alive
    return {
        "name": body_names(sim.scenario, {name: electors})[name],
        "kind": sim.scenario.kinds[body.kind].kind,
        "from_start": True,
        "electors": electors,
        "elected_in": [place for place, in_it in zip(names.place, world.electorate[k], strict=True) if in_it],
        **stand,
        "mandate": _above_nothing(world.mandate[k], names.place),
        "portfolio": _above_nothing(world.portfolio[k], names.issue),
        "reach": _above_nothing(world.reach[k], names.place),
        "endorses": _above_nothing(endorsed, names.authority),
        "assumed": "founded by people in the median run",
    }


def _above_nothing(row: Floats, names: Sequence[str]) -> dict[str, float]:
    return {name: value for name, value in zip(names, row.tolist(), strict=True) if value > 0.0}


def _shares(row: Floats, names: Sequence[str]) -> dict[str, float]:
    """Shares by name that sum to one."""
    return _above_nothing(row / row.sum(), names)
