"""Institutions that bodies build of their own: alternatives that serve people, and what blocks the old order.

An alternative is a lever beside an old one, whose work it takes over as far as people take part in it and
have learned to; its crew is the body's. A counter-institution blocks a lever for whoever else governs. Kinds
are data: who builds, where, beside or against which lever, and how much there could ever be.
"""

from __future__ import annotations

from numba.extending import register_jitable

from dualsim.theory.state import People, Taste, World


@register_jitable
def build(people: People, world: World, taste: Taste) -> None:
    """Those who take part gain skill, what they build follows, and levers lose the work that it does."""
    supply(world)
    for n in range(len(world.builder)):
        for l in range(world.sited.shape[1]):
            if world.sited[n, l]:
                part = taking_part(n, l, people, world)
                world.skill[n, l] += taste.practice * part * (1.0 - world.skill[n, l])
                able = taste.unskilled + (1.0 - taste.unskilled) * world.skill[n, l]
                missing = part * able * world.ceiling_built[n] - world.built[n, l]
                sooner = 1.0 + world.supplied[n, l] if missing > 0.0 else 1.0
                world.built[n, l] += min(1.0, taste.build_pace * sooner) * missing
                take_in_hand(n, l, world)
    take_over(world)


@register_jitable
def taking_part(n: int, l: int, people: People, world: World) -> float:
    """Share of the people of a place who turn to the body that builds an institution there."""
    k = world.builder[n]
    if not world.alive[k] or world.reach[k, l] <= 0.0:
        return 0.0
    taking, everyone = 0.0, 0.0
    for g in range(world.population.shape[0]):
        there = world.population[g, l] * people.present[g, l]
        everyone += there
        taking += there * people.allegiance[g, l, k]
    return taking / everyone if everyone > 0.0 else 0.0


@register_jitable
def take_in_hand(n: int, l: int, world: World) -> None:
    """What people have learned to run through an alternative is a matter of its body."""
    if world.own_lever[n] >= 0:
        k, m = world.builder[n], world.delivers[world.own_lever[n]]
        world.portfolio[k, m] = max(world.portfolio[k, m], world.skill[n, l])


@register_jitable
def supply(world: World) -> None:
    """What counter-institutions appropriate for others, place by place: as much as they have built."""
    world.supplied[:] = 0.0
    for n in range(len(world.builder)):
        for o in range(len(world.builder)):
            for l in range(world.sited.shape[1] if world.supplies[n, o] else 0):
                world.supplied[o, l] += world.built[n, l]


@register_jitable
def take_over(world: World) -> None:
    """Levers by what institutions do beside or against them: their weight, their work, whom they let pass."""
    for v in range(world.weight.shape[0] if len(world.builder) else 0):
        for l in range(world.weight.shape[1] if world.run_by[v] < 0 else 0):
            share_out_work(v, l, world)
    if len(world.builder):
        world.passes[:] = 1.0
    for n in range(len(world.builder)):
        for l in range(world.sited.shape[1] if world.blocks[n] >= 0 else 0):
            for k in range(len(world.alive)):
                if k != world.builder[n] and not world.joint[world.builder[n], k]:
                    world.passes[l, world.blocks[n], k] *= 1.0 - world.built[n, l]


@register_jitable
def share_out_work(v: int, l: int, world: World) -> None:
    """An alternative does and weighs what it has built of the lever beside it, which keeps the rest.

    All alternatives beside a lever together never do more than all of its work.
    """
    whole, total = world.weight[v, l], 0.0
    for n in range(len(world.builder)):
        if world.beside[n] == v and world.sited[n, l]:
            whole += world.weight[world.own_lever[n], l]
            total += world.built[n, l]
    for n in range(len(world.builder)):
        if world.beside[n] == v and world.sited[n, l]:
            done = world.built[n, l] / max(1.0, total)
            world.work[world.own_lever[n], l] = done
            world.weight[world.own_lever[n], l] = whole * done
    world.work[v, l] = max(0.0, 1.0 - total)
    world.weight[v, l] = whole * world.work[v, l]


@register_jitable
def bear_attacks(world: World) -> None:
    """What is attacked today loses that share of what was built, less where others stand before it."""
    for n in range(len(world.builder)):
        for l in range(world.sited.shape[1]):
            undefended = 1.0
            for other in range(len(world.builder) if world.attacked[n, l] > 0.0 else 0):
                if world.defends[other, n]:
                    undefended *= 1.0 - world.built[other, l]
            world.lost[n, l] = world.attacked[n, l] * undefended
    for n in range(len(world.builder)):
        for l in range(world.sited.shape[1]):
            world.built[n, l] *= 1.0 - world.lost[n, l]
            world.attacked[n, l] = 0.0


@register_jitable
def hand_over(k: int, j: int, world: World) -> None:
    """What a body has built goes to the body that takes it in."""
    for n in range(len(world.builder)):
        if world.builder[n] == j:
            world.builder[n] = k
