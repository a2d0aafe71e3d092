"""What an event was as somebody's decision, said in words."""

from __future__ import annotations

from dualsim.scenario.dates import spoken
from dualsim.scenario.describe.sentences import authority_name
from dualsim.scenario.schema import EventBlock, Scenario

# What each move is called after "decides".
SAID = {
    "take": "to take power",
    "share": "to share power",
    "endorse": "to give who governs its word",
    "concede": "to concede",
    "repress": "to repress",
    "arm": "to arm its followers",
    "call": "to call its followers into the streets",
    "calm": "to call them home",
}


def decided(scenario: Scenario, event: EventBlock) -> str:
    """Whose decision an event was, in a sentence; nothing if it was nobody's."""
    if event.decision is None:
        return ""
    who, move = authority_name(scenario, event.decision.by), SAID[event.decision.move]
    return f"It was a decision of {who} {move}."


def whenever(scenario: Scenario, event: EventBlock) -> str:
    """When an event comes that hangs on a free decision, in words."""
    assert event.decision is not None
    who, move = authority_name(scenario, event.decision.by), SAID[event.decision.move]
    record = (
        f" (in the record on {spoken(scenario.day(event.date), scenario.calendar)})" if event.date else ""
    )
    return f"When {who} decides {move}{record}"
