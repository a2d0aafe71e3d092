"""What figures of many places share: which options have a panel, names of places, marks."""

from __future__ import annotations

from collections.abc import Sequence

from dualsim.analysis.evaluation.many_places import ALL_LEVELS, Part
from dualsim.analysis.evaluation.result import Evaluation
from dualsim.analysis.evaluation.totals import Scored
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.styles import PALETTE, Style

LEVEL_MARKS = {"region": "o", "town": "s", "garrison": "^", "place": "D"}
LEVEL_WORDS = {"region": "regions", "town": "towns", "garrison": "garrisons", "place": "other places"}
MOST, MOST_BRIEF = 6, 2  # panels
Option = tuple[str, str]  # quantity, and what was chosen


def panels_of(evaluation: Evaluation, style: Style) -> dict[Option, list[Scored]]:
    """The rows of each option, those with most rows first, as many as there are panels for."""
    found: dict[Option, list[Scored]] = {}
    for row in evaluation.rows:
        found.setdefault((row.seen.quantity, "+".join(sorted(row.seen.option))), []).append(row)
    order = sorted(found, key=lambda option: -len(found[option]))
    return {option: found[option] for option in order[: MOST_BRIEF if style.brief else MOST]}


def part_of(evaluation: Evaluation, rows: Sequence[Scored]) -> Part:
    """The scores of the option of some rows, at all their levels together."""
    option = rows[0].seen.quantity, frozenset(rows[0].seen.option)
    its = [
        part
        for part in evaluation.by_option
        if (part.quantity, frozenset(filter(None, part.option.split("+")))) == option
    ]
    return next((part for part in its if part.level == ALL_LEVELS), its[0])


def name_of(evaluation: Evaluation, row: Scored) -> str:
    """The name of a row's place, without what its mark tells."""
    return evaluation.places[row.seen.place].partition(",")[0]


def colour_of(style: Style, level: str) -> str:
    """The colour of what was counted of regions, towns, garrisons."""
    return PALETTE[list(LEVEL_MARKS).index(level)] if style.colour else "#000000"


def draw_mark(canvas: Canvas, x: float, y: float, level: str, hollow: bool) -> None:
    """The mark of a row, hollow where what was counted is outside of the interval."""
    style, colour = canvas.style, colour_of(canvas.style, level)
    face = "white" if hollow else colour
    canvas.over.plot(
        [x], [y], ls="none", marker=LEVEL_MARKS[level], ms=0.6 * style.letter, mfc=face, mec=colour,
        mew=max(0.8, 0.5 * style.line), zorder=4, scalex=False, scaley=False,
    )  # fmt: skip


def grid(box: Box, count: int, columns: int, gap: tuple[float, float]) -> list[Box]:
    """Boxes of one size in rows and columns, from the upper left."""
    rows = max(-(-count // columns), 1)
    wide, high = (box.width - (columns - 1) * gap[0]) / columns, (box.height - (rows - 1) * gap[1]) / rows
    return [
        Box(
            box.left + n % columns * (wide + gap[0]),
            box.top - n // columns * (high + gap[1]) - high,
            wide,
            high,
        )
        for n in range(count)
    ]
