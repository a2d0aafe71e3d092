"""The figure of an evaluation where places lie: above the predicted share of each option, below its error."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dualsim.analysis.evaluation.result import Evaluation, size
from dualsim.analysis.evaluation.totals import Scored
from dualsim.figures.captions import Frame
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.point_labels import Point, label_points
from dualsim.figures.drawing.styles import Style
from dualsim.figures.many_places.panels import grid, name_of, panels_of, part_of
from dualsim.figures.maps.inks import Shades
from dualsim.figures.maps.map_frame import MapFrame, extent
from dualsim.figures.maps.placing import Placing, pushed_apart
from dualsim.figures.maps.points import draw_spots
from dualsim.figures.maps.spots import Share, Spot
from dualsim.scenario.coordinates import Coordinates

TITLE = "Predicted votes and their errors"
FULL_ERROR = 0.3  # the darkest colour of an error
MOST = 3  # options
HEAD = 1.9  # letters over each map
AROUND = 0.08  # of a map's shorter side, about the outermost points
RADIUS = 0.45  # of a disc, in letters


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
    across, up = extent([Coordinates(*evaluation.points[row.seen.place]) for its in panels for row in its])
    high = wide * min(max(up / across, 0.8), 1.5) + HEAD * style.letter
    return style.size[0], max(0.6 * style.size[1], 2 * high + 14 * style.small + 2 * style.margin)


def _draw_map(canvas: Canvas, box: Box, evaluation: Evaluation, rows: Sequence[Scored], error: bool) -> None:
    """A map of one number: a disc a place, its name and its number beside it."""
    style, axes = canvas.style, canvas.add_panel(box)
    axes.set_label(f"{'+'.join(rows[0].seen.option)}{' error' if error else ''}")
    top = max(0.5, max(row.score.median for row in rows))
    shades = Shades(-FULL_ERROR, FULL_ERROR, style) if error else Shades(0.0, top, style)
    numbers = [row.score.error if error else row.score.median for row in rows]
    where = [Coordinates(*evaluation.points[row.seen.place]) for row in rows]
    frame = MapFrame.about(where, box.width, box.height, AROUND * min(box.width, box.height))
    radius = RADIUS * style.letter
    home = np.array([frame.at(point) for point in where])
    centres = pushed_apart(home, np.full(len(rows), radius), box.width, box.height)
    names = [name_of(evaluation, row) for row in rows]
    spots = [
        Spot(name, at, (Share(1.0, shades.fill(number)),))
        for name, at, number in zip(names, where, numbers, strict=True)
    ]
    draw_spots(axes, spots, Placing(frame, centres, radius), most_names=0)
    points = [
        Point(box.left + x, box.low + y, radius, f"{names[n]} {told(numbers[n], error)}")
        for n, (x, y) in enumerate(centres.tolist())
    ]
    order = sorted(range(len(rows)), key=lambda n: -abs(numbers[n]))
    label_points(canvas, box, [points[n] for n in order])


def told(share: float, error: bool) -> str:
    """A share in per cent, an error in points with its sign."""
    text = f"{100 * share:+.0f}" if error else f"{100 * share:.0f}"
    return "0" if text in ("+0", "-0") else text.replace("-", "\N{MINUS SIGN}")


def _subtitle(style: Style) -> str:
    less = "brown too little, violet too much" if style.colour else "pale too little, dark too much"
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
