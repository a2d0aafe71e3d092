"""Numbers over runs: known answers, and what holds for all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualsim.analysis.statistics import bands, portion_of, spread_of


def test_the_interval_holds_nine_in_ten():
    found = spread_of(np.arange(101.0))
    assert found == pytest.approx((50.0, 5.0, 95.0))


def test_runs_without_a_number_are_left_out():
    assert spread_of(np.array([1.0, np.nan, 3.0])).median == 2.0
    assert np.isnan(spread_of(np.array([np.nan]))).all()


def test_bands_are_quantiles_of_each_day():
    values = np.random.default_rng(1).random((41, 7))
    median, edges = bands(values, (0.5, 0.9))
    np.testing.assert_allclose(median, np.median(values, axis=0))
    np.testing.assert_allclose(edges[0], np.quantile(values, [0.25, 0.75], axis=0))
    np.testing.assert_allclose(edges[1], np.quantile(values, [0.05, 0.95], axis=0))


def test_bands_of_days_that_some_runs_lack_are_those_of_the_others():
    values = np.random.default_rng(2).random((9, 4))
    values[:3, 2], values[:6, 3] = np.nan, np.nan
    median, ((low, high),) = bands(values, (0.8,))
    np.testing.assert_allclose(median[:3], np.nanmedian(values, axis=0)[:3])
    np.testing.assert_allclose([low[2], high[2]], np.quantile(values[3:, 2], [0.1, 0.9]))
    assert np.isnan([median[3], low[3], high[3]]).all()  # only three of nine runs go on so long


def test_a_share_of_runs_has_wilsons_interval():
    assert portion_of(0, 10) == pytest.approx((0.0, 0.0, 0.2775), abs=1e-4)
    assert portion_of(5, 10) == pytest.approx((0.5, 0.2366, 0.7634), abs=1e-4)
    assert portion_of(50, 50) == pytest.approx((1.0, 0.9287, 1.0), abs=1e-4)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_in_its_interval_and_failures_mirror_it(pair):
    happened, runs = pair
    share, low, high = portion_of(happened, runs)
    assert 0.0 <= low <= share + 1e-12
    assert share <= high + 1e-12
    assert high <= 1.0
    other = portion_of(runs - happened, runs)
    assert (1 - other.high, 1 - other.low) == pytest.approx((low, high))
