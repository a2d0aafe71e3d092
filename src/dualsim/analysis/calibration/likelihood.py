"""How likely history is by what a run says: shares beside what was observed, and how far each may be off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.evaluation.measurement_error import DISCREPANCY, deviation
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.predicted_shares import gap, tables_of_record
from dualsim.analysis.evaluation.predictions import run_and_ask
from dualsim.analysis.statistics import Floats
from dualsim.scenario.paths import nudged

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario


class Question(NamedTuple):
    """Scenarios, and what each is asked: all that a process needs to try some numbers."""

    cases: tuple[Scenario, ...]
    asked: tuple[tuple[Observation, ...], ...]  # of each scenario
    people: int
    seed: int

    @property
    def observations(self) -> list[Observation]:
        """All of them, in the order of the answers."""
        return [seen for some in self.asked for seen in some]


def answers(question: Question, values: Mapping[str, float]) -> list[float]:
    """The share that the scenarios give for each observation with these numbers; NaN for none."""
    found = list[float]()
    for scenario, asked in zip(question.cases, question.asked, strict=True):
        own = {path: value for path, value in values.items() if path in scenario.vary}
        found += _run_shares(nudged(scenario, own), asked, question.people, question.seed)
    return found


def _run_shares(scenario: Scenario, asked: Sequence[Observation], people: int, seed: int) -> list[float]:
    """What a run says of observations; NaN for those that the scenario cannot speak of."""
    tables, found = tables_of_record(scenario, {}, len(scenario.period)), np.full(len(asked), np.nan)
    there = [n for n, seen in enumerate(asked) if not gap(tables, seen)]
    if there:
        found[there] = run_and_ask(scenario, people, [(seed, {})], [asked[n] for n in there])[0]
    return [float(share) for share in found]


def errors(shares: Floats, observations: Sequence[Observation]) -> Floats:
    """Simulated less observed; for what is not there any more it is the largest that can be, 1."""
    return np.nan_to_num(shares - np.array([seen.share for seen in observations]), nan=1.0)


def deviations(observations: Sequence[Observation]) -> Floats:
    """How far a run may be off an observation, as a standard deviation: measurement and model together."""
    return np.array([np.hypot(deviation(seen), DISCREPANCY[seen.quantity]) for seen in observations])


def log_likelihood(shares: Floats, observations: Sequence[Observation]) -> Floats:
    """The logarithm of how likely the observations are, by normal errors [..., observation] -> [...]."""
    size = deviations(observations)
    each = -0.5 * (errors(shares, observations) / size) ** 2 - np.log(size * np.sqrt(2.0 * np.pi))
    return np.asarray(each.sum(axis=-1))
