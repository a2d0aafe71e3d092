"""What a figure is made from and what it says: a place of a Dataset, and a view of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from dualsim.engine.dataset import standing
from dualsim.figures.drawing.event_marks import importance
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.panel import Panel
from dualsim.figures.drawing.styles import LineStyle, Style, line_styles
from dualsim.figures.quantiles import EVERYONE
from dualsim.scenario.dates import short_date
from dualsim.theory.measures import MEASURES

SHORT = 0.1  # a brief figure leaves out what lasted less than this share of the run
_PLAIN = LineStyle("#000000", "#000000", 1.0)  # of what is not drawn
_MANDATE = 1e-6  # what is left of a mandate by rounding is none

Floats = NDArray[np.float64]
_SAY = (("electors", "authority", "group"), ("real_power", "authority"))


def lasts(one: str, words: NDArray[np.str_]) -> bool:
    """Whether a regime, or an ending, lasts long enough for a brief figure, or to the end."""
    return bool((words == one).mean() > SHORT or words[-1] == one)


@dataclass(frozen=True)
class View:
    """The content of a figure, before it has a shape."""

    title: str
    subtitle: str
    panels: list[Panel]
    notes: list[str] = field(default_factory=list)  # what else the caption says
    left: Sequence[str] = ()  # the names of what is left out, what matters most first
    columns: int | None = None
    landscape: bool = False
    heads: Sequence[str] = ()  # over each column
    made: str = ""  # of how many runs, if of more than one
    shades: str = ""  # what the bands about a line are
    legend: Sequence[tuple[str, LineStyle]] = ()  # in the place of labels at the lines' ends
    events: int | None = None  # at most so many, fewer than the style has
    ribbon: str = "regime"  # the measure whose words are at the foot; or none
    caption: int = 3  # lines of a slide's: beyond them names are counted, all but the first
    about_regimes: bool = False  # whether a slide, too, has the ribbon

    def has_ribbon(self, style: Style) -> bool:
        """Whether the page has a ribbon: on a slide the panels need its room unless it is the subject."""
        return bool(self.ribbon) and (self.about_regimes or not style.brief)


@dataclass(frozen=True)
class PlaceData:
    """One place of a Dataset, with arrays in a known order."""

    ds: xr.Dataset
    row: int
    style: Style
    whole: bool = False  # show every line there is, however small

    @property
    def name(self) -> str:
        """The place as it is called."""
        return names(self.ds, "place")[self.row]

    def called(self, dim: str) -> list[str]:
        """The names of a dimension as they are written on figures of this place: its own name left out."""
        whole = names(self.ds, dim)
        short = [name.removesuffix(f", {self.name}") for name in whole]
        return [own if short.count(own) == 1 else name for own, name in zip(short, whole, strict=True)]

    def of(self, variable: str, *dims: str) -> Floats:
        """A variable as an array [day, *dims] in this place; raise ValueError if the run did not keep it."""
        if variable not in self.ds:
            kept = ", ".join(str(name) for name in self.ds.data_vars if name in MEASURES)
            raise ValueError(
                f"plot: {variable}: this run did not keep it, and the figure needs it; name it under "
                f"measures: of the scenario and run again; there is now {kept}"
            )
        found = self.ds[variable].variable  # without its coordinates: to index those, xarray imports Dask
        if "place" in found.dims:
            found = found.isel(place=self.row)
        return np.asarray(found.transpose("day", *dims).values, float)

    def of_authorities(self, variable: str, *dims: str) -> Floats:
        """A variable whose last axis is the authorities, unknown on the days when one did not exist."""
        values = self.of(variable, *dims, "authority")
        founded = standing(self.of("seats", "authority", "party"))
        there = founded | np.array([str(slug) == "none" for slug in self.ds["authority"].values])
        there = there.reshape(len(there), *[1] * len(dims), there.shape[-1])
        return np.where(there | (values > 0), values, np.nan)

    def groups(self) -> list[int]:
        """The groups that live here."""
        people = np.nan_to_num(self.of("population", "group")).max(axis=0)
        return [int(g) for g in np.flatnonzero(people > 0)]

    def largest(self, most: int) -> list[int]:
        """The groups with most people and say in who has power, at most so many, in their usual order."""
        people = np.nan_to_num(self.of("population", "group"))
        weight = people.max(axis=0) / max(float(people.sum(axis=1).max()), 1.0) + self._say()
        return sorted(sorted(self.groups(), key=lambda g: -weight[g])[:most])

    def _say(self) -> Floats:
        """The share of each group among those who elect the authorities, counted by their real power."""
        if not {"electors", "real_power"} <= set(self.ds.data_vars):
            return np.zeros(self.ds.sizes["group"])
        elect, power = (np.nan_to_num(self.of(*of)) for of in _SAY)
        return np.asarray((elect * power[:, :, None]).sum(axis=1).mean(axis=0))

    def together(self, values: Floats) -> Floats:
        """All groups of the place together, counted by their people: [day, group, x] to [day, x]."""
        people = np.nan_to_num(self.of("population", "group"))
        people = np.where(np.isfinite(values).any(axis=2), people, 0.0)
        total = (np.nan_to_num(values) * people[:, :, None]).sum(axis=1)
        there = np.isfinite(values).any(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(there, total / people.sum(axis=1)[:, None], np.nan)

    def everyone(self, variable: str, dim: str) -> Floats:
        """A variable of all groups together, as it was counted in every run or else from this one."""
        name = variable + EVERYONE if variable + EVERYONE in self.ds else None
        if dim == "authority":
            return (
                self.of_authorities(name) if name else self.together(self.of_authorities(variable, "group"))
            )
        return self.of(name, dim) if name else self.together(self.of(variable, "group", dim))

    def words(self, measure: str) -> NDArray[np.str_]:
        """The regime, or the ending, of every day."""
        return np.asarray(self.ds[measure or "regime"].variable.isel(place=self.row).values, str)

    def weight(self) -> Floats:
        """How much happens on each day, by which events are chosen."""
        people = np.nan_to_num(self.of("population", "group"))
        share = people / np.maximum(people.sum(axis=1, keepdims=True), 1e-9)
        moved = np.zeros(len(share))
        for measure, dim in (("allegiance", "authority"), ("stance", "side")):
            if measure in self.ds:
                moved = moved + importance(self.of(measure, "group", dim), share)
        return moved

    def dates(self) -> list[str]:
        """Every day in the calendar of the scenario, as it is written on figures."""
        days = [str(day)[:10] for day in self.ds["day"].values]
        if self.ds.attrs.get("calendar", "julian") == "julian":
            days = [str(date) for date in self.ds["date_os"].values]
        return [short_date(day, year=days[0][:4] != days[-1][:4]) for day in days]

    def mandate(self) -> Floats:
        """The share of the formal mandate [day, authority] that each holds; 0 where nobody governs."""
        held = np.nan_to_num(self.of("formal_power", "authority"))[:, :-1]
        return np.where(held > _MANDATE, held, 0.0)

    def line_styles(
        self, dim: str, nobody: str | None = None, drawn: Collection[int] | None = None
    ) -> list[LineStyle]:
        """How lines are drawn, for every name of a dimension, the same in all panels.

        Of so many that colours run out, those that are `drawn` are told apart.
        """
        slugs = [str(slug) for slug in self.ds[dim].values]
        given = self.ds.coords.get(f"{dim}_colour")
        colours = [str(c) for c in given.values] if given is not None else [""] * len(slugs)
        shown = sorted(drawn) if drawn is not None else list(range(len(slugs)))
        last = slugs.index(nobody) if nobody in slugs else -1
        looks = line_styles(
            self.style, [colours[k] for k in shown], shown.index(last) if last in shown else None
        )
        found = dict(zip(shown, looks, strict=True))
        return [found.get(k, _PLAIN) for k in range(len(slugs))]


def names(ds: xr.Dataset, dim: str) -> list[str]:
    """The names of a dimension as they are written on figures."""
    labelled = ds.coords.get(f"{dim}_name")
    if labelled is not None:
        return [shortened(str(name)) for name in labelled.values]
    return [str(slug).replace("_", " ").capitalize() for slug in ds[dim].values]


def others(place: PlaceData, shown: Sequence[int]) -> list[str]:
    """The names of the groups that live here and are not shown."""
    called = names(place.ds, "group")
    return [called[g] for g in place.groups() if g not in shown]


def elsewhere(place: PlaceData) -> list[str]:
    """A note, but on a slide, that names the groups which live elsewhere."""
    there = place.groups()
    absent = [name for g, name in enumerate(names(place.ds, "group")) if g not in there]
    return [f"not living here: {', '.join(absent)}"] if absent and not place.style.brief else []
