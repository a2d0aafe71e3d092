"""A scenario as a tree in which every key and value knows where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dualsim.scenario.errors import Spot

Scalar = None | bool | int | float | str


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file and where it stands; `key` is where its key stands, if it has one."""

    value: Scalar | dict[str, Node] | list[Node]
    spot: Spot
    key: Spot | None = None
    size: int = 1
    height: int = 1
    is_written: bool = True  # and not an empty place, which is read as null

    @property
    def named(self) -> Spot:
        """Where to point for the value as a whole."""
        return self.key or self.spot

    @property
    def best(self) -> Spot:
        """Where to point for what a value says: the value, a number's value, or the key of a whole block."""
        number = self.child("value")
        if number is not None and not isinstance(number.value, dict | list):
            return number.best
        return self.named if isinstance(self.value, dict | list) or self.value is None else self.spot

    def items(self) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping; none if it is not one."""
        if isinstance(self.value, dict):
            yield from self.value.items()

    def child(self, key: str | int) -> Node | None:
        """The entry of a mapping or list under a key or a place, or None."""
        if isinstance(self.value, dict):
            return self.value.get(str(key))
        if isinstance(self.value, list) and isinstance(key, int | str) and str(key).isdecimal():
            return self.value[int(key)] if len(str(key)) < 9 and int(key) < len(self.value) else None
        return None

    def at(self, *path: str | int) -> Node | None:
        """The value at the end of a path, or None."""
        node: Node | None = self
        for part in path:
            node = node.child(part) if node is not None else None
        return node

    def entries(self, table: str) -> Iterator[tuple[str, Node]]:
        """The entries of the mapping under a key; none if there is no such mapping."""
        node = self.child(table)
        return node.items() if node is not None else iter(())

    def listed(self, key: str) -> list[Node]:
        """The entries of the list under a key, which may be written as one value; none if it is not there."""
        node = self.child(key)
        if node is None or node.value is None:
            return []
        return node.value if isinstance(node.value, list) else [node]

    def changed(self, *paths: tuple[str, ...]) -> Spot:
        """The spot of that value which an argument changed, or else of the first."""
        found = [node.best for path in paths if (node := self.at(*path)) is not None]
        return next((spot for spot in found if spot.source.is_argument), found[0] if found else self.spot)

    def deepest(self, path: Iterable[str | int]) -> tuple[Node, int]:
        """The value that a path reaches before it leaves the tree, and how many steps it took."""
        node, steps = self, 0
        for part in path:
            child = node.child(part)
            if child is None:
                break
            node, steps = child, steps + 1
        return node, steps

    def plain(self) -> Any:
        """The value without positions."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def moved(self, key: Spot | None, spot: Spot | None = None) -> Node:
        """The same value under another key."""
        return Node(self.value, spot or self.spot, key, self.size, self.height, self.is_written)


def node_of(data: Any, spot: Spot, key: Spot | None = None) -> Node:
    """A tree of plain data that all stands at one spot: an argument, a value handed in."""
    if isinstance(data, dict):
        return Node({str(k): node_of(v, spot, spot) for k, v in data.items()}, spot, key)
    if isinstance(data, list | tuple):
        return Node([node_of(v, spot) for v in data], spot, key)
    return Node(data, spot, key)
