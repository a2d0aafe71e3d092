"""What becomes of parties by themselves: calls to the streets fade, organisation follows the vote."""

from __future__ import annotations

import math

from numba.extending import register_jitable

from dualsim.theory.state import People, Taste, World


@register_jitable
def fade_and_grow(people: People, world: World, taste: Taste) -> None:
    """Calls fade, units calm down, parties grow with their vote at home and from other places by rail."""
    for l in range(world.call.shape[1]):
        for k in range(world.call.shape[0]):
            world.call[k, l] *= 1.0 - taste.call_fade
        for q in range(world.party_call.shape[0]):
            world.party_call[q, l] *= 1.0 - taste.call_fade
    for c in range(len(world.unrest)):
        world.unrest[c] = max(people.around_active[c], (1.0 - taste.call_fade) * world.unrest[c])
    for l in range(world.organisation.shape[1]):
        everywhere = 0.0
        for other in range(world.organisation.shape[1]):
            everywhere += nearness(l, other, world, taste)
        for q in range(world.organisation.shape[0]):
            wanted = 0.0
            for other in range(world.organisation.shape[1]):
                near = nearness(l, other, world, taste)
                if near > 0.0:
                    wanted += near / everywhere * vote_share(q, other, people, world)
            if world.organisation[q, l] > 0.0:
                grown = world.organisation[q, l] + taste.growth * (wanted - world.organisation[q, l])
                world.organisation[q, l] = min(1.0, max(1e-4, grown))


@register_jitable
def nearness(l: int, other: int, world: World, taste: Taste) -> float:
    """How much a party hears of another place: `spread` at its gates, less the farther by rail; home 1."""
    return 1.0 if other == l else taste.spread * math.exp(-world.distance[l, other])


@register_jitable
def vote_share(q: int, l: int, people: People, world: World) -> float:
    """Share of all people of a place who would vote for a party."""
    everyone, voters = 0.0, 0.0
    for g in range(people.vote.shape[0]):
        there = world.population[g, l] * people.present[g, l]
        everyone += there
        voters += there * people.vote[g, l, q]
    return voters / max(everyone, 1e-300)
