"""What is worked out once a morning for all of a group adds up to what each person alone would work out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.theory import proximity, rule
from dualsim.theory.state import IDEAL_STEP

TOWN, VILLAGE, WORKER, SOLDIER = 0, 1, 0, 1
CABINET, SOVIET, ELDERS, NOBODY = 0, 1, 2, 4


@pytest.fixture
def sim(tiny):
    sim = Simulation(tiny, 300)
    sim.world.salience[:] *= np.linspace(0.3, 2.0, sim.world.salience.size).reshape(sim.world.salience.shape)
    proximity.relate(sim.world)
    return sim


def where(sim, i):
    c = sim.people.cell[i]
    return sim.world.cell_group[c], sim.world.cell_place[c]


def far(sim, i, platform):
    """mean_m w (x - p)^2 as the model is written."""
    weight = sim.world.salience[where(sim, i)]
    return (weight * (sim.people.ideal[i] * IDEAL_STEP - platform) ** 2).sum() / weight.sum()


def test_the_distance_of_a_party_is_that_of_the_model(sim):
    people, world = sim.people, sim.world
    for i in range(0, 300, 7):
        g, l = where(sim, i)
        for q in range(len(world.claim)):
            lean = world.party_lean[g, l, q] @ (people.ideal[i] * IDEAL_STEP)
            shared = rule.own_part(i, g, l, people, world) + world.party_gap[g, l, q] - lean
            assert shared == pytest.approx(far(sim, i, world.programme[q]))


def test_the_distance_of_whoever_governs_is_the_mean_by_shares_of_the_mandate(sim):
    people, world = sim.people, sim.world
    world.formal[:, VILLAGE] = 0.0
    world.formal[[CABINET, ELDERS], VILLAGE] = 0.75, 0.25
    proximity.relate(world)
    for i in range(300):
        g, l = where(sim, i)
        shares = world.formal[:, l]
        lean = world.office_lean[g, l] @ (people.ideal[i] * IDEAL_STEP)
        shared = rule.own_part(i, g, l, people, world) + world.office_gap[g, l] - lean
        wanted = sum(share * far(sim, i, world.platform[k]) for k, share in enumerate(shares))
        assert shared == pytest.approx(wanted)


def test_credit_and_word_of_whoever_governs_are_means_too(sim):
    world = sim.world
    world.formal[[CABINET, ELDERS], VILLAGE] = 0.75, 0.25
    world.credit[[CABINET, ELDERS], WORKER, VILLAGE] = 0.4, -0.8
    world.endorsement[SOVIET, [CABINET, ELDERS]] = 0.2, 1.0
    proximity.relate(world)
    assert world.office_credit[WORKER, VILLAGE] == pytest.approx(0.75 * 0.4 - 0.25 * 0.8)
    assert world.office_word[SOVIET, VILLAGE] == pytest.approx(0.75 * 0.2 + 0.25 * 1.0)
    word_of_elders = 0.75 * world.endorsement[ELDERS, CABINET] + 0.25
    assert world.office_word[ELDERS, VILLAGE] == pytest.approx(word_of_elders), "all of its own"


def test_a_place_can_turn_to_whom_it_hears_of_and_to_nobody(sim):
    world = sim.world
    world.alive[SOVIET], world.reach[SOVIET] = 1, (0.5, 0.0)
    proximity.relate(world)
    here = [k for k in range(NOBODY) if world.alive[k] and world.reach[k, TOWN] > 0.0]
    assert SOVIET in here
    assert world.nearby[TOWN, : len(here) + 2].tolist() == [*here, NOBODY, -1]
    assert world.open_to[:, VILLAGE].tolist() == [
        *(int(world.alive[k] and world.reach[k, VILLAGE] > 0.0) for k in range(NOBODY)), 1
    ]  # fmt: skip
    assert not world.open_to[SOVIET, VILLAGE]
    assert world.log_reach[SOVIET, TOWN] == math.log(0.5)
    world.alive[SOVIET] = 0
    proximity.relate(world)
    assert not world.open_to[SOVIET].any()
    assert SOVIET not in world.nearby[TOWN, : len(here) + 1]


def test_without_any_salience_nothing_is_far(sim):
    sim.world.salience[WORKER, TOWN] = 0.0
    proximity.relate(sim.world)
    assert not sim.world.party_lean[WORKER, TOWN].any()
    assert np.isfinite(sim.world.opposition).all()
