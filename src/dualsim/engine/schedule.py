"""What happens when: the events, the series that press on life, the seasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.engine.day import Pressures
from dualsim.scenario.axes import Names
from dualsim.scenario.conditions import Condition
from dualsim.scenario.dates import Period, day_number, steps_in, steps_near
from dualsim.scenario.regions import lags_of, laid_out
from dualsim.theory.effect_parameters import Authority, Kind, Pledge, Row, parameters_of
from dualsim.theory.effects import EFFECTS
from dualsim.theory.pace import over
from dualsim.theory.state import Floats, World

if TYPE_CHECKING:
    from dualsim.scenario.schema import EventBlock, Scenario


class Step(NamedTuple):
    """An effect with its parameters as rows, and the steps of the run after its event until it is felt."""

    delay: int
    effect: Callable[..., None]
    given: Mapping[str, Any]


class Move(NamedTuple):
    """A move that an event is, where decisions are free: whose, and which."""

    by: int
    kind: str


class ScheduledEvent(NamedTuple):
    """An event, ready to run: its step or its conditions, and its effects with their parameters as rows."""

    event: str
    name: str
    source: str
    day: int | None
    when: tuple[Condition, ...]
    follows: tuple[str, ...]
    landmark: bool
    effects: tuple[Step, ...]
    listed: int  # effects that the file lists, however many places hear of each
    date: int | None  # the day of its date, New Style ordinal
    move: Move | None = None  # if it comes when an authority decides
    behind: tuple[tuple[str, int], ...] = ()  # free decisions that it follows, and how many steps behind each


def unfounded_in(step: Step, world: World) -> list[int]:
    """The bodies that an effect is of, and that people have not founded, or that are gone.

    An effect on a pledge is of both who made it and to whom it was made.
    """
    rows = []
    for key, parameter in parameters_of(step.effect).items():
        if key in step.given and parameter.value is None and not parameter.is_list:
            if parameter.kind is Authority:
                rows.append(step.given[key])
            elif parameter.kind is Pledge:
                rows += [int(world.pledge_by[step.given[key]]), int(world.pledge_to[step.given[key]])]
    return [k for k in rows if world.home[k] >= 0 and not world.alive[k]]


def events_of(scenario: Scenario, names: Names) -> tuple[ScheduledEvent, ...]:
    """The events of a scenario, ready to run, in the order of the file; within one step, of their dates."""
    scenario = laid_out(scenario)
    run, lags = scenario.period, _lags(scenario, names)
    delays = [int(place.news.value) for place in scenario.places.values()]
    found = []
    for key, event in scenario.events.items():
        date = None if event.date is None else day_number(event.date, scenario.calendar)
        steps = (
            step
            for block in event.effects
            for step in _steps(EFFECTS[block.name], block.arguments(), names, delays, lags)
        )
        found.append(
            ScheduledEvent(
                key,
                event.name,
                event.source,
                None if date is None else run.step_of(date),
                tuple(one._replace(days=steps_in(one.days, run.step)) for one in event.conditions),
                tuple(event.follows or ()),
                event.landmark,
                tuple(step._replace(delay=_arrives(step.delay, date, run)) for step in steps),
                len(event.effects),
                date,
            )
        )
    ordered = tuple(_in_order(found))
    return _freed(scenario, names, ordered) if scenario.decisions == "free" else ordered


def _arrives(days: int, date: int | None, run: Period) -> int:
    """Steps after its own in which an event is felt that takes some days to be heard of."""
    return steps_near(days, run.step) if date is None else run.step_of(date + days) - run.step_of(date)


def _in_order(events: list[ScheduledEvent]) -> list[ScheduledEvent]:
    """The events with those dated in one step in the order of their dates; others stay where they are."""
    found = list(events)
    for step in {event.day for event in events if event.day is not None}:
        rows = [n for n, event in enumerate(events) if event.day == step]
        dated = sorted((events[n] for n in rows), key=lambda event: event.date or 0)
        for n, event in zip(rows, dated, strict=True):
            found[n] = event
    return found


def _freed(scenario: Scenario, names: Names, found: tuple[ScheduledEvent, ...]) -> tuple[ScheduledEvent, ...]:
    """Events where decisions are free: a decision has no day, and what follows one keeps its distance."""
    dated = {one.event: one.day for one in found if one.day is not None}
    floating, freed = undated(scenario), []
    for one in found:
        decision = scenario.events[one.event].decision
        if decision is not None:
            after = one.follows if decision.after is None else tuple(decision.after)
            move = Move(names.row("authority", decision.by), decision.move)
            freed.append(one._replace(day=None, date=None, when=(), follows=after, move=move))
            continue
        before = [name for name in one.follows if name in floating and name in dated]
        behind = tuple((name, max(0, one.day - dated[name])) for name in before if one.day is not None)
        freed.append(one._replace(day=None, date=None, behind=behind) if behind else one)
    return tuple(freed)


def undated(scenario: Scenario) -> frozenset[str]:
    """The events whose day hangs on decisions that are free: these, and what follows one at a distance."""
    if scenario.decisions != "free":
        return frozenset()
    events = scenario.events
    found = {key for key, event in events.items() if event.decision is not None}

    def trails(event: EventBlock) -> bool:
        return event.date is not None and any(events[one].date for one in found & set(event.follows or ()))

    while more := {key for key, event in events.items() if key not in found and trails(event)}:
        found |= more
    return frozenset(found)


def _steps(
    effect: Callable[..., None],
    given: Mapping[str, Any],
    names: Names,
    delays: list[int],
    lags: Mapping[str, Mapping[int, int]],
) -> list[Step]:
    """An effect as it happens: what names no place is felt in each when the news gets there, after days.

    What names a village, or a body of its own, is felt there the later the farther it lies.
    """
    rows = _as_rows(effect, given, names)
    if "place" in rows or "place" not in parameters_of(effect) or not any(delays):
        named = {axis: rows[axis] for axis in lags if isinstance(rows.get(axis), int)}
        late = [lags[axis].get(row, 0) for axis, row in named.items()]
        return [Step(max(late, default=0), effect, rows)]
    return [Step(delay, effect, {**rows, "place": place}) for place, delay in enumerate(delays)]


def _lags(scenario: Scenario, names: Names) -> dict[str, dict[int, int]]:
    """Days that villages and their own bodies lag behind the nearest of their region, by rows."""
    of_places = lags_of(scenario)
    homes = {name: list(body.reach) for name, body in scenario.authorities.items()}
    return {
        "place": {names.row("place", place): days for place, days in of_places.items()},
        "authority": {
            names.row("authority", name): of_places[there[0]]
            for name, there in homes.items()
            if len(there) == 1 and there[0] in of_places
        },
    }


def _as_rows(effect: Callable[..., None], given: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The parameters of an effect, with names of the scenario turned into rows."""

    def turn(kind: Kind, value: Any) -> Any:
        return names.row(kind.axis, value) if issubclass(kind, Row) else float(value)

    taken = parameters_of(effect)
    return {key: taken[key].each(value, turn) for key, value in given.items() if value is not None}


def pressures_of(scenario: Scenario, names: Names) -> Pressures:
    """The series of a scenario as levels of a condition in every step."""
    run, every = scenario.period, laid_out(scenario).series.values()
    levels = [_levels(series, run) for series in every]
    return Pressures(
        np.array([-1 if s.place is None else names.row("place", s.place) for s in every], dtype=np.int64),
        np.array([names.row("issue", s.issue) for s in every], dtype=np.int64),
        np.array([over(s.pull.value, float(run.step)) for s in every], dtype=np.float64),
        np.array(levels, dtype=np.float64).reshape(len(levels), len(run)),
    )


def _levels(series: Any, run: Period) -> Floats:
    (raw_low, low), (raw_high, high) = ((float(raw), meant.value) for raw, meant in series.scale.items())
    at = np.array([day_number(day, run.calendar) - run.first for day in series.points], dtype=float)
    raw, days = np.array([point.value for point in series.points.values()]), np.arange(len(run) * run.step)
    if series.interpolate == "step":
        daily = raw[np.clip(np.searchsorted(at, days, side="right") - 1, 0, len(raw) - 1)]
    else:
        daily = np.interp(days, at, raw)
    return _by_step(np.clip(low + (daily - raw_low) / (raw_high - raw_low) * (high - low), -1.0, 1.0), run)


def _by_step(daily: Floats, run: Period) -> Floats:
    """What holds on each day of a run, as its mean over the days of each step."""
    means: Floats = daily.reshape(len(run), run.step).mean(axis=1)
    return means


def seasons_of(scenario: Scenario, names: Names) -> Floats:
    """How far the season lets each group act [step, g]."""
    run = scenario.period
    table, days = np.ones((len(run), len(names.group))), np.arange(len(run) * run.step)
    for group, points in scenario.seasons.items():
        at = [day_number(day, run.calendar) - run.first for day in points]
        daily = np.interp(days, at, [p.value for p in points.values()])
        table[:, names.row("group", group)] = _by_step(daily, run)
    return table
