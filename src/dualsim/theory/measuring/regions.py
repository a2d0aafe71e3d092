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
    inside = _inside(world)
    first = found.ndim - len(dims)  # axes before the place: days
    weights = _weights(dims, people, world)  # [l, ...]
    weights = weights.reshape(weights.shape + (1,) * (found.ndim - weights.ndim))
    unknown = np.isnan(found)
    known, some = (found, False) if not unknown.any() else (np.where(unknown, 0.0, found), True)
    rows = [found]
    for members in inside:  # place after place: the same bits on every machine
        places = [(slice(None),) * first + (slice(l, l + 1),) for l in np.flatnonzero(members)]
        heads = [np.where(unknown[l], 0.0, weights[l]) if some else weights[l] for l in places]
        total = sum(heads, np.zeros(1))
        shares = [one / np.where(total > 0.0, total, 1.0) for one in heads]
        mean = sum((share * known[l] for share, l in zip(shares, places, strict=True)), np.zeros(1))
        rows.append(np.where(total > 0.0, mean, np.nan))
    return np.concatenate(rows, axis=first)


def with_sums(found: Floats, people: People, world: World) -> Floats:
    """Numbers of people in places [..., l, g], and after them in regions."""
    if not world.in_region.shape[-2]:
        return found
    rows = [found[..., np.flatnonzero(members), :] for members in _inside(world)]
    sums = [sum((row[..., [n], :] for n in range(row.shape[-2])), np.zeros(1)) for row in rows]
    return np.concatenate([found, *sums], axis=-2)


def _inside(world: World) -> np.ndarray:
    """Which places belong to which region [r, l], the same every day."""
    return world.in_region.reshape(-1, *world.in_region.shape[-2:])[0]


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
