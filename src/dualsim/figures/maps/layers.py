"""What a map shows: the values of a measure on some dates, what they are filled with, and their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.figures.drawing.styles import PALETTE, Style, area_fill, regime_fill, stance_styles
from dualsim.figures.maps.inks import Ink, Leaders, Shades, Words
from dualsim.figures.maps.measured import Asked
from dualsim.figures.maps.spots import Fill
from dualsim.figures.place_data import PlaceData, names
from dualsim.figures.quantiles import rounded_up
from dualsim.scenario.regions import laid_out
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

NOBODY = {"party": "abstain", "authority": "none"}  # who is nobody on an axis
_KINDS = {"government": "Governments", "soviet": "Soviets", "committee": "Committees", "none": "Nobody"}
_KIND_COLOURS = {"government": PALETTE[0], "soviet": PALETTE[1], "committee": PALETTE[2], "none": "#8a8a8a"}
_LEADS = {"party": "the party that leads", "authority": "who has most", "side": "the largest"}


@dataclass(frozen=True)
class Layer:
    """The values of places on some dates, by place, and how they are told."""

    title: str
    subtitle: str
    ink: Ink
    values: list[dict[str, Any]]
    of_whom: str = ""  # what colours stand for, if for whoever leads


def layer_of(asked: Asked, rows: Sequence[int], style: Style, scenario: Scenario) -> Layer:
    """A measure on some days of a run."""
    places = asked.slugs("place")
    tables = [asked.on(row) for row in rows]
    title, subtitle = _told(asked)
    if asked.has_words:
        values = [dict(zip(places, table.tolist(), strict=True)) for table in tables]
        return Layer(title, subtitle, _words(asked, values, style), values)
    if not asked.led:
        values = [dict(zip(places, table.tolist(), strict=True)) for table in tables]
        return Layer(title, subtitle, _shades(asked, tables, style), values)
    fills = _who(asked, style, scenario)
    groups = [fills.group.get(slug, "none") for slug in asked.slugs(asked.led)]
    values = [
        dict(zip(places, [leader(row, groups, fills.out) for row in table], strict=True)) for table in tables
    ]
    there = {value[0] for day in values for value in day.values() if value is not None}
    shown = fills.of(there)
    named = [{place: _renamed(value, fills.called) for place, value in day.items()} for day in values]
    return Layer(f"{title}: {_LEADS[asked.led]}", subtitle, Leaders(shown, style), named, asked.led)


def leader(shares: Any, groups: Sequence[str], out: str) -> tuple[str, float] | None:
    """Who has the largest of some shares, and by how much; None where nobody has any. One is left out."""
    known = [
        (float(share), group)
        for share, group in zip(shares, groups, strict=True)
        if share == share and group != out
    ]
    ordered = sorted(known, key=lambda one: -one[0])
    if not ordered or ordered[0][0] <= 0.0:
        return None
    second = ordered[1][0] if len(ordered) > 1 else 0.0
    return ordered[0][1], ordered[0][0] - second


def _renamed(value: tuple[str, float] | None, called: dict[str, str]) -> tuple[str, float] | None:
    return None if value is None else (called[value[0]], value[1])


@dataclass(frozen=True)
class _Whose:
    """Who may lead: by what they are told apart, how that is called, and what it is filled with."""

    group: dict[str, str]  # of each on the axis
    called: dict[str, str]
    looks: dict[str, Fill]
    style: Style
    out: str = ""  # who never leads

    def of(self, there: Iterable[str]) -> dict[str, Fill]:
        """The names and fills of those who lead somewhere, in their usual order."""
        found = [key for key in self.called if key in set(there)]
        if self.style.colour or self.looks:
            return {self.called[key]: self.looks[key] for key in found}
        looks = [area_fill(self.style, n) for n in range(len(found))]
        return {
            self.called[key]: Fill(look["facecolor"], look["hatch"])
            for key, look in zip(found, looks, strict=True)
        }


def _who(asked: Asked, style: Style, scenario: Scenario) -> _Whose:
    """Parties and stances as they are called; authorities by their kind, as each place has its own."""
    slugs, called = asked.slugs(asked.led), names(asked.ds, asked.led)
    if asked.led == "authority":
        looks = {kind: Fill(colour) for kind, colour in _KIND_COLOURS.items()} if style.colour else {}
        return _Whose({slug: kind_of(scenario, slug) for slug in slugs}, _KINDS, looks, style)
    own = dict(zip(slugs, called, strict=True))
    if asked.led == "side":
        looks = {key: Fill(one.colour, one.hatch) for key, one in stance_styles(style).items()}
        return _Whose({slug: slug for slug in slugs}, own, looks, style)
    drawn = PlaceData(asked.ds, 0, style).line_styles("party", NOBODY["party"])
    looks = {slug: Fill(one.colour) for slug, one in zip(slugs, drawn, strict=True)} if style.colour else {}
    return _Whose({slug: slug for slug in slugs}, own, looks, style, NOBODY["party"])


def kind_of(scenario: Scenario, authority: str) -> str:
    """The kind of an authority: as the scenario has it, or that of a body that people may found."""
    run = laid_out(scenario)
    if authority in run.authorities:
        return run.authorities[authority].kind
    founded = authority.partition("@")[0].rstrip("0123456789").rstrip("_")
    return run.kinds[founded].kind if founded in run.kinds else "none"


def _words(asked: Asked, values: Sequence[dict[str, Any]], style: Style) -> Words:
    there = {word for day in values for word in day.values()}
    known = [word for word in MEASURES[asked.measure].words if word in there]
    return Words({word: Fill(*regime_fill(style, word)) for word in known})


def _shades(asked: Asked, tables: Sequence[Any], style: Style) -> Shades:
    """From nothing to a round number that no place passes, the same on all dates."""
    known = np.concatenate([table[np.isfinite(table)] for table in tables])
    high = float(np.abs(known).max()) if known.size else 1.0
    unit = str(asked.ds[asked.measure].attrs.get("units", MEASURES[asked.measure].unit))
    high = rounded_up(high) if high <= 1.0 else float(f"{high * 1.0499:.1e}" if high > 100 else np.ceil(high))
    low = -high if known.size and known.min() < 0.0 else 0.0
    return Shades(low, high, style, percent=unit.startswith("share"))


def _told(asked: Asked) -> tuple[str, str]:
    """The measure and what is named of it, and what it is."""
    known = MEASURES.get(asked.measure)
    label = str(asked.ds[asked.measure].attrs.get("long_name", known.label if known else asked.measure))
    head, _, tail = label.partition(": ")
    called = [names(asked.ds, axis)[asked.slugs(axis).index(name)] for axis, name in asked.of.items()]
    if "group" in asked.axes and "group" not in asked.of:
        tail = tail.replace("of the group", "of all people").replace("the group", "everyone there")
    for axis in asked.of:
        head = head.removesuffix(f", by {axis}")
    title = f"{head}: {', '.join(called)}" if called else head
    return title, f"{tail[:1].upper()}{tail[1:]}"
