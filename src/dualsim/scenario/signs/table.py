"""A table of signs read from its file: found beside the scenario, checked, with its counterfactuals made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from dualsim.scenario.checks.names import HasAxes
from dualsim.scenario.checks.schema_errors import misfits
from dualsim.scenario.errors import Fault, ScenarioError, quoted, whole
from dualsim.scenario.files.node import Node
from dualsim.scenario.files.yaml_reader import read_file
from dualsim.scenario.loading import list_scenarios, load, overlaid
from dualsim.scenario.schema import Scenario
from dualsim.scenario.shape import block_shape, scenario_shape
from dualsim.scenario.signs.blocks import CounterfactualBlock, TableBlock
from dualsim.scenario.signs.claims import Reader, Row
from dualsim.scenario.suggestions import unknown

FOLDER = "signs"  # beside the scenarios
AS_IT_WAS = ""  # the key of the scenario itself among the counterfactuals


class Table(NamedTuple):
    """A table of signs: what had been otherwise, as scenarios, and the rows."""

    path: str
    scenario: Scenario
    cases: dict[str, Scenario]  # by key; that of AS_IT_WAS is the scenario itself
    called: dict[str, str]  # the names of the counterfactuals
    acceptance_of: str | None
    rows: tuple[Row, ...]


def read_table(
    source: Scenario | str | Path, path: str | Path | None, measures: Mapping[str, HasAxes]
) -> Table:
    """The table of a scenario, or the one in a file; raise ScenarioError with all faults."""
    file = beside(source) if path is None else Path(path)
    tree, faults = read_file(file)
    if tree is None or faults:
        raise ScenarioError(faults)
    block = _block(tree)
    scenario = load(source)
    cases = {AS_IT_WAS: scenario}
    for key, node in tree.entries("counterfactuals"):
        case, wrong = _changed(source, scenario, block.counterfactuals[key], node)
        faults += wrong
        if case is not None:
            cases[key] = case
    reader = Reader(scenario, measures, block.counterfactuals)
    nodes = dict(tree.entries("rows"))
    rows = tuple(reader.row(key, row, nodes[key]) for key, row in block.rows.items())
    faults += reader.faults
    if block.acceptance_of is not None and block.acceptance_of not in scenario.authorities:
        at = tree.child("acceptance_of") or tree
        message = unknown("authority", block.acceptance_of, scenario.authorities)
        faults.append(Fault(at.best, message))
    if faults:
        raise ScenarioError(faults)
    called = {key: case.name for key, case in block.counterfactuals.items()}
    return Table(str(file), scenario, cases, called, block.acceptance_of, rows)


def beside(source: Scenario | str | Path) -> Path:
    """The file of a scenario's table: of its name, in the folder `signs` where the scenario is."""
    if isinstance(source, Scenario):
        raise ValueError("table: a scenario that was loaded has no file; name the file of its table")
    known = list_scenarios()
    path = known[str(source)] if str(source) in known and not Path(source).is_file() else Path(source)
    file = path.parent / FOLDER / path.name
    if path.exists() and not file.exists():
        there = sorted(one.stem for one in file.parent.glob("*.yaml"))
        others = f"; there is one for {', '.join(there)}" if there else ""
        raise whole(str(file), f"there is no table of signs for this scenario{others}; name one with --table")
    if not path.exists():
        load(source)  # says what was meant
    return file


def _block(tree: Node) -> TableBlock:
    """The table as its file says it; raise ScenarioError."""
    if tree.child("signs") is None:
        raise ScenarioError([Fault(tree.spot, "this is no table of signs; one begins with 'signs: 1'")])
    entries = dict(tree.items())
    cases = tree.child("counterfactuals")
    if cases is not None and isinstance(cases.value, dict):
        bare = {key: _part(case, blocks=False) for key, case in cases.items()}
        entries["counterfactuals"] = Node(bare, cases.spot, cases.key)
    bare_tree = Node(entries, tree.spot, tree.key)
    try:
        return TableBlock.model_validate(bare_tree.plain())
    except ValidationError as error:
        raise ScenarioError(misfits(bare_tree, error, block_shape(TableBlock))) from None


def _part(case: Node, *, blocks: bool) -> Node:
    """Of a counterfactual the blocks of the scenario, or all but them."""
    if not isinstance(case.value, dict):
        return case
    theirs = set(scenario_shape().keys)
    return Node({key: node for key, node in case.items() if (key in theirs) is blocks}, case.spot, case.key)


def _changed(
    source: Scenario | str | Path, scenario: Scenario, block: CounterfactualBlock, node: Node
) -> tuple[Scenario | None, list[Fault]]:
    """The scenario of a counterfactual, and the faults of it that lie in the table."""
    missing = list(_unknown_events(scenario, node))
    if missing:
        return None, missing
    values = node.child("values") or Node({}, node.spot)
    case, faults = overlaid(source, _part(node, blocks=True), values, block.without)
    return case, [fault for fault in faults if fault.severity == "error"]


def _unknown_events(scenario: Scenario, node: Node) -> Iterator[Fault]:
    for event in node.listed("without"):
        if event.value not in scenario.events:
            yield Fault(event.best, unknown("event", quoted(event.value)[1:-1], scenario.events))
