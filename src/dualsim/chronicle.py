"""What happened in a run, told: events, authorities that came and went, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.dates import iso, spoken
from dualsim.measures import REGIMES

if TYPE_CHECKING:
    from dualsim.simulation import Log, Simulation


def events(sim: Simulation) -> list[dict[str, Any]]:
    """The events that happened, with their names, sources and days."""
    about = {happening.event: happening for happening in sim.start.happenings}
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
            found.append({**said, "effects": len(event.effects), **_when(sim, log)})
    return found


def happenings(sim: Simulation) -> list[dict[str, Any]]:
    """The authorities that came, went or took power, and when."""
    return [
        {**_when(sim, log), "what": log.what, "authority": log.name} for log in sim.log if log.what != "event"
    ]


def _when(sim: Simulation, log: Log) -> dict[str, Any]:
    return {"day": log.day, "date_os": iso(sim.start.first_day + log.day, "julian")}


def ending(sim: Simulation) -> str:
    """How the period closed, in a sentence."""
    took = [log for log in sim.log if log.what == "took power"]
    if took:
        log = took[-1]
        name = label(sim.case.authorities, log.name)
        date = spoken(sim.start.first_day + log.day, sim.case.calendar)
        ready = float(np.nanmax(sim.record["levers_ready"][log.day, :, sim.names.authority.index(log.name)]))
        levers = f"{ready:.0%} of the levers, by weight, obeyed it rather than the government"
        return f"{name} took power on {date}: {levers}."
    regime = REGIMES[int(sim.record["regime"][sim.day, 0])]
    date = spoken(sim.start.first_day + sim.day, sim.case.calendar)
    return f"Nobody took power by {date}; the regime was then: {regime}."


def label(block: Any, slug: str) -> str:
    """What a name of the scenario is called on figures."""
    given = getattr(block.get(slug), "name", None) or getattr(block.get(slug), "text", None)
    return given or slug.replace("_", " ").capitalize()
