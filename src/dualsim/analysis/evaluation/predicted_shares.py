"""The counterpart of an observation in runs: one share for each run, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.whose_place import Whereabouts
from dualsim.engine.dataset import standing
from dualsim.scenario.axes import NOBODY, names_of
from dualsim.scenario.dates import STYLE_NAMES, UNIX_EPOCH, Period
from dualsim.scenario.suggestions import unknown
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.scenario.schema import Scenario

AXES = ("place", "group", "authority", "party")
NEEDED = {  # the measures that speak of each quantity
    "vote": ("population", "vote"),
    "seats": ("delegates", "electors", "seats"),
    "allegiance": ("population", "allegiance", "endorsement", "seats"),
    "acceptance": ("population", "acceptance", "electors"),
    "endorsement": ("endorsement",),
    "mobilisation": ("population", "mobilisation"),
}


class Tables(NamedTuple):
    """The measures of runs as plain tables [run, day, ...], and the names of their rows."""

    first: int  # the day number of the first day
    days: int  # steps, if one is longer
    names: Mapping[str, list[str]]  # of each axis; after places regions, after authorities and parties nobody
    record: Mapping[str, Floats]
    step: int = 1  # days that a step lasts
    parts: Mapping[str, str] = {}  # the groups that are parts of others, of whom they are counted too
    towns: Mapping[str, str] = {}  # of each region

    @property
    def whereabouts(self) -> Whereabouts:
        """Which of its places an observation speaks of."""
        return Whereabouts(self.names["place"], self.towns)


def tables_of_record(scenario: Scenario, record: Mapping[str, Floats], days: int) -> Tables:
    """The tables of one run, from what its simulation recorded; `days` are those of the scenario."""
    known, towns = names_of(scenario), {name: region.town for name, region in scenario.regions.items()}
    after = {"place": known.region, **{axis: (name,) for axis, name in NOBODY.items()}}
    names = {axis: [*getattr(known, axis), *after.get(axis, ())] for axis in AXES}
    run = scenario.period
    parts = {name: group.part_of for name, group in scenario.groups.items() if group.part_of is not None}
    measured = {name: values[None] for name, values in record.items()}
    return Tables(run.first, days, names, measured, run.step, parts, towns)


def tables_of(results: xr.Dataset) -> Tables:
    """The tables of a Dataset of one run, or of several along `member`; ValueError if one is missing."""
    needed = dict.fromkeys(name for names in NEEDED.values() for name in names)
    missing = [name for name in needed if name not in results]
    if missing:
        raise ValueError(
            f"results: no measure {', '.join(missing)}, which observations speak of; keep it in the run"
        )
    runs = results if "member" in results.dims else results.expand_dims("member")
    dates = runs["day"].values[:2].astype("datetime64[D]").astype(int).tolist()
    first, step = dates[0] + UNIX_EPOCH, dates[-1] - dates[0] or 1
    names = {axis: [str(name) for name in runs[axis].values] for axis in AXES}
    record = {}
    for name in needed:
        rest = [dim for dim in runs[name].dims if dim not in ("member", "day")]
        record[name] = runs[name].transpose("member", "day", *rest).values
    of = runs["group_part_of"].values if "group_part_of" in runs.coords else [""] * len(names["group"])
    parts = {name: str(whole) for name, whole in zip(names["group"], of, strict=True) if whole}
    of = runs["region_town"].values if "region_town" in runs.coords else [""] * len(names["place"])
    towns = {name: str(town) for name, town in zip(names["place"], of, strict=True) if town}
    return Tables(first, runs.sizes["day"], names, record, step, parts, towns)


def counterparts(results: xr.Dataset, observations: Iterable[Observation]) -> Floats:
    """What each run of a Dataset says of each observation [run, observation]; NaN where it says nothing."""
    tables = tables_of(results)
    runs = len(tables.record["seats"])
    found = [share(tables, seen) if not gap(tables, seen) else np.full(runs, np.nan) for seen in observations]
    return np.stack(found, axis=1) if found else np.empty((runs, 0))


def gap(tables: Tables, seen: Observation) -> str:
    """Why runs cannot speak of an observation: a name or a date that they do not have; empty if they can."""
    names = tables.names
    if not tables.whereabouts.of(seen):
        return unknown("place", seen.place, names["place"])
    run = Period(tables.first, tables.first + tables.days * tables.step - 1, seen.calendar)
    if seen.day not in run:
        return f"{run.outside(seen.day)} ({STYLE_NAMES[seen.calendar]})"
    option = "authority" if seen.quantity == "endorsement" else "party"
    asked = [("group", name) for name in seen.groups] + [(option, name) for name in seen.option]
    if seen.authority:
        asked.append(("authority", called_there(seen, names["authority"], tables.whereabouts.of(seen))))
    for axis, name in asked:
        if name not in names[axis]:
            return unknown(axis, name, names[axis])
    return ""


def share(tables: Tables, seen: Observation) -> Floats:
    """What each run says of an observation that it has the names for; NaN where there is nobody to ask."""
    day = (seen.day - tables.first) // tables.step  # the step that holds it
    groups = _asked(tables, seen)
    if day >= next(iter(tables.record.values())).shape[1]:  # the run ended before
        return np.full(len(next(iter(tables.record.values()))), np.nan)
    today = {name: tables.record[name][:, day] for name in NEEDED[seen.quantity]}
    return READINGS[seen.quantity](today, tables, seen, groups)


def _asked(tables: Tables, seen: Observation) -> list[int]:
    """The rows of the groups of an observation and of their parts: women workers are workers."""
    parts = [part for part, whole in tables.parts.items() if whole in seen.groups]
    return [tables.names["group"].index(name) for name in (*seen.groups, *parts) or tables.names["group"]]


def _votes(today: dict[str, Floats], tables: Tables, seen: Observation, groups: list[int]) -> Floats:
    """Of those who vote, the share of these parties."""
    l = _place(tables, seen)
    votes = _over(today["vote"][:, l, groups], today["population"][:, l, groups])[:, :-1]
    return _parties(votes, tables, seen) / _or_nan(votes.sum(axis=1))


def _seats(today: dict[str, Floats], tables: Tables, seen: Observation, groups: list[int]) -> Floats:
    """Of the deputies whom these groups sent, weighted as they elect; of all seats if nobody elects."""
    k = _authority(tables, seen)
    electors = today["electors"][:, k, groups]
    weight = np.nan_to_num(electors).sum(axis=1)
    sent = _over(today["delegates"][:, k, groups], electors) / _or_nan(weight)[:, None]
    return np.where(weight > 0.0, _parties(sent, tables, seen), _parties(today["seats"][:, k], tables, seen))


def _support(today: dict[str, Floats], tables: Tables, seen: Observation, groups: list[int]) -> Floats:
    """Of these groups, who recognises the authority, or another that endorses it, to that degree."""
    l, k = _place(tables, seen), _authority(tables, seen)
    people = today["population"][:, l, groups]
    held = (
        _over(today["allegiance"][:, l, groups], people) / _or_nan(np.nan_to_num(people).sum(axis=1))[:, None]
    )
    if seen.authority == NOBODY["authority"]:
        return held[:, -1]
    trust = np.nan_to_num(today["endorsement"][:, :, k])
    trust[:, k] = 1.0
    there = standing(today["seats"][:, k])
    return np.where(there, (held * trust).sum(axis=1), np.nan)


def _acceptance(today: dict[str, Floats], tables: Tables, seen: Observation, groups: list[int]) -> Floats:
    """Of these groups, who puts up with whoever governs; of an authority's electors, as they elect."""
    l = _place(tables, seen)
    weight = today["population"][:, l, groups]
    if seen.authority:
        weight = np.where(
            weight > 0.0, np.nan_to_num(today["electors"][:, _authority(tables, seen), groups]), 0
        )
    return _mean(today["acceptance"][:, l, groups], weight)


def _mobilised(today: dict[str, Floats], tables: Tables, seen: Observation, groups: list[int]) -> Floats:
    """Of these groups, who is mobilised."""
    l = _place(tables, seen)
    return _mean(today["mobilisation"][:, l, groups], today["population"][:, l, groups])


def _endorsement(today: dict[str, Floats], tables: Tables, seen: Observation, groups: list[int]) -> Floats:
    """How far an authority endorses another: the share of its executive that would vote for it."""
    other = tables.names["authority"].index(seen.option[0])
    return today["endorsement"][:, _authority(tables, seen), other]


def _mean(shares: Floats, weight: Floats) -> Floats:
    """A mean [run] over groups by weight, groups that are not there left out."""
    return np.nansum(shares * weight, axis=1) / _or_nan(
        np.where(np.isfinite(shares), weight, 0.0).sum(axis=1)
    )


READINGS = {
    "vote": _votes, "seats": _seats, "allegiance": _support,
    "acceptance": _acceptance, "endorsement": _endorsement, "mobilisation": _mobilised,
}  # fmt: skip


def called_there(seen: Observation, authorities: Iterable[str], place: str = "") -> str:
    """What a scenario calls an observed authority: in Moscow `soviet` is `moscow_soviet` if there is one.

    The place may be shortened: `nizhnii_soviet` is the soviet of `nizhnii_novgorod`. What its people founded
    is `soviet@nizhnii_novgorod`. `place` is the scenario's name of the place, if it is not the table's.
    """
    place = place or seen.place
    if seen.authority not in authorities and (founded := f"{seen.authority}@{place}") in authorities:
        return founded
    ending = f"_{seen.authority}"
    local = [name for name in authorities if name.endswith(ending) and _names(name, ending, place)]
    return max(local, key=len, default=seen.authority)


def _names(authority: str, ending: str, place: str) -> bool:
    """Whether an authority's name without its ending is that of a place, or the first words of it."""
    return f"{place}_".startswith(f"{authority.removesuffix(ending)}_")


def _authority(tables: Tables, seen: Observation) -> int:
    names = tables.names["authority"]
    return names.index(called_there(seen, names, tables.whereabouts.of(seen)))


def _place(tables: Tables, seen: Observation) -> int:
    """The row of the place or region that an observation speaks of."""
    return tables.names["place"].index(tables.whereabouts.of(seen))


def _over(table: Floats, weight: Floats) -> Floats:
    """A table [run, group, ...] summed over groups by weight, groups that are not there left out."""
    return np.nansum(table * weight[:, :, None], axis=1)


def _or_nan(total: Floats) -> Floats:
    return np.where(total > 0.0, total, np.nan)


def _parties(shares: Floats, tables: Tables, seen: Observation) -> Floats:
    return shares[:, [tables.names["party"].index(name) for name in seen.option]].sum(axis=1)
