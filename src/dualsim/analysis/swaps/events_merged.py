"""The events of two places as one list: each effect from the side that owns the block that it goes with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from dualsim.analysis.swaps.blocks import block_of
from dualsim.analysis.swaps.fitting import Data, Notes, There, bodies_below, effect_fitted, when_fits

BOTH = 2  # the side of what is the same in both
Effect = Mapping[str, Any]


class Merged(NamedTuple):
    """An event, the side whose date and condition it has, and its effects, each with its side."""

    key: str
    side: int
    event: Data
    effects: Sequence[tuple[int, Effect]]


def merged_events(given: Sequence[Data], owners: Mapping[str, int]) -> list[Merged]:
    """The events of both sides, in the order of the one that owns events, then what only the other has."""
    first = owners["events"]
    base, other = (given[side].get("events", {}) for side in (first, 1 - first))
    shared = _bodies(given[0]) & _bodies(given[1])
    found = []
    for key in dict.fromkeys((*base, *other)):
        one, another = base.get(key), other.get(key)
        if one is not None and another is not None and one == another:
            found.append(Merged(key, BOTH, one, [(BOTH, effect) for effect in one["effects"]]))
        elif one is not None and another is not None and _head(one) != _head(another):
            found.append(Merged(key, first, one, [(first, effect) for effect in one["effects"]]))
        else:
            effects = _effects({first: one, 1 - first: another}, owners, shared)
            side = first if one is not None else 1 - first
            found.append(Merged(key, side, one or another or {}, effects))
    return found


def _bodies(data: Data) -> set[str]:
    """The bodies of a scenario, those that people may found among them."""
    return {*data["authorities"], *(body.key for body in bodies_below(data))}


def _head(event: Data) -> tuple[Any, ...]:
    """When an event happens."""
    return tuple(event.get(key) for key in ("date", "when", "follows"))


def _effects(
    events: Mapping[int, Data | None], owners: Mapping[str, int], shared: Collection[str]
) -> list[tuple[int, Effect]]:
    """The effects that each side owns, those that both have standing where the first has them."""
    (first, one), (second, another) = events.items()
    here = list(one["effects"]) if one is not None else []
    there = list(another["effects"]) if another is not None else []
    kept = [(n, first, effect) for n, effect in enumerate(here) if _owner(effect, owners, shared) == first]
    for n, effect in enumerate(there):
        if _owner(effect, owners, shared) == second:
            kept.append((here.index(effect) if effect in here else n, second, effect))
    return [(side, effect) for _, side, effect in sorted(kept, key=lambda one: one[0])]


def _owner(effect: Effect, owners: Mapping[str, int], shared: Collection[str]) -> int:
    ((name, given),) = effect.items()
    return owners[block_of(name, given, shared)]


def events_fitted(
    events: Sequence[Merged], own: Sequence[There], seen: Sequence[There], notes: Notes
) -> Data:
    """Events without effects and conditions that speak of what is not there.

    `own` are the names that each side has, `seen` those that are there for what comes from it.
    """
    found: Data = {}
    nothing = {"change_condition": {"issue": min(seen[0].issue), "by": 0}}  # an event needs an effect
    for key, side, event, effects in events:
        if not when_fits(event.get("when"), own[side % len(own)], seen[side % len(seen)]):
            notes.add("events", [key] if effects else [])
            continue
        kept = [fit for of, one in effects if (fit := effect_fitted(one, seen[of])) is not None]
        notes.add("effects", [key] * (len(effects) - len(kept)))
        found[key] = {**_decided_by(event, seen[side % len(seen)]), "effects": kept or [nothing]}
    found = _without_orphans(found, notes)
    empty = {key for key, event in found.items() if event["effects"] == [nothing]}
    return {key: event for key, event in found.items() if key not in empty or _is_followed(key, found, empty)}


def _decided_by(event: Data, there: There) -> Data:
    """An event whose decision is not that of a body which is not there: then it comes from outside."""
    if "decision" not in event or event["decision"]["by"] in there.authority:
        return event
    return {key: value for key, value in event.items() if key != "decision"}


def _is_followed(key: str, events: Data, empty: Collection[str]) -> bool:
    """Whether an event with effects follows from one, at once or in the end."""
    after = [one for one, event in events.items() if key in (event.get("follows") or ())]
    return any(one not in empty or _is_followed(one, events, empty) for one in after)


def _without_orphans(events: Data, notes: Notes) -> Data:
    """Events without those that follow from one that is not there, and so would never happen."""
    gone = [key for key, event in events.items() if not set(event.get("follows") or ()) <= set(events)]
    if not gone:
        return events
    notes.add("events", gone)
    return _without_orphans({key: event for key, event in events.items() if key not in gone}, notes)
