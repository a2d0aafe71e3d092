"""Quantiles of many runs: the median and the edges of bands, each as if it were a run of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from dualsim.analysis.statistics import quantiles
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

SHADES = (0.5, 0.8, 0.95)  # middle parts of the runs, one band each
STACKED = {"stance": "side"}  # drawn as areas on one another: the axis along which they stand
RIBBONS = ("regime", "ending")  # measures that are words: the most frequent one of each day
EVERYONE = "_everyone"  # a measure of all groups together, counted by their people
_ROOM = 8_000_000  # numbers in hand at once, however many runs there are

Floats = NDArray[np.float64]


def median_and_edges(results: xr.Dataset, names: Sequence[str]) -> list[xr.Dataset]:
    """Some measures of many runs as Datasets of one run each: the median, then the ends of each band.

    A day on which most runs are over, or an authority that most do not have, is unknown. Of what is stacked,
    quantiles are taken of the edges between areas, so that the median still sums to one.
    """
    at = [0.5, *(0.5 + side * 0.5 * share for share in SHADES for side in (-1, 1))]
    found: list[dict[str, tuple[tuple[str, ...], Floats]]] = [{} for _ in at]
    for name in names:
        if name not in results:
            raise ValueError(f"plot: these runs keep no measure '{name}', which the figure shows")
        for title in (name, name + EVERYONE) if name in ("allegiance", "vote") else (name,):
            dims, tables = _over_runs(results, name, title != name, at)
            for layer, table in zip(found, tables, strict=True):
                layer[title] = (dims, table)
    words = {
        name: (("day", "place"), _most_frequent_in(results, name)) for name in RIBBONS if name in results
    }
    coords = results.drop_dims("member").coords
    return [xr.Dataset({**layer, **words}, coords=coords, attrs=results.attrs) for layer in found]


def _over_runs(
    results: xr.Dataset, name: str, everyone: bool, at: Sequence[float]
) -> tuple[tuple[str, ...], list[Floats]]:
    """Quantiles of a measure over the runs, a few days at a time: [day, ...] for each."""
    measure = results[name].transpose("member", "day", ...)
    if name == "delegates":  # which tells only who is elected: the same in every run
        measure = measure.isel(member=slice(0, 1))
    step = max(1, _ROOM // max(1, measure.size // measure.sizes["day"]))
    parts, dims = list[Floats](), measure.dims
    for day in range(0, measure.sizes["day"], step):
        part = measure.isel(day=slice(day, day + step))
        if everyone:
            people = results["population"].isel(day=slice(day, day + step))
            part = _together(part, people.fillna(0.0))
        dims, values = part.dims, np.asarray(part.values, float)
        if name in STACKED:
            axis = dims.index(STACKED[name])
            edges = np.array(quantiles(values.cumsum(axis=axis), list(at)))
            parts.append(np.diff(edges, axis=axis, prepend=0.0))
            continue
        parts.append(np.array(quantiles(values, list(at))))
    return tuple(str(dim) for dim in dims[1:]), list(np.concatenate(parts, axis=1))


def _together(values: xr.DataArray, people: xr.DataArray) -> xr.DataArray:
    """All groups together, counted by their people."""
    rest = [dim for dim in values.dims if dim not in ("member", "day", "place", "group")]
    there = people.where(values.notnull().any(rest), 0.0)
    total = there.sum("group")
    mean = (values.fillna(0.0) * there).sum("group") / total.where(total > 0.0)
    return mean.transpose("member", "day", "place", *rest)


def _most_frequent_in(results: xr.Dataset, measure: str) -> NDArray[np.object_]:
    found = results[measure].transpose("member", "day", "place").values
    return np.stack([most_frequent(found[:, :, place], measure) for place in range(found.shape[2])], axis=1)


def most_frequent(found: NDArray[np.object_], measure: str = "regime") -> NDArray[np.object_]:
    """The regime, or ending, of most runs [run, day] on each day; nothing where most runs are over."""
    words = (*MEASURES[measure].words, "")
    counts = np.stack([(found == word).sum(axis=0) for word in words])
    return np.array(words, dtype=object)[counts.argmax(axis=0)]


def rounded_up(top: float) -> float:
    """A round share, or a whole number, that nothing passes."""
    return next(
        (edge for edge in (0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if top <= edge + 1e-6), float(math.ceil(top))
    )
