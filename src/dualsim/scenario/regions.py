"""Regions: the villages of a countryside, each a place of its own with its own bodies, made by one rule.

A file describes the countryside of a region once, as a place. In a run it is spread out: into so many
villages, at some distance from the town, small and large ones, with the bodies that were its alone in each.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple

from dualsim.scenario.bodies import place_of
from dualsim.scenario.shape import Shape, scenario_shape

if TYPE_CHECKING:
    from dualsim.scenario.blocks.region_blocks import RegionBlock, VillagesBlock
    from dualsim.scenario.schema import Scenario

GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0  # its multiples fall evenly: sizes hang on no distance and no draw
_KEPT: dict[int, tuple[Scenario, Scenario]] = {}
_MOST_KEPT = 8


class Village(NamedTuple):
    """One village of a countryside: its number, its share of the people, its days from town and of news."""

    number: int
    share: float
    distance: float
    news: int


def villages_of(block: VillagesBlock) -> list[Village]:
    """The villages of a countryside, from the nearest to the farthest; log-normal in size, with no draw."""
    count = int(block.number.value)
    order = sorted(range(count), key=lambda n: (n + 1) * GOLDEN % 1.0)
    sizes = [0.0] * count
    for rank, n in enumerate(order):
        sizes[n] = math.exp(block.spread.value * NormalDist().inv_cdf((rank + 0.5) / count))
    at = [(n + 0.5) / count for n in range(count)]
    distance, news = (
        [span.nearest.value + share * (span.farthest.value - span.nearest.value) for share in at]
        for span in (block.distance, block.news)
    )
    whole = sum(sizes)
    return [Village(n + 1, sizes[n] / whole, distance[n], round(news[n])) for n in range(count)]


def named(name: str, number: int) -> str:
    """What a village is called, and what is its own: after the countryside, and the name there."""
    return f"{name}_{number}"


def parts_of(region: RegionBlock) -> list[str]:
    """The places of a region in a run."""
    block = region.villages
    spread = [named(block.like, village.number) for village in villages_of(block)] if block else []
    return [*dict.fromkeys([region.town, *region.places, *spread])]


def lags_of(scenario: Scenario) -> dict[str, int]:
    """Days until a village learns, after the nearest of its region, of what happens in its countryside."""
    found = {}
    for region in scenario.regions.values():
        if region.villages is not None:
            villages = villages_of(region.villages)
            for village in villages:
                found[named(region.villages.like, village.number)] = village.news - villages[0].news
    return found


def laid_out(scenario: Scenario) -> Scenario:
    """The scenario as it is run: each countryside that a region spreads out is its villages."""
    blocks = [region.villages for region in scenario.regions.values() if region.villages is not None]
    blocks = [block for block in blocks if block.like in scenario.places]
    if not blocks:
        return scenario
    kept = _KEPT.get(id(scenario))
    if kept is None or kept[0] is not scenario:
        given = scenario.model_dump(by_alias=True, exclude_unset=True)
        for block in blocks:
            villages = villages_of(block)
            own = [name for name in own_bodies(given, block.like) if name not in block.shared]
            spread = Spreading(given, block.like, villages, own)
            given = _settled(spread.whole(), spread)
        while len(_KEPT) >= _MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
        kept = _KEPT[id(scenario)] = scenario, type(scenario).model_validate(given)
    return kept[1]


def own_bodies(given: Mapping[str, Any], place: str) -> list[str]:
    """The authorities that reach this place and no other, and do not speak for the whole country."""
    found = []
    for name, block in given.get("authorities", {}).items():
        reached = {*(block.get("reach") or {}), *(block.get("elected_in") or [])}
        if reached == {place} and not block.get("national"):
            found.append(name)
    return found


class Spreading:
    """A scenario as plain data in which one place, and bodies with it, become many."""

    def __init__(self, given: dict[str, Any], place: str, villages: list[Village], bodies: list[str]) -> None:
        self.given, self.place, self.villages = given, place, villages
        self.many = {"place": {place}, "authority": set(bodies)}
        self.many["institution"] = {
            name
            for name, one in given.get("institutions", {}).items()
            if one.get("place") == place or one.get("places") == [place]
        }
        self.many["pledge"] = {
            name
            for name, pledge in given.get("pledges", {}).items()
            if any(self._is_many("authority", pledge.get(side)) for side in ("by", "to"))
        }

    def whole(self) -> dict[str, Any]:
        """The scenario with the many in the place of the one, each with its share of the people."""
        shape = scenario_shape()
        tables = {"places": "place", "authorities": "authority", "pledges": "pledge"}
        tables["institutions"] = "institution"
        found: dict[str, Any] = {}
        for key, part in self.given.items():
            inner = shape.keys[key]
            if key == "regions" or key == "vary":
                found[key] = part
            elif key in tables:
                found[key] = self._entries(part, inner, None, tables[key])
            elif key == "series":
                found[key] = self._series(part, inner)
            elif key == "events":
                found[key] = {name: self._event(event, inner.item) for name, event in part.items()}
            else:
                found[key] = self._turned(part, inner, None)
        self._share_out(found["places"])
        return found

    def _share_out(self, places: dict[str, Any]) -> None:
        """Give each its name and people; letters to the one go to all of the many."""
        model = self.given["places"][self.place]
        for village in self.villages:
            key = named(self.place, village.number)
            places[key]["name"] = f"{model['name']} {village.number}"
            places[key]["population"] = {
                group: _scaled(people, village.share) for group, people in model["population"].items()
            }
            for place in places.values():
                if key in place.get("letters", {}):
                    place["letters"][key] = _scaled(place["letters"][key], village.share)

    def _is_many(self, kind: str, name: Any) -> bool:
        if not isinstance(name, str):
            return False
        founded = kind == "authority" and place_of(name) == self.place  # a body that its people may found
        return founded or name in self.many.get(kind, ())

    def _turned(self, part: Any, shape: Shape | None, here: Village | None) -> Any:
        """A part of the scenario for all villages, or as it stands in one of them."""
        if shape is None:
            return part
        if isinstance(part, dict):
            kind = shape.key.kind if shape.key is not None else ""
            if shape.kind == "block":
                return {key: self._turned(inner, shape.keys.get(key), here) for key, inner in part.items()}
            return self._entries(part, shape, here, kind)
        if isinstance(part, list):
            return [name for inner in part for name in self._listed(inner, shape.item, here)]
        if here is not None and self._is_many(shape.kind, part):
            return named(part, here.number)
        return part

    def _listed(self, part: Any, shape: Shape | None, here: Village | None) -> list[Any]:
        if shape is not None and here is None and self._is_many(shape.kind, part):
            return [named(part, village.number) for village in self.villages]
        return [self._turned(part, shape, here)]

    def _entries(self, part: dict[str, Any], shape: Shape, here: Village | None, kind: str) -> dict[str, Any]:
        found = {}
        for key, inner in part.items():
            if not self._is_many(kind, key):
                found[key] = self._turned(inner, shape.item, here)
                continue
            for village in [here] if here is not None else self.villages:
                found[named(key, village.number)] = self._turned(inner, shape.item, village)
        return found

    def _series(self, part: dict[str, Any], shape: Shape) -> dict[str, Any]:
        found = {}
        for key, series in part.items():
            if not self._is_many("place", series.get("place")):
                found[key] = series
                continue
            for village in self.villages:
                found[named(key, village.number)] = self._turned(series, shape.item, village)
        return found

    def _event(self, event: dict[str, Any], shape: Shape | None) -> dict[str, Any]:
        """An event; those of its effects that touch the countryside or its bodies, once in each village."""
        inner = shape.keys["effects"].item if shape is not None else None
        effects = []
        for effect in event["effects"]:
            for village in self.villages if self._touches(effect, inner) else [None]:
                effects.append(self._turned(effect, inner, village))
        return {**event, "effects": effects}

    def _touches(self, effect: Any, shape: Shape | None) -> bool:
        return any(self._is_many(kind, name) for kind, name in _names_in(effect, shape))


def _settled(found: dict[str, Any], spread: Spreading) -> dict[str, Any]:
    """Give each village its road to the town and its news, and its bodies their names."""
    regions = found["regions"].values()
    town = next(r["town"] for r in regions if (r.get("villages") or {}).get("like") == spread.place)
    places = found["places"]
    for village in spread.villages:
        key = named(spread.place, village.number)
        for name, place in places.items():
            if name != key and key in place.get("rail", {}):
                del place["rail"][key]  # by the town
        places[key] |= {"rail": {**places[key].get("rail", {}), town: village.distance}, "news": village.news}
        for body in spread.many["authority"]:
            block = found["authorities"][named(body, village.number)]
            block["name"] = f"{block['name']}, {places[key]['name']}"
        for name in spread.many["institution"]:
            block = found["institutions"][named(name, village.number)]
            block["name"] = f"{block['name']}, {places[key]['name']}"
    return found


def _scaled(number: Any, share: float) -> Any:
    """A number with its origin, times a share."""
    return {**number, "value": number["value"] * share} if isinstance(number, dict) else number * share


def _names_in(part: Any, shape: Shape | None) -> Iterator[tuple[str, str]]:
    """The names in a part of a scenario, each with what it is the name of."""
    if shape is None:
        return
    if isinstance(part, dict):
        for key, inner in part.items():
            if shape.key is not None:
                yield shape.key.kind, key
            yield from _names_in(inner, shape.child(key))
    elif isinstance(part, list):
        for inner in part:
            yield from _names_in(inner, shape.item)
    elif isinstance(part, str):
        yield (shape.item or shape).kind, part
