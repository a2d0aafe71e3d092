"""Signals that ask the command to end, each as Ctrl-C does, so that nothing half-written is left behind."""

from __future__ import annotations

import signal
import sys
import threading
from _thread import interrupt_main
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

STOPPED = 128 + signal.SIGINT  # exit status
ASKED = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C; the system, or what deals out jobs; a terminal closed
AGAIN = 0.02  # seconds until a signal that was lost is raised again

_heard: list[int] = []
_told: list[int] = []
_again: list[threading.Timer] = []


class Stopped(KeyboardInterrupt):
    """A signal asks to end. KeyboardInterrupt itself, once it crosses `exec`, makes Python end by SIGINT."""


@contextmanager
def heeded() -> Iterator[None]:
    """Hear of such signals while a command is carried out; one that is ignored, as under nohup, stays so."""
    _heard.clear()
    _told.clear()
    before = {}
    for name in ASKED if threading.current_thread() is threading.main_thread() else ():
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            before[number] = signal.signal(number, _stop)
    try:
        with _unsaid():
            yield
    finally:
        _rest()
        for number, handler in before.items():
            signal.signal(number, handler)


def tell(how: Callable[[str], object], what: str) -> None:
    """Tell once that the command was stopped; a signal that is to be raised again comes no more."""
    _rest()
    if not _told:
        how(f"dualsim: stopped; {what}")
        _told.append(1)


def _rest() -> None:
    while _again:
        _again.pop().cancel()


def let_go() -> None:
    """Leave Ctrl-C to the system, before and after the command: Python would print where it was."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def _unsaid() -> Iterator[None]:
    """Print no traceback of a signal that came where nothing that is raised counts, or that C code prints."""
    tell, show = sys.unraisablehook, sys.excepthook

    def swallowed(lost: Any) -> None:
        if not _raise_again(lost) and not _heard:  # what a stop leaves half made cannot be tidied up
            tell(lost)

    def printed(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if not issubclass(kind, Stopped):  # C code prints it before it raises ImportError in its place
            show(kind, error, trace)

    sys.unraisablehook, sys.excepthook = swallowed, printed
    try:
        yield
    finally:
        sys.unraisablehook, sys.excepthook = tell, show


def _stop(number: int, frame: Any) -> None:
    _heard.append(number)
    raise Stopped


def _raise_again(lost: Any) -> bool:
    """Raise a signal a moment later that came while Python tidied up, where nothing that is raised counts."""
    if not (_heard and issubclass(lost.exc_type, KeyboardInterrupt)):
        return False
    _again.append(threading.Timer(AGAIN, interrupt_main, (_heard[-1],)))
    _again[-1].daemon = True
    _again[-1].start()
    return True


def was_stopped(error: BaseException | None) -> bool:
    """Whether a signal is behind an error: C code forgets it, Python 3.11 wraps it where a class is made."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None or bool(_heard)


def check() -> None:
    """Stop if that was asked for, and lost in an import: some catch whatever is raised in them."""
    if _heard:
        raise Stopped


def status() -> int:
    """The exit status of a command that was stopped: 128 and the number of the signal."""
    return 128 + _heard[0] if _heard else STOPPED
