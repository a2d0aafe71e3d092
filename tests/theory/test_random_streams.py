"""Luck: every draw belongs to its key, looks random, and moves only with what it belongs to."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory import random_streams
from dualsim.theory.random_streams import CHOOSE, VOTE, gumbel, key_of, mix, normals, uniform, uniforms
from paths import TINY

WORDS = st.integers(0, 2**64 - 1)
MANY = 50_000
CORRELATION = 4.5 / math.sqrt(MANY)  # four and a half standard errors of a correlation of nothing
NULL_EFFECTS = (
    {"change_condition": {"place": "town", "issue": "bread", "by": 0}},
    {"declare": {"authority": "cabinet", "issue": "bread", "by": 0}},
    {"raise_salience": {"group": ["worker"], "issue": "bread", "by": 0}},
    {"news": {"audience": ["worker", "soldier"], "credit": 0, "authority": "cabinet"}},
    {"organise": {"party": "moderate", "place": "town", "factor": 1}},
    {"draft": {"group": "soldier", "place": "town", "share": 0}},
    {"disband": {"group": "soldier", "place": "town", "share": 0}},
    {"call_to_streets": {"party": "radical", "strength": 0}},
    {"dismiss": {"holder": "petrov", "authority": "cabinet"}},
    {"keep": {"pledge": "amnesty"}},
    {"change_reach": {"authority": "cabinet", "place": "town", "to": 1}},
)


@njit
def _gumbels(key, first, last, purpose, option):
    drawn = np.empty(last - first)
    for i in range(first, last):
        drawn[i - first] = gumbel(key, i, purpose, option)
    return drawn


def whole(scenario, people=200, seed=1, **options):
    return Simulation(scenario, people, seed, **options).run()


def without(event, scenario, people=200):
    """A run that is about to begin, without an event."""
    sim = Simulation(scenario, people, 1)
    sim.waiting = [one for one in sim.waiting if one.event != event]
    return sim


def same(one, other, days=None):
    return all(
        np.array_equal(v[:days], other.record[n][:days], equal_nan=True) for n, v in one.record.items()
    )


def chi_square(drawn, bins):
    counts = np.histogram(drawn, bins, (0.0, 1.0))[0]
    expected = len(drawn) / bins
    return float(((counts - expected) ** 2 / expected).sum())


def backwards(bits):
    """The word that `mix` turns into these bits."""

    def unshift(word, by):
        found = word
        for _ in range(64 // by + 1):
            found = word ^ (found >> by)
        return found

    for by, factor in ((31, random_streams.MIX_2), (27, random_streams.MIX_1)):
        bits = unshift(bits, by) * pow(factor, -1, 2**64) & random_streams.MASK
    return unshift(bits, 30)


def key_that_draws(bits, person, purpose, option):
    """The key of which a person's last mixed word is these bits."""
    stream = (backwards(bits) - (person + 1) * random_streams.STRIDE_PERSON) & random_streams.MASK
    stream = backwards(stream) ^ ((option + 1) * random_streams.STRIDE_OPTION & random_streams.MASK)
    return (backwards(stream) - 1 & random_streams.MASK) ^ (
        purpose * random_streams.STRIDE_PURPOSE & random_streams.MASK
    )


# A draw belongs to its key


def test_whatever_differs_in_a_key_gives_another_number():
    first = {"seed": 1, "day": 5, "person": 3, "purpose": CHOOSE, "option": 2}
    keys = [first, *({**first, name: value + 1} for name, value in first.items())]
    drawn = [uniform(key_of(k["seed"], k["day"]), k["person"], k["purpose"], k["option"]) for k in keys]
    assert len(set(drawn)) == len(keys)
    swapped = {**first, "person": first["option"], "option": first["person"]}
    assert uniform(key_of(1, 5), swapped["person"], CHOOSE, swapped["option"]) != drawn[0]


def test_purposes_are_numbered_apart():
    purposes = (
        random_streams.IDEAL,
        random_streams.THRESHOLD,
        random_streams.ARMED,
        random_streams.CONTACT,
        random_streams.RECONSIDER,
        random_streams.PRESSING,
        CHOOSE,
        VOTE,
    )
    assert len(set(purposes)) == len(purposes)


@given(WORDS, st.integers(0, 2**40), st.integers(0, 100), st.integers(0, 300))
@settings(max_examples=150, deadline=None, database=None)
def test_every_draw_lies_between_zero_and_one(key, person, purpose, option):
    assert 0.0 < uniform(key, person, purpose, option) < 1.0


@pytest.mark.parametrize("bits", [0, 2**64 - 1])
def test_the_outermost_draws_lie_between_zero_and_one(bits):
    key = key_that_draws(bits, 7, VOTE, 4)
    assert 0.0 < uniform(key, 7, VOTE, 4) < 1.0
    assert math.isfinite(gumbel(key, 7, VOTE, 4))


@given(WORDS, st.integers(0, 2**31), st.integers(0, 40), st.integers(0, 200))
@settings(max_examples=60, deadline=None, database=None)
def test_compiled_and_plain_draws_are_equal(key, first, purpose, option):
    compiled = _gumbels(np.uint64(key), first, first + 50, purpose, option)
    plain = [gumbel(key, person, purpose, option) for person in range(first, first + 50)]
    assert compiled.tolist() == plain


def test_columns_of_draws_are_the_plain_draws():
    key = key_of(1, 0)
    assert uniforms(key, 3000, 3, 0).tolist() == [uniform(key, i, 3, 0) for i in range(3000)]
    radius = [math.sqrt(-2.0 * math.log(uniform(key, i, 1, 4))) for i in range(3000)]
    angle = [2.0 * math.pi * uniform(key, i, 1, 5) for i in range(3000)]
    plain = [r * math.cos(a) for r, a in zip(radius, angle, strict=True)]
    assert normals(key, 3000, 1, 2).tolist() == plain


@given(WORDS)
def test_mixing_loses_nothing(bits):
    assert backwards(mix(bits)) == bits


@given(st.integers(-(2**80), 2**80), st.integers(-2, 40_000))
@settings(deadline=None, database=None)
def test_every_whole_number_is_a_seed(seed, day):
    key = key_of(seed, day)
    assert key.dtype == np.uint64
    assert key != key_of(seed, day + 1)
    assert key != key_of(seed + 1, day)
    assert key == key_of(seed, day)


def test_every_bit_of_a_seed_counts():
    assert len({int(key_of(2**bit, 0)) for bit in range(64)}) == 64


def test_seeds_and_days_never_share_a_key():
    keys = {int(key_of(seed, day)) for seed in range(-50, 50) for day in range(-2, 300)}
    assert len(keys) == 100 * 302


# Draws look random


@pytest.mark.parametrize(("seed", "day"), [(1, 0), (0, -2), (-1, 3), (2**64, 200)])
def test_draws_over_people_are_uniform(seed, day):
    assert 40.0 < chi_square(uniforms(key_of(seed, day), MANY, CHOOSE, 1), 100) < 180.0


def test_draws_of_one_person_over_days_are_uniform():
    drawn = [uniform(key_of(1, day), 0, CHOOSE, 0) for day in range(10_000)]
    assert 40.0 < chi_square(np.array(drawn), 100) < 180.0


def test_normal_draws_have_the_moments_of_a_normal_distribution():
    drawn = normals(key_of(1, -1), MANY, 1, 0)
    assert abs(drawn.mean()) < 4.5 / math.sqrt(MANY)
    assert drawn.std() == pytest.approx(1.0, abs=4.5 / math.sqrt(2 * MANY))
    assert (np.abs(drawn) < 1.0).mean() == pytest.approx(0.6827, abs=0.01)


def test_gumbel_numbers_have_their_mean():
    drawn = _gumbels(key_of(1, 0), 0, MANY, CHOOSE, 0)
    assert drawn.mean() == pytest.approx(0.5772, abs=4.5 * 1.2825 / math.sqrt(MANY))
    assert drawn.var() == pytest.approx(math.pi**2 / 6, abs=0.06)


@given(WORDS, st.integers(0, 2**31), st.integers(0, 40), st.floats(-40.0, 40.0))
@settings(max_examples=300, deadline=None, database=None)
def test_a_gumbel_number_is_left_out_only_below_the_least_that_matters(key, person, option, least):
    whole, asked = (gumbel(key, person, VOTE, option, *given) for given in ((), (least,)))
    assert asked == whole or (asked == -math.inf and whole < least)


def test_most_gumbel_numbers_far_below_are_left_out():
    drawn = [gumbel(key_of(1, 0), person, VOTE, 0, 3.0) for person in range(1000)]
    left_out = drawn.count(-math.inf) / len(drawn)
    assert left_out == pytest.approx(math.exp(-math.exp(-3.0)), abs=0.05)


def test_streams_are_independent():
    key = key_of(1, 10)
    streams = {
        "this": uniforms(key, MANY, CHOOSE, 0),
        "next day": uniforms(key_of(1, 11), MANY, CHOOSE, 0),
        "next seed": uniforms(key_of(2, 10), MANY, CHOOSE, 0),
        "next purpose": uniforms(key, MANY, VOTE, 0),
        "next option": uniforms(key, MANY, CHOOSE, 1),
        "next person": uniforms(key, MANY + 1, CHOOSE, 0)[1:],
    }
    for one, other in combinations(streams, 2):
        assert abs(np.corrcoef(streams[one], streams[other])[0, 1]) < CORRELATION, f"{one}, {other}"


# Common random numbers: what changes nothing changes nothing


@pytest.mark.parametrize("effect", NULL_EFFECTS, ids=lambda effect: next(iter(effect)))
def test_an_event_that_changes_nothing_changes_nothing_at_all(tiny, effect):
    event = {"name": "Nothing", "date": "1917-03-05", "source": "invented", "effects": [effect]}
    with_it = whole(tiny.replace({"events.nothing": event}))
    assert "nothing" in with_it.fired
    assert same(whole(tiny), with_it)


def test_an_effect_that_changes_something_is_seen(tiny):
    """The test above would pass for dead luck or a dead record."""
    effect = {"change_condition": {"place": "town", "issue": "bread", "by": 0.05}}
    event = {"name": "Bread", "date": "1917-03-05", "source": "invented", "effects": [effect]}
    changed = whole(tiny.replace({"events.bread": event}))
    assert same(whole(tiny), changed, days=4)
    assert not same(whole(tiny), changed)


def test_what_comes_after_the_end_changes_nothing(tiny):
    short = whole(load(TINY, until="1917-03-07"))
    assert short.day == 6
    assert same(short, whole(tiny), days=7)


@pytest.mark.parametrize("event", ["soviet_meets", "order_one", "promise_broken"])
def test_without_an_event_every_day_before_it_is_the_same(tiny, event):
    everything, other = whole(tiny), without(event, tiny).run()
    day = next(log.day for log in everything.log if log.name == event)
    assert same(everything, other, days=day)
    assert not same(everything, other)


def test_leaving_an_event_out_of_the_file_or_of_the_run_is_the_same(tiny):
    assert same(whole(load(TINY, without=["order_one"])), without("order_one", tiny).run())


def test_in_petrograd_too_every_day_before_an_event_is_the_same():
    scenario = load("petrograd_1917")
    everything = whole(scenario, people=300)
    fired = [log for log in everything.log if log.what == "event" and log.day > 0]
    for log in fired[:: max(1, len(fired) // 3)]:
        other = without(log.name, scenario, 300).run(log.day - 1)
        assert same(everything, other, days=log.day), log.name


def test_another_seed_is_another_run(tiny):
    one, two = whole(tiny, seed=1), whole(tiny, seed=2)
    assert same(one, whole(tiny, seed=1))
    assert not np.array_equal(one.people.ideal, two.people.ideal)
    assert not same(one, two)
