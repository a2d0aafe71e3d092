"""A region as one place: its people, levers and bodies together, as if nobody lived far from anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dualsim.analysis.swaps.fitting import Data, bodies_below, plain
from dualsim.analysis.swaps.renaming import renamed
from dualsim.scenario.fields import is_number

MEANS = ("condition", "arms", "bound")  # tables of a place that are means over those who live in its parts
BY_PLACE = {"parties": ("organisation",), "authorities": ("mandate", "reach", "organ")}
Heads = Mapping[str, Mapping[str, float]]  # of each part and group


def joined(data: Data, place: str) -> Data:
    """The scenario with all its places one, under a name.

    What an event or a series does in a part, it does to all; a series in proportion to those who live there.
    """
    heads = {
        part: {group: plain(count) for group, count in block["population"].items()}
        for part, block in data["places"].items()
    }
    shares = _shares({part: sum(lives.values()) for part, lives in heads.items()})
    bodies = {body.key: body._replace(place=place).key for body in bodies_below(data)}
    names = dict.fromkeys((*heads, *data["regions"]), place)
    found = {key: part for key, part in data.items() if key not in ("places", "regions", "may_found")}
    for table, fields in BY_PLACE.items():
        found[table] = {key: _with_means(block, fields, shares) for key, block in data[table].items()}
    found["series"] = {key: _pulling(one, shares) for key, one in data.get("series", {}).items()}
    found = renamed(found, {"place": names, "authority": bodies})
    for key, body in found["authorities"].items():
        if body.get("elected_in"):
            found["authorities"][key] = {**body, "elected_in": [place]}
    for key, one in found.get("institutions", {}).items():
        bare = {field: value for field, value in one.items() if field != "places"}
        found["institutions"][key] = {**bare, "place": place}
    kinds = dict.fromkeys(kind for some in data.get("may_found", {}).values() for kind in some)
    found["may_found"] = {place: list(kinds)} if kinds else {}
    found["places"] = {place: _place(data, heads, shares)}
    return found


def _shares(counts: Mapping[str, float]) -> dict[str, float]:
    whole = sum(counts.values())
    return {key: count / whole for key, count in counts.items()}


def _with_means(block: Data, fields: tuple[str, ...], shares: Mapping[str, float]) -> Data:
    """A party or a body, of which a number by place is the mean over people; an organ not named is whole."""
    found = dict(block)
    for field in fields:
        if block.get(field):
            missing = 1.0 if field == "organ" else 0.0
            mean = sum(share * plain(block[field].get(part, missing)) for part, share in shares.items())
            found[field] = dict.fromkeys(block[field], mean)
    return found


def _pulling(series: Data, shares: Mapping[str, float]) -> Data:
    if series.get("place") is None:
        return series
    return {**series, "pull": plain(series["pull"]) * shares[series["place"]]}


def _place(data: Data, heads: Heads, shares: Mapping[str, float]) -> Data:
    """The block of the one place."""
    blocks = data["places"]
    region = next(iter(data["regions"].values()))
    found: Data = dict(blocks[region["town"]])
    for field in ("rail", "letters", "within_reach", "news"):
        found.pop(field, None)
    groups = list(dict.fromkeys(group for lives in heads.values() for group in lives))
    there = {group: {part: lives.get(group, 0.0) for part, lives in heads.items()} for group in groups}
    found["name"] = region["name"]
    found["population"] = {group: sum(counts.values()) for group, counts in there.items()}
    at_home = {group: max(counts, key=lambda part: counts[part]) for group, counts in there.items()}
    found["cell_size"] = {group: _size(blocks[part]["cell_size"], group) for group, part in at_home.items()}
    found["segregation"] = sum(shares[part] * plain(block["segregation"]) for part, block in blocks.items())
    news = sum(shares[part] * plain(block.get("news", 0)) for part, block in blocks.items())
    found["news"] = round(news)
    for field in MEANS:
        names = dict.fromkeys(name for block in blocks.values() for name in block.get(field, {}))
        weights = {name: _shares(there[name]) if field != "condition" else shares for name in names}
        found[field] = {
            name: sum(
                weights[name][part] * plain(block.get(field, {}).get(name, 0))
                for part, block in blocks.items()
            )
            for name in names
        }
    found["levers"] = _levers(blocks, shares)
    return found


def _size(sizes: Any, group: str) -> Any:
    return sizes[group] if isinstance(sizes, Mapping) and not is_number(sizes) else sizes


def _levers(blocks: Data, shares: Mapping[str, float]) -> Data:
    """The levers of all parts, each with the weight that it has among all the people; alike ones are one."""
    found: Data = {}
    for part, block in blocks.items():
        for key, lever in block["levers"].items():
            weight = shares[part] * plain(lever["weight"])
            worked = {group: plain(share) * weight for group, share in lever["operators"].items()}
            if key not in found:
                found[key] = {**lever, "weight": weight, "operators": worked}
                continue
            one = found[key]
            for group, share in worked.items():
                one["operators"][group] = one["operators"].get(group, 0.0) + share
            one["weight"] += weight
    for lever in found.values():
        lever["operators"] = _shares(lever["operators"])
    return found
