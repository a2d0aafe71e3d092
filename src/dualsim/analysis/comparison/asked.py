"""Outcomes that are asked of each column of a comparison, and their differences from the first column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.analysis.comparison.columns import Column
from dualsim.analysis.outcomes.answers import (
    Told,
    check_defined,
    date_of,
    difference,
    difference_text,
    level_text,
    told,
    verdict,
)
from dualsim.analysis.outcomes.courses import courses_in
from dualsim.analysis.outcomes.outcome import CHANCE, DAY, Outcome, each_text, outcome_of
from dualsim.analysis.statistics import Floats, Spread
from dualsim.scenario.axes import WORD_SLUGS
from dualsim.scenario.dates import iso

if TYPE_CHECKING:
    import xarray as xr

FIRST_DAY = "first day"


class Asked(NamedTuple):
    """An outcome as it is written, and what it is in each column; None where it cannot be."""

    text: str
    outcomes: tuple[Outcome | None, ...]


class Answer(NamedTuple):
    """An outcome in a column: over the runs, and less the first column, run by run."""

    text: str
    column: Column
    outcome: Outcome
    value: Told
    difference: Told | None  # of the first column, and where there is none to tell
    verdict: str
    values: Floats  # of each run, counted from the first day of the column


def asked_of(texts: str | Sequence[str], columns: Sequence[Column]) -> list[Asked]:
    """Outcomes in each column; raise ValueError for one that makes sense in none."""
    given = [texts] if isinstance(texts, str) else texts
    found = []
    for text in (one for some in given for one in each_text(some, columns[0].scenario)):
        outcomes, wrong = list[Outcome | None](), list[ValueError]()
        for column in columns:
            try:
                outcomes.append(outcome_of(text, column.scenario, column.names.place[column.place]))
            except ValueError as error:
                outcomes.append(None)
                wrong.append(error)
        if len(wrong) == len(columns):
            raise wrong[0]
        found.append(Asked(text, tuple(outcomes)))
    return found


def endings_of(columns: Sequence[Column]) -> list[Asked]:
    """How each column may have ended, each on its own last day."""
    found = []
    for slug in WORD_SLUGS["ending"]:
        outcomes = []
        for column in columns:
            period, names = column.scenario.period, column.names
            place = (*names.place, *names.region)[column.place]
            text = f"ending[{place}, {slug}]@{iso(period.last, period.calendar)}"
            outcomes.append(outcome_of(text, column.scenario))
        found.append(Asked(f"ending[{slug}] on the last day", tuple(outcomes)))
    return found


def that_come(answers: Iterable[Answer]) -> list[Answer]:
    """The answers to what comes in some run of some column."""
    found = list(answers)
    some = {one.text for one in found if one.values.any()}
    return [one for one in found if one.text in some]


def answers_to(
    asked: Sequence[Asked], columns: Sequence[Column], results: Sequence[xr.Dataset]
) -> Iterator[Answer]:
    """Each outcome in each column that can have it."""
    courses = [list(courses_in(one)) for one in results] if asked else []
    for text, outcomes in asked:
        told_of = [(n, outcome) for n, outcome in enumerate(outcomes) if outcome is not None]
        values = {n: np.array([outcome.value(run) for run in courses[n]]) for n, outcome in told_of}
        check_defined([told_of[0][1]], [np.concatenate(list(values.values()))])
        for n, outcome in told_of:
            less = None
            if n and 0 in values:
                less = difference(outcome, *(_since(columns[c], outcome, values[c]) for c in (0, n)))
            said = verdict(outcome, less) if less is not None else ""
            yield Answer(text, columns[n], outcome, told(outcome, values[n]), less, said, values[n])


def _since(column: Column, outcome: Outcome, values: Floats) -> Floats:
    """Values that columns share: days are counted from one day, whenever the scenarios begin."""
    return values + column.scenario.period.first if outcome.kind == DAY else values


def rows_of_answers(answers: Sequence[Answer]) -> Iterator[dict[str, Any]]:
    """A row for each answer, as the tables have them: dates as ISO text, shares of runs as shares."""
    for one in answers:
        kind, what = one.outcome.kind, one.text.rpartition("@")[0] or one.text
        row: dict[str, Any] = {"what": what, "when": one.outcome.date or FIRST_DAY}
        row["scenario"] = one.column.label
        if kind == CHANCE:
            row |= _named(("share_of_runs", "share_low", "share_high"), one.value.spread)
        elif kind == DAY and one.value.happens is not None:
            dates = [date_of(day, one.column.scenario) or None for day in one.value.spread]
            row |= dict(zip(("median", "low", "high"), dates, strict=True))
            row |= _named(("share_of_runs", "share_low", "share_high"), Spread(*one.value.happens))
        else:
            row |= _named(("median", "low", "high"), one.value.spread)
        if one.difference is not None:
            row |= _named(("difference", "difference_low", "difference_high"), one.difference.spread)
        yield row | {"verdict": one.verdict, "runs": one.value.runs, "defined": one.value.defined}


def _named(names: tuple[str, str, str], spread: Spread) -> dict[str, float | None]:
    values = [None if np.isnan(end) else round(end, 6) for end in spread]
    return dict(zip(names, values, strict=True))


def text_of_answers(answers: Sequence[Answer]) -> list[str]:
    """The answers as lines for reading."""
    wide = max((len(one.column.label) for one in answers), default=0)
    lines, before = list[str](), ""
    for one in answers:
        if one.text != before:
            lines += ["", f"outcome {one.text}" + (": first day" if one.outcome.kind == DAY else "")]
        before = one.text
        level = level_text(one.outcome, one.value, one.column.scenario)
        less = ""
        if one.difference is not None:
            less = f"; {difference_text(one.outcome, one.difference)}  {one.verdict}".rstrip()
        lines.append(f"  {one.column.label:<{wide}}  {level}{less}")
    return lines
