"""Two sides in one form: a place and a region as one place both, or as so many places both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dualsim.analysis.swaps.fitting import Data, bodies_below, plain
from dualsim.analysis.swaps.joining import joined
from dualsim.analysis.swaps.renaming import renamed, with_place_named
from dualsim.analysis.swaps.sides import Side
from dualsim.scenario.bodies import AT
from dualsim.scenario.regions import Spreading, Village, laid_out, named
from dualsim.scenario.schema import Scenario

TOGETHER = {"nearest": 0, "farthest": 0}  # days between districts of a town


def alike(sides: tuple[Side, Side], owners: Mapping[str, int]) -> tuple[list[Data], str]:
    """The data of both under the same names of places, and the place or region that is read.

    If one is a region, whoever owns the places says whether both are many places or one.
    """
    wide = [n for n, side in enumerate(sides) if side.region]
    if not wide:
        place = sides[owners["people"]].place
        return [with_place_named(side.data, side.place, place) for side in sides], place
    region, town = sides[wide[0]], sides[1 - wide[0]]
    if owners["places"] == wide[0]:
        found, read = [region.data, in_districts(town, region)], region.place
    else:
        found, read = [joined(region.data, town.place), town.data], town.place
    return found if wide[0] == 0 else found[::-1], read


def in_districts(town: Side, region: Side) -> Data:
    """A place cut into districts of the sizes that the places of a region have; its bodies reach them all."""
    given, place, parts = dict(town.data), town.place, list(region.data["places"])
    heads = [sum(map(plain, block["population"].values())) for block in region.data["places"].values()]
    districts = [Village(n + 1, count / sum(heads), 0.0, 0) for n, count in enumerate(heads)]
    home = region.data["regions"][region.place]["town"]
    own = {named(place, district.number): part for district, part in zip(districts, parts, strict=True)}
    below: dict[str, dict[str, str]] = {"authority": {}}
    below["place"] = {**own, place: region.place}  # the whole is what a condition reads
    for body in bodies_below(given):
        below["authority"][body.key] = body._replace(place=home).key
        for district, part in own.items():
            below["authority"][f"{body.key.partition(AT)[0]}{AT}{district}"] = body._replace(place=part).key
    found = renamed(Spreading(given, place, districts, []).whole(), below)
    news = found["places"][home].get("news", 0)
    block = dict(region.data["regions"][region.place])
    villages = block.get("villages")
    if villages is not None:
        block["villages"] = {**villages, "distance": TOGETHER, "news": {"nearest": news, "farthest": news}}
    rail = {part: 0.0 for part in parts if part != home}
    found["places"][home] = {**found["places"][home], "rail": rail}
    return {**found, "regions": {region.place: block}}


def regions_of(given: list[Data], owners: Mapping[str, int], there: frozenset[str]) -> Data:
    """The region, as many places as the owner of these says, as far apart as the owner of distance says."""
    places, far = (given[owners[block]].get("regions", {}) for block in ("places", "distance"))
    found: Data = {}
    for key, block in places.items():
        found[key] = block
        if block.get("villages") is not None:
            apart = {field: far[key]["villages"][field] for field in ("distance", "news")}
            villages = {**block["villages"], **apart}
            if "shared" in villages:
                villages["shared"] = [name for name in villages["shared"] if name in there]
            found[key] = {**block, "villages": villages}
    return found


def mixed(scenario: Scenario) -> Scenario:
    """The scenario with all its places one town: each cell's contacts live anywhere, as people do."""
    given: dict[str, Any] = laid_out(scenario).model_dump(by_alias=True, exclude_unset=True)
    heads = {key: sum(map(plain, block["population"].values())) for key, block in given["places"].items()}
    whole = sum(heads.values())
    for key, block in given["places"].items():
        block["letters"] = {other: count / whole for other, count in heads.items() if other != key}
    return Scenario.model_validate(given)
