"""The figure of the sensitivity of a date: each number's index, and when and how often it comes by halves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from dualsim.analysis.outcomes.answers import Told, told
from dualsim.analysis.sensitivity.indices import METHODS
from dualsim.analysis.sensitivity.result import Sensitivity
from dualsim.analysis.statistics import Spread
from dualsim.figures.captions import Frame, Unit, landscape, left_out
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.intervals import draw_axis
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.panel import tick_values
from dualsim.figures.drawing.styles import Style, bar_fill, interval_colour
from dualsim.figures.outcomes.outcome_rows import Row, axis_of_levels
from dualsim.scenario.dates import STYLE_NAMES

MOST, MOST_BRIEF = 24, 4  # numbers
HALVES = (("upper half of its range", "s"), ("lower half", "o"))  # and their marks, filled and hollow
ALL = "All runs"
APART = 0.23  # of a row: each half from its middle
_WIDTHS = (0.22, 0.48, 0.3)  # of index, days and shares
_NONE = np.empty(0)

Across = Callable[[float], float]


class _Line(NamedTuple):
    """A number, its place in the study, and the runs in each half of its range; of all runs one part."""

    name: str
    number: int
    parts: tuple[Told, ...]


def sensitivity_of_day_figure(sensitivity: Sensitivity, style: Style) -> Canvas:
    """A row for each number, those that matter most on top, under one of all runs."""
    called = sensitivity.outcome.called(sensitivity.scenario)
    title = f"{called[:1].upper()}{called[1:]}: what moves the day"
    order = sensitivity.order
    most = MOST_BRIEF if style.brief else MOST
    frame = Frame(title, "", _caption(sensitivity, style, [_short(sensitivity, n) for n in order[most:]]))
    canvas = landscape(style, title, sensitivity.scenario.title)
    box = frame.draw(canvas)
    top = _draw_key(canvas, box.top + 0.2 * style.letter) - 0.5 * style.letter
    whole = _Line(ALL, -1, (told(sensitivity.outcome, sensitivity.series[:, -1]),))
    lines = [whole, *(_line(sensitivity, n) for n in order[:most])]
    box = Box(box.left, box.low, box.width, top - box.low)
    if style.brief:
        wide = canvas.width("100%", style.small) + 0.5 * style.small
        _draw_days(canvas, Box(box.left, box.low, box.width - wide, box.height), lines, sensitivity)
    else:
        _draw_panels(canvas, box, lines, sensitivity)
    return canvas


def _short(sensitivity: Sensitivity, n: int) -> str:
    return sensitivity.paths[n].removeprefix("behaviour.")


def _line(sensitivity: Sensitivity, n: int) -> _Line:
    """A number with the runs in the upper and in the lower half of its range."""
    low, high = (end.value for end in sensitivity.scenario.vary[sensitivity.paths[n]])
    upper = sensitivity.points[:, n] > 0.5 * (low + high)
    days = sensitivity.series[:, -1]
    parts = tuple(told(sensitivity.outcome, days[part]) for part in (upper, ~upper))
    return _Line(_short(sensitivity, n), n, parts)


def _caption(sensitivity: Sensitivity, style: Style, smaller: Sequence[str]) -> str:
    """What was run, in how many runs it does not come, and what is drawn."""
    count, gone = len(sensitivity.points), sensitivity.undefined
    runs = f"{shortened(sensitivity.scenario.title)}: {count} runs of {sensitivity.people:,} people"
    lacking = f"it does not come in {gone} of them" if gone else "it comes in all of them"
    dates, left = STYLE_NAMES[sensitivity.scenario.calendar], left_out(smaller, style.brief)
    if style.brief:
        return f"{runs}; {lacking}. At the right: how often it comes{left}. Dates: {dates}."
    way = METHODS[sensitivity.method]
    sure = f"; thin: {way.told}, SALib" if sensitivity.method != "pawn" else ""
    floor = "; tick: what chance alone gives" if sensitivity.floor is not None else ""
    return (
        f"{runs}, {sensitivity.method}; {lacking}, and the indices rest on {sensitivity.used}{left}. "
        f"Index: {way.meaning}{sure}{floor}. Days: the median and 90% of the runs in which it comes. "
        f"Shares of runs: 95% intervals. Dates are {dates}."
    )


def _draw_key(canvas: Canvas, y: float) -> float:
    """What the two marks stand for; where it ends below."""
    style, x, size = canvas.style, canvas.style.margin, canvas.style.small
    y -= 1.5 * size
    for n, (word, _) in enumerate(HALVES):
        _mark(canvas, x + 0.6 * size, y + 0.45 * size, n)
        text = word if style.brief or n else f"runs in the {word}"
        canvas.write(x + 1.5 * size, y + 0.45 * size, text, va="center_baseline", gid="legend")
        x += 3.0 * size + canvas.width(text, size)
    return y


def _mark(canvas: Canvas, x: float, y: float, n: int) -> None:
    """A filled square for the upper half, a hollow ring for the lower, a tick for all."""
    style = canvas.style
    kind, face = (HALVES[n][1], "white" if n else style.ink) if n >= 0 else ("|", style.ink)
    canvas.over.plot(
        [x], [y], kind, ms=(0.75 if n >= 0 else 1.3) * style.letter, mfc=face, mec=style.ink,
        mew=max(1.0, 0.5 * style.line), scalex=False, scaley=False, zorder=4,
    )  # fmt: skip


def _heights(box: Box, line: _Line, step: float, top: float) -> list[float]:
    """Where the parts of a line stand: one in the middle, or two about it."""
    middle = top - 0.5 * step
    return [middle] if len(line.parts) == 1 else [middle + APART * step, middle - APART * step]


def _draw_days(canvas: Canvas, box: Box, lines: Sequence[_Line], sensitivity: Sensitivity) -> None:
    """The days on which it comes; on a slide with names above them and shares at the right."""
    style, step = canvas.style, box.height / len(lines)
    axis = axis_of_levels(
        Unit(sensitivity.outcome, sensitivity.scenario),
        [Row("", part, _NONE) for line in lines for part in line.parts],
        5 if style.brief else 6,
    )
    across = _panel(canvas, box, (axis.low, axis.high), "days")
    draw_axis(canvas, box, [(across(tick), text) for tick, text in axis.ticks])
    for n, line in enumerate(lines):
        top, high = box.top - step * n, step
        if style.brief:
            value = f": index {sensitivity.values[-1, line.number]:.2f}" if line.number >= 0 else ""
            behind = {"facecolor": style.ground, "edgecolor": "none", "pad": 0.5}
            down = top - 1.0 * style.small
            words = canvas.cut(f"{line.name}{value}", box.width - style.small, style.small)
            canvas.write(box.left + 0.3 * style.small, down, words, bbox=behind, gid="number")
            top, high = top - 1.1 * style.small, step - 1.1 * style.small
        for m, (part, y) in enumerate(zip(line.parts, _heights(box, line, high, top), strict=True)):
            _draw_interval(canvas, y, part.spread, across, m if line.number >= 0 else -1)
            if style.brief and part.happens is not None:
                share = f"{100 * part.happens.share:.0f}%"
                canvas.write(box.right + 0.4 * style.small, y, share, va="center_baseline", gid="share")


def _panel(canvas: Canvas, box: Box, ends: tuple[float, float], label: str) -> Across:
    """An empty panel, and where a value stands across it."""
    axes = canvas.add_panel(box)
    axes.set_xlim(*ends)
    axes.set_label(label)
    return lambda value: box.left + box.width * (value - ends[0]) / (ends[1] - ends[0])


def _draw_interval(canvas: Canvas, y: float, spread: Spread, across: Across, mark: int) -> None:
    """An interval and its middle; nothing where there is none."""
    if not np.isfinite(spread.median):
        return
    ends = [[(across(spread.low), y), (across(spread.high), y)]]
    width = 0.9 * canvas.style.line
    canvas.draw_lines(ends, colors=interval_colour(canvas.style), linewidths=width, zorder=2)
    _mark(canvas, across(spread.median), y, mark)


def _draw_panels(canvas: Canvas, box: Box, lines: Sequence[_Line], sensitivity: Sensitivity) -> None:
    """Names, indices, days and shares side by side."""
    style, head, gap = canvas.style, 1.7 * canvas.style.letter, 1.4 * canvas.style.letter
    names = max(canvas.width(line.name, style.small) for line in lines)
    names = min(names, 0.26 * box.width) + 0.8 * style.small
    room, left = box.width - names - 2 * gap - style.small, box.left + names
    step = (box.height - head) / len(lines)
    draw = (_draw_indices, _draw_days, _draw_shares)
    titles = ("Index", "Day on which it comes", "Share of runs")
    for title, width, drawn in zip(titles, _WIDTHS, draw, strict=True):
        text = canvas.cut(title, width * room, style.letter, bold=True)
        canvas.write(left, box.top - 1.1 * style.letter, text, style.letter, weight="bold", gid="panel")
        drawn(canvas, Box(left, box.low, width * room, box.height - head), lines, sensitivity)
        left += width * room + gap
    for n, line in enumerate(lines):
        y, name = box.top - head - step * (n + 0.5), canvas.cut(line.name, names, style.small)
        gid = "number" if line.number >= 0 else "row"
        right = box.left + names - 0.8 * style.small
        canvas.write(right, y, name, ha="right", va="center_baseline", gid=gid)


def _draw_indices(canvas: Canvas, box: Box, lines: Sequence[_Line], sensitivity: Sensitivity) -> None:
    """A bar for each number, how sure it is, and what chance alone gives."""
    style, step, last = canvas.style, box.height / len(lines), sensitivity.values[-1]
    sure = sensitivity.confidence[-1] if sensitivity.method != "pawn" else np.zeros(len(last))
    floor = sensitivity.floor if sensitivity.floor is not None else np.zeros(len(last))
    most = max(float(np.nanmax(np.maximum(last + sure, floor))), 1e-6)
    across = _panel(canvas, box, (0.0, 1.05 * most), "indices")
    draw_axis(canvas, box, [(across(tick), f"{tick:.3g}") for tick in tick_values(0.0, most, 4)])
    for n, line in enumerate(lines):
        if line.number < 0 or not np.isfinite(last[line.number]):
            continue
        y, value, half = box.top - step * (n + 0.5), float(last[line.number]), sure[line.number]
        bar = Box(box.left, y - 0.3 * step, across(value) - box.left, 0.6 * step)
        canvas.draw_box(bar, **bar_fill(style, True))
        if sensitivity.method != "pawn":
            ends = [[(across(max(value - half, 0.0)), y), (across(value + half), y)]]
            canvas.draw_lines(ends, colors=style.ink, linewidths=max(0.8, 0.5 * style.line), zorder=3)
        if sensitivity.floor is not None:
            _mark(canvas, across(float(floor[line.number])), y, -1)


def _draw_shares(canvas: Canvas, box: Box, lines: Sequence[_Line], sensitivity: Sensitivity) -> None:
    """The share of the runs in which it comes, from none to all."""
    step, across = box.height / len(lines), _panel(canvas, box, (-0.02, 1.02), "shares")
    draw_axis(canvas, box, [(across(tick), f"{100 * tick:.0f}%") for tick in (0.0, 0.25, 0.5, 0.75, 1.0)])
    for n, line in enumerate(lines):
        heights = _heights(box, line, step, box.top - step * n)
        for m, (part, y) in enumerate(zip(line.parts, heights, strict=True)):
            if part.happens is not None:
                mark = m if line.number >= 0 else -1
                _draw_interval(canvas, y, Spread(*part.happens), across, mark)
