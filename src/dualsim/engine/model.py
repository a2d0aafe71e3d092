"""DualPower: the simulation as a Mesa model, whose agents are made when someone asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from dualsim.engine.agents import AUTHORITY_CLASSES, Authority, Committee, Person, person_class
from dualsim.engine.simulation import Simulation

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario
    from dualsim.theory.rule import Rule


class DualPower(mesa.Model):  # type: ignore[misc]
    """A scenario as a Mesa model: `step` is a day, `agents` are views of people and authorities."""

    def __init__(
        self,
        scenario: Scenario,
        people: int = 1_000,
        seed: int = 1,
        *,
        rules: dict[str, Rule] | None = None,
        shuffled: bool = False,
    ) -> None:
        """Lay out the first state; with `shuffled`, agents act in a random order, which changes nothing."""
        super().__init__(rng=seed % 2**63)  # only the order of a shuffle, which changes nothing, hangs on it
        self.simulation = Simulation(scenario, people, seed, rules=rules)
        self.shuffled = shuffled
        self._peopled = False

    @property
    def agents(self) -> Any:
        """Every person and authority as a Mesa agent; made at the first call."""
        self._people()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """The agents of each class; made at the first call."""
        self._people()
        return super().agents_by_type

    def step(self) -> None:
        """One day, every agent deciding for itself."""
        sim = self.simulation
        sim.open_day()
        self._all(Authority, "step")
        self._all(Authority, "advance")
        sim.decide()
        self._all(Person, "step")
        self._all(Person, "advance")
        self._all(Person, "rise")
        sim.close_day()

    def run(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Step to the end of the run."""
        sim = self.simulation
        while sim.goes_on():
            self.step()
            if progress is not None:
                progress(sim.day + 1, sim.start.days)

    def _all(self, kind: type, what: str) -> None:
        for cls, members in list(self.agents_by_type.items()):
            if issubclass(cls, kind):
                (members.shuffle_do if self.shuffled else members.do)(what)

    def _people(self) -> None:
        if self._peopled or "simulation" not in self.__dict__:
            return
        self._peopled = True
        sim = self.simulation
        group = sim.world.cell_group[sim.people.cell]
        for g, name in enumerate(sim.names.group):
            rows = np.flatnonzero(group == g).tolist()
            if rows:
                person_class(name).create_agents(self, len(rows), rows)
        given = sim.scenario.authorities
        for row, name in enumerate(sim.names.authority):
            cls = AUTHORITY_CLASSES[given[name].kind] if name in given else Committee
            cls.create_agents(self, 1, [row])
