"""Files that are there whole or not at all, and files that one process at a time may work on."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, one's share of it, what one file may have


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file, and its folder, so that it is there whole or not at all, and outlives a power failure.

    What is written is made in memory first: a library that writes to a full disk itself may crash. Raises
    OSError that names the file.
    """
    content = content.encode() if isinstance(content, str) else content
    try:
        with folder_for(path):
            _put(path, content)
    except OSError as error:
        if error.errno in FULL:
            told = "there is no room for it; make some and try again, what was finished before is kept"
            raise OSError(error.errno, told, str(path)) from None
        raise OSError(error.errno, error.strerror, str(path)) from None


@contextmanager
def folder_for(file: Path) -> Iterator[None]:
    """Make the folder of a file that is written inside; none that is made here stays empty."""
    made = list(takewhile(lambda folder: not folder.exists(), file.parents))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        with suppress(OSError):  # from the first on that is not empty, all stay
            for folder in made:
                folder.rmdir()


def _put(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    try:
        _write_through(Path(name), content)
        Path(name).chmod(0o644)
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def alone(path: Path, busy: str) -> Iterator[None]:
    """Keep a second process out, by a lock on a file or folder; raise ValueError, which says `busy`.

    The system lifts the lock when the process ends, however it ends.
    """
    try:
        import fcntl
    except ImportError:  # Windows: two commands would do the same work twice, and harm nothing
        yield
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ValueError(busy) from None
        yield
    finally:
        os.close(handle)
