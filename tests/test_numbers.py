"""Every number of every bundled scenario moves some measure: each is nudged, one way or the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from dualsim.dates import day_number
from dualsim.loading import bundled, load
from dualsim.plan import happenings_of
from dualsim.scenario import Scenario
from dualsim.simulation import Simulation

PEOPLE, SEED = 1_000, 1
NUDGES = (0.25, -0.25, 0.6, -0.6)  # as shares of the number, the first that is felt settles it
ONE_PLACE_ONLY = {"behaviour.spread"}  # organisation spreads between places, and there is only one


def numbers(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every number of a scenario with its path."""
    if type(part).__name__ == "Number":
        yield path, part
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield from numbers(inner, (*path, key))
    elif isinstance(part, list | tuple):
        for index, inner in enumerate(part):
            yield from numbers(inner, (*path, index))
    elif hasattr(type(part), "model_fields"):
        for field in part.model_fields_set & set(type(part).model_fields):
            yield from numbers(getattr(part, field), (*path, field))


def with_number(part: Any, path: tuple[str | int, ...], value: float) -> Any:
    """A copy of a scenario with one number changed, unchecked: a nudge may leave a share a little off one."""
    if not path:
        return part.model_copy(update={"value": value})
    step, rest = path[0], path[1:]
    if isinstance(part, dict):
        return {**part, step: with_number(part[step], rest, value)}
    if isinstance(part, list | tuple):
        return [with_number(p, rest, value) if n == step else p for n, p in enumerate(part)]
    return part.model_copy(update={str(step): with_number(getattr(part, str(step)), rest, value)})


@cache
def baseline(name: str) -> tuple[Scenario, Simulation, dict[int, Simulation]]:
    """A whole run, and a branch of it before each day on which something happens."""
    case = load(name)
    whole = Simulation(case, PEOPLE, SEED)
    branches = {0: whole.branch()}
    fired: dict[int, int] = {}
    while whole.day + 1 < whole.start.days:
        if any(h.day == whole.day + 1 or h.when for h in whole.waiting):
            branches[whole.day + 1] = whole.branch()
        before = len(whole.log)
        whole.advance()
        fired.update({n: whole.day for n in range(before, len(whole.log))})
    return case, whole, branches


def first_day_of(path: tuple[str | int, ...], whole: Simulation, branches: dict[int, Simulation]) -> int:
    """The day before which a number of an event cannot matter."""
    if path[0] != "events":
        return 0
    days = [log.day for log in whole.log if log.what == "event" and log.name == path[1]]
    return max((day for day in branches if days and day <= days[0]), default=0)


def moves(case: Scenario, path: tuple[str | int, ...], value: float, whole: Simulation, branch: Simulation) -> bool:
    """Whether some measure differs on some day when a number has another value."""
    other_case = with_number(case, path, value)
    if path[0] == "events":
        other = branch.branch()
        waiting = {h.event for h in other.waiting}
        start = day_number(case.start, case.calendar)
        other.waiting = [h for h in happenings_of(other_case, other.names, start) if h.event in waiting]
    else:
        other = Simulation(other_case, PEOPLE, SEED)
    for day in other.days():
        if any(not np.array_equal(other.record[n][day], whole.record[n][day], equal_nan=True) for n in whole.record):
            return True
    return False


@pytest.mark.parametrize("name", sorted(bundled()))
@pytest.mark.parametrize("part", range(4))
def test_every_number_moves_some_measure(name: str, part: int) -> None:
    case, whole, branches = baseline(name)
    every = sorted(
        ((path, number) for path, number in numbers(case) if path[0] not in ("vary", "version")),
        key=lambda found: str(found[0]),
    )
    assert len(every) > 50
    dead = []
    for path, number in every[part::4]:
        branch = branches[first_day_of(path, whole, branches)]
        size = max(abs(number.value), 0.2)
        if not any(moves(case, path, number.value + nudge * size, whole, branch) for nudge in NUDGES):
            dead.append(".".join(map(str, path)))
    assert sorted(set(dead) - (ONE_PLACE_ONLY if len(case.places) == 1 else set())) == []
