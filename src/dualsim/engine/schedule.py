"""What happens when: the events, the series that press on life, the seasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.engine.day import Pressures
from dualsim.scenario.axes import Names
from dualsim.scenario.conditions import Condition
from dualsim.scenario.dates import day_number
from dualsim.theory.effect_parameters import Kind, Row, parameters_of
from dualsim.theory.effects import EFFECTS
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario


class Step(NamedTuple):
    """An effect with its parameters as rows, and the days after its event until it is felt."""

    delay: int
    effect: Callable[..., None]
    given: Mapping[str, Any]


class ScheduledEvent(NamedTuple):
    """An event, ready to run: its day or its conditions, and its effects with their parameters as rows."""

    event: str
    name: str
    source: str
    day: int | None
    when: tuple[Condition, ...]
    follows: tuple[str, ...]
    landmark: bool
    effects: tuple[Step, ...]
    listed: int  # effects that the file lists, however many places hear of each


def events_of(scenario: Scenario, names: Names, start: int) -> tuple[ScheduledEvent, ...]:
    """The events of a scenario, ready to run, in the order of the file."""
    delays = [int(place.news.value) for place in scenario.places.values()]
    return tuple(
        ScheduledEvent(
            key,
            event.name,
            event.source,
            None if event.date is None else day_number(event.date, scenario.calendar) - start,
            event.conditions,
            tuple(event.follows or ()),
            event.landmark,
            tuple(
                step
                for block in event.effects
                for step in _steps(EFFECTS[block.name], block.arguments(), names, delays)
            ),
            len(event.effects),
        )
        for key, event in scenario.events.items()
    )


def _steps(
    effect: Callable[..., None], given: Mapping[str, Any], names: Names, delays: list[int]
) -> list[Step]:
    """An effect as it happens: what names no place is felt in each when the news gets there."""
    rows = _as_rows(effect, given, names)
    if "place" in rows or "place" not in parameters_of(effect) or not any(delays):
        return [Step(0, effect, rows)]
    return [Step(delay, effect, {**rows, "place": place}) for place, delay in enumerate(delays)]


def _as_rows(effect: Callable[..., None], given: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The parameters of an effect, with names of the scenario turned into rows."""

    def turn(kind: Kind, value: Any) -> Any:
        return names.row(kind.axis, value) if issubclass(kind, Row) else float(value)

    taken = parameters_of(effect)
    return {key: taken[key].each(value, turn) for key, value in given.items() if value is not None}


def pressures_of(scenario: Scenario, names: Names, start: int, days: int) -> Pressures:
    """The series of a scenario as levels of a condition on every day."""
    every = scenario.series.values()
    levels = [_levels(series, scenario, start, days) for series in every]
    return Pressures(
        np.array([-1 if s.place is None else names.row("place", s.place) for s in every], dtype=np.int64),
        np.array([names.row("issue", s.issue) for s in every], dtype=np.int64),
        np.array([s.pull.value for s in every], dtype=np.float64),
        np.array(levels, dtype=np.float64).reshape(len(levels), days),
    )


def _levels(series: Any, scenario: Scenario, start: int, days: int) -> Floats:
    (raw_low, low), (raw_high, high) = ((float(raw), meant.value) for raw, meant in series.scale.items())
    at = np.array([day_number(day, scenario.calendar) - start for day in series.points], dtype=float)
    raw = np.array([point.value for point in series.points.values()])
    if series.interpolate == "step":
        daily = raw[np.clip(np.searchsorted(at, np.arange(days), side="right") - 1, 0, len(raw) - 1)]
    else:
        daily = np.interp(np.arange(days), at, raw)
    return np.clip(low + (daily - raw_low) / (raw_high - raw_low) * (high - low), -1.0, 1.0)


def seasons_of(scenario: Scenario, names: Names, start: int, days: int) -> Floats:
    """How far the season lets each group act [day, g]."""
    table = np.ones((days, len(names.group)))
    for group, points in scenario.seasons.items():
        at = [day_number(day, scenario.calendar) - start for day in points]
        table[:, names.row("group", group)] = np.interp(
            np.arange(days), at, [p.value for p in points.values()]
        )
    return table
