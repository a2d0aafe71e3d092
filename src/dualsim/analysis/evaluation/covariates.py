"""Covariates: what was known of many places beforehand, read from a table for regressions on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.whose_place import TOWN, with_stem
from dualsim.scenario.errors import Fault, ScenarioError, Source, Spot, quoted, whole
from dualsim.scenario.files.csv_table import Row, read_table, rows_of_table
from dualsim.scenario.suggestions import unknown

COVARIATES = ("workers_per_1000", "km_front")  # unless others are named
KEY, IN_FIT = "key", "in_fit"  # the columns of names, and of whether a place may enter a fit
POINT = (("latitude", "longitude"), ("capital_lat", "capital_lon"))  # columns of where a place is
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"[~\u2248]?\s*({_NUMBER})(?:\s*[-\u2013]\s*(\d+(?:\.\d+)?))?")


class Covariates(NamedTuple):
    """The covariates of places by their keys, and which places stay out of fits."""

    names: tuple[str, ...]
    values: Mapping[str, tuple[float, ...]]
    left_out: frozenset[str]
    filled: tuple[str, ...]  # cells that were blank, each told
    points: Mapping[str, tuple[float, float]]  # latitude and longitude, where the table has them

    def key(self, seen: Observation) -> str:
        """The row of the table that an observation belongs to; empty if none does."""
        if seen.place in self.values:
            return seen.place
        stem = seen.place.removesuffix(TOWN)
        own = with_stem(stem, self.values) if stem != seen.place else ""
        return own or (seen.province if seen.province in self.values else "")

    def of(self, seen: Observation) -> tuple[float, ...] | None:
        """The covariates of an observation's place; None if it has none or stays out of fits."""
        key = self.key(seen)
        return None if not key or key in self.left_out else self.values[key]


def read_covariates(
    path: str | Path, names: Sequence[str] = COVARIATES, leave_out: Iterable[str] = ()
) -> Covariates:
    """Read the named columns of a table of places; raise ScenarioError for all that cannot be used.

    A range or `~15` is its middle, a blank the mean of the other places, which `filled` tells. Out of fits
    stay the keys in `leave_out`, and those that say `no` in the column `in_fit` if there is one.
    """
    source = read_table(path)
    rows = rows_of_table(source)
    head = next(rows, None)
    if head is None:
        raise whole(source.name, f"the file is empty; its first line names the columns: {KEY},...")
    columns = [cell.strip() for cell in head.cells]
    _check_head(source, head, columns, names)
    table, faults = dict[str, dict[str, str]](), list[Fault]()
    for row in rows:
        faults += _faults(source, row, columns, [*names, *_points(columns)], table)
        if len(row.cells) == len(columns):
            cells = {name: cell.strip() for name, cell in zip(columns, row.cells, strict=True)}
            table.setdefault(cells[KEY], cells)
    faults += [
        Fault(Spot(source, head.line, 1), unknown("key", key, table)) for key in set(leave_out) - {*table}
    ]
    if faults:
        raise ScenarioError(faults)
    if not table:
        raise whole(source.name, "there is no place in it; write one in each line below the first")
    return _filled(source, table, names, frozenset(leave_out))


def middle(text: str) -> float | None:
    """The number of a cell: of a range its middle; None for what is no number."""
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        return None
    first, last = found.groups()
    return float(first) if last is None else 0.5 * (float(first) + float(last))


def _check_head(source: Source, head: Row, columns: Sequence[str], names: Sequence[str]) -> None:
    spot = head.spot(source, 0)
    faults = [Fault(spot, unknown("column", name, columns)) for name in (KEY, *names) if name not in columns]
    faults += [
        Fault(head.spot(source, n), f"the column '{name}' stands here a second time; name it once")
        for n, name in enumerate(columns)
        if name in columns[:n]
    ]
    if not names:
        faults.append(Fault(spot, "no covariate is named; name one or more of these columns"))
    if len(set(names)) < len(names):
        faults.append(Fault(spot, f"a covariate is named twice: {', '.join(names)}; name it once"))
    if faults:
        raise ScenarioError(faults)


def _points(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that say where a place is, if there are some."""
    return next((pair for pair in POINT if {*pair} <= {*columns}), ())


def _faults(
    source: Source, row: Row, columns: Sequence[str], numbers: Sequence[str], before: Mapping[str, object]
) -> Iterator[Fault]:
    """What is wrong with a row."""
    if len(row.cells) != len(columns):
        message = f"this row has {len(row.cells)} cells, the first line has {len(columns)}"
        yield Fault(
            Spot(source, row.line, 1), f"{message}; a cell with a comma in it stands in quotation marks"
        )
        return
    cells = {name: cell.strip() for name, cell in zip(columns, row.cells, strict=True)}
    if not cells[KEY]:
        yield Fault(row.spot(source, columns.index(KEY)), f"{KEY}: nothing stands here, and it is needed")
    elif cells[KEY] in before:
        told = f"{KEY}: '{cells[KEY]}' stands in a line above already; give each place one row"
        yield Fault(row.spot(source, columns.index(KEY)), told)
    for name in numbers:
        if cells[name] and middle(cells[name]) is None:
            told = f"{name}: {quoted(cells[name])} is no number and no range; write 15, 10-20, ~15 or nothing"
            yield Fault(row.spot(source, columns.index(name)), told)
    if cells.get(IN_FIT, "") not in ("", "yes", "no"):
        yield Fault(row.spot(source, columns.index(IN_FIT)), unknown(IN_FIT, cells[IN_FIT], ("yes", "no")))


def _filled(
    source: Source, table: Mapping[str, Mapping[str, str]], names: Sequence[str], leave_out: frozenset[str]
) -> Covariates:
    """Blanks filled by the mean of the places that enter fits."""
    out = leave_out | {key for key, cells in table.items() if cells.get(IN_FIT) == "no"}
    numbers = {key: [middle(cells[name]) for name in names] for key, cells in table.items()}
    known = [[v for key, row in numbers.items() if key not in out and (v := row[n]) is not None]
             for n in range(len(names))]  # fmt: skip
    empty = [name for name, values in zip(names, known, strict=True) if not values]
    if empty:
        raise whole(source.name, f"the column {empty[0]} is blank in every place; name another covariate")
    means = [float(np.mean(values)) for values in known]
    filled = [
        f"{name} of {key} is blank: taken as {mean:.4g}, the mean of others"
        for key, row in numbers.items()
        if key not in out
        for name, value, mean in zip(names, row, means, strict=True)
        if value is None
    ]
    values = {
        key: tuple(mean if value is None else value for value, mean in zip(row, means, strict=True))
        for key, row in numbers.items()
    }
    return Covariates(tuple(names), values, frozenset(out), tuple(filled), _where(table))


def _where(table: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of the places whose row has both."""
    pair = _points(list(next(iter(table.values()))))
    found = {key: [middle(cells[name]) for name in pair] for key, cells in table.items()} if pair else {}
    return {key: (at[0], at[1]) for key, at in found.items() if at[0] is not None and at[1] is not None}
