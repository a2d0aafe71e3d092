"""What people chose, counted: by cell and its contacts, by group and place."""

from __future__ import annotations

from numba.extending import register_jitable

from dualsim.theory.state import Floats, People, World


@register_jitable
def count(people: People, world: World, own_cell: float) -> None:
    """Count what everyone chose into the tables at the end of `people`; `own_cell` weighs it in `around`."""
    by_cell(people)
    share_out(people, world, own_cell)


@register_jitable
def by_cell(people: People) -> None:
    """Heads of each cell by what they chose, counted anew."""
    people.turned[:] = 0.0
    people.accepting[:] = 0.0
    people.voting[:] = 0.0
    people.voting_against[:] = 0.0
    people.risen[:] = 0.0
    for i in range(len(people.cell)):
        people.risen[people.cell[i], 0] += people.active[i]
        add(i, 1.0, people)


@register_jitable
def add(i: int, heads: float, people: People) -> None:
    """Count person i's choices in their cell: one head, or less one before they think again."""
    c, k, q = people.cell[i], people.authority[i], people.party[i]
    people.turned[c, k] += heads
    people.voting[c, q] += heads
    if people.accepts[i]:
        people.accepting[c, k] += heads
    else:
        people.voting_against[c, q] += heads


@register_jitable
def share_out(people: People, world: World, own_cell: float) -> None:
    """Heads of cells as shares of groups in places, and of what is around each cell."""
    stay(people, world)
    add_up(people.turned, people, world, people.allegiance)
    add_up(people.accepting, people, world, people.acceptance)
    add_up(people.voting, people, world, people.vote)
    add_up(people.voting_against, people, world, people.refusing)
    look_around(people.turned, people, world, own_cell, people.around)
    look_around(people.voting, people, world, own_cell, people.around_party)
    add_up(people.risen, people, world, people.active_share[:, :, None])
    look_around(people.risen, people, world, own_cell, people.around_active[:, None])


@register_jitable
def stay(people: People, world: World) -> None:
    """People who are still there, as shares of each group in each place."""
    people.present[:] = 0.0
    for c in range(len(people.size)):
        people.present[world.cell_group[c], world.cell_place[c]] += people.size[c] * world.presence[c]
    for g in range(people.present.shape[0]):
        for l in range(people.present.shape[1]):
            if people.heads[g, l] > 0.0:
                people.present[g, l] /= people.heads[g, l]


@register_jitable
def add_up(counts: Floats, people: People, world: World, shares: Floats) -> None:
    """Shares of each group in each place, cells counted by who is still there."""
    shares[:] = 0.0
    for c in range(counts.shape[0]):
        for k in range(counts.shape[1]):
            shares[world.cell_group[c], world.cell_place[c], k] += counts[c, k] * world.presence[c]
    for g in range(shares.shape[0]):
        for l in range(shares.shape[1]):
            total = people.present[g, l] * people.heads[g, l]
            for k in range(shares.shape[2] if total > 0.0 else 0):
                shares[g, l, k] /= total


@register_jitable
def look_around(counts: Floats, people: People, world: World, own_cell: float, around: Floats) -> None:
    """Shares in the own cell, mixed with shares among the people of its contacts who are still there."""
    for c in range(counts.shape[0]):
        near = 0.0
        for n in range(world.contacts.shape[1]):
            other = world.contacts[c, n]
            near += people.size[other] * world.presence[other]
        own = own_cell if near > 0.0 else 1.0
        for k in range(counts.shape[1]):
            around[c, k] = 0.0
        for n in range(world.contacts.shape[1]):  # contact by contact: rows lie together in memory
            other = world.contacts[c, n]
            there = world.presence[other]
            for k in range(counts.shape[1]):
                around[c, k] += counts[other, k] * there
        for k in range(counts.shape[1]):
            told = around[c, k] / near if near > 0.0 else 0.0
            around[c, k] = own * counts[c, k] / people.size[c] + (1.0 - own) * told
