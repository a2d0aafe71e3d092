"""One panel of a figure: its lines or bars, its values and its dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from dualsim.figures.drawing.canvas import Box, Sheet
from dualsim.figures.drawing.event_marks import Mark
from dualsim.figures.drawing.regime_ribbon import segments
from dualsim.figures.drawing.styles import Ink
from dualsim.scenario.dates import MONTHS

SHADE = 0.16  # of one band


@dataclass(frozen=True)
class Line:
    """One line of a panel; without a name it has no label."""

    name: str
    values: NDArray[np.float64]
    ink: Ink
    bands: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]] = ()  # lower and upper ends, widest last


@dataclass(frozen=True)
class Panel:
    """What stands in one panel."""

    title: str
    lines: tuple[Line, ...]
    low: float = 0.0
    high: float = 1.0
    unit: str = "%"  # or nothing
    tall: float = 1.0  # height against other panels
    bars: bool = False  # a row for each line, filled on the days when its value is above a half


class Month(NamedTuple):
    """A month on the axis, by the days of the run that lie in it."""

    start: int
    stop: int
    year: int
    month: int


def months(dates: Sequence[str]) -> list[Month]:
    """The months of a row of ISO dates, one a day."""
    parts = [tuple(int(part) for part in date.split("-")[:2]) for date in dates]
    starts = [i for i, part in enumerate(parts) if i == 0 or part != parts[i - 1]]
    return [Month(a, b, *parts[a]) for a, b in pairwise([*starts, len(parts)])]


def ticks(panel: Panel, height: float, letters: float) -> list[float]:
    """Round values for the vertical axis, as many as can be told apart."""
    most = max(2, min(6, 1 + int(height / (2.0 * letters))))
    for step in (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0):
        first, last = int(np.ceil(panel.low / step - 1e-9)), int(np.floor(panel.high / step + 1e-9))
        if 2 <= last - first + 1 <= most:
            return [n * step for n in range(first, last + 1)]
    return [panel.low, panel.high]


def tick_text(panel: Panel, value: float) -> str:
    """A value as it stands on the axis."""
    return f"{100 * value:.0f}%" if panel.unit == "%" else f"{value:.3g}".replace("-", "\N{MINUS SIGN}")


def height_of(panel: Panel, box: Box, value: float) -> float:
    """Where a value stands on the sheet."""
    pad = _pad(panel)
    return box.low + box.height * (value - panel.low + pad) / (panel.high - panel.low + 2 * pad)


def _pad(panel: Panel) -> float:
    return 0.025 * (panel.high - panel.low)


def draw_panel(
    sheet: Sheet, panel: Panel, box: Box, calendar: Sequence[Month], marks: Sequence[Mark]
) -> None:
    """Ground, grid, the marks' thin lines, and the lines (or bars); all words come later."""
    look, days = sheet.look, calendar[-1].stop
    axes = sheet.panel(box)
    pad = _pad(panel)
    axes.set_xlim(0, max(days - 1, 1))
    axes.set_ylim(panel.low - pad, panel.high + pad)
    axes.set_label(panel.title)
    grid = [[(0, y), (days, y)] for y in ticks(panel, box.height, look.small)] if not panel.bars else []
    grid += [[(m.start, panel.low - pad), (m.start, panel.high + pad)] for m in calendar[1:]]
    stems = [[(mark.day, panel.low - pad), (mark.day, panel.high + pad)] for mark in marks]
    for lines, colour, width in ((grid, look.grid, look.grid_width), (stems, look.stem, 0.7)):
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=width, zorder=1), autolim=False)
    (_draw_bars if panel.bars else _draw_lines)(axes, panel)


def _draw_lines(axes: Axes, panel: Panel) -> None:
    count = max(len(panel.lines), 1)
    for row, line in enumerate(panel.lines):
        ink = line.ink
        every = (10 + 30 * row // count, 30)
        for low, high in line.bands:  # each lies in the next, so that shades add up towards the middle
            axes.fill_between(
                np.arange(len(low)), low, high,
                facecolor=line.ink.colour, alpha=SHADE, linewidth=0.0, zorder=2,
            )  # fmt: skip
        axes.plot(
            np.arange(len(line.values)), line.values, color=ink.colour, lw=ink.width, label=line.name,
            ls=(0, ink.dash) if ink.dash else "solid", solid_capstyle="round", solid_joinstyle="round",
            marker=ink.marker, markevery=every if ink.marker else None, ms=4.2, mfc="white", mew=0.9,
            zorder=3 + 0.01 * row, scalex=False, scaley=False,
        )  # fmt: skip


def _draw_bars(axes: Axes, panel: Panel) -> None:
    count, span = len(panel.lines), panel.high - panel.low
    for row, line in enumerate(panel.lines):
        middle, thick = panel.high - span * (row + 0.5) / count, 0.84 * span / count
        for filled in (False, True):
            days = np.isfinite(line.values) & ((line.values > 0.5) == filled)
            spans = [(a, b - a) for a, b, there in segments(days) if there]
            face = line.ink.colour if filled else "white"
            across = (middle - 0.5 * thick, thick)
            axes.broken_barh(spans, across, facecolors=face, edgecolors="#777777", linewidths=0.8, zorder=3)


def draw_values(sheet: Sheet, panel: Panel, box: Box) -> None:
    """The values of the vertical axis, left of the panel."""
    if panel.bars:
        return
    for value in ticks(panel, box.height, sheet.look.small):
        y, text = height_of(panel, box, value), tick_text(panel, value)
        sheet.say(box.left - 4, y, text, ha="right", va="center_baseline", color=sheet.look.pale, gid="tick")


def draw_dates(sheet: Sheet, calendar: Sequence[Month], box: Box, above: bool) -> None:
    """Months along the lower or the upper edge of a box: names, else initials, else years."""
    look, step = sheet.look, box.width / max(calendar[-1].stop - 1, 1)
    edge, away = (box.top, 1) if above else (box.low, -1)
    base = edge + away * (0.75 * look.small + 2.0)
    sheet.strokes([[(box.left, edge), (box.right, edge)]], colors=look.pale, linewidths=0.6)
    inner = [box.left + m.start * step for m in calendar[1:]]
    sheet.strokes([[(x, edge), (x, edge + away * 3.0)] for x in inner], colors=look.pale, linewidths=0.6)
    for start, stop, text in _spans(sheet, calendar, step):
        wide = sheet.width(text, look.small)
        room = (min(stop, calendar[-1].stop - 1) - start) * step
        if wide <= room + 1.0:
            middle = box.left + start * step + 0.5 * room
            sheet.say(middle, base, text, ha="center", va="center_baseline", color=look.pale, gid="month")


def _spans(sheet: Sheet, calendar: Sequence[Month], step: float) -> list[tuple[int, int, str]]:
    names = [MONTHS[m.month - 1][:3] for m in calendar]
    gap = 0.3 * sheet.look.small
    shortest = min((m.stop - m.start for m in calendar[1:-1]), default=28)
    for texts in (names, [name[0] for name in names]):
        if max(sheet.width(text, sheet.look.small) for text in texts) <= shortest * step - gap:
            return [(m.start, m.stop, text) for m, text in zip(calendar, texts, strict=True)]
    years = segments(np.array([m.year for m in calendar]))
    return [(calendar[a].start, calendar[b - 1].stop, str(year)) for a, b, year in years]


def draw_shades(sheet: Sheet, left: float, middle: float, levels: int) -> float:
    """A sample of a median with its bands, for a legend; where it ends on the right."""
    letter, ink = sheet.look.letter, sheet.look.ink
    wide, high = 2.6 * letter, 1.15 * letter
    for level in range(levels, 0, -1):
        part = high * level / levels
        box = Box(left, middle - 0.5 * part, wide, part)
        sheet.fill(box, facecolor=ink, alpha=SHADE, edgecolor="none")
    sheet.strokes([[(left, middle), (left + wide, middle)]], colors=ink, linewidths=sheet.look.line)
    return left + wide
