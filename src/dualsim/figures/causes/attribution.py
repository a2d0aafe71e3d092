"""The figure of an attribution: a bar for each event, the spread of the runs, and what it does alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dualsim.analysis.attribution.result import Attribution, effects_of, when
from dualsim.analysis.outcomes.answers import dates_text, told
from dualsim.analysis.outcomes.outcome import DAY
from dualsim.figures.captions import Unit, attribution_frame, landscape, left_out
from dualsim.figures.causes.attribution_over_time import attribution_over_time_figure
from dualsim.figures.causes.value_scale import draw_scale
from dualsim.figures.drawing.canvas import LEADING, Box, Canvas
from dualsim.figures.drawing.intervals import draw_ring, draw_whisker
from dualsim.figures.drawing.styles import Style, bar_fill
from dualsim.figures.outcomes.outcome_rows import Row, axis_of_levels, draw_rows

MOST, MOST_BRIEF, MOST_UNDER = 20, 5, 3  # bars; on a slide, and there under the days themselves
DAYS, DAYS_BRIEF = 0.24, 0.4  # of the height, for the days with all events and with none


def attribution_figure(attribution: Attribution, style: Style, *, over_time: bool = False) -> Canvas:
    """Each event's Shapley value as a bar, with where 90 per cent of the runs lie and what it does alone."""
    if over_time:
        return attribution_over_time_figure(attribution, style)
    is_day = attribution.outcome.kind == DAY
    everything = list(effects_of(attribution))
    rows = everything[: MOST if not style.brief else MOST_UNDER if is_day else MOST_BRIEF]
    note = _note(attribution, style, [row["name"] for row in everything[len(rows) :]])
    frame = attribution_frame(attribution, note, style.brief)
    if is_day and style.brief:
        frame = frame._replace(subtitle="")
    canvas = landscape(style, frame.title, attribution.scenario.title)
    box = frame.draw(canvas)
    if is_day:
        box = _draw_days(canvas, box, attribution)
    top = _draw_legend(canvas, box.top + 0.6 * style.letter, box.width)
    unit = Unit(attribution.outcome, attribution.scenario)
    _draw_bars(canvas, Box(*box[:3], top - 0.6 * style.letter - box.low), rows, unit)
    return canvas


def _note(attribution: Attribution, style: Style, smaller: Sequence[str]) -> str:
    left, is_day = left_out(smaller, style.brief), attribution.outcome.kind == DAY
    dates = Unit(attribution.outcome, attribution.scenario).dates
    if style.brief:
        return f"{left}.{' Bars are days.' if is_day else ''}{dates}"
    bars = "the bars, in days, sum to" if is_day else "the bars sum to"
    return f"{left}. An event is left out with all that follows from it; {bars} the whole difference.{dates}"


def _draw_days(canvas: Canvas, box: Box, attribution: Attribution) -> Box:
    """The days themselves, with all events and with none of them; the room that is left below."""
    style, unit = canvas.style, Unit(attribution.outcome, attribution.scenario)
    names = (f"with all {len(attribution.events)} events", "with none of them")
    rows = []
    for name, days in zip(names, (attribution.whole[:, -1], attribution.none[:, -1]), strict=True):
        found = told(attribution.outcome, days)
        said = unit.level(found.spread.median) if style.brief else dates_text(found.spread, unit.scenario)
        rows.append(Row(name, found, days, said if found.defined else ""))
    high = (DAYS_BRIEF if style.brief else DAYS) * box.height
    strip = Box(box.left, box.top - high, box.width, high)
    draw_rows(canvas, strip, rows, axis_of_levels(unit, rows, 5 if style.brief else 9))
    return Box(box.left, box.low, box.width, box.height - high - 2.0 * style.small)


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
    draw_whisker(canvas, x, x + 1.9 * size, y, 0.35 * size)


def _sample_ring(canvas: Canvas, x: float, y: float, size: float) -> None:
    draw_ring(canvas, x + size, y, size)


def _draw_bars(canvas: Canvas, box: Box, rows: Sequence[dict[str, Any]], unit: Unit) -> None:
    style, step, years = canvas.style, box.height / len(rows), unit.scenario.period.of_years
    plot = box if style.brief else _beside_names(canvas, box, rows, years)
    ends = [row[key] for row in rows for key in ("value", "low", "high", "without_it")]
    across = draw_scale(canvas, plot, ends, unit, "Shapley values")
    zero = [[(across(0.0), plot.low), (across(0.0), plot.top)]]
    canvas.draw_lines(zero, colors=style.ink, linewidths=max(0.8, 0.4 * style.line))
    over = 1.2 * style.letter if style.brief else 0.0
    for n, row in enumerate(rows):
        if style.brief:
            _write_over(canvas, plot, plot.top - step * n, f"{when(row, years)}  {row['name']}")
        y, thick = plot.top - step * (n + 0.5) - 0.5 * over, min(0.6 * (step - over), 3.0 * style.letter)
        start, end = sorted((across(0.0), across(row["value"])))
        canvas.draw_box(
            Box(start, y - 0.5 * thick, end - start, thick), **bar_fill(style, row["value"] > 0.0)
        )
        draw_whisker(canvas, across(row["low"]), across(row["high"]), y, 0.18 * thick)
        draw_ring(canvas, across(row["without_it"]), y - 0.3 * thick, style.small)


def _write_over(canvas: Canvas, plot: Box, top: float, text: str) -> None:
    """The date and name of an event, over its bar."""
    style = canvas.style
    behind = {"facecolor": style.ground, "edgecolor": "none", "pad": 0.5}
    words, y = canvas.cut(text, plot.width - style.small, style.small), top - style.small
    canvas.write(plot.left + 0.3 * style.small, y, words, bbox=behind, zorder=5, gid="event")


def _beside_names(canvas: Canvas, box: Box, rows: Sequence[dict[str, Any]], years: bool) -> Box:
    """Write dates and names, in two lines if need be; the room that is left beside them."""
    style, step = canvas.style, box.height / len(rows)
    dates = max(canvas.width(when(row, years), style.small) for row in rows) + 0.8 * style.small
    widest = max(canvas.width(row["name"], style.letter) for row in rows)
    room = min(widest, 0.34 * box.width - dates) + 1.0
    most = 2 if step > 2.0 * LEADING * style.letter else 1
    for n, row in enumerate(rows):
        y, lines = box.top - step * (n + 0.5), canvas.wrap(row["name"], room, style.letter)
        if len(lines) > most:
            lines = [*lines[: most - 1], canvas.cut(" ".join(lines[most - 1 :]), room, style.letter)]
        for m, line in enumerate(lines):
            up = y + LEADING * style.letter * (0.5 * (len(lines) - 1) - m)
            canvas.write(box.left + dates, up, line, style.letter, va="center_baseline", gid="event")
        canvas.write(box.left, y, when(row, years), va="center_baseline", color=style.pale, gid="date")
    left = box.left + dates + room + 8.0
    return Box(left, box.low, box.right - left, box.height)
