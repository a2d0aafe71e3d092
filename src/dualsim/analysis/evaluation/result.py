"""What an evaluation found: scores of each observation, as a table, a DataFrame and plain facts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dualsim.analysis.evaluation.baselines import BASELINES
from dualsim.analysis.evaluation.many_places import Part, PlaceOff, parts_of, table_of, worst_lines, worst_of
from dualsim.analysis.evaluation.measurement_error import DEVIATION, RECALLED, deviation
from dualsim.analysis.evaluation.observations import EVERYONE, Observation
from dualsim.analysis.evaluation.predictions import Many
from dualsim.analysis.evaluation.targets import Uncovered
from dualsim.analysis.evaluation.totals import Beside, Scored, Total, beside, total
from dualsim.analysis.result import Result, frame_of
from dualsim.runs.manifest import versions
from dualsim.scenario.dates import STYLE_NAMES, short_date

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "id", "date_os", "place", "level", "quantity", "authority", "groups", "option", "confidence", "deviation",
    "covered", "reason", "scenario", "members", "observed", "median", "low_50", "high_50", "low_90",
    "high_90", "error", "crps", "inside_90", *BASELINES,
)  # fmt: skip
ADDED = ("mean", "regression")  # baselines that are told where they have something to say
MANY = 20  # places: of more, the table on a terminal tells each option and not each row
CALLED = {"mean": "mean of other places", "regression": "ridge regression"}
NAMED = 3  # observations that are not covered, on a terminal
WIDEST = 52  # letters of what was observed


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
    covariates: tuple[str, ...] = ()  # on which the regression is fitted
    told: tuple[str, ...] = ()  # what was done to the covariates
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # latitude, longitude of places
    discrepancy: str = ""  # the tables of how far the model is off; empty if there is none

    @property
    def style(self) -> str:
        """The calendar in which dates are told, that of the table."""
        seen = [row.seen for row in self.rows] + [row.seen for row in self.uncovered]
        told = {STYLE_NAMES[one.calendar] for one in seen}
        return " or ".join(sorted(told, reverse=True))

    @property
    def held(self) -> str:
        """What intervals hold, in words."""
        known = (
            "luck",
            "the error of measurement",
            *(["how far the model is off"] if self.discrepancy else []),
        )
        return f"{', '.join(known[:-1])} and {known[-1]}"

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
        return {name: beside(name, self.rows) for name in BASELINES}

    @property
    def by_option(self) -> list[Part]:
        """The scores of each option, of regions, towns, garrisons and other places apart."""
        return parts_of(self.rows)

    @property
    def worst(self) -> list[PlaceOff]:
        """Places from the farthest off to the nearest, and what the data may have to do with it."""
        return worst_of(self.by_place, self.places)

    @property
    def has_levels(self) -> bool:
        """Whether there are rows of regions, or of their towns."""
        return any(row.level != "place" for row in self.rows)

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
            "discrepancy": self.discrepancy or None,
            **(self.many._asdict() if self.ran else {}),
            "error_of_measurement": DEVIATION,
            "error_of_recall": RECALLED,
            "covariates": list(self.covariates),
            "filled": list(self.told),
            "versions": versions(),
            "observations": rows_of(self),
            "summary": {
                **_facts(self.total),
                "not_covered": len(self.uncovered),
                "baselines": dict(_baselines(self.baselines)),
                "by_option": [_part(part) for part in self.by_option],
                "worst": [_off(place) for place in self.worst],
            },
        }


def _text(found: Evaluation) -> str:
    covered, rows = len(found.rows), len(found.rows) + len(found.uncovered)
    lines = [
        f"{', '.join(found.sources)} against {found.against}: {covered} of {rows} observations covered",
        f"{size(found)}. Draws of numbers: {found.draws}.",
        "Shares in per cent, errors and CRPS in points; intervals of 90%, with the error of measurement"
        + (f"\nand with how far the model is off ({found.discrepancy})." if found.discrepancy else "."),
    ]
    names = min(max((len(row.label) for row in found.rows), default=0), WIDEST)
    for place, there in found.by_place.items() if len(found.by_place) <= MANY else ():
        head = f"{found.places[place]:<{names + 15}}observed  median  interval        error   CRPS"
        lines += ["", head, *(_line(row, names) for row in there)]
    lines += ["", f"{'':<26}rows  mean absolute error  weighted  inside 90%  mean CRPS"]
    lines.append(_total("the model", found.total))
    for name, both in found.baselines.items():
        if both.baseline.rows or name not in ADDED:
            lines.append(_total(CALLED.get(name, name.replace("_", " ")), both.baseline))
        if both.baseline.rows:
            lines.append(_total("  the model on these rows", both.model))
    if found.has_levels:
        lines += ["", *table_of(found.by_option), "", *worst_lines(found.worst)]
    lines += _of_covariates(found)
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


def _of_covariates(found: Evaluation) -> list[str]:
    """On what the regression is fitted, and which blanks were filled."""
    if not found.covariates:
        return []
    skill = found.baselines["regression"].skill
    told = f"skill against it {100 * skill:+.0f}%" if skill == skill else "it says nothing of these rows"
    lines = ["", f"Regression on {' and '.join(found.covariates)}, leaving out the place foretold; {told}."]
    return (
        lines
        + [f"  {told}" for told in found.told[:NAMED]]
        + ([f"  and {len(found.told) - NAMED} more blanks, filled so"] if len(found.told) > NAMED else [])
    )


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
    weighted = 100 * total.weighted_mean_absolute_error
    return f"{name:<26}{total.rows:>4}{error:>21.1f}{weighted:>10.1f}{inside:>11.0f}%{score:>11.1f}"


def rows_of(found: Evaluation) -> list[dict[str, Any]]:
    """Every observation: those that are covered with their scores, the others with the reason why not."""
    rows = [*map(_covered, found.rows), *map(_uncovered, found.uncovered)]
    return sorted(rows, key=lambda row: found.order[row["id"]])


def _known(seen: Observation) -> dict[str, Any]:
    return {
        "id": seen.id, "date_os": seen.date_os, "place": seen.place, "quantity": seen.quantity,
        "authority": seen.authority or None, "groups": ";".join(seen.groups) or EVERYONE,
        "option": "+".join(seen.option) or None, "confidence": seen.confidence,
        "deviation": round(deviation(seen), 6), "observed": seen.share,
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
        "level": row.level,
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


def _baselines(found: Mapping[str, Beside]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, both in found.items():
        facts = {**_facts(both.baseline), "model_on_the_same_rows": _facts(both.model)}
        yield name, {**facts, "skill": _or_none(both.skill)}


def _part(part: Part) -> dict[str, Any]:
    whose = {"level": part.level, "quantity": part.quantity, "option": part.option or None}
    return {**whose, **_facts(part.model), "baselines": dict(_baselines(part.baselines))}


def _off(place: PlaceOff) -> dict[str, Any]:
    widest = {"widest": place.widest.seen.id, "error": _or_none(place.widest.score.error)}
    facts = {
        "place": place.place,
        "rows": place.rows,
        "mean_absolute_error": _or_none(place.mean_absolute_error),
    }
    return {**facts, **widest, "within_error_of_data": place.within, "reason": place.reason}


def _facts(total: Total) -> dict[str, Any]:
    scores = {name: _or_none(value) for name, value in total._asdict().items() if name != "rows"}
    return {"rows": total.rows, **scores}
