"""A scenario without the local bodies that people may found themselves: which there are is then a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dualsim.scenario.bodies import AT, place_of
from dualsim.scenario.conditions import parse
from dualsim.scenario.schema import Scenario

Bodies = Mapping[str, str | None]
OF_A_LIST = {"found", "represent", "seat", "seat_executive", "hold_election", "change_reach", "staff"}


def unlisted(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain values without `local_bodies`; what is said of one is said of what people found.

    Effects that make, fill or extend a listed body are gone: founders, electors and votes do that.
    """
    given = scenario.model_dump(by_alias=True, exclude_unset=True)
    local: Bodies = given.pop("local_bodies")
    given.pop("from_below")
    given["authorities"] = {key: block for key, block in given["authorities"].items() if key not in local}
    for block in given["authorities"].values():
        endorsed = {local.get(key, key): share for key, share in block.get("endorses", {}).items()}
        block["endorses"] = {key: share for key, share in endorsed.items() if key is not None}
    pledges = given.get("pledges", {})
    given["pledges"] = {key: kept for key, block in pledges.items() if (kept := _pledge(block, local))}
    built = {
        key: (block, local.get(block["by"], block["by"]))
        for key, block in given.get("institutions", {}).items()
    }
    given["institutions"] = {key: {**block, "by": by} for key, (block, by) in built.items() if by}
    for region in given.get("regions", {}).values():
        villages = region.get("villages") or {}
        villages["shared"] = [key for key in villages.get("shared", []) if key not in local]
    given["events"] = _events(given.get("events", {}), local)
    may_found = _may_found(scenario, [body for body in local.values() if body is not None])
    title = f"{scenario.title}, founded from below"
    return {**given, "title": title, "may_found": may_found, "vary": _ranges(given.get("vary", {}), local)}


def _may_found(scenario: Scenario, bodies: list[str]) -> dict[str, list[str]]:
    """What people may found: kinds of the bodies left out, and others that somebody else founds."""
    found = {place: list(kinds) for place, kinds in scenario.may_found.items()}
    for place in dict.fromkeys(map(place_of, bodies)):
        kinds = list(dict.fromkeys(body.partition(AT)[0] for body in bodies if place_of(body) == place))
        founders = {group for kind in kinds for group in scenario.kinds[kind].founders}
        listed = found.get(place, [])
        stay = [k for k in listed if k in kinds or not founders >= set(scenario.kinds[k].founders)]
        found[place] = stay + [kind for kind in kinds if kind not in stay]
    return found


def _pledge(block: dict[str, Any], local: Bodies) -> dict[str, Any] | None:
    """A pledge between what stands now; None if one of the two is not there."""
    sides = {side: local.get(block[side], block[side]) for side in ("by", "to")}
    return None if None in sides.values() else {**block, **sides}


def _events(given: dict[str, Any], local: Bodies) -> dict[str, Any]:
    """Events without what made listed bodies; those with nothing left are gone, and do not cause others."""
    events: dict[str, Any] = {}
    for key, event in given.items():
        when = _renamed(event["when"], local) if event.get("when") else None
        if event.get("when") and when is None:
            continue
        effects = [new for effect in event["effects"] if (new := _effect(effect, local)) is not None]
        if effects or not event["effects"]:
            events[key] = {**event, "effects": effects} | ({"when": when} if when else {})
    for event in events.values():
        _still_caused(event, "follows", events)
        if decision := event.pop("decision", None):
            decision = {**decision, "by": local.get(decision["by"], decision["by"])}
            _still_caused(decision, "after", events)
            if decision["by"] is not None:
                event["decision"] = decision
    return events


def _still_caused(block: dict[str, Any], key: str, events: Mapping[str, Any]) -> None:
    """Leave out of what a block comes after the events that are gone."""
    causes = block.pop(key, None) or []
    if there := [cause for cause in ([causes] if isinstance(causes, str) else causes) if cause in events]:
        block[key] = there


def _renamed(when: str, local: Bodies) -> str | None:
    """A condition on what people may found; None if it is of what is not there."""
    conditions = []
    for condition in parse(when):
        selectors = [local.get(name, name) for name in condition.selectors]
        if None in selectors:
            return None
        conditions.append(str(condition._replace(selectors=tuple(map(str, selectors)))))
    return " and ".join(conditions)


def _effect(effect: dict[str, Any], local: Bodies) -> dict[str, Any] | None:
    """An effect on what stands in the place of a local body; None if it made sense for that body alone."""
    (name, given), *_ = effect.items()
    given = given or {}
    named = [value for key, value in given.items() if key in ("authority", "other", "by")]
    listed = [one for one in named if isinstance(one, str) and one in local]
    if any(local[one] is None for one in listed) or (listed and name in OF_A_LIST):
        return None
    return {name: {key: local.get(v, v) if isinstance(v, str) else v for key, v in given.items()}}


def _ranges(vary: dict[str, Any], local: Bodies) -> dict[str, Any]:
    """The ranges of numbers that are still there."""
    gone = {f"authorities.{key}." for key in local} | {"events."}
    return {path: ends for path, ends in vary.items() if not any(path.startswith(start) for start in gone)}
