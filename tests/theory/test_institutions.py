"""Institutions that people build, and troops against those who build them: answers that are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualsim.analysis.run_summary import summary, table_of
from dualsim.engine.simulation import Simulation
from dualsim.runs.single import run
from dualsim.scenario.loading import load
from dualsim.theory import behaviours, capacity, credit, orders, proximity
from dualsim.theory.effects.authorities import fuse
from dualsim.theory.effects.institutions import attack_institution, suppress
from dualsim.theory.effects.places import reweigh
from dualsim.theory.institutions import building, suppression
from paths import INSTITUTIONS

TOWN, VILLAGE, WORKER, SOLDIER, PEACE, BREAD = 0, 1, 0, 1, 0, 1
CABINET, SOVIET, ELDERS, COMMITTEE, NOBODY = 0, 1, 2, 3, 4
GARRISON, SUPPLY, SHOPS_LEVER, KITCHENS_LEVER = 0, 1, 2, 3
SHOPS, KITCHENS, CLUBS, BOYCOTT = 0, 1, 2, 3
PEOPLE = np.array([[10_000.0], [6_000.0]])


@pytest.fixture(scope="module")
def started():
    return Simulation(load(INSTITUTIONS), 240)


@pytest.fixture
def sim(started):
    """The cabinet governs the town, the Soviet is there, and everyone turns to the cabinet."""
    sim = started.branch()
    sim.world.alive[:] = (1, 1, 1, 0)
    sim.world.endorsement[:] = 0.0
    sim.people.active_share[:] = 0.0
    sim.people.acceptance[:] = 0.0
    turning(sim, SOVIET, 0.0)
    behaviours.hold_office(sim.world)
    proximity.relate(sim.world)
    return sim


def turning(sim, k, share):
    """Let this share of everyone turn to an authority, and the rest to the cabinet."""
    sim.people.allegiance[:] = 0.0
    sim.people.allegiance[:, :, k] = share
    sim.people.allegiance[:, :, CABINET] += 1.0 - share
    sim.people.around[:] = 0.0
    sim.people.around[:, k] = share
    sim.people.around[:, CABINET] += 1.0 - share


def built(sim, days, only=None):
    """What the shops of the town have built after so many days of unchanged minds, and on each day."""
    found = []
    for _ in range(days):
        building.build(sim.people, sim.world, sim.taste)
        found.append(sim.world.built[SHOPS if only is None else only, TOWN])
    return np.array(found)


def test_nobody_takes_part_and_nothing_is_built(sim):
    assert built(sim, 50)[-1] == 0.0
    assert sim.world.skill[SHOPS, TOWN] == 0.0
    assert sim.world.weight[:, TOWN].tolist() == [0.6, 0.4, 0.0, 0.0, 0.0]


def test_all_take_part_and_what_is_built_tends_to_the_ceiling(sim):
    turning(sim, SOVIET, 1.0)
    found = built(sim, 600)
    assert (np.diff(found) >= 0.0).all()
    assert found[-1] == pytest.approx(0.8, abs=1e-6)
    assert sim.world.skill[SHOPS, TOWN] == pytest.approx(1.0, abs=1e-6)
    assert sim.world.built[KITCHENS].max() == 0.0, "nobody turns to the elders"


def test_the_first_days_by_hand(sim):
    turning(sim, SOVIET, 0.5)
    sim.world.supplies[:] = 0
    skill = 0.05 * 0.5
    first = 0.1 * 0.5 * (0.4 + 0.6 * skill) * 0.8
    assert built(sim, 1)[0] == pytest.approx(first)
    assert sim.world.skill[SHOPS, TOWN] == pytest.approx(skill)
    skill += 0.05 * 0.5 * (1.0 - skill)
    second = first + 0.1 * (0.5 * (0.4 + 0.6 * skill) * 0.8 - first)
    assert built(sim, 1)[0] == pytest.approx(second)


def test_half_of_the_people_build_half_as_much_in_the_end(sim):
    turning(sim, SOVIET, 0.5)
    assert built(sim, 800)[-1] == pytest.approx(0.4, abs=1e-6)


def test_who_takes_part_is_counted_by_people(sim):
    turning(sim, SOVIET, 0.0)
    sim.people.allegiance[SOLDIER, TOWN, :] = 0.0
    sim.people.allegiance[SOLDIER, TOWN, SOVIET] = 1.0
    taking = building.taking_part(SHOPS, TOWN, sim.people, sim.world)
    assert taking == pytest.approx(6_000 / 16_000)


@given(st.lists(st.floats(0.0, 0.999), min_size=4, max_size=4), st.integers(1, 30))
@settings(max_examples=60, deadline=None, database=None)
def test_the_weights_of_a_place_always_sum_to_one(started, shares, days):
    sim = started.branch()
    sim.world.alive[:] = (1, 1, 1, 1)
    for n, share in enumerate(shares):
        turning(sim, n, share)
        built(sim, days)
        reweigh(sim.world, SUPPLY, TOWN, share)
        assert (sim.world.weight >= 0.0).all()
        assert sim.world.weight.sum(axis=0) == pytest.approx([1.0, 1.0])
    assert 0.0 <= sim.world.built.min() <= sim.world.built.max() <= 1.0


def test_a_lever_keeps_what_is_not_taken_over(sim):
    turning(sim, SOVIET, 1.0)
    done = built(sim, 30)[-1]
    assert sim.world.weight[SHOPS_LEVER, TOWN] == pytest.approx(0.4 * done)
    assert sim.world.weight[SUPPLY, TOWN] == pytest.approx(0.4 * (1.0 - done))
    assert sim.world.weight[GARRISON, TOWN] == 0.6
    turning(sim, SOVIET, 0.0)
    built(sim, 400)
    assert sim.world.weight[SUPPLY, TOWN] == pytest.approx(0.4, abs=1e-9), "and all of it when they are gone"


def test_a_lever_weighs_anew_with_what_is_beside_it(sim):
    turning(sim, SOVIET, 1.0)
    done = built(sim, 30)[-1]
    reweigh(sim.world, SUPPLY, TOWN, 0.8)
    weight = sim.world.weight[:, TOWN]
    assert weight[[GARRISON, SUPPLY, SHOPS_LEVER]] == pytest.approx([0.2, 0.8 * (1 - done), 0.8 * done])


def doubled(ceilings):
    """The scenario with two alternatives of one body beside one lever, whatever their ceilings."""
    scenario = load(INSTITUTIONS)
    shops, boycott = scenario.institutions["shops"], scenario.institutions["boycott"]
    number = type(shops.ceiling)
    twins = {
        name: shops.model_copy(update={"ceiling": number(value=ceiling)})
        for name, ceiling in zip(("shops", "again"), ceilings, strict=True)
    }
    sim = Simulation(scenario.model_copy(update={"institutions": {**twins, "boycott": boycott}}), 240)
    sim.world.alive[:] = (1, 1, 1, 0)
    turning(sim, SOVIET, 1.0)
    sim.world.supplies[:] = 0
    return sim


def test_a_double_of_an_institution_gains_nothing():
    one, two = doubled((0.8, 0.0)), doubled((0.4, 0.4))
    built(one, 40)
    built(two, 40)
    assert one.world.weight[:, TOWN].tolist()[2] == pytest.approx(two.world.weight[2:4, TOWN].sum())
    assert one.world.weight[SUPPLY, TOWN] == pytest.approx(two.world.weight[SUPPLY, TOWN])


def test_doubles_together_never_pass_all_of_the_work():
    """A file with such ceilings is refused; a study may still nudge numbers as far."""
    sim = doubled((0.9, 0.9))
    built(sim, 600)
    assert sim.world.weight[SUPPLY, TOWN] == 0.0
    assert sim.world.weight[2:4, TOWN].tolist() == pytest.approx([0.2, 0.2])
    assert sim.world.work[[SUPPLY, 2, 3], TOWN].tolist() == pytest.approx([0.0, 0.5, 0.5])


def test_without_the_counter_institution_building_is_slower(sim):
    turning(sim, SOVIET, 1.0)
    alone = sim.branch()
    alone.world.supplies[:] = 0
    with_it, without = built(sim, 40), built(alone, 40)
    assert (with_it[1:] > without[1:]).all()
    assert sim.world.skill[SHOPS, TOWN] == alone.world.skill[SHOPS, TOWN], "but nobody learns faster"


def test_what_supplies_does_not_starve_sooner(sim):
    turning(sim, SOVIET, 1.0)
    built(sim, 60)
    alone = sim.branch()
    alone.world.supplies[:] = 0
    turning(sim, SOVIET, 0.0)
    turning(alone, SOVIET, 0.0)
    assert built(sim, 10).tolist() == built(alone, 10).tolist()


def test_an_institution_starves_without_its_body_and_skill_stays(sim):
    turning(sim, SOVIET, 1.0)
    before, skill = built(sim, 60)[-1], sim.world.skill[SHOPS, TOWN]
    sim.world.alive[SOVIET] = 0
    after = built(sim, 60)
    assert (np.diff(after) < 0.0).all()
    assert after[-1] == pytest.approx(before * 0.9**60)
    assert sim.world.skill[SHOPS, TOWN] == skill


def test_an_attack_shrinks_it_and_it_recovers_at_its_pace(sim):
    turning(sim, SOVIET, 1.0)
    sim.world.supplies[:] = 0
    sim.world.defends[:] = 0
    before, skill = built(sim, 200)[-1], sim.world.skill[SHOPS, TOWN]
    attack_institution(sim.world, SHOPS, TOWN, 0.5)
    building.bear_attacks(sim.world)
    assert sim.world.built[SHOPS, TOWN] == pytest.approx(before / 2)
    assert sim.world.skill[SHOPS, TOWN] == skill
    again = built(sim, 100)
    assert again[0] == pytest.approx(before / 2 + 0.1 * (0.8 - before / 2), abs=1e-3)
    assert again[-1] == pytest.approx(0.8, abs=1e-3)


def test_two_attacks_of_a_day_destroy_as_one_after_the_other(sim):
    sim.world.built[SHOPS, TOWN] = 0.8
    for strength in (0.5, 0.25):
        attack_institution(sim.world, SHOPS, TOWN, strength)
    building.bear_attacks(sim.world)
    assert sim.world.built[SHOPS, TOWN] == pytest.approx(0.8 * 0.5 * 0.75)


def test_who_stands_before_it_bears_the_blow(sim):
    sim.world.built[SHOPS, TOWN], sim.world.built[BOYCOTT, TOWN] = 0.6, 0.25
    attack_institution(sim.world, SHOPS, TOWN, 1.0)
    building.bear_attacks(sim.world)
    assert sim.world.built[SHOPS, TOWN] == pytest.approx(0.6 * 0.25)
    assert sim.world.built[BOYCOTT, TOWN] == 0.25


# What it does: control, obedience, delivery, credit


def working(sim, shops=0.5, boycott=0.0):
    """Let institutions stand as built, with the levers as they follow."""
    sim.world.built[SHOPS, TOWN], sim.world.built[BOYCOTT, TOWN] = shops, boycott
    building.take_over(sim.world)
    orders.obey(sim.people, sim.world)


def test_an_institution_is_its_bodys_lever(sim):
    sim.world.organ[SOVIET, TOWN] = 0.9
    working(sim)
    control = sim.world.lever_control[TOWN, SHOPS_LEVER]
    assert control.tolist() == pytest.approx([0.0, 0.9, 0.0, 0.0, 0.1])
    assert sim.world.real_power[TOWN, SOVIET] == pytest.approx(0.4 * 0.5 * 0.9)
    assert sim.world.real_power[TOWN].sum() == pytest.approx(1.0)
    assert sim.world.lever_obedience[TOWN, SHOPS_LEVER].tolist() == pytest.approx([0.0, 0.9, 0.0, 0.0])


def test_it_follows_others_as_far_as_its_body_endorses_them_or_is_one_with_them(sim):
    sim.world.alive[COMMITTEE], sim.world.open_to[COMMITTEE, TOWN] = 1, 1
    sim.world.endorsement[SOVIET, COMMITTEE] = 0.3
    working(sim)
    assert sim.world.lever_obedience[TOWN, SHOPS_LEVER, COMMITTEE] == pytest.approx(0.3)
    assert sim.world.lever_obedience[TOWN, SHOPS_LEVER, CABINET] == 0.0
    sim.world.joint[SOVIET, CABINET] = sim.world.joint[CABINET, SOVIET] = 1
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_obedience[TOWN, SHOPS_LEVER, CABINET] == 1.0


def test_it_is_nobodys_when_its_body_is_gone(sim):
    working(sim)
    sim.world.alive[SOVIET] = 0
    orders.obey(sim.people, sim.world)
    assert sim.world.lever_control[TOWN, SHOPS_LEVER].tolist() == [0.0, 0.0, 0.0, 0.0, 1.0]


def test_a_counter_institution_takes_obedience_from_whoever_else_governs(sim):
    working(sim)
    free = sim.world.lever_obedience[TOWN].copy()
    working(sim, boycott=0.3)
    assert sim.world.lever_obedience[TOWN, GARRISON, CABINET] == pytest.approx(0.7 * free[GARRISON, CABINET])
    assert sim.world.lever_obedience[TOWN, SUPPLY].tolist() == free[SUPPLY].tolist()
    sim.world.joint[SOVIET, CABINET] = 1
    working(sim, boycott=0.3)
    assert sim.world.lever_obedience[TOWN, GARRISON, CABINET] == free[GARRISON, CABINET], "they are one"


def test_a_counter_institution_does_not_block_its_own_body(sim):
    sim.world.mandate[:, TOWN] = 0.0
    sim.world.mandate[SOVIET, TOWN] = 1.0
    behaviours.hold_office(sim.world)
    turning(sim, SOVIET, 1.0)
    working(sim, boycott=0.5)
    assert sim.world.lever_obedience[TOWN, GARRISON, SOVIET] == 1.0


def test_deliveries_follow_who_does_the_work(sim):
    """The cabinet handles bread by three fifths; the shops are the Soviet's matter, whatever it handles."""
    working(sim, shops=0.25)
    sim.world.portfolio[SOVIET, BREAD] = 0.0
    now = sim.world.condition[TOWN, BREAD]
    to = sim.world.platform[[CABINET, SOVIET], BREAD] - now
    orders.deliver(sim.world, sim.taste)
    moved = sim.taste.delivery * 0.75 * 0.6 * to[0]
    moved += sim.taste.delivery * 0.25 * (to[1] - moved)
    assert sim.world.condition[TOWN, BREAD] == pytest.approx(now + moved, rel=1e-12)


def test_what_it_delivers_earns_credit(sim):
    working(sim, shops=0.8)
    sim.world.credit[:] = 0.0
    orders.deliver(sim.world, sim.taste)
    credit.earn(sim.world, sim.taste)
    assert (sim.world.relief[SOVIET, :, TOWN] > 0.0).all()
    assert (sim.world.credit[SOVIET, :, TOWN] > 0.0).all()
    assert sim.world.relief[SOVIET, :, VILLAGE].tolist() == [0.0, 0.0]


def test_people_see_that_the_body_can_do_something_about_it(sim):
    sim.world.portfolio[SOVIET, BREAD] = 0.0
    capacity.judge(sim.world, sim.taste)
    before = sim.world.log_able[TOWN, SOVIET, BREAD]
    turning(sim, SOVIET, 0.5)
    built(sim, 40)
    assert sim.world.portfolio[SOVIET, BREAD] == sim.world.skill[SHOPS, TOWN] > 0.3
    orders.obey(sim.people, sim.world)
    capacity.learn(sim.world, sim.taste)
    capacity.judge(sim.world, sim.taste)
    assert sim.world.log_able[TOWN, SOVIET, BREAD] > before


def test_nobody_expects_who_governs_to_run_what_people_built(sim):
    sim.world.known[:] = 0
    capacity.expect(sim.world)
    able = sim.world.capacity[TOWN]
    assert able[SHOPS_LEVER, :3].tolist() == [0.0, 1.0, 0.0]
    assert sim.world.capacity[VILLAGE, SHOPS_LEVER, SOVIET] == 0.0
    assert able[GARRISON, CABINET] == 1.0


def test_who_takes_a_body_in_has_what_it_built(sim):
    sim.world.alive[COMMITTEE] = 1
    fuse(sim.world, authority=COMMITTEE, other=SOVIET)
    assert sim.world.builder.tolist() == [COMMITTEE, ELDERS, COMMITTEE, COMMITTEE]


# Suppression


@pytest.fixture
def facing(sim):
    """Troops that obey the cabinet wholly, facing followers of the Soviet who have no arms."""
    sim.world.arms[:] = 0.0
    sim.world.lever_obedience[:] = 0.0
    sim.world.lever_obedience[TOWN, GARRISON, CABINET] = 1.0
    sim.people.allegiance[WORKER, TOWN] = (0.0, 1.0, 0.0, 0.0, 0.0)
    return sim


def ties(sim, share):
    """Let this share of those around soldiers turn to the Soviet."""
    soldiers = sim.world.cell_group == SOLDIER
    sim.people.around[soldiers, SOVIET] = share


def in_the_morning(sim):
    """What was ordered is carried out."""
    suppression.suppress(sim.people, sim.world, sim.taste)
    building.bear_attacks(sim.world)


def obeying(sim):
    sim.world.ordered_by[SOVIET, TOWN] = CABINET
    return suppression.carried_out(SOVIET, TOWN, sim.people, sim.world, sim.taste)


def test_troops_without_ties_do_as_they_obey(facing):
    ties(facing, 0.0)
    assert obeying(facing) == 1.0
    facing.world.lever_obedience[TOWN, GARRISON, CABINET] = 0.4
    assert obeying(facing) == pytest.approx(0.4)


def test_ties_to_the_unarmed_halve_what_is_carried_out_and_to_the_armed_nothing(facing):
    ties(facing, 0.5)
    assert obeying(facing) == pytest.approx(0.5)
    facing.world.arms[WORKER, TOWN] = 1.0
    assert obeying(facing) == pytest.approx(1.0)
    facing.world.arms[WORKER, TOWN] = 0.5
    assert obeying(facing) == pytest.approx(0.75)


def test_where_there_is_no_force_nothing_is_carried_out(facing):
    assert suppression.carried_out(SOVIET, VILLAGE, facing.people, facing.world, facing.taste) == 0.0


def test_what_is_carried_out_strikes_the_body_and_touches_no_mind(facing):
    ties(facing, 0.5)
    facing.world.arms[WORKER, TOWN] = 0.0
    facing.world.arms[SOLDIER, TOWN] = 0.7  # none of whom turns to the Soviet
    facing.world.built[:, TOWN] = 0.4
    facing.world.built[BOYCOTT, TOWN] = 0.0
    facing.world.call[:, :] = 0.6
    suppress(facing.world, SOVIET, CABINET, TOWN, 0.8)
    minds = [column.copy() for column in facing.people]
    in_the_morning(facing)
    assert facing.world.built[:, TOWN].tolist() == pytest.approx([0.4 * 0.6, 0.4, 0.4, 0.0])
    assert facing.world.call[:, TOWN].tolist() == pytest.approx([0.6, 0.6 * 0.6, 0.6, 0.6])
    assert facing.world.call[:, VILLAGE].tolist() == [0.6] * 4
    assert facing.world.arms[SOLDIER, TOWN] == 0.7
    for column, before in zip(facing.people, minds, strict=True):
        assert column.tobytes() == before.tobytes()
    in_the_morning(facing)
    assert facing.world.built[SHOPS, TOWN] == pytest.approx(0.4 * 0.6), "an order is carried out once"


def test_followers_lose_their_arms_as_far_as_it_is_carried_out(facing):
    ties(facing, 0.0)
    facing.world.arms[WORKER, TOWN] = 0.5
    suppress(facing.world, SOVIET, CABINET, TOWN, 0.4)
    in_the_morning(facing)
    assert facing.world.arms[WORKER, TOWN] == pytest.approx(0.5 * 0.6)


def obeyed_that_day(sim, days=1):
    """How far the garrison carries out the cabinet's orders, the last of so many days."""
    for _ in range(days):
        in_the_morning(sim)
        orders.obey(sim.people, sim.world)
    return sim.world.lever_obedience[TOWN, GARRISON, CABINET]


def test_an_order_that_is_refused_costs_who_gave_it_obedience_that_day(facing):
    before = obeyed_that_day(facing)
    complied = facing.world.compliance[TOWN, CABINET]
    facing.world.capacity[:] = 0.0
    ties(facing, 0.5)
    suppress(facing.world, SOVIET, CABINET, TOWN, 0.8)
    assert 0.0 < obeyed_that_day(facing) == pytest.approx(before * (1.0 - 0.8 * 0.5))
    weight = facing.world.weight[GARRISON, TOWN]
    lost = complied - facing.world.compliance[TOWN, CABINET]
    assert lost == pytest.approx(weight * before * 0.8 * 0.5)
    capacity.learn(facing.world, facing.taste)
    known = facing.world.capacity[TOWN, GARRISON, CABINET]
    assert known == pytest.approx(facing.taste.rho * before * 0.6), "people learn how little it moves"
    assert obeyed_that_day(facing) == pytest.approx(before), "an order is refused once"


def test_two_orders_of_a_day_are_refused_one_after_the_other(facing):
    before = obeyed_that_day(facing)
    facing.world.alive[COMMITTEE] = 1
    ties(facing, 0.5)
    facing.people.around[facing.world.cell_group == SOLDIER, ELDERS] = 0.25
    suppress(facing.world, SOVIET, CABINET, TOWN, 0.8)
    suppress(facing.world, ELDERS, CABINET, TOWN, 1.0)
    assert obeyed_that_day(facing) == pytest.approx(before * (1.0 - 0.8 * 0.5) * (1.0 - 0.25))


def test_an_order_that_nobody_refuses_costs_nothing(facing):
    before = obeyed_that_day(facing)
    ties(facing, 0.0)
    suppress(facing.world, SOVIET, CABINET, TOWN, 1.0)
    assert obeyed_that_day(facing) == before
    ties(facing, 0.5)
    facing.world.arms[WORKER, TOWN] = 1.0
    suppress(facing.world, SOVIET, CABINET, TOWN, 1.0)
    facing.world.arms[:] = 1.0
    assert obeyed_that_day(facing) == pytest.approx(before), "armed cadres are no people to refuse for"


# A whole run


def test_a_run_tells_how_many_obeyed_an_order_against_people():
    sim = Simulation(load(INSTITUTIONS), 400).run()
    (log,) = [log for log in sim.log if log.what == "suppressed"]
    assert log[:5] == (22, "suppressed", "cabinet + soviet", "town", 1.0)
    assert log.obeyed == sim.world.heeded[SOVIET, TOWN]
    assert 0.0 < log.obeyed < sim.record["lever_obedience"][21, TOWN, GARRISON, CABINET]
    results = run(load(INSTITUTIONS), 400)
    assert "suppressed" not in results.attrs["happenings"]
    facts = summary(results)
    (told,) = facts["suppressions"]
    assert told == {
        "date": "1917-03-23", "authority": "Cabinet", "against": "Soviet", "place": "Town",
        "strength": 1.0, "obeyed": round(log.obeyed, 6),
    }  # fmt: skip
    assert f"  23 Mar: Cabinet against Soviet, Town: {log.obeyed:.0%}" in table_of(facts).splitlines()
    quiet = summary(run(load(INSTITUTIONS, without=("crackdown",)), 400))
    assert "suppressions" not in quiet
    assert "Troops ordered" not in table_of(quiet)


def test_a_run_builds_is_raided_and_goes_on():
    sim = Simulation(load(INSTITUTIONS), 400).run()
    shops = sim.record["built"][:, TOWN, SHOPS]
    assert shops[0] == 0.0
    assert shops[17] < shops[16], "the raid"
    assert shops[-1] > shops[16]
    assert np.isnan(sim.record["built"][:, VILLAGE, SHOPS]).all()
    power = sim.record["real_power"]
    assert power.sum(axis=2) == pytest.approx(np.ones(power.shape[:2]))


def test_a_run_without_alternatives_that_deliver_builds_less_following():
    scenario = load(INSTITUTIONS)
    less = scenario.replace({f"institutions.{key}.ceiling": 0.0 for key in scenario.institutions})
    with_them, without = (Simulation(one, 400).run() for one in (scenario, less))
    assert np.nanmax(without.record["built"]) == 0.0
    bread = [sim.record["condition"][-1, TOWN, BREAD] for sim in (with_them, without)]
    assert bread[0] > bread[1]
