"""Numbers that follow from others by a formula: `numbers:` names some, `=2 * name` stands where one may.

A scenario keeps its formulas beside what they come to, so that whoever changes a named number, by hand or in
a study, changes all that follow from it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from dualsim.scenario.errors import Fault, Spot
from dualsim.scenario.fields import ORIGINS
from dualsim.scenario.files.node import Node, node_of
from dualsim.scenario.formulas import MARK, evaluated, parsed
from dualsim.scenario.shape import number

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

NUMBERS, FORMULAS = "numbers", "formulas"  # keys of a scenario
TEXTS = (*ORIGINS, "title", "about", "name", "note", "text", "unit", "when")  # keys of what is read by people
Kept = tuple[str, Spot, dict[str, str] | None]  # a formula, where it stands, and the origin beside it
_parsed = lru_cache(maxsize=20_000)(parsed)


def is_formula(node: Node | None) -> bool:
    """Whether a formula stands here, in the place of a number."""
    return node is not None and isinstance(node.value, str) and node.value.startswith(MARK)


def derived(tree: Node) -> tuple[Node, list[Fault]]:
    """The tree with what its formulas come to in their place, kept under `formulas`, and what is wrong."""
    there, found = dict(_formulas(tree, ())), tree.child(FORMULAS)
    if not there and (found is None or not isinstance(found.value, dict) or not found.value):
        return tree, []
    formulas = {} if found is None else {path: node for path, node in found.items() if path not in there}
    kept: dict[str, Kept] = {path: (str(n.value), n.spot, None) for path, n in formulas.items()}
    kept |= there
    numbers = {key: value for key, node in tree.entries(NUMBERS) if (value := number(node)) is not None}
    faults, values = list[Fault](), dict[tuple[str, ...], Node]()
    for path, (text, spot, origin) in kept.items():
        try:
            value = evaluated(_parsed(text), numbers)
        except ValueError as error:
            faults.append(Fault(spot, str(error)))
            value = 0.0
        steps = tuple(path.split("."))
        before = tree.at(*steps)
        told = origin or _origin(before) or {"assumed": f"formula: {text.removeprefix(MARK)}"}
        values[steps] = node_of({"value": value, **told}, spot, before.key if before is not None else spot)
    tree = _filled(tree, values)
    texts = {path: Node(text, spot, spot) for path, (text, spot, _) in kept.items()}
    entries = {**dict(tree.items()), FORMULAS: Node(dict(texts), tree.spot, tree.spot)}
    return Node(entries, tree.spot, tree.key), faults


def _formulas(node: Node, path: tuple[str, ...]) -> Iterator[tuple[str, Kept]]:
    """Every formula in a tree, by the path of the number in whose place it stands."""
    if path[:1] == (FORMULAS,):
        return
    if is_formula(node):
        yield ".".join(path), (str(node.value), node.spot, None)
    elif isinstance(node.value, dict):
        inner = node.value.get("value")
        if is_formula(inner) and set(node.value) <= {"value", *ORIGINS}:
            assert inner is not None
            yield ".".join(path), (str(inner.value), inner.spot, _origin(node))
            return
        for key, child in node.value.items():
            if key not in TEXTS:
                yield from _formulas(child, (*path, key))
    elif isinstance(node.value, list):
        for n, child in enumerate(node.value):
            yield from _formulas(child, (*path, str(n)))


def _origin(node: Node | None) -> dict[str, str] | None:
    if node is None:
        return None
    return {key: str(told.value) for key in ORIGINS if (told := node.child(key)) is not None} or None


def _filled(node: Node, values: Mapping[tuple[str, ...], Node]) -> Node:
    """The tree with nodes at paths, each of which is there."""
    if () in values:
        return values[()]
    inner: dict[str, dict[tuple[str, ...], Node]] = {}
    for path, value in values.items():
        inner.setdefault(path[0], {})[path[1:]] = value
    if isinstance(node.value, list):
        items = [_filled(one, inner[str(n)]) if str(n) in inner else one for n, one in enumerate(node.value)]
        return Node(items, node.spot, node.key)
    entries = dict(node.items())
    for key, below in inner.items():
        entries[key] = _filled(entries.get(key) or Node({}, node.spot, node.spot), below)
    return Node(entries, node.spot, node.key)


def without_formula(tree: Node, path: str) -> Node:
    """The tree in which a number no longer follows from others, for it is given by hand."""
    formulas = tree.child(FORMULAS)
    if formulas is None or formulas.child(path) is None:
        return tree
    left = Node({key: node for key, node in formulas.items() if key != path}, formulas.spot, formulas.key)
    return Node({**dict(tree.items()), FORMULAS: left}, tree.spot, tree.key)


def following(scenario: Scenario, given: Mapping[str, float]) -> dict[str, float]:
    """What the formulas of a scenario come to now, by path, but for paths that are given."""
    if not any(path.startswith(f"{NUMBERS}.") for path in given):
        return {}
    numbers = {name: one.value for name, one in scenario.numbers.items()}
    return {
        path: evaluated(_parsed(text), numbers)
        for path, text in scenario.formulas.items()
        if path not in given
    }


def written(formula: ast.expr) -> str:
    """A formula as a file writes it."""
    return f"{MARK}{ast.unparse(formula)}"
