"""What a calibration found: how well each number is known, as a report, a DataFrame, facts and files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.analysis.calibration.importance_sampling import Weights, resampled
from dualsim.analysis.calibration.likelihood import Question, deviations, errors
from dualsim.analysis.calibration.priors import Parameter
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.result import Result
from dualsim.analysis.statistics import Floats
from dualsim.scenario.schema import Scenario
from dualsim.scenario.taste import MEANING

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 200
TIED = 0.7  # a correlation from which two numbers are told to be known only together
UNKNOWN = 0.8  # of the prior's spread: with as much left, the observations say next to nothing
ORIGINS = ("source", "calibrated", "assumed")


@dataclass(frozen=True)
class Calibration(Result):
    """Trials, what each is worth, and what they say of each observation."""

    question: Question
    parameters: tuple[Parameter, ...]
    held: tuple[str, ...]  # the names of observations that were kept from the fit
    left: tuple[Observation, ...]  # those that no scenario speaks of
    points: Floats  # [trial, parameter], standard normal scores
    values: Floats  # [trial, parameter]
    shares: Floats  # [trial, observation]
    weights: Weights
    before: Floats  # [observation], of the numbers as they stand in the files
    after: Floats  # [observation], of the mean of the posterior

    @property
    def trials(self) -> int:
        """How many there are."""
        return len(self.points)

    @property
    def mean(self) -> Floats:
        """The mean of the posterior [parameter]."""
        return np.asarray(self.weights.values @ self.values)

    @property
    def covariance(self) -> Floats:
        """The covariance of the posterior [parameter, parameter]."""
        apart = self.values - self.mean
        return np.asarray((self.weights.values[:, None] * apart).T @ apart)

    @property
    def fit(self) -> list[bool]:
        """Which observations were fitted."""
        return [seen.id not in self.held for seen in self.question.observations]

    def __str__(self) -> str:
        return _text(self)

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each number that was varied, best known first."""
        import pandas as pd

        frame = pd.DataFrame(list(numbers_of(self)))
        frame[["range_low", "range_high"]] = frame.pop("range").tolist()
        return frame

    def to_dict(self, command: str = "") -> dict[str, Any]:
        """What was asked, what was run, and what was found; `command` is what was typed."""
        return {
            "command": command,
            "scenarios": [scenario.title for scenario in self.question.cases],
            "trials": self.trials,
            "people": self.question.people,
            "seed": self.question.seed,
            "effective_sample_size": self.weights.effective,
            "power_of_the_likelihood": self.weights.power,
            "mean_absolute_error": mean_errors(self),
            "numbers": list(numbers_of(self)),
            "known_only_together": list(ties_of(self)),
            "observations": list(rows_of(self)),
            "not_covered": [seen.id for seen in self.left],
        }


def numbers_of(found: Calibration) -> Iterator[dict[str, Any]]:
    """Each number that was varied: before and after the record was asked, best known first."""
    spread = np.sqrt(np.maximum(np.diag(found.covariance), 0.0))
    left = spread / np.array([one.spread for one in found.parameters])
    for n in np.argsort(left, kind="stable"):
        one = found.parameters[n]
        low, high = _within(found, int(n))
        yield {
            "path": one.path,
            "range": [one.low, one.high],
            "file": one.mode,
            "mean": float(found.mean[n]),
            "low": low,
            "high": high,
            "spread": float(spread[n]),
            "prior_spread": one.spread,
            "left": float(left[n]),
        }


def _within(found: Calibration, n: int) -> tuple[float, float]:
    """The 90 per cent interval of the posterior of a number."""
    order = np.argsort(found.values[:, n])
    share = np.cumsum(found.weights.values[order])
    ends = np.searchsorted(share, (0.05, 0.95)).clip(max=len(order) - 1)
    return float(found.values[order[ends[0]], n]), float(found.values[order[ends[1]], n])


def ties_of(found: Calibration) -> Iterator[dict[str, Any]]:
    """Pairs of numbers that the observations know only together, the closest first."""
    spread = np.sqrt(np.maximum(np.diag(found.covariance), 1e-300))
    matrix = found.covariance / np.outer(spread, spread)
    pairs = [(float(matrix[a, b]), a, b) for a, b in combinations(range(len(spread)), 2)]
    for value, a, b in sorted(pairs, key=lambda pair: -abs(pair[0])):
        if abs(value) > TIED:
            yield {"paths": [found.parameters[a].path, found.parameters[b].path], "correlation": value}


def rows_of(found: Calibration) -> Iterator[dict[str, Any]]:
    """Each observation, and what is said of it: by the files, by the mean, by the posterior."""
    seen, fit = found.question.observations, found.fit
    shares = np.nan_to_num(found.shares)
    order = np.argsort(shares, axis=0)
    for n, one in enumerate(seen):
        at = np.cumsum(found.weights.values[order[:, n]])
        ends = [min(int(np.searchsorted(at, end)), len(at) - 1) for end in (0.05, 0.95)]
        low, high = (float(shares[order[end, n], n]) for end in ends)
        yield {
            "id": one.id,
            "date_os": one.date_os,
            "place": one.place,
            "fitted": fit[n],
            "observed": one.share,
            "allowance": float(deviations([one])[0]),
            "before": float(found.before[n]),
            "after": float(found.after[n]),
            "posterior": float(found.weights.values @ shares[:, n]),
            "low": low,
            "high": high,
        }


def mean_errors(found: Calibration) -> dict[str, float | None]:
    """Mean absolute errors of the numbers in the files and of the mean, fitted and held out."""
    seen, fit = found.question.observations, np.array(found.fit)
    told = dict[str, float | None]()
    for name, mask in (("fitted", fit), ("held_out", ~fit)):
        for when, shares in (("before", found.before), ("after", found.after)):
            off = np.abs(errors(shares, seen))[mask]
            told[f"{name}_{when}"] = float(off.mean()) if off.size else None
    return told


def _text(found: Calibration) -> str:
    rows, numbers = list(rows_of(found)), list(numbers_of(found))
    fitted = sum(row["fitted"] for row in rows)
    lines = [
        f"{', '.join(scenario.title for scenario in found.question.cases)}",
        f"{found.trials} trials of {found.question.people:,} people; "
        f"{fitted} observation{'' if fitted == 1 else 's'} fitted, {len(rows) - fitted or 'none'} held out",
        f"Effective sample size {found.weights.effective:.0f}; {_flattened(found.weights.power)}",
        "",
        *_errors_told(found),
        "",
        *_numbers_told(numbers),
    ]
    ties = list(ties_of(found))
    if ties:
        lines += ["", f"Known only together (correlation above {TIED:g}):"]
        lines += [f"  {tie['correlation']:+.2f}  {tie['paths'][0]} with {tie['paths'][1]}" for tie in ties]
    return "\n".join([*lines, "", *_observations_told(rows)])


def _flattened(power: float) -> str:
    if power == 1.0:
        return "the likelihood as it is"
    return f"the likelihood flattened to its power of {power:.2f}, for want of trials: spreads are too wide"


def _errors_told(found: Calibration) -> list[str]:
    lines, off = ["Mean absolute error, in points of a hundred:"], mean_errors(found)
    for key, name in (("fitted", "fitted"), ("held_out", "held out")):
        before, after = (off[f"{key}_{when}"] for when in ("before", "after"))
        if before is not None and after is not None:
            lines.append(
                f"  {name:<9} {100 * before:.1f} with the numbers of the files, "
                f"{100 * after:.1f} with the mean"
            )
    return lines


def _numbers_told(numbers: list[dict[str, Any]]) -> list[str]:
    wide = max(len(row["path"]) for row in numbers)
    lines = [
        "What the observations say of each number (spread left: of the prior's; 1 is nothing learnt):",
        f"  {'':<{wide}}  {'file':>8}  {'mean':>8}  {'90% interval':<20}  spread left",
    ]
    for row in numbers:
        ends = f"{row['low']:.3g} to {row['high']:.3g}"
        note = "  not identified" if row["left"] > UNKNOWN else ""
        lines.append(
            f"  {row['path']:<{wide}}  {row['file']:>8.3g}  {row['mean']:>8.3g}  "
            f"{ends:<20}  {row['left']:.2f}{note}"
        )
    return lines


def _observations_told(rows: list[dict[str, Any]]) -> list[str]:
    wide = max(len(row["id"]) for row in rows)
    head = f"  {'':<{wide}}  observed  files   mean  90% of the posterior"
    lines = ["Observations, in points of a hundred:", head]
    for row in rows:
        seen, before, after, low, high = (
            100 * row[k] for k in ("observed", "before", "after", "low", "high")
        )
        lines.append(
            f"  {row['id']:<{wide}}  {seen:8.1f}  {before:5.1f}  {after:5.1f}  {low:.1f} to {high:.1f}"
            f"{'' if row['fitted'] else '  (held out)'}"
        )
    return lines


def draws_csv(found: Calibration, count: int = DRAWS) -> str:
    """Draws from the posterior: a column for each number, a row for each draw."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([one.path for one in found.parameters])
    for n in resampled(found.weights, count, found.question.seed):
        writer.writerow([f"{value:.6g}" for value in found.values[n]])
    return text.getvalue()


def behaviour_yaml(found: Calibration, command: str) -> str:
    """The behavioural parameters with the mean of the posterior, in the form of behaviour.yaml."""
    places = ", ".join(sorted({row["place"] for row in rows_of(found) if row["fitted"]}))
    origin = f"{command}; {sum(found.fit)} observations of {places}"
    values = {one.path: f"{value:.4g}" for one, value in zip(found.parameters, found.mean, strict=True)}
    scenario = found.question.cases[0]
    lines = [
        "# Taste: how people choose, obey, blame and rise. One set of numbers for every place.",
        "# Calibrated numbers are means of the posterior; report.txt says how well each is known.",
        "behaviour:",
        *_block_origin(scenario),
    ]
    for name in type(scenario.behaviour).model_fields:
        if name in ORIGINS or getattr(scenario.behaviour, name) is None:
            continue
        path = f"behaviour.{name}"
        comment = MEANING[name][1] if name in MEANING else ""
        number = (
            {"value": values[path], "calibrated": origin} if path in values else _as_it_was(scenario, name)
        )
        lines.append(f"  {name}: {_flow(number)}" + (f"  # {comment}" if comment else ""))
    return "\n".join(lines) + "\n"


def _block_origin(scenario: Scenario) -> list[str]:
    """Where the bare numbers of the file come from."""
    given = {key: getattr(scenario.behaviour, key) for key in ORIGINS}
    return [f"  {key}: {_quoted(text)}" for key, text in given.items() if text]


def _as_it_was(scenario: Scenario, name: str) -> dict[str, str]:
    number = getattr(scenario.behaviour, name)
    origin = {key: getattr(number, key) for key in ORIGINS if getattr(number, key, None)}
    return {"value": f"{number.value:g}", **origin}


def _flow(number: dict[str, str]) -> str:
    if len(number) == 1:
        return number["value"]
    rest = ", ".join(f"{key}: {_quoted(text)}" for key, text in number.items() if key != "value")
    return f"{{value: {number['value']}, {rest}}}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
