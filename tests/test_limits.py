"""Known answers: what the model must give where pencil and paper give it too."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dualsim.engine.compiled import walks
from dualsim.engine.population import Cells, build_people, connect, count_wishes
from dualsim.engine.simulation import Simulation
from dualsim.engine.tables import Handed
from dualsim.engine.world_tables import build_world
from dualsim.scenario.axes import names_of
from dualsim.theory import behaviours, credit, orders, proximity, rule
from dualsim.theory.endorsement import endorse, warranted
from dualsim.theory.random_streams import key_of
from dualsim.theory.state import IDEAL_STEP, NERVE_STEP, Taste
from dualsim.theory.tally import count

QUIET = {"events": {}, "series": {}, "seasons": {}, "vary": {}, "may_found": {}}
FROZEN = (
    "company", "company_party", "forget", "thanks", "blame", "arousal", "recall",
    "endorse_pace", "delivery", "direct_action", "growth",
)  # fmt: skip
UNLIKE = {"behaviour.niche": 1e9}  # nobody is like anybody else: the rule is a plain logit
STILL = {  # nothing but choice moves
    **UNLIKE,
    **QUIET,
    **{f"behaviour.{name}": 0 for name in FROZEN},
    "authorities.soviet.from_start": True,
    "authorities.soviet.executive_pace": 0,
}
TOWN, VILLAGE, WORKER, SOLDIER = 0, 1, 0, 1
SPREAD = 4.5  # standard errors that chance may be off


def off_by_chance(share, n):
    return SPREAD * np.sqrt(np.maximum(share * (1.0 - share), 1.0 / n) / n)


def softmax(scores):
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return scores / scores.sum(axis=-1, keepdims=True)


def of_group(sim, g, l):
    """The rows of a group's people in a place."""
    cell = sim.people.cell
    return np.flatnonzero((sim.world.cell_group[cell] == g) & (sim.world.cell_place[cell] == l))


def chances(ideal, g, l, world, taste, company=0.0):
    """The chance [i, k] that people choose each authority, by the formula of model.md; the last is none."""
    hurt = world.salience[g, l] * np.abs(ideal - world.condition[l]).mean(axis=0)
    chance = np.zeros((len(ideal), len(world.alive) + 1))
    with np.errstate(divide="ignore"):
        there = np.where(world.alive > 0, np.log(world.reach[:, l]), -np.inf)
    for m, attention in enumerate(hurt / hurt.sum()):
        appeal = -taste.gamma * (ideal[:, [m]] - world.platform[None, :, m]) ** 2
        appeal = appeal + taste.chi * world.log_able[l, :, m] + world.credit[:, g, l] + taste.omega * there
        appeal = appeal + taste.psi * (world.electors[:, g] > 0.0)
        appeal = np.concatenate([appeal, np.full((len(ideal), 1), taste.none)], axis=1)
        chance += attention * softmax(taste.beta * (appeal + company))
    return chance


def far(ideal, g, l, world, platforms):
    """How far each platform is from each person [i, n], all in all: mean_m w (x - p)^2."""
    gap = (ideal[:, None, :] - platforms[None, :, :]) ** 2 * world.salience[g, l]
    return gap.sum(axis=2) / world.salience[g, l].sum()


def accepting(ideal, g, l, world, taste):
    """The chance [i, k] that who turns to k puts up with whoever governs; the last turn to nobody."""
    share = world.formal[:, l]
    gap = far(ideal, g, l, world, world.platform)
    alone = taste.accept + (share * (world.credit[:, g, l] - taste.gamma_accept * gap)).sum(axis=1)
    trust = np.where(np.eye(len(share), dtype=bool), 1.0, world.endorsement)
    word = np.append(taste.word * (trust * share).sum(axis=1), 0.0)
    chance = 1.0 / (1.0 + np.exp(-taste.beta * (alone[:, None] + word)))
    chance[:, share.argmax()] = 1.0  # who turns to the first in office accepts
    return chance


def votes(ideal, g, l, world, taste, against):
    """The chance [i, q] that people vote for each party, the last for none; `against` weighs opposition."""
    away = ((world.programme - world.formal[:, l] @ world.platform) ** 2 * world.salience[g, l]).sum(axis=1)
    away = np.sqrt(away / world.salience[g, l].sum())
    appeal = -taste.gamma_party * far(ideal, g, l, world, world.programme) + against * (away - away.mean())
    appeal = appeal + world.party_credit[:, g, l] + taste.omega_party * np.log(world.organisation[:, l])
    appeal = np.concatenate([appeal, np.full((len(ideal), 1), taste.abstain)], axis=1)
    return softmax(taste.beta * appeal)


# Choice


def test_one_authority_that_nobody_may_refuse_is_recognised_by_everyone(tiny):
    sim = Simulation(tiny.replace({**QUIET, "behaviour.none": -1000}), 200)
    for _ in range(5):
        sim.advance()
        assert (sim.people.allegiance[[WORKER, SOLDIER], TOWN, 0] == 1.0).all()
        assert sim.record["real_power"][sim.day, TOWN].tolist() == [1.0, 0.0, 0.0, 0.0]
        assert sim.record["effective_powers"][sim.day, TOWN] == 1.0
        assert sim.record["duality"][sim.day, TOWN] == 0.0
        assert sim.record["formal_real_gap"][sim.day, TOWN] == 0.0
        assert sim.record["regime"][sim.day, TOWN] == 1.0


def test_without_taste_every_option_is_as_likely(tiny):
    sim = Simulation(tiny.replace({**QUIET, **UNLIKE, "behaviour.beta": 0}), 8000)
    for (g, l), options in {(WORKER, TOWN): [0, 3], (WORKER, VILLAGE): [0, 2, 3]}.items():
        even, n = 1.0 / len(options), len(of_group(sim, g, l))
        assert sim.people.allegiance[g, l, options] == pytest.approx(even, abs=off_by_chance(even, n))
        assert sim.people.allegiance[g, l, options].sum() == pytest.approx(1.0)
        assert sim.people.vote[g, l] == pytest.approx(1 / 3, abs=off_by_chance(1 / 3, n))


def test_with_endless_taste_everyone_takes_the_best(tiny):
    sim = Simulation(tiny.replace({**STILL, "behaviour.beta": 1e6, "behaviour.psi": 100}), 400)
    sim.advance()
    assert (sim.people.allegiance[[WORKER, SOLDIER], TOWN, 1] == 1.0).all()


@pytest.mark.parametrize("rho", [1.0, 0.2])
def test_without_company_shares_are_logit_shares(tiny, rho):
    sim = Simulation(tiny.replace({**STILL, "behaviour.rho": rho, "behaviour.accept": 0.6}), 6000)
    sim.world.credit[:] = np.linspace(-0.3, 0.4, sim.world.credit.size).reshape(sim.world.credit.shape)
    sim.world.party_credit[:] = np.linspace(0.3, -0.3, sim.world.party_credit.size).reshape(2, 2, 2)
    for _ in range(30):
        sim.advance()
    for g, l in ((WORKER, TOWN), (SOLDIER, TOWN), (WORKER, VILLAGE)):
        rows = of_group(sim, g, l)
        ideal = sim.people.ideal[rows] * IDEAL_STEP
        expected = chances(ideal, g, l, sim.world, sim.taste).mean(axis=0)
        assert (np.abs(sim.people.allegiance[g, l] - expected) < off_by_chance(expected, len(rows))).all()
        both = chances(ideal, g, l, sim.world, sim.taste) * accepting(ideal, g, l, sim.world, sim.taste)
        expected, accepts = both.mean(axis=0), both.sum(axis=1, keepdims=True)
        assert (np.abs(sim.people.acceptance[g, l] - expected) < off_by_chance(expected, len(rows))).all()
        assert 0.1 < accepts.mean() < 0.9, "a test of shares that are neither 0 nor 1"
        zeta = sim.taste.opposition
        refusing = (1.0 - accepts) * votes(ideal, g, l, sim.world, sim.taste, zeta)
        expected = refusing.mean(axis=0)
        assert (np.abs(sim.people.refusing[g, l] - expected) < off_by_chance(expected, len(rows))).all()
        expected = (refusing + accepts * votes(ideal, g, l, sim.world, sim.taste, -zeta)).mean(axis=0)
        assert (np.abs(sim.people.vote[g, l] - expected) < off_by_chance(expected, len(rows))).all()
    assert (sim.people.allegiance[WORKER, TOWN, [0, 1]] > 0.02).all(), "a test of shares that are not all 0"


TWINS = {"name": "A", "kind": "committee", "from_start": True, "assumed": "made up", "seats": {"moderate": 1},
         "portfolio": {"bread": 0.5}, "reach": {"town": 0.8}}  # fmt: skip
OTHER = {**TWINS, "seats": {"radical": 1}, "portfolio": {"peace": 0.7}, "electors": {"worker": 1}}


def town_of(tiny, **authorities):
    return tiny.replace({**QUIET, "pledges": {}, "office_holders": {}, "authorities": authorities,
                         "behaviour.company": 0.3, "behaviour.chi": 0.0})  # fmt: skip


def mean_curve(scenario, people, seeds, days=12):
    """Mean allegiance of the town's workers [day, k] over seeds."""
    runs = []
    for seed in seeds:
        sim = Simulation(scenario, people, seed)
        for _ in range(days):
            sim.advance()
        runs.append(sim.record["allegiance"][:days, TOWN, WORKER])
    return np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1) / math.sqrt(len(runs))


def test_twins_have_equal_shares_of_what_one_alone_would_have(tiny):
    """No red bus and blue bus: who doubles a body gives nobody more to choose from."""
    curve, error = mean_curve(town_of(tiny, a=TWINS, b=TWINS, other=OTHER), 1500, range(16))
    alone, other_error = mean_curve(town_of(tiny, a=TWINS, other=OTHER), 1500, range(16, 32))
    assert (np.abs(curve[:, 0] - curve[:, 1]) < SPREAD * 2 * error[:, 0]).all()
    both = curve[:, 0] + curve[:, 1]
    assert (np.abs(both - alone[:, 0]) < SPREAD * np.hypot(error[:, 2], other_error[:, 1]) + 0.01).all()
    assert 0.1 < alone[-1, 0] < 0.6, "and somebody else is there to lose by it"


def test_swapping_the_rows_of_two_authorities_swaps_their_curves(tiny):
    one, error = mean_curve(town_of(tiny, a=TWINS, b=OTHER), 1500, range(16))
    two, other_error = mean_curve(town_of(tiny, b=OTHER, a=TWINS), 1500, range(16, 32))
    assert (np.abs(one - two[:, [1, 0, 2]]) < SPREAD * np.hypot(error, other_error[:, [1, 0, 2]])).all()
    assert np.abs(one[:, 0] - one[:, 1]).min() > 0.05, "they do differ"


def test_company_leads_to_the_fixed_point_of_the_logit_map(tiny):
    """Mean field: one cell of everyone (Brock and Durlauf 2001), below the point of winner takes all."""
    n, given = 20_000, {"beta": 2.0, "company": 0.6, "rho": 1.0, "none": -0.5}
    scenario = tiny.replace({**STILL, **{f"behaviour.{name}": value for name, value in given.items()}})
    names, zero = names_of(scenario), np.zeros(1, dtype=np.int64)
    cells = Cells(zero, zero, np.array([n]))
    world = build_world(scenario, names, cells)
    connect(scenario, names, world, 1)
    people = build_people(scenario, names, world, cells, 1)
    count_wishes(people, world)
    taste = Taste(**{name: getattr(scenario.behaviour, name).value for name in Taste._fields})
    for k in range(3):
        behaviours.stand(k, world)
    behaviours.hold_office(world)
    proximity.relate(world)
    credit.attend(world)
    handed = Handed(people), Handed(world), Handed(taste)
    chosen, everyone, shares = np.empty(n, np.int16), np.ones(n, np.uint8), []
    for day in range(60):
        walks().choose(0, n, *handed, key_of(1, day), everyone, chosen)
        people.authority[:] = chosen
        count(people, world, taste.own_cell)
        shares.append(people.allegiance[WORKER, TOWN].copy())
    ideal = people.ideal * IDEAL_STEP
    alone = fixed = chances(ideal, WORKER, TOWN, world, taste).mean(axis=0)
    for _ in range(30):
        fixed = chances(ideal, WORKER, TOWN, world, taste, given["company"] * fixed).mean(axis=0)
    assert np.mean(shares[20:], axis=0) == pytest.approx(fixed, abs=0.008)
    assert np.abs(fixed - alone).max() > 0.05, "company matters here"


# Rising


@pytest.fixture
def street(tiny):
    """Three hundred people whom bread alone presses, with everything that may move them at 0."""
    sim = Simulation(tiny.replace({"behaviour.kappa": 0.7, "behaviour.risk": 0.4}), 300)
    sim.world.attention[:] = 0.0, 1.0
    sim.world.danger[:], sim.world.season[:], sim.world.arms[:] = 0.0, 1.0, 0.0
    sim.people.around_active[:], sim.people.accepts[:] = 0.0, 0
    return sim


def rising(sim):
    """Who rises [i], and the anger and the threshold of each."""
    rule.stir(sim.people, sim.world, sim.taste)
    sim.mobilise()
    l = sim.world.cell_place[sim.people.cell]
    anger = np.abs(sim.people.ideal[:, 1] * IDEAL_STEP - sim.world.condition[l, 1])
    return sim.people.active == 1, anger, sim.people.threshold * NERVE_STEP


def test_who_is_angrier_than_their_threshold_rises(street):
    active, anger, threshold = rising(street)
    assert (active == (anger > threshold)).all()
    assert 0.1 < active.mean() < 0.95


def test_a_call_moves_as_far_as_it_is_strong_and_heeded(street):
    def called(heed, strength):
        sim = street.branch()
        sim.taste = sim.taste._replace(heed=heed)
        sim.world.call[:], sim.world.party_call[:] = strength, strength
        return rising(sim)[0]

    assert (called(2.0, 0.1) == called(1.0, 0.2)).all()
    assert called(2.0, 0.1).sum() > called(1.0, 0.1).sum() > called(0.0, 0.1).sum()
    assert (called(0.0, 0.9) == called(1.0, 0.0)).all()


def test_who_accepts_is_calm_and_company_and_calls_move(street):
    world, people = street.world, street.people
    people.accepts[::3] = 1  # every third puts up with whoever governs
    world.legitimacy[:] = 0.6  # and what others put up with calms nobody
    people.around_active[:] = np.linspace(0.0, 1.0, len(people.around_active))
    world.call[:, TOWN], world.party_call[:, TOWN] = (0.2, 0.0, -0.3, 0.0), (0.15, -0.1)
    world.call[:, VILLAGE], world.party_call[:, VILLAGE] = (-0.1, 0.3, 0.2, 0.0), (-0.2, 0.1)
    active, anger, threshold = rising(street)
    anger = np.where(people.accepts == 1, 0.0, anger)
    push = anger + 0.7 * people.around_active[people.cell]
    l, nobody = world.cell_place[people.cell], np.zeros((1, 2))
    push += np.concatenate([world.call, nobody])[people.authority, l]
    push += np.concatenate([world.party_call, nobody])[people.party, l]
    assert (active == (push > threshold)).all()
    assert 0.1 < active.mean() < 0.9
    assert not (active == (anger > threshold)).all(), "company and calls do move some"
    assert active[people.accepts == 1].any(), "without anger too"


def test_danger_holds_back_the_armed_less_and_season_less_of_all(street):
    street.world.danger[:], street.world.arms[:] = (0.9, 0.3), 0.5
    street.world.season[:] = [[0.8, 0.8], [0.9, 0.9]]
    active, anger, threshold = rising(street)
    c = street.people.cell
    danger = 0.4 * street.world.danger[street.world.cell_place[c]]
    danger = np.where(street.people.armed_rank / 65536 < 0.5, danger / street.taste.arms_count, danger)
    season = np.where(street.world.cell_group[c] == WORKER, 0.8, 0.9)
    assert (active == (season * anger - danger > threshold)).all()
    assert 0.1 < active.mean() < 0.9


# Credit, endorsement, delivery


def test_blame_and_credit_come_to_rest_where_they_fade_as_fast_as_they_grow(tiny):
    sim = Simulation(tiny, 60)
    world, taste = sim.world, sim.taste._replace(blame=0.03, forget=0.05)
    world.grievance[:] = [[0.7, 0.2], [0.4, 0.0]]
    world.credit[:], world.party_credit[:] = 1.0, -2.0
    world.relief[:] = 0.0
    for day in range(1, 401):
        credit.earn(world, taste)
        if day == 10:
            rest, faded = -0.03 * 1.0 * 0.7 / 0.05, (1 - 0.05) ** 10
            assert world.credit[0, WORKER, TOWN] == pytest.approx(rest + (1.0 - rest) * faded)
    assert world.credit[0, WORKER, TOWN] == pytest.approx(-0.03 * 0.7 / 0.05)
    assert world.credit[0, WORKER, VILLAGE] == pytest.approx(-0.03 * 0.2 / 0.05), "the first in office"
    assert world.credit[2, WORKER, VILLAGE] == pytest.approx(-0.03 * 0.5 * 0.2 / 0.05), "half of its mandate"
    assert world.credit[1] == pytest.approx(0.0, abs=1e-8), "who does not govern is not blamed"
    assert world.party_credit[0, SOLDIER, TOWN] == pytest.approx(-0.03 * 0.4 / 0.05), "moderates govern alone"
    assert world.party_credit[1] == pytest.approx(0.0, abs=1e-8), "radicals are not in the cabinet"


def test_relief_earns_credit_until_it_fades_as_fast(tiny):
    sim = Simulation(tiny, 60)
    taste, relief = sim.taste._replace(blame=0.0, forget=0.1, thanks=2.0), sim.world.relief
    relief[:], relief[1, WORKER, TOWN] = 0.0, 0.01
    for _ in range(400):
        credit.earn(sim.world, taste)
    assert sim.world.credit[1, WORKER, TOWN] == pytest.approx(2.0 * 0.01 / 0.1)
    assert np.count_nonzero(np.abs(sim.world.credit) > 1e-8) == 1


def test_endorsement_comes_to_what_is_warranted(tiny):
    sim = Simulation(tiny.replace({"authorities.soviet.from_start": True}), 60)
    given = (sim.people, sim.world, sim.taste)
    endorsement, pace = sim.world.endorsement, sim.taste.endorse_pace
    before, wanted = endorsement[1, 0], np.array([warranted(1, j, *given) for j in range(4)])
    endorse(1, *given)
    assert endorsement[1, 0] == pytest.approx(before + pace * (wanted[0] - before))
    for _ in range(400):
        endorse(1, *given)
    assert endorsement[1, [0, 2]] == pytest.approx(wanted[[0, 2]])
    assert endorsement[1, [1, 3]].tolist() == [0.0, 0.0], "neither itself nor who is not there"


def test_a_condition_comes_to_the_platform_of_who_alone_holds_its_lever(tiny):
    sim = Simulation(tiny, 60)
    world, taste = sim.world, sim.taste._replace(delivery=0.1)
    world.alive[1] = 1
    proximity.look_about(TOWN, world)
    world.lever_control[:] = 0.0
    world.lever_control[TOWN, 0, 1] = 1.0  # the Soviet holds the garrison, which delivers peace
    world.portfolio[1, 0], world.platform[1, 0] = 1.0, 0.65
    before = world.condition.copy()
    orders.deliver(world, taste)
    assert world.condition[TOWN, 0] == pytest.approx(before[TOWN, 0] + 0.1 * (0.65 - before[TOWN, 0]))
    for _ in range(300):
        orders.deliver(world, taste)
    assert world.condition[TOWN, 0] == pytest.approx(0.65)
    assert (world.condition[TOWN, 1], *world.condition[VILLAGE]) == (before[TOWN, 1], *before[VILLAGE])


def test_what_presses_pulls_a_condition_to_its_level(tiny):
    sim = Simulation(tiny.replace({"behaviour.delivery": 0, "behaviour.direct_action": 0}), 60)
    before = sim.world.condition.copy()
    orders.press(sim.world, TOWN, 1, 0.5, 0.2)
    assert sim.world.condition[TOWN, 1] == pytest.approx(before[TOWN, 1] + 0.2 * (0.5 - before[TOWN, 1]))
    for _ in range(200):
        orders.press(sim.world, TOWN, 1, 0.5, 0.2)
    assert sim.world.condition[TOWN, 1] == pytest.approx(0.5)
    assert sim.world.condition[VILLAGE].tolist() == before[VILLAGE].tolist()


def test_mobilised_people_bring_a_condition_to_what_they_want(tiny):
    sim = Simulation(tiny, 60)
    sim.people.active_share[:] = 1.0
    taste, before = sim.taste._replace(direct_action=0.1), sim.world.condition.copy()
    for _ in range(200):
        orders.act_directly(sim.people, sim.world, taste)
    assert sim.world.condition[:, 1] == pytest.approx(0.8), "workers act on bread"
    assert sim.world.condition[:, 0].tolist() == before[:, 0].tolist(), "soldiers act on nothing"
