"""Runs beside history: for each observation what many runs say of it, and how good that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.evaluation.baselines import BASELINES, by_kind, kind
from dualsim.analysis.evaluation.measurement_error import measured_with_error
from dualsim.analysis.evaluation.observations import Observation, read_observations
from dualsim.analysis.evaluation.predictions import Many, answers
from dualsim.analysis.evaluation.scores import crps, intervals
from dualsim.analysis.evaluation.targets import Target, Uncovered, shared_out, targets_of
from dualsim.runs.arguments import check_numbers
from dualsim.scenario.loading import list_scenarios
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.scenario.schema import Scenario

    Given = str | Path | Scenario | xr.Dataset

TABLE = "observations.csv"  # beside the scenarios that come with dualsim


class Score(NamedTuple):
    """What a forecast of one observation is worth: all numbers are shares."""

    median: float
    middle: tuple[float, float]  # 50 per cent of what might have been counted lies here,
    wide: tuple[float, float]  # and 90 per cent here
    error: float  # the median less what was observed
    crps: float
    inside: bool  # whether what was observed lies in the interval of 90 per cent


class Scored(NamedTuple):
    """An observation, who answered for it, what is said of it, and what the baselines say."""

    seen: Observation
    source: str  # the scenario or run that answered
    label: str  # what was observed, in words
    members: int  # how many runs had an answer
    score: Score
    baselines: dict[str, Score]  # those that have something to say


class Total(NamedTuple):
    """Scores over several observations; NaN over none."""

    rows: int
    mean_absolute_error: float
    coverage_90: float
    mean_crps: float


class Beside(NamedTuple):
    """A baseline, and the model on those rows of which the baseline says something."""

    baseline: Total
    model: Total


@dataclass(frozen=True)
class Evaluation:
    """Runs beside history: each observation, and what they come to."""

    rows: tuple[Scored, ...]
    uncovered: tuple[Uncovered, ...]
    sources: tuple[str, ...]
    places: dict[str, str]  # what places are called
    against: str
    draws: str  # which draws of numbers were used, in words
    many: Many
    ran: bool  # whether any scenario was run, rather than only saved runs read
    order: dict[str, int]  # the place of each observation in its table

    @property
    def total(self) -> Total:
        """The scores of the model over all rows that are covered."""
        return total(row.score for row in self.rows)

    @property
    def by_place(self) -> dict[str, list[Scored]]:
        """The rows of each place that has some, places in the order of the targets, rows in that of dates."""
        rows = sorted(self.rows, key=lambda row: row.seen.day)
        found = {place: [row for row in rows if row.seen.place == place] for place in self.places}
        return {place: there for place, there in found.items() if there}

    @property
    def baselines(self) -> dict[str, Beside]:
        """Each baseline over the covered rows of which it says something, and the model on the same rows."""
        found = {}
        for name in BASELINES:
            rows = [row for row in self.rows if name in row.baselines]
            found[name] = Beside(total(row.baselines[name] for row in rows), total(row.score for row in rows))
        return found


def evaluate(
    *targets: Given,
    against: str | Path | Sequence[Observation] | None = None,
    runs: int = 50,
    people: int = 2_000,
    seed: int = 1,
    draws: str | Path | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Score scenarios, or runs that are there already, against history.

    A target is a scenario (a name, a file, a Scenario), which is run many times, or a run (its folder, a
    Dataset), scored as it is. An observation is answered by the first target that has its place. Run n has
    the seed `seed` + n and the numbers of row n of the table `draws`; without one that is the table that
    comes with dualsim, if there is one, and `draws="none"` leaves only luck. Raises ValueError for what does
    not exist.
    """
    if not targets:
        raise ValueError("evaluate: no scenario and no run; give one or more, such as petrograd_1917")
    check_numbers(
        runs=(runs, 1), people=(people, None), seed=(seed, 0), jobs=(1 if jobs is None else jobs, 1)
    )
    many = Many(runs, people, seed)
    table, named = _table(against)
    found, told = targets_of(targets, draws)
    asked, uncovered = shared_out(found, table)
    said = answers(found, asked, many, jobs, executor, progress)
    rows, past = list[Scored](), by_kind(table)
    for target, its, shares in zip(found, asked, said, strict=True):
        for seen, values in zip(its, shares.T, strict=True):
            known = values[np.isfinite(values)]
            if known.size:
                rows.append(_scored(seen, target, known, past[kind(seen)], seed))
            else:
                uncovered.append(Uncovered(seen, target.name, _silence(seen)))
    order = {seen.id: n for n, seen in enumerate(table)}
    return Evaluation(
        rows=tuple(sorted(rows, key=lambda row: order[row.seen.id])),
        uncovered=tuple(sorted(uncovered, key=lambda row: order[row.seen.id])),
        sources=tuple(target.name for target in found),
        places=_places(found),
        against=named,
        draws=told,
        many=many,
        ran=any(target.scenario is not None for target in found),
        order=order,
    )


def total(scores: Iterable[Score]) -> Total:
    """Scores over several observations."""
    given = list(scores)
    if not given:
        return Total(0, np.nan, np.nan, np.nan)
    return Total(
        len(given),
        float(np.mean([abs(score.error) for score in given])),
        float(np.mean([score.inside for score in given])),
        float(np.mean([score.crps for score in given])),
    )


def scored(shares: Floats, seen: Observation, seed: int) -> Score:
    """What some shares are worth as a forecast of what was counted, with its error of measurement."""
    sample = measured_with_error(shares, seen, seed)
    (middle, wide), median = intervals(sample, 0.5, 0.9), float(np.median(shares))
    inside = wide[0] <= seen.share <= wide[1]
    return Score(median, middle, wide, median - seen.share, crps(sample, seen.share), inside)


def _scored(
    seen: Observation, target: Target, shares: Floats, past: Sequence[Observation], seed: int
) -> Scored:
    others = {name: say(seen, past) for name, say in BASELINES.items()}
    told = {name: scored(np.array([s]), seen, seed) for name, s in others.items() if s is not None}
    return Scored(seen, target.name, target.words(seen), len(shares), scored(shares, seen, seed), told)


def _places(targets: Sequence[Target]) -> dict[str, str]:
    """What places are called, by the first target that has them, in the order of the targets."""
    found: dict[str, str] = {}
    for target in targets:
        found |= {slug: text for slug, text in target.called["place"].items() if slug not in found}
    return found


def _silence(seen: Observation) -> str:
    """Why no run has an answer, although it has all the names."""
    if seen.quantity == "vote":
        return "no run has anybody of these groups there on that day, or the runs had ended"
    return (
        f"in no run is the authority '{seen.authority}' there on that day with such people, or they had ended"
    )


def _table(given: str | Path | Sequence[Observation] | None) -> tuple[Sequence[Observation], str]:
    """The observations, and where they are from."""
    if given is None:
        folder = next(iter(list_scenarios().values())).parent
        return read_observations(folder / TABLE), TABLE
    if isinstance(given, str | Path):
        return read_observations(given), str(given)
    return list(given), "observations given"
