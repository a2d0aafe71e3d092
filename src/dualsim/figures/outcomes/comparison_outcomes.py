"""The second figure of a comparison: whether, and when, what was asked comes in each column."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dualsim.analysis.comparison.asked import Answer
from dualsim.analysis.comparison.result import Comparison
from dualsim.analysis.outcomes.answers import difference_text
from dualsim.analysis.outcomes.outcome import CHANCE, DAY
from dualsim.figures.captions import Frame, Unit, landscape, left_out
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.styles import Style
from dualsim.figures.outcomes.outcome_rows import Row, axis_of_levels, draw_rows, row_of
from dualsim.scenario.dates import STYLE_NAMES

MOST, MOST_BRIEF = 6, 1  # outcomes
COLUMNS_BRIEF = 4
MINUS = "\N{MINUS SIGN}"


def comparison_outcomes_figure(comparison: Comparison, style: Style) -> Canvas:
    """A panel for each outcome, with a row for each column on one axis: dots, and their interval."""
    if not comparison.answers:
        raise ValueError("plot: outcomes: none were asked for; name them where the comparison is made")
    asked = [list(answers) for _, answers in groupby(comparison.answers, key=lambda one: one.text)]
    shown, gone = asked[: MOST_BRIEF if style.brief else MOST], asked[MOST_BRIEF if style.brief else MOST :]
    rows = [_first_few(answers, style) for answers in shown]
    left = [_titled(answers) for answers in gone]
    left += [one.column.name for answers in shown for one in answers[len(_first_few(answers, style)) :]]
    asked_of = {one.column.label for answers in shown for one in answers}
    strange = [column.name for column in comparison.columns if column.label not in asked_of]
    left += [f"{name}, which has no such thing" for name in strange]
    title = f"{_titled(shown[0])}: does it come, and when?" if len(shown) == 1 else "What comes, and when"
    frame = Frame(title, "", _caption(comparison, shown, style, left))
    canvas = landscape(style, frame.title, ", ".join(column.label for column in comparison.columns))
    box = frame.draw(canvas)
    heads = 0.0 if len(shown) == 1 else 1.9 * style.letter
    step, axis = box.height / len(rows), 2.4 * style.small
    for n, answers in enumerate(rows):
        top = box.top - n * step
        if heads:
            text = canvas.cut(_titled(answers), box.width, style.letter, bold=True)
            canvas.write(box.left, top - 1.2 * style.letter, text, style.letter, weight="bold", gid="panel")
        low = box.low + (len(rows) - 1 - n) * step + (axis if n + 1 < len(rows) else 0.0)
        _draw_answers(canvas, Box(box.left, low, box.width, top - heads - low), answers)
    return canvas


def _first_few(answers: Sequence[Answer], style: Style) -> Sequence[Answer]:
    return answers[:COLUMNS_BRIEF] if style.brief else answers


def _titled(answers: Sequence[Answer]) -> str:
    """What was asked, by its name if it has the same in every column, else as it was written."""
    called = {one.outcome.titled(one.column.scenario) for one in answers}
    if len(called) == 1:
        return called.pop()
    text = answers[0].text.partition("@")[0].replace("_", " ").replace("[", " (").replace("]", ")")
    on = answers[0].outcome.on
    return f"{text[:1].upper()}{text[1:]}{f', {on}' if on else ''}"


def _caption(
    comparison: Comparison, shown: Sequence[Sequence[Answer]], style: Style, left: Sequence[str]
) -> str:
    people, seed = (int(comparison.results[0].attrs[key]) for key in ("people", "seed"))
    runs = f"{comparison.runs} runs each of {people:,} people, seeds {seed} to {seed + comparison.runs - 1}"
    said = f"{runs}{left_out(left, style.brief)}."
    kinds = {answers[0].outcome.kind for answers in shown}
    if kinds - {CHANCE}:
        said += " A dot is a run; lines: 90% and 50% of the runs."
    if kinds & {CHANCE, DAY}:
        said += " Shares of runs: 95% intervals."
    return said + (f" Dates are {STYLE_NAMES[comparison.calendar]}." if DAY in kinds else "")


def _draw_answers(canvas: Canvas, box: Box, answers: Sequence[Answer]) -> None:
    """The rows of one outcome; days are counted from the first column's first, whenever runs begin."""
    scenario = answers[0].column.scenario
    rows = [_row(one, one.column.scenario.period.first - scenario.period.first, canvas) for one in answers]
    axis = axis_of_levels(Unit(answers[0].outcome, scenario), rows, 5 if canvas.style.brief else 9)
    draw_rows(canvas, box, rows, axis)


def _row(answer: Answer, later: int, canvas: Canvas) -> Row:
    brief = canvas.style.brief
    values = answer.values + (later if answer.outcome.kind == DAY else 0)
    row = row_of(answer.column.name, answer.outcome, values, brief)
    if answer.difference is None or brief or not answer.difference.defined:
        return row
    less = f"against the first: {difference_text(answer.outcome, answer.difference)}".replace("-", MINUS)
    return row._replace(said="; ".join(part for part in (row.said, less, answer.verdict) if part))
