"""What a file says of an event that was somebody's decision: whose, and which move."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from dualsim.scenario.fields import Authority, Event, Part, Text, wrong
from dualsim.scenario.suggestions import unknown
from dualsim.theory.strategy import MOVES


def _move(word: str) -> str:
    if word not in MOVES:
        raise wrong(unknown("move", word[:40], MOVES))
    return word


Move = Annotated[str, AfterValidator(_move), WithJsonSchema({"type": "string", "enum": list(MOVES)})]


class DecisionBlock(Part):
    """Who decided on an event, and what it was to them; read where `decisions` are free."""

    by: Authority
    """The authority that decided."""
    move: Move
    """What it did: take, share, endorse, concede, repress, arm, call or calm."""
    after: list[Event] | None = None
    """The events after which it is open to it, in the place of `follows`; none: from the first day."""
    assumed: Text | None = None
    """Why it counts as such a move of theirs."""
