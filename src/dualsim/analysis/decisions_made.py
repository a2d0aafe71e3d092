"""What authorities decided by themselves in a run, beside the dates of the record."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from dualsim.scenario.dates import DATE_COLUMNS, short_date
from dualsim.scenario.describe.decisions import SAID
from dualsim.scenario.loading import from_text

if TYPE_CHECKING:
    import xarray as xr

WIDTH = 80


def decisions_of(results: xr.Dataset) -> dict[str, Any]:
    """Every decision that was free, made or not: whose, which move, when, and its date in the record."""
    if "decisions" not in results.attrs:
        return {}
    scenario = from_text(results.attrs["scenario"])
    column = DATE_COLUMNS[scenario.calendar]
    made = {one["event"]: one[column] for one in json.loads(results.attrs["decisions"])}
    labels = dict(zip(results["authority"].values, results["authority_name"].values, strict=True))
    found = [
        {
            "event": key,
            "name": event.name,
            "authority": str(labels[event.decision.by]),
            "move": event.decision.move,
            "date": made.get(key),
            "record": event.date,
        }
        for key, event in scenario.events.items()
        if event.decision is not None
    ]
    return {"decisions": sorted(found, key=lambda one: (one["date"] is None, str(one["date"])))}


def told_of_decisions(facts: dict[str, Any]) -> list[str]:
    """A line for each decision: when, whose, and when it was made in the record."""
    lines = []
    for one in facts.get("decisions", ()):
        when = short_date(one["date"]) if one["date"] else "never"
        record = f" (then {short_date(one['record'])})" if one["record"] else ""
        text = f"{when}{record}: {one['authority']} decides {SAID[one['move']]}: {one['name']}"
        lines += wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return ["Decisions of authorities, beside those of then", *lines] if lines else []
