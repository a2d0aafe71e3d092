"""Streams as they may be: closed, full, without a reader, or a terminal that obeys letters."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from dualsim.runs.files import reason

# What a terminal obeys rather than shows, but for the ends of lines: colours, titles, the turn of a line.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def make_ready() -> None:
    """Let what is written to a closed stream go nowhere, and letters that a stream lacks be replaced."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:  # or else the next file to be opened would take its number, and what is printed
            os.open(os.devnull, os.O_RDWR)
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper) and number:
            stream.reconfigure(errors="replace")


def put(text: str, stream: TextIO) -> None:
    """Write a line; if whoever read it has gone, say no more and go on.

    Raises OSError that names the stream if there is no room for it.
    """
    with _written(stream):
        print(visible(text), file=stream)


def flush() -> None:
    """Write out what waits, as `put` writes."""
    with _written(sys.stdout):
        sys.stdout.flush()


@contextmanager
def _written(stream: TextIO) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        silence(stream)
    except OSError as error:
        silence(stream)
        name = "standard error" if stream is sys.stderr else "standard output"
        raise OSError(error.errno, reason(error), name) from None


def silence(stream: TextIO) -> None:
    """Let everything that is still to be written go nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):  # a stream without a number, in a test or a notebook
        return


def visible(text: str) -> str:
    """A text in which letters that steer a terminal are spelt out."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
