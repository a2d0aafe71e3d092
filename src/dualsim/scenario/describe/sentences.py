"""What an effect does, said in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dualsim.scenario.bodies import bodies_of, body_name
from dualsim.scenario.schema import Scenario
from dualsim.theory import effect_parameters
from dualsim.theory.effect_parameters import Parameter, Row, parameters_of
from dualsim.theory.effects import EFFECTS

Phrases = Mapping[str, str]
Numbers = Mapping[str, Any]

# Plain sentences: {parameter} is a name or number in words. Those that turn on a number's sign stand below.
PLAIN: dict[str, str] = {
    "shift_party": "on {issue}, the position of {party} is now {to}",
    "set_ceiling": "{party} may now claim all power, for an authority that they lead, up to {to}",
    "split": "{party} split: {into} take {share} of their organisation and deputies",
    "seat": "the seats of {authority} are shared out anew: {seats}",
    "seat_executive": "the executive of {authority} is formed anew: {seats}",
    "pace_executive": "the executive of {authority} now follows its plenum at {to} of the full pace",
    "represent": "{group} now elect deputies to {authority}, with a weight of {weight}",
    "dismiss": "{holder} leaves office in {authority}",
    "hold_pledge": "the pledge of {pledge} stays kept to {at}, whatever happens",
    "keep": "the pledge of {pledge} is kept, to {to}",
    "require_endorsement": "{lever} in {place} now obeys nobody without the endorsement of {by}",
    "lift_requirement": "{lever} in {place} no longer needs anybody's endorsement to obey",
    "arm": "{share} of {group} in {place} now have arms",
    "operate": "{lever} in {place} is now worked by {operators}",
    "reweigh": "{lever} now makes up {weight} of the levers in {place}, and the others make room",
    "disband": "{share} of {group} in {place} are sent away as units are broken up, the most restive first",
    "attack_institution": "an attack on {institution} in {place} destroys {strength} of what is built there, "
    "less where others stand before it",
    "suppress": "{by} orders troops against the followers of {authority} in {place}, with a strength of "
    "{strength}; how many obey is theirs to say",
    "found": "{authority} comes into being",
    "dissolve": "{authority} ceases to be, and whoever obeyed it must turn elsewhere",
    "fuse": "{authority} takes in {other}: one joint executive, with the electors and the matters of both",
    "entrust": "{authority} now handles {issue}, to {to}",
    "change_reach": "{authority} now reaches {place}, to {to}",
    "staff": "{authority} now has people of its own in {place} to carry out {to} of its orders",
    "hold_election": "{authority} is elected anew",
    "end_run": "the run stops at the end of the day",
}


def sentence(scenario: Scenario, effect: str, given: Numbers) -> str:
    """What an effect of an event does, without a full stop."""
    if effect not in EFFECTS:
        raise KeyError(effect)
    taken = parameters_of(EFFECTS[effect])
    phrases = {key: _phrase(scenario, taken[key], value) for key, value in given.items() if value is not None}
    if effect in TURNING:
        said = TURNING[effect](phrases, given)
    elif effect in PLAIN:
        said = PLAIN[effect].format(**phrases)
    else:  # an effect that somebody added: its own first sentence, and its parameters
        first = (EFFECTS[effect].__doc__ or effect).strip().splitlines()[0].rstrip(".")
        said = (
            f"{first[:1].lower()}{first[1:]} ({', '.join(f'{key}: {text}' for key, text in phrases.items())})"
        )
    return said[:1].upper() + said[1:]


def called(block: Any) -> str:
    """A party or an authority as it is called in the middle of a sentence."""
    return block.name if block.name.lower().startswith("the ") else f"the {block.name}"


def many(names: list[str]) -> str:
    """Names in a row: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"


def percent(share: float) -> str:
    """A share in words."""
    return f"{100 * share:.3g} per cent"


def shares(scenario: Scenario, table: Mapping[str, Any], kind: str) -> str:
    """Shares by name: 60 per cent Kadets, 40 per cent Octobrists."""
    blocks: Mapping[str, Any] = scenario.parties if kind == "party" else scenario.groups
    held = [(key, float(share)) for key, share in table.items() if float(share) > 0]
    names = {key: blocks[key].name if kind == "party" else lowered(blocks[key].name) for key, _ in held}
    return many([f"{percent(share)} {names[key]}" for key, share in held])


def authority_name(scenario: Scenario, key: str) -> str:
    """An authority, or a body that people may found, as it is called in a sentence."""
    if key in scenario.authorities:
        return called(scenario.authorities[key])
    body = next((body for body in bodies_of(scenario) if body.key == key), None)
    return f"a {lowered(body_name(scenario, body))}" if body is not None else key


def lowered(name: str) -> str:
    """A name as it stands inside a sentence; SRs stay SRs."""
    first = name.split(" ")[0]
    return name if first.isupper() and len(first) > 1 else name[:1].lower() + name[1:]


def _phrase(scenario: Scenario, parameter: Parameter, value: Any) -> str:
    """The value of a parameter in words."""
    if parameter.value is not None:
        return shares(scenario, value, parameter.kind.axis if issubclass(parameter.kind, Row) else "")
    words = parameter.each(value, lambda kind, one: SAID[kind](scenario, one) if kind in SAID else f"{one:g}")
    return many(words) if parameter.is_list else str(words)


def _lever(scenario: Scenario, key: str) -> str:
    return f"the {lowered(lever_name(scenario, key))}"


def institution_name(scenario: Scenario, key: str) -> str:
    """An institution as it is called in the middle of a sentence."""
    name = scenario.institutions[key].name
    return lowered(name) if name.lower().startswith("the ") else f"the {lowered(name)}"


def lever_name(scenario: Scenario, key: str) -> str:
    """A lever as the first place that has it calls it, or what people built beside one."""
    if key in scenario.institutions:
        return scenario.institutions[key].name
    return next((place.levers[key].name for place in scenario.places.values() if key in place.levers), key)


# How each kind of parameter is said; other numbers stand as they are.
SAID: dict[type, Callable[[Scenario, Any], str]] = {
    effect_parameters.Authority: authority_name,
    effect_parameters.Party: lambda scenario, key: called(scenario.parties[key]),
    effect_parameters.Group: lambda scenario, key: lowered(scenario.groups[key].name),
    effect_parameters.Place: lambda scenario, key: scenario.places[key].name,
    effect_parameters.Issue: lambda _, key: str(key).replace("_", " "),
    effect_parameters.Lever: _lever,
    effect_parameters.Institution: lambda scenario, key: institution_name(scenario, key),
    effect_parameters.Pledge: lambda scenario, key: f"'{scenario.pledges[key].text}'",
    effect_parameters.Holder: lambda scenario, key: scenario.office_holders[key],
    effect_parameters.Share: lambda _, share: percent(share),
    effect_parameters.Portion: lambda _, share: percent(share),
}


def _whom(phrases: Phrases) -> str:
    return phrases.get("authority") or phrases.get("party") or "nobody"


def _in(phrases: Phrases) -> str:
    return f" in {phrases['place']}" if "place" in phrases else ""


def _news(phrases: Phrases, given: Numbers) -> str:
    turn = "rises" if given["credit"] > 0 else "falls"
    audience = f"{phrases['audience']}{_in(phrases)}"
    return f"the credit of {_whom(phrases)} with {audience} {turn} ({given['credit']:+g})"


def _call(phrases: Phrases, given: Numbers) -> str:
    where = "into the streets" if given["strength"] > 0 else "home"
    return f"followers of {_whom(phrases)}{_in(phrases)} are called {where} ({given['strength']:+g})"


def _condition(phrases: Phrases, given: Numbers) -> str:
    turn = "better" if given["by"] > 0 else "worse"
    where = phrases.get("place", "every place")
    return f"in {where}, life gets {turn} in the matter of {phrases['issue']} ({given['by']:+g})"


def _mandate(phrases: Phrases, given: Numbers) -> str:
    where = phrases.get("place", "every place")
    return (
        f"law or announcement now gives {phrases['authority']} a formal mandate of {given['to']:g} in {where}"
    )


def _forbid(phrases: Phrases, given: Numbers) -> str:
    where = phrases.get("place", "every place")
    if given["to"] == 0:
        return f"in {where}, everyone may meet"
    return f"in {where}, meetings are forbidden, to {phrases['to']}"


def _hold(phrases: Phrases, given: Numbers) -> str:
    where = phrases.get("place", "every place")
    return f"in {where}, {phrases['issue']} stays at {given['at']:+g}, whatever happens"


def _salience(phrases: Phrases, given: Numbers) -> str:
    turn = "more" if given["by"] > 0 else "less"
    group = f"{phrases['group']}{_in(phrases)}"
    return f"{phrases['issue']} comes to matter {turn} to {group} ({100 * given['by']:+.3g} per cent)"


def _declare(phrases: Phrases, given: Numbers) -> str:
    turn = "more" if given["by"] > 0 else "less"
    issue, by = phrases["issue"], f"{given['by']:+g}"
    return f"{phrases['authority']} announces {turn} on {issue} than its parties stand for ({by})"


def _organise(phrases: Phrases, given: Numbers) -> str:
    turn = "grows" if given["factor"] > 1 else "is cut"
    size = f"{given['factor']:g} times its size"
    return f"the organisation of {phrases['party']}{_in(phrases)} {turn}, to {size}"


def _draft(phrases: Phrases, given: Numbers) -> str:
    where = f"to {phrases['to']}" if "to" in phrases else "away"
    return f"{phrases['share']} of every unit of {phrases['group']} in {phrases['place']} are sent {where}"


def _appoint(phrases: Phrases, given: Numbers) -> str:
    office = "becomes head of" if given["rank"] == 1 else f"takes office (rank {given['rank']:g}) in"
    return f"{phrases['holder']} {office} {phrases['authority']}"


def _broken(phrases: Phrases, given: Numbers) -> str:
    part = "" if given["to"] == 0 else f" in part, and kept to {phrases['to']}"
    return f"the pledge of {phrases['pledge']} is broken{part}"


TURNING: dict[str, Callable[[Phrases, Numbers], str]] = {
    "news": _news,
    "call_to_streets": _call,
    "change_condition": _condition,
    "give_mandate": _mandate,
    "forbid_meetings": _forbid,
    "hold_condition": _hold,
    "raise_salience": _salience,
    "declare": _declare,
    "draft": _draft,
    "organise": _organise,
    "appoint": _appoint,
    "break_pledge": _broken,
}
