"""Behaviours: recall, platforms, endorsement, taking power, organisation, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory import behaviours, endorsement, parties, power, proximity
from dualsim.theory.random_streams import key_of
from paths import TINY

TOWN, VILLAGE, WORKER, SOLDIER, PEACE, BREAD = 0, 1, 0, 1, 0, 1
CABINET, SOVIET, ELDERS, SPARE, GARRISON, SUPPLY = 0, 1, 2, 3, 0, 1
MODERATE, RADICAL = 0, 1
KEY = key_of(1, 12)


@pytest.fixture(scope="module")
def started():
    sim = Simulation(load(TINY), 240)
    sim.world.alive[SOVIET] = 1
    return sim


@pytest.fixture
def sim(started):
    """Workers of the town vote 0.3, 0.5 (of whom vote: 3 to 5), soldiers 0.2, 0.2; the village 0.4, 0.1."""
    sim = started.branch()
    sim.people.vote[WORKER, TOWN] = 0.3, 0.5, 0.2
    sim.people.vote[SOLDIER, TOWN] = 0.2, 0.2, 0.6
    sim.people.vote[WORKER, VILLAGE] = 0.4, 0.1, 0.5
    return sim


# Seats


def test_deputies_follow_the_vote_of_their_group_at_the_pace_of_recall(sim):
    world, taste = sim.world, sim.taste._replace(recall=0.1)
    behaviours.sit(SOVIET, sim.people, world, taste)
    pace = 0.1 * 1.5
    workers, soldiers = 0.7 + pace * (3 / 8 - 0.7), 0.7 + pace * (1 / 2 - 0.7)
    assert world.delegates[SOVIET, WORKER].tolist() == pytest.approx([workers, 1 - workers])
    assert world.delegates[SOVIET, SOLDIER].tolist() == pytest.approx([soldiers, 1 - soldiers])
    seats = (workers + soldiers) / 2
    assert world.seats[SOVIET].tolist() == pytest.approx([seats, 1 - seats])
    assert world.executive[SOVIET, MODERATE] == pytest.approx(0.8 + 0.5 * (seats - 0.8))


def test_deputies_are_weighed_by_electors(sim):
    sim.world.electors[SOVIET] = 0.9, 0.3
    behaviours.sit(SOVIET, sim.people, sim.world, sim.taste._replace(recall=1))
    assert sim.world.seats[SOVIET, MODERATE] == pytest.approx(0.75 * 3 / 8 + 0.25 * 1 / 2)


def test_only_places_that_an_authority_reaches_elect_it(sim):
    sim.world.reach[SOVIET, VILLAGE] = 0.2
    sim.world.election_due[SOVIET] = 1
    behaviours.sit(SOVIET, sim.people, sim.world, sim.taste)
    moderate, radical = 10000 * 0.3 + 4000 * 0.4, 10000 * 0.5 + 4000 * 0.1
    assert sim.world.delegates[SOVIET, WORKER, MODERATE] == pytest.approx(moderate / (moderate + radical))


def test_who_has_left_does_not_elect(sim):
    sim.world.reach[SOVIET, VILLAGE] = 0.2
    sim.people.present[WORKER, TOWN] = 0.0
    sim.world.election_due[SOVIET] = 1
    behaviours.sit(SOVIET, sim.people, sim.world, sim.taste)
    assert sim.world.delegates[SOVIET, WORKER, MODERATE] == pytest.approx(0.8)


def test_an_election_seats_everyone_anew_at_once_and_once(sim):
    sim.world.election_due[SOVIET] = 1
    behaviours.sit(SOVIET, sim.people, sim.world, sim.taste._replace(recall=0.01))
    seats = (3 / 8 + 1 / 2) / 2
    assert sim.world.seats[SOVIET, MODERATE] == pytest.approx(seats)
    assert sim.world.executive[SOVIET, MODERATE] == pytest.approx(seats)
    assert not sim.world.election_due.any()


def test_where_all_abstain_deputies_stay(sim):
    sim.people.vote[WORKER] = 0, 0, 1
    behaviours.sit(SOVIET, sim.people, sim.world, sim.taste._replace(recall=1))
    assert sim.world.delegates[SOVIET, WORKER].tolist() == pytest.approx([0.7, 0.3])


def test_an_appointed_authority_sits_as_appointed(sim):
    sim.world.appointed[CABINET] = 0.4, 0.6
    behaviours.sit(CABINET, sim.people, sim.world, sim.taste)
    assert sim.world.seats[CABINET].tolist() == sim.world.executive[CABINET].tolist() == [0.4, 0.6]


def test_an_executive_that_follows_nobody_stays_as_it_was_formed(sim):
    sim.world.executive_pace[[CABINET, SOVIET]] = 0.0
    sim.world.executive[[CABINET, SOVIET]] = 0.0, 1.0  # what the effect seat_executive does
    for k in (CABINET, SOVIET):
        behaviours.sit(k, sim.people, sim.world, sim.taste)
        assert sim.world.executive[k].tolist() == [0.0, 1.0], k
        assert sim.world.platform[k].tolist() == pytest.approx([0.9, 0.6])


def test_platforms_are_those_of_the_executives_parties_and_what_is_declared(sim):
    world = sim.world
    world.executive[SOVIET], world.declared[SOVIET] = (0.8, 0.2), (0.1, 5.0)
    behaviours.stand(SOVIET, world)
    assert world.platform[SOVIET].tolist() == pytest.approx([0.8 * -0.2 + 0.2 * 0.9 + 0.1, 1.0])
    world.declared[ELDERS] = -0.3, 0.0
    behaviours.stand(ELDERS, world)
    assert world.platform[ELDERS].tolist() == pytest.approx([-0.3, 0.2])


# Endorsement


def test_what_seats_platforms_offices_and_pledges_warrant(sim):
    world = sim.world
    world.executive[SOVIET], world.executive[CABINET] = (0.8, 0.2), (0.5, 0.5)
    world.platform[SOVIET], world.platform[CABINET] = (0.4, 0.0), (-0.2, 0.2)
    world.office[SOVIET], world.office[CABINET] = (0.5, 0.3), (1.0, 0.0)
    world.pledge_kept[:] = 0.5
    world.legitimacy[:, TOWN] = 0.9, 0.6
    world.electors[SOVIET] = 0.25, 0.75
    pull = -1 + 4 * (0.5 + 0.2) - 1 * (0.36 + 0.04) / 2 + 1 * 0.5
    wanted = 1 / (1 + math.exp(-pull))
    assert endorsement.warranted(CABINET, SOVIET, sim.people, world, sim.taste) == pytest.approx(wanted)
    pull += 2 * (0.25 * 0.9 + 0.75 * 0.6 - 0.5)  # the Soviet's electors put up with the cabinet
    wanted = 1 / (1 + math.exp(-pull))
    assert endorsement.warranted(SOVIET, CABINET, sim.people, world, sim.taste) == pytest.approx(0.5 * wanted)


def test_what_electors_put_up_with_counts_only_where_it_governs(sim):
    world, none = sim.world, sim.taste._replace(endorse_electors=0.0)
    world.legitimacy[:] = 1.0
    there = [endorsement.warranted(SOVIET, j, sim.people, world, sim.taste) for j in range(4)]
    without = [endorsement.warranted(SOVIET, j, sim.people, world, none) for j in range(4)]
    assert there[CABINET] > without[CABINET]
    assert there[ELDERS] == without[ELDERS], "the elders govern only where nobody elects the Soviet"


def test_endorsement_of_who_is_all_too_far_away_is_nothing(sim):
    sim.world.platform[SOVIET], sim.world.platform[CABINET] = (1.0, 1.0), (-1.0, -1.0)
    far = sim.taste._replace(endorse_distance=1000)
    assert endorsement.warranted(SOVIET, CABINET, sim.people, sim.world, far) < 1e-9


def test_a_broken_pledge_lowers_endorsement_day_by_day(sim):
    endorsement.endorse(SOVIET, sim.people, sim.world, sim.taste)
    kept = sim.branch()
    sim.world.pledge_kept[:] = 0.0
    before = sim.world.endorsement[SOVIET, CABINET]
    endorsement.endorse(SOVIET, sim.people, sim.world, sim.taste)
    endorsement.endorse(SOVIET, kept.people, kept.world, sim.taste)
    assert sim.world.endorsement[SOVIET, CABINET] == pytest.approx(before * (1 - sim.taste.endorse_pace))
    assert kept.world.endorsement[SOVIET, CABINET] > sim.world.endorsement[SOVIET, CABINET]


# Who governs, and what parties make of it


def test_who_governs_and_where_that_has_changed(sim):
    world = sim.world
    behaviours.hold_office(world)
    assert not world.asked.any()
    assert world.leading.tolist() == [CABINET, CABINET]
    world.mandate[CABINET, TOWN], world.mandate[CABINET, VILLAGE] = 0.0, 0.3
    behaviours.hold_office(world)
    assert world.asked.tolist() == [1, 0], "a share that moves is no change of who governs"
    assert world.leading.tolist() == [-1, ELDERS]
    proximity.relate(world)
    assert not world.opposition[:, :, TOWN].any(), "where nobody governs nobody is against it"


def test_opposition_is_the_distance_from_who_governs_against_the_mean_of_parties(sim):
    world = sim.world
    world.platform[CABINET], world.programme[:] = (0.0, 0.0), ((0.2, 0.0), (1.0, 0.4))
    proximity.relate(world)
    far = np.sqrt([(0.5 * 0.04) / 1.5, (0.5 * 1.0 + 1.0 * 0.16) / 1.5])  # workers: peace 0.5, bread 1
    assert world.opposition[:, WORKER, TOWN] == pytest.approx(far - far.mean())
    world.organisation[MODERATE] = 0.0  # not there yet: the mean is of those who are
    proximity.relate(world)
    assert world.opposition[RADICAL, WORKER, TOWN] == pytest.approx(0.0)


def test_a_claim_follows_those_who_refuse_up_to_the_ceiling(sim):
    world, taste = sim.world, sim.taste._replace(recall=0.5)
    sim.people.refusing[:] = 0.0
    sim.people.refusing[WORKER, TOWN] = 0.1, 0.3, 0.1
    behaviours.hold_office(world)
    voters = 10000 * 0.5 + 6000 * 0.2 + 4000 * 0.1
    share = 10000 * 0.3 / voters
    world.claim[:], world.ceiling[:] = 0.0, (0.0, 1.0)
    power.claim(sim.people, world, taste)
    assert world.claim.tolist() == pytest.approx([0.0, 0.5 * share])
    world.ceiling[RADICAL] = 0.1
    power.claim(sim.people, world, taste)
    assert world.claim[RADICAL] == pytest.approx(0.5 * share + 0.5 * (0.1 - 0.5 * share))


def test_a_claim_counts_who_is_still_there_and_only_where_somebody_governs(sim):
    world, taste = sim.world, sim.taste._replace(recall=1.0)
    sim.people.refusing[:] = 0.0
    sim.people.refusing[WORKER, TOWN], sim.people.refusing[SOLDIER, TOWN] = (0.1, 0.3, 0.1), (0.0, 0.1, 0.0)
    sim.people.present[SOLDIER, TOWN] = 0.5
    world.mandate[:, VILLAGE], world.ceiling[:] = 0.0, 1.0
    world.executive[CABINET] = 0.5, 0.5  # it is of no party
    behaviours.hold_office(world)
    power.claim(sim.people, world, taste)
    refusing, voters = 10000 * 0.3 + 3000 * 0.1, 10000 * 0.5 + 3000 * 0.2
    moderate = 10000 * 0.1 / (10000 * 0.3 + 3000 * 0.2)
    assert world.claim.tolist() == pytest.approx([moderate, refusing / voters])


def test_who_is_governed_by_the_own_party_gives_up_no_claim(sim):
    """Voters who put up with their own party's government want all power for it no less than before."""
    sim.world.ceiling[:], sim.people.refusing[:] = 1.0, 0.0
    sim.world.executive[CABINET] = 0.6, 0.4
    behaviours.hold_office(sim.world)
    power.claim(sim.people, sim.world, sim.taste._replace(recall=1.0))
    assert sim.world.claim.tolist() == [1.0, 0.0]


# Taking power


@pytest.fixture
def revolt(sim):
    """Soldiers obey the Soviet and workers the cabinet: the garrison, 0.6 of the levers, is ready."""
    sim.world.lever_control[:], sim.world.lever_obedience[:] = 0.0, 0.0
    sim.world.lever_control[TOWN, GARRISON, SOVIET] = 0.7
    sim.world.lever_obedience[TOWN, GARRISON, CABINET] = 0.3
    sim.world.lever_obedience[TOWN, SUPPLY, CABINET] = 0.9
    sim.world.claim[:] = 1.0, 1.0
    sim.world.executive[SOVIET] = 0.4, 0.6
    return sim


def ready(world):
    """Share of levers that would obey each authority rather than whoever governs [k, l]."""
    power.find_allies(world)
    for l in (TOWN, VILLAGE):
        power.find_rulers(l, world)
    return np.array([[power.ready(k, l, world) for l in (TOWN, VILLAGE)] for k in range(4)])


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_who_makes_the_same_claim_is_found_by_pairs(started, seed):
    """As of every pair by itself, whatever executives and claims are; nobody without claims is allied."""
    sim, luck = started.branch(), np.random.default_rng(seed)
    sim.world.executive[:] = luck.dirichlet([0.4] * sim.world.executive.shape[1], 4)
    sim.world.claim[:] = luck.choice([0.0, 0.4, 0.6, 1.0], len(sim.world.claim))
    power.find_allies(sim.world)
    common = np.minimum(sim.world.executive[:, None], sim.world.executive[None]) @ sim.world.claim
    assert (sim.world.allied > 0).tolist() == ((common > 0.5) | np.eye(4, dtype=bool)).tolist()


def test_levers_are_ready_where_more_obey_it_than_who_governs(revolt):
    assert ready(revolt.world)[SOVIET].tolist() == pytest.approx([0.6, 0.0])
    revolt.world.lever_obedience[TOWN, GARRISON, CABINET] = 0.7
    assert not ready(revolt.world)[SOVIET].any(), "as many are not more"


def test_a_lever_is_ready_for_whoever_it_follows_before_all_others(revolt):
    revolt.world.alive[SPARE] = 1
    revolt.world.reach[SPARE, TOWN] = 1.0
    proximity.look_about(TOWN, revolt.world)
    revolt.world.lever_control[TOWN, GARRISON, SPARE] = 0.8  # a rival that does not govern
    assert ready(revolt.world)[[SOVIET, SPARE], TOWN].tolist() == pytest.approx([0.0, 0.6])


def test_where_nobody_else_governs_no_lever_is_ready(revolt):
    revolt.world.mandate[:, TOWN] = 0.0
    assert not ready(revolt.world).any()
    revolt.world.mandate[SOVIET, TOWN] = 1.0
    assert not ready(revolt.world).any(), "who governs alone has nobody to take power from"


def test_a_claim_with_levers_takes_power(revolt):
    power.take_power(12, KEY, revolt.world, revolt.taste._replace(seize_share=0.6))
    world = revolt.world
    assert world.took_power.tolist() == [-1, 12, -1, -1]
    assert world.mandate[:, TOWN].tolist() == [0.0, 1.0, 0.0, 0.0]
    assert world.mandate[CABINET, VILLAGE] == 1.0, "where the Soviet does not reach, nothing changes"
    assert world.alive[CABINET]
    assert world.levers_ready[SOVIET, TOWN] == pytest.approx(0.6)
    power.take_power(13, KEY, world, revolt.taste)
    assert world.took_power[SOVIET] == 12, "power is taken once"


def test_who_loses_every_mandate_is_gone(revolt):
    revolt.world.mandate[CABINET, VILLAGE] = 0.0
    revolt.world.endorsement[SOVIET, CABINET] = revolt.world.endorsement[CABINET, ELDERS] = 0.4
    power.take_power(12, KEY, revolt.world, revolt.taste)
    assert revolt.world.alive.tolist() == [0, 1, 1, 0]
    assert not revolt.world.endorsement[CABINET].any()
    assert not revolt.world.endorsement[:, CABINET].any()


def test_who_makes_the_same_claim_goes_on_governing_beside_whoever_takes_power(revolt):
    revolt.world.mandate[ELDERS, TOWN] = 0.4
    other = revolt.branch()
    other.world.executive[ELDERS] = 0.0, 1.0  # radicals, who claim power, lead it
    for sim in (revolt, other):
        power.take_power(12, KEY, sim.world, sim.taste)
    assert revolt.world.mandate[:, TOWN].tolist() == [0.0, 1.0, 0.0, 0.0]
    assert other.world.mandate[:, TOWN].tolist() == [0.0, 1.0, 0.4, 0.0]


def test_a_lever_that_follows_an_ally_does_not_stand_in_the_way(revolt):
    revolt.world.reach[ELDERS, TOWN] = 1.0
    proximity.look_about(TOWN, revolt.world)
    revolt.world.lever_control[TOWN, GARRISON, ELDERS] = 0.8
    assert ready(revolt.world)[SOVIET, TOWN] == 0.0
    revolt.world.executive[ELDERS] = 0.4, 0.6
    power.find_allies(revolt.world)
    assert ready(revolt.world)[SOVIET, TOWN] == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("claim", "seize_share"),
    [
        pytest.param((0.0, 0.0), 0.0, id="no claim"),
        pytest.param((0.0, 0.83), 0.0, id="a claim of less than half of the executive"),
        pytest.param((0.0, 1.0), 0.61, id="too few levers"),
    ],
)
def test_without_a_claim_or_without_levers_nobody_takes_power(revolt, claim, seize_share):
    revolt.world.claim[:] = claim
    if seize_share == 0.0:
        revolt.world.lever_control[TOWN, :, SOVIET] = 1.0
    power.take_power(12, KEY, revolt.world, revolt.taste._replace(seize_share=seize_share))
    assert (revolt.world.took_power == -1).all()
    assert revolt.world.mandate[:, TOWN].tolist() == [1.0, 0.0, 0.0, 0.0]


def test_a_divided_executive_puts_it_off(revolt):
    """An undivided one acts when it can, one of six to four on one day in five."""
    revolt.world.claim[:] = 0.0, 1.0
    acted = []
    for day in range(2_000):
        trial = revolt.branch()
        power.take_power(12, key_of(1, day), trial.world, trial.taste)
        acted.append(trial.world.took_power[SOVIET] == 12)
    assert np.mean(acted) == pytest.approx(0.2, abs=0.03)
    never = revolt.taste._replace(seize_pace=0.0)
    power.take_power(12, KEY, revolt.world, never)
    assert (revolt.world.took_power == -1).all()


# Organisation, calls, units


def test_calls_fade_and_units_calm_down(sim):
    sim.world.call[SOVIET], sim.world.party_call[RADICAL] = (0.4, 0.0), (-0.2, 0.1)
    sim.world.unrest[:], sim.people.around_active[:] = 0.5, 0.0
    sim.people.around_active[0] = 0.6
    parties.fade_and_grow(sim.people, sim.world, sim.taste)
    assert sim.world.call[SOVIET].tolist() == pytest.approx([0.28, 0])
    assert sim.world.party_call[RADICAL].tolist() == pytest.approx([-0.14, 0.07])
    assert not sim.world.call[CABINET].any()
    assert sim.world.unrest[:2].tolist() == pytest.approx([0.6, 0.35])


def test_organisations_follow_the_vote_at_home_and_along_the_rails(sim):
    taste = sim.taste._replace(growth=0.1, spread=0.25)
    parties.fade_and_grow(sim.people, sim.world, taste)
    town = (10000 * 0.5 + 6000 * 0.2) / 16000
    near = 0.25 * math.exp(-0.5)
    wanted = (town + near * 0.1) / (1 + near)
    assert sim.world.organisation[RADICAL, TOWN] == pytest.approx(0.1 + 0.1 * (wanted - 0.1))
    wanted = (0.1 + near * town) / (1 + near)
    assert sim.world.organisation[RADICAL, VILLAGE] == pytest.approx(1e-4 + 0.1 * (wanted - 1e-4))


def test_without_rails_nothing_spreads(sim):
    sim.world.distance[:] = np.where(np.eye(2, dtype=bool), 0.0, np.inf)
    parties.fade_and_grow(sim.people, sim.world, sim.taste._replace(growth=1.0, spread=0.25))
    assert sim.world.organisation[RADICAL].tolist() == pytest.approx([6200 / 16000, 0.1])


def test_nearer_places_are_heard_more_and_home_as_one_at_its_gates():
    scenario = load(TINY)
    village = scenario.model_dump(by_alias=True, exclude_unset=True)["places"]["village"]
    sim = Simulation(scenario.replace({"places.far": {**village, "name": "Far", "rail": {"town": 2}}}), 240)
    sim.people.vote[WORKER] = [(1, 0, 0), (0, 1, 0), (1, 0, 0)]
    sim.people.vote[SOLDIER] = 1, 0, 0
    parties.fade_and_grow(sim.people, sim.world, sim.taste._replace(growth=1.0, spread=1.0))
    near, far = math.exp(-0.5), math.exp(-2.0)
    all_three = 1 + near + far
    assert sim.world.organisation[:, TOWN].tolist() == pytest.approx(
        [(1 + far) / all_three, near / all_three]
    )
    assert sim.world.organisation[:, VILLAGE].tolist() == pytest.approx([near / (1 + near), 1 / (1 + near)])
