"""The tally: choices counted by cell, by contacts, by group and place, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory.tally import count
from paths import TINY

TOWN, VILLAGE, WORKER, SOLDIER, NOBODY = 0, 1, 0, 1, 4


@pytest.fixture(scope="module")
def started():
    return Simulation(load(TINY), 1000)


@pytest.fixture
def sim(started):
    """Everyone recognises nobody and stays at home; the first cell of workers follows the Soviet."""
    sim = started.branch()
    sim.people.authority[:], sim.people.party[:], sim.people.active[:] = NOBODY, 2, 0
    first = sim.people.cell == 0
    sim.people.authority[first], sim.people.party[first], sim.people.active[first] = 1, 0, 1
    return sim


def cells(sim, g, l):
    return np.flatnonzero((sim.world.cell_group == g) & (sim.world.cell_place == l))


def test_the_groups_of_this_test_have_several_cells(sim):
    assert [len(cells(sim, g, l)) for g, l in ((WORKER, TOWN), (SOLDIER, TOWN), (WORKER, VILLAGE))] == [
        5,
        6,
        5,
    ]


def test_shares_of_groups(sim):
    count(sim.people, sim.world, 0.6)
    rows = sim.world.cell_group[sim.people.cell] * 2 + sim.world.cell_place[sim.people.cell]
    share = np.sum(sim.people.cell == 0) / np.sum(rows == 0)
    assert sim.people.allegiance[WORKER, TOWN] == pytest.approx([0, share, 0, 0, 1 - share])
    assert sim.people.vote[WORKER, TOWN] == pytest.approx([share, 0, 1 - share])
    assert sim.people.active_share[WORKER, TOWN] == pytest.approx(share)
    assert sim.people.allegiance[SOLDIER, TOWN] == pytest.approx([0, 0, 0, 0, 1])
    assert sim.people.allegiance[SOLDIER, VILLAGE].tolist() == [0.0] * 5, "nobody lives there"
    assert sim.people.present[WORKER].tolist() == [1.0, 1.0]


@pytest.fixture
def accepting(sim):
    """Of the first cell, which turns to the Soviet and to the first party, every second person accepts; of
    the second, which turns to nobody and stays at home, everyone; nobody else.
    """
    sim.people.accepts[:] = sim.people.cell == 1
    sim.people.accepts[np.flatnonzero(sim.people.cell == 0)[::2]] = 1
    return sim


def test_who_accepts_is_counted_by_whom_they_turn_to_and_who_refuses_by_their_vote(accepting):
    people, world = accepting.people, accepting.world
    count(people, world, 0.6)
    sizes = np.bincount(people.cell)
    everyone = sizes[cells(accepting, WORKER, TOWN)].sum()
    half = (sizes[0] + 1) // 2
    assert people.acceptance[WORKER, TOWN] == pytest.approx(np.array([0, half, 0, 0, sizes[1]]) / everyone)
    at_home = everyone - sizes[0] - sizes[1]
    assert people.refusing[WORKER, TOWN] == pytest.approx(np.array([sizes[0] - half, 0, at_home]) / everyone)
    assert not people.acceptance[SOLDIER].any()
    assert people.refusing[SOLDIER, TOWN].tolist() == [0, 0, 1]
    assert people.refusing[WORKER, VILLAGE].tolist() == [0, 0, 1]
    assert not people.refusing[SOLDIER, VILLAGE].any(), "nobody lives there"


def test_who_was_sent_away_neither_accepts_nor_refuses(accepting):
    people, world = accepting.people, accepting.world
    world.presence[1] = 0.5
    world.presence[cells(accepting, WORKER, TOWN)[2:]] = 0.0
    count(people, world, 0.6)
    sizes = np.bincount(people.cell)
    there, half = sizes[0] + 0.5 * sizes[1], (sizes[0] + 1) // 2
    accept = np.array([0, half, 0, 0, 0.5 * sizes[1]]) / there
    assert people.acceptance[WORKER, TOWN] == pytest.approx(accept)
    assert people.refusing[WORKER, TOWN] == pytest.approx(np.array([sizes[0] - half, 0, 0]) / there)


def test_people_see_who_is_active_in_their_cell_and_its_contacts(accepting):
    people, world = accepting.people, accepting.world
    world.contacts[:] = np.arange(len(world.contacts))[:, None]
    world.contacts[2] = [0, 0, 0, 1, 1, 1]
    people.active[:] = people.accepts
    count(people, world, 0.6)
    sizes = np.bincount(people.cell)
    half = (sizes[0] + 1) // 2
    heard = (half + sizes[1]) / (sizes[0] + sizes[1])
    assert people.around_active[:4] == pytest.approx([half / sizes[0], 1.0, 0.4 * heard, 0.0])


def test_who_was_sent_away_counts_no_more(sim):
    mine = cells(sim, WORKER, TOWN)
    sim.world.presence[mine[1:]] = 0.0
    count(sim.people, sim.world, 0.6)
    assert sim.people.allegiance[WORKER, TOWN] == pytest.approx([0, 1, 0, 0, 0])
    assert sim.people.active_share[WORKER, TOWN] == pytest.approx(1.0)
    first = np.sum(sim.people.cell == 0) / sum(np.sum(sim.people.cell == c) for c in mine)
    assert sim.people.present[WORKER, TOWN] == pytest.approx(first)
    assert sim.people.present[WORKER, VILLAGE] == 1.0


def test_people_see_their_cell_and_its_contacts(sim):
    sim.world.contacts[:] = np.arange(len(sim.world.contacts))[:, None]
    sim.world.contacts[1] = [0, 0, 0, 2, 2, 2]
    count(sim.people, sim.world, 0.6)
    sizes = np.bincount(sim.people.cell)
    heard = sizes[0] / (sizes[0] + sizes[2])
    assert sim.people.around[0] == pytest.approx([0, 1, 0, 0, 0])
    assert sim.people.around[1] == pytest.approx([0, 0.4 * heard, 0, 0, 1 - 0.4 * heard])
    assert sim.people.around_party[1] == pytest.approx([0.4 * heard, 0, 1 - 0.4 * heard])
    assert sim.people.around_active[:3] == pytest.approx([1, 0.4 * heard, 0])


def test_contacts_are_heard_by_who_is_still_there(sim):
    sim.world.contacts[1] = [0, 0, 0, 2, 2, 2]
    sim.world.presence[2] = 0.0
    count(sim.people, sim.world, 0.6)
    assert sim.people.around[1] == pytest.approx([0, 0.4, 0, 0, 0.6])
    sim.world.presence[0] = 0.0
    count(sim.people, sim.world, 0.6)
    assert sim.people.around[1] == pytest.approx([0, 0, 0, 0, 1]), "with no contact left, the own cell is all"


@pytest.mark.parametrize("own_cell", [0.0, 0.3, 1.0])
def test_shares_around_sum_to_one(sim, own_cell):
    sim.people.authority[:] = np.arange(len(sim.people.authority)) % 5
    count(sim.people, sim.world, own_cell)
    assert sim.people.around.sum(axis=1) == pytest.approx(1.0)
    assert sim.people.around_party.sum(axis=1) == pytest.approx(1.0)
    assert sim.people.around.min() >= 0.0


def test_counting_twice_is_counting_once(sim):
    count(sim.people, sim.world, 0.6)
    once = [column.tobytes() for column in sim.people]
    count(sim.people, sim.world, 0.6)
    assert [column.tobytes() for column in sim.people] == once


def test_most_contacts_are_in_the_own_group_by_segregation():
    scenario = load(TINY)
    sim = Simulation(scenario.replace({"places.town.segregation": 0.8}), 40_000)
    town = np.flatnonzero(sim.world.cell_place == TOWN)
    contacts = sim.world.contacts[town]
    assert (sim.world.cell_place[contacts] == TOWN).all()
    assert not (contacts == town[:, None]).any(), "a cell does not talk to itself"
    same = (sim.world.cell_group[contacts] == sim.world.cell_group[town][:, None]).mean()
    assert same == pytest.approx(0.8, abs=4.5 * (0.16 / contacts.size) ** 0.5)
