"""One scenario file built on another: which file that may be, and how the two merge."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from dualsim.document import read_file
from dualsim.faults import Fault, quoted
from dualsim.fields import is_number
from dualsim.tree import Node
from dualsim.words import unknown


@dataclass(frozen=True)
class Shelf:
    """The scenarios that come with the package: a folder, and their names."""

    folder: Path
    names: tuple[str, ...]


def read_extended(path: Path, shelf: Shelf, chain: tuple[Path, ...] = ()) -> tuple[Node | None, list[Fault]]:
    """The tree of a file merged with what it extends, and what is wrong; no tree if a file cannot be read."""
    tree, faults = read_file(path)
    if tree is None:
        return None, faults
    return extended(tree, faults, path, shelf, (*chain, path))


def extended(
    tree: Node, faults: list[Fault], path: Path, shelf: Shelf, chain: tuple[Path, ...]
) -> tuple[Node | None, list[Fault]]:
    """A tree merged with the file that its key `extends` names."""
    name = tree.child("extends")
    if name is None or name.value is None:
        return tree, faults
    found = _base_of(name.value, path.parent, shelf)
    circle = _circle(found, chain) if isinstance(found, Path) else found
    if isinstance(found, str) or circle:
        return None, [*faults, Fault(name.best, str(circle))]
    base, wrong = read_extended(found, shelf, chain)
    top = Node({key: node for key, node in tree.items() if key != "extends"}, tree.spot)
    return (merged(base, top) if base is not None else None), [*faults, *wrong]


def merged(base: Node, top: Node) -> Node:
    """Mappings merged key by key, everything else replaced, and keys removed that are null on top."""
    if not isinstance(base.value, dict) or not isinstance(top.value, dict):
        return top
    if is_number(base.value) or is_number(top.value):
        return top
    entries = dict(base.value)
    for key, node in top.value.items():
        if node.value is None and key in entries:
            del entries[key]
        else:
            entries[key] = merged(entries[key], node) if key in entries else node
    return Node(entries, top.spot, top.key)


def _base_of(name: object, folder: Path, shelf: Shelf) -> Path | str:
    """The file that `extends` means, or what is wrong with it."""
    if not isinstance(name, str):
        return "a file's name belongs here; `extends` builds on one file in the same folder"
    parts = PurePosixPath(name)
    if parts.is_absolute() or PureWindowsPath(name).anchor or ".." in parts.parts or "\\" in name:
        return f"{quoted(name)} leaves the scenario's folder; name a file in the same folder or below"
    try:
        if (folder / name).is_file():
            if not (folder / name).resolve().is_relative_to(folder.resolve()):
                return f"{quoted(name)} is a link that leaves the scenario's folder; copy the file"
            return folder / name
        for bundled in (shelf.folder / name, shelf.folder / f"{name}.yaml"):
            if bundled.is_file():
                return bundled
    except (OSError, ValueError):
        return f"{quoted(name)} is no name for a file; name one in the same folder, such as behaviour.yaml"
    there = {file.name for file in folder.glob("*.yaml")} | set(shelf.names)
    return unknown("file or bundled scenario", str(name), there)


def _circle(found: Path, chain: tuple[Path, ...]) -> str:
    """What is wrong if a file extends itself in a circle, or nothing."""
    places = [path.resolve() for path in chain]
    if found.resolve() not in places:
        return ""
    names = [path.name for path in chain[places.index(found.resolve()) :]]
    return f"a circle: {' extends '.join([*names, found.name])}; one of them has to stand on its own"
