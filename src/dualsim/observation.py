"""Scores of results against history: an observed share beside what a run says of it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.dates import UNIX_EPOCH, day_number
from dualsim.words import unknown

if TYPE_CHECKING:
    import xarray as xr

COLUMNS = (
    "id", "date_os", "place", "quantity", "authority", "groups", "option", "share", "n",
    "confidence", "source", "notes",
)  # fmt: skip
QUANTITIES = ("vote", "seats", "allegiance")


class Observation(NamedTuple):
    """A dated share from history: of a vote, of seats, of allegiance."""

    id: str
    date_os: str
    place: str
    quantity: str
    authority: str
    groups: tuple[str, ...]  # empty: everyone
    option: tuple[str, ...]  # the parties of a joint list
    share: float
    n: float
    confidence: str
    source: str
    notes: str


class Score(NamedTuple):
    """An observation beside what was simulated: NaN where the run does not cover it."""

    observation: Observation
    simulated: float

    @property
    def error(self) -> float:
        """Simulated minus observed share."""
        return self.simulated - self.observation.share


def read_observations(path: str | Path) -> list[Observation]:
    """Read a table of observations; raise ValueError with every line that cannot be used."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: cannot be read as a table; {error}") from None
    reader = csv.DictReader(text.splitlines())
    missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"{path}:1: no column {', '.join(missing)}; there must be {', '.join(COLUMNS)}")
    found, faults = [], []
    for number, row in enumerate(reader, start=2):
        try:
            found.append(_observation(row))
        except ValueError as error:
            faults.append(f"{path}:{number}: {error}")
    if faults:
        raise ValueError("\n".join(faults))
    return found


def _observation(row: dict[str, str]) -> Observation:
    given = {column: (row.get(column) or "").strip() for column in COLUMNS}
    day_number(given["date_os"], "julian")
    if given["quantity"] not in QUANTITIES:
        raise ValueError(f"quantity: {unknown('quantity', given['quantity'], QUANTITIES)}")
    try:
        share, n = float(given["share"]), float(given["n"] or "nan")
    except ValueError:
        raise ValueError(f"share, n: '{given['share']}', '{given['n']}' are not both numbers") from None
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"share: {share:g} is not a share; it lies between 0 and 1")
    groups = () if given["groups"] == "all" else tuple(given["groups"].split(";"))
    option = tuple(given["option"].split("+")) if given["option"] else ()
    return Observation(**{**given, "share": share, "n": n, "groups": groups, "option": option})  # type: ignore[arg-type]


def evaluate(results: xr.Dataset, observations: Iterable[Observation]) -> list[Score]:
    """What a run says of each observation; NaN for a place, day or name that the run does not have."""
    return [Score(observation, simulate(results, observation)) for observation in observations]


def mean_absolute_error(scores: Iterable[Score]) -> float:
    """The mean absolute error over the observations that a run covers, as a share; NaN for none."""
    errors = [abs(score.error) for score in scores if np.isfinite(score.simulated)]
    return float(np.mean(errors)) if errors else float("nan")


def simulate(results: xr.Dataset, seen: Observation) -> float:
    """The share that a run gives where history has this observation."""
    day = np.datetime64(day_number(seen.date_os, "julian") - UNIX_EPOCH, "D").astype("datetime64[ns]")
    if seen.place not in results.place.values or day not in results.day.values:
        return float("nan")
    today = results.sel(day=day)
    groups = [g for g in (seen.groups or today.group.values.tolist()) if g in today.group.values]
    if not groups:
        return float("nan")
    if seen.quantity == "seats":
        return _of_seats(today, seen, groups)
    here = today.sel(place=seen.place, group=groups)
    weight = here.population.values[:, None]
    if not weight.sum() > 0.0:
        return float("nan")
    if seen.quantity == "allegiance":
        held = np.nansum(here.allegiance.values * weight, axis=0) / weight.sum()
        return _pick(held, today.authority.values.tolist(), (seen.authority,))
    votes = np.nansum(here.vote.values * weight, axis=0)[:-1]
    return _pick(votes / max(votes.sum(), 1e-300), today.party.values.tolist(), seen.option)


def _of_seats(today: xr.Dataset, seen: Observation, groups: list[str]) -> float:
    """Of the deputies whom these groups sent, weighted as they elect."""
    authority = called_there(seen, today.authority.values.tolist())
    if authority not in today.authority.values:
        return float("nan")
    sent = today.delegates.sel(authority=authority, group=groups).values
    weight = today.electors.sel(authority=authority, group=groups).values[:, None]
    if not np.nansum(weight) > 0.0:
        return _pick(today.seats.sel(authority=authority).values, today.party.values.tolist(), seen.option)
    return _pick(
        np.nansum(sent * weight, axis=0) / np.nansum(weight), today.party.values.tolist(), seen.option
    )


def called_there(seen: Observation, authorities: list[str]) -> str:
    """The scenario's name of an observed authority: in Moscow, `soviet` is `moscow_soviet` if there is one."""
    local = f"{seen.place}_{seen.authority}"
    return local if local in authorities else seen.authority


def _pick(shares: np.ndarray, names: list[str], wanted: tuple[str, ...]) -> float:
    if not wanted or any(name not in names for name in wanted):
        return float("nan")
    return float(sum(shares[names.index(name)] for name in wanted))
