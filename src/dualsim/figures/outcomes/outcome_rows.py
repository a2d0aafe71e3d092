"""Rows of runs along one axis: what an outcome comes to, run by run, and what a difference of two does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from dualsim.analysis.outcomes.answers import Told, told
from dualsim.analysis.outcomes.outcome import CHANCE, DAY, Outcome
from dualsim.analysis.statistics import Floats, Portion
from dualsim.figures.captions import Unit
from dualsim.figures.drawing.canvas import LEADING, Box, Canvas
from dualsim.figures.drawing.intervals import draw_axis, draw_interval
from dualsim.figures.drawing.panel import tick_values
from dualsim.figures.drawing.styles import interval_colour

NARROWEST = {DAY: 3.0, CHANCE: 0.02}  # an axis: days, shares of runs
_NONE = np.empty(0)


class Row(NamedTuple):
    """An outcome over the runs, its name, a value for each run if that says more, and what is said of it."""

    name: str
    told: Told
    dots: Floats
    said: str = ""

    @property
    def ends(self) -> list[float]:
        """Everything that is drawn of it."""
        return [end for end in (*self.told.spread, *self.dots.tolist()) if np.isfinite(end)]


class Axis(NamedTuple):
    """From where to where values reach, the round ones among them, and what is said above."""

    low: float
    high: float
    ticks: list[tuple[float, str]]
    verdict: str = ""
    zero: bool = False  # marked, in an axis of differences


def row_of(name: str, outcome: Outcome, values: Floats, brief: bool = False) -> Row:
    """An outcome over runs; in how many it comes, or is not defined, is said."""
    found = told(outcome, values)
    said = comes(found, brief) if outcome.kind == DAY else found.lacking and f"{found.lacking} runs"
    return Row(name, found, _NONE if outcome.kind == CHANCE else values, said)


def comes(found: Told, brief: bool = False) -> str:
    """In how many of the runs a day comes, and with what interval of that share."""
    runs = f"in {found.defined} of {found.runs} runs"
    if brief or found.happens is None:
        return runs
    return f"comes {runs}: {percent(found.happens)}"


def percent(portion: Portion) -> str:
    """A share of runs and its interval of 95 per cent."""
    share, low, high = (f"{100.0 * end:.0f}" for end in portion)
    return f"{share}% [{low}, {high}]"


def axis_of_levels(unit: Unit, rows: Sequence[Row], most: int) -> Axis:
    """An axis that holds all that is drawn of some rows."""
    low, high = _padded(unit, [end for row in rows for end in row.ends] or [0.0, 1.0])
    return Axis(low, high, unit.ticks(low, high, most))


def axis_of_differences(unit: Unit, rows: Sequence[Row], most: int, verdict: str) -> Axis:
    """The same of differences, with zero in it."""
    low, high = _padded(unit, [0.0, *(end for row in rows for end in row.ends)])
    ticks = [(value, unit.change(value)) for value in tick_values(low, high, most)]
    return Axis(low, high, ticks, verdict, zero=True)


def _padded(unit: Unit, ends: Sequence[float]) -> tuple[float, float]:
    """A little more than what there is, and never next to nothing."""
    low, high = min(ends), max(ends)
    least = NARROWEST[DAY] if unit.is_day else NARROWEST[CHANCE] if unit.share else 1e-3
    pad = max(0.06 * (high - low), 0.5 * (least - (high - low)))
    return low - pad, high + pad


def draw_rows(canvas: Canvas, box: Box, rows: Sequence[Row], axis: Axis) -> None:
    """For each row dots and their interval; its name on the left, or on a slide above it."""
    style = canvas.style
    named = [] if style.brief else [row.name for row in rows if row.name]
    names = max((canvas.width(name, style.letter) for name in named), default=0.0)
    left = names + style.letter if named else 0.0
    plot = Box(box.left + left, box.low, box.width - left, box.height)
    axes = canvas.add_panel(plot)
    axes.set_xlim(axis.low, axis.high)
    axes.set_label(", ".join(row.name for row in rows))

    def across(value: float) -> float:
        return plot.left + plot.width * (value - axis.low) / (axis.high - axis.low)

    draw_axis(canvas, plot, [_inside(canvas, plot, across(tick), text) for tick, text in axis.ticks])
    if axis.zero:
        zero = [[(across(0.0), plot.low), (across(0.0), plot.top)]]
        canvas.draw_lines(zero, colors=style.ink, linewidths=max(0.8, 0.4 * style.line), zorder=1)
    room = plot.height - _write_verdict(canvas, plot, axis.verdict)
    for n, row in enumerate(rows):
        part = Box(plot.left, plot.low + room * (1.0 - (n + 1) / len(rows)), plot.width, room / len(rows))
        _draw_row(canvas, row, part, across)
        if named:
            y = part.low + 0.5 * part.height
            canvas.write(box.left, y, row.name, style.letter, va="center_baseline", gid="row")


def _inside(canvas: Canvas, plot: Box, x: float, text: str) -> tuple[float, str]:
    """A tick without its word where that would stand out too far, into what is beside the panel."""
    half = 0.5 * canvas.width(text, canvas.style.small) - 0.4 * canvas.style.small
    return x, text if plot.left <= x - half and x + half <= plot.right else ""


def _write_verdict(canvas: Canvas, plot: Box, verdict: str) -> float:
    """What was found, over the rows; how much room it takes."""
    style = canvas.style
    lines = canvas.wrap(verdict, plot.width - style.small, style.small, most=2) if verdict else []
    for n, line in enumerate(lines):
        _write_in(canvas, plot, plot.top - LEADING * style.small * (n + 1), line, "verdict")
    return (LEADING * len(lines) + 0.4) * style.small if lines else 0.0


def _write_in(canvas: Canvas, plot: Box, y: float, text: str, gid: str) -> None:
    """Words within a panel, on its ground."""
    style = canvas.style
    behind = {"facecolor": style.ground, "edgecolor": "none", "pad": 1.0}
    words = canvas.cut(text, plot.width - style.small, style.small)
    canvas.write(plot.left + 0.5 * style.small, y, words, color=style.pale, bbox=behind, gid=gid)


def _draw_row(canvas: Canvas, row: Row, part: Box, across: Callable[[float], float]) -> None:
    """The words of a row, its interval, and above it a dot for each run."""
    style = canvas.style
    above = ": ".join(word for word in (row.name if style.brief else "", row.said) if word)
    top = part.low + part.height
    if above:
        _write_in(canvas, part, top - LEADING * style.small, above, "said")
        top -= LEADING * style.small
    if not row.told.defined:
        return
    high = top - part.low
    y, up = part.low + 0.42 * high, min(0.4 * high, 2.6 * style.letter)
    spots = row.dots[np.isfinite(row.dots)]
    middle = np.quantile(spots, (0.25, 0.75)).tolist() if len(spots) else None
    median, low, far = (across(end) for end in row.told.spread)
    inner = (across(middle[0]), across(middle[1])) if middle is not None else None
    draw_interval(canvas, y - 0.35 * up, (low, far), median, inner, thick=middle is None)
    heights = y + up * (0.3 + 0.65 * (np.arange(len(spots)) * 0.618 % 1.0))  # apart, the same every time
    canvas.over.plot(
        [across(float(value)) for value in spots], heights, "o", ms=0.5 * style.letter,
        mfc=interval_colour(style), mec="none", alpha=0.5, scalex=False, scaley=False, zorder=2,
    )  # fmt: skip
