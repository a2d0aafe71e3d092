"""Calibration: which numbers of the ranges under `vary:` agree with what was observed, and how surely."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.analysis.calibration.importance_sampling import (
    KEPT,
    Weights,
    next_proposal,
    points_of,
    round_of,
    span,
    weighed,
)
from dualsim.analysis.calibration.likelihood import Question, answers, log_likelihood
from dualsim.analysis.calibration.priors import Parameter, parameters_of, values_of
from dualsim.analysis.calibration.result import Calibration
from dualsim.analysis.calibration.trial_store import Study, Trial, in_use
from dualsim.analysis.evaluation.observations import Observation, read_observations
from dualsim.analysis.evaluation.whose_place import Whereabouts
from dualsim.analysis.statistics import Floats
from dualsim.runs.arguments import check_numbers, people_of
from dualsim.runs.defaults import MANY_PEOPLE, SEED, TRIALS
from dualsim.runs.executors import Workers
from dualsim.scenario.axes import names_of
from dualsim.scenario.dates import day_number
from dualsim.scenario.suggestions import unknown

if TYPE_CHECKING:
    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario


class _Search(NamedTuple):
    """What does not change while trials are made."""

    question: Question
    parameters: tuple[Parameter, ...]
    fit: list[bool]
    seed: int

    def likelihood(self, shares: Floats) -> Floats:
        """The logarithm of the likelihood, of the observations that are fitted alone."""
        seen = [one for one, there in zip(self.question.observations, self.fit, strict=True) if there]
        return log_likelihood(shares[..., self.fit], seen)


def calibrate(
    scenarios: Scenario | str | Path | Sequence[Scenario | str | Path],
    against: str | Path | Iterable[Observation] | None = None,
    *,
    holdout: Sequence[str] = (),
    trials: int = TRIALS,
    people: int | None = None,
    seed: int = SEED,
    study: str | Path | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Try numbers from the ranges under `vary:` and weigh each trial by how likely it makes the observations.

    `holdout` keeps the observations of a place, of a day (`1917-08-20`), from a day on (`1917-08-01..`) or of
    a name from the fit. Without `against`, a table of observations, it is that which comes with dualsim. With
    a `study`, a journal file, what was finished before is not done again. Raises ValueError for anything that
    does not exist.

    >>> import dualsim
    >>> found = dualsim.calibrate("petrograd_1917", trials=2, people=300, jobs=1)
    >>> set(found.to_dataframe()["path"]) == set(dualsim.load("petrograd_1917").vary)
    True
    """
    cases = loaded(scenarios)
    people = people_of(people, cases, MANY_PEOPLE)
    check_numbers(
        trials=(trials, 2), people=(people, None), seed=(seed, 0), jobs=(1 if jobs is None else jobs, 1)
    )
    if against is None or isinstance(against, str | Path):
        against = read_observations(against)
    table = list(against)
    parameters = tuple(parameters_of(cases))
    held = held_out(holdout, table)
    begun = nullcontext() if study is None else in_use(Path(study))
    with begun, Workers("calibrate", jobs, executor, trials) as workers:
        asked, before = _covered(cases, table, people, seed, workers)
        question = Question(cases, asked, people, seed)
        fit = [seen.id not in held for seen in question.observations]
        if not any(fit):
            raise ValueError(_nothing(table, bool(question.observations)))
        search = _Search(question, parameters, fit, seed)
        book = Study(Path(study), parameters, digest(question, held)) if study is not None else None
        points, shares, weights = _tried(search, trials, book, workers, progress)
        values = np.array([list(values_of(parameters, point).values()) for point in points])
        mean = dict(zip((one.path for one in parameters), weights.values @ values, strict=True))
        after = np.array(*workers.in_order(answers, [(question, mean)]))
    left = tuple(seen for seen in table if seen not in question.observations)
    kept_out = tuple(seen.id for seen in question.observations if seen.id in held)
    return Calibration(
        question, parameters, kept_out, left, points, values, shares, weights, before, after
    )  # fmt: skip


def loaded(scenarios: Any) -> tuple[Scenario, ...]:
    """One scenario or several, by name or file, or as they are."""
    from dualsim.scenario.loading import load
    from dualsim.scenario.schema import Scenario

    given = [scenarios] if isinstance(scenarios, str | Path | Scenario) else scenarios
    found = tuple(load(one) for one in given)
    if not found:
        raise ValueError("calibrate: no scenario; name one or more")
    return found


def held_out(holdout: Sequence[str], table: Sequence[Observation]) -> set[str]:
    """The names of the observations that are kept from the fit."""
    found = set[str]()
    for text in [holdout] if isinstance(holdout, str) else holdout:
        names = {seen.id for seen in table if text in (seen.id, seen.place, seen.date)}
        if text.endswith(".."):
            try:
                first = day_number(text.removesuffix(".."), table[0].calendar if table else "julian")
            except ValueError as error:
                raise ValueError(f"holdout: {error}") from None
            names = {seen.id for seen in table if seen.day >= first}
        if not names and text[:4].isdigit():
            dates = ", ".join(sorted({seen.date for seen in table}))
            raise ValueError(f"holdout: nothing was observed on {text}; there is {dates}")
        if not names:
            known = {seen.id for seen in table} | {seen.place for seen in table}
            raise ValueError(f"holdout: {unknown('place or observation', text, known)}")
        found |= names
    return found


def _covered(
    cases: Sequence[Scenario], table: Sequence[Observation], people: int, seed: int, workers: Workers
) -> tuple[tuple[tuple[Observation, ...], ...], Floats]:
    """What each scenario can answer, each observation once, and its answers as the files stand."""
    owned, taken = [], set[str]()
    for scenario in cases:
        known, towns = names_of(scenario), {key: region.town for key, region in scenario.regions.items()}
        there = Whereabouts([*known.place, *known.region], towns)
        first, last = (day_number(end, scenario.calendar) for end in (scenario.start, scenario.end))
        own = tuple(
            seen for seen in table
            if there.of(seen) and seen.id not in taken
            and first <= seen.day <= last
        )  # fmt: skip
        taken |= {seen.id for seen in own}
        owned.append(own)
    questions = [Question((one,), (own,), people, seed) for one, own in zip(cases, owned, strict=True)]
    found = workers.in_order(answers, [(question, {}) for question in questions])
    asked, before = [], list[float]()
    for own, shares in zip(owned, found, strict=True):
        told = list(zip(own, shares, strict=True))
        asked.append(tuple(seen for seen, share in told if share == share))
        before += [share for _, share in told if share == share]
    return tuple(asked), np.array(before)


def _nothing(table: Sequence[Observation], covered: bool) -> str:
    if covered:
        return "holdout: every observation is held out; leave some to fit"
    places = ", ".join(sorted({seen.place for seen in table}))
    return (
        f"against: no observation is of a place, a day and names that the scenarios have; there is {places}"
    )


def digest(question: Question, held: Iterable[str]) -> str:
    """What two studies share only if they ask the same."""
    given = [scenario.text() for scenario in question.cases] + [str(question.asked), str(sorted(held))]
    return sha256("\n".join([*given, str(question.people), str(question.seed)]).encode()).hexdigest()


def _tried(
    search: _Search, trials: int, book: Study | None, workers: Workers, progress: Progress | None
) -> tuple[Floats, Floats, Weights]:
    """The points, what each answers, and what each is worth: round after round."""
    done = {n: trial for n, trial in (book.done() if book else {}).items() if n < trials}
    points, shares = np.empty((0, len(search.parameters))), np.empty((0, len(search.fit)))
    proposals = list[Any]()
    for r in range(round_of(trials - 1) + 1):
        if r:
            proposals.append(next_proposal(points, search.likelihood(shares), proposals))
        fresh = points_of(r, len(search.parameters), search.seed, proposals[-1] if r else None)
        numbers = [n for n in span(r) if n < trials]
        points = np.concatenate([points, fresh[: len(numbers)]])
        todo = [(search, n, points[n]) for n in numbers if n not in done]
        for _, (trial, score) in workers.as_done(run_trial, todo):
            done[trial.number] = trial
            if book is not None:
                book.keep(trial, values_of(search.parameters, points[trial.number]), score)
            if progress is not None:
                progress(len(done), trials)
        shares = np.concatenate([shares, np.array([done[n].answers for n in numbers])])
    least = min(KEPT, 0.1 * trials)
    return points, shares, weighed(points, search.likelihood(shares), proposals, least)


def run_trial(search: _Search, number: int, point: Floats) -> tuple[Trial, float]:
    """One trial, with luck of its own, and the logarithm of its likelihood times its prior."""
    question = search.question._replace(seed=search.seed + number)
    found = answers(question, values_of(search.parameters, point))
    return Trial(number, found), float(search.likelihood(np.array(found)) - 0.5 * (point**2).sum())
