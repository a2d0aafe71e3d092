"""Faults done to a command at work: no room, a folder that takes nothing, a signal, closed streams.

A command runs in a process forked from one that has imported everything. A fault comes at a step: the n-th
time that the command is about to make, open for writing, rename or remove something in its folder.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import re
import resource
import selectors
import shutil
import signal
import sys
import traceback
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from dualsim.__main__ import main
from dualsim.cli.app import main as carry_out

ERRORS = {"no room": errno.ENOSPC, "not writable": errno.EACCES, "read-only": errno.EROFS}
SIGNALS = {
    "SIGINT": signal.SIGINT,
    "SIGTERM": signal.SIGTERM,
    "SIGHUP": signal.SIGHUP,
    "SIGKILL": signal.SIGKILL,
}
CHANGES = (
    "os.rename",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.truncate",
)  # of a folder, as Python tells them
FREES = ("os.remove", "os.rmdir")  # what a full disk does not refuse
CRASHED = 99


class Fault(NamedTuple):
    """What goes wrong: at a step, from a size of files on, after some seconds, or from the beginning."""

    kind: str
    at: float = 0

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:g}"


class Left(NamedTuple):
    """What a command left behind: its status, what it said, the files there, and what each step was about."""

    status: int
    out: str
    err: str
    files: dict[str, bytes]
    touched: list[str]

    @property
    def steps(self) -> int:
        """How many steps it took."""
        return len(self.touched)

    @property
    def shown(self) -> dict[str, bytes]:
        """The files that a person sees, but for a journal, which differs by its times."""
        return {
            name: content
            for name, content in self.files.items()
            if not re.search(r"(^|/)\.", name) and ".journal" not in name
        }

    @property
    def litter(self) -> set[str]:
        """Files that are hidden, but for those that belong there."""
        hidden = {name for name in self.files if Path(name).name.startswith(".")}
        hidden |= {name for name in self.files if name.endswith(".journal.lock")}
        return {name for name in hidden if Path(name).name not in (".dualsim.json", ".lock")}


def carried_out(words: tuple[str, ...], folder: Path, fault: Fault | None = None) -> Left:
    """Carry out a command in a folder, with a fault or without."""
    pipes = [os.pipe() for _ in range(3)]  # for they have no size that a limit of files would hold down
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a fork beside threads, which are at rest
        child = os.fork()
    if not child:
        _live(words, folder, fault, [write for _, write in pipes])
    out, err, steps = _read(pipes)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    files = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return Left(ended, out.decode(), err.decode(), files, steps.decode().split("\0")[:-1])


def _read(pipes: list[tuple[int, int]]) -> list[bytes]:
    """What is written to pipes until nobody can write there any more."""
    found: dict[int, bytes] = {}
    with selectors.DefaultSelector() as ready:
        for read, write in pipes:
            os.close(write)
            found[read] = b""
            ready.register(read, selectors.EVENT_READ)
        while ready.get_map():
            for key, _ in ready.select():
                part = os.read(key.fd, 1 << 16)
                found[key.fd] += part
                if not part:
                    ready.unregister(key.fd)
                    os.close(key.fd)
    return list(found.values())


def _live(words: tuple[str, ...], folder: Path, fault: Fault | None, streams: list[int]) -> None:
    """The life of the process that carries out a command."""
    status = CRASHED
    try:
        os.chdir(folder)
        _take(streams[:2], closed=fault is not None and fault.kind == "closed streams")
        warnings.resetwarnings()
        for kind in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", kind)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.argv = ["dualsim", *words]
        sys.addaudithook(_Hook(folder, fault, streams[2]))
        if fault is not None:
            _arm(fault)
        status = main()
        if sys.stdout is not None and sys.stderr is not None:
            sys.stdout.flush()
            sys.stderr.flush()
    except BaseException:
        os.write(streams[1], traceback.format_exc().encode())
    finally:
        os._exit(status)


def _take(streams: list[int], *, closed: bool) -> None:
    """Give this process streams of its own, or none."""
    for number, handle in enumerate([os.open(os.devnull, os.O_RDWR), *streams]):
        os.dup2(handle, number)
    if closed:
        os.closerange(0, 3)
        sys.stdin = sys.stdout = sys.stderr = None  # as Python itself begins then
        return
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        file = io.FileIO(number, "r" if not number else "w", closefd=False)
        buffer: Any = io.BufferedReader(file) if not number else io.BufferedWriter(file)
        stream = io.TextIOWrapper(buffer, encoding="utf-8", line_buffering=number == 2)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _arm(fault: Fault) -> None:
    """Set what does not wait for a step."""
    if fault.kind == "size":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(fault.at),) * 2)
    if fault.kind.endswith(" in time"):
        number = SIGNALS[fault.kind.removesuffix(" in time")]
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), number))
        signal.setitimer(signal.ITIMER_REAL, fault.at)


class _Hook:
    """Counts the steps, and does what goes wrong at one."""

    def __init__(self, folder: Path, fault: Fault | None, told: int) -> None:
        self.folder, self.fault, self.steps = str(folder.resolve()), fault, 0
        self.told = told

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """Hear of an event before it happens."""
        changes = event in CHANGES or (event == "open" and isinstance(args[2], int) and args[2] & 3)
        if not changes or not isinstance(args[0], str | os.PathLike):
            return
        if not os.path.abspath(args[0]).startswith(self.folder):
            return
        self.steps += 1
        os.write(self.told, os.fsencode(args[0]) + b"\0")
        if self.fault is not None:
            self._strike(self.fault, event, str(args[0]))

    def _strike(self, fault: Fault, event: str, path: str) -> None:
        if fault.kind in ERRORS and self.steps >= fault.at:
            number = ERRORS[fault.kind]
            if number != errno.ENOSPC or event not in FREES:
                raise OSError(number, os.strerror(number), path)
        if fault.kind in SIGNALS and self.steps == fault.at:
            os.kill(os.getpid(), SIGNALS[fault.kind])


def warm(commands: Iterable[tuple[str, ...]], ready: Path, place: Path) -> None:
    """Import and compile in this process what commands need, so that those forked from it begin at once."""
    shutil.copytree(ready, place)
    with contextlib.chdir(place), warnings.catch_warnings():
        for words in commands:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                carry_out(list(words))
    shutil.rmtree(place)


def grown(name: str, was: bytes, now: bytes | None) -> bool:
    """Whether a file is what it was; a register may have more entries, a table of runs more that are done."""
    if now is None or now == was:
        return now == was
    if name.endswith(".dualsim.json"):
        return json.loads(was).items() <= json.loads(now).items()
    done = {row for row in was.splitlines() if b",pending," not in row}
    return name.endswith("runs.csv") and was.endswith(b"\n") and done <= set(now.splitlines())


class Trial:
    """A command and the folder that it is carried out in, again and again, each time with another fault."""

    def __init__(self, words: tuple[str, ...], ready: Path, place: Path) -> None:
        self.words, self.ready, self.place, self.count = words, ready, place, 0
        self.before = {str(f.relative_to(ready)): f.read_bytes() for f in ready.rglob("*") if f.is_file()}
        self.clean = carried_out(words, self.fresh())
        assert self.clean.status == 0, self.clean.err

    def fresh(self) -> Path:
        """The folder as it is before the command."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.ready, self.place)
        return self.place

    def wrong(self, fault: Fault) -> list[str]:
        """What a fault did that it should not have done; nothing if all is well."""
        left = carried_out(self.words, self.fresh(), fault)
        found = [*self._said(left, fault), *self._kept(left, fault)]
        if left.shown == self.clean.shown:  # all was done by then
            return found
        again = carried_out(self.words, self.place)
        if again.status:
            found.append(f"again, it ends with {again.status}: {again.err.strip()}")
        elif again.shown != self.clean.shown:
            names = {name for name, _ in again.shown.items() ^ self.clean.shown.items()}
            found.append(f"again, it leaves other files: {', '.join(sorted(names))}")
        return found

    def _said(self, left: Left, fault: Fault) -> list[str]:
        """What is wrong with the status and the message."""
        lines = left.err.splitlines()
        if "Traceback" in left.err or left.status == CRASHED:
            return [f"a traceback: {lines[-1] if lines else ''}"]
        if not left.status and left.shown == self.clean.shown:
            return []
        name = fault.kind.removesuffix(" in time")
        if name == "SIGKILL":
            return [] if left.status == -signal.SIGKILL else [f"status {left.status}"]
        if fault.kind == "closed streams":
            return [f"status {left.status}, and other files"]
        right = 128 + SIGNALS[name] if name in SIGNALS else 2
        found = [] if left.status == right else [f"status {left.status}, not {right}"]
        said = [line for line in lines if line not in self.clean.err.splitlines()]
        said = [line for line in said if not line.startswith(("Finishing the runs", "Will be replaced"))]
        if len(said) != 1 or not re.fullmatch(r"[^:]+: .+", said[0]):
            found.append(f"it says {said}")
        elif name not in SIGNALS and "; " not in said[0]:
            found.append(f"it does not say what to do: {said[0]}")
        return found

    def _kept(self, left: Left, fault: Fault) -> list[str]:
        """What is wrong with the files."""
        gone = [name for name, was in self.before.items() if not grown(name, was, left.files.get(name))]
        found = [f"changed or gone: {', '.join(gone)}"] if gone else []
        new = {name: content for name, content in left.shown.items() if name not in self.before}
        half = [name for name, now in new.items() if not grown(name, now, self.clean.files.get(name))]
        found += [f"half-written, or of no use: {', '.join(half)}"] if half else []
        spared = fault.kind in ("SIGKILL", "not writable", "read-only")  # nothing can be removed then
        return found if spared or not left.litter else [*found, f"litter: {', '.join(left.litter)}"]
