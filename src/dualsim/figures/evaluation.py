"""The figure of an evaluation: observed against predicted, a row for each observation, by place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dualsim.analysis.evaluation.baselines import BASELINES
from dualsim.analysis.evaluation.result import ADDED, Evaluation, size
from dualsim.analysis.evaluation.totals import Scored
from dualsim.figures.drawing.canvas import LEADING, Box, Canvas
from dualsim.figures.drawing.intervals import draw_interval
from dualsim.figures.drawing.panel import tick_values
from dualsim.figures.drawing.styles import PALETTE, Style
from dualsim.figures.many_places.error_map import map_figure
from dualsim.figures.many_places.scatter import scatter_figure
from dualsim.scenario.dates import short_date

TITLE = "Observed and predicted shares"
MARKS = {  # of the baselines
    "persistence": "x", "uniform_swing": "^", "capital": "+", "mean": "_", "regression": "D",
}  # fmt: skip
CALLED = {
    "persistence": "no change", "uniform_swing": "swing of the capital", "capital": "as in the capital",
    "mean": "mean of others", "regression": "regression",
}  # fmt: skip
LABELS, ERRORS = 0.42, 0.06  # of the width: what was observed on the left, errors on the right


@dataclass(frozen=True)
class _Frame:
    """Where things stand on the canvas, in points."""

    left: float  # of the shares' axis
    right: float
    top: float  # of the first row
    row: float  # height of a row
    most: float  # the share at the right end

    def across(self, share: float) -> float:
        """Where a share stands."""
        return self.left + (self.right - self.left) * min(share, self.most) / self.most


def evaluation_figure(
    evaluation: Evaluation, style: Style, *, scatter: bool = False, on_map: bool = False
) -> Canvas:
    """A row for each observation, many of them on a longer sheet; or predicted against counted, or a map."""
    if scatter and on_map:
        raise ValueError("plot: scatter: a figure is either this or on_map; draw two")
    if scatter:
        return scatter_figure(evaluation, style)
    return map_figure(evaluation, style) if on_map else _rows_figure(evaluation, style)


def _rows_figure(evaluation: Evaluation, style: Style) -> Canvas:
    """A row for each observation; many of them make the figure longer."""
    row = style.letter * (2.5 if style.brief else 1.55)
    rows = [scored for there in evaluation.by_place.values() for scored in there]
    draft, kinds = Canvas(style, style.size, {}), _kinds(evaluation)
    notes = _notes(evaluation, draft)
    above = style.margin + style.title * 1.5 + _legend_lines(draft, kinds) * style.small * 1.7
    below = style.margin + style.small * (3.2 + LEADING * len(notes))
    if style.brief:
        rows = _widest_misses(rows, int((style.size[1] - above - below) / row))
    lines = sum(_tall(draft, scored) for scored in rows)
    lines += 0 if style.brief else len({scored.seen.place for scored in rows})
    high = style.size[1] if style.brief else max(above + below + row * lines, 0.5 * style.size[1])
    about = {"title": f"{TITLE}. {', '.join(evaluation.sources)}", "software": "dualsim", "command": ""}
    canvas = Canvas(style, (style.size[0], high), about)
    wide = canvas.wide - 2 * style.margin
    right = canvas.wide - style.margin - (1.6 * style.small if style.brief else ERRORS * wide)
    most = math.ceil(10 * max([0.5, *(_highest(scored) for scored in rows)])) / 10
    left = style.margin + (style.small if style.brief else LABELS * wide)
    frame = _Frame(left, right, high - above, row, min(most, 1.0))
    _heading(canvas, _title(evaluation, rows, style), kinds)
    _axis(canvas, frame, lines)
    _draw_rows(canvas, frame, evaluation, rows)
    for n, line in enumerate(reversed(notes)):
        canvas.write(style.margin, style.margin + n * style.small * LEADING, line, color=style.pale)
    return canvas


def _highest(row: Scored) -> float:
    return max(row.seen.share, row.score.wide[1], *(score.median for score in row.baselines.values()), 0.0)


def _title(evaluation: Evaluation, rows: Sequence[Scored], style: Style) -> str:
    if len(rows) < len(evaluation.rows):
        return f"{len(rows)} of {len(evaluation.rows)} shares: the widest misses"
    return TITLE


def _widest_misses(rows: Sequence[Scored], lines: int) -> list[Scored]:
    """As many rows as there are lines for; the widest misses stay."""
    kept: list[Scored] = []
    for row in sorted(rows, key=lambda row: -abs(row.score.error)):
        if len(kept) < lines:
            kept.append(row)
    return [row for row in rows if row in kept]


def _notes(evaluation: Evaluation, canvas: Canvas) -> list[str]:
    """What stands at the foot: scores, runs, what the intervals hold."""
    style, total = canvas.style, evaluation.total
    if not total.rows:
        return canvas.wrap("No observation is covered.", canvas.wide - 2 * style.margin, style.small)
    scores = f"Mean absolute error {100 * total.mean_absolute_error:.1f} points"
    if style.brief:
        dates = f". Dates: {evaluation.style}." if evaluation.style else ""
        return [scores + f", {100 * total.coverage_90:.0f}% inside 90%{dates}"]
    left = f"; {len(evaluation.uncovered)} observations not covered" if evaluation.uncovered else ""
    text = (
        f"{total.rows} observations: {scores.lower()}, {100 * total.coverage_90:.0f}% inside the intervals "
        f"of 90%, mean CRPS {100 * total.mean_crps:.1f} points{left}. {size(evaluation)}. "
        f"Intervals hold {evaluation.held}; "
        f"draws of numbers: {evaluation.draws}. {', '.join(evaluation.sources)} against "
        f"{evaluation.against}. Dates are {evaluation.style}, errors in points."
    )
    return canvas.wrap(text, canvas.wide - 2 * style.margin, style.small)


def _kinds(evaluation: Evaluation) -> list[str]:
    """The baselines of the legend: those added since only where they say something."""
    said = {name for row in evaluation.rows for name in row.baselines}
    return [name for name in BASELINES if name in said or name not in ADDED]


def _entries(style: Style, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """The legend: what is drawn, and its word."""
    model = "model: 50%, 90%" if style.brief else "model: median, 50% and 90%"
    dots = [("inside", "observed"), ("outside", "outside" if style.brief else "observed, outside of 90%")]
    others = [(name, CALLED[name] if style.brief else f"{name.replace('_', ' ')}") for name in kinds]
    return [("model", model), *dots, *others]


def _places(canvas: Canvas, kinds: Sequence[str]) -> list[tuple[str, str, float, int]]:
    """Each entry of the legend with where it begins and on which line."""
    style, entries, x, line = canvas.style, [], canvas.style.margin, 0
    for kind, word in _entries(style, kinds):
        wide = _sample(style, kind) + canvas.width(word, style.small) + 1.5 * style.small
        if x + wide > canvas.wide - style.margin and x > style.margin:
            x, line = style.margin, line + 1
        entries.append((kind, word, x, line))
        x += wide
    return entries


def _sample(style: Style, kind: str) -> float:
    return style.small * (3.4 if kind == "model" else 1.3)


def _legend_lines(canvas: Canvas, kinds: Sequence[str]) -> int:
    return _places(canvas, kinds)[-1][3] + 1


def _heading(canvas: Canvas, title: str, kinds: Sequence[str]) -> None:
    """The title, and the legend below it."""
    style = canvas.style
    first = canvas.high - style.margin - style.title * 0.8
    canvas.write(style.margin, first, title, size=style.title, fontweight="bold")
    for kind, word, x, line in _places(canvas, kinds):
        y, room = first - style.small * (1.9 + 1.5 * line), _sample(style, kind)
        middle = y + 0.35 * style.small
        if kind == "model":
            middle_half = (x + 0.25 * room, x + 0.6 * room)
            draw_interval(canvas, middle, (x, x + 0.8 * room), x + 0.4 * room, middle_half)
        else:
            _mark(canvas, x + 0.4 * style.small, middle, kind)
        canvas.write(x + room, y, word)


def _axis(canvas: Canvas, frame: _Frame, lines: float) -> None:
    """Shares from nothing to the most, with a thin line at each tick."""
    style = canvas.style
    low = frame.top - lines * frame.row
    ticks = tick_values(0.0, frame.most, 6 if style.brief else 7)
    at = [frame.across(tick) for tick in ticks]
    axes = canvas.add_panel(Box(frame.left, low, frame.right - frame.left, frame.top - low))
    axes.set_xlim(0.0, frame.most)
    axes.set_label("shares")
    canvas.draw_lines([[(x, low), (x, frame.top)] for x in at], colors=style.stem, linewidths=0.5, zorder=0.5)
    for x, tick in zip(at, ticks, strict=True):
        text = f"{100 * tick:.0f}%"
        canvas.write(x, low - 1.3 * style.small, text, ha="center", color=style.pale, gid="tick")


def _draw_rows(canvas: Canvas, frame: _Frame, evaluation: Evaluation, rows: Sequence[Scored]) -> None:
    style, y = canvas.style, frame.top
    if rows and not style.brief:
        canvas.write(canvas.wide - style.margin, y - 0.7 * frame.row, "error", ha="right", color=style.pale)
    for place, there in groupby(rows, key=lambda row: row.seen.place):
        if not style.brief:
            y -= frame.row
            name, up = evaluation.places[place], y + 0.3 * frame.row
            canvas.write(style.margin, up, name, size=style.letter, fontweight="bold", gid="panel")
        for row in there:
            y -= frame.row * _tall(canvas, row)
            if style.brief:
                several = len(evaluation.places) > 1
                _write_over(canvas, frame, row, y, evaluation.places[place] if several else "")
            _draw_row(canvas, frame, row, y + (0.25 if style.brief else 0.5 * _tall(canvas, row)) * frame.row)


def _label(canvas: Canvas, row: Scored) -> list[str]:
    """What was observed, in as many lines as it takes on the left."""
    style = canvas.style
    return canvas.wrap(row.label, LABELS * (canvas.wide - 2 * style.margin) - _indent(canvas), style.small)


def _indent(canvas: Canvas) -> float:
    """The room of the date, and some air."""
    return canvas.width("30 Mar ", canvas.style.small) + 1.7 * canvas.style.small


def _tall(canvas: Canvas, row: Scored) -> float:
    """How many rows high a row is: a name that takes two lines needs more than one."""
    return 1.0 if canvas.style.brief else 1.0 + 0.7 * (len(_label(canvas, row)) - 1)


def _write_over(canvas: Canvas, frame: _Frame, row: Scored, low: float, place: str) -> None:
    """The date, the place and what was observed, over its interval."""
    style, words = canvas.style, row.label.partition(",")[0]
    text = f"{short_date(row.seen.date)}  {place}{', ' if place else ''}{words}"
    behind = {"facecolor": style.ground, "edgecolor": "none", "pad": 0.5}
    text = canvas.cut(text, frame.right - frame.left, style.small)
    canvas.write(frame.left + 4.0, low + 0.6 * frame.row, text, bbox=behind, zorder=3, gid="row")


def _draw_row(canvas: Canvas, frame: _Frame, row: Scored, y: float) -> None:
    style, score = canvas.style, row.score
    base = y - 0.35 * style.small
    if not style.brief:
        indent, lines = _indent(canvas) - style.small, _label(canvas, row)
        canvas.write(style.margin, base, short_date(row.seen.date), color=style.pale, gid="date")
        for n, line in enumerate(lines):
            up = ((len(lines) - 1) / 2 - n) * style.small * LEADING
            canvas.write(style.margin + indent, base + up, line, gid="row")
    for name, other in row.baselines.items():
        _mark(canvas, frame.across(other.median), y, name)
    wide, middle = ((frame.across(low), frame.across(high)) for low, high in (score.wide, score.middle))
    draw_interval(canvas, y, wide, frame.across(score.median), middle)
    _mark(canvas, frame.across(row.seen.share), y, "inside" if score.inside else "outside")
    if not style.brief:
        x = canvas.wide - style.margin
        error = f"{100 * score.error:+.0f}".replace("-", "\N{MINUS SIGN}")
        canvas.write(x, base, error if error[1:] != "0" else "0", ha="right")


def _mark(canvas: Canvas, x: float, y: float, kind: str) -> None:
    """A dot for what was observed, hollow if it is outside; a small mark for a baseline."""
    style = canvas.style
    colour = PALETTE[1] if style.colour else "#000000"
    if kind in MARKS:
        how: dict[str, Any] = {
            "marker": MARKS[kind],
            "ms": 0.5 * style.letter,
            "mfc": "none",
            "mec": style.pale,
            "zorder": 3.5,
        }
    else:
        face = colour if kind == "inside" else "white"
        how = {"marker": "o", "ms": 0.62 * style.letter, "mfc": face, "mec": colour, "zorder": 4}
    canvas.over.plot([x], [y], ls="none", mew=max(0.8, 0.5 * style.line), scalex=False, scaley=False, **how)
