"""A table with commas, read so that every cell knows where in the file it stands."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dualsim.scenario.errors import Fault, ScenarioError, Source, Spot, whole
from dualsim.scenario.files.plain_text import decoded, unseen


class Row(NamedTuple):
    """A row of a table: the line where it begins, its cells, and the column of the line where each begins."""

    line: int
    cells: list[str]
    starts: list[int]

    def spot(self, source: Source, cell: int) -> Spot:
        """Where a cell stands; a cell that is missing stands at the end."""
        return Spot(source, self.line, self.starts[min(cell, len(self.starts) - 1)])


def read_table(path: str | Path) -> Source:
    """The text of a table in a file; raise ScenarioError if it cannot be read or is no text."""
    name = str(path)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise whole(
            name, f"cannot be read: {reason[:1].lower()}{reason[1:]}; give the path of a table"
        ) from None
    source = decoded(name, data)
    if bad := unseen(source, "table"):
        raise ScenarioError([bad])
    return source


def rows_of_table(source: Source) -> Iterator[Row]:
    """The rows of a table with commas, empty lines left out; raise ScenarioError for an open quote."""
    reader, before = csv.reader(source.text.splitlines(keepends=True), strict=True), 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            message = (
                "a quotation mark is never closed, or letters follow one that is; put it before the comma"
            )
            raise ScenarioError([Fault(Spot(source, before + 1, 1), message)]) from None
        line, before = before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield Row(line, cells, _starts(source.lines[line - 1]))


def _starts(line: str) -> list[int]:
    """The column where each cell of a line begins, counted from 1."""
    found, inside = [1], False
    for n, letter in enumerate(line):
        inside ^= letter == '"'
        if letter == "," and not inside:
            found.append(n + 2)
    return found
