"""The error of measurement: how far what was counted may lie from the share that the model speaks of."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dualsim.analysis.evaluation.observations import Observation

Floats = NDArray[np.float64]

# Standard deviations, as shares. A count of ballots is nearly exact, but only of those who came, on lists
# that are not quite the model's parties; of medium confidence are returns put together from newspapers and
# later works, of low confidence those with districts missing. A resolution is carried with allies, in a
# hall that is half empty, by a show of hands, and stands for the seats of a party only roughly; so does
# the resolution of a congress for those who elected it, and the vote of an executive for what it endorses.
# Strikers were counted by the police, marchers guessed by newspapers.
DEVIATION = {
    "vote": {"high": 0.01, "medium": 0.02, "low": 0.05},
    "seats": {"high": 0.05, "medium": 0.07, "low": 0.10},
    "allegiance": {"high": 0.05, "medium": 0.07, "low": 0.10},
    "acceptance": {"high": 0.05, "medium": 0.07, "low": 0.10},
    "endorsement": {"high": 0.05, "medium": 0.07, "low": 0.10},
    "mobilisation": {"high": 0.03, "medium": 0.05, "low": 0.10},
}
# What is recalled, without the page before one, may be off by a part of itself, the more the less sure its
# digits are; what was read is not.
RECALLED = {"high": 0.0, "medium": 0.10, "low": 0.25}
# How far the model itself may be off, beside the error of measurement. Its parties draw on a few issues and
# move smoothly where real ones leap in a week, and one run of few people has luck of its own (a point or two
# of seats at 2,000 people). In Petrograd the fitted model is off by four points on average; without this term
# ten sharp counts would seem to fix numbers that they do not, and one of them would outweigh ten others.
DISCREPANCY = {
    "vote": 0.03, "seats": 0.05, "allegiance": 0.05,
    "acceptance": 0.05, "endorsement": 0.08, "mobilisation": 0.08,
}  # fmt: skip
DRAWS = 2_000  # of the error, at least, so that the intervals of a few runs are smooth


def deviation(seen: Observation) -> float:
    """The standard deviation of the error of an observation, as a share.

    The error of measurement, or a tenth of what is recalled if that is more, a quarter at low confidence.
    """
    return max(DEVIATION[seen.quantity][seen.confidence], RECALLED[seen.confidence] * seen.share)


def weight(seen: Observation) -> float:
    """What an observation weighs in a mean: one over the variance by which even a good model may miss it.

    One sharply counted where a model is off by no more than its discrepancy weighs 1.
    """
    sharp = np.hypot(DEVIATION[seen.quantity]["high"], DISCREPANCY[seen.quantity])
    return float((sharp / np.hypot(deviation(seen), DISCREPANCY[seen.quantity])) ** 2)


def measured_with_error(shares: Floats, seen: Observation, seed: int, off: float = 0.0) -> Floats:
    """What might have been counted if these were the shares: each several times, with errors of its own.

    `off` is the standard deviation by which the model itself is off, as a share. The errors depend on the
    seed and the name of the observation alone, whatever else is in the table.
    """
    times = -(-DRAWS // len(shares))
    luck = np.random.default_rng([seed, crc32(seen.id.encode())])
    errors = luck.normal(0.0, np.hypot(deviation(seen), off), (times, len(shares)))
    return np.clip(shares + errors, 0.0, 1.0).ravel()
