"""The living graph: its axis, its numbers, and nothing of the run on it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dualsim.paper.event_cards import event_cards
from dualsim.paper.living_graph import CIRCLE, living_graph, living_graphs, ticks
from dualsim.scenario.loading import check, list_scenarios, load

RUNNABLE = {
    name: found
    for name in list_scenarios()
    if name != "districts_1917" and (found := check(name)[0]) is not None
}


@pytest.mark.parametrize("name", RUNNABLE)
@pytest.mark.parametrize("every", [False, True])
def test_numbers_stand_in_their_order_and_never_on_one_another(name, every):
    scenario = RUNNABLE[name]
    for graph in living_graphs(scenario, event_cards(scenario, every)):
        for row in {mark.row for mark in graph.marks}:
            places = [mark.at for mark in graph.marks if mark.row == row]
            assert all(b - a > CIRCLE - 1e-9 for a, b in pairwise(places))
        assert all(0 <= mark.day < 1 for mark in graph.marks)
        assert [mark.number for mark in sorted(graph.marks, key=lambda mark: mark.number)] == [
            entry.number for entry in graph.key
        ]


def test_each_landmark_is_marked_or_its_day_is_open():
    petrograd = load("petrograd_1917")
    graph = living_graph(petrograd, "petrograd", event_cards(petrograd, every=True))
    landmarks = {event.name for event in petrograd.events.values() if event.landmark}
    assert {entry.name for entry in [*graph.key, *graph.open]} == landmarks
    waiting = {event.name for event in petrograd.events.values() if event.landmark and event.when}
    assert {entry.name for entry in graph.open} == waiting


def test_a_mark_stands_on_its_day():
    petrograd = load("petrograd_1917")
    graph = living_graph(petrograd, "petrograd", event_cards(petrograd))
    july = next(entry.number for entry in graph.key if entry.name == "July Days")
    day = next(mark.day for mark in graph.marks if mark.number == july)
    first, count = petrograd.period.first, len(petrograd.period)
    assert day == pytest.approx((petrograd.day("1917-07-03") - first) / count)


def test_months_are_named_in_both_calendars():
    petrograd = load("petrograd_1917")
    graph = living_graphs(petrograd, [])[0]
    below = {tick.name: tick for tick in graph.below}
    above = {tick.name: tick for tick in graph.above}
    days = len(petrograd.period)
    assert below["July"].start - above["July"].start == pytest.approx(13 / days)
    assert "February" not in below  # six days are too narrow for the name


def test_a_gregorian_scenario_has_one_row_of_dates(tiny):
    gregorian = load(tiny, changes={"calendar": "gregorian"})
    assert living_graphs(gregorian, [])[0].above == []


def test_a_short_axis_names_days(tiny):
    names = [tick.name for tick in ticks(tiny.period, "julian")]
    assert "1 Mar" in names
    assert 2 < len(names) <= 12


def test_several_places_have_a_pair_and_one_place_has_one():
    assert [graph.place for graph in living_graphs(load("kazan_1917"), [])] == ["Kazan", "Villages of Kazan"]
    assert len(living_graphs(load("petrograd_1917"), [])) == 1


def test_what_is_felt_in_another_place_alone_is_not_marked():
    empire = load("empire_1917")
    cards = event_cards(empire)
    here, there = living_graphs(empire, cards)
    names = {entry.name for entry in [*here.key, *here.open]}
    assert "Sormovo" not in " ".join(names)
    assert "The garrison mutinies" in names
    assert "The garrison of Moscow comes over" not in names
    assert "The garrison of Moscow comes over" in {entry.name for entry in there.key}


def test_news_is_told_in_words():
    assert living_graphs(load("village_1917"), [])[0].news == "News from elsewhere takes weeks to get here."
    assert living_graphs(load("petrograd_1917"), [])[0].news == ""
