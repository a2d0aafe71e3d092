"""The figure of a sweep: each outcome against the numbers that vary, as lines, cells, or a phase diagram."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from dualsim.analysis.outcomes.answers import Told
from dualsim.analysis.outcomes.outcome import CHANCE, DAY
from dualsim.analysis.responses import Phases, Response, Responses
from dualsim.analysis.statistics import Floats
from dualsim.figures.captions import Frame, Unit, landscape, left_out
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.intervals import draw_axis
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.panel import tick_values
from dualsim.figures.drawing.regime_ribbon import swatch
from dualsim.figures.drawing.styles import Style, band_fill, cell_colours, interval_colour
from dualsim.scenario.dates import STYLE_NAMES

MOST, MOST_BRIEF = 6, 1  # panels
GAP = "////"  # the hatching of a cell without a value
COUNTS = " n/m: it comes in n of m runs."
CELLS = 24  # along a side; a plane of more points is drawn as dots


class _Part(NamedTuple):
    """What one panel shows: an outcome against one number, or in the plane of two."""

    view: Response | Phases
    paths: tuple[str, ...]


def responses_figure(responses: Responses, style: Style) -> Canvas:
    """A panel for each outcome: over one number a line, over two a plane, over more a panel for each."""
    plane = len(responses.paths) == 2
    parts = [
        _Part(view, paths)
        for view in responses.views
        for paths in ([tuple(responses.paths)] if plane else [(path,) for path in responses.paths])
    ]
    shown = parts[: MOST_BRIEF if style.brief else MOST]
    names = " and ".join(map(_short, responses.paths))
    gone = [_titled(part, responses) for part in parts[len(shown) :]]
    frame = Frame(f"What hangs on {names}", "", _caption(responses, style, gone))
    canvas = landscape(style, frame.title, responses.scenario.title)
    box = frame.draw(canvas)
    if style.brief:
        box = Box(box.left, box.low - 1.8 * style.small, box.width, box.height + 1.8 * style.small)
    across = 1 if len(shown) == 1 else 2 if len(shown) <= 4 else 3
    rows, gap = ceil(len(shown) / across), 2.0 * style.letter
    wide, high = (box.width - gap * (across - 1)) / across, box.height / rows
    for n, part in enumerate(shown):
        row, column = divmod(n, across)
        place = Box(box.left + column * (wide + gap), box.top - (row + 1) * high, wide, high)
        _draw(canvas, place, part, responses)
    return canvas


def _caption(responses: Responses, style: Style, gone: Sequence[str]) -> str:
    each = max(len(values) for one in responses.answers for values in one.values)
    points = f"{len(responses.points)} points, {each} run{'s' if each > 1 else ''} at each"
    runs = f"{shortened(responses.scenario.title)}: {points}"
    more = left_out(gone, style.brief)
    kinds = {view.outcome.kind for view in responses.views if isinstance(view, Response)}
    dates = f" Dates are {STYLE_NAMES[responses.scenario.calendar]}." if DAY in kinds else ""
    if style.brief:
        return f"{runs}{more}.{COUNTS if dates else ''}{dates}"
    said = f"{runs} of {responses.people:,} people, seeds from {responses.seed}{more}."
    if each > 1:
        said += (
            " Lines and cells are medians, or shares of the runs; bands hold 90% of the runs, of a share 95%."
        )
        if any(isinstance(view, Phases) for view in responses.views):
            two = len(responses.paths) == 2
            said += " Regimes: that of most runs." if two else " Regimes: their shares of the runs."
    if dates:
        said += f" Days are those of the runs in which it comes.{COUNTS}{dates}"
    return said


def _titled(part: _Part, responses: Responses) -> str:
    """What a panel shows, in words."""
    view = part.view
    title = view.label if isinstance(view, Phases) else view.outcome.titled(responses.scenario)
    return f"{title[:1].upper()}{title[1:]}"


def _short(path: str) -> str:
    return path.removeprefix("behaviour.")


def _draw(canvas: Canvas, box: Box, part: _Part, responses: Responses) -> None:
    style, view = canvas.style, part.view
    title = canvas.cut(_titled(part, responses), box.width, style.letter, bold=True)
    canvas.write(box.left, box.top - 1.2 * style.letter, title, style.letter, weight="bold", gid="panel")
    below, above = 3.2 * style.small, 2.0 * style.letter
    box = Box(box.left, box.low + below, box.width, box.height - below - above)
    if isinstance(view, Phases):
        box = _draw_key(canvas, box, view)
    if len(part.paths) == 2:
        _draw_plane(canvas, box, part, responses)
    elif isinstance(view, Phases):
        _draw_shares(canvas, box, part, responses)
    else:
        _draw_line(canvas, box, view, part.paths[0], responses)


def _values(responses: Responses, path: str) -> Floats:
    """The number of each point; of words their place in the order of the points."""
    given = [point[path] for point in responses.points]
    if all(isinstance(value, int | float) for value in given):
        return np.array(given, float)
    words = list(dict.fromkeys(map(str, given)))
    return np.array([words.index(str(value)) for value in given], float)


def _axes(
    canvas: Canvas, box: Box, path: str, values: Floats, pad: float, at: Sequence[float] = ()
) -> tuple[Axes, Box]:
    """A panel with the ticks and the name of a number below; ticks stand `at` values if some are given."""
    style = canvas.style
    low, high = float(values.min()) - pad, float(values.max()) + pad
    axes = canvas.add_panel(box)
    axes.set_xlim(low, high)
    axes.set_label(path)
    ticks = at or [tick for tick in tick_values(low, high, 6) if low <= tick <= high]
    broad = sum(canvas.width(f"{tick:.4g}  ", style.small) for tick in ticks)
    ticks = ticks[:: ceil(broad / box.width)]
    draw_axis(canvas, box, [(box.left + box.width * (t - low) / (high - low), f"{t:.4g}") for t in ticks])
    name = canvas.cut(_short(path), box.width, style.small)
    middle = box.left + 0.5 * box.width
    canvas.write(middle, box.low - 2.5 * style.small, name, ha="center", color=style.pale, gid="path")
    return axes, box


def _draw_line(canvas: Canvas, box: Box, view: Response, path: str, responses: Responses) -> None:
    """The median of each value with its interval; dots where points share a value."""
    style, unit, x = canvas.style, Unit(view.outcome, responses.scenario), _values(responses, path)
    spreads = np.array([tuple(one.spread) for one in view.told])  # [point, (median, low, high)]
    low, high = _range(view, spreads)
    ticks = unit.ticks(low, high, max(3, int(box.height / (3.0 * style.small))))
    left = max(canvas.width(text, style.small) for _, text in ticks) + 6.0
    box = Box(box.left + left, box.low, box.width - left, box.height)
    axes, box = _axes(canvas, box, path, x, 0.04 * max(float(np.ptp(x)), 1e-9))
    pad = 0.04 * (high - low)
    foot = 1.6 * style.small / box.height * (high - low) if unit.is_day else 0.0
    axes.set_ylim(low - pad - foot, high + pad)
    _draw_levels(canvas, axes, box, ticks)
    colour, order = interval_colour(style), np.argsort(x, kind="stable")
    alone = len(set(x.tolist())) == len(x)
    size = 0.6 * style.letter
    look: dict[str, Any] = {"color": colour, "lw": style.line, "marker": "o", "ms": size, "zorder": 3}
    if alone:
        under, over = spreads[order, 1], spreads[order, 2]
        axes.fill_between(x[order], under, over, linewidth=0.0, zorder=2, **band_fill(colour))
    axes.plot(x[order], spreads[order, 0], **{**look, "ls": "solid" if alone else "none"})
    if unit.is_day:
        first, last = axes.get_xlim()
        at = box.left + box.width * (x[order] - first) / (last - first)
        _say_runs(canvas, box, at.tolist(), [view.told[n] for n in order])
    else:
        _say_gaps(canvas, box, view)


def _say_runs(canvas: Canvas, box: Box, at: Sequence[float], found: Sequence[Told]) -> None:
    """At the foot of a panel in how many of the runs a day comes, where there is room."""
    size, free = canvas.style.small, 0.0
    for x, one in zip(at, found, strict=True):
        text = f"{one.defined}/{one.runs}"
        half = 0.5 * canvas.width(text, size)
        if x - half > free:
            canvas.write(x, box.low + 0.5 * size, text, ha="center", gid="runs")
            free = x + half + 0.3 * size


def _range(view: Response, spreads: Floats) -> tuple[float, float]:
    """From where to where the values reach; shares of runs from none to all."""
    known = spreads[np.isfinite(spreads)]
    if view.outcome.kind == CHANCE or not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    return (low, high) if low < high else (low - 0.5, high + 0.5)


def _draw_levels(canvas: Canvas, axes: Axes, box: Box, ticks: Sequence[tuple[float, str]]) -> None:
    style, (low, high) = canvas.style, axes.get_ylim()
    for tick, text in ticks:
        y = box.low + box.height * (tick - low) / (high - low)
        axes.axhline(tick, color=style.grid, lw=style.grid_width, zorder=0.5)
        left = box.left - 4
        canvas.write(left, y, text, ha="right", va="center_baseline", color=style.pale, gid="tick")


def _say_gaps(canvas: Canvas, box: Box, view: Response, look: str = "") -> None:
    """How many points lack the outcome, and how they look."""
    gaps = sum(not one.defined for one in view.told)
    if gaps:
        said = f"{look}not there at {gaps} of {len(view.told)} points"
        up, pale = box.top + 0.35 * canvas.style.small, canvas.style.pale
        canvas.write(box.right, up, said, ha="right", color=pale, gid="gaps")


def _draw_shares(canvas: Canvas, box: Box, part: _Part, responses: Responses) -> None:
    """The share of the runs in each regime at each value, on one another."""
    assert isinstance(part.view, Phases)
    x, shares = _values(responses, part.paths[0]), part.view.shares
    order = np.argsort(x, kind="stable")
    edges = _edges(x[order]) if len(set(x.tolist())) == len(x) else np.linspace(x.min(), x.max(), len(x) + 1)
    _, box = _axes(canvas, box, part.paths[0], edges, 0.0)
    scale = box.width / (edges[-1] - edges[0])
    for n, row in enumerate(order):
        base = box.low
        for regime, share in zip(part.view.words, np.nan_to_num(shares[row]), strict=True):
            if share > 0.0:
                left, high = box.left + scale * (edges[n] - edges[0]), box.height * share
                swatch(canvas, regime, Box(left, base, scale * (edges[n + 1] - edges[n]), high))
                base += high


class _Plane(NamedTuple):
    """The plane of two numbers in a panel, and where its points stand."""

    box: Box
    x: Floats
    y: Floats
    wide: Floats  # edges of columns; of no grid the two ends
    high: Floats  # and of rows
    is_grid: bool

    def cell(self, n: int, half: float) -> Box:
        """The cell of a point; of no grid a square about it."""
        scale = self.box.width / (self.wide[-1] - self.wide[0])
        up = self.box.height / (self.high[-1] - self.high[0])
        if not self.is_grid:
            left = self.box.left + scale * (self.x[n] - self.wide[0]) - half
            return Box(left, self.box.low + up * (self.y[n] - self.high[0]) - half, 2 * half, 2 * half)
        c, r = (int(np.searchsorted(np.unique(v), v[n])) for v in (self.x, self.y))
        left = self.box.left + scale * (self.wide[c] - self.wide[0])
        low = self.box.low + up * (self.high[r] - self.high[0])
        return Box(
            left, low, scale * (self.wide[c + 1] - self.wide[c]), up * (self.high[r + 1] - self.high[r])
        )


def _draw_plane(canvas: Canvas, box: Box, part: _Part, responses: Responses) -> None:
    """The plane of two numbers: a cell for each point of a grid, else a square about each point."""
    style, view = canvas.style, part.view
    plane = _lay_out(canvas, box, part, responses)
    unit = None if isinstance(view, Phases) else Unit(view.outcome, responses.scenario)
    colour = _colouring(canvas, view) if isinstance(view, Response) else None
    for n in range(len(plane.x)):
        cell, ink, said = plane.cell(n, 0.55 * style.letter), style.ink, ""
        if isinstance(view, Phases):
            said = f"{100 * float(np.nanmax(view.shares[n])):.0f}%" if view.names[n] else ""
            swatch(canvas, view.names[n], cell)
        elif colour is not None and unit is not None:
            value = view.told[n].spread.median
            ground, ink = colour(value)
            hatch = None if np.isfinite(value) else GAP  # else it would look like the least of all
            canvas.draw_box(cell, facecolor=ground, edgecolor=style.pale, lw=0.4, hatch=hatch)
            said = unit.level(value) if np.isfinite(value) else ""
            if unit.is_day:
                said = f"{said} {view.told[n].defined}/{view.told[n].runs}".strip()
        fits = canvas.width(said, style.small) + 4 < cell.width and cell.height > 1.3 * style.small
        if plane.is_grid and fits:
            _write_in(canvas, cell, said, ink)
    if isinstance(view, Response):
        _say_gaps(canvas, plane.box, view, "hatched: ")


def _lay_out(canvas: Canvas, box: Box, part: _Part, responses: Responses) -> _Plane:
    """The panel of a plane, with both numbers named along its sides."""
    style, (first, second) = canvas.style, part.paths
    x, y = (_values(responses, path) for path in part.paths)
    columns, rows = np.unique(x), np.unique(y)
    is_grid = len(columns) * len(rows) == len(x) and max(len(columns), len(rows)) <= CELLS
    wide, high = (_edges(values, is_grid) for values in (columns, rows))
    ticks = rows.tolist() if is_grid else tick_values(float(high[0]), float(high[-1]), 5)
    left = max(canvas.width(f"{tick:.4g}", style.small) for tick in ticks) + 1.6 * style.small + 8.0
    box = Box(box.left + left, box.low, box.width - left, box.height)
    axes, box = _axes(canvas, box, first, wide, 0.0, columns.tolist() if is_grid else ())
    axes.set_ylim(high[0], high[-1])
    for tick in ticks:
        at, text = box.low + box.height * (tick - high[0]) / (high[-1] - high[0]), f"{tick:.4g}"
        canvas.write(box.left - 4, at, text, ha="right", va="center_baseline", color=style.pale, gid="tick")
    canvas.write(
        box.left - left + style.small, box.low + 0.5 * box.height, _short(second), rotation=90,
        ha="center", va="center", color=style.pale, gid="path",
    )  # fmt: skip
    return _Plane(box, x, y, wide, high, is_grid)


def _write_in(canvas: Canvas, cell: Box, said: str, ink: str) -> None:
    """A value in the middle of its cell, on a ground of its own where there is hatching."""
    x, y = cell.left + 0.5 * cell.width, cell.low + 0.5 * cell.height
    how: dict[str, Any] = {"ha": "center", "va": "center_baseline", "color": ink, "gid": "value"}
    if not canvas.style.colour and ink != "white":
        how["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    canvas.write(x, y, said, **how)


def _colouring(canvas: Canvas, view: Response) -> Callable[[float], tuple[Any, str]]:
    """The ground of a value, and the ink that is read on it; shares of runs from none to all."""
    colours = cell_colours(canvas.style)
    known = np.array([one.spread.median for one in view.told if one.defined])
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    if view.outcome.kind == CHANCE:
        low, high = 0.0, 1.0

    def colour(value: float) -> tuple[Any, str]:
        if not np.isfinite(value):
            return "white", canvas.style.ink
        part = (value - low) / (high - low) if high > low else 0.3
        return colours(0.9 * part), "white" if part > 0.55 else canvas.style.ink

    return colour


def _edges(values: Floats, is_grid: bool = True) -> Floats:
    """Between values that stand in order, and as far beyond the first and the last; of no grid two ends."""
    if not is_grid:
        pad = 0.06 * max(float(np.ptp(values)), 1e-9)
        return np.array([values.min() - pad, values.max() + pad])
    if len(values) == 1:
        return np.array([values[0] - 0.5, values[0] + 0.5])
    middle = 0.5 * (values[1:] + values[:-1])
    return np.concatenate([[2 * values[0] - middle[0]], middle, [2 * values[-1] - middle[-1]]])


def _draw_key(canvas: Canvas, box: Box, view: Phases) -> Box:
    """What the colours of regimes stand for; the room that is left below."""
    size = canvas.style.small
    there = [regime for n, regime in enumerate(view.words) if np.nansum(view.shares[:, n]) > 0.0]
    x, y = box.left, box.top - 1.2 * size
    for regime in there:
        wide = 2.0 * size + canvas.width(regime, size)
        if x + wide > box.right and x > box.left:
            x, y = box.left, y - 1.5 * size
        swatch(canvas, regime, Box(x, y, 1.4 * size, 0.9 * size))
        canvas.write(x + 1.8 * size, y + 0.45 * size, regime, va="center_baseline", gid="legend")
        x += wide + size
    return Box(box.left, box.low, box.width, y - 0.6 * size - box.low)
