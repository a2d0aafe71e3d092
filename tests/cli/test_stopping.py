"""Signals that ask to end: raised where they count, and told once."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from dualsim.cli import stopping


def test_a_signal_that_comes_while_python_tidies_up_stops_all_the_same(monkeypatch):
    """What is raised in a destructor is swallowed and printed as a traceback: it is raised again, unsaid."""
    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)

    class Tidied:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGTERM)

    def work():
        with stopping.heeded():
            Tidied()
            time.sleep(5)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert stopping.status() == 128 + signal.SIGTERM
    assert told == []
    assert sys.unraisablehook == told.append, "as it was before the command"


def test_what_else_goes_wrong_while_python_tidies_up_is_told(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: told.append(lost.exc_type))

    class Untidy:
        def __del__(self):
            raise ValueError("untidy")

    with stopping.heeded():
        Untidy()
    assert told == [ValueError]


def test_what_a_stop_leaves_half_made_is_tidied_up_in_silence(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: told.append(lost.exc_type))

    class Untidy:
        def __init__(self):
            os.kill(os.getpid(), signal.SIGINT)
            self.closed = False

        def __del__(self):
            assert not self.closed

    with stopping.heeded():
        try:
            Untidy()
        except KeyboardInterrupt as error:
            error.__traceback__ = None
    assert told == []


def test_a_stop_is_told_once_and_what_was_lost_of_it_is_not_raised_again(monkeypatch):
    """Heard in an import, and lost there as Python tidied up: told at once, and nothing follows it."""
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: None)
    told = []

    class Tidied:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGINT)

    with stopping.heeded():
        Tidied()
        with pytest.raises(KeyboardInterrupt):
            stopping.check()
        stopping.tell(told.append, "nothing was saved")
        time.sleep(3 * stopping.AGAIN)
        stopping.tell(told.append, "nothing was saved")
    assert told == ["dualsim: stopped; nothing was saved"]
    with stopping.heeded():
        stopping.tell(told.append, "again")
    assert told[1:] == ["dualsim: stopped; again"]
