"""How far authorities endorse each other, and when two of them act as one."""

from __future__ import annotations

import math

from numba.extending import register_jitable

from dualsim.theory.niche import apart
from dualsim.theory.state import People, Taste, World


@register_jitable
def endorse(k: int, people: People, world: World, taste: Taste) -> None:
    """Endorsement of every other authority moves towards what seats, platforms and office-holders warrant."""
    for j in range(len(world.alive)):
        world.warranted[k, j] = warranted(k, j, people, world, taste)
        if world.alive[j] and j != k:
            wanted = max(world.warranted[k, j], float(world.joint[k, j]))
            world.endorsement[k, j] += taste.endorse_pace * (wanted - world.endorsement[k, j])


@register_jitable
def warranted(k: int, j: int, people: People, world: World, taste: Taste) -> float:
    """The endorsement that k owes j: by seats and offices in common, by distance of platforms, by promises
    kept, and where j governs by how many of k's electors put up with it.
    """
    if not world.alive[j]:
        return 0.0
    overlap, shared = 0.0, 0.0
    for q in range(world.executive.shape[1]):
        overlap += min(world.executive[k, q], world.executive[j, q])
    for h in range(world.office.shape[1]):
        shared += min(world.office[k, h], world.office[j, h])
    pull = taste.endorse_base + taste.endorse_overlap * overlap + taste.endorse_office * shared
    pull -= taste.endorse_distance * apart(k, j, world)
    pull += taste.endorse_electors * _support(k, j, people, world)
    return _kept(k, j, world) / (1.0 + math.exp(-max(pull, -700.0)))  # beyond 700 exp has no number


@register_jitable
def _support(k: int, j: int, people: People, world: World) -> float:
    """Share of k's electors who put up with j where it governs, less a half; 0 where it does not."""
    asked, accept = 0.0, 0.0
    if not world.in_office[j]:
        return 0.0
    for g in range(world.electors.shape[1]):
        total, governed, bearing = 0.0, 0.0, 0.0
        for l in range(world.reach.shape[1]):
            if world.electors[k, g] > 0.0 and world.electorate[k, l] and world.reach[k, l] > 0.0:
                there = world.population[g, l] * people.present[g, l]
                total += there
                if world.formal[j, l] > 0.0:
                    governed += there
                    bearing += there * world.legitimacy[g, l]
        if total > 0.0:
            asked += world.electors[k, g] * governed / total
            accept += world.electors[k, g] * bearing / total
    return accept / asked - 0.5 if asked > 0.0 else 0.0


@register_jitable
def _kept(k: int, j: int, world: World) -> float:
    """How far j has kept what it promised k: 1 where it promised nothing."""
    promised, kept = 0.0, 0.0
    for n in range(len(world.pledge_by)):
        if world.pledge_to[n] == k and world.pledge_by[n] == j:
            promised += 1.0
            kept += world.pledge_kept[n]
    return kept / promised if promised > 0.0 else 1.0


@register_jitable
def join_and_part(world: World, taste: Taste) -> None:
    """Close authorities of one place form a joint executive when danger presses; it ends when they part."""
    for k in range(len(world.alive)):
        for j in range(k):
            if world.joint[k, j]:
                stay = _able(k, world) and _able(j, world) and _closeness(k, j, world) >= taste.part_below
                world.joint[k, j] = stay
                world.joint[j, k] = stay
    for l in range(len(world.danger)):
        if 1.0 - world.danger[l] > taste.join_danger:  # who governs has little to set against the streets
            for k in range(len(world.alive)):
                if _able(k, world) and _at_home(k, l, world):
                    _join(k, l, world, taste)


@register_jitable
def _join(k: int, l: int, world: World, taste: Taste) -> None:
    """In a place in danger an authority joins those before it that are close to it."""
    for j in range(k):
        if _able(j, world) and _closeness(k, j, world) >= taste.join_above and _at_home(j, l, world):
            world.joint[k, j] = 1
            world.joint[j, k] = 1


@register_jitable
def _able(k: int, world: World) -> bool:
    """Whether an authority may act with another as one."""
    return world.alive[k] > 0 and world.may_join[k] > 0


@register_jitable
def _at_home(k: int, l: int, world: World) -> bool:
    """Whether an authority reaches no other place further: a town's bodies are not its villages'."""
    here = world.reach[k, l]
    for other in range(world.reach.shape[1]):
        if world.reach[k, other] > here:
            return False
    return here > 0.0


@register_jitable
def _closeness(k: int, j: int, world: World) -> float:
    """The endorsement that two warrant each other, as the cooler of the two finds it."""
    return min(world.warranted[k, j], world.warranted[j, k])
