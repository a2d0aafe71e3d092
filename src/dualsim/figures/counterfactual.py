"""The figure of a what-if: each outcome as it was and changed, run by run, and the pairs' differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from dualsim.analysis.counterfactual import Answer, WhatIf
from dualsim.analysis.outcomes.answers import Told, told
from dualsim.analysis.outcomes.outcome import CHANCE
from dualsim.analysis.statistics import Floats
from dualsim.figures.captions import Frame, Unit, landscape
from dualsim.figures.drawing.canvas import LEADING, Box, Canvas
from dualsim.figures.drawing.intervals import draw_axis, draw_interval
from dualsim.figures.drawing.panel import tick_values
from dualsim.figures.drawing.styles import Style, interval_colour

MOST, MOST_BRIEF = 6, 1  # outcomes


class _Row(NamedTuple):
    """An outcome over the runs, its name, and a value for each run if that says more than their share."""

    name: str
    told: Told
    dots: Floats

    @property
    def ends(self) -> list[float]:
        """Everything that is drawn of it."""
        return [end for end in (*self.told.spread, *self.dots.tolist()) if np.isfinite(end)]


def counterfactual_figure(whatif: WhatIf, style: Style) -> Canvas:
    """On the left an outcome with and without the change, on the right the difference of each pair."""
    answers = whatif.answers[: MOST_BRIEF if style.brief else MOST]
    changes = "; ".join(change.removeprefix("--") for change in whatif.changes)
    frame = Frame(f"What if: {changes or 'the same again'}", "", _caption(whatif, style, len(answers)))
    canvas = landscape(style, frame.title, whatif.scenario.title)
    box = frame.draw(canvas)
    title = 1.9 * style.letter
    step = box.height / len(answers)
    axis = 2.4 * style.small
    for n, answer in enumerate(answers):
        top = box.top - n * step
        text = canvas.cut(answer.outcome.titled(whatif.scenario), box.width, style.letter, bold=True)
        canvas.write(box.left, top - 1.2 * style.letter, text, style.letter, weight="bold", gid="panel")
        low = box.low + (len(answers) - 1 - n) * step + (axis if n + 1 < len(answers) else 0.0)
        _draw_answer(canvas, Box(box.left, low, box.width, top - title - low), answer, whatif)
    return canvas


def _caption(whatif: WhatIf, style: Style, shown: int) -> str:
    runs = f"{whatif.scenario.title}: {whatif.runs} pairs of runs of {whatif.people:,} people"
    left = f"; {shown} of {len(whatif.answers)} outcomes" if shown < len(whatif.answers) else ""
    if style.brief:
        chance = whatif.answers[0].outcome.kind == CHANCE
        return f"{runs}{left}. Lines: {'95% intervals' if chance else '90% of the runs'}."
    past = f", which share the past up to the eve of {whatif.branch_at}" if whatif.branch_at else ""
    last = whatif.seed + whatif.runs - 1
    kinds = {answer.outcome.kind for answer in whatif.answers[:shown]}
    runs = f"{runs}, seeds {whatif.seed} to {last}{past}{left}."
    if kinds - {CHANCE}:
        runs += (
            " Each dot is a run, or the difference of two that share their luck; thin lines hold 90% of "
            "them, thick ones 50%, with a tick at the median."
        )
    return f"{runs} Shares of runs: 95% intervals." if CHANCE in kinds else runs


def _draw_answer(canvas: Canvas, box: Box, answer: Answer, whatif: WhatIf) -> None:
    style, unit, outcome = canvas.style, Unit(answer.outcome, whatif.scenario), answer.outcome
    chance = np.empty(0) if outcome.kind == CHANCE else None
    levels = [_Row("as it was", told(outcome, answer.before), answer.before if chance is None else chance)]
    differences: list[_Row] = []
    if whatif.changes:
        levels.append(
            _Row("changed", told(outcome, answer.after), answer.after if chance is None else chance)
        )
        less = answer.after - answer.before if chance is None else chance
        differences.append(_Row("difference", answer.difference, less))
    gap = 1.5 * style.letter
    wide = 0.5 * (box.width - gap) if whatif.changes else box.width
    _draw_rows(canvas, Box(box.left, box.low, wide, box.height), levels, unit.level)
    if differences:
        right = Box(box.left + wide + gap, box.low, wide, box.height)
        points = f", in {unit.name}" if (unit.share or unit.is_day) and not style.brief else ""
        said = answer.verdict + points if answer.difference.defined else "no pair of runs has both"
        _draw_rows(canvas, right, differences, unit.change, said)


def _draw_rows(
    canvas: Canvas, box: Box, rows: Sequence[_Row], text: Callable[[float], str], verdict: str = ""
) -> None:
    """Names on the left; for each, dots and their interval; zero is marked where there is a verdict."""
    style = canvas.style
    names = max(canvas.width(row.name, style.letter) for row in rows) + style.letter
    plot = Box(box.left + names, box.low, box.width - names, box.height)
    ends = [end for row in rows for end in row.ends] + ([0.0] if verdict else [])
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    pad = max(0.06 * (high - low), 1e-3)
    low, high = low - pad, high + pad
    axes = canvas.add_panel(plot)
    axes.set_xlim(low, high)
    axes.set_label(", ".join(row.name for row in rows))

    def across(value: float) -> float:
        return plot.left + plot.width * (value - low) / (high - low)

    draw_axis(canvas, plot, [(across(tick), text(tick)) for tick in tick_values(low, high, 6)])
    if verdict:
        zero = [[(across(0.0), plot.low), (across(0.0), plot.top)]]
        canvas.draw_lines(zero, colors=style.ink, linewidths=max(0.8, 0.4 * style.line), zorder=1)
        said = canvas.cut(verdict, plot.width - style.small, style.small)
        down = plot.top - LEADING * style.small
        behind = {"facecolor": style.ground, "edgecolor": "none", "pad": 1.0}
        left = plot.left + 0.5 * style.small
        canvas.write(left, down, said, color=style.pale, bbox=behind, gid="verdict")
    room = plot.height - (1.6 * style.small if verdict else 0.0)
    for n, row in enumerate(rows):
        y = plot.low + room * (1.0 - (n + 0.5) / len(rows))
        canvas.write(box.left, y, row.name, style.letter, va="center_baseline", gid="row")
        if row.told.lacking and not verdict:
            said = canvas.cut(row.told.lacking, plot.width, style.small)
            down = y - 0.3 * room / len(rows) - style.small
            canvas.write(plot.right, down, said, ha="right", color=style.pale, gid="lacking")
        if row.told.defined:
            _draw_row(canvas, row, y, min(0.3 * room / len(rows), 1.8 * style.letter), across)


def _draw_row(canvas: Canvas, row: _Row, y: float, up: float, across: Callable[[float], float]) -> None:
    """An interval, and above it a dot for each run."""
    style, spots = canvas.style, row.dots[np.isfinite(row.dots)]
    middle = np.quantile(spots, (0.25, 0.75)).tolist() if len(spots) else None
    median, low, high = (across(end) for end in row.told.spread)
    inner = (across(middle[0]), across(middle[1])) if middle is not None else None
    draw_interval(canvas, y - 0.4 * up, (low, high), median, inner, thick=middle is None)
    heights = y + up * (0.35 + 0.65 * (np.arange(len(spots)) * 0.618 % 1.0))  # apart, and the same every time
    canvas.over.plot(
        [across(float(value)) for value in spots], heights, "o", ms=0.5 * style.letter,
        mfc=interval_colour(style), mec="none", alpha=0.5, scalex=False, scaley=False, zorder=2,
    )  # fmt: skip
