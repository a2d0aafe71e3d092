"""Endings: each from a state made by hand, each threshold at its edge, and nothing else behind it."""

from __future__ import annotations

from inspect import getsource

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counted_endings import count_endings, ending_of, endings_that_occur
from dualsim.engine.simulation import Simulation
from dualsim.scenario.axes import WORD_SLUGS
from dualsim.scenario.loading import load
from dualsim.theory import effects, endings, measures
from dualsim.theory.endings import ASKED, ENDINGS, IN_WORDS, Course, endings_of
from dualsim.theory.measures import MEASURES
from paths import TINY

OLD, BODY, THIRD = 0, 1, 2  # the government, what stands against it, a bystander
DAYS, LATER = 6, slice(3, None)
NUDGE = 1e-9


@pytest.fixture
def course():
    """Dual power that goes on: the old order is obeyed, a body beside it has as much real power."""
    d, k = DAYS, 3
    return Course(
        formal=np.tile([1.0, 0.0, 0.0], (d, 1)),
        power=np.tile([0.4, 0.4, 0.05], (d, 1)),
        compliance=np.tile([0.6, 0.5, 0.1], (d, 1)),
        loyal=np.full(d, 100.0),
        street=np.full(d, 10.0),
        grievance=np.full(d, 1.0),
        alive=np.ones((d, k), np.uint8),
        platform=np.tile([[0.5, 0.5], [-0.5, -0.5], [0.0, 0.0]], (d, 1, 1)),
        endorsement=np.full((d, k, k), 0.3),
        joint=np.zeros((d, k, k), np.uint8),
        allied=np.tile(np.eye(k, dtype=np.uint8), (d, 1, 1)),
        absorbed_by=np.full((d, k), -1),
        took_power=np.full((d, k), -1),
    )


def told(course):
    return [ENDINGS[int(code)] for code in endings_of(course)]


def disobeyed(course, to=0.1):
    course.compliance[LATER, OLD] = to


def seized(course, by=BODY):
    course.took_power[LATER, by] = 3
    course.formal[LATER] = 0.0
    course.formal[LATER, by] = 1.0
    course.power[LATER, OLD] = 0.0
    course.compliance[LATER, by] = 0.8
    course.alive[LATER, OLD] = 0


def joined(course, one, other):
    course.joint[LATER, one, other] = course.joint[LATER, other, one] = 1


def gone(course):
    """Nobody governs."""
    course.formal[LATER] = 0.0
    course.compliance[LATER, OLD] = course.loyal[LATER] = 0.0


def crushed(course):
    course.power[LATER, BODY] = 0.05


def eased(course):
    course.endorsement[:, BODY, OLD] = 0.6
    course.grievance[LATER] = 0.7


# Each of them


def test_while_nothing_of_it_holds_dual_power_goes_on(course):
    assert told(course) == ["stalemate"] * DAYS


def by_orders(course):
    disobeyed(course)


def by_force(course):
    disobeyed(course, 0.4)
    course.loyal[LATER] = 20.0


def by_the_street(course):
    disobeyed(course, 0.4)
    course.street[LATER] = 500.0


def by_platform(course):
    course.platform[LATER, OLD] = [-0.4, -0.4]


def by_one_executive(course):
    joined(course, OLD, BODY)


def by_dissolving(course):
    course.absorbed_by[LATER, OLD] = BODY
    course.alive[LATER, OLD] = 0
    course.formal[LATER] = [0.0, 1.0, 0.0]
    course.compliance[LATER, BODY] = 0.8


REACHED = [
    (by_orders, "non-cooperation"),
    (by_force, "too few loyal"),
    (by_the_street, "too few loyal"),
    (by_platform, "conversion"),
    (by_one_executive, "conversion"),
    (by_dissolving, "conversion"),
    (seized, "seizure"),
    (crushed, "repression"),
    (eased, "reform"),
]


@pytest.mark.parametrize(("change", "ending"), REACHED)
def test_each_ending_is_reached_from_the_day_on_which_the_state_is_so(course, change, ending):
    change(course)
    assert told(course) == ["stalemate"] * 3 + [ending] * 3


def test_every_ending_is_reached_by_one_of_them():
    assert {ending for _, ending in REACHED} | {"stalemate"} == set(ENDINGS)


# Edges


@pytest.mark.parametrize(
    ("change", "table", "at", "edge", "inside", "ending"),
    [
        (None, "compliance", (LATER, OLD), 0.25, -1, "non-cooperation"),
        (by_force, "compliance", (LATER, OLD), 0.5 - NUDGE, -1, "too few loyal"),
        (by_force, "loyal", LATER, 25.0, -1, "too few loyal"),
        (by_the_street, "street", LATER, 400.0, 1, "too few loyal"),
        (by_platform, "platform", (LATER, OLD), [-0.3, -0.3], -1, "conversion"),
        (by_one_executive, "power", (slice(None), BODY), 0.15, 1, "conversion"),
        (crushed, "power", (LATER, BODY), 0.08, -1, "repression"),
        (crushed, "compliance", (LATER, OLD), 0.5, 1, "repression"),
        (crushed, "endorsement", (LATER, BODY, OLD), 0.5 - NUDGE, -1, "repression"),
        (eased, "grievance", LATER, 0.75, -1, "reform"),
        (eased, "endorsement", (LATER, BODY, OLD), 0.5, 1, "reform"),
        (eased, "compliance", (LATER, OLD), 0.5, 1, "reform"),
    ],
)
def test_thresholds_at_the_edge(course, change, table, at, edge, inside, ending):
    if change is not None:
        change(course)
    values = getattr(course, table)
    values[at] = np.array(edge) + inside * NUDGE  # rounding is not what is tried
    assert told(course)[-1] == ending
    values[at] = np.array(edge) - 2 * inside * NUDGE
    assert told(course)[-1] != ending


def test_platforms_that_were_near_at_the_start_convert_nobody(course):
    by_platform(course)
    apart = np.sqrt(0.15)
    course.platform[:3, OLD] = course.platform[0, BODY] + apart + NUDGE
    assert told(course)[-1] == "conversion"
    course.platform[:3, OLD] = course.platform[0, BODY] + apart - NUDGE
    assert told(course)[-1] == "stalemate"


# What is not an ending


def test_a_rival_that_comes_over_to_who_governs_converts_it_not(course):
    course.platform[LATER, BODY] = [0.5, 0.5]
    assert told(course)[-1] == "stalemate"


def test_a_joint_executive_from_the_first_day_is_none(course):
    course.joint[:, OLD, BODY] = course.joint[:, BODY, OLD] = 1
    assert told(course) == ["stalemate"] * DAYS


def test_a_bystander_without_power_converts_nobody(course):
    joined(course, OLD, THIRD)
    course.platform[LATER, OLD] = course.platform[LATER, THIRD]
    assert told(course) == ["stalemate"] * DAYS


def test_whose_orders_never_were_carried_out_has_not_lost_that(course):
    course.compliance[:, OLD] = 0.1
    assert told(course) == ["stalemate"] * DAYS


def test_who_is_obeyed_needs_no_force(course):
    course.loyal[LATER] = 0.0
    assert told(course) == ["stalemate"] * DAYS


def test_where_there_never_was_force_none_has_melted(course):
    course.loyal[:] = 0.0
    disobeyed(course, 0.4)
    assert told(course) == ["stalemate"] * DAYS


def test_a_body_that_wins_power_from_nobody_seizes_nothing(course):
    course.formal[:3] = 0.0
    seized(course)
    assert "seizure" not in told(course)


def test_who_governs_by_another_way_than_taking_power_seizes_nothing(course):
    seized(course)
    course.took_power[:] = -1
    assert "seizure" not in told(course)


def test_where_a_rival_stands_in_the_place_of_another_none_is_crushed(course):
    crushed(course)
    course.power[LATER, THIRD] = 0.5
    assert told(course)[-1] == "stalemate"


@pytest.mark.parametrize("tie", ["joint", "allied", "formal"])
def test_who_stands_with_who_governs_is_no_rival(course, tie):
    """So the bystander is the rival: it does not endorse, and nothing is reformed."""
    eased(course)
    course.power[:, THIRD] = 0.2
    assert told(course)[-1] == "reform"
    if tie == "formal":
        course.formal[:] = [0.7, 0.3, 0.0]
    else:
        getattr(course, tie)[:, OLD, BODY] = getattr(course, tie)[:, BODY, OLD] = 1
    assert told(course)[-1] == "stalemate"


def test_a_partner_that_is_no_power_any_more_converts_nobody(course):
    joined(course, OLD, BODY)
    crushed(course)
    assert "conversion" not in told(course)


@pytest.mark.parametrize(
    ("absorbed", "by", "governs"), [(THIRD, BODY, BODY), (OLD, BODY, THIRD), (OLD, THIRD, THIRD)]
)
def test_dissolving_converts_only_who_governed_into_a_rival_that_governs(course, absorbed, by, governs):
    course.absorbed_by[LATER, absorbed] = by
    handed_over(course, governs)
    assert told(course)[LATER] == ["stalemate"] * 3


def test_who_dissolved_into_its_rival_is_converted_though_nobody_governs_yet(course):
    course.absorbed_by[LATER, OLD] = BODY
    gone(course)
    assert told(course)[LATER] == ["conversion"] * 3


def test_the_dead_want_nothing(course):
    by_platform(course)
    gone(course)
    assert told(course)[LATER] == ["conversion"] * 3, "it is there, and may govern again"
    course.alive[LATER, OLD] = 0
    assert told(course)[LATER] == ["stalemate"] * 3


def test_who_wants_what_a_crushed_rival_wanted_has_crushed_it(course):
    crushed(course)
    by_platform(course)
    assert told(course)[LATER] == ["repression"] * 3


def test_who_wanted_it_before_it_governed_is_not_converted_in_office(course):
    course.platform[:, THIRD] = [0.5, 0.5]
    course.platform[2:, THIRD] = [-0.4, -0.4]
    handed_over(course, THIRD)
    assert told(course)[LATER] == ["stalemate"] * 3


def test_who_wanted_it_when_the_rival_came_into_being_is_not_converted(course):
    course.alive[:2, BODY], course.power[:2, BODY] = 0, 0.0
    course.platform[2:, OLD] = [-0.4, -0.4]
    assert told(course) == ["stalemate"] * DAYS


def test_a_rival_that_is_still_a_power_is_not_crushed(course):
    course.power[:3, BODY], course.power[LATER, BODY] = 0.9, 0.16
    assert told(course) == ["stalemate"] * DAYS


def test_what_stood_against_another_is_not_crushed_by_who_comes_after(course):
    handed_over(course, THIRD)
    crushed(course)
    assert told(course) == ["stalemate"] * DAYS


def test_without_a_rival_nothing_is_reformed(course):
    course.power[:, [BODY, THIRD]] = 0.0
    course.endorsement[:] = 0.9
    course.grievance[LATER] = 0.1
    assert told(course) == ["stalemate"] * DAYS


def test_grievance_has_fallen_from_its_peak(course):
    eased(course)
    course.grievance[:] = [1.0, 2.0, 2.0, 1.4, 1.4, 1.6]
    assert told(course) == ["stalemate"] * 3 + ["reform"] * 2 + ["stalemate"]


def test_who_governed_beside_another_may_seize_the_rest(course):
    course.formal[:3] = [0.7, 0.3, 0.0]
    seized(course)
    assert told(course)[LATER] == ["seizure"] * 3


# Which comes first


@pytest.mark.parametrize("n", [1, 2, 3])  # what comes next needs who governs to be obeyed
def test_of_two_that_hold_the_first_asked_is_told(course, n):
    first, second = ASKED[n - 1], ASKED[n]
    changes = {ending: change for change, ending in reversed(REACHED)}
    for ending in (second, first):
        changes[ending](course)
    if first == "too few loyal":
        course.compliance[LATER, OLD] = 0.1
    assert told(course)[-1] == first


def test_a_crushed_rival_that_endorses_is_none_and_a_bystander_reforms_nothing(course):
    eased(course)
    crushed(course)
    assert told(course)[-1] == "reform"
    course.endorsement[LATER, BODY, OLD], course.endorsement[LATER, THIRD, OLD] = 0.3, 0.9
    assert told(course)[-1] == "repression"


# Where nobody governs, and who inherits


def test_where_nobody_governs_it_is_told_what_took_the_old_order_away(course):
    course.compliance[2, OLD] = 0.1
    gone(course)
    assert told(course)[2:] == ["non-cooperation"] * 4
    course.loyal[2] = 5.0
    assert told(course)[2:] == ["too few loyal"] * 4


def test_an_order_that_stood_until_nobody_governed_was_not_ended_by_its_people(course):
    gone(course)
    assert told(course) == ["stalemate"] * DAYS


def test_where_nobody_ever_governed_nothing_ends(course):
    course.formal[:] = 0.0
    assert told(course) == ["stalemate"] * DAYS


def handed_over(course, to):
    """From the fourth day another governs and is obeyed; no one took power."""
    course.formal[LATER] = 0.0
    course.formal[LATER, to] = course.compliance[LATER, to] = 1.0
    course.power[LATER, OLD] = 0.0


def test_a_rival_that_inherits_leaves_the_ending_as_it_was(course):
    course.compliance[2, OLD] = 0.1
    handed_over(course, BODY)
    course.power[:, THIRD] = 0.2  # the rival of the heir: what follows would alone be a reform
    course.endorsement[LATER, THIRD, BODY], course.grievance[LATER] = 0.9, 0.1
    assert told(course) == ["stalemate"] * 2 + ["non-cooperation"] * 4
    course.compliance[2, OLD] = 0.6
    assert told(course) == ["stalemate"] * 3 + ["reform"] * 3


def test_a_reform_is_not_inherited(course):
    course.endorsement[:3, BODY, OLD] = 0.6
    course.grievance[1:] = 0.7
    handed_over(course, BODY)
    assert told(course) == ["stalemate", "reform", "reform"] + ["stalemate"] * 3


def test_who_took_power_and_lost_it_to_nobody_has_seized_nothing_that_it_holds(course):
    seized(course)
    course.formal[5] = 0.0
    assert told(course)[3:] == ["seizure", "seizure", "stalemate"]


def test_a_successor_that_was_no_rival_begins_anew(course):
    course.compliance[2, OLD] = 0.1
    handed_over(course, THIRD)
    assert told(course) == ["stalemate"] * 2 + ["non-cooperation"] + ["stalemate"] * 3


def test_one_with_whom_the_rival_is_allied_inherits_for_it(course):
    course.compliance[2, OLD] = 0.1
    handed_over(course, THIRD)
    course.allied[LATER, THIRD, BODY] = course.allied[LATER, BODY, THIRD] = 1
    assert told(course)[LATER] == ["non-cooperation"] * 3


def test_an_obeyed_order_that_hands_over_ends_by_nothing_that_is_told(course):
    """The mandate alone, which an event may move, is no ending."""
    handed_over(course, BODY)
    assert told(course) == ["stalemate"] * DAYS


def test_what_a_seizure_made_can_end_itself(course):
    seized(course)
    course.took_power[5, THIRD], course.formal[5] = 5, [0.0, 0.0, 1.0]
    course.compliance[5, THIRD] = 0.6
    assert told(course) == ["stalemate"] * 3 + ["seizure"] * 3
    course.took_power[5, THIRD] = -1  # the mandate alone
    assert told(course)[5] == "stalemate"


# Whatever the state is


def made_up(seed):
    dice = np.random.default_rng(seed)
    d, k, m = 12, 4, 2
    formal = dice.random((d, k)) * (dice.random((d, k)) > 0.6)
    total = formal.sum(axis=1, keepdims=True)
    flags = [(dice.random((d, k, k)) > 0.9).astype(np.uint8) for _ in range(2)]
    shares = [dice.random((d, k)) for _ in range(2)]
    return Course(
        np.divide(formal, total, out=np.zeros_like(formal), where=total > 0.0),
        *shares,
        *(dice.random(d) for _ in range(3)),
        (dice.random((d, k)) > 0.1).astype(np.uint8),
        dice.uniform(-1, 1, (d, k, m)),
        dice.random((d, k, k)),
        *flags,
        dice.integers(-1, k, (d, k)),
        dice.integers(-1, d, (d, k)),
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12))
def test_no_day_knows_of_a_later_one(seed, days):
    course = made_up(seed)
    before = Course(*(table[:days] for table in course))
    assert told(before) == told(course)[:days]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_names_of_authorities_decide_nothing(seed):
    """Rows in another order give the same endings, where no two are equal."""
    course, order = made_up(seed), np.array([2, 0, 3, 1])
    place = np.append(np.argsort(order), -1)  # where each row went; nobody stays nobody
    turned = course._replace(
        **{name: getattr(course, name)[:, order] for name in ("formal", "power", "compliance", "alive")},
        platform=course.platform[:, order], took_power=course.took_power[:, order],
        absorbed_by=place[course.absorbed_by[:, order]],
        **{name: getattr(course, name)[:, order][:, :, order] for name in ("endorsement", "joint", "allied")},
    )  # fmt: skip
    assert told(turned) == told(course)


# Names


def test_names_are_those_of_the_contract():
    slugs = ["stalemate", "non_cooperation", "too_few_loyal", "conversion", "seizure", "repression", "reform"]
    assert list(WORD_SLUGS["ending"]) == slugs
    assert MEASURES["ending"].words == ENDINGS
    assert set(IN_WORDS) == set(ENDINGS) == {*ASKED, "stalemate"}


def test_a_power_is_what_it_is_for_regimes():
    assert endings.RIVAL_FROM == measures.RIVAL_FROM
    assert endings.DISOBEYED_UP_TO == 1.0 - measures.UNITARY_FROM
    assert endings.ENDORSED_FROM == measures.HYBRID_FROM


# Runs


@pytest.fixture(scope="module")
def tiny():
    return load(TINY)


def test_no_effect_knows_of_endings():
    for effect in effects.EFFECTS.values():
        assert "ending" not in getsource(effect).split('"""')[-1]


def test_an_event_that_changes_nothing_ends_nothing(tiny):
    said = {"news": {"audience": "worker", "credit": 0.0, "authority": "cabinet", "place": "town"}}
    words = {"name": "Words", "date": "1917-03-08", "source": "invented", "effects": [said]}
    spoken = Simulation(tiny.replace({"events.words": words}), 200, 1).run()
    silent = Simulation(tiny, 200, 1).run()
    assert "words" in spoken.fired
    np.testing.assert_array_equal(spoken.record["ending"], silent.record["ending"])


def test_petrograd_ends_twice_and_a_branch_tells_the_same():
    sim = Simulation(load("petrograd_1917"), 500, 1, measures=("ending",))
    other = sim.run(100).branch().run()
    sim.run()
    words = [ENDINGS[int(code)] for code in sim.record["ending"][: sim.day + 1, 0]]
    np.testing.assert_array_equal(other.record["ending"], sim.record["ending"])
    assert "too few loyal" in words[:7], "February"
    assert words[-1] == "seizure"
    assert words.index("seizure") == sim.world.took_power.max()
    assert set(words[10:100]) <= {"stalemate", "reform"}, "spring"


def test_endings_are_counted_over_seeds(tiny):
    found = count_endings(str(TINY), [1, 2, 3], 120)
    assert sum(found.values()) == 3
    assert set(found) <= set(ENDINGS)
    assert found[ending_of(tiny, 2, 120)] >= 1
    assert ending_of(tiny, 2, 120, "village") in ENDINGS
    assert endings_that_occur({str(TINY): [1, 2, 3]}, 120) == {ending: [str(TINY)] for ending in found}
