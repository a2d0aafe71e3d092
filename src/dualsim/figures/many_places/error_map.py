"""The figure of an evaluation where places lie: above the predicted share of each option, below its error."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.colors import Colormap, LinearSegmentedColormap, to_hex

from dualsim.analysis.evaluation.result import Evaluation, size
from dualsim.analysis.evaluation.totals import Scored
from dualsim.figures.captions import Frame
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.point_labels import Point, label_points
from dualsim.figures.drawing.styles import PALETTE, Style, cell_colours
from dualsim.figures.many_places.panels import grid, name_of, panels_of, part_of

TITLE = "Predicted votes and their errors"
FULL_ERROR = 0.3  # the darkest colour of an error
MOST = 3  # options
HEAD = 1.9  # letters over each map
AROUND = 0.06  # of a map's extent, about the outermost points


class _Spot(NamedTuple):
    """A place on a map: where, its name, and its number."""

    x: float
    y: float
    name: str
    value: float


def map_figure(evaluation: Evaluation, style: Style) -> Canvas:
    """A column an option: predicted shares above, errors below, of regions or else of all places."""
    panels = _panels(evaluation, style)
    frame = Frame(TITLE, "" if style.brief else _subtitle(style), _caption(evaluation, panels, style))
    about = {"title": f"{TITLE}. {', '.join(evaluation.sources)}", "software": "dualsim", "command": ""}
    canvas = Canvas(style, _sheet(style, evaluation, panels), about)
    columns = max(2 if style.brief else len(panels), 1)
    boxes = grid(frame.draw(canvas), 2 * len(panels), columns, (1.2 * style.letter, 0.0))
    for n, rows in enumerate(panels):
        label = part_of(evaluation, rows).label
        for one, what in ((boxes[n], "predicted"), (boxes[n + len(panels)], "error")):
            inner = Box(one.left, one.low, one.width, one.height - HEAD * style.letter)
            room = one.width - canvas.width(f": {what}", style.letter, bold=True)
            title = f"{canvas.cut(label, room, style.letter, bold=True)}: {what}"
            up = inner.top + 0.6 * style.letter
            canvas.write(one.left, up, title, style.letter, weight="bold", gid="panel")
            _draw_map(canvas, inner, evaluation, rows, what == "error")
    return canvas


def _panels(evaluation: Evaluation, style: Style) -> list[list[Scored]]:
    """The rows of each map, most of them first."""
    shown = [_shown(evaluation, rows) for rows in panels_of(evaluation, style).values()]
    return sorted(filter(None, shown), key=lambda rows: -len(rows))[: 1 if style.brief else MOST]


def _shown(evaluation: Evaluation, rows: Sequence[Scored]) -> list[Scored]:
    """The last row of each place that has a point on the map: of regions only, if there are some."""
    there = [row for row in rows if row.seen.place in evaluation.points]
    regions = [row for row in there if row.level == "region"]
    chosen = sorted(regions or there, key=lambda row: row.seen.day)
    return list({row.seen.place: row for row in chosen}.values())


def _sheet(style: Style, evaluation: Evaluation, panels: Sequence[Sequence[Scored]]) -> tuple[float, float]:
    """A sheet on which each map is as wide as it may be, and as high as its own shape asks."""
    if style.brief or not panels:
        return style.size
    wide = (style.size[0] - 2 * style.margin - (len(panels) - 1) * 1.2 * style.letter) / len(panels)
    across, up = _extent([evaluation.points[row.seen.place] for rows in panels for row in rows])
    high = wide * min(max(up / across, 0.8), 1.5) + HEAD * style.letter
    return style.size[0], max(0.6 * style.size[1], 2 * high + 14 * style.small + 2 * style.margin)


def _extent(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """How far points lie apart, across and up, in degrees of latitude."""
    squeeze = _squeeze(points)
    across = squeeze * (max(p[1] for p in points) - min(p[1] for p in points))
    return max(across, 0.5), max(max(p[0] for p in points) - min(p[0] for p in points), 0.5)


def _squeeze(points: Sequence[tuple[float, float]]) -> float:
    """How much shorter a degree of longitude is than one of latitude, in the middle of the map."""
    return math.cos(math.radians(0.5 * (max(p[0] for p in points) + min(p[0] for p in points))))


def _draw_map(canvas: Canvas, box: Box, evaluation: Evaluation, rows: Sequence[Scored], error: bool) -> None:
    """A map of one number: a disc a place, its name and its number beside it."""
    style, points = canvas.style, evaluation.points
    canvas.add_panel(box).set_label(f"{rows[0].seen.option}{' error' if error else ''}")
    spots = _spots(box, evaluation, rows, points, error)
    top = max(0.5, math.ceil(10 * max(row.score.median for row in rows)) / 10)
    colours, reach = error_colours(style) if error else cell_colours(style), 0.45 * style.letter
    for spot in spots:
        share = 0.5 + 0.5 * spot.value / FULL_ERROR if error else spot.value / top
        face = to_hex(colours(min(max(share, 0.0), 1.0)))
        mark = ("^" if spot.value > 0.0 else "v") if error and not style.colour else "o"
        canvas.over.plot(
            [spot.x], [spot.y], ls="none", marker=mark, ms=2 * reach, mfc=face, mec=style.ink, mew=0.5,
            zorder=4, scalex=False, scaley=False,
        )  # fmt: skip
    order = sorted(spots, key=lambda spot: -abs(spot.value))
    named = [Point(s.x, s.y, reach, f"{s.name} {told(s.value, error)}") for s in order]
    label_points(canvas, box, named)


def told(share: float, error: bool) -> str:
    """A share in per cent, an error in points with its sign."""
    text = f"{100 * share:+.0f}" if error else f"{100 * share:.0f}"
    return "0" if text in ("+0", "-0") else text.replace("-", "\N{MINUS SIGN}")


def error_colours(style: Style) -> Colormap:
    """From too little in blue over white to too much in orange; without colour the darker the farther off."""
    ends = [PALETTE[0], "#ffffff", PALETTE[1]] if style.colour else ["#555555", "#ffffff", "#555555"]
    return LinearSegmentedColormap.from_list("errors", ends)


def _spots(
    box: Box,
    evaluation: Evaluation,
    rows: Sequence[Scored],
    points: Mapping[str, tuple[float, float]],
    error: bool,
) -> list[_Spot]:
    """Places in a box, north up, as far apart across as up, with room for the names of the outermost."""
    there = [points[row.seen.place] for row in rows]
    squeeze, (across, up) = _squeeze(there), _extent(there)
    scale = min(box.width * (1 - 4 * AROUND) / across, box.height * (1 - 2 * AROUND) / up)
    west, east = min(p[1] for p in there), max(p[1] for p in there)
    south, north = min(p[0] for p in there), max(p[0] for p in there)
    middle = box.left + 0.5 * box.width, box.low + 0.5 * box.height
    return [
        _Spot(
            middle[0] + scale * squeeze * (points[row.seen.place][1] - 0.5 * (west + east)),
            middle[1] + scale * (points[row.seen.place][0] - 0.5 * (south + north)),
            name_of(evaluation, row),
            row.score.error if error else row.score.median,
        )
        for row in rows
    ]


def _subtitle(style: Style) -> str:
    less = "blue too little, orange too much" if style.colour else "tip down is too little"
    return f"Above the median of the runs in per cent, darker is more; below its error in points, {less}"


def _caption(evaluation: Evaluation, panels: Sequence[Sequence[Scored]], style: Style) -> str:
    if not panels:
        return "No observation that is covered has a point on the map."
    rows = [row for its in panels for row in its]
    levels = {row.level for row in evaluation.rows} - {row.level for row in rows}
    words = [f"{level}s" for level in ("town", "garrison", "place") if level in levels]
    left = f" Not on the map: {', '.join(words)}." if words else ""
    scores = ", ".join(
        f"{part_of(evaluation, its).label} {100 * sum(abs(row.score.error) for row in its) / len(its):.1f}"
        for its in panels
    )
    text = f"Mean absolute error of what is shown, in points: {scores}."
    if style.brief:
        return text
    return f"{text}{left} {size(evaluation)}. {', '.join(evaluation.sources)} against {evaluation.against}."
