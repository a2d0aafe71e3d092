"""What becomes of bodies: which fuse and which fade, by hand."""

from __future__ import annotations

import pytest

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory import founding, lifespan
from paths import TINY

TOWN, VILLAGE, WORKER, SOLDIER = 0, 1, 0, 1
CABINET, FIRST, SECOND = 0, 3, 4
KINDS = {"committee": {"name": "Committee", "kind": "committee", "founders": ["worker", "soldier"]}}


@pytest.fixture(scope="module")
def founded():
    """Workers and soldiers of the town have founded a committee each."""
    sim = Simulation(load(TINY).replace({"kinds": KINDS, "events": {}, "vary": {}}), 240)
    sim.world.attention[WORKER, TOWN], sim.world.attention[SOLDIER, TOWN] = (0.4, 0.6), (1.0, 0.0)
    at_once = sim.taste._replace(found_below=9.0, found_days=0, enter_within=0.0)
    founding.look_for_help(sim.people, sim.world, at_once)
    founding.found_bodies(sim.people, sim.world, at_once)
    assert sim.world.electors[[FIRST, SECOND]].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    return sim


@pytest.fixture
def two(founded):
    """The two of one mind, both followed."""
    sim = founded.branch()
    sim.people.allegiance[:, TOWN, [FIRST, SECOND]] = 0.4
    sim.world.platform[[FIRST, SECOND]] = 0.3
    sim.world.seats[[FIRST, SECOND]] = 0.5
    sim.world.executive[[FIRST, SECOND]] = 0.5
    return sim


def test_bodies_that_are_nearly_one_fuse_and_the_larger_takes_the_smaller_in(two):
    lifespan.live_on(two.people, two.world, two.taste)
    world = two.world
    assert world.alive[[FIRST, SECOND]].tolist() == [1, 0]
    assert world.absorbed_by[SECOND] == FIRST
    assert world.electors[FIRST].tolist() == pytest.approx([1.0, 0.6])
    assert world.portfolio[FIRST].tolist() == [1.0, 1.0]
    assert not world.endorsement[SECOND].any()
    assert not world.endorsement[:, SECOND].any()


def test_bodies_with_other_parties_other_aims_or_other_electors_do_not_fuse(two):
    world, taste = two.world, two.taste
    assert lifespan.nearly_one(FIRST, SECOND, world, taste)
    assert not lifespan.nearly_one(FIRST, CABINET, world, taste), "nobody elects it"
    world.platform[SECOND] = -0.3
    assert not lifespan.nearly_one(FIRST, SECOND, world, taste)
    world.platform[SECOND] = 0.3
    world.seats[SECOND] = 0.0, 1.0
    assert not lifespan.nearly_one(FIRST, SECOND, world, taste)
    world.electors[SECOND] = 1.0, 0.3
    assert lifespan.nearly_one(FIRST, SECOND, world, taste), "by their electors"
    world.founders[[FIRST, SECOND]] = -1
    assert not lifespan.nearly_one(FIRST, SECOND, world, taste), "people founded neither"


def test_bodies_of_two_parts_of_a_town_fuse_and_are_elected_in_both(two):
    world = two.world
    world.electorate[SECOND] = 0, 1
    world.electors[SECOND] = 1.0, 0.0
    world.reach[SECOND] = 1.0
    assert not lifespan.of_one_place(FIRST, SECOND, world), "half a day apart"
    assert not lifespan.nearly_one(FIRST, SECOND, world, two.taste)
    world.distance[TOWN, VILLAGE] = world.distance[VILLAGE, TOWN] = 0.0
    lifespan.live_on(two.people, world, two.taste)
    assert world.absorbed_by[SECOND] == FIRST
    assert world.electorate[FIRST].tolist() == [1, 1]
    assert world.electors[FIRST].tolist() == pytest.approx([1.4, 0.0]), "10,000 workers and 4,000 more"


@pytest.mark.parametrize("out_of_reach", [FIRST, SECOND])
def test_a_body_that_takes_another_in_is_elected_in_no_place_that_either_does_not_reach(two, out_of_reach):
    world = two.world
    world.electorate[SECOND] = 1, 1
    world.reach[[FIRST, SECOND]] = 1.0
    world.reach[out_of_reach, VILLAGE] = 0.0
    lifespan.live_on(two.people, world, two.taste)
    assert world.absorbed_by[SECOND] == FIRST
    assert world.electorate[FIRST].tolist() == [1, 0]
    assert world.electors[FIRST].tolist() == pytest.approx([1.0, 0.6])


def test_a_body_takes_in_none_whose_electors_it_does_not_admit(two):
    two.world.admits[FIRST, SOLDIER] = 0
    lifespan.live_on(two.people, two.world, two.taste)
    assert two.world.alive[[FIRST, SECOND]].tolist() == [1, 1]


def test_a_body_with_a_mandate_is_not_taken_in(two):
    two.world.mandate[SECOND, TOWN] = 0.2
    lifespan.live_on(two.people, two.world, two.taste)
    assert two.world.alive[[FIRST, SECOND]].tolist() == [1, 1]


def test_a_body_that_nobody_follows_for_some_days_is_gone(two):
    taste, world = two.taste._replace(fade_days=3, fuse_overlap=1.0), two.world
    world.seats[SECOND] = 0.0, 1.0
    two.people.allegiance[:, :, FIRST] = 0.01
    two.people.heads[:] = 1000.0
    for day in range(3):
        assert world.alive[FIRST], day
        lifespan.live_on(two.people, world, taste)
    assert world.alive[[FIRST, SECOND]].tolist() == [0, 1]


@pytest.mark.parametrize("reason", ["followed", "mandate", "term", "national"])
def test_a_body_is_not_gone_that_is_followed_or_stands_by_law_or_is_national(two, reason):
    taste, world = two.taste._replace(fade_days=3), two.world
    two.people.allegiance[:, :, FIRST] = 0.0
    two.people.heads[:] = 1000.0
    if reason == "followed":
        two.people.allegiance[SOLDIER, TOWN, FIRST] = 0.011
    elif reason == "mandate":
        world.mandate[FIRST, VILLAGE] = 0.1
    elif reason == "term":
        world.recall_pace[FIRST] = 0.0
    else:
        world.may_join[FIRST] = 0
    for _ in range(5):
        lifespan.live_on(two.people, world, taste)
    assert world.alive[FIRST]


def test_one_follower_of_few_simulated_people_is_next_to_nobody(two):
    two.people.heads[:] = 50.0
    two.people.allegiance[:, :, FIRST] = 1 / 50
    assert not lifespan.is_followed(FIRST, two.people, two.world, two.taste)
    two.people.allegiance[WORKER, TOWN, FIRST] = 2 / 50
    assert lifespan.is_followed(FIRST, two.people, two.world, two.taste)
