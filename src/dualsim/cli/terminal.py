"""Manners on a terminal: data on standard output, messages on standard error, words for every mistake."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from dualsim.cli.stopping import STOPPED, check, status, tell, was_stopped
from dualsim.cli.streams import flush, make_ready, put
from dualsim.runs.files import reason, saved
from dualsim.scenario.refusals import is_refusal
from dualsim.scenario.suggestions import unknown

DONE, FAULT, MISTAKE, SOME_FAILED, MISSED = 0, 1, 2, 3, 4  # exit status; STOPPED is the sixth


class Kept(Exception):  # noqa: N818
    """A command that was stopped, and has kept what it had done by then."""


class Commands(TyperGroup):
    """A group of commands, with "did you mean" for a misspelt one."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names."""
        if not ctx.resilient_parsing and args[0] not in self.commands and not args[0].startswith("-"):
            ctx.fail(unknown("command", args[0], self.commands))
        return super().resolve_command(ctx, args)


def say(message: str) -> None:
    """Put a message before the person at the keyboard."""
    put(message, sys.stderr)


def show(data: str) -> None:
    """Write data that was asked for."""
    put(data, sys.stdout)


def examples(*commands: str) -> str:
    """The end of a command's help: commands to copy, each on a line of its own."""
    return "\b\nFor example:\n" + "\n".join(f"  dualsim {command}" for command in commands)


def counted(number: int, noun: str) -> str:
    """A number of things: no errors, 1 error, 2 errors."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error while a person watches, and nothing otherwise."""
    check()
    if not sys.stderr.isatty():
        yield None
        check()
        return
    begun, length, last = time.monotonic(), 40, ""

    def paint(done: int, every: int) -> None:
        nonlocal last
        part, since = done / every, time.monotonic() - begun
        left = f"{since / part - since:.0f} s left" if part else ""
        filled, rest = "━" * int(length * part), "─" * (length - int(length * part))
        if not os.environ.get("NO_COLOR"):
            filled = typer.style(filled, fg=typer.colors.GREEN)
        line = f"{what} {filled}{rest} {part:4.0%}  {left:<12}"
        if line != last:
            typer.echo(f"\r{line}", err=True, nl=False)
        last = line

    def compiling(number: int, of: int) -> None:
        nonlocal begun
        begun = time.monotonic()  # what is left is told of the work itself
        said = f"Compiling for this machine, once, half a minute or less: {number} of {of}"
        typer.echo(f"\r{said:<{len(what) + length + 20}}", err=True, nl=False)

    from dualsim.engine.compiled_cache import watched

    paint(0, 1)
    try:
        with watched(compiling):
            yield paint
    finally:
        typer.echo(f"\r{' ' * (len(what) + length + 20)}\r", err=True, nl=False)


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, told when asked; pressed again it stops at once."""
    pressed: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return

    def press(number: int, frame: Any) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)
        say("Finishing the runs in hand; Ctrl-C again stops at once.")

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def carry_out(app: typer.Typer, args: list[str]) -> int:
    """Carry out a command and give its exit status; no traceback, unless `--debug` asks for it."""
    make_ready()
    saved.clear()
    try:
        with _warnings_said():
            ended = app(args=args, prog_name="dualsim", standalone_mode=False) or DONE
        flush()
    except SystemExit:  # what prints the help ends so, when whoever read it has gone
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
        return DONE
    except Exception as error:
        if was_stopped(error) and not isinstance(error, Kept):
            ended = STOPPED
        elif "--debug" in args:
            raise
        else:
            return _explained(error, _options(app, args))
    if ended == STOPPED:
        tell(say, _what_was_saved())
        return status()
    return int(ended)


def _what_was_saved() -> str:
    kept = [file for file in saved if not file.name.startswith(".")]
    return f"{kept[-1]} and what was saved before it stay" if kept else "nothing was saved"


@contextmanager
def _warnings_said() -> Iterator[None]:
    """Say each warning once and in one line, rather than with a place in the code."""
    said, lacking = set[str](), dict[str, None]()

    def hear(message: Warning | str, *_: Any, **__: Any) -> None:
        text = str(message)
        if letters := re.match(r"the font of the figures lacks (.+); boxes", text):
            lacking.update(dict.fromkeys(letters[1].split()))
        elif text not in said:
            said.add(text)
            say(f"warning: {text}")

    with warnings.catch_warnings():
        warnings.simplefilter("once", FutureWarning)
        warnings.showwarning = hear
        yield
    if lacking:
        say(f"warning: the font of the figures lacks {' '.join(lacking)}; boxes stand in their place")


def _options(app: typer.Typer, args: list[str]) -> dict[str, str]:
    """The options of the command that was typed, by the names that they have in Python.

    Without those whose name was typed as a word: a path, such as a folder called runs, stays what it is.
    """
    given = {str(Path(word.partition("=")[2] if word.startswith("--") else word)) for word in args}
    commands = getattr(typer.main.get_command(app), "commands", {})
    command = next((commands[word] for word in args if word in commands), None)
    return {
        one.name: max(one.opts, key=len)
        for one in getattr(command, "params", ())
        if one.opts[0][0] == "-" and one.name not in given
    }


def _as_typed(message: str, options: Mapping[str, str]) -> str:
    """A message that begins with the name of something given, `people: ...`, with the option for it."""
    name = re.match(r"\w*(?=(?: \S+)?: )", message)
    return options.get(name[0], name[0]) + message[name.end() :] if name else message


def _explained(error: Exception, options: Mapping[str, str]) -> int:
    """Say what went wrong, and whose mistake it was."""
    if isinstance(error, Kept):
        say(str(error))
        return status()
    if isinstance(error, typer.TyperException):
        say(f"dualsim: {_usage(error)}")
    elif is_refusal(error):
        say(_as_typed(str(error), options))
    elif isinstance(error, OSError):
        told = error.strerror or str(error)
        say(f"{error.filename or 'dualsim'}: {told if '; ' in told else reason(error)}")
    elif isinstance(error, MemoryError):
        say("dualsim: the machine's memory is used up; run fewer people with --people")
    else:
        what = f"{type(error).__name__}: {error}"
        say(f"dualsim: a fault of dualsim itself, {what}; dualsim --debug ... prints its traceback")
        return FAULT
    return MISTAKE


def _usage(error: typer.TyperException) -> str:
    """A mistake in the words of the command line, with the nearest option for a misspelt one."""
    option, near = getattr(error, "option_name", None), getattr(error, "possibilities", None)
    if option is not None and near is not None:
        return f"no option named '{option}'" + (f"; did you mean '{near[0]}'?" if near else "")
    return error.format_message()
