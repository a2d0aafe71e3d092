"""An emulator: what runs would say of each observation at numbers that nobody tried.

A quadratic surface through the trials for each observation, on logits, by ridge regression (Box and Wilson
1951; Hoerl and Kennard 1970); its penalty is the one with which each trial is best foretold by the others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dualsim.theory.state import Floats

LEAST = 0.002  # a share below this counts as this, as its logit has to be a number
PENALTIES = np.geomspace(1e-3, 3e3, 25)
CURVED = 3.0  # how much less a square or a product is expected to matter than what is linear
FEWEST = 20  # trials


class Emulator(NamedTuple):
    """Coefficients of the surface of each observation, and how far it is off trials that it has not seen."""

    coefficients: Floats  # [feature, observation]
    error: Floats  # [observation], standard deviation as a share

    @property
    def parameters(self) -> int:
        """How many scores a point has: one and they, and each product of two, are the features."""
        return round((np.sqrt(8.0 * len(self.coefficients) + 1.0) - 3.0) / 2.0)

    def says(self, points: Floats) -> Floats:
        """The share of each observation at points of standard normal scores [point, observation]."""
        return share_of(features(points) @ self.coefficients)


def emulated(points: Floats, shares: Floats) -> Emulator:
    """The emulator of trials [trial, parameter] and what they said [trial, observation].

    Raises ValueError for fewer trials than an emulator can be made of.
    """
    if len(points) < FEWEST:
        raise ValueError(f"trials: {len(points)} are too few for an emulator; give {FEWEST} or more")
    x, y = features(points), logit(shares)
    curved = np.arange(x.shape[1]) > points.shape[1]
    prior = np.where(curved, CURVED**2, 1.0)
    prior[0] = 1e-6  # the mean is not penalised
    coefficients, error = np.empty((x.shape[1], y.shape[1])), np.empty(y.shape[1])
    least = np.full(y.shape[1], np.inf)
    for penalty in PENALTIES:
        gain = np.linalg.solve(x.T @ x + penalty * np.diag(prior), x.T)
        found = gain @ y
        off = (y - x @ found) / (1.0 - np.einsum("ij,ji->i", x, gain))[:, None]  # each foretold by the others
        missed = (off**2).mean(axis=0)
        better = missed < least
        least[better], coefficients[:, better] = missed[better], found[:, better]
        error[better] = (share_of(y) - share_of(y - off)).std(axis=0)[better]
    return Emulator(coefficients, error)


def features(points: Floats) -> Floats:
    """One, each score, each square and each product of two [point, feature]."""
    count, n = points.shape
    row, column = np.triu_indices(n)
    return np.concatenate([np.ones((count, 1)), points, points[:, row] * points[:, column]], axis=1)


def logit(shares: Floats) -> Floats:
    """Shares as logits, those near 0 and 1 cut off."""
    cut = np.clip(np.nan_to_num(shares, nan=LEAST), LEAST, 1.0 - LEAST)
    return np.asarray(np.log(cut / (1.0 - cut)))


def share_of(logits: Floats) -> Floats:
    """Logits as shares."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -50.0, 50.0))))
