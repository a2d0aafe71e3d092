"""What a page is told: packed tables, stories, the course of runs, films, and pasts that are lived once."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dualsim.engine.simulation import Simulation
from dualsim.page.course import Pasts, course_of, live
from dualsim.page.film import ACCEPTS, ACTIVE, NOBODY_ROW, film_of
from dualsim.page.packing import STEPS, UNDEFINED, coded, packed, unpacked
from dualsim.page.series import Series, curves, series_of
from dualsim.page.story import story_of
from dualsim.scenario import loading
from dualsim.theory.measures import REGIMES

PEOPLE = 300


@given(arrays(np.uint8, st.tuples(st.integers(1, 5), st.integers(1, 40))))
def test_what_is_packed_comes_back(codes):
    assert np.array_equal(unpacked(packed(codes), len(codes)), codes)


def test_shares_are_right_to_a_fifth_of_a_point_and_what_is_unknown_stays_so():
    table = np.array([[0.0, 0.123456, 1.0, np.nan, 0.5]])
    codes = coded(table)
    assert codes[0, 3] == UNDEFINED
    known = np.isfinite(table)
    assert np.abs(codes[known] / STEPS - table[known]).max() <= 0.5 / STEPS


def test_a_course_tells_what_the_run_recorded(tiny):
    sim = live(tiny, PEOPLE, 7)
    told, series = course_of(sim, "town"), series_of(tiny, "town")
    codes = unpacked(told["curves"], len(series))
    assert (told["seed"], told["days"]) == (7, sim.day + 1)
    assert codes.shape == (len(series), sim.day + 1)
    row = series.index(Series("stance", "soldier", "both"))
    side = sim.names.side.index("both")
    recorded = sim.record["stance"][:, 0, sim.names.group.index("soldier"), side]
    known = np.isfinite(recorded)
    assert known.any()
    assert np.abs(codes[row][known] / STEPS - recorded[known]).max() <= 0.5 / STEPS + 1e-9
    assert (codes[row][~known] == UNDEFINED).all()
    regimes = codes[series.index(Series("regime"))]
    assert np.array_equal(regimes, sim.record["regime"][:, 0].astype(np.uint8))
    assert regimes.max() < len(REGIMES)


def test_everyone_is_the_mean_of_the_groups_by_their_people(tiny):
    sim = live(tiny, PEOPLE, 1)
    table, series = curves(tiny, "town", sim.record), series_of(tiny, "town")
    people = sim.record["population"][:, 0]
    parts = [table[series.index(Series("mobilisation", group))] for group in ("worker", "soldier")]
    both = (parts[0] * people[:, 0] + parts[1] * people[:, 1]) / people.sum(axis=1)
    assert np.allclose(table[series.index(Series("mobilisation"))], both)
    assert np.ptp(parts[0] - parts[1]) > 0.0


def test_a_place_is_told_of_its_own_groups_and_of_what_reaches_it(tiny):
    village = {(one.measure, one.group) for one in series_of(tiny, "village")}
    assert ("acceptance", "worker") in village
    assert ("acceptance", "soldier") not in village


@pytest.mark.parametrize("event", ["order_one", "soviet_meets"])
def test_a_run_that_goes_on_from_a_kept_day_is_the_run_lived_whole(tiny, event, monkeypatch):
    monkeypatch.setattr("dualsim.page.course.FEW_DAYS", 1)
    changed, _ = loading.check(tiny, without=[event])
    assert changed is not None
    whole = course_of(live(changed, PEOPLE, 3), "town")
    pasts = Pasts(most=2)
    for _ in range(2):  # the second time from what was kept
        assert course_of(pasts.live(tiny, changed, PEOPLE, 3), "town") == whole
    assert whole != course_of(live(tiny, PEOPLE, 3), "town")


def test_pasts_forget_what_was_not_used_for_longest(tiny, monkeypatch):
    monkeypatch.setattr("dualsim.page.course.FEW_DAYS", 1)
    changed, _ = loading.check(tiny, without=["order_one"])
    pasts = Pasts(most=2)
    for seed in (1, 2, 3):
        pasts.live(tiny, changed, PEOPLE, seed)
    assert [key[2] for key in pasts._kept] == [2, 3]


def test_a_film_shows_everyone_of_the_place_as_they_decided(tiny):
    film = film_of(tiny, "town", PEOPLE, 2)
    dots = unpacked(film["dots"], film["people"])
    sim = Simulation(tiny, PEOPLE, 2).run()
    mine = slice(film["first"], film["first"] + film["people"])
    assert np.array_equal((dots[:, -1] & ACCEPTS) > 0, sim.people.accepts[mine] > 0)
    assert np.array_equal((dots[:, -1] & ACTIVE) > 0, sim.people.active[mine] > 0)
    place = next(one for one in story_of(tiny, "tiny")["places"] if one["slug"] == "town")
    rows = dots[:, -1] & NOBODY_ROW
    for row, slug in enumerate(place["authorities"][:-1]):
        here = sim.people.authority[mine] == sim.names.authority.index(slug)
        assert np.array_equal(rows == row, here), slug
    assert sum(size for _, size in film["cells"]) == film["people"]
    held = unpacked(film["levers"], len(place["levers"]) * len(place["authorities"]))
    control = sim.record["lever_control"][-1, 0]
    lever = sim.names.lever.index("garrison")
    first = control[lever, sim.names.authority.index(place["authorities"][0])]
    assert abs(held[0, -1] / STEPS - first) <= 0.5 / STEPS + 1e-9


def test_a_story_says_when_why_and_what_of_every_event(tiny):
    story = story_of(tiny, "tiny")
    assert json.loads(json.dumps(story)) == story
    assert [one["slug"] for one in story["events"]] == list(tiny.events)
    for one in story["events"]:
        assert one["source"]
        assert one["effects"]
        assert (one["day"] is None) == bool(one["when"])
    assert len(story["days"]) == len(story["newStyle"]) == 30
    assert (story["days"][0], story["newStyle"][0]) == ("1917-03-01", "1917-03-14")


@pytest.mark.parametrize("name", sorted(loading.list_scenarios()))
def test_every_scenario_has_a_story_whose_lines_can_be_told_apart(name):
    scenario = loading.load(name)
    story = story_of(scenario, name)
    for axis in ("authorities", "parties"):
        looks = [(one["colour"], tuple(one["dash"])) for one in story[axis].values()]
        few = looks[:9]  # of more no palette tells
        assert len(set(few)) == len(few), axis
    for slider in story["sliders"]:
        assert slider["low"] <= slider["value"] <= slider["high"], slider
        assert slider["name"]


def test_bodies_that_people_may_found_have_names_and_a_course_says_what_became_of_them():
    scenario = loading.load("kazan_1917", until="1917-03-25")
    told = {slug: one["name"] for slug, one in story_of(scenario, "kazan_1917")["authorities"].items()}
    assert told["soviet@kazan"] == "Soviet, Kazan"
    assert told["soviet_2@kazan"] == "Soviet 2, Kazan"
    assert not [name for name in told.values() if "@" in name]
    sim = live(scenario, PEOPLE, 1)
    founded = {entry.name for entry in sim.log if entry.what == "founded" and "@" in entry.name}
    names = course_of(sim, "kazan")["names"]
    assert founded
    assert set(names) == {slug for slug in told if "@" in slug}
    there = {slug for slug, alive in zip(sim.names.authority, sim.world.alive, strict=True) if alive}
    assert founded & there
    for slug in founded & there:
        assert names[slug].split(", ")[0] not in ("Soviet", "Soviet 2", "Committee of Public Safety 2")


@pytest.mark.parametrize("name", sorted(loading.list_scenarios()))
def test_the_page_says_every_name_of_a_body_from_below_in_russian(name):
    words = json.loads((files("dualsim.page") / "static" / "words.ru.json").read_text("utf-8"))
    for kind in loading.load(name).kinds.values():
        for called in (kind.name, *(entry.name for entry in kind.names)):
            assert words.get(f"name.{called}"), called
