"""Events moved to another day, and made larger or smaller, in the tree of a scenario."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from dualsim.scenario.changes.overrides import argument
from dualsim.scenario.checks.dating import calendar_of, day_of, period_of
from dualsim.scenario.dates import Period, iso, spoken
from dualsim.scenario.errors import Fault, Spot, quoted
from dualsim.scenario.files.node import Node, node_of
from dualsim.scenario.files.pruning import followers, trimmed
from dualsim.scenario.paths import Refused
from dualsim.scenario.shape import number
from dualsim.scenario.suggestions import unknown
from dualsim.theory.effect_parameters import Change, Factor, Kind, Portion, parameters_of
from dualsim.theory.effects import EFFECTS

# Kinds of number that are sizes, not states of the world: what so many times as much of them is.
SIZES: dict[Kind, Callable[[float, float], float]] = {
    Change: lambda size, by: size * by,
    Portion: lambda size, by: size * by,
    Factor: lambda size, by: size**by,
}


def with_events_changed(tree: Node, moves: Iterable[str], scales: Iterable[str]) -> tuple[Node, list[Fault]]:
    """The tree with events moved, then scaled, and what of that cannot be or needs to be known."""
    faults: list[Fault] = []
    steps = [(_move, "--move", text) for text in moves] + [(_scale, "--scale", text) for text in scales]
    for step, option, text in steps:
        try:
            tree = step(tree, _Asked(tree, option, str(text)), faults)
        except Refused as refusal:
            faults.append(refusal.fault)
    return tree, faults


class _Asked:
    """`EVENT=VALUE` of an option, taken apart, and where its parts stand."""

    def __init__(self, tree: Node, option: str, text: str) -> None:
        source = argument(option, text)
        key, equals, self.written = text.partition("=")
        self.event, start = key.strip(), len(option) + 1
        self.spot, self.value = Spot(source, 1, start + 1), Spot(source, 1, start + len(key) + 2)
        if not equals or not self.event:
            example = "july_days=1917-06-18" if option == "--move" else "july_days=2"
            raise Refused(self.spot, f"this changes nothing; write EVENT=VALUE, as in {option} {example}")
        known = [name for name, _ in tree.entries("events")]
        if self.event not in known:
            raise Refused(self.spot, unknown("event", quoted(self.event)[1:-1], known))


def _move(tree: Node, asked: _Asked, faults: list[Fault]) -> Node:
    """The event on its new day, and dated events that follow from it as many days earlier or later."""
    calendar, run = calendar_of(tree), period_of(tree)
    was = day_of(tree.at("events", asked.event, "date"), calendar)
    decides, how = tree.at("events", asked.event, "decision", "by"), tree.child("decisions")
    if decides is not None and how is not None and how.value == "free":
        why = f"decisions are free, and '{decides.value}' decides on it; leave it out instead"
        raise Refused(asked.spot, f"'{asked.event}' has no day to move, for {why}")
    if was is None:
        when = tree.at("events", asked.event, "when")
        why = f"it happens when {when.value}" if when is not None else "it has no date"
        raise Refused(asked.spot, f"'{asked.event}' has no day to move, for {why}; change that instead")
    if run is None:
        return tree  # the check of dates says what is wrong
    try:
        to = run.day(asked.written)
    except ValueError as error:
        raise Refused(asked.value, str(error)) from None
    tree, along = _moved(tree, asked, to - was, run)
    if along:
        message = f"{', '.join(along)}: what follows from it goes with it"
        faults.append(Fault(asked.spot, message, "warning"))
    faults += _in_vain(tree, asked)
    return tree


def _moved(tree: Node, asked: _Asked, by: int, run: Period) -> tuple[Node, list[str]]:
    """The tree with an event and the dated ones that follow from it moved by some days, and those."""
    calendar, late, along = calendar_of(tree), set[str](), list[str]()
    for event in [asked.event, *sorted(followers(tree, {asked.event}) - {asked.event})]:
        was = day_of(tree.at("events", event, "date"), calendar)
        if was is None:
            continue  # it hangs on a condition, and waits for that as before
        day = was + by
        if day < run.first:
            message = f"'{event}' follows from it, and would come before the run, on {spoken(day, calendar)}"
            raise Refused(asked.value, message)
        if event != asked.event:
            along.append(f"'{event}' ({spoken(day, calendar) if day <= run.last else 'too late to happen'})")
        if day > run.last:
            late.add(event)
        else:
            tree = _put(tree, event, "date", node_of(iso(day, calendar), asked.value, asked.spot))
    return (trimmed(tree, followers(tree, late)) if late else tree), along


def _in_vain(tree: Node, asked: _Asked) -> Iterator[Fault]:
    """Warnings of events that now come before an event that they follow from."""
    calendar, order = calendar_of(tree), [key for key, _ in tree.entries("events")]
    moved = followers(tree, {asked.event})
    for event, node in tree.entries("events"):
        day = day_of(node.child("date"), calendar)
        for cause in [str(one.value) for one in node.listed("follows")]:
            before = day_of(tree.at("events", cause, "date"), calendar)
            if day is None or before is None or not moved & {event, cause}:
                continue
            if (day, order.index(event)) < (before, order.index(cause)):
                message = f"'{event}' then comes before '{cause}', which it follows from, and never happens"
                yield Fault(asked.spot, message, "warning")


def _scale(tree: Node, asked: _Asked, faults: list[Fault]) -> Node:
    """The event with the sizes of its effects multiplied; what has no size stays as it is, with a warning."""
    by = _factor(asked)
    effects = tree.at("events", asked.event, "effects")
    found, left, scaled = [], list[str](), 0
    for effect in effects.value if effects is not None and isinstance(effects.value, list) else ():
        entries = dict(effect.items())
        for name, parameters in entries.items():
            sizes = {key for key in dict(parameters.items()) if _size(name, key) is not None}
            left += [] if sizes else [name]
            scaled += len(sizes)
            grown = {
                key: _grown(node, name, key, by, asked) if key in sizes else node
                for key, node in parameters.items()
            }
            if sizes:
                entries[name] = Node(grown, parameters.spot, parameters.key)
        found.append(Node(entries, effect.spot, effect.key) if entries else effect)
    names = ", ".join(dict.fromkeys(left))
    if not scaled:
        message = f"nothing that '{asked.event}' does has a size ({names}); leave it out instead"
        raise Refused(asked.spot, message)
    if left:
        faults.append(Fault(asked.spot, f"{names}: without a size, and left as it is", "warning"))
    return _put(tree, asked.event, "effects", Node(found, effects.spot, effects.key)) if effects else tree


def _factor(asked: _Asked) -> float:
    try:
        by = float(asked.written)
    except ValueError:
        by = math.nan
    if not 0.0 <= by < math.inf:
        message = f"{quoted(asked.written)} is not a factor; give a number of 0 or more, as in 0.5"
        raise Refused(asked.value, message)
    return by


def _size(effect: str, parameter: str) -> Callable[[float, float], float] | None:
    """How a parameter of an effect grows, or None if it has no size."""
    taken = parameters_of(EFFECTS[effect]).get(parameter) if effect in EFFECTS else None
    return SIZES.get(taken.kind) if taken is not None else None


def has_size(effect: str, given: Iterable[str]) -> bool:
    """Whether something that an effect is given grows when its event is scaled."""
    return any(_size(effect, parameter) is not None for parameter in given)


def _grown(node: Node, effect: str, parameter: str, by: float, asked: _Asked) -> Node:
    """A number, or the number of a block with its origin, grown."""
    size, grow = number(node), _size(effect, parameter)
    if size is None or grow is None:
        return node  # no number: the check of the file says so
    grown = grow(size, by)
    if parameter == "share" and grown > 1.0:
        most = f"{1.0 / size:.3g}"
        message = f"{effect}: {by:g} times a share of {size:g} is more than everyone; give at most {most}"
        raise Refused(asked.value, message)
    fresh = node_of(grown, asked.value, asked.spot)
    if isinstance(node.value, dict):
        return Node({**node.value, "value": fresh}, node.spot, node.key)
    return fresh


def _put(tree: Node, event: str, key: str, value: Node) -> Node:
    """The tree with one entry of an event replaced."""
    events = dict(tree.entries("events"))
    old, table = events[event], tree.child("events")
    events[event] = Node({**dict(old.items()), key: value}, old.spot, old.key)
    spot, named = (table.spot, table.key) if table is not None else (tree.spot, tree.key)
    return Node({**dict(tree.items()), "events": Node(events, spot, named)}, tree.spot, tree.key)
