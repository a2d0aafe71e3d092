"""How far life is from what people want: over all people of a group, since not all want the same."""

from __future__ import annotations

import math

from numba.extending import register_jitable

from dualsim.theory.state import BELOW, IDEAL_STEP, World


@register_jitable
def unmet(g: int, l: int, m: int, level: float, world: World) -> float:
    """Mean |x - level| over the people of a group in a place: what an issue leaves them to wish for."""
    step = min(max(math.floor(level / IDEAL_STEP) + BELOW, 0), 2 * BELOW - 1)
    share, lower = world.ideal_below[g, l, m, step], world.ideal_sum[g, l, m, step]
    return level * (2.0 * share - 1.0) + world.ideal_sum[g, l, m, 2 * BELOW - 1] - 2.0 * lower


@register_jitable
def weighed(g: int, l: int, world: World) -> float:
    """Salience of a group in a place, all issues together."""
    weight = 0.0
    for m in range(world.salience.shape[2]):
        weight += world.salience[g, l, m]
    return weight
