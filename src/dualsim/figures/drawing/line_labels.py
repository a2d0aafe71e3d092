"""The names of lines where the lines end, placed so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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


def fitted(canvas: Canvas, panel: Panel, box: Box, room: float) -> Panel:
    """The panel without its smallest lines, if the labels of all would not fit beside it."""
    if panel.bars:
        return replace(panel, lines=panel.lines[: max(1, int(box.height / (1.2 * canvas.style.small)))])
    keep = list(range(len(panel.lines)))
    sizes = [_size(line) for line in panel.lines]
    high = [_height(canvas, canvas.wrap(line.name, room, canvas.style.letter)) for line in panel.lines]
    beside = [i for i in keep if not _early(panel, i)]
    while len(beside) > 1 and sum(high[i] for i in beside) > box.height:
        least = min(beside, key=lambda i: sizes[i])
        beside.remove(least)
        keep.remove(least)
    return replace(panel, lines=tuple(panel.lines[i] for i in keep))


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


def _write(canvas: Canvas, lines: Sequence[str], left: float, middle: float, colour: str) -> None:
    size = canvas.style.letter
    for n, text in enumerate(lines):
        y = middle + size * LEADING * (0.5 * (len(lines) - 1) - n)
        canvas.write(left, y, text, size, va="center_baseline", color=colour, gid="label")


def _inside(canvas: Canvas, panel: Panel, box: Box, rows: Sequence[int]) -> None:
    """Label lines that end early along the line where fewest others pass, as near the end as can be."""
    size, ground = canvas.style.letter, _Ground(panel, box)
    for row in sorted(rows, key=lambda i: -_size(panel.lines[i])):
        xs, ys = _trace(panel, row, box)
        name, line_style = panel.lines[row].name, panel.lines[row].style
        wide, high = canvas.width(name, size), size * LEADING
        spots, cost = _spots(xs, ys, wide, high)
        cost = cost + 40.0 * ground.lines(spots, wide, high)
        out = (spots[:, 0] < box.left + 2) | (spots[:, 0] + wide > box.right - 2)
        out |= (spots[:, 1] < box.low) | (spots[:, 1] + high > box.top)
        cost = np.where(out | ground.words(spots, wide, high), np.inf, cost)
        best = int(np.argmin(cost))
        if not np.isfinite(cost[best]):
            continue
        left, low = float(spots[best, 0]), float(spots[best, 1])
        ground.take(Box(left, low, wide, high))
        middle = low + 0.5 * high
        apart = np.hypot(np.maximum(np.maximum(left - xs, xs - left - wide), 0), np.abs(ys - middle))
        near = int(np.argmin(apart))
        if apart[near] > 1.1 * high:
            side = left - 1.5 if left > xs[near] else min(left + wide + 1.5, xs[near])
            canvas.draw_lines(
                [[(xs[near], ys[near]), (side, middle)]], colors=line_style.colour, linewidths=0.7
            )
        behind = {"facecolor": canvas.style.ground, "edgecolor": "none", "pad": 0.3, "alpha": 0.8}
        canvas.write(
            left, middle, name, size, va="center_baseline", color=line_style.letters, bbox=behind, gid="label"
        )


def _spots(xs: Floats, ys: Floats, wide: float, high: float) -> tuple[Floats, Floats]:
    """Lower left corners that a label might have, and how far each is from the end of its line."""
    left, low, cost = [], [], []
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


class _Ground:
    """Where lines and words already are in a panel, counted in small cells."""

    def __init__(self, panel: Panel, box: Box) -> None:
        self.box, self.taken = box, list[Box]()
        cells = np.zeros((int(box.height / _CELL) + 2, int(box.width / _CELL) + 2))
        for row in range(len(panel.lines)):
            xs, ys = _trace(panel, row, box)
            fine = np.linspace(0, len(xs) - 1, 12 * len(xs))
            x = np.interp(fine, np.arange(len(xs)), xs) - box.left
            y = np.interp(fine, np.arange(len(xs)), ys) - box.low
            cells[np.clip(y / _CELL, 0, len(cells) - 1).astype(int), (x / _CELL).astype(int)] = 1
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
