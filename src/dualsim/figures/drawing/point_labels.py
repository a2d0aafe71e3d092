"""Names of points: each beside its own, where it touches no other name, no mark and the edge of no panel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from dualsim.figures.drawing.canvas import Box, Canvas

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))  # in this order
_STEPS = (0.0, 0.7, 1.5, 2.4)  # letters between a mark and its name


class Point(NamedTuple):
    """A mark on the canvas, how far it reaches, and its name."""

    x: float
    y: float
    reach: float
    name: str


def label_points(
    canvas: Canvas, panel: Box, points: Sequence[Point], others: Sequence[Box] = (), **how: Any
) -> list[str]:
    """Write names beside their points, those that come first where they like; the names without room.

    A name stands close to its point if it can, and else a little away with a thin line. `others` are boxes
    that names keep free of if there is room elsewhere.
    """
    style, left = canvas.style, list[str]()
    marks = [Box(p.x - p.reach, p.y - p.reach, 2 * p.reach, 2 * p.reach) for p in points]
    taken = list[Box]()
    for n, point in enumerate(points):
        hard = [*taken, *(mark for m, mark in enumerate(marks) if m != n)]
        found = next(_free(canvas, panel, point, [*hard, *others]), None)
        found = found or next(_free(canvas, panel, point, hard), None)
        if found is None:
            left.append(point.name)
            continue
        box, away = found
        taken.append(box)
        if away:
            ends = [(point.x, point.y), _nearest(box, point)]
            canvas.draw_lines([ends], colors=style.stem, linewidths=0.5, zorder=1.5)
        canvas.write(box.left, box.low + 0.28 * style.small, point.name, **{"gid": "point", **how})
    return left


def _free(canvas: Canvas, panel: Box, point: Point, taken: Sequence[Box]) -> Iterator[tuple[Box, bool]]:
    """The boxes where a name may stand, nearest first, and whether each is away from its point."""
    small = canvas.style.small
    wide, high = canvas.width(point.name, small), 1.15 * small
    for step in _STEPS:
        for right, up in _SIDES:
            off = point.reach + 0.2 * small + step * small
            x = point.x + off * right + (0.0 if right > 0 else -wide if right < 0 else -0.5 * wide)
            y = point.y + off * up + (0.0 if up > 0 else -high if up < 0 else -0.5 * high)
            box = Box(x, y, wide, high)
            inside = panel.left <= x and box.right <= panel.right and panel.low <= y and box.top <= panel.top
            if inside and not any(_meet(box, other) for other in taken):
                yield box, step > 0.0


def _meet(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.low < other.top and other.low < one.top


def _nearest(box: Box, point: Point) -> tuple[float, float]:
    """The spot of a box nearest to a point."""
    return min(max(point.x, box.left), box.right), min(max(point.y, box.low), box.top)
