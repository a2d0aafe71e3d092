"""Numbered event marks: which events to show, where their numbers stand, and the key to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from dualsim.figures.drawing.canvas import LEADING, Box, Canvas, spread
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.styles import Style
from dualsim.scenario.dates import short_date

_AGAIN = 0.1  # how much an event tells that is near one already shown; on the same day, this twice over
_NUDGE = 1.3  # circles: how far a number may stand from its day


@dataclass(frozen=True)
class Mark:
    """A number above the panels, and the event that it stands for."""

    number: int
    day: int
    date: str
    name: str
    effects: int = 1  # how much it did, where two events fall on one day
    landmark: bool = False  # shown before others
    shift: float = 0.0  # points from the left edge of a panel to the middle of the circle
    row: int = 0

    @property
    def called(self) -> tuple[int, str]:
        """Its day and name, which tell it from others."""
        return self.day, self.name


def happened(ds: xr.Dataset) -> list[Mark]:
    """The events of a run in the order of their days, numbered only if the run says how."""
    listed = json.loads(ds.attrs.get("events", "[]"))
    old_style = ds.attrs.get("calendar", "julian") == "julian"
    days = ds["day"].values
    years = {str(days[0])[:4], str(days[-1])[:4]}
    marks = []
    for event in listed:
        day = int(event["day"])
        own = event.get("date_os" if old_style else "date_ns")
        iso = str(own) if own else str(days[day])[:10]
        name = shortened(str(event["name"]))
        date, effects = short_date(iso, year=len(years) > 1), int(event.get("effects", 1))
        number = int(event.get("number", 0))
        marks.append(Mark(number, day, date, name, effects, bool(event.get("landmark", False))))
    return sorted(marks, key=lambda mark: mark.day)


def importance(allegiance: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """By day, the largest change of allegiance to any authority over the next day and the next week.

    `allegiance` is [day, group, authority]; `weight` [day, group] counts the groups by their people. The
    two are added, so that of several events before one change the nearest counts most.
    """
    known = np.nan_to_num(allegiance)
    last = len(known) - 1
    before = np.maximum(np.arange(last + 1) - 1, 0)
    moved = np.zeros(last + 1)
    for ahead in (1, 7):
        after = np.minimum(np.arange(last + 1) + ahead, last)
        change = np.abs(known[after] - known[before]) * weight[:, :, None]
        moved += change.sum(axis=1).max(axis=1)
    return moved


def choose(
    style: Style, marks: Sequence[Mark], weight: NDArray[np.float64], room: float, most: int
) -> list[Mark]:
    """Landmarks, then the weightiest events, as many as fit above a panel, numbered if they are not."""
    left, most = list(marks), min(most, int(room / style.mark))
    chosen: list[Mark] = []
    near = len(weight) / (3 * max(most, 1))  # an event so near to one already shown tells much less
    while left and len(chosen) < most:
        fresh = [weight[mark.day] * _AGAIN ** _crowd(mark, chosen, near) for mark in left]
        worth = [(mark.landmark, new, mark.effects) for mark, new in zip(left, fresh, strict=True)]
        best = left[max(range(len(left)), key=worth.__getitem__)]
        left.remove(best)
        trial = _seats(style, sorted([*chosen, best], key=lambda mark: mark.day), len(weight), room)
        chosen = trial or chosen
    return [replace(mark, number=mark.number or n + 1) for n, mark in enumerate(chosen)]


def _crowd(mark: Mark, chosen: Sequence[Mark], near: float) -> int:
    apart = [abs(mark.day - other.day) for other in chosen]
    return sum((days <= near) + (days == 0) for days in apart)


def _seats(style: Style, marks: Sequence[Mark], days: int, room: float) -> list[Mark]:
    """Each mark with its place above the panel; nothing if one would stand too far from its day."""
    step, size = room / max(days - 1, 1), style.mark + 1.0
    ends = [-np.inf] * style.mark_rows
    rows = []
    for mark in marks:
        free = [row for row in range(style.mark_rows) if mark.day * step - 0.5 * size >= ends[row]]
        row = free[0] if free else int(np.argmin(ends))
        ends[row] = max(mark.day * step - 0.5 * size, ends[row]) + size
        rows.append(row)
    seated = list(marks)
    for row in range(style.mark_rows):
        mine = [i for i, r in enumerate(rows) if r == row]
        wanted = [marks[i].day * step for i in mine]
        if len(mine) * size > room + size:
            return []
        got = spread(wanted, [size] * len(mine), -0.5 * size, room + 0.5 * size)
        if any(abs(a - b) > _NUDGE * size for a, b in zip(got, wanted, strict=True)):
            return []
        for i, shift in zip(mine, got, strict=True):
            seated[i] = replace(marks[i], shift=shift, row=row)
    return seated


def band_height(style: Style, marks: Sequence[Mark]) -> float:
    """Room for the numbers between the upper axis and the panel."""
    rows = max((mark.row for mark in marks), default=-1) + 1
    return rows * (style.mark + 1.5) + (6.0 if rows else 0.5 * style.small)


def draw_band(canvas: Canvas, marks: Sequence[Mark], box: Box, days: int) -> None:
    """The circled numbers over a panel, each with a line down to its day."""
    style, step = canvas.style, box.width / max(days - 1, 1)
    ends, spots = [], []
    for mark in marks:
        x, y = box.left + mark.shift, box.low + 5.0 + (mark.row + 0.5) * (style.mark + 1.5)
        spots.append((x, y))
        ends.append([(x, y), (box.left + mark.day * step, box.low)])
    canvas.draw_lines(ends, colors=style.pale, linewidths=0.6, zorder=1)
    _circles(canvas, spots, [mark.number for mark in marks])


def _circles(canvas: Canvas, spots: Sequence[tuple[float, float]], numbers: Sequence[int]) -> None:
    if not spots:
        return
    style = canvas.style
    fill, letters = (style.ink, "white") if style.solid_marks else ("white", style.ink)
    area = (style.mark - 0.8) ** 2
    xs, ys = zip(*spots, strict=True)
    canvas.over.scatter(xs, ys, s=area, c=fill, edgecolors=style.ink, linewidths=0.7, zorder=2)
    size = max(style.small - 1.0, style.mark * 0.62) if style.small < 18 else style.small
    for (x, y), number in zip(spots, numbers, strict=True):
        how: dict[str, Any] = {"ha": "center", "va": "center_baseline", "color": letters, "zorder": 3}
        how["weight"] = "bold" if style.solid_marks else "normal"
        canvas.write(x, y, str(number), size, gid="number", **how)


@dataclass(frozen=True)
class Key:
    """The key, laid out: what stands in each column."""

    columns: list[list[tuple[Mark, list[str]]]]
    width: float  # of a column
    dates: float  # of the dates in it
    height: float


def lay_key(canvas: Canvas, marks: Sequence[Mark], room: float) -> Key:
    """The key in columns, read downwards, balanced by the lines that the names take."""
    style, gap = canvas.style, 12.0
    if not marks:
        return Key([], 0.0, 0.0, 0.0)
    columns = max(1, int((room + gap) / (style.key_width + gap)))
    width = (room - (columns - 1) * gap) / columns
    dates = max(canvas.width(mark.date, style.small) for mark in marks)
    names = width - style.mark - dates - 11.0
    entries = [(mark, canvas.wrap(mark.name, names, style.small)) for mark in marks]
    heights = [_entry(style, lines) for _, lines in entries]
    cuts = _balanced(heights, columns)
    parts = [entries[a:b] for a, b in pairwise(cuts)]
    tall = max(sum(heights[a:b]) for a, b in pairwise(cuts))
    return Key(parts, width + gap, dates, tall)


def _entry(style: Style, lines: Sequence[str]) -> float:
    return max(style.mark + 1.5, style.small * LEADING * len(lines) + 1.5)


def _balanced(heights: Sequence[float], columns: int) -> list[int]:
    """Where to cut a list into columns so that the tallest is as low as can be."""
    limit = max(max(heights), sum(heights) / columns)
    while True:
        cuts, filled = [0], 0.0
        for i, height in enumerate(heights):
            if filled + height > limit + 1e-6:
                cuts.append(i)
                filled = 0.0
            filled += height
        if len(cuts) <= columns:
            return [*cuts, len(heights)]
        limit += 1.0


def draw_key(canvas: Canvas, key: Key, box: Box) -> None:
    """Number, date and name of every event shown."""
    style, spots, numbers = canvas.style, [], []
    for column, part in enumerate(key.columns):
        left, y = box.left + column * key.width, box.top
        for mark, lines in part:
            tall = _entry(style, lines)
            base = y - 0.5 * tall + 0.5 * style.small * LEADING * (len(lines) - 1)
            spots.append((left + 0.5 * style.mark, base))
            numbers.append(mark.number)
            date = left + style.mark + 6.0 + key.dates
            canvas.write(
                date, base, mark.date, ha="right", va="center_baseline", color=style.pale, gid="date"
            )
            for n, line in enumerate(lines):
                down = base - n * style.small * LEADING
                canvas.write(date + 5.0, down, line, va="center_baseline", gid="event")
            y -= tall
    _circles(canvas, spots, numbers)
