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
    inside = world.in_region
    if not inside.shape[-2]:
        return found
    first = found.ndim - len(dims)  # axes before the place: days
    weights = _weights(dims, people, world)  # [l, ...]
    weights = weights.reshape(weights.shape + (1,) * (found.ndim - weights.ndim))
    unknown = np.isnan(found)
    known, some = (found, False) if not unknown.any() else (np.where(unknown, 0.0, found), True)
    rows = [found]
    for r in range(inside.shape[-2]):
        here = inside[..., r, :].reshape(weights.shape[: first + 1] + (1,) * (found.ndim - first - 1))
        heads = np.where(unknown, 0.0, weights * here) if some else weights * here
        total = heads.sum(axis=first, keepdims=True)
        shares = np.divide(heads, total, out=np.zeros_like(heads), where=total > 0.0)
        mean = (shares * known).sum(axis=first, keepdims=True)
        rows.append(np.where(total > 0.0, mean, np.nan))
    return np.concatenate(rows, axis=first)


def with_sums(found: Floats, people: People, world: World) -> Floats:
    """Numbers of people in places [..., l, g], and after them in regions."""
    return np.concatenate([found, world.in_region.astype(float) @ found], axis=-2)


def _weights(dims: Sequence[str], people: People, world: World) -> Floats:
    """People whom a share of a place stands for: of its group, of its lever, or all [l] or [l, ...]."""
    there = (world.population * people.present).swapaxes(-1, -2)
    if "group" in dims:
        return there
    everyone: Floats = there.sum(axis=-1)
    if "lever" in dims:
        levers: Floats = everyone[..., None] * world.weight.swapaxes(-1, -2)
        return levers
    return everyone
