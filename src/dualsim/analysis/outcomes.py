"""What is asked of a run: a number on a day, as in `seats[soviet, bolshevik]@1917-10-24`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.statistics import Floats
from dualsim.scenario.axes import names_of, rows_of
from dualsim.scenario.checks.names import misnamed
from dualsim.scenario.conditions import Reading, parse_measure
from dualsim.scenario.dates import iso, spoken
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    from dualsim.engine.simulation import Simulation
    from dualsim.scenario.schema import Scenario

EXAMPLE = "seats[soviet, bolshevik]@1917-10-24"


class Outcome(NamedTuple):
    """A reading of a measure on a day of the run, counted from 0."""

    reading: Reading
    day: int
    date: str  # of the scenario's calendar, as ISO text
    on: str  # the same as it is said

    def __str__(self) -> str:
        return f"{self.reading}@{self.date}"

    def called(self, scenario: Scenario) -> str:
        """The reading in the names that figures use."""
        blocks = (
            scenario.authorities,
            scenario.parties,
            scenario.groups,
            scenario.places,
            scenario.issues,
            scenario.pledges,
        )
        given = {
            slug: block.name for table in blocks for slug, block in table.items() if hasattr(block, "name")
        }
        names = [given.get(slug) or slug.replace("_", " ") for slug in self.reading.selectors]
        measure = self.reading.measure.replace("_", " ")
        return f"{measure} ({', '.join(names)})" if names else measure

    @property
    def is_share(self) -> bool:
        """Whether it is best told in points of a hundred."""
        return MEASURES[self.reading.measure].unit.startswith(("share", "strength"))


def outcome_of(text: str, scenario: Scenario) -> Outcome:
    """The outcome that a text names in a scenario; raise ValueError with what is wrong with it."""
    written, at, date = text.rpartition("@")
    if not at:
        raise ValueError(f"outcome '{text}': no day; write MEASURE[names]@DATE, as in {EXAMPLE}")
    try:
        reading = parse_measure(written)
        day = scenario.period.day(date)
    except ValueError as error:
        raise ValueError(f"outcome '{text}': {error}") from None
    known: dict[str, list[str] | None] = {
        axis: list(rows) for axis, rows in names_of(scenario)._asdict().items()
    }
    for _, message in misnamed(reading, known):
        raise ValueError(f"outcome '{text}': {message}")
    return Outcome(
        reading, day - scenario.period.first, iso(day, scenario.calendar), spoken(day, scenario.calendar)
    )


def outcomes_of(texts: str | Sequence[str], scenario: Scenario) -> tuple[Outcome, ...]:
    """The outcomes that one text or several name; raise ValueError for none, or for one that is wrong."""
    found = tuple(outcome_of(text, scenario) for text in ([texts] if isinstance(texts, str) else texts))
    if not found:
        raise ValueError(f"outcomes: there is none; write MEASURE[names]@DATE, as in {EXAMPLE}")
    return found


def series_of(sim: Simulation, outcome: Outcome) -> Floats:
    """The reading on each day up to that of the outcome.

    Where what it names is not there (an authority not founded, a group gone) it counts as 0; after an
    early end of the run it stays as it was.
    """
    reading, days = outcome.reading, min(sim.day, outcome.day) + 1
    rows = [row or 0 for row in rows_of(MEASURES[reading.measure].dims, reading.selectors, sim.names)]
    found = np.nan_to_num(np.moveaxis(sim.record[reading.measure][:days], 0, -1)[tuple(rows)])
    return np.concatenate([found, np.full(outcome.day + 1 - days, found[-1])])
