"""What a run cannot show, told for teachers: what no scenario has, and what this one lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dualsim.scenario.describe.provenance import counts, entries
from dualsim.scenario.describe.sentences import called, many
from dualsim.scenario.describe.waiting import in_words
from dualsim.scenario.schema import Scenario

MUCH = ((0.0, "Few"), (0.2, "Some"), (0.45, "About half"), (0.55, "Most"), (0.9, "Nearly all"))


def limits_of(scenario: Scenario) -> list[str]:
    """What the model, and this scenario, leave out."""
    return [
        _events(scenario),
        "Persons do not act in it. Whoever holds an office ties two bodies together, and no more.",
        f"People are groups with wishes that scatter. {_groups(scenario)} {_wings(scenario)}",
        f"{_doctrine(scenario)} {_fear(scenario)} What people want stays the same; its weight may change.",
        "One run is one course of luck. Another seed gives another; many runs tell how far they part.",
        "Levers, and how much each of them weighs, are given and not found.",
        "Where the model is known to disagree with the record is told in docs/findings.md.",
        _origins(scenario),
    ]


def _events(scenario: Scenario) -> str:
    """What comes from outside: every event, or those that nobody decides."""
    told = "the model tells what people make of them, and not why they came."
    if scenario.decisions != "free":
        return f"Events are given by the scenario: {told}"
    return f"Events that nobody there decides are given by the scenario: {told}"


def _groups(scenario: Scenario) -> str:
    """Who is told apart within a group, women workers among the workers; or that nobody is."""
    parts = [
        f"{called(group)} (of {called(scenario.groups[group.part_of])})"
        for group in scenario.groups.values()
        if group.part_of is not None
    ]
    if not parts:
        return "Nobody is told apart within a group, by sex or by age: there are no women as such."
    return f"Told apart within a group {'is' if len(parts) == 1 else 'are'} only {many(parts)}."


def _wings(scenario: Scenario) -> str:
    """Which parties have bodies of their own that may be at odds; parties have no wings otherwise."""
    bodies: dict[str, list[str]] = defaultdict(list)
    for block in scenario.authorities.values():
        parties = [party for party, share in (block.seats or {}).items() if share.value > 0.0]
        if len(parties) == 1 and not block.electors and not block.mandate:
            bodies[parties[0]].append(called(block))
    at_odds = [
        f"{called(scenario.parties[party])}: {many(names)}"
        for party, names in bodies.items()
        if len(names) > 1
    ]
    if not at_odds:
        return "A party has no wings."
    return f"A party has no wings, but bodies of its own that may be at odds ({'; '.join(at_odds)})."


def _doctrine(scenario: Scenario) -> str:
    """Whether a doctrine sets a bound to what any party claims, and what else it does."""
    bound = [called(party) for party in _claiming(scenario)]
    if not bound:
        return "No party here ever claims all power, and doctrine moves nobody."
    if scenario.decisions == "free":
        return (
            f"Doctrine is how far a party claims all power ({many(bound)}), and weighs where bodies decide."
        )
    return f"Doctrine is only a bound on how far a party claims all power ({many(bound)})."


def _claiming(scenario: Scenario) -> Iterator[object]:
    """Parties that may claim power: from the first day, or once an event lets them."""
    freed = {
        effect.arguments()["party"]
        for event in scenario.events.values()
        for effect in event.effects
        if effect.name == "set_ceiling"
    }
    for key, party in scenario.parties.items():
        if key in freed or party.ceiling.value > 0.0:
            yield party


def _fear(scenario: Scenario) -> str:
    """Who is afraid of what: people of the street, and leaders where they decide for themselves."""
    people = "People fear the danger of the street"
    if scenario.decisions != "free":
        return f"{people}; what leaders feared is in it only as what they then did."
    return f"{people}, and those who decide for a body the crowd and the arms of others; nobody looks ahead."


def _origins(scenario: Scenario) -> str:
    """How many of the scenario's numbers nobody has measured, in words."""
    found = counts(entries(scenario))
    guessed = (found["assumed"] + found["unsourced"]) / max(sum(found.values()), 1)
    much = in_words(guessed, MUCH, "Few")
    return f"{much} of the numbers in the scenario are assumed; dualsim explain tells where each comes from."
