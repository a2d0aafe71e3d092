"""The terms of a decision: they sum to the score that is compared, and the highest is what the walk chose."""

from __future__ import annotations

import math
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualsim.analysis.decision import score_terms
from dualsim.analysis.decision.score_terms import accepting, chances, choosing, rising, voting
from dualsim.engine.simulation import REVISED, Simulation
from dualsim.scenario.loading import list_scenarios, load
from dualsim.theory import proximity, rule
from dualsim.theory.random_streams import ACCEPT, CHOOSE, VOTE, gumbel, uniform
from dualsim.theory.state import ARMS_STEP, IDEAL_STEP, NERVE_STEP, Taste
from paths import TINY

CASE = load(TINY)
RESTLESS = CASE.replace({"behaviour.rho": 0.5})
PEOPLE = 200
PARAMETERS = {"choose": (choosing, score_terms.CHOOSE), "vote": (voting, score_terms.VOTE)}


def best(scores):
    """The option with the highest total; among equals nobody, then the first, as the rule has it."""
    nobody = max(scores)
    return max(sorted(scores, key=lambda row: row != nobody), key=lambda row: scores[row].total)


def adds_up(score):
    return math.isclose(sum(score.terms.values()), score.total, rel_tol=0, abs_tol=1e-12)


def weighed(kind, i, people, world, taste, key):
    """What the terms say that a person answers, and the scores that they belong to."""
    if kind != "accept":
        scores = PARAMETERS[kind][0](i, people, world, taste, key)
        return best(scores), list(scores.values())
    found = accepting(i, people, world, taste, key)
    if found is None:  # who turns to the first in office is not asked, nor anyone where nobody governs
        first = world.leading[world.cell_place[people.cell[i]]]
        assert first in (people.authority[i], -1)
        return int(first >= 0), []
    score, luck = found
    return int(score.total > luck), [score]


class Checked(Simulation):
    """A run in which everyone's terms are held against what the compiled walk makes of them."""

    every = 2  # days between two that are checked
    at_once = False  # one question after the other, so that each can be looked at

    def __init__(self, *given):
        self.checked = dict.fromkeys(REVISED, 0)
        super().__init__(*given)

    @contextmanager
    def asking(self, kind):
        if self.day % self.every:
            with super().asking(kind):
                yield
            return
        given = [(i, self.people, self.world, self.taste, self.key) for i in range(len(self.people.cell))]
        assert [rule.reconsiders(*g) for g in given] == self.thinking.astype(bool).tolist()
        would, scores = zip(*(weighed(kind, *g) for g in given), strict=True)
        before = getattr(self.people, REVISED[kind]).copy()
        with super().asking(kind):
            yield
        now = getattr(self.people, REVISED[kind])
        assert np.array_equal(np.where(self.thinking, would, before), now), kind
        assert all(adds_up(score) for mine in scores for score in mine)
        self.checked[kind] += sum(1 for mine, now in zip(scores, self.thinking, strict=True) if mine and now)

    def mobilise(self):
        if self.day % self.every:
            super().mobilise()
            return
        rows = range(len(self.people.cell))
        driven = [rising(i, self.people, self.world, self.taste, self.key) for i in rows]
        super().mobilise()
        assert [score.total > threshold for score, threshold in driven] == self.people.active.astype(
            bool
        ).tolist()
        assert all(adds_up(score) for score, _ in driven)


def test_the_best_score_is_what_the_walk_chose_for_everyone_on_many_days():
    sim = Checked(RESTLESS, PEOPLE, 1).run()
    assert sim.checked["choose"] == sim.checked["vote"] > 1000
    assert sim.checked["accept"] > 300


@pytest.mark.parametrize(
    "name", sorted({*list_scenarios()} - {"districts_1917"})
)  # minutes, and no part of its own
def test_the_same_in_every_bundled_scenario(name):
    sim = Checked(load(name), PEOPLE, 2)
    sim.every = 30
    sim.run(60)
    assert sim.checked["choose"] > 20
    assert sim.checked["accept"] > 0


# One state of the tiny scenario, in which all three authorities and a call are there


@pytest.fixture(scope="module")
def sim():
    made = Simulation(CASE, PEOPLE, 3).run(12)
    made.open_day()
    proximity.relate(made.world)
    return made


STATE: list[Simulation] = []


@settings(max_examples=300, deadline=None)
@given(st.integers(0, PEOPLE - 1), st.integers(0, 10**6), st.sampled_from(["choose", "vote"]))
def test_the_best_score_is_what_the_rule_chooses_whatever_the_luck(person, key, kind):
    if not STATE:
        STATE.append(Simulation(CASE, PEOPLE, 3))
        for _ in range(12):
            STATE[0].advance()
    state = STATE[0]
    asked = (person, state.people, state.world, state.taste, key)
    scores = PARAMETERS[kind][0](*asked)
    assert best(scores) == getattr(rule, kind)(*asked)
    assert all(adds_up(score) for score in scores.values())
    purpose = CHOOSE if kind == "choose" else VOTE
    for row, score in scores.items():  # fails if the rule adds something that has no name
        assert math.isclose(score.terms["luck"], gumbel(key, person, purpose, row), abs_tol=1e-12)
    assert math.isclose(sum(chances(scores).values()), 1.0)


# Every term is what its name says


@pytest.mark.parametrize("kind", PARAMETERS)
def test_every_parameter_of_the_rule_has_a_term(kind):
    named = set(PARAMETERS[kind][1]) | {"beta"}
    assert set(getattr(rule, kind).__code__.co_names) & set(Taste._fields) == named
    assert set(rule.accept.__code__.co_names) & set(Taste._fields) == {*score_terms.ACCEPT, "beta"}
    rising = {*rule.rise.__code__.co_names, *rule.drive.__code__.co_names}
    assert rising & set(Taste._fields) == {
        *score_terms.RISE,
        "arms_count",
        "heed",
    }  # heed weighs the calls, which are terms of their own


@pytest.mark.parametrize(("kind", "field"), [(kind, f) for kind in PARAMETERS for f in PARAMETERS[kind][1]])
def test_a_parameter_moves_its_own_term_and_no_other(sim, kind, field):
    weigh, names = PARAMETERS[kind]
    doubled = sim.taste._replace(**{field: 2 * getattr(sim.taste, field)})
    felt = 0
    for i in range(0, PEOPLE, 7):
        one = weigh(i, sim.people, sim.world, sim.taste, sim.key)
        two = weigh(i, sim.people, sim.world, doubled, sim.key)
        for row, score in one.items():
            for name, value in score.terms.items():
                times = 2 if name == names[field] else 1
                assert math.isclose(two[row].terms[name], times * value, abs_tol=1e-12), name
                felt += times == 2 and value != 0
    assert felt


def test_the_terms_have_the_values_of_the_equation(sim):
    people, world, taste = sim.people, sim.world, sim.taste
    for i in range(0, PEOPLE, 3):
        c = people.cell[i]
        g, l = world.cell_group[c], world.cell_place[c]
        m = rule.pressing(i, people, world, sim.key)
        scores = choosing(i, people, world, taste, sim.key)
        assert set(scores) == {*np.flatnonzero(world.alive & (world.reach[:, l] > 0)), len(world.alive)}
        for k in list(scores)[:1]:
            terms = scores[k].terms
            gap = people.ideal[i, m] * IDEAL_STEP - world.platform[k, m]
            assert terms["distance"] == pytest.approx(-taste.beta * taste.gamma * gap**2)
            assert terms["credit"] == pytest.approx(taste.beta * world.credit[k, g, l])
            assert terms["company"] == pytest.approx(taste.beta * taste.company * people.around[c, k])
            assert ("elected" in terms) == (world.electors[k, g] > 0)
        votes = voting(i, people, world, taste, sim.key)
        assert votes[1].terms["credit"] == pytest.approx(taste.beta * world.party_credit[1, g, l])
        assert votes[2].terms["itself"] == pytest.approx(taste.beta * taste.abstain)


def test_the_terms_of_accepting_have_the_values_of_the_equation(sim):
    people, world, taste = sim.people, sim.world, sim.taste
    asked = 0
    for i in np.flatnonzero(people.authority == 1).tolist():  # the Soviet, in the town, where one governs
        c = people.cell[i]
        g = world.cell_group[c]
        score, luck = accepting(i, people, world, taste, sim.key)
        draw = uniform(sim.key, i, ACCEPT, 0)
        gap = (people.ideal[i] * IDEAL_STEP - world.platform[0]) ** 2
        gap = (gap * world.salience[g, 0]).sum() / world.salience[g, 0].sum()
        assert score.terms["itself"] == pytest.approx(taste.beta * taste.accept)
        assert score.terms["distance"] == pytest.approx(-taste.beta * taste.gamma_accept * gap)
        assert score.terms["credit"] == pytest.approx(taste.beta * world.credit[0, g, 0])
        assert score.terms["word"] == pytest.approx(taste.beta * taste.word * world.endorsement[1, 0])
        assert luck == pytest.approx(math.log(draw / (1 - draw)))
        asked += 1
    assert asked > 10


def test_the_terms_of_rising_have_the_values_of_the_rule(sim):
    people, world, taste = sim.people, sim.world, sim.taste
    called = 0
    for i in range(PEOPLE):
        c = people.cell[i]
        g, l = world.cell_group[c], world.cell_place[c]
        m = rule.pressing(i, people, world, sim.key)
        score, threshold = rising(i, people, world, taste, sim.key)
        season = world.season[g, l]
        gap = abs(people.ideal[i, m] * IDEAL_STEP - world.condition[l, m])
        armed = people.armed_rank[i] * ARMS_STEP < world.arms[g, l]
        danger = taste.risk * world.danger[l] / (max(taste.arms_count, 1) if armed else 1)
        assert score.terms["anger"] == pytest.approx(season * gap * (1 - people.accepts[i]))
        assert score.terms["company"] == pytest.approx(season * taste.kappa * people.around_active[c])
        assert score.terms["danger"] == pytest.approx(-danger)
        assert threshold == people.threshold[i] * NERVE_STEP
        called += score.terms.get("call", 0) != 0
    assert called


def test_chances_are_those_of_the_logit(sim):
    counted = np.zeros(2)
    i, k = 5, 0
    for key in range(2000):  # the same issue presses on everyone, so only luck differs
        one = sim.world._replace(attention=np.broadcast_to([1.0, 0.0], sim.world.attention.shape))
        scores = choosing(i, sim.people, one, sim.taste, key)
        counted += best(scores) == k, chances(scores)[k]
    assert counted[0] / 2000 == pytest.approx(counted[1] / 2000, abs=0.045)  # four standard errors


# What is not a sum cannot be taken apart, and does not pass for one


def test_a_rule_that_is_not_a_sum_of_terms_fails_loudly(sim, monkeypatch):
    def product(i, people, world, taste, key):
        return taste.gamma * taste.chi > 0.0

    monkeypatch.setattr(rule, "choose", product)
    with pytest.raises(TypeError):
        choosing(0, sim.people, sim.world, sim.taste, sim.key)
