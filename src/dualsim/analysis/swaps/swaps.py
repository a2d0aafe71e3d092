"""Swap blocks between two places, and tell which of them carries the difference in an outcome."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dualsim.analysis.attribution import shapley as values_of
from dualsim.analysis.statistics import Floats
from dualsim.analysis.swaps.asked import USUAL, Asked, asked_of
from dualsim.analysis.swaps.blocks import BLOCKS, blocks_named
from dualsim.analysis.swaps.frozen import frozen_day, with_frozen_bodies
from dualsim.analysis.swaps.hybrids import Hybrid, hybrid
from dualsim.analysis.swaps.question import REST, Question, build, play
from dualsim.analysis.swaps.result import EXACT, NO, SAMPLED, Swap
from dualsim.analysis.swaps.sides import Side, sides_of
from dualsim.runs.arguments import check_numbers
from dualsim.runs.defaults import MANY_PEOPLE, SEED, SWAP_RUNS
from dualsim.runs.executors import Workers
from dualsim.scenario.suggestions import unknown

if TYPE_CHECKING:
    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario

ORDERS = 8  # drawn for each run, if Shapley values are sampled
WAYS = (EXACT, SAMPLED, NO)
Order = tuple[int, ...]


def swap(
    a: Scenario | str | Path,
    b: Scenario | str | Path,
    *,
    what: str | Sequence[str] = (),
    places: Sequence[str] = (),
    outcome: str = USUAL,
    first: str | None = None,
    last: str | None = None,
    frozen: bool = False,
    shapley: str | None = None,
    orders: int = ORDERS,
    runs: int = SWAP_RUNS,
    people: int = MANY_PEOPLE,
    seed: int = SEED,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    on_plan: Callable[[str], None] | None = None,
) -> Swap:
    """Run two places, and each with blocks of the other, and tell which block carries the difference.

    Blocks are people, levers, reach, distance, places, bodies, events: those that `what` names, or all of
    them with Shapley values over all hybrids. A scenario of several places is written `name:place`, or
    `places` names a place of each. The outcome is the mean of a measure from the day `first` to `last`, or
    one of a day, `MEASURE[names]@DATE`. With `frozen` the bodies of each place are those that its median run
    has on 1 May, from the start, and nobody founds others. `on_plan` is told how much there is to run.
    Raises ValueError for what cannot be.

    >>> import dualsim
    >>> how = {"what": "people", "runs": 2, "people": 300, "jobs": 1}
    >>> found = dualsim.swap("capital_minimal", "province_minimal", **how)
    >>> found.to_dataframe()["block"].tolist()
    ['people']
    """
    check_numbers(
        runs=(runs, 2), people=(people, None), seed=(seed, 0), orders=(orders, 2),
        jobs=(1 if jobs is None else jobs, 1),
    )  # fmt: skip
    named = blocks_named(what) if what else tuple(BLOCKS)
    how = shapley if shapley is not None else NO if what else EXACT
    if how not in WAYS:
        raise ValueError(f"shapley: {unknown('way', how, WAYS)}")
    sides = sides_of((a, b), tuple(places))
    asked = _asked(sides, outcome, first, last)
    region = next((side.label for side in sides if side.region), None)
    if frozen and region is not None:
        raise ValueError(f"frozen: each village of {region} has its own bodies; give two places")
    players: dict[str, tuple[str, ...]] = {name: (name,) for name in named}
    if len(named) < len(BLOCKS):
        players[REST] = tuple(block for block in BLOCKS if block not in named)
    question = Question(sides, players, asked, people, range(seed, seed + runs))
    drawn = (
        [values_of.orders_of(len(players), orders, one) for one in question.seeds] if how == SAMPLED else []
    )
    wanted = _wanted(question, len(named), how, drawn)
    with Workers("swap", jobs, executor, sum(map(len, wanted.values()))) as workers:
        if frozen:
            question = question._replace(sides=_frozen(question, workers), frozen=True)
        found, hybrids = _run(question, wanted, workers, progress, on_plan)
    shared = _shares(question, how, drawn, found)
    scenarios = hybrids[0].scenario, hybrids[question.all].scenario
    notes = {taken: (one.said, dict(one.notes)) for taken, one in hybrids.items()}
    return Swap(question, scenarios, named, how, len(drawn[0]) if drawn else 0, found, shared, notes)


def _ends(sides: tuple[Side, Side]) -> tuple[Hybrid, Hybrid]:
    """The two places themselves."""
    first, second = (hybrid(sides, dict.fromkeys(BLOCKS, n), side.label) for n, side in enumerate(sides))
    return first, second


def _asked(sides: tuple[Side, Side], outcome: str, first: str | None, last: str | None) -> Asked:
    """What is asked; raise ValueError if either place cannot have it."""
    for side in sides:
        if re.search(rf"\b{side.place}\b", outcome):
            raise ValueError(f"outcome '{outcome}': it is read in the place of each, so let it name none")
    one, other = _ends(sides)
    asked = asked_of(outcome, first, last, one.scenario, one.place)
    asked.of(other.scenario, other.place)
    return asked


def _frozen(question: Question, workers: Workers) -> tuple[Side, Side]:
    """Both places with the bodies that their median runs have on 1 May."""
    one, other = question.sides
    shared = one.there.authority & other.there.authority
    for end in (ends := _ends(question.sides)):
        frozen_day(end.scenario)
    found = []
    for side, end in zip(question.sides, ends, strict=True):
        reader = question.asked.of(end.scenario, end.place)
        runs = (end.scenario, reader, question.people, question.seeds)
        found.append(with_frozen_bodies(side, shared, runs, workers))
    return found[0], found[1]


def _wanted(
    question: Question, named: int, how: str, drawn: Sequence[Sequence[Order]]
) -> dict[int, Sequence[int]]:
    """Which runs each set of blocks is needed in."""
    everyone, runs = question.all, range(len(question.seeds))
    singles = [taken for n in range(named) for taken in (1 << n, everyone ^ 1 << n)]
    found: dict[int, Sequence[int]] = dict.fromkeys((0, everyone, *singles), runs)
    if how == EXACT:
        found |= dict.fromkeys(values_of.all_sets(len(question.players)), runs)
    for run, orders in enumerate(drawn):
        for taken in values_of.sets_of(orders) - {0, everyone, *singles}:
            found[taken] = [*found.get(taken, ()), run]
    return found


def _run(
    question: Question,
    wanted: dict[int, Sequence[int]],
    workers: Workers,
    progress: Progress | None,
    on_plan: Callable[[str], None] | None,
) -> tuple[dict[int, Floats], dict[int, Hybrid]]:
    """What each set comes to, and its hybrid; the two places themselves come first."""
    hybrids = build(question, list(wanted), workers)
    ends = {taken: wanted[taken] for taken in (0, question.all)}
    found, seconds = play(question, hybrids, ends, workers, None)
    for side, values in zip(question.sides, found.values(), strict=True):
        if not np.isfinite(values).any():
            raise ValueError(
                f"outcome '{question.asked.text}': not defined in any run of {side.label}, for what it names "
                "is not there on those days; name another group, body or day"
            )
    rest = {taken: runs for taken, runs in wanted.items() if taken not in ends}
    if on_plan is not None:
        on_plan(_plan(question, rest, seconds / workers.count))
    found |= play(question, hybrids, rest, workers, progress)[0]
    return found, hybrids


def _plan(question: Question, rest: dict[int, Sequence[int]], took: float) -> str:
    """How much there is to run, and how long that takes, as far as the first runs tell."""
    runs = sum(map(len, rest.values()))
    seconds = runs * took
    about = f"{seconds / 60:.0f} minutes" if seconds > 90 else f"{max(2.0, seconds):.0f} seconds"
    return f"{runs:,} runs of {len(rest)} hybrids, {question.people:,} people in each: about {about}"


def _shares(
    question: Question, how: str, drawn: Sequence[Sequence[Order]], found: dict[int, Floats]
) -> Floats | None:
    """The Shapley value of each player in each run [run, player]; NaN in runs that lack a hybrid."""
    if how == NO:
        return None
    if how == EXACT:
        return np.array(values_of.exact(found, len(question.players))).T
    each = [{taken: values[run] for taken, values in found.items()} for run in range(len(drawn))]
    return np.array([values_of.sampled(one, orders) for one, orders in zip(each, drawn, strict=True)])
