"""Tables handed over by one address: compiled code finds them as they are, and what it writes is there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError

from dualsim.engine.simulation import Simulation
from dualsim.engine.tables import Handed


class Some(NamedTuple):
    small: np.ndarray
    wide: np.ndarray
    number: float


@njit(_nrt=False)
def double(some):
    total = 0.0
    for i in range(some.wide.shape[0]):
        for j in range(some.wide.shape[1]):
            some.wide[i, j] *= 2.0
            total += some.wide[i, j] * some.number
    return total + some.small[len(some.small) - 1]


def test_compiled_code_reads_and_writes_what_lies_behind_the_address():
    some = Some(np.array([1, 2, 100], np.int8), np.arange(6.0).reshape(2, 3), 0.5)
    assert double(Handed(some)) == 15.0 + 100
    assert some.wide.tolist() == [[0, 2, 4], [6, 8, 10]]
    other = Some(np.array([7], np.int8), np.ones((1, 1)), 3.0)
    assert double(Handed(other)) == 6.0 + 7.0, "the same code, other tables"


def test_all_tables_of_a_run_are_where_they_are_said_to_be(tiny):
    """Every field of people, world and taste, read by compiled code one by one."""
    sim = Simulation(tiny, 60)
    for handed in sim.handed:
        for name, value in handed.tables._asdict().items():
            table = np.asarray(value)
            if table.size:
                where = "[" + ", ".join("0" * table.ndim) + "]" if table.ndim else ""
                read = njit(_nrt=False)(eval(f"lambda tables: tables.{name}{where}"))
                np.testing.assert_equal(read(handed), table.flat[0], err_msg=name)


def test_a_field_that_is_not_there_is_an_error_of_compiling():
    with pytest.raises(TypingError, match="small_one"):
        njit(lambda some: some.small_one)(Handed(Some(np.ones(1, np.int8), np.ones((1, 1)), 1.0)))


def test_tables_that_lie_scattered_are_refused():
    with pytest.raises(TypeError, match=r"Some.wide: lies scattered"):
        Handed(Some(np.ones(1, np.int8), np.ones((4, 4))[:, ::2], 1.0))


def test_tables_put_in_the_place_of_others_are_handed_over(tiny):
    sim = Simulation(tiny, 60)
    before = sim.handed
    assert sim.handed is before
    sim.taste = sim.taste._replace(beta=7.0)
    assert sim.handed is not before
    assert sim.handed[2].tables.beta == 7.0
