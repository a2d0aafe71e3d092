"""How many runs are enough: the Monte Carlo error of each outcome, and from where its spread is stable."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.comparison.columns import Column, readings_of
from dualsim.analysis.frequency import POWER, frequencies
from dualsim.analysis.outcomes.courses import YES_OR_NO, courses_in
from dualsim.analysis.outcomes.outcome import DAY, Outcome, each_text, outcome_of
from dualsim.analysis.statistics import Floats, mean_over_days
from dualsim.deprecations import warn
from dualsim.runs.many_runs import first_days
from dualsim.scenario.axes import names_of
from dualsim.scenario.conditions import Reading
from dualsim.scenario.dates import iso
from dualsim.scenario.loading import from_text

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.scenario.schema import Scenario

HEADLINES = ("effective_powers", "duality", "formal_real_gap", "cooperation")  # unless others are asked for
POINT, POWERS, DAYS = (
    0.01,
    0.1,
    1.0,
)  # the error aimed at: of a share or an index, of powers, of a day
STABLE = 0.01  # by so much the coefficient of variation may still change
HELD = 0.25  # and over so large a last part of the runs it must not have changed by more


class OverRun(NamedTuple):
    """A measure in a place, averaged over the run."""

    label: str
    column: Column
    reading: Reading
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
    date: str | None = None  # the mean of an outcome that is a day, which counts days from the first


def replicates(results: xr.Dataset, outcomes: str | Sequence[str] = ()) -> list[Enough]:
    """How many runs are enough for the outcomes of a folder of runs.

    An outcome is a measure, averaged over the run, or as `whatif` takes it, as in
    `vote[worker, bolshevik]@1917-08-20` and `took_power[soviet]`; in each place, unless it names one. Without
    any it is the headlines of each place, and every share of runs in which an authority took power.
    Raises ValueError for an outcome that does not exist.

    >>> import dualsim, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     runs = dualsim.sweep("petrograd_1917", f"{folder}/runs", runs=4, people=300, jobs=1)
    ...     (duality,) = dualsim.replicates(runs, "duality@1917-03-05")
    >>> duality.outcome, duality.needed >= 2
    ('duality[petrograd] on 5 March 1917', True)
    """
    found, courses = [], list(courses_in(results))
    scenario = from_text(str(results.attrs["scenario"]))
    for asked in asked_of(scenario, outcomes):
        if isinstance(asked, OverRun):
            values = mean_over_days(asked.column.read(results, asked.reading))
            one = (asked.label, values, asked.point)
        else:
            values = np.array([asked.value(course) for course in courses])
            one = (asked.told, values, _point(asked))
        if np.isfinite(values).any():
            judged = enough(*one)
            if isinstance(asked, Outcome) and asked.kind == DAY:
                judged = judged._replace(date=_date(scenario, judged.mean))
            found.append(judged)
    return found if outcomes else [*found, *_taking_power(results)]


def asked_of(scenario: Scenario, outcomes: str | Sequence[str] = ()) -> list[OverRun | Outcome]:
    """What outcomes mean in each place; raise ValueError for one that does not exist."""
    columns = [Column(slug, slug, scenario, n, 0) for n, slug in enumerate(names_of(scenario).place)]
    found: list[OverRun | Outcome] = []
    for given in ([outcomes] if isinstance(outcomes, str) else outcomes) or HEADLINES:
        text = _with_at(given)
        if "@" in text or any(mark in text for mark in "<>") or text.partition("[")[0] in YES_OR_NO:
            found.extend(_in_each_place(text, scenario))
            continue
        (reading,) = readings_of([text], columns)
        point = POWERS if reading.measure == "effective_powers" else POINT
        for column in columns:
            label = str(reading) + (f", {column.label}" if len(columns) > 1 else "")
            found.append(OverRun(label, column, reading, point))
    return found


def _with_at(text: str) -> str:
    """An outcome as it is written now."""
    measure, on, date = text.rpartition(" on ")
    if not on or "@" in text:
        return text.strip()
    warn("replicates: `MEASURE on DATE`", "`MEASURE@DATE`", stacklevel=5)
    return f"{measure.strip()}@{date.strip()}"


def _in_each_place(text: str, scenario: Scenario) -> Iterator[Outcome]:
    """What a text asks for, of each place if it hangs on the place and names none."""
    for one in each_text(text, scenario):
        found, refused = dict[Outcome, None](), None
        for place in names_of(scenario).place:
            try:
                found[outcome_of(one, scenario, place)] = None
            except ValueError as error:  # it names another place, or does not exist
                refused = error
        if not found:
            outcome_of(one, scenario)  # says more, as it knows of all places
            raise ValueError(refused)
        yield from found


def _date(scenario: Scenario, day: float) -> str:
    """The date of a day of the run, counted from 0."""
    period = scenario.period
    return iso(period.first + round(day), period.calendar)


def _point(outcome: Outcome) -> float:
    """The error that is aimed at."""
    if outcome.kind == DAY:
        return DAYS
    powers = outcome.reading is not None and outcome.reading.measure == "effective_powers"
    return POWERS if powers else POINT


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
    lines = [f"{'':<{wide}}        mean  deviation   error  aim   runs  stable from"]
    for one in found:
        stable = "not yet" if one.stable is None else str(one.stable)
        mean = one.date or f"{one.mean:.3f}"
        numbers = f"{mean:>12}  {one.deviation:>9.4f}  {one.error:>6.4f}  {one.point:<4g}"
        lines.append(f"{one.outcome:<{wide}}{numbers}  {one.needed:>4}  {stable:>11}")
    most = max(one.needed for one in found)
    steady = [one.stable for one in found]
    lines += ["", f"Standard errors are over {runs} runs; `runs` is how many bring each below its aim."]
    latest = max((count for count in steady if count is not None), default=0)
    known = "not for all by now" if None in steady else f"from {latest} runs on"
    lines.append(f"Enough for all: {most} runs by their errors; spreads are stable {known}.")
    return "\n".join(lines)
