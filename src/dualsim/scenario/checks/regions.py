"""Whether regions hold together: each place in one of them, and a countryside that can be spread out."""

from __future__ import annotations

from collections.abc import Iterator

from dualsim.scenario.checks.bodies import bodies_in
from dualsim.scenario.checks.institutions import sites_of
from dualsim.scenario.conditions import NotACondition, parse
from dualsim.scenario.errors import Fault
from dualsim.scenario.files.node import Node
from dualsim.scenario.regions import named, own_bodies
from dualsim.scenario.shape import number


def examine(tree: Node) -> list[Fault]:
    """Everything that is wrong with regions, but for names that are not there and numbers out of range."""
    taken: dict[str, str] = {}
    faults: list[Fault] = []
    for key, region in tree.entries("regions"):
        if tree.at("places", key) is not None:
            faults.append(Fault(region.named, f"'{key}' is a place already; give the region another name"))
        faults += _shared(key, region, taken)
        villages = region.child("villages")
        if villages is not None:
            faults += [*_spans(villages), *_countryside(tree, key, villages)]
    return faults


def _shared(key: str, region: Node, taken: dict[str, str]) -> Iterator[Fault]:
    """Places that stand in two regions, or twice in one."""
    for node in (region.child("town"), region.at("villages", "like"), *region.listed("places")):
        if node is None or not isinstance(node.value, str):
            continue
        other = taken.setdefault(node.value, "")
        if other:
            where = f"in the region '{other}'" if other != key else "in this region"
            message = f"'{node.value}' stands {where} already; a place belongs to one region, once"
            yield Fault(node.best, message)
        taken[node.value] = other or key


def _spans(villages: Node) -> Iterator[Fault]:
    for name in ("distance", "news"):
        near, far = (number(villages.at(name, end)) for end in ("nearest", "farthest"))
        if near is not None and far is not None and near > far:
            spot = villages.changed((name, "nearest"), (name, "farthest"))
            yield Fault(spot, f"the nearest has {near:g} days, the farthest {far:g}; the nearest has fewer")


def _countryside(tree: Node, key: str, villages: Node) -> Iterator[Fault]:
    like, count = villages.child("like"), number(villages.child("number"))
    model = tree.at("places", str(like.value)) if like is not None else None
    if like is None or model is None or not isinstance(like.value, str):
        return
    people = sum(number(heads) or 0.0 for _, heads in model.entries("population"))
    if count is not None and count > people > 0.0:
        message = f"{count:g} villages are more than the {people:g} people of '{like.value}'"
        yield Fault(villages.changed(("number",)), f"{message}; give fewer villages or more people")
    shared = [node.value for node in villages.listed("shared")]
    bodies = [name for name in own_bodies(tree.plain(), like.value) if name not in shared]
    founded = [body.key for body in bodies_in(tree) if body.place == like.value]
    built = [name for name, one in tree.entries("institutions") if _is_only_in(one, like.value)]
    names = {"places": [like.value], "authorities": bodies, "institutions": built}
    yield from _taken(tree, key, int(min(count or 0.0, 100.0)), names)
    yield from _built(tree, like.value, [*bodies, *founded], built)
    yield from _conditions(tree, like.value, [*bodies, *founded, *built])


def _is_only_in(one: Node, place: str) -> bool:
    """Whether an institution is built in one place and no other."""
    return [site.value for site in sites_of(one)] == [place]


def _built(tree: Node, place: str, bodies: list[str], built: list[str]) -> Iterator[Fault]:
    """Institutions that bodies of single villages would build elsewhere too."""
    for key, one in tree.entries("institutions"):
        by = one.child("by")
        if by is not None and by.value in bodies and key not in built:
            message = f"'{by.value}' is one in every village, and '{key}' is not built in '{place}' alone"
            yield Fault(by.best, f"{message}; build it there, or name a body that they share")


def _taken(tree: Node, region: str, count: int, of: dict[str, list[str]]) -> Iterator[Fault]:
    """Names of the file that villages and what is theirs will have."""
    for table, names in of.items():
        for name in [named(one, n + 1) for one in names for n in range(count)]:
            node = tree.at(table, name)
            if node is not None:
                message = f"'{name}' is what a village of '{region}' or its own is called; use another name"
                yield Fault(node.named, message)


def _conditions(tree: Node, place: str, bodies: list[str]) -> Iterator[Fault]:
    """Conditions that read what is no more one thing."""
    for _, event in tree.entries("events"):
        when = event.child("when")
        if when is None or not isinstance(when.value, str):
            continue
        try:
            read = {name for condition in parse(when.value) for name in condition.selectors}
        except NotACondition:
            continue  # which is said elsewhere
        for name in sorted(read & {place, *bodies}):
            message = f"'{name}' is spread out into villages, and a condition reads one number"
            yield Fault(when.best, f"{message}; name the region or the town")
