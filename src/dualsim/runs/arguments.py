"""Numbers that many functions take, such as runs, people, jobs: refused if nothing can be run with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

MOST = 2**62  # what a file holds, with room for the seeds of the runs after it


def people_of(asked: int | None, scenarios: Iterable[Scenario], usual: int) -> int:
    """How many people are asked for, or else the usual number or what any of the scenarios needs if more."""
    if asked is not None:
        return asked
    return max([usual, *(scenario.people for scenario in scenarios if scenario.people is not None)])


def check_numbers(**given: tuple[int, int | None]) -> None:
    """Refuse numbers that are not whole or below the least that can be run, each given with its least."""
    for name, (number, _) in given.items():
        if not isinstance(number, int | np.integer) or isinstance(number, bool):
            example = 20000 if name == "people" else 50
            raise ValueError(f"{name}: {number!r} is not a whole number; write it as in {example}")
    for name, (number, least) in given.items():
        if least is not None and number < least:
            raise ValueError(f"{name}: {number} is too few; give {least} or more")
        if abs(number) > MOST:
            raise ValueError(f"{name}: {number} is too large; give at most {MOST}")
