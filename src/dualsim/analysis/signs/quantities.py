"""What rows measure in a run: a measure or a sum of them on a day or over some, the day of a happening."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.analysis.outcomes.courses import (
    YesOrNo,
    course_of,
    course_of_reading,
    has_come,
    readable_measures,
    recorded_for,
)
from dualsim.analysis.statistics import Floats
from dualsim.scenario.conditions import Condition, Reading
from dualsim.scenario.signs.claims import ALL, Claim, Quantity
from dualsim.theory.measures import Measure
from dualsim.theory.state import People, World

if TYPE_CHECKING:
    from dualsim.engine.simulation import Simulation

TAKEN: Mapping[str, Callable[..., Any]] = {
    "mean": np.nanmean, "median": np.nanmedian, "least": np.nanmin, "most": np.nanmax,
}  # fmt: skip


def _credit(people: People, world: World) -> Floats:
    return world.credit.transpose(2, 0, 1).copy()


# Rows may read these beside the measures of every run.
OTHERS = {
    "credit": Measure(
        "credit",
        "Credit of each authority",
        ("place", "authority", "group"),
        "on the scale of utility",
        _credit,
    )
}


def measures() -> Mapping[str, Measure | YesOrNo]:
    """What rows may read: what outcomes may, and credit."""
    return {**readable_measures(), **OTHERS}


def read_by(claims: Sequence[Claim], acceptance_of: str | None) -> set[str]:
    """The measures that a run has to record for some claims."""
    found = {recorded_for(measure) for claim in claims for measure in claim.measures}
    for claim in claims:
        for quantity in claim.quantities:
            if any(ALL in reading.selectors for reading in quantity.readings):
                found |= {"population", "vote"}
    return found | ({"formal_power"} if acceptance_of and "acceptance" in found else set())


class Run:
    """A run that is over, and what rows read in it."""

    def __init__(self, sim: Simulation, acceptance_of: str | None) -> None:
        self.course, self.acceptance_of = course_of(sim), acceptance_of

    def values(self, claim: Claim) -> Floats:
        """Numerator and denominator of a claim, for each delay that it allows: [delay, 2]."""
        found = np.ones((claim.within + 1, 2))
        for late in range(claim.within + 1):
            found[late, 0] = self.value(claim.quantity, late)
            if claim.minus is not None:
                found[late, 0] -= self.value(claim.minus, late)
            if claim.divided_by is not None:
                found[late, 1] = self.value(claim.divided_by, late)
        return found

    def value(self, quantity: Quantity, late: int = 0) -> float:
        """A quantity, some days later; NaN where there is none."""
        if quantity.conditions:
            day = self._first_day(quantity.conditions)
            return float(day * self.course.step) if quantity.by is None else float(day <= quantity.by)
        days = slice(quantity.first + late, quantity.last + late + 1)
        total = np.sum([self._series(reading)[days] for reading in quantity.readings], axis=0)
        return float(TAKEN[quantity.take](total)) if np.isfinite(total).any() else np.nan

    def _first_day(self, conditions: Sequence[Condition]) -> int:
        """The first step in which all of them have held for their days; the one after the end if none is."""
        come = has_come(conditions, self.course, self._series)
        return int(come.argmax()) if come.any() else len(come)

    def _series(self, reading: Reading) -> Floats:
        """A reading on each day."""
        if ALL in reading.selectors:
            return self._of_everyone(reading)
        found = self._table(reading.measure, reading.selectors)
        if reading.measure == "acceptance" and self.acceptance_of:
            place = [name for name in reading.selectors if name in self.course.names.place]
            power = self._table("formal_power", (self.acceptance_of, *place))
            return np.where(power > 0.0, found, 0.0)
        return found

    def _of_everyone(self, reading: Reading) -> Floats:
        """The mean of a reading over all groups of a place, by their numbers; of votes, of those who vote."""
        groups = self.course.names.group
        place = tuple(name for name in reading.selectors if name in self.course.names.place)
        each = [
            self._series(Reading(reading.measure, tuple(g if s == ALL else s for s in reading.selectors)))
            for g in groups
        ]
        people = [self._table("population", (*place, g)) for g in groups]
        counted = people
        if reading.measure == "vote":
            home = [np.nan_to_num(self._table("vote", (*place, g, "abstain"))) for g in groups]
            counted = [number * (1.0 - stay) for number, stay in zip(people, home, strict=True)]
        total = np.sum(counted, axis=0)
        found = np.sum([n * np.nan_to_num(share) for n, share in zip(people, each, strict=True)], axis=0)
        return np.divide(found, total, out=np.full_like(total, np.nan), where=total > 0.0)

    def _table(self, measure: str, selectors: Sequence[str]) -> Floats:
        """A measure on each day of the scenario; after an early end it stays as it was."""
        return course_of_reading(self.course, Reading(measure, tuple(selectors)), measures()[measure].dims)
