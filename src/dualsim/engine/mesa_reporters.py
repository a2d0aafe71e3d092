"""What Mesa's DataCollector records of a model each day: measures of the run, and of agents if asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import mesa

from dualsim.engine.agents import Authority, Person
from dualsim.scenario.axes import rows_of
from dualsim.scenario.checks.names import misnamed
from dualsim.scenario.conditions import NotACondition, parse_measure
from dualsim.scenario.suggestions import unknown
from dualsim.theory.measures import MEASURES, REGIMES

if TYPE_CHECKING:
    from dualsim.engine.simulation import Simulation


def collector(sim: Simulation, measures: str | Sequence[str] | None, agents: Sequence[str]) -> Any:
    """A DataCollector of measures, all or those named, and of attributes of every agent.

    Raises ValueError for a measure, or one of its names, that the run does not have, and for an attribute
    that no agent has.
    """
    asked = MEASURES if measures is None else [measures] if isinstance(measures, str) else measures
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
    if measure == "regime":
        words = [REGIMES[int(code)] for code in values.ravel()]
        return words[0] if len(words) == 1 else words
    return values.item() if values.size == 1 else values
