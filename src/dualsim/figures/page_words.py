"""The words at the foot of a page: where it is from, and the name of everything that it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dualsim.figures.drawing.canvas import Canvas
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.panel import Panel
from dualsim.figures.drawing.styles import told_apart
from dualsim.figures.place_data import PlaceData, View

LEAST_NAMED = 2
OFTEN = 0.9  # a line is as large as it is on all but a tenth of the days: one that fades was large, too
FEWEST = 3  # lines of a legend, however little room there is


def apart(view: View) -> View:
    """The same view with lines of one name alike in all panels, and different names told by dashes."""
    drawn = [line for panel in view.panels for line in reversed(panel.lines) if not line.style.area]
    looks = told_apart({line.name: line.style for line in drawn if line.name})
    panels = [
        replace(panel, lines=tuple(replace(one, style=looks.get(one.name, one.style)) for one in panel.lines))
        for panel in view.panels
    ]
    return view if view.legend else replace(view, panels=panels)


def page_caption(canvas: Canvas, place: PlaceData, view: View, told: Sequence[str]) -> list[str]:
    """The caption in lines: the run, what is told of the page, notes, and what is left out."""
    attrs, brief = place.ds.attrs, canvas.style.brief
    one = f"seed {attrs.get('seed')}" + ("" if brief else ", one run")
    people = f"{int(attrs.get('people', 0)):,} people"
    title = shortened(attrs.get("title", ""))
    parts = [f"{title}{': ' if title else ''}{people}, {view.made or one}", *told]
    parts += [f"bands: {view.shades}"] if brief and view.shades else []
    for named in range(len(view.left), min(LEAST_NAMED, len(view.left)) - 1, -1):
        text = "; ".join([*parts, *_left_out(view.left, named), *view.notes])
        lines = canvas.wrap(f"{text}.", canvas.wide - 2 * canvas.style.margin, canvas.style.small)
        if not brief or len(lines) <= view.caption:
            break
    return lines


def _left_out(called: Sequence[str], named: int) -> list[str]:
    """What is left out, the first few by name."""
    if not called:
        return []
    rest = len(called) - named
    return [f"left out: {', '.join([*called[:named], *([f'{rest} more'] if rest else [])])}"]


def dropped(view: View, kept: Sequence[Panel]) -> list[str]:
    """The lines that panels have lost, each with the titles of those panels if others still have it."""
    where: dict[str, list[str]] = {}
    for n, (panel, fewer) in enumerate(zip(view.panels, kept, strict=True)):
        still = {line.name for line in fewer.lines}
        for line in panel.lines:
            if line.name not in still:
                where.setdefault(line.name, []).append(_called(view, n))
    drawn = {line.name for panel in kept for line in panel.lines}
    return [f"{name} ({', '.join(lost)})" if name in drawn else name for name, lost in where.items()]


def _called(view: View, n: int) -> str:
    """A panel by its title; under heads by that of its column and the measure of its row."""
    if not view.heads:
        return view.panels[n].title
    column = n % len(view.heads)
    return f"{view.heads[column]}: {view.panels[n - column].title.partition(':')[0].lower()}"


def without_smallest(panels: Sequence[Panel]) -> list[Panel]:
    """The panels without the line that is smallest in all of them; nothing if there are few."""
    worth: dict[str, float] = {}
    for panel in panels:
        for line in panel.lines:
            size = float(np.quantile(np.nan_to_num(np.abs(line.values)), OFTEN))
            worth[line.name] = max(worth.get(line.name, 0.0), size)
    if len(worth) <= FEWEST:
        return []
    least = min(worth, key=worth.__getitem__)
    return [replace(p, lines=tuple(line for line in p.lines if line.name != least)) for p in panels]
