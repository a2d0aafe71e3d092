"""Dotted paths such as `behaviour.beta`: what stands at their end, and how to put something there.

A key may hold dots itself, as 0.25 in a scale; so the longest key that is there is a step.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from dualsim.scenario.derived import following
from dualsim.scenario.errors import Fault, Source, Spot, quoted
from dualsim.scenario.fields import Number
from dualsim.scenario.files.node import Node, node_of
from dualsim.scenario.suggestions import unknown

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario
    from dualsim.scenario.shape import Shape


class Refused(Exception):  # noqa: N818
    """A change that cannot be made."""

    def __init__(self, spot: Spot, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(spot, message)


class Step(NamedTuple):
    """A part of a path, and where it stands in what was asked for."""

    key: str
    spot: Spot


def number_at(scenario: Scenario, path: str) -> float:
    """The number at a path of a scenario; raise KeyError for a path without one."""
    part: Any = scenario
    left: Sequence[str] = path.split(".")
    while left:
        key, left = _step(part, left)
        part = _child(part, key, path)
    return _number(part, path).value


def nudged(scenario: Scenario, numbers: Mapping[str, float]) -> Scenario:
    """The scenario with these numbers at these paths; raise KeyError for a path that is not a number's.

    Nothing is checked: shares may no longer sum to one. `Scenario.replace` checks.
    """
    for path, value in numbers.items():
        scenario = _with(scenario, path.split("."), value, path)
    for path, value in following(scenario, numbers).items():
        scenario = _with(scenario, path.split("."), value, path)
    return scenario


def _with(part: Any, left: Sequence[str], value: float, path: str) -> Any:
    if not left:
        return _number(part, path).model_copy(update={"value": value})
    key, rest = _step(part, left)
    inner = _with(_child(part, key, path), rest, value, path)
    if isinstance(part, dict):
        return {**part, key: inner}
    if isinstance(part, list):
        return [inner if n == int(key) else item for n, item in enumerate(part)]
    return part.model_copy(update={key: inner})


def _step(part: Any, left: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The next key of a path, and what is left of it."""
    size = _size(part, left) if isinstance(part, dict) else 1
    return ".".join(left[:size]), left[size:]


def _size(keys: Container[str], left: Sequence[str]) -> int:
    """How many parts of a path make up its next key."""
    return next((n for n in range(len(left), 1, -1) if ".".join(left[:n]) in keys), 1)


def _child(part: Any, key: str, path: str) -> Any:
    found = None
    if isinstance(part, dict):
        found = part.get(key)
    elif isinstance(part, list):
        found = part[int(key)] if key.isdecimal() and int(key) < len(part) else None
    elif key in getattr(type(part), "model_fields", ()) and not isinstance(part, Number):
        found = getattr(part, key)
    if found is None:
        raise KeyError(f"{path}: there is no '{key}' here")
    return found


def _number(part: Any, path: str) -> Number:
    if not isinstance(part, Number):
        raise KeyError(f"{path}: there is no number here")
    return part


def deepest(tree: Node, path: str) -> tuple[Node, str | None]:
    """What a path reaches before it leaves the tree, and the first key that is not there, if any."""
    left: Sequence[str] = path.split(".")
    while left:
        key, left = _step(tree.value, left)
        child = tree.child(key)
        if child is None:
            return tree, key
        tree = child
    return tree, None


def steps_of(path: str, source: Source, column: int) -> list[Step]:
    """The parts of a path that stands in a source, from a column on."""
    steps = []
    for key in path.split("."):
        steps.append(Step(key.strip(), Spot(source, 1, column)))
        column += len(key) + 1
    return steps


def put(node: Node, steps: Sequence[Step], value: Any, spot: Spot, shape: Shape | None) -> Node:
    """The tree with a value at the end of a path, or without it if the value is None; raise Refused."""
    (_, at), size = steps[0], 1
    if isinstance(node.value, dict):
        size = _size(node.value, [step.key for step in steps])
    key, rest = ".".join(step.key for step in steps[:size]), steps[size:]
    inner = shape.child(key) if shape is not None else None
    if isinstance(node.value, list):
        return _put_in_list(node, steps, value, spot, inner)
    if not isinstance(node.value, dict):
        raise Refused(at, f"there is nothing called {quoted(key)} below a single value; leave it out")
    child = node.value.get(key)
    if child is None and rest and shape is not None and shape.kind == "table":
        raise Refused(at, unknown("key", quoted(key)[1:-1], node.value))
    entries = dict(node.value)
    if rest:
        below = child if child is not None else Node({}, at, at)
        entries[key] = put(below, rest, value, spot, inner)
    elif value is None and child is not None:
        del entries[key]
    else:
        entries[key] = _marked(value, spot, at, inner)
    return Node(entries, node.spot, node.key)


def _put_in_list(node: Node, steps: Sequence[Step], value: Any, spot: Spot, inner: Shape | None) -> Node:
    (key, at), rest = steps[0], steps[1:]
    entries = list(node.value) if isinstance(node.value, list) else []
    child = node.child(key)
    if child is None:
        raise Refused(at, f"there is no entry {quoted(key)} here; entries are 0 to {len(entries) - 1}")
    entries[int(key)] = put(child, rest, value, spot, inner) if rest else _marked(value, spot, at, inner)
    return Node(entries, node.spot, node.key)


def _marked(value: Any, spot: Spot, key: Spot, shape: Shape | None) -> Node:
    """A value from an argument; a bare number says that it is one."""
    bare = isinstance(value, int | float) and not isinstance(value, bool)
    if bare and shape is not None and shape.kind in ("number", "number or table"):
        value = {"value": value, "assumed": "set by hand"}
    return node_of(value, spot, key)
