"""Values at points of a map, in any panel: `draw_points`, with which other figures draw theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.maps.inks import Shades
from dualsim.figures.maps.map_frame import MapFrame, degrees_text
from dualsim.figures.maps.place_names import write_names
from dualsim.figures.maps.placing import Placing, placed
from dualsim.figures.maps.spots import Share, Spot, draw_spot
from dualsim.scenario.coordinates import Coordinates

if TYPE_CHECKING:
    from dualsim.figures.maps.inks import Ink


def draw_points(
    ax: Axes,
    names: Sequence[str],
    coordinates: Sequence[tuple[float, float]],
    values: Sequence[float],
    sizes: Sequence[float],
    *,
    ink: Ink | None = None,
    most_names: int = 99,
) -> Ink:
    """Draw values as discs at places, given as latitude and longitude in degrees; what they are drawn with.

    The axes are a panel of a Canvas; the area of a disc tells its size. What is not a number is drawn
    hollow. Without an `ink` numbers are shaded from 0 to the largest, or to both sides of 0 if some are
    negative. Names that have no room are left out, those of the largest discs last.
    """
    canvas = canvas_of(ax)
    if not names:
        raise ValueError("draw_points: there are no points; give at least one")
    ink = ink or shades_for(values, canvas)
    spots = [
        Spot(name, Coordinates(*at), (Share(size, ink.fill(value)),))
        for name, at, value, size in zip(names, coordinates, values, sizes, strict=True)
    ]
    wide, high = panel_of(ax)[2:]
    draw_spots(ax, spots, placed([spot.at for spot in spots], sizes, wide, high), most_names=most_names)
    return ink


def shades_for(values: Sequence[float], canvas: Canvas) -> Shades:
    """Shades from 0 to the largest of these numbers, to both sides of 0 if some are negative."""
    known = [value for value in values if value == value]
    high = max([abs(value) for value in known], default=1.0) or 1.0
    return Shades(-high if min(known, default=0.0) < 0.0 else 0.0, high, canvas.style)


def canvas_of(ax: Axes) -> Canvas:
    """The canvas of a panel; raise TypeError if the axes are of another figure."""
    if not isinstance(ax.figure, Canvas):
        raise TypeError("draw_points: the axes are of no Canvas; make them with Canvas.add_panel")
    return ax.figure


def panel_of(ax: Axes) -> Box:
    """Where axes stand on their canvas, in points."""
    canvas, place = canvas_of(ax), ax.get_position()
    left, low = place.x0 * canvas.wide, place.y0 * canvas.high
    return Box(left, low, place.width * canvas.wide, place.height * canvas.high)


def draw_spots(
    ax: Axes,
    spots: Sequence[Spot],
    placing: Placing,
    *,
    degrees: bool = False,
    most_names: int = 99,
) -> list[str]:
    """Draw marks on a panel, the largest first, over a net of degrees; the names that have no room."""
    canvas, box = canvas_of(ax), panel_of(ax)
    style = canvas.style
    ax.set_xlim(0.0, box.width)
    ax.set_ylim(0.0, box.height)
    taken = _draw_net(canvas, ax, box, placing.frame, degrees)
    named = []
    for n in sorted(range(len(spots)), key=lambda n: -spots[n].size):
        spot, (x, y) = spots[n], placing.centres[n]
        radius = placing.radius(spot.size)
        draw_spot(ax, style, spot, (x, y), radius)
        named.append((spot.name, (box.left + x, box.low + y, radius)))
    return write_names(canvas, box, named, taken, most_names)


def _draw_net(canvas: Canvas, ax: Axes, box: Box, frame: MapFrame, degrees: bool) -> list[Box]:
    """Thin lines of longitude and latitude, and where their degrees are written."""
    style, taken = canvas.style, list[Box]()
    for value, x in frame.meridians():
        ax.plot([x, x], [0.0, box.height], color=style.grid, lw=style.grid_width, zorder=0.1)
        if degrees:
            taken += _write_degrees(canvas, box, degrees_text(value, "EW"), box.left + x, box.low)
    for value, y in frame.parallels():
        ax.plot([0.0, box.width], [y, y], color=style.grid, lw=style.grid_width, zorder=0.1)
        if degrees:
            taken += _write_degrees(canvas, box, degrees_text(value, "NS"), box.left, box.low + y)
    return taken


def _write_degrees(canvas: Canvas, box: Box, text: str, x: float, y: float) -> list[Box]:
    """Degrees at the foot or the left edge of a map, if there is room."""
    small, wide = canvas.style.small, canvas.width(text, canvas.style.small)
    at_foot = y <= box.low
    left = x - 0.5 * wide if at_foot else box.left + 3.0
    low = box.low + 2.0 if at_foot else y - 0.5 * small
    if left < box.left + (2.5 * small if at_foot else 0.0) or left + wide > box.right:
        return []
    if low < box.low + (0.0 if at_foot else 2.0 * small) or low + small > box.top:
        return []
    canvas.write(left, low + 0.1 * small, text, color=canvas.style.pale, zorder=0.2, gid="tick")
    return [Box(left, low, wide, 1.2 * small)]
