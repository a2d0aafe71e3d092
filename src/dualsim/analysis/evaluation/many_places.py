"""Scores over many places: by what was counted and option, and the places that are farthest off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dualsim.analysis.evaluation.baselines import BASELINES
from dualsim.analysis.evaluation.measurement_error import deviation
from dualsim.analysis.evaluation.totals import Beside, Scored, Total, beside, total
from dualsim.analysis.evaluation.whose_place import LEVELS

ALL_LEVELS = "all"
WORST = 10  # places on a terminal
WIDEST = 40  # letters of an option
SURE = {"high": "read", "medium": "recalled", "low": "recalled, digits unsure"}


class Part(NamedTuple):
    """The scores of one option at one level: regions, towns, garrisons, or other places."""

    level: str  # or ALL_LEVELS
    quantity: str
    option: str  # as the table names it
    label: str  # in words
    model: Total
    baselines: Mapping[str, Beside]


class PlaceOff(NamedTuple):
    """A place by how far it is off: its mean, its widest miss, and what the data may have to do with it."""

    place: str
    name: str
    rows: int
    mean_absolute_error: float
    widest: Scored
    within: bool  # whether what was counted may be off by as much, at two standard deviations
    reason: str


def parts_of(rows: Sequence[Scored]) -> list[Part]:
    """The scores of each option at each level that has rows, and at all levels if there are several."""
    kinds: dict[tuple[str, frozenset[str]], list[Scored]] = {}
    for row in rows:
        kinds.setdefault((row.seen.quantity, frozenset(row.seen.option)), []).append(row)
    found = []
    for level in (*LEVELS, ALL_LEVELS):
        for its in kinds.values():
            here = [row for row in its if level in (row.level, ALL_LEVELS)]
            if here and (level != ALL_LEVELS or len({row.level for row in its}) > 1):
                found.append(_part(level, here))
    return found


def _part(level: str, rows: Sequence[Scored]) -> Part:
    seen, beside_them = rows[0].seen, {name: beside(name, rows) for name in BASELINES}
    label = _option_of(rows[0])
    return Part(
        level, seen.quantity, "+".join(seen.option), label, total(row.score for row in rows), beside_them
    )


def _option_of(row: Scored) -> str:
    """What was observed in words, without of whom."""
    return row.label.partition(":")[0].partition(", ")[0]


def worst_of(by_place: Mapping[str, Sequence[Scored]], names: Mapping[str, str]) -> list[PlaceOff]:
    """Places from the farthest off to the nearest."""
    found = []
    for place, rows in by_place.items():
        widest = max(rows, key=lambda row: abs(row.score.error))
        off = total(row.score for row in rows)
        within = abs(widest.score.error) <= 2.0 * deviation(widest.seen)
        found.append(
            PlaceOff(place, names[place], off.rows, off.mean_absolute_error, widest, within, _reason(widest))
        )
    return sorted(found, key=lambda one: -one.mean_absolute_error)


def _reason(row: Scored) -> str:
    """What the data may have to do with an error."""
    seen, size = row.seen, 100 * deviation(row.seen)
    told = f"{SURE[seen.confidence]}, give or take {size:.1f}"
    if seen.confidence != "high" and abs(row.score.error) <= 2.0 * deviation(seen):
        told += ", which may explain it"
    return told


def table_of(parts: Sequence[Part]) -> Iterator[str]:
    """The lines of a table of parts."""
    wide = min(max((len(part.label) for part in parts), default=0), WIDEST)
    others = [
        name for name in ("mean", "regression") if any(part.baselines[name].model.rows for part in parts)
    ]
    heads = "".join(f"{name:>12}" for name in others) + ("  skill" if "regression" in others else "")
    yield f"{'':<{wide + 12}}rows  error  weighted  CRPS  inside 90%{heads}"
    before = ""
    for part in parts:
        level = f"{part.level}s" if part.level != ALL_LEVELS else part.level
        label = part.label if len(part.label) <= wide else part.label[: wide - 1] + "…"
        yield f"{'' if level == before else level:<10}{label:<{wide}}{_numbers(part, others)}".rstrip()
        before = level


def _numbers(part: Part, others: Sequence[str]) -> str:
    found = part.model
    text = (
        f"{found.rows:>6}{100 * found.mean_absolute_error:>7.1f}"
        f"{100 * found.weighted_mean_absolute_error:>10.1f}{100 * found.mean_crps:>6.1f}"
        f"{100 * found.coverage_90:>11.0f}%"
    )
    for name in others:
        both = part.baselines[name]
        few = f" ({both.model.rows})" if 0 < both.model.rows < found.rows else ""
        error = f"{100 * both.baseline.mean_absolute_error:.1f}{few}" if both.model.rows else ""
        text += f"{error:>12}"
    skill = part.baselines["regression"].skill
    return text + (f"{100 * skill:>+6.0f}%" if "regression" in others and skill == skill else "")


def worst_lines(worst: Sequence[PlaceOff]) -> Iterator[str]:
    """The places farthest off, a line each, and a line of why."""
    yield "Farthest off (mean error over a place's rows; its widest miss; what was counted there):"
    for one in worst[:WORST]:
        score = one.widest.score
        whose = " of the garrison" if one.widest.level == "garrison" else ""
        miss = (
            f"{_option_of(one.widest)}{whose} {100 * score.median:.1f} for {100 * one.widest.seen.share:.1f}"
        )
        yield f"  {100 * one.mean_absolute_error:5.1f}  {one.name}: {miss}; {one.reason}"
