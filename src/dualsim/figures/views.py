"""What each kind of figure shows: a Dataset in, panels of lines out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from dualsim.figures.drawing.panel import Line, Panel
from dualsim.figures.drawing.styles import LineStyle
from dualsim.figures.institutions import institutions
from dualsim.figures.place_data import SHORT, Floats, PlaceData, View, elsewhere, names, others
from dualsim.figures.quantiles import rounded_up
from dualsim.figures.stances import stances

LEAST = 0.02  # a line that never passes this share is left out

Chooser = Callable[[Floats], tuple[Line, ...]]


def allegiance(place: PlaceData) -> View:
    """Whom each group recognises: a panel a group."""
    shown = place.largest(place.style.panels)
    values = place.of_authorities("allegiance", "group")
    drawn = [values[:, g] for g in shown]
    lines = _lines(place, "authority", "none", [*drawn, *_by_law(place)])
    panels = [Panel(names(place.ds, "group")[g], lines(rows)) for g, rows in zip(shown, drawn, strict=True)]
    if not place.style.brief and len(panels) % 2 and 1 < len(panels) < place.style.panels:
        panels.append(Panel("All together", lines(place.everyone("allegiance", "authority"))))
    left = [*others(place, shown), *_undrawn(place, panels, drawn)]
    subtitle = "Allegiance: share of each group that recognises an authority, or none"
    columns = len(panels) if place.style.brief else None  # in one row: fewer, but high enough to read
    notes = [*elsewhere(place), _small(place)]
    return View(
        f"Whom people in {place.name} recognise", subtitle, _same_scale(panels), notes, left, columns=columns
    )


def power(place: PlaceData) -> View:
    """Formal power, compliance and real power side by side."""
    titles = {"formal_power": "Formal power", "compliance": "Compliance", "real_power": "Real power"}
    values = [place.of_authorities(name) for name in titles]
    held = [values[0], values[2]]  # bodies of other places, too, would be obeyed
    lines = _lines(place, "authority", "none", held)
    panels = [Panel(title, lines(rows)) for title, rows in zip(titles.values(), values, strict=True)]
    subtitle = "What law gives each authority, how far its orders are obeyed, and its share of the levers"
    left = _undrawn(place, panels, held)
    title = f"Power on paper and power in fact: {place.name}"
    return View(title, subtitle, _same_scale(panels), [_small(place)], left, columns=3, landscape=True)


def vote(place: PlaceData) -> View:
    """How each group would vote, all together, and the seats of elected authorities."""
    values = place.of("vote", "group", "party")
    everyone, seats = place.everyone("vote", "party"), _seats(place)
    lines = _lines(place, "party", "abstain", [everyone, *seats.values()])
    chambers = [Panel(f"Seats: {name}", lines(held)) for name, held in seats.items()]
    most = 3 if place.style.brief else place.style.panels
    shown = place.largest(most - 1 - (1 if chambers and not place.style.brief else 0))
    panels = [Panel("All together", lines(everyone))]
    panels += [Panel(names(place.ds, "group")[g], lines(values[:, g])) for g in shown]
    panels += chambers[: max(0, most - len(panels))]
    drawn = {line.name for panel in panels for line in panel.lines}
    left = [name for name in names(place.ds, "party") if name not in drawn]
    unseated = [one.title for one in chambers if one not in panels]
    left += [*others(place, shown), *(["seats"] if unseated and place.style.brief else unseated)]
    subtitle = "Share of each group that would vote for a party, or stay at home; seats as they stand"
    title, columns = f"How people in {place.name} would vote", 3 if place.style.brief else None
    return View(title, subtitle, _same_scale(panels), elsewhere(place), left, columns=columns)


def _seats(place: PlaceData) -> dict[str, Floats]:
    """Seats of every elected authority that has power here, by its name."""
    elected = np.nan_to_num(place.of("delegates", "authority", "group", "party"))
    seats = place.of("seats", "authority", "party")
    rows = [k for k in range(seats.shape[1]) if elected[:, k].any() and np.isfinite(seats[:, k]).any()]
    if "real_power" in place.ds:
        power = _peaks(place.of("real_power", "authority"))
        rows = [k for k in rows if power[k] > LEAST]
    return {place.called("authority")[k]: seats[:, k] for k in rows}


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
    left = [panel.title.split(":")[0] for panel in panels[len(shown) :]]
    subtitle = "Measures of who holds power, and the regime of each day"
    title = f"One power, two or many: {place.name}"
    return View(title, subtitle, shown, left=left, columns=1, about_regimes=True)


def ending(place: PlaceData) -> View:
    """What tells how dual power ends: who governs, is obeyed and has power, over the ending of each day."""
    shown = power(place)
    subtitle = f"{shown.subtitle}, and the ending of each day"
    title = f"How dual power ends: {place.name}"
    return replace(shown, title=title, subtitle=subtitle, about_regimes=True, ribbon="ending")


def mobilisation(place: PlaceData) -> View:
    """The share of each group that is mobilised."""
    shown = place.largest(place.style.lines)
    panel = Panel("Share of each group that is mobilised", _by_group(place, "mobilisation", shown))
    subtitle = "Mobilised: on strike, in the streets, refusing orders or taking land"
    title = f"Who is mobilised in {place.name}"
    left, notes = others(place, shown), elsewhere(place)
    return View(title, subtitle, _same_scale([panel]), notes, left, columns=1, landscape=True)


def conditions(place: PlaceData) -> View:
    """Conditions of life, grievance, and pledges kept; on a slide conditions alone."""
    life, unsaid = _issues(place)
    panels = [Panel("Conditions of life (1 good, \N{MINUS SIGN}1 bad)", life, -1.0, 1.0, "", 1.3)]
    title = f"What presses on people in {place.name}"
    if place.style.brief:
        unsaid += ["grievance", *(["pledges"] if place.ds.sizes.get("pledge", 0) else [])]
        return View(title, "", panels, left=unsaid, columns=1)
    shown = place.largest(place.style.lines)
    panels.append(_unit_scale(Panel("Grievance", _by_group(place, "grievance", shown), unit="")))
    pledges, unkept = _pledges(place)
    left = [*unsaid, *others(place, shown), *unkept]
    subtitle = "Conditions of life by issue, grievance by group" + (", pledges kept" if pledges else "")
    return View(title, subtitle, panels + pledges, elsewhere(place), left, columns=1)


def _issues(place: PlaceData) -> tuple[tuple[Line, ...], list[str]]:
    """A line for each issue on which life is bad or moves, the first of them, and the names of the rest."""
    called, values, looks = (
        names(place.ds, "issue"),
        place.of("condition", "issue"),
        place.line_styles("issue"),
    )
    known = [m for m in range(len(called)) if np.isfinite(values[:, m]).any()]
    worth = {
        m: float(np.ptp(v[np.isfinite(v)]) - np.nanmean(v)) for m, v in enumerate(values.T) if m in known
    }
    most = len(known) if place.whole else place.style.lines
    shown = sorted(sorted(known, key=lambda m: -worth[m])[:most])
    lines = tuple(Line(called[m], values[:, m], looks[m]) for m in shown)
    return lines, [called[m] for m in range(len(called)) if m not in shown]


def _pledges(place: PlaceData) -> tuple[list[Panel], list[str]]:
    """A panel with a bar for each pledge, the first of them, and the names of the rest."""
    if not place.ds.sizes.get("pledge", 0):
        return [], []
    most = place.style.lines
    kept, called = place.of("pledge_kept", "pledge"), names(place.ds, "pledge")
    there = [n for n in range(kept.shape[1]) if np.isfinite(kept[:, n]).any()]
    line_style = LineStyle("#cccccc", place.style.ink, place.style.line)
    bars = tuple(Line(called[n][:1].upper() + called[n][1:], kept[:, n], line_style) for n in there[:most])
    title, left = "Pledges (grey: kept)", [called[n] for n in there[most:]]
    return ([Panel(title, bars, bars=True, tall=0.2 + 0.11 * len(bars))] if bars else []), left


def _lines(place: PlaceData, dim: str, nobody: str, shown: Sequence[Floats]) -> Chooser:
    """A function from values [day, dim] to the lines worth showing, in every panel the same largest few.

    `shown` is all by which a line may matter: it does if it is large in one of them.
    """
    called = place.called(dim)
    worth = np.max([np.nan_to_num(values).mean(axis=0) for values in shown], axis=0)
    there = np.mean([np.isfinite(values).mean(axis=0) for values in shown], axis=0) > SHORT
    if place.style.brief:
        worth = np.where(there, worth, -1.0)
    common = {int(k) for k in np.argsort(-worth, kind="stable")[: place.style.lines] if worth[k] >= 0.0}
    line_style = place.line_styles(dim, nobody, common)

    def lines(values: Floats) -> tuple[Line, ...]:
        peaks = _peaks(values)
        rows = [k for k in reversed(range(len(called))) if place.whole or (k in common and peaks[k] > LEAST)]
        return tuple(Line(called[k], values[:, k], line_style[k]) for k in rows)

    return lines


def _peaks(values: Floats) -> Floats:
    return np.asarray(np.where(np.isfinite(values), values, -1.0).max(axis=0))


def _by_law(place: PlaceData) -> list[Floats]:
    """Who governs here, by which an authority matters that few turn to."""
    return [place.of_authorities("formal_power")] if "formal_power" in place.ds else []


def _undrawn(place: PlaceData, panels: Sequence[Panel], shown: Sequence[Floats]) -> list[str]:
    """The authorities that would be lines of the panels if there were room, the largest first."""
    drawn, peaks = {line.name for one in panels for line in one.lines}, np.max([*map(_peaks, shown)], axis=0)
    called = place.called("authority")
    order = np.argsort(-peaks, kind="stable")
    return [called[k] for k in order if peaks[k] > LEAST and called[k] not in drawn]


def _small(place: PlaceData) -> str:
    return f"authorities {'below' if place.style.brief else 'that never pass'} {LEAST:.0%} left out"


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
    "ending": ending,
    "mobilisation": mobilisation,
    "conditions": conditions,
    "institutions": institutions,
}
