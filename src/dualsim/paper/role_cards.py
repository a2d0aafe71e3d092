"""Role cards: who a group or an authority is, what it wants and what it can do, in words alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dualsim.paper.wants import Want
from dualsim.scenario.describe.sentences import many
from dualsim.scenario.schema import EventBlock

MOST_NAMED = 5  # of a list that a card tells


@dataclass(frozen=True)
class Section:
    """What a card says under one heading: sentences, or wishes."""

    heading: str
    lines: list[str]
    wants: list[Want]


@dataclass(frozen=True)
class RoleCard:
    """One role: its name, what it is, and what it wants, can do and has."""

    kind: str
    name: str
    who: str
    sections: list[Section]


def told(heading: str, *lines: str) -> list[Section]:
    """A section of those lines that say something; none without any."""
    said = [line for line in lines if line]
    return [Section(heading, said, [])] if said else []


def wished(heading: str, wishes: Sequence[Want]) -> list[Section]:
    """A section of wishes; none without any."""
    return [Section(heading, [], list(wishes))] if wishes else []


def listed(names: Sequence[str]) -> str:
    """Names in a row, each once; of many only the first."""
    names = list(dict.fromkeys(names))
    return many(names if len(names) <= MOST_NAMED else [*names[: MOST_NAMED - 1], "others"])


def elects(event: EventBlock, authority: str, group: str) -> bool:
    """Whether an event lets a group send deputies to an authority."""
    return any(
        name == "represent" and (given["authority"], given["group"]) == (authority, group)
        for name, given in event.steps()
    )
