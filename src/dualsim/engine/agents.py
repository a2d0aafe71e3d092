"""The Mesa agents: views of one row of the people or of the authorities, owning no numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from dualsim.engine.custom_rules import check_answer
from dualsim.theory.behaviours import sit
from dualsim.theory.endorsement import endorse
from dualsim.theory.rule import reconsiders
from dualsim.theory.state import ARMS_STEP, IDEAL_STEP

if TYPE_CHECKING:
    from dualsim.engine.simulation import Simulation


class View(mesa.Agent):  # type: ignore[misc]
    """An agent that is a row of a table; what it shows and does is always the row as it now is."""

    def __init__(self, model: Any, row: int) -> None:
        """View one row of the model's simulation."""
        super().__init__(model)
        self.row = int(row)

    @property
    def simulation(self) -> Simulation:
        """The simulation whose row this is."""
        found: Simulation = self.model.simulation
        return found


class Person(View):
    """One person: decides whom to obey, whom to put up with, for whom to vote, whether to rise."""

    @property
    def group(self) -> str:
        """The name of the person's group."""
        sim = self.simulation
        return sim.names.group[sim.world.cell_group[sim.people.cell[self.row]]]

    @property
    def place(self) -> str:
        """The name of the place where the person lives."""
        sim = self.simulation
        return sim.names.place[sim.world.cell_place[sim.people.cell[self.row]]]

    @property
    def authority(self) -> str:
        """The name of the authority that the person recognises, or none."""
        sim = self.simulation
        return (*sim.names.authority, "none")[sim.people.authority[self.row]]

    @property
    def accepts(self) -> bool:
        """Whether the person puts up with whoever governs."""
        return bool(self.simulation.people.accepts[self.row])

    @property
    def party(self) -> str:
        """The name of the party that the person would vote for, or abstain."""
        sim = self.simulation
        return (*sim.names.party, "abstain")[sim.people.party[self.row]]

    @property
    def active(self) -> bool:
        """Whether the person is mobilised today."""
        return bool(self.simulation.people.active[self.row])

    @property
    def armed(self) -> bool:
        """Whether the person has arms."""
        sim = self.simulation
        c = sim.people.cell[self.row]
        share = sim.world.arms[sim.world.cell_group[c], sim.world.cell_place[c]]
        return bool(sim.people.armed_rank[self.row] * ARMS_STEP < share)

    @property
    def ideal(self) -> dict[str, float]:
        """What the person wants, by issue, from -1 to 1."""
        sim = self.simulation
        return dict(zip(sim.names.issue, (sim.people.ideal[self.row] * IDEAL_STEP).tolist(), strict=True))

    def step(self) -> None:
        """Begin the day: think again, or not."""
        sim = self.simulation
        sim.thinking[self.row] = reconsiders(self.row, sim.people, sim.world, sim.taste, sim.key)

    def answer(self, kind: str) -> None:
        """Choose an authority, accept whoever governs, or vote, on what was true yesterday."""
        sim = self.simulation
        if sim.thinking[self.row]:
            given = (self.row, sim.people, sim.world, sim.taste, sim.key)
            sim.answers[self.row] = sim.rules[kind](*given)
            check_answer(kind, self.row, int(sim.answers[self.row]), sim.last_row(kind))

    def rise(self) -> None:
        """Rise, or stand down."""
        sim = self.simulation
        given = (self.row, sim.people, sim.world, sim.taste, sim.key)
        sim.people.active[self.row] = sim.rules["rise"](*given)


class Worker(Person):
    """A worker of a factory."""


class Soldier(Person):
    """A soldier of the garrison or the front."""


class Peasant(Person):
    """A peasant of a village commune."""


class Officer(Person):
    """An officer."""


class Authority(View):
    """One contender for obedience."""

    @property
    def name(self) -> str:
        """The authority's name in the scenario."""
        return self.simulation.names.authority[self.row]

    @property
    def alive(self) -> bool:
        """Whether it has been founded and not dissolved."""
        return bool(self.simulation.world.alive[self.row])

    def step(self) -> None:
        """Follow the electors."""
        sim = self.simulation
        if self.alive:
            sit(self.row, sim.people, sim.world, sim.taste)

    def advance(self) -> None:
        """Shift endorsement, when all sit anew."""
        sim = self.simulation
        if self.alive:
            endorse(self.row, sim.people, sim.world, sim.taste)


class ProvisionalGovernment(Authority):
    """A government that was appointed, not elected."""


class Soviet(Authority):
    """A council of deputies."""


class Committee(Authority):
    """A committee, named by a scenario or founded by people whom nobody served."""


PERSON_CLASSES: dict[str, type[Person]] = {
    "worker": Worker, "soldier": Soldier, "peasant": Peasant, "officer": Officer,
}  # fmt: skip
AUTHORITY_CLASSES: dict[str, type[Authority]] = {
    "government": ProvisionalGovernment, "soviet": Soviet, "committee": Committee,
}  # fmt: skip


def person_class(group: str) -> type[Person]:
    """The class of a group's people: one of the four, or one made for a further group of a scenario."""
    if group not in PERSON_CLASSES:
        name = "".join(part.capitalize() for part in group.split("_"))
        PERSON_CLASSES[group] = type(name, (Person,), {"__doc__": f"A person of the group {group}."})
    return PERSON_CLASSES[group]
