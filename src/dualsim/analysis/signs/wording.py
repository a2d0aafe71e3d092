"""What is measured and expected in a table of signs, in words: points of a hundred, dates, times."""

from __future__ import annotations

import math

from dualsim.analysis.signs.quantities import measures
from dualsim.analysis.signs.verdicts import Finding
from dualsim.analysis.statistics import signless
from dualsim.scenario.dates import iso, short_date
from dualsim.scenario.schema import Scenario
from dualsim.scenario.signs.claims import Claim


class Wording:
    """Says numbers of a table as its scenario would."""

    def __init__(self, scenario: Scenario) -> None:
        self.period = scenario.period

    def measured(self, finding: Finding) -> str:
        """The estimate and its interval."""
        if math.isnan(finding.estimate):
            return "no run has a number"
        claim = finding.claim
        late = f" {finding.late * self.period.step} days later" if finding.late else ""
        low, high = (self.number(claim, value, unit=False) for value in (finding.low, finding.high))
        return f"{self.number(claim, finding.estimate)} [{low}, {high}]{late}"

    def expected(self, claim: Claim) -> str:
        """The bounds."""
        if claim.sign:
            way = "up" if claim.sign > 0 else "down"
            return way if not claim.low else f"{way} by {self.number(claim, claim.low).lstrip('+')}"
        low, high = (self.number(claim, value) for value in (claim.low, claim.high))
        if math.isinf(claim.high):
            return f"{low} or more"
        return f"{high} or less" if math.isinf(claim.low) else f"{low} to {high}"

    def number(self, claim: Claim, value: float, *, unit: bool = True) -> str:
        """A number of a claim; a difference with its sign."""
        by, form, word = scale(claim)
        if not math.isfinite(value) or abs(value) > 1e9:
            return "without end"
        if word == "date":
            return self.date(value)
        return signless(by * value, form) + (word if unit else "")

    def date(self, day: float) -> str:
        """A day of the run, which may be the one after its end: never."""
        number = self.period.first + round(day)
        date = short_date(iso(number, self.period.calendar), year=self.period.of_years)
        return date if number in self.period else "never"


def scale(claim: Claim) -> tuple[float, str, str]:
    """By what numbers of a claim are multiplied to be told, their format, and the word after them."""
    sign = "+" if claim.sign else ""
    if claim.divided_by is not None:
        return 1.0, f"{sign}.2f", " times"
    if claim.is_day:
        return (1.0, "", "date") if not sign and claim.statistic != "range" else (1.0, f"{sign}.1f", " days")
    if claim.quantity.conditions:
        return 100.0, f"{sign}.0f", " points" if sign else "%"
    unit = measures()[claim.quantity.readings[0].measure].unit
    if unit.startswith(("share", "strength")):
        return 100.0, f"{sign}.1f", " points" if sign else "%"
    return 1.0, f"{sign}.3f", ""
