"""What is taken from one place fitted to another: names that are not there are left out, and told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from dualsim.scenario.bodies import Body, listed
from dualsim.scenario.conditions import parse
from dualsim.theory.effect_parameters import Group, Parameter, Row, parameters_of
from dualsim.theory.effects import EFFECTS

Data = dict[str, Any]
TABLES = {
    "group": "groups", "party": "parties", "authority": "authorities", "issue": "issues",
    "pledge": "pledges", "holder": "office_holders", "place": "places",
    "institution": "institutions",
}  # fmt: skip


class There(NamedTuple):
    """The names that something may speak of, by axis, and the people who step in for absent ones."""

    group: frozenset[str]
    party: frozenset[str]
    authority: frozenset[str]
    issue: frozenset[str]
    pledge: frozenset[str]
    holder: frozenset[str]
    place: frozenset[str]
    institution: frozenset[str]
    lever: frozenset[str]
    crowd: Mapping[str, float]  # the share of each group among those who live there
    homes: Mapping[str, frozenset[str]]  # who lives in each place


class Notes:
    """What was left out of a hybrid, by kind."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.found: dict[str, list[str]] = {}

    def add(self, kind: str, names: str | Iterable[str]) -> None:
        """Note what was left out."""
        listed = [names] if isinstance(names, str) else list(names)
        if listed:
            self.found.setdefault(kind, []).extend(listed)

    def facts(self) -> dict[str, list[str]]:
        """What was left out: names by kind, each once."""
        return {kind: list(dict.fromkeys(names)) for kind, names in self.found.items()}

    def text(self) -> str:
        """The same in one line; nothing if nothing was."""
        parts = []
        for kind, names in self.found.items():
            once = list(dict.fromkeys(names))
            named = ", ".join(once[:4]) + (f" and {len(once) - 4} more" if len(once) > 4 else "")
            parts.append(f"{len(names)} {kind} ({named})")
        return "; ".join(parts)


def plain(number: Any) -> float:
    """A number as a scenario has it, without where it comes from."""
    return float(number["value"] if isinstance(number, Mapping) else number)


def there_in(data: Data, place: str | None = None) -> There:
    """The names that a scenario has, with the people and the levers of one of its places or of all."""
    names = {axis: frozenset(data.get(table, {})) for axis, table in TABLES.items()}
    names["authority"] |= {body.key for body in bodies_below(data)}
    blocks = [data["places"][place]] if place is not None else list(data["places"].values())
    lives: dict[str, float] = {}
    for group, count in (entry for block in blocks for entry in block["population"].items()):
        lives[group] = lives.get(group, 0.0) + plain(count)
    everyone = sum(lives.values())
    crowd = {group: count / everyone for group, count in lives.items() if count > 0.0}
    levers = frozenset(key for block in blocks for key in block["levers"])
    names["place"] |= frozenset(data.get("regions", {}))
    homes = {at: frozenset(living_in(data, at)) for at in data["places"]}
    return There(**names, lever=levers, crowd=crowd, homes=homes)


def bodies_below(data: Data) -> list[Body]:
    """The bodies that people may found themselves."""
    founders = {kind: block["founders"] for kind, block in data.get("kinds", {}).items()}
    may_found = data.get("may_found", {})
    return listed(may_found, founders, {place: living_in(data, place) for place in may_found})


def living_in(data: Data, place: str) -> list[str]:
    """The groups that live in a place."""
    return [group for group, count in data["places"][place]["population"].items() if plain(count) > 0.0]


def institutions_fitted(data: Data, there: There, notes: Notes) -> Data:
    """What bodies that are there may build, in places that have the lever that it stands beside or blocks."""
    levers = {place: set(block["levers"]) for place, block in data["places"].items()}
    found: Data = {}
    for key, one in data["institutions"].items():
        needed = {one[field] for field in ("beside", "blocks") if one.get(field) is not None}
        sites = [one["place"]] if one.get("place") is not None else one.get("places", [])
        kept = [place for place in sites if needed <= levers.get(place, set())]
        if kept and one["by"] in there.authority and one.get("issue") in (None, *there.issue):
            bare = {field: value for field, value in one.items() if field not in ("place", "places")}
            found[key] = bare | ({"place": kept[0]} if len(kept) == 1 else {"places": kept})
    notes.add("institutions", [key for key in data["institutions"] if key not in found])
    for one in found.values():
        for field in ("supplies", "defends"):
            if field in one:
                one[field] = [key for key in one[field] if key in found]
    return found


def endorsing(body: Data, there: There) -> Data:
    """A body that endorses those alone who are there."""
    if all(other in there.authority for other in body.get("endorses", {})):
        return body
    kept = {other: share for other, share in body["endorses"].items() if other in there.authority}
    return {**body, "endorses": kept}


def seen_from(there: There, source: Mapping[str, float]) -> There:
    """The names that are there for what comes from a place with another crowd.

    A group that lives in that place and not here is not there, although the table of groups may have it.
    """
    return there._replace(group=frozenset(g for g in there.group if g in there.crowd or g not in source))


def effect_fitted(effect: Mapping[str, Any], there: There) -> Data | None:
    """An effect without the names that are not there; None if nothing of it is left."""
    ((name, given),) = effect.items()
    found = dict(given)
    if not _is_at_home(given, there):
        return None
    for key, parameter in parameters_of(EFFECTS[name]).items():
        value = found.get(key)
        if value is None or not issubclass(parameter.kind, Row):
            continue
        kept = _kept(parameter, parameter.kind.axis, value, there)
        if kept is None and (name, key) == ("draft", "to"):
            del found[key]  # they are sent away all the same
        elif kept is None:
            return None
        else:
            found[key] = kept
    return {name: found}


def _is_at_home(given: Mapping[str, Any], there: There) -> bool:
    """Whether the one group that an effect names, if any, lives in the one place that it names."""
    group, place = given.get("group"), given.get("place")
    if not isinstance(group, str) or not isinstance(place, str):
        return True
    return group in there.homes.get(place, (group,))


def _kept(parameter: Parameter, axis: str, value: Any, there: There) -> Any:
    """A name, names or a table of shares, as far as they are there; None if they are not."""
    known: Collection[str] = getattr(there, axis)
    if parameter.value is not None:
        return shares_fitted(value, known, there.crowd if parameter.kind is Group else None)
    if parameter.is_list:
        return [name for name in ([value] if isinstance(value, str) else value) if name in known] or None
    return value if value in known else None


def shares_fitted(
    shares: Mapping[str, Any], known: Collection[str], crowd: Mapping[str, float] | None
) -> Data | None:
    """Shares of those who are there, made to sum to one again; if nobody is, those of the crowd."""
    if all(name in known for name in shares):
        return dict(shares)
    kept = {name: plain(share) for name, share in shares.items() if name in known}
    total = sum(kept.values())
    if total <= 0.0:
        return dict(crowd) if crowd is not None else None
    return {name: share / total for name, share in kept.items()}


def when_fits(when: str | None, own: There, there: There) -> bool:
    """Whether a condition speaks of nothing that its own scenario has and this one lacks."""
    if when is None:
        return True
    axes = ("group", "party", "authority", "issue", "pledge", "holder", "place", "lever", "institution")
    missing = frozenset[str]().union(*(getattr(own, axis) for axis in axes))
    missing -= frozenset[str]().union(*(getattr(there, axis) for axis in axes))
    return not any(name in missing for one in parse(when) for name in one.selectors)
