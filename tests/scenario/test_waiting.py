"""Conditions of events in words: every one of the bundled scenarios, and one of each kind."""

from __future__ import annotations

import re

import pytest

from dualsim.scenario.describe.waiting import PHRASES, in_words, waits_for
from dualsim.scenario.loading import check, list_scenarios, load
from dualsim.theory.measures import MEASURES
from paths import INSTITUTIONS

RUNNABLE = {name: found for name in list_scenarios() if (found := check(name)[0]) is not None}


def told(scenario, when, follows=None):
    given = {"name": "It", "when": when, "source": "none", "effects": []}
    event = type(next(iter(scenario.events.values()))).model_validate(
        {**given, "follows": follows} if follows else given
    )
    return waits_for(scenario, event)


@pytest.mark.parametrize("name", RUNNABLE)
def test_every_condition_of_a_bundled_scenario_is_plain_words(name):
    scenario = RUNNABLE[name]
    for key, event in scenario.events.items():
        if event.when:
            said = waits_for(scenario, event)
            assert said.startswith("when "), key
            assert not re.search(r"[\d<>=\[\]_]", said.replace("Order No. 1", "")), said


def test_a_condition_names_who_holds_how_much_of_what_and_where():
    petrograd = load("petrograd_1917")
    assert told(petrograd, "formal_power[soviet, petrograd] > 0.5 for 1 days") == (
        "when the Petrograd Soviet holds most of the formal power in Petrograd"
    )
    assert told(petrograd, "formal_power[petrograd, soviet] < 0.5") == (
        "when the Petrograd Soviet holds less than half of the formal power in Petrograd"
    )
    assert told(petrograd, "seats[soviet, bolshevik] > 0.5 for 9 days") == (
        "when for about a week the Bolsheviks hold most of the seats of the Petrograd Soviet"
    )


def test_two_conditions_and_what_comes_before_are_all_told():
    petrograd = load("petrograd_1917")
    said = told(petrograd, "claim[soviet] > 0.9 and mobilisation[soldier, petrograd] > 0.2", ["july_days"])
    assert said == (
        "when nearly all of those who act for the Petrograd Soviet claim all power for it and a good part of "
        "the soldiers in Petrograd have risen; only after “July Days”"
    )


@pytest.mark.parametrize("measure", sorted(name for name, measure in MEASURES.items() if not measure.words))
@pytest.mark.parametrize("operator", [">", "<"])
def test_each_measure_has_words_without_a_number(measure, operator):
    first = {
        "place": "town", "group": "soldier", "authority": "soviet", "endorsed": "cabinet", "party": "radical",
        "lever": "garrison", "issue": "bread", "pledge": "amnesty", "side": "rival", "institution": "shops",
    }  # fmt: skip
    names = ", ".join(first[dim] for dim in MEASURES[measure].dims)
    said = told(load(INSTITUTIONS), f"{measure}[{names}] {operator} 0.37 for 3 days")
    assert not re.search(r"[\d<>=\[\]_]", said), said
    assert said.startswith("when for some days ")
    assert ("Town" in said) == ("place" in MEASURES[measure].dims)


def test_a_phrase_names_only_axes_of_its_measure():
    for measure, phrase in PHRASES.items():
        named = set(re.findall(r"{(\w+)}", phrase)) - {"much"}
        assert named <= set(MEASURES[measure].dims), measure


def test_more_is_never_told_as_less():
    scale = ((0.0, "little"), (0.5, "much"))
    assert [in_words(n, scale, "none") for n in (-0.1, 0.0, 0.49, 0.5, 9.0)] == [
        "none", "little", "little", "much", "much",
    ]  # fmt: skip
