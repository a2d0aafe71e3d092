"""The figure of an attribution over time: what each event has done by each day, stacked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from dualsim.analysis.attribution.result import Attribution
from dualsim.analysis.statistics import Floats
from dualsim.figures.drawing.canvas import LEADING, Box, Sheet, spread
from dualsim.figures.drawing.panel import draw_dates, months
from dualsim.figures.drawing.styles import PALETTE, Look, settings
from dualsim.figures.frame import Scale, caption, frame, look_of, sheet_of
from dualsim.scenario.dates import day_number, iso

HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "||||", "oo")
GREYS = ("#ffffff", "#d0d0d0", "#9a9a9a", "#6a6a6a")
SWATCH = 1.5  # width of a sample, in letters
OTHERS, TOTAL = "Other events", "All together"


def daily_figure(found: Attribution, style: str = "screen") -> Figure:
    """What each event has done by each day: above 0 what raises the outcome, below 0 what lowers it."""
    look = look_of(style)
    with matplotlib.rc_context(settings(look)):
        sheet = sheet_of(look, found)
        layers = _layers(found, min(look.lines, len(PALETTE)))
        dates = "New Style" if found.scenario.calendar == "gregorian" else "Old Style"
        note = f"{caption(found)}. Means over the runs; they sum to the line. Dates are {dates}."
        _draw(sheet, frame(sheet, found, note), layers, found)
        return sheet


def _layers(found: Attribution, most: int) -> list[tuple[str, Floats]]:
    """Name and daily mean of the events that do most, in order of time, the rest as one."""
    daily = found.values.mean(axis=0)
    largest = np.argsort(-np.abs(daily).max(axis=1), kind="stable").tolist()
    kept = largest if len(largest) <= most else largest[: most - 1]
    days = np.nan_to_num(found.happened, nan=1e9).min(axis=0)
    layers = [
        (found.scenario.events[found.events[e]].name, daily[e]) for e in sorted(kept, key=lambda e: days[e])
    ]
    rest = largest[len(kept) :]
    return [*layers, (OTHERS, daily[rest].sum(axis=0))] if rest else layers


def _fill(look: Look, n: int) -> dict[str, Any]:
    if look.colour:
        return {"facecolor": PALETTE[n % len(PALETTE)], "edgecolor": "white", "linewidth": 0.4}
    hatch = HATCHES[n % len(HATCHES)]
    return {"facecolor": GREYS[n % len(GREYS)], "hatch": hatch, "edgecolor": "#000000", "linewidth": 0.5}


class _Plot:
    """The room for the layers on a sheet, and where a value stands in it."""

    def __init__(self, sheet: Sheet, box: Box, values: Floats, scale: Scale, labels: float) -> None:
        small = sheet.look.small
        above, below = np.maximum(values, 0.0).sum(axis=0).max(), np.minimum(values, 0.0).sum(axis=0).min()
        pad = 0.04 * max(above - below, 1e-3)
        self.low, self.high = float(below) - pad, float(above) + pad
        self.ticks = scale.ticks(self.low, self.high, max(3, int(box.height / (3.0 * small))))
        left = max(sheet.width(scale.text(tick), small) for tick in self.ticks) + 6.0
        low = box.low + 0.6 * small
        self.box = Box(box.left + left, low, box.width - left - labels, box.top - low)

    def up(self, value: float) -> float:
        """Where a value stands on the sheet."""
        return self.box.low + self.box.height * (value - self.low) / (self.high - self.low)


def _draw(sheet: Sheet, box: Box, layers: Sequence[tuple[str, Floats]], found: Attribution) -> None:
    look, scale = sheet.look, Scale.of(found)
    values = np.array([layer for _, layer in layers])
    days, total = np.arange(values.shape[1]), values.sum(axis=0)
    room = min(max(sheet.width(name, look.small) for name, _ in layers), 0.3 * box.width)
    plot = _Plot(sheet, box, values, scale, room + SWATCH * look.small + 14.0)
    axes = sheet.panel(plot.box)
    axes.set_xlim(0, max(len(days) - 1, 1))
    axes.set_ylim(plot.low, plot.high)
    axes.set_label("Shapley values by day")
    grid = LineCollection([[(0, y), (len(days), y)] for y in plot.ticks], colors=look.grid, zorder=1)
    grid.set_linewidth(look.grid_width)
    axes.add_collection(grid, autolim=False)
    middles = _stack(axes, values, look)
    for colour, width, order in ((look.ground, 1.4 * look.line + 1.6, 3), (look.ink, 1.2 * look.line, 4)):
        axes.plot(days, total, color=colour, lw=width, zorder=order, scalex=False, scaley=False)
    for y in plot.ticks:
        right, up = plot.box.left - 4, plot.up(y)
        sheet.say(right, up, scale.text(y), ha="right", va="center_baseline", color=look.pale, gid="tick")
    first = day_number(found.scenario.start, found.scenario.calendar)
    dates = [iso(first + int(n), found.scenario.calendar) for n in days]
    draw_dates(sheet, months(dates), plot.box, above=False)
    ends = [plot.up(value) for value in (*middles, total[-1])]
    _draw_labels(sheet, [*(name for name, _ in layers), TOTAL], ends, plot.box, room)


def _draw_labels(sheet: Sheet, names: Sequence[str], ends: Sequence[float], box: Box, room: float) -> None:
    """The names beside the last day, each with a sample; the last is that of the line."""
    look, x = sheet.look, box.right + 6.0
    step, wide = LEADING * look.small, SWATCH * look.small
    texts = [sheet.wrap(name, room, look.small)[:2] for name in names]
    places = spread(ends, [len(text) * step + 2.0 for text in texts], box.low, box.top)
    for n, (text, y) in enumerate(zip(texts, places, strict=True)):
        if n + 1 < len(names):
            sheet.fill(Box(x, y - 0.45 * look.small, wide, 0.9 * look.small), **_fill(look, n))
        else:
            sheet.strokes([[(x, y), (x + wide, y)]], colors=look.ink, linewidths=1.2 * look.line)
        for row, line in enumerate(text):
            base = y + step * (0.5 * (len(text) - 1) - row)
            sheet.say(x + wide + 5.0, base, line, va="center_baseline", gid="label")


def _stack(axes: Axes, values: Floats, look: Look) -> list[float]:
    """Each layer on those before it, above 0 or below; the middle of each on the last day."""
    days, middles = np.arange(values.shape[1]), []
    up, down = np.zeros(len(days)), np.zeros(len(days))
    for n, layer in enumerate(values):
        more, less = np.maximum(layer, 0.0), np.minimum(layer, 0.0)
        for base, part in ((up, more), (down, less)):
            if part.any():
                axes.fill_between(days, base, base + part, zorder=2, **_fill(look, n))
        middles.append(float((up + 0.5 * more)[-1] if layer[-1] > 0 else (down + 0.5 * less)[-1]))
        up, down = up + more, down + less
    return middles
