"""What may be written over: never what is read, and else only what was made for the same purpose."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from dualsim.runs.files import alone, alone_with, told_of, write_whole

REGISTER = ".dualsim.json"  # in each folder: which file was made for what, and what its bytes were

Purposes = Mapping[Path, str]  # each file to be written, and what for: in the words that a refusal says
Write = Callable[[Path, bytes | str], None]


class TakenError(ValueError):
    """A file is there that may not be written over, or someone else is writing it."""


class Claim(NamedTuple):
    """Files that may be written, what each is for, and those of them that were there before."""

    files: Purposes
    replaced: list[Path]

    def write(self, file: Path, content: bytes | str) -> None:
        """Write one of the files, whole; that it is ours is written down before it has its name."""
        content = content.encode() if isinstance(content, str) else content
        digest = sha256(content).hexdigest()
        write_whole(file, content, lambda: _register(file, self.files[file], digest))


@contextmanager
def claimed(
    files: Purposes,
    inputs: Iterable[Path] = (),
    *,
    force: bool = False,
    wait: bool = False,
    way: str = "force=True",
) -> Iterator[Claim]:
    """Claim files for the work that is done inside, which writes them through the claim.

    Raises ValueError, before the work, for a file that is an input, and, unless `force` is given, for one
    that is there and was not made for the same purpose, or was changed since; or that another process has
    claimed, unless it is to `wait`. Raises OSError where nothing can be written. A refusal says by which
    `way` it can be forced.
    """
    read = {identity for path in inputs if (identity := _identity(path)) is not None}
    for file in files:
        _check_place(file)
        if _identity(file) in read:
            raise ValueError(f"{file}: this command reads it, and would write over it; choose another place")
    with ExitStack() as locks:
        for file in sorted(files):  # in one order everywhere, so that no two wait for each other
            busy = None if wait else f"{file}: another dualsim is at work on it; wait until it ends"
            locks.enter_context(alone_with(file, busy))
        there = [file for file in files if _identity(file) is not None]
        for file in there if not force else ():
            if wrong := _not_ours(file, files[file]):
                raise TakenError(f"{file}: {wrong}; choose another place, or write over it with {way}")
        yield Claim(files, there)


def _check_place(file: Path) -> None:
    """Refuse a file that cannot be written: something else has its name, or its folder takes nothing."""
    if file.is_dir():
        raise ValueError(f"{file}: a folder is there; name a file")
    folder = next(folder for folder in file.parents if folder.exists())
    if not folder.is_dir():
        raise ValueError(f"{folder}: a file is there; name a folder, or another one")
    with told_of(folder), tempfile.TemporaryFile(dir=folder):
        pass


def _not_ours(file: Path, purpose: str) -> str:
    """Why a file may not be written over, or nothing."""
    known = _registered(file.parent).get(file.name)
    if known is None:
        return f"it is there already, and not made by {purpose}"
    if known["made_by"] != purpose:
        return f"it is there already, made by {known['made_by']} and not by {purpose}"
    if _digest(file) in (known["sha256"], known.get("before")):
        return ""
    return f"it was changed since it was made by {purpose}"


def _registered(folder: Path) -> dict[str, dict[str, str]]:
    """What is known of the files of a folder; nothing if the register is not there or not whole."""
    try:
        known = json.loads((folder / REGISTER).read_text(encoding="utf-8"))
        return {name: _entry(one) for name, one in known.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _entry(known: Mapping[str, str]) -> dict[str, str]:
    """What the register says of a file: what it was made for, and its bytes, as they are and were before."""
    before = {"before": str(known["before"])} if "before" in known else {}
    return {"made_by": str(known["made_by"]), "sha256": str(known["sha256"]), **before}


def _register(file: Path, purpose: str, digest: str) -> None:
    """Write down what a file is made for, and its bytes; until they are there, those before count too."""
    with alone(file.parent, None):
        known = _registered(file.parent)
        entry = {"made_by": purpose, "sha256": digest}
        there = _digest(file) if file.is_file() else digest
        if there != digest and there in known.get(file.name, {}).values():
            entry["before"] = there
        kept = {name: one for name, one in known.items() if (file.parent / name).exists()}
        if {**kept, file.name: entry} != known:
            text = json.dumps({**kept, file.name: entry}, ensure_ascii=False, indent=1) + "\n"
            write_whole(file.parent / REGISTER, text)


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


def _stat(file: Path) -> os.stat_result | None:
    try:
        return os.stat(file)
    except OSError:
        return None
