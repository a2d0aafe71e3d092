"""The first state: a scenario becomes people, world, taste, and a plan of what happens when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dualsim.engine.compiled_cache import keep_code_of_theory
from dualsim.engine.day import Pressures
from dualsim.engine.population import build_people, cells_of, connect, count_wishes, sizes_of
from dualsim.engine.schedule import ScheduledEvent, events_of, pressures_of, seasons_of
from dualsim.engine.world_tables import build_world
from dualsim.scenario.axes import Names, names_of
from dualsim.scenario.dates import Period
from dualsim.scenario.regions import laid_out
from dualsim.theory.pace import per_step
from dualsim.theory.state import Floats, People, Taste, World

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario


class InitialState(NamedTuple):
    """Everything that a run starts from."""

    names: Names
    people: People
    world: World
    taste: Taste
    events: tuple[ScheduledEvent, ...]
    pressures: Pressures
    seasons: Floats  # [day, g]
    period: Period

    @property
    def first_day(self) -> int:
        """The first day, as a New Style ordinal."""
        return self.period.first

    @property
    def days(self) -> int:
        """How many days the run has: how many steps, if one is longer."""
        return len(self.period)


def initial_state(scenario: Scenario, people: int, seed: int) -> InitialState:
    """Everything that a run of this scenario with this many people and this seed starts from.

    Raises ValueError if there are too few people, or more than the machine's memory holds.
    """
    keep_code_of_theory()
    scenario = laid_out(scenario)
    names = names_of(scenario)
    cells = cells_of(scenario, names, sizes_of(scenario, names, people))
    world = build_world(scenario, names, cells)
    connect(scenario, names, world, seed)
    crowd = build_people(scenario, names, world, cells, seed)
    count_wishes(crowd, world)
    return InitialState(
        names,
        crowd,
        world,
        taste_of(scenario),
        events_of(scenario, names),
        pressures_of(scenario, names),
        seasons_of(scenario, names),
        scenario.period,
    )


def taste_of(scenario: Scenario) -> Taste:
    """The behavioural numbers of a scenario, which are those of a day, as those of a step of its run."""
    of_a_day = Taste(**{name: getattr(scenario.behaviour, name).value for name in Taste._fields})
    return per_step(of_a_day, float(scenario.period.step))
