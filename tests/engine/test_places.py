"""What makes places differ, and what links them: organs, news, letters, assemblies, electors."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.theory import behaviours, founding, orders, proximity
from dualsim.theory.state import People, World

TOWN, VILLAGE, WORKER, SOLDIER, PEACE, BREAD = 0, 1, 0, 1, 0, 1
CABINET, SOVIET, ELDERS, NOBODY, GARRISON, SUPPLY = 0, 1, 2, 4, 0, 1
MODERATE, RADICAL = 0, 1
DAYS = 12


def after(scenario, days=DAYS, people=300, seed=1):
    sim = Simulation(scenario, people, seed)
    for _ in range(days):
        sim.advance()
    return sim


def differences(one, other):
    """Everything in which two simulations differ by a bit: measures, columns of people, tables."""
    found = [n for n in one.record if one.record[n].tobytes() != other.record[n].tobytes()]
    for what, names in (("people", People._fields), ("world", World._fields)):
        mine, theirs = getattr(one, what), getattr(other, what)
        found += [n for n in names if getattr(mine, n).tobytes() != getattr(theirs, n).tobytes()]
    return found


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"places.town.news": 0, "places.village.news": 0}, id="news at once"),
        pytest.param({"places.town.letters": {"village": 0}}, id="no letters"),
        pytest.param({"places.town.bound": {"worker": 0, "soldier": 0}}, id="nobody bound"),
        pytest.param({"authorities.cabinet.organ": {"town": 1, "village": 1}}, id="whole organs"),
        pytest.param({"authorities.soviet.elected_in": ["town", "village"]}, id="elected everywhere"),
    ],
)
def test_saying_what_holds_anyway_changes_no_bit(tiny, said):
    scenario = tiny.replace(
        {"events.promise_broken.effects.1": {"call_to_streets": {"party": "radical", "strength": 0.3}}}
    )
    assert differences(after(scenario), after(scenario.replace(said))) == []


# Organs


@pytest.fixture(scope="module")
def started(tiny):
    return Simulation(tiny, 240)


@pytest.fixture
def sim(started):
    """Four workers in ten follow the cabinet, most soldiers the Soviet, nobody is active or accepts."""
    sim = started.branch()
    sim.world.alive[:] = (1, 1, 1, 0)
    sim.world.endorsement[:], sim.people.active_share[:], sim.people.allegiance[:] = 0.0, 0.0, 0.0
    sim.people.allegiance[WORKER, TOWN, [CABINET, SOVIET, NOBODY]] = 0.4, 0.4, 0.2
    sim.people.allegiance[SOLDIER, TOWN, [CABINET, SOVIET, NOBODY]] = 0.1, 0.8, 0.1
    sim.people.allegiance[WORKER, VILLAGE, [CABINET, ELDERS, NOBODY]] = 0.25, 0.5, 0.25
    sim.people.acceptance[:] = 0.0
    behaviours.hold_office(sim.world)
    proximity.relate(sim.world)
    return sim


def test_without_an_organ_an_authority_has_neither_power_nor_compliance_of_its_own(sim):
    sim.world.organ[CABINET, TOWN] = 0.0
    orders.obey(sim.people, sim.world)
    world = sim.world
    assert world.lever_control[TOWN, GARRISON].tolist() == pytest.approx([0, 0.8, 0, 0, 0.2])
    assert world.real_power[TOWN, [CABINET, NOBODY]].tolist() == pytest.approx([0.0, 0.32])
    assert world.compliance[TOWN, CABINET] == 0.0
    assert world.real_power[VILLAGE, CABINET] == pytest.approx(0.25), "elsewhere it has one"


def test_through_who_accepts_it_an_authority_without_an_organ_is_obeyed(sim):
    sim.world.organ[CABINET, TOWN] = 0.0
    sim.people.acceptance[WORKER, TOWN, [CABINET, SOVIET, NOBODY]] = 0.4, 0.2, 0.2
    sim.people.acceptance[SOLDIER, TOWN, [CABINET, SOVIET, NOBODY]] = 0.1, 0.6, 0.1
    orders.obey(sim.people, sim.world)
    assert sim.world.real_power[TOWN, CABINET] == 0.0
    garrison, supply = 0.6, 0.75 * 0.2 + 0.25 * 0.6  # followers of the Soviet; nobody's it cannot reach
    assert sim.world.compliance[TOWN, CABINET] == pytest.approx(0.6 * garrison + 0.4 * supply)


def test_through_who_endorses_it_who_does_not_govern_is_obeyed_without_an_organ(sim):
    sim.world.organ[SOVIET, TOWN] = 0.0
    sim.world.endorsement[CABINET, SOVIET] = 0.5
    orders.obey(sim.people, sim.world)
    assert sim.world.real_power[TOWN, SOVIET] == 0.0
    assert sim.world.compliance[TOWN, SOVIET] == pytest.approx(0.5 * 0.19)


@pytest.mark.parametrize("organ", [0.3, 1.0])
def test_an_organ_carries_its_share_of_orders_and_the_rest_obeys_nobody(sim, organ):
    sim.world.organ[CABINET, TOWN] = organ
    orders.obey(sim.people, sim.world)
    assert sim.world.real_power[TOWN].tolist() == pytest.approx(
        [0.19 * organ, 0.68, 0, 0, 0.13 + 0.19 * (1 - organ)]
    )
    assert sim.world.compliance[TOWN, CABINET] == pytest.approx(0.19 * organ)


def test_what_an_authority_cannot_have_carried_out_it_cannot_deliver(sim):
    sim.world.organ[:, TOWN] = 0.0
    orders.obey(sim.people, sim.world)
    sim.world.relief[:] = 0.1  # of yesterday
    before = sim.world.condition.copy()
    orders.deliver(sim.world, sim.taste)
    assert (sim.world.condition[TOWN] == before[TOWN]).all()
    assert (sim.world.relief[:, :, TOWN] == 0.0).all()
    assert (sim.world.condition[VILLAGE] != before[VILLAGE]).any()


# News


FELT = {  # an effect that may name a place, and where its trace is seen in the world
    "change_condition": ({"issue": "bread", "by": 0.4}, lambda w, l: w.condition[l, BREAD]),
    "raise_salience": (
        {"group": "worker", "issue": "peace", "by": 1}, lambda w, l: w.salience[WORKER, l, PEACE],
    ),
    "organise": ({"party": "radical", "factor": 5}, lambda w, l: w.organisation[RADICAL, l]),
    "news": (
        {"audience": "worker", "credit": 1, "party": "radical"},
        lambda w, l: w.party_credit[RADICAL, WORKER, l],
    ),
    "call_to_streets": ({"party": "radical", "strength": 1}, lambda w, l: w.party_call[RADICAL, l]),
}  # fmt: skip
STILL = {
    f"behaviour.{name}": 0
    for name in ("delivery", "direct_action", "arousal", "growth", "forget", "blame", "call_fade")
}


def told_on(tiny, effect, date, news, **more):
    event = {"name": "E", "source": "invented", "date": date, "effects": [{effect: FELT[effect][0] | more}]}
    return tiny.replace(
        {
            **STILL,
            "events": {"e": event},
            "vary": {},
            "series": {},
            "may_found": {},
            "places.village.news": news,
        }
    )


def felt_on(scenario, effect):
    """The days on which the trace of an effect changes, by place."""
    sim, trace = Simulation(scenario, 60), FELT[effect][1]
    days, before = ([], []), [trace(sim.world, l) for l in (TOWN, VILLAGE)]
    for day in sim.days():
        for l in (TOWN, VILLAGE):
            if trace(sim.world, l) != before[l]:
                days[l].append(day)
            before[l] = trace(sim.world, l)
    return days


@pytest.mark.parametrize("effect", FELT)
def test_news_of_five_days_is_felt_on_the_fifth_day_and_not_before(tiny, effect):
    assert felt_on(told_on(tiny, effect, "1917-03-03", 5), effect) == ([2], [7])
    assert felt_on(told_on(tiny, effect, "1917-03-03", 0), effect) == ([2], [2])


def test_what_happens_in_a_place_is_felt_there_at_once(tiny):
    scenario = told_on(tiny, "change_condition", "1917-03-03", 5, place="village")
    assert felt_on(scenario, "change_condition") == ([], [2])


def test_what_names_no_place_at_all_does_not_wait(tiny):
    event = {
        "name": "E",
        "source": "invented",
        "date": "1917-03-03",
        "effects": [{"set_ceiling": {"party": "moderate", "to": 1}}],
    }
    sim = after(tiny.replace({"events": {"e": event}, "vary": {}, "places.village.news": 9}), 3)
    assert sim.world.ceiling[MODERATE] == 1.0


def test_news_that_comes_after_the_end_is_never_heard(tiny):
    assert felt_on(told_on(tiny, "organise", "1917-03-28", 5), "organise") == ([27], [])


def test_a_branch_hears_what_was_on_the_way(tiny):
    scenario = told_on(tiny, "change_condition", "1917-03-03", 5)
    sim = after(scenario, 5, 60)
    other = sim.branch()
    other.advance(), other.advance(), other.advance()
    assert len(sim.on_the_way) == 1
    assert not other.on_the_way
    assert differences(other, after(scenario, 8, 60)) == []


def test_an_event_counts_its_effects_however_many_places_hear_of_it(tiny):
    from dualsim.engine.event_log import events

    counted = [
        events(after(told_on(tiny, "news", "1917-03-03", days), 4, 60))[0]["effects"] for days in (0, 5)
    ]
    assert counted == [1, 1]


# Letters


def contacts_by_place(sim):
    """Share of the contacts of each place's cells [l] that live in the other place."""
    place = sim.world.cell_place
    away = place[sim.world.contacts] != place[:, None]
    return [float(away[place == l].mean()) for l in (TOWN, VILLAGE)]


def test_without_letters_all_contacts_are_at_home(tiny):
    assert contacts_by_place(Simulation(tiny, 2000)) == [0.0, 0.0]


def test_whoever_meets_others_in_the_queue_has_those_contacts_among_them(tiny):
    scenario = tiny.replace({"places.town.segregation": 1, "places.village.segregation": 1})
    alone = Simulation(scenario, 2000).world
    queue = {"worker": {"soldier": 0.4}}
    world = Simulation(scenario.replace({"places.town.meets": queue}), 2000).world
    town = world.cell_place == TOWN
    workers, soldiers = (np.flatnonzero(town & (world.cell_group == g)) for g in (WORKER, SOLDIER))
    among = world.cell_group[world.contacts[workers]] == SOLDIER
    assert 0.2 < among.mean() < 0.6
    assert (world.contacts[soldiers] == alone.contacts[soldiers]).all(), "a contact is one-way"
    assert (world.contacts[workers][~among] == alone.contacts[workers][~among]).all()
    assert (world.contacts[~town] == alone.contacts[~town]).all()
    nobody = scenario.replace({"places.town.meets": {"worker": {"soldier": 0}}})
    assert differences(after(scenario), after(nobody)) == []


def test_whoever_writes_only_letters_has_all_contacts_there(tiny):
    scenario = tiny.replace({"places.town.letters": {"village": 1}})
    sim = Simulation(scenario, 2000)
    assert contacts_by_place(sim) == [1.0, 0.0]
    workers = (sim.world.cell_group == WORKER) & (sim.world.cell_place == TOWN)
    assert (sim.world.cell_group[sim.world.contacts[workers]] == WORKER).all(), "to people of their own group"
    soldiers = sim.world.cell_group == SOLDIER
    assert (sim.world.cell_group[sim.world.contacts[soldiers]] == WORKER).all(), "or to whoever is there"


def test_letters_are_as_many_as_said_and_other_contacts_stay_as_they_were(tiny):
    sim = Simulation(tiny.replace({"places.village.letters": {"town": 0.3}}), 20_000)
    town, village = contacts_by_place(sim)
    n = 6 * (sim.world.cell_place == VILLAGE).sum()
    assert town == 0.0
    assert village == pytest.approx(0.3, abs=4.5 * math.sqrt(0.3 * 0.7 / n))
    plain = Simulation(tiny, 20_000).world.contacts
    at_home = sim.world.cell_place[sim.world.contacts] == sim.world.cell_place[:, None]
    assert (sim.world.contacts[at_home] == plain[at_home]).all()


def test_letters_leave_the_segregation_of_contacts_at_home_as_it_was(tiny):
    world = Simulation(tiny.replace({"places.town.letters": {"village": 0.4}}), 20_000).world
    town = world.cell_place == TOWN
    at_home = world.cell_place[world.contacts[town]] == TOWN
    own = world.cell_group[world.contacts[town]] == world.cell_group[town][:, None]
    assert own[at_home].mean() == pytest.approx(0.8, abs=4.5 * math.sqrt(0.8 * 0.2 / at_home.sum()))


def test_what_is_talked_of_in_one_place_is_heard_in_the_other(tiny):
    from dualsim.theory.tally import count

    sim = Simulation(tiny.replace({"places.town.letters": {"village": 1}}), 2000)
    village = sim.world.cell_place[sim.people.cell] == VILLAGE
    sim.people.authority[:] = np.where(village, ELDERS, CABINET)
    count(sim.people, sim.world, 0.25)
    town = sim.world.cell_place == TOWN
    assert sim.people.around[town][:, [CABINET, ELDERS]] == pytest.approx(
        np.array([[0.25, 0.75]] * town.sum())
    )
    assert sim.people.around[~town][:, ELDERS] == pytest.approx(1.0)


# Assemblies


def test_a_bound_cell_acts_all_or_none(tiny):
    angry = {"behaviour.kappa": 0, "groups.worker.threshold": {"mean": 0.4, "spread": 0.3}}
    bound = tiny.replace(
        {**angry, "places.village.bound": {"worker": 1}, "places.town.bound": {"soldier": 1}}
    )
    sim = Simulation(bound, 4000)
    shares = []
    for _ in range(6):
        sim.advance()
        active = np.bincount(sim.people.cell, sim.people.active) / np.bincount(sim.people.cell)
        shares.append(active)
        binding = (sim.world.cell_place == VILLAGE) | (sim.world.cell_group == SOLDIER)
        assert set(np.unique(active[binding])) <= {0.0, 1.0}
    last = np.array(shares)[:, (sim.world.cell_place == VILLAGE)]
    assert 0.0 < last.mean() < 1.0, "some rise and some do not"
    free = np.array(shares)[:, (sim.world.cell_place == TOWN) & (sim.world.cell_group == WORKER)]
    assert ((free > 0.0) & (free < 1.0)).any(), "whom nothing binds decide one by one"


def test_in_an_assembly_of_some_the_others_decide_for_themselves(tiny):
    sim = Simulation(tiny.replace({"places.village.bound": {"worker": 0.5}}), 8000)
    rows = np.arange(len(sim.people.cell))
    first = np.searchsorted(sim.people.cell, sim.people.cell)
    village = sim.world.cell_place[sim.people.cell] == VILLAGE
    follows = sim.people.spokesman != rows
    assert (sim.people.spokesman == np.where(follows, first, rows)).all()
    assert not follows[~village].any()
    assert follows[village].mean() == pytest.approx(0.5, abs=0.05)


# Electors


def vote_alike(sim):
    sim.people.vote[WORKER, TOWN], sim.people.vote[WORKER, VILLAGE] = (0.3, 0.5, 0.2), (0.4, 0.1, 0.5)
    sim.people.vote[SOLDIER, TOWN] = 0.2, 0.2, 0.6


@pytest.mark.parametrize(
    ("there", "moderate"),
    [
        (["town"], 3 / 8),
        (["village"], 4 / 5),
        (["town", "village"], (3000 + 1600) / (3000 + 5000 + 1600 + 400)),
    ],
)
def test_only_those_who_live_where_it_is_elected_have_a_vote_that_counts(tiny, there, moderate):
    scenario = tiny.replace(
        {"authorities.soviet.elected_in": there, "authorities.soviet.reach": {"town": 1, "village": 0.5}}
    )
    sim = Simulation(scenario, 240)
    vote_alike(sim)
    sim.world.alive[SOVIET] = sim.world.election_due[SOVIET] = 1
    behaviours.sit(SOVIET, sim.people, sim.world, sim.taste)
    assert sim.world.delegates[SOVIET, WORKER, MODERATE] == pytest.approx(moderate)


def test_only_they_find_it_theirs(tiny):
    """With all taste on electing (psi) workers of one place follow it, and those of the other do not."""
    all_of_it = {"behaviour.psi": 1000, "authorities.soviet.from_start": True, "events": {}, "vary": {},
                 "authorities.soviet.reach": {"town": 1, "village": 1}, "behaviour.omega": 0}  # fmt: skip
    for there, elsewhere in (("town", VILLAGE), ("village", TOWN)):
        sim = Simulation(tiny.replace({**all_of_it, "authorities.soviet.elected_in": [there]}), 400)
        share = sim.people.allegiance[WORKER, :, SOVIET]
        assert share[1 - elsewhere] == 1.0
        assert share[elsewhere] < 0.9
        offers = [founding.best_offer(WORKER, l, sim.world, sim.taste) for l in (TOWN, VILLAGE)]
        assert offers[1 - elsewhere] > 900
        assert offers[elsewhere] < 10
