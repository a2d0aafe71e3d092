"""How far the model itself is off, beside luck, its numbers and errors of counting: found once, used after.

A simulator foretells with the discrepancy that it showed (Kennedy and O'Hagan 2001): here that of places
which were left out of a fit, for each level and option, as a table that `evaluate` widens intervals by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dualsim.analysis.evaluation.alike import kind
from dualsim.analysis.evaluation.measurement_error import DISCREPANCY, deviation
from dualsim.analysis.evaluation.observations import QUANTITIES, Observation
from dualsim.analysis.evaluation.whose_place import LEVELS
from dualsim.scenario.errors import Fault, ScenarioError, Source, quoted, whole
from dualsim.scenario.files.csv_table import Row, read_table, rows_of_table
from dualsim.scenario.loading import list_scenarios
from dualsim.scenario.suggestions import unknown

TABLE = "discrepancy.csv"  # after the name of a bundled scenario
COLUMNS = ("level", "quantity", "option", "rows", "standard_deviation")
SIZES = np.arange(0, 0.5, 0.0005)  # standard deviations that are looked at, as shares
FEW = 3  # rows, below which those of other levels are taken with them

Kind = tuple[str, str, frozenset[str]]  # level, quantity, option


class Missed(NamedTuple):
    """A row that was foretold without its place: by how much, and how sure the forecast was of itself."""

    seen: Observation
    level: str
    error: float  # foretold less counted, as a share
    spread: float  # standard deviation of what was foretold, as a share


class Discrepancy(NamedTuple):
    """Standard deviations by which the model is off, as shares."""

    source: str
    rows: Mapping[Kind, int]
    sizes: Mapping[Kind, float]

    def of(self, seen: Observation, level: str) -> float:
        """How far it is off such a row; where that is not known, by its option, or else by its quantity."""
        own = (level, *kind(seen))
        others = [one for one in self.sizes if one[1:] == own[1:]]
        others = others or [one for one in self.sizes if one[1] == seen.quantity]
        near = [own] if own in self.sizes else others
        if not near:
            return 0.0
        weights = [self.rows[one] for one in near]
        return float(np.sqrt(np.average([self.sizes[one] ** 2 for one in near], weights=weights)))

    def to_csv(self) -> str:
        """The table, a row for each level and option."""
        lines = [
            f"{level},{quantity},{'+'.join(sorted(option))},{self.rows[level, quantity, option]},{size:.4f}"
            for (level, quantity, option), size in self.sizes.items()
        ]
        return "\n".join([",".join(COLUMNS), *lines]) + "\n"


NONE = Discrepancy("", {}, {})


def discrepancy_of(missed: Sequence[Missed]) -> Discrepancy:
    """What rows that were foretold without their places show; at least what every model is allowed."""
    kinds = dict.fromkeys((one.level, *kind(one.seen)) for one in missed)
    rows, sizes = dict[Kind, int](), dict[Kind, float]()
    for own in kinds:
        there = [one for one in missed if (one.level, *kind(one.seen)) == own]
        rows[own] = len(there)
        if len(there) < FEW:
            there = [one for one in missed if kind(one.seen) == own[1:]]
        sizes[own] = max(_likeliest(there), DISCREPANCY[own[1]])
    return Discrepancy("", rows, sizes)


def _likeliest(missed: Sequence[Missed]) -> float:
    """The standard deviation that makes these errors likeliest, beside those of counting and of the forecast.

    So rows that were counted badly say little of it, as they should.
    """
    known = np.array([deviation(one.seen) ** 2 + one.spread**2 for one in missed])
    squares = np.array([one.error**2 for one in missed])
    whole = known + SIZES[:, None] ** 2
    return float(SIZES[(np.log(whole) + squares / whole).sum(axis=1).argmin()])


def own_discrepancy(name: str) -> Path | None:
    """The table of one bundled scenario, `NAME_discrepancy.csv`, if there is one."""
    file = list_scenarios().get(name)
    path = file.with_name(f"{name}_{TABLE}") if file is not None else None
    return path if path is not None and path.is_file() else None


def read_discrepancy(path: str | Path) -> Discrepancy:
    """Read such a table; raise ScenarioError for all in it that cannot be used."""
    source = read_table(path)
    rows = rows_of_table(source)
    head = next(rows, None)
    if head is None or tuple(cell.strip() for cell in head.cells) != COLUMNS:
        raise whole(source.name, f"is no table of discrepancies; its first line is {','.join(COLUMNS)}")
    counts, sizes, faults = dict[Kind, int](), dict[Kind, float](), list[Fault]()
    for row in rows:
        wrong = list(_faults(source, row))
        faults += wrong
        if not wrong:
            level, quantity, option, count, size = (cell.strip() for cell in row.cells)
            own = level, quantity, frozenset(option.split("+"))
            counts[own], sizes[own] = int(count), float(size)
    if faults:
        raise ScenarioError(faults)
    return Discrepancy(source.name, counts, sizes)


def _faults(source: Source, row: Row) -> Iterable[Fault]:
    """What is wrong with a row."""
    if len(row.cells) != len(COLUMNS):
        yield Fault(
            row.spot(source, 0), f"this row has {len(row.cells)} cells, the first line has {len(COLUMNS)}"
        )
        return
    level, quantity, _, count, size = (cell.strip() for cell in row.cells)
    if level not in LEVELS:
        yield Fault(row.spot(source, 0), unknown("level", level, LEVELS))
    if quantity not in QUANTITIES:
        yield Fault(row.spot(source, 1), unknown("quantity", quantity, QUANTITIES))
    if not count.isdigit() or int(count) == 0:
        yield Fault(row.spot(source, 3), f"rows: {quoted(count)} is no number of rows; 1 or more")
    if not _is_share(size):
        yield Fault(row.spot(source, 4), f"standard_deviation: {quoted(size)} is no share; give 0 to 1")


def _is_share(text: str) -> bool:
    try:
        return 0.0 <= float(text) <= 1.0
    except ValueError:
        return False
