"""Each way in which dual power ends is reached in a bundled scenario, on some day of a run."""

from __future__ import annotations

from functools import cache

import pytest

import dualsim
from dualsim.engine.simulation import Simulation
from dualsim.theory.endings import ENDINGS

REACHED = {  # where, and with which seed
    "stalemate": ("village_1917", 1),
    "non-cooperation": ("kazan_1917", 1),
    "too few loyal": ("village_1917", 1),
    "conversion": ("region_1917", 1),
    "seizure": ("petrograd_1917", 1),
    "repression": ("china_1927", 3),
    "reform": ("kazan_1917", 1),
}


@cache
def endings_of_a_run(name, seed):
    sim = Simulation(dualsim.load(name), 600, seed, measures=("ending",)).run()
    return {ENDINGS[int(code)] for code in sim.record["ending"][: sim.day + 1].ravel()}


def test_there_is_a_place_for_each():
    assert set(REACHED) == set(ENDINGS)


@pytest.mark.parametrize("ending", REACHED)
def test_each_is_reached(ending):
    assert ending in endings_of_a_run(*REACHED[ending])
