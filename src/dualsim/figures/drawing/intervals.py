"""Intervals and points along a horizontal axis: what a share of the runs, or of a posterior, lies between."""

from __future__ import annotations

from collections.abc import Sequence

from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.styles import interval_colour

Ends = tuple[float, float]


def draw_interval(
    canvas: Canvas, y: float, wide: Ends, median: float, middle: Ends | None = None, *, thick: bool = False
) -> None:
    """An interval of 90 per cent as a thin line, of 50 as a thick one, and the median as a tick; in points.

    Where there is no other, the interval of 90 per cent may be the thick one.
    """
    style, colour, high = canvas.style, interval_colour(canvas.style), 0.42 * canvas.style.letter
    width = (2.6 if thick else 0.6) * style.line
    canvas.draw_lines([[(wide[0], y), (wide[1], y)]], colors=colour, linewidths=width, zorder=2)
    if middle is not None:
        ends = [[(middle[0], y), (middle[1], y)]]
        canvas.draw_lines(ends, colors=colour, linewidths=2.6 * style.line, zorder=2)
    tick = [[(median, y - high), (median, y + high)]]
    canvas.draw_lines(tick, colors=style.ink, linewidths=0.8 * style.line, zorder=3)


def draw_axis(canvas: Canvas, box: Box, ticks: Sequence[tuple[float, str]]) -> None:
    """Upright lines with their values below; a value without room is left out."""
    style, free = canvas.style, 0.0
    lines = [[(x, box.low), (x, box.top)] for x, _ in ticks]
    canvas.draw_lines(lines, colors=style.grid, linewidths=style.grid_width, zorder=0.5)
    for x, text in ticks:
        half = 0.5 * canvas.width(text, style.small)
        if text and x - half > free and x + half < canvas.wide:
            low = box.low - 1.2 * style.small
            canvas.write(x, low, text, ha="center", color=style.pale, gid="tick")
            free = x + half + 0.4 * style.small


def draw_whisker(canvas: Canvas, left: float, right: float, y: float, half: float) -> None:
    """An interval as a line between two short upright ones, over a bar."""
    lines = [[(left, y), (right, y)], *([(x, y - half), (x, y + half)] for x in (left, right))]
    canvas.draw_lines(lines, colors=canvas.style.ink, linewidths=max(1.0, 0.5 * canvas.style.line))


def draw_ring(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A hollow point."""
    canvas.over.plot(
        [x], [y], "o", ms=0.75 * size, mfc="white", mec=canvas.style.ink,
        mew=max(1.0, 0.4 * canvas.style.line), scalex=False, scaley=False,
    )  # fmt: skip
