"""What two places are compared by: an outcome on a day, or the mean of a measure over some days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.outcomes.courses import Course
from dualsim.analysis.outcomes.outcome import Outcome, outcome_of
from dualsim.analysis.statistics import mean_over_days
from dualsim.scenario.dates import Calendar, iso, spoken

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

FIRST, LAST = "04-01", "09-30"  # of the year, unless other days are given
USUAL = "effective_powers"


class Asked(NamedTuple):
    """An outcome as it is written, and over which days its mean is taken; no days for one of a day."""

    text: str
    first: str | None
    last: str | None
    said: str  # the outcome and its days, as tables say them
    outcome: Outcome  # on its day or on the last one, without a word of the place

    def of(self, scenario: Scenario, place: str) -> Reader:
        """What is read in runs of a scenario, of one of its places."""
        text = self.text if self.last is None else f"{self.text}@{self.last}"
        outcome = outcome_of(text, scenario, place)
        first = outcome.day if self.first is None else scenario.period.step_of(scenario.day(self.first))
        return Reader(outcome, first)


class Reader(NamedTuple):
    """An outcome, and the day from which its mean is taken; its own day if it is one of that day."""

    outcome: Outcome
    first: int

    def value(self, course: Course) -> float:
        """What a run comes to; NaN where that is not defined."""
        days = self.outcome.course(course)[self.first :]
        return float(mean_over_days(np.array([days]))[0])


def _days_asked(days: Sequence[int], calendar: Calendar) -> str:
    return f"{spoken(days[0], calendar)} to {spoken(days[1], calendar)}"


def asked_of(text: str, first: str | None, last: str | None, scenario: Scenario, place: str) -> Asked:
    """An outcome as asked, of the days that are given or usual; raise ValueError for what cannot be."""
    if "@" in text:
        if first or last:
            raise ValueError(f"outcome '{text}': it has a day, so give no days besides")
        outcome_of(text, scenario, place)
        outcome = outcome_of(text, scenario)
        return Asked(text, None, None, outcome.told, outcome)
    if any(mark in text for mark in "<>") or text.startswith("took_power"):
        raise ValueError(f"outcome '{text}': ask whether it has come by a day, as in '{text}@DATE'")
    calendar, period = scenario.calendar, scenario.period
    year, days = scenario.start[:4], []
    for name, given, usual in (("first", first, FIRST), ("last", last, LAST)):
        try:
            day = scenario.day(given or f"{year}-{usual}")
            if given is not None and day not in period:
                raise ValueError(f"{given} is not in the run; it lasts from {period}")
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        days.append(day)
    start, end = max(days[0], period.first), min(days[1], period.last)
    if start > end:
        raise ValueError(f"first: {_days_asked(days, calendar)} has no day of the run, {period}; give others")
    dates = iso(start, calendar), iso(end, calendar)
    outcome_of(f"{text}@{dates[1]}", scenario, place)
    outcome = outcome_of(f"{text}@{dates[1]}", scenario)
    from_day, to_day = spoken(start, calendar), spoken(end, calendar)
    if dates[0][:4] == dates[1][:4]:
        from_day = from_day.rpartition(" ")[0]
    said = f"mean of {from_day} to {to_day}"
    return Asked(text, *dates, f"{text}, {said}", outcome)
