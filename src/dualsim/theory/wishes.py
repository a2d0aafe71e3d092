"""How far life is from what people want: over all people of a group, since not all want the same."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from dualsim.theory.state import BELOW, IDEAL_STEP, Floats, World


def gaps(world: World) -> Floats:
    """Mean |x - sigma| over the people of each group [g, l, m]: a group of two halves has no one wish."""
    found = np.empty_like(world.salience)
    for m in range(found.shape[2]):
        found[:, :, m] = unmet(world, m, world.condition[None, :, m])[:, 0]
    return found


def unmet(world: World, m: int, condition: Floats) -> Floats:
    """The same on issue m if life were otherwise [n, l]: mean |x - condition| of each group [g, n, l]."""
    return _unmet(world.ideal_below[:, :, m], world.ideal_sum[:, :, m], condition)


@njit(nogil=True, cache=True)
def _unmet(below, lower, condition):
    found = np.empty((below.shape[0], *condition.shape))
    for n in range(condition.shape[0]):
        for l in range(condition.shape[1]):
            level = condition[n, l]
            step = min(max(math.floor(level / IDEAL_STEP) + BELOW, 0), 2 * BELOW - 1)
            for g in range(below.shape[0]):
                share, mean = below[g, l, step], lower[g, l, -1]
                found[g, n, l] = level * (2.0 * share - 1.0) + mean - 2.0 * lower[g, l, step]
    return found
