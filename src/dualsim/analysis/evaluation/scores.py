"""Scores of an ensemble beside what was observed: intervals, the continuous ranked probability score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def crps(sample: Floats, observed: float) -> float:
    """The continuous ranked probability score of a sample: in the unit of what was observed, 0 is best.

    The plain estimator E|X - y| - E|X - X'| / 2 over all pairs of the sample, itself included (Gneiting and
    Raftery 2007): the score of the sample taken as the whole forecast. A single number scores its absolute
    error.
    """
    ordered = np.sort(sample)
    count = len(ordered)
    ranks = 2.0 * np.arange(1, count + 1) - count - 1.0
    return float(np.abs(ordered - observed).mean() - (ranks * ordered).sum() / count**2)


def intervals(sample: Floats, *shares: float) -> list[tuple[float, float]]:
    """The ends of the middle part of a sample that holds each of these shares of it."""
    ends = np.quantile(sample, [0.5 + side * share for share in shares for side in (-0.5, 0.5)]).tolist()
    return list(zip(ends[::2], ends[1::2], strict=True))
