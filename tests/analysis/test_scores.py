"""The continuous ranked probability score and intervals, against answers that are known."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualsim.analysis.evaluation.scores import crps, intervals

NUMBERS = st.floats(0.0, 1.0, width=32)


def of_normal(mean: float, deviation: float, observed: float) -> float:
    """The closed form for a normal forecast (Gneiting and Raftery 2007, equation 21 without its sign)."""
    z = (observed - mean) / deviation
    below = 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return deviation * (z * (2.0 * below - 1.0) + 2.0 * density - 1.0 / math.sqrt(math.pi))


@pytest.mark.parametrize("observed", [-0.4, 0.3, 0.35, 1.2])
def test_a_large_sample_of_a_normal_scores_as_the_closed_form(observed):
    even = NormalDist(0.3, 0.2)
    sample = np.array([even.inv_cdf((n + 0.5) / 20_000) for n in range(20_000)])
    assert crps(sample, observed) == pytest.approx(of_normal(0.3, 0.2, observed), abs=2e-5)


@given(NUMBERS, NUMBERS)
def test_a_single_number_scores_its_absolute_error(said, observed):
    assert crps(np.array([said]), observed) == pytest.approx(abs(said - observed))


@given(st.lists(NUMBERS, min_size=1, max_size=9), NUMBERS)
def test_it_is_the_mean_over_all_pairs(sample, observed):
    x = np.array(sample)
    by_pairs = np.abs(x - observed).mean() - 0.5 * np.abs(x[:, None] - x[None, :]).mean()
    assert crps(x, observed) == pytest.approx(by_pairs, abs=1e-12)


def test_two_numbers_by_hand():
    assert crps(np.array([0.0, 1.0]), 0.5) == pytest.approx(0.5 - 0.25)


def test_the_middle_part_of_a_sample():
    wide, middle = intervals(np.arange(101.0), 0.9, 0.5)
    assert wide == (pytest.approx(5.0), pytest.approx(95.0))
    assert middle == (25.0, 75.0)
