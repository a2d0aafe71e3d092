"""What is wrong with a file or an argument, where, and how to say so with the line and a caret."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]
_SHOWN = 100  # a source line longer than this is cut around the caret


@dataclass(frozen=True, eq=False)
class Source:
    """A file, or an argument of the command line, whose text faults point into."""

    name: str
    text: str = ""
    is_argument: bool = False
    lines: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(self.text.split("\n")))


@dataclass(frozen=True)
class Spot:
    """A place in a source: line and column count from 1; line 0 is the source as a whole."""

    source: Source
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if self.source.is_argument or not self.line:
            return self.source.name
        return f"{self.source.name}:{self.line}:{self.column}"

    def excerpt(self) -> str:
        """The source line with a caret under the column, or nothing for a source as a whole."""
        if not 0 < self.line <= len(self.source.lines):
            return ""
        text = self.source.lines[self.line - 1].rstrip("\r")
        at = min(max(self.column - 1, 0), len(text))
        first = max(0, at - _SHOWN // 2) if len(text) > _SHOWN else 0
        shown, before = text[first : first + _SHOWN], text[first:at]
        return f"  {_printable(shown)}\n  {' ' * _width(_printable(before))}^"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong at one spot."""

    spot: Spot
    message: str
    severity: Severity = "error"
    names: str = ""  # of what the message counts

    def __str__(self) -> str:
        excerpt = self.spot.excerpt()
        named = f": {self.names}" if self.names else ""
        return f"{self._line}{named}" + (f"\n{excerpt}" if excerpt else "")

    @property
    def _line(self) -> str:
        return f"{self.spot}: {'warning: ' if self.severity == 'warning' else ''}{self.message}"

    @property
    def brief(self) -> str:
        """In one line if that is enough: a warning of an argument, which counts and does not name."""
        if self.severity == "error" or not self.spot.source.is_argument:
            return str(self)
        return self._line + ("; -v names them" if self.names else "")


class ScenarioError(ValueError):
    """Everything that is wrong with a scenario, in the order of file, line and column."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[list[Fault]]]:
        return ScenarioError, (self.faults,)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults by file, line and column, each said once."""
    once = {(str(f.spot), f.spot.line, f.spot.column, f.message): f for f in faults}
    return sorted(once.values(), key=lambda f: (f.spot.source.name, f.spot.line, f.spot.column))


def whole(name: str, message: str) -> ScenarioError:
    """The single fault of a file as a whole: it is missing, a folder, too large."""
    return ScenarioError([Fault(Spot(Source(name)), message)])


def quoted(value: object) -> str:
    """A value as an error shows it: cut short, nothing unprintable."""
    text = _printable(str(value))
    return f"'{text[:60]}...'" if len(text) > 60 else f"'{text}'"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
