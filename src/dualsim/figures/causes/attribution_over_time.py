"""The figure of an attribution over time: what each event has done by each day, stacked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from dualsim.analysis.attribution.result import Attribution
from dualsim.analysis.outcomes.outcome import check_course
from dualsim.analysis.statistics import Floats, mean_over_runs
from dualsim.figures.captions import Unit, attribution_frame, landscape
from dualsim.figures.drawing.canvas import LEADING, Box, Canvas, spread
from dualsim.figures.drawing.legend import draw_legend_row, legend_rows
from dualsim.figures.drawing.panel import draw_dates, months, tick_values
from dualsim.figures.drawing.styles import PALETTE, LineStyle, Style, area_fill
from dualsim.scenario.dates import STYLE_NAMES

LAYERS_BRIEF = 5
SWATCH = 1.5  # width of a sample, in letters
OTHERS, TOTAL = "Other events", "All together"


def attribution_over_time_figure(attribution: Attribution, style: Style) -> Canvas:
    """What each event has done by each day: above 0 what raises the outcome, below 0 what lowers it."""
    check_course(attribution.outcome)
    layers = _layers(attribution, LAYERS_BRIEF if style.brief else min(style.lines, len(PALETTE)))
    dates = STYLE_NAMES[attribution.scenario.calendar]
    blank = any(np.isnan(values).any() for _, values in layers)
    gaps = " Blank: days on which the outcome is not defined without some of the events." if blank else ""
    note = f". Means over the runs; they sum to the line.{gaps} Dates are {dates}."
    if style.brief:
        note = f"{'; blank: not defined without some event' if blank else ''}. Dates: {dates}."
    frame = attribution_frame(attribution, note, style.brief)
    if style.brief:
        frame = frame._replace(subtitle="")
    canvas = landscape(style, frame.title, attribution.scenario.title)
    _draw(canvas, frame.draw(canvas), layers, attribution)
    return canvas


def _layers(attribution: Attribution, most: int) -> list[tuple[str, Floats]]:
    """Name and daily mean of the events that do most, in order of time, the rest as one."""
    daily = mean_over_runs(attribution.values)
    largest = np.argsort(-np.nanmax(np.abs(daily), axis=1), kind="stable").tolist()
    kept = largest if len(largest) <= most else largest[: most - 1]
    days = np.nan_to_num(attribution.happened, nan=1e9).min(axis=0)
    layers = [
        (attribution.scenario.events[attribution.events[e]].name, daily[e])
        for e in sorted(kept, key=lambda e: days[e])
    ]
    rest = largest[len(kept) :]
    return [*layers, (OTHERS, daily[rest].sum(axis=0))] if rest else layers


class _Plot:
    """The room for the layers on a canvas, and where a value stands in it."""

    def __init__(self, canvas: Canvas, box: Box, values: Floats, unit: Unit, labels: float) -> None:
        small = canvas.style.small
        above = np.nanmax(np.maximum(values, 0.0).sum(axis=0))
        below = np.nanmin(np.minimum(values, 0.0).sum(axis=0))
        pad = 0.04 * max(above - below, 1e-3)
        self.low, self.high = float(below) - pad, float(above) + pad
        self.ticks = tick_values(self.low, self.high, max(3, int(box.height / (3.0 * small))))
        left = max(canvas.width(unit.change(tick), small) for tick in self.ticks) + 6.0
        low = box.low + 0.6 * small
        self.box = Box(box.left + left, low, box.width - left - labels, box.top - low)

    def up(self, value: float) -> float:
        """Where a value stands on the canvas."""
        return self.box.low + self.box.height * (value - self.low) / (self.high - self.low)


def _draw(canvas: Canvas, box: Box, layers: Sequence[tuple[str, Floats]], attribution: Attribution) -> None:
    style, unit = canvas.style, Unit(attribution.outcome, attribution.scenario)
    values = np.array([layer for _, layer in layers])
    days, total = np.arange(values.shape[1]), values.sum(axis=0)
    names = [*(name for name, _ in layers), TOTAL]
    room = min(max(canvas.width(name, style.small) for name in names), 0.3 * box.width)
    if style.brief:
        box = _draw_key(canvas, box, names)
    plot = _Plot(canvas, box, values, unit, 0.0 if style.brief else room + SWATCH * style.small + 14.0)
    axes = canvas.add_panel(plot.box)
    axes.set_xlim(0, max(len(days) - 1, 1))
    axes.set_ylim(plot.low, plot.high)
    axes.set_label("Shapley values by day")
    grid = LineCollection([[(0, y), (len(days), y)] for y in plot.ticks], colors=style.grid, zorder=1)
    grid.set_linewidth(style.grid_width)
    axes.add_collection(grid, autolim=False)
    middles = _stack(axes, values, style)
    for colour, width, order in ((style.ground, 1.4 * style.line + 1.6, 3), (style.ink, 1.2 * style.line, 4)):
        axes.plot(days, total, color=colour, lw=width, zorder=order, scalex=False, scaley=False)
    for y in plot.ticks:
        right, up = plot.box.left - 4, plot.up(y)
        canvas.write(
            right, up, unit.change(y), ha="right", va="center_baseline", color=style.pale, gid="tick"
        )
    dates = attribution.scenario.period.dates()[: len(days)]
    draw_dates(canvas, months(dates), plot.box, above=False)
    if not style.brief:
        ends = [plot.up(value) for value in (*middles, total[-1])]
        _draw_labels(canvas, names, ends, plot.box, room)


def _draw_key(canvas: Canvas, box: Box, names: Sequence[str]) -> Box:
    """The layers and the line in rows above; the room that is left below."""
    style = canvas.style
    looks = {name: _look(style, n) for n, name in enumerate(names[:-1])}
    line = LineStyle(style.ink, style.ink, 1.2 * style.line)
    y = box.top + 0.4 * style.letter
    for row in legend_rows(canvas, {**looks, names[-1]: line}, box.width):
        y -= style.legend_row * style.letter
        draw_legend_row(canvas, row, box.left, y + 0.5 * style.letter)
    return Box(box.left, box.low, box.width, y - 0.3 * style.letter - box.low)


def _look(style: Style, n: int) -> LineStyle:
    """A layer as a legend has it."""
    fill = area_fill(style, n)
    return LineStyle(str(fill["facecolor"]), style.ink, 0.0, area=True, hatch=str(fill.get("hatch", "")))


def _draw_labels(canvas: Canvas, names: Sequence[str], ends: Sequence[float], box: Box, room: float) -> None:
    """The names beside the last day, each with a sample; the last is that of the line."""
    style, x = canvas.style, box.right + 6.0
    step, wide = LEADING * style.small, SWATCH * style.small
    texts = [canvas.wrap(name, room, style.small)[:2] for name in names]
    places = spread(ends, [len(text) * step + 2.0 for text in texts], box.low, box.top)
    for n, (text, y) in enumerate(zip(texts, places, strict=True)):
        if n + 1 < len(names):
            canvas.draw_box(Box(x, y - 0.45 * style.small, wide, 0.9 * style.small), **area_fill(style, n))
        else:
            canvas.draw_lines([[(x, y), (x + wide, y)]], colors=style.ink, linewidths=1.2 * style.line)
        for row, line in enumerate(text):
            base = y + step * (0.5 * (len(text) - 1) - row)
            canvas.write(x + wide + 5.0, base, line, va="center_baseline", gid="label")


def _stack(axes: Axes, values: Floats, style: Style) -> list[float]:
    """Each layer on those before it, above 0 or below; the middle of each on the last day."""
    days, middles = np.arange(values.shape[1]), []
    up, down = np.zeros(len(days)), np.zeros(len(days))
    for n, layer in enumerate(values):
        more, less = np.maximum(layer, 0.0), np.minimum(layer, 0.0)
        for base, part in ((up, more), (down, less)):
            if part.any():
                axes.fill_between(days, base, base + part, zorder=2, **area_fill(style, n))
        middles.append(float((up + 0.5 * more)[-1] if layer[-1] > 0 else (down + 0.5 * less)[-1]))
        up, down = up + more, down + less
    return middles
