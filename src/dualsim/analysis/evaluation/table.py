"""An evaluation as a table for reading, and as CSV and JSON for other programs."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from typing import Any

from dualsim.analysis.comparison.table import spoken_short
from dualsim.analysis.evaluation.baselines import BASELINES
from dualsim.analysis.evaluation.evaluation import Evaluation, Scored, Total
from dualsim.analysis.evaluation.measurement_error import DEVIATION
from dualsim.analysis.evaluation.observations import EVERYONE, Observation
from dualsim.analysis.evaluation.targets import Uncovered
from dualsim.runs.manifest import versions

COLUMNS = (
    "id", "date_os", "place", "quantity", "authority", "groups", "option", "confidence", "covered", "reason",
    "scenario", "members", "observed", "median", "low_50", "high_50", "low_90", "high_90", "error",
    "crps", "inside_90", *BASELINES,
)  # fmt: skip
WIDEST = 52  # letters of what was observed


def told(found: Evaluation) -> str:
    """The evaluation as a table for reading."""
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
        lines += ["", "Not covered:"]
        lines += [f"  {row.seen.id}: {_of(row)}{row.reason}" for row in found.uncovered]
    return "\n".join([*lines, "", "Dates are Old Style."])


def size(found: Evaluation) -> str:
    """How many runs of how many people, with which seeds; of runs that were there already, how many."""
    members = sorted({row.members for row in found.rows})
    if not found.ran:
        most = members[-1] if members else 0
        return f"{most} saved run{'' if most == 1 else 's'}"
    runs, people, seed = found.many
    seeds = f"seeds {seed} to {seed + runs - 1}" if runs > 1 else f"seed {seed}"
    return f"{runs} run{'' if runs == 1 else 's'} each of {people:,} people, {seeds}"


def _of(row: Uncovered) -> str:
    return f"{row.source}: " if row.source else ""


def _line(row: Scored, names: int) -> str:
    score, label = row.score, row.label
    label = label if len(label) <= names else label[: names - 1] + "…"
    ends, date = " to ".join(f"{100 * end:.1f}" for end in score.wide), spoken_short(row.seen.date_os)
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


def as_rows(found: Evaluation) -> list[dict[str, Any]]:
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


def as_csv(found: Evaluation) -> str:
    """The rows as CSV; an empty field where there is nothing to say."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(as_rows(found))
    return text.getvalue()


def as_facts(found: Evaluation) -> dict[str, Any]:
    """What was run, each observation, and the scores of all together; every score is a share, 0 to 1."""
    return {
        "scenarios": list(found.sources),
        "against": found.against,
        "draws": found.draws,
        **(found.many._asdict() if found.ran else {}),
        "error_of_measurement": DEVIATION,
        "versions": versions(),
        "observations": as_rows(found),
        "summary": {
            **_facts(found.total),
            "not_covered": len(found.uncovered),
            "baselines": dict(_baselines(found)),
        },
    }


def _baselines(found: Evaluation) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, beside in found.baselines.items():
        yield name, {**_facts(beside.baseline), "model_on_the_same_rows": _facts(beside.model)}


def _facts(total: Total) -> dict[str, Any]:
    scores = {name: _or_none(value) for name, value in total._asdict().items() if name != "rows"}
    return {"rows": total.rows, **scores}


def as_json(facts: dict[str, Any]) -> str:
    """Facts as JSON text, without anything that is not JSON."""
    return json.dumps(facts, ensure_ascii=False, indent=2, allow_nan=False)
