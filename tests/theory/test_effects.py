"""Effects: each moves what its docstring says and nothing else, and none can reach people."""

from __future__ import annotations

import gc
import inspect
from typing import get_type_hints

import numpy as np
import pytest

from dualsim.engine.schedule import Step, events_of
from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory import orders
from dualsim.theory.effects import EFFECTS, effect
from dualsim.theory.state import People, World
from dualsim.theory.tally import count
from paths import INSTITUTIONS

TOWN, VILLAGE, WORKER, SOLDIER, PEACE, BREAD = 0, 1, 0, 1, 0, 1
CABINET, SOVIET, ELDERS, MODERATE, RADICAL, GARRISON, SUPPLY = 0, 1, 2, 0, 1, 0, 1
BOYCOTT = 3  # an institution

# effect: what a scenario writes, and the numbers that it sets: table -> {index: value}
A_QUARTER_OF_THE_WORKERS_OF_THE_VILLAGE_LEAVE = object()  # whichever of them
CASES = {
    "shift_party": (
        {"party": "radical", "issue": "peace", "to": -0.4},
        {"programme": {(RADICAL, PEACE): -0.4}},
    ),
    "declare": ({"authority": "soviet", "issue": "bread", "by": 0.3}, {"declared": {(SOVIET, BREAD): 0.3}}),
    "set_ceiling": ({"party": "moderate", "to": 0.8}, {"ceiling": {MODERATE: 0.8}}),
    "split": (
        {"party": "radical", "into": "moderate", "share": 0.25},
        {
            "organisation": {
                (MODERATE, TOWN): 0.325,
                (RADICAL, TOWN): 0.075,
                (MODERATE, VILLAGE): 0.1 + 2.5e-5,
                (RADICAL, VILLAGE): 7.5e-5,
            },
            "delegates": {(SOVIET, g, q): (0.775, 0.225)[q] for g in (WORKER, SOLDIER) for q in (0, 1)},
            "seats": {(SOVIET, MODERATE): 0.775, (SOVIET, RADICAL): 0.225},
            "claim": {MODERATE: 0.6},
            "party_responsibility": {(MODERATE, TOWN): 0.0, (MODERATE, VILLAGE): 0.0},
        },
    ),
    "change_condition": (
        {"place": "town", "issue": "bread", "by": 0.2},
        {"condition": {(TOWN, BREAD): -0.3}},
    ),
    "raise_salience": (
        {"group": ["worker"], "issue": "peace", "by": 0.5},
        {"salience": {(WORKER, TOWN, PEACE): 0.75, (WORKER, VILLAGE, PEACE): 0.75}},
    ),
    "seat": (
        {"authority": "cabinet", "seats": {"moderate": 0.4, "radical": 0.6}},
        {"appointed": {(CABINET, MODERATE): 0.4, (CABINET, RADICAL): 0.6}},
    ),
    "seat_executive": (
        {"authority": "soviet", "seats": {"radical": 1}},
        {"executive": {(SOVIET, MODERATE): 0.0, (SOVIET, RADICAL): 1.0}},
    ),
    "pace_executive": ({"authority": "soviet", "to": 0.9}, {"executive_pace": {SOVIET: 0.9}}),
    "represent": (
        {"authority": "soviet", "group": "soldier", "weight": 0.7},
        {"electors": {(SOVIET, SOLDIER): 0.7}},
    ),
    "appoint": ({"holder": "ivanov", "authority": "soviet", "rank": 0.8}, {"office": {(SOVIET, 0): 0.8}}),
    "dismiss": ({"holder": "petrov", "authority": "soviet"}, {"office": {(SOVIET, 1): 0.0}}),
    "hold_condition": ({"issue": "bread", "at": 0.4, "place": "town"}, {"held": {(TOWN, BREAD): 0.4}}),
    "forbid_meetings": ({"to": 0.7, "place": "town"}, {"forbidden": {TOWN: 0.7}}),
    "attack_institution": (
        {"institution": "boycott", "place": "town", "strength": 0.3},
        {"attacked": {(BOYCOTT, TOWN): 0.3}},
    ),
    "suppress": (
        {"authority": "soviet", "by": "cabinet", "place": "town", "strength": 0.7},
        {"ordered": {(SOVIET, TOWN): 0.7}, "ordered_by": {(SOVIET, TOWN): CABINET}},
    ),
    "hold_pledge": ({"pledge": "amnesty", "at": 0.3}, {"pledge_held": {0: 0.3}}),
    "keep": ({"pledge": "amnesty", "to": 0.7}, {"pledge_kept": {0: 0.7}}),
    "break_pledge": ({"pledge": "amnesty"}, {"pledge_kept": {0: 0.0}}),
    "require_endorsement": (
        {"lever": "garrison", "place": "town", "by": "soviet"},
        {"countersign": {(GARRISON, TOWN): SOVIET}},
    ),
    "lift_requirement": ({"lever": "supply", "place": "village"}, {"countersign": {(SUPPLY, VILLAGE): -1}}),
    "news": (
        {"audience": ["soldier"], "credit": -0.2, "party": "radical", "place": "town"},
        {"party_credit": {(RADICAL, SOLDIER, TOWN): -0.2}},
    ),
    "organise": (
        {"party": "moderate", "place": "town", "factor": 0.5},
        {"organisation": {(MODERATE, TOWN): 0.15}},
    ),
    "arm": ({"group": "worker", "place": "town", "share": 0.2}, {"arms": {(WORKER, TOWN): 0.2}}),
    "operate": (
        {"lever": "supply", "place": "town", "operators": {"soldier": 1}},
        {"operators": {(SUPPLY, WORKER, TOWN): 0.0, (SUPPLY, SOLDIER, TOWN): 1.0}},
    ),
    "reweigh": (
        {"lever": "garrison", "place": "town", "weight": 0.2},
        {"weight": {(GARRISON, TOWN): 0.2, (SUPPLY, TOWN): 0.8}},
    ),
    "draft": (
        {"group": "worker", "place": "village", "share": 0.25},
        {"presence": A_QUARTER_OF_THE_WORKERS_OF_THE_VILLAGE_LEAVE},
    ),
    "disband": (
        {"group": "worker", "place": "village", "share": 0.25},
        {"presence": A_QUARTER_OF_THE_WORKERS_OF_THE_VILLAGE_LEAVE},
    ),
    "found": ({"authority": "soviet"}, {"alive": {SOVIET: 1}}),
    "dissolve": (
        {"authority": "cabinet"},
        {"alive": {CABINET: 0}, "endorsement": {(SOVIET, CABINET): 0.0, (CABINET, ELDERS): 0.0}},
    ),
    "fuse": (
        {"authority": "soviet", "other": "cabinet"},
        {
            "alive": {CABINET: 0},
            "endorsement": {(SOVIET, CABINET): 0.0, (CABINET, ELDERS): 0.0},
            "executive": {(SOVIET, MODERATE): 0.9, (SOVIET, RADICAL): 0.1},
            "appointed": {(SOVIET, MODERATE): 0.85, (SOVIET, RADICAL): 0.15},
            "delegates": {(SOVIET, g, q): (0.85, 0.15)[q] for g in (WORKER, SOLDIER) for q in (0, 1)},
            "portfolio": {(SOVIET, PEACE): 1.0},
            "reach": {(SOVIET, VILLAGE): 0.4},
            "mandate": {(SOVIET, TOWN): 1.0, (SOVIET, VILLAGE): 1.0},
        },
    ),
    "give_mandate": ({"authority": "soviet", "place": "town", "to": 0.5}, {"mandate": {(SOVIET, TOWN): 0.5}}),
    "change_reach": (
        {"authority": "soviet", "place": "village", "to": 0.3},
        {"reach": {(SOVIET, VILLAGE): 0.3}},
    ),
    "staff": ({"authority": "cabinet", "place": "village", "to": 0.2}, {"organ": {(CABINET, VILLAGE): 0.2}}),
    "entrust": ({"authority": "elders", "issue": "peace", "to": 0.6}, {"portfolio": {(ELDERS, PEACE): 0.6}}),
    "call_to_streets": (
        {"party": "radical", "strength": 0.4},
        {"party_call": {(RADICAL, TOWN): 0.4, (RADICAL, VILLAGE): 0.4}},
    ),
    "hold_election": ({"authority": "soviet"}, {"election_due": {SOVIET: 1}}),
    "end_run": ({}, {"ended": {0: 1}}),
}


@pytest.fixture(scope="module")
def tiny():
    """The tiny town, where people may also build institutions of their own."""
    return load(INSTITUTIONS)


@pytest.fixture(scope="module")
def started(tiny):
    sim = Simulation(tiny, 1000)
    sim.world.endorsement[CABINET, ELDERS] = 0.4
    sim.world.countersign[SUPPLY, VILLAGE] = CABINET
    sim.world.claim[RADICAL] = 0.6
    return sim


def differ(now, then):
    return (now != then) & ~(np.isnan(now) & np.isnan(then))


def copied(tables):
    return [table.copy() for table in tables]


def happen(sim, tiny, name, given):
    """Let an effect happen as a scenario writes it: names become rows on the way."""
    event = {"name": "E", "date": "1917-03-02", "source": "invented", "effects": [{name: given}]}
    scenario = tiny.replace({"events": {"e": event}, "vary": {}})
    (happening,) = events_of(scenario, sim.names)
    for step in happening.effects:
        step.effect(sim.world, **step.given)


def apply(started, tiny, name, given):
    """A simulation to which an effect happened, and its tables before."""
    sim = started.branch()
    before = World(*copied(sim.world))
    happen(sim, tiny, name, given)
    return sim, before


def test_every_effect_has_its_case():
    lacking, gone = set(EFFECTS) - set(CASES), set(CASES) - set(EFFECTS)
    assert not lacking, f"CASES in this file lacks {lacking}: what each is given, and what it moves"
    assert not gone, f"CASES in this file has {gone}, which are effects no more"


@pytest.mark.parametrize("name", CASES)
def test_an_effect_moves_what_it_says_and_nothing_else(started, tiny, name):
    given, wanted = CASES[name]
    sim, before = apply(started, tiny, name, given)
    for table in World._fields:
        now, then = getattr(sim.world, table), getattr(before, table)
        moved = wanted.get(table, {})
        if moved is A_QUARTER_OF_THE_WORKERS_OF_THE_VILLAGE_LEAVE:
            mine = (sim.world.cell_group == WORKER) & (sim.world.cell_place == VILLAGE)
            assert (now[~mine] == then[~mine]).all()
            assert now[mine].mean() == pytest.approx(0.75)
            continue
        for index, value in moved.items():
            assert now[index] == pytest.approx(value)
        changed = {tuple(index) for index in np.argwhere(differ(now, then)).tolist()}
        assert changed == {index if isinstance(index, tuple) else (index,) for index in moved}, table


def test_every_case_moves_something(started, tiny):
    """The test above would pass for effects that do nothing to numbers that are there already."""
    for name, (given, _) in CASES.items():
        sim, before = apply(started, tiny, name, given)
        assert any(differ(now, then).any() for now, then in zip(sim.world, before, strict=True)), name


# Particulars


def test_moves_stay_between_bounds(started, tiny):
    sim, _ = apply(started, tiny, "change_condition", {"place": "town", "issue": "bread", "by": 9})
    assert sim.world.condition[TOWN, BREAD] == 1.0
    sim, _ = apply(started, tiny, "change_condition", {"place": "town", "issue": "bread", "by": -9})
    assert sim.world.condition[TOWN, BREAD] == -1.0
    sim, _ = apply(started, tiny, "declare", {"authority": "soviet", "issue": "bread", "by": 9})
    assert sim.world.declared[SOVIET, BREAD] == 2.0
    sim, _ = apply(started, tiny, "raise_salience", {"group": "worker", "issue": "peace", "by": -9})
    assert (sim.world.salience[WORKER, :, PEACE] == 0.0).all()
    for factor, bound in ((1000, 1.0), (0, 1e-4)):
        sim, _ = apply(started, tiny, "organise", {"party": "moderate", "place": "town", "factor": factor})
        assert sim.world.organisation[MODERATE, TOWN] == bound


def test_news_reaches_every_audience_everywhere_unless_a_place_is_named(started, tiny):
    given = {"audience": ["worker", "soldier"], "credit": 0.5, "authority": "elders"}
    sim, before = apply(started, tiny, "news", given)
    assert (sim.world.credit[ELDERS] == before.credit[ELDERS] + 0.5).all()
    assert (sim.world.party_credit == before.party_credit).all()
    sim, before = apply(started, tiny, "news", {**given, "audience": "worker", "place": "village"})
    assert np.argwhere(sim.world.credit != before.credit).tolist() == [[ELDERS, WORKER, VILLAGE]]


def test_an_authority_can_call_to_the_streets_and_calls_add_up(started, tiny):
    sim, _ = apply(started, tiny, "call_to_streets", {"authority": "cabinet", "strength": -0.2})
    happen(sim, tiny, "call_to_streets", {"authority": "cabinet", "strength": -0.3})
    assert sim.world.call[CABINET].tolist() == pytest.approx([-0.5, -0.5])
    assert not sim.world.call[SOVIET:].any()


# Everywhere, or in one place

ANYWHERE = {  # effect: what a scenario writes without a place, and the table that it moves
    "change_condition": ({"issue": "bread", "by": 0.2}, "condition"),
    "raise_salience": ({"group": ["worker", "soldier"], "issue": "peace", "by": 0.5}, "salience"),
    "hold_condition": ({"issue": "bread", "at": 0.4}, "held"),
    "forbid_meetings": ({"to": 0.7}, "forbidden"),
    "organise": ({"party": "moderate", "factor": 0.5}, "organisation"),
    "call_to_streets": ({"authority": "cabinet", "strength": 0.4}, "call"),
    "give_mandate": ({"authority": "soviet", "to": 0.5}, "mandate"),
    "news": ({"audience": ["worker"], "credit": 0.3, "authority": "cabinet"}, "credit"),
}
AXIS_OF_PLACE = {
    "forbidden": 0, "condition": 0, "held": 0, "salience": 1, "organisation": 1, "call": 1, "mandate": 1,
    "credit": 2,
}  # fmt: skip


@pytest.mark.parametrize("name", ANYWHERE)
def test_an_effect_without_a_place_is_the_same_effect_in_every_place(started, tiny, name):
    given, moved = ANYWHERE[name]
    everywhere, before = apply(started, tiny, name, given)
    one_by_one, _ = apply(started, tiny, name, {**given, "place": "town"})
    there = np.moveaxis(getattr(one_by_one.world, moved), AXIS_OF_PLACE[moved], 0)
    first = np.moveaxis(getattr(before, moved), AXIS_OF_PLACE[moved], 0)
    assert differ(there[TOWN], first[TOWN]).any(), "in the town it is felt"
    assert not differ(there[VILLAGE], first[VILLAGE]).any(), "and nowhere else"
    happen(one_by_one, tiny, name, {**given, "place": "village"})
    for table in World._fields:
        assert getattr(everywhere.world, table).tobytes() == getattr(one_by_one.world, table).tobytes(), table


def test_every_effect_that_may_leave_out_its_place_is_tried_above():
    def may_leave_it_out(function):
        place = inspect.signature(function).parameters.get("place")
        return place is not None and place.default is None

    assert {name for name, function in EFFECTS.items() if may_leave_it_out(function)} == set(ANYWHERE)


def test_the_drafted_arrive_where_they_are_sent_and_nobody_is_lost(started, tiny):
    sim = started.branch()
    given = {"group": "worker", "place": "town", "share": 0.25, "to": "village"}
    for people in (10000 * 0.75, 10000 * 0.75**2):  # a second draft takes a quarter of who is left
        happen(sim, tiny, "draft", given)
        count(sim.people, sim.world, sim.taste.own_cell)
        there = sim.world.population * sim.people.present
        assert there[WORKER].tolist() == pytest.approx([people, 14000 - people])
        assert there[SOLDIER].tolist() == [6000, 0]
    home = {key: value for key, value in given.items() if key != "to"}
    happen(sim, tiny, "draft", home)
    count(sim.people, sim.world, sim.taste.own_cell)
    there = sim.world.population * sim.people.present
    assert there[WORKER].tolist() == pytest.approx([10000 * 0.75**3, 14000 - 10000 * 0.75**2]), "home is away"


def test_pledges_are_kept_wholly_and_broken_wholly_unless_told_otherwise(started, tiny):
    sim, _ = apply(started, tiny, "break_pledge", {"pledge": "amnesty", "to": 0.25})
    assert sim.world.pledge_kept.tolist() == [0.25]
    happen(sim, tiny, "keep", {"pledge": "amnesty"})
    assert sim.world.pledge_kept.tolist() == [1.0]


def test_what_is_held_stays_whatever_happens(started, tiny):
    sim, _ = apply(started, tiny, "hold_condition", {"issue": "bread", "at": 0.4, "place": "town"})
    happen(sim, tiny, "hold_pledge", {"pledge": "amnesty", "at": 0.3})
    happen(sim, tiny, "change_condition", {"issue": "bread", "by": -0.5})
    happen(sim, tiny, "break_pledge", {"pledge": "amnesty"})
    orders.hold(sim.world)
    assert sim.world.condition[:, BREAD].tolist() == pytest.approx([0.4, -0.4])
    assert sim.world.pledge_kept.tolist() == [0.3]


def test_a_party_that_is_not_there_yet_gets_no_vote_until_another_splits(started, tiny):
    careless = {"behaviour.beta": 0, "behaviour.rho": 1}  # every party that is there is as likely
    sim = Simulation(tiny.replace({"parties.moderate.from_start": False, **careless}), 2000)
    assert not sim.people.vote[:, :, MODERATE].any()
    assert (sim.world.organisation[MODERATE] == 0.0).all()
    sim.run(3)
    assert (sim.world.organisation[MODERATE] == 0.0).all(), "and none grows of itself"
    happen(sim, tiny, "split", {"party": "radical", "into": "moderate", "share": 0.5})
    sim.run(4)
    number = np.bincount(sim.world.cell_group[sim.people.cell])
    assert (abs(sim.people.vote[:, TOWN] - 1 / 3) < 4.5 * np.sqrt(2 / 9 / number)[:, None]).all()


def test_disbanding_takes_the_most_restive_units_first(started, tiny):
    sim = started.branch()
    mine = np.flatnonzero((sim.world.cell_group == SOLDIER) & (sim.world.cell_place == TOWN))
    sim.world.unrest[mine] = np.linspace(0.1, 0.2, len(mine))
    sim.world.unrest[mine[1]] = 0.9
    happen(sim, tiny, "disband", {"group": "soldier", "place": "town", "share": 1 / len(mine)})
    assert sim.world.presence[mine[1]] == pytest.approx(0.0)
    assert sim.world.presence[mine].sum() == pytest.approx(len(mine) - 1)


def test_disbanding_units_that_are_half_away_takes_a_share_of_who_is_left(started, tiny):
    sim = started.branch()
    happen(sim, tiny, "draft", {"group": "soldier", "place": "town", "share": 0.5})
    happen(sim, tiny, "disband", {"group": "soldier", "place": "town", "share": 0.5})
    mine = (sim.world.cell_group == SOLDIER) & (sim.world.cell_place == TOWN)
    assert sim.world.presence[mine].mean() == pytest.approx(0.25)
    assert (sim.world.presence >= 0.0).all()


@pytest.mark.parametrize("weight", [0.0, 0.35, 1.0])
def test_weights_of_levers_still_sum_to_one(started, tiny, weight):
    sim, _ = apply(started, tiny, "reweigh", {"lever": "supply", "place": "town", "weight": weight})
    assert sim.world.weight[:, TOWN].sum() == pytest.approx(1.0)
    assert sim.world.weight[SUPPLY, TOWN] == weight


def test_who_elected_a_fused_authority_elects_the_joint_one(started, tiny):
    sim, before = apply(started, tiny, "fuse", {"authority": "cabinet", "other": "soviet"})
    assert sim.world.electors[CABINET].tolist() == before.electors[SOVIET].tolist()
    assert sim.world.portfolio[CABINET].tolist() == [1.0, 0.9]
    assert sim.world.executive[CABINET].tolist() == pytest.approx([0.9, 0.1])
    assert sim.world.delegates[CABINET].sum(axis=1) == pytest.approx(1.0)
    assert not sim.world.alive[SOVIET]


def test_fused_with_one_without_parties_an_authority_keeps_its_seats(started, tiny):
    sim, _ = apply(started, tiny, "fuse", {"authority": "cabinet", "other": "elders"})
    assert sim.world.executive[CABINET].tolist() == [1.0, 0.0]
    assert sim.world.appointed[CABINET].tolist() == [1.0, 0.0]


# Never the people


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_is_given_the_world_and_never_the_people(name):
    hints = get_type_hints(EFFECTS[name])
    parameters = list(inspect.signature(EFFECTS[name]).parameters)
    assert parameters[0] == "world"
    assert hints["world"] is World
    assert People not in hints.values()
    assert hints["return"] is type(None)


def test_the_world_has_no_table_of_what_people_choose():
    choices = {
        "authority",
        "accepts",
        "party",
        "active",
        "allegiance",
        "acceptance",
        "stance",
        "vote",
        "active_share",
        "turnout",
        "mobilisation",
    }
    assert not set(World._fields) & (set(People._fields) | choices)


def test_no_event_writes_what_people_chose(started, tiny):
    """Every effect, as an event of a day: columns and counts of people stay byte for byte."""
    for name, (given, _) in CASES.items():
        event = {"name": "E", "date": "1917-03-01", "source": "invented", "effects": [{name: given}]}
        sim = started.branch()
        sim.waiting = list(events_of(tiny.replace({"events": {"e": event}, "vary": {}}), sim.names))
        before = [column.tobytes() for column in sim.people]
        sim.open_day()
        assert sim.fired == {"e"}
        assert [column.tobytes() for column in sim.people] == before, name


def test_a_rogue_effect_finds_no_people(started, monkeypatch):
    monkeypatch.setattr(
        "dualsim.theory.effects.registry.EFFECTS", dict(EFFECTS)
    )  # which loses the rogue after the test
    sim, found = started.branch(), []

    def reachable(thing, seen):
        for other in gc.get_referents(thing):
            if id(other) not in seen and not isinstance(other, type):
                seen[id(other)] = other
                reachable(other, seen)
        return seen

    @effect
    def rogue(world: World) -> None:
        for name in ("people", "authority", "allegiance", "vote", "active", "simulation"):
            assert not hasattr(world, name)
        found.extend(reachable(world, {}).values())
        for table in world:
            table[...] = 0

    sim.waiting = [sim.start.events[0]._replace(event="rogue", day=0, effects=(Step(0, rogue, {}),))]
    before = [column.tobytes() for column in sim.people]
    sim.open_day()
    assert len([thing for thing in found if isinstance(thing, np.ndarray)]) >= len(World._fields)
    assert not any(isinstance(thing, People | Simulation) for thing in found)
    for column in sim.people:
        assert not any(np.shares_memory(column, t) for t in found if isinstance(t, np.ndarray))
    assert [column.tobytes() for column in sim.people] == before


def test_tables_of_the_world_cannot_be_put_in_the_place_of_others(started):
    with pytest.raises(AttributeError):
        started.world.condition = np.zeros(3)
