"""A group of two halves has no one wish: what hurts, what relieves and what grows goes by its people."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory import credit, orders, proximity, wishes
from dualsim.theory.state import BELOW, IDEAL_STEP
from paths import TINY

TOWN, WORKER, SOVIET, BREAD, SUPPLY = 0, 0, 1, 1, 1


@pytest.fixture(scope="module")
def started():
    return Simulation(load(TINY), 240)


@pytest.fixture
def sim(started):
    """Half of the town's workers want bread at 0.9, half at -0.1; their mean, 0.4, is how life is."""
    sim = started.branch()
    steps = np.arange(2 * BELOW) - BELOW
    half = 0.5 * np.isin(steps, [90, -10])
    sim.world.ideal_below[WORKER, TOWN, BREAD] = half.cumsum()
    sim.world.ideal_sum[WORKER, TOWN, BREAD] = (half * steps * IDEAL_STEP).cumsum()
    sim.world.condition[TOWN, BREAD] = 0.4
    sim.world.alive[SOVIET] = 1
    proximity.look_about(TOWN, sim.world)
    return sim


@pytest.mark.parametrize(
    ("condition", "gap"),
    [(0.4, 0.5), (-0.1, 0.5), (0.9, 0.5), (1.0, 0.6), (-0.6, 1.0), (-1.0, 1.4), (-0.104, 0.504)],
)
def test_between_two_halves_none_is_content_and_beyond_them_all_are_hurt(sim, condition, gap):
    assert wishes.unmet(WORKER, TOWN, BREAD, condition, sim.world) == pytest.approx(gap)


def test_what_presses_on_two_halves_is_what_either_misses(sim):
    sim.world.salience[WORKER, TOWN] = 0.0, 1.0
    credit.attend(sim.world)
    assert sim.world.grievance[WORKER, TOWN] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("policy", "life", "relief"),
    [
        pytest.param(0.8, 0.6, 0.0, id="one half is relieved and the other hurt"),
        pytest.param(-1.0, -0.3, (0.5 - 0.7) / 1.5, id="past both halves"),
    ],
)
def test_relief_is_the_mean_over_people(sim, policy, life, relief):
    sim.world.lever_control[:], sim.world.portfolio[SOVIET, BREAD] = 0.0, 1.0
    sim.world.lever_control[TOWN, SUPPLY, SOVIET], sim.world.platform[SOVIET, BREAD] = 1.0, policy
    orders.deliver(sim.world, sim.taste._replace(delivery=0.5))
    assert sim.world.condition[TOWN, BREAD] == pytest.approx(life)
    assert sim.world.relief[SOVIET, WORKER, TOWN] == pytest.approx(relief, abs=1e-12)


def test_two_halves_lose_patience_though_life_is_as_they_want_it_in_the_mean(sim):
    taste = sim.taste._replace(arousal=0.1, tolerance=0.2)
    credit.grow_impatient(sim.world, taste)
    assert sim.world.salience[WORKER, TOWN, BREAD] == pytest.approx(1 + 0.1 * (0.5 - 0.2))
