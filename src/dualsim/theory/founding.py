"""What founds a committee: nobody has served for some days what presses on a group."""

from __future__ import annotations

import math

from numba.extending import register_jitable

from dualsim.theory.behaviours import stand
from dualsim.theory.endorsement import warranted
from dualsim.theory.state import People, Taste, World


@register_jitable
def found_committees(people: People, world: World, taste: Taste) -> None:
    """Where nobody has served what presses on a group for some days, its members found a committee."""
    if not some_spare(world):
        return
    for g in range(world.unserved.shape[0]):
        for l in range(world.unserved.shape[1]):
            unserved = world.population[g, l] > 0.0 and best_offer(g, l, world, taste) < taste.found_below
            world.unserved[g, l] = world.unserved[g, l] + 1.0 if unserved else 0.0
    for g in range(world.unserved.shape[0]):
        for l in range(world.unserved.shape[1]):
            if world.unserved[g, l] >= max(taste.found_days, 1.0):
                for k in range(len(world.spare)):
                    if world.spare[k] and world.reach[k, l] > 0.0:
                        _found(k, g, pressing_most(g, l, world), world)
                        _introduce(k, people, world, taste)
                        world.unserved[g, l] = 0.0
                        break


@register_jitable
def some_spare(world: World) -> bool:
    """Whether a row is left for a committee."""
    left = False
    for k in range(len(world.spare)):
        left |= world.spare[k] > 0
    return left


@register_jitable
def best_offer(g: int, l: int, world: World, taste: Taste) -> float:
    """The best utility, company apart, that a group can find in a place on the issue that presses most."""
    m = pressing_most(g, l, world)
    best = -math.inf
    for k in range(len(world.alive)):
        if world.alive[k] and world.reach[k, l] > 0.0:
            away = world.mean_ideal[g, m] - world.platform[k, m]
            appeal = -taste.gamma * (away * away)
            appeal += taste.chi * world.portfolio[k, m] + world.credit[k, g, l]
            if world.electors[k, g] > 0.0 and world.electorate[k, l]:
                appeal += taste.psi
            best = max(best, appeal + taste.omega * math.log(world.reach[k, l]))
    return best


@register_jitable
def pressing_most(g: int, l: int, world: World) -> int:
    """The issue that presses most on a group in a place."""
    most = 0
    for m in range(world.attention.shape[2]):
        if world.attention[g, l, m] > world.attention[g, l, most]:
            most = m
    return most


@register_jitable
def _found(k: int, g: int, m: int, world: World) -> None:
    world.alive[k] = 1
    world.spare[k] = 0
    world.founders[k] = g
    world.founded_for[k] = m
    world.electors[k, g] = 1.0
    for issue in range(world.own_platform.shape[1]):
        world.own_platform[k, issue] = world.mean_ideal[g, issue]
    world.portfolio[k, m] = 1.0
    stand(k, world)


@register_jitable
def _introduce(k: int, people: People, world: World, taste: Taste) -> None:
    """A body that people found endorses others, and they it, as seats, platforms and electors warrant."""
    for j in range(len(world.alive)):
        if world.alive[j] and j != k:
            world.endorsement[k, j] = warranted(k, j, people, world, taste)
            world.endorsement[j, k] = warranted(j, k, people, world, taste)
