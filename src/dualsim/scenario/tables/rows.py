"""Each row of a table becomes what its template says: places, regions, bodies, numbers of all of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from dualsim.scenario.checks.schema_errors import misfits
from dualsim.scenario.derived import FORMULAS, NUMBERS, is_formula, written
from dualsim.scenario.errors import Fault, Spot
from dualsim.scenario.files.node import Node
from dualsim.scenario.formulas import DRAW, evaluated, names_in, parsed, replaced
from dualsim.scenario.kinds_of_place import Sketch
from dualsim.scenario.shape import block_shape, number
from dualsim.scenario.suggestions import unknown
from dualsim.scenario.tables.blocks import BlankBlock, TableBlock, Tables
from dualsim.scenario.tables.reading import TableRow, any_between, rows_of

KEY = "tables"
_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_SETTLED = {"people", "workers", "garrison", "days_by_rail", "land_hunger", "members"} & set(
    Sketch.model_fields
)


class Faulty(Exception):  # noqa: N818
    """A part of a row that cannot be written out."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Filling(NamedTuple):
    """One row, and all that its formulas may name."""

    row: TableRow
    table: TableBlock
    numbers: Mapping[str, float]  # of the scenario


def with_rows(tree: Node, folder: Path, *, foreign: bool = False) -> tuple[Node | None, list[Fault]]:
    """A tree with what the rows of its tables become beneath it, and what is wrong; none if ill told.

    A table lies in the folder of the file that names it, or among the bundled files in `folder`; one that a
    `foreign` text names, in the latter alone.
    """
    asked = tree.child(KEY)
    if asked is None:
        return tree, []
    bare = Node({key: node for key, node in tree.items() if key != KEY}, tree.spot, tree.key)
    try:
        tables = Tables.model_validate({KEY: asked.plain()}).tables
    except ValidationError as error:
        return None, misfits(Node({KEY: asked}, tree.spot), error, block_shape(Tables))
    numbers = {key: value for key, node in tree.entries(NUMBERS) if (value := number(node)) is not None}
    faults: list[Fault] = []
    for name, table in tables.items():
        block = asked.child(name)
        assert block is not None
        rows, wrong = _rows(block, table, None if foreign else Path(block.spot.source.name).parent, folder)
        faults += wrong
        template = block.child("rows")
        for row in rows if template is not None else ():
            try:
                filled = _filled(template, Filling(row, table, numbers), ())  # type: ignore[arg-type]
                bare = under(bare, filled)
            except Faulty as faulty:
                if faulty.fault.spot not in [fault.spot for fault in faults]:  # one row is enough to tell
                    faults.append(faulty.fault)
    return (None if faults else bare), faults


def _rows(
    block: Node, table: TableBlock, own: Path | None, folder: Path
) -> tuple[list[TableRow], list[Fault]]:
    """The rows of a table that are not passed over."""
    file = block.child("file")
    assert file is not None
    if Path(table.file).name != table.file:
        return [], [Fault(file.best, f"'{table.file}' leaves the scenario's folder; name a file in it")]
    beside = own / table.file if own is not None else None
    path = beside if beside is not None and beside.is_file() else folder / table.file
    if not path.is_file():
        there = {one.name for where in (own, folder) if where is not None for one in where.glob("*.csv")}
        return [], [Fault(file.best, unknown("table", table.file, sorted(there)))]
    rows, faults = rows_of(path, table.key)
    known = [row.key for row in rows]
    for n, name in enumerate(table.leave_out):
        if name not in known and rows:
            at = block.at("leave_out", n)
            faults.append(Fault(at.best if at else block.named, unknown("row", name, known)))
    for name in table.blanks:
        if rows and name not in rows[0].cells:
            at = block.at("blanks", name)
            told = f"blanks: {unknown('column', name, rows[0].cells)}"
            faults.append(Fault(at.named if at else block.named, told))
    return [row for row in rows if row.key not in table.leave_out], faults


def under(top: Node, base: Node) -> Node:
    """A tree with what another has besides; what both have stays, and what is null on top is gone."""
    if not isinstance(top.value, dict) or not isinstance(base.value, dict):
        return top
    entries = dict(top.value)
    for key, node in base.value.items():
        if key not in entries:
            entries[key] = node
        elif entries[key].value is not None:
            entries[key] = under(entries[key], node)
    return Node(entries, top.spot, top.key)


def _filled(node: Node, one: Filling, path: tuple[str, ...]) -> Node:
    """A part of the template for one row."""
    if is_formula(node):
        return Node(_worked_out(node, one, path), node.spot, node.key)
    if isinstance(node.value, dict):
        entries: dict[str, Node] = {}
        for key, child in node.value.items():
            name = _text(key, child.named, one)
            filled = _filled(child, one, (*path, name))
            if not (
                path and path[-1] in ("rail", "letters") and name == path[-2]
            ):  # a place has no way to itself
                entries[name] = filled
        return Node(entries, node.spot, node.key)
    if isinstance(node.value, list):
        return Node([_filled(child, one, path) for child in node.value], node.spot, node.key)
    if isinstance(node.value, str):
        return Node(_text(node.value, node.best, one), node.spot, node.key)
    return node


def _is_settled(path: tuple[str, ...]) -> bool:
    """Whether a number of a place has to be known when its kind is written out."""
    return path[:1] == ("places",) and len(path) > 2 and path[2] in _SETTLED


def _text(text: str, spot: Spot, one: Filling) -> str:
    """A text with the row's cells in the place of `{column}`."""

    def cell(found: re.Match[str]) -> str:
        if found[1] not in one.row.cells:
            raise Faulty(Fault(spot, unknown("column", found[1], one.row.cells)))
        return one.row.cells[found[1]].text

    return _NAMED.sub(cell, text)


def _worked_out(node: Node, one: Filling, path: tuple[str, ...]) -> float | str:
    """What a formula of the template is for this row: a number, or what is left of it to follow others."""
    try:
        formula = parsed(_text(str(node.value), node.best, one))
        formula = _known(formula, one, ())
        follows = bool(names_in(formula)) or (DRAW in one.numbers and "between(" in ast.unparse(formula))
        value = evaluated(formula, one.numbers)
        kept = path[:1] == (FORMULAS,) or (follows and not _is_settled(path))
        return written(formula) if kept else value
    except ValueError as error:
        raise Faulty(Fault(node.best, f"{one.row.key}: {error}")) from None


def _known(formula: ast.expr, one: Filling, above: tuple[str, ...]) -> ast.expr:
    """A formula with all that is known of the row in it; what is left are numbers of the scenario."""
    values: dict[str, ast.expr] = {}
    for name in names_in(formula):
        if name in above:
            raise ValueError(f"columns: '{name}' follows from itself; give it a formula of other columns")
        if name in one.table.columns:
            values[name] = _known(parsed(one.table.columns[name]), one, (*above, name))
        elif name in one.row.cells:
            values[name] = column(name, one)
        elif name in one.table.constants:
            values[name] = ast.Constant(one.table.constants[name].value)
        elif name not in one.numbers:
            known = [*one.table.columns, *one.row.cells, *one.table.constants, *one.numbers]
            raise ValueError(unknown("number or column", name, known))
    return replaced(formula, values)


def column(name: str, one: Filling) -> ast.expr:
    """The cell of a column as a part of a formula; what stands for it if it is empty."""
    cell = one.row.cells[name]
    try:
        value = cell.value(f"{one.row.key}.{name}")
    except ValueError as error:
        raise Faulty(Fault(cell.spot, f"{name}: {error}")) from None
    if value is not None:
        return value
    blank = one.table.blanks.get(name)
    if blank is None:
        message = (
            f"{name}: nothing stands here, and it is needed; fill it, or say what stands for it in 'blanks'"
        )
        raise Faulty(Fault(cell.spot, message))
    return _instead(name, blank, one)


def _instead(name: str, blank: BlankBlock, one: Filling) -> ast.expr:
    if blank.value is not None:
        return ast.Constant(blank.value.value)
    if blank.low is not None and blank.high is not None:
        return any_between(blank.low.value, blank.high.value, f"{one.row.key}.{name}")
    if blank.formula is None:
        raise ValueError(f"blanks: '{name}' says nothing; give a value, low and high, or a formula")
    return _known(parsed(blank.formula), one, (name,))
