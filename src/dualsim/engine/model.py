"""DualPower: the simulation as a Mesa model, whose agents are made when someone asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from dualsim.engine.agents import AUTHORITY_CLASSES, Authority, Person, person_class
from dualsim.engine.simulation import REVISED, Simulation
from dualsim.scenario.axes import rows_of
from dualsim.scenario.bodies import bodies_of
from dualsim.scenario.checks.names import misnamed
from dualsim.scenario.conditions import NotACondition, parse_measure
from dualsim.scenario.loading import load
from dualsim.scenario.regions import laid_out
from dualsim.scenario.suggestions import unknown
from dualsim.theory.measures import MEASURES
from dualsim.theory.measuring.registry import worded

if TYPE_CHECKING:
    from dualsim.engine.decisions.own_strategies import Strategy
    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario
    from dualsim.theory.rule import Rule


class DualPower(mesa.Model):  # type: ignore[misc]
    """A scenario as a Mesa model: `step` is a day, `agents` are views of people and authorities.

    `datacollector` holds every measure, day by day; `running` is true until the run is over.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        people: int = 1_000,
        seed: int | None = 1,
        *,
        rng: int | np.random.Generator | None = None,
        rules: dict[str, Rule] | None = None,
        strategies: Mapping[str, Strategy] | None = None,
        shuffled: bool = False,
        measures: str | Sequence[str] | None = None,
        agent_reporters: Sequence[str] = (),
    ) -> None:
        """Lay out the first state of a scenario, by name or file or loaded.

        `rng` is Mesa's other name for the seed; without either each model has luck of its own. `measures`
        are what is collected each day, all or some (`duality`, `seats[soviet, bolshevik]`), and
        `agent_reporters` attributes of every agent, such as `authority`, `party`, `active`, which takes
        time. With `shuffled`, agents act in a random order, which changes nothing.
        """
        luck = _seed(seed, rng)
        super().__init__(rng=luck % 2**63)  # only the order of a shuffle, which changes nothing, hangs on it
        self.simulation = Simulation(load(scenario), people, luck, rules=rules, strategies=strategies)
        self.datacollector = collector(self.simulation, measures, agent_reporters)
        self.running = self.simulation.goes_on()
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
        """One day, every agent deciding for itself; nothing when the run is over."""
        sim = self.simulation
        if not sim.goes_on():
            return
        sim.open_day()
        self._all(Authority, "step")
        self._all(Authority, "advance")
        sim.decide()
        self._all(Person, "step")
        for kind in REVISED:
            with sim.asking(kind):  # all answer on the same; what they say counts when all have
                self._all(Person, "answer", kind)
        self._all(Person, "rise")
        sim.close_day()
        self.datacollector.collect(self)
        self.running = sim.goes_on()

    def run_model(self, progress: Progress | None = None) -> None:
        """Step to the end of the run."""
        while self.running:
            self.step()
            if progress is not None:
                progress(self.simulation.day + 1, self.simulation.start.days)

    def run(self, progress: Progress | None = None) -> None:
        """An older name of `run_model`."""
        self.run_model(progress)

    def _all(self, kind: type, what: str, *given: str) -> None:
        for cls, members in list(self.agents_by_type.items()):
            if issubclass(cls, kind):
                (members.shuffle_do if self.shuffled else members.do)(what, *given)

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
        scenario = laid_out(sim.scenario)
        kinds = [given.kind for given in scenario.authorities.values()]
        kinds += [scenario.kinds[body.kind].kind for body in bodies_of(scenario)]
        for row, kind in enumerate(kinds):
            AUTHORITY_CLASSES[kind].create_agents(self, 1, [row])


def _seed(seed: int | None, rng: int | np.random.Generator | None) -> int:
    """The seed of a run, from either of the two things that Mesa takes."""
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**32))
    given = seed if rng is None else rng
    return int(np.random.default_rng().integers(2**32)) if given is None else given


def collector(sim: Simulation, measures: str | Sequence[str] | None, agents: Sequence[str]) -> Any:
    """A DataCollector of measures, all or those named, and of attributes of every agent.

    Raises ValueError for a measure, or one of its names, that the run does not have, and for an attribute
    that no agent has.
    """
    kept = sim.scenario.measures or MEASURES
    asked = kept if measures is None else [measures] if isinstance(measures, str) else measures
    reporters = {text: partial(today, *_place_of(text, sim)) for text in asked}
    shown = sorted({name for kind in (Person, Authority) for name in vars(kind) if _is_attribute(kind, name)})
    for name in agents:
        if name not in shown:
            raise ValueError(f"agent_reporters: {unknown('attribute of an agent', name, shown)}")
    # Newer Mesa stops at an agent that lacks an attribute, older writes None: an authority obeys nobody.
    attributes = {name: partial(_attribute, name) for name in agents}
    return mesa.DataCollector(model_reporters=reporters, agent_reporters=attributes)


def _is_attribute(kind: type, name: str) -> bool:
    return isinstance(getattr(kind, name), property)


def _attribute(name: str, agent: Any) -> Any:
    return getattr(agent, name, None)


def _place_of(text: str, sim: Simulation) -> tuple[str, tuple[int, ...]]:
    """The measure that a text names, and the rows of the one number of it that it picks, or none."""
    if text in MEASURES:
        return text, ()
    try:
        reading = parse_measure(text)
    except NotACondition as error:
        raise ValueError(f"measure '{text}': {error}") from None
    known: dict[str, list[str] | None] = {axis: list(rows) for axis, rows in sim.names._asdict().items()}
    for _, message in misnamed(reading, known):
        raise ValueError(f"measure '{text}': {message}")
    rows = rows_of(MEASURES[reading.measure].dims, reading.selectors, sim.names)
    return reading.measure, tuple(row or 0 for row in rows)


def today(measure: str, rows: tuple[int, ...], model: Any) -> Any:
    """A measure as it is today: a number, or a table where it has several; None before the first day."""
    sim: Simulation = model.simulation
    if sim.day < 0:
        return None
    values = sim.record[measure][(sim.day, *rows)]
    if MEASURES[measure].words:
        words = worded(measure, values).ravel().tolist()
        return words[0] if len(words) == 1 else words
    return values.item() if values.size == 1 else values
