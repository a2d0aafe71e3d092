"""What the schema finds wrong, in plain sentences at the right line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from dualsim.scenario.errors import Fault, quoted
from dualsim.scenario.fields import ORIGINS
from dualsim.scenario.files.node import Node
from dualsim.scenario.kinds_of_place import PlaceKinds, Sketch
from dualsim.scenario.schema import Scenario
from dualsim.scenario.shape import Path, Shape, scenario_shape
from dualsim.scenario.suggestions import unknown

# Words of the version before, by the block that they stood in, and what says the same now.
_REPLACED = {
    (
        "effects",
        "endorse",
    ): "bodies decide themselves whom they endorse: write what happened (a pledge, seats, "
    "an office, a policy), and how far an authority endorses another when it begins in its 'endorses'",
    (
        "effects",
        "claim",
    ): "a party's claim follows its voters; write set_ceiling, how far its doctrine lets it",
    (
        "behaviour",
        "company_accept",
    ): "what the people around put up with weighs nothing any more; leave the line out",
    ("parties", "claim"): "a party's claim follows its voters; write 'ceiling', how far its doctrine lets it",
}
_DATES = ("start", "end", "date")
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
    known = {*scenario_shape().keys, "extends"}
    if tree.child("signs") is not None:
        message = "this is a table of signs and no scenario; dualsim signs SCENARIO --table FILE reads it"
        return None, [Fault(tree.spot, message)]
    if not known & {key for key, _ in tree.items()}:
        message = (
            f"none of these keys is one of a scenario's, which are {', '.join(sorted(known))}; is it one?"
        )
        return None, [Fault(tree.spot, message)]
    try:
        return Scenario.model_validate(tree.plain()), []
    except ValidationError as error:
        return None, misfits(tree, error, scenario_shape())


def misfits(tree: Node, error: ValidationError, shape: Shape) -> list[Fault]:
    """What pydantic finds wrong with a tree of this shape, in plain sentences."""
    found = error.errors(include_url=False)
    missing: dict[Path, list[str]] = {}
    for finding in found:
        if finding["type"] == "missing":
            path = _path(finding)
            missing.setdefault(path[:-1], []).append(str(path[-1]))
    faults = [_fault(tree, finding, shape) for finding in found if finding["type"] != "missing"]
    return [*faults, *(fault for parent, keys in missing.items() for fault in _missing(tree, parent, keys))]


def _path(found: Any) -> Path:
    """Where a finding is; a part in brackets is pydantic's own step, unless it is a key that nobody knows."""
    *above, last = found["loc"]
    own = [part for part in above if str(part)[:1] not in ("(", "[")]
    unknown_key = found["type"] == "extra_forbidden"
    return (*own, last) if unknown_key or str(last)[:1] not in ("(", "[") else tuple(own)


def _fault(tree: Node, found: Any, shape: Shape) -> Fault:
    path = _path(found)
    kind, (node, _) = found["type"], tree.deepest(path)
    if kind == "extra_forbidden":
        return Fault(node.named, _unknown_key(path, shape))
    if kind == "said":
        return Fault(node.best, found["ctx"]["said"])
    return Fault(node.best, _misfit(kind, node, found))


def _missing(tree: Node, parent: Path, keys: list[str]) -> Iterator[Fault]:
    """Keys that a part lacks, all in one sentence."""
    spot = tree.deepest(parent)[0].named
    where = _dotted(parent) if parent else "this file"
    if not parent and "behaviour" in keys:
        keys = [key for key in keys if key != "behaviour"]
        message = (
            "'behaviour' is missing from this file; add 'extends: behaviour.yaml', which all scenarios share"
        )
        yield Fault(spot, message)
    if keys:
        quoted_keys = [f"'{key}'" for key in keys]
        listed = " and ".join([", ".join(quoted_keys[:-1]), quoted_keys[-1]] if keys[1:] else quoted_keys)
        verb, what = ("are", "them") if keys[1:] else ("is", f"'{keys[0]}:'")
        yield Fault(spot, f"{listed} {verb} missing from {where}; add {what}")


def _unknown_key(path: Path, shape: Shape) -> str:
    parent = shape.at(path[:-1])
    allowed = list(parent.keys) if parent is not None else []
    if parent is not None and "number" in parent.kind:
        allowed = ["value", *ORIGINS]
    if shape is scenario_shape() and not path[:-1]:
        allowed += ["extends", *PlaceKinds.model_fields]
    if shape is scenario_shape() and path[0] == "places" and len(path) == 3:
        allowed += Sketch.model_fields
    block = "effects" if len(path) > 2 and path[-3] == "effects" else str(path[0])
    if (block, path[-1]) in _REPLACED:
        return f"there is no '{path[-1]}' any more; {_REPLACED[block, path[-1]]}"  # type: ignore[index]
    effect = "effect" if len(path) > 2 and path[-3] == "effects" else "key"
    return unknown(effect, _shown(path[-1]), allowed)


def _misfit(kind: str, node: Node, found: Any) -> str:
    what = _described(node)
    if kind == "string_type" and found["loc"][-1] in _DATES and isinstance(node.value, int | float):
        return f"{what} is not a date; write it as year-month-day, for example 1917-10-25"
    if kind == "literal_error":
        return f"{what} is not allowed here; write {found['ctx']['expected'].replace(chr(39), '')}"
    if kind == "string_too_short":
        return "this is empty; write a text"
    if kind in ("too_short", "too_long"):
        length = found["ctx"].get("min_length")
        wanted = "two numbers, low and high" if "vary" in found["loc"] else f"at least {length}"
        return f"{what} has {found['ctx']['actual_length']} entries; write {wanted}"
    wanted = _KINDS.get(kind, "something else")
    hint = (
        "; put it in quotes"
        if kind == "string_type" and not isinstance(node.value, dict | list | None)
        else ""
    )
    if node.value is None and node.key is not None:
        return f"this is empty, and {wanted} belongs here; null only removes what an extended file has"
    return f"{what} stands where {wanted} belongs{hint or _example(kind)}"


def _example(kind: str) -> str:
    return (
        "; write 'key: value', one to a line"
        if _KINDS.get(kind) == "keys and values"
        else "; write that instead"
    )


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
