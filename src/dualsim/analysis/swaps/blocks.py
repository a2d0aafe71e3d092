"""The blocks that two places may swap, and which of them an effect of an event goes with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dualsim.scenario.suggestions import unknown

BLOCKS = {
    "people": "who lives there: groups and their numbers, segregation, arms, parties' organisation, seasons",
    "levers": "what orders pass through: weights, operators, what each delivers, force, countersignatures",
    "reach": "how far bodies that both have reach, with what organs and mandate",
    "distance": "days until news is heard, and by rail; letters",
    "places": "how large cells are, how many people live within a day; into how many places, and how large",
    "bodies": "the authorities, and which people may found: their electors, aims, matters, pledges, "
    "what they build of their own",
    "events": "what else happened there: dated events, series, conditions of life at the start",
}
_OF_LEVERS = {"operate", "reweigh", "require_endorsement", "lift_requirement"}
_OF_REACH = {"change_reach", "staff", "give_mandate"}
_OF_BODIES = {
    "found", "dissolve", "fuse", "represent", "seat", "seat_executive", "pace_executive", "hold_election",
    "declare", "entrust", "appoint", "dismiss", "keep", "break_pledge", "hold_pledge",
    "attack_institution", "suppress",
}  # fmt: skip


def block_of(effect: str, given: Mapping[str, Any], shared: Collection[str]) -> str:
    """The block that an effect goes with; reach that a body of one place alone gets is the body's own."""
    if effect in _OF_LEVERS:
        return "levers"
    if effect in _OF_REACH:
        return "reach" if given.get("authority") in shared else "bodies"
    return "bodies" if effect in _OF_BODIES else "events"


def blocks_named(texts: str | Iterable[str]) -> tuple[str, ...]:
    """The blocks that are named, alone or with commas between them; raise ValueError for one that is none."""
    given = [texts] if isinstance(texts, str) else texts
    found = [name.strip() for text in given for name in text.split(",")]
    for name in found:
        if name not in BLOCKS:
            raise ValueError(f"what: {unknown('block', name, BLOCKS)}")
    twice = next((name for name in found if found.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"what: '{twice}' is named twice; name it once")
    if not found:
        raise ValueError(f"what: no block; name one of {', '.join(BLOCKS)}")
    return tuple(found)
