"""Ridge regression in closed form: what places like it would say of a place, by what was known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dualsim.analysis.evaluation.alike import others_like
from dualsim.analysis.evaluation.covariates import Covariates
from dualsim.analysis.evaluation.observations import Observation
from dualsim.theory.state import Floats

FEWEST = 4  # other places, without which there is no regression
PENALTIES = np.geomspace(1e-3, 1e3, 61)  # for each row, on covariates of standard deviation 1


class Fit(NamedTuple):
    """A regression: the mean of the shares, and what each covariate adds per standard deviation."""

    mean: float
    slopes: Floats
    centre: Floats  # of the covariates
    scale: Floats
    penalty: float

    def says(self, covariates: Floats) -> float:
        """The share at some covariates, kept between 0 and 1."""
        return float(np.clip(self.mean + (covariates - self.centre) / self.scale @ self.slopes, 0.0, 1.0))


def fitted(covariates: Floats, shares: Floats, penalties: Floats = PENALTIES) -> Fit:
    """The ridge regression of shares on covariates [row, name], with the penalty that foretells rows best.

    Slopes minimise the mean squared error plus the penalty times their squares, on covariates brought to mean
    0 and standard deviation 1; the mean is not penalised (Hoerl and Kennard 1970). The penalty is that of the
    smallest squared error when each of these rows is foretold by the others (Allen 1974), in closed form.
    """
    centre, scale = covariates.mean(axis=0), covariates.std(axis=0)
    scale = np.where(scale > 0.0, scale, 1.0)
    x, mean = (covariates - centre) / scale, float(shares.mean())
    missed = [_missed(x, shares - mean, penalty) for penalty in penalties]
    penalty = float(penalties[len(missed) - 1 - int(np.argmin(missed[::-1]))])  # of equals the largest
    return Fit(mean, _gain(x, penalty) @ (shares - mean), centre, scale, penalty)


def _gain(x: Floats, penalty: float) -> Floats:
    """What turns shares into slopes [name, row]."""
    return np.asarray(np.linalg.solve(x.T @ x + len(x) * penalty * np.eye(x.shape[1]), x.T))


def _missed(x: Floats, y: Floats, penalty: float) -> float:
    """The squared error when each row is foretold by the others, x staying as it is scaled."""
    hat = x @ _gain(x, penalty) + 1.0 / len(x)
    return float((((y - hat @ y) / (1.0 - np.diag(hat))) ** 2).sum())


class Regression:
    """The regression as a baseline: each place foretold by a fit to the others like it."""

    def __init__(self, covariates: Covariates) -> None:
        self.covariates = covariates
        self._fits: dict[tuple[object, ...], Fit | None] = {}

    def __call__(self, seen: Observation, table: Sequence[Observation]) -> float | None:
        """The share that the regression says; None without covariates or with too few other places."""
        here = self.covariates.of(seen)
        if here is None:
            return None
        rows = [one for one in others_like(seen, table) if self.covariates.of(one) is not None]
        key = tuple(one.id for one in rows), seen.quantity, seen.option
        if key not in self._fits:
            self._fits[key] = self._fit(rows)
        fit = self._fits[key]
        return None if fit is None else fit.says(np.array(here))

    def _fit(self, rows: Sequence[Observation]) -> Fit | None:
        if len({one.place for one in rows}) < FEWEST:
            return None
        known = np.array([self.covariates.of(one) for one in rows], dtype=float)
        return fitted(known, np.array([one.share for one in rows]))
