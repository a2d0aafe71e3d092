"""Event cards and role cards: one for each, in words, without a number of the model."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest

from dualsim.paper.authority_roles import authority_roles
from dualsim.paper.event_cards import event_cards
from dualsim.paper.group_roles import group_roles
from dualsim.paper.wants import wants, wish
from dualsim.scenario.loading import check, list_scenarios, load

RUNNABLE = {
    name: found
    for name in list_scenarios()
    if name != "districts_1917" and (found := check(name)[0]) is not None
}


def strings(value):
    """Every text in nested data."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


def lines(card):
    return " ".join(strings(asdict(card)["sections"]))


@pytest.mark.parametrize("name", RUNNABLE)
def test_each_landmark_has_one_card_and_each_event_with_every(name):
    scenario = RUNNABLE[name]
    landmarks = [key for key, event in scenario.events.items() if event.landmark]
    cards = event_cards(scenario)
    assert sorted(card.key for card in cards) == sorted(landmarks or scenario.events)
    assert sorted(card.key for card in event_cards(scenario, every=True)) == sorted(scenario.events)
    assert [card.number for card in cards] == list(range(1, len(cards) + 1))
    for card in cards:
        event = scenario.events[card.key]
        assert (card.name, card.note, card.source) == (event.name, event.note or "", event.source)


def test_dated_cards_come_in_their_order_and_those_that_wait_after_them():
    petrograd = load("petrograd_1917")
    dates = [petrograd.events[card.key].date for card in event_cards(petrograd, every=True)]
    dated = [date for date in dates if date]
    assert dated == sorted(dated)
    assert dates[: len(dated)] == dated


def test_a_card_has_the_date_in_both_calendars(tiny):
    card = event_cards(load("petrograd_1917"))[0]
    assert card.when == "23 February 1917, Old Style (8 March, New Style)"
    gregorian = load(tiny, changes={"calendar": "gregorian"})
    assert event_cards(gregorian)[0].when == "3 March 1917, New Style"


@pytest.mark.parametrize("name", RUNNABLE)
def test_cards_have_no_number_of_the_model(name):
    scenario = RUNNABLE[name]
    for card in event_cards(scenario, every=True):
        if not scenario.events[card.key].date:
            assert not re.search(r"\d", card.when.replace("Order No. 1", "")), card.when
    for role in [*group_roles(scenario), *authority_roles(scenario, list(scenario.places))]:
        assert not re.search(r"[\d_]", " ".join(strings(asdict(role)))), role.name


@pytest.mark.parametrize("name", RUNNABLE)
def test_each_group_that_lives_there_has_a_role_and_no_other(name):
    scenario = RUNNABLE[name]
    living = {
        key
        for place in scenario.places.values()
        for key, count in place.population.items()
        if count.value > 0
    }
    told = [role.name for role in group_roles(scenario)]
    assert told == [block.name for key, block in scenario.groups.items() if key in living]
    for role in group_roles(scenario):
        assert role.sections[0].heading.startswith("What you want")
        assert any(section.heading == "What you can do" for section in role.sections)


def test_what_matters_most_comes_first_in_the_words_of_the_issue():
    petrograd = load("petrograd_1917")
    soldiers = next(role for role in group_roles(petrograd) if role.name == "Soldiers")
    first, second = soldiers.sections[0].wants[:2]
    assert (first.issue, first.matters) == ("Army", "matters most")
    assert first.wish == petrograd.issues["army"].high
    assert first.against == f"not: {petrograd.issues['army'].low}"
    assert second.wish == f"leaning towards: {petrograd.issues['peace'].high}"


@pytest.mark.parametrize(
    ("position", "told"),
    [
        (1.0, ("much", "not: little")),
        (-1.0, ("little", "not: much")),
        (0.3, ("leaning towards: much", "away from: little")),
        (-0.3, ("leaning towards: little", "away from: much")),
        (0.0, ("undecided between: little", "and: much")),
    ],
)
def test_a_position_is_told_by_both_ends(tiny, position, told):
    issue = tiny.issues["bread"].model_copy(update={"low": "little", "high": "much"})
    assert wish(issue, position) == told


def test_what_hardly_matters_to_anyone_is_left_out(tiny):
    found = wants(tiny, {"bread": 1.0, "peace": 1.0}, {"bread": 1.0, "peace": 0.01})
    assert [want.issue for want in found] == ["Bread"]


def test_a_role_names_its_levers_and_whom_it_elects():
    roles = {role.name: lines(role) for role in group_roles(load("petrograd_1917"))}
    assert "mostly work the railways" in roles["Workers"]
    assert "Elect deputies to the Petrograd Soviet." in roles["Workers"]
    assert "mostly work the garrison" in roles["Soldiers"]
    assert "Later, if events allow it, elect deputies to the Petrograd Soviet" in roles["Soldiers"]
    assert "takes much to make you rise" in roles["Soldiers"]
    assert "Nearly all of you have arms." in roles["Officers"]


def test_an_authority_that_nobody_here_hears_of_has_no_card():
    village = load("village_1917")
    told = [role.name for role in authority_roles(village, ["village"])]
    assert "Commune" in told
    assert "Provisional Government" in told  # heard of from an event on
    assert "High Command" not in told
    assert "Petrograd Soviet" not in told


def test_an_authority_says_who_sits_in_it_what_it_handles_and_what_it_controls():
    roles = {role.name: role for role in authority_roles(load("petrograd_1917"), ["petrograd"])}
    soviet, cabinet = roles["Petrograd Soviet"], roles["Provisional Government"]
    assert "Mensheviks (many)" in lines(soviet)
    assert "Elected by workers; later, if events allow it, by soldiers and sailors." in lines(soviet)
    assert "Army (wholly)" in lines(soviet)
    assert "No law stands behind it" in lines(soviet)
    assert "The law is on its side in Petrograd." in lines(cabinet)
    assert "not there yet" in cabinet.who
    assert "the garrison" in lines(cabinet)
