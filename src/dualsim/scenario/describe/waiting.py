"""What an event waits for, said without a number: when the Soviet holds most of the formal power."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dualsim.scenario.axes import NOBODY, STANCE_LABELS, names_of, rows_of
from dualsim.scenario.conditions import Condition
from dualsim.scenario.describe.sentences import (
    authority_name,
    called,
    institution_name,
    lever_name,
    lowered,
    many,
)
from dualsim.scenario.schema import EventBlock, Scenario
from dualsim.theory.measures import MEASURES

# How much a share is that has to be passed, and how much one that must not be reached: from each bound on.
ABOVE = (
    (0.0, "some of"),
    (0.2, "a good part of"),
    (0.4, "nearly half of"),
    (0.5, "most of"),
    (0.65, "by far the most of"),
    (0.9, "nearly all of"),
)
BELOW = (
    (0.0, "none of"),
    (0.02, "next to none of"),
    (0.1, "little of"),
    (0.25, "only a part of"),
    (0.4, "less than half of"),
    (0.55, "not much more than half of"),
    (0.75, "not nearly all of"),
)
LASTING = (
    (2, "for some days"),
    (5, "for about a week"),
    (10, "for about two weeks"),
    (18, "for weeks"),
    (60, "for months"),
)  # from so many days on

# What each measure says of a share: {much} is one of the above, all else are names.
PHRASES = {
    "allegiance": "{much} the {group} in {place} turn to {authority}",
    "acceptance": "{much} the {group} in {place} put up with whoever governs",
    "stance": "{much} the {group} in {place} stand so: {side}",
    "vote": "{much} the {group} in {place} would vote for {party}",
    "turnout": "{much} the {group} in {place} would vote",
    "mobilisation": "{much} the {group} in {place} have risen",
    "real_power": "{authority} has {much} the real power in {place}",
    "formal_power": "{authority} holds {much} the formal power in {place}",
    "compliance": "{much} what {authority} orders in {place} is carried out",
    "lever_control": "{much} those who work {lever} in {place} turn to {authority} and obey it",
    "lever_obedience": "{much} what {authority} orders of {lever} in {place} is carried out",
    "built": "{institution} in {place} does, or blocks, {much} the work of its lever",
    "skill": "people in {place} have learned {much} what it takes to run {institution}",
    "levers_ready": "{much} the levers in {place} would obey {authority} rather than whoever governs",
    "seats": "{party} hold {much} the seats of {authority}",
    "executive": "{party} hold {much} the executive of {authority}",
    "delegates": "{party} hold {much} the seats that {group} elect in {authority}",
    "electors": "{group} have {much} the votes that elect {authority}",
    "claim": "{much} those who act for {authority} claim all power for it",
}


def waits_for(scenario: Scenario, event: EventBlock) -> str:
    """The condition under which an event happens, and what has to come before it, in words."""
    asked = " and ".join(_asked(scenario, condition) for condition in event.conditions)
    before = [f"“{scenario.events[key].name}”" for key in event.follows or () if key in scenario.events]
    told = [f"when {asked}"] if asked else []
    told += [f"only after {many(before)}"] if before else []
    return "; ".join(told)


def _asked(scenario: Scenario, condition: Condition) -> str:
    """One condition in words."""
    lasting = in_words(condition.days, LASTING, "")
    said = _said(scenario, condition)
    return f"{lasting} {said}" if lasting else said


def _said(scenario: Scenario, condition: Condition) -> str:
    """What is compared, and with how much; a measure without a phrase is high enough, or low enough."""
    more = condition.operator.startswith(">")
    names = _names(scenario, condition)
    phrase = PHRASES.get(condition.measure)
    if phrase is not None:
        scale, otherwise = (ABOVE, "any of") if more else (BELOW, "none of")
        much = in_words(condition.number, scale, otherwise)
        return phrase.format_map({"much": much, **names})
    if condition.measure == "pledge_kept":
        return f"the pledge of {names['pledge']} is {'kept' if more else 'broken'}"
    words = [condition.measure.replace("_", " ")]
    words += [f"of {name}" for axis, name in names.items() if axis != "place" and name]
    where = f" in {names['place']}" if names.get("place") else ""
    return f"the {' '.join(words)}{where} is {'high' if more else 'low'} enough"


def in_words(number: float, scale: Sequence[tuple[float, str]], otherwise: str) -> str:
    """What a number is called on a scale of words, each of which begins at a bound."""
    return next((words for bound, words in reversed(scale) if number >= bound), otherwise)


def _names(scenario: Scenario, condition: Condition) -> Mapping[str, str]:
    """What each axis of the measure names, as it is called in a sentence; a place that is not named is
    the first."""
    names = names_of(scenario)
    dims = MEASURES[condition.measure].dims
    found = {}
    for dim, row in zip(dims, rows_of(dims, condition.selectors, names), strict=True):
        axis = "authority" if dim == "endorsed" else dim
        known = (*getattr(names, axis), NOBODY.get(axis, ""))
        found[dim] = _called(scenario, axis, known[row or 0])
    return found


def _called(scenario: Scenario, axis: str, key: str) -> str:
    """A name of an axis in the middle of a sentence."""
    if key == NOBODY.get(axis):
        return {"authority": "nobody", "party": "those who stay at home"}[axis]
    if axis == "authority":
        return authority_name(scenario, key)
    if axis == "party":
        return called(scenario.parties[key])
    if axis == "group":
        return lowered(scenario.groups[key].name)
    if axis == "lever":
        return f"the {lowered(lever_name(scenario, key))}"
    found = {
        "place": lambda: scenario.places[key].name,
        "side": lambda: lowered(STANCE_LABELS[key]),
        "institution": lambda: institution_name(scenario, key),
        "pledge": lambda: f"“{scenario.pledges[key].text}”",
    }
    return found[axis]() if axis in found else key.replace("_", " ")
