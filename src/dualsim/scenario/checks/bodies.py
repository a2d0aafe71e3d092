"""Bodies that people may found: whether somebody may, and whether each has one name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dualsim.scenario.bodies import AT, Body, listed
from dualsim.scenario.checks.effects_given import effects_of
from dualsim.scenario.errors import Fault
from dualsim.scenario.files.node import Node
from dualsim.scenario.shape import number

_NUMBERED = re.compile(r"_\d+$")


def examine(tree: Node) -> list[Fault]:
    """Everything that is wrong with kinds of body, and with where people may found them."""
    return [*_kinds(tree), *_nobody_there(tree), *_founded_by_event(tree), *_in_its_stead(tree)]


def bodies_in(tree: Node) -> list[Body]:
    """The bodies that people may found, as far as the tree says who and where."""
    may_found = {place: _kinds_of(tree, place) for place, _ in tree.entries("may_found")}
    founders = {kind: _texts(block, "founders") for kind, block in tree.entries("kinds")}
    return listed(may_found, founders, {place: _living(tree, place) for place in may_found})


def unfounded(tree: Node, name: str) -> str:
    """What is wrong with the name of a body that nobody may found, although kind and place are there."""
    kind, at, place = name.partition(AT)
    kinds, there = dict(tree.entries("kinds")), dict(tree.entries("places"))
    alone = _NUMBERED.sub("", kind)
    if not at or place not in there or (kind not in kinds and alone not in kinds):
        return ""
    if alone in _kinds_of(tree, place):
        return f"people of '{place}' may not found so many of the kind '{alone}'; name one that they may"
    return f"nobody may found '{name}'; add '{alone}' to what people of '{place}' may_found"


def _kinds_of(tree: Node, place: str) -> list[str]:
    table = tree.child("may_found")
    return list(dict.fromkeys(_texts(table, place))) if table is not None else []


def _texts(node: Node, key: str) -> list[str]:
    return [part.value for part in node.listed(key) if isinstance(part.value, str)]


def _living(tree: Node, place: str) -> list[str]:
    population = tree.at("places", place, "population")
    return [group for group, count in population.items() if number(count)] if population is not None else []


def _kinds(tree: Node) -> Iterator[Fault]:
    """Kinds that nobody founds, that are named like a second body of a kind, or with two names for one."""
    for key, kind in tree.entries("kinds"):
        if _NUMBERED.search(key):
            message = f"'{key}' would be the name of another body of its kind; leave the number out"
            yield Fault(kind.named, message)
        founders = kind.child("founders")
        if founders is not None and founders.value == []:
            yield Fault(founders.named, f"nobody founds a '{key}'; name the groups that do")
        names: dict[frozenset[str], str] = {}
        for entry in kind.listed("names"):
            electors, called = frozenset(_texts(entry, "electors")), entry.child("name")
            if electors in names and called is not None:
                first = f"a '{key}' of {', '.join(sorted(electors))} is called '{names[electors]}' already"
                yield Fault(called.best, f"{first}; keep one of the two names")
            elif called is not None:
                names[electors] = str(called.value)


def _nobody_there(tree: Node) -> Iterator[Fault]:
    """Kinds of body whose founders do not live where people may found one, and those that stand twice."""
    kinds, places = dict(tree.entries("kinds")), dict(tree.entries("places"))
    table = tree.child("may_found")
    for place, _ in tree.entries("may_found"):
        seen = set()
        for node in table.listed(place) if table is not None else ():
            kind = node.value
            if kind in seen:
                yield Fault(node.best, f"'{kind}' stands here twice; name it once")
            seen.add(kind)
            if not isinstance(kind, str) or kind not in kinds or place not in places:
                continue  # said by the check of names
            founders = _texts(kinds[kind], "founders")
            if founders and not set(founders) & set(_living(tree, place)):
                who = ", ".join(founders)
                message = f"nobody lives in '{place}' who founds a '{kind}' ({who}); leave it out"
                yield Fault(node.best, message)


def _founded_by_event(tree: Node) -> Iterator[Fault]:
    for _, effect, parameters in effects_of(tree):
        founded = parameters.child("authority") if effect == "found" else None
        if founded is not None and AT in str(founded.value):
            message = f"'{founded.value}' is founded by people, not by an event; leave 'found' out"
            yield Fault(founded.best, message)


def _in_its_stead(tree: Node) -> Iterator[Fault]:
    """Local bodies for which nothing that anybody could found is named, and a wish for them without any."""
    kinds, places = dict(tree.entries("kinds")), dict(tree.entries("places"))
    for key, node in tree.entries("local_bodies"):
        if not isinstance(node.value, str):
            continue  # nothing in its stead; or said by the schema
        kind, _, place = node.value.partition(AT)
        if kind not in kinds or place not in places:
            message = f"'{node.value}' in the stead of '{key}' is no body that people could found"
            yield Fault(
                node.best, f"{message}; name a kind and a place, such as soviet@kazan, or null for nothing"
            )
    wanted = tree.child("from_below")
    if wanted is not None and wanted.value is True and not any(True for _ in tree.entries("local_bodies")):
        message = "no local bodies are named that people could found; name some under 'local_bodies'"
        yield Fault(wanted.best, message)
