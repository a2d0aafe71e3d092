"""`dualsim check --strategy`: a strategy is tried in a process of its own, which is stopped if need be."""

from __future__ import annotations

import pytest

from dualsim.analysis.strategy_check import seen_in, wrong_with
from dualsim.theory.strategy import MOVES

OWN = """
import os

def cautious(move, sight):
    return 0.0 if move == "take" else 0.1

def endless(move, sight):
    while True:
        pass

def curious(move, sight):
    return sight.people

def wild(move, sight):
    return 2.0

def broken(move, sight):
    return 1 / 0

def wordy(move, sight):
    raise RuntimeError("one\\ntwo")

def deadly(move, sight):
    os._exit(3)
"""


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "my.py"
    file.write_text(OWN, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("curious", "my.py=curious, line 12: sight has no 'people'; there is formal"),
        ("wild", "my.py=wild: gives 2 for take; give a chance from 0 to 1"),
        (
            "broken",
            "my.py=broken, line 18: fails when an authority may take (ZeroDivisionError: ",
        ),
        ("wordy", "line 21: fails when an authority may take (RuntimeError: one two)"),
        ("deadly", "ended the whole process that tried it; a strategy only gives a number"),
        ("cautius", "no function named 'cautius'; did you mean 'cautious'?"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tiny, own, function, said):
    told = wrong_with(tiny, f"{own}:{function}", 60.0)
    assert told is not None
    assert said in told
    assert "\n" not in told


def test_one_that_never_ends_is_told(tiny, own):
    said = "no answer within 3 seconds; look for a loop that never ends"
    assert said in str(wrong_with(tiny, f"{own}:endless", 3.0))


@pytest.mark.parametrize("given", ["my.py", "none.py:cautious", ""])
def test_a_file_that_is_not_there_is_told(tiny, given):
    assert wrong_with(tiny, given) == f"{given}: no such file; write FILE.py:FUNCTION"


def test_a_file_without_a_function_is_told(tiny, own):
    assert wrong_with(tiny, str(own)) == f"{own}: names no function; write {own}:FUNCTION"


def test_the_command_says_what_it_found(tmp_path, own, command):
    good = command("check", "capital_minimal", "--strategy", f"{own}:cautious")
    assert good.status == 0
    assert f"{own}:cautious: nothing wrong on capital_minimal" in good.out
    bad = command("check", "capital_minimal", "--strategy", f"{own}:wild")
    assert bad.status != 0
    assert "gives 2 for take" in bad.out


def test_it_is_tried_on_every_move_of_every_authority(tiny):
    seen = seen_in(tiny)
    assert {move for move, _ in seen} == set(MOVES)
    assert len({sight for _, sight in seen}) > 20
