"""What cross-validation found: each row foretold by the others, beside what needs no model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.analysis.calibration.emulator import Emulator
from dualsim.analysis.calibration.posterior import Posterior
from dualsim.analysis.calibration.priors import values_of
from dualsim.analysis.calibration.result import Calibration
from dualsim.analysis.evaluation.discrepancy import Discrepancy, Missed, discrepancy_of
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.whose_place import LEVELS
from dualsim.analysis.result import Result, frame_of

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "id", "place", "level", "groups", "option", "confidence", "observed", "left_out", "low", "high", "inside",
    "fitted", "mean_of_others", "regression",
)  # fmt: skip
DRAWS = 200
HEADS = ("rows", "model", "covers", "own known", "mean", "regression", "model")
WIDTHS = (5, 8, 8, 11, 8, 12, 8)  # of the columns of the table


class Foretold(NamedTuple):
    """A row, and what is said of it by numbers fitted to all other places; all numbers are shares."""

    seen: Observation
    level: str
    share: float
    spread: float  # standard deviation of what its numbers say
    interval: tuple[float, float]  # 90 per cent of what might have been counted
    fitted: float  # its own rows known
    mean: float | None  # of other places
    regression: float | None

    @property
    def inside(self) -> bool:
        """Whether what was counted lies in the interval."""
        return self.interval[0] <= self.seen.share <= self.interval[1]


@dataclass(frozen=True)
class CrossValidation(Result):
    """Every row foretold by the other places."""

    calibration: Calibration
    rows: tuple[Foretold, ...]
    emulator: Emulator
    posterior: Posterior

    def __str__(self) -> str:
        places, asked = len({row.seen.place for row in self.rows}), self.calibration
        heads = "".join(f"{head:>{width}s}" for head, width in zip(HEADS, WIDTHS, strict=True))
        lines = [
            f"{len(self.rows)} rows of {places} places, each place foretold by all others; "
            f"{asked.trials} trials of {asked.question.people:,} people.",
            "Mean absolute errors in points; last the regression, and the model on the same rows.",
            "",
            " " * 26 + heads,
        ]
        for label, rows in self.parts():
            lines.append(_line(label, rows))
        lines += ["", "Farthest off:"]
        worst = sorted(self.rows, key=lambda row: -abs(row.share - row.seen.share))[:10]
        for row in worst:
            counted, share, low, high = (100 * one for one in (row.seen.share, row.share, *row.interval))
            said = f"counted {counted:5.1f}, foretold {share:5.1f} ({low:.0f} to {high:.0f})"
            lines.append(f"  {row.seen.id:46s} {said}, {row.seen.confidence} confidence")
        return "\n".join(lines)

    def parts(self) -> Iterator[tuple[str, list[Foretold]]]:
        """The rows of each option at each level that has some, and all."""
        for level in LEVELS:
            here = [row for row in self.rows if row.level == level]
            for option in dict.fromkeys(row.seen.option for row in here):
                yield f"{level}: {'+'.join(option)}", [row for row in here if row.seen.option == option]
        yield "all", list(self.rows)

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each observation."""
        return frame_of((_facts(row) for row in self.rows), COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """The scores by option and level, and every row."""
        return {
            "trials": self.calibration.trials,
            "people": self.calibration.question.people,
            "scores": [{"of": label, **scores(rows)} for label, rows in self.parts()],
            "rows": [_facts(row) for row in self.rows],
        }

    @property
    def discrepancy(self) -> Discrepancy:
        """How far the model is off places that were left out, for `evaluate` to widen its intervals by."""
        return discrepancy_of(
            [Missed(row.seen, row.level, row.share - row.seen.share, row.spread) for row in self.rows]
        )

    def draws(self, count: int = DRAWS) -> str:
        """Draws of the posterior from all rows, as a table that `run` and `evaluate` take."""
        points = self.posterior.points
        order = np.random.default_rng(count).permutation(len(points))[:count]
        rows = [values_of(self.calibration.parameters, points[n]) for n in order]
        lines = [",".join(rows[0]), *(",".join(f"{value:.6g}" for value in row.values()) for row in rows)]
        return "\n".join(lines) + "\n"


def scores(rows: Sequence[Foretold]) -> dict[str, Any]:
    """Mean absolute errors as shares, and how many intervals cover; None where nothing can be said."""
    beside = [(row, row.regression) for row in rows if row.regression is not None]
    return {
        "rows": len(rows),
        "model": _mean([row.share - row.seen.share for row in rows]),
        "covers": float(np.mean([row.inside for row in rows])),
        "own_known": _mean([row.fitted - row.seen.share for row in rows]),
        "mean_of_others": _mean([row.mean - row.seen.share for row in rows if row.mean is not None]),
        "regression_rows": len(beside),
        "regression": _mean([said - row.seen.share for row, said in beside]),
        "model_on_its_rows": _mean([row.share - row.seen.share for row, _ in beside]),
    }


def _mean(errors: Sequence[float]) -> float | None:
    return float(np.mean(np.abs(errors))) if errors else None


def _line(label: str, rows: Sequence[Foretold]) -> str:
    found = scores(rows)

    def points(key: str) -> str:
        return "" if found[key] is None else f"{100 * found[key]:.1f}"

    covers = f"{100 * found['covers']:.0f} %"
    keys = ("own_known", "mean_of_others", "regression", "model_on_its_rows")
    cells = [str(found["rows"]), points("model"), covers, *map(points, keys)]
    return f"{label:26s}" + "".join(f"{cell:>{width}s}" for cell, width in zip(cells, WIDTHS, strict=True))


def _facts(row: Foretold) -> dict[str, Any]:
    seen = row.seen
    return {
        "id": seen.id, "place": seen.place, "level": row.level, "groups": ";".join(seen.groups) or "all",
        "option": "+".join(seen.option), "confidence": seen.confidence, "observed": seen.share,
        "left_out": row.share, "low": row.interval[0], "high": row.interval[1], "inside": row.inside,
        "fitted": row.fitted, "mean_of_others": row.mean, "regression": row.regression,
    }  # fmt: skip
