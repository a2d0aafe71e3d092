"""What an authority does each day: follow its electors, stand for something, hold office.

Plain functions of rows and tables, as the rules are; engine/compiled.py compiles them for a whole day.
"""

from __future__ import annotations

from numba.extending import register_jitable

from dualsim.theory.pace import over
from dualsim.theory.state import People, Taste, World


@register_jitable
def sit(k: int, people: People, world: World, taste: Taste) -> None:
    """Deputies follow their electors at the pace of recall, the executive its plenum, the platform both."""
    due = world.election_due[k] > 0
    days = world.step[0]
    pace = 1.0 if due else over(min(1.0, taste.recall * world.recall_pace[k]), days)
    for g in range(world.electors.shape[1]):
        if world.partisan[k] and world.electors[k, g] > 0.0:  # without parties there are no seats to count
            send_deputies(k, g, pace, people, world)
    fill_seats(k, 1.0 if due else over(min(1.0, world.executive_pace[k]), days), world)
    world.election_due[k] = 0
    stand(k, world)


@register_jitable
def fill_seats(k: int, follow: float, world: World) -> None:
    """The seats of authority k are those of its electors' deputies, by weight; its executive follows them."""
    weight = 0.0
    for g in range(world.electors.shape[1]):
        weight += world.electors[k, g]
    elected = world.partisan[k] and weight > 0.0
    for q in range(world.seats.shape[1]):
        sent = 0.0
        for g in range(world.electors.shape[1]):
            sent += world.electors[k, g] * world.delegates[k, g, q]
        world.seats[k, q] = sent / weight if elected else world.appointed[k, q]
        world.executive[k, q] += follow * (world.seats[k, q] - world.executive[k, q])


@register_jitable
def send_deputies(k: int, g: int, pace: float, people: People, world: World) -> None:
    """Deputies of group g in authority k follow the vote of those of it who vote, where they elect k."""
    voters = 0.0
    for q in range(world.seats.shape[1]):
        voters += _votes(k, g, q, people, world)
    if voters > 0.0:
        for q in range(world.seats.shape[1]):
            share = _votes(k, g, q, people, world) / voters
            world.delegates[k, g, q] += pace * (share - world.delegates[k, g, q])


@register_jitable
def _votes(k: int, g: int, q: int, people: People, world: World) -> float:
    """How many of group g would vote for party q where authority k is elected."""
    votes = 0.0
    for l in range(world.reach.shape[1]):
        if world.electorate[k, l] and world.reach[k, l] > 0.0:
            votes += world.population[g, l] * people.present[g, l] * people.vote[g, l, q]
    return votes


@register_jitable
def stand(k: int, world: World) -> None:
    """An authority's platform: that of its executive's parties, and what it has declared beyond it."""
    for m in range(world.platform.shape[1]):
        stood = world.own_platform[k, m]
        if world.partisan[k]:
            stood = 0.0
            for q in range(world.programme.shape[0]):
                stood += world.executive[k, q] * world.programme[q, m]
        world.platform[k, m] = min(1.0, max(-1.0, stood + world.declared[k, m]))


@register_jitable
def hold_office(world: World) -> None:
    """Who governs each place today, where everyone thinks again as that has changed."""
    world.in_office[:] = 0
    for l in range(len(world.leading)):
        held = 0.0
        for k in range(len(world.alive)):
            held += world.mandate[k, l] * world.alive[k]
        world.asked[l] = 0
        world.leading[l] = -1
        for k in range(len(world.alive)):
            share = world.mandate[k, l] * world.alive[k] / held if held > 0.0 else 0.0
            if (share > 0.0) != (world.formal[k, l] > 0.0):
                world.asked[l] = 1
            world.formal[k, l] = share
            world.in_office[k] |= share > 0.0
            if share > 0.0 and (world.leading[l] < 0 or share > world.formal[world.leading[l], l]):
                world.leading[l] = k
