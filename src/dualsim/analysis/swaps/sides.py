"""The two places that swap: each a scenario cut to one place, as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from dualsim.analysis.comparison.columns import source_and_place
from dualsim.analysis.swaps.events_merged import Merged, events_fitted
from dualsim.analysis.swaps.fitting import Data, Notes, There, endorsing, institutions_fitted, there_in
from dualsim.scenario.loading import load
from dualsim.scenario.schema import Scenario
from dualsim.scenario.suggestions import unknown

SAME = ("calendar", "start", "end", "step", "behaviour")  # what no block carries, and so has to be equal


class Side(NamedTuple):
    """A place under study, and its scenario cut to it."""

    label: str  # as it was asked for, with its place if the scenario has several
    name: str  # of the place, as it is written on figures
    place: str
    data: Data
    there: There
    alone: tuple[str, ...]  # places that it was cut from
    region: bool = False  # whether it is a town with its countryside, and not one place


def sides_of(given: tuple[Scenario | str | Path, ...], places: tuple[str, ...]) -> tuple[Side, Side]:
    """Two scenarios, each with its place; raise ValueError if they cannot swap."""
    if places and len(places) != len(given):
        raise ValueError(
            f"places: give one for each of the two scenarios, A's first; this is {', '.join(places)}"
        )
    first, second = (_side(one, places[n] if places else None) for n, one in enumerate(given))
    if first.data == second.data:
        raise ValueError(f"{second.label}: it is the same as {first.label}; give two scenarios that differ")
    if first.region and second.region:
        raise ValueError(f"{second.label}: it is a region, as {first.label}; swap a region with one place")
    wrong = [_differing(first, second, key) for key in SAME if _given(first, key) != _given(second, key)]
    wrong += [_compulsory(*pair) for pair in ((first, second), (second, first)) if _lacking(*pair)]
    if wrong:
        raise ValueError("\n".join(wrong))
    return first, second


def _side(given: Scenario | str | Path, place: str | None) -> Side:
    source, picked = source_and_place(given)
    scenario = load(source)
    there = [*scenario.places, *scenario.regions]
    label = scenario.title if isinstance(source, Scenario) else Path(str(source)).stem
    if place is not None and picked is not None and place != picked:
        raise ValueError(f"{given}: places names '{place}' for it; name its place once")
    chosen = place or picked
    if chosen is None and len(there) > 1:
        example = f"{label}:{there[0]}" if not isinstance(source, Scenario) else f"places: {there[0]}, ..."
        raise ValueError(
            f"{label}: it has {len(scenario.places)} places, {', '.join(there)}; pick one, as in {example}"
        )
    if chosen is not None and chosen not in there:
        raise ValueError(f"{label}: {unknown('place', chosen, there)}")
    slug = chosen or there[0]
    data = scenario.model_dump(by_alias=True, exclude_unset=True)
    for key in ("vary", "local_bodies"):  # ranges, and bodies, that a hybrid need not have
        data.pop(key, None)
    if slug in scenario.regions:
        return _region(label, scenario, slug, data)
    others = tuple(name for name in there if name != slug)
    alone = cut_to(data, slug) if others else data
    label = f"{label}:{slug}" if others else label
    return Side(label, scenario.places[slug].name, slug, alone, there_in(alone, slug), others)


def _region(label: str, scenario: Scenario, slug: str, data: Data) -> Side:
    """A whole region, which is all of its scenario."""
    block = scenario.regions[slug]
    villages = [block.villages.like] if block.villages is not None else []
    outside = [name for name in scenario.places if name not in (block.town, *block.places, *villages)]
    if outside:
        raise ValueError(
            f"{label}: {', '.join(outside)} is not in the region '{slug}'; give a scenario of it alone"
        )
    return Side(f"{label}:{slug}", block.name, slug, data, there_in(data), (), region=True)


def cut_to(data: Data, place: str) -> Data:
    """A scenario with one of its places alone, and without bodies that are never heard of there."""
    found = {key: part for key, part in data.items() if key != "regions"}
    found["places"] = {
        place: {k: v for k, v in data["places"][place].items() if k not in ("rail", "letters")}
    }
    far = {key for key, body in data["authorities"].items() if not _is_heard(data, key, body, place)}
    found["may_found"] = {at: kinds for at, kinds in data.get("may_found", {}).items() if at == place}
    found["series"] = {k: s for k, s in data.get("series", {}).items() if s.get("place") in (None, place)}
    for table in ("parties", "authorities"):
        found[table] = {key: _here(block, place) for key, block in data[table].items()}
    away = {k for k, b in data["authorities"].items() if place not in (b.get("elected_in") or [place])}
    found["events"] = {key: _not_electing(event, away) for key, event in data.get("events", {}).items()}
    return without_bodies(found, far, place, Notes(), there_in(data, place))


def without_bodies(data: Data, gone: set[str], place: str, notes: Notes, own: There | None = None) -> Data:
    """A scenario without some bodies, and without what speaks of them."""
    found, own = dict(data), own or there_in(data, place)
    found["authorities"] = {key: body for key, body in data["authorities"].items() if key not in gone}
    there = there_in(found, place)
    found["authorities"] = {key: endorsing(body, there) for key, body in found["authorities"].items()}
    found["pledges"] = {
        key: pledge
        for key, pledge in data.get("pledges", {}).items()
        if {pledge["by"], pledge["to"]} <= there.authority
    }
    if "institutions" in data:
        found["institutions"] = institutions_fitted(found, there, notes)
    there = there_in(found, place)
    events = data.get("events", {}).items()
    listed = [Merged(key, 0, event, [(0, one) for one in event["effects"]]) for key, event in events]
    found["events"] = events_fitted(listed, [own], [there], notes)
    return found


def _here(block: Data, place: str) -> Data:
    """A party or a body with what it is in one place alone."""
    found = dict(block)
    for field in ("organisation", "mandate", "reach", "organ"):
        if field in found:
            found[field] = {at: share for at, share in found[field].items() if at == place}
    if "elected_in" in found:
        found["elected_in"] = [place]
        if place not in block["elected_in"]:  # its electors live elsewhere
            found = {key: value for key, value in found.items() if key not in ("electors", "elected_in")}
    return found


def _not_electing(event: Data, away: set[str]) -> Data:
    """An event that gives no electors here to bodies that are elected elsewhere."""
    effects = [one for one in event["effects"] if one.get("represent", {}).get("authority") not in away]
    return {**event, "effects": effects}


def _is_heard(data: Data, key: str, body: Data, place: str) -> bool:
    """Whether a body reaches a place, ever; a national one may, whatever stands in the file."""
    if body.get("national") or place in body.get("reach", {}):
        return True
    effects = [one for event in data.get("events", {}).values() for one in event["effects"]]
    return any(one.get("change_reach", {}).get("authority") == key for one in effects) and any(
        one.get("change_reach", {}).get("place") == place for one in effects
    )


def _given(side: Side, key: str) -> object:
    """What a side says under a key, or what holds if it says nothing."""
    return side.data.get(key, Scenario.model_fields["step"].default if key == "step" else None)


def _differing(first: Side, second: Side, key: str) -> str:
    both = _given(first, key), _given(second, key)
    said = f": {both[0]} and {both[1]}" if isinstance(both[0], str) else ""
    return (
        f"{second.label}: '{key}' is not that of {first.label}{said}; no block carries it, so let it be equal"
    )


def _lacking(side: Side, other: Side) -> list[str]:
    """Issues that everyone of a scenario has to name, and the other does not have."""
    issues: Data = side.data["issues"]
    return [
        key for key, issue in issues.items() if not issue.get("optional") and key not in other.there.issue
    ]


def _compulsory(side: Side, other: Side) -> str:
    named = ", ".join(_lacking(side, other))
    return f"{other.label}: it has no issue {named} of {side.label}; let it be optional, or in both"
