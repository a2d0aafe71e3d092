"""Cross-validation over places: each is foretold by numbers that were fitted to all others.

One set of trials serves all of them: an emulator stands for the runs, and the posterior is found anew for
each place that is left out, from the other rows alone. So nothing of a place, its town's garrison included,
enters what is said of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dualsim.analysis.calibration.emulator import FEWEST, emulated
from dualsim.analysis.calibration.fold_result import CrossValidation, Foretold
from dualsim.analysis.calibration.posterior import posterior
from dualsim.analysis.calibration.result import Calibration
from dualsim.analysis.evaluation.baselines import mean_of_others
from dualsim.analysis.evaluation.covariates import read_covariates
from dualsim.analysis.evaluation.measurement_error import deviation
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.regression import Regression
from dualsim.analysis.evaluation.whose_place import Whereabouts
from dualsim.scenario.axes import names_of
from dualsim.theory.state import Floats

WIDE = 0.9


def cross_validate(
    found: Calibration, *, covariates: str | Path | None = None, covariate: Sequence[str] = (), seed: int = 1
) -> CrossValidation:
    """Leave out one place at a time of those that a calibration has rows of.

    With `covariates`, a table of places, a ridge regression on it leaves out the same. Raises ValueError for
    fewer than three places, or for too few trials.
    """
    seen = found.question.observations
    check_folds(seen, len(found.points))
    places = list(dict.fromkeys(one.place for one in seen))
    known = read_covariates(covariates, tuple(covariate)) if covariates and covariate else None
    known = read_covariates(covariates) if covariates and known is None else known
    regression = Regression(known) if known is not None else None
    emulator = emulated(found.points, found.shares)
    where = _whereabouts(found)
    levels = [where.level(one) for one in seen]
    whole = posterior(emulator, seen, levels, [True] * len(seen), seed)
    fitted, rows = emulator.says(whole.points).mean(axis=0), list[Foretold]()
    for place in places:
        out = [n for n, one in enumerate(seen) if one.place == place]
        without = posterior(emulator, seen, levels, [n not in out for n in range(len(seen))], seed)
        told = emulator.says(without.points)
        for n in out:
            one, said = seen[n], told[:, n]
            off = np.hypot(emulator.error[n], without.discrepancy.of(one, levels[n]))
            beside = mean_of_others(one, seen), regression(one, seen) if regression else None
            interval = _interval(said, float(off), one, seed)
            share, spread = float(said.mean()), float(said.std())
            rows.append(Foretold(one, levels[n], share, spread, interval, float(fitted[n]), *beside))
    return CrossValidation(found, tuple(rows), emulator, whole)


def check_folds(table: Sequence[Observation], trials: int) -> None:
    """Refuse what no place can be left out of: to be asked before the trials, which take long.

    Raises ValueError for rows of fewer than three places, or for too few trials.
    """
    places = len({one.place for one in table})
    if places < 3:
        raise ValueError(
            f"cross-validate: rows of {places} place{'s' * (places != 1)} are too few; give three or more"
        )
    if trials < FEWEST:
        raise ValueError(f"trials: {trials} are too few for an emulator; give {FEWEST} or more")


def _interval(said: Floats, off: float, seen: Observation, seed: int) -> tuple[float, float]:
    """Where what was counted should lie: posterior, what the model is off, errors of counting together."""
    rng, size = np.random.default_rng([seed, len(said)]), np.hypot(off, deviation(seen))
    luck = rng.normal(0.0, size, (len(said), 8))
    low, high = np.quantile(np.clip(said[:, None] + luck, 0.0, 1.0), [(1 - WIDE) / 2, (1 + WIDE) / 2])
    return float(low), float(high)


def _whereabouts(found: Calibration) -> Whereabouts:
    there, towns = list[str](), dict[str, str]()
    for scenario in found.question.cases:
        names = names_of(scenario)
        there += [*names.place, *names.region]
        towns |= {key: region.town for key, region in scenario.regions.items()}
    return Whereabouts(there, towns)
