"""What becomes of a mutated file: refused, read the same, or read otherwise in the mutated place alone."""

from __future__ import annotations

import csv
import shutil
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import xarray as xr
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from dualsim.analysis.evaluation.observations import read_observations
from dualsim.runs.plan import read_plan
from dualsim.runs.single import open_run
from dualsim.scenario.errors import ScenarioError
from dualsim.scenario.fields import ORIGINS
from dualsim.scenario.loading import check, read_manifest
from dualsim.scenario.refusals import is_refusal
from mutations import OF_BYTES, OF_TEXT, lines_of, mutant, touched

REFUSED, SAME, IN_PLACE = "refused", "read the same", "differs in that place alone"
SECONDS = 10
LEFT_OUT = "left out"  # before the names of events that a warning says are gone with what they follow from
BASES = (
    "behaviour.yaml",
    "provinces_1917.yaml",
    "russia_1917.yaml",
)  # files that are no scenario by themselves

Path_ = tuple[str, ...]


class MisreadError(AssertionError):
    """A mutant that was read wrongly in silence, or made trouble."""


class Case:
    """A file to be mutated: where its mutants go, and what reading one of them gives."""

    kinds = OF_TEXT

    def __init__(self, file: Path, target: Path) -> None:
        self.name, self.target = file.name, target
        self.original = file.read_bytes()
        target.write_bytes(self.original)
        self.before = self.read()

    def read(self) -> Any:
        """What the program reads; raises what the program raises."""
        raise NotImplementedError

    def judged(self, changed: bytes) -> str:
        """What became of a mutant; raise MisreadError if that is none of the three."""
        self.target.write_bytes(changed)
        try:
            with in_time():
                found = self.read()
        except Exception as error:
            if not is_refusal(error):
                raise MisreadError(f"{type(error).__name__}: {error}") from error
            self.check_refusal(error, changed)
            return REFUSED
        return SAME if self.equal(found) else self.placed(found, changed)

    def equal(self, found: Any) -> bool:
        return bool(found == self.before)

    def check_refusal(self, error: Exception, changed: bytes) -> None:
        """Raise MisreadError if an error does not say what it should."""
        if not str(error).strip():
            raise MisreadError("the refusal says nothing")

    def placed(self, found: Any, changed: bytes) -> str:
        """Where what was read differs; raise MisreadError if it may not."""
        raise MisreadError("it is read otherwise, and nothing is said")


@contextmanager
def in_time() -> Iterator[None]:
    """Stop what takes longer than ten seconds."""

    def stop(*_: Any) -> None:
        raise TimeoutError(f"it takes more than {SECONDS} s")

    old = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)


class ScenarioCase(Case):
    """A scenario file, or one that a scenario builds on."""

    def __init__(self, file: Path, folder: Path, *beside: Path) -> None:
        folder.mkdir()
        for other in beside:
            shutil.copy(other, folder)
        self.top = folder / (file.name if file.name not in BASES else beside[-1].name)
        super().__init__(file, folder / file.name)
        self.own, self.beneath = places_of(self.original)

    def read(self) -> tuple[dict[str, Any], set[str]]:
        scenario, faults = check(self.top)
        if scenario is None:
            raise ScenarioError(faults)
        warned = {name for fault in faults for name in fault.names.split(", ") if name}
        return scenario.model_dump(by_alias=True, exclude_unset=True), warned

    def equal(self, found: Any) -> bool:
        return bool(found[0] == self.before[0])

    def placed(self, found: Any, changed: bytes) -> str:
        old, new = touched(self.original, changed)
        moved = len(lines_of(changed)) - len(lines_of(self.original))
        # what stood beneath a key that is gone may come beneath another
        under = {line for start in old for line in self.beneath.get(start, ())}
        try:
            own, _ = places_of(changed)
        except YAMLError as error:
            raise MisreadError(f"it is read, and is no YAML: {error}") from error
        allowed = {path for line in old | under for path in self.own.get(line, ())}
        allowed |= {path for line in new | {n + moved for n in under} for path in own.get(line, ())}
        allowed |= {(LEFT_OUT, name) for name in found[1] - self.before[1]}
        strange = [path for path in differing(self.before[0], found[0]) if not _within(path, allowed)]
        if strange and ("extends",) not in allowed:
            raise MisreadError(
                f"line {_numbers(old | new)} is changed, and {'.'.join(strange[0])} is read otherwise"
            )
        return IN_PLACE


def _within(path: Path_, allowed: set[Path_]) -> bool:
    """Whether a path may differ, or is of a number that may, or of an event that is left out with one."""
    table, key = (*path, "", "")[:2]
    event = key.split(".")[1:2] if table == "vary" else [key] if table == "events" else []
    number = path[:-1] if path[-1] in ("value", *ORIGINS) else path
    return path in allowed or number in allowed or (LEFT_OUT, *event) in allowed


def differing(one: Any, other: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The paths of what differs between plain data; a list whose length differs is one place."""
    if isinstance(one, dict) != isinstance(other, dict) and "value" in (
        one if isinstance(one, dict) else other
    ):
        one, other = (part if isinstance(part, dict) else {"value": part} for part in (one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            if key not in one or key not in other:
                yield (*path, key)
            else:
                yield from differing(one[key], other[key], (*path, key))
    elif one != other:
        yield path


def places_of(data: bytes) -> tuple[dict[int, set[Path_]], dict[int, range]]:
    """For each line the paths of what is written on it, and the lines of the block that it begins."""
    own: dict[int, set[Path_]] = {}
    beneath: dict[int, range] = {}
    _gather(YAML(typ="safe", pure=True).compose(_text(data)), (), (own, beneath))
    return own, beneath


def _text(data: bytes) -> str:
    return b"\n".join(lines_of(data)).decode("utf-8-sig")


def _gather(node: Any, path: Path_, found: tuple[dict[int, set[Path_]], dict[int, range]]) -> None:
    own, beneath = found
    if isinstance(node, SequenceNode):  # its entries have no names of their own
        for line in range(node.start_mark.line, _last(node) + 1):
            own.setdefault(line, set()).add(path)
    if not isinstance(node, MappingNode):
        return
    for key, value in node.value:
        inner, first, last = (*path, str(key.value)), key.start_mark.line, _last(value)
        lines = range(first, last + 1) if isinstance(value, ScalarNode) else [first]
        for line in [*lines, *([last] if getattr(value, "flow_style", False) else [])]:
            own.setdefault(line, set()).add(inner)
        beneath[first] = range(first + 1, max(last + 1, beneath.get(first, range(0)).stop))
        _gather(value, inner, found)


def _last(node: Any) -> int:
    """The last line of a node: that of a block's last part, for its own end is where the next begins."""
    if not isinstance(node, ScalarNode) and not node.flow_style:
        part = node.value[-1]
        return _last(part[1] if isinstance(part, tuple) else part)
    mark = node.end_mark
    return int(mark.line) - (1 if mark.column == 0 and mark.line > node.start_mark.line else 0)


class ResultsCase(Case):
    """The results of a run in its folder, or one file of a folder of many."""

    kinds = OF_BYTES

    def __init__(self, file: Path, folder: Path) -> None:
        self.folder = folder
        super().__init__(file, file)

    def read(self) -> xr.Dataset:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                return open_run(self.folder).load()
            except RuntimeWarning as warned:  # that runs are left out is a refusal of their file
                raise ScenarioError([]) if "damaged" not in str(warned) else _ToldError(str(warned)) from None

    def equal(self, found: xr.Dataset) -> bool:
        return found.identical(self.before)


class _ToldError(ValueError):
    """Something that the program said in a warning."""

    told_to_the_user = True


class ManifestCase(Case):
    """The manifest of a run or of many."""

    def __init__(self, file: Path, read: Callable[[Path], Any]) -> None:
        self._read = read
        super().__init__(file, file)

    def read(self) -> Any:
        return self._read(self.target)


def of_one(path: Path) -> Any:
    """What the manifest of a run says."""
    scenario, facts = read_manifest(path)
    return scenario.model_dump(), facts, scenario.text()


def of_many(path: Path) -> Any:
    """What the manifest of many runs says."""
    plan = read_plan(path.parent)
    return plan.scenario.model_dump(), plan.facts, plan.points


class TableCase(Case):
    """A table of observations, whose rows stand in a line each."""

    def read(self) -> list[str]:
        return [repr(seen) for seen in read_observations(self.target)]

    def check_refusal(self, error: Exception, changed: bytes) -> None:
        old, new = touched(self.original, changed)
        lines = {fault.spot.line - 1 for fault in getattr(error, "faults", ())}
        told = {n for n in new if f"line {n + 1} " in str(error)}
        if not told and not lines & (new or {n + by for n in old for by in (-1, 0)} | {0}):
            raise MisreadError(f"line {_numbers(new)} is changed, and it says: {str(error)[:300]}")

    def placed(self, found: list[str], changed: bytes) -> str:
        old, new = touched(self.original, changed)  # line 0 names the columns, line n is of row n - 1
        written = [n for n, line in enumerate(lines_of(changed)) if line.strip()][1:]
        rows = [row for row in csv.reader(StringIO(_text(changed))) if any(cell.strip() for cell in row)][1:]
        if len(old) == len(new) and len(written) == len(found):
            kept = [row for n, row in enumerate(self.before) if n + 1 not in old]
            same = [row for n, row in zip(written, found, strict=True) if n not in new] == kept
        else:
            head = min(old | new) - 1
            tail = max(0, len(self.before) - max(old, default=head))
            same = found[:head] == self.before[:head]
            same &= found[len(found) - tail :] == self.before[len(self.before) - tail :]
        if not same or len(found) != len(rows):
            raise MisreadError(f"line {_numbers(new)} is changed, and other rows are read otherwise or lost")
        return IN_PLACE


def _numbers(lines: set[int]) -> str:
    return ", ".join(str(line + 1) for line in sorted(lines)[:4])


def judged(case: Case, number: int, seed: int = 1) -> tuple[str, str]:
    """What became of the mutant of a number, and what was done to it; raise MisreadError with both."""
    kind, changed = mutant(case.original, case.kinds, (seed, number))
    try:
        return case.judged(changed), kind
    except MisreadError as wrong:
        raise MisreadError(f"{case.name}, mutant {number} of seed {seed} ({kind}): {wrong}") from wrong
    finally:
        case.target.write_bytes(case.original)
