"""A table of places: cells as numbers, ranges or texts, each of which knows where it stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from dualsim.scenario.errors import Fault, ScenarioError, Source, Spot
from dualsim.scenario.files.csv_table import read_table, rows_of_table
from dualsim.scenario.suggestions import unknown

_NUMBER = re.compile(r"~?\s*([-+]?[0-9]+(?:\.[0-9]*)?|[-+]?\.[0-9]+)$")
_RANGE = re.compile(r"([0-9]+(?:\.[0-9]*)?)\s*-\s*([0-9]+(?:\.[0-9]*)?)$")
_SLUG = re.compile(r"[a-z][a-z0-9_]*$")


class Cell(NamedTuple):
    """A cell: its text and where it stands."""

    text: str
    spot: Spot

    def value(self, which: str) -> ast.expr | None:
        """A number, or any number of a range; None if it is empty; raise ValueError for a text."""
        if not self.text:
            return None
        if found := _NUMBER.match(self.text):
            return ast.Constant(float(found[1]))
        if found := _RANGE.match(self.text):
            return any_between(float(found[1]), float(found[2]), which)
        raise ValueError(f"'{self.text[:40]}' is no number; write one such as 0.35, ~15, or a range: 20-25")


class TableRow(NamedTuple):
    """A row: its name and its cells by column."""

    key: str
    cells: Mapping[str, Cell]
    spot: Spot


def any_between(low: float, high: float, which: str) -> ast.expr:
    """A range as a part of a formula: each has a draw of its own."""
    return ast.parse(f"between({low!r}, {high!r}, {crc32(which.encode())})", mode="eval").body


def rows_of(path: Path, key: str) -> tuple[list[TableRow], list[Fault]]:
    """The rows of a table, and what is wrong with it."""
    try:
        source = read_table(path)
        read = list(rows_of_table(source))
    except ScenarioError as error:
        return [], list(error.faults)
    if not read:
        return [], [Fault(Spot(source), "the table is empty; its first line names the columns")]
    head, *rest = read
    columns = [cell.strip() for cell in head.cells]
    faults = _ill_named(source, head.line, columns, head.starts)
    if key not in columns:
        faults.append(Fault(Spot(source, head.line, 1), f"key: {unknown('column', key, columns)}"))
    if not rest:
        faults.append(Fault(Spot(source, head.line, 1), "there is no row below the names of columns"))
    if faults:
        return [], faults
    rows, first = list[TableRow](), dict[str, int]()
    for row in rest:
        if len(row.cells) != len(columns):
            more = "a cell with a comma in it stands in quotation marks"
            message = f"this row has {len(row.cells)} cells, the first line has {len(columns)}; {more}"
            faults.append(Fault(Spot(source, row.line, 1), message))
            continue
        cells = {
            name: Cell(text.strip(), row.spot(source, n))
            for n, (name, text) in enumerate(zip(columns, row.cells, strict=True))
        }
        name, spot = cells[key].text, cells[key].spot
        if not _SLUG.match(name):
            message = f"{key}: '{name[:40]}' cannot be a name; use a-z, 0-9 and _, a letter first"
            faults.append(Fault(spot, message))
        elif name in first:
            faults.append(Fault(spot, f"{key}: '{name}' stands in line {first[name]} already; name it once"))
        else:
            first[name] = row.line
            rows.append(TableRow(name, cells, spot))
    return rows, faults


def _ill_named(source: Source, line: int, columns: list[str], starts: list[int]) -> list[Fault]:
    faults = []
    for n, name in enumerate(columns):
        spot = Spot(source, line, starts[min(n, len(starts) - 1)])
        if not _SLUG.match(name):
            message = f"'{name[:40]}' cannot be the name of a column; use a-z, 0-9 and _, a letter first"
            faults.append(Fault(spot, message))
        elif name in columns[:n]:
            faults.append(Fault(spot, f"the column '{name}' stands here a second time; name it once"))
    return faults
