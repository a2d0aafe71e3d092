"""The figure of an attribution: a bar for each event, the spread of the runs, and what it does alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from dualsim.analysis.attribution.result import Attribution, effects_of, when
from dualsim.figures.drawing.canvas import LEADING, Box, Sheet
from dualsim.figures.drawing.styles import PALETTE, Look, settings
from dualsim.figures.frame import Scale, caption, frame, look_of, sheet_of

MORE, LESS = PALETTE[0], PALETTE[1]
MOST, MOST_BRIEF = 20, 6  # bars


def bars_figure(found: Attribution, style: str = "screen") -> Figure:
    """Each event's Shapley value as a bar, with where 90 per cent of the runs lie and what it does alone."""
    look = look_of(style)
    with matplotlib.rc_context(settings(look)):
        sheet = sheet_of(look, found)
        rows = list(effects_of(found))[: MOST_BRIEF if look.brief else MOST]
        box = frame(sheet, found, _note(found, look, len(found.events) - len(rows)))
        top = _draw_legend(sheet, box.top + 0.6 * look.letter, box.width)
        _draw_bars(sheet, Box(*box[:3], top - 0.6 * look.letter - box.low), rows, Scale.of(found))
        return sheet


def _note(found: Attribution, look: Look, left_out: int) -> str:
    smaller = f"; {left_out} smaller events left out" if left_out else ""
    if look.brief:
        return f"{caption(found)}{smaller}."
    alone = "An event is left out with all that follows from it"
    return f"{caption(found)}{smaller}. {alone}; the bars sum to the whole difference."


def _draw_legend(sheet: Sheet, y: float, room: float) -> float:
    """What bar, line and ring are."""
    look, size = sheet.look, sheet.look.small
    x, y = look.margin, y - 1.7 * size
    words = ("share of the difference", "90% of the runs", "left out alone")
    if not look.brief:
        words = (
            "Shapley value: its share of the difference",
            "where 90% of the runs lie",
            "leaving it out alone",
        )
    samples = (_sample_bar, _sample_line, _sample_ring)
    for word, sample in zip(words, samples, strict=True):
        wide = 2.4 * size + sheet.width(word, size) + 1.4 * size
        if x + wide > look.margin + room + 1.4 * size:
            x, y = look.margin, y - 1.5 * size
        sample(sheet, x, y + 0.45 * size, size)
        sheet.say(x + 2.4 * size, y + 0.45 * size, word, va="center_baseline", gid="legend")
        x += wide
    return y


def _fill(look: Look, above: bool) -> dict[str, Any]:
    if look.colour:
        return {"facecolor": MORE if above else LESS, "edgecolor": "none"}
    return {
        "facecolor": "#bdbdbd" if above else "#ffffff",
        "edgecolor": "#000000",
        "hatch": "" if above else "////",
        "lw": 0.7,
    }


def _sample_bar(sheet: Sheet, x: float, y: float, size: float) -> None:
    for n, above in enumerate((True, False)):
        sheet.fill(
            Box(x + 0.95 * size * n, y - 0.45 * size, 0.95 * size, 0.9 * size), **_fill(sheet.look, above)
        )


def _sample_line(sheet: Sheet, x: float, y: float, size: float) -> None:
    _whisker(sheet, x, x + 1.9 * size, y, 0.35 * size)


def _sample_ring(sheet: Sheet, x: float, y: float, size: float) -> None:
    _ring(sheet, x + size, y, size)


def _whisker(sheet: Sheet, left: float, right: float, y: float, half: float) -> None:
    lines = [[(left, y), (right, y)], *([(x, y - half), (x, y + half)] for x in (left, right))]
    sheet.strokes(lines, colors=sheet.look.ink, linewidths=max(1.0, 0.5 * sheet.look.line))


def _ring(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.over.plot(
        [x], [y], "o", ms=0.75 * size, mfc="white", mec=sheet.look.ink, mew=max(1.0, 0.4 * sheet.look.line),
        scalex=False, scaley=False,
    )  # fmt: skip


def _draw_bars(sheet: Sheet, box: Box, rows: Sequence[dict[str, Any]], scale: Scale) -> None:
    look, step = sheet.look, box.height / len(rows)
    plot = _beside_names(sheet, box, rows)
    ends = [row[key] for row in rows for key in ("value", "low", "high", "without_it")]
    low, high = min(0.0, *ends), max(0.0, *ends)
    pad = 0.05 * max(high - low, 1e-3)
    low, high = low - pad, high + pad
    axes = sheet.panel(plot)
    axes.set_xlim(low, high)
    axes.set_label("Shapley values")

    def across(value: float) -> float:
        return plot.left + plot.width * (value - low) / (high - low)

    _grid(sheet, plot, [(across(tick), scale.text(tick)) for tick in scale.ticks(low, high, 7)])
    for n, row in enumerate(rows):
        y, thick = plot.top - step * (n + 0.5), min(0.6 * step, 3.0 * look.letter)
        start, end = sorted((across(0.0), across(row["value"])))
        sheet.fill(Box(start, y - 0.5 * thick, end - start, thick), **_fill(look, row["value"] > 0.0))
        _whisker(sheet, across(row["low"]), across(row["high"]), y, 0.18 * thick)
        _ring(sheet, across(row["without_it"]), y - 0.3 * thick, look.small)
    zero = [[(across(0.0), plot.low), (across(0.0), plot.top)]]
    sheet.strokes(zero, colors=look.ink, linewidths=max(0.8, 0.4 * look.line))


def _beside_names(sheet: Sheet, box: Box, rows: Sequence[dict[str, Any]]) -> Box:
    """Write dates and names, in two lines if need be; the room that is left beside them."""
    look, step = sheet.look, box.height / len(rows)
    dates = max(sheet.width(when(row), look.small) for row in rows) + 0.8 * look.small
    widest = max(sheet.width(row["name"], look.letter) for row in rows)
    room = min(widest, (0.45 if look.brief else 0.34) * box.width - dates) + 1.0
    most = 2 if step > 2.0 * LEADING * look.letter else 1
    for n, row in enumerate(rows):
        y, lines = box.top - step * (n + 0.5), sheet.wrap(row["name"], room, look.letter)
        if len(lines) > most:
            lines = [*lines[: most - 1], sheet.cut(" ".join(lines[most - 1 :]), room, look.letter)]
        for m, line in enumerate(lines):
            up = y + LEADING * look.letter * (0.5 * (len(lines) - 1) - m)
            sheet.say(box.left + dates, up, line, look.letter, va="center_baseline", gid="event")
        sheet.say(box.left, y, when(row), va="center_baseline", color=look.pale, gid="date")
    left = box.left + dates + room + 8.0
    return Box(left, box.low, box.right - left, box.height)


def _grid(sheet: Sheet, plot: Box, ticks: Sequence[tuple[float, str]]) -> None:
    """Upright lines with their values below; a value that would touch the one before is left out."""
    look, free = sheet.look, -np.inf
    for x, text in ticks:
        sheet.strokes(
            [[(x, plot.low), (x, plot.top)]], colors=look.grid, linewidths=look.grid_width, zorder=0.5
        )
        half = 0.5 * sheet.width(text, look.small)
        if x - half > free:
            sheet.say(x, plot.low - 1.2 * look.small, text, ha="center", color=look.pale, gid="tick")
            free = x + half + 0.4 * look.small
