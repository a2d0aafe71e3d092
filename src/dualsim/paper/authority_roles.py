"""The role cards of authorities: who sits in them, what they handle, stand for and control."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dualsim.paper.role_cards import RoleCard, elects, listed, told, wished
from dualsim.paper.wants import issue_name, wants
from dualsim.scenario.describe.prose import KINDS
from dualsim.scenario.describe.sentences import authority_name, called, lowered, many
from dualsim.scenario.describe.waiting import in_words
from dualsim.scenario.fields import Number
from dualsim.scenario.schema import AuthorityBlock, Scenario

HEARD = 0.1  # of a place that an authority has to reach, to have a card
STANDS = 3  # matters of which it is told what an authority stands for
PARTS = ((0.0, "a few"), (0.12, "some"), (0.35, "many"), (0.6, "most"))
HANDLES = ((0.0, "hardly"), (0.25, "in part"), (0.55, "mostly"), (0.85, "wholly"))
REACHES = (
    (0.0, "hardly any of"),
    (0.1, "a little of"),
    (0.3, "a part of"),
    (0.6, "most of"),
    (0.85, "all of"),
)
BACKS = ((0.0, "grudgingly"), (0.35, "half-heartedly"), (0.65, "firmly"))
OWN = ((0.0, "hardly anybody"), (0.25, "few people"), (0.6, "most of the people that it needs"))

Shares = Mapping[str, Number] | None


def authority_roles(scenario: Scenario, places: Sequence[str]) -> list[RoleCard]:
    """A card for each authority that some of these places hear of, at once or later."""
    main = [key for key in scenario.authorities if _heard(scenario, key, places)]
    return [_card(scenario, key, places) for key in main]


def _heard(scenario: Scenario, key: str, places: Sequence[str]) -> bool:
    """Whether the orders of an authority reach one of the places, at the start or after an event."""
    reach = scenario.authorities[key].reach
    found = [number.value for place, number in reach.items() if place in places]
    for event in scenario.events.values():
        for name, given in event.steps():
            if name == "change_reach" and given["authority"] == key and given["place"] in places:
                found.append(given["to"])
    return max(found, default=0.0) >= HEARD


def _card(scenario: Scenario, key: str, places: Sequence[str]) -> RoleCard:
    authority = scenario.authorities[key]
    stands = wants(scenario, _positions(scenario, authority))[:STANDS]
    whole = " that speaks for the whole country" if authority.national else ""
    later = "" if authority.from_start else " It is not there yet on the first day."
    who = f"You act for it: {KINDS[authority.kind]}{whole}.{later}"
    sections = [
        *told("Who sits in it", *_sits(scenario, authority), _elected(scenario, key)),
        *wished("What it stands for above all", stands),
        *told("What it handles", _handles(authority)),
        *told("What it controls", *_controls(scenario, authority, places)),
        *told("Whom it supports", _backs(scenario, key)),
    ]
    return RoleCard("Authority", authority.name, who, sections)


def _positions(scenario: Scenario, authority: AuthorityBlock) -> dict[str, float]:
    """What an authority stands for: its own platform, or that of the parties who act for it."""
    if authority.platform:
        return {issue: number.value for issue, number in authority.platform.items()}
    sitting = authority.executive or authority.seats or {}
    total = sum(share.value for share in sitting.values()) or 1.0
    found: dict[str, float] = {}
    for party, share in sitting.items():
        for issue, number in scenario.parties[party].platform.items():
            found[issue] = found.get(issue, 0.0) + share.value / total * number.value
    return found


def _sits(scenario: Scenario, authority: AuthorityBlock) -> Iterator[str]:
    seats, executive = (_parties(scenario, given) for given in (authority.seats, authority.executive))
    yield f"At first: {seats}." if seats else ""
    yield f"In its executive: {executive}." if executive and executive != seats else ""
    yield "It belongs to no party." if authority.platform else ""
    held = [scenario.office_holders[holder] for holder in authority.office_holders]
    yield f"In office: {many(held)}." if held else ""


def _parties(scenario: Scenario, shares: Shares) -> str:
    """Parties by how much of a body they have, the largest first."""
    held = sorted(((s.value, party) for party, s in (shares or {}).items() if s.value > 0), reverse=True)
    return ", ".join(f"{scenario.parties[party].name} ({in_words(s, PARTS, '')})" for s, party in held)


def _elected(scenario: Scenario, key: str) -> str:
    authority = scenario.authorities[key]
    electors = [g for g, weight in (authority.electors or {}).items() if weight.value > 0]
    later = [
        g for g in scenario.groups
        if g not in electors and any(elects(event, key, g) for event in scenario.events.values())
    ]  # fmt: skip
    said = f"Elected by {_groups(scenario, electors)}" if electors else "Nobody elects it at first"
    return f"{said}{f'; later, if events allow it, by {_groups(scenario, later)}' if later else ''}."


def _groups(scenario: Scenario, keys: Sequence[str]) -> str:
    return many([lowered(scenario.groups[key].name) for key in keys])


def _handles(authority: AuthorityBlock) -> str:
    """The matters that are its business, those that are most so first."""
    held = sorted(authority.portfolio.items(), key=lambda pair: -pair[1].value)
    said = [f"{issue_name(i).lower()} ({in_words(n.value, HANDLES, '')})" for i, n in held if n.value > 0]
    return f"{many(said)[:1].upper()}{many(said)[1:]}." if said else ""


def _controls(scenario: Scenario, authority: AuthorityBlock, places: Sequence[str]) -> Iterator[str]:
    """Its mandate, how far its orders go, who of its own carries them out, and whom else it needs."""
    there = [place for place in places if place in authority.reach and authority.reach[place].value > 0]
    law = [place for place in places if place in authority.mandate and authority.mandate[place].value > 0]
    yield (
        f"The law is on its side in {_places(scenario, law)}." if law else "No law stands behind it at first."
    )
    reach = [f"{in_words(authority.reach[p].value, REACHES, '')} {scenario.places[p].name}" for p in there]
    yield f"Its orders get to {listed(reach)}." if reach else "Its orders do not get here at first."
    weak = [place for place in there if place in authority.organ and authority.organ[place].value < 1]
    if weak:
        own = in_words(authority.organ[weak[0]].value, OWN, "")
        yield f"It has {own} of its own in {_places(scenario, weak)} to carry them out."
    homes = [scenario.places[place] for place in there or places]
    levers = [f"the {lowered(lever.name)}" for home in homes for lever in home.levers.values()]
    yield f"It rules nothing without those who work {listed(levers)}." if levers else ""


def _places(scenario: Scenario, places: Sequence[str]) -> str:
    return listed([scenario.places[place].name for place in places])


def _backs(scenario: Scenario, key: str) -> str:
    """Whom it supports as it begins, and on what promises."""
    backed = [
        f"{authority_name(scenario, other)} ({in_words(share.value, BACKS, '')})"
        for other, share in scenario.authorities[key].endorses.items()
        if share.value > 0
    ]
    if not backed:
        return ""
    promises = [f"“{pledge.text}”" for pledge in scenario.pledges.values() if pledge.to == key]
    by = [called(scenario.authorities[p.by]) for p in scenario.pledges.values() if p.to == key]
    told_by = f" Its support of {listed(by)} hangs on promises such as {promises[0]}." if promises else ""
    return f"{listed(backed)[:1].upper()}{listed(backed)[1:]}.{told_by}"
