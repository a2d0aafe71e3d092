"""What a sensitivity study found: an index for each number, as a table, a DataFrame and plain facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.analysis.outcomes.outcome import DAY, Outcome
from dualsim.analysis.result import Result, frame_of
from dualsim.analysis.sensitivity.indices import METHODS, whole_blocks
from dualsim.analysis.statistics import Floats
from dualsim.scenario.dates import iso

if TYPE_CHECKING:
    import pandas as pd

    from dualsim.scenario.schema import Scenario

NOTHING = "does nothing here"
CHANCE_ALONE = "not told from chance"
COLUMNS = ("path", "low", "high", "date", "index", "confidence")


@dataclass(frozen=True)
class Sensitivity(Result):
    """What an outcome owes each number, day by day."""

    scenario: Scenario
    outcome: Outcome
    method: str
    samples: int
    people: int
    seed: int
    paths: tuple[str, ...]
    points: Floats  # [run, number]
    series: Floats  # [run, day]
    days: tuple[int, ...]  # those of which indices are told, the last that of the outcome
    values: Floats  # [day told, number]
    confidence: Floats  # [day told, number]
    floor: Floats | None = (
        None  # [number] the index of nothing on the day of the outcome, if chance makes one
    )

    @property
    def order(self) -> list[int]:
        """The numbers, those that matter most on the day of the outcome first."""
        return [int(n) for n in np.argsort(-self.values[-1], kind="stable")]

    @property
    def dates(self) -> list[str]:
        """The days of which indices are told, in the scenario's calendar."""
        return [iso(self.scenario.period.at(day), self.scenario.calendar) for day in self.days]

    @property
    def undefined(self) -> int:
        """In how many runs the outcome is not defined; of a date, in how many it does not come."""
        return int((~np.isfinite(self.series[:, -1])).sum())

    @property
    def used(self) -> int:
        """How many runs the indices rest on: without those, and without what belongs together with them."""
        return int(whole_blocks(self.method, self.series[:, -1], len(self.paths)).sum())

    def __str__(self) -> str:
        return _text(self)

    def to_dataframe(self) -> pd.DataFrame:
        """The index of each number on each day told, largest on the last day first."""
        return frame_of(self._by_day(), COLUMNS)

    def _by_day(self) -> Iterator[dict[str, Any]]:
        for row, n in zip(rows_of(self), self.order, strict=True):
            for d, date in enumerate(self.dates):
                index, confidence = float(self.values[d, n]), float(self.confidence[d, n])
                yield {**row, "date": date, "index": index, "confidence": confidence}

    def to_dict(self) -> dict[str, Any]:
        """What was asked, what was run, and the answers."""
        way = METHODS[self.method]
        return {
            "outcome": str(self.outcome),
            "title": self.scenario.title,
            "method": self.method,
            "index": way.meaning,
            "confidence": f"{way.told}, by SALib",
            "runs": len(self.points),
            "undefined": self.undefined,
            "used": self.used,
            "samples": self.samples,
            "people": self.people,
            "seed": self.seed,
            "numbers": list(rows_of(self)),
            "dates": self.dates,
            "by_date": {path: _plain(self.values[:, n]) for n, path in enumerate(self.paths)},
        }


def _plain(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else round(value, 6) for value in values.tolist()]


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
            **({} if found.floor is None else {"floor": float(found.floor[n])}),
        }


def _undefined(found: Sensitivity) -> list[str]:
    """In how many runs there is nothing to explain, if in some."""
    if not found.undefined:
        return []
    said = "does not come" if found.outcome.kind == DAY else "is not defined"
    return [f"It {said} in {found.undefined} of {len(found.points)} runs; the indices rest on {found.used}"]


def _text(found: Sensitivity) -> str:
    way, rows = METHODS[found.method], list(rows_of(found))
    wide = max(len(row["path"]) for row in rows)
    lines = [
        f"{found.outcome.told}: what it owes each number under vary",
        f"{len(found.points)} runs of {found.people:,} people, seed {found.seed}; "
        f"{found.method}: {way.meaning}",
        *_undefined(found),
        "",
        f"  {'':<{wide}}  {'index':>7}  {'±':>7}  range",
    ]
    for row in rows:
        note = f"  {NOTHING}" if row["index"] == 0.0 else ""
        if found.floor is not None and 0.0 < row["index"] <= row["floor"]:
            note = f"  {CHANCE_ALONE}"
        lines.append(
            f"  {row['path']:<{wide}}  {row['index']:>7.3f}  {row['confidence']:>7.3f}  "
            f"{row['low']:g} to {row['high']:g}{note}"
        )
    lines += ["", f"±: {way.told}, by SALib"]
    if found.floor is not None:
        floor = max(found.floor)
        lines.append(
            f"An index of up to {floor:.2f} comes from {found.used} runs by chance alone: 95% of shuffled "
            "outcomes stay below; more samples lower it"
        )
    return "\n".join(lines)
