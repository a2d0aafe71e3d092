"""An outcome over many runs, and the difference of two such: numbers, shares of runs, dates, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.analysis.outcomes.outcome import CHANCE, DAY, Outcome
from dualsim.analysis.statistics import (
    Floats,
    Portion,
    Spread,
    paired_portions,
    portion_of,
    signless,
    spread_of,
    verdict_on,
)
from dualsim.scenario.dates import iso, short_date

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

INTERVALS = (
    "90% of the runs lie in an interval; that of a share of runs is one of 95%, by Wilson, "
    "that of a difference of two by Agresti and Min"
)
LATER, EARLIER = "later", "earlier"


class Told(NamedTuple):
    """An outcome over some runs: in how many it is defined, and what it comes to in these."""

    runs: int
    defined: int  # runs that have it; of a date those in which it comes
    spread: Spread  # of a share of runs that share, and its interval of 95 per cent
    happens: Portion | None  # of a date: the share of runs in which it comes

    @property
    def lacking(self) -> str:
        """In how many runs it is not defined, if in some."""
        return f"not defined in {self.runs - self.defined} of {self.runs}" if self.defined < self.runs else ""


def told(outcome: Outcome, values: Floats) -> Told:
    """An outcome over runs, those in which it is not defined counted and left out."""
    known = values[np.isfinite(values)]
    if outcome.kind == CHANCE and len(known):
        return Told(len(values), len(known), Spread(*portion_of(int(known.sum()), len(known))), None)
    happens = portion_of(len(known), len(values)) if outcome.kind == DAY and len(values) else None
    return Told(len(values), len(known), spread_of(known), happens)


def difference(outcome: Outcome, before: Floats, after: Floats) -> Told:
    """What the second runs have more than the first, pair by pair; of dates in days."""
    both = np.isfinite(before) & np.isfinite(after)
    if outcome.kind == CHANCE and both.any():
        return Told(len(both), int(both.sum()), Spread(*paired_portions(before[both], after[both])), None)
    return Told(len(both), int(both.sum()), spread_of((after - before)[both]), None)


def verdict(outcome: Outcome, found: Told) -> str:
    """A difference in words."""
    said = verdict_on(found.spread)
    if outcome.kind == DAY:
        return {"higher": LATER, "lower": EARLIER}.get(said, said)
    return said


def check_defined(outcomes: Sequence[Outcome], values: Sequence[Floats]) -> None:
    """Refuse a number that no run has; that something comes in no run is an answer."""
    for outcome, found in zip(outcomes, values, strict=True):
        if outcome.kind != DAY and not np.isfinite(found).any():
            raise ValueError(
                f"outcome '{outcome}': not defined in any run, for what it names is not there on that day; "
                "name another group, place or body, or a day on which it is"
            )


def level_text(outcome: Outcome, found: Told, scenario: Scenario) -> str:
    """An outcome over runs, as tables say it."""
    if outcome.kind == DAY and found.happens is not None:
        share = "{:.0f}% [{:.0f}, {:.0f}]".format(*(100.0 * end for end in found.happens))
        comes = f"in {found.defined} of {found.runs} runs, {share}"
        return f"{dates_text(found.spread, scenario)} {comes}" if found.defined else comes
    text = _spread(found.spread, outcome.is_share, "")
    return _noted(text.replace("%", "% of runs") if outcome.kind == CHANCE else text, found, "runs")


def difference_text(outcome: Outcome, found: Told) -> str:
    """A difference, as tables say it."""
    if not found.defined:
        return "no pair of runs has both"
    if outcome.kind == DAY:
        text = "{} days [{}, {}]".format(*(signless(end, "+.0f") for end in found.spread))
        return _noted(text, found, "pairs")
    return _noted(_spread(found.spread, outcome.is_share, "+"), found, "pairs")


def dates_text(spread: Spread, scenario: Scenario) -> str:
    """A day of the run with its interval: 25 Oct 1917 [20 Oct, 3 Nov]."""
    median, low, high = (date_of(day, scenario) for day in spread)
    low, high = (short_date(end, year=scenario.period.of_years) for end in (low, high))
    return f"{short_date(median, year=True)} [{low}, {high}]"


def date_of(day: float, scenario: Scenario) -> str:
    """A day of the run, counted from 0, in the scenario's calendar as ISO text; nothing for none."""
    return "" if math.isnan(day) else iso(scenario.period.first + int(day + 0.5), scenario.calendar)


def facts(outcome: Outcome, found: Told, scenario: Scenario) -> dict[str, Any]:
    """An outcome over runs as plain facts: dates as ISO text, None where there is nothing."""
    ends = found.spread._asdict()
    if outcome.kind == DAY:
        plain: dict[str, Any] = {name: date_of(end, scenario) or None for name, end in ends.items()}
        return {**plain, **_counts(found), "happens": found.happens and found.happens._asdict()}
    return {**_plain(ends), **_counts(found)}


def difference_facts(found: Told) -> dict[str, Any]:
    """A difference as plain facts."""
    return {**_plain(found.spread._asdict()), **_counts(found)}


def _counts(found: Told) -> dict[str, int]:
    return {"runs": found.runs, "defined": found.defined}


def _plain(ends: dict[str, float]) -> dict[str, float | None]:
    return {name: None if math.isnan(end) else end for name, end in ends.items()}


def _noted(text: str, found: Told, what: str) -> str:
    if not found.defined:
        return f"not defined in any of {found.runs} {what}"
    return f"{text}, {found.lacking} {what}" if found.lacking else text


def _spread(spread: Spread, share: bool, sign: str) -> str:
    by, places, unit = (100.0, 1, " points" if sign else "%") if share else (1.0, 3, "")
    if 0.0 < max(map(abs, spread)) < 0.005:
        places += 2  # or nothing would be left of it
    median, low, high = (signless(by * value, f"{sign}.{places}f") for value in spread)
    return f"{median}{unit} [{low}, {high}]"
