"""Files that are there whole or not at all, and files that one process at a time may work on."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, one's share of it, what one file may have
SHUT = (errno.EACCES, errno.EPERM, errno.EROFS)
BUSY = (errno.EWOULDBLOCK, errno.EACCES)  # what a lock says that someone else has

saved: list[Path] = []  # what this process has put in its place, in order


def write_whole(path: Path, content: bytes | str, ready: Callable[[], object] = lambda: None) -> None:
    """Write a file, and its folder, so that it is there whole or not at all, and outlives a power failure.

    What is written is made in memory first: a library that writes to a full disk itself may crash. `ready` is
    called when all is written, and before it gets its name. Raises OSError that names the file.
    """
    content = content.encode() if isinstance(content, str) else content
    with told_of(path), folder_for(path):
        _put(path, content, ready)
    saved.append(path)


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Let an OSError of what is written inside name the file, and say what to do about it."""
    try:
        yield
    except OSError as error:
        if "; " in (error.strerror or ""):  # it was told of another file already
            raise
        raise OSError(error.errno, reason(error), str(path)) from None


def reason(error: OSError) -> str:
    """Why something cannot be written, and what to do about it."""
    if error.errno in FULL:
        return "there is no room for it; make some and try again, what was finished before is kept"
    why = (error.strerror or str(error)).lower()
    way = "choose another place, or let it be written to" if error.errno in SHUT else "choose another place"
    return f"cannot be written ({why}); {way}"


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


def _put(path: Path, content: bytes, ready: Callable[[], object]) -> None:
    """The name is ours before the file is there, so that nothing is left whenever this is stopped."""
    part = path.with_name(f".{path.stem[:40]}-{os.urandom(4).hex()}{path.suffix}")
    try:
        _write_through(part, content)
        ready()
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def alone(path: Path, busy: str | None) -> Iterator[None]:
    """Keep a second process out, by a lock on a file or folder; raise ValueError, which says `busy`.

    Without words for that it waits. The system lifts the lock when the process ends, however it ends.
    """
    handle = _locked(path, busy)
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def alone_with(file: Path, busy: str | None) -> Iterator[None]:
    """The same for a file that need not be there: a hidden file beside it is locked, and goes afterwards."""
    lock = file.with_name(f".{file.name[:200]}.lock")
    with folder_for(lock):
        with told_of(file.parent):
            handle = _locked(lock, busy)
            while not _is(handle, lock):  # who had it has taken it away since
                os.close(handle)
                handle = _locked(lock, busy)
        try:
            try:
                yield
            finally:
                _take_away(lock, handle)
        finally:  # again, if a signal came at the first
            _take_away(lock, handle)
            os.close(handle)


def _take_away(lock: Path, handle: int) -> None:
    """Remove the file of a lock, unless it is someone else's by now."""
    if _is(handle, lock):
        with suppress(OSError):
            lock.unlink()


def _locked(path: Path, busy: str | None) -> int:
    """A file or folder, opened and locked; where nothing can be locked, two commands may do the same work."""
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o644)
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | (fcntl.LOCK_NB if busy else 0))
    except ImportError:  # Windows
        pass
    except OSError as error:
        if busy and error.errno in BUSY:
            os.close(handle)
            raise ValueError(busy) from None
    except BaseException:
        os.close(handle)
        raise
    return handle


def _is(handle: int, path: Path) -> bool:
    """Whether an open file is still the one that has a name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False
