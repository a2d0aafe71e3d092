"""Only what dualsim itself raised is told as the user's mistake."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

from dualsim.runs.arguments import check_numbers
from dualsim.scenario.loading import load
from dualsim.scenario.refusals import is_refusal, marked


def caught(work, *given):
    with pytest.raises(ValueError) as found:
        work(*given)
    return found.value


def refused():
    check_numbers(people=("many", None))


def faulty():
    check_numbers(people=(np.zeros(2, int)[0], np.zeros(2)))


def unpacked():
    check_numbers(people=(1, 2, 3))


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (refused, True),
        (lambda: load("nosuch"), True),
        (faulty, False),  # "the truth value of an array is ambiguous", in a line of ours
        (unpacked, False),  # "too many values to unpack"
        (lambda: int("x"), False),
        (lambda: np.concatenate([]), False),
    ],
)
def test_a_refusal_is_what_dualsim_raised(work, told):
    assert is_refusal(caught(work)) is told


@pytest.mark.parametrize(("work", "told"), [(refused, True), (faulty, False)])
def test_it_is_known_in_another_process_too(work, told):
    with ProcessPoolExecutor(1) as pool:
        error = caught(lambda: pool.submit(marked, work).result())
    assert is_refusal(error) is told
