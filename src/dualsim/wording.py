"""What the schema finds wrong, in plain sentences at the right line."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from dualsim.document import Node
from dualsim.faults import Fault, quoted
from dualsim.scenario import Scenario
from dualsim.shape import Path, scenario_shape
from dualsim.words import unknown

_KINDS = {
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
    "string_type": "a text",
    "list_type": "a list",
    "bool_type": "true or false",
}


def examine(tree: Node) -> tuple[Scenario | None, list[Fault]]:
    """The scenario that a tree describes, or what is wrong with it."""
    try:
        return Scenario.model_validate(tree.plain()), []
    except ValidationError as error:
        return None, [_fault(tree, found) for found in error.errors(include_url=False)]


def _fault(tree: Node, found: Any) -> Fault:
    """One finding of the schema as a fault; a part in brackets is pydantic's own step, not one of the file's."""
    path: Path = tuple(part for part in found["loc"] if str(part)[:1] not in ("(", "["))
    kind, node = found["type"], tree.at(*path)
    if kind == "missing":
        parent, _ = tree.deepest(path[:-1])
        return Fault(parent.named, _missing(path))
    if node is None:
        node, _ = tree.deepest(path)
    if kind == "extra_forbidden":
        return Fault(node.named, _unknown_key(path))
    if kind == "said":
        inner = node.child("value")
        return Fault(inner.spot if inner and not isinstance(inner.value, dict) else node.best, found["ctx"]["said"])
    return Fault(node.best, _misfit(kind, node, found))


def _missing(path: Path) -> str:
    key, parent = str(path[-1]), path[:-1]
    where = f"from {_dotted(parent)}" if parent else "from this file"
    if key == "behaviour":
        return f"'behaviour' is missing {where}; add 'extends: behaviour.yaml' for the one that all scenarios share"
    return f"'{key}' is missing {where}; add '{key}:' to it"


def _unknown_key(path: Path) -> str:
    parent = scenario_shape().at(path[:-1])
    allowed = list(parent.keys) if parent is not None else []
    if not path[:-1]:
        allowed = [*allowed, "extends"]
    effect = "effect" if len(path) > 2 and path[-3] == "effects" else "key"
    return unknown(effect, _shown(path[-1]), allowed)


def _misfit(kind: str, node: Node, found: Any) -> str:
    what = _described(node)
    if kind == "literal_error":
        return f"{what} is not allowed here; write {found['ctx']['expected'].replace(chr(39), '')}"
    if kind == "string_too_short":
        return "this is empty; write a text"
    if kind in ("too_short", "too_long"):
        length = found["ctx"].get("min_length")
        wanted = "two numbers, low and high" if "vary" in found["loc"] else f"at least {length}"
        return f"{what} has {found['ctx']['actual_length']} entries; write {wanted}"
    wanted = _KINDS.get(kind, "something else")
    hint = "; put it in quotes" if kind == "string_type" and not isinstance(node.value, dict | list | None) else ""
    if node.value is None and node.key is not None:
        return f"this is empty, and {wanted} belongs here; null only removes what an extended file has"
    return f"{what} stands where {wanted} belongs{hint or _example(kind)}"


def _example(kind: str) -> str:
    return "; write 'key: value', one to a line" if _KINDS.get(kind) == "keys and values" else "; write that instead"


def _described(node: Node) -> str:
    if isinstance(node.value, dict | list):
        return "a mapping" if isinstance(node.value, dict) else "a list"
    if isinstance(node.value, bool) or node.value is None:
        return {True: "'true'", False: "'false'", None: "an empty value"}[node.value]
    return quoted(node.value)


def _shown(part: object) -> str:
    return quoted(part)[1:-1]


def _dotted(path: Path) -> str:
    return _shown(".".join(str(part) for part in path))
