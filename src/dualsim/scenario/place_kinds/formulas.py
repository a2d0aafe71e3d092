"""The formulas by which a place follows from its kind and a few numbers, each with the reason it hands on.

With p the people, s the garrison's soldiers, w the workers, d the days by rail from the capital, h the hunger
for land:

- workers: w, or the kind's share of p; any other group of the people: its share of p;
- the group of the rest: the kind's share of adults in p, less all groups above;
- soldiers: s; any other group of the garrison: so many for each soldier;
- a nationality: its share of the group that it is a part of, which has so many fewer;
- days until news: d, rounded, or the kind's; the condition of land: -h;
- reach of a national authority: the kind's, or exp(-d / days);
- weights of levers: the kind's, as shares of what the place does not weigh itself;
- operators: the kind's, as shares of those groups that live there;
- what a party starts with: floor + the sum of so much of each group's share + for_each_member times members
  (counted, or so many among the workers) as a share of all + from_capital times exp(-d).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dualsim.scenario.fields import ORIGINS, Number
from dualsim.scenario.kinds_of_place import (
    NationalBlock,
    NationalityBlock,
    OrganisationBlock,
    PlaceKindBlock,
    Sketch,
)

WORKERS, SOLDIERS = "worker", "soldier"  # the groups that `workers` and `garrison` of a place count
Plain = dict[str, Any]


class Own(dict[str, Any]):
    """A number that the place gives itself, so that its origin is the place's and not the kind's."""


def given(number: Number) -> Plain:
    """A number with its origin, as a file writes it."""
    return {"value": number.value, **origin(number)}


def origin(part: Number) -> Plain:
    """The origin of a number, as a file writes it; nothing if it has none."""
    return {key: text for key in ORIGINS if (text := getattr(part, key))}


def derived(value: float, reason: str) -> Plain:
    """A number that follows from others, and how."""
    return {"value": value, "assumed": reason}


def why(part: Any) -> str:
    """What is said of a number of a kind, whatever sort of origin it is."""
    return next((text for key in ORIGINS if (text := getattr(part, key, None))), "")


def population(kind: PlaceKindBlock, sketch: Sketch, own: Mapping[str, float]) -> dict[str, Plain]:
    """People of each group: those that the place does not count itself (`own`)."""
    found: dict[str, Plain] = {}
    people = sketch.people.value if sketch.people is not None else 0.0
    for group, share in kind.of_people.items():
        if group == WORKERS and sketch.workers is not None:
            found[group] = Own(given(sketch.workers))
        else:
            reason = f"{share.value:g} of {people:,.0f} people; {why(share)}"
            found[group] = derived(round(share.value * people), reason)
    if kind.rest is not None and kind.adults is not None:
        taken = {group: own.get(group, number["value"]) for group, number in found.items()}
        less = ", ".join(f"{count:,.0f} {group}" for group, count in taken.items())
        reason = f"adults, {kind.adults.value:g} of {people:,.0f} people, less {less}; {why(kind.adults)}"
        left = round(kind.adults.value * people - sum(taken.values()))
        found[kind.rest] = derived(left, reason)
    if sketch.garrison is not None and kind.of_garrison:
        found[SOLDIERS] = Own(given(sketch.garrison))
        soldiers = own.get(SOLDIERS, sketch.garrison.value)
        for group, share in kind.of_garrison.items():
            reason = f"{share.value:g} of {soldiers:,.0f} soldiers; {why(share)}"
            found[group] = derived(round(share.value * soldiers), reason)
    return found


def split(found: dict[str, Plain], part: str, nation: NationalityBlock) -> None:
    """Take a nationality out of the group that it is a part of."""
    whole = found.get(nation.of)
    if whole is None:
        return
    share, reason = nation.share.value, why(nation.share) or why(nation)
    count = whole["value"]
    found[part] = derived(round(share * count), f"{share:g} of {count:,.0f} {nation.of}; {reason}")
    rest = origin_of(whole) + f", less {share:g} of them, {part}"
    found[nation.of] = {**whole, "value": count - round(share * count), **rest_origin(whole, rest)}


def origin_of(number: Plain) -> str:
    """What is said of a number that is written out."""
    return next((str(number[key]) for key in ORIGINS if key in number), "")


def rest_origin(number: Plain, text: str) -> Plain:
    """The origin of a number, with another text."""
    return {next((key for key in ORIGINS if key in number), "assumed"): text}


def news(kind: PlaceKindBlock, days: float) -> Plain | None:
    """Days until news is heard, if that is not the same day."""
    if kind.news is not None:
        return given(kind.news)
    rounded = math.floor(days + 0.5)
    return derived(rounded, f"{days:g} days by rail, rounded") if rounded else None


def land(kind: PlaceKindBlock, sketch: Sketch) -> Plain:
    """The condition of land at the start."""
    if sketch.land_hunger is not None:
        return Own({**given(sketch.land_hunger), "value": -sketch.land_hunger.value})
    return {**given(kind.land_hunger), "value": -kind.land_hunger.value}


def reach(national: NationalBlock, days: float) -> Plain | None:
    """How far a national authority reaches, if it does at all."""
    if national.reach_days is None:
        return given(national.reach) if national.reach is not None else None
    falls = national.reach_days
    reason = f"exp(-{days:g}/{falls.value:g}), {days:g} days by rail; {why(falls)}"
    return derived(round(math.exp(-days / falls.value), 2) if falls.value else 0.0, reason)


def weights(levers: Mapping[str, Plain], own: Mapping[str, float]) -> dict[str, float]:
    """Weights of the kind's levers that a place does not weigh itself: they share what is left."""
    theirs = {name: float(lever["weight"]["value"]) for name, lever in levers.items() if name not in own}
    left, total = 1.0 - sum(own.values()), sum(theirs.values())
    if left <= 0.0 or total <= 0.0 or abs(left - total) < 1e-9:
        return theirs
    return {name: weight * left / total for name, weight in theirs.items()}


def operators(theirs: Mapping[str, float], heads: Mapping[str, float]) -> dict[str, float]:
    """Shares of those who work a lever, among the groups that live there."""
    if not any(heads.values()):
        return dict(theirs)  # nobody lives there, which is said elsewhere
    here = {group: share for group, share in theirs.items() if heads.get(group, 0.0) > 0.0}
    total = sum(here.values())
    if total <= 0.0 or abs(total - 1.0) < 1e-9:
        return here
    return {group: share / total for group, share in here.items()}


def organisation(
    rule: OrganisationBlock, heads: Mapping[str, float], days: float, members: Number | None
) -> Plain:
    """What a party starts with in a place, with its arithmetic."""
    everyone = sum(heads.values())
    value, told = rule.floor.value, [f"{rule.floor.value:g}"]
    for group, each in rule.of.items():
        share = heads.get(group, 0.0) / everyone
        value += each.value * share
        told += [f"{each.value:g} of {share:.3f} {group}"] if share else []
    if rule.for_each_member.value:
        among = rule.members_of_workers.value
        counted = members.value if members is not None else among * heads.get(WORKERS, 0.0)
        how = f", {among:g} of the workers" if members is None else f": {why(members)}" * bool(why(members))
        grown = rule.for_each_member.value * counted / everyone
        value += grown
        told.append(f"{grown:.4f} ({rule.for_each_member.value:g} for each of {counted:.0f} members{how})")
    if rule.from_capital.value:
        near = rule.from_capital.value * math.exp(-days)
        value += near
        told.append(f"{near:.4f} ({days:g} days from the capital)")
    return derived(min(float(f"{value:.3g}"), 1.0), f"the rule of parties: {' + '.join(told)}")
