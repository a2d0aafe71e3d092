"""Importance sampling in rounds: where to look next, and what each point looked at is worth.

Points are standard normal scores, so that the prior is the normal of as many dimensions. The first round is
drawn from it, each later one from a normal fitted to the rounds before and, in part, from the prior again. A
point is weighted by likelihood times prior over the mixture of all that was drawn from (Cornuet et al. 2012,
adaptive multiple importance sampling).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dualsim.analysis.statistics import Floats

FIRST, ROUND = 100, 50  # points of the first round, and of each after it
FROM_PRIOR = 0.2  # of each later round, so that no region is forgotten
WIDER = 1.3  # a fitted normal is drawn wider than it was found: tails that are too light ruin the weights
ENOUGH = 3  # points' worth for each dimension and ten: below that nothing is fitted
KEPT = 40.0  # effective points; fewer trials than 400 are asked for a tenth of them


class Proposal(NamedTuple):
    """What a round is drawn from: a normal and, in part, the prior."""

    mean: Floats
    covariance: Floats

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Some points."""
        n = len(self.mean)
        normal = rng.standard_normal((count, n))
        fitted = self.mean + normal @ np.linalg.cholesky(self.covariance).T
        return np.where(rng.random((count, 1)) < FROM_PRIOR, normal, fitted)

    def log_density(self, points: Floats) -> Floats:
        """The logarithm of the density at points."""
        none = np.zeros_like(self.mean)
        return np.logaddexp(
            np.log(FROM_PRIOR) + log_normal(points, none, np.eye(len(none))),
            np.log1p(-FROM_PRIOR) + log_normal(points, self.mean, self.covariance),
        )


class Weights(NamedTuple):
    """What each point is worth, summing to 1."""

    values: Floats
    power: float  # of the likelihood: 1 as it is, less where it was flattened

    @property
    def effective(self) -> float:
        """How many equal points would tell as much (Kish)."""
        return float(1.0 / (self.values**2).sum())


def log_normal(points: Floats, mean: Floats, covariance: Floats) -> Floats:
    """The logarithm of a normal density."""
    root = np.linalg.cholesky(covariance)
    scaled = np.linalg.solve(root, (points - mean).T)
    constant = len(mean) * np.log(2.0 * np.pi) / 2.0 + np.log(np.diag(root)).sum()
    return np.asarray(-0.5 * (scaled**2).sum(axis=0) - constant)


def round_of(n: int) -> int:
    """The round to which a point belongs."""
    return 0 if n < FIRST else 1 + (n - FIRST) // ROUND


def span(r: int) -> range:
    """The points of a round."""
    start = FIRST + (r - 1) * ROUND
    return range(start, start + ROUND) if r else range(FIRST)


def weighed(points: Floats, likelihood: Floats, proposals: list[Proposal], least: float) -> Weights:
    """What points are worth, given the logarithm of their likelihood, flattened to have `least` of them."""
    prior = log_normal(points, np.zeros(points.shape[1]), np.eye(points.shape[1]))
    rounds = np.array([round_of(n) for n in range(len(points))])
    parts = [np.log(np.mean(rounds == 0)) + prior]
    for r, proposal in enumerate(proposals, start=1):
        if (rounds == r).any():
            parts.append(np.log(np.mean(rounds == r)) + proposal.log_density(points))
    base = prior - np.logaddexp.reduce(parts, axis=0)
    wanted, low, high = min(least, 0.5 * len(points)), 0.0, 1.0
    found = _normed(base + likelihood, 1.0)
    if found.effective >= wanted:
        return found
    for _ in range(40):
        middle = 0.5 * (low + high)
        enough = _normed(base + middle * likelihood, middle).effective >= wanted
        low, high = (middle, high) if enough else (low, middle)
    return _normed(base + low * likelihood, low)


def _normed(logarithms: Floats, power: float) -> Weights:
    values = np.exp(logarithms - logarithms.max())
    return Weights(values / values.sum(), power)


def fitted(points: Floats, weights: Weights) -> Proposal:
    """A normal through weighted points, its correlations shrunk as far as there are few of them."""
    mean = weights.values @ points
    apart = points - mean
    covariance = (weights.values[:, None] * apart).T @ apart
    trust = weights.effective / (weights.effective + points.shape[1])
    covariance = trust * covariance + (1.0 - trust) * np.diag(np.diag(covariance))
    return Proposal(mean, WIDER * covariance + 1e-4 * np.eye(len(mean)))


def next_proposal(points: Floats, likelihood: Floats, proposals: list[Proposal]) -> Proposal:
    """What to draw the next round from, after whole rounds."""
    least = ENOUGH * points.shape[1] + 10.0
    return fitted(points, weighed(points, likelihood, proposals, least))


def points_of(r: int, dimensions: int, seed: int, proposal: Proposal | None) -> Floats:
    """The points of a round: the same for the same seed, whatever was interrupted before."""
    rng = np.random.default_rng([seed, r])
    if proposal is None:
        return rng.standard_normal((len(span(r)), dimensions))
    return proposal.draw(len(span(r)), rng)


def resampled(weights: Weights, count: int, seed: int) -> list[int]:
    """Rows drawn evenly by their weights (systematic resampling), shuffled: any few stand for all."""
    rng = np.random.default_rng([seed, count])
    at = (rng.random() + np.arange(count)) / count
    rows = np.searchsorted(np.cumsum(weights.values), at).clip(max=len(weights.values) - 1)
    return [int(n) for n in rng.permutation(rows)]
