"""Scores of forecasts, one by one and over several observations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from dualsim.analysis.evaluation.observations import Observation


class Score(NamedTuple):
    """What a forecast of one observation is worth: all numbers are shares."""

    median: float
    middle: tuple[float, float]  # 50 per cent of what might have been counted lies here,
    wide: tuple[float, float]  # and 90 per cent here
    error: float  # the median less what was observed
    crps: float
    inside: bool  # whether what was observed lies in the interval of 90 per cent
    weight: float = 1.0  # in a mean by confidence


class Scored(NamedTuple):
    """An observation, who answered for it, what is said of it, and what the baselines say."""

    seen: Observation
    source: str  # the scenario or run that answered
    label: str  # what was observed, in words
    members: int  # how many runs had an answer
    score: Score
    baselines: dict[str, Score]  # those that have something to say
    level: str = "place"  # one of LEVELS


class Total(NamedTuple):
    """Scores over several observations; NaN over none."""

    rows: int
    mean_absolute_error: float
    coverage_90: float
    mean_crps: float
    weighted_mean_absolute_error: float  # rows of less confidence weigh less


class Beside(NamedTuple):
    """A baseline, and the model on those rows of which the baseline says something."""

    baseline: Total
    model: Total

    @property
    def skill(self) -> float:
        """The part of the baseline's mean absolute error that the model saves; below 0 it is worse."""
        if not self.baseline.rows or not self.baseline.mean_absolute_error:
            return float("nan")
        return 1.0 - self.model.mean_absolute_error / self.baseline.mean_absolute_error


def total(scores: Iterable[Score]) -> Total:
    """Scores over several observations."""
    given = list(scores)
    if not given:
        return Total(0, np.nan, np.nan, np.nan, np.nan)
    errors = [abs(score.error) for score in given]
    return Total(
        len(given),
        float(np.mean(errors)),
        float(np.mean([score.inside for score in given])),
        float(np.mean([score.crps for score in given])),
        float(np.average(errors, weights=[score.weight for score in given])),
    )


def beside(name: str, rows: Iterable[Scored]) -> Beside:
    """A baseline beside the model, over the rows of which it says something."""
    known = [row for row in rows if name in row.baselines]
    return Beside(total(row.baselines[name] for row in known), total(row.score for row in known))
