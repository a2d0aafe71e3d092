"""What each kind of figure shows: a Dataset in, panels of lines out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from dualsim.figures.drawing.panel import Line, Panel
from dualsim.figures.drawing.styles import LineStyle
from dualsim.figures.place_data import SHORT, Floats, PlaceData, View, fewer, names
from dualsim.figures.quantiles import rounded_up
from dualsim.figures.stances import stances

LEAST = 0.02  # a line that never passes this share is left out

Chooser = Callable[[Floats], tuple[Line, ...]]


def allegiance(place: PlaceData) -> View:
    """Whom each group recognises: a panel a group."""
    shown = place.largest(place.style.panels)
    lines, values = _lines(place, "authority", "none"), place.of_authorities("allegiance", "group")
    panels = [Panel(names(place.ds, "group")[g], lines(values[:, g])) for g in shown]
    if not place.style.brief and len(panels) % 2 and 1 < len(panels) < place.style.panels:
        panels.append(Panel("All together", lines(place.everyone("allegiance", "authority"))))
    notes = [*fewer(place, shown), _left_out(place)]
    subtitle = "Allegiance: share of each group that recognises an authority, or none"
    columns = len(panels) if place.style.brief else None  # in one row: fewer, but high enough to read
    return View(f"Whom people in {place.name} recognise", subtitle, _same_scale(panels), notes, columns)


def power(place: PlaceData) -> View:
    """Formal power, compliance and real power side by side."""
    titles = {"formal_power": "Formal power", "compliance": "Compliance", "real_power": "Real power"}
    values = [place.of_authorities(name) for name in titles]
    lines = _lines(place, "authority", "none", values)
    panels = [Panel(title, lines(rows)) for title, rows in zip(titles.values(), values, strict=True)]
    subtitle = "What law gives each authority, how far its orders are obeyed, and its share of the levers"
    notes = [_left_out(place)]
    title = f"Power on paper and power in fact: {place.name}"
    return View(title, subtitle, _same_scale(panels), notes, columns=3, landscape=True)


def vote(place: PlaceData) -> View:
    """How each group would vote, all together, and the seats of elected authorities."""
    values = place.of("vote", "group", "party")
    everyone = place.everyone("vote", "party")
    lines = _lines(place, "party", "abstain", [everyone])
    chambers = _chambers(place, lines)
    most = 3 if place.style.brief else place.style.panels
    shown = place.largest(most - 1 - (1 if chambers and not place.style.brief else 0))
    panels = [Panel("All together", lines(everyone))]
    panels += [Panel(names(place.ds, "group")[g], lines(values[:, g])) for g in shown]
    panels += chambers[: max(0, most - len(panels))]
    drawn = {line.name for panel in panels for line in panel.lines}
    left = [name for name in names(place.ds, "party") if name not in drawn]
    notes = [*([f"left out: {', '.join(left)}"] if left else []), *fewer(place, shown)]
    subtitle = "Share of each group that would vote for a party, or stay at home; seats as they stand"
    title, columns = f"How people in {place.name} would vote", 3 if place.style.brief else None
    return View(title, subtitle, _same_scale(panels), notes, columns)


def _chambers(place: PlaceData, lines: Chooser) -> list[Panel]:
    """Seats of every elected authority, a panel each."""
    elected = np.nan_to_num(place.of("delegates", "authority", "group", "party"))
    seats = place.of("seats", "authority", "party")
    rows = [k for k in range(seats.shape[1]) if elected[:, k].any() and np.isfinite(seats[:, k]).any()]
    return [Panel(f"Seats: {names(place.ds, 'authority')[k]}", lines(seats[:, k])) for k in rows]


def regime(place: PlaceData) -> View:
    """The four measures that tell a regime, over its ribbon."""
    line_style = LineStyle(place.style.ink, place.style.ink, place.style.line * 1.2)
    titles = {
        "effective_powers": "Effective powers: how many authorities count",
        "duality": "Duality: 1 at two equal powers, 0 before there are two",
        "formal_real_gap": "Formal-real gap: power on paper only",
        "cooperation": "Cooperation: endorsement of each other",
    }
    panels = []
    for name, title in titles.items():
        values = place.of(name)
        counted = name == "effective_powers"
        high = max(2.0, float(np.ceil(_top(values)))) if counted else 1.0
        panels.append(Panel(title, (Line("", values, line_style),), float(counted), high, unit=""))
    shown = panels[:2] if place.style.brief else panels
    left = [f"{len(shown)} of {len(panels)} measures"] if len(shown) < len(panels) else []
    subtitle = "Measures of who holds power, and the regime of each day"
    return View(f"One power, two or many: {place.name}", subtitle, shown, left, columns=1)


def mobilisation(place: PlaceData) -> View:
    """The share of each group that is mobilised."""
    shown = place.largest(place.style.lines)
    panel = Panel("Share of each group that is mobilised", _by_group(place, "mobilisation", shown))
    subtitle = "Mobilised: on strike, in the streets, refusing orders or taking land"
    title = f"Who is mobilised in {place.name}"
    return View(title, subtitle, _same_scale([panel]), fewer(place, shown), columns=1, landscape=True)


def conditions(place: PlaceData) -> View:
    """Conditions of life, grievance, and pledges kept."""
    issues, values = names(place.ds, "issue"), place.of("condition", "issue")
    line_style = place.line_styles("issue")
    moved = [m for m in range(len(issues)) if np.isfinite(values[:, m]).any()]
    most = len(moved) if place.whole else place.style.lines
    moved = sorted(sorted(moved, key=lambda m: -np.nanmax(np.ptp(values[:, m])))[:most])
    life = tuple(Line(issues[m], values[:, m], line_style[m]) for m in moved)
    shown = place.largest(place.style.lines)
    panels = [
        Panel(
            "Conditions of life (1 good, \N{MINUS SIGN}1 bad)",
            life,
            -1.0,
            1.0,
            "",
            1.0 if place.style.brief else 1.3,
        ),
        _unit_scale(Panel("Grievance", _by_group(place, "grievance", shown), unit="")),
    ]
    notes = fewer(place, shown)
    notes += [f"{len(moved)} of {len(issues)} issues"] if len(moved) < len(issues) else []
    pledges, notes = _pledges(place, notes)
    title = f"What presses on people in {place.name}"
    subtitle = "Conditions of life by issue, grievance by group" + (", pledges kept" if pledges else "")
    return View(title, subtitle, panels + pledges, notes, columns=1)


def _pledges(place: PlaceData, notes: list[str]) -> tuple[list[Panel], list[str]]:
    if not place.ds.sizes.get("pledge", 0):
        return [], notes
    if place.style.brief:
        return [], [*notes, "pledges left out"]
    most = place.style.lines
    kept, called = place.of("pledge_kept", "pledge"), names(place.ds, "pledge")
    there = [n for n in range(kept.shape[1]) if np.isfinite(kept[:, n]).any()]
    line_style = LineStyle("#cccccc", place.style.ink, place.style.line)
    bars = tuple(Line(called[n][:1].upper() + called[n][1:], kept[:, n], line_style) for n in there[:most])
    if len(there) > most:
        notes = [*notes, f"{most} of {len(there)} pledges"]
    title = "Pledges (grey: kept)"
    return ([Panel(title, bars, bars=True, tall=0.2 + 0.11 * len(bars))] if bars else []), notes


def _lines(place: PlaceData, dim: str, nobody: str, shown: Sequence[Floats] = ()) -> Chooser:
    """A function from values [day, dim] to the lines that are worth showing, the largest few.

    Given all that will be shown, it keeps to the same few in every panel.
    """
    called, line_style, most = names(place.ds, dim), place.line_styles(dim, nobody), place.style.lines
    common = set(_largest(np.concatenate(shown), most)) if shown else set(range(len(called)))

    def lines(values: Floats) -> tuple[Line, ...]:
        if place.whole:
            return tuple(Line(name, values[:, k], line_style[k]) for k, name in enumerate(called))
        peaks = np.where(np.isfinite(values), values, -1.0).max(axis=0)
        days = np.isfinite(values).mean(axis=0)
        rows = [k for k in _largest(values, most) if k in common and peaks[k] > LEAST]
        rows = [k for k in rows if days[k] > SHORT or not place.style.brief]
        return tuple(Line(called[k], values[:, k], line_style[k]) for k in sorted(rows, reverse=True))

    return lines


def _largest(values: Floats, most: int) -> list[int]:
    return [int(k) for k in np.argsort(-np.nan_to_num(values).mean(axis=0), kind="stable")[:most]]


def _left_out(place: PlaceData) -> str:
    if place.style.brief:
        return "authorities below 2% or short-lived left out"
    return "authorities that never pass 2% left out"


def _by_group(place: PlaceData, variable: str, shown: Sequence[int]) -> tuple[Line, ...]:
    values, line_style, called = (
        place.of(variable, "group"),
        place.line_styles("group"),
        names(place.ds, "group"),
    )
    return tuple(
        Line(called[g], values[:, g], line_style[g]) for g in shown if np.isfinite(values[:, g]).any()
    )


def _top(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.max()) if known.size else 1.0


def _unit_scale(panel: Panel) -> Panel:
    return _same_scale([panel])[0]


def _same_scale(panels: Sequence[Panel]) -> list[Panel]:
    """All panels from 0 to the same round share, so that they can be compared at a glance."""
    high = rounded_up(max((_top(line.values) for panel in panels for line in panel.lines), default=1.0))
    return [Panel(p.title, p.lines, 0.0, high, p.unit, p.tall, p.bars) for p in panels]


KINDS: dict[str, Callable[[PlaceData], View]] = {
    "allegiance": allegiance,
    "stances": stances,
    "power": power,
    "vote": vote,
    "regime": regime,
    "mobilisation": mobilisation,
    "conditions": conditions,
}
