"""When a place passes from one regime into another: first days, as a distribution over runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dualsim.analysis.statistics import portion_of
from dualsim.theory.measures import REGIMES

if TYPE_CHECKING:
    import xarray as xr

MOVES = ("enters", "leaves")


def transitions(results: xr.Dataset) -> xr.Dataset:
    """The first day on which each place enters and leaves each regime: median, interval, share of the runs.

    The median and the interval of 90 per cent are over the runs in which it happens; the ends of `share`
    are Wilson's. A place leaves a regime on the first day after it entered it that has another.

    >>> import dualsim
    >>> moves = dualsim.transitions(dualsim.ensemble("petrograd_1917", runs=2, people=300, jobs=1))
    >>> sorted(moves.dims)
    ['move', 'place', 'regime']
    """
    import xarray as xr

    if "regime" not in results or "member" not in results.dims:
        raise ValueError("transitions: no runs to compare; give an ensemble that keeps the measure 'regime'")
    regimes = results["regime"].transpose("member", "day", "place").values
    first = np.stack(
        [first_days(regimes, regime) for regime in REGIMES], axis=2
    )  # [run, place, regime, move]
    axes = ("place", "regime", "move")
    shape = first.shape[1:]
    dates = {name: np.full(shape, np.datetime64("NaT", "ns")) for name in ("median", "low", "high")}
    shares = {name: np.zeros(shape) for name in ("share", "share_low", "share_high")}
    for cell in np.ndindex(*shape):
        days = np.sort(first[:, *cell])
        days = days[days >= 0]
        for name, number in zip(shares, portion_of(len(days), len(first)), strict=True):
            shares[name][cell] = number
        if len(days):
            for name, quantile in (("median", 0.5), ("low", 0.05), ("high", 0.95)):
                day = int(np.quantile(days, quantile, method="inverted_cdf"))
                dates[name][cell] = results["day"].values[day]
    coords = {"place": results["place"].values, "regime": list(REGIMES), "move": list(MOVES)}
    data = {name: (axes, values) for name, values in {**dates, **shares}.items()}
    return xr.Dataset(data, coords=coords, attrs={"runs": len(first)})


def first_days(regimes: NDArray[np.object_], regime: str) -> NDArray[np.int64]:
    """For each run and place the first day of a regime and the first after it of another, -1 for never."""
    there, known = regimes == regime, regimes != ""
    days = np.arange(regimes.shape[1])[None, :, None]
    entered = np.where(there.any(axis=1), there.argmax(axis=1), -1)
    after = known & ~there & (days > entered[:, None]) & (entered[:, None] >= 0)
    left = np.where(after.any(axis=1), after.argmax(axis=1), -1)
    return np.stack([entered, left], axis=-1)
