"""The record of a run as an xarray Dataset that carries its scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.engine.event_log import (
    authority_names,
    decisions,
    events,
    happenings,
    label,
    summary_line,
    suppressions,
)
from dualsim.scenario.axes import NOBODY, NOBODY_LABELS, STANCE_LABELS, names_of
from dualsim.scenario.bodies import bodies_of, body_colours, body_name
from dualsim.scenario.dates import DATE_COLUMNS, STYLE_NAMES, UNIX_EPOCH, iso
from dualsim.scenario.regions import laid_out
from dualsim.theory.measures import MEASURES
from dualsim.theory.measuring.registry import worded

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.engine.simulation import Simulation
    from dualsim.scenario.schema import Scenario


def measured(sim: Simulation) -> xr.Dataset:
    """Everything recorded so far, with names, units and labels."""
    days = sim.day + 1
    results = labelled(sim.scenario, {name: values[:days] for name, values in sim.record.items()}, ("day",))
    called = np.array([*authority_names(sim), NOBODY_LABELS["authority"]], dtype=object)
    return results.assign_coords(authority_name=("authority", called))


def labelled(scenario: Scenario, record: Mapping[str, np.ndarray], leading: tuple[str, ...]) -> xr.Dataset:
    """Tables of measures, their first axes `leading`, with names, units and labels."""
    import xarray as xr  # takes a third of a second, and a day can begin without it

    data = {name: worded(name, found) for name, found in record.items()}
    days = next(iter(record.values())).shape[leading.index("day")]
    return xr.Dataset(described(data, leading), coords=coordinates(scenario, days))


def described(data: Mapping[str, Any], leading: tuple[str, ...]) -> dict[str, Any]:
    """Tables of measures with their dimensions, units and labels."""
    about = {name: MEASURES[name] for name in data}
    return {
        name: ((*leading, *m.dims), data[name], {"units": m.unit, "long_name": m.label})
        for name, m in about.items()
    }


def as_dataset(sim: Simulation, people: int, command: str, versions: dict[str, str]) -> xr.Dataset:
    """Everything recorded so far, with what it came from: scenario, seed, versions, command."""
    results = measured(sim)
    deciding = sim.deciding
    own = {} if deciding is None else {f"strategy {who}": how for who, how in deciding.strategies.items()}
    results.attrs = attributes(sim.scenario, people, sim.seed, command, json.dumps(versions)) | {
        "rules": ", ".join(
            f"{name}: {rule.__module__}.{rule.__qualname__}" for name, rule in {**sim.rules, **own}.items()
        ),
        "summary_line": summary_line(sim),
        "events": json.dumps(events(sim), ensure_ascii=False),
        "happenings": json.dumps(happenings(sim), ensure_ascii=False),
        "too_early": json.dumps({sim.names.authority[k]: times for k, times in sim.too_early.items()}),
    }
    if ordered := suppressions(sim):
        results.attrs["suppressions"] = json.dumps(ordered, ensure_ascii=False)
    if deciding is not None:
        results.attrs["decisions"] = json.dumps(decisions(sim), ensure_ascii=False)
    return results


def attributes(scenario: Scenario, people: int, seed: int, command: str, versions: str) -> dict[str, Any]:
    """What every Dataset says of where it comes from, of one run as of many."""
    return {
        "title": scenario.title,
        "calendar": scenario.calendar,
        "scenario": scenario.text(),
        "people": people,
        "seed": seed,
        "command": command,
        "versions": versions,
        "Conventions": "CF-1.8",
    }


def standing(seats: np.ndarray) -> np.ndarray:
    """Whether an authority exists, from its seats [..., party]: a number, if it does, and if only 0."""
    return np.asarray(np.isfinite(seats).any(axis=-1))


def coordinates(scenario: Scenario, days: int) -> dict[str, Any]:
    """The names along every axis of a run of so many days: steps, each told by its first day."""
    scenario = laid_out(scenario)
    run, names = scenario.period, names_of(scenario)
    since = np.array([run.at(day) - UNIX_EPOCH for day in range(days)])
    dates = [iso(run.at(day), scenario.calendar) for day in range(days)]
    days_since = since.astype("datetime64[D]").astype("datetime64[ns]")
    found: dict[str, Any] = {
        "day": ("day", days_since, {"long_name": "day, New Style"}),
        DATE_COLUMNS[scenario.calendar]: (
            "day",
            np.array(dates, dtype=object),
            {"long_name": f"day, {STYLE_NAMES[scenario.calendar]}"},
        ),
    }
    blocks: dict[str, Mapping[str, Any]] = {
        "place": {**scenario.places, **scenario.regions}, "group": scenario.groups,
        "authority": scenario.authorities, "party": scenario.parties, "lever": _levers(scenario),
        "issue": scenario.issues, "pledge": scenario.pledges, "institution": scenario.institutions,
    }  # fmt: skip
    bodies = body_colours(scenario)
    for axis, block in blocks.items():
        slugs = [*getattr(names, axis), *(names.region if axis == "place" else ())]
        labels = [label(block, slug) for slug in slugs]
        if axis == "authority":
            labels[len(block) :] = [body_name(scenario, body) for body in bodies_of(scenario)]
        if axis in NOBODY:
            slugs, labels = [*slugs, NOBODY[axis]], [*labels, NOBODY_LABELS[axis]]
        found[axis] = (axis, np.array(slugs, dtype=object))
        found[f"{axis}_name"] = (axis, np.array(labels, dtype=object))
        if axis in NOBODY:
            colours = [getattr(block.get(slug), "colour", None) or bodies.get(slug, "") for slug in slugs]
            found[f"{axis}_colour"] = (axis, np.array(colours, dtype=object))
    wholes = [group.part_of or "" for group in scenario.groups.values()]
    found |= {"group_part_of": ("group", np.array(wholes, dtype=object))} if any(wholes) else {}
    found |= _regions(scenario) if names.region else {}
    found["side"] = ("side", np.array(names.side, dtype=object))
    found["side_name"] = ("side", np.array(list(STANCE_LABELS.values()), dtype=object))
    found["endorsed"] = ("endorsed", np.array(names.authority, dtype=object))
    return found


def _regions(scenario: Scenario) -> dict[str, Any]:
    """Which rows along the axis of places are regions, which sums over places leave out, and their towns."""
    names = names_of(scenario)
    is_region = [slug in names.region for slug in (*names.place, *names.region)]
    towns = [*[""] * len(names.place), *(region.town for region in scenario.regions.values())]
    return {
        "is_region": ("place", np.array(is_region)),
        "region_town": ("place", np.array(towns, dtype=object)),
    }


def _levers(scenario: Any) -> dict[str, Any]:
    levers = {name: lever for place in scenario.places.values() for name, lever in place.levers.items()}
    return {**levers, **scenario.institutions}
