"""The living graph: the dates of a scenario with its events, and nothing drawn on it yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dualsim.figures.drawing.canvas import spread
from dualsim.figures.drawing.date_ticks import date_ticks
from dualsim.figures.drawing.panel import Month, months
from dualsim.paper.event_cards import EventCard
from dualsim.scenario.axes import names_of
from dualsim.scenario.dates import MONTHS, Calendar, Period, iso, short_date
from dualsim.scenario.regions import laid_out
from dualsim.scenario.schema import EventBlock, Scenario

SHORT = 92  # days: a shorter axis names days, a longer one months
LONG = 48  # months: a longer axis names years
MOST = 12  # names along an axis
CIRCLE = 0.024  # of the axis: a numbered mark
NARROW = 0.06  # of the axis: a month that is not wider has a short name
FULL = 0.6  # of a row that marks may fill; beyond it there is another row
WEEKS, DAYS = 14, 1  # days that news takes, from which it is told so


@dataclass(frozen=True)
class Tick:
    """A stretch of the axis and its name, from 0 at the left end to 1 at the right one."""

    start: float
    stop: float
    name: str


@dataclass(frozen=True)
class Mark:
    """The number of an event above the axis: its day, where the number stands, and in which row."""

    number: int
    day: float
    at: float
    row: int


@dataclass(frozen=True)
class Entry:
    """What a number stands for."""

    number: int
    date: str
    name: str


@dataclass(frozen=True)
class LivingGraph:
    """The axes of one place, its event marks with their key, and the events whose day is open."""

    place: str
    news: str
    below: list[Tick]
    above: list[Tick]
    marks: list[Mark]
    key: list[Entry]
    open: list[Entry]


def living_graphs(scenario: Scenario, cards: Sequence[EventCard], most: int = 2) -> list[LivingGraph]:
    """The graph of the first place, and that of a second one to compare it with."""
    return [living_graph(scenario, place, cards) for place in names_of(scenario).place[:most]]


def living_graph(scenario: Scenario, place: str, cards: Sequence[EventCard]) -> LivingGraph:
    """The empty graph of one place, with the landmarks that concern it."""
    here = [card for card in cards if _concerns(scenario.events[card.key], place)]
    landmarks = [card for card in here if scenario.events[card.key].landmark] or here
    dated = [card for card in landmarks if scenario.events[card.key].date]
    there = laid_out(scenario).places[place]
    return LivingGraph(
        there.name,
        _news(there.news.value),
        ticks(scenario.period, scenario.calendar),
        ticks(scenario.period, "gregorian") if scenario.calendar == "julian" else [],
        _marks(scenario, dated),
        [Entry(card.number, _date(scenario, card.key), card.name) for card in dated],
        [Entry(card.number, "", card.name) for card in landmarks if card not in dated],
    )


def _concerns(event: EventBlock, place: str) -> bool:
    """Whether an event is felt in a place: there, or wherever it is heard of, if it is felt anywhere."""
    felt = [given["place"] for _, given in event.steps() if "place" in given]
    return not felt or None in felt or place in felt


def _news(days: float) -> str:
    """How long the place waits for news, in words."""
    if days >= WEEKS:
        return "News from elsewhere takes weeks to get here."
    return "News from elsewhere takes days to get here." if days >= DAYS else ""


def ticks(period: Period, calendar: Calendar) -> list[Tick]:
    """The months of a period in a calendar, or some days of a short one."""
    count = period.last - period.first + 1
    if count <= SHORT:
        named = date_ticks(0, count - 1, MOST, Period(period.first, period.last, calendar))
        return [Tick(day / count, day / count, name) for day, name in named]
    found = months([iso(day, calendar) for day in range(period.first, period.last + 1)])
    if len(found) > LONG:
        return _years(found, count)
    step, years = -(-len(found) // MOST), len({month.year for month in found}) > 1
    return [
        Tick(month.start / count, month.stop / count, "" if n % step else _month(month, count, years))
        for n, month in enumerate(found)
    ]


def _years(found: Sequence[Month], days: int) -> list[Tick]:
    """The years of many months, as many of them named as there may be."""
    starts = [month for n, month in enumerate(found) if n == 0 or month.month == 1]
    stops = [*(month.start for month in starts[1:]), days]
    every = next((n for n in (1, 2, 5, 10) if n * MOST >= len(starts)), 20)
    return [
        Tick(month.start / days, stop / days, str(month.year) if month.year % every == 0 else "")
        for month, stop in zip(starts, stops, strict=True)
    ]


def _month(month: Month, days: int, with_year: bool) -> str:
    """A month as it is called on an axis of so many days; one of two days or so not at all."""
    name, wide = MONTHS[month.month - 1], (month.stop - month.start) / days
    if with_year:
        return f"{name[:3]} {month.year}"
    return name if wide > NARROW else name[:3] if wide > 0.4 * NARROW else ""


def _marks(scenario: Scenario, dated: Sequence[EventCard]) -> list[Mark]:
    """Numbers beside their days, in as many rows as they need, none over another."""
    first, count = scenario.period.first, scenario.period.last - scenario.period.first + 1
    dates = [scenario.events[card.key].date or scenario.start for card in dated]
    days = [(scenario.day(date) - first) / count for date in dates]
    rows = max(1, -(-int(1000 * CIRCLE * len(dated)) // int(1000 * FULL)))
    found = []
    for row in range(rows):
        mine = list(range(row, len(dated), rows))
        places = spread([days[n] for n in mine], [CIRCLE] * len(mine), -CIRCLE, 1.0 + CIRCLE)
        found += [Mark(dated[n].number, days[n], at, row) for n, at in zip(mine, places, strict=True)]
    return found


def _date(scenario: Scenario, key: str) -> str:
    date = scenario.events[key].date or scenario.start
    return short_date(date, year=scenario.start[:4] != scenario.end[:4])
