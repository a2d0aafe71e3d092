"""A legend: rows of samples with their names, where labels do not fit at the lines' ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dualsim.figures.drawing.canvas import Canvas
from dualsim.figures.drawing.styles import LineStyle

_ROOMY, _TIGHT = (1.8, 0.4, 1.2), (1.2, 0.3, 0.7)  # letters: a sample, to its name, to the next sample
LegendRow = list[tuple[str, LineStyle, float]]  # name, look, and how far from the left


def legend_rows(canvas: Canvas, items: Mapping[str, LineStyle], room: float) -> list[LegendRow]:
    """Samples and names in as many rows as they need."""
    letter, found = canvas.style.letter, list(items.items())
    sample, gap, after = (size * letter for size in (_TIGHT if canvas.style.brief else _ROOMY))
    short = [(canvas.cut(name, room - sample - gap, letter), drawn) for name, drawn in found]
    widths = [sample + gap + canvas.width(name, letter) + after for name, _ in short]
    return [[(*short[i], x) for i, x in row] for row in flow(widths, room + after)]


def draw_legend_row(canvas: Canvas, row: LegendRow, left: float, middle: float) -> None:
    """One row of a legend."""
    letter = canvas.style.letter
    sample, gap, _ = (size * letter for size in (_TIGHT if canvas.style.brief else _ROOMY))
    for name, drawn, x in row:
        canvas.draw_sample(left + x, left + x + sample, middle, drawn)
        canvas.write(
            left + x + sample + gap, middle, name, letter,
            va="center_baseline", color=drawn.letters, gid="legend",
        )  # fmt: skip


def flow(widths: Sequence[float], room: float) -> list[list[tuple[int, float]]]:
    """Things in rows: which, and how far from the left."""
    rows: list[list[tuple[int, float]]] = []
    used = room + 1.0
    for i, width in enumerate(widths):
        if used + width > room:
            rows.append([])
            used = 0.0
        rows[-1].append((i, used))
        used += width
    return rows
