"""What may be written over: never what is read, and else only what was made for the same purpose."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from dualsim.runs.files import write_whole

REGISTER = ".dualsim.json"  # in each folder: which file was made for what, and what its bytes were

Purposes = Mapping[Path, str]  # each file to be written, and what for: in the words that a refusal says


@contextmanager
def claimed(files: Purposes, inputs: Iterable[Path] = (), *, force: bool = False) -> Iterator[list[Path]]:
    """Claim files for the work that is done inside; gives those that will be replaced.

    Raises ValueError, before the work, for a file that is an input, and, unless `force` is given, for one
    that is there and was not made for the same purpose, or was changed since; OSError where nothing can be
    written.
    """
    read = {identity for path in inputs if (identity := _identity(path)) is not None}
    for file in files:
        _check_place(file)
        if _identity(file) in read:
            raise ValueError(f"{file}: this command reads it, and would write over it; choose another place")
    there = [file for file in files if _identity(file) is not None]
    for file in there if not force else ():
        if wrong := _not_ours(file, files[file]):
            raise ValueError(f"{file}: {wrong}; choose another place, or write over it with --force")
    before = {file: _stamp(file) for file in files}
    try:
        yield there
    finally:
        _register({file: files[file] for file in files if _stamp(file) not in (None, before[file])})


def _check_place(file: Path) -> None:
    """Refuse a file that cannot be written: something else has its name, or its folder takes nothing."""
    if file.is_dir():
        raise ValueError(f"{file}: a folder is there; name a file")
    folder = next(folder for folder in file.parents if folder.exists())
    if not folder.is_dir():
        raise ValueError(f"{folder}: a file is there; name a folder, or another one")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from None


def _not_ours(file: Path, purpose: str) -> str:
    """Why a file may not be written over, or nothing."""
    known = _registered(file.parent).get(file.name)
    if known is None:
        return f"it is there already, and not made by {purpose}"
    if known["made_by"] != purpose:
        return f"it is there already, made by {known['made_by']} and not by {purpose}"
    return "" if known["sha256"] == _digest(file) else f"it was changed since it was made by {purpose}"


def _registered(folder: Path) -> dict[str, dict[str, str]]:
    """What is known of the files of a folder; nothing if the register is not there or not whole."""
    try:
        known = json.loads((folder / REGISTER).read_text(encoding="utf-8"))
        return {name: {key: str(one[key]) for key in ("made_by", "sha256")} for name, one in known.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _register(written: Purposes) -> None:
    """Write down what was made, and what for."""
    for folder in {file.parent for file in written}:
        made = {
            file.name: {"made_by": purpose, "sha256": _digest(file)}
            for file, purpose in written.items()
            if file.parent == folder
        }
        known = {name: one for name, one in _registered(folder).items() if (folder / name).exists()}
        if {**known, **made} != known:
            write_whole(folder / REGISTER, json.dumps({**known, **made}, ensure_ascii=False, indent=1) + "\n")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        found = sha256()
        while part := content.read(1 << 20):
            found.update(part)
    return found.hexdigest()


def _identity(file: Path) -> tuple[int, int] | None:
    """What two names of one file share; None if there is none."""
    found = _stat(file)
    return found and (found.st_dev, found.st_ino)


def _stamp(file: Path) -> tuple[int, int] | None:
    """What changes when a file is written anew; None if there is none."""
    found = _stat(file)
    return found and (found.st_ino, found.st_mtime_ns)


def _stat(file: Path) -> os.stat_result | None:
    try:
        return os.stat(file)
    except OSError:
        return None
