"""Claims to power, and who takes it: an executive that claims it, where levers would obey."""

from __future__ import annotations

from numba.extending import register_jitable

from dualsim.theory.pace import over
from dualsim.theory.random_streams import SEIZE, uniform
from dualsim.theory.state import People, Taste, World


@register_jitable
def claim(people: People, world: World, taste: Taste) -> None:
    """A party claims power as far as its voters refuse who governs or are governed by it, to its ceiling."""
    pace = over(taste.recall, world.step[0])
    for q in range(len(world.claim)):
        voters, against = 0.0, 0.0
        for l in range(len(world.leading)):
            if world.leading[l] < 0:
                continue  # nobody governs
            own = world.executive[world.leading[l], q] > 0.5
            for g in range(people.vote.shape[0]):
                there = world.population[g, l] * people.present[g, l]
                voters += there * people.vote[g, l, q]
                against += there * (people.vote[g, l, q] if own else people.refusing[g, l, q])
        wanted = against / voters if voters > 0.0 else world.claim[q]
        world.claim[q] += pace * (min(world.ceiling[q], wanted) - world.claim[q])


@register_jitable
def take_power(day: int, key: int, world: World, taste: Taste) -> None:
    """An executive that claims power takes it where levers would obey, the sooner the less divided it is.

    Whoever governs falls, but for those who make the same claim: they go on beside it. Where bodies decide
    for themselves the chance is their strategy's (`will`), and without a majority they take nothing even so.
    """
    find_allies(world)
    for l in range(world.reach.shape[1]):
        find_rulers(l, world)
        for k in range(world.reach.shape[0]):
            world.levers_ready[k, l] = ready(k, l, world)
    for k in range(world.reach.shape[0]):
        majority = -1.0  # of those for it over those against
        for q in range(len(world.claim)):
            majority += 2.0 * world.executive[k, q] * world.claim[q]
        for l in range(world.reach.shape[1]):
            could = majority > 0.0 and world.levers_ready[k, l] >= taste.seize_share
            daily = taste.seize_pace * majority if world.will[k] < 0.0 else world.will[k]
            chance = over(daily, world.step[0]) if could else 0.0
            if could and uniform(key, k, SEIZE, l) < chance and world.alive[k]:
                _overthrow(day, k, l, world)


@register_jitable
def _overthrow(day: int, k: int, l: int, world: World) -> None:
    """Whoever governs place l against k governs it no more, nor anything if that was all."""
    for j in range(world.mandate.shape[0]):
        if _rules(j, l, world) and not world.allied[k, j]:
            world.took_power[k] = day
            world.mandate[k, l] = 1.0
            world.mandate[j, l] = 0.0
            left = 0.0
            for other in range(world.mandate.shape[1]):
                left += world.mandate[j, other]
            if left == 0.0:
                world.alive[j] = 0
                world.endorsement[j, :] = 0.0
                world.endorsement[:, j] = 0.0


@register_jitable
def find_rulers(l: int, world: World) -> None:
    """Who has a mandate in a place, as of now."""
    found = 0
    for j in range(len(world.alive)):
        if _rules(j, l, world):
            world.ruling[l, found] = j
            found += 1
    world.ruling[l, found] = -1


@register_jitable
def ready(k: int, l: int, world: World) -> float:
    """Share of levers of a place, by weight, where more follow k than obey or follow any against it."""
    if not world.alive[k] or world.reach[k, l] <= 0.0:
        return 0.0
    rivals = 0
    for j in world.ruling[l]:
        if j < 0:
            break
        rivals += not world.allied[k, j]
    share = 0.0
    for v in range(world.weight.shape[0] if rivals else 0):
        if world.lever_control[l, v, k] > _against(k, v, l, world):
            share += world.weight[v, l]
    return share


@register_jitable
def _rules(j: int, l: int, world: World) -> bool:
    """Whether an authority has a mandate in a place, as of now."""
    return world.alive[j] > 0 and world.mandate[j, l] > 0.0


@register_jitable
def _against(k: int, v: int, l: int, world: World) -> float:
    """The most of a lever that obeys, or where it does not govern follows, any that makes another claim."""
    most = 0.0
    for j in world.ruling[l]:
        if j < 0:
            break
        if not world.allied[k, j]:
            most = max(most, world.lever_obedience[l, v, j])
    for j in world.nearby[l]:
        if j == len(world.alive):
            break
        if not (world.allied[k, j] or _rules(j, l, world)):
            most = max(most, world.lever_control[l, v, j])
    return most


@register_jitable
def find_allies(world: World) -> None:
    """Authorities make the same claim if parties that make it lead both, with most of either executive."""
    world.allied[:] = 0
    for k in range(len(world.alive)):
        world.allied[k, k] = 1
        if claimed_in_common(k, k, world) > 0.5:  # or it has no more in common with any other
            for j in range(k):
                same = claimed_in_common(k, j, world) > 0.5
                world.allied[k, j] = same
                world.allied[j, k] = same


@register_jitable
def claimed_in_common(k: int, j: int, world: World) -> float:
    """How far parties that two executives have in common claim power."""
    common = 0.0
    for q in range(len(world.claim)):
        common += min(world.executive[k, q], world.executive[j, q]) * world.claim[q]
    return common
