"""Troops ordered against people: how many obey, and what those who do destroy.

Whether a soldier turns on people hangs on whether he obeys who sends him, and on his ties to them: on how
many around him turn to the same body, as far as they are unarmed. People who run their own affairs are harder
to send troops against than armed cadres. Nobody's allegiance is touched: people see who still delivers, and
the danger. What is refused costs who ordered it as every order that is not carried out: that day's compliance
and force are less, and so is what it is known to be able to move (`orders.obey`, `capacity.learn`).
"""

from __future__ import annotations

from numba.extending import register_jitable

from dualsim.theory.orders import counted
from dualsim.theory.state import People, Taste, World


@register_jitable
def suppress(people: People, world: World, taste: Taste) -> None:
    """Orders against the followers of authorities are carried out, as far as troops obey."""
    world.refused[:] = 0.0
    for k in range(world.ordered.shape[0]):
        for l in range(world.ordered.shape[1]):
            if world.ordered[k, l] > 0.0 and world.ordered_by[k, l] >= 0:
                world.heeded[k, l] = carried_out(k, l, people, world, taste)
                strike(k, l, world.ordered[k, l] * world.heeded[k, l], people, world)
                world.ordered[k, l] = 0.0


@register_jitable
def carried_out(k: int, l: int, people: People, world: World, taste: Taste) -> float:
    """Share of the force of a place that obeys an order against the followers of k; who refuses is kept.

    Of the crew of each lever with force as many obey as obey who gives the order in other things, less those
    who have ties to the people in front of them, who refuse as hard as the order is meant.
    """
    by = world.ordered_by[k, l]
    unarmed = 1.0 - armed_followers(k, l, people, world)
    force, obeying = 0.0, 0.0
    for v in range(world.weight.shape[0]):
        crew, tied = 0.0, 0.0
        for g in range(world.operators.shape[1] if world.force[v] > 0.0 else 0):
            men = world.operators[v, g, l] * counted(g, l, people, world, taste)
            crew += men
            tied += men * turned_around(g, l, k, people, world)
        if crew > 0.0:
            ties = tied / crew * unarmed
            force += world.force[v] * crew
            obeying += world.force[v] * crew * world.lever_obedience[l, v, by] * (1.0 - ties)
            refused = world.ordered[k, l] * tied / crew * unarmed
            world.refused[l, v, by] = 1.0 - (1.0 - world.refused[l, v, by]) * (1.0 - refused)
    return obeying / force if force > 0.0 else 0.0


@register_jitable
def turned_around(g: int, l: int, k: int, people: People, world: World) -> float:
    """Share of those around people of a group, themselves and their contacts, who turn to an authority."""
    turned, heads = 0.0, 0.0
    for c in range(len(people.size)):
        if world.cell_group[c] == g and world.cell_place[c] == l:
            there = people.size[c] * world.presence[c]
            heads += there
            turned += there * people.around[c, k]
    return turned / heads if heads > 0.0 else 0.0


@register_jitable
def armed_followers(k: int, l: int, people: People, world: World) -> float:
    """Share of those in a place who turn to an authority that have arms."""
    followers, armed = 0.0, 0.0
    for g in range(world.population.shape[0]):
        turned = world.population[g, l] * people.present[g, l] * people.allegiance[g, l, k]
        followers += turned
        armed += turned * world.arms[g, l]
    return armed / followers if followers > 0.0 else 0.0


@register_jitable
def strike(k: int, l: int, share: float, people: People, world: World) -> None:
    """What is carried out destroys what the body has built, takes its followers' arms and stops its calls."""
    for n in range(len(world.builder)):
        if world.builder[n] == k and world.sited[n, l]:
            world.attacked[n, l] = 1.0 - (1.0 - world.attacked[n, l]) * (1.0 - share)
    for g in range(world.arms.shape[0]):
        world.arms[g, l] *= 1.0 - share * people.allegiance[g, l, k]
    world.call[k, l] *= 1.0 - share
