"""How an order runs through levers: obedience, real power, the force behind it, and what is delivered."""

from __future__ import annotations

import math

from numba.extending import register_jitable

from dualsim.theory.state import People, Taste, World
from dualsim.theory.wishes import unmet, weighed


@register_jitable
def carry_out(people: People, world: World, taste: Taste) -> None:
    """One day of orders: who obeys whom, what is delivered, and the relief that this brings."""
    obey(people, world)
    weigh_forces(people, world, taste)
    deliver(world, taste)
    act_directly(people, world, taste)


@register_jitable
def obey(people: People, world: World) -> None:
    """Control of levers, obedience, compliance and real power."""
    for l in range(world.weight.shape[1]):
        world.compliance[l] = 0.0
        world.real_power[l] = 0.0
        for v in range(world.weight.shape[0]):
            follow(v, l, people, world)
            world.lever_obedience[l, v] = 0.0
            crew = 0.0
            for g in range(world.operators.shape[1]):
                crew += world.operators[v, g, l]
            if crew == 0.0 and world.run_by[v] < 0:  # a lever of other places
                continue
            for k in range(len(world.alive)):
                if world.open_to[k, l] or world.formal[k, l] > 0.0:  # nobody hears an order of any other
                    order(k, v, l, people, world)
            for k in world.nearby[l]:
                if k < 0:
                    break
                world.real_power[l, k] += world.weight[v, l] * world.lever_control[l, v, k]


@register_jitable
def order(k: int, v: int, l: int, people: People, world: World) -> None:
    """What a lever carries out of an authority's orders, less who strikes, holds them back or refuses."""
    striking = 0.0
    for g in range(world.operators.shape[1]):
        striking += world.operators[v, g, l] * people.active_share[g, l]
    working = 1.0 - striking * world.formal[k, l]
    if world.formal[k, l] > 0.0:
        working *= world.passes[l, v, k]
    working *= 1.0 - world.refused[l, v, k]
    world.lever_obedience[l, v, k] = obedience(k, v, l, people, world) * working
    world.compliance[l, k] += world.weight[v, l] * world.lever_obedience[l, v, k]


@register_jitable
def follow(v: int, l: int, people: People, world: World) -> None:
    """Control of a lever: its crew by whom they turn to, where there is an organ to bring them the order."""
    nobody = len(world.alive)
    world.lever_control[l, v] = 0.0
    n = world.run_by[v]
    if n >= 0 and world.sited[n, l]:  # what a body built is its own, as far as it has an organ there
        by = world.builder[n]
        runs = world.organ[by, l] if world.alive[by] and world.reach[by, l] > 0.0 else 0.0
        world.lever_control[l, v, by] = runs
        world.lever_control[l, v, nobody] = 1.0 - runs
    for g in range(world.operators.shape[1]):
        crew, known = world.operators[v, g, l], 0.0
        for k in world.nearby[l]:
            if k == nobody:
                break
            turned = people.allegiance[g, l, k]
            known += turned
            world.lever_control[l, v, k] += crew * turned * world.organ[k, l]
            world.lever_control[l, v, nobody] += crew * turned * (1.0 - world.organ[k, l])
        alone = people.allegiance[g, l, nobody]
        away = 1.0 - known - alone  # who turns to what does not reach them, or has left, obeys nobody
        gone = known + alone <= 0.0 or away > 1e-9  # less is rounding
        world.lever_control[l, v, nobody] += crew * (alone + away if gone else alone)


@register_jitable
def lent(k: int, v: int, l: int, world: World) -> float:
    """What followers of other authorities would carry out of k's orders, by how far they trust it."""
    others = 0.0
    for i in world.nearby[l]:
        if i == len(world.alive):
            break
        others += world.lever_control[l, v, i] * trust(i, k, world)
    return others


@register_jitable
def obedience(k: int, v: int, l: int, people: People, world: World) -> float:
    """Share of a lever that carries out k's orders, strikes apart.

    Followers of k carry out k's orders. Those of others carry them out if they put up with k where k governs
    (whom only k's own organ reaches, if they turn to nobody), and where it does not to the degree that whom
    they turn to endorses k. Where a lever needs a countersign, others do so to the degree that the signer
    endorses k.
    """
    if not world.alive[k]:
        return 0.0
    nobody, governs = len(world.alive), world.formal[k, l] > 0.0
    others = 0.0
    if governs:
        for i in world.nearby[l]:
            if i == nobody:
                break
            if i == k:
                continue
            if world.joint[i, k]:
                others += world.lever_control[l, v, i]  # the executive is one, and so are its orders
            else:
                others += willing(i, v, l, people, world) * world.organ[i, l]
        others += willing(nobody, v, l, people, world) * world.organ[k, l]
        others *= world.formal[k, l] / world.formal[world.leading[l], l]
    else:
        others = lent(k, v, l, world)
    signer = world.countersign[v, l]
    if signer >= 0 and world.alive[signer] and signer != k:
        asked_once = 0.0 if governs else world.lever_control[l, v, signer] * trust(signer, k, world)
        others = asked_once + (others - asked_once) * world.endorsement[signer, k]
    return min(world.lever_control[l, v, k] + others, 1.0)


@register_jitable
def willing(i: int, v: int, l: int, people: People, world: World) -> float:
    """Share of a lever's crew that turns to authority i, or nobody, and puts up with whoever governs."""
    share = 0.0
    for g in range(world.operators.shape[1]):
        share += world.operators[v, g, l] * people.acceptance[g, l, i]
    return share


@register_jitable
def trust(i: int, k: int, world: World) -> float:
    """How far followers of another authority i carry out what k orders."""
    if i == k or not world.alive[i]:
        return 0.0
    return 1.0 if world.joint[i, k] else world.endorsement[i, k]


@register_jitable
def weigh_forces(people: People, world: World, taste: Taste) -> None:
    """Legitimacy of whoever governs, the force that it can order out, and the danger of rising."""
    for l in range(len(world.danger)):
        world.loyal_force[l] = 0.0
        world.active_force[l] = 0.0
        for g in range(world.population.shape[0]):
            world.legitimacy[g, l] = 0.0
            for k in world.nearby[l]:
                if k < 0:
                    break
                world.legitimacy[g, l] += people.acceptance[g, l, k]
            world.active_force[l] += counted(g, l, people, world, taste) * people.active_share[g, l]
        for v in range(world.weight.shape[0]):
            crew, obeyed = 0.0, 0.0
            for g in range(world.population.shape[0]):
                crew += world.operators[v, g, l] * counted(g, l, people, world, taste)
            for k in range(len(world.alive) if world.leading[l] >= 0 else 0):
                obeyed += world.lever_obedience[l, v, k] * world.formal[k, l]
            world.loyal_force[l] += world.force[v] * crew * obeyed
        loyal, active = world.loyal_force[l], world.active_force[l]
        alone = 1.0 if loyal > 0.0 else 0.0
        somebody = active > 1e-9  # less is nobody, and a number too small to divide by
        world.danger[l] = 1.0 - math.exp(-loyal / active) if somebody else alone


@register_jitable
def counted(g: int, l: int, people: People, world: World, taste: Taste) -> float:
    """People of a group in the streets of a place, were all of them there: the armed count for several."""
    return world.population[g, l] * people.present[g, l] * (1.0 + (taste.arms_count - 1.0) * world.arms[g, l])


@register_jitable
def deliver(world: World, taste: Taste) -> None:
    """Whoever holds a lever moves its condition towards its policy, and that brings relief."""
    world.relief[:] = 0.0
    for v in range(len(world.delivers)):
        m = world.delivers[v]
        for l in range(world.weight.shape[1]):
            if m < 0 or world.weight[v, l] <= 0.0:
                continue
            now, moved = world.condition[l, m], 0.0
            for k in world.nearby[l]:
                if k == len(world.alive):
                    break
                mine = 1.0 if world.run_by[v] >= 0 else world.portfolio[k, m]  # who runs it handles it
                held = world.lever_control[l, v, k] * mine
                move = taste.delivery * held * (world.platform[k, m] - now) * world.work[v, l]
                moved += move
                for g in range(world.relief.shape[1] if move != 0.0 else 0):
                    eased = unmet(g, l, m, now, world) - unmet(g, l, m, now + move, world)
                    weight = max(weighed(g, l, world), 1e-300)
                    world.relief[k, g, l] += world.salience[g, l, m] / weight * eased
            world.condition[l, m] = min(1.0, max(-1.0, now + moved))


@register_jitable
def act_directly(people: People, world: World, taste: Taste) -> None:
    """Mobilised people change a condition by their own hands: peasants take land, workers the shop floor."""
    for g in range(len(world.acts_on)):
        m = world.acts_on[g]
        for l in range(world.condition.shape[0] if m >= 0 else 0):
            pace = taste.direct_action * people.active_share[g, l]
            world.condition[l, m] += pace * (world.mean_ideal[g, m] - world.condition[l, m])


@register_jitable
def press(world: World, place: int, issue: int, level: float, pull: float) -> None:
    """War, hunger and prices push a condition of life towards a given level, in a place or everywhere: -1."""
    for l in range(world.condition.shape[0]):
        if place < 0 or place == l:
            world.condition[l, issue] += pull * (level - world.condition[l, issue])


@register_jitable
def hold(world: World) -> None:
    """What is held stays where it was put."""
    for l in range(world.held.shape[0]):
        for m in range(world.held.shape[1]):
            if not math.isnan(world.held[l, m]):
                world.condition[l, m] = world.held[l, m]
    for n in range(len(world.pledge_held)):
        if not math.isnan(world.pledge_held[n]):
            world.pledge_kept[n] = world.pledge_held[n]
