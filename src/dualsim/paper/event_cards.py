"""Event cards: what happened when, for pupils to cut out, without a number of the model."""

from __future__ import annotations

from dataclasses import dataclass

from dualsim.scenario.dates import STYLE_NAMES, spoken
from dualsim.scenario.describe.waiting import waits_for
from dualsim.scenario.schema import EventBlock, Scenario


@dataclass(frozen=True)
class EventCard:
    """One event, by the number that it has on the living graph."""

    key: str
    number: int
    name: str
    when: str
    note: str
    source: str


def event_cards(scenario: Scenario, every: bool = False) -> list[EventCard]:
    """A card for each landmark, or for every event: dated ones in their order, then those that wait."""
    return [
        EventCard(key, n + 1, event.name, told_when(scenario, event), event.note or "", event.source)
        for n, (key, event) in enumerate(_with_card(scenario, every))
    ]


def _with_card(scenario: Scenario, every: bool) -> list[tuple[str, EventBlock]]:
    """The events that have a card; all of them where none is a landmark."""
    every = every or not any(event.landmark for event in scenario.events.values())
    chosen = [(key, event) for key, event in scenario.events.items() if every or event.landmark]
    last = scenario.day(scenario.end) + 1
    return sorted(chosen, key=lambda pair: scenario.day(pair[1].date) if pair[1].date else last)


def told_when(scenario: Scenario, event: EventBlock) -> str:
    """The date of an event in both calendars, or what it waits for."""
    if event.date is None:
        return f"Comes {waits_for(scenario, event)}"
    day = scenario.day(event.date)
    date = f"{spoken(day, scenario.calendar)}, {STYLE_NAMES[scenario.calendar]}"
    if scenario.calendar == "gregorian":
        return date
    new, year = spoken(day, "gregorian").rsplit(" ", 1)
    return f"{date} ({new}{'' if spoken(day, 'julian').endswith(year) else f' {year}'}, New Style)"
