"""Which take-overs count: the first in a place that lasts thirty days, or to the end of the run."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.engine.takeovers import LASTS, Takeover, lasting
from dualsim.scenario.axes import names_of


@pytest.fixture(scope="module")
def names(tiny):
    return names_of(tiny)


def formal(names, days, **spells):
    """Who governs both places: the cabinet but for spells of the soviet, by place as (first, behind)."""
    table = np.zeros((days, len(names.place), len(names.authority) + 1))
    cabinet, soviet = (names.row("authority", name) for name in ("cabinet", "soviet"))
    table[:, :, cabinet] = 1.0
    for place, periods in spells.items():
        for first, behind in periods:
            table[first:behind, names.row("place", place), [cabinet, soviet]] = 0.0, 1.0
    return table


def test_an_attempt_that_is_undone_does_not_count(names):
    power = formal(names, 100, town=[(10, 10 + LASTS - 1), (50, 100)])
    assert list(lasting([("soviet", 10), ("soviet", 50)], power, names)) == [Takeover("soviet", "town", 50)]
    power = formal(names, 100, town=[(10, 10 + LASTS)])
    assert list(lasting([("soviet", 10)], power, names)) == [Takeover("soviet", "town", 10)]


def test_to_the_end_of_the_run_is_long_enough(names):
    power = formal(names, 100, town=[(98, 100)])
    assert list(lasting([("soviet", 98)], power, names)) == [Takeover("soviet", "town", 98)]


def test_each_place_has_its_own_day(names):
    power = formal(names, 100, town=[(20, 100)], village=[(40, 100)])
    found = list(lasting([("soviet", 20), ("soviet", 40)], power, names))
    assert found == [Takeover("soviet", "town", 20), Takeover("soviet", "village", 40)]
