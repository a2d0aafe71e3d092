"""The figure of a sensitivity: a strip for each number, darker where the outcome hangs on it more."""

from __future__ import annotations

import matplotlib
import numpy as np
from matplotlib import colormaps
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure

from dualsim.analysis.sensitivity.by_day import EVERY
from dualsim.analysis.sensitivity.indices import METHODS
from dualsim.analysis.sensitivity.result import Sensitivity
from dualsim.figures.drawing.canvas import LEADING, Box, Sheet
from dualsim.figures.drawing.panel import draw_dates, months
from dualsim.figures.drawing.styles import Look, settings
from dualsim.figures.frame import look_of
from dualsim.scenario.dates import day_number, iso

MOST, MOST_BRIEF = 24, 7  # strips
SAMPLES = 6  # of the scale


def strips_figure(found: Sensitivity, style: str = "screen") -> Figure:
    """A strip for each number over the days of the run, those that matter most at its end on top."""
    look = look_of(style)
    with matplotlib.rc_context(settings(look)):
        about = {"title": f"{_asked(found)}. {found.scenario.title}", "software": "dualsim", "command": ""}
        sheet = Sheet(look, (max(look.size), min(look.size)), about)
        rows = found.order[: MOST_BRIEF if look.brief else MOST]
        box = _frame(sheet, found, len(found.paths) - len(rows))
        _draw(sheet, box, rows, found)
        return sheet


def _asked(found: Sensitivity) -> str:
    return f"Which numbers move {found.outcome.called(found.scenario)}"


def _frame(sheet: Sheet, found: Sensitivity, left_out: int) -> Box:
    """Title and caption about the room that is left for the strips."""
    look, way = sheet.look, METHODS[found.method]
    room, y = sheet.wide - 2 * look.margin, sheet.high - look.margin
    for line in sheet.wrap(_asked(found), room, look.title, bold=True):
        sheet.say(look.margin, y - 0.95 * look.title, line, look.title, weight="bold", gid="title")
        y -= 1.25 * look.title
    runs = f"{found.scenario.title}: {len(found.points)} runs of {found.people:,} people"
    smaller = f"; {left_out} smaller ones left out" if left_out else ""
    dates = "New Style" if found.scenario.calendar == "gregorian" else "Old Style"
    note = f"{runs}{smaller}." if look.brief else (
        f"{runs}, {found.method}{smaller}. Each cell stands for {EVERY} days and is that of its last; "
        f"at the right is the index on {found.outcome.on} and ± {way.told} (SALib). Dates are {dates}."
    )  # fmt: skip
    lines = sheet.wrap(note, room, look.small)
    for n, line in enumerate(lines):
        base = look.margin + (len(lines) - 1 - n) * LEADING * look.small + 0.25 * look.small
        sheet.say(look.margin, base, line, color=look.pale, gid="caption")
    low = look.margin + (LEADING * len(lines) + 2.4) * look.small
    top = _draw_scale(sheet, y - 0.4 * look.letter, found)
    return Box(look.margin, low, room, top - 0.6 * look.letter - low)


def _inks(look: Look) -> Colormap:
    """From the white of nothing to the darkest ink, in steps of lightness that a copier keeps."""
    if not look.colour:
        return colormaps["Greys"]
    return LinearSegmentedColormap.from_list("strips", ["#ffffff", "#a6cde8", "#0072b2", "#08306b"])


def _draw_scale(sheet: Sheet, y: float, found: Sensitivity) -> float:
    """What the inks stand for."""
    look, most, inks = sheet.look, max(float(found.values.max()), 1e-12), _inks(sheet.look)
    size = look.small
    x, y = look.margin, y - 1.5 * size
    name = "index:" if look.brief else f"{METHODS[found.method].meaning}:"
    sheet.say(x, y + 0.45 * size, name, va="center_baseline", gid="legend")
    x += sheet.width(name, size) + 0.8 * size
    for n in range(SAMPLES):
        value = most * n / (SAMPLES - 1)
        sheet.fill(
            Box(x, y, 1.4 * size, 0.9 * size), facecolor=inks(value / most), edgecolor=look.pale, lw=0.4
        )
        text = f"{value:.2g}"
        sheet.say(x + 1.8 * size, y + 0.45 * size, text, va="center_baseline", color=look.pale, gid="legend")
        x += 2.6 * size + sheet.width(text, size)
    return y


def _draw(sheet: Sheet, box: Box, rows: list[int], found: Sensitivity) -> None:
    look, most = sheet.look, max(float(found.values.max()), 1e-12)
    names = [_name(sheet, found.paths[n], 0.34 * box.width) for n in rows]
    ends = [_end(found, n, look.brief) for n in rows]
    left = max(sheet.width(name, look.small) for name in names) + 0.8 * look.small
    right = max(sheet.width(end, look.small) for end in ends) + 0.8 * look.small
    plot = Box(box.left + left, box.low, box.width - left - right, box.height)
    step = plot.height / len(rows)
    axes = sheet.panel(plot)
    axes.set_label("indices by day")
    edges = np.array([*(day - EVERY + 1 for day in found.days), found.days[-1] + 1], float).clip(0)
    cells = found.values[:, rows].T
    axes.pcolormesh(edges, np.arange(len(rows) + 1), cells, cmap=_inks(look), vmin=0.0, vmax=most)
    axes.set_xlim(0, found.days[-1] + 1)
    axes.set_ylim(len(rows), 0)
    for n, (name, end) in enumerate(zip(names, ends, strict=True)):
        y = plot.top - step * (n + 0.5)
        sheet.say(plot.left - 0.5 * look.small, y, name, ha="right", va="center_baseline", gid="number")
        sheet.say(plot.right + 0.5 * look.small, y, end, va="center_baseline", color=look.pale, gid="index")
    lines = [
        [(plot.left, plot.top - step * n), (plot.right, plot.top - step * n)] for n in range(len(rows) + 1)
    ]
    sheet.strokes(lines, colors="white" if look.colour else look.pale, linewidths=1.5 if look.colour else 0.4)
    first = day_number(found.scenario.start, found.scenario.calendar)
    dates = [iso(first + n, found.scenario.calendar) for n in range(found.days[-1] + 1)]
    draw_dates(sheet, months(dates), plot, above=False)


def _name(sheet: Sheet, path: str, room: float) -> str:
    """A path without what all have in common, cut to the room."""
    return sheet.cut(path.removeprefix("behaviour."), room, sheet.look.small)


def _end(found: Sensitivity, n: int, brief: bool) -> str:
    value, confidence = found.values[-1, n], found.confidence[-1, n]
    return f"{value:.2f}" if brief else f"{value:.3f} ± {confidence:.3f}"
