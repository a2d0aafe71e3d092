"""Changes that a person asks for: `--set`, `--without`, `--until`, put into the tree before it is checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dualsim.scenario.checks.names import day_of, period_of
from dualsim.scenario.dates import spoken
from dualsim.scenario.errors import Fault, Source, Spot, quoted
from dualsim.scenario.files.node import Node, planted
from dualsim.scenario.files.yaml_reader import read_value
from dualsim.scenario.shape import Shape, scenario_shape
from dualsim.scenario.suggestions import unknown

EXAMPLE = "behaviour.beta=3"
Part = tuple[str, Spot]  # one key of a dotted path, and where it stands in the argument


class Refused(Exception):  # noqa: N818
    """A change that cannot be made."""

    def __init__(self, spot: Spot, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(spot, message)


def applied(tree: Node, changes: Iterable[str], until: str | None) -> tuple[Node, list[Fault]]:
    """The tree with values set and its end brought forward, and what could not be done."""
    faults = []
    steps = [(_set, text) for text in changes] + ([(_until, until)] if until is not None else [])
    for step, text in steps:
        try:
            tree = step(tree, str(text))
        except Refused as refusal:
            faults.append(refusal.fault)
    return tree, faults


def replaced(tree: Node, changes: Mapping[str, Any]) -> tuple[Node, list[Fault]]:
    """The tree with values replaced by dotted path, and what could not be replaced."""
    faults = []
    for path, value in changes.items():
        source = argument("replace", f"{path}: {value!r}")
        parts = _parts(str(path), source, len("replace "))
        value_spot = Spot(source, 1, len(f"replace {path}: ") + 1)
        try:
            tree = _put(tree, parts, value, value_spot, scenario_shape())
        except Refused as refusal:
            faults.append(refusal.fault)
    return tree, faults


def argument(option: str, text: str) -> Source:
    """An option and what was given to it, as a text that faults point into."""
    shown = f"{option} {text}".replace("\n", " ")
    return Source(shown, shown, is_argument=True)


def _set(tree: Node, text: str) -> Node:
    source = argument("--set", text)
    path, equals, written = text.partition("=")
    start = len("--set ")
    if not equals or not path.strip():
        raise Refused(
            Spot(source, 1, len(source.text) + 1), f"this changes nothing; write PATH=VALUE, as in {EXAMPLE}"
        )
    value_spot = Spot(source, 1, start + len(path) + 2)
    try:
        value = read_value(written)
    except ValueError as error:
        raise Refused(value_spot, str(error)) from None
    return _put(tree, _parts(path, source, start), value, value_spot, scenario_shape())


def _parts(path: str, source: Source, start: int) -> list[Part]:
    parts, at = [], start
    for key in path.split("."):
        parts.append((key.strip(), Spot(source, 1, at + 1)))
        at += len(key) + 1
    return parts


def _put(node: Node, parts: list[Part], value: Any, spot: Spot, shape: Shape | None) -> Node:
    """The node with a value planted at the end of a path."""
    parts = _joined(node, parts)
    (key, at), rest = parts[0], parts[1:]
    inner = shape.child(key) if shape is not None else None
    if isinstance(node.value, list):
        return _put_in_list(node, parts, value, spot, inner)
    if not isinstance(node.value, dict):
        raise Refused(at, f"there is nothing called {quoted(key)} below a single value; leave it out")
    child = node.value.get(key)
    if child is None and rest and shape is not None and shape.kind == "table":
        raise Refused(at, unknown("key", quoted(key)[1:-1], node.value))
    entries = dict(node.value)
    if rest:
        below = child if child is not None else Node({}, at, at)
        entries[key] = _put(below, rest, value, spot, inner)
    elif value is None and child is not None:
        del entries[key]
    else:
        entries[key] = _marked(value, spot, at, inner)
    return Node(entries, node.spot, node.key)


def _put_in_list(node: Node, parts: list[Part], value: Any, spot: Spot, inner: Shape | None) -> Node:
    (key, at), rest = parts[0], parts[1:]
    entries = list(node.value) if isinstance(node.value, list) else []
    child = node.child(key)
    if child is None:
        raise Refused(at, f"there is no entry {quoted(key)} here; entries are 0 to {len(entries) - 1}")
    entries[int(key)] = _put(child, rest, value, spot, inner) if rest else _marked(value, spot, at, inner)
    return Node(entries, node.spot, node.key)


def _joined(node: Node, parts: list[Part]) -> list[Part]:
    """The parts of a path with a key such as 0.25, which holds a dot, put together again."""
    if len(parts) > 1 and isinstance(node.value, dict) and parts[0][0] not in node.value:
        whole = f"{parts[0][0]}.{parts[1][0]}"
        if whole in node.value:
            return [(whole, parts[0][1]), *parts[2:]]
    return parts


def _marked(value: Any, spot: Spot, key: Spot, shape: Shape | None) -> Node:
    """A value from an argument; a bare number says that it is one."""
    bare = isinstance(value, int | float) and not isinstance(value, bool)
    if bare and shape is not None and shape.kind in ("number", "number or table"):
        value = {"value": value, "assumed": "set by hand"}
    return planted(value, spot, key)


def left_out(tree: Node, without: Iterable[str]) -> tuple[Node, list[Fault]]:
    """The tree without some events, and what of that cannot be or leaves others in the air."""
    faults: list[Fault] = []
    known = [key for key, _ in tree.entries("events")]
    for event in without:
        spot = Spot(argument("--without", event), 1, len("--without ") + 1)
        if event not in known:
            faults.append(Fault(spot, unknown("event", quoted(event)[1:-1], known)))
        effects = tree.at("events", event, "effects")
        for effect in effects.value if effects is not None and isinstance(effects.value, list) else ():
            founded = effect.at("found", "authority")
            if founded is not None:
                message = (
                    f"'{founded.value}' then does not come into being; what others do to it has no effect"
                )
                faults.append(Fault(spot, message, "warning"))
        for other in sorted(followers(tree, {event}) - set(without) - {event}):
            faults.append(Fault(spot, f"'{other}' follows from it, and is left out with it", "warning"))
    return trimmed(tree, followers(tree, set(without))), faults


def followers(tree: Node, gone: set[str]) -> set[str]:
    """Some events, and all that follow from them."""
    more = {
        key
        for key, event in tree.entries("events")
        if key not in gone and gone & {node.value for node in event.listed("follows")}
    }
    return followers(tree, gone | more) if more else gone


def trimmed(tree: Node, gone: set[str]) -> Node:
    """The tree without some events, and without the ranges that vary them."""
    entries = dict(tree.items())
    events, vary = tree.child("events"), tree.child("vary")
    if events is not None:
        kept = {key: node for key, node in events.items() if key not in gone}
        entries["events"] = Node(kept, events.spot, events.key)
    if vary is not None:
        kept = {path: node for path, node in vary.items() if not _varies(path, gone)}
        entries["vary"] = Node(kept, vary.spot, vary.key)
    return Node(entries, tree.spot, tree.key)


def _varies(path: str, gone: set[str]) -> bool:
    table, _, rest = path.partition(".")
    return table == "events" and rest.partition(".")[0] in gone


def _until(tree: Node, text: str) -> Node:
    spot, run = Spot(argument("--until", text), 1, len("--until ") + 1), period_of(tree)
    if run is None:
        return tree  # the check of dates says what is wrong
    try:
        last = run.day(text)
    except ValueError as error:
        raise Refused(spot, str(error)) from None
    if last == run.first:
        raise Refused(spot, f"the run starts on {spoken(last, run.calendar)}; it must end later")
    days = {key: day_of(event.child("date"), run.calendar) for key, event in tree.entries("events")}
    later = {key for key, day in days.items() if day is not None and last < day <= run.last}
    entries = {**dict(tree.items()), "end": planted(text, spot, spot)}
    return trimmed(Node(entries, tree.spot, tree.key), followers(tree, later))
