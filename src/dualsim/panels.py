"""One panel of a figure: lines labelled at their ends, values and dates on its axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from dualsim.dates import MONTHS
from dualsim.looks import Ink, Look
from dualsim.marks import Mark
from dualsim.ribbon import segments
from dualsim.sheet import LEADING, Box, Sheet, spread

_LATE = 0.06  # a line that ends in this last share of the run is labelled at the edge
_STEM = 8.0  # points between a panel and its labels, for the thin line that joins them


@dataclass(frozen=True)
class Line:
    """One line of a panel; without a name it has no label."""

    name: str
    values: NDArray[np.float64]
    ink: Ink


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
    most = max(1, min(5, int(height / (2.0 * letters))))
    span = panel.high - panel.low
    for step in (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, span):
        if span / step <= most + 1e-9:
            break
    first, last = int(np.ceil(panel.low / step - 1e-9)), int(np.floor(panel.high / step + 1e-9))
    return [n * step for n in range(first, last + 1)]


def tick_text(panel: Panel, value: float) -> str:
    """A value as it stands on the axis."""
    return f"{100 * value:.0f}%" if panel.unit == "%" else f"{value:.3g}".replace("-", "\N{MINUS SIGN}")


def label_lines(sheet: Sheet, panel: Panel, room: float) -> list[list[str]]:
    """The labels of a panel's lines, wrapped to the room at the side."""
    return [sheet.wrap(line.name, room, sheet.look.letter) if line.name else [] for line in panel.lines]


def fitted(sheet: Sheet, panel: Panel, height: float, room: float) -> Panel:
    """The panel without its smallest lines, if the labels of all would not fit beside it."""
    high = [_label_height(sheet.look, text) for text in label_lines(sheet, panel, room)]
    sizes = [float(np.nanmax(np.abs(line.values))) for line in panel.lines]
    keep = list(range(len(panel.lines)))
    while len(keep) > 1 and sum(high[i] for i in keep) > height + 0.6 * sheet.look.letter:
        keep.remove(min(keep, key=lambda i: sizes[i]))
    return replace(panel, lines=tuple(panel.lines[i] for i in keep))


def draw_panel(sheet: Sheet, panel: Panel, box: Box, calendar: Sequence[Month], marks: Sequence[Mark]) -> None:
    """Ground, grid, the marks' thin lines, and the lines (or bars); all words come later."""
    look, days = sheet.look, calendar[-1].stop
    axes = sheet.panel(box)
    pad = 0.025 * (panel.high - panel.low)
    axes.set_xlim(0, max(days - 1, 1))
    axes.set_ylim(panel.low - pad, panel.high + pad)
    axes.set_label(panel.title)
    grid = [[(0, y), (days, y)] for y in ticks(panel, box.height, look.small)] if not panel.bars else []
    grid += [[(m.start, panel.low - pad), (m.start, panel.high + pad)] for m in calendar[1:]]
    axes.add_collection(LineCollection(grid, colors=look.grid, linewidths=0.8, zorder=1), autolim=False)
    stems = [[(mark.day, panel.low - pad), (mark.day, panel.high + pad)] for mark in marks]
    dots = (0, (1.0, 1.5)) if not look.colour else "solid"
    thin = LineCollection(stems, colors=look.pale, linewidths=0.6, alpha=0.55, zorder=1.5, linestyles=[dots])
    axes.add_collection(thin, autolim=False)
    (_draw_bars if panel.bars else _draw_lines)(axes, panel)


def _draw_lines(axes: Axes, panel: Panel) -> None:
    count = max(len(panel.lines), 1)
    for row, line in enumerate(panel.lines):
        ink = line.ink
        every = (10 + 30 * row // count, 30)
        axes.plot(
            np.arange(len(line.values)), line.values, color=ink.colour, lw=ink.width,
            ls=(0, ink.dash) if ink.dash else "solid", marker=ink.marker, markevery=every if ink.marker else None,
            ms=4.2, mfc="white", mew=0.9, zorder=3 + 0.01 * row, solid_capstyle="round", solid_joinstyle="round",
            label=line.name, scalex=False, scaley=False,
        )  # fmt: skip


def _draw_bars(axes: Axes, panel: Panel) -> None:
    count, span = len(panel.lines), panel.high - panel.low
    for row, line in enumerate(panel.lines):
        middle, thick = panel.high - span * (row + 0.5) / count, 0.5 * span / count
        for filled in (False, True):
            days = np.isfinite(line.values) & ((line.values > 0.5) == filled)
            spans = [(a, b - a) for a, b, there in segments(days) if there]
            face = line.ink.colour if filled else "white"
            edge = {"edgecolors": line.ink.colour, "linewidths": 0.8, "zorder": 3}
            axes.broken_barh(spans, (middle - 0.5 * thick, thick), facecolors=face, **edge)


def draw_values(sheet: Sheet, panel: Panel, box: Box) -> None:
    """The values of the vertical axis, left of the panel."""
    if panel.bars:
        return
    pad = 0.025 * (panel.high - panel.low)
    for value in ticks(panel, box.height, sheet.look.small):
        y = box.low + box.height * (value - panel.low + pad) / (panel.high - panel.low + 2 * pad)
        text = tick_text(panel, value)
        sheet.say(box.left - 4, y, text, ha="right", va="center_baseline", color=sheet.look.pale, gid="tick")


def draw_labels(sheet: Sheet, panel: Panel, box: Box, room: float) -> None:
    """The name of each line where the line ends: at the edge, or inside where a line ends early."""
    spots = [_end(panel, i, box) for i in range(len(panel.lines))]
    texts = label_lines(sheet, panel, room)
    early = [i for i, (x, _) in enumerate(spots) if not panel.bars and x < box.right - _LATE * box.width]
    edge = [i for i in range(len(spots)) if i not in early and texts[i]]
    heights = [_label_height(sheet.look, texts[i]) for i in edge]
    slack = 0.3 * sheet.look.letter
    places = spread([spots[i][1] for i in edge], heights, box.low - slack, box.top + slack)
    for i, y in zip(edge, places, strict=True):
        ink, (x, height) = panel.lines[i].ink, spots[i]
        left = box.right + (_STEM if not panel.bars else 4.0)
        if not panel.bars:
            stem = [(x + 1, height), (box.right + 2, height), (left - 1.5, y)]
            sheet.strokes([stem], colors=ink.colour, linewidths=0.7)
        _write(sheet, texts[i], left, y, ink.letters)
    _inside(sheet, panel, box, [i for i in early if texts[i]])


def _end(panel: Panel, row: int, box: Box) -> tuple[float, float]:
    """The last point of a line on the sheet; for a bar, the middle of its row."""
    if panel.bars:
        return box.right, box.top - box.height * (row + 0.5) / len(panel.lines)
    values = panel.lines[row].values
    last = int(np.flatnonzero(np.isfinite(values))[-1])
    pad = 0.025 * (panel.high - panel.low)
    share = (float(values[last]) - panel.low + pad) / (panel.high - panel.low + 2 * pad)
    return box.left + box.width * last / max(len(values) - 1, 1), box.low + box.height * min(max(share, 0.0), 1.0)


def _label_height(look: Look, lines: Sequence[str]) -> float:
    return look.letter * LEADING * len(lines) + (1.5 if len(lines) > 1 else 0.0)


def _write(sheet: Sheet, lines: Sequence[str], left: float, middle: float, colour: str) -> None:
    size = sheet.look.letter
    for n, text in enumerate(lines):
        y = middle + size * LEADING * (0.5 * (len(lines) - 1) - n)
        sheet.say(left, y, text, size, va="center_baseline", color=colour, gid="label")


def _inside(sheet: Sheet, panel: Panel, box: Box, rows: Sequence[int]) -> None:
    """Label lines that end early where fewest lines pass, as near their ends as can be."""
    size = sheet.look.letter
    points = _points(panel, box)
    taken: list[Box] = []
    for row in rows:
        x, y = _end(panel, row, box)
        name = panel.lines[row].name
        wide, high = sheet.width(name, size), size * LEADING
        best, least = None, np.inf
        for dx in (5.0, 15.0, 30.0, 50.0, 75.0, -wide - 5.0):
            for dy in np.arange(box.low - y + 0.5 * high, box.top - y - 0.5 * high + 1.0, 3.0):
                spot = Box(x + dx, y + dy - 0.5 * high, wide, high)
                cost = abs(dx) * 0.5 + abs(dy) + 30.0 * _crossings(points, spot)
                if spot.left < box.left + 2 or spot.right > box.right - 2 or any(_meet(spot, t) for t in taken):
                    continue
                if cost < least:
                    best, least = spot, cost
        if best is not None:
            taken.append(best)
            near = best.left - 1.5 if best.left > x else best.right + 1.5
            middle = best.low + 0.5 * high
            sheet.strokes([[(x, y), (near, middle)]], colors=panel.lines[row].ink.colour, linewidths=0.7)
            ground = {"facecolor": sheet.look.ground, "edgecolor": "none", "pad": 0.8, "alpha": 0.85}
            how = {"va": "center_baseline", "color": panel.lines[row].ink.letters, "bbox": ground, "gid": "label"}
            sheet.say(best.left, middle, name, size, **how)


def _points(panel: Panel, box: Box) -> NDArray[np.float64]:
    """Every line of a panel as points on the sheet, close enough not to slip past a label."""
    found = []
    for line in panel.lines:
        days = np.arange(len(line.values))
        fine = np.linspace(0, len(days) - 1, 4 * len(days))
        low = np.interp(fine, days, line.values)
        x = box.left + box.width * fine / max(len(days) - 1, 1)
        found.append(np.column_stack([x, box.low + box.height * (low - panel.low) / (panel.high - panel.low)]))
    return np.concatenate(found)


def _crossings(points: NDArray[np.float64], spot: Box) -> int:
    x, y = points[:, 0], points[:, 1]
    inside = (x > spot.left - 2) & (x < spot.right + 2) & (y > spot.low - 1) & (y < spot.top + 1)
    return int(inside.sum())


def _meet(one: Box, other: Box) -> bool:
    apart = one.right + 2 < other.left or other.right + 2 < one.left
    return not (apart or one.top < other.low or other.top < one.low)


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
    for texts in (names, [name[0] for name in names]):
        if max(sheet.width(text, sheet.look.small) for text in texts) <= 28 * step - 1.5:
            return [(m.start, m.stop, text) for m, text in zip(calendar, texts, strict=True)]
    years = segments(np.array([m.year for m in calendar]))
    return [(calendar[a].start, calendar[b - 1].stop, str(year)) for a, b, year in years]
