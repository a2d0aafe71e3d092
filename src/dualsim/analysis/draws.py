"""Draws of parameters: what uncertain numbers may be, a column for each path and a row for each draw."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dualsim.scenario.changes.overrides import entry_name
from dualsim.scenario.errors import Fault, ScenarioError, Source, quoted, whole
from dualsim.scenario.files.csv_table import Row, read_table, rows_of_table
from dualsim.scenario.files.yaml_reader import read_file
from dualsim.scenario.loading import list_scenarios
from dualsim.scenario.paths import nudged

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

SHOWN = 20  # faults, after which the rest is not looked at
POSTERIOR = "posterior.csv"  # beside the scenarios that come with dualsim


class Draws:
    """A table of draws: paths, and in each row a value for each."""

    def __init__(
        self, source: Source, head: Row, rows: Sequence[Mapping[str, float]], lines: Sequence[Row]
    ) -> None:
        self.source, self.head, self.rows, self.lines = source, head, rows, lines

    def of(self, scenario: Scenario) -> list[dict[str, float]]:
        """The draws of the numbers that a scenario has; raise ScenarioError for a path that is not there.

        A path of another place, such as `parties.sr.organisation.petrograd` in a run of Kazan, is left out.
        """
        kept, faults = [], []
        for n, path in enumerate(self.rows[0]):
            try:
                nudged(scenario, {path: self.rows[0][path]})
                kept.append(path)
            except KeyError as error:
                if not _elsewhere(path, scenario.places):
                    message = f"{error.args[0]}, in the scenario '{scenario.title}'"
                    faults.append(Fault(self.head.spot(self.source, n), message))
        found = [{path: row[path] for path in kept} for row in self.rows]
        faults = faults or self._refused(scenario, found)
        if faults:
            raise ScenarioError(faults)
        return found

    def _refused(self, scenario: Scenario, rows: Sequence[Mapping[str, float]]) -> list[Fault]:
        """Values that `--set` would refuse, too; draws are tried one by one only if the ends are refused."""
        paths = list(rows[0])
        ends = [{path: end(row[path] for row in rows) for path in paths} for end in (min, max)]
        if not any(_faults_in(scenario, values) for values in ends):
            return []
        where = {entry_name(path): list(self.rows[0]).index(path) for path in paths}
        faults = []
        for line, values in zip(self.lines, rows, strict=True):
            for fault in _faults_in(scenario, values):
                spot = line.spot(self.source, where.get(fault.spot.source.name, 0))
                faults.append(Fault(spot, fault.message))
            if len(faults) >= SHOWN:
                break
        return faults


def _faults_in(scenario: Scenario, values: Mapping[str, float]) -> list[Fault]:
    """What a scenario says against some values."""
    try:
        scenario.replace(values)
    except ScenarioError as error:
        return [fault for fault in error.faults if fault.severity == "error"]
    return []


def read_draws(path: str | Path) -> Draws:
    """Read a table of draws: a column for each path of a parameter, and a row for each draw.

    Raises ScenarioError, a ValueError, with everything in the table that cannot be used.

    >>> import dualsim
    >>> draws = dualsim.read_draws(dualsim.list_scenarios()["petrograd_1917"].with_name("posterior.csv"))
    >>> "behaviour.beta" in draws.rows[0]
    True
    """
    source = read_table(path)
    rows = rows_of_table(source)
    head = next(rows, None)
    if head is None:
        raise whole(source.name, "the file is empty; its first line names a parameter over each column")
    paths = [cell.strip() for cell in head.cells]
    faults = [
        Fault(head.spot(source, n), f"{quoted(path)}: {said}")
        for n, path in enumerate(paths)
        for said in (["no path of a parameter; write it as in behaviour.beta"] if "." not in path else [])
        + (["stands over two columns; name it once"] if path in paths[:n] else [])
    ]
    found, lines = [], list[Row]()
    for row in rows:
        lines.append(row)
        values, wrong = _values(source, row, paths)
        found.append(values)
        faults += wrong
    if faults:
        raise ScenarioError(faults)
    if not found:
        raise whole(source.name, "there is no draw in it; write one in each line below the first")
    return Draws(source, head, found, lines)


def default_draws() -> Path | None:
    """The draws that come with dualsim, if there are any."""
    for file in list_scenarios().values():
        path = file.with_name(POSTERIOR)
        return path if path.is_file() else None
    return None


def own_draws(name: str) -> Path | None:
    """The draws of one bundled scenario alone, `NAME_posterior.csv`, if there are any."""
    file = list_scenarios().get(name)
    path = file.with_name(f"{name}_{POSTERIOR}") if file is not None else None
    return path if path is not None and path.is_file() else None


def _values(source: Source, row: Row, paths: Sequence[str]) -> tuple[dict[str, float], list[Fault]]:
    if len(row.cells) != len(paths):
        message = f"this row has {len(row.cells)} cells, the first line has {len(paths)}"
        return {}, [Fault(row.spot(source, 0), message)]
    values, faults = dict[str, float](), []
    for n, (path, cell) in enumerate(zip(paths, row.cells, strict=True)):
        try:
            values[path] = float(cell)
        except ValueError:
            values[path] = math.nan
        if not math.isfinite(values[path]):
            faults.append(Fault(row.spot(source, n), f"{path}: {quoted(cell.strip())} is not a number"))
    return values, faults


def _elsewhere(path: str, here: Iterable[str]) -> bool:
    """Whether a path speaks of a known place that is not here, or of a body named after one."""
    steps = path.split(".")
    others = _places() - set(here)
    return any(step == place or step.startswith(f"{place}_") for place in others for step in steps)


@cache
def _places() -> frozenset[str]:
    """The places of the scenarios that come with dualsim."""
    trees = [read_file(file)[0] for file in list_scenarios().values()]
    blocks = [tree.child("places") for tree in trees if tree is not None]
    return frozenset(name for block in blocks if block is not None for name, _ in block.items())
