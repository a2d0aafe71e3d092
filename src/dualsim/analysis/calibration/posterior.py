"""The posterior of numbers by an emulator: many points near those that make the observations likely.

Random-walk Metropolis, many short chains at once from the prior. How far the model itself may be off is not
given but found: for each option its variance is integrated out under the scale prior of Jeffreys, so a few
rows that are missed widely neither rule alone nor make the others seem surer than they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dualsim.analysis.calibration.emulator import Emulator
from dualsim.analysis.evaluation.alike import kind
from dualsim.analysis.evaluation.discrepancy import Discrepancy, Missed, discrepancy_of
from dualsim.analysis.evaluation.measurement_error import DISCREPANCY, deviation
from dualsim.analysis.evaluation.observations import Observation
from dualsim.theory.state import Floats

CHAINS, STEPS, KEPT_STEPS = 250, 500, 4  # of each chain the states of its last steps, 20 apart
APART = 20
STRIDE = 2.4  # over the root of the number of dimensions (Roberts, Gelman and Gilks 1997), times the spread


class Posterior(NamedTuple):
    """Points drawn from the posterior, and how far the model is off in each kind of observation."""

    points: Floats  # [draw, parameter], standard normal scores
    discrepancy: Discrepancy


def posterior(
    emulator: Emulator,
    observations: Sequence[Observation],
    levels: Sequence[str],
    kept: Sequence[bool],
    seed: int,
) -> Posterior:
    """Draws of the numbers that make those observations likely which are kept; each is of a level."""
    told = _Told(emulator, observations, levels, np.flatnonzero(kept))
    rng, size = np.random.default_rng([seed, sum(kept)]), emulator.parameters
    now = rng.standard_normal((CHAINS, size))
    worth, spread, states = told.log_worth(now), np.ones(size), []
    for step in range(STEPS):
        if step and step % 50 == 0 and step <= STEPS // 2:
            spread = now.std(axis=0) + 1e-3
        there = now + STRIDE / np.sqrt(size) * spread * rng.standard_normal(now.shape)
        other = told.log_worth(there)
        taken = np.log(rng.random(CHAINS)) < other - worth
        now, worth = np.where(taken[:, None], there, now), np.where(taken, other, worth)
        if step >= STEPS - KEPT_STEPS * APART and (STEPS - 1 - step) % APART == 0:
            states.append(now)
    points = np.concatenate(states)
    return Posterior(points, told.discrepancy(points))


class _Told:
    """What the kept observations say of points."""

    def __init__(
        self,
        emulator: Emulator,
        observations: Sequence[Observation],
        levels: Sequence[str],
        kept: np.ndarray,
    ) -> None:
        self.emulator = Emulator(emulator.coefficients[:, kept], emulator.error[kept])
        self.seen, self.levels = [observations[n] for n in kept], [levels[n] for n in kept]
        self.shares = np.array([one.share for one in self.seen])
        self.error = np.array([deviation(one) for one in self.seen])
        self.floor = np.array([DISCREPANCY[one.quantity] for one in self.seen])
        kinds = [kind(one) for one in self.seen]
        self.rows = {k: np.array([n for n, other in enumerate(kinds) if other == k]) for k in kinds}

    def squares(self, points: Floats) -> Floats:
        """Squared errors, in units of what counting, the emulator and the least discrepancy make them."""
        size = self.error**2 + self.emulator.error**2 + self.floor**2
        return np.asarray((self.emulator.says(points) - self.shares) ** 2 / size)

    def log_worth(self, points: Floats) -> Floats:
        """The logarithm of prior times likelihood of points."""
        worth, squares = -0.5 * (points**2).sum(axis=1), self.squares(points)
        for rows in self.rows.values():  # the variance integrated out
            worth -= 0.5 * (len(rows) + 1) * np.log1p(squares[:, rows].sum(axis=1))
        return np.asarray(worth)

    def discrepancy(self, points: Floats) -> Discrepancy:
        """How far the model is off in each kind of observation at each level, beside errors of counting."""
        missed = np.sqrt(((self.emulator.says(points) - self.shares) ** 2).mean(axis=0)).tolist()
        told = zip(self.seen, self.levels, missed, self.emulator.error.tolist(), strict=True)
        return discrepancy_of([Missed(*one) for one in told])
