"""Dates: whether the run ends after it starts, and everything dated lies in it and in order."""

from __future__ import annotations

from collections.abc import Iterator

from dualsim.scenario.conditions import NotACondition, parse, too_short
from dualsim.scenario.dates import DAYS_OF, Calendar, Period, day_number, spoken
from dualsim.scenario.errors import Fault
from dualsim.scenario.files.node import Node

LONGEST = 36_525  # days in a run
AROUND = 366  # days that points of a series may lie before or after the run


def examine(tree: Node) -> list[Fault]:
    """Everything that is wrong with dates, conditions and dated series."""
    return [fault for check in (_events, _waits, _run, _points) for fault in check(tree)]


def calendar_of(tree: Node) -> Calendar:
    """The calendar of a scenario; Old Style, which has more leap days, if it does not say."""
    node = tree.child("calendar")
    return "gregorian" if node is not None and node.value == "gregorian" else "julian"


def day_of(node: Node | None, calendar: Calendar) -> int | None:
    """The day that a value means, or None if it is no date."""
    try:
        return day_number(node.value, calendar) if node is not None and isinstance(node.value, str) else None
    except ValueError:
        return None


def period_of(tree: Node) -> Period | None:
    """The days of the run, or None if its start or end is no date."""
    calendar = calendar_of(tree)
    first, last = (day_of(tree.child(key), calendar) for key in ("start", "end"))
    return Period(first, last, calendar, step_of(tree)) if first is not None and last is not None else None


def step_of(tree: Node) -> int:
    """Days that a step lasts; one, if the scenario does not say."""
    node = tree.child("step")
    return DAYS_OF.get(str(node.value), 1) if node is not None else 1


def _events(tree: Node) -> Iterator[Fault]:
    for key, event in tree.entries("events"):
        date, when, effects = event.child("date"), event.child("when"), event.child("effects")
        dated, conditional = (node is not None and node.value is not None for node in (date, when))
        if dated and conditional and when is not None:
            yield Fault(when.named, f"'{key}' has a date and a condition; keep one of 'date' and 'when'")
        if not dated and not conditional and isinstance(event.value, dict):
            yield Fault(event.named, f"'{key}' has neither a date nor a condition; add 'date:' or 'when:'")
        for cause in event.listed("follows"):
            if cause.value == key:
                message = f"'{key}' follows from itself, and would never happen; name another event"
                yield Fault(cause.best, message)
        decision = event.child("decision")
        for cause in decision.listed("after") if decision is not None else ():
            if cause.value == key:
                message = f"the decision '{key}' waits for itself, and would never happen; name another event"
                yield Fault(cause.best, message)
        if effects is not None and effects.value == []:
            yield Fault(effects.named, f"'{key}' changes nothing; give it an effect")


def _waits(tree: Node) -> Iterator[Fault]:
    """Whether no condition has to hold for less than a step."""
    for _, event in tree.entries("events"):
        when = event.child("when")
        try:
            conditions = parse(when.value) if when is not None and isinstance(when.value, str) else ()
        except NotACondition:
            continue  # the check of names says what is wrong
        for wrong in (too_short(one, step_of(tree)) for one in conditions):
            if wrong and when is not None:
                yield Fault(when.best, wrong)


def _run(tree: Node) -> Iterator[Fault]:
    """Whether the run has an end after its start, and every event lies in it."""
    run = period_of(tree)
    if run is None:
        return
    if run.first >= run.last:
        ends, starts = (spoken(day, run.calendar) for day in (run.last, run.first))
        message = f"the run ends on {ends} and starts on {starts}; it must end later"
        yield Fault(tree.changed(("end",), ("start",)), message)
        return
    if run.last - run.first > LONGEST:
        message = f"the run has {run.last - run.first + 1} days; it may have {LONGEST}, a hundred years"
        yield Fault(tree.changed(("end",), ("start",)), message)
    for _, event in tree.entries("events"):
        date = event.child("date")
        day = day_of(date, run.calendar)
        if date is not None and day is not None and day not in run:
            yield Fault(date.best, run.outside(day))


def _points(tree: Node) -> Iterator[Fault]:
    """Whether dated points are in order and near the run, and scales have two ends."""
    for key, series in tree.entries("series"):
        yield from _in_order(tree, series.child("points"), key)
        scale = series.child("scale")
        if scale is None or not isinstance(scale.value, dict):
            continue
        raws = {key: _raw(key) for key in scale.value}
        for raw, node in scale.items():
            if raws[raw] is None:
                yield Fault(node.named, f"'{raw[:40]}' is not a number; a scale reads 'raw value: condition'")
        if None not in raws.values() and (len(raws) != 2 or len(set(raws.values())) != 2):
            yield Fault(
                scale.named, f"a scale has two different raw values; this has {len(set(raws.values()))}"
            )
    for group, points in tree.entries("seasons"):
        yield from _in_order(tree, points, group)


def _raw(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e300 else None


def _in_order(tree: Node, points: Node | None, key: str) -> Iterator[Fault]:
    if points is None or not isinstance(points.value, dict):
        return
    if not points.value:
        yield Fault(points.named, f"'{key}' has no point; give it a date and a value")
    calendar, run = calendar_of(tree), period_of(tree)
    around = Period(run.first - AROUND, run.last + AROUND, calendar) if run is not None else None
    last: tuple[int, str] | None = None
    for text, node in points.items():
        day = day_of(Node(text, node.spot), calendar)
        if day is None:
            continue
        if last is not None and day <= last[0]:
            yield Fault(
                node.named, f"{text} comes after {last[1]} in the file and not in time; put dates in order"
            )
        last = (day, text)
        if around is not None and day not in around:
            yield Fault(
                node.named, f"{text} is more than a year outside the run; give points in or around the run"
            )
