"""Conditions such as `duality[petrograd] > 0.6 for 7 days`, parsed by hand, never by eval."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
}
EXAMPLE = "mobilisation[soldier] > 0.5 for 3 days"
SHORT_EXAMPLE = "mobilisation[soldier]"
_TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z_]\w*(?:@\w+)?)|(?P<number>[-+]?[\d.](?:[eE][-+]|[\w.])*)|(?P<mark>[<>]=?|[\[\],]))"
)


class Condition(NamedTuple):
    """A measure, compared with a number, that has to hold for some days."""

    measure: str
    selectors: tuple[str, ...]
    operator: str
    number: float
    days: int
    columns: tuple[int, ...] = ()  # where the measure and each selector stand in the text, from 0

    def __str__(self) -> str:
        inside = f"[{', '.join(self.selectors)}]" if self.selectors else ""
        held = f" for {self.days} days" if self.days > 1 else ""
        return f"{self.measure}{inside} {self.operator} {self.number:g}{held}"


def too_short(condition: Condition, step: int) -> str:
    """What is wrong with a condition that has to hold for less than a step of so many days, if it has."""
    if not 1 < condition.days < step:
        return ""
    return (
        f"'for {condition.days} days' is shorter than a step of this scenario, which is {step} days; "
        f"write 'for {step} days', or leave it out"
    )


class Reading(NamedTuple):
    """A measure, and the names that pick one number of it."""

    measure: str
    selectors: tuple[str, ...]
    columns: tuple[int, ...] = ()  # as in a condition

    def __str__(self) -> str:
        return self.measure + (f"[{', '.join(self.selectors)}]" if self.selectors else "")


class NotACondition(ValueError):  # noqa: N818
    """A condition that cannot be read, and the column (from 0) where reading stopped."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


def parse(text: str) -> tuple[Condition, ...]:
    """The conditions of a `when`, all of which have to hold; raise NotACondition with the column."""
    reader = _Reader(_tokens(text))
    found = [reader.condition()]
    while reader.next.kind != "end":
        reader.take("word", "'and' or the end", lambda t: t == "and")
        found.append(reader.condition())
    return tuple(found)


def parse_measure(text: str) -> Reading:
    """A measure with its selectors, as a condition begins; raise NotACondition with the column."""
    reader = _Reader(_tokens(text, SHORT_EXAMPLE), SHORT_EXAMPLE)
    measure, *selectors = reader.measure()
    reader.take("end", "the end")
    columns = tuple(token.column for token in (measure, *selectors))
    return Reading(measure.text, tuple(s.text for s in selectors), columns)


def _tokens(text: str, example: str = EXAMPLE) -> list[_Token]:
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found or found.lastgroup is None:
            column = at + len(text[at:]) - len(text[at:].lstrip())
            raise NotACondition(f"'{text[column]}' has no meaning here; write it as {example}", column)
        tokens.append(_Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
        at = found.end()
    return [*tokens, _Token("end", "", len(text.rstrip()))]


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[_Token], example: str = EXAMPLE) -> None:
        self.tokens, self.example = tokens, example
        self.at = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self, kind: str, wanted: str, right: Callable[[str], bool] = lambda _: True) -> _Token:
        token = self.next
        if token.kind != kind or not right(token.text):
            here = f"'{token.text}' stands where" if token.text else "it ends where"
            raise NotACondition(f"{here} {wanted} was expected; write it as {self.example}", token.column)
        self.at += 1
        return token

    def measure(self) -> list[_Token]:
        measure = self.take("word", "the name of a measure")
        return [measure, *(self.selectors() if self.next.text == "[" else [])]

    def condition(self) -> Condition:
        measure, *selectors = self.measure()
        operator = self.take("mark", "one of > >= < <=", lambda t: t in OPERATORS)
        number = self.number("a number")
        days = self.days() if self.next.text == "for" else 1
        columns = tuple(token.column for token in (measure, *selectors))
        return Condition(measure.text, tuple(s.text for s in selectors), operator.text, number, days, columns)

    def selectors(self) -> list[_Token]:
        self.take("mark", "[")
        found = [self.take("word", "a name")]
        while self.next.text == ",":
            self.take("mark", ",")
            found.append(self.take("word", "a name"))
        self.take("mark", "']'", lambda t: t == "]")
        return found

    def number(self, wanted: str) -> float:
        token = self.take("number", wanted)
        try:
            value = float(token.text.replace("_", "?"))
        except ValueError:
            raise NotACondition(f"'{token.text}' is not a number", token.column) from None
        if not math.isfinite(value):
            raise NotACondition(f"'{token.text}' is too large a number", token.column)
        return value

    def days(self) -> int:
        self.take("word", "'for'")
        column = self.next.column
        number = self.number("a number of days")
        if number != int(number) or not 1 <= number <= 10_000:
            raise NotACondition("the number of days must be a whole number from 1 to 10000", column)
        self.take("word", "'days'", lambda t: t in ("day", "days"))
        return int(number)
