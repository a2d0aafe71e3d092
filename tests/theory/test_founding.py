"""Founding of bodies: when, by whom, and who enters one, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory import behaviours, founding, lifespan
from paths import TINY

TOWN, VILLAGE, WORKER, SOLDIER, PEACE, BREAD = 0, 1, 0, 1, 0, 1
CABINET, SOVIET, ELDERS, FIRST, SECOND = 0, 1, 2, 3, 4
MODERATE, RADICAL = 0, 1
KINDS = {"committee": {"name": "Committee", "kind": "committee", "founders": ["worker", "soldier"]}}


@pytest.fixture(scope="module")
def started():
    """Workers and soldiers of the town may found committees: none is elected, and who governs failed them."""
    sim = Simulation(load(TINY).replace({"kinds": KINDS, "events": {}, "vary": {}}), 240)
    sim.world.attention[WORKER, TOWN], sim.world.attention[SOLDIER, TOWN] = (0.4, 0.6), (1.0, 0.0)
    sim.world.credit[CABINET, :, TOWN] = -9.0
    return sim


@pytest.fixture
def sim(started):
    """Workers vote 0.3 and 0.5 for the two parties, soldiers 0.2 each."""
    sim = started.branch()
    sim.people.vote[WORKER, TOWN] = 0.3, 0.5, 0.2
    sim.people.vote[SOLDIER, TOWN] = 0.2, 0.2, 0.6
    return sim


@pytest.fixture(scope="module")
def one_town():
    """The same, but no way lies between the town and the village: they are parts of one town."""
    near = {"kinds": KINDS, "events": {}, "vary": {}, "places.town.rail.village": 0}
    return Simulation(load(TINY).replace(near), 240)


@pytest.fixture
def parts(one_town):
    """Workers of the town have founded a committee."""
    sim = one_town.branch()
    sim.world.unserved[WORKER, TOWN] = 99.0
    founding.found_bodies(sim.people, sim.world, sim.taste)
    assert sim.world.electorate[FIRST].tolist() == [1, 0]
    return sim


def night_and_morning(sim, taste):
    founding.look_for_help(sim.people, sim.world, taste)
    founding.found_bodies(sim.people, sim.world, taste)


def days_until(sim, k, taste, most=200):
    """How many evenings unserved a body takes: it is there on the morning after them."""
    for day in range(1, most):
        night_and_morning(sim, taste)
        if sim.world.alive[k]:
            return day
    return None


# When


def test_the_density_of_contact_is_the_root_of_real_cells_against_a_hundred(started):
    assert started.world.meetings[WORKER, TOWN] == pytest.approx(math.sqrt(10000 / 100 / 100))
    assert started.world.meetings[SOLDIER, TOWN] == pytest.approx(math.sqrt(6000 / 50 / 100))
    assert started.world.meetings[SOLDIER, VILLAGE] == 0.0


def test_cells_within_reach_are_counted_where_a_place_says_how_many_people_are():
    near = Simulation(load(TINY).replace({"places.village.within_reach": 360}), 240).world
    assert near.meetings[WORKER, VILLAGE] == pytest.approx(math.sqrt(360 / 40 / 100))
    far = Simulation(load(TINY).replace({"places.village.within_reach": 9000}), 240).world
    assert far.meetings[WORKER, VILLAGE] == pytest.approx(math.sqrt(4000 / 40 / 100)), "no more than all"


def test_one_group_founds_on_the_day_that_the_formula_says(sim):
    sim.world.population[SOLDIER, TOWN] = sim.people.present[SOLDIER, TOWN] = 0.0
    assert sim.world.meetings[WORKER, TOWN] == 1.0
    assert days_until(sim, FIRST, sim.taste._replace(found_days=5)) == 5


@pytest.mark.parametrize(("meetings", "days"), [(5.0, 2), (1.4, 8), (0.3, 34)])
def test_more_cells_within_a_day_found_sooner(sim, meetings, days):
    sim.world.meetings[:] = 0.0
    sim.world.meetings[WORKER, TOWN] = meetings
    assert days_until(sim, FIRST, sim.taste._replace(found_days=10)) == days


def test_where_meetings_are_forbidden_those_meet_who_are_in_the_street(sim):
    taste, sim.world.forbidden[TOWN] = sim.taste, 1.0
    sim.people.active_share[WORKER, TOWN] = 0.25
    assert founding.pace(WORKER, TOWN, sim.people, sim.world, taste) == pytest.approx(0.25)
    sim.world.forbidden[TOWN] = 0.4
    assert founding.pace(WORKER, TOWN, sim.people, sim.world, taste) == pytest.approx(1 - 0.4 * 0.75)


def test_a_body_of_the_same_group_elsewhere_is_an_example_that_fades_with_distance(sim):
    world, taste = sim.world, sim.taste._replace(example=2.0)
    assert founding.example(WORKER, TOWN, world) == 0.0
    world.alive[SOVIET], world.electors[SOVIET] = 1, (1.0, 0.0)
    world.reach[SOVIET, VILLAGE], world.electorate[SOVIET, VILLAGE] = 1.0, 1
    assert founding.example(WORKER, TOWN, world) == pytest.approx(math.exp(-0.5))
    assert founding.pace(WORKER, TOWN, sim.people, world, taste) == pytest.approx(1 + 2 * math.exp(-0.5))
    assert founding.example(SOLDIER, TOWN, world) == 0.0, "soldiers elect none there"
    world.distance[TOWN, VILLAGE] = math.inf
    assert founding.example(WORKER, TOWN, world) == 0.0
    world.distance[TOWN, VILLAGE], world.at_first[SOVIET] = 0.5, 1
    assert founding.example(WORKER, TOWN, world) == 0.0, "what was always there is no news"


def test_bodies_that_a_group_elects_serve_it(sim):
    world, taste = sim.world, sim.taste
    world.leading[TOWN] = -1
    assert founding.best_offer(WORKER, TOWN, world, taste) == -math.inf, "nobody governs, and none is elected"
    world.alive[SOVIET], world.platform[SOVIET] = 1, (0.0, 0.5)
    world.credit[SOVIET, WORKER, TOWN], world.log_able[TOWN, SOVIET, BREAD] = 0.2, -0.7
    world.reach[SOVIET, TOWN] = 0.5
    offer = -1 * (0.8 - 0.5) ** 2 + 0.2 * -0.7 + 0.2 + 0.3 + 0.2 * math.log(0.5)
    assert founding.best_offer(WORKER, TOWN, world, taste) == pytest.approx(offer)
    world.electorate[SOVIET, TOWN] = 0
    assert founding.best_offer(WORKER, TOWN, world, taste) == -math.inf


def test_who_governs_serves_a_group_too_that_does_not_elect_it(sim):
    world, taste = sim.world, sim.taste
    world.credit[CABINET, WORKER, TOWN], world.log_able[TOWN, CABINET, BREAD] = 0.4, -0.5
    offer = -1 * (0.8 - 0.1) ** 2 + 0.2 * -0.5 + 0.4
    assert founding.best_offer(WORKER, TOWN, world, taste) == pytest.approx(offer), (
        "without the elected's bonus"
    )
    world.electors[CABINET, WORKER], world.electorate[CABINET, TOWN] = 1.0, 1
    assert founding.best_offer(WORKER, TOWN, world, taste) == pytest.approx(offer + 0.3), "and with it"
    world.leading[VILLAGE], world.reach[CABINET, VILLAGE] = ELDERS, 0.4
    world.electors[CABINET, WORKER] = 0.0
    world.credit[ELDERS, WORKER, VILLAGE], world.credit[CABINET, WORKER, VILLAGE] = -3.0, 9.0
    m = founding.pressing_most(WORKER, VILLAGE, world)
    offer = -1 * (world.mean_ideal[WORKER, m] - world.platform[ELDERS, m]) ** 2
    offer += 0.2 * world.log_able[VILLAGE, ELDERS, m] - 3.0
    assert founding.best_offer(WORKER, VILLAGE, world, taste) == pytest.approx(offer), "the largest alone"
    world.reach[ELDERS, VILLAGE] = 0.0
    assert founding.best_offer(WORKER, VILLAGE, world, taste) == -math.inf, "who does not reach them"


def test_nobody_founds_a_body_while_who_governs_serves(sim):
    taste = sim.taste._replace(found_below=-0.8)
    sim.world.credit[CABINET, WORKER, TOWN] = 0.0
    sim.world.meetings[SOLDIER] = 0.0
    assert days_until(sim, FIRST, taste, 30) is None
    sim.world.credit[CABINET, WORKER, TOWN] = -0.3
    assert days_until(sim, FIRST, taste) == 5, "once it has failed them, they do"


def test_a_day_served_begins_the_count_anew(sim):
    sim.world.alive[SOVIET] = 1
    unserved, served = (sim.taste._replace(found_below=below, found_days=3) for below in (100.0, -100.0))
    for taste in (unserved, unserved, served, unserved, unserved):
        night_and_morning(sim, taste)
    assert not sim.world.alive[FIRST]


def test_days_are_counted_in_the_evening_and_bodies_founded_in_the_morning(sim):
    taste = sim.taste._replace(found_days=1, found_below=100.0)
    for _ in range(3):
        founding.found_bodies(sim.people, sim.world, taste)
    assert not sim.world.unserved.any(), "a morning counts for nothing"
    founding.look_for_help(sim.people, sim.world, taste)
    assert sim.world.unserved[WORKER, TOWN] == 1.0
    assert not sim.world.alive[FIRST], "nor does an evening found anything"
    founding.found_bodies(sim.people, sim.world, taste)
    assert sim.world.alive[FIRST]
    assert sim.world.unserved[WORKER, TOWN] == 0.0


def test_nobody_founds_a_body_where_none_may(sim):
    taste = sim.taste._replace(found_days=1, found_below=100.0)
    founding.look_for_help(sim.people, sim.world, taste)
    assert sim.world.unserved[WORKER, VILLAGE] == 0.0


def test_nobody_founds_a_body_while_served(sim):
    sim.world.alive[SOVIET] = 1
    for days in (0, 5):
        assert days_until(sim, FIRST, sim.taste._replace(found_below=-100.0, found_days=days), 20) is None


@pytest.mark.parametrize("people", [1_000, 8_000])
def test_more_simulated_people_found_no_sooner(people):
    changes = {"kinds": KINDS, "events": {}, "vary": {}}
    changes |= {"behaviour.enter_within": 0, "behaviour.found_below": 9}
    sim = Simulation(load(TINY).replace(changes), people).run()
    founded = [(log.day, log.name) for log in sim.log if log.what == "founded"]
    assert founded == [(5, "committee@town"), (5, "committee_2@town")], "after five days of meetings, both"


# Who


def test_a_founded_body_is_elected_at_once_and_handles_what_presses_in_proportion(sim):
    sim.world.meetings[SOLDIER] = 0.0
    days_until(sim, FIRST, sim.taste)
    world = sim.world
    assert not world.spare[FIRST]
    assert world.spare[SECOND]
    assert world.electors[FIRST].tolist() == [1.0, 0.0]
    assert world.seats[FIRST].tolist() == pytest.approx([3 / 8, 5 / 8]), "of those who vote"
    assert world.executive[FIRST].tolist() == pytest.approx([3 / 8, 5 / 8])
    stands = 3 / 8 * world.programme[MODERATE] + 5 / 8 * world.programme[RADICAL]
    assert world.platform[FIRST].tolist() == pytest.approx(stands.tolist())
    assert world.portfolio[FIRST].tolist() == pytest.approx([0.4 / 0.6, 1.0])
    assert world.reach[FIRST].tolist() == pytest.approx([1.0, math.exp(-0.5)]), "by rail"
    assert world.electorate[FIRST].tolist() == [1, 0]
    assert (world.founders[FIRST], world.founded_for[FIRST]) == (WORKER, BREAD)


def test_without_parties_a_body_stands_for_what_its_founders_want(sim):
    sim.world.meetings[SOLDIER] = 0.0
    sim.people.vote[WORKER, TOWN] = 0.0, 0.0, 1.0
    days_until(sim, FIRST, sim.taste)
    assert not sim.world.partisan[FIRST]
    assert sim.world.platform[FIRST].tolist() == sim.world.mean_ideal[WORKER].tolist()


def test_a_group_of_one_mind_with_a_body_enters_it_by_its_numbers(sim):
    sim.world.meetings[SOLDIER] = 0.5  # they come second
    days_until(sim, FIRST, sim.taste)
    assert days_until(sim, SECOND, sim.taste._replace(enter_within=4.0), 20) is None
    assert sim.world.electors[FIRST].tolist() == pytest.approx([1.0, 6000 / 10000])
    weights = np.array([10000, 6000]) / 16000
    assert sim.world.delegates[FIRST, SOLDIER].tolist() == pytest.approx([0.5, 0.5])
    assert sim.world.seats[FIRST, MODERATE] == pytest.approx(weights @ [3 / 8, 1 / 2])
    assert sim.world.portfolio[FIRST].tolist() == [1.0, 1.0], "peace presses on soldiers alone"


def test_a_group_of_another_mind_founds_its_own(sim):
    taste = sim.taste._replace(enter_within=0.0)
    assert days_until(sim, SECOND, taste) == 5
    assert sim.world.electors[[FIRST, SECOND]].tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_a_body_of_a_region_is_heard_there_alone():
    """The town's bodies are heard in the village by rail, unless the town is a region by itself."""
    founds = {"kinds": KINDS, "events": {}, "vary": {}}
    alone = {"regions.alone": {"name": "Alone", "town": "town"}}
    both = {"regions.both": {"name": "Both", "town": "town", "places": ["village"]}}
    for regions, heard in (({}, True), (both, True), (alone, False)):
        world = Simulation(load(TINY).replace({**founds, **regions}), 240).world
        there = [k for k, home in enumerate(world.home) if home == TOWN]
        assert there
        assert [world.reach[k, VILLAGE] > 0.0 for k in there] == [heard] * len(there)
        assert [world.reach[k, TOWN] for k in there] == [1.0] * len(there)


def test_a_group_enters_the_nearest_body_within_reach_of_its_wishes(sim):
    world = sim.world
    world.salience[WORKER, TOWN] = 1.0, 3.0
    for k, away in ((FIRST, 0.4), (SECOND, 0.2)):
        world.alive[k], world.electors[k] = 1, (0.0, 1.0)
        world.platform[k] = world.mean_ideal[WORKER] - (0.0, away)
    assert founding.away_from(WORKER, SECOND, TOWN, world) == pytest.approx(3 * 0.2**2 / 4)
    near = sim.taste._replace(enter_within=0.031)
    assert founding.nearest_body(WORKER, TOWN, world, near) == SECOND
    assert founding.nearest_body(WORKER, TOWN, world, near._replace(enter_within=0.029)) == -1
    for table, here in ((world.recall_pace, SECOND), (world.admits, (SECOND, WORKER))):
        before, table[here] = table[here], 0
        assert founding.nearest_body(WORKER, TOWN, world, near) == -1, "closed to them"
        table[here] = before
    world.population[SOLDIER, TOWN] = 0.0
    assert founding.nearest_body(WORKER, TOWN, world, near) == -1, "nobody who elects it lives there"


def test_a_body_keeps_the_endorsement_that_was_given_for_it(sim):
    sim.world.meetings[SOLDIER] = 0.0
    sim.world.expected[CABINET, FIRST] = 0.35
    behaviours.hold_office(sim.world)
    days_until(sim, FIRST, sim.taste)
    assert sim.world.endorsement[CABINET, FIRST] == 0.35
    assert 0.0 < sim.world.endorsement[FIRST, CABINET] < 1.0
    assert sim.world.endorsement[ELDERS, FIRST] > 0.0, "as is warranted"


def test_a_group_with_a_body_of_its_own_founds_no_second_one(sim):
    sim.world.meetings[SOLDIER] = 0.0
    unserved = sim.taste._replace(found_below=100.0)
    days_until(sim, FIRST, unserved)
    sim.world.platform[FIRST] = sim.world.mean_ideal[WORKER] + 0.9
    assert days_until(sim, SECOND, unserved, 30) is None, "however little it serves them"
    lifespan.end(FIRST, sim.world)
    night_and_morning(sim, unserved)
    assert sim.world.alive[SECOND], "nor did they forget how long they went unserved"


def test_a_group_that_elects_a_body_of_its_own_mind_founds_none(sim):
    world, unserved = sim.world, sim.taste._replace(found_below=100.0)
    world.meetings[SOLDIER] = 0.0
    world.alive[SOVIET], world.electors[SOVIET] = 1, (1.0, 0.0)
    world.platform[SOVIET] = world.mean_ideal[WORKER] + 0.3
    assert world.founders[SOVIET] < 0, "nor need people have founded it"
    assert founding.has_its_own(WORKER, TOWN, world, unserved)
    assert not founding.has_its_own(SOLDIER, TOWN, world, unserved), "they do not elect it"
    assert days_until(sim, FIRST, unserved, 30) is None
    world.reach[SOVIET, TOWN] = 0.0
    assert not founding.has_its_own(WORKER, TOWN, world, unserved), "it does not reach them"
    world.reach[SOVIET, TOWN], world.platform[SOVIET] = 1.0, world.mean_ideal[WORKER] + 0.4
    assert not founding.has_its_own(WORKER, TOWN, world, unserved), "of another mind"
    assert days_until(sim, FIRST, unserved) == 1


def test_the_row_of_a_body_that_is_gone_is_used_again_when_none_is_left(sim):
    world, taste = sim.world, sim.taste._replace(enter_within=0.0)
    days_until(sim, SECOND, taste)
    world.declared[FIRST], world.credit[FIRST] = 0.3, 0.2
    lifespan.end(FIRST, world)
    assert founding.free_row(WORKER, TOWN, world) == FIRST
    assert days_until(sim, FIRST, taste) == 5
    assert not world.declared[FIRST].any()
    assert not world.credit[FIRST].any()
    lifespan.end(FIRST, world)
    world.alive[SECOND], world.spare[SECOND] = 0, 1
    assert founding.free_row(WORKER, TOWN, world) == SECOND, "an unused row comes first"


# In the parts of one town


def test_cells_of_all_parts_of_a_town_meet(parts):
    cells = 10000 / 100 + 4000 / 40
    assert parts.world.meetings[WORKER].tolist() == pytest.approx([math.sqrt(cells / 100)] * 2)
    assert parts.world.meetings[SOLDIER].tolist() == pytest.approx([math.sqrt(6000 / 50 / 100), 0.0])


def test_a_part_of_the_same_town_is_no_example(parts):
    assert founding.example(WORKER, VILLAGE, parts.world) == 0.0
    parts.world.distance[TOWN, VILLAGE] = parts.world.distance[VILLAGE, TOWN] = 0.1
    assert founding.example(WORKER, VILLAGE, parts.world) == pytest.approx(math.exp(-0.1))


def test_a_body_of_one_part_is_entered_in_another_and_elected_there_too(parts):
    world = parts.world
    world.electors[FIRST, SOLDIER] = 0.9  # more than by their numbers
    assert founding.nearest_body(WORKER, VILLAGE, world, parts.taste) == FIRST
    assert founding.nearest_body(WORKER, TOWN, world, parts.taste) != FIRST, "those here elect it"
    world.unserved[WORKER, VILLAGE] = 99.0
    founding.found_bodies(parts.people, world, parts.taste)
    assert world.electorate[FIRST].tolist() == [1, 1]
    assert world.electors[FIRST].tolist() == pytest.approx([1.4, 0.9]), "10,000 workers and 4,000 more"
    assert founding.nearest_body(WORKER, VILLAGE, world, parts.taste) != FIRST


def test_a_body_of_another_town_is_not_entered(parts):
    parts.world.distance[TOWN, VILLAGE] = parts.world.distance[VILLAGE, TOWN] = 0.1
    assert founding.nearest_body(WORKER, VILLAGE, parts.world, parts.taste) != FIRST


def test_a_row_that_is_used_again_is_elected_at_home_alone(parts):
    founding.extend(FIRST, VILLAGE, parts.people, parts.world)
    lifespan.end(FIRST, parts.world)
    parts.world.spare[SECOND], parts.world.unserved[SOLDIER, TOWN] = 0, 99.0
    founding.found_bodies(parts.people, parts.world, parts.taste._replace(enter_within=0.0))
    assert parts.world.alive[FIRST]
    assert parts.world.electors[FIRST].tolist() == [0.0, 1.0]
    assert parts.world.electorate[FIRST].tolist() == [1, 0]
