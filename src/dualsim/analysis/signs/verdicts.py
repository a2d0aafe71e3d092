"""Whether a claim holds: an estimate over the runs, the interval of a bootstrap, what was expected."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dualsim.analysis.statistics import Floats, resamples, sure_ends
from dualsim.scenario.signs.claims import Claim

_LEAST = 1e-12  # a size that differs by less from what is asked has it


class Finding(NamedTuple):
    """What the runs say of a claim."""

    claim: Claim
    estimate: float
    low: float  # of the interval of 95 per cent
    high: float
    runs: int  # that have a number
    late: int  # days after which it was read

    @property
    def has_sign(self) -> bool:
        """Whether the estimate lies on the side that is expected; of a level, in its band."""
        if self.claim.sign:
            return self.claim.sign * self.estimate > 0.0
        return self.claim.low - _LEAST <= self.estimate <= self.claim.high + _LEAST

    @property
    def passes(self) -> bool:
        """Whether it is as large as expected, and no chance: all of the interval has the sign."""
        if not self.claim.sign:
            return self.has_sign
        end = self.low if self.claim.sign > 0 else -self.high
        return self.claim.sign * self.estimate >= self.claim.low - _LEAST and end > 0.0


def judged(claim: Claim, after: Floats, before: Floats | None) -> Finding:
    """What runs [run, delay, 2] say of a claim, as a difference from those `before` if there are any.

    Pairs in which either has no number are left out.
    """
    sides = [after] if before is None else [after, before]
    best: tuple[float, int] | None = None
    for late in range(after.shape[1]):
        estimate = _estimate(claim, [side[:, late][_known(sides, late)] for side in sides])
        if not np.isnan(estimate) and (best is None or _margin(claim, estimate) > best[0]):
            best = (_margin(claim, estimate), late)
    late = 0 if best is None else best[1]
    known = _known(sides, late)
    parts = [side[:, late][known] for side in sides]
    estimate = _estimate(claim, parts)
    low, high = _interval(claim, parts) if known.any() else (np.nan, np.nan)
    return Finding(claim, estimate, low, high, int(known.sum()), late)


def _known(sides: list[Floats], late: int) -> np.ndarray:
    return np.all([np.isfinite(side[:, late]).all(axis=1) for side in sides], axis=0)


def _margin(claim: Claim, estimate: float) -> float:
    """By how much an estimate is what is expected, or fails to be if below 0."""
    if claim.sign:
        return claim.sign * estimate - claim.low
    return min(estimate - claim.low, claim.high - estimate)


def _estimate(claim: Claim, parts: list[Floats]) -> float:
    """The statistic of the runs [run, 2], or how it differs between two sides."""
    if not len(parts[0]):
        return np.nan
    after, *before = (float(_level(claim, part[None])[0]) for part in parts)
    return after - before[0] if before else after


def _interval(claim: Claim, parts: list[Floats]) -> tuple[float, float]:
    """Where 95 per cent of the resampled estimates lie; pairs stay together, and draws are always equal."""
    drawn = resamples(len(parts[0]))
    after, *before = (_level(claim, part[drawn]) for part in parts)
    found = after - before[0] if before else after
    return sure_ends(found)


def _level(claim: Claim, values: Floats) -> Floats:
    """The statistic over the runs of each sample [sample, run, 2]; a ratio is one of statistics."""
    top = _statistic(claim.statistic, values[..., 0])
    if claim.divided_by is None:
        return top
    below = _statistic(claim.statistic, values[..., 1])
    none = np.where(top > 0.0, np.finfo(float).max, np.nan)  # so many times nothing
    return np.divide(top, below, out=none, where=below != 0.0)


def _statistic(name: str, values: Floats) -> Floats:
    if name == "range":
        low, high = np.quantile(values, [0.05, 0.95], axis=1)
        return np.asarray(high - low)
    return np.asarray(values.mean(axis=1) if name == "mean" else np.median(values, axis=1))
