"""What the schema says at each place of a scenario, and a walk through a tree beside it."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from dualsim.scenario.errors import Spot
from dualsim.scenario.fields import Kind, Number, Part, is_number
from dualsim.scenario.files.node import Node
from dualsim.scenario.schema import Scenario

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Shape:
    """What may stand in a place: a block with its keys, a table, a list, a number, a text of some kind."""

    kind: str  # block, table, list, number, number or table, text, flag, choice, date, when; or of a name
    keys: dict[str, Shape] = field(default_factory=dict, hash=False)
    key: Shape | None = None  # the keys of a table
    item: Shape | None = None  # the values of a table or list

    def child(self, key: str | int) -> Shape | None:
        """What may stand under a key, or None if the key is not allowed."""
        return self.keys.get(str(key)) if self.kind == "block" else self.item

    def at(self, path: Path) -> Shape | None:
        """What may stand at the end of a path, or None."""
        shape: Shape | None = self
        for part in path:
            shape = shape.child(part) if shape is not None else None
        return shape


class Leaf(NamedTuple):
    """A single value or a key of a table, where it stands, and what it should be."""

    path: Path
    value: Any
    spot: Spot
    shape: Shape


@cache
def block_shape(model: type[Part]) -> Shape:
    """The shape of a block: its keys as a file writes them."""
    keys = {
        info.alias or name: shape_of(info.annotation, tuple(info.metadata))
        for name, info in model.model_fields.items()
    }
    return Shape("block", keys)


def scenario_shape() -> Shape:
    """The shape of a whole scenario."""
    return block_shape(Scenario)


def shape_of(hint: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    """The shape that a type describes."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return shape_of(inner[0], (*inner[1:], *metadata))
    kind = next((data.of for data in metadata if isinstance(data, Kind)), None)
    if kind is not None:
        return Shape(kind)
    if origin in (Union, types.UnionType):
        shapes = [shape_of(part) for part in inner if part is not type(None)]
        table = next((shape for shape in shapes if shape.kind == "table"), None)
        return Shape("number or table", {}, table.key, table.item) if table and len(shapes) > 1 else shapes[0]
    if origin is dict:
        return Shape("table", {}, shape_of(inner[0]), shape_of(inner[1]))
    if origin is list:
        return Shape("list", item=shape_of(inner[0]))
    if isinstance(hint, type) and issubclass(hint, Number):
        return Shape("number")
    if isinstance(hint, type) and issubclass(hint, Part):
        return block_shape(hint)
    return Shape("choice" if origin is Literal else "flag" if hint is bool else "text")


def walk(node: Node, shape: Shape, path: Path = ()) -> Iterator[Leaf]:
    """Every value of a tree and every key of its tables, with what it should be; misfits are passed over."""
    with_origin = shape.kind == "number or table" and isinstance(node.value, dict) and is_number(node.value)
    if (
        isinstance(node.value, dict)
        and shape.kind in ("block", "table", "number or table")
        and not with_origin
    ):
        for key, child in node.items():
            inner = shape.child(key)
            if shape.key is not None:
                yield Leaf((*path, key), key, child.named, shape.key)
            if inner is not None:
                yield from walk(child, inner, (*path, key))
    elif isinstance(node.value, list) and shape.item is not None:
        for place, child in enumerate(node.value):
            yield from walk(child, shape.item, (*path, place))
    elif shape.kind == "list" and shape.item is not None:
        yield from walk(node, shape.item, path)  # one name where a list is allowed
    elif shape.kind in ("number", "number or table"):
        yield Leaf(path, number(node), node.best, Shape("number"))
    else:
        yield Leaf(path, node.value, node.best, shape)


def number(node: Node | None) -> float | None:
    """The number that stands here, bare or with its origin; None if none does."""
    value = node.value if node is not None else None
    if isinstance(value, dict):
        return (
            number(value["value"])
            if "value" in value and not isinstance(value["value"].value, dict)
            else None
        )
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
