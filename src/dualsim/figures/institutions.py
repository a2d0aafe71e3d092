"""What people build of their own: how much of its lever's work each institution does, and their skill."""

from __future__ import annotations

import numpy as np

from dualsim.figures.drawing.panel import Line, Panel
from dualsim.figures.place_data import Floats, PlaceData, View, names
from dualsim.figures.quantiles import rounded_up


def institutions(place: PlaceData) -> View:
    """What is built in a place and how practised people are in it: a panel each, a line an institution."""
    if not place.ds.sizes.get("institution", 0) or not np.isfinite(place.of("built", "institution")).any():
        raise ValueError(f"plot: kind: the scenario names no institution in {place.name}; draw another kind")
    built, skill = (place.of(measure, "institution") for measure in ("built", "skill"))
    here = [n for n in range(built.shape[1]) if np.isfinite(built[:, n]).any()]
    worth = np.nan_to_num(built).mean(axis=0)
    most = len(here) if place.whole else place.style.lines
    shown = sorted(sorted(here, key=lambda n: -worth[n])[:most])
    known = [values[np.isfinite(values)] for values in (built[:, shown], skill[:, shown])]
    high = rounded_up(max(float(values.max()) for values in known))
    panels = [
        _panel(place, "Built: share of the lever\N{RIGHT SINGLE QUOTATION MARK}s work", built, shown, high),
        _panel(place, "Skill: how practised people are", skill, shown, high),
    ]
    subtitle = "Alternatives do the work of the lever beside them, counter-institutions block their lever"
    called = names(place.ds, "institution")
    left = [called[n] for n in here if n not in shown]
    title = f"What people build of their own in {place.name}"
    return View(title, subtitle, panels, left=left, columns=len(panels))


def _panel(place: PlaceData, title: str, values: Floats, shown: list[int], high: float) -> Panel:
    """A panel with a line for each institution."""
    called, looks = names(place.ds, "institution"), place.line_styles("institution", drawn=shown)
    lines = tuple(Line(called[n], values[:, n], looks[n]) for n in shown)
    return Panel(title, lines, 0.0, high)
