"""What if: a scenario and the same with a change, run in pairs that share their luck."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.analysis.outcomes import answers as tellings
from dualsim.analysis.outcomes.answers import Told, check_defined, date_of, difference_text, level_text
from dualsim.analysis.outcomes.courses import course_of
from dualsim.analysis.outcomes.outcome import DAY, NUMBER, Outcome, outcomes_of
from dualsim.analysis.result import Result, frame_of
from dualsim.analysis.statistics import Floats
from dualsim.deprecations import warn
from dualsim.engine.branching import (
    branch_day,
    branched,
    check_not_happened,
    check_to_come,
    may_branch,
    parting,
)
from dualsim.engine.simulation import Simulation
from dualsim.runs.arguments import check_numbers, people_of
from dualsim.runs.defaults import MANY_PEOPLE, RUNS, SEED
from dualsim.runs.executors import CHUNK, Workers
from dualsim.scenario.changes.overrides import Changes
from dualsim.scenario.errors import Fault

if TYPE_CHECKING:
    import pandas as pd

    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario

COLUMNS = ("outcome", "run", "seed", "as_it_was", "changed", "difference")


class Answer(NamedTuple):
    """An outcome without and with the change, run by run."""

    outcome: Outcome
    before: Floats  # [run]
    after: Floats  # [run]

    @property
    def difference(self) -> Told:
        """The change's effect, pair by pair; nothing if nothing was changed."""
        return tellings.difference(self.outcome, self.before, self.after)

    @property
    def verdict(self) -> str:
        """The difference in words."""
        if np.array_equal(self.before, self.after, equal_nan=True):
            return "no difference in any run"
        return tellings.verdict(self.outcome, self.difference)


@dataclass(frozen=True)
class WhatIf(Result):
    """What a change would have changed: an answer for each outcome, run by run."""

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

    def __str__(self) -> str:
        last = self.seed + self.runs - 1
        made = f"{self.runs} runs of {self.people:,} people, seeds {self.seed} to {last}"
        if self.branch_at is not None:
            made += f"; one past, that of seed {self.seed}, up to the eve of {self.branch_at}"
        lines = [
            f"{self.scenario.title}: {' '.join(self.changes) or 'as it is, with other luck'}",
            f"{made}: median, and where 90% of them lie",
        ]
        for answer in self.answers:
            outcome = answer.outcome
            lines += ["", outcome.told]
            for name, values in (("as it was", answer.before), ("changed", answer.after)):
                if name == "as it was" or self.changes:
                    said = level_text(outcome, tellings.told(outcome, values), self.scenario)
                    lines.append(f"  {name:<10}  {said}")
            if self.changes:
                said = difference_text(outcome, answer.difference)
                lines.append(f"  difference  {said}  {answer.verdict}".rstrip())
        if any(answer.outcome.kind != NUMBER for answer in self.answers):
            lines += ["", tellings.INTERVALS]
        return "\n".join(lines)

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each outcome and pair of runs; a day as a date, and a difference of two in days."""
        rows = []
        for answer in self.answers:
            pairs = zip(answer.before.tolist(), answer.after.tolist(), strict=True)
            for n, (before, after) in enumerate(pairs):
                values: tuple[Any, ...] = (before, after)
                if answer.outcome.kind == DAY:
                    values = tuple(date_of(day, self.scenario) or None for day in values)
                rows.append((str(answer.outcome), n, self.seed + n, *values, after - before))
        return frame_of((dict(zip(COLUMNS, row, strict=True)) for row in rows), COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """What was asked, and the answers."""
        return {
            "title": self.scenario.title,
            "changes": list(self.changes),
            "branch_at": self.branch_at,
            "runs": self.runs,
            "people": self.people,
            "seed": self.seed,
            "interval": tellings.INTERVALS,
            "answers": [self._facts(answer) for answer in self.answers],
        }

    def _facts(self, answer: Answer) -> dict[str, Any]:
        def level(values: Floats) -> dict[str, Any]:
            return tellings.facts(outcome, tellings.told(outcome, values), self.scenario)

        outcome = answer.outcome
        told = {"outcome": str(outcome), "kind": outcome.kind, "as_it_was": level(answer.before)}
        if not self.changes:
            return told
        differing = tellings.difference_facts(answer.difference)
        return told | {"changed": level(answer.after), "difference": differing, "verdict": answer.verdict}


class Plan(NamedTuple):
    """What each pair of runs is made of."""

    cases: tuple[Scenario, ...]  # as it was, and changed
    outcomes: tuple[Outcome, ...]
    people: int
    at: int | None  # the day from which the change holds, and luck is fresh
    past: int  # the seed of the days before
    named: tuple[str, ...] = ()  # events that are changed


def whatif(
    scenario: Scenario | str | Path,
    outcomes: str | Sequence[str],
    *,
    changes: Changes = (),
    without: Iterable[str] = (),
    move: Iterable[str] = (),
    scale: Iterable[str] = (),
    branch_at: str | None = None,
    runs: int = RUNS,
    people: int | None = None,
    seed: int = SEED,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    on_warning: Callable[[Fault], None] | None = None,
    set: Iterable[str] = (),
) -> WhatIf:
    """Run a scenario and the same with changes in pairs, and tell how an outcome differs.

    `changes` maps dotted paths to values, as in `{"behaviour.beta": 2}`; `without` names events to leave out,
    `move` and `scale` are as in `july_days=1917-06-18` and `kornilov_marches=0.5`. With `branch_at`, all runs
    share one past up to the eve of that day; from then on the changes hold, and each run has its own luck.
    `on_warning` is given each warning. Raises ValueError for what cannot be.

    >>> import dualsim
    >>> outcome = "mobilisation[worker, petrograd]@1917-03-02"
    >>> changed = {"behaviour.beta": 3}
    >>> found = dualsim.whatif("petrograd_1917", outcome, changes=changed, runs=2, people=300, jobs=1)
    >>> list(found.to_dataframe().columns)
    ['outcome', 'run', 'seed', 'as_it_was', 'changed', 'difference']
    """
    from dualsim.scenario.errors import ScenarioError
    from dualsim.scenario.loading import check, load

    if set:
        warn("whatif: set=[...]", "changes={...}")
        changes = set
    changes = changes if isinstance(changes, Mapping) else tuple(changes)
    without, move, scale = tuple(without), tuple(move), tuple(scale)
    words = _words({"set": changes, "without": without, "move": move, "scale": scale})
    if not words and branch_at is None:
        raise ValueError("whatif: nothing is changed; give changes, without, move, scale or branch_at")
    scenario = load(scenario)
    changed, faults = check(scenario, changes=changes, without=without, move=move, scale=scale)
    if changed is None:
        raise ScenarioError(faults)
    if on_warning is not None and words:
        for fault in faults:
            on_warning(fault)
    people = people_of(people, [scenario, changed], MANY_PEOPLE)
    check_numbers(
        runs=(runs, 2), people=(people, None), seed=(seed, 0), jobs=(1 if jobs is None else jobs, 1)
    )
    asked = outcomes_of(outcomes, scenario)
    at = None if branch_at is None else branch_day(branch_at, scenario)
    named = (*without, *(text.partition("=")[0] for text in (*move, *scale)))
    if at is not None:
        may_branch(scenario, changed)
        check_to_come(named, scenario, at)
    plan = Plan((scenario, changed) if words else (scenario,), asked, people, at, seed, named)
    values = _run_all(plan, range(seed, seed + runs), jobs, executor, progress)
    after = values[:, 1] if words else np.full(values[:, 0].shape, np.nan)
    check_defined(asked, [np.concatenate([values[:, 0, n], after[:, n]]) for n in range(len(asked))])
    answers = tuple(Answer(outcome, values[:, 0, n], after[:, n]) for n, outcome in enumerate(asked))
    return WhatIf(scenario, words, branch_at, people, seed, answers)


def _words(given: Mapping[str, Mapping[str, Any] | Sequence[str]]) -> tuple[str, ...]:
    """Changes as they are typed on the command line."""
    return tuple(
        f"--{option} {text}"
        for option, texts in given.items()
        for text in ([f"{p}={v}" for p, v in texts.items()] if isinstance(texts, Mapping) else texts)
    )


def _run_all(
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
    measures = {c.measure for c in conditions}.union(*(outcome.measures for outcome in plan.outcomes))
    last = max(outcome.until for outcome in plan.outcomes)
    past = None
    if plan.at is not None:
        past = Simulation(plan.cases[0], plan.people, plan.past, measures=measures).run(plan.at - 1)
        check_not_happened(plan.named, past)
    same = min(parting(plan.cases[0], plan.cases[-1]), last + 1)  # days that both cases have in common
    found = []
    for seed in seeds:
        before = past
        if past is None and same > 0:
            before = Simulation(plan.cases[0], plan.people, seed, measures=measures).run(same - 1)
        for scenario in plan.cases:
            if before is None:
                sim = Simulation(scenario, plan.people, seed, measures=measures)
            else:
                sim = branched(before, scenario, seed)
            course = course_of(sim.run(last))
            found.append([outcome.value(course) for outcome in plan.outcomes])
    return np.array(found).reshape(len(seeds), len(plan.cases), len(plan.outcomes))
