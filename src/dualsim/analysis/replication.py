"""How many runs are enough: the Monte Carlo error of each outcome, and from where its spread is stable."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.comparison.columns import Column, readings_of
from dualsim.analysis.frequency import POWER, frequencies
from dualsim.analysis.statistics import Floats, mean_over_days, on_day
from dualsim.deprecations import warn
from dualsim.runs.many_runs import first_days
from dualsim.scenario.conditions import Reading
from dualsim.scenario.loading import from_text

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.scenario.schema import Scenario

HEADLINES = ("effective_powers", "duality", "formal_real_gap", "cooperation")  # unless others are asked for
POINT, POWERS = 0.01, 0.1  # the error that is aimed at: of a share or an index, and of a number of powers
STABLE = 0.01  # by so much the coefficient of variation may still change
HELD = 0.25  # and over so large a last part of the runs it must not have changed by more
EXAMPLE = "vote[worker, bolshevik]@1917-08-20"


class Outcome(NamedTuple):
    """A number of each run: a measure in a place, on a day or over the run."""

    label: str
    column: Column
    reading: Reading
    day: int | None
    point: float


class Enough(NamedTuple):
    """An outcome over some runs, and how many it takes."""

    outcome: str
    mean: float
    deviation: float
    error: float  # standard error of the mean over these runs
    point: float  # the error that is aimed at
    needed: int  # runs until the error is below it
    stable: int | None  # runs from which on the spread is stable (Lee et al. 2015), if it is by now


def replicates(results: xr.Dataset, outcomes: str | Sequence[str] = ()) -> list[Enough]:
    """How many runs are enough for the outcomes of a folder of runs.

    An outcome is a measure, averaged over the run, or on a day, as in `vote[worker, bolshevik]@1917-08-20`;
    without any it is the headlines of each place, and every share of runs in which an authority took power.
    Raises ValueError for an outcome that does not exist.

    >>> import dualsim, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     runs = dualsim.sweep("petrograd_1917", f"{folder}/runs", runs=4, people=300, jobs=1)
    ...     (duality,) = dualsim.replicates(runs, "duality@1917-03-05")
    >>> duality.outcome, duality.needed >= 2
    ('duality on 1917-03-05', True)
    """
    found = []
    for asked in outcomes_of(from_text(str(results.attrs["scenario"])), outcomes):
        table = asked.column.read(results, asked.reading)
        values = mean_over_days(table) if asked.day is None else on_day(table, asked.day)
        if np.isfinite(values).any():
            found.append(enough(asked.label, values, asked.point))
    return found if outcomes else [*found, *_taking_power(results)]


def outcomes_of(scenario: Scenario, outcomes: str | Sequence[str] = ()) -> list[Outcome]:
    """What outcomes mean in each place; raise ValueError for one that does not exist."""
    columns = [Column(slug, slug, scenario, n, 0) for n, slug in enumerate(scenario.places)]
    found = []
    for text in ([outcomes] if isinstance(outcomes, str) else outcomes) or HEADLINES:
        measure, day, date = _split(text, scenario)
        (reading,) = readings_of([measure], columns)
        point = POWERS if reading.measure == "effective_powers" else POINT
        for column in columns:
            label = str(reading) + (f", {column.label}" if len(columns) > 1 else "") + date
            found.append(Outcome(label, column, reading, day, point))
    return found


def _split(text: str, scenario: Scenario) -> tuple[str, int | None, str]:
    """The measure of an outcome, the day of the run that it is read on, and how to say that."""
    measure, at, date = (part.strip() for part in text.rpartition("@" if "@" in text else " on "))
    if not at:
        return text, None, ""
    if at == "on":
        warn("replicates: `MEASURE on DATE`", "`MEASURE@DATE`", stacklevel=5)
    try:
        day = scenario.period.day(date)
    except ValueError as error:
        raise ValueError(f"outcome '{text}': {error}") from None
    return measure, day - scenario.period.first, f" on {date}"


def _taking_power(results: xr.Dataset) -> Iterator[Enough]:
    texts = results["power"].values.tolist()
    for one in frequencies(results):
        if one.what == POWER and one.runs:
            happened = [float(one.name in first_days([text])) for text in texts]
            yield enough(f"{one.name} {POWER}", np.array(happened), POINT)


def enough(outcome: str, values: Floats, point: float) -> Enough:
    """How many runs are enough for one outcome, from its value in each run; runs without one do not count."""
    known = values[np.isfinite(values)]
    mean, deviation = float(known.mean()), float(known.std(ddof=1)) if len(known) > 1 else math.nan
    error = deviation / math.sqrt(len(known))
    needed = max(2, math.ceil((deviation / point) ** 2)) if len(known) > 1 else 0
    return Enough(outcome, mean, deviation, error, point, needed, stable_from(known))


def stable_from(values: Floats) -> int | None:
    """The least number of runs whose coefficient of variation no larger number changes by more than STABLE.

    After Lee, Filatova, Ligmann-Zielinska et al. (2015), JASSS 18(4)4. None if that is not known by now.
    """
    counts = np.arange(2, len(values) + 1)
    means = values.cumsum()[1:] / counts
    squares = (values - values.mean()) ** 2 if len(values) else values
    centred = means - values.mean() if len(values) else means
    variances = np.maximum((squares.cumsum()[1:] - counts * centred**2) / (counts - 1), 0.0)
    if not len(counts) or (np.abs(means) < 1e-12).any():
        return None
    variation = np.sqrt(variances) / np.abs(means)
    later_high = np.maximum.accumulate(variation[::-1])[::-1]
    later_low = np.minimum.accumulate(variation[::-1])[::-1]
    steady = np.maximum(later_high - variation, variation - later_low) < STABLE
    first = int(counts[np.flatnonzero(steady)[0]])
    return first if first <= (1.0 - HELD) * len(values) else None


def table_of(found: Sequence[Enough], runs: int) -> str:
    """How many runs are enough, as a table for reading."""
    wide = max(len(one.outcome) for one in found)
    lines = [f"{'':<{wide}}    mean  deviation   error  aim   runs  stable from"]
    for one in found:
        stable = "not yet" if one.stable is None else str(one.stable)
        numbers = f"{one.mean:>8.3f}  {one.deviation:>9.4f}  {one.error:>6.4f}  {one.point:<4g}"
        lines.append(f"{one.outcome:<{wide}}{numbers}  {one.needed:>4}  {stable:>11}")
    most = max(one.needed for one in found)
    steady = [one.stable for one in found]
    lines += ["", f"Standard errors are over {runs} runs; `runs` is how many bring each below its aim."]
    latest = max((count for count in steady if count is not None), default=0)
    known = "not for all by now" if None in steady else f"from {latest} runs on"
    lines.append(f"Enough for all: {most} runs by their errors; spreads are stable {known}.")
    return "\n".join(lines)
