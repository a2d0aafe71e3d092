"""Many runs as one Dataset along `member`, in memory as in a folder; of one run: engine/dataset.py."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from dualsim.engine.dataset import coordinates, described
from dualsim.runs.run_record import DONE, FAILED, PENDING
from dualsim.scenario.dates import DATE_COLUMNS, iso

if TYPE_CHECKING:
    from dualsim.runs.plan import Plan
    from dualsim.scenario.schema import Scenario

# What each run says of itself, beside its measures: a sentence, the day of each event, who took power where
# and when, and the regime and the ending of each place on the last day.
TOLD = ("summary_line", "events", "power", "regimes", "endings")


def many_runs(
    plan: Plan,
    members: Sequence[int],
    texts: Sequence[Mapping[str, str]],
    measures: Mapping[str, Any],
    days: int,
    failed: int = 0,
) -> xr.Dataset:
    """The runs of a plan that are done: their numbers, what they say, and tables [member, day, ...]."""
    results = xr.Dataset(described(measures, ("member", "day")), coords=coordinates(plan.scenario, days))
    for name in TOLD:
        results[name] = ("member", np.array([said[name] for said in texts], dtype=object))
    seeds = [plan.seed(member) for member in members]
    results = results.assign_coords(member=list(members), seed=("member", seeds))
    for path in plan.points[0]:
        values = [plan.changes(member)[path] for member in members]
        results = results.assign_coords({path: ("member", values)})
    status = {DONE: len(members), FAILED: failed, PENDING: plan.runs - len(members) - failed}
    results.attrs = plan.about() | {
        "runs": len(members),
        "points": len(plan.points),
        "status": json.dumps(status),
        "events": json.dumps(usual_events(plan.scenario, texts), ensure_ascii=False),
    }
    return results


def first_days(texts: Iterable[str]) -> dict[str, list[int]]:
    """For each name that runs speak of, the first day in each run where it happened, in order."""
    found: dict[str, list[int]] = {}
    for text in texts:
        for name, day in {name: day for name, day, *_ in reversed(json.loads(text))}.items():
            found.setdefault(name, []).append(day)
    return {name: sorted(days) for name, days in sorted(found.items())}


def usual_events(scenario: Scenario, texts: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The events that happened in most runs, each on its median day of them."""
    found = []
    for key, days in first_days(said["events"] for said in texts).items():
        event = scenario.events.get(key)
        if event is not None and 2 * len(days) > len(texts):
            told = {"event": key, "name": event.name, "source": event.source, "landmark": event.landmark}
            day = days[len(days) // 2]
            number = scenario.period.at(day)
            if event.date is not None and scenario.period.step_of(scenario.day(event.date)) == day:
                number = scenario.day(
                    event.date
                )  # its own in a longer step; a free decision comes on another
            date = {DATE_COLUMNS[scenario.calendar]: iso(number, scenario.calendar)}
            when = {"day": day, **date, "runs": len(days)}
            found.append({**told, "effects": len(event.effects), **when})
    return sorted(found, key=lambda event: event["day"])
