"""The figure of a what-if: each outcome as it was and changed, run by run, and the pairs' differences."""

from __future__ import annotations

import numpy as np

from dualsim.analysis.counterfactual import Answer, WhatIf
from dualsim.analysis.outcomes.outcome import CHANCE, DAY
from dualsim.figures.captions import Frame, Unit, landscape, left_out
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.styles import Style
from dualsim.figures.outcomes.outcome_rows import Row, axis_of_differences, axis_of_levels, draw_rows, row_of
from dualsim.scenario.dates import STYLE_NAMES

MOST, MOST_BRIEF = 6, 1  # outcomes


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
    runs = f"{shortened(whatif.scenario.title)}: {whatif.runs} pairs of runs of {whatif.people:,} people"
    left = left_out([one.outcome.titled(whatif.scenario) for one in whatif.answers[shown:]], style.brief)
    kinds = {answer.outcome.kind for answer in whatif.answers[:shown]}
    dates = STYLE_NAMES[whatif.scenario.calendar]
    if style.brief:
        lines = "95% intervals" if kinds == {CHANCE} else "90% and 50% of the runs"
        return f"{runs}{left}. Lines: {lines}.{f' Dates: {dates}.' if DAY in kinds else ''}"
    past = f", which share the past up to the eve of {whatif.branch_at}" if whatif.branch_at else ""
    last = whatif.seed + whatif.runs - 1
    runs = f"{runs}, seeds {whatif.seed} to {last}{past}{left}."
    if kinds - {CHANCE}:
        runs += (
            " Each dot is a run, or the difference of two that share their luck; thin lines hold 90% of "
            "them, thick ones 50%, with a tick at the median."
        )
    if DAY in kinds:
        runs += f" Days are those of the runs in which it comes, dates {dates}."
    return f"{runs} Shares of runs: 95% intervals." if kinds & {CHANCE, DAY} else runs


def _draw_answer(canvas: Canvas, box: Box, answer: Answer, whatif: WhatIf) -> None:
    style, unit, outcome = canvas.style, Unit(answer.outcome, whatif.scenario), answer.outcome
    values = {"as it was": answer.before, "changed": answer.after}
    given = list(values.items())[: 2 if whatif.changes else 1]
    levels = [row_of(name, outcome, found, style.brief) for name, found in given]
    gap = (0.9 if style.brief else 1.5) * style.letter
    wide = 0.5 * (box.width - gap) if whatif.changes else box.width
    axis = axis_of_levels(unit, levels, 4 if style.brief else 6)
    draw_rows(canvas, Box(box.left, box.low, wide, box.height), levels, axis)
    if not whatif.changes:
        return
    less = np.empty(0) if outcome.kind == CHANCE else answer.after - answer.before
    row = Row("", answer.difference, less, _pairs(answer))
    axis = axis_of_differences(unit, [row], 4 if style.brief else 6, _verdict(answer, unit, style))
    draw_rows(canvas, Box(box.left + wide + gap, box.low, wide, box.height), [row], axis)


def _pairs(answer: Answer) -> str:
    """In how many pairs there is no difference to take, if in some."""
    return f"{answer.difference.lacking} pairs" if answer.difference.lacking else ""


def _verdict(answer: Answer, unit: Unit, style: Style) -> str:
    """What the change did, and in what its difference is counted."""
    if not answer.difference.defined:
        return "no pair of runs has both"
    if style.brief:
        return f"{answer.verdict}, in {'days' if unit.is_day else 'points' if unit.share else 'its unit'}"
    return f"difference, in {unit.name}: {answer.verdict}"
