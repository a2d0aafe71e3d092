"""Outcomes against the numbers of a sweep: what each point comes to, as a table and as facts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.analysis.outcomes.answers import INTERVALS, Told, check_defined, facts, level_text, told
from dualsim.analysis.outcomes.courses import courses_in
from dualsim.analysis.outcomes.outcome import CHANCE, DAY, NUMBER, Outcome, outcomes_of
from dualsim.analysis.result import Result, frame_of
from dualsim.analysis.statistics import Floats
from dualsim.scenario.axes import WORD_SLUGS
from dualsim.scenario.dates import iso
from dualsim.scenario.loading import from_text
from dualsim.theory.measures import MEASURES, REGIMES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from dualsim.scenario.schema import Scenario

SHOWN = 40  # points on a terminal
COLUMNS = ("outcome", "runs", "defined", "median", "low", "high", "share_of_runs", "share_low", "share_high")


class Response(NamedTuple):
    """An outcome at each point, from the runs there."""

    outcome: Outcome
    values: tuple[Floats, ...]  # [point][run]

    @property
    def told(self) -> list[Told]:
        """What each point comes to."""
        return [told(self.outcome, found) for found in self.values]


class Phases(NamedTuple):
    """The regime, or the ending, of a place on a day at each point."""

    label: str
    shares: Floats  # [point, regime] of the runs; NaN for a point without runs
    words: tuple[str, ...] = REGIMES

    @property
    def names(self) -> list[str]:
        """The word of most runs at each point; nothing where there is no run."""
        return ["" if np.isnan(row).any() else self.words[int(row.argmax())] for row in self.shares]


@dataclass(frozen=True)
class Responses(Result):
    """What outcomes come to at each point of a sweep."""

    scenario: Scenario
    people: int
    seed: int
    points: tuple[Mapping[str, Any], ...]  # value by path
    answers: tuple[Response, ...]

    @property
    def paths(self) -> list[str]:
        """The numbers that vary."""
        return list(self.points[0])

    @property
    def views(self) -> list[Response | Phases]:
        """What is shown, outcome by outcome; the regimes, or endings, of a place and day are one."""
        return list(_views(self.answers))

    def __str__(self) -> str:
        return _text(self)

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each point and outcome: dates as text, nothing where it is not defined."""
        return frame_of(_rows(self), [*self.paths, *COLUMNS])

    def to_dict(self) -> dict[str, Any]:
        """What was run, and what each outcome comes to at each point."""
        return {
            "title": self.scenario.title,
            "people": self.people,
            "seed": self.seed,
            "interval": INTERVALS,
            "points": [dict(point) for point in self.points],
            "outcomes": [
                {
                    "outcome": str(one.outcome),
                    "kind": one.outcome.kind,
                    "at": [facts(one.outcome, found, self.scenario) for found in one.told],
                }
                for one in self.answers
            ],
        }


def responses(results: xr.Dataset, outcomes: str | Sequence[str] = ()) -> Responses:
    """What outcomes come to at each point of a sweep.

    `outcomes` are as `whatif` takes them; without any they are the regime of the first place at the end, and
    whether each authority that took power there in some run has. Raises ValueError for what does not exist,
    and for runs without points.

    >>> import dualsim, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     vary = ["behaviour.beta=2:4:2"]
    ...     runs = dualsim.sweep("petrograd_1917", f"{folder}/s", vary=vary, people=300, jobs=1)
    ...     found = dualsim.responses(runs, "took_power[soviet]@1917-11-01")
    >>> isinstance(found, dualsim.Responses), found.to_dataframe()["behaviour.beta"].tolist()
    (True, [2.0, 4.0])
    """
    scenario = from_text(str(results.attrs["scenario"]))
    paths = [str(name) for name in results.coords if "." in str(name)]
    if not paths:
        raise ValueError("responses: nothing varies in these runs; give those of a sweep")
    asked = outcomes_of(outcomes, scenario) if outcomes else _usual(results, scenario)
    rows = list(zip(*(results[path].values.tolist() for path in paths), strict=True))
    keys = list(dict.fromkeys(rows))
    points = tuple(dict(zip(paths, key, strict=True)) for key in keys)
    courses = list(courses_in(results))
    answers = []
    for outcome in asked:
        found = np.array([outcome.value(course) for course in courses])
        check_defined([outcome], [found])
        at = [np.array([n for n, row in enumerate(rows) if row == key]) for key in keys]
        answers.append(Response(outcome, tuple(found[members] for members in at)))
    people, seed = int(results.attrs["people"]), int(results.attrs["seed"])
    return Responses(scenario, people, seed, points, tuple(answers))


def _usual(results: xr.Dataset, scenario: Scenario) -> tuple[Outcome, ...]:
    """The regime at the end, and who took power, in the first place."""
    period, place = scenario.period, next(iter(scenario.places))
    end = iso(period.last, period.calendar)
    took = [one for text in results["power"].values.tolist() for one in json.loads(text)]
    who = dict.fromkeys(authority for authority, _, where in took if where == place)
    texts = [f"regime[{place}]@{end}", *(f"took_power[{authority}, {place}]@{end}" for authority in who)]
    return outcomes_of(texts, scenario)


def _views(answers: Sequence[Response]) -> Iterator[Response | Phases]:
    def place_and_day(one: Response) -> tuple[str, ...]:
        reading = one.outcome.reading
        if reading is None or reading.measure not in WORD_SLUGS or not one.outcome.date:
            return (str(one.outcome),)
        slugs = WORD_SLUGS[reading.measure]
        place = ", ".join(name for name in reading.selectors if name not in slugs)
        return reading.measure, place, one.outcome.on

    for key, some in groupby(answers, key=place_and_day):
        group = list(some)
        words = MEASURES[key[0]].words if key[0] in WORD_SLUGS else ()
        if len(group) != len(words):
            yield from group
            continue
        shares = np.array([[found.spread.median for found in one.told] for one in group]).T
        yield Phases(f"{key[0]}{f' of {key[1]}' if key[1] else ''} on {key[2]}", shares, words)


def _rows(found: Responses) -> Iterator[dict[str, Any]]:
    for n, point in enumerate(found.points):
        for one in found.answers:
            at = facts(one.outcome, one.told[n], found.scenario)
            row = {**point, "outcome": str(one.outcome), "runs": at["runs"], "defined": at["defined"]}
            ends = {name: at[name] for name in ("median", "low", "high")}
            share = ends if one.outcome.kind == CHANCE else at.get("happens")
            if share is not None:
                names = ("share_of_runs", "share_low", "share_high")
                row |= dict(zip(names, share.values(), strict=True))
            yield row if one.outcome.kind == CHANCE else row | ends


def _text(found: Responses) -> str:
    """A row for each point, a column for each number and each outcome."""
    head = [*found.paths, *(_label(one) for one in found.views)]
    rows = [head]
    for n, point in enumerate(found.points[:SHOWN]):
        rows.append(
            [*(_value(value) for value in point.values()), *(_cell(found, one, n) for one in found.views)]
        )
    wide = [max(len(row[c]) for row in rows) for c in range(len(head))]
    lines = ["  ".join(f"{cell:<{wide[c]}}" for c, cell in enumerate(row)).rstrip() for row in rows]
    if len(found.points) > SHOWN:
        lines.append(f"and {len(found.points) - SHOWN} points more")
    return "\n".join([*lines, "", _note(found)])


def _note(found: Responses) -> str:
    several = any(len(values) > 1 for one in found.answers for values in one.values)
    said = f"{INTERVALS}." if several else "One run at each point: give --runs for intervals."
    return f"{said[:1].upper()}{said[1:]}"


def _label(one: Response | Phases) -> str:
    return one.label if isinstance(one, Phases) else str(one.outcome)


def _value(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _cell(found: Responses, one: Response | Phases, n: int) -> str:
    if isinstance(one, Phases):
        share = float(np.nanmax(one.shares[n])) if one.names[n] else 0.0
        return f"{one.names[n]} {100 * share:.0f}%" if one.names[n] else "-"
    at = one.told[n]
    if at.runs == 1 and at.defined and one.outcome.kind == NUMBER:
        return level_text(one.outcome, at, found.scenario).partition(" [")[0]
    if at.runs == 1 and one.outcome.kind == CHANCE and at.defined:
        return "yes" if at.spread.median else "no"
    if at.runs == 1 and one.outcome.kind == DAY:
        return str(facts(one.outcome, at, found.scenario)["median"] or "never")
    return level_text(one.outcome, at, found.scenario)
