"""Orders: obedience, compliance, real power, force and danger, delivery, credit, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory import behaviours, credit, orders, proximity
from dualsim.theory import wishes as wishes_of
from dualsim.theory.state import BELOW, IDEAL_STEP
from paths import TINY

TOWN, VILLAGE, WORKER, SOLDIER, PEACE, BREAD = 0, 1, 0, 1, 0, 1
CABINET, SOVIET, ELDERS, NOBODY, GARRISON, SUPPLY = 0, 1, 2, 4, 0, 1
SHARES = st.floats(0.0, 1.0)


@pytest.fixture(scope="module")
def started():
    return Simulation(load(TINY), 240)


@pytest.fixture
def sim(started):
    """A state made by hand: four workers in ten follow the cabinet, soldiers the Soviet, nobody is active.

    Of those who follow the Soviet or nobody half put up with the cabinet, in the village one in five.
    """
    sim = started.branch()
    sim.world.alive[:] = (1, 1, 1, 0)
    sim.world.endorsement[:] = 0.0
    sim.people.active_share[:] = 0.0
    sim.people.allegiance[:] = 0.0
    sim.people.allegiance[WORKER, TOWN, [CABINET, SOVIET, NOBODY]] = 0.4, 0.4, 0.2
    sim.people.allegiance[SOLDIER, TOWN, [CABINET, SOVIET, NOBODY]] = 0.1, 0.8, 0.1
    sim.people.allegiance[WORKER, VILLAGE, [CABINET, ELDERS, NOBODY]] = 0.25, 0.5, 0.25
    sim.people.acceptance[:] = 0.0
    sim.people.acceptance[WORKER, TOWN, [CABINET, SOVIET, NOBODY]] = 0.4, 0.2, 0.1
    sim.people.acceptance[SOLDIER, TOWN, [CABINET, SOVIET, NOBODY]] = 0.1, 0.4, 0.05
    sim.people.acceptance[WORKER, VILLAGE, [CABINET, ELDERS, NOBODY]] = 0.25, 0.1, 0.05
    behaviours.hold_office(sim.world)
    proximity.relate(sim.world)
    return sim


def test_levers_are_held_by_those_whom_their_operators_recognise(sim):
    orders.obey(sim.people, sim.world)
    control = sim.world.lever_control
    assert control[TOWN, GARRISON].tolist() == pytest.approx([0.1, 0.8, 0, 0, 0.1])
    assert control[TOWN, SUPPLY].tolist() == pytest.approx([0.325, 0.5, 0, 0, 0.175])
    assert control[VILLAGE, SUPPLY].tolist() == pytest.approx([0.25, 0, 0.5, 0, 0.25])
    assert sim.world.real_power[TOWN].tolist() == pytest.approx([0.19, 0.68, 0, 0, 0.13])
    assert sim.world.real_power[VILLAGE].tolist() == pytest.approx([0.25, 0, 0.5, 0, 0.25])


def test_an_order_of_who_governs_is_carried_out_by_followers_and_by_all_who_put_up_with_it(sim):
    orders.obey(sim.people, sim.world)
    garrison, supply = 0.1 + 0.4 + 0.05, 0.75 * (0.4 + 0.2 + 0.1) + 0.25 * (0.1 + 0.4 + 0.05)
    assert sim.world.lever_obedience[TOWN, GARRISON].tolist() == pytest.approx([garrison, 0.8, 0, 0])
    assert sim.world.lever_obedience[TOWN, SUPPLY].tolist() == pytest.approx([supply, 0.5, 0, 0])
    assert sim.world.compliance[TOWN, CABINET] == pytest.approx(0.6 * garrison + 0.4 * supply)
    assert sim.world.real_power[TOWN, CABINET] == pytest.approx(0.19), "acceptance is not power of one's own"


def test_what_an_executive_says_moves_no_lever_for_who_governs(sim):
    orders.obey(sim.people, sim.world)
    before = sim.world.lever_obedience[TOWN, :, CABINET].tolist()
    sim.world.endorsement[SOVIET, CABINET] = 1.0
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_obedience[TOWN, :, CABINET].tolist() == before


def test_where_two_govern_the_smaller_is_obeyed_in_proportion_to_its_office(sim):
    orders.obey(sim.people, sim.world)
    cabinet, elders = 0.25 + 0.1 + 0.05, 0.5 + 0.5 * (0.25 + 0.05)
    assert sim.world.compliance[VILLAGE].tolist() == pytest.approx([cabinet, 0, elders, 0])


def test_who_turns_to_nobody_is_reached_only_by_an_organ_of_ones_own(sim):
    sim.world.organ[CABINET, TOWN] = 0.5
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_obedience[TOWN, GARRISON, CABINET] == pytest.approx(0.5 * (0.1 + 0.05) + 0.4)


def test_an_order_of_who_does_not_govern_is_carried_out_by_followers_of_who_endorses_it(sim):
    sim.world.endorsement[CABINET, SOVIET] = 0.5
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_obedience[TOWN, GARRISON, SOVIET] == pytest.approx(0.8 + 0.5 * 0.1)


def test_endorsement_is_not_passed_on(sim):
    sim.world.endorsement[SOVIET, CABINET], sim.world.endorsement[CABINET, ELDERS] = 1.0, 1.0
    sim.world.open_to[ELDERS, TOWN] = 1
    orders.obey(sim.people, sim.world)
    assert sim.world.compliance[TOWN, ELDERS] == pytest.approx(0.19)


def test_nobody_carries_out_what_is_not_heard_but_from_who_governs(sim):
    """The Soviet endorses both wholly; elders of the village give no orders in the town, the cabinet does."""
    sim.world.endorsement[SOVIET, [CABINET, ELDERS]] = 1.0
    sim.world.open_to[CABINET, TOWN] = 0
    orders.obey(sim.people, sim.world)
    assert sim.world.reach[ELDERS, TOWN] == 0.0
    assert not sim.world.lever_obedience[TOWN, :, ELDERS].any()
    assert sim.world.compliance[TOWN, ELDERS] == 0.0
    assert sim.world.compliance[TOWN, CABINET] > 0.5


# Order No. 1: a lever that obeys nobody without a countersign


def test_without_endorsement_nobody_carries_out_an_order_that_needs_a_countersign(sim):
    sim.world.countersign[GARRISON, TOWN] = SOVIET
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_obedience[TOWN, GARRISON].tolist() == pytest.approx([0.1, 0.8, 0.0, 0.0])
    supply = 0.75 * 0.7 + 0.25 * 0.55
    assert sim.world.lever_obedience[TOWN, SUPPLY, CABINET] == pytest.approx(supply), "one lever only"
    assert sim.world.compliance[TOWN, CABINET] == pytest.approx(0.6 * 0.1 + 0.4 * supply)


def test_a_countersign_is_given_to_the_degree_of_endorsement(sim):
    sim.world.countersign[GARRISON, TOWN] = SOVIET
    sim.world.endorsement[SOVIET, CABINET] = 0.6
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_obedience[TOWN, GARRISON, CABINET] == pytest.approx(0.1 + 0.6 * (0.4 + 0.05))


def test_who_signs_needs_no_countersign_and_is_obeyed_by_who_endorses_it(sim):
    sim.world.countersign[GARRISON, TOWN] = SOVIET
    sim.world.endorsement[CABINET, SOVIET] = 0.5
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_obedience[TOWN, GARRISON, SOVIET] == pytest.approx(0.8 + 0.5 * 0.1)


def test_who_follows_the_signer_is_asked_once_and_others_twice(sim):
    sim.world.countersign[GARRISON, TOWN] = SOVIET
    sim.world.endorsement[SOVIET, ELDERS], sim.world.endorsement[CABINET, ELDERS] = 0.5, 0.4
    sim.world.open_to[ELDERS, TOWN] = 1
    orders.obey(sim.people, sim.world)
    signed = 0.8 * 0.5 + 0.1 * 0.4 * 0.5
    assert sim.world.lever_obedience[TOWN, GARRISON, ELDERS] == pytest.approx(signed)


def test_the_countersign_of_who_is_not_there_is_not_needed(sim):
    sim.world.countersign[GARRISON, TOWN] = SOVIET
    sim.world.alive[SOVIET] = 0
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_obedience[TOWN, GARRISON, CABINET] == pytest.approx(0.1 + 0.4 + 0.05)


def test_who_strikes_carries_out_nothing_for_who_governs(sim):
    sim.people.active_share[SOLDIER, TOWN] = 0.25
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_obedience[TOWN, GARRISON, :2].tolist() == pytest.approx([0.75 * 0.55, 0.8])
    supply = 0.75 * 0.7 + 0.25 * 0.55
    assert sim.world.lever_obedience[TOWN, SUPPLY, CABINET] == pytest.approx((1 - 0.25 * 0.25) * supply)
    assert sim.world.real_power[TOWN, CABINET] == pytest.approx(0.19)


# Who governs, force and danger


def test_who_governs_is_who_has_the_mandates_of_the_living(sim):
    behaviours.hold_office(sim.world)
    assert sim.world.formal[:, TOWN].tolist() == [1.0, 0, 0, 0]
    behaviours.hold_office(sim.world)
    assert sim.world.formal[:, VILLAGE].tolist() == pytest.approx([2 / 3, 0, 1 / 3, 0])
    sim.world.alive[CABINET] = 0
    behaviours.hold_office(sim.world)
    assert sim.world.formal[:, TOWN].tolist() == [0.0] * 4
    behaviours.hold_office(sim.world)
    assert sim.world.formal[:, VILLAGE].tolist() == [0, 0, 1.0, 0]


def test_legitimacy_force_and_danger(sim):
    sim.people.active_share[WORKER, TOWN] = 0.1
    sim.world.arms[WORKER, TOWN] = 0.5
    orders.obey(sim.people, sim.world)
    orders.weigh_forces(sim.people, sim.world, sim.taste)
    assert sim.world.legitimacy[:, TOWN].tolist() == pytest.approx([0.7, 0.55])
    assert sim.world.legitimacy[WORKER, VILLAGE] == pytest.approx(0.4)
    armed = 6000 * (1 + (3 - 1) * 0.7)
    assert sim.world.loyal_force.tolist() == pytest.approx([armed * 0.55, 0.0])
    active = 10000 * 0.1 * (1 + (3 - 1) * 0.5)
    assert sim.world.active_force.tolist() == pytest.approx([active, 0.0])
    assert sim.world.danger.tolist() == pytest.approx([1 - math.exp(-armed * 0.55 / active), 0.0])


def test_against_force_the_first_to_rise_is_in_all_danger_and_without_force_in_none(sim):
    orders.obey(sim.people, sim.world)
    orders.weigh_forces(sim.people, sim.world, sim.taste)
    assert sim.world.danger.tolist() == [1.0, 0.0]


def test_danger_melts_as_soldiers_turn_away(sim):
    sim.people.active_share[WORKER, TOWN] = 0.1
    dangers = []
    for loyal in (1.0, 0.5, 0.1, 0.0):
        sim.people.allegiance[SOLDIER, TOWN] = [loyal, 1 - loyal, 0, 0, 0]
        sim.people.acceptance[SOLDIER, TOWN] = [loyal, 0, 0, 0, 0]
        orders.obey(sim.people, sim.world)
        orders.weigh_forces(sim.people, sim.world, sim.taste)
        dangers.append(sim.world.danger[TOWN])
    assert dangers == sorted(dangers, reverse=True)
    assert dangers[-1] == 0.0
    assert dangers[0] > 0.9


def test_who_has_left_counts_neither_as_force_nor_in_the_street(sim):
    sim.people.active_share[WORKER, TOWN] = 0.1
    sim.people.present[:, TOWN] = 0.5
    orders.obey(sim.people, sim.world)
    orders.weigh_forces(sim.people, sim.world, sim.taste)
    assert sim.world.loyal_force[TOWN] == pytest.approx(3000 * 2.4 * 0.55)
    assert sim.world.active_force[TOWN] == pytest.approx(5000 * 0.1)


# Grievance, delivery, credit


def of_one_mind(sim):
    """Everyone of a group wants what the group wants in the mean."""
    for g, m in np.ndindex(sim.world.mean_ideal.shape):
        below = np.arange(2 * BELOW) >= round(sim.world.mean_ideal[g, m] / IDEAL_STEP) + BELOW
        sim.world.ideal_below[g, :, m] = below
        sim.world.ideal_sum[g, :, m] = below * sim.world.mean_ideal[g, m]


def test_a_gap_is_the_mean_over_people_not_of_the_mean(sim):
    for condition in (-0.83, 0.0, 0.318, 0.9):
        mine = (sim.world.cell_group == WORKER) & (sim.world.cell_place == TOWN)
        wishes = sim.people.ideal[mine[sim.people.cell], BREAD] * IDEAL_STEP
        gap = wishes_of.unmet(WORKER, TOWN, BREAD, condition, sim.world)
        assert gap == pytest.approx(np.abs(wishes - condition).mean())
    sim.world.condition[:, BREAD] = 0.9
    sim.world.salience[WORKER, TOWN] = 0.0, 1.0
    credit.attend(sim.world)
    assert sim.world.grievance[WORKER, TOWN] == pytest.approx(gap)


def test_what_matters_and_hurts_presses(sim):
    of_one_mind(sim)
    sim.world.condition[TOWN] = (-0.5, 0.6)
    credit.attend(sim.world)
    assert sim.world.attention[WORKER, TOWN].tolist() == pytest.approx([0.5 / 0.7, 0.2 / 0.7])
    assert sim.world.grievance[WORKER, TOWN] == pytest.approx(0.7 / 1.5)
    sim.world.condition[TOWN] = (0.5, 0.8)
    credit.attend(sim.world)
    assert sim.world.attention[WORKER, TOWN].tolist() == [0.5, 0.5], "with all they want, either issue"
    assert sim.world.grievance[WORKER, TOWN] == 0.0
    sim.world.salience[WORKER, TOWN] = 0.0
    credit.attend(sim.world)
    assert sim.world.grievance[WORKER, TOWN] == 0.0


def test_delivery_is_shared_by_hold_and_portfolio_and_earns_relief(sim):
    sim.world.lever_control[:] = 0.0
    sim.world.lever_control[TOWN, SUPPLY, [CABINET, SOVIET]] = 0.25, 0.5
    sim.world.portfolio[[CABINET, SOVIET], BREAD] = 0.8, 1.0
    sim.world.platform[[CABINET, SOVIET], BREAD] = -1.0, 0.5
    sim.world.condition[TOWN, BREAD] = -0.5
    of_one_mind(sim)
    orders.deliver(sim.world, sim.taste._replace(delivery=0.1))
    relief = sim.world.relief
    worse, better = 0.1 * 0.25 * 0.8 * -0.5, 0.1 * 0.5 * 1.0
    assert sim.world.condition[TOWN, BREAD] == pytest.approx(-0.5 + worse + better)
    assert relief[CABINET, WORKER, TOWN] == pytest.approx(worse * 1 / 1.5)
    assert relief[SOVIET, WORKER, TOWN] == pytest.approx(better * 1 / 1.5)
    assert relief[SOVIET, SOLDIER, TOWN] == pytest.approx(better * 0.4 / 1.4)
    assert (relief[:, :, VILLAGE] == 0.0).all()
    assert (relief[ELDERS] == 0.0).all()


def test_a_lever_that_is_not_in_a_place_delivers_nothing_there(sim):
    sim.world.lever_control[:] = 0.0
    sim.world.lever_control[VILLAGE, GARRISON, SOVIET] = 1.0
    sim.world.relief[:] = 0.1  # of yesterday
    before = sim.world.condition.copy()
    orders.deliver(sim.world, sim.taste)
    assert (sim.world.relief == 0.0).all()
    assert (sim.world.condition == before).all()


def test_salience_grows_on_what_stays_unmet_between_bounds(sim):
    taste = sim.taste._replace(arousal=0.1, tolerance=0.5, salience_low=0.5, salience_high=3.0)
    sim.world.condition[TOWN] = (-0.5, 0.6)
    of_one_mind(sim)
    credit.grow_impatient(sim.world, taste)
    assert sim.world.salience[WORKER, TOWN].tolist() == pytest.approx(
        [0.5 + 0.1 * 0.5 * (1.0 - 0.5), 1 + 0.1 * (0.2 - 0.5)]
    )
    for _ in range(300):
        credit.grow_impatient(sim.world, taste)
    assert sim.world.salience[WORKER, TOWN].tolist() == pytest.approx([3 * 0.5, 0.5 * 1])


# Responsibility and blame


def test_who_has_just_come_in_is_not_yet_blamed_and_who_leaves_answers_no_more(sim):
    world = sim.world
    world.responsibility[:], world.party_responsibility[:] = 0.0, 0.0
    world.executive[CABINET], world.executive[ELDERS] = (0.75, 0.25), (0.0, 0.0)
    credit.answer_for(world, 0.1)
    assert world.responsibility[:, TOWN].tolist() == pytest.approx([0.1, 0, 0, 0])
    assert world.responsibility[:, VILLAGE].tolist() == pytest.approx([0.1, 0, 0.05, 0]), "against the first"
    credit.answer_for(world, 0.1)
    assert world.party_responsibility[:, TOWN].tolist() == pytest.approx([0.75 * 0.19, 0.25 * 0.19])
    world.executive[CABINET] = (0.05, 0.95)  # another cabinet: one party stays, one has all but left
    credit.answer_for(world, 0.1)
    assert world.party_responsibility[0, TOWN] == pytest.approx(0.05)
    assert world.party_responsibility[1, TOWN] == pytest.approx(0.25 * 0.19 + 0.1 * (0.95 - 0.25 * 0.19))
    world.mandate[CABINET, TOWN] = 0.0
    behaviours.hold_office(world)
    credit.answer_for(world, 0.1)
    assert not world.responsibility[:, TOWN].any()


def test_blame_is_for_what_one_answers_for_and_fades(sim):
    world, taste = sim.world, sim.taste._replace(forget=0.25, blame=0.1)
    world.credit[:], world.party_credit[:] = 0.4, 0.0
    world.responsibility[:], world.party_responsibility[:], world.grievance[:] = 0.0, 0.0, 0.5
    world.responsibility[CABINET, TOWN], world.party_responsibility[1, TOWN] = 0.6, 0.2
    world.relief[:] = 0.0
    credit.earn(world, taste)
    assert world.credit[CABINET, :, TOWN] == pytest.approx(0.3 - 0.1 * 0.6 * 0.5)
    assert world.credit[CABINET, :, VILLAGE] == pytest.approx(0.3)
    assert world.party_credit[1, :, TOWN] == pytest.approx(-0.1 * 0.2 * 0.5)
    assert not world.party_credit[0].any()


def test_who_turns_to_a_body_that_does_not_reach_them_obeys_nobody(sim):
    sim.people.allegiance[SOLDIER, TOWN, [CABINET, SOVIET, ELDERS, NOBODY]] = 0.1, 0.5, 0.3, 0.1
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_control[TOWN, GARRISON].tolist() == pytest.approx([0.1, 0.5, 0, 0, 0.4])


# Whatever the shares


@given(
    arrays(float, (2, 5), elements=st.floats(0.01, 1.0)),
    arrays(float, (4, 4), elements=SHARES),
    st.integers(-1, 2),
    arrays(float, (2, 2), elements=SHARES),
    arrays(float, (2, 5), elements=SHARES),
)
@settings(max_examples=40, deadline=None, database=None)
def test_shares_stay_shares(started, allegiance, endorsement, signer, active, accepting):
    sim = started.branch()
    sim.world.alive[:], sim.world.reach[:, TOWN] = 1, 0.5
    sim.people.allegiance[:, TOWN] = allegiance / allegiance.sum(axis=1, keepdims=True)
    sim.people.acceptance[:, TOWN] = sim.people.allegiance[:, TOWN] * accepting
    behaviours.hold_office(sim.world)
    proximity.relate(sim.world)
    sim.world.endorsement[:], sim.people.active_share[:] = endorsement, active
    sim.world.countersign[GARRISON, TOWN] = signer
    credit.attend(sim.world)
    orders.carry_out(sim.people, sim.world, sim.taste)
    world = sim.world
    assert world.real_power[TOWN].sum() == pytest.approx(1.0)
    assert world.attention.sum(axis=2) == pytest.approx(1.0)
    for table in (world.lever_control, world.lever_obedience, world.compliance, world.real_power,
                  world.legitimacy, world.danger, world.attention):  # fmt: skip
        assert table.min() >= 0.0
        assert table.max() <= 1.0 + 1e-12
    assert np.abs(world.condition).max() <= 1.0
    if signer < 0 and not active.any():
        assert (world.compliance >= world.real_power[:, :-1] - 1e-12).all(), "followers obey"
