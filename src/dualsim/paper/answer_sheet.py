"""The answer sheet: what a run of the model gives, what it cannot show, and where historians differ."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dualsim.paper.disagreements import Disagreement, disagreements
from dualsim.paper.event_cards import EventCard, told_when
from dualsim.paper.history_days import HISTORY_DAYS
from dualsim.paper.limits import limits_of
from dualsim.scenario.axes import names_of
from dualsim.scenario.dates import DATE_COLUMNS, long_date, spoken
from dualsim.scenario.schema import Scenario

if TYPE_CHECKING:
    import xarray as xr

KINDS = ("stances", "allegiance")  # of figure, for each place
STYLE = "bw"
NOT_IN_RUN = "did not happen"


@dataclass(frozen=True)
class Dated:
    """One event: when it comes by the scenario, and when it came in the run."""

    number: int
    name: str
    given: str
    came: str


@dataclass(frozen=True)
class AnswerSheet:
    """What the teacher is given."""

    made: str
    figures: list[str]
    dates: list[Dated]
    limits: list[str]
    disagreements: list[Disagreement]


def answer_sheet(
    scenario: Scenario, results: xr.Dataset, cards: Sequence[EventCard], size: tuple[float, float]
) -> AnswerSheet:
    """The answers of one run, with a figure of `size` in inches for each kind and each place with a graph."""
    places = names_of(scenario).place[:2]
    drawn = numbered(results, cards)
    return AnswerSheet(
        _made(scenario, results),
        [_figure(drawn, kind, place, size) for place in places for kind in KINDS],
        _dates(scenario, results, cards),
        limits_of(scenario),
        disagreements(scenario),
    )


def _made(scenario: Scenario, results: xr.Dataset) -> str:
    """From which run the answers are."""
    period = scenario.period
    people, seed = int(results.attrs["people"]), int(results.attrs["seed"])
    first, last = (spoken(day, scenario.calendar) for day in (period.first, period.last))
    return f"One run of dualsim from {first} to {last}: {people:,} people, seed {seed}."


def numbered(results: xr.Dataset, cards: Sequence[EventCard]) -> xr.Dataset:
    """The run with those events alone that have a card, each with its card's number for the figures."""
    numbers = {card.key: card.number for card in cards}
    came = [one for one in json.loads(results.attrs["events"]) if one["event"] in numbers]
    told = [{**one, "number": numbers[one["event"]]} for one in came]
    return results.assign_attrs(events=json.dumps(told))


def _figure(results: xr.Dataset, kind: str, place: str, size: tuple[float, float]) -> str:
    """A figure of the run as the text of an SVG."""
    from dualsim.figures.plotting import plot, write_figure

    drawn: list[str] = []

    def keep(_: Path, content: bytes | str) -> None:
        drawn.append(content if isinstance(content, str) else content.decode())

    write_figure(keep, plot(results, kind, STYLE, place=place, size=size), Path("figure.svg"))
    return drawn[0]


def _dates(scenario: Scenario, results: xr.Dataset, cards: Sequence[EventCard]) -> list[Dated]:
    """Each event that has a card, with its day in the scenario and in the run."""
    came = {
        one["event"]: long_date(one[DATE_COLUMNS[scenario.calendar]])
        for one in json.loads(results.attrs["events"])
    }
    return [
        Dated(card.number, card.name, _given(scenario, card.key), came.get(card.key, NOT_IN_RUN))
        for card in cards
    ]


def _given(scenario: Scenario, key: str) -> str:
    event = scenario.events[key]
    if event.date is None:
        day = HISTORY_DAYS.get(key)
        happened = f"; in history on {spoken(scenario.day(day), scenario.calendar)}" if day else ""
        return f"{told_when(scenario, event)}{happened}"
    return spoken(scenario.day(event.date), scenario.calendar)
