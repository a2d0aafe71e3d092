"""What is measured of a region: a town and its countryside, all their people and levers together.

A share of a region is the mean of those of its places, each weighted by the people who are there today; so
the levers of a place weigh as much as its people.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dualsim.theory.state import Floats, People, World


def with_regions(found: Floats, dims: Sequence[str], people: People, world: World) -> Floats:
    """What was found of places [..., l, ...], and after them of regions, as means over their people."""
    if not world.in_region.shape[-2]:
        return found
    first = found.ndim - len(dims)  # axes before the place: days
    weights = _weights(dims, people, world)  # [l, ...]
    weights = weights.reshape(weights.shape + (1,) * (found.ndim - weights.ndim))
    unknown = np.isnan(found)
    known, some = (found, False) if not unknown.any() else (np.where(unknown, 0.0, found), True)

    def heads_of(rows: np.ndarray) -> Floats:
        """People of one place of each region; of none where a region has no such place."""
        heads = weights.take(rows, axis=first)
        there = (rows >= 0).reshape(-1, *(1,) * (heads.ndim - first - 1))
        return np.where(there & ~unknown.take(rows, axis=first) if some else there, heads, 0.0)

    places = list(_rows_inside(world).T)  # place after place: the same bits on every machine
    total = sum((heads_of(rows) for rows in places), np.zeros(1))
    whole = np.where(total > 0.0, total, 1.0)
    mean = sum((heads_of(rows) / whole * known.take(rows, axis=first) for rows in places), np.zeros(1))
    return np.concatenate([found, np.where(total > 0.0, mean, np.nan)], axis=first)


def with_sums(found: Floats, people: People, world: World) -> Floats:
    """Numbers of people in places [..., l, g], and after them in regions."""
    if not world.in_region.shape[-2]:
        return found
    places = list(_rows_inside(world).T)
    sums = sum((np.where((rows >= 0)[:, None], found[..., rows, :], 0.0) for rows in places), np.zeros(1))
    return np.concatenate([found, sums], axis=-2)


def _rows_inside(world: World) -> np.ndarray:
    """The rows of the places of each region [r, n], then -1; the same every day."""
    inside = world.in_region.reshape(-1, *world.in_region.shape[-2:])[0] > 0
    order = np.argsort(~inside, axis=-1, kind="stable")[:, : inside.sum(axis=-1).max()]
    return np.where(np.take_along_axis(inside, order, axis=-1), order, -1)


def _weights(dims: Sequence[str], people: People, world: World) -> Floats:
    """People whom a share of a place stands for: of its group, of its lever, or all [l] or [l, ...]."""
    there = (world.population * people.present).swapaxes(-1, -2)
    if "group" in dims:
        return there
    everyone: Floats = sum((there[..., g] for g in range(there.shape[-1])), np.zeros(there.shape[:-1]))
    if "lever" in dims:
        levers: Floats = everyone[..., None] * world.weight.swapaxes(-1, -2)
        return levers
    return everyone
