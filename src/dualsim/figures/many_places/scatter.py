"""The figure of predicted against counted shares: a panel an option, a mark a place, with its name."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dualsim.analysis.evaluation.result import Evaluation, size
from dualsim.analysis.evaluation.totals import Scored
from dualsim.figures.captions import Frame
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.panel import tick_values
from dualsim.figures.drawing.point_labels import Point, label_points
from dualsim.figures.drawing.styles import Style
from dualsim.figures.many_places.panels import (
    LEVEL_MARKS,
    LEVEL_WORDS,
    colour_of,
    draw_mark,
    grid,
    name_of,
    panels_of,
    part_of,
)

TITLE = "Counted and predicted"


def scatter_figure(evaluation: Evaluation, style: Style) -> Canvas:
    """Square panels, two beside each other; more of them make the figure longer."""
    panels = panels_of(evaluation, style)
    columns = min(2, max(len(panels), 1))
    frame = Frame(TITLE, "" if style.brief else _subtitle(), _caption(evaluation, panels, style))
    about = {"title": f"{TITLE}. {', '.join(evaluation.sources)}", "software": "dualsim", "command": ""}
    canvas = Canvas(style, style.size, about)
    box = frame.draw(Canvas(style, style.size, about))
    legend, axis, head = 1.8 * style.letter, 2.6 * style.small, 2.9 * style.letter
    gap = 4.2 * style.small
    if not style.brief:
        wide = (box.width - (columns - 1) * gap - 3.0 * style.small) / columns
        rows = -(-max(len(panels), 1) // columns)
        high = style.size[1] - box.height + legend + rows * (min(wide, 0.62 * box.width) + head + axis)
        canvas = Canvas(style, (style.size[0], high), about)
    box = frame.draw(canvas)
    _legend(canvas, evaluation, box.left, box.top - 0.9 * style.letter)
    inner = Box(box.left + 3.0 * style.small, box.low, box.width - 3.0 * style.small, box.height - legend)
    for one, rows_of in zip(grid(inner, len(panels), columns, (gap, 0.0)), panels.values(), strict=True):
        high = one.height - head - axis
        _draw_panel(canvas, Box(one.left, one.low + axis, one.width, high), evaluation, rows_of)
    return canvas


def _subtitle() -> str:
    return "Across what was counted, upwards the median of the runs and 90%; on the broken line both agree"


def _caption(evaluation: Evaluation, panels: dict[tuple[str, str], list[Scored]], style: Style) -> str:
    if not evaluation.total.rows:
        return "No observation is covered."
    told = []
    for rows in panels.values():
        part = part_of(evaluation, rows)
        both = part.baselines["regression"]
        text = f"{part.label} {100 * part.model.mean_absolute_error:.1f}"
        if both.model.rows:
            less = 100 * both.baseline.mean_absolute_error
            same = 100 * both.model.mean_absolute_error
            on = (
                f", model {same:.1f} on its {both.model.rows} rows"
                if both.model.rows < part.model.rows
                else ""
            )
            text += f" (regression {less:.1f}{on})"
        told.append(text)
    scores = f"Mean absolute error in points: {', '.join(told)}."
    if style.brief:
        return scores
    fitted = f" Regression on {' and '.join(evaluation.covariates)}." if evaluation.covariates else ""
    return (
        f"{scores}{fitted} Hollow: counted outside of the interval, which holds {evaluation.held}. "
        f"{size(evaluation)}; draws of numbers: {evaluation.draws}. "
        f"{', '.join(evaluation.sources)} against {evaluation.against}."
    )


def _legend(canvas: Canvas, evaluation: Evaluation, x: float, y: float) -> None:
    """What each mark stands for."""
    style, there = canvas.style, {row.level for row in evaluation.rows}
    for level in LEVEL_MARKS:
        if level in there:
            draw_mark(canvas, x + 0.4 * style.letter, y, level, hollow=False)
            canvas.write(
                x + 1.1 * style.letter,
                y - 0.35 * style.letter,
                LEVEL_WORDS[level],
                style.letter,
                gid="legend",
            )
            x += canvas.width(LEVEL_WORDS[level], style.letter) + 2.6 * style.letter


def _draw_panel(canvas: Canvas, box: Box, evaluation: Evaluation, rows: Sequence[Scored]) -> None:
    style = canvas.style
    most = max(max(row.seen.share, row.score.median) for row in rows)
    most = min(1.0, math.ceil(20 * max(1.02 * most, 0.05)) / 20)
    part = part_of(evaluation, rows)
    off = f": off by {100 * part.model.mean_absolute_error:.1f}"
    room = box.width - canvas.width(off, style.letter, bold=True)
    title = canvas.cut(part.label, room, style.letter, bold=True) + off
    canvas.write(box.left, box.top + 0.8 * style.letter, title, style.letter, weight="bold", gid="panel")
    axes = canvas.add_panel(box)
    axes.set_label(part.label)
    _axes(canvas, box, most)

    def at(counted: float, said: float) -> tuple[float, float]:
        return box.left + box.width * counted / most, box.low + box.height * min(said, most) / most

    points, bars, reach = list[Point](), list[Box](), 0.36 * style.letter
    for row in sorted(rows, key=lambda row: -abs(row.score.error)):
        (x, low), (_, high), (_, y) = (
            at(row.seen.share, said) for said in (*row.score.wide, row.score.median)
        )
        colour = colour_of(style, row.level)
        canvas.draw_lines(
            [[(x, low), (x, high)]], colors=colour, linewidths=0.5 * style.line, alpha=0.45, zorder=2
        )
        draw_mark(canvas, x, y, row.level, hollow=not row.score.inside)
        points.append(Point(x, y, reach, name_of(evaluation, row)))
        bars.append(Box(x - 0.5, low, 1.0, high - low))
    label_points(canvas, box, points, bars)


def _axes(canvas: Canvas, box: Box, most: float) -> None:
    """Shares both ways with thin lines, and the line on which both agree."""
    style = canvas.style
    for tick in tick_values(0.0, most, 4 if style.brief else 6, (1, 2, 2.5, 5)):
        x, y = box.left + box.width * tick / most, box.low + box.height * tick / most
        text = f"{100 * tick:.0f}%"
        lines = [[(x, box.low), (x, box.top)]] + ([[(box.left, y), (box.right, y)]] if tick > 0.0 else [])
        canvas.draw_lines(lines, colors=style.grid, linewidths=style.grid_width, zorder=0.5)
        over = x + 0.5 * canvas.width(text, style.small) > canvas.wide
        side = "right" if over else "center"
        canvas.write(x, box.low - 1.3 * style.small, text, ha=side, color=style.pale, gid="tick")
        if tick > 0.0:
            canvas.write(
                box.left - 0.4 * style.small,
                y - 0.35 * style.small,
                text,
                ha="right",
                color=style.pale,
                gid="tick",
            )
    diagonal = [[(box.left, box.low), (box.right, box.top)]]
    canvas.draw_lines(
        diagonal, colors=style.ink, linewidths=0.5 * style.line, linestyles=[(0, (5.0, 3.0))], zorder=1
    )
