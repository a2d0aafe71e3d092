"""How an outcome is written: `seats[soviet, bolshevik]@1917-10-24`, `took_power[soviet]`, a condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from dualsim.analysis.outcomes.courses import (
    YES_OR_NO,
    Course,
    axes_of,
    course_of_reading,
    has_come,
    readable_measures,
    recorded_for,
)
from dualsim.analysis.statistics import Floats
from dualsim.engine.takeovers import LASTS
from dualsim.scenario.axes import WORD_SLUGS, names_of
from dualsim.scenario.checks.names import misnamed
from dualsim.scenario.conditions import Condition, Reading, parse, parse_measure, too_short
from dualsim.scenario.dates import iso, spoken
from dualsim.scenario.regions import laid_out
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

Part = TypeVar("Part", Reading, Condition)
EXAMPLE = "seats[soviet, bolshevik]@1917-10-24"
NUMBER, CHANCE, DAY = "number", "chance", "day"


class Outcome(NamedTuple):
    """A reading on a day; or whether it has come by then, or the day on which it comes, if it may come."""

    reading: Reading | None
    conditions: tuple[Condition, ...]  # instead of a reading
    kind: str  # NUMBER, CHANCE or DAY
    day: int  # the step in which, or by which; counted from 0; for DAY the last of the run
    date: str  # of the scenario's calendar, as ISO text; "" for DAY
    on: str  # the same as it is said

    def __str__(self) -> str:
        return f"{self.what}@{self.date}" if self.date else self.what

    @property
    def what(self) -> str:
        """What is read, or what has to come."""
        return str(self.reading) if self.reading is not None else " and ".join(map(str, self.conditions))

    @property
    def told(self) -> str:
        """It and its day, as tables say it."""
        if self.kind == DAY:
            return f"{self.what}: the day on which it comes"
        return f"{self.what} {'by' if self.stays else 'on'} {self.on}"

    @property
    def stays(self) -> bool:
        """Whether what has come once counts as come on each later day."""
        return self.reading is None or self.reading.measure == "took_power"

    @property
    def is_share(self) -> bool:
        """Whether it is best told in points of a hundred."""
        if self.kind == NUMBER and self.reading is not None:
            return MEASURES[self.reading.measure].unit.startswith(("share", "strength"))
        return self.kind == CHANCE

    @property
    def measures(self) -> set[str]:
        """The measures that a run has to record."""
        parts: Iterable[Reading | Condition] = self.conditions if self.reading is None else (self.reading,)
        return {recorded_for(part.measure) for part in parts}

    @property
    def until(self) -> int:
        """The day up to which a run has to go; of a take-over one has to see whether it lasts."""
        parts: Iterable[Reading | Condition] = self.conditions if self.reading is None else (self.reading,)
        return self.day + (LASTS - 1 if any(part.measure == "took_power" for part in parts) else 0)

    def called(self, scenario: Scenario) -> str:
        """What is read, in the names that figures use."""
        if self.reading is None:
            return self.what
        scenario = laid_out(scenario)
        given: dict[str, str] = {}
        for axis in (
            "authorities",
            "parties",
            "groups",
            "places",
            "regions",
            "issues",
            "pledges",
            "institutions",
        ):
            named = getattr(scenario, axis).items()
            given |= {slug: block.name for slug, block in named if hasattr(block, "name")}
        names = [given.get(slug) or slug.replace("_", " ") for slug in self.reading.selectors]
        measure = self.reading.measure.replace("_", " ")
        return f"{measure} ({', '.join(names)})" if names else measure

    def titled(self, scenario: Scenario) -> str:
        """The same and its day, as figures are headed."""
        name = self.called(scenario)
        name = f"{name[:1].upper()}{name[1:]}"
        return name if self.kind == DAY else f"{name}, {'by ' if self.stays else ''}{self.on}"

    def course(self, course: Course) -> Floats:
        """The outcome step by step up to its own; of a DAY only that, NaN if it does not come."""
        if self.reading is not None:
            found = course_of_reading(course, self.reading)
        else:
            come = has_come(self.conditions, course, lambda one: course_of_reading(course, one))
            found = come.astype(np.float64)
        if self.kind == DAY:
            comes = found.argmax() * course.step if (found == 1.0).any() else np.nan
            return np.array([comes], float)  # days after the first
        return found[: self.day + 1]

    def value(self, course: Course) -> float:
        """The outcome of a run; NaN where it is not defined."""
        return float(self.course(course)[-1])


def outcome_of(text: str, scenario: Scenario, place: str | None = None) -> Outcome:
    """The outcome that a text names in a scenario; raise ValueError with what is wrong with it.

    With a `place` it is that of this place, whether the text names it or not.
    """
    written, at, date = text.rpartition("@") if "@" in text else (text, "", "")
    try:
        conditions = parse(written) if any(mark in written for mark in "<>") else ()
        reading = None if conditions else parse_measure(written)
        last = scenario.period.last
        day = scenario.period.day(date) if at else last
        known, readable = axes_of(names_of(scenario)), readable_measures()
        if place is not None:
            known["place"] = [place]
        for part in conditions or (reading,):
            for _, message in misnamed(part, known, readable) if part is not None else ():
                raise ValueError(message)
        for message in filter(None, (too_short(one, scenario.period.step) for one in conditions)):
            raise ValueError(message)
    except ValueError as error:
        raise ValueError(f"outcome '{text}': {error}") from None
    come = reading is None or reading.measure in YES_OR_NO
    if not at and not come:
        raise ValueError(f"outcome '{text}': no day; write MEASURE[names]@DATE, as in {EXAMPLE}")
    kind = (CHANCE if at else DAY) if come else NUMBER
    said = (iso(day, scenario.calendar), spoken(day, scenario.calendar)) if at else ("", "")
    if place is not None:
        conditions = tuple(_placed(one, place, readable[one.measure].dims) for one in conditions)
        reading = _placed(reading, place, readable[reading.measure].dims) if reading is not None else None
    return Outcome(reading, conditions, kind, scenario.period.step_of(day), *said)


def _placed(part: Part, place: str, dims: Sequence[str]) -> Part:
    """A reading or condition that says its place, if it has one."""
    if "place" not in dims or place in part.selectors:
        return part
    return part._replace(selectors=(*part.selectors, place))


def outcomes_of(texts: str | Sequence[str], scenario: Scenario) -> tuple[Outcome, ...]:
    """The outcomes that texts name, of `regime@DATE` one for each; raise ValueError for one that is none."""
    given = [texts] if isinstance(texts, str) else texts
    found = tuple(outcome_of(one, scenario) for text in given for one in each_text(text, scenario))
    if not found:
        raise ValueError(f"outcomes: there is none; write MEASURE[names]@DATE, as in {EXAMPLE}")
    return tuple(dict.fromkeys(found))


def check_course(outcome: Outcome) -> None:
    """Refuse to follow a date over the days."""
    if outcome.kind == DAY:
        raise ValueError(
            f"outcome '{outcome}': the day on which it comes has no course over time; "
            f"ask whether it has come by a day, as in '{outcome}@DATE'"
        )


def each_text(text: str, scenario: Scenario) -> Iterator[str]:
    """`regime@DATE`, `ending@DATE`, or that of a place, is short for the share of runs in each of them."""
    written, at, date = text.rpartition("@")
    name, _, inside = written.strip().partition("[")
    place, names = inside.rstrip("] ").strip(), names_of(scenario)
    there = (*names.place, *names.region)
    measure = name.strip()
    if measure not in WORD_SLUGS or not at or (inside and place not in there):
        yield text
        return
    for word in WORD_SLUGS[measure]:
        yield f"{measure}[{f'{place}, ' if place else ''}{word}]@{date}"
