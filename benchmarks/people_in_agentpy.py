"""The people's part of a day in agentpy: an object a person, by the lines of ordinary_mesa.py."""

from __future__ import annotations

import random
from typing import Any

import agentpy

from benchmarks.ordinary_mesa import Cell, Person, show
from dualsim.engine.simulation import Simulation


class Citizen(agentpy.Agent):  # type: ignore[misc]
    """A person of agentpy, who does what a person of Mesa does."""

    cell: Cell
    begin, step, stand_up = Person.begin, Person.step, Person.stand_up
    pressing, pick, choose, accept = Person.pressing, Person.pick, Person.choose, Person.accept
    distance, vote, rise = Person.distance, Person.vote, Person.rise

    @property
    def random(self) -> random.Random:
        """The model's luck, under Mesa's name."""
        luck: random.Random = self.model.random
        return luck


class Town(agentpy.Model):  # type: ignore[misc]
    """The people of a run, and a world that stays as it is."""

    def setup(self) -> None:
        """Make everyone."""
        sim: Simulation = self.p.sim
        self.sim, self.taste = sim, sim.taste
        self.nobody, self.abstain = len(sim.world.alive), len(sim.world.claim)
        show(self, sim.world)
        places = zip(sim.world.cell_group.tolist(), sim.world.cell_place.tolist(), strict=True)
        cells = [Cell(g, l, self.nobody, self.abstain) for g, l in places]
        for name in ("around", "around_party", "around_active", "room"):
            for cell, shares in zip(cells, getattr(sim.people, name).tolist(), strict=True):
                setattr(cell, name, shares)
        self.persons = agentpy.AgentList(self, len(sim.people.cell), Citizen)
        for row, person in enumerate(self.persons):
            person.begin(cells[sim.people.cell[row]], row)

    def step(self) -> None:
        """A day, in random order."""
        self.persons.shuffle().step()


def carried_on(sim: Simulation) -> Any:
    """What carries the people of a run on by a day."""
    town = Town({"sim": sim, "seed": sim.seed})
    town.sim_setup()
    return town.step
