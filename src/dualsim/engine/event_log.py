"""What happened in a run, told: events, authorities that came and went, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.engine.simulation import AND
from dualsim.engine.takeovers import TOOK, Takeover, takeovers_of
from dualsim.scenario.axes import committee_parts
from dualsim.scenario.dates import DATE_COLUMNS, iso, spoken
from dualsim.scenario.describe.sentences import lowered
from dualsim.theory.measures import REGIMES

if TYPE_CHECKING:
    from dualsim.engine.simulation import LogEntry, Simulation


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
            found.append({**said, "effects": event.listed, **_when(sim, log)})
    return found


def happenings(sim: Simulation) -> list[dict[str, Any]]:
    """The authorities that came, went, took power, or joined another and parted from it, and when."""
    found = []
    told = _told(sim, takeovers_of(sim))
    for log in sim.log:
        if log.what != "event" and (log.what != TOOK or log in told):
            one, *other = log.name.split(AND)
            said = {"what": log.what, "authority": one} | ({"other": other[0]} if other else {})
            found.append({**_when(sim, log), **said})
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


def _when(sim: Simulation, log: LogEntry) -> dict[str, Any]:
    calendar = sim.scenario.calendar
    return {"day": log.day, DATE_COLUMNS[calendar]: iso(sim.start.first_day + log.day, calendar)}


def ending(sim: Simulation, lasting: Sequence[Takeover] | None = None) -> str:
    """How the period closed, in a sentence; the take-overs that last are read unless they are given."""
    lasting = takeovers_of(sim) if lasting is None else lasting
    if told := _told(sim, lasting):
        first = lasting[0] if lasting else None
        who, day = (first.authority, first.day) if first else (told[-1].name, told[-1].day)
        row = sim.names.row("authority", who)
        name = authority_names(sim)[row]
        date = spoken(sim.start.first_day + day, sim.scenario.calendar)
        ready = float(np.nanmax(sim.record["levers_ready"][day, :, row]))
        levers = f"{ready:.0%} of the levers, by weight, obeyed it rather than the government"
        return f"{name} took power on {date}: {levers}."
    regime = REGIMES[int(sim.record["regime"][sim.day, 0])]
    date = spoken(sim.start.first_day + sim.day, sim.scenario.calendar)
    return f"Nobody took power by {date}; the regime was then: {regime}."


def authority_names(sim: Simulation) -> list[str]:
    """What each authority is called on figures: a committee by who founded it, for what and where."""
    found: list[str] = []
    for k, slug in enumerate(sim.names.authority):
        g, m = sim.world.founders[k], sim.world.founded_for[k]
        if g < 0:
            found.append(label(sim.scenario.authorities, slug))
            continue
        founders = lowered(sim.scenario.groups[sim.names.group[g]].name)
        place = sim.scenario.places[committee_parts(slug)[0]].name
        said = f"Committee of {founders} for {sim.names.issue[m].replace('_', ' ')} ({place}"
        again = sum(name.startswith(said) for name in found)
        found.append(f"{said}, {again + 1})" if again else f"{said})")
    return found


def label(block: Any, slug: str) -> str:
    """What a name of the scenario is called on figures."""
    given = getattr(block.get(slug), "name", None) or getattr(block.get(slug), "text", None)
    return given or slug.replace("_", " ").capitalize()
