"""What a comparison found: rows of numbers, as a table for reading, a DataFrame and plain facts."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from dualsim.analysis.comparison.asked import Answer, rows_of_answers, text_of_answers
from dualsim.analysis.comparison.breaks import Break, rows_of_breaks, text_of_breaks
from dualsim.analysis.comparison.columns import Column
from dualsim.analysis.result import Result, frame_of
from dualsim.analysis.statistics import Portion, Spread, signless
from dualsim.scenario.dates import STYLE_NAMES, short_date
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

COLUMNS = (
    "what", "when", "scenario", "median", "low", "high", "difference", "difference_low", "difference_high",
    "verdict", "share_of_runs", "share_low", "share_high", "runs", "defined",
)  # fmt: skip


class Row(NamedTuple):
    """A measure at a time in one column: over the runs, and less the first column, run by run."""

    measure: str
    when: str  # an ISO date of the scenario's calendar, or over which days
    column: str
    value: Spread
    difference: Spread
    verdict: str  # of the difference; nothing for the first column, and where there is none to tell


class Passage(NamedTuple):
    """The first day on which a column enters or leaves a regime: dates as ISO text, empty for never."""

    column: str
    regime: str
    move: str
    median: str
    low: str
    high: str
    happens: Portion


@dataclass(frozen=True)
class Comparison(Result):
    """Places beside each other: the runs of each, and what they come to."""

    columns: tuple[Column, ...]
    results: tuple[xr.Dataset, ...]  # an ensemble for each column
    rows: tuple[Row, ...]
    passages: tuple[Passage, ...]
    answers: tuple[Answer, ...] = ()  # to the outcomes that were asked for
    endings: tuple[Answer, ...] = ()  # how columns end, of each ending that comes in some run
    breaks: tuple[Break, ...] = ()  # what each place had built before its order broke, and what came after

    @property
    def runs(self) -> int:
        """How many runs of each scenario."""
        return int(self.results[0].attrs["runs"])

    @property
    def calendar(self) -> str:
        """The calendar of dates, that of the first scenario."""
        return str(self.columns[0].scenario.calendar)

    def __str__(self) -> str:
        return _text(self)

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each measure, time and column, then the first days of regimes."""
        return frame_of(rows_of(self), COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """What was run, and the rows."""
        attrs = self.results[0].attrs
        return {
            "scenarios": [column.label for column in self.columns],
            "titles": [column.scenario.title for column in self.columns],
            "runs": self.runs,
            "people": int(attrs["people"]),
            "seed": int(attrs["seed"]),
            "calendar": self.calendar,
            "interval": "90% of the runs; of share_of_runs the Wilson interval of 95%",
            "versions": json.loads(attrs["versions"]),
            "rows": list(rows_of(self)),
        }


def _text(found: Comparison) -> str:
    first = found.columns[0].label
    people, seed = (int(found.results[0].attrs[key]) for key in ("people", "seed"))
    seeds = f"seeds {seed} to {seed + found.runs - 1}"
    lines = [
        f"{', '.join(column.label for column in found.columns)}",
        f"{found.runs} runs each of {people:,} people, {seeds}: median, and where 90% of runs lie",
        f"Differences are from {first}, run by run with the same seed.",
    ]
    names = max(len(column.label) for column in found.columns)
    for measure, rows in groupby(found.rows, key=lambda row: row.measure):
        lines += ["", measure + _unit(measure)]
        for _, beside in groupby(rows, key=lambda row: row.when):
            lines += [_line(n, row, names) for n, row in enumerate(beside)]
    lines += text_of_answers([*found.answers, *found.endings])
    lines += text_of_breaks(found.breaks)
    lines += ["", "regime: first day, where 90% of first days lie, and in how many of the runs it happens"]
    for label, passages in groupby(found.passages, key=lambda passage: passage.column):
        told_of = [passage for passage in passages if passage.median]
        lines += [f"  {label}", *(f"    {_moved(passage)}" for passage in told_of)]
    style = STYLE_NAMES[found.calendar]
    return "\n".join([*lines, "", f"Dates are {style}."])


def _unit(measure: str) -> str:
    name = measure.partition("[")[0]
    return f": {MEASURES[name].unit}" if name in MEASURES else ""


def _line(number: int, row: Row, names: int) -> str:
    """One row; the time stands once for all columns."""
    when = "" if number else row.when if not row.when[:1].isdigit() else short_date(row.when, year=True)
    value = "-" if math.isnan(row.value.median) else _spread(row.value)
    verdict = f"{_spread(row.difference, '+')}  {row.verdict}" if row.verdict else ""
    return f"  {when:<20}  {row.column:<{names}}  {value:<20}  {verdict}".rstrip()


def _spread(spread: Spread, sign: str = "") -> str:
    """A median with its interval, to two places; a difference to more, if two would hide that it is one."""
    places = 2
    while sign and places < 4 and any(0.0 < abs(value) < 0.5 * 10.0**-places for value in spread):
        places += 1
    median, low, high = (signless(value, f"{sign}.{places}f") for value in spread)
    return f"{median} [{low}, {high}]"


def _moved(passage: Passage) -> str:
    median, low, high = (short_date(date, year=True) for date in (passage.median, passage.low, passage.high))
    share, least, most = (f"{100 * part:.0f}%" for part in passage.happens)
    when = f"{median} [{low.rsplit(' ', 1)[0]}, {high.rsplit(' ', 1)[0]}]"
    return f"{passage.move} {passage.regime:<20} {when:<30} {share:>4} of runs [{least}, {most}]"


def rows_of(found: Comparison) -> Iterator[dict[str, Any]]:
    """Every row of the comparison, measures first, then the first days of regimes."""
    for row in found.rows:
        yield {
            "what": row.measure,
            "when": row.when,
            "scenario": row.column,
            **_numbers("", row.value),
            **_numbers("difference", row.difference),
            "verdict": row.verdict,
        }
    yield from rows_of_answers([*found.answers, *found.endings])
    yield from rows_of_breaks(found.breaks)
    for passage in found.passages:
        yield {
            "what": f"{passage.move} {passage.regime}",
            "when": "first day",
            "scenario": passage.column,
            "median": passage.median or None,
            "low": passage.low or None,
            "high": passage.high or None,
            "share_of_runs": passage.happens.share,
            "share_low": round(passage.happens.low, 6),
            "share_high": round(passage.happens.high, 6),
        }


def _numbers(prefix: str, spread: Spread) -> dict[str, float | None]:
    names = ("median", "low", "high") if not prefix else (prefix, f"{prefix}_low", f"{prefix}_high")
    values = [None if math.isnan(value) else round(value, 6) for value in spread]
    return dict(zip(names, values, strict=True))
