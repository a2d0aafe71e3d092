"""What a file may say of a table from which it takes places."""

# ruff: noqa: RUF012 (pydantic copies every default)

from __future__ import annotations

from typing import Any

from pydantic import Field

from dualsim.scenario.fields import Block, Number, Part, Text


class BlankBlock(Block):
    """What stands for an empty cell: a number, anything between two, or what follows from other columns."""

    value: Number | None = None
    """A number."""
    low: Number | None = None
    """The least that it may be; with `high`."""
    high: Number | None = None
    """The most that it may be; with `low`."""
    formula: Text | None = None
    """How it follows from other columns, such as `=1.2 * km_moscow`."""


class TableBlock(Block):
    """A table with a row for each place or region, and what each row becomes."""

    file: Text
    """The table, with commas, in the folder of this file; its first line names the columns."""
    key: Text
    """The column that names each row."""
    constants: dict[str, Number] = {}
    """Numbers of formulas that are settled when the file is read."""
    columns: dict[str, Text] = {}
    """Further columns by a formula of others, such as `=population * urban_share`."""
    blanks: dict[str, BlankBlock] = {}
    """What stands for empty cells, by column."""
    leave_out: list[Text] = []
    """Rows that are passed over."""
    rows: dict[str, Any]
    """What each row becomes: sections of a scenario, with `{column}` in names and texts and `=formula` for
    numbers of the row's columns, constants and the scenario's `numbers`."""


class Tables(Part):
    """Tables; the key of a file that is gone when its places are written out."""

    tables: dict[str, TableBlock] = Field(default={})
    """Tables from which places, regions, bodies and numbers are written out, by name."""
