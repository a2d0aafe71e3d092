"""The figure of a sensitivity: a strip for each number, darker where the outcome hangs on it more."""

from __future__ import annotations

import numpy as np

from dualsim.analysis.outcomes.outcome import CHANCE, DAY
from dualsim.analysis.sensitivity.by_day import EVERY
from dualsim.analysis.sensitivity.indices import METHODS
from dualsim.analysis.sensitivity.result import Sensitivity
from dualsim.figures.captions import Frame, landscape, left_out
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.panel import draw_dates, months
from dualsim.figures.drawing.styles import Style, cell_colours
from dualsim.figures.outcomes.sensitivity_of_day import sensitivity_of_day_figure
from dualsim.scenario.dates import STYLE_NAMES

MOST, MOST_BRIEF = 24, 5  # strips
OVER = 0.42  # of a row on a slide: the name over its strip
SAMPLES = 6  # of the scale


def sensitivity_figure(sensitivity: Sensitivity, style: Style) -> Canvas:
    """A strip for each number over the days of the run, those that matter most at its end on top."""
    if sensitivity.outcome.kind == DAY:
        return sensitivity_of_day_figure(sensitivity, style)
    title = _title(sensitivity, style)
    canvas = landscape(style, title, sensitivity.scenario.title)
    rows = sensitivity.order[: MOST_BRIEF if style.brief else MOST]
    gone = [sensitivity.paths[n].removeprefix("behaviour.") for n in sensitivity.order[len(rows) :]]
    note = _note(sensitivity, style, left_out(gone, style.brief))
    box = Frame(title, "", note).draw(canvas)
    top = _draw_scale(canvas, box.top + 0.2 * style.letter, sensitivity)
    box = Box(*box[:3], top - 0.6 * style.letter - box.low)
    _draw(canvas, box, rows, sensitivity)
    return canvas


def _title(sensitivity: Sensitivity, style: Style) -> str:
    """What is asked: which numbers move a level, or the chance that something has come."""
    called = sensitivity.outcome.called(sensitivity.scenario)
    if sensitivity.outcome.kind == CHANCE:
        return f"{called[:1].upper()}{called[1:]}: what moves its chance"
    return f"{'What moves' if style.brief else 'Which numbers move'} {called}"


def _note(sensitivity: Sensitivity, style: Style, left: str) -> str:
    """What was run, and what a cell is."""
    title, outcome = shortened(sensitivity.scenario.title), sensitivity.outcome
    runs = f"{title}: {len(sensitivity.points)} runs of {sensitivity.people:,} people"
    if outcome.kind == CHANCE:
        come, by = int(np.nansum(sensitivity.series[:, -1])), "by" if outcome.stays else "on"
        runs += f", in {come} of them so {by} {outcome.on}"
    if sensitivity.undefined:
        runs += f", {sensitivity.undefined} of them without this outcome"
    dates = STYLE_NAMES[sensitivity.scenario.calendar]
    if style.brief:
        return f"{runs}; at the right the index on {outcome.on}{left}. Dates: {dates}."
    index = f"the index on {outcome.on} and ± {METHODS[sensitivity.method].told} (SALib)"
    each = f"{EVERY} {sensitivity.scenario.step}s"
    return (
        f"{runs}, {sensitivity.method}{left}. Each cell stands for {each} and is that of its last; "
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
    room = box.width if style.brief else 0.34 * box.width
    names = [canvas.cut(sensitivity.paths[n].removeprefix("behaviour."), room, style.small) for n in rows]
    ends = [_end(sensitivity, n, style.brief) for n in rows]
    wide = 0.0 if style.brief else max(canvas.width(name, style.small) for name in names) + 0.8 * style.small
    right = max(canvas.width(end, style.small) for end in ends) + 0.8 * style.small
    plot = Box(box.left + wide, box.low, box.width - wide - right, box.height)
    axes = canvas.add_panel(plot)
    axes.set_label("indices by day")
    edges = np.array([*(day - EVERY + 1 for day in sensitivity.days), sensitivity.days[-1] + 1], float)
    over, colours = OVER if style.brief else 0.0, cell_colours(style)
    for n, row in enumerate(rows):
        cells = sensitivity.values[None, :, row]
        high = np.array([n + over, n + 1.0])
        axes.pcolormesh(edges.clip(0), high, cells, cmap=colours, vmin=0.0, vmax=most)
    axes.set_xlim(0, sensitivity.days[-1] + 1)
    axes.set_ylim(len(rows), 0)
    step = plot.height / len(rows)
    for n, (name, end) in enumerate(zip(names, ends, strict=True)):
        middle, down = plot.top - step * (n + over + 0.5 * (1.0 - over)), plot.top - step * (n + 0.5 * over)
        x, y, side = (plot.left, down, "left") if style.brief else (plot.left - 4.0, middle, "right")
        canvas.write(x, y, name, ha=side, va="center_baseline", gid="number")
        x = plot.right + 0.5 * style.small
        canvas.write(x, middle, end, va="center_baseline", color=style.pale, gid="index")
    edge, width = ("white", 1.5) if style.colour and not style.brief else (style.pale, 0.4)
    heights = [plot.top - step * (n + part) for n in range(len(rows)) for part in {over, 1.0}]
    canvas.draw_lines([[(plot.left, y), (plot.right, y)] for y in heights], colors=edge, linewidths=width)
    dates = sensitivity.scenario.period.dates()[: sensitivity.days[-1] + 1]
    draw_dates(canvas, months(dates), plot, above=False)


def _end(sensitivity: Sensitivity, n: int, brief: bool) -> str:
    value, confidence = sensitivity.values[-1, n], sensitivity.confidence[-1, n]
    return f"{value:.2f}" if brief else f"{value:.3f} ± {confidence:.3f}"
