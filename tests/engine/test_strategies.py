"""Strategies of one's own: a bad one gives one line that names the word at fault."""

from __future__ import annotations

import functools

import pytest

from dualsim.engine.decisions.own_strategies import asked, check_strategies, check_strategy
from dualsim.engine.simulation import Simulation
from dualsim.scenario import loading
from dualsim.theory.strategy import Sight

SIGHT = Sight(*(0.5 for _ in Sight._fields))


def fair(move, sight):
    """Good: what it may know, and nothing else."""
    return sight.street if move == "calm" else 0.1 * sight.borne


def looks_at_people(move, sight):
    return sight.people


def looks_at_the_world(move, sight):
    return world.claim[0]  # noqa: F821


def misspells(move, sight):
    return sight.stret


def takes_one(sight):
    return 0.5


def divides(move, sight):
    return 1 / (sight.borne - 0.5)


REFUSED = [
    (
        looks_at_people,
        r"soviet=looks_at_people, line \d+: sight has no 'people'; there is formal, real, rival",
    ),
    (looks_at_the_world, r"line \d+: asks for 'world'; an authority sees only what sight has: formal, real"),
    (misspells, r"line \d+: sight has no 'stret'; did you mean 'street'\?"),
    (takes_one, r"soviet=takes_one: takes \(sight\); a strategy takes \(move, sight\)"),
    (functools.partial(fair), r"soviet=strategy: not a plain function; write def strategy\(move, sight\)"),
]


def test_a_strategy_of_what_it_may_know_is_taken():
    check_strategy("soviet", fair)
    assert asked("soviet", fair, "calm", SIGHT, "soviet") == 0.5


@pytest.mark.parametrize(("strategy", "said"), REFUSED)
def test_what_no_authority_can_see_is_refused(strategy, said):
    with pytest.raises(ValueError, match=said):
        check_strategies({"soviet": strategy}, ["soviet"])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (2, "gives 2 for arm; give a chance from 0 to 1"),
        (-0.1, "gives -0.1 for arm"),
        (float("nan"), "gives nan for arm"),
        (None, "gives None for arm"),
        (True, "gives True for arm"),
        ("often", "gives 'often' for arm"),
    ],
)
def test_what_is_no_chance_is_told(answer, said):
    def gives(move, sight):
        return answer

    with pytest.raises(ValueError, match=f"soviet=gives: {said}"):
        asked("soviet", gives, "arm", SIGHT, "soviet")


def test_one_that_raises_is_told_in_one_line():
    with pytest.raises(
        ValueError, match=r"^x=divides, line \d+: fails when soviet may arm \(ZeroDivisionError: .*\)$"
    ):
        asked("x", divides, "arm", SIGHT, "soviet")


@pytest.mark.parametrize(
    ("called", "said"), [("sovjet", "did you mean 'soviet'"), ("tak", "did you mean 'take'")]
)
def test_a_strategy_of_nobody_is_told(called, said):
    scenario = loading.load("petrograd_1917", changes={"decisions": "free"}, until="1917-03-10")
    with pytest.raises(ValueError, match=f"strategies: no authority or move named '{called}'; {said}"):
        Simulation(scenario, 200, strategies={called: fair})
