"""Decisions that are free: each morning authorities look, and make the moves that are open, or do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from dualsim.engine.decisions.own_strategies import Strategy, asked, check_strategies
from dualsim.scenario.axes import Names
from dualsim.theory.pace import over
from dualsim.theory.random_streams import DECIDE, uniform
from dualsim.theory.state import People, World
from dualsim.theory.strategy import Sight, decide, look

if TYPE_CHECKING:
    from dualsim.engine.schedule import ScheduledEvent
    from dualsim.scenario.schema import Scenario

AGAINST = 0.5  # of its executive must claim power before an authority need be asked whether it takes it


class Deciding:
    """What authorities see today, and what they make of it by their strategies."""

    def __init__(self, names: Names, strategies: Mapping[str, Strategy] | None = None) -> None:
        """Take strategies by authority or by move; ours stand wherever none is given."""
        self.names, self.strategies = names, dict(strategies or {})
        self.sights: dict[int, Sight] = {}

    def look(self, people: People, world: World, waiting: list[ScheduledEvent]) -> None:
        """A morning: what everyone did yesterday is seen, and whoever has something to decide looks."""
        world.followed[:] = np.moveaxis(people.allegiance[:, :, :-1], 2, 0)
        world.marching[:] = people.active_share
        world.days_there[:] = np.where(world.alive, world.days_there + world.step[0], 0.0)
        world.days_in_office[:] = np.where(world.in_office, world.days_in_office + world.step[0], 0.0)
        claims = np.flatnonzero(world.executive @ world.claim > AGAINST).tolist()
        deciders = {h.move.by for h in waiting if h.move is not None} | set(claims)
        self.sights = {k: look(k, world) for k in sorted(deciders) if world.alive[k]}
        world.will[:] = 0.0
        for k in claims:
            if k in self.sights:
                world.will[k] = self.chance(k, "take")

    def chance(self, k: int, move: str) -> float:
        """The chance that an authority makes a move today."""
        name = self.names.authority[k]
        for called in (name, move):
            if called in self.strategies:
                return asked(called, self.strategies[called], move, self.sights[k], name)
        return decide(move, self.sights[k])

    def makes(self, happening: ScheduledEvent, key: int, world: World) -> bool:
        """Whether the authority whose decision an event is makes it today: only who saw the morning can."""
        if happening.move is None:
            return False
        by, kind = happening.move
        if by not in self.sights or not world.alive[by]:
            return False
        # The event's name and not its place in the file, so that leaving one out is no luck to another.
        chance = over(self.chance(by, kind), world.step[0])
        return uniform(key, by, DECIDE, crc32(happening.event.encode())) < chance


def deciding_of(
    scenario: Scenario, names: Names, strategies: Mapping[str, Strategy] | None
) -> Deciding | None:
    """Who decides in a run: nobody where decisions are as they were.

    Raises ValueError for strategies that cannot be, or that nobody would ask.
    """
    check_strategies(strategies or {}, names.authority)
    if scenario.decisions == "free":
        return Deciding(names, strategies)
    if strategies:
        raise ValueError("strategies: decisions are as they were, so nobody asks them; set decisions=free")
    return None
