"""One mark of a map: a disc, and about it a ring, each cut into as many parts as there are places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Wedge

from dualsim.figures.drawing.styles import Style
from dualsim.scenario.coordinates import Coordinates

INNERMOST, OUTERMOST = 0.3, 0.85  # radius of a disc within a ring, as shares of the whole
_EDGE = 0.6  # points


class Fill(NamedTuple):
    """What a part is filled with; None in its place leaves it hollow."""

    colour: str
    hatch: str = ""


class Share(NamedTuple):
    """One place of a mark: its people, and what it is filled with."""

    size: float
    fill: Fill | None


class Spot(NamedTuple):
    """A mark of a map with the values of one date."""

    name: str
    at: Coordinates
    inside: tuple[Share, ...]
    around: tuple[Share, ...] = ()

    @property
    def size(self) -> float:
        """How many people it stands for."""
        return sum(part.size for part in (*self.inside, *self.around))


def draw_spot(axes: Axes, style: Style, spot: Spot, centre: tuple[float, float], radius: float) -> None:
    """Draw a mark on axes in points."""
    core = radius
    if spot.around:
        within = sum(part.size for part in spot.inside) / max(spot.size, 1e-12)
        core = radius * min(max(within**0.5, INNERMOST), OUTERMOST)
        _draw_parts(axes, style, spot.around, centre, (core, radius))
    _draw_parts(axes, style, spot.inside, centre, (0.0, core))


def _draw_parts(
    axes: Axes,
    style: Style,
    parts: Sequence[Share],
    centre: tuple[float, float],
    radii: tuple[float, float],
) -> None:
    """A disc or a ring, clockwise from the top, each part by its people."""
    inner, outer = radii
    total = sum(part.size for part in parts)
    start = 90.0
    for part in parts:
        turn = 360.0 * (part.size / total if total > 0 else 1.0 / len(parts))
        how = _look(style, part.fill)
        if len(parts) == 1 and inner <= 0.0:
            axes.add_patch(Circle(centre, outer, **how))
        elif turn > 0.0:
            begin, end = (0.0, 360.0) if len(parts) == 1 else (start - turn, start)
            axes.add_patch(Wedge(centre, outer, begin, end, width=outer - inner, **how))
        start -= turn


def _look(style: Style, fill: Fill | None) -> dict[str, object]:
    edge = style.pale
    if fill is None:
        return {"facecolor": "none", "edgecolor": edge, "linewidth": _EDGE, "linestyle": (0, (2, 1.5))}
    return {"facecolor": fill.colour, "hatch": fill.hatch, "edgecolor": edge, "linewidth": _EDGE}
