"""The first state: a scenario becomes people, world, taste, and a plan of what happens when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dualsim.engine.population import build_people, cells_of, connect, sizes_of
from dualsim.engine.schedule import Happening, Pressure, happenings_of, pressures_of, seasons_of
from dualsim.engine.world_tables import build_world
from dualsim.scenario.axes import Names, names_of
from dualsim.scenario.dates import day_number
from dualsim.theory.state import Floats, People, Taste, World

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario


class Setting(NamedTuple):
    """Everything that a run starts from."""

    names: Names
    people: People
    world: World
    taste: Taste
    happenings: tuple[Happening, ...]
    pressures: tuple[Pressure, ...]
    seasons: Floats  # [day, g]
    first_day: int  # New Style ordinal
    days: int


def first_state(case: Scenario, people: int, seed: int) -> Setting:
    """Everything that a run of this scenario with this many people and this seed starts from.

    Raises ValueError if there are too few people, or more than the machine's memory holds.
    """
    names = names_of(case)
    cells = cells_of(case, names, sizes_of(case, names, people))
    world = build_world(case, names, cells)
    connect(case, names, world, seed)
    start = day_number(case.start, case.calendar)
    days = day_number(case.end, case.calendar) - start + 1
    return Setting(
        names,
        build_people(case, names, world, cells, seed),
        world,
        Taste(**{name: getattr(case.behaviour, name).value for name in Taste._fields}),
        happenings_of(case, names, start),
        pressures_of(case, names, start, days),
        seasons_of(case, names, start, days),
        start,
        days,
    )
