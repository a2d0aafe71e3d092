"""Room for an authority among others like it: a double gains nothing, and who is like nobody has it all."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.theory import niche
from dualsim.theory.proximity import look_about

TOWN, VILLAGE = 0, 1
WORKER, SOLDIER = 0, 1
CABINET, SOVIET, ELDERS, SPARE = 0, 1, 2, 3


@pytest.fixture
def sim(tiny):
    sim = Simulation(tiny.replace({"authorities.soviet.from_start": True}), 300)
    make_double(SOVIET, SPARE, sim.world)
    return sim


def make_double(of, k, world):
    """Put a body that is `of` over again in row k."""
    world.alive[k] = 1
    for table in (world.electors, world.electorate, world.portfolio, world.platform, world.reach):
        table[k] = table[of]
    for l in range(len(world.leading)):
        look_about(l, world)


def rooms(sim, shares):
    """What is left of each authority's weight in the first cell of the town, by the shares around it."""
    sim.people.around[:] = 0.0
    for k, share in shares.items():
        sim.people.around[:, k] = share
    niche.make_room(sim.people, sim.world, sim.taste)
    first = np.flatnonzero(sim.world.cell_place == TOWN)[0]
    return np.exp(sim.people.room[first])


def test_two_that_are_one_body_twice_share_one_following(sim):
    room = rooms(sim, {SOVIET: 0.6, SPARE: 0.2, CABINET: 0.2})
    assert sim.world.likeness[SOVIET, SPARE] == pytest.approx(1.0)
    assert room[SOVIET] + room[SPARE] == pytest.approx(1.0), "together what one of them would have alone"
    assert room[SOVIET] / room[SPARE] == pytest.approx(0.601 / 0.201), "each as people around turn to it"


def test_ten_doubles_share_it_too_and_a_newcomer_among_them_begins_with_next_to_nothing(sim):
    room = rooms(sim, {SOVIET: 0.8})
    assert room[SPARE] == pytest.approx(sim.taste.newcomer / (0.8 + 2 * sim.taste.newcomer))
    assert room[SOVIET] > 0.99


def test_who_is_like_nobody_has_all_the_room_however_few_turn_to_it(sim):
    sim.world.electors[SPARE] = 0.0  # appointed, and so is the cabinet: nothing else in common
    sim.world.portfolio[SPARE], sim.world.portfolio[CABINET] = [1.0, 0.0], [0.0, 1.0]
    assert rooms(sim, {SOVIET: 0.9})[[CABINET, SPARE]] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("table", "row", "least", "most"),
    [
        ("electors", [0.0, 1.0], 0.3, 0.9),
        ("portfolio", [1.0, 0.0], 0.1, 0.99),
        ("platform", [-1.0, -1.0], 0.0, 0.1),
    ],
)
def test_likeness_falls_with_electors_matters_and_platform(sim, table, row, least, most):
    sim.world.electors[SOVIET] = sim.world.electors[SPARE] = [0.4, 0.6]
    sim.world.portfolio[SOVIET] = sim.world.portfolio[SPARE] = [0.5, 0.5]
    getattr(sim.world, table)[SPARE] = row
    rooms(sim, {})
    assert least < sim.world.likeness[SOVIET, SPARE] < most
    assert sim.world.likeness[SPARE, SOVIET] == sim.world.likeness[SOVIET, SPARE]


def test_electors_of_another_place_are_not_in_common(sim):
    sim.world.electorate[SPARE] = 0
    assert niche.alike_in_electors(SOVIET, SPARE, TOWN, sim.world) == 0.0
    assert niche.alike_in_electors(CABINET, SPARE, TOWN, sim.world) == 1.0, "nobody there elects either"


def test_near_doubles_live_side_by_side_only_where_one_is_enough_better(sim):
    """Of two alike by s the lesser has no place once its weight is under s: niches of Lotka and Volterra."""
    sim.world.platform[SPARE] = sim.world.platform[SOVIET] + 0.2
    rooms(sim, {})
    alike = sim.world.likeness[SOVIET, SPARE]
    assert 0.5 < alike < 0.99

    def at_last(weight):  # the shares of the two when all have long thought again
        shares = np.array([0.5, 0.5])
        for _ in range(4000):
            room = rooms(sim, dict(zip((SOVIET, SPARE), 0.5 * shares, strict=True)))
            pulls = room[[SOVIET, SPARE]] * np.array([1.0, weight])
            shares = shares + 0.1 * (pulls / pulls.sum() - shares)
        return shares

    assert at_last(alike - 0.1)[1] < 0.06
    assert at_last(1.0) == pytest.approx(0.5, abs=1e-6)
