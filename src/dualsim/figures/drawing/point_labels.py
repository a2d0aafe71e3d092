"""Names of points: each beside its own, where it touches no other name, no mark and the edge of no panel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dualsim.figures.drawing.canvas import Box, Canvas

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))  # in this order
_STEPS = (0.0, 0.7, 1.5, 2.4)  # letters between a mark and its name
_SPOTS = 12  # along a thin line, to see what it crosses
End = tuple[float, float]
Line = tuple[End, End]


class Point(NamedTuple):
    """A mark on the canvas, how far it reaches, and its name."""

    x: float
    y: float
    reach: float
    name: str


class _Place(NamedTuple):
    """Where a name may stand, and the thin line to its point if it is away from it."""

    box: Box
    line: Line | None


def label_points(
    canvas: Canvas, panel: Box, points: Sequence[Point], others: Sequence[Box] = ()
) -> list[str]:
    """Write names beside their points, those that come first where they like; the names without room.

    A name stands close to its point if it can, and else a little away with a thin line. `others` are boxes
    that names keep free of if there is room elsewhere. A corner without marks tells how many have none.
    """
    style, left, lines = canvas.style, list[str](), list[Line]()
    marks = [Box(p.x - p.reach, p.y - p.reach, 2 * p.reach, 2 * p.reach) for p in points]
    corner = _corner(canvas, panel, marks)
    taken = [corner]
    for n, point in enumerate(points):
        hard = [*taken, *(mark for m, mark in enumerate(marks) if m != n)]
        places = [one for one in _places(canvas, panel, point) if _is_free(one, hard, lines)]
        best = next((one for one in places if not any(_meet(one.box, box) for box in others)), None)
        best = best or next(iter(places), None)
        if best is None:
            left.append(point.name)
            continue
        taken.append(best.box)
        if best.line is not None:
            lines.append(best.line)
            canvas.draw_lines([best.line], colors=style.stem, linewidths=0.6, zorder=1.5)
        canvas.write(best.box.left, best.box.low + 0.28 * style.small, point.name, zorder=5, gid="point")
    if left:
        text, base = _unnamed(len(left)), corner.low + 0.28 * style.small
        canvas.write(corner.left, base, text, color=style.pale, zorder=5, gid="left")
    return left


def _unnamed(count: int) -> str:
    return f"{count} unnamed"


def _corner(canvas: Canvas, panel: Box, marks: Sequence[Box]) -> Box:
    """Where it stands how many have no name: in the first corner without marks, or else the lower right."""
    small = canvas.style.small
    wide, high, off = canvas.width(_unnamed(99), small), 1.15 * small, 0.3 * small
    corners = [
        Box(left, low, wide, high)
        for low in (panel.low + off, panel.top - high - off)
        for left in (panel.right - wide - off, panel.left + off)
    ]
    return next((one for one in corners if not any(_meet(one, mark) for mark in marks)), corners[0])


def _places(canvas: Canvas, panel: Box, point: Point) -> Iterator[_Place]:
    """Where a name may stand in the panel, nearest first."""
    small, brief = canvas.style.small, canvas.style.brief
    wide, high = canvas.width(point.name, small), 1.15 * small
    for step in _STEPS[:2] if brief else _STEPS:
        for right, up in _SIDES:
            off = point.reach + 0.2 * small + step * small
            x = point.x + off * right + (0.0 if right > 0 else -wide if right < 0 else -0.5 * wide)
            y = point.y + off * up + (0.0 if up > 0 else -high if up < 0 else -0.5 * high)
            box = Box(x, y, wide, high)
            if panel.left <= x and box.right <= panel.right and panel.low <= y and box.top <= panel.top:
                yield _Place(box, ((point.x, point.y), _nearest(box, point)) if step else None)


def _is_free(place: _Place, taken: Sequence[Box], lines: Sequence[Line]) -> bool:
    """Whether neither a name nor its line touches what is there already."""
    if any(_meet(place.box, other) for other in taken) or any(_crosses(line, place.box) for line in lines):
        return False
    return place.line is None or not any(_crosses(place.line, other) for other in taken)


def _meet(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.low < other.top and other.low < one.top


def _crosses(line: Line, box: Box) -> bool:
    """Whether a line runs through a box."""
    (x, y), (to_x, to_y) = line
    along = [n / _SPOTS for n in range(_SPOTS + 1)]
    spots = [(x + part * (to_x - x), y + part * (to_y - y)) for part in along]
    return any(box.left < right < box.right and box.low < up < box.top for right, up in spots)


def _nearest(box: Box, point: Point) -> End:
    """The spot of a box nearest to a point."""
    return min(max(point.x, box.left), box.right), min(max(point.y, box.low), box.top)
