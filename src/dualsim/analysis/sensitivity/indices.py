"""Sensitivity indices by SALib: where to look, and what an output owes each of many numbers."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from dualsim.analysis.statistics import Floats
from dualsim.runs.optional import needed
from dualsim.scenario.suggestions import unknown


class Method(NamedTuple):
    """A method: what its index is called and means, and SALib's confidence in it."""

    key: str  # the key of SALib
    meaning: str
    confidence: str  # the key of SALib; empty if it gives none
    told: str  # what that is


METHODS = {
    "morris": Method("mu_star", "mean size of an effect, mu*", "mu_star_conf", "95% of resamples"),
    "sobol": Method("ST", "share of the variance, interactions included, ST", "ST_conf", "95% of resamples"),
    "pawn": Method("median", "median distance of distributions, PAWN", "CV", "variation over slices"),
}  # fmt: skip
EXTRA = "sensitivity"
LEVELS = 4  # of the grid of Morris
SLICES = 10  # of PAWN
SHUFFLES, FLOOR = 100, 0.95  # an index that so many of the shuffled outputs stay below says nothing


class Indices(NamedTuple):
    """The index of each number, and SALib's confidence in it."""

    values: Floats  # [number]
    confidence: Floats  # [number]


def sampled(method: str, ranges: Mapping[str, tuple[float, float]], samples: int, seed: int) -> Floats:
    """Where to look [run, number]: trajectories of Morris, a Saltelli design, or a Latin hypercube."""
    if method not in METHODS:
        raise ValueError(f"method: {unknown('method', method, METHODS)}")
    morris, sobol, latin = (needed(f"SALib.sample.{name}", EXTRA) for name in ("morris", "sobol", "latin"))

    problem = _problem(ranges)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if method == "morris":
            return np.asarray(morris.sample(problem, samples, num_levels=LEVELS, seed=seed))
        if method == "sobol":
            return np.asarray(sobol.sample(problem, samples, calc_second_order=False, seed=seed))
        return np.asarray(latin.sample(problem, samples, seed=seed))


def indices(
    method: str, ranges: Mapping[str, tuple[float, float]], points: Floats, found: Floats, seed: int
) -> Indices:
    """What an output [run] at the points owes each number; 0 where it never changes, NaN where it is nowhere.

    Runs without the output are left out, and with them those that their method takes together with them.
    """
    morris, sobol, pawn = (needed(f"SALib.analyze.{name}", EXTRA) for name in ("morris", "sobol", "pawn"))

    n, problem = len(ranges), _problem(ranges)
    kept = whole_blocks(method, found, n)
    points, found = points[kept], found[kept]
    if not len(found):
        return Indices(np.full(n, np.nan), np.full(n, np.nan))
    if np.ptp(found) <= 1e-12 * max(1.0, float(np.abs(found).max())):
        return Indices(np.zeros(n), np.zeros(n))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        if method == "morris":
            told = morris.analyze(problem, points, found, num_levels=LEVELS, seed=seed)
        elif method == "sobol":
            told = sobol.analyze(problem, found, calc_second_order=False, seed=seed)
        else:
            told = pawn.analyze(problem, points, found, S=SLICES, seed=seed)
    way = METHODS[method]
    return Indices(_plain(told[way.key]), _plain(told[way.confidence]))


def floor_of(
    method: str, ranges: Mapping[str, tuple[float, float]], points: Floats, found: Floats, seed: int
) -> Floats | None:
    """The index that each number gets from an output that hangs on none: below it, it says nothing.

    Only PAWN needs one: it compares distributions of few runs, which differ by chance alone.
    """
    if method != "pawn":
        return None
    kept = np.isfinite(found)
    luck, points, found = np.random.default_rng(seed), points[kept], found[kept]
    shuffled = [
        indices(method, ranges, points, luck.permutation(found), seed).values for _ in range(SHUFFLES)
    ]
    return np.asarray(np.quantile(np.array(shuffled), FLOOR, axis=0), float)


def block_of(method: str, numbers: int) -> int:
    """How many runs a method takes together: a trajectory of Morris, a sample of Saltelli, one of PAWN."""
    return {"morris": numbers + 1, "sobol": numbers + 2}.get(method, 1)


def whole_blocks(method: str, found: Floats, numbers: int) -> np.ndarray:
    """Which runs belong to a block of which every run has an output."""
    size = block_of(method, numbers)
    return np.repeat(np.isfinite(found).reshape(-1, size).all(axis=1), size)


def _problem(ranges: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    return {
        "num_vars": len(ranges),
        "names": list(ranges),
        "bounds": [list(ends) for ends in ranges.values()],
    }


def _plain(values: Any) -> Floats:
    return np.nan_to_num(np.asarray(np.ma.filled(values, 0.0), float))
