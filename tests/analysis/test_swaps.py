"""Swaps against known answers: corners are the places themselves, equal blocks change nothing, sums hold."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path

import numpy as np
import pytest

import dualsim
from benchmarks import swaps as swapping
from benchmarks.stripped import stripped
from dualsim.analysis.statistics import Estimate
from dualsim.analysis.swaps import frozen as freezing
from dualsim.analysis.swaps.asked import asked_of
from dualsim.analysis.swaps.blocks import BLOCKS, block_of
from dualsim.analysis.swaps.events_merged import merged_events
from dualsim.analysis.swaps.fitting import plain, shares_fitted
from dualsim.analysis.swaps.hybrids import hybrid
from dualsim.analysis.swaps.question import REST, Question
from dualsim.analysis.swaps.result import EXACT, NO, SAMPLED, carried, told_change, told_share
from dualsim.analysis.swaps.sides import sides_of
from dualsim.analysis.swaps.swaps import USUAL, _asked, _frozen, _shares, _wanted, swap
from dualsim.engine.simulation import Simulation
from dualsim.runs.executors import Workers
from dualsim.scenario import loading
from dualsim.scenario.axes import names_of
from dualsim.scenario.errors import ScenarioError
from dualsim.scenario.regions import laid_out
from dualsim.theory.effects import EFFECTS
from paths import INSTITUTIONS, TINY

PAIRS = (
    ("capital_minimal", "province_minimal"),
    ("petrograd_1917", "village_1917"),
    ("petrograd_1917", "kazan_1917:kazan"),
    ("empire_1917:kazan_countryside", "village_1917"),
)
SMALL = {"runs": 2, "people": 300, "jobs": 1}
PEOPLE = 300


COUNCIL = "council@province"
FOUNDING = {  # of province_minimal: peasants may found a body, and much is said of it before it is there
    "kinds": {
        "council": {
            "name": "Council", "kind": "committee", "founders": ["peasant"],
            "names": [{"electors": ["peasant"], "name": "Peasants' council"}],
        }
    },
    "may_found": {"province": ["council"]},
    "authorities.commune.platform.land": -0.9,  # which no peasant wants
    "authorities.government.endorses": {COUNCIL: 0.5},
    "pledges": {"help": {"by": "government", "to": COUNCIL, "text": "help", "assumed": "made up"}},
    "events.heard": {
        "name": "Heard", "when": f"real_power[{COUNCIL}, province] > 0.1 for 2 days", "source": "invented",
        "effects": [{"news": {"authority": COUNCIL, "audience": "peasant", "credit": 0.1}}],
    },
    "events.praised": {
        "name": "Praised", "date": "1917-05-05", "source": "invented",
        "effects": [{"give_mandate": {"authority": COUNCIL, "place": "province", "to": 0.1}}],
    },
}  # fmt: skip


def owners(base: int, *foreign: str) -> dict[str, int]:
    return {block: 1 - base if block in foreign else base for block in BLOCKS}


def made(pair, base, *foreign):
    """A hybrid of a pair, whose last place may stand behind it: the base with these blocks of the other."""
    first, second, *place = pair
    places = (next(iter(loading.load(first).places)), *place) if place else ()
    return hybrid(sides_of((first, second), places), owners(base, *foreign), "a hybrid")


def lived(scenario, seed=1):
    return Simulation(scenario, PEOPLE, seed).run()


def assert_same_bits(one, other):
    assert one.log == other.log
    for name, table in one.record.items():
        np.testing.assert_array_equal(table, other.record[name], err_msg=name)


@pytest.fixture(scope="module")
def other_bodies():
    """The smallest capital with a soviet of another mind and a further body: bodies alone are different."""
    scenario = loading.load("capital_minimal")
    guild = {
        "name": "Guild", "kind": "committee", "from_start": False,
        "platform": {"peace": 0, "bread": 1, "land": 0},
        "electors": {"worker": 1}, "portfolio": {"bread": 1}, "reach": {"capital": 1}, "assumed": "made up",
    }  # fmt: skip
    founded = {
        "name": "A guild",
        "date": "1917-03-20",
        "source": "invented",
        "effects": [{"found": {"authority": "guild"}}],
    }
    return scenario.replace(
        {"authorities.soviet.portfolio.land": 0.9, "authorities.guild": guild, "events.guild": founded}
    )


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("end", [0, 1])
def test_a_corner_is_the_place_itself_in_every_table_and_in_its_order(pair, end):
    side = sides_of(pair, ())[end]
    found = hybrid(sides_of(pair, ()), owners(end), side.data["title"])
    data = found.scenario.model_dump(by_alias=True, exclude_unset=True)
    for key in data:
        assert data[key] == side.data.get(key, {}), key
        if isinstance(data[key], dict):
            assert list(data[key]) == list(side.data.get(key, {})), key
    assert found.notes == {}
    assert found.said == ""


@pytest.mark.parametrize("name", ["capital_minimal", "province_minimal", "petrograd_1917", "village_1917"])
def test_a_corner_runs_to_the_same_bits_as_the_scenario(name):
    other = "capital_minimal" if name == "province_minimal" else "village_1917"
    other = {"capital_minimal": "province_minimal", "village_1917": "petrograd_1917"}.get(name, other)
    for pair, end in (((name, other), 0), ((other, name), 1)):
        assert_same_bits(lived(made(pair, end).scenario), lived(loading.load(name)))


def test_equal_blocks_change_nothing(other_bodies):
    pair = ("capital_minimal", other_bodies)
    for base, whole in enumerate((loading.load("capital_minimal"), other_bodies)):
        same = made(pair, base, *(block for block in BLOCKS if block != "bodies"))
        assert_same_bits(lived(same.scenario), lived(whole))
        changed = made(pair, base, "people")
        assert_same_bits(lived(changed.scenario), lived(whole))


def test_where_bodies_alone_differ_they_carry_everything(other_bodies):
    found = swap("capital_minimal", other_bodies, last="1917-06-30", **SMALL)
    rows = {row["block"]: row for row in carried(found)}
    assert next(iter(rows)) == "bodies"
    assert abs(found.total).min() > 0.0
    np.testing.assert_allclose(found.shapley[:, list(BLOCKS).index("bodies")], found.total, rtol=1e-12)
    assert tuple(rows["bodies"]["share"]) == pytest.approx((1.0, 1.0, 1.0))
    for block in BLOCKS:
        if block != "bodies":
            assert tuple(rows[block]["shapley"]) == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)
            assert tuple(rows[block]["into"]) == tuple(rows[block]["out_of"]) == (0.0, 0.0, 0.0)


def test_every_hybrid_of_the_smallest_places_loads_and_runs():
    sides = sides_of(PAIRS[0], ())
    for taken in range(2 ** len(BLOCKS)):
        whose = {block: taken >> n & 1 for n, block in enumerate(BLOCKS)}
        found = hybrid(sides, whose, "a hybrid").scenario.replace({"end": "1917-03-12"})
        powers = Simulation(found, 200, 1).run().record["effective_powers"]
        assert np.isfinite(powers[2:]).all(), whose


def test_every_effect_goes_with_a_block():
    blocks = {name: block_of(name, {"authority": "soviet"}, {"soviet"}) for name in EFFECTS}
    assert set(blocks.values()) == {"levers", "reach", "bodies", "events"}
    assert {name for name, block in blocks.items() if block == "levers"} == {
        "operate", "reweigh", "require_endorsement", "lift_requirement",
    }  # fmt: skip
    assert block_of("change_reach", {"authority": "commune"}, {"soviet"}) == "bodies"
    of_bodies = {name for name, block in blocks.items() if block == "bodies"}
    assert of_bodies == {
        "found", "dissolve", "fuse", "represent", "seat", "seat_executive", "pace_executive", "hold_election",
        "declare", "entrust", "appoint", "dismiss", "keep", "break_pledge", "hold_pledge",
        "attack_institution", "suppress",
    }  # fmt: skip
    assert blocks["found"] == blocks["represent"] == blocks["break_pledge"] == "bodies"
    assert blocks["arm"] == blocks["news"] == "events"


def effects_in(scenario, *names):
    return [
        (key, one.name)
        for key, event in scenario.events.items()
        for one in event.effects
        if one.name in names
    ]


def test_what_happens_to_levers_goes_with_the_levers():
    moved = made(PAIRS[1], 0, "levers").scenario
    place = moved.places["petrograd"]
    assert list(place.levers) == list(loading.load("village_1917").places["village"].levers)
    worked = effects_in(moved, "operate", "require_endorsement", "lift_requirement")
    assert {key for key, _ in worked} == {"village_news", "village_volost"}
    assert moved.events["village_news"].date == "1917-03-30"
    kept = made(PAIRS[1], 1, "levers").scenario
    assert ("order_no_1_in_the_garrison", "operate") in effects_in(kept, "operate")
    assert ("village_news", "operate") not in effects_in(kept, "operate")
    # the garrison waits for nobody's word where nobody of that name is
    assert ("july_marches", "call_to_streets") not in effects_in(kept, "call_to_streets")


def test_bodies_that_both_have_reach_as_far_as_the_block_says_and_others_as_they_are():
    plain_one = loading.load("petrograd_1917").authorities
    found = made(PAIRS[1], 0, "reach").scenario.authorities
    assert found["provisional_government"].reach["petrograd"].value == 0.0
    assert found["provisional_government"].organ["petrograd"].value == 0.1
    assert found["city_duma"] == plain_one["city_duma"]
    assert found["soviet"].electors == plain_one["soviet"].electors
    assert ("village_news", "change_reach") in effects_in(made(PAIRS[1], 0, "reach").scenario, "change_reach")


def test_bodies_bring_their_electors_pledges_and_events():
    found = made(PAIRS[1], 1, "bodies").scenario
    assert list(found.authorities) == list(loading.load("petrograd_1917").authorities)
    assert "units_stay" in found.pledges
    village = loading.load("village_1917").authorities["soviet"].reach["village"]
    assert found.authorities["soviet"].reach["village"] == village  # reach is another block
    assert village != loading.load("petrograd_1917").authorities["soviet"].reach["petrograd"]
    founded = {key for key, _ in effects_in(found, "found")}
    assert "duma_committee_formed" in founded
    assert "village_volost" not in founded


def test_operators_who_do_not_live_there_are_left_out_and_the_rest_makes_one():
    found = made(PAIRS[1], 0, "levers")
    land = found.scenario.places["petrograd"].levers["land"].operators
    assert {group: share.value for group, share in land.items()} == {"propertied": 1.0}
    assert "peasant of land" in found.notes["operators"]
    assert "operators" in found.said
    for lever in found.scenario.places["petrograd"].levers.values():
        assert sum(plain(share.value) for share in lever.operators.values()) == pytest.approx(1.0)


def test_a_lever_whose_operators_are_all_absent_is_worked_by_everyone():
    found = made(PAIRS[0], 0, "levers")
    crowd = {"worker": 400_000, "soldier": 200_000, "officer": 150_000}
    operators = found.scenario.places["capital"].levers["land"].operators
    assert {g: s.value for g, s in operators.items()} == pytest.approx(
        {g: n / 750_000 for g, n in crowd.items()}
    )
    assert shares_fitted({"a": 0.5, "b": 0.3, "c": 0.2}, {"a", "b"}, None) == pytest.approx(
        {"a": 0.625, "b": 0.375}
    )
    assert shares_fitted({"a": 1.0}, {"b"}, None) is None


def test_cells_of_groups_that_the_other_place_lacks_keep_their_size():
    sizes = made(PAIRS[1], 0, "people").scenario.places["village"].cell_size
    assert sizes["peasant"].value == 120
    assert sizes["worker"].value == 150


def test_a_condition_on_what_is_not_there_leaves_its_event_out():
    found = made(PAIRS[2], 0, "events")
    assert found.notes["events"] == ["kazan_arrests"]
    assert "kazan_arrests" not in found.scenario.events
    assert "kazan_soviet" in loading.load("kazan_1917").events["kazan_arrests"].when


def test_effects_that_both_have_stand_where_they_stood():
    def one(*effects):
        event = {"name": "E", "date": "1917-03-03", "effects": list(effects)}
        return {"authorities": {"soviet": {}}, "events": {"e": event}}

    found, arm, worked = (
        {"found": {"authority": "soviet"}},
        {"arm": {"group": "worker"}},
        {"operate": {"lever": "land"}},
    )
    given = [one(found, arm, worked), one(arm, found)]
    (merged,) = merged_events(given, owners(0, "bodies"))
    assert [effect for _, effect in merged.effects] == [found, arm, worked]
    assert [side for side, _ in merged.effects] == [1, 0, 0]


def test_a_place_is_cut_out_with_the_bodies_that_are_heard_of_there():
    side = sides_of(PAIRS[3], ())[0]
    assert list(side.data["places"]) == ["kazan_countryside"]
    assert "rail" not in side.data["places"]["kazan_countryside"]
    assert {"kazan_commune", "soviet"} <= set(side.data["authorities"])
    assert not {"moscow_soviet", "village_commune"} & set(side.data["authorities"])
    assert "electors" not in side.data["authorities"]["soviet"]  # they live in the capital
    given = [one for event in side.data["events"].values() for one in event["effects"]]
    assert not [one for one in given if one.get("represent", {}).get("authority") == "soviet"]
    whole = loading.load("empire_1917").events.values()
    assert any(
        one.name == "represent" and one.arguments()["authority"] == "soviet"
        for e in whole
        for one in e.effects
    )


def test_what_a_body_decided_that_is_not_there_comes_from_outside():
    """The plants were armed by the local soviet, which is not on the list that a village froze on 1 May."""
    given = [stripped(name) for name in ("petrograd_1917", "village_1917")]
    sides = sides_of(given, ("petrograd", "village"))
    asked = _asked(sides, USUAL, None, None)
    question = Question(sides, {name: (name,) for name in BLOCKS}, asked, PEOPLE, (1,))
    with Workers("swap", 1, None, 1) as workers:
        frozen = question._replace(sides=_frozen(question, workers), frozen=True)
    found = frozen.made(frozen.all ^ 1 << list(BLOCKS).index("levers")).scenario
    deciding = [one.decision.by for one in found.events.values() if one.decision is not None]
    assert set(deciding) <= set(found.authorities)
    assert found.events["committee_for_struggle"].decision is None
    assert frozen.made(0).scenario.events["committee_for_struggle"].decision.by == "local_soviet"


def test_a_hybrid_is_named_by_the_blocks_that_are_foreign_to_it():
    players = {"people": ("people",), "bodies": ("bodies",), REST: ()}
    sides = sides_of(PAIRS[0], ())
    question = Question(sides, players, None, 300, range(1, 3))
    assert question.title(0b000) == "capital_minimal"
    assert question.title(0b111) == "province_minimal"
    assert question.title(0b011) == "capital_minimal with people, bodies of province_minimal"
    assert question.title(0b110) == "province_minimal with people of capital_minimal"
    whole = question._replace(players={block: (block,) for block in BLOCKS})
    assert whole.title(0b1) == "capital_minimal with people of province_minimal"
    assert whole.title(0b1111110) == "province_minimal with people of capital_minimal"


def test_the_bodies_are_those_of_the_run_in_the_middle(monkeypatch):
    values = {1: 9.0, 3: 5.0, 2: 1.0, 4: np.nan}
    monkeypatch.setattr(
        freezing,
        "listed",
        lambda scenario, reader, people, seed, day: freezing.Listed(values[seed], {str(seed): None}),
    )
    monkeypatch.setattr(
        freezing, "given_from_start", lambda side, bodies, shared: {**side.data, "read": bodies}
    )
    side = sides_of(PAIRS[0], ())[0]
    scenario = loading.load("capital_minimal")
    with Workers("test", 1, None, 1) as workers:
        found = freezing.with_frozen_bodies(side, set(), (scenario, None, 300, list(values)), workers)
    assert found.data["read"] == {"3": None}


def test_a_condition_names_the_place_by_the_name_it_has():
    capital = made(PAIRS[1], 1, "bodies", "events").scenario
    assert capital.events["decrees"].when == "formal_power[soviet, village] > 0.5 for 1 days"


def test_bodies_that_people_may_found_go_with_the_bodies_under_the_name_of_the_place():
    hungry = loading.load("province_minimal").replace(FOUNDING)
    found = made((hungry, "capital_minimal"), 1, "bodies", "events").scenario
    assert found.kinds == {}  # no peasant is there who would found one
    assert found.may_found == {}
    assert found.pledges == {}
    assert found.authorities["government"].endorses == {}
    assert not {"heard", "praised"} & set(found.events)
    anybody = hungry.replace({"kinds.council.founders": ["peasant", "townspeople"]})
    levers = made((anybody, "capital_minimal"), 1, "bodies", "events", "people", "levers").scenario
    assert levers.may_found == {"province": ["council"]}
    found = made(("petrograd_1917", stripped("kazan_1917"), "kazan"), 0, "bodies", "events").scenario
    assert found.may_found == {"petrograd": ["soviet", "committee"]}
    named = {n for event in found.events.values() for one in event.effects for n in named_in(one)}
    assert "soviet@petrograd" in named
    assert not [name for name in named if name.endswith("@kazan")]
    assert "soviet@petrograd" in found.authorities["provisional_government"].endorses


def named_in(effect):
    """The names that an effect gives, lists of them apart."""
    return [value for value in effect.arguments().values() if isinstance(value, str)]


def test_groups_that_one_place_alone_has_found_what_they_found_at_home():
    found = made(PAIRS[2], 0, "people").scenario
    assert "muslim_soldier" not in loading.load("petrograd_1917").kinds["soviet"].founders
    assert "muslim_soldier" in found.kinds["soviet"].founders
    assert any("muslim_soldier" in one.electors for one in found.kinds["soviet"].names)
    back = made(PAIRS[2], 0, "bodies").scenario
    assert "muslim_soldier" not in back.kinds["soviet"].founders


def test_how_many_live_within_a_day_goes_with_the_places():
    village = loading.load("village_1917").places["village"]
    assert village.within_reach is not None
    assert made(PAIRS[1], 0, "places").scenario.places["petrograd"].within_reach == village.within_reach
    assert made(PAIRS[1], 1, "places").scenario.places["village"].within_reach is None


def test_an_issue_that_only_one_place_knows_goes_with_its_people():
    found = made(PAIRS[2], 0, "people").scenario
    assert "nation" in found.issues
    back = made(PAIRS[2], 1, "people").scenario
    assert "nation" not in back.issues
    assert "nation" in loading.load("kazan_1917").parties["muslim_movement"].platform
    assert "nation" not in back.parties["muslim_movement"].platform


REGION = ("petrograd_1917", "region_1917", "kazan_region")


@pytest.fixture(scope="module")
def small_region():
    """Kazan with three villages."""
    few = {"regions.kazan_region.villages.number": 3}
    return loading.load("region_1917", changes=few, until="1917-07-10")


@pytest.mark.parametrize("end", [0, 1])
def test_a_place_and_a_region_run_to_the_same_bits_as_they_are(end, small_region):
    capital = loading.load("petrograd_1917", until="1917-07-10")
    found = made((capital, small_region, "kazan_region"), end)
    assert found.place == ("petrograd", "kazan_region")[end]
    assert found.notes == {}
    assert_same_bits(lived(found.scenario), lived((capital, small_region)[end]))


def test_a_capital_with_the_places_of_a_region_is_so_many_districts():
    capital = loading.load("petrograd_1917")
    found = made(REGION, 0, "places")
    there = found.scenario.places
    assert found.place == "kazan_region"
    assert len(there) == 21
    whole = {group: heads.value for group, heads in capital.places["petrograd"].population.items()}
    for group, heads in whole.items():
        assert sum(block.population[group].value for block in there.values()) == pytest.approx(heads)
    region = laid_out(loading.load("region_1917"))
    sizes = [
        [sum(n.value for n in b.population.values()) for b in s.values()] for s in (there, region.places)
    ]
    np.testing.assert_allclose(*(np.array(some) / sum(some) for some in sizes), rtol=1e-9)
    assert list(there["kazan_countryside_20"].levers) == list(capital.places["petrograd"].levers)
    everyone = sum(sizes[0])
    for (key, block), heads in zip(there.items(), sizes[0], strict=True):  # contacts live anywhere
        assert sum(share.value for share in block.letters.values()) == pytest.approx(1 - heads / everyone), (
            key
        )
        assert all(days.value == 0.0 for days in block.rail.values())
    assert set(found.scenario.authorities["city_duma"].reach) == set(there)
    assert "soldiers_soviet@kazan_countryside_20" in names_of(found.scenario).authority
    apart = made(REGION, 0, "places", "distance").scenario.regions["kazan_region"].villages
    assert apart.distance == loading.load("region_1917").regions["kazan_region"].villages.distance


def test_a_region_with_the_places_of_the_capital_is_one_place():
    region = loading.load("region_1917")
    found = made(REGION, 1, "places")
    assert found.place == "petrograd"
    assert found.scenario.regions == {}
    town, villages = region.places.values()
    (block,) = found.scenario.places.values()
    heads = [sum(n.value for n in one.population.values()) for one in (town, villages)]
    assert sum(n.value for n in block.population.values()) == pytest.approx(sum(heads))
    share = heads[0] / sum(heads)
    garrison = town.levers["garrison"].weight.value * share
    assert block.levers["garrison"].weight.value == pytest.approx(garrison)
    assert sum(lever.weight.value for lever in block.levers.values()) == pytest.approx(1.0)
    for key, own in block.levers.items():
        assert sum(s.value for s in own.operators.values()) == pytest.approx(1.0), key
    reach = region.authorities["soviet"].reach
    mean = share * reach["kazan"].value + (1 - share) * reach["kazan_countryside"].value
    only_places = made(REGION, 0, "people", "levers", "bodies", "events", "reach", "distance").scenario
    assert only_places.authorities["soviet"].reach["petrograd"].value == pytest.approx(mean)
    assert only_places.may_found == {"petrograd": ["soviet", "committee", "volost"]}


def test_what_happens_to_a_group_where_nobody_of_it_lives_is_left_out():
    found = made(REGION, 1, "events")
    effects = [one.arguments() for event in found.scenario.events.values() for one in event.effects]
    assert [one for one in effects if one.get("group") == "worker" and one.get("place") == "kazan"]
    assert not [
        one for one in effects if one.get("group") == "worker" and "_countryside" in str(one.get("place"))
    ]


def test_regions_that_cannot_swap_are_refused():
    region = loading.load("region_1917")
    other = region.replace({"regions.kazan_region.villages.number": 5})
    said = refused(region, other, places=["kazan_region", "kazan_region"])
    assert "swap a region with one place" in said
    said = refused("petrograd_1917", "region_1917:kazan_region", frozen=True)
    assert said.startswith("frozen: each village of region_1917:kazan_region has its own bodies")
    nearby = loading.load("nizhnii_novgorod_1917").replace(
        {"regions.around": {"name": "Around", "town": "sormovo", "places": ["nizhegorod_countryside"]}}
    )
    said = refused("petrograd_1917", nearby, places=["petrograd", "around"])
    assert "nizhnii_novgorod is not in the region 'around'" in said


def additive(weights, base=2.0):
    """Values of all sets in two runs, each the sum of its members' weights."""
    table = np.array(weights)
    n = table.shape[1]
    return {s: base + table @ np.array([s >> e & 1 for e in range(n)], float) for s in range(2**n)}


@pytest.mark.parametrize("how", [EXACT, SAMPLED])
def test_shapley_values_of_what_adds_up_are_what_was_added(how):
    sides = sides_of(PAIRS[0], ())
    players = {block: (block,) for block in BLOCKS}
    scenario = loading.load("capital_minimal")
    asked = asked_of("duality", None, None, scenario, "capital")
    question = Question(sides, players, asked, 300, range(1, 3))
    weights = [[0.5, -0.25, 1.0, 0.0, 0.125, 2.0, -1.0], [0.25, 0.0, 1.5, 0.5, -0.125, 4.0, 1.0]]
    orders = [[tuple(range(7)), tuple(range(7))[::-1]]] * 2
    found = _shares(question, how, orders, additive(weights))
    np.testing.assert_allclose(found, weights, atol=1e-12)
    assert _shares(question, NO, (), additive(weights)) is None


@pytest.mark.parametrize("how", [EXACT, SAMPLED])
def test_shapley_values_sum_to_the_difference(how):
    found = swap(*PAIRS[0], what="people,bodies", outcome="duality", shapley=how, orders=2, **SMALL)
    np.testing.assert_allclose(found.shapley.sum(axis=1), found.total, atol=1e-12)
    assert [row["block"] for row in carried(found)].count(REST) == 1
    sure = {row["block"]: row["share"] for row in carried(found)}
    assert sum(one.value for one in sure.values()) == pytest.approx(1.0)


def test_one_block_alone_shares_out_the_mean_of_both_ways():
    found = swap(*PAIRS[0], what="levers", shapley=EXACT, **SMALL)
    row = next(row for row in carried(found) if row["block"] == "levers")
    assert row["shapley"].value == pytest.approx(0.5 * (row["into"].value + row["out_of"].value))
    assert row["into"].value == pytest.approx((found.values[1] - found.values[0]).mean())


def test_runs_are_paired_by_seed_whatever_the_number_of_jobs():
    one = swap(*PAIRS[0], what="people", seed=5, **SMALL)
    two = swap(*PAIRS[0], what="people", seed=5, **SMALL | {"jobs": 2})
    assert one.to_dict() == two.to_dict()
    sim = Simulation(made(PAIRS[0], 0, "people").scenario, PEOPLE, 6)
    powers = sim.run().record["effective_powers"][:, 0]
    first = loading.load("capital_minimal").day("1917-04-01") - loading.load("capital_minimal").period.first
    assert one.values[1][1] == pytest.approx(powers[first:].mean(), rel=1e-12)


def test_sampled_sets_are_run_where_their_orders_need_them():
    players = {block: (block,) for block in BLOCKS}
    question = Question(sides_of(PAIRS[0], ()), players, None, 300, range(1, 4))
    orders = [[tuple(range(7)), tuple(range(7))[::-1]]] * 3
    wanted = _wanted(question, 7, SAMPLED, orders)
    assert list(wanted)[:2] == [0, question.all]
    assert list(wanted[0b11]) == [0, 1, 2]
    assert len(wanted) < 128
    assert all(len(set(runs)) == len(runs) for runs in wanted.values())
    assert len(_wanted(question, 7, EXACT, [])) == 128
    assert len(_wanted(question, 1, NO, [])) == 4


def test_the_bodies_of_the_first_of_may_are_there_from_the_start_and_no_others(other_bodies):
    lines = []
    found = swap("capital_minimal", other_bodies, what="bodies", frozen=True, on_plan=lines.append, **SMALL)
    second = found.scenarios[1]
    assert second.authorities["guild"].from_start
    assert not [key for key, _ in effects_in(second, "found", "dissolve", "fuse")]
    assert found.question.frozen
    assert found.labels == ("capital_minimal", "A capital, in small")
    assert "1 May" in str(found)
    assert found.to_dict()["frozen"] is True
    assert lines[0].startswith("4 runs of 2 hybrids, 300 people in each")


def test_a_body_that_people_founded_is_given_as_they_made_it():
    eager = {"behaviour.found_below": 5.0, "behaviour.found_days": 5}
    hungry = loading.load("province_minimal").replace({**FOUNDING, **eager})
    sides = sides_of((hungry, loading.load("capital_minimal").replace(eager)), ())
    asked = asked_of("duality", None, None, hungry, "province")
    day = freezing.frozen_day(hungry)
    found = freezing.listed(hungry, asked.of(hungry, "province"), PEOPLE, 1, day)
    block = found.bodies["council@province"]
    assert block["from_start"]
    assert (block["name"], block["kind"]) == ("Peasants' council", "committee")
    assert block["electors"] == {"peasant": 1.0}
    assert block["reach"] == {"province": 1.0}
    data = freezing.given_from_start(sides[0], found.bodies, {"government", "soviet"})
    side = sides[0]._replace(data=data)
    scenario = hybrid((side, sides[1]), owners(0), "frozen").scenario
    assert list(scenario.authorities) == [*hungry.authorities, "local_council"]
    assert scenario.authorities["government"].endorses["local_council"].value == 0.5
    assert {pledge.to for pledge in scenario.pledges.values()} == {"local_council"}
    assert scenario.events["heard"].when == "real_power[local_council, province] > 0.1 for 2 days"
    assert [one.arguments()["authority"] for one in scenario.events["praised"].effects] == ["local_council"]
    assert scenario.may_found == {}
    world = lived(scenario).world
    assert world.at_first.all()
    assert world.alive[-1]


def test_electors_of_a_founded_body_are_given_as_shares():
    eager = {"behaviour.found_below": 5.0, "behaviour.found_days": 5}
    sim = lived(loading.load("province_minimal").replace({**FOUNDING, **eager}))
    row = sim.names.row("authority", COUNCIL)
    sim.world.electors[row] = [1.0, 3.0]  # as many townspeople as entered it, beside its founders
    block = freezing._as_block(sim, COUNCIL)
    assert block["electors"] == {"peasant": 0.25, "townspeople": 0.75}


def test_a_table_says_what_was_run_what_was_found_and_what_was_left_out():
    found = swap(*PAIRS[0], **SMALL | {"people": 200})
    text = str(found)
    lines = text.splitlines()
    assert (
        lines[0]
        == "capital_minimal against province_minimal: effective_powers, mean of 1 April to 30 June 1917"
    )
    assert lines[1] == "2 runs of 200 people, seeds 1 to 2; all 128 hybrids of 7 blocks in each run"
    table = [line for line in lines if line.strip().split(" ")[0] in BLOCKS]
    assert len(table) == 7
    head = lines[lines.index(table[0]) - 1]
    for title in ("put into", "kept out of", "Shapley value"):
        at = head.index(title)
        assert all(line[at - 2 : at] == "  " and line[at] != " " for line in table), title
    assert "left out:" in lines
    assert any(line.startswith("  capital_minimal with levers of province_minimal: ") for line in lines)
    rows = list(csv.DictReader(io.StringIO(found.to_csv())))
    assert [row["block"] for row in rows] == [row["block"] for row in carried(found)]
    sizes = [abs(float(row["shapley"])) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    facts = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert len(facts["hybrids"]) == 128
    assert facts["difference"]["value"] == pytest.approx(found.total.mean())
    assert facts["hybrids"][0]["left_out"] == facts["hybrids"][-1]["left_out"] == {}


def test_numbers_in_words():
    assert told_change(Estimate(0.25, -0.1, 0.5), False) == "+0.250 [-0.100, +0.500]"
    assert told_change(Estimate(0.25, -0.1, 0.5), True) == "+25.0 [-10.0, +50.0]"
    assert told_change(Estimate(np.nan, np.nan, np.nan), False) == "not defined"
    assert told_share(Estimate(0.984, 0.9, 1.04)) == "98% [90, 104]"
    assert told_share(None) == told_change(None, True) == ""


def test_without_a_difference_there_is_nothing_to_share_out():
    scenario = loading.load("capital_minimal")
    other = scenario.replace({"places.capital.news": 3})  # every event names its place, so it is felt at once
    found = swap(scenario, other, what="distance", shapley=EXACT, **SMALL)
    assert not found.differs
    assert all(row["share"] is None for row in carried(found))
    assert "nothing to share out" in str(found)
    assert "share" in found.to_dataframe().columns


def test_an_outcome_of_a_day_is_read_on_it():
    found = swap(*PAIRS[0], what="people", outcome="duality@1917-05-01", **SMALL)
    day = loading.load("capital_minimal").day("1917-05-01") - loading.load("capital_minimal").period.first
    assert (
        found.values[0][0]
        == Simulation(loading.load("capital_minimal"), PEOPLE, 1).run(day).record["duality"][day, 0]
    )
    assert "1 May 1917" in str(found)


def refused(*given, **how):
    with pytest.raises(ValueError) as error:
        swap(*given, **SMALL | how)
    return str(error.value)


def test_what_cannot_be_is_refused_before_any_run(monkeypatch):
    monkeypatch.setattr(Simulation, "__init__", lambda *_: pytest.fail("a run began"))
    pair = PAIRS[0]
    assert refused(*pair, what="body") == "what: no block named 'body'; did you mean 'bodies'?"
    assert refused(*pair, what="people,people") == "what: 'people' is named twice; name it once"
    assert refused(*pair, what="people, ").startswith("what: no block named ''; there is bodies,")
    assert "it is the same as capital_minimal" in refused("capital_minimal", "capital_minimal")
    assert refused("capital_minimal", "kazan_1917") == (
        "kazan_1917: it has 2 places, kazan, kazan_countryside; pick one, as in kazan_1917:kazan"
    )
    assert (
        refused("capital_minimal", "kazan_1917:kasan")
        == "kazan_1917: no place named 'kasan'; did you mean 'kazan'?"
    )
    assert (
        refused(*pair, places=["capital"])
        == "places: give one for each of the two scenarios, A's first; this is capital"
    )
    assert "no issue land of capital_minimal" in refused("capital_minimal", f"{TINY}:town")
    assert "'calendar'" not in refused("capital_minimal", "petrograd_1917")
    assert "'start' is not that of capital_minimal: 1917-03-02 and 1917-02-23" in refused(
        "capital_minimal", "petrograd_1917"
    )
    assert refused(*pair, outcome="power").startswith("outcome 'power@1917-06-30': no measure named 'power'")
    assert "name none" in refused(*pair, outcome="mobilisation[worker, capital]")
    assert "no " in refused(*pair, outcome="mobilisation[worker]")  # the province has no workers
    assert "ask whether it has come by a day" in refused(*pair, outcome="took_power[soviet]")
    assert refused(*pair, first="1917-07-01").startswith("first: 1917-07-01 is not in the run")
    assert refused(*pair, first="1917-06-10", last="1917-06-01").startswith(
        "first: 10 June 1917 to 1 June 1917 has no day"
    )
    assert refused(*pair, shapley="exactly") == "shapley: no way named 'exactly'; did you mean 'exact'?"
    assert refused(*pair, runs=1) == "runs: 1 is too few; give 2 or more"
    hasty = loading.load("province_minimal").replace({"behaviour.beta": 5})
    assert "'behaviour' is not that of capital_minimal; no block" in refused(pair[0], hasty)
    short = loading.load("capital_minimal", until="1917-04-10")
    late = loading.load("province_minimal", until="1917-04-10")
    assert "bodies are read on 1 May" in refused(short, late, frozen=True)


def test_an_outcome_that_is_not_there_is_no_nought():
    said = refused(*PAIRS[1], outcome="mobilisation[sailor]@1917-03-10", what="bodies")
    assert said.startswith(
        "outcome 'mobilisation[sailor]@1917-03-10': not defined in any run of village_1917"
    )


def test_a_fault_of_a_file_is_told(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("schema: 1\ntitle: Mine\n")
    with pytest.raises(ScenarioError, match="calendar"):
        swap(file, "capital_minimal", **SMALL)


def test_public_names():
    assert dualsim.swap is swap
    assert isinstance(swap(*PAIRS[0], what=["places"], **SMALL), dualsim.Swap)


@pytest.mark.parametrize(
    ("share", "held"), [(0.2, "no more"), (0.5, "more"), (-0.5, "more"), (-0.2, "no more")]
)
def test_the_benchmark_says_whether_bodies_carry_more_than_a_quarter(share, held):
    found = swap(*PAIRS[0], what="people,bodies", outcome="duality", shapley=EXACT, **SMALL)
    assert found.differs
    parts = np.array([1.0 - share, share, 0.0])  # of people, bodies, the rest
    known = dataclasses.replace(found, shapley=found.total[:, None] * parts)
    said = f"{100 * share:.0f}"
    assert swapping.verdict(known) == (
        f"Bodies carry {said}% [{said}, {said}] of the difference: {held} than a quarter."
    )
    lines = swapping.table("village_1917:village", "founded", known)
    cells = [line.split(" | ") for line in lines if line.startswith("| ")]
    assert sorted(row[0] for row in cells[2:]) == ["| bodies", "| people", f"| {REST}"]
    assert {len(row) for row in (cells[0], *cells[2:])} == {5}


def test_a_stripped_region_shares_no_body_that_is_gone():
    region = stripped("region_1917")
    assert not {"kazan_soviet", "kazan_peasant_soviet"} & set(region.authorities)
    assert region.regions["kazan_region"].villages.shared == []
    assert loading.load("region_1917").regions["kazan_region"].villages.shared == ["kazan_peasant_soviet"]


class TestCommand:
    def test_table_figure_and_tables(self, command, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        words = ("--what", "bodies,people", "--seeds", "2", "--people", "200", "--jobs", "1")
        said = command("swap", *PAIRS[0], *words, "-o", "deep/swap.svg")
        assert said.status == 0, said.err
        assert "capital_minimal against province_minimal" in said.out
        assert said.out.splitlines()[-1] == str(Path("deep/swap.svg"))
        assert {file.suffix for file in Path("deep").glob("swap.*")} == {".svg", ".csv", ".json"}
        assert "runs of 4 hybrids" in said.err

    def test_places_of_each(self, command, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        days = (
            "--first",
            "1917-03-10",
            "--last",
            "1917-03-12",
            "--runs",
            "2",
            "--people",
            "200",
            "--jobs",
            "1",
        )
        said = command("swap", TINY, TINY, "--places", "town,village", "--what", "levers", *days, "--json")
        assert said.status == 0, said.err
        facts = json.loads(said.out)
        assert (facts["a"], facts["b"]) == ("tiny:town", "tiny:village")
        assert (facts["first"], facts["last"]) == ("1917-03-10", "1917-03-12")

    def test_a_mistake(self, command):
        said = command("swap", *PAIRS[0], "--what", "leavers")
        assert said.status == 2
        assert "no block named 'leavers'; did you mean 'levers'?" in said.err


# What people build


def test_what_people_build_goes_with_the_bodies_where_its_lever_is():
    town, village = (f"{INSTITUTIONS}:{place}" for place in ("town", "village"))
    pair = sides_of((town, village), ())
    assert set(pair[0].data["institutions"]) == {"shops", "clubs", "boycott"}
    assert pair[1].data["institutions"]["kitchens"]["place"] == "village"
    here = hybrid(pair, owners(0, "people"), "H")
    assert set(here.scenario.institutions) == {"shops", "clubs", "boycott"}
    assert {effect for event in here.scenario.events.values() for effect, _ in event.steps()} >= {
        "attack_institution", "suppress",
    }  # fmt: skip
    moved = hybrid(pair, owners(0, "levers"), "H")
    assert set(moved.scenario.institutions) == {"shops", "clubs"}, "there is no garrison to block"
    assert moved.scenario.institutions["shops"].sites == ["town"]
    assert "boycott" in moved.notes["institutions"]
    foreign = hybrid(pair, owners(0, "bodies"), "H")
    assert set(foreign.scenario.institutions) == {"kitchens"}
    lived(foreign.scenario)
