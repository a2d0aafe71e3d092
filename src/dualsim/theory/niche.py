"""Room for an authority among others like it: those that are alike share one following.

Path-size logit (Ben-Akiva and Bierlaire 1999), where the size of an option is what the people around turn
to, as in an ecology of affiliation (McPherson 1983). Two that serve the same electors in the same matters for
the same ends hold what they have of a single niche: a double gains nothing by being there, and a newcomer
that is like nobody has all the room there is.
"""

from __future__ import annotations

import math

from numba.extending import register_jitable

from dualsim.theory.state import People, Taste, World


@register_jitable
def make_room(people: People, world: World, taste: Taste) -> None:
    """log of the part that each authority has in the following of all that are like it, cell by cell."""
    nobody, at = len(world.alive), -1
    for c in range(len(people.size)):
        if world.cell_place[c] != at:
            at = world.cell_place[c]
            _compare(at, world, taste)
        for n in range(world.nearby.shape[1]):
            k = world.nearby[at, n]
            if k >= nobody:
                break
            alike = 0.0
            for o in range(world.nearby.shape[1]):
                j = world.nearby[at, o]
                if j >= nobody:
                    break
                alike += world.likeness[k, j] * (people.around[c, j] + taste.newcomer)
            own = people.around[c, k] + taste.newcomer
            people.room[c, k] = math.log(max(own / max(alike, 1e-300), 1e-300))


@register_jitable
def _compare(l: int, world: World, taste: Taste) -> None:
    """The likeness of the authorities that reach a place, two by two."""
    nobody = len(world.alive)
    for n in range(world.nearby.shape[1]):
        k = world.nearby[l, n]
        if k >= nobody:
            break
        world.likeness[k, k] = 1.0
        for o in range(n):
            j = world.nearby[l, o]
            alike = alike_in_electors(k, j, l, world) * common_matters(k, j, world)
            alike *= math.exp(-taste.niche * apart(k, j, world))
            world.likeness[k, j] = alike
            world.likeness[j, k] = alike


@register_jitable
def alike_in_electors(k: int, j: int, l: int, world: World) -> float:
    """Electors of a place that two authorities have in common, as a share; 1 if nobody elects either."""
    of_k, of_j = False, False
    for g in range(world.electors.shape[1]):
        of_k |= world.electors[k, g] > 0.0 and world.electorate[k, l] > 0
        of_j |= world.electors[j, g] > 0.0 and world.electorate[j, l] > 0
    if of_k and of_j:
        return common_electors(k, j, world)
    return 1.0 if of_k == of_j else 0.0


@register_jitable
def common_electors(k: int, j: int, world: World) -> float:
    """The share of electors that two authorities have in common; 0 if either is appointed."""
    of_k, of_j, common = 0.0, 0.0, 0.0
    for g in range(world.electors.shape[1]):
        of_k += world.electors[k, g]
        of_j += world.electors[j, g]
    for g in range(world.electors.shape[1]):
        if of_k > 0.0 and of_j > 0.0:
            common += min(world.electors[k, g] / of_k, world.electors[j, g] / of_j)
    return common


@register_jitable
def common_matters(k: int, j: int, world: World) -> float:
    """The cosine of two portfolios: 1 for the same matters in the same proportions."""
    both, of_k, of_j = 0.0, 0.0, 0.0
    for m in range(world.portfolio.shape[1]):
        both += world.portfolio[k, m] * world.portfolio[j, m]
        of_k += world.portfolio[k, m] * world.portfolio[k, m]
        of_j += world.portfolio[j, m] * world.portfolio[j, m]
    return both / math.sqrt(of_k * of_j) if of_k > 0.0 and of_j > 0.0 else 0.0


@register_jitable
def apart(k: int, j: int, world: World) -> float:
    """Mean square of the distance between two platforms."""
    far = 0.0
    for m in range(world.platform.shape[1]):
        away = world.platform[k, m] - world.platform[j, m]
        far += away * away
    return far / world.platform.shape[1]
