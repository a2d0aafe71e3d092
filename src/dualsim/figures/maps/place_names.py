"""Names beside the marks of a map: of the larger ones first, and only where nothing is covered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dualsim.figures.drawing.canvas import Box, Canvas

_OFF = 2.0  # points from a mark to its name
Disc = tuple[float, float, float]  # x, y and radius


def write_names(
    canvas: Canvas, box: Box, named: Sequence[tuple[str, Disc]], taken: Sequence[Box] = (), most: int = 99
) -> list[str]:
    """Write names in a box, in the order in which they are given; those that have no room are returned."""
    letter, left = canvas.style.small, []
    discs, used = [disc for _, disc in named], list(taken)
    for name, disc in named:
        wide = canvas.width(name, letter)
        free = (
            one
            for one in _candidates(disc, wide, letter)
            if _within(one, box) and not any(_meet(one, other) for other in used)
            if not any(_covers(one, other) for other in discs)
        )
        place = next(free, None) if len(used) - len(taken) < most else None
        if place is None:
            left.append(name)
            continue
        used.append(place)
        canvas.write(place.left, place.low + 0.3 * letter, name, zorder=6, gid="name")
    return left


def _candidates(disc: Disc, wide: float, letter: float) -> Iterator[Box]:
    """Where the name of a mark may stand, the best place first."""
    x, y, radius = disc
    high, off, slant = 1.3 * letter, radius + _OFF, 0.72 * radius + _OFF
    for left, low in (
        (x + off, y - 0.5 * high),
        (x - off - wide, y - 0.5 * high),
        (x - 0.5 * wide, y + off),
        (x - 0.5 * wide, y - off - high),
        (x + slant, y + 0.72 * radius),
        (x + slant, y - 0.72 * radius - high),
        (x - slant - wide, y + 0.72 * radius),
        (x - slant - wide, y - 0.72 * radius - high),
    ):
        yield Box(left, low, wide, high)


def _within(one: Box, box: Box) -> bool:
    return one.left > box.left and one.low > box.low and one.right < box.right and one.top < box.top


def _meet(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.low < other.top and other.low < one.top


def _covers(one: Box, disc: Disc) -> bool:
    """Whether a name would lie on a mark."""
    x, y, radius = disc
    across = max(one.left - x, 0.0, x - one.right)
    up = max(one.low - y, 0.0, y - one.top)
    return across**2 + up**2 < radius**2
