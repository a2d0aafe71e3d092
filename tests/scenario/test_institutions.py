"""Institutions in a file: what is wrong with one is told, and a countryside has one in every village."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.scenario.axes import names_of
from dualsim.scenario.describe.facts import facts_of
from dualsim.scenario.describe.prose import explain
from dualsim.scenario.loading import check, load
from dualsim.scenario.regions import laid_out
from paths import DATA, INSTITUTIONS


def told(changes, source=INSTITUTIONS, severity="error"):
    """What is said of the scenario with some changes."""
    _, faults = check(source, changes=changes)
    return [fault.message for fault in faults if fault.severity == severity]


def test_it_loads_without_a_word():
    scenario, faults = check(INSTITUTIONS)
    assert scenario is not None
    assert not faults
    assert names_of(scenario).lever == ("garrison", "supply", "shops", "kitchens", "clubs")
    assert load(INSTITUTIONS).text() == scenario.text()


FAULTS = {
    "an issue that is none": (
        {"institutions.shops.issue": "bred"}, ["no issue named 'bred'; did you mean 'bread'?"],
    ),
    "a lever of another place": (
        {"institutions.kitchens.beside": "garrison"},
        ["there is no lever 'garrison' in 'village'; there is supply"],
    ),
    "a lever that is none": (
        {"institutions.boycott.blocks": "railway"},
        ["no lever named 'railway'; there is clubs, garrison, kitchens, shops, supply",
         "there is no lever 'railway' in 'town'; there is garrison, supply"],
    ),
    "a body that is none": (
        {"institutions.shops.by": "sovjet"}, ["no authority named 'sovjet'; did you mean 'soviet'?"],
    ),
    "a body that nobody may found": (
        {"institutions.kitchens.by": "committee@village"},
        ["nobody may found 'committee@village'; add 'committee' to what people of 'village' may_found"],
    ),
    "more bodies than people may found": (
        {"institutions.clubs.by": "committee_2@town"},
        ["people of 'town' may not found so many of the kind 'committee'; name one that they may"],
    ),
    "a kind that is none": (
        {"institutions.shops.kind": "alternativ"},
        ["'alternativ' is not allowed here; write alternative or counter"],
    ),
    "an alternative without an issue": (
        {"institutions.shops.issue": None},
        ["'shops' is an alternative without 'issue'; add the issue on which it delivers"],
    ),
    "an alternative beside nothing": (
        {"institutions.shops.beside": None},
        ["'shops' is an alternative without 'beside'; add the lever whose work it takes over"],
    ),
    "an alternative that blocks": (
        {"institutions.shops.blocks": "supply"},
        ["'shops' is an alternative, and 'blocks' is said of a counter; leave it out"],
    ),
    "a counter that blocks nothing": (
        {"institutions.boycott.blocks": None},
        ["'boycott' is a counter without 'blocks'; add the lever whose orders it blocks"],
    ),
    "a counter that delivers": (
        {"institutions.boycott.issue": "bread"},
        ["'boycott' is a counter, and 'issue' is said of an alternative; leave it out"],
    ),
    "a ceiling above one": (
        {"institutions.shops.ceiling": 1.2},
        ["1.2 is outside what is allowed here; give a number from 0 to 1"],
    ),
    "no ceiling": (
        {"institutions.shops.ceiling": None},
        ["'ceiling' is missing from institutions.shops; add 'ceiling:'"],
    ),
    "ceilings that pass one together": (
        {"institutions.clubs.ceiling": 0.5},
        ["the ceilings of 'shops' and 'clubs' beside 'supply' in 'town' sum to 1.3; "
         "together they can do at most all of its work, 1"],
    ),
    "no place": ({"institutions.shops.place": None}, ["'shops' is built nowhere; add 'place:'"]),
    "place and places": (
        {"institutions.shops.places": ["town"]}, ["'shops' has 'place' and 'places'; write one of the two"],
    ),
    "a place that is none": (
        {"institutions.kitchens.place": "vilage"}, ["no place named 'vilage'; did you mean 'village'?"],
    ),
    "a counter that supplies itself": (
        {"institutions.boycott.supplies": ["boycott"]},
        ["'boycott' supplies itself; name another institution"],
    ),
    "a counter that supplies what is elsewhere": (
        {"institutions.boycott.supplies": ["kitchens"]},
        ["'boycott' and 'kitchens' have no place in common; leave it out"],
    ),
    "an institution that is none": (
        {"institutions.boycott.defends": ["shop"]}, ["no institution named 'shop'; did you mean 'shops'?"],
    ),
    "an attack where it is not": (
        {"events.raid.effects.0.attack_institution.place": "village"},
        ["'shops' is not built in 'village'; it is in town"],
    ),
    "troops against those who send them": (
        {"events.crackdown.effects.0.suppress.by": "soviet"},
        ["'soviet' stands on both sides; name another authority"],
    ),
    "an event that works what people built": (
        {"events.order_one.effects.0.require_endorsement.lever": "shops"},
        ["'shops' is an institution, which its body runs; name a lever of the place"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_what_is_wrong_is_told(what):
    changes, wanted = FAULTS[what]
    assert told(changes) == wanted


def test_a_place_that_stands_twice_is_told():
    changes = {"institutions.shops.place": None, "institutions.shops.places": ["town", "town"]}
    assert told(changes) == ["'town' stands here twice; name it once"]


def test_a_lever_of_the_same_name_is_told():
    shops = {"name": "Market", "kind": "alternative", "by": "soviet", "place": "town", "issue": "bread",
             "beside": "supply", "ceiling": 0.1}  # fmt: skip
    changes = {"institutions.garrison": shops, "institutions.shops.ceiling": 0.5}
    assert "'garrison' is a lever already; give the institution another name" in told(changes)


def test_a_counter_supplies_alternatives_alone():
    other = {"name": "Pickets", "kind": "counter", "by": "soviet", "place": "town", "blocks": "supply",
             "supplies": ["boycott"], "ceiling": 0.1}  # fmt: skip
    said = "'boycott' is a counter, and means are appropriated for alternatives; leave it out"
    assert told({"institutions.pickets": other}) == [said]


def test_a_body_that_never_comes_there_is_warned_of():
    said = "'cabinet' does not reach 'town', so nobody there takes part in 'shops'"
    changes = {"institutions.shops.by": "cabinet", "authorities.cabinet.reach.town": 0}
    assert said in told(changes, severity="warning")


def test_the_prose_says_who_builds_what():
    text = " ".join(explain(load(INSTITUTIONS)).split())
    assert (
        "Co-operative shops: what the Soviet may build in Town; it delivers on bread, up to 80 per cent of "
        "the work of the food supply beside it." in text
    )
    assert "it blocks up to 50 per cent of the orders of others to the garrison" in text
    assert (
        "An attack on the co-operative shops in Town destroys 50 per cent of what is built there, less where "
        "others stand before it." in text
    )
    assert "The Cabinet orders troops against the followers of the Soviet in Town" in text


def test_what_differs_is_told():
    facts = facts_of(load(INSTITUTIONS))["What people may build of their own"]
    assert facts["institution", "shops"].name == "the co-operative shops"
    words = [aspect.words for aspect in facts["institution", "boycott"].aspects.values()]
    assert words[:5] == ["'Boycott'", "'counter'", "the Soviet", "Town", "garrison"]


# Villages

REGION = DATA / "region.yaml"
KITCHENS = {
    "name": "Kitchens", "kind": "alternative", "by": "elders", "place": "village", "issue": "bread",
    "beside": "supply", "ceiling": 0.5, "assumed": "made up",
}  # fmt: skip
RAID = {
    "name": "A raid", "date": "1917-03-09", "source": "invented",
    "effects": [{"attack_institution": {"institution": "kitchens", "place": "village", "strength": 1}}],
}  # fmt: skip


def test_every_village_has_its_own():
    changes = {
        "institutions.kitchens": KITCHENS,
        "events.raid": RAID,
        "authorities.cabinet.reach.village": 0.02,
    }
    scenario = load(REGION, changes=changes)
    spread = laid_out(scenario)
    assert list(spread.institutions) == [f"kitchens_{n}" for n in range(1, 5)]
    second = spread.institutions["kitchens_2"]
    assert (second.by, second.place, second.name) == ("elders_2", "village_2", "Kitchens, Village 2")
    sim = Simulation(scenario, 1_200).run()
    built = sim.record["built"]
    rows = [sim.names.row("place", f"village_{n}") for n in range(1, 5)]
    here = built[-1][rows]  # village by kitchen
    assert (np.diag(here) > 0.0).all()
    assert np.isnan(here[~np.eye(4, dtype=bool)]).all()
    raided = [int(np.argmin(np.diff(built[:, l, n]))) + 1 for n, l in enumerate(rows)]
    assert raided == sorted(raided), "the news comes to the farthest last"
    assert raided[0] < raided[-1]


def test_the_villages_may_share_one_body_and_the_town_have_a_part():
    both = {**KITCHENS, "by": "land_council", "place": None, "places": ["town", "village"]}
    both = {key: value for key, value in both.items() if value is not None}
    changes = {"institutions.kitchens": both, "authorities.land_council.national": True,
               "authorities.land_council.reach.town": 0.5}  # fmt: skip
    scenario = load(REGION, changes=changes)
    assert laid_out(scenario).institutions["kitchens"].sites == [
        "town",
        *(f"village_{n}" for n in range(1, 5)),
    ]
    built = Simulation(scenario, 400).run(until=3).record["built"][3]
    assert built.shape == (6, 1), "five places and a region"
    assert 0.0 < built[5, 0] < built[:5].max()


def test_a_body_of_one_village_builds_in_its_village_alone():
    both = {
        **{key: value for key, value in KITCHENS.items() if key != "place"},
        "places": ["town", "village"],
    }
    said = (
        "'elders' is one in every village, and 'kitchens' is not built in 'village' alone; "
        "build it there, or name a body that they share"
    )
    assert said in told({"institutions.kitchens": both}, REGION)


def test_a_condition_reads_no_institution_that_is_many():
    event = {"name": "E", "when": "built[kitchens] > 0.1", "source": "invented", "effects": []}
    said = told({"institutions.kitchens": KITCHENS, "events.e": event}, REGION)
    assert any("'kitchens' is spread out into villages" in one for one in said)
