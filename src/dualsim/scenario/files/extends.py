"""One scenario file built on others: which files those may be, and how they merge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from dualsim.scenario.errors import Fault, quoted
from dualsim.scenario.fields import is_number
from dualsim.scenario.files.node import Node
from dualsim.scenario.files.pruning import without_followers
from dualsim.scenario.files.yaml_reader import read_file
from dualsim.scenario.suggestions import unknown


@dataclass(frozen=True)
class Bundled:
    """The scenarios that come with the package: a folder, and their names."""

    folder: Path
    names: tuple[str, ...]


def extended(
    tree: Node, faults: list[Fault], path: Path, bundled: Bundled
) -> tuple[Node | None, list[Fault]]:
    """A tree merged with the files that its key `extends` names, and what is wrong; no tree if one lacks.

    A file that several of them build on counts once, beneath them all.
    """
    layers: dict[Path, Node] = {}
    found = list(faults)
    if not _stack(tree, bundled, (path,), layers, found):
        once = {str(fault): fault for fault in found}  # each that builds on an unreadable file tries it
        return None, list(once.values())
    whole, *tops = layers.values()
    for top in tops:
        whole, gone = merged_over(whole, top)
        found += gone
    return whole, found


def strangers(tree: Node, bundled: Bundled) -> list[Fault]:
    """A fault for each file under `extends` that is not bundled; it does not say whether there is one."""
    known = {name for file in bundled.folder.glob("*.yaml") for name in (file.name, file.stem)}
    message = f"a scenario from outside builds on bundled ones alone; there is {', '.join(bundled.names)}"
    named = tree.listed("extends")
    return [
        Fault(one.best, message) for one in named if not (isinstance(one.value, str) and one.value in known)
    ]


def files_under(tree: Node, path: Path, bundled: Bundled) -> list[Path]:
    """The files that a tree is merged from, itself last, as far as they can be read."""
    layers: dict[Path, Node] = {}
    _stack(tree, bundled, (path,), layers, [])
    return list(layers)


def _stack(
    tree: Node, bundled: Bundled, chain: tuple[Path, ...], layers: dict[Path, Node], faults: list[Fault]
) -> bool:
    """Put the last file of a chain on top of those that it builds on; whether all of them could be read."""
    whole = True
    for name in tree.listed("extends"):
        found = _base_of(name.value, chain[-1].parent, bundled)
        circle = _circle(found, chain) if isinstance(found, Path) else found
        if isinstance(found, str) or circle:
            faults.append(Fault(name.best, str(circle)))
            whole = False
        elif found.resolve() not in layers:
            base, wrong = read_file(found)
            faults += wrong
            whole = base is not None and _stack(base, bundled, (*chain, found), layers, faults) and whole
    own = {key: node for key, node in tree.items() if key != "extends"}
    layers[chain[-1].resolve()] = Node(own, tree.spot)
    return whole


def merged_over(base: Node, top: Node) -> tuple[Node, list[Fault]]:
    """A file merged over another, without what follows from events that it removes, and what to say of it."""
    there = dict(base.entries("events"))
    removed = {key: node.best for key, node in top.entries("events") if node.value is None and key in there}
    whole, faults = without_followers(merged(base, top), removed)
    return whole, [*_emptied(base, top), *faults]


def _emptied(base: Node, top: Node) -> Iterator[Fault]:
    """A fault for each key with nothing behind it, which would remove in silence what is beneath."""
    for key, node in top.items():
        under = base.child(key)
        if under is not None and node.value is None and not node.is_written:
            message = f"nothing stands here, and {quoted(key)} of the extended file would be gone"
            yield Fault(node.best, f"{message}; write null if that is meant")
        elif under is not None:
            yield from _emptied(under, node)


def merged(base: Node, top: Node) -> Node:
    """Mappings merged key by key, everything else replaced, and keys removed that are null on top."""
    if not isinstance(base.value, dict) or not isinstance(top.value, dict):
        return top
    if is_number(base.value) or is_number(top.value):
        return top
    entries = dict(base.value)
    for key, node in top.value.items():
        if node.value is None and key in entries:
            if node.is_written:
                del entries[key]
        else:
            entries[key] = merged(entries[key], node) if key in entries else node
    return Node(entries, top.spot, top.key)


def _base_of(name: object, folder: Path, bundled: Bundled) -> Path | str:
    """The file that `extends` means, or what is wrong with it."""
    if not isinstance(name, str):
        return "a file's name belongs here; `extends` names one file in the same folder, or a list of them"
    parts = PurePosixPath(name)
    if parts.is_absolute() or PureWindowsPath(name).anchor or ".." in parts.parts or "\\" in name:
        return f"{quoted(name)} leaves the scenario's folder; name a file in the same folder or below"
    try:
        if (folder / name).is_file():
            if not (folder / name).resolve().is_relative_to(folder.resolve()):
                return f"{quoted(name)} is a link that leaves the scenario's folder; copy the file"
            return folder / name
        for file in (bundled.folder / name, bundled.folder / f"{name}.yaml"):
            if file.is_file():
                return file
    except (OSError, ValueError):
        return f"{quoted(name)} is no name for a file; name one in the same folder, such as behaviour.yaml"
    there = {file.name for file in folder.glob("*.yaml")} | set(bundled.names)
    return unknown("file or bundled scenario", str(name), there)


def _circle(found: Path, chain: tuple[Path, ...]) -> str:
    """What is wrong if a file extends itself in a circle, or nothing."""
    places = [path.resolve() for path in chain]
    if found.resolve() not in places:
        return ""
    names = [path.name for path in chain[places.index(found.resolve()) :]]
    return f"a circle: {' extends '.join([*names, found.name])}; one of them has to stand on its own"
