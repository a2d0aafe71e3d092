"""Where places lie: what a file may say of it, and that nothing else hangs on it."""

from __future__ import annotations

import pytest

from dualsim import ScenarioError, diff, load, run
from dualsim.scenario.coordinates import coordinates_of
from dualsim.scenario.describe.provenance import entries
from paths import DATA, TINY

TOWN = "places.town.coordinates"
NUMBERED = "write coordinates: {latitude: 56.13, longitude: 40.41}"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"latitude": 90.5, "longitude": 0}, "90.5 is outside what is allowed here; give degrees from -90"),
        ({"latitude": 0, "longitude": -181}, "-181 is outside what is allowed here; give degrees from -180"),
        ({"latitude": "north", "longitude": 0}, f"'north' is not in degrees; {NUMBERED}"),
        ({"latitude": True, "longitude": 0}, f"'true' is not in degrees; {NUMBERED}"),
        ({"latitude": float("nan"), "longitude": 0}, "nan is outside what is allowed here"),
        ({"latitude": {"value": 3}, "longitude": 0}, f"a mapping is not in degrees; {NUMBERED}"),
        ([56.13, 40.41], f"degrees stand here under their names; {NUMBERED}"),
        ({"latitude": 56.13}, "'longitude' is missing from places.town.coordinates"),
        ({"lat": 1, "longitude": 2}, "no key named 'lat'; there is latitude, longitude, source"),
    ],
)  # fmt: skip
def test_what_are_no_coordinates_is_said(given, said):
    with pytest.raises(ScenarioError) as told:
        load(TINY, changes={TOWN: given})
    assert said in str(told.value)


def test_degrees_at_the_ends_are_allowed_and_written_again(tmp_path):
    changed = load(TINY, changes={TOWN: {"latitude": -90, "longitude": 180, "source": "an atlas"}})
    assert coordinates_of(changed)["town"] == (-90.0, 180.0)
    path = tmp_path / "again.yaml"
    path.write_text(changed.text(), encoding="utf-8")
    assert load(path) == changed


def test_a_region_lies_where_its_town_does_and_its_parts_with_it():
    region = DATA / "region.yaml"
    scenario = load(region)
    ((name, block),) = scenario.regions.items()
    parts = {place for place in load(region).places if place != block.town}
    at = {"latitude": 56.13, "longitude": 40.41}
    found = coordinates_of(load(scenario, changes={f"places.{block.town}.coordinates": at}))
    assert found[name] == found[block.town] == (56.13, 40.41)
    villages = [place for place in found if place not in parts | {name, block.town}]
    assert villages
    assert {found[place] for place in villages} == {(56.13, 40.41)}
    own = {"latitude": 1, "longitude": 2}
    both = {f"places.{block.town}.coordinates": at, f"places.{block.villages.like}.coordinates": own}
    apart = coordinates_of(load(scenario, changes=both))
    assert {apart[place] for place in villages} == {(1.0, 2.0)}
    assert apart[name] == (56.13, 40.41)
    assert coordinates_of(scenario) == {}


def test_another_point_is_told_as_a_difference():
    one, other = (load(TINY, changes={TOWN: {"latitude": 1.5, "longitude": x}}) for x in (2, -3.25))
    (fact,) = diff(one, other)
    assert (fact.aspect, fact.first, fact.second) == ("coordinates, longitude", "2", "-3.25")


def test_nothing_else_hangs_on_coordinates():
    plain = load(TINY)
    placed = load(TINY, changes={TOWN: {"latitude": 10, "longitude": 20}})
    assert [one for one in entries(placed) if "coordinates" in one.path] == []
    one, other = (run(scenario, 300, 1) for scenario in (plain, placed))
    assert one.equals(other)


def test_the_places_of_1917_all_lie_somewhere():
    scenario = load("empire_1917")
    assert set(coordinates_of(scenario)) == set(scenario.places)
