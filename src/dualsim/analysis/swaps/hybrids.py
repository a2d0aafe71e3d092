"""A place that takes each block from one of two places: put together as data, then loaded and checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dualsim.analysis.swaps.events_merged import events_fitted, merged_events
from dualsim.analysis.swaps.fitting import (
    Data,
    Notes,
    There,
    endorsing,
    institutions_fitted,
    living_in,
    seen_from,
    shares_fitted,
    there_in,
)
from dualsim.analysis.swaps.forms import alike, mixed, regions_of
from dualsim.analysis.swaps.sides import SAME, Side
from dualsim.scenario.fields import is_number
from dualsim.scenario.files.yaml_writer import write
from dualsim.scenario.loading import from_text
from dualsim.scenario.schema import Scenario

Owners = Mapping[str, int]  # of each block: 0 for the first side, 1 for the second
TABLES = {  # which block a whole table goes with
    "issues": "people", "groups": "people", "seasons": "people", "parties": "bodies", "authorities": "bodies",
    "kinds": "bodies", "may_found": "bodies", "pledges": "bodies", "office_holders": "bodies",
    "institutions": "bodies", "series": "events",
}  # fmt: skip
OF_PLACE = {  # and a field of the place; all others go with its people
    "cell_size": "places", "within_reach": "places", "condition": "events", "levers": "levers",
    "news": "distance", "rail": "distance", "letters": "distance",
}  # fmt: skip
OF_REACH = ("mandate", "reach", "organ")


class Hybrid(NamedTuple):
    """A place of blocks from two, and what of them found no room in it."""

    scenario: Scenario
    place: str
    notes: Mapping[str, list[str]]
    said: str  # the notes in one line


def hybrid(sides: tuple[Side, Side], owners: Owners, title: str) -> Hybrid:
    """The place that takes each block from the side that owns it."""
    notes = Notes()
    given, read = alike(sides, owners)
    own = [there_in(one) for one in given]
    found: Data = {key: given[0][key] for key in ("schema", *SAME) if key in given[0]} | {"title": title}
    for table, block in TABLES.items():
        if table in given[owners[block]]:
            found[table] = given[owners[block]][table]
    found["places"] = {place: _place(given, owners, place) for place in given[0]["places"]}
    if "kinds" in found:
        found["kinds"] = _kinds(given, owners, set(found["groups"]))
    if "may_found" in found:
        found["may_found"] = _may_found(found, notes)
    there = there_in(found)
    found["parties"] = _parties(found["parties"], given[owners["people"]]["parties"], there, notes)
    found["authorities"] = {
        key: _body(key, body, seen_from(there, own[owners["bodies"]].crowd), notes)
        for key, body in _reaching(given, owners).items()
    }
    found["pledges"] = _pledges(found.get("pledges", {}), there, notes)
    if regions := regions_of(given, owners, there.authority):
        found["regions"] = regions
    there = there_in(found)
    for place, block in found["places"].items():
        block["levers"] = _levers(place, found, given[owners["levers"]], notes)
    if "institutions" in found:
        found["institutions"] = institutions_fitted(found, there, notes)
        there = there_in(found)
    series = found.get("series", {})
    found["series"] = {key: one for key, one in series.items() if one["issue"] in there.issue}
    notes.add("series", [key for key in series if key not in found["series"]])
    seen = [seen_from(there, one.crowd) for one in own]
    found["events"] = events_fitted(merged_events(given, owners), own, [*seen, there], notes)
    scenario = from_text(write(found), title)
    if regions and not sides[owners["distance"]].region:
        scenario = mixed(scenario)
    return Hybrid(scenario, read, notes.facts(), notes.text())


def _pledges(pledges: Data, there: There, notes: Notes) -> Data:
    """Pledges of bodies that are there."""
    found = {key: one for key, one in pledges.items() if {one["by"], one["to"]} <= there.authority}
    notes.add("pledges", [key for key in pledges if key not in found])
    return found


def _levers(place: str, found: Data, source: Data, notes: Notes) -> Data:
    """The levers of a place, worked by those who live in it."""
    there = seen_from(there_in(found, place), there_in(source, place).crowd)
    levers = found["places"][place]["levers"]
    return {key: _lever(key, lever, there, notes) for key, lever in levers.items()}


def _kinds(given: list[Data], owners: Owners, groups: set[str]) -> Data:
    """The kinds of body, founded by groups that are there; what one place alone knows of them, as there."""
    there, at_home = (given[owners[block]] for block in ("bodies", "people"))
    found = {}
    for key, kind in there["kinds"].items():
        known = at_home.get("kinds", {}).get(key, {"founders": []})
        own = [group for group in known["founders"] if group not in there["groups"]]
        block = {**kind, "founders": [group for group in (*kind["founders"], *own) if group in groups]}
        if "names" in kind:
            foreign = [one for one in known.get("names", []) if set(one["electors"]) & set(own)]
            block["names"] = [one for one in (*kind["names"], *foreign) if set(one["electors"]) <= groups]
        if block["founders"]:
            found[key] = block
    return found


def _may_found(data: Data, notes: Notes) -> Data:
    """The kinds of body that those who live there found."""
    found = {}
    for place, kinds in data["may_found"].items():
        lives = set(living_in(data, place))
        founders = {kind: set(data["kinds"].get(kind, {"founders": ()})["founders"]) for kind in kinds}
        found[place] = [kind for kind in kinds if lives & founders[kind]]
        notes.add("kinds of body", [kind for kind in kinds if kind not in found[place]])
    return {place: kinds for place, kinds in found.items() if kinds}


def _place(given: list[Data], owners: Owners, place: str) -> Data:
    """The block of the place, each field from the side that owns it."""
    blocks = [one["places"][place] for one in given]
    found: Data = {}
    for field in dict.fromkeys(key for block in blocks for key in block):
        block = blocks[owners[OF_PLACE.get(field, "people")]]
        if field in block:
            found[field] = block[field]
    people, sizes = blocks[owners["people"]], found["cell_size"]
    if not is_number(sizes) if isinstance(sizes, Mapping) else False:
        found["cell_size"] = _sizes(sizes, people)
    issues = given[owners["people"]]["issues"]
    found["condition"] = {issue: level for issue, level in found["condition"].items() if issue in issues}
    return found


def _sizes(sizes: Data, people: Data) -> Data:
    """Cell sizes by group; a group that the other place does not have keeps those of its own."""
    own = people["cell_size"]
    by_group = isinstance(own, Mapping) and not is_number(own)
    found = {}
    for group in people["population"]:
        size = sizes.get(group, own.get(group) if by_group else own)
        if size is not None:
            found[group] = size
    return found


def _parties(parties: Data, organised: Data, there: There, notes: Notes) -> Data:
    """The parties of the bodies, organised as the people of the place are."""
    found = {}
    for key, party in parties.items():
        block = {field: value for field, value in party.items() if field != "organisation"}
        if "organisation" in organised.get(key, {}):
            block["organisation"] = organised[key]["organisation"]
        found[key] = _on_issues(block, ("platform",), there)
    notes.add("parties", [key for key in organised if key not in parties])
    return found


def _on_issues(block: Data, fields: tuple[str, ...], there: There) -> Data:
    """A block that says nothing on issues that are not there."""
    return {
        field: {key: share for key, share in value.items() if key in there.issue}
        if field in fields and value is not None
        else value
        for field, value in block.items()
    }


def _reaching(given: list[Data], owners: Owners) -> Data:
    """The bodies, those that both sides have reaching as far as the side that owns reach says."""
    bodies, reaching = (given[owners[block]]["authorities"] for block in ("bodies", "reach"))
    found = {}
    for key, body in bodies.items():
        source = reaching.get(key, body)
        kept = {field: value for field, value in body.items() if field not in OF_REACH}
        found[key] = kept | {field: source[field] for field in OF_REACH if field in source}
    return found


def _body(key: str, body: Data, there: There, notes: Notes) -> Data:
    """A body with the electors and the issues that are there."""
    found = endorsing(_on_issues(body, ("platform", "portfolio"), there), there)
    notes.add(
        "endorsements",
        [f"{other} by {key}" for other in body.get("endorses", {}) if other not in there.authority],
    )
    electors = found.get("electors") or {}
    gone = [group for group in electors if group not in there.group]
    if gone:
        notes.add("electors", [f"{group} of {key}" for group in gone])
        found["electors"] = {group: weight for group, weight in electors.items() if group not in gone}
        if not found["electors"]:
            del found["electors"]
            found.pop("elected_in", None)
    return found


def _lever(key: str, lever: Data, there: There, notes: Notes) -> Data:
    """A lever with the operators who are there; with none of them, everyone works it, by their numbers."""
    operators = lever["operators"]
    notes.add("operators", [f"{group} of {key}" for group in operators if group not in there.group])
    found = {**lever, "operators": shares_fitted(operators, there.group, there.crowd)}
    if found.get("delivers") not in (None, *there.issue):
        notes.add("issues", f"{found.pop('delivers')} of {key}")
    return found
