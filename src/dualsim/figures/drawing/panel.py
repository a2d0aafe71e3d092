"""One panel of a figure: its lines or bars, its values and its dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.event_marks import Mark
from dualsim.figures.drawing.regime_ribbon import segments
from dualsim.figures.drawing.styles import LineStyle, Style, area_style, band_fill
from dualsim.scenario.dates import MONTHS

FEW_YEARS = 2  # of more than these an axis tells years and no months


@dataclass(frozen=True)
class Line:
    """One line of a panel; without a name it has no label."""

    name: str
    values: NDArray[np.float64]
    style: LineStyle
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
    breaks: tuple[int, ...] = ()  # days from which others govern

    @property
    def stacked(self) -> bool:
        """Whether areas stand on one another, which leave no margin above or below."""
        return any(line.style.area for line in self.lines)


class Month(NamedTuple):
    """A month on the axis, by the days of the run that lie in it."""

    start: int
    stop: int
    year: int
    month: int


def months(dates: Sequence[str]) -> list[Month]:
    """The months of a row of ISO dates, one a day or one a week."""
    parts = [tuple(int(part) for part in date.split("-")[:2]) for date in dates]
    starts = [i for i, part in enumerate(parts) if i == 0 or part != parts[i - 1]]
    return [Month(a, b, *parts[a]) for a, b in pairwise([*starts, len(parts)])]


def ticks(panel: Panel, height: float, letters: float) -> list[float]:
    """Round values for the vertical axis, as many as can be told apart."""
    most = max(2, min(6, 1 + int(height / (2.0 * letters))))
    quarters = (2.5,) if panel.high <= 1.0 else ()
    return tick_values(panel.low, panel.high, most, sorted((1, 2, *quarters, 5)))


def tick_values(low: float, high: float, most: int, steps: Sequence[float] = (1, 2, 5)) -> list[float]:
    """As many round values between two ends as there may be: multiples of these steps or ten times them.

    matplotlib's MaxNLocator counts the spaces over the whole range, and so leaves low panels with too few.
    """
    for step in (number * 10.0**power for power in range(-4, 7) for number in steps):
        first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
        if last - first < most:
            break
    values = [n * step for n in range(int(first), int(last) + 1)]
    return values if len(values) > 1 else [low, high]


def tick_text(panel: Panel, value: float) -> str:
    """A value as it stands on the axis."""
    return f"{100 * value:.0f}%" if panel.unit == "%" else f"{value:.3g}".replace("-", "\N{MINUS SIGN}")


def height_of(panel: Panel, box: Box, value: float) -> float:
    """Where a value stands on the canvas."""
    pad = _pad(panel)
    return box.low + box.height * (value - panel.low + pad) / (panel.high - panel.low + 2 * pad)


def _pad(panel: Panel) -> float:
    return 0.0 if panel.stacked else 0.025 * (panel.high - panel.low)


def draw_panel(
    canvas: Canvas, panel: Panel, box: Box, calendar: Sequence[Month], marks: Sequence[Mark]
) -> None:
    """Ground, grid, the marks' thin lines, and the lines (or bars); all words come later."""
    style, days = canvas.style, calendar[-1].stop
    axes = canvas.add_panel(box)
    pad = _pad(panel)
    axes.set_xlim(0, max(days - 1, 1))
    axes.set_ylim(panel.low - pad, panel.high + pad)
    axes.set_label(panel.title)
    grid = [[(0, y), (days, y)] for y in ticks(panel, box.height, style.small)] if not panel.bars else []
    if not panel.stacked:
        grid += [[(at, panel.low - pad), (at, panel.high + pad)] for at in _starts(calendar)]
    stems = [[(mark.day, panel.low - pad), (mark.day, panel.high + pad)] for mark in marks]
    over = 1.0 if panel.stacked else 0.0  # areas would hide them
    stem = style.ink if panel.stacked else style.stem
    for lines, colour, width in ((grid, style.grid, style.grid_width), (stems, stem, 0.7)):
        how: dict[str, Any] = {"colors": colour, "linewidths": width, "zorder": 1 + 1.2 * over}
        axes.add_collection(LineCollection(lines, **how), autolim=False)
    if panel.stacked:
        _draw_areas(axes, panel, style)
    (_draw_bars if panel.bars else _draw_lines)(axes, panel)


def _draw_areas(axes: Axes, panel: Panel, style: Style) -> None:
    """Areas that stand on one another, blank on days that are not known, and upright lines at breaks."""
    base = np.zeros(len(panel.lines[0].values))
    for line in panel.lines:
        if line.style.area:
            top, fill = base + line.values, area_style(style, line.style)
            (days, high), (_, low) = broken(top, panel.breaks), broken(base, panel.breaks)
            axes.fill_between(days, low, high, label=line.name, zorder=2, **fill)
            base = top
    spans = [[(day, panel.low), (day, panel.high)] for day in panel.breaks]
    for colour, width, dash in (("white", 1.0, "solid"), (style.ink, 0.8, (0, (3.0, 2.0)))):
        how: dict[str, Any] = {"colors": colour, "linewidths": width * style.line, "linestyles": dash}
        axes.add_collection(LineCollection(spans, zorder=2.7, **how), autolim=False)


def _draw_lines(axes: Axes, panel: Panel) -> None:
    count = max(len(panel.lines), 1)
    for row, line in enumerate(panel.lines):
        drawn = line.style
        if drawn.area:
            continue
        every = (10 + 30 * row // count, 30)
        for low, high in line.bands:  # each lies in the next, so that shades add up towards the middle
            (days, under), (_, over) = broken(low, panel.breaks), broken(high, panel.breaks)
            axes.fill_between(
                days, under, over,
                linewidth=0.0, zorder=2, **band_fill(drawn.colour),
            )  # fmt: skip
        axes.plot(
            *broken(line.values, panel.breaks), color=drawn.colour, lw=drawn.width, label=line.name,
            ls=(0, drawn.dash) if drawn.dash else "solid", solid_capstyle="round", solid_joinstyle="round",
            marker=drawn.marker, markevery=every if drawn.marker else None, ms=4.2, mfc="white", mew=0.9,
            zorder=3 + 0.01 * row, scalex=False, scaley=False,
        )  # fmt: skip


def broken(values: NDArray[np.float64], breaks: Sequence[int]) -> tuple[NDArray[np.float64], ...]:
    """Days and values that hold up to each break and begin anew there, rather than run across it."""
    days, at = np.arange(len(values), dtype=float), np.repeat(breaks, 2).astype(int)
    held = np.column_stack([values[at[::2] - 1], np.full(len(breaks), np.nan)]).ravel()
    return np.insert(days, at, at), np.insert(values, at, held)


def _draw_bars(axes: Axes, panel: Panel) -> None:
    count, span = len(panel.lines), panel.high - panel.low
    for row, line in enumerate(panel.lines):
        middle, thick = panel.high - span * (row + 0.5) / count, 0.84 * span / count
        for filled in (False, True):
            days = np.isfinite(line.values) & ((line.values > 0.5) == filled)
            spans = [(a, b - a) for a, b, there in segments(days) if there]
            face = line.style.colour if filled else "white"
            across = (middle - 0.5 * thick, thick)
            axes.broken_barh(spans, across, facecolors=face, edgecolors="#777777", linewidths=0.8, zorder=3)


def draw_values(canvas: Canvas, panel: Panel, box: Box) -> None:
    """The values of the vertical axis, left of the panel."""
    if panel.bars:
        return
    for value in ticks(panel, box.height, canvas.style.small):
        y, text = height_of(panel, box, value), tick_text(panel, value)
        canvas.write(
            box.left - 4, y, text, ha="right", va="center_baseline", color=canvas.style.pale, gid="tick"
        )


def draw_dates(canvas: Canvas, calendar: Sequence[Month], box: Box, above: bool) -> None:
    """Months along the lower or the upper edge of a box: names, else initials, else years."""
    style, step = canvas.style, box.width / max(calendar[-1].stop - 1, 1)
    edge, away = (box.top, 1) if above else (box.low, -1)
    base = edge + away * (0.75 * style.small + 2.0)
    canvas.draw_lines([[(box.left, edge), (box.right, edge)]], colors=style.pale, linewidths=0.6)
    inner = [box.left + start * step for start in _starts(calendar)]
    canvas.draw_lines([[(x, edge), (x, edge + away * 3.0)] for x in inner], colors=style.pale, linewidths=0.6)
    for start, stop, text in _spans(canvas, calendar, step):
        wide = canvas.width(text, style.small)
        room = (min(stop, calendar[-1].stop - 1) - start) * step
        if wide <= room + 1.0:
            middle = box.left + start * step + 0.5 * room
            canvas.write(middle, base, text, ha="center", va="center_baseline", color=style.pale, gid="month")


def _spans(canvas: Canvas, calendar: Sequence[Month], step: float) -> list[tuple[float, float, str]]:
    names = [MONTHS[m.month - 1][:3] for m in calendar]
    gap = 0.3 * canvas.style.small
    shortest = min((m.stop - m.start for m in calendar[1:-1]), default=28)
    years = [(calendar[a].start, calendar[b - 1].stop, year) for a, b, year in _years(calendar)]
    few = len(years) <= FEW_YEARS
    for texts in (names, [name[0] for name in names]) if few else ():
        if max(canvas.width(text, canvas.style.small) for text in texts) <= shortest * step - gap:
            return [(m.start, m.stop, text) for m, text in zip(calendar, texts, strict=True)]
    if few:
        return [(start, stop, str(year)) for start, stop, year in years]
    half = 0.5 * canvas.width("0000", canvas.style.small) / step  # in days, as all of these
    apart = (2.0 * half + 3.0 * gap / step) / max(stop - start for start, stop, _ in years)
    every = next((n for n in (1, 2, 5, 10, 20) if n >= apart), 50)
    middles = [(0.5 * (start + stop), year) for start, stop, year in years if year % every == 0]
    return [(middle - half, middle + half, str(year)) for middle, year in middles if middle >= half]


def _years(calendar: Sequence[Month]) -> list[tuple[int, int, int]]:
    """The years of a calendar, each by its first month and the one after its last."""
    return [(a, b, calendar[a].year) for a, b, _ in segments(np.array([m.year for m in calendar]))]


def _starts(calendar: Sequence[Month]) -> list[int]:
    """Where a new month begins; of many years, where a new year does."""
    years = _years(calendar)
    if len(years) <= FEW_YEARS:
        return [m.start for m in calendar[1:]]
    return [calendar[a].start for a, _, _ in years[1:]]


def draw_shades(canvas: Canvas, left: float, middle: float, levels: int) -> float:
    """A sample of a median with its bands, for a legend; where it ends on the right."""
    letter, ink = canvas.style.letter, canvas.style.ink
    wide, high = 2.6 * letter, 1.15 * letter
    for level in range(levels, 0, -1):
        part = high * level / levels
        box = Box(left, middle - 0.5 * part, wide, part)
        canvas.draw_box(box, edgecolor="none", **band_fill(ink))
    canvas.draw_lines([[(left, middle), (left + wide, middle)]], colors=ink, linewidths=canvas.style.line)
    return left + wide
