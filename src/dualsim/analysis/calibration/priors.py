"""What a number may be before the record is asked: a range under `vary:`, likeliest at the file's value."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

from dualsim.analysis.statistics import Floats
from dualsim.scenario.changes.paths import number_at

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

STANDARD = NormalDist()


class Parameter(NamedTuple):
    """A number that a study varies: likeliest at the file's value, and as often above it as below.

    The chance falls evenly from the value to either end of the range. So a range that reaches further to one
    side draws nothing away from the file by itself.
    """

    path: str
    low: float
    mode: float
    high: float

    @property
    def below(self) -> float:
        """The chance of less than the value of the file."""
        return 0.5 if self.low < self.mode < self.high else float(self.mode > self.low)

    @property
    def spread(self) -> float:
        """The standard deviation before the record is asked."""
        left, right, p = self.mode - self.low, self.high - self.mode, self.below
        mean = ((1.0 - p) * right - p * left) / 3.0
        return float((((1.0 - p) * right**2 + p * left**2) / 6.0 - mean**2) ** 0.5)

    def value(self, score: float) -> float:
        """The value at a standard normal score."""
        share, p = STANDARD.cdf(score), self.below
        if share <= p:
            return self.low + (self.mode - self.low) * (share / p) ** 0.5 if p else self.low
        return self.high - (self.high - self.mode) * ((1.0 - share) / (1.0 - p)) ** 0.5


def parameters_of(cases: Sequence[Scenario]) -> list[Parameter]:
    """What the scenarios vary, each number once; raise ValueError where they do not agree on it."""
    found: dict[str, Parameter] = {}
    for scenario in cases:
        for path, (low, high) in scenario.vary.items():
            one = Parameter(path, low.value, number_at(scenario, path), high.value)
            if not one.low <= one.mode <= one.high:
                message = f"the value {one.mode:g} lies outside the range {one.low:g} to {one.high:g}"
                raise ValueError(f"vary: {path}: {message}; write a range about it")
            if found.setdefault(path, one) != one:
                message = f"'{scenario.title}' gives it another value or range than the scenarios before it"
                raise ValueError(f"vary: {path}: {message}; give it once, in a file that all extend")
    if not found:
        raise ValueError("vary: nothing is varied; write paths and ranges, as in behaviour.beta: [1, 6]")
    return list(found.values())


def values_of(parameters: Sequence[Parameter], scores: Floats) -> dict[str, float]:
    """The values at a row of standard normal scores."""
    return {one.path: one.value(float(z)) for one, z in zip(parameters, scores, strict=True)}
