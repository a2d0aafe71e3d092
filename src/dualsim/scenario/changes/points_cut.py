"""Dated points of a run that ends earlier: those long after its new end go, and the line to them stays."""

from __future__ import annotations

from dualsim.scenario.checks.dating import AROUND, calendar_of, day_of
from dualsim.scenario.dates import iso
from dualsim.scenario.files.node import Node, node_of
from dualsim.scenario.shape import number


def with_points_cut(tree: Node, last: int) -> Node:
    """The tree without points of series and seasons that lie too long after the last day."""
    entries = dict(tree.items())
    for table in ("series", "seasons"):
        node = entries.get(table)
        if node is not None and isinstance(node.value, dict):
            cut = {key: _of_block(tree, table, block, last) for key, block in node.items()}
            entries[table] = Node(cut, node.spot, node.key)
    return Node(entries, tree.spot, tree.key)


def _of_block(tree: Node, table: str, block: Node, last: int) -> Node:
    """A series, or the points of a season, with its points cut."""
    if table == "seasons":
        return _cut(tree, block, last, True)
    points, kind = block.child("points"), block.child("interpolate")
    if points is None:
        return block
    straight = kind is None or kind.value != "step"
    return Node({**dict(block.items()), "points": _cut(tree, points, last, straight)}, block.spot, block.key)


def _cut(tree: Node, points: Node, last: int, straight: bool) -> Node:
    """Points up to a year after the last day; on a straight line to the next, one where it passes that."""
    calendar, end = calendar_of(tree), last + AROUND
    days = {text: day_of(Node(text, node.spot), calendar) for text, node in points.items()}
    kept = {text: node for text, node in points.items() if (days[text] or 0) <= end}
    beyond = [text for text in days if text not in kept]
    if not kept or not beyond:
        return points
    (before, low), (after, high) = list(kept.items())[-1], (beyond[0], dict(points.items())[beyond[0]])
    ends, start, stop = (number(low), number(high)), days[before], days[after]
    if straight and None not in ends and start is not None and stop is not None and start < end:
        there = ends[0] + (end - start) / (stop - start) * (ends[1] - ends[0])  # type: ignore[operator]
        plain = high.plain()
        given = {**plain, "value": there} if isinstance(plain, dict) else there
        kept[iso(end, calendar)] = node_of(given, high.spot, high.key)
    return Node(kept, points.spot, points.key)
