"""What is compared: one column for each place of each scenario, and what each measure is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dualsim.scenario.axes import Names, names_of, rows_of
from dualsim.scenario.checks.names import misnamed
from dualsim.scenario.conditions import NotACondition, Reading, parse_measure
from dualsim.scenario.loading import list_scenarios, load
from dualsim.scenario.regions import laid_out
from dualsim.scenario.schema import Scenario
from dualsim.scenario.suggestions import unknown
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    import xarray as xr

MOST = 6  # columns that a figure has room for

Given = Scenario | str | Path


@dataclass(frozen=True)
class Column:
    """A place of a scenario, and which of the scenarios that are run it belongs to."""

    label: str  # as it was asked for, with its place if the scenario has several
    name: str  # of the place, as it is written on figures
    scenario: Scenario
    place: int
    run: int

    @property
    def names(self) -> Names:
        """The names of every axis."""
        return names_of(self.scenario)

    def read(self, results: xr.Dataset, reading: Reading) -> NDArray[np.float64]:
        """A measure [run, day] in this place; NaN where the scenario has no such authority or party."""
        dims = MEASURES[reading.measure].dims
        rows = rows_of(dims, reading.selectors, self.names)
        rows = [self.place if dim == "place" else row for dim, row in zip(dims, rows, strict=True)]
        values = results[reading.measure].transpose("member", "day", *dims).values
        if None in rows:
            return np.full(values.shape[:2], np.nan)
        return np.asarray(values[:, :, *rows], float)


def columns_of(given: Sequence[Given]) -> tuple[list[Column], list[Scenario]]:
    """The columns that were asked for, and the scenarios to run for them, each once."""
    if not given:
        raise ValueError("compare: no scenario; give two or more, such as petrograd_1917")
    asked = [source_and_place(one) for one in given]
    cases: dict[Any, Scenario] = {}
    for source, _ in asked:
        if _key(source) not in cases:
            cases[_key(source)] = source if isinstance(source, Scenario) else load(source)
    labels, found = _labels(cases), list[Column]()
    main = len(cases) > 1 and _too_many(asked, cases)
    for one, (source, place) in zip(given, asked, strict=True):
        scenario = cases[_key(source)]
        names, laid = names_of(scenario), laid_out(scenario)
        called_there = {
            slug: block.name for table in (laid.places, laid.regions) for slug, block in table.items()
        }
        there = [*names.place, *names.region]
        if place is not None and place not in there:
            raise ValueError(f"{one}: {unknown('place', place, there)}")
        for slug in [place] if place else there[:1] if main else there:
            label = labels[_key(source)] + (f":{slug}" if len(there) > 1 else "")
            called = called_there[slug] or slug.replace("_", " ").capitalize()
            if label in [column.label for column in found]:
                raise ValueError(f"{one}: '{label}' is compared already; name it once")
            run = list(cases).index(_key(source))
            found.append(Column(label, called, scenario, there.index(slug), run))
    if len(found) > MOST:
        several = [column.label for column in found if len(column.names.place) > 1]
        pick = f"; pick places, as in {several[0]}" if several else "; leave some out"
        raise ValueError(f"compare: {len(found)} columns are too many for a figure of at most {MOST}{pick}")
    return found, list(cases.values())


def _too_many(asked: Sequence[tuple[Given, str | None]], cases: Mapping[Any, Scenario]) -> bool:
    """Whether all places of all scenarios would be more than a figure has room for."""
    names = [names_of(cases[_key(one)]) for one, _ in asked]
    every = [
        1 if place else len(one.place) + len(one.region) for one, (_, place) in zip(names, asked, strict=True)
    ]
    return sum(every) > MOST


def _key(source: Given) -> Any:
    return id(source) if isinstance(source, Scenario) else str(source)


def _labels(cases: Mapping[Any, Scenario]) -> dict[Any, str]:
    """A short name for each scenario; the whole path, or a number, where short names are the same."""
    short = {key: _stem(key) if isinstance(key, str) else scenario.title for key, scenario in cases.items()}
    same = {name for name, count in Counter(short.values()).items() if count > 1}
    return {
        key: name if name not in same else key if isinstance(key, str) else f"{name} ({n + 1})"
        for n, (key, name) in enumerate(short.items())
    }


def source_and_place(one: Given) -> tuple[Given, str | None]:
    """A scenario, and the place that was picked after a colon."""
    if isinstance(one, Scenario) or str(one) in list_scenarios() or Path(one).exists():
        return one, None
    source, colon, place = str(one).rpartition(":")
    if colon and (source in list_scenarios() or Path(source).exists()):
        return source, place
    return one, None


def _stem(source: str) -> str:
    path = Path(source)
    return path.stem if path.suffix in (".yaml", ".yml") else path.name


def readings_of(texts: Sequence[str], columns: Sequence[Column]) -> list[Reading]:
    """The measures that were asked for; each has to make sense in one of the columns at least."""
    found = []
    for text in texts:
        try:
            reading = parse_measure(text)
        except NotACondition as error:
            raise ValueError(f"measure '{text}': {error}") from None
        wrong = [list(misnamed(reading, _known(column))) for column in columns]
        if all(wrong):
            raise ValueError(f"measure '{text}': {wrong[0][0][1]}")
        found.append(reading)
    return found


def _known(column: Column) -> dict[str, list[str] | None]:
    """The names that a measure may have in this column, its place among them."""
    names = column.names._asdict()
    known: dict[str, list[str] | None] = {axis: list(rows) for axis, rows in names.items()}
    return known | {"place": [(*column.names.place, *column.names.region)[column.place]], "region": []}
