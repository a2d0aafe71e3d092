"""What a number may be before the record is asked: a prior over its range under `vary:`.

Another prior is another class with `quantile` and `spread`, handed to `Parameter` as its `kind`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dualsim.analysis.statistics import Floats
from dualsim.scenario.paths import number_at

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

STANDARD = NormalDist()


class Prior(Protocol):
    """What is known of a number beforehand."""

    def quantile(self, share: float) -> float:
        """The value below which it lies with this chance."""

    @property
    def spread(self) -> float:
        """The standard deviation."""


class Triangular(NamedTuple):
    """A prior that is likeliest at the file's value, with as much above it as below.

    The chance falls evenly from the value to either end of the range. So a range that reaches further to one
    side draws nothing away from the file by itself.
    """

    low: float
    mode: float
    high: float

    @property
    def below(self) -> float:
        """The chance of less than the value of the file."""
        return 0.5 if self.low < self.mode < self.high else float(self.mode > self.low)

    @property
    def spread(self) -> float:
        """The standard deviation."""
        left, right, p = self.mode - self.low, self.high - self.mode, self.below
        mean = ((1.0 - p) * right - p * left) / 3.0
        return float((((1.0 - p) * right**2 + p * left**2) / 6.0 - mean**2) ** 0.5)

    def quantile(self, share: float) -> float:
        """The value below which it lies with this chance."""
        p = self.below
        if share <= p:
            return self.low + (self.mode - self.low) * (share / p) ** 0.5 if p else self.low
        return self.high - (self.high - self.mode) * ((1.0 - share) / (1.0 - p)) ** 0.5


class Parameter(NamedTuple):
    """A number that a study varies: its range, its value in the file, and its prior."""

    path: str
    low: float
    mode: float
    high: float
    kind: Callable[[float, float, float], Prior] = Triangular

    @property
    def prior(self) -> Prior:
        """What is known of it beforehand."""
        return self.kind(self.low, self.mode, self.high)

    @property
    def spread(self) -> float:
        """The standard deviation of the prior."""
        return self.prior.spread

    def value(self, score: float) -> float:
        """The value at a standard normal score."""
        return self.prior.quantile(STANDARD.cdf(score))


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
