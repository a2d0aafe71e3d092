"""What an authority can do about a matter: expected of who has just begun, then seen."""

from __future__ import annotations

import math

import pytest

from dualsim.engine.simulation import Simulation
from dualsim.theory import capacity

TOWN, VILLAGE = 0, 1
GARRISON, SUPPLY = 0, 1
PEACE, BREAD = 0, 1
CABINET, SOVIET, ELDERS, SPARE = 0, 1, 2, 3


@pytest.fixture
def sim(tiny):
    sim = Simulation(tiny.replace({"authorities.soviet.from_start": True}), 300)
    sim.world.known[:] = 0
    return sim


def test_of_who_governs_its_mandate_is_expected_and_of_who_is_elected_its_electors_crews(sim):
    sim.world.electors[SOVIET] = [0.5, 0.0]  # workers: a quarter of the food supply is worked by soldiers
    sim.world.organ[SOVIET, TOWN] = 0.8
    capacity.expect(sim.world)
    assert sim.world.capacity[TOWN, :, CABINET].tolist() == [1.0, 1.0]
    assert sim.world.capacity[TOWN, :, SOVIET] == pytest.approx([0.0, 0.75 * 0.8])


def test_of_a_body_that_nobody_elects_and_no_law_names_nothing_is_expected(sim):
    sim.world.alive[SPARE] = 1
    sim.world.electors[SPARE], sim.world.portfolio[SPARE] = 0.0, 1.0
    sim.world.capacity[:] = 0.5
    capacity.expect(sim.world)
    capacity.judge(sim.world, sim.taste)
    assert (sim.world.capacity[:, :, SPARE] == 0.0).all()


def test_what_was_expected_once_is_not_expected_again_but_of_one_that_begins_anew(sim):
    capacity.expect(sim.world)
    sim.world.capacity[:] = 0.25
    capacity.expect(sim.world)
    assert (sim.world.capacity == 0.25).all()
    sim.world.alive[CABINET] = 0
    capacity.expect(sim.world)
    sim.world.alive[CABINET] = 1
    capacity.expect(sim.world)
    assert sim.world.capacity[TOWN, GARRISON, CABINET] == 1.0


def test_what_is_known_follows_what_is_moved_obeyed_where_it_governs_followed_elsewhere(sim):
    sim.world.capacity[:] = 0.0
    sim.world.lever_control[TOWN, GARRISON, [CABINET, SOVIET]] = 0.2, 0.6
    sim.world.lever_obedience[TOWN, GARRISON, [CABINET, SOVIET]] = 0.7, 0.9
    capacity.learn(sim.world, sim.taste)
    assert sim.world.capacity[TOWN, GARRISON, CABINET] == pytest.approx(sim.taste.rho * 0.7)
    assert sim.world.capacity[TOWN, GARRISON, SOVIET] == pytest.approx(sim.taste.rho * 0.6)


def test_a_matter_is_judged_by_the_levers_that_deliver_it_or_else_by_all(sim):
    sim.world.portfolio[SOVIET] = [0.5, 1.0]
    sim.world.capacity[TOWN, :, SOVIET] = [0.8, 0.2]
    sim.world.delivers[:] = [PEACE, -1]
    capacity.judge(sim.world, sim.taste)
    paper = sim.taste.paper

    def judged(able):
        return pytest.approx(math.log(paper + (1.0 - paper) * able))

    assert sim.world.log_able[TOWN, SOVIET, PEACE] == judged(0.5 * 0.8)
    assert sim.world.log_able[TOWN, SOVIET, BREAD] == judged(0.6 * 0.8 + 0.4 * 0.2), "by weights of levers"
    sim.world.portfolio[SOVIET, BREAD] = 0.0
    capacity.judge(sim.world, sim.taste)
    assert sim.world.log_able[TOWN, SOVIET, BREAD] == judged(0.0), "whatever it moves, it is not its matter"
