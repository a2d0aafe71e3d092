"""How near parties and whoever governs stand to people, as far as it is the same for all of a group.

Proximity (Enelow and Hinich 1984): mean w (x - y)^2 = mean w x^2 + mean w y^2 - 2 mean w y x. Who wants
what is the person's own, and rule.py adds it; the rest is worked out here, once a morning.
"""

from __future__ import annotations

import math

from numba.extending import register_jitable

from dualsim.theory.state import World
from dualsim.theory.wishes import weighed

OUT_OF_REACH = math.log(1e-300)  # in the place of the log of nothing


@register_jitable
def relate(world: World) -> None:
    """Whom each place can turn to, and how parties and whoever governs look from each group there."""
    for l in range(len(world.leading)):
        look_about(l, world)
        world.office_new[l] = 0.0
        for k in range(len(world.alive)):
            if world.in_office[k] and world.formal[k, l] > 0.0:
                answered = world.responsibility[k, l] * world.formal[world.leading[l], l]
                world.office_new[l] += max(0.0, world.formal[k, l] - answered)
        _stand_apart(l, world)
        _hear_of_office(l, world)
        for g in range(world.salience.shape[0]):
            weight = max(weighed(g, l, world), 1e-9)
            for m in range(world.salience.shape[2]):
                world.relative_salience[g, l, m] = world.salience[g, l, m] / weight
            _see_parties(g, l, world)
            _see_office(g, l, world)


@register_jitable
def look_about(l: int, world: World) -> None:
    """The authorities that reach a place, and how far; and the parties that are there."""
    found = 0
    for k in range(len(world.alive)):
        reach = world.reach[k, l]
        world.log_reach[k, l] = math.log(max(reach, 1e-300)) if reach > 0.0 else OUT_OF_REACH
        world.open_to[k, l] = world.alive[k] and world.reach[k, l] > 0.0
        if world.open_to[k, l]:
            world.nearby[l, found] = k
            found += 1
    world.nearby[l, found] = len(world.alive)
    world.nearby[l, found + 1] = -1
    for q in range(len(world.claim)):
        world.log_organisation[q, l] = math.log(max(world.organisation[q, l], 1e-300))


@register_jitable
def _hear_of_office(l: int, world: World) -> None:
    """What each authority says of whoever governs place l; of itself it says yes."""
    for k in range(len(world.alive)):
        world.office_word[k, l] = 0.0
    for j in range(len(world.alive)):
        if world.in_office[j] and world.formal[j, l] > 0.0:
            for k in range(len(world.alive)):
                said = 1.0 if k == j else world.endorsement[k, j]
                world.office_word[k, l] += world.formal[j, l] * said


@register_jitable
def _see_parties(g: int, l: int, world: World) -> None:
    for q in range(len(world.claim)):
        world.party_gap[g, l, q] = 0.0
        for m in range(world.salience.shape[2]):
            pull = world.relative_salience[g, l, m] * world.programme[q, m]
            world.party_gap[g, l, q] += pull * world.programme[q, m]
            world.party_lean[g, l, q, m] = 2.0 * pull


@register_jitable
def _see_office(g: int, l: int, world: World) -> None:
    world.office_gap[g, l], world.office_credit[g, l] = 0.0, 0.0
    world.office_lean[g, l] = 0.0
    for j in range(len(world.alive)):
        if world.in_office[j] and world.formal[j, l] > 0.0:
            world.office_credit[g, l] += world.formal[j, l] * world.credit[j, g, l]
            for m in range(world.salience.shape[2]):
                pull = world.formal[j, l] * world.relative_salience[g, l, m] * world.platform[j, m]
                world.office_gap[g, l] += pull * world.platform[j, m]
                world.office_lean[g, l, m] += 2.0 * pull


@register_jitable
def _stand_apart(l: int, world: World) -> None:
    """How far each party stands from whoever governs place l, for each group, against the mean of parties."""
    world.policy[l] = 0.0
    for k in range(len(world.alive)):
        for m in range(world.policy.shape[1] if world.in_office[k] else 0):
            world.policy[l, m] += world.formal[k, l] * world.platform[k, m]
    for g in range(world.opposition.shape[1]):
        mean, parties = 0.0, 0
        weight = max(weighed(g, l, world), 1e-300)
        for q in range(len(world.claim)):
            far = 0.0
            for m in range(world.policy.shape[1]):
                away = world.programme[q, m] - world.policy[l, m]
                far += world.salience[g, l, m] / weight * away * away
            far = math.sqrt(far)
            world.opposition[q, g, l] = far
            if stands(q, world):
                mean += far
                parties += 1
        for q in range(len(world.claim)):
            gap = world.opposition[q, g, l] - mean / max(parties, 1)
            world.opposition[q, g, l] = gap if world.leading[l] >= 0 else 0.0


@register_jitable
def stands(q: int, world: World) -> bool:
    """Whether a party is there in any place."""
    there = False
    for l in range(world.organisation.shape[1]):
        there |= world.organisation[q, l] > 0.0
        if there:
            break
    return there
