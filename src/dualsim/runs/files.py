"""Files that are there whole or not at all, and files that one process at a time may work on."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import Any

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, one's share of it, what one file may have
SHUT = (errno.EACCES, errno.EPERM, errno.EROFS)
BUSY = (errno.EWOULDBLOCK, errno.EACCES)  # what a lock says that someone else has
LOOK = 0.05  # seconds until one who waits for a lock looks again
ASKED = ("SIGINT", "SIGTERM", "SIGHUP")  # asks a process to end

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


class Unstopped:
    """A few steps that a signal does not part: what asks to end in between is answered after them."""

    def __enter__(self) -> None:
        self.heard: list[int] = []
        self.before: dict[int, Callable[[int, Any], Any]] = {}
        for name in ASKED if threading.current_thread() is threading.main_thread() else ():
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            handler = None if number is None else signal.getsignal(number)
            if number is not None and callable(handler):
                self.before[number] = handler
                signal.signal(number, lambda number, frame: self.heard.append(number))

    def __exit__(self, *_: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)
        if self.heard:
            self.before[self.heard[0]](self.heard[0], None)


@contextmanager
def alone(path: Path, busy: str | None) -> Iterator[None]:
    """Keep a second process out, by a lock on a file or folder; raise ValueError, which says `busy`.

    Without words for that it waits. The system lifts the lock when the process ends, however it ends.
    """
    with _held(path, busy, passing=False):
        yield


@contextmanager
def alone_with(file: Path, busy: str | None) -> Iterator[None]:
    """The same for a file that need not be there: a hidden file beside it is locked, and goes afterwards."""
    lock = file.with_name(f".{file.name[:200]}.lock")
    with folder_for(lock), _held(lock, busy, passing=True):
        yield


@contextmanager
def _held(path: Path, busy: str | None, *, passing: bool) -> Iterator[None]:
    """Hold the lock of a file or folder, which goes afterwards if it is only there in passing."""
    handle = None
    try:
        while handle is None:
            with Unstopped(), told_of(path.parent if passing else path):
                handle = _locked(path, busy)
                if handle is not None and passing and not _is(handle, path):
                    os.close(handle)  # who had it has taken it away since
                    handle = None
            if handle is None:
                time.sleep(LOOK)
        yield
    finally:
        with Unstopped():
            if handle is not None:
                if passing and _is(handle, path):  # and not someone else's by now
                    with suppress(OSError):
                        path.unlink()
                os.close(handle)


def _locked(path: Path, busy: str | None) -> int | None:
    """A file or folder, opened and locked; None if someone else has it and there are no words for that.

    Where nothing can be locked, two commands may do the same work.
    """
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o644)
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows
        pass
    except OSError as error:
        if busy and error.errno in BUSY:
            os.close(handle)
            raise ValueError(busy) from None
        if error.errno == errno.EWOULDBLOCK:
            os.close(handle)
            return None
    return handle


def _is(handle: int, path: Path) -> bool:
    """Whether an open file is still the one that has a name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False
