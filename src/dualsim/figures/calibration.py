"""The figure of a calibration: the range of each number, and where the observations put it."""

from __future__ import annotations

from typing import Any

from dualsim.analysis.calibration.result import Calibration, numbers_of
from dualsim.figures.captions import Frame, landscape
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.intervals import draw_interval, draw_ring
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.styles import Style

TITLE = "What the observations say of each number"
MOST, MOST_BRIEF = 24, 7  # numbers


def calibration_figure(calibration: Calibration, style: Style) -> Canvas:
    """A row for each number, best known first: its range, the value of the file, and the posterior."""
    numbers = list(numbers_of(calibration))
    rows = numbers[: MOST_BRIEF if style.brief else MOST]
    titles = ", ".join(shortened(scenario.title) for scenario in calibration.question.cases)
    frame = Frame(TITLE, "", _caption(calibration, titles, style, len(numbers) - len(rows)))
    canvas = landscape(style, TITLE, titles)
    box = frame.draw(canvas)
    paths = [row["path"].removeprefix("behaviour.") for row in rows]
    names = min(max(canvas.width(path, style.small) for path in paths), 0.34 * box.width)
    ends = max(canvas.width(number(end), style.small) for row in rows for end in row["range"])
    said = 0.0 if style.brief else max(canvas.width(_interval(row), style.small) for row in rows)
    left = box.left + names + ends + 1.8 * style.small
    plot = Box(left, box.low, box.right - said - ends - 1.8 * style.small - left, box.height)
    step = plot.height / len(rows)
    for n, (row, path) in enumerate(zip(rows, paths, strict=True)):
        y = plot.top - step * (n + 0.5)
        text = canvas.cut(path, names, style.small)
        canvas.write(box.left + names, y, text, ha="right", va="center_baseline", gid="number")
        _draw_number(canvas, plot, y, row)
        if not style.brief:
            canvas.write(box.right, y, _interval(row), ha="right", va="center_baseline", gid="interval")
    return canvas


def _draw_number(canvas: Canvas, plot: Box, y: float, row: dict[str, Any]) -> None:
    """The range of a number from end to end, its posterior, and a ring at the value of the file."""
    style, (low, high) = canvas.style, row["range"]

    def across(value: float) -> float:
        return plot.left + plot.width * (value - low) / (high - low)

    canvas.draw_lines([[(plot.left, y), (plot.right, y)]], colors=style.stem, linewidths=0.8, zorder=1)
    draw_interval(canvas, y, (across(row["low"]), across(row["high"])), across(row["mean"]), thick=True)
    draw_ring(canvas, across(row["file"]), y, style.small)
    for x, end, side in ((plot.left, low, "right"), (plot.right, high, "left")):
        away = x + (-0.6 if side == "right" else 0.6) * style.small
        canvas.write(away, y, number(end), ha=side, va="center_baseline", color=style.pale, gid="end")


def number(value: float) -> str:
    """A number as the axis has it."""
    return f"{value:.3g}".replace("-", "\N{MINUS SIGN}")


def _interval(row: dict[str, Any]) -> str:
    return f"{number(row['low'])} to {number(row['high'])}"


def _caption(calibration: Calibration, titles: str, style: Style, left_out: int) -> str:
    trials = f"{titles}: {calibration.trials} trials of {calibration.question.people:,} people"
    left = f"; {left_out} worse known numbers left out" if left_out else ""
    if style.brief:
        return f"{trials}{left}. Thick: 90% of the posterior; ring: the file."
    return (
        f"{trials}, {sum(calibration.fit)} observations fitted, effective sample size "
        f"{calibration.weights.effective:.0f}{left}. Thin lines are the ranges before; thick ones hold 90% "
        "of the posterior, with a tick at the mean; rings are the values of the files."
    )
