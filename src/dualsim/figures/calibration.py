"""The figure of a calibration: the range of each number, and where the observations put it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dualsim.analysis.calibration.result import Calibration, numbers_of
from dualsim.figures.captions import Frame, landscape, left_out
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.intervals import draw_interval, draw_ring
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.styles import Style

TITLE = "What the observations say of each number"
MOST, MOST_BRIEF = 24, 6  # numbers


def calibration_figure(calibration: Calibration, style: Style) -> Canvas:
    """A row for each number, best known first: its range, the value of the file, and the posterior."""
    numbers = list(numbers_of(calibration))
    rows = numbers[: MOST_BRIEF if style.brief else MOST]
    titles = ", ".join(shortened(scenario.title) for scenario in calibration.question.cases)
    frame = Frame(TITLE, "", _caption(calibration, titles, style, numbers[len(rows) :]))
    canvas = landscape(style, TITLE, titles)
    box = frame.draw(canvas)
    (_draw_brief if style.brief else _draw_rows)(canvas, box, rows)
    return canvas


def _panel(canvas: Canvas, plot: Box) -> None:
    """The ground of all ranges; each has a scale of its own."""
    axes = canvas.add_panel(plot)
    axes.set_label("numbers")
    axes.spines["bottom"].set_visible(False)


def _draw_rows(canvas: Canvas, box: Box, rows: Sequence[dict[str, Any]]) -> None:
    """Names on the left, intervals in numbers on the right."""
    style, paths = canvas.style, [row["path"].removeprefix("behaviour.") for row in rows]
    names = min(max(canvas.width(path, style.small) for path in paths), 0.34 * box.width)
    ends = max(canvas.width(number(end), style.small) for row in rows for end in row["range"])
    said = max(canvas.width(_interval(row), style.small) for row in rows)
    left = box.left + names + ends + 1.8 * style.small
    plot = Box(left, box.low, box.right - said - ends - 1.8 * style.small - left, box.height)
    _panel(canvas, plot)
    step = plot.height / len(rows)
    for n, (row, path) in enumerate(zip(rows, paths, strict=True)):
        y = plot.top - step * (n + 0.5)
        text = canvas.cut(path, names, style.small)
        canvas.write(box.left + names, y, text, ha="right", va="center_baseline", gid="number")
        _draw_number(canvas, plot, y, row)
        canvas.write(box.right, y, _interval(row), ha="right", va="center_baseline", gid="interval")
        for x, end, side in zip((plot.left, plot.right), row["range"], ("right", "left"), strict=True):
            away = x + (-0.6 if side == "right" else 0.6) * style.small
            canvas.write(away, y, number(end), ha=side, va="center_baseline", color=style.pale, gid="end")


def _draw_brief(canvas: Canvas, box: Box, rows: Sequence[dict[str, Any]]) -> None:
    """Each name, with its range, over its line."""
    style, step = canvas.style, box.height / len(rows)
    _panel(canvas, box)
    inner = Box(box.left + style.small, box.low, box.width - 2.0 * style.small, box.height)
    for n, row in enumerate(rows):
        low, high = (number(end) for end in row["range"])
        name = f"{row['path'].removeprefix('behaviour.')}: from {low} to {high}"
        y, text = box.top - step * n - style.small, canvas.cut(name, inner.width, style.small)
        canvas.write(inner.left, y, text, gid="number")
        _draw_number(canvas, inner, box.top - step * (n + 1) + 0.5 * (step - 1.1 * style.small), row)


def _draw_number(canvas: Canvas, plot: Box, y: float, row: dict[str, Any]) -> None:
    """The range of a number from end to end, its posterior, and a ring at the value of the file."""
    style, (low, high) = canvas.style, row["range"]

    def across(value: float) -> float:
        return plot.left + plot.width * (value - low) / (high - low)

    canvas.draw_lines([[(plot.left, y), (plot.right, y)]], colors=style.stem, linewidths=0.8, zorder=1)
    draw_interval(canvas, y, (across(row["low"]), across(row["high"])), across(row["mean"]), thick=True)
    draw_ring(canvas, across(row["file"]), y, style.small)


def number(value: float) -> str:
    """A number as the axis has it."""
    return f"{value:.3g}".replace("-", "\N{MINUS SIGN}")


def _interval(row: dict[str, Any]) -> str:
    return f"{number(row['low'])} to {number(row['high'])}"


def _caption(calibration: Calibration, titles: str, style: Style, gone: Sequence[dict[str, Any]]) -> str:
    trials = f"{titles}: {calibration.trials} trials of {calibration.question.people:,} people"
    left = left_out([row["path"].removeprefix("behaviour.") for row in gone], style.brief)
    if style.brief:
        return f"{trials}{left}. Thick: 90% of the posterior; ring: the file."
    return (
        f"{trials}, {sum(calibration.fit)} observations fitted, effective sample size "
        f"{calibration.weights.effective:.0f}{left}. Thin lines are the ranges before; thick ones hold 90% "
        "of the posterior, with a tick at the mean; rings are the values of the files."
    )
