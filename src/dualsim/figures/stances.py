"""Where people stand, the figure to be shown first: with who governs, a rival, both, or nobody."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from dualsim.figures.drawing.panel import Line, Panel
from dualsim.figures.drawing.styles import LineStyle, Style, stance_styles
from dualsim.figures.place_data import Floats, PlaceData, View, elsewhere, names, others
from dualsim.scenario.axes import STANCE_LABELS

MOST = 6  # panels, a group each
EVENTS = 15  # each is a line through all areas
_SLOGAN = "“all power to the Soviets”: "
_WORDS = {  # what each stance is, after its name
    "government": "turns to it, or to nobody and puts up with it",
    "both": "“in so far as”: turns to a rival, puts up with the government",
    "rival": "{slogan}turns to it, does not put up with the government",
    "nobody": "turns to nobody, does not put up with the government",
}
_BRIEF = {"government": "Government alone", "both": "Both", "rival": "Rival alone", "nobody": "Nobody"}
_ACCEPTS = "Below this line: puts up with the government"


def stances(place: PlaceData) -> View:
    """Where each group stands: a panel a group, four areas that make up all of it."""
    style = place.style
    shown = place.largest(min(style.panels, MOST))
    areas, values = _areas(place), place.of("stance", "group", "side")
    rule = LineStyle(style.ink, style.ink, 0.8 * style.line)
    breaks = _breaks(place.mandate())
    panels = []
    for g in shown:
        lines = [Line(name, values[:, g, n], drawn) for n, (name, drawn) in enumerate(areas)]
        lines.append(Line(_ACCEPTS, values[:, g, :2].sum(axis=1), rule))
        panels.append(Panel(names(place.ds, "group")[g], tuple(lines), breaks=breaks))
    signs = _signs(style, bool(breaks), _blank(place, shown, values))
    subtitle = "Stances: shares of each group. The government is whoever governs that day, a rival any other"
    notes, brief = [*_told(place), *elsewhere(place)], style.brief
    if brief:
        notes = ["below the line: who puts up with the government"]
    return View(
        f"Where people in {place.name} stand", subtitle, panels, notes, others(place, shown),
        columns=len(panels) if brief else min(2, len(panels)),
        legend=[*areas, *signs] if brief else [*areas, (_ACCEPTS, rule), *signs],
        events=min(EVENTS, style.events),
    )  # fmt: skip


def _areas(place: PlaceData) -> list[tuple[str, LineStyle]]:
    """The four stances in words, from the foot of the stack to its top."""
    styles = stance_styles(place.style)
    if place.style.brief:
        return [(_BRIEF[key], styles[key]) for key in STANCE_LABELS]
    slogan = _SLOGAN if any("soviet" in name.lower() for name in place.called("authority")) else ""
    called = zip(STANCE_LABELS, names(place.ds, "side"), strict=True)
    return [(f"{name}: {_WORDS[key].format(slogan=slogan)}", styles[key]) for key, name in called]


def _signs(style: Style, broken: bool, blank: bool) -> list[tuple[str, LineStyle]]:
    """What an upright line and bare ground stand for, where there are any; a brief page says it shortly."""
    upright = LineStyle(style.ink, style.ink, 0.8 * style.line, (3.0, 2.0), upright=True)
    bare = LineStyle(style.ground, style.ink, 0.0, area=True)
    found = [("Others govern" if style.brief else "From here on others govern", upright)] if broken else []
    return [*found, ("Nobody governs" if style.brief else "Blank: nobody governs", bare)] if blank else found


def _breaks(mandate: Floats) -> tuple[int, ...]:
    """The days on which another has the largest part of the mandate than the day before."""
    leading = np.where(mandate.sum(axis=1) > 0.0, mandate.argmax(axis=1), -1)
    return tuple(
        day + 1 for day, (old, new) in enumerate(pairwise(leading)) if old != new and min(old, new) >= 0
    )


def _blank(place: PlaceData, shown: list[int], values: Floats) -> bool:
    """Whether there are days on which people live here and nobody governs."""
    people = np.nan_to_num(place.of("population", "group"))[:, shown] > 0
    return bool((people & np.isnan(values[:, shown, 0])).any())


def _told(place: PlaceData) -> list[str]:
    """Who governs, and from when; a place that nobody ever governs is said to be so."""
    mandate, called, dates = place.mandate(), place.called("authority"), place.dates()
    if not mandate.any():
        return ["nobody governs here"]
    who = [_holders(day, called) for day in mandate]
    new = [day for day in range(len(who)) if day == 0 or who[day] != who[day - 1]]
    return ["who governs: " + ", ".join((f"from {dates[d]} " if d else "") + who[d] for d in new)]


def _holders(shares: Floats, called: list[str]) -> str:
    """Who holds parts of the mandate, the largest first; of more than two only that one by name."""
    held = [called[k] for k in np.argsort(-shares, kind="stable") if shares[k] > 0.0]
    return f"{held[0]} and others" if len(held) > 2 else " and ".join(held) or "nobody"
