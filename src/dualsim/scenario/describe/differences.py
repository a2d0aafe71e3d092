"""What differs between two scenarios, as facts that a person would name."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import takewhile
from textwrap import shorten
from typing import Any, NamedTuple

from dualsim.scenario.describe.facts import (
    CONDITIONS,
    EFFECT,
    LINKS,
    ORIGIN,
    Aspect,
    Facts,
    Subject,
    facts_of,
)
from dualsim.scenario.schema import Scenario

AROUND = 70  # characters of a long text that are told, from where it differs


class Fact(NamedTuple):
    """One difference: of what, in which respect, and what each scenario says in words; None if nothing."""

    section: str
    subject: str  # "" if the section has only one
    aspect: str  # "" if only one scenario has the subject at all; then the words are its date, if it has one
    first: str | None
    second: str | None
    values: tuple[float, float] | None = None  # both values, where they are numbers


def diff(first: Scenario, second: Scenario) -> list[Fact]:
    """Everything that two scenarios say differently; none if they are the same.

    If each has exactly one place, the two places are compared with each other, whatever they are called.
    """
    alone = len(first.places) == len(second.places) == 1
    a, b = facts_of(first, alone), facts_of(second, alone)
    return [fact for section in a for fact in _section(section, a, b)]


def _section(section: str, a: Facts, b: Facts) -> Iterator[Fact]:
    mine, other = a[section], b[section]
    for key, subject in (other | mine).items():
        if key not in mine or key not in other:
            first, second = (subject.date if key in where else None for where in (mine, other))
            if section not in (CONDITIONS, LINKS):  # a place that only one has is named among the places
                yield Fact(section, subject.name, "", first, second)
        elif section == ORIGIN:
            yield from _moved(section, mine[key], other[key])
        else:
            yield from _subject(section, mine[key], other[key])
    orders = _common(mine, other), _common(other, mine)
    if orders[0] != orders[1]:  # rows follow the order of the file, and luck goes by rows
        here, there = next(pair for pair in zip(*orders, strict=True) if pair[0] != pair[1])
        first = f"{mine[here].name} before {mine[there].name}"
        yield Fact(section, "", "in the order", first, f"{other[there].name} before {other[here].name}")


def _subject(section: str, mine: Subject, other: Subject) -> Iterator[Fact]:
    for key in mine.aspects | other.aspects:
        yield from _aspect(section, mine.name, mine.aspects.get(key), other.aspects.get(key))
    orders = [
        ", then ".join(key[1] for key in _common(x, y) if isinstance(key, tuple) and key[0] == EFFECT)
        for x, y in ((mine.aspects, other.aspects), (other.aspects, mine.aspects))
    ]
    if orders[0] != orders[1]:
        yield Fact(section, mine.name, "order of effects", orders[0], orders[1])


def _aspect(section: str, subject: str, mine: Aspect | None, other: Aspect | None) -> Iterator[Fact]:
    said = mine or other
    if said is None or (mine and other and mine.value == other.value):
        return
    words = [None if x is None else x.words for x in (mine, other)]
    values = (mine.value, other.value) if mine and other else (None, None)
    numbers = all(isinstance(x, float) for x in values)
    if mine and other and words[0] == words[1]:
        words = [_apart(mine.value, other.value), _apart(other.value, mine.value)]
    yield Fact(section, subject, said.about, words[0], words[1], values if numbers else None)  # type: ignore[arg-type]


def _apart(value: Any, other: Any) -> str:
    """A value that reads like another one until all its figures, or its later words, are told."""
    if not isinstance(value, str) or not isinstance(other, str):
        return str(value)
    n = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(value, other, strict=False)))
    return shorten(f"'... {value[max(0, n - 20) :]}'", AROUND, placeholder=" ...'")


def _moved(section: str, mine: Subject, other: Subject) -> Iterator[Fact]:
    """Numbers that are the same in both and rest on something else."""
    for key in _common(mine.aspects, other.aspects):
        here, there = mine.aspects[key], other.aspects[key]
        if here.value[0] == there.value[0]:
            yield from _aspect(
                section, "", here._replace(value=here.value[1:]), there._replace(value=there.value[1:])
            )


def _common(mine: dict[Hashable, Any], other: dict[Hashable, Any]) -> list[Hashable]:
    return [key for key in mine if key in other]
