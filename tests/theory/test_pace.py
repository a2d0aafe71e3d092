"""Rates a day over a step of several: what is gone, what has gathered, and which numbers are rates."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.engine.initial_state import taste_of
from dualsim.engine.simulation import Simulation
from dualsim.scenario.taste import MEANING
from dualsim.theory.behaviours import sit
from dualsim.theory.pace import AMOUNTS, RATES, RATES_OF_EACH, WAITS, gathered, over, per_step
from dualsim.theory.power import claim, take_power
from dualsim.theory.random_streams import key_of
from dualsim.theory.state import Taste

GATHERED = ("blame", "thanks")


@pytest.mark.parametrize("rate", [0.0, 1e-6, 0.02, 0.53, 1.0])
def test_seven_days_leave_what_one_week_leaves(rate):
    left = 1.0
    for _ in range(7):
        left -= rate * left
    assert over(rate, 7.0) == pytest.approx(1.0 - left, abs=1e-12)


def test_a_day_is_the_rate_itself_to_the_last_bit():
    assert over(0.1 + 0.2, 1.0) == 0.1 + 0.2
    assert over(1.7, 1.0) == 1.7  # whoever uses it bounds it, as before


def test_nothing_goes_faster_than_all_at_once():
    assert over(1.7, 7.0) == 1.0


@pytest.mark.parametrize("fade", [0.0, 0.00881, 0.5])
def test_what_comes_each_day_and_fades_gathers_to_the_same(fade):
    there = 0.0
    for _ in range(7):
        there = (1.0 - fade) * there + 0.3
    assert 0.3 * gathered(fade, 7.0) == pytest.approx(there)


def test_numbers_of_a_day_stay_as_they_are(tiny):
    given = {name: getattr(tiny.behaviour, name).value for name in Taste._fields}
    assert taste_of(tiny)._asdict() == given


def test_numbers_of_a_week_are_those_of_seven_days(tiny):
    day = taste_of(tiny)
    week = per_step(day, 7.0)
    assert week.rho == pytest.approx(1.0 - (1.0 - day.rho) ** 7)
    assert week.found_days == day.found_days / 7.0
    assert week.arousal == 7.0 * day.arousal
    assert 6.0 < week.blame / day.blame < 7.0
    changed = {name for name in Taste._fields if getattr(week, name) != getattr(day, name)}
    assert changed <= {*RATES, *WAITS, *AMOUNTS, *GATHERED}


def test_each_number_that_speaks_of_days_is_taken_over_a_step():
    """A new number that is a rate a day has to be listed in theory/pace.py."""
    known = {*RATES, *RATES_OF_EACH, *WAITS, *AMOUNTS, *GATHERED}
    told = {name for name, (_, meaning) in MEANING.items() if "day" in meaning.split(", the same")[0]}
    assert told <= known
    assert known <= set(Taste._fields)


@pytest.fixture
def both(seizing):
    """A run by weeks of a party that may take power, stopped before it has, and the numbers of a day."""
    changes = {"events.promise_broken.when": "mobilisation[soldier, town] > 0.3", "step": "week"}
    slow = {"behaviour.seize_pace": 0.05, "behaviour.recall": 0.05}
    sim = Simulation(seizing.replace({**changes, **slow}), 300, 1).run(2)
    assert (sim.world.took_power < 0).all()
    return sim, Taste(**{name: getattr(sim.scenario.behaviour, name).value for name in Taste._fields})


def days_and_week(sim, act):
    """The worlds after an act on each of seven days, and after one in a week."""
    days, week = sim.branch().world, sim.branch().world
    days.step[0] = 1.0
    for _ in range(7):
        act(days)
    act(week)
    return days, week


def test_a_claim_moves_in_a_week_as_far_as_in_seven_days(both):
    sim, taste = both
    before = sim.world.claim.copy()
    days, week = days_and_week(sim, lambda world: claim(sim.people, world, taste))
    np.testing.assert_allclose(week.claim, days.claim)
    assert not np.allclose(week.claim, before)


def test_deputies_and_executives_follow_in_a_week_as_far_as_in_seven_days(both):
    sim, taste = both
    k = sim.names.row("authority", "soviet")
    days, week = days_and_week(sim, lambda world: sit(k, sim.people, world, taste))
    np.testing.assert_allclose(week.delegates[k], days.delegates[k])
    np.testing.assert_allclose(week.executive[k], days.executive[k], atol=0.02)  # it follows what moves


def test_an_executive_tries_in_a_week_as_often_as_in_seven_days(both):
    sim, taste = both
    k = sim.names.row("authority", "soviet")
    sim.world.executive[k], sim.world.claim[:] = [0.0, 1.0], [0.0, 1.0]
    taken = []
    for days in (1, 7):
        count = 0
        for luck in range(400):
            world = sim.branch().world
            world.step[0] = days
            take_power(0, key_of(luck, days), world, taste)
            count += world.took_power[k] >= 0
        taken.append(count / 400)
    assert taken[0] == pytest.approx(0.05, abs=0.035)
    assert taken[1] == pytest.approx(1.0 - 0.95**7, abs=0.07)
