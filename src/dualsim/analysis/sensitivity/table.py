"""A sensitivity as a table for reading, and as CSV and JSON for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from dualsim.analysis.sensitivity.by_day import Sensitivity
from dualsim.analysis.sensitivity.indices import METHODS
from dualsim.scenario.dates import day_number, iso

NOTHING = "does nothing here"
COLUMNS = ("path", "low", "high", "date", "index", "confidence")


def rows_of(found: Sensitivity) -> Iterator[dict[str, Any]]:
    """The index of each number on the day of the outcome, largest first."""
    for n in found.order:
        low, high = (number.value for number in found.scenario.vary[found.paths[n]])
        yield {
            "path": found.paths[n],
            "low": low,
            "high": high,
            "index": float(found.values[-1, n]),
            "confidence": float(found.confidence[-1, n]),
        }


def dates_of(found: Sensitivity) -> list[str]:
    """The days of which indices are told, in the scenario's calendar."""
    first = day_number(found.scenario.start, found.scenario.calendar)
    return [iso(first + day, found.scenario.calendar) for day in found.days]


def told(found: Sensitivity) -> str:
    """The sensitivity as a table for reading."""
    way, rows = METHODS[found.method], list(rows_of(found))
    wide = max(len(row["path"]) for row in rows)
    lines = [
        f"{found.outcome.reading} on {found.outcome.on}: what it owes each number under vary",
        f"{len(found.points)} runs of {found.people:,} people, seed {found.seed}; "
        f"{found.method}: {way.meaning}",
        "",
        f"  {'':<{wide}}  {'index':>7}  {'±':>7}  range",
    ]
    for row in rows:
        note = f"  {NOTHING}" if row["index"] == 0.0 else ""
        lines.append(
            f"  {row['path']:<{wide}}  {row['index']:>7.3f}  {row['confidence']:>7.3f}  "
            f"{row['low']:g} to {row['high']:g}{note}"
        )
    return "\n".join([*lines, "", f"±: {way.told}, by SALib"])


def as_csv(found: Sensitivity) -> str:
    """The index of each number on each day told, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    dates = dates_of(found)
    for n in found.order:
        low, high = (number.value for number in found.scenario.vary[found.paths[n]])
        for d, date in enumerate(dates):
            value, confidence = found.values[d, n], found.confidence[d, n]
            writer.writerow(
                [found.paths[n], f"{low:g}", f"{high:g}", date, f"{value:.6g}", f"{confidence:.6g}"]
            )
    return text.getvalue()


def as_facts(found: Sensitivity) -> dict[str, Any]:
    """What was asked, what was run, and the answers."""
    way = METHODS[found.method]
    return {
        "outcome": str(found.outcome),
        "title": found.scenario.title,
        "method": found.method,
        "index": way.meaning,
        "confidence": f"{way.told}, by SALib",
        "runs": len(found.points),
        "samples": found.samples,
        "people": found.people,
        "seed": found.seed,
        "numbers": list(rows_of(found)),
        "dates": dates_of(found),
        "by_date": {path: found.values[:, n].round(6).tolist() for n, path in enumerate(found.paths)},
    }
