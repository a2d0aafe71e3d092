"""What happened in a run, told: events, authorities that came and went, and how the period closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.engine.noting import AND, DECIDED, SUPPRESSED
from dualsim.engine.takeovers import TOOK, Takeover, takeovers_of
from dualsim.scenario.bodies import body_names
from dualsim.scenario.dates import DATE_COLUMNS, iso, spoken
from dualsim.scenario.regions import laid_out
from dualsim.theory.measures import REGIMES

if TYPE_CHECKING:
    from dualsim.engine.noting import LogEntry
from dualsim.engine.simulation import Simulation


def events(sim: Simulation) -> list[dict[str, Any]]:
    """The events that happened, with their names, sources and days."""
    about = {happening.event: happening for happening in sim.start.events}
    found = []
    for log in sim.log:
        if log.what == "event":
            event = about[log.name]
            said = {
                "event": event.event,
                "name": event.name,
                "source": event.source,
                "landmark": event.landmark,
            }
            found.append({**said, "effects": event.listed, **_when(sim, log, event.date)})
    return found


def happenings(sim: Simulation) -> list[dict[str, Any]]:
    """The authorities that came, went, took power, or joined another and parted from it, and when."""
    found = []
    told = _told(sim, takeovers_of(sim))
    for log in sim.log:
        if log.what not in ("event", DECIDED, SUPPRESSED) and (log.what != TOOK or log in told):
            one, *other = log.name.split(AND)
            said = {"what": log.what, "authority": one} | ({"other": other[0]} if other else {})
            found.append({**_when(sim, log), **said})
    return found


def decisions(sim: Simulation) -> list[dict[str, Any]]:
    """What authorities decided by themselves, which move it was, and when."""
    found, moves = [], {happening.event: happening.move for happening in sim.start.events}
    for log in sim.log:
        if log.what == DECIDED:
            who, event = log.name.split(AND)
            move = moves[event]
            said = {"authority": who, "move": move.kind if move is not None else "", "event": event}
            found.append({**_when(sim, log), **said})
    return found


def suppressions(sim: Simulation) -> list[dict[str, Any]]:
    """Who ordered troops against whose followers, where and how hard, and the share of them that obeyed."""
    found = []
    for log in sim.log:
        if log.what == SUPPRESSED:
            by, against = log.name.split(AND)
            said = {"authority": by, "against": against, "place": log.place}
            found.append(
                {**_when(sim, log), **said, "strength": log.strength, "obeyed": round(log.obeyed, 6)}
            )
    return found


def _told(sim: Simulation, lasting: Iterable[Takeover]) -> list[LogEntry]:
    """Each authority's taking of power, once: the first that lasts, or else the first."""
    days: dict[str, int] = {}
    for one in lasting:
        days.setdefault(one.authority, one.day)
    first: dict[str, LogEntry] = {}
    for log in sim.log:
        if log.what == TOOK and log.day == days.get(log.name, log.day):
            first.setdefault(log.name, log)
    return sorted(first.values(), key=lambda log: log.day)


def _when(sim: Simulation, log: LogEntry, date: int | None = None) -> dict[str, Any]:
    """The step of an entry, and its date: its own, if it has one, or else that of the step."""
    run = sim.scenario.period
    number = run.at(log.day) if date is None else date
    return {"day": log.day, DATE_COLUMNS[run.calendar]: iso(number, run.calendar)}


def summary_line(sim: Simulation, lasting: Sequence[Takeover] | None = None) -> str:
    """How the period closed, in a sentence; the take-overs that last are read unless they are given.

    Of several it tells the first one in the first place, the capital, or else the first.
    """
    lasting = takeovers_of(sim) if lasting is None else lasting
    if told := _told(sim, lasting):
        in_capital = [one for one in lasting if one.place == sim.names.place[0]]
        first = next(iter([*in_capital, *lasting]), None)
        who, day = (first.authority, first.day) if first else (told[-1].name, told[-1].day)
        row = sim.names.row("authority", who)
        name = authority_names(sim)[row]
        date = spoken(sim.scenario.period.at(day), sim.scenario.calendar)
        ready = float(np.nanmax(sim.record["levers_ready"][day, :, row]))
        levers = f"{ready:.0%} of the levers, by weight, obeyed it rather than the government"
        return f"{name} took power on {date}: {levers}."
    regime = REGIMES[int(sim.record["regime"][sim.day, 0])]
    date = spoken(sim.scenario.period.end_of(sim.day), sim.scenario.calendar)
    return f"Nobody took power by {date}; the regime was then: {regime}."


def authority_names(sim: Simulation) -> list[str]:
    """What each authority is called on figures: a body that people founded as history knows it."""
    scenario = laid_out(sim.scenario)
    electors = {
        key: [sim.names.group[g] for g in np.flatnonzero(sim.world.electors[k] > 0.0)]
        for k, key in enumerate(sim.names.authority)
    }
    listed = [label(scenario.authorities, key) for key in scenario.authorities]
    return [*listed, *body_names(scenario, electors).values()]


def label(block: Any, slug: str) -> str:
    """What a name of the scenario is called on figures."""
    given = getattr(block.get(slug), "name", None) or getattr(block.get(slug), "text", None)
    return given or slug.replace("_", " ").capitalize()
