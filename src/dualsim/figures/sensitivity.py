"""The figure of a sensitivity: a strip for each number, darker where the outcome hangs on it more."""

from __future__ import annotations

import numpy as np

from dualsim.analysis.outcomes.outcome import DAY
from dualsim.analysis.sensitivity.by_day import EVERY
from dualsim.analysis.sensitivity.indices import METHODS
from dualsim.analysis.sensitivity.result import Sensitivity
from dualsim.figures.captions import Frame, landscape
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.panel import draw_dates, months
from dualsim.figures.drawing.styles import Style, cell_colours
from dualsim.scenario.dates import STYLE_NAMES, day_number, iso

MOST, MOST_BRIEF = 24, 7  # strips
SAMPLES = 6  # of the scale


def sensitivity_figure(sensitivity: Sensitivity, style: Style) -> Canvas:
    """A strip for each number over the days of the run, those that matter most at its end on top."""
    title = f"Which numbers move {sensitivity.outcome.called(sensitivity.scenario)}"
    canvas = landscape(style, title, sensitivity.scenario.title)
    rows = sensitivity.order[: MOST_BRIEF if style.brief else MOST]
    note = _note(sensitivity, style, len(sensitivity.paths) - len(rows))
    box = Frame(title, "", note).draw(canvas)
    top = _draw_scale(canvas, box.top + 0.2 * style.letter, sensitivity)
    box = Box(*box[:3], top - 0.6 * style.letter - box.low)
    _draw(canvas, box, rows, sensitivity)
    return canvas


def _note(sensitivity: Sensitivity, style: Style, left_out: int) -> str:
    """What was run, and what a cell is."""
    runs = f"{sensitivity.scenario.title}: {len(sensitivity.points)} runs of {sensitivity.people:,} people"
    smaller = f"; {left_out} smaller ones left out" if left_out else ""
    if sensitivity.undefined:
        runs += f", {sensitivity.undefined} of them without this outcome"
    if style.brief:
        return f"{runs}{smaller}."
    if sensitivity.outcome.kind == DAY:
        told = METHODS[sensitivity.method].told
        return f"{runs}, {sensitivity.method}{smaller}. At the right is the index and ± {told} (SALib)."
    dates = STYLE_NAMES[sensitivity.scenario.calendar]
    index = f"the index on {sensitivity.outcome.on} and ± {METHODS[sensitivity.method].told} (SALib)"
    return (
        f"{runs}, {sensitivity.method}{smaller}. Each cell stands for {EVERY} days and is that of its last; "
        f"at the right is {index}. Dates are {dates}."
    )


def _draw_scale(canvas: Canvas, y: float, sensitivity: Sensitivity) -> float:
    """What the colours stand for."""
    style, most, colours = (
        canvas.style,
        max(float(np.nanmax(sensitivity.values)), 1e-12),
        cell_colours(canvas.style),
    )
    size = style.small
    x, y = style.margin, y - 1.5 * size
    name = "index:" if style.brief else f"{METHODS[sensitivity.method].meaning}:"
    canvas.write(x, y + 0.45 * size, name, va="center_baseline", gid="legend")
    x += canvas.width(name, size) + 0.8 * size
    for n in range(SAMPLES):
        value = most * n / (SAMPLES - 1)
        canvas.draw_box(
            Box(x, y, 1.4 * size, 0.9 * size),
            facecolor=colours(value / most),
            edgecolor=style.pale,
            lw=0.4,
        )
        text = f"{value:.2g}"
        canvas.write(
            x + 1.8 * size, y + 0.45 * size, text, va="center_baseline", color=style.pale, gid="legend"
        )
        x += 2.6 * size + canvas.width(text, size)
    return y


def _draw(canvas: Canvas, box: Box, rows: list[int], sensitivity: Sensitivity) -> None:
    style, most = canvas.style, max(float(np.nanmax(sensitivity.values)), 1e-12)
    names = [_name(canvas, sensitivity.paths[n], 0.34 * box.width) for n in rows]
    ends = [_end(sensitivity, n, style.brief) for n in rows]
    left = max(canvas.width(name, style.small) for name in names) + 0.8 * style.small
    right = max(canvas.width(end, style.small) for end in ends) + 0.8 * style.small
    plot = Box(box.left + left, box.low, box.width - left - right, box.height)
    step = plot.height / len(rows)
    axes = canvas.add_panel(plot)
    axes.set_label("indices by day")
    starts = [day - EVERY + 1 for day in sensitivity.days] if sensitivity.outcome.kind != DAY else [0]
    edges = np.array([*starts, sensitivity.days[-1] + 1], float).clip(0)
    cells = sensitivity.values[:, rows].T
    axes.pcolormesh(edges, np.arange(len(rows) + 1), cells, cmap=cell_colours(style), vmin=0.0, vmax=most)
    axes.set_xlim(0, sensitivity.days[-1] + 1)
    axes.set_ylim(len(rows), 0)
    for n, (name, end) in enumerate(zip(names, ends, strict=True)):
        y = plot.top - step * (n + 0.5)
        canvas.write(plot.left - 0.5 * style.small, y, name, ha="right", va="center_baseline", gid="number")
        canvas.write(
            plot.right + 0.5 * style.small, y, end, va="center_baseline", color=style.pale, gid="index"
        )
    lines = [
        [(plot.left, plot.top - step * n), (plot.right, plot.top - step * n)] for n in range(len(rows) + 1)
    ]
    canvas.draw_lines(
        lines, colors="white" if style.colour else style.pale, linewidths=1.5 if style.colour else 0.4
    )
    if sensitivity.outcome.kind == DAY:
        return  # an index of a date has no course over the days
    first = day_number(sensitivity.scenario.start, sensitivity.scenario.calendar)
    dates = [iso(first + n, sensitivity.scenario.calendar) for n in range(sensitivity.days[-1] + 1)]
    draw_dates(canvas, months(dates), plot, above=False)


def _name(canvas: Canvas, path: str, room: float) -> str:
    """A path without what all have in common, cut to the room."""
    return canvas.cut(path.removeprefix("behaviour."), room, canvas.style.small)


def _end(sensitivity: Sensitivity, n: int, brief: bool) -> str:
    value, confidence = sensitivity.values[-1, n], sensitivity.confidence[-1, n]
    return f"{value:.2f}" if brief else f"{value:.3f} ± {confidence:.3f}"
