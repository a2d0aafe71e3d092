"""The command `dualsim diff`: what differs between two scenarios, told section by section."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dualsim.cli.options import AsJson
from dualsim.cli.terminal import show

if TYPE_CHECKING:
    from dualsim.scenario.describe.differences import Fact

WIDTH = 100
POINTS, ASPECTS, NAMES = 8, 6, 8  # how many of a list are told, unless all are asked for
BEHAVIOUR, EFFECT = "Behaviour", "effect"  # as the facts call them
FIRST = 3  # where a fact says what the first scenario has

EXAMPLES = ("diff petrograd_1917 mine.yaml", "diff petrograd_1917 mine.yaml --all --json")

Two = tuple[str, str]


def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario that comes with dualsim, or a file.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    whole: Annotated[bool, typer.Option("--all", help="Tell long lists to their end.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell what differs between two scenarios.

    They are compared by what they say, not line by line. Two scenarios of one place each are compared place
    with place, whatever the places are called.
    """
    from dualsim.scenario import loading
    from dualsim.scenario.describe import differences

    a, b = loading.load(first), loading.load(second)
    facts = differences.diff(a, b)
    names = names_of(first, second)
    if as_json:
        show(json.dumps(as_facts(facts, names, (a.title, b.title)), ensure_ascii=False, indent=2))
    else:
        show(told(facts, names, (a.title, b.title), whole))


def names_of(first: str, second: str) -> Two:
    """What to call two scenarios: by their names, or by whole paths where these are alike."""
    short = Path(first).stem, Path(second).stem
    return short if short[0] != short[1] else (first, second)


def as_facts(facts: list[Fact], names: Two, titles: Two) -> dict[str, Any]:
    """The differences as plain words and numbers; values stand beside the words where both are numbers."""
    said = [
        {key: value for key, value in fact._asdict().items() if key != "values" or value is not None}
        for fact in facts
    ]
    first, second = ({"name": name, "title": title} for name, title in zip(names, titles, strict=True))
    return {"first": first, "second": second, "same": not facts, "differences": said}


def told(facts: list[Fact], names: Two, titles: Two, whole: bool = False) -> str:
    """The differences as prose, with a heading only where something differs."""
    if not facts:
        return f"{names[0]} and {names[1]} are the same scenario: {titles[0]}."
    width = max(map(len, names))
    lines = [f"{name:<{width}}  {title}" for name, title in zip(names, titles, strict=True)]
    lines += ["", f"What {names[0]} says stands first."]
    for section, found in groupby(facts, key=lambda fact: fact.section):
        points = list(_points(list(found), names, whole))
        left = 0 if whole else max(0, len(points) - POINTS)
        lines += ["", section, "-" * len(section), *points[: len(points) - left]]
        lines += [f"- and {left} more; --all shows them"] if left else []
    if all(fact.section != BEHAVIOUR for fact in facts):
        lines += ["", "The behaviour is the same: people choose, obey, blame and rise by the same numbers."]
    return "\n".join(lines)


def _points(facts: list[Fact], names: Two, whole: bool) -> Iterator[str]:
    """One point for what only one scenario has, and one for each subject that both describe."""
    for n, name in enumerate(names):
        only = [fact for fact in facts if not fact.aspect and fact[FIRST + n] is not None]
        if only:
            listed = [
                f"{fact.subject} ({fact[FIRST + n]})" if fact[FIRST + n] else fact.subject for fact in only
            ]
            yield _point(f"only in {name}: {_listed(listed, NAMES, whole)}")
    both = [fact for fact in facts if fact.aspect]
    for subject, said in groupby(both, key=lambda fact: fact.subject):
        aspects = [_said(fact, names) for fact in said]
        if subject:
            yield _point(f"{subject}: {_listed(aspects, ASPECTS, whole)}")
        else:
            yield from map(_point, aspects)


def _said(fact: Fact, names: Two) -> str:
    """One difference: the aspect, and what each scenario says of it."""
    effect = fact.aspect == EFFECT
    first, second = (f'"{words}"' if effect and words else words for words in (fact.first, fact.second))
    about = "" if effect else f"{fact.aspect} "
    if first is not None and second is not None:
        return f"{about}{first} against {second}"
    name, words = (names[1], second) if first is None else (names[0], first)
    return f"only in {name} {words}" if effect else f"{about}{words} in {name} alone"


def _listed(items: list[str], most: int, whole: bool) -> str:
    left = 0 if whole else len(items) - most
    return "; ".join(items) if left <= 0 else f"{'; '.join(items[:most])}; and {left} more (--all shows them)"


def _point(text: str) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent="- ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
