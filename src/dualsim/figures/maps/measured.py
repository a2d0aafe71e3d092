"""What a map reads of a run: the values of a measure at places on one date, or of many runs together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from dualsim.figures.quantiles import most_frequent
from dualsim.scenario.dates import UNIX_EPOCH, Calendar, Period
from dualsim.scenario.suggestions import unknown
from dualsim.theory.measures import MEASURES

LED = ("party", "authority", "side")  # axes of which the largest is drawn, if none is named
UNNAMED = ("day", "place", "member")
MOST_RUNS = 0.5  # of many runs that must know a value, or it is unknown

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A measure of a run, and the names on its axes that were asked for."""

    ds: xr.Dataset
    measure: str
    of: Mapping[str, str]

    def __post_init__(self) -> None:
        """Refuse a measure that places do not have, and a name that no axis of it has."""
        known = [str(name) for name in self.ds.data_vars if "place" in self.ds[name].dims]
        if self.measure in self.ds and self.measure not in known:
            raise ValueError(
                f"map: measure: '{self.measure}' is not measured place by place; there is {', '.join(known)}"
            )
        if self.measure not in known:
            raise ValueError(f"map: {unknown('measure', self.measure, known)}")
        for axis, name in self.of.items():
            if axis not in self.axes:
                but = f" but by {', '.join(self.axes)}" if self.axes else ""
                raise ValueError(
                    f"map: {axis}: '{self.measure}' is not told apart by {axis}{but}; leave it out"
                )
            slugs = self.slugs(axis)
            if name not in slugs:
                raise ValueError(f"map: {unknown(axis, name, slugs)}")
        for axis in self.left:
            if axis not in LED or len(self.left) > 1:
                there = ", ".join(self.slugs(axis)[:12])
                raise ValueError(
                    f"map: {axis}: '{self.measure}' is told apart by {axis}; name one of {there}"
                )

    @property
    def axes(self) -> list[str]:
        """What the measure is told apart by, besides places."""
        return [str(dim) for dim in self.ds[self.measure].dims if dim not in UNNAMED]

    @property
    def left(self) -> list[str]:
        """The axes on which nothing is named and over which there is no sum: groups are put together."""
        return [axis for axis in self.axes if axis not in self.of and axis != "group"]

    @property
    def led(self) -> str:
        """The axis of which the largest is drawn; none if the value is a number or a word."""
        return self.left[0] if self.left else ""

    @property
    def has_words(self) -> bool:
        """Whether it is one of some words."""
        return self.measure in MEASURES and bool(MEASURES[self.measure].words)

    def slugs(self, axis: str) -> list[str]:
        """The names on an axis, as a scenario has them."""
        return [str(slug) for slug in self.ds[axis].values]

    def on(self, row: int) -> NDArray[Any]:
        """The values on a day, by place and by who may lead: of many runs the mean, or the commonest word."""
        picked = {axis: self.slugs(axis).index(name) for axis, name in self.of.items()}
        found = self.ds[self.measure].variable.isel(day=row, **picked)  # type: ignore[arg-type]
        many = "member" in found.dims
        if self.has_words:
            if many:
                return most_frequent(found.transpose("member", "place").values, self.measure)
            return np.asarray(found.transpose("place").values, object)
        grouped = "group" in found.dims
        order = [dim for dim in ("member", "place", "group", *self.left) if dim in found.dims]
        values = np.asarray(found.transpose(*order).values, float)
        if grouped:
            people = self.people(row, "group")
            people = people if people.ndim == values.ndim - len(self.left) else people[None]
            values = together(values, people, len(self.left), self.measure == "population")
        return mean_of(values) if many else values

    def people(self, row: int, *by: str) -> Floats:
        """How many people are in each place on a day: by group, or all of them, as a mean of many runs."""
        found = self.ds["population"].variable.isel(day=row)
        order = [dim for dim in ("member", "place", "group") if dim in found.dims]
        people = np.nan_to_num(np.asarray(found.transpose(*order).values, float))
        if by:
            return people
        everyone = people.sum(axis=-1)
        return np.asarray(everyone.mean(axis=0) if "member" in found.dims else everyone)


def together(values: Floats, people: Floats, after: int, summed: bool) -> Floats:
    """All groups of a place [..., place, group, *after], counted by their people, or their sum."""
    axis = values.ndim - 1 - after
    if summed:
        return np.asarray(np.nansum(values, axis=axis))
    weight = people.reshape(people.shape + (1,) * after)
    weight = np.where(np.isfinite(values), weight, 0.0)
    total = weight.sum(axis=axis)
    mean = np.divide((np.nan_to_num(values) * weight).sum(axis=axis), total, where=total > 0.0, out=0 * total)
    return np.where(total > 0.0, mean, np.nan)


def mean_of(values: Floats) -> Floats:
    """The mean of many runs, along the first axis; unknown where most of them know nothing."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    mean = np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1)
    return np.where(count >= max(1.0, MOST_RUNS * len(values)), mean, np.nan)


def period_of(ds: xr.Dataset) -> Period:
    """The days of a run, and its steps."""
    days = ds["day"].values.astype("datetime64[D]").astype(int) + UNIX_EPOCH
    calendar: Calendar = "gregorian" if ds.attrs.get("calendar") == "gregorian" else "julian"
    step = int(days[1] - days[0]) if len(days) > 1 else 1
    return Period(int(days[0]), int(days[-1]) + step - 1, calendar, step)


def rows_on(ds: xr.Dataset, dates: Sequence[str]) -> list[int]:
    """The steps of a run that hold some dates; raise ValueError for a date that is none or lies outside."""
    period, found = period_of(ds), []
    for date in dates:
        try:
            found.append(period.step_of(period.day(date)))
        except ValueError as error:
            raise ValueError(f"map: on: {error}") from None
    return found


def spread_out(ds: xr.Dataset, number: int) -> list[int]:
    """So many steps of a run, from the first to the last."""
    if number < 1:
        raise ValueError(f"map: dates: {number} is too few; give 1 or more")
    last = ds.sizes["day"] - 1
    return list(dict.fromkeys(round(last * n / max(number - 1, 1)) for n in range(number))) if last else [0]


def rows_every(ds: xr.Dataset, days: int) -> list[int]:
    """A step of a run each so many days, and the last."""
    if days < 1:
        raise ValueError(f"map: every: {days} is too few days; give 1 or more")
    step = max(1, round(days / period_of(ds).step))
    return list(dict.fromkeys([*range(0, ds.sizes["day"], step), ds.sizes["day"] - 1]))
