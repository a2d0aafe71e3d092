"""A view of many runs: the lines of the median run, with bands for the middle parts of all runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from dualsim.figures.drawing.panel import Line, Panel
from dualsim.figures.drawing.styles import Style
from dualsim.figures.place_data import PlaceData, View
from dualsim.figures.quantiles import SHADES, median_and_edges, rounded_up
from dualsim.figures.views import KINDS

ALWAYS = ("allegiance", "population", "seats")  # by which lines and events are chosen,
IF_KEPT = ("formal_power", "real_power", "electors")  # and groups, if the runs keep them
SHOWN = {
    "allegiance": (),
    "stances": ("stance", "formal_power"),
    "power": ("formal_power", "compliance", "real_power"),
    "vote": ("vote", "delegates"),
    "regime": ("effective_powers", "duality", "formal_real_gap", "cooperation"),
    "mobilisation": ("mobilisation",),
    "ending": ("formal_power", "compliance", "real_power"),
    "conditions": ("condition", "grievance", "pledge_kept"),
    "institutions": ("built", "skill"),
}


def view_of_many(results: xr.Dataset, kind: str, style: Style) -> tuple[PlaceData, View]:
    """The median of many runs as a place, and its view with bands about every line."""
    style = replace(
        style, lines=min(style.lines, 6), line=0.8 * style.line
    )  # thinner and fewer: bands are wide
    kept = [name for name in IF_KEPT if name in results]
    median, *edges = median_and_edges(results, list(dict.fromkeys([*ALWAYS, *kept, *SHOWN[kind]])))
    place = PlaceData(median, 0, style)
    view = KINDS[kind](place)
    others = [KINDS[kind](PlaceData(edge, 0, style, whole=True)) for edge in edges]
    panels = _to_scale([_with_bands(panel, others) for panel in view.panels])
    levels = ", ".join(f"{100 * share:.0f}" for share in SHADES)
    runs = results.sizes["member"]
    shades = f"middle {levels}%" if style.brief else f"median, and the middle {levels}% of {runs:,} runs"
    ribbon = [f"ribbon: the most frequent {view.ribbon} of each day"] if view.has_ribbon(style) else []
    notes = [*view.notes, *ribbon]
    return place, replace(view, panels=panels, notes=notes, made=made_of(results), shades=shades)


def made_of(results: xr.Dataset) -> str:
    """How many runs, at how many points, and their seeds."""
    seeds, points = results["seed"].values, int(results.attrs.get("points", 1))
    first, last = int(seeds.min()), int(seeds.max())
    told = f"seeds {first} to {last}" if last > first else f"seed {first}"
    runs = f"{results.sizes['member']:,} runs"
    return f"{runs} at {points:,} points, {told}" if points > 1 else f"{runs}, {told}"


def _with_bands(panel: Panel, others: Sequence[View]) -> Panel:
    """A panel with the bands of its lines, found under the same names in the views of their edges."""
    if panel.bars:
        return panel
    found = [
        {
            line.name: line.values
            for other in view.panels
            if other.title == panel.title
            for line in other.lines
        }
        for view in others
    ]

    def with_bands(line: Line) -> Line:
        if line.style.area or not all(line.name in edge for edge in found):
            return line
        ends = [edge[line.name] for edge in found]
        return replace(line, bands=tuple(zip(ends[::2], ends[1::2], strict=True)))

    return replace(panel, lines=tuple(with_bands(line) for line in panel.lines))


def _to_scale(panels: Sequence[Panel]) -> list[Panel]:
    """Panels that shared a scale share one that holds their bands."""
    tops: dict[tuple[float, float], float] = {}
    for panel in panels:
        scale = panel.low, panel.high
        edges = [high for line in panel.lines for _, high in line.bands]
        known = [float(np.nanmax(edge)) for edge in edges if np.isfinite(edge).any()]
        tops[scale] = max([tops.get(scale, 0.0), *known])
    higher = {scale: rounded_up(top) if top > scale[1] else scale[1] for scale, top in tops.items()}
    return [replace(panel, high=higher[panel.low, panel.high]) for panel in panels]
