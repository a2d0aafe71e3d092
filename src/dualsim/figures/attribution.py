"""The figure of an attribution: a bar for each event, the spread of the runs, and what it does alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dualsim.analysis.attribution.result import Attribution, effects_of, when
from dualsim.figures.attribution_over_time import attribution_over_time_figure
from dualsim.figures.captions import Unit, attribution_frame, landscape
from dualsim.figures.drawing.canvas import LEADING, Box, Canvas
from dualsim.figures.drawing.intervals import draw_axis, draw_ring
from dualsim.figures.drawing.panel import tick_values
from dualsim.figures.drawing.styles import Style, bar_fill

MOST, MOST_BRIEF = 20, 6  # bars


def attribution_figure(attribution: Attribution, style: Style, *, over_time: bool = False) -> Canvas:
    """Each event's Shapley value as a bar, with where 90 per cent of the runs lie and what it does alone."""
    if over_time:
        return attribution_over_time_figure(attribution, style)
    rows = list(effects_of(attribution))[: MOST_BRIEF if style.brief else MOST]
    frame = attribution_frame(attribution, _note(style, len(attribution.events) - len(rows)))
    canvas = landscape(style, frame.title, attribution.scenario.title)
    box = frame.draw(canvas)
    top = _draw_legend(canvas, box.top + 0.6 * style.letter, box.width)
    unit = Unit(attribution.outcome, attribution.scenario)
    _draw_bars(canvas, Box(*box[:3], top - 0.6 * style.letter - box.low), rows, unit)
    return canvas


def _note(style: Style, left_out: int) -> str:
    smaller = f"; {left_out} smaller events left out" if left_out else ""
    if style.brief:
        return f"{smaller}."
    alone = "An event is left out with all that follows from it"
    return f"{smaller}. {alone}; the bars sum to the whole difference."


def _draw_legend(canvas: Canvas, y: float, room: float) -> float:
    """What bar, line and ring are."""
    style, size = canvas.style, canvas.style.small
    x, y = style.margin, y - 1.7 * size
    words = ("share of the difference", "90% of the runs", "left out alone")
    if not style.brief:
        words = (
            "Shapley value: its share of the difference",
            "where 90% of the runs lie",
            "leaving it out alone",
        )
    samples = (_sample_bar, _sample_line, _sample_ring)
    for word, sample in zip(words, samples, strict=True):
        wide = 2.4 * size + canvas.width(word, size) + 1.4 * size
        if x + wide > style.margin + room + 1.4 * size:
            x, y = style.margin, y - 1.5 * size
        sample(canvas, x, y + 0.45 * size, size)
        canvas.write(x + 2.4 * size, y + 0.45 * size, word, va="center_baseline", gid="legend")
        x += wide
    return y


def _sample_bar(canvas: Canvas, x: float, y: float, size: float) -> None:
    for n, above in enumerate((True, False)):
        canvas.draw_box(
            Box(x + 0.95 * size * n, y - 0.45 * size, 0.95 * size, 0.9 * size),
            **bar_fill(canvas.style, above),
        )


def _sample_line(canvas: Canvas, x: float, y: float, size: float) -> None:
    _whisker(canvas, x, x + 1.9 * size, y, 0.35 * size)


def _sample_ring(canvas: Canvas, x: float, y: float, size: float) -> None:
    draw_ring(canvas, x + size, y, size)


def _whisker(canvas: Canvas, left: float, right: float, y: float, half: float) -> None:
    lines = [[(left, y), (right, y)], *([(x, y - half), (x, y + half)] for x in (left, right))]
    canvas.draw_lines(lines, colors=canvas.style.ink, linewidths=max(1.0, 0.5 * canvas.style.line))


def _draw_bars(canvas: Canvas, box: Box, rows: Sequence[dict[str, Any]], unit: Unit) -> None:
    style, step = canvas.style, box.height / len(rows)
    plot = _beside_names(canvas, box, rows)
    ends = [row[key] for row in rows for key in ("value", "low", "high", "without_it")]
    low, high = min(0.0, *ends), max(0.0, *ends)
    pad = 0.05 * max(high - low, 1e-3)
    low, high = low - pad, high + pad
    axes = canvas.add_panel(plot)
    axes.set_xlim(low, high)
    axes.set_label("Shapley values")

    def across(value: float) -> float:
        return plot.left + plot.width * (value - low) / (high - low)

    draw_axis(canvas, plot, [(across(tick), unit.change(tick)) for tick in tick_values(low, high, 7)])
    for n, row in enumerate(rows):
        y, thick = plot.top - step * (n + 0.5), min(0.6 * step, 3.0 * style.letter)
        start, end = sorted((across(0.0), across(row["value"])))
        canvas.draw_box(
            Box(start, y - 0.5 * thick, end - start, thick), **bar_fill(style, row["value"] > 0.0)
        )
        _whisker(canvas, across(row["low"]), across(row["high"]), y, 0.18 * thick)
        draw_ring(canvas, across(row["without_it"]), y - 0.3 * thick, style.small)
    zero = [[(across(0.0), plot.low), (across(0.0), plot.top)]]
    canvas.draw_lines(zero, colors=style.ink, linewidths=max(0.8, 0.4 * style.line))


def _beside_names(canvas: Canvas, box: Box, rows: Sequence[dict[str, Any]]) -> Box:
    """Write dates and names, in two lines if need be; the room that is left beside them."""
    style, step = canvas.style, box.height / len(rows)
    dates = max(canvas.width(when(row), style.small) for row in rows) + 0.8 * style.small
    widest = max(canvas.width(row["name"], style.letter) for row in rows)
    room = min(widest, (0.45 if style.brief else 0.34) * box.width - dates) + 1.0
    most = 2 if step > 2.0 * LEADING * style.letter else 1
    for n, row in enumerate(rows):
        y, lines = box.top - step * (n + 0.5), canvas.wrap(row["name"], room, style.letter)
        if len(lines) > most:
            lines = [*lines[: most - 1], canvas.cut(" ".join(lines[most - 1 :]), room, style.letter)]
        for m, line in enumerate(lines):
            up = y + LEADING * style.letter * (0.5 * (len(lines) - 1) - m)
            canvas.write(box.left + dates, up, line, style.letter, va="center_baseline", gid="event")
        canvas.write(box.left, y, when(row), va="center_baseline", color=style.pale, gid="date")
    left = box.left + dates + room + 8.0
    return Box(left, box.low, box.right - left, box.height)
