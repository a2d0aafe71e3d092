"""The error of measurement: as wide as its table says, the same for the same seed, never beyond a share."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.analysis.evaluation.measurement_error import (
    DEVIATION,
    DISCREPANCY,
    DRAWS,
    deviation,
    measured_with_error,
    weight,
)
from dualsim.analysis.evaluation.observations import CONFIDENCES, QUANTITIES, Observation

SEEN = Observation(
    "x", "1917-03-10", "town", "vote", "", (), ("radical",), 0.5, 100.0, "medium", "a book", ""
)  # fmt: skip


def test_every_quantity_and_confidence_has_a_deviation_and_less_confidence_a_larger_one():
    assert tuple(DEVIATION) == QUANTITIES
    for by_confidence in DEVIATION.values():
        assert tuple(by_confidence) == CONFIDENCES
        assert sorted(by_confidence.values()) == list(by_confidence.values())


@pytest.mark.parametrize(("quantity", "confidence"), [("vote", "high"), ("vote", "low"), ("seats", "medium")])
def test_the_errors_are_as_wide_as_the_table_says(quantity, confidence):
    seen = SEEN._replace(quantity=quantity, confidence=confidence)
    sample = measured_with_error(np.full(20_000, 0.5), seen, 1)
    assert sample.std() == pytest.approx(deviation(seen), rel=0.03)
    assert sample.mean() == pytest.approx(0.5, abs=0.003)


def test_few_runs_get_many_errors_each():
    assert len(measured_with_error(np.array([0.5]), SEEN, 1)) == DRAWS
    assert len(measured_with_error(np.full(3, 0.5), SEEN, 1)) >= DRAWS


def test_what_might_have_been_counted_is_a_share():
    sample = measured_with_error(np.array([0.0, 1.0]), SEEN._replace(confidence="low"), 1)
    assert (sample.min(), sample.max()) == (0.0, 1.0)


def test_luck_hangs_on_the_seed_and_the_name_alone():
    shares = np.array([0.3, 0.4])
    first = measured_with_error(shares, SEEN, 1)
    np.random.default_rng(5).normal(size=9)
    assert (measured_with_error(shares, SEEN, 1) == first).all()
    assert (measured_with_error(shares, SEEN, 2) != first).any()
    assert (measured_with_error(shares, SEEN._replace(id="y"), 1) != first).any()


@pytest.mark.parametrize(
    ("confidence", "share", "size"),
    [
        ("high", 0.9, 0.01), ("medium", 0.1, 0.02), ("medium", 0.5, 0.05), ("low", 0.1, 0.05),
        ("low", 0.4, 0.1), ("medium", 0.0, 0.02),
    ],
)  # fmt: skip
def test_what_is_recalled_is_off_by_a_tenth_of_itself_or_a_quarter(confidence, share, size):
    assert deviation(SEEN._replace(confidence=confidence, share=share)) == pytest.approx(size)


def test_less_confidence_weighs_less_and_no_count_outweighs_all():
    high, medium, low = (weight(SEEN._replace(confidence=name)) for name in CONFIDENCES)
    assert high == 1.0
    assert medium == pytest.approx((0.01**2 + 0.03**2) / (0.05**2 + DISCREPANCY["vote"] ** 2))
    assert low == pytest.approx((0.01**2 + 0.03**2) / (0.125**2 + 0.03**2))
    assert high > medium > low > 0.05
