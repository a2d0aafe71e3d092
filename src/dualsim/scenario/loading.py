"""Load a scenario: find it, read it, change it as asked, check it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from dualsim.scenario.changes import overrides
from dualsim.scenario.changes.event_changes import altered
from dualsim.scenario.checks import dating, lifetimes, names, schema_errors, sums
from dualsim.scenario.errors import Fault, Faults, Source, Spot, in_order
from dualsim.scenario.files.extends import Shelf, extended
from dualsim.scenario.files.node import Node, planted
from dualsim.scenario.files.yaml_reader import read_file, read_text
from dualsim.scenario.schema import Scenario
from dualsim.scenario.suggestions import unknown

CHECKS = (names, sums, dating)


def load(
    source: Scenario | str | Path,
    *,
    changes: Mapping[str, Any] | Iterable[str] = (),
    set: Iterable[str] = (),
    without: Iterable[str] = (),
    move: Iterable[str] = (),
    scale: Iterable[str] = (),
    until: str | None = None,
) -> Scenario:
    """A scenario by bundled name, file or itself, changed as asked; raise Faults with all that is wrong."""
    if isinstance(source, Scenario) and not (*changes, *set, *without, *move, *scale, *(until or ())):
        return source
    scenario, faults = check(
        source, changes=changes, set=set, without=without, move=move, scale=scale, until=until
    )
    if scenario is None:
        raise Faults(faults)
    return scenario


def check(
    source: Scenario | str | Path,
    *,
    changes: Mapping[str, Any] | Iterable[str] = (),
    set: Iterable[str] = (),
    without: Iterable[str] = (),
    move: Iterable[str] = (),
    scale: Iterable[str] = (),
    until: str | None = None,
) -> tuple[Scenario | None, list[Fault]]:
    """A scenario, or None if something is wrong, and all faults and warnings in order."""
    tree, faults, is_record = _read(source)
    if tree is None:
        return None, in_order(faults)
    if isinstance(changes, Mapping):
        tree, more = overrides.replaced(tree, changes)
    else:
        tree, more = overrides.applied(tree, (*changes, *set), None)
    # A study leaves out what others build on, so founding is looked at before that (and not in a manifest).
    in_time = [] if is_record else lifetimes.examine(tree)
    tree, turned = altered(tree, move, scale)
    tree, shorter = overrides.applied(tree, (), until)
    tree, still_more = overrides.left_out(tree, without)
    scenario, found = _examine(tree)
    faults = in_order([*faults, *more, *in_time, *turned, *shorter, *still_more, *found])
    return (None if _errors(faults) else scenario), faults


def bundled() -> dict[str, Path]:
    """The scenarios that come with dualsim: name and file."""
    return dict(_bundled())


list_scenarios = bundled


def schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, for editors."""
    loosened: dict[str, Any] = _loosened(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **Scenario.model_json_schema(by_alias=True),
        }
    )
    return loosened


def read_manifest(path: str | Path) -> tuple[Scenario, dict[str, Any]]:
    """The scenario of a run's manifest, and what else the manifest says; raise Faults if it is not one."""
    tree, faults = read_file(Path(path))
    if tree is not None and tree.child("manifest") is None:
        message = "this is not the manifest of a run; it has no 'manifest: 1'"
        faults = [*faults, Fault(Spot(Source(str(path))), message)]
    if tree is None or _errors(faults):
        raise Faults(faults)
    rest = {key: node.plain() for key, node in tree.items() if key != "scenario"}
    return load(path), rest


def is_manifest(source: str | Path) -> bool:
    """Whether a source is the manifest of a run."""
    if not Path(source).is_file():
        return False
    with open(source, "rb") as file:
        return b"\nmanifest:" in b"\n" + file.read(10_000)


def from_text(text: str, name: str = "scenario") -> Scenario:
    """The scenario of a text that `Scenario.text` wrote; raise Faults with everything that is wrong."""
    tree, faults = read_text(Source(name, text))
    scenario, found = _examine(tree) if tree is not None else (None, [])
    faults = in_order([*faults, *found])
    if scenario is None or _errors(faults):
        raise Faults(faults)
    return scenario


def replaced(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A scenario with values replaced by dotted path, checked anew; raise Faults if they do not fit."""
    tree, faults = overrides.replaced(_tree_of(scenario), changes)
    fresh, found = _examine(tree)
    faults = in_order([*faults, *found])
    if fresh is None or _errors(faults):
        raise Faults(faults)
    return fresh


def _errors(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.severity == "error"]


def _examine(tree: Node) -> tuple[Scenario | None, list[Fault]]:
    """The scenario of a tree, and everything that is wrong but for authorities that are not there in time."""
    scenario, faults = schema_errors.examine(tree)
    if scenario is not None:
        scenario._check = replaced
    return scenario, [*faults, *(fault for check in CHECKS for fault in check.examine(tree))]


def _read(source: Scenario | str | Path) -> tuple[Node | None, list[Fault], bool]:
    """The merged tree of a scenario, its faults, and whether it was in the manifest of a run."""
    if isinstance(source, Scenario):
        return _tree_of(source), [], False
    path = _find(source)
    if isinstance(path, Fault):
        return None, [path], False
    tree, faults = read_file(path)
    if tree is None or tree.child("manifest") is None:
        merged = (None, faults) if tree is None else extended(tree, faults, path, _shelf())
        return *merged, False
    inner = tree.child("scenario")
    if inner is None or not isinstance(inner.value, dict):
        message = "the manifest has no 'scenario:' to run; is the file whole?"
        return None, [*faults, Fault(tree.spot, message)], True
    return inner, faults, True


def _tree_of(scenario: Scenario) -> Node:
    return planted(scenario.model_dump(by_alias=True, exclude_unset=True), Spot(Source(scenario.title)))


def _find(source: str | Path) -> Path | Fault:
    """The file that a name or path means, or what is wrong with it."""
    text = str(source)
    known = bundled()
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
def _shelf() -> Shelf:
    folder = files("dualsim").joinpath("data", "scenarios")
    path = Path(str(folder))
    if not path.is_dir():
        path = Path(__file__).resolve().parents[3] / "scenarios"
    return Shelf(path, tuple(_bundled_in(path)))


def _bundled() -> dict[str, Path]:
    return {name: _shelf().folder / f"{name}.yaml" for name in _shelf().names}


def _bundled_in(folder: Path) -> list[str]:
    """The names of the scenarios in a folder: files with a title."""
    found = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    return [path.stem for path in found if "\ntitle:" in "\n" + path.read_text(encoding="utf-8")]


def _loosened(schema: Any) -> Any:
    """The schema without what a file that extends another may leave out or remove."""
    if isinstance(schema, list):
        return [_loosened(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    loose = {key: _loosened(part) for key, part in schema.items()}
    if "Block" in str(loose.get("title", "")) or loose.get("title") in ("Scenario", "Behaviour"):
        loose.pop("required", None)
    if isinstance(loose.get("additionalProperties"), dict):
        loose["additionalProperties"] = {"anyOf": [loose["additionalProperties"], {"type": "null"}]}
    if loose.get("title") == "Scenario":
        extends = {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "description": "A file in the same folder, or a bundled one, to build on; or a list of them.",
        }
        loose["properties"] = {**loose["properties"], "extends": extends}
    return loose
