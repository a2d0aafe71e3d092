"""What the answer sheet says that a run cannot show follows from the scenario."""

from __future__ import annotations

import pytest

from dualsim.paper.answer_sheet import answer_sheet
from dualsim.paper.event_cards import event_cards
from dualsim.paper.limits import limits_of
from dualsim.runs.single import run
from dualsim.scenario.loading import list_scenarios, load
from paths import TINY

NO_WOMEN = "there are no women as such"


def told(name, **changes):
    return " ".join(limits_of(load(name, changes=changes)))


def test_women_are_missing_only_where_no_group_is_part_of_another():
    assert NO_WOMEN in told("petrograd_1917")
    women = told("petrograd_women_1917")
    assert NO_WOMEN not in women
    assert "Women workers (of the Workers)" in women
    assert "Soldiers' wives (of the Townspeople)" in women


def test_bodies_of_one_party_are_told_and_a_single_one_is_no_two_at_odds():
    assert "Bolshevik Petersburg Committee and the Bolshevik Central Committee" in told(
        "petrograd_women_1917"
    )
    for name in ("petrograd_1917", "village_1917", "eastern_europe_1944"):
        assert "A party has no wings." in told(name), name


def test_doctrine_is_told_of_the_parties_that_may_claim_power():
    assert "bound on how far a party claims all power (the Bolsheviks and the Left SRs)" in told(
        "petrograd_1917"
    )
    assert "No party here ever claims all power" in told("capital_minimal")
    freed = told("capital_minimal", **{"parties.liberal.ceiling": 0.5})
    assert "No party" not in freed
    assert f"all power (the {load('capital_minimal').parties['liberal'].name})" in freed


def test_leaders_fear_only_where_they_decide():
    assert "what leaders feared is in it only as what they then did" in told("petrograd_1917")
    free = told("petrograd_1917", decisions="free")
    assert "what leaders feared" not in free
    assert "the crowd and the arms of others" in free
    assert limits_of(load("petrograd_1917", changes={"decisions": "free"}))[0].startswith(
        "Events that nobody"
    )


@pytest.mark.parametrize("name", sorted(list_scenarios()))
def test_every_scenario_is_told_in_sentences(name):
    found = limits_of(load(name))
    assert len(found) == len(set(found)) == 8
    assert all(one[0].isupper() and one.endswith(".") and "  " not in one for one in found)


def test_the_sheet_has_them():
    scenario = load(TINY)
    sheet = answer_sheet(scenario, run(scenario, 200), event_cards(scenario), (6.0, 3.0))
    assert sheet.limits == limits_of(scenario)
