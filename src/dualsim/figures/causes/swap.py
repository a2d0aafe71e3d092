"""The figure of a swap: a bar for each block, what it carries of the difference between two places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from dualsim.analysis.statistics import Estimate, estimate_of
from dualsim.analysis.swaps.result import Swap, carried, how_told, told_share
from dualsim.figures.captions import Frame, Unit, landscape, left_out
from dualsim.figures.causes.value_scale import draw_scale
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.intervals import draw_ring, draw_whisker
from dualsim.figures.drawing.styles import Style, bar_fill

MOST_BRIEF = 5  # blocks on a slide
THICK = 0.62  # of a row


class _Words(NamedTuple):
    """What bar, line and mark are."""

    bar: str
    other: str  # the second bar, where there are no Shapley values
    ring: str
    point: str


def swap_figure(swap: Swap, style: Style) -> Canvas:
    """What each block carries as a bar with its interval, and what it does put in and kept out by itself."""
    rows = [row for row in carried(swap) if any(_known(row[part]) for part in ("into", "out_of", "shapley"))]
    shown = rows[:MOST_BRIEF] if style.brief else rows
    unit = Unit(swap.question.asked.outcome, swap.scenarios[0])
    left = left_out([row["block"] for row in rows[len(shown) :]], style.brief)
    frame = _frame(swap, unit, left, style.brief)
    canvas = landscape(style, frame.title, f"{swap.labels[0]}, {swap.labels[1]}")
    box = frame.draw(canvas)
    top = _draw_legend(canvas, box.top + 0.6 * style.letter, box.width, swap)
    _draw_bars(canvas, Box(*box[:3], top - 0.9 * style.letter - box.low), shown, unit)
    return canvas


def _known(estimate: Estimate | None) -> bool:
    return estimate is not None and bool(np.isfinite(estimate.value))


def _names(swap: Swap) -> tuple[str, str]:
    """What the two places are called: by their names, or as they were asked for if those are the same."""
    first, second = (side.name for side in swap.question.sides)
    return (first, second) if first != second else swap.labels


def _frame(swap: Swap, unit: Unit, left: str, brief: bool) -> Frame:
    outcome, asked, names = swap.question.asked.outcome, swap.question.asked, _names(swap)
    called = outcome.called(swap.scenarios[0])
    levels = [
        f"{unit.level(estimate_of(values).value)} in {name}"
        for name, values in zip(names, swap.ends, strict=True)
    ]
    when = asked.said.removeprefix(asked.text).strip(", ") if asked.last else f"on {outcome.on}"
    runs = f"{swap.runs} runs of {swap.question.people:,} people"
    if not brief:
        runs += f", {how_told(swap)}"
    gone = f"; {swap.undefined} runs lack the outcome in some hybrid" if swap.undefined else ""
    gone += "; the bodies of each are those of 1 May in its median run" if swap.question.frozen else ""
    lines = "Lines: 95%." if brief else "Lines are intervals of 95% (bootstrap over the runs)."
    return Frame(
        f"{names[0]} and {names[1]}: what carries the difference",
        f"{called[:1].upper()}{called[1:]}, {when}: {' and '.join(levels)}; {unit.name}",
        f"{swap.labels[0]} against {swap.labels[1]}: {runs}{gone}{left}. {lines}",
    )


def _words(swap: Swap, brief: bool) -> _Words:
    first, second = _names(swap)
    into, out_of = ("put in", "kept out") if brief else (f"put into {first}", f"kept out of {second}")
    if swap.shapley is None:
        return _Words(into, out_of, "", "")
    bar = "share of the difference" if brief else "Shapley value: its share of the difference"
    return _Words(bar, "", into, out_of)


def _draw_legend(canvas: Canvas, y: float, room: float, swap: Swap) -> float:
    """What bars and marks are."""
    style, size, words = canvas.style, canvas.style.small, _words(swap, canvas.style.brief)
    samples: list[tuple[str, Callable[[float, float], None]]] = [
        (words.bar, lambda x, y: _sample(canvas, x, y, both=swap.shapley is not None)),
        (words.other, lambda x, y: _sample(canvas, x, y, above=False)),
        (words.ring, lambda x, y: draw_ring(canvas, x + size, y, size)),
        (words.point, lambda x, y: _draw_point(canvas, x + size, y)),
    ]
    x, y = style.margin, y - 1.7 * size
    for word, sample in samples:
        if not word:
            continue
        wide = 2.4 * size + canvas.width(word, size) + 1.4 * size
        if x + wide > style.margin + room + 1.4 * size:
            x, y = style.margin, y - 1.5 * size
        sample(x, y + 0.45 * size)
        canvas.write(x + 2.4 * size, y + 0.45 * size, word, va="center_baseline", gid="legend")
        x += wide
    return y


def _sample(canvas: Canvas, x: float, y: float, *, above: bool = True, both: bool = False) -> None:
    """A piece of a bar; of one to either side of nothing if bars may be either."""
    size = canvas.style.small
    fills = (True, False) if both else (above,)
    for n, fill in enumerate(fills):
        wide = 1.9 * size / len(fills)
        canvas.draw_box(Box(x + n * wide, y - 0.45 * size, wide, 0.9 * size), **bar_fill(canvas.style, fill))


def _draw_point(canvas: Canvas, x: float, y: float) -> None:
    """A full mark that is no circle, to be told from a ring without colours."""
    style = canvas.style
    canvas.over.plot(
        [x], [y], "D", ms=0.62 * style.small, mfc=style.ink, mec="white", mew=0.6, scalex=False, scaley=False
    )


def _draw_bars(canvas: Canvas, box: Box, rows: Sequence[dict[str, Any]], unit: Unit) -> None:
    style, step = canvas.style, box.height / max(1, len(rows))
    shares = [told_share(row["share"]).replace("-", "\N{MINUS SIGN}") for row in rows]
    beside = 0.0 if style.brief else max(canvas.width(text, style.small) for text in shares)
    wide = max(canvas.width(row["block"], style.letter) for row in rows) + style.letter
    plot = Box(box.left + wide, box.low, box.width - wide - beside - 0.8 * style.small, box.height)
    parts = [row[part] for row in rows for part in ("into", "out_of", "shapley") if _known(row[part])]
    ends = [end for part in parts for end in part]
    across = draw_scale(canvas, plot, ends, unit, "blocks")
    zero = [[(across(0.0), plot.low), (across(0.0), plot.top)]]
    for n, (row, share) in enumerate(zip(rows, shares, strict=True)):
        y = plot.top - step * (n + 0.5)
        canvas.write(
            plot.left - 0.6 * style.letter,
            y,
            row["block"],
            style.letter,
            ha="right",
            va="center_baseline",
            gid="row",
        )
        canvas.write(
            plot.right + 0.8 * style.small,
            y,
            "" if style.brief else share,
            va="center_baseline",
            color=style.pale,
            gid="end",
        )
        _draw_row(canvas, row, (y, min(THICK * step, 3.4 * style.letter)), across)
    canvas.draw_lines(zero, colors=style.ink, linewidths=max(0.8, 0.4 * style.line))


def _draw_row(
    canvas: Canvas, row: dict[str, Any], place: tuple[float, float], across: Callable[[float], float]
) -> None:
    """A block: its Shapley value with the two marks, or two bars."""
    y, thick = place
    if _known(row["shapley"]):
        _draw_bar(canvas, row["shapley"], (y, thick), across)
        for part, up, mark in (("into", 0.3, draw_ring), ("out_of", -0.3, _draw_point)):
            if _known(row[part]):
                given = (canvas.style.small,) if mark is draw_ring else ()
                mark(canvas, across(row[part].value), y + up * thick, *given)
        return
    for part, up, above in (("into", 0.25, True), ("out_of", -0.25, False)):
        if _known(row[part]):
            _draw_bar(canvas, row[part], (y + up * thick, 0.5 * thick), across, above=above)


def _draw_bar(
    canvas: Canvas, estimate: Estimate, place: tuple[float, float], across: Callable[[float], float],
    *, above: bool | None = None,
) -> None:  # fmt: skip
    """A bar from nothing to the estimate, and its interval over it."""
    y, thick = place
    start, end = sorted((across(0.0), across(estimate.value)))
    fill = estimate.value > 0.0 if above is None else above
    canvas.draw_box(Box(start, y - 0.5 * thick, end - start, thick), **bar_fill(canvas.style, fill))
    draw_whisker(canvas, across(estimate.low), across(estimate.high), y, 0.18 * thick)
