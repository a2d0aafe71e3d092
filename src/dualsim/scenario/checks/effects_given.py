"""The effects that the events of a tree have."""

from __future__ import annotations

from collections.abc import Iterator

from dualsim.scenario.files.node import Node


def effects_of(tree: Node) -> Iterator[tuple[Node, str, Node]]:
    """Every effect of every event: the event, the effect's name and its parameters."""
    for _, event in tree.entries("events"):
        effects = event.child("effects")
        for effect in effects.value if effects is not None and isinstance(effects.value, list) else ():
            for name, parameters in effect.items():
                yield event, name, parameters
