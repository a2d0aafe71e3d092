"""What people chose, counted: by cell and its contacts, by group and place."""

from __future__ import annotations

import numpy as np
from numba import njit

from dualsim.theory.state import People, World


def count(people: People, world: World, own_cell: float) -> None:
    """Count what everyone chose into the tables at the end of `people`; `own_cell` weighs it in `around`."""
    for rows, around, shares in (
        (people.authority, people.around, people.allegiance),
        (people.party, people.around_party, people.vote),
    ):
        counts = np.zeros(around.shape)
        _by_cell(people.cell, rows, counts)
        _look_around(counts, world.contacts, own_cell, world.presence, around)
        _by_group(counts, world, shares)
    counts = np.zeros((len(people.around_active), 2))
    _by_cell(people.cell, people.active, counts)
    around = np.zeros(counts.shape)
    _look_around(counts, world.contacts, own_cell, world.presence, around)
    people.around_active[:] = around[:, 1]
    shares = np.zeros((*people.active_share.shape, 2))
    _by_group(counts, world, shares)
    people.active_share[:] = shares[:, :, 1]
    _both(people, world)
    people.present[:] = 0.0
    _present(counts, world.cell_group, world.cell_place, world.presence, people.present)


def _by_group(counts: np.ndarray, world: World, shares: np.ndarray) -> None:
    shares[:] = 0.0
    _add_up(counts, world.cell_group, world.cell_place, world.presence, shares)


def _both(people: People, world: World) -> None:
    """Of those who turn to each authority who accept, of those who vote for each party who do not."""
    for rows, flag, shares in (
        (people.authority, 1, people.acceptance),
        (people.party, 0, people.refusing),
    ):
        options = shares.shape[2]
        counts = np.zeros((len(world.cell_group), 2 * options))
        _pairs_by_cell(people.cell, rows, people.accepts, flag, counts)
        both = np.zeros((*shares.shape[:2], 2 * options))
        _by_group(counts, world, both)
        shares[:] = both[:, :, options:]


@njit(nogil=True, cache=True)
def _pairs_by_cell(cell, rows, accepts, flag, counts):
    options = counts.shape[1] // 2
    for i in range(len(cell)):
        counts[cell[i], rows[i] + (options if accepts[i] == flag else 0)] += 1.0


@njit(nogil=True, cache=True)
def _by_cell(cell, rows, counts):
    for i in range(len(cell)):
        counts[cell[i], rows[i]] += 1.0


@njit(nogil=True, cache=True)
def _add_up(counts, cell_group, cell_place, presence, shares):
    """Shares of each group in each place, cells counted by who is still there."""
    for c in range(counts.shape[0]):
        for k in range(counts.shape[1]):
            shares[cell_group[c], cell_place[c], k] += counts[c, k] * presence[c]
    for g in range(shares.shape[0]):
        for l in range(shares.shape[1]):
            total = 0.0
            for k in range(shares.shape[2]):
                total += shares[g, l, k]
            if total > 0.0:
                for k in range(shares.shape[2]):
                    shares[g, l, k] /= total


@njit(nogil=True, cache=True)
def _present(counts, cell_group, cell_place, presence, present):
    """People who are still there, as shares of each group in each place."""
    all_of_them = np.zeros_like(present)
    for c in range(counts.shape[0]):
        size = counts[c].sum()
        present[cell_group[c], cell_place[c]] += size * presence[c]
        all_of_them[cell_group[c], cell_place[c]] += size
    for g in range(present.shape[0]):
        for l in range(present.shape[1]):
            if all_of_them[g, l] > 0.0:
                present[g, l] /= all_of_them[g, l]


@njit(nogil=True, cache=True)
def _look_around(counts, contacts, own_cell, presence, around):
    """Shares in the own cell, mixed with shares among the people of its contacts who are still there."""
    heard = np.zeros(counts.shape[1])
    for c in range(counts.shape[0]):
        near, mine = 0.0, 0.0
        heard[:] = 0.0
        for n in range(contacts.shape[1]):
            for k in range(counts.shape[1]):
                heard[k] += counts[contacts[c, n], k] * presence[contacts[c, n]]
        for k in range(counts.shape[1]):
            mine += counts[c, k]
            near += heard[k]
        weight = own_cell if near > 0.0 else 1.0
        for k in range(counts.shape[1]):
            told = heard[k] / near if near > 0.0 else 0.0
            around[c, k] = weight * counts[c, k] / mine + (1.0 - weight) * told
