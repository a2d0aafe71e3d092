"""Regions: a countryside spread out into villages, by one rule, and what may be wrong with one."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from dualsim.engine.schedule import events_of
from dualsim.scenario import loading
from dualsim.scenario.axes import names_of
from dualsim.scenario.bodies import bodies_of
from dualsim.scenario.regions import laid_out, parts_of, villages_of
from dualsim.scenario.schema import Scenario
from paths import DATA

VILLAGES = ["village_1", "village_2", "village_3", "village_4"]
REGION = DATA / "region.yaml"


@pytest.fixture(scope="module")
def region():
    return loading.load(REGION)


@pytest.fixture
def laid(region):
    return laid_out(region)


def test_without_a_countryside_to_spread_out_a_scenario_is_itself(tiny, laid):
    assert laid_out(tiny) is tiny
    assert laid_out(laid) is laid


def test_villages_share_out_the_people_of_the_countryside_and_nothing_is_drawn(region):
    block = region.regions["district"].villages
    villages = villages_of(block)
    assert villages == villages_of(block)
    assert sum(village.share for village in villages) == pytest.approx(1.0)
    logs = np.log(sorted(village.share for village in villages))
    quarters = [-1.1503493803760079, -0.3186393639643752]  # of a normal distribution, at 1/8 and 3/8
    assert np.diff(logs) == pytest.approx(0.5 * np.diff([*quarters, -quarters[1], -quarters[0]]))
    assert [village.distance for village in villages] == pytest.approx([0.6875, 1.0625, 1.4375, 1.8125])
    assert [village.news for village in villages] == [4, 6, 8, 10]


def test_without_spread_all_villages_are_alike(region):
    same = region.replace({"regions.district.villages.spread": 0}).regions["district"].villages
    assert [village.share for village in villages_of(same)] == pytest.approx([0.25] * 4)


def test_each_village_is_a_place_with_its_people_levers_road_and_news(region, laid):
    assert list(laid.places) == ["town", *VILLAGES]
    model = region.places["village"]
    people = [laid.places[name].population["worker"].value for name in VILLAGES]
    assert sum(people) == pytest.approx(model.population["worker"].value)
    assert len(set(people)) == 4
    for name in VILLAGES:
        assert laid.places[name].levers == model.levers
        assert laid.places[name].letters == model.letters
    assert laid.places["village_2"].name == "Village 2"
    assert laid.places["village_2"].rail["town"].value == pytest.approx(1.0625)
    assert laid.places["village_2"].news.value == 6
    assert laid.places["town"].rail == {}, "the road to a village stands with the village"
    letters = {name: share.value for name, share in laid.places["town"].letters.items()}
    assert list(letters) == VILLAGES
    assert sum(letters.values()) == pytest.approx(0.2)


def test_each_village_has_the_bodies_that_were_its_countrysides_alone(laid):
    names = list(laid.authorities)
    assert "elders" not in names
    assert [name for name in names if name.startswith("elders")] == [f"elders_{n}" for n in range(1, 5)]
    assert "zemstvo" in names, "it reaches the town as well"
    third = laid.authorities["elders_3"]
    assert list(third.reach) == list(third.mandate) == ["village_3"]
    assert third.name == "Elders, Village 3"
    assert list(laid.authorities["land_council_3"].endorses) == ["elders_3", "cabinet"]
    assert list(laid.authorities["cabinet"].mandate) == ["town", *VILLAGES]
    assert laid.authorities["zemstvo"].elected_in == VILLAGES


def test_a_body_that_villages_share_is_one(region):
    shared = region.replace({"regions.district.villages.shared": ["land_council"]})
    found = laid_out(shared).authorities
    assert list(found["land_council"].reach) == VILLAGES
    assert list(found["land_council"].endorses) == [*(f"elders_{n}" for n in range(1, 5)), "cabinet"]


def test_a_national_body_that_reaches_the_countryside_alone_is_one(region):
    national = laid_out(region.replace({"authorities.land_council.national": True}))
    assert list(national.authorities["land_council"].reach) == VILLAGES


def test_what_is_told_of_the_countryside_is_told_of_each_village(laid):
    assert laid.pledges["school_2"].by == "elders_2"
    assert laid.pledges["school_2"].to == "land_council_2"
    assert [series.place for series in laid.series.values()] == ["town", *VILLAGES]
    assert list(laid.may_found) == ["town", *VILLAGES]
    assert list(laid.parties["moderate"].organisation) == ["town", *VILLAGES]


def test_a_body_that_people_may_found_is_one_in_each_village(region):
    name = "committee@village"
    laid = laid_out(
        region.replace(
            {
                "authorities.cabinet.endorses": {name: 0.4, "committee@town": 0.3},
                "pledges.school.by": name,
                "events.school_closed.effects": [
                    {"entrust": {"authority": name, "issue": "peace", "to": 0.4}}
                ],
            }
        )
    )
    each = [f"committee@{village}" for village in VILLAGES]
    assert [body.key for body in bodies_of(laid)] == ["committee@town", *each]
    assert list(laid.authorities["cabinet"].endorses) == [*each, "committee@town"]
    assert [laid.pledges[f"school_{n}"].by for n in range(1, 5)] == each
    steps = [given["authority"] for _, given in laid.events["school_closed"].steps()]
    assert steps == each


def test_an_event_is_felt_in_each_village_as_many_days_later_as_it_lies_farther(laid):
    names = names_of(laid)
    event = next(e for e in events_of(laid, names) if e.event == "school_closed")
    felt = [(step.delay, step.given) for step in event.effects]
    assert [delay for delay, _ in felt] == [0, 0, 0, 0, 0, 2, 4, 6, 0, 2, 4, 6]
    assert [given["pledge"] for _, given in felt[:4]] == [
        names.row("pledge", f"school_{n}") for n in range(1, 5)
    ]
    assert [given["place"] for _, given in felt[4:8]] == [1, 2, 3, 4]
    assert [given["authority"] for _, given in felt[8:]] == [
        names.row("authority", f"elders_{n}") for n in range(1, 5)
    ]


def test_the_parts_of_a_region_are_its_town_its_places_and_its_villages(region):
    assert parts_of(region.regions["district"]) == ["town", *VILLAGES]
    assert names_of(region).region == ("district",)


def test_as_text_a_region_is_as_it_was_written(region):
    again = loading.from_text(region.text())
    assert again == region
    assert laid_out(again) == laid_out(region)
    assert isinstance(laid_out(again), Scenario)


# What may be wrong


@pytest.fixture
def broken(tmp_path):
    """The faults of the region with texts replaced."""

    def breaking(*changes: tuple[str, str]) -> list[str]:
        for file in ("behaviour.yaml", "tiny.yaml", "linked.yaml"):
            shutil.copy(DATA / file, tmp_path)
        text = REGION.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / "region.yaml"
        path.write_text(text, encoding="utf-8")
        return [fault.message for fault in loading.check(path)[1]]

    return breaking


def test_the_good_region_is_good(broken):
    assert broken() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    town: town\n", "", "'town' is missing from regions.district; add 'town:'"),
        ("town: town", "town: twon", "no place named 'twon'; did you mean 'town'?"),
        ("like: village", "like: vilage", "no place named 'vilage'; did you mean 'village'?"),
        ("number: 4", "number: 0", "0 is outside what is allowed here; give a whole number from 1 to 100"),
        (
            "number: 4",
            "number: 2.5",
            "2.5 is outside what is allowed here; give a whole number from 1 to 100",
        ),
        (
            "like: village",
            "like: town",
            "'town' stands in this region already; a place belongs to one region, once",
        ),
        (
            "regions:\n",
            "regions:\n  other: {name: Other, town: town}\n",
            "'town' stands in the region 'other' already; a place belongs to one region, once",
        ),
        (
            "nearest: 3, farthest: 11",
            "nearest: 13, farthest: 11",
            "the nearest has 13 days, the farthest 11; the nearest has fewer",
        ),
        ("  district:", "  town:", "'town' is a place already; give the region another name"),
        (
            "regions:\n",
            "places: {village: {population: {worker: 2, soldier: 1}}}\nregions:\n",
            "4 villages are more than the 3 people of 'village'; give fewer villages or more people",
        ),
        (
            "regions:\n",
            "places: {village: {population: {worker: 0, soldier: 0}}}\nregions:\n",
            "nobody lives in 'village'; give it a population above 0",
        ),
        (
            "  land_council:",
            "  elders_2: {name: X, kind: soviet, from_start: true, seats: {radical: 1}, reach: {town: 1},"
            " assumed: made up}\n  land_council:",
            "'elders_2' is what a village of 'district' or its own is called; use another name",
        ),
        (
            "    date: 1917-03-06\n",
            '    when: "mobilisation[worker, village] > 0.5"\n',
            "'village' is spread out into villages, and a condition reads one number; "
            "name the region or the town",
        ),
        (
            "    date: 1917-03-06\n",
            '    when: "real_power[committee@village, town] > 0.5"\n',
            "'committee@village' is spread out into villages, and a condition reads one number",
        ),
        ("      like: village", "      shared: [elder]\n      like: village", "no authority named 'elder'"),
    ],
)
def test_what_is_wrong_with_a_region_is_said(broken, old, new, said):
    assert any(message.startswith(said) for message in broken((old, new))), broken((old, new))


def test_a_condition_may_read_a_region(broken):
    assert broken(("    date: 1917-03-06\n", '    when: "effective_powers[district] > 2"\n')) == []
