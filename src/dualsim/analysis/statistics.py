"""Numbers over runs: the median, the interval that most runs lie in, and how sure a share of runs is."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

INTERVAL = 0.90  # of the runs lie in the interval of a table
SAME, HIGHER, LOWER = "no detectable difference", "higher", "lower"
RESAMPLES = 2000  # of a bootstrap
TAIL = 0.025  # of its interval of 95 per cent
_Z = 1.959964  # of a Wilson interval of 95 per cent


class Spread(NamedTuple):
    """The median of some runs and the ends of the interval that 90 per cent of them lie in."""

    median: float
    low: float
    high: float


class Estimate(NamedTuple):
    """A number estimated from all runs together, and the interval of 95 per cent of a bootstrap."""

    value: float
    low: float
    high: float


class Portion(NamedTuple):
    """A share of the runs, and how large it may be among all runs that there could be."""

    share: float
    low: float
    high: float


def spread_of(values: Floats) -> Spread:
    """Median and interval of a number of each run, runs without one left out; NaN if none has one."""
    known = values[np.isfinite(values)]
    if not known.size:
        return Spread(np.nan, np.nan, np.nan)
    tail = 0.5 * (1.0 - INTERVAL)
    low, median, high = np.quantile(known, [tail, 0.5, 1.0 - tail])
    return Spread(float(median), float(low), float(high))


def verdict_on(difference: Spread) -> str:
    """A difference in words: higher or lower if most runs agree on it; nothing if there is none to tell."""
    if np.isnan(difference.median):
        return ""
    if difference.low > 0.0:
        return HIGHER
    return LOWER if difference.high < 0.0 else SAME


def signless(value: float, form: str) -> str:
    """A number as text; nothing has no sign."""
    text = f"{value:{form}}"
    return text if text.strip("+-0.") else text.lstrip("+-")


def mean_over_days(table: Floats) -> Floats:
    """The mean of each run [run, day] over the days that have a number; NaN for a run without one."""
    there = np.isfinite(table)
    total, days = np.where(there, table, 0.0).sum(axis=1), there.sum(axis=1)
    return np.divide(total, days, out=np.full(len(table), np.nan), where=days > 0)


def mean_over_runs(table: Floats) -> Floats:
    """The mean over the first axis of what is known; NaN where nothing is."""
    there = np.isfinite(table)
    total, runs = np.where(there, table, 0.0).sum(axis=0), there.sum(axis=0)
    return np.divide(total, runs, out=np.full(total.shape, np.nan), where=runs > 0)


def on_day(table: Floats, day: int) -> Floats:
    """The value of each run [run, day] on a day; NaN for a day that the runs do not have."""
    return table[:, day] if 0 <= day < table.shape[1] else np.full(len(table), np.nan)


def bands(values: Floats, shares: tuple[float, ...]) -> tuple[Floats, list[tuple[Floats, Floats]]]:
    """The median over the first axis, and for each share the ends of the middle part of so many runs."""
    ends = [(0.5 - 0.5 * share, 0.5 + 0.5 * share) for share in shares]
    median, *edges = quantiles(values, [0.5, *(end for pair in ends for end in pair)])
    return median, list(zip(edges[::2], edges[1::2], strict=True))


def quantiles(values: Floats, at: list[float]) -> Any:
    """Quantiles over the first axis, from the runs that have a number; NaN where most have none.

    numpy.nanquantile takes fifty times as long, which a figure of many runs would wait for.
    """
    there = np.isfinite(values).sum(axis=0)
    if (there == len(values)).all():
        return np.quantile(values, at, axis=0)
    ordered = np.sort(values, axis=0)  # NaN come last
    found = []
    for share in at:
        place = share * np.maximum(there - 1, 0)
        below = np.floor(place).astype(int)
        above = np.minimum(below + 1, np.maximum(there - 1, 0))
        low, high = (np.take_along_axis(ordered, row[None], axis=0)[0] for row in (below, above))
        found.append(np.where(2 * there > len(values), low + (high - low) * (place - below), np.nan))
    return found


def portion_of(happened: int, runs: int) -> Portion:
    """A share of runs with its interval of 95 per cent (Wilson 1927).

    The numbers are those of scipy.stats.binomtest, whose import takes longer than a command's whole table.
    """
    share, square = happened / runs, _Z**2 / runs
    middle = (share + 0.5 * square) / (1.0 + square)
    half = _Z * np.sqrt(share * (1.0 - share) / runs + 0.25 * square / runs) / (1.0 + square)
    return Portion(share, float(max(middle - half, 0.0)), float(min(middle + half, 1.0)))


def paired_portions(before: Floats, after: Floats) -> Portion:
    """The difference of two shares of the same runs with its interval of 95 per cent (Agresti and Min 2005).

    Half a run is added to each of the four sorts of pairs, or no interval would follow from pairs that agree.
    """
    pairs = len(before)
    more, fewer = float((after > before).sum()), float((after < before).sum())
    total, up, down = pairs + 2.0, more + 0.5, fewer + 0.5
    middle = (up - down) / total
    half = _Z * np.sqrt((up + down) / total - middle**2) / np.sqrt(total)
    return Portion((more - fewer) / pairs, float(max(middle - half, -1.0)), float(min(middle + half, 1.0)))


def resamples(runs: int) -> NDArray[np.int64]:
    """Which runs each sample of a bootstrap is made of [sample, run]; the draws are always the same."""
    return np.random.default_rng(1917).integers(0, runs, (RESAMPLES, runs))


def sure_ends(found: Floats) -> tuple[float, float]:
    """The ends between which 95 per cent of the resampled estimates lie, those without a number left out."""
    if not np.isfinite(found).any():
        return np.nan, np.nan
    low, high = np.nanquantile(found, [TAIL, 1.0 - TAIL])
    return float(low), float(high)


def estimate_of(values: Floats, whole: Floats | None = None) -> Estimate:
    """The mean of a number of each run, or its share of the mean of a whole; pairs stay together.

    Runs that lack either are left out.
    """
    whole = np.ones(len(values)) if whole is None else whole
    known = np.isfinite(values) & np.isfinite(whole)
    values, whole = values[known], whole[known]
    if not values.size:
        return Estimate(np.nan, np.nan, np.nan)
    drawn = resamples(len(values))
    top, below = values[drawn].mean(axis=1), whole[drawn].mean(axis=1)
    found = np.divide(top, below, out=np.full(len(top), np.nan), where=below != 0.0)
    total = float(whole.mean())
    return Estimate(float(values.mean()) / total if total else np.nan, *sure_ends(found))
