"""What an evaluation found: scores of each observation, as a table, a DataFrame and plain facts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.analysis.evaluation.baselines import BASELINES
from dualsim.analysis.evaluation.measurement_error import DEVIATION
from dualsim.analysis.evaluation.observations import EVERYONE, Observation
from dualsim.analysis.evaluation.predictions import Many
from dualsim.analysis.evaluation.targets import Uncovered
from dualsim.analysis.result import Result, frame_of
from dualsim.runs.manifest import versions
from dualsim.scenario.dates import STYLE_NAMES, short_date

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "id", "date_os", "place", "quantity", "authority", "groups", "option", "confidence", "covered", "reason",
    "scenario", "members", "observed", "median", "low_50", "high_50", "low_90", "high_90", "error",
    "crps", "inside_90", *BASELINES,
)  # fmt: skip
NAMED = 3  # observations that are not covered, on a terminal
WIDEST = 52  # letters of what was observed


class Score(NamedTuple):
    """What a forecast of one observation is worth: all numbers are shares."""

    median: float
    middle: tuple[float, float]  # 50 per cent of what might have been counted lies here,
    wide: tuple[float, float]  # and 90 per cent here
    error: float  # the median less what was observed
    crps: float
    inside: bool  # whether what was observed lies in the interval of 90 per cent


class Scored(NamedTuple):
    """An observation, who answered for it, what is said of it, and what the baselines say."""

    seen: Observation
    source: str  # the scenario or run that answered
    label: str  # what was observed, in words
    members: int  # how many runs had an answer
    score: Score
    baselines: dict[str, Score]  # those that have something to say


class Total(NamedTuple):
    """Scores over several observations; NaN over none."""

    rows: int
    mean_absolute_error: float
    coverage_90: float
    mean_crps: float


class Beside(NamedTuple):
    """A baseline, and the model on those rows of which the baseline says something."""

    baseline: Total
    model: Total


@dataclass(frozen=True)
class Evaluation(Result):
    """Runs beside history: each observation, and what they come to."""

    rows: tuple[Scored, ...]
    uncovered: tuple[Uncovered, ...]
    sources: tuple[str, ...]
    places: dict[str, str]  # what places are called
    against: str
    draws: str  # which draws of numbers were used, in words
    many: Many
    ran: bool  # whether any scenario was run, rather than only saved runs read
    order: dict[str, int]  # the place of each observation in its table

    @property
    def style(self) -> str:
        """The calendar in which dates are told, that of the table."""
        seen = [row.seen for row in self.rows] + [row.seen for row in self.uncovered]
        told = {STYLE_NAMES[one.calendar] for one in seen}
        return " or ".join(sorted(told, reverse=True))

    @property
    def total(self) -> Total:
        """The scores of the model over all rows that are covered."""
        return total(row.score for row in self.rows)

    @property
    def by_place(self) -> dict[str, list[Scored]]:
        """The rows of each place that has some, places in the order of the targets, rows in that of dates."""
        rows = sorted(self.rows, key=lambda row: row.seen.day)
        found = {place: [row for row in rows if row.seen.place == place] for place in self.places}
        return {place: there for place, there in found.items() if there}

    @property
    def baselines(self) -> dict[str, Beside]:
        """Each baseline over the covered rows of which it says something, and the model on the same rows."""
        found = {}
        for name in BASELINES:
            rows = [row for row in self.rows if name in row.baselines]
            found[name] = Beside(total(row.baselines[name] for row in rows), total(row.score for row in rows))
        return found

    def __str__(self) -> str:
        return _text(self)

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each observation, in the order of their table, covered or not."""
        return frame_of(rows_of(self), COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """What was run, each observation, and the scores of all together; every score is a share, 0 to 1."""
        return {
            "scenarios": list(self.sources),
            "against": self.against,
            "draws": self.draws,
            **(self.many._asdict() if self.ran else {}),
            "error_of_measurement": DEVIATION,
            "versions": versions(),
            "observations": rows_of(self),
            "summary": {
                **_facts(self.total),
                "not_covered": len(self.uncovered),
                "baselines": dict(_baselines(self)),
            },
        }


def total(scores: Iterable[Score]) -> Total:
    """Scores over several observations."""
    given = list(scores)
    if not given:
        return Total(0, np.nan, np.nan, np.nan)
    return Total(
        len(given),
        float(np.mean([abs(score.error) for score in given])),
        float(np.mean([score.inside for score in given])),
        float(np.mean([score.crps for score in given])),
    )


def _text(found: Evaluation) -> str:
    covered, rows = len(found.rows), len(found.rows) + len(found.uncovered)
    lines = [
        f"{', '.join(found.sources)} against {found.against}: {covered} of {rows} observations covered",
        f"{size(found)}. Draws of numbers: {found.draws}.",
        "Shares in per cent, errors and CRPS in points; intervals of 90%, with the error of measurement.",
    ]
    names = min(max((len(row.label) for row in found.rows), default=0), WIDEST)
    for place, there in found.by_place.items():
        head = f"{found.places[place]:<{names + 15}}observed  median  interval        error   CRPS"
        lines += ["", head, *(_line(row, names) for row in there)]
    lines += ["", f"{'':<26}rows  mean absolute error  inside 90%  mean CRPS"]
    lines.append(_total("the model", found.total))
    for name, beside in found.baselines.items():
        lines.append(_total(name.replace("_", " "), beside.baseline))
        if beside.baseline.rows:
            lines.append(_total("  the model on these rows", beside.model))
    if found.uncovered:
        lines += ["", *_left_out(found)]
    return "\n".join([*lines, "", f"Dates are {found.style}."])


def size(found: Evaluation) -> str:
    """How many runs of how many people, with which seeds; of runs that were there already, how many."""
    members = sorted({row.members for row in found.rows})
    if not found.ran:
        most = members[-1] if members else 0
        return f"{most} saved run{'' if most == 1 else 's'}"
    runs, people, seed = found.many
    seeds = f"seeds {seed} to {seed + runs - 1}" if runs > 1 else f"seed {seed}"
    return f"{runs} run{'' if runs == 1 else 's'} each of {people:,} people, {seeds}"


def _left_out(found: Evaluation) -> list[str]:
    """The observations that are not covered: a few by name, of many their number."""
    if len(found.uncovered) > NAMED:
        return [f"Not covered: {len(found.uncovered)} observations; the tables name each and say why"]
    return ["Not covered:", *(f"  {row.seen.id}: {_of(row)}{row.reason}" for row in found.uncovered)]


def _of(row: Uncovered) -> str:
    return f"{row.source}: " if row.source else ""


def _line(row: Scored, names: int) -> str:
    score, label = row.score, row.label
    label = label if len(label) <= names else label[: names - 1] + "…"
    ends, date = (
        " to ".join(f"{100 * end:.1f}" for end in score.wide),
        short_date(row.seen.date, year=True),
    )
    return (
        f"  {date:<11}  {label:<{names}}{100 * row.seen.share:8.1f}{100 * score.median:8.1f}  "
        f"{ends:<14}{100 * score.error:+7.1f}{100 * score.crps:7.1f}  {'' if score.inside else 'outside'}"
    ).rstrip()


def _total(name: str, total: Total) -> str:
    if not total.rows:
        return f"{name:<26}{0:>4}"
    error, inside, score = (
        100 * value for value in (total.mean_absolute_error, total.coverage_90, total.mean_crps)
    )
    return f"{name:<26}{total.rows:>4}{error:>21.1f}{inside:>11.0f}%{score:>11.1f}"


def rows_of(found: Evaluation) -> list[dict[str, Any]]:
    """Every observation: those that are covered with their scores, the others with the reason why not."""
    rows = [*map(_covered, found.rows), *map(_uncovered, found.uncovered)]
    return sorted(rows, key=lambda row: found.order[row["id"]])


def _known(seen: Observation) -> dict[str, Any]:
    return {
        "id": seen.id, "date_os": seen.date_os, "place": seen.place, "quantity": seen.quantity,
        "authority": seen.authority or None, "groups": ";".join(seen.groups) or EVERYONE,
        "option": "+".join(seen.option) or None, "confidence": seen.confidence, "observed": seen.share,
    }  # fmt: skip


def _covered(row: Scored) -> dict[str, Any]:
    score = row.score
    numbers = {
        "median": score.median, "low_50": score.middle[0], "high_50": score.middle[1],
        "low_90": score.wide[0], "high_90": score.wide[1], "error": score.error, "crps": score.crps,
        **{name: row.baselines[name].median if name in row.baselines else math.nan for name in BASELINES},
    }  # fmt: skip
    return {
        **_known(row.seen),
        "covered": True,
        "reason": None,
        "scenario": row.source,
        "members": row.members,
        **{name: _or_none(value) for name, value in numbers.items()},
        "inside_90": score.inside,
    }


def _uncovered(row: Uncovered) -> dict[str, Any]:
    return {**_known(row.seen), "covered": False, "reason": row.reason, "scenario": row.source or None}


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _baselines(found: Evaluation) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, beside in found.baselines.items():
        yield name, {**_facts(beside.baseline), "model_on_the_same_rows": _facts(beside.model)}


def _facts(total: Total) -> dict[str, Any]:
    scores = {name: _or_none(value) for name, value in total._asdict().items() if name != "rows"}
    return {"rows": total.rows, **scores}
