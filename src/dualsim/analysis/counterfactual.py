"""What if: a scenario and the same with a change, run in pairs that share their luck."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.outcomes import Outcome, outcome_of, series_of
from dualsim.analysis.statistics import Floats, Spread, spread_of, verdict_on
from dualsim.engine.branching import branch_day, branched, may_branch
from dualsim.engine.simulation import Simulation
from dualsim.runs.arguments import check_numbers
from dualsim.runs.executors import CHUNK, Workers
from dualsim.scenario.changes.overrides import Changes
from dualsim.scenario.errors import Fault

if TYPE_CHECKING:
    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario


class Answer(NamedTuple):
    """An outcome without and with the change, run by run."""

    outcome: Outcome
    before: Floats  # [run]
    after: Floats  # [run]

    @property
    def difference(self) -> Spread:
        """The change's effect, pair by pair; NaN if nothing was changed."""
        return spread_of(self.after - self.before)

    @property
    def verdict(self) -> str:
        """The difference in words."""
        return verdict_on(self.difference)


@dataclass(frozen=True)
class WhatIf:
    """A question, and its answers."""

    scenario: Scenario
    changes: tuple[str, ...]  # as they were asked for
    branch_at: str | None
    people: int
    seed: int
    answers: tuple[Answer, ...]

    @property
    def runs(self) -> int:
        """How many pairs."""
        return len(self.answers[0].before)


class Plan(NamedTuple):
    """What each pair of runs is made of."""

    cases: tuple[Scenario, ...]  # as it was, and changed
    outcomes: tuple[Outcome, ...]
    people: int
    at: int | None  # the day from which the change holds, and luck is fresh
    past: int  # the seed of the days before


def whatif(
    scenario: Scenario | str | Path,
    outcomes: str | Sequence[str],
    *,
    changes: Changes = (),
    without: Iterable[str] = (),
    move: Iterable[str] = (),
    scale: Iterable[str] = (),
    branch_at: str | None = None,
    runs: int = 50,
    people: int = 2_000,
    seed: int = 1,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    heard: Callable[[Fault], None] | None = None,
) -> WhatIf:
    """Run a scenario and the same with changes in pairs, and tell how an outcome differs.

    With `branch_at`, all runs share one past up to the eve of that day; from then on the changes hold, and
    each run has its own luck. `heard` is told each warning. Raises ValueError for what cannot be.
    """
    from dualsim.scenario.errors import ScenarioError
    from dualsim.scenario.loading import check, load

    texts = [f"{p}={v}" for p, v in changes.items()] if isinstance(changes, Mapping) else tuple(changes)
    asked = {"without": tuple(without), "move": tuple(move), "scale": tuple(scale)}
    words = tuple(f"--{option} {text}" for option, given in {"set": texts, **asked}.items() for text in given)
    if not words and branch_at is None:
        raise ValueError("whatif: nothing is changed; give --without, --move, --scale, --set or --branch-at")
    scenario = load(scenario)
    given = changes if isinstance(changes, Mapping) else texts
    changed, faults = check(
        scenario, changes=given, without=asked["without"], move=asked["move"], scale=asked["scale"]
    )
    if changed is None:
        raise ScenarioError(faults)
    if heard is not None and words:
        for fault in faults:
            heard(fault)
    check_numbers(runs=(runs, 2), people=(people, None), seed=(seed, 0), jobs=(jobs or 1, 1))
    questions = [outcomes] if isinstance(outcomes, str) else outcomes
    found = tuple(outcome_of(text, scenario) for text in questions)
    at = None if branch_at is None else branch_day(branch_at, scenario)
    if at is not None:
        may_branch(scenario, changed)
    plan = Plan((scenario, changed) if words else (scenario,), found, people, at, seed)
    values = _played(plan, range(seed, seed + runs), jobs, executor, progress)
    after = values[:, 1] if words else np.full(values[:, 0].shape, np.nan)
    answers = tuple(Answer(outcome, values[:, 0, n], after[:, n]) for n, outcome in enumerate(found))
    return WhatIf(scenario, words, branch_at, people, seed, answers)


def _played(
    plan: Plan, seeds: Sequence[int], jobs: int | None, executor: Executor | None, progress: Progress | None
) -> Floats:
    """The outcomes of all runs [run, case, outcome]."""
    chunks = [(plan, seeds[n : n + CHUNK]) for n in range(0, len(seeds), CHUNK)]
    with Workers("whatif", jobs, executor, len(chunks)) as workers:
        found = workers.in_order(pairs, chunks, progress, [len(part) for _, part in chunks])
    return np.concatenate(found)


def pairs(plan: Plan, seeds: Sequence[int]) -> Floats:
    """The outcomes [run, case, outcome] of each of these seeds."""
    conditions = (
        c for scenario in plan.cases for event in scenario.events.values() for c in event.conditions
    )
    measures = {outcome.reading.measure for outcome in plan.outcomes} | {c.measure for c in conditions}
    last = max(outcome.day for outcome in plan.outcomes)
    past = None
    if plan.at is not None:
        past = Simulation(plan.cases[0], plan.people, plan.past, measures=measures).run(plan.at - 1)
    found = []
    for seed in seeds:
        for scenario in plan.cases:
            if past is not None:
                sim = branched(past, scenario, seed)
            else:
                sim = Simulation(scenario, plan.people, seed, measures=measures)
            sim.run(last)
            found.append([series_of(sim, outcome)[-1] for outcome in plan.outcomes])
    return np.array(found).reshape(len(seeds), len(plan.cases), len(plan.outcomes))
