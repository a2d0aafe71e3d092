"""Institutions: whether each says what it needs, of a body and in places that there are, and no more."""

from __future__ import annotations

from collections.abc import Iterator

from dualsim.scenario.checks.effects_given import effects_of
from dualsim.scenario.errors import Fault
from dualsim.scenario.files.node import Node
from dualsim.scenario.shape import number

NEEDS = {"alternative": ("issue", "beside"), "counter": ("blocks",)}
OF = {
    "issue": "alternative", "beside": "alternative",
    "blocks": "counter", "supplies": "counter", "defends": "counter",
}  # fmt: skip
CLOSE = 1e-6  # how far ceilings may pass 1 by rounding


def examine(tree: Node) -> list[Fault]:
    """Everything that is wrong with institutions, but for names that are not there."""
    faults: list[Fault] = []
    for key, one in tree.entries("institutions"):
        faults += [*_said(key, one), *_sites(key, one), *_levers(tree, one), *_others(tree, key, one)]
        faults += _reached(tree, key, one)
        if any(place.at("levers", key) is not None for _, place in tree.entries("places")):
            faults.append(Fault(one.named, f"'{key}' is a lever already; give the institution another name"))
    return [*faults, *_too_much(tree), *_effects(tree)]


def kind_of(one: Node | None) -> str:
    """The kind of an institution, or nothing that is one."""
    kind = one.child("kind") if one is not None else None
    return str(kind.value) if kind is not None and kind.value in NEEDS else ""


def sites_of(one: Node) -> list[Node]:
    """Where an institution is built."""
    return [node for key in ("place", "places") for node in one.listed(key) if isinstance(node.value, str)]


def _places(one: Node) -> set[object]:
    """The places where an institution is built, each once."""
    return {node.value for node in sites_of(one)}


def _said(key: str, one: Node) -> Iterator[Fault]:
    """What an institution of its kind needs and lacks, or says and cannot mean."""
    kind = kind_of(one)
    if not kind:
        return
    article = "an" if kind == "alternative" else "a"
    for field in NEEDS[kind]:
        node = one.child(field)
        if node is None or node.value is None:
            meant = {
                "issue": "the issue on which it delivers", "beside": "the lever whose work it takes over",
                "blocks": "the lever whose orders it blocks",
            }[field]  # fmt: skip
            yield Fault(one.named, f"'{key}' is {article} {kind} without '{field}'; add {meant}")
    for field, whose in OF.items():
        node = one.child(field)
        if node is not None and node.value and whose != kind:
            message = f"'{key}' is {article} {kind}, and '{field}' is said of a {whose}; leave it out"
            yield Fault(node.named, message.replace("a alternative", "an alternative"))


def _sites(key: str, one: Node) -> Iterator[Fault]:
    """An institution that is nowhere, or twice in one place."""
    place, places = one.child("place"), one.child("places")
    if place is not None and places is not None:
        yield Fault(places.named, f"'{key}' has 'place' and 'places'; write one of the two")
    elif not sites_of(one) and all(node is None or not node.value for node in (place, places)):
        yield Fault(one.named, f"'{key}' is built nowhere; add 'place:'")
    seen: set[object] = set()
    for node in sites_of(one):
        if node.value in seen and place is None:
            yield Fault(node.best, f"'{node.value}' stands here twice; name it once")
        seen.add(node.value)


def _levers(tree: Node, one: Node) -> Iterator[Fault]:
    """Levers that are not in every place where the institution is."""
    for field in ("beside", "blocks"):
        lever = one.child(field)
        if lever is None or not isinstance(lever.value, str):
            continue
        for site in sites_of(one):
            levers = tree.at("places", str(site.value), "levers")
            if levers is not None and levers.value and levers.child(lever.value) is None:
                there = ", ".join(sorted(name for name, _ in levers.items()))
                message = f"there is no lever '{lever.value}' in '{site.value}'; there is {there}"
                yield Fault(lever.best, message)


def _others(tree: Node, key: str, one: Node) -> Iterator[Fault]:
    """Institutions that it supplies or defends, and cannot."""
    here = _places(one)
    for field in ("supplies", "defends"):
        for node in one.listed(field):
            other = tree.at("institutions", str(node.value))
            if node.value == key:
                yield Fault(node.best, f"'{key}' {field} itself; name another institution")
            elif other is not None and field == "supplies" and kind_of(other) == "counter":
                message = f"'{node.value}' is a counter, and means are appropriated for alternatives"
                yield Fault(node.best, f"{message}; leave it out")
            elif other is not None and here and sites_of(other) and not here & _places(other):
                yield Fault(node.best, f"'{key}' and '{node.value}' have no place in common; leave it out")


def _reached(tree: Node, key: str, one: Node) -> Iterator[Fault]:
    """The warning of a place that the body never reaches: nobody there can take part."""
    by = one.child("by")
    body = tree.at("authorities", str(by.value)) if by is not None else None
    if by is None or body is None:
        return
    for site in sites_of(one):
        share = body.at("reach", str(site.value))
        later = any(
            effect == "fuse" or (effect == "change_reach" and _names(given, by.value, site.value))
            for _, effect, given in effects_of(tree)
        )
        if not later and (share is None or number(share) == 0.0):
            message = f"'{by.value}' does not reach '{site.value}', so nobody there takes part in '{key}'"
            yield Fault(by.best, message, "warning")


def _names(given: Node, authority: object, place: object) -> bool:
    parts = given.child("authority"), given.child("place")
    return [node.value if node is not None else None for node in parts] == [authority, place]


def _too_much(tree: Node) -> Iterator[Fault]:
    """Alternatives beside one lever of a place that could do more than all of its work."""
    found: dict[tuple[object, object], list[tuple[str, float, Node]]] = {}
    for key, one in tree.entries("institutions"):
        beside, ceiling = one.child("beside"), one.child("ceiling")
        most = number(ceiling)
        if beside is None or ceiling is None or most is None or kind_of(one) != "alternative":
            continue
        for site in _places(one) if 0.0 <= most <= 1.0 else ():  # else that is said already
            found.setdefault((site, beside.value), []).append((key, most, ceiling))
    for (place, lever), every in found.items():
        total = sum(most for _, most, _ in every)
        if len(every) > 1 and total > 1.0 + CLOSE:
            names = " and ".join(f"'{key}'" for key, _, _ in every)
            message = f"the ceilings of {names} beside '{lever}' in '{place}' sum to {total:.4g}"
            yield Fault(every[-1][2].best, f"{message}; together they can do at most all of its work, 1")


def _effects(tree: Node) -> Iterator[Fault]:
    """Effects on an institution where it is not, or as if it were an old lever, and on oneself."""
    for _, effect, given in effects_of(tree):
        named, lever, place = (given.child(key) for key in ("institution", "lever", "place"))
        built = tree.at("institutions", str(named.value)) if named is not None else None
        if named is not None and built is not None and place is not None:
            there = [str(site.value) for site in sites_of(built)]
            if there and place.value not in there:
                message = f"'{named.value}' is not built in '{place.value}'; it is in {', '.join(there)}"
                yield Fault(place.best, message)
        if lever is not None and tree.at("institutions", str(lever.value)) is not None:
            message = f"'{lever.value}' is an institution, which its body runs; name a lever of the place"
            yield Fault(lever.best, message)
        who, by = given.child("authority"), given.child("by")
        if effect == "suppress" and who is not None and by is not None and who.value == by.value:
            yield Fault(by.best, f"'{by.value}' stands on both sides; name another authority")
