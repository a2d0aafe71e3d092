"""Load a scenario: find it, read it, change it as asked, check it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from dualsim.deprecations import warn
from dualsim.scenario.changes import overrides
from dualsim.scenario.changes.contradictions import contradictions
from dualsim.scenario.changes.event_changes import with_events_changed
from dualsim.scenario.changes.overrides import Changes
from dualsim.scenario.changes.renamed_keys import as_called_now
from dualsim.scenario.checks import (
    bodies,
    dating,
    institutions,
    letters,
    lifetimes,
    names,
    regions,
    schema_errors,
    sums,
)
from dualsim.scenario.derived import derived
from dualsim.scenario.errors import Fault, ScenarioError, Source, Spot, in_order
from dualsim.scenario.files import checksum
from dualsim.scenario.files.extends import Bundled, extended, files_under, merged_over, strangers
from dualsim.scenario.files.node import Node, node_of
from dualsim.scenario.files.yaml_reader import read_file, read_text
from dualsim.scenario.files.yaml_writer import write
from dualsim.scenario.from_below import unlisted
from dualsim.scenario.group_parts import with_parts
from dualsim.scenario.kinds_of_place import PlaceKindBlock
from dualsim.scenario.place_kinds.writing_out import kinds_of, written_out
from dualsim.scenario.schema import Scenario
from dualsim.scenario.suggestions import unknown
from dualsim.scenario.tables.rows import with_rows

CHECKS = (names, bodies, institutions, sums, regions, dating, letters)
KINDS = "kinds_of_place.yaml"  # the bundled file that describes kinds of place


def load(
    source: Scenario | str | Path,
    *,
    changes: Changes = (),
    without: Iterable[str] = (),
    move: Iterable[str] = (),
    scale: Iterable[str] = (),
    until: str | None = None,
    set: Iterable[str] = (),
) -> Scenario:
    """A scenario by bundled name, file or itself, changed as asked; raise ScenarioError with all faults."""
    changes = _changes(changes, set)
    if isinstance(source, Scenario) and not any((changes, without, move, scale, until)):
        return source
    scenario, faults = check(source, changes=changes, without=without, move=move, scale=scale, until=until)
    if scenario is None:
        raise ScenarioError(faults)
    return scenario


def check(
    source: Scenario | str | Path,
    *,
    changes: Changes = (),
    without: Iterable[str] = (),
    move: Iterable[str] = (),
    scale: Iterable[str] = (),
    until: str | None = None,
    set: Iterable[str] = (),
) -> tuple[Scenario | None, list[Fault]]:
    """A scenario, or None if something is wrong, and all faults and warnings in order."""
    tree, faults, is_checked = _read(source)
    if tree is None:
        return None, in_order(faults)
    changes, without, move, scale = _changes(changes, set), tuple(without), tuple(move), tuple(scale)
    faults += contradictions(changes, without, move, scale)
    tree, unset = overrides.changed(tree, changes)
    # A study leaves out what others build on, so founding is looked at before that, once.
    late = [] if is_checked else lifetimes.examine(tree)
    tree, turned = with_events_changed(tree, move, scale)
    tree, uncut = overrides.shortened(tree, until) if until is not None else (tree, [])
    tree, gone = overrides.left_out(tree, without)
    scenario, found = _examine(tree)
    faults = in_order([*faults, *unset, *late, *turned, *uncut, *gone, *found])
    return (None if _errors(faults) else scenario), faults


def check_text(text: str, name: str) -> tuple[Scenario | None, list[Fault]]:
    """The scenario of a text from outside, or None, and all faults; it may build on bundled files alone."""
    tree, faults = read_text(Source(name, text))
    foreign = [] if tree is None else strangers(tree, _bundled())
    if tree is None or foreign:
        return None, in_order([*faults, *foreign])
    tree, faults = _whole(tree, faults, _bundled().folder / name, foreign=True)
    if tree is None:
        return None, in_order(faults)
    scenario, found = _examine(tree)
    faults = in_order([*faults, *lifetimes.examine(tree), *found])
    return (None if _errors(faults) else scenario), faults


def overlaid(
    source: Scenario | str | Path, blocks: Node, values: Node, without: Iterable[str] = ()
) -> tuple[Scenario | None, list[Fault]]:
    """A scenario without some events, with blocks merged over it and values at paths, and its faults."""
    tree, faults, _ = _read(source)
    if tree is None:
        return None, in_order(faults)
    tree, gone = overrides.left_out(tree, tuple(without))
    tree, pruned = merged_over(tree, blocks)
    tree, unset = overrides.laid_over(tree, values)
    scenario, found = _examine(tree)
    faults = in_order([*faults, *gone, *pruned, *unset, *found])
    return (None if _errors(faults) else scenario), faults


def _changes(changes: Changes, old: Iterable[str]) -> Changes:
    """Changes as they are asked for, or by the name that they had before."""
    old, changes = tuple(old), changes if isinstance(changes, Mapping) else tuple(changes)
    if not old:
        return changes
    if changes:
        raise TypeError("set: it is the old name of changes; give one of them")
    warn("set=[...]", "changes={...}", stacklevel=4)
    return old


def list_scenarios() -> dict[str, Path]:
    """The scenarios that come with dualsim: name and file."""
    return {name: _bundled().folder / f"{name}.yaml" for name in _bundled().names}


def bundled_kinds() -> dict[str, PlaceKindBlock]:
    """The kinds of place that come with dualsim, by name."""
    tree, _ = read_file(_bundled().folder / KINDS)
    return kinds_of(tree)[0].place_kinds if tree is not None else {}


def files_of(source: str | Path) -> list[Path]:
    """The files that a scenario is read from, its own and those that it builds on; those that are there."""
    path = _find(source)
    tree = read_file(path)[0] if isinstance(path, Path) else None
    return files_under(tree, path, _bundled()) if tree is not None and isinstance(path, Path) else []


def read_manifest(path: str | Path) -> tuple[Scenario, dict[str, Any]]:
    """The scenario of a run's manifest, and what else it says; raise ScenarioError if it is none."""
    tree, faults = read_file(Path(path))
    if tree is not None and tree.child("manifest") is None:
        message = "this is not the manifest of a run; it has no 'manifest: 1'"
        faults = [*faults, Fault(Spot(Source(str(path))), message)]
    if tree is None or _errors(faults):
        raise ScenarioError(faults)
    rest = {key: node.plain() for key, node in tree.items() if key not in ("scenario", checksum.KEY)}
    return load(path), rest


def is_manifest(source: str | Path) -> bool:
    """Whether a source is the manifest of a run."""
    if not Path(source).is_file():
        return False
    with open(source, "rb") as file:
        return b"\nmanifest:" in b"\n" + file.read(10_000)


def from_text(text: str, name: str = "scenario") -> Scenario:
    """The scenario of a text that `Scenario.text` wrote; raise ScenarioError with all faults."""
    tree, faults = read_text(Source(name, text))
    scenario, found = _examine(tree) if tree is not None else (None, [])
    faults = in_order([*faults, *found])
    if scenario is None or _errors(faults):
        raise ScenarioError(faults)
    return scenario


def _errors(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.severity == "error"]


def _examine(tree: Node) -> tuple[Scenario | None, list[Fault]]:
    """The scenario of a tree, and everything that is wrong but for authorities that are not there in time."""
    tree, ill = derived(tree)
    tree, old = as_called_now(tree)
    tree, parted = with_parts(tree)  # what was changed since it was read may speak of a whole
    scenario, faults = schema_errors.examine(tree)
    faults = [*ill, *old, *parted, *faults, *(fault for check in CHECKS for fault in check.examine(tree))]
    if scenario is None or not scenario.from_below or _errors(faults):
        return scenario, faults
    return from_text(write(unlisted(scenario)), scenario.title), faults


def _read(source: Scenario | str | Path) -> tuple[Node | None, list[Fault], bool]:
    """The merged tree of a scenario, its faults, and whether it ran, or was loaded, before."""
    if isinstance(source, Scenario):
        given = source.model_dump(by_alias=True, exclude_unset=True)
        return node_of(given, Spot(Source(source.title))), [], True
    path = _find(source)
    if isinstance(path, Fault):
        return None, [path], False
    tree, faults = read_file(path)
    if tree is None or tree.child("manifest") is None:
        whole = (None, faults) if tree is None else _whole(tree, faults, path)
        return *whole, False
    if not checksum.is_sealed_text(tree.spot.source.text):
        message = "this manifest was changed since it was made, or made before manifests had a checksum; "
        return None, [*faults, Fault(Spot(Source(str(path))), f"{message}run a scenario file instead")], True
    inner = tree.child("scenario")
    if inner is None or not isinstance(inner.value, dict):
        message = "the manifest has no 'scenario:' to run; is the file whole?"
        return None, [*faults, Fault(tree.spot, message)], True
    return inner, faults, True


def _whole(
    tree: Node, faults: list[Fault], path: Path, *, foreign: bool = False
) -> tuple[Node | None, list[Fault]]:
    """A tree with all that it builds on, and its places written out."""
    whole, found = extended(tree, faults, path, _bundled())
    if whole is None:
        return None, found
    whole, missing = with_rows(whole, _bundled().folder, foreign=foreign)
    if whole is None:
        return None, [*found, *missing]
    whole, wrong = written_out(whole)
    return (whole if whole is None else with_parts(whole)[0]), [*found, *wrong]


def _find(source: str | Path) -> Path | Fault:
    """The file that a name or path means, or what is wrong with it."""
    text = str(source)
    known = list_scenarios()
    if isinstance(source, str) and text in known and not Path(text).is_file():
        return known[text]
    path = Path(source)
    looks_like_a_file = isinstance(source, Path) or path.suffix or len(path.parts) > 1
    if not text or (not looks_like_a_file and not path.exists()):
        return Fault(Spot(Source(text or "''")), unknown("scenario", text, known))
    if path.stem in known and not path.exists():
        message = f"there is no such file; did you mean the scenario '{path.stem}', which comes with dualsim?"
        return Fault(Spot(Source(text)), message)
    return path


@cache
def _bundled() -> Bundled:
    folder = files("dualsim").joinpath("data", "scenarios")
    path = Path(str(folder))
    if not path.is_dir():
        path = Path(__file__).resolve().parents[3] / "scenarios"
    return Bundled(path, tuple(_bundled_in(path)))


def _bundled_in(folder: Path) -> list[str]:
    """The names of the scenarios in a folder: files with a title."""
    found = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    return [path.stem for path in found if "\ntitle:" in "\n" + path.read_text(encoding="utf-8")]
