"""The names of lines where the lines end, placed so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dualsim.figures.drawing.canvas import LEADING, Box, Canvas, spread
from dualsim.figures.drawing.panel import Line, Panel, height_of

STEM = 8.0  # points between a panel and the labels beside it, for the thin line that joins them
_LATE = 0.1  # a line that ends in this last share of the run is labelled beside the panel, too
# Where a label may stand about a point of its line: across in points (left: in widths), up in heights
_AROUND = ((4.0, -0.5), (4.0, 0.15), (4.0, -1.15), (-1.0, 0.2), (-1.0, -1.2), (-0.5, 0.25))
_CELL = 2.0  # points: how finely it is known where lines pass

Floats = NDArray[np.float64]


def fitted(canvas: Canvas, panel: Panel, box: Box, column: Box) -> Panel:
    """The panel without its smallest lines, if the labels of all would not fit beside it or within."""
    if panel.bars:
        return replace(panel, lines=panel.lines[: max(1, int(column.height / (1.2 * canvas.style.small)))])
    keep = list(range(len(panel.lines)))
    sizes = [_size(line) for line in panel.lines]
    room = column.width
    high = [_height(canvas, canvas.wrap(line.name, room, canvas.style.letter)) for line in panel.lines]
    beside = [i for i in keep if not _early(panel, i)]
    while len(beside) > 1 and sum(high[i] for i in beside) > column.height:
        least = min(beside, key=lambda i: sizes[i])
        beside.remove(least)
        keep.remove(least)
    panel = replace(panel, lines=tuple(panel.lines[i] for i in keep))
    early = [i for i, line in enumerate(panel.lines) if line.name and _early(panel, i)]
    crowded = {seat.row for seat in _seats(canvas, panel, box, early) if not seat.free}
    return replace(panel, lines=tuple(line for i, line in enumerate(panel.lines) if i not in crowded))


def draw_labels(canvas: Canvas, panel: Panel, box: Box, column: Box) -> None:
    """Write names in the column beside the panel; inside it where a line ends early."""
    if panel.bars:
        _on_bars(canvas, panel, box)
        return
    named = [i for i, line in enumerate(panel.lines) if line.name]
    beside = [i for i in named if not _early(panel, i)]
    texts = [canvas.wrap(panel.lines[i].name, column.width, canvas.style.letter) for i in beside]
    traces = [_trace(panel, i, box) for i in beside]
    ends = [(float(xs[-1]), float(ys[-1])) for xs, ys in traces]
    places = spread([y for _, y in ends], [_height(canvas, text) for text in texts], column.low, column.top)
    for i, text, (x, end), y in zip(beside, texts, ends, places, strict=True):
        line_style = panel.lines[i].style
        stem = [(x + 1, end), (box.right + 2, end), (column.left - 1.5, y)]
        canvas.draw_lines([stem], colors=line_style.colour, linewidths=0.7)
        _write(canvas, text, column.left, y, line_style.letters)
    early = [i for i in named if _early(panel, i)]
    if early:
        _inside(canvas, panel, box, early)


def _size(line: Line) -> float:
    """How much a line matters: over the whole run, so that who ruled most of it stays."""
    return float(np.nan_to_num(np.abs(line.values)).mean())


def _early(panel: Panel, row: int) -> bool:
    known = np.flatnonzero(np.isfinite(panel.lines[row].values))
    return bool(known[-1] < (1 - _LATE) * (len(panel.lines[row].values) - 1))


def _on_bars(canvas: Canvas, panel: Panel, box: Box) -> None:
    """The names of bars, written on them."""
    small, step = canvas.style.small, box.width / max(len(panel.lines[0].values) - 1, 1)
    for row, line in enumerate(panel.lines):
        left = box.left + step * int(np.flatnonzero(np.isfinite(line.values))[0]) + 4.0
        text = canvas.cut(line.name, box.right - left - 2.0, small)
        middle = box.top - box.height * (row + 0.5) / len(panel.lines)
        canvas.write(left, middle, text, small, va="center_baseline", color=line.style.letters, gid="label")


def _trace(panel: Panel, row: int, box: Box) -> tuple[Floats, Floats]:
    """The known points of a line on the canvas."""
    values = panel.lines[row].values
    known = np.flatnonzero(np.isfinite(values))
    x = box.left + box.width * known / max(len(values) - 1, 1)
    return x, np.array([height_of(panel, box, value) for value in values[known]])


def _height(canvas: Canvas, lines: Sequence[str]) -> float:
    return canvas.style.letter * LEADING * len(lines) + (1.5 if len(lines) > 1 else 0.0)


def _write(canvas: Canvas, lines: Sequence[str], left: float, middle: float, colour: str, **how: Any) -> None:
    size = canvas.style.letter
    for n, text in enumerate(lines):
        y = middle + size * LEADING * (0.5 * (len(lines) - 1) - n)
        canvas.write(left, y, text, size, va="center_baseline", color=colour, gid="label", **how)


class _Seat(NamedTuple):
    """Where the label of a line stands within a panel."""

    row: int
    lines: list[str]
    box: Box
    free: bool  # whether no line passes through


def _inside(canvas: Canvas, panel: Panel, box: Box, rows: Sequence[int]) -> None:
    """Label lines that end early within the panel, each with a thin line to it if it stands apart."""
    for row, lines, at, _ in _seats(canvas, panel, box, rows):
        drawn, middle = panel.lines[row].style, at.low + 0.5 * at.height
        xs, ys = _trace(panel, row, box)
        apart = np.hypot(np.maximum(np.maximum(at.left - xs, xs - at.right), 0), np.abs(ys - middle))
        near = int(np.argmin(apart))
        if apart[near] > 0.5 * at.height + 0.6 * canvas.style.letter:
            side = at.left - 1.5 if at.left > xs[near] else min(at.right + 1.5, xs[near])
            ends = [[(xs[near], ys[near]), (side, middle)]]
            canvas.draw_lines(ends, colors=drawn.colour, linewidths=0.7)
        behind = {"facecolor": canvas.style.ground, "edgecolor": "none", "pad": 0.3, "alpha": 0.8}
        _write(canvas, lines, at.left, middle, drawn.letters, bbox=behind)


def _seats(canvas: Canvas, panel: Panel, box: Box, rows: Sequence[int]) -> list[_Seat]:
    """Where fewest lines pass, as near the end of its line as can be; in two lines where one is not free."""
    ground, found, size = _Ground(panel, box), list[_Seat](), canvas.style.letter
    for row in sorted(rows, key=lambda i: -_size(panel.lines[i])):
        name = panel.lines[row].name
        half = max(0.6 * canvas.width(name, size), *(canvas.width(word, size) for word in name.split()), 0.0)
        trace = _trace(panel, row, box)
        seat = _seat(canvas, ground, trace, (row, [name]))
        if not (seat and seat.free):
            seat = _seat(canvas, ground, trace, (row, canvas.wrap(name, half, size))) or seat
        if seat:
            ground.take(seat.box)
            found.append(seat)
    return found


def _seat(
    canvas: Canvas, ground: _Ground, trace: tuple[Floats, Floats], label: tuple[int, list[str]]
) -> _Seat | None:
    """The best place for one label of so many lines, if there is any within the panel."""
    box, (row, lines) = ground.box, label
    wide = max(canvas.width(line, canvas.style.letter) for line in lines)
    high = canvas.style.letter * LEADING * len(lines)
    seat = None
    for where in (_spots, _anywhere):
        spots, cost = where(box, *trace, (wide, high))
        passing = ground.lines(spots, wide, high)
        out = (spots[:, 0] < box.left + 2) | (spots[:, 0] + wide > box.right - 2)
        out |= (spots[:, 1] < box.low) | (spots[:, 1] + high > box.top)
        cost = np.where(out | ground.words(spots, wide, high), np.inf, cost + 1000.0 * passing)
        best = int(np.argmin(cost)) if len(cost) else -1
        if best >= 0 and np.isfinite(cost[best]):
            at = Box(float(spots[best, 0]), float(spots[best, 1]), wide, high)
            seat = _Seat(row, lines, at, bool(passing[best] == 0))
        if seat and seat.free:
            break
    return seat


def _spots(box: Box, xs: Floats, ys: Floats, size: tuple[float, float]) -> tuple[Floats, Floats]:
    """Lower left corners that a label might have, and how far each is from the end of its line."""
    left, low, cost, (wide, high) = [], [], [], size
    step = max(1, len(xs) // 60)
    for x, y in zip(xs[::-step], ys[::-step], strict=True):
        away = 0.15 * float(np.hypot(x - xs[-1], y - ys[-1]))
        for dx, dy in _AROUND:
            left.append(x + (dx if dx > 0 else dx * wide))
            low.append(y + dy * high)
            cost.append(away)
    for dx in (6.0, 20.0, 45.0, 80.0):  # off the line, with a thin line to it
        for dy in np.arange(-10.0, 10.0, 0.2):
            left.append(xs[-1] + dx)
            low.append(ys[-1] + dy * high)
            cost.append(20.0 + dx + 0.8 * abs(dy) * high)
    return np.column_stack([left, low]), np.array(cost)


def _anywhere(box: Box, xs: Floats, ys: Floats, size: tuple[float, float]) -> tuple[Floats, Floats]:
    """Corners all over the panel, for a label that finds no room near its line, and how far off they are."""
    across, up = np.meshgrid(
        np.arange(box.left + 3.0, box.right - size[0], 8.0), np.arange(box.low + 1.0, box.top - size[1], 4.0)
    )
    spots, step = np.column_stack([across.ravel(), up.ravel()]), max(1, len(xs) // 60)
    apart = spots[:, None, :] + 0.5 * np.array(size) - np.column_stack([xs, ys])[None, ::step, :]
    return spots, 60.0 + np.hypot(apart[..., 0], apart[..., 1]).min(axis=1)


class _Ground:
    """Where lines and words already are in a panel, counted in small cells."""

    def __init__(self, panel: Panel, box: Box) -> None:
        self.box, self.taken = box, list[Box]()
        cells = np.zeros((int(box.height / _CELL) + 2, int(box.width / _CELL) + 2))
        half = math.ceil(0.5 * max((line.style.width for line in panel.lines), default=0.0) / _CELL)
        for row in range(len(panel.lines)):
            xs, ys = _trace(panel, row, box)
            along = np.concatenate([[0.0], np.hypot(np.diff(xs), np.diff(ys)).cumsum()])
            fine = np.arange(0.0, along[-1] + _CELL, 0.5 * _CELL)  # steps leap over many cells in a day
            x, y = np.interp(fine, along, xs) - box.left, np.interp(fine, along, ys) - box.low
            for dx, dy in product(range(-half, half + 1), repeat=2):  # lines are as thick as they are drawn
                rows, columns = np.floor(y / _CELL).astype(int) + dy, np.floor(x / _CELL).astype(int) + dx
                cells[np.clip(rows, 0, len(cells) - 1), np.clip(columns, 0, cells.shape[1] - 1)] = 1
        self.sums = np.pad(cells.cumsum(0).cumsum(1), ((1, 0), (1, 0)))

    def lines(self, spots: Floats, wide: float, high: float) -> Floats:
        """How many cells with a line in them a label at each spot would cover."""
        x0, x1 = self._cells(spots[:, 0] - self.box.left, wide, self.sums.shape[1])
        y0, y1 = self._cells(spots[:, 1] - self.box.low, high, self.sums.shape[0])
        found: Floats = self.sums[y1, x1] - self.sums[y0, x1] - self.sums[y1, x0] + self.sums[y0, x0]
        return found

    def words(self, spots: Floats, wide: float, high: float) -> NDArray[np.bool_]:
        """Whether a label at each spot would meet another."""
        met = np.zeros(len(spots), bool)
        for other in self.taken:
            across = (spots[:, 0] < other.right + 2) & (spots[:, 0] + wide > other.left - 2)
            met |= across & (spots[:, 1] < other.top) & (spots[:, 1] + high > other.low)
        return met

    def take(self, box: Box) -> None:
        """Remember a label."""
        self.taken.append(box)

    @staticmethod
    def _cells(start: Floats, length: float, most: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        first = np.clip(np.floor(start / _CELL), 0, most - 1).astype(np.int64)
        last = np.clip(np.ceil((start + length) / _CELL), 0, most - 1).astype(np.int64)
        return first, last
