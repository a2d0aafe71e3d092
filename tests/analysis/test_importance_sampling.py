"""Importance sampling against a posterior that is known exactly: a normal likelihood and a normal prior."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.analysis.calibration.importance_sampling import (
    FIRST,
    ROUND,
    next_proposal,
    points_of,
    resampled,
    round_of,
    span,
    weighed,
)
from dualsim.analysis.calibration.priors import Parameter

N = 4
WHERE, SIZE = np.array([1.0, -1.0, 0.5, 0.0]), np.array([0.5, 0.5, 1.0, 1e6])  # the last says nothing


def likelihood(points, size=SIZE):
    return -0.5 * (((points - WHERE) / size) ** 2).sum(axis=1)


def sampled(rounds, seed=1, size=SIZE):
    points, proposals = points_of(0, N, seed, None), []
    for r in range(1, rounds):
        proposals.append(next_proposal(points, likelihood(points, size), proposals))
        points = np.concatenate([points, points_of(r, N, seed, proposals[-1])])
    return points, proposals


def test_the_posterior_is_the_exact_one():
    points, proposals = sampled(20)
    found = weighed(points, likelihood(points), proposals, 40.0)
    assert found.power == 1.0
    assert found.effective > 100
    precision = 1.0 / SIZE**2 + 1.0
    mean, spread = WHERE / SIZE**2 / precision, precision**-0.5
    got = found.values @ points
    assert np.abs(got - mean).max() < 4 * (spread / np.sqrt(found.effective)).max()
    assert np.sqrt(found.values @ (points - got) ** 2) == pytest.approx(spread, rel=0.25)


def test_later_rounds_are_worth_more_than_the_prior():
    narrow = np.full(N, 0.1)
    points, proposals = sampled(10, size=narrow)
    adapted = weighed(points, likelihood(points, narrow), proposals, 0.0)
    plain = np.random.default_rng(1).standard_normal((len(points), N))
    from_prior = np.exp(likelihood(plain, narrow) - likelihood(plain, narrow).max())
    assert adapted.effective > 10 * from_prior.sum() ** 2 / (from_prior**2).sum()


def test_too_sharp_a_likelihood_is_flattened_just_enough():
    sharp = np.full(N, 1e-3)
    points = points_of(0, N, 1, None)
    found = weighed(points, likelihood(points, sharp), [], 20.0)
    assert 0.0 < found.power < 1.0
    assert found.effective == pytest.approx(20.0, rel=0.01)
    assert weighed(points, likelihood(points, sharp), [], 0.0).effective < 2.0  # what it would be as it is


def test_rounds_cover_every_trial_once():
    numbers = [n for r in range(5) for n in span(r)]
    assert numbers == list(range(FIRST + 4 * ROUND))
    assert all(n in span(round_of(n)) for n in numbers)


def test_rows_are_drawn_in_proportion_to_what_they_are_worth():
    points = points_of(0, N, 1, None)
    weights = weighed(points, likelihood(points), [], 40.0)
    rows = resampled(weights, 1000, 3)
    count = np.bincount(rows, minlength=len(points))
    assert np.abs(count - 1000 * weights.values).max() <= 1.0 + 1e-9
    assert abs(np.corrcoef(rows, np.arange(1000))[0, 1]) < 0.1  # whoever takes the first few takes no side


@pytest.mark.parametrize("mode", [1.0, 2.0, 6.0])
def test_normal_scores_give_the_file_s_value_in_the_middle(mode):
    one = Parameter("behaviour.beta", 1.0, mode, 6.0)
    values = np.array([one.value(z) for z in np.random.default_rng(1).standard_normal(20_000)])
    assert values.min() >= 1.0
    assert values.max() <= 6.0
    assert values.std() == pytest.approx(one.spread, rel=0.02)
    if mode == 2.0:
        assert np.mean(values < 2.0) == pytest.approx(0.5, abs=0.01)
        assert np.mean(values < 1.5) == pytest.approx(0.5 * 0.5**2, abs=0.01), "half a triangle"
        assert np.mean(values > 4.0) == pytest.approx(0.5 * 0.5**2, abs=0.01), "and the other half"
    else:  # at the end of its range there is only the other side, the whole triangle
        assert values.mean() == pytest.approx((1.0 + mode + 6.0) / 3.0, abs=0.03)
