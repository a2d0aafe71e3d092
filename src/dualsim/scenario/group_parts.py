"""Groups that are parts of others, women among the workers: what is said of the whole is said of its parts.

Written out when a file is read, as places by their kind are: a scenario in full says everything of each group
itself. What a file says of the part alone outranks what it says of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dualsim.scenario.errors import Fault
from dualsim.scenario.files.extends import merged
from dualsim.scenario.files.node import Node, node_of
from dualsim.scenario.shape import number
from dualsim.theory.effect_parameters import Group, parameters_of
from dualsim.theory.effects import EFFECTS

OF_PLACES = ("cell_size", "arms", "bound")  # tables of a place that hold of a part as of the whole
SHARED_OUT = {"represent": "weight"}  # effects on a group whose number its parts share by their people


class Parts(NamedTuple):
    """The groups that are parts of others, and how many people of each group live in each place."""

    of: Mapping[str, str]  # the whole of each part
    idle: frozenset[str]  # parts that work no lever
    people: Mapping[str, Mapping[str, float]]  # by place and group

    def parts(self, whole: str) -> list[str]:
        """The parts of a group, in the order of the file."""
        return [part for part, of in self.of.items() if of == whole]

    def at_work(self) -> Parts:
        """The parts that share the crews of their wholes."""
        return self._replace(of={part: of for part, of in self.of.items() if part not in self.idle})

    def shares(self, whole: str, place: object = None) -> dict[str, float]:
        """How a group's people are shared among it and its parts, in a place or in all of them."""
        here = [self.people[str(place)]] if str(place) in self.people else list(self.people.values())
        heads = {g: sum(counts.get(g, 0.0) for counts in here) for g in (whole, *self.parts(whole))}
        total = sum(heads.values())
        return {g: count / total for g, count in heads.items()} if total > 0.0 else {whole: 1.0}


def with_parts(tree: Node) -> tuple[Node, list[Fault]]:
    """A tree in which all that is said of a group is said of its parts, and what is wrong with parts."""
    told = {
        key: node for key, group in tree.entries("groups") if (node := group.child("part_of")) is not None
    }
    if not told:
        return tree, []
    faults = list(_wrong(told))
    groups = dict(tree.entries("groups"))
    of = {
        part: str(node.value)
        for part, node in told.items()
        if str(node.value) in groups and str(node.value) not in told
    }
    people = {place: _counts(block.child("population")) for place, block in tree.entries("places")}
    idle = frozenset(
        p for p in of if (flag := groups[p].child("in_crews")) is not None and flag.value is False
    )
    parts = Parts(of, idle, people)
    entries = dict(tree.items())
    for table, written in WRITTEN.items():
        if (node := tree.child(table)) is not None and isinstance(node.value, dict):
            entries[table] = _same(node, written(node, parts))
    return _same(tree, entries), faults


def _wrong(told: Mapping[str, Node]) -> Iterator[Fault]:
    """A part of itself, or of a group that is a part of another."""
    for part, node in told.items():
        if node.value == part:
            yield Fault(node.best, f"'{part}' is a part of itself; name the group that it is a part of")
        elif node.value in told:
            message = f"'{node.value}' is a part of '{told[str(node.value)].value}'; name that group"
            yield Fault(node.best, message)


def _counts(population: Node | None) -> dict[str, float]:
    entries = population.items() if population is not None else ()
    return {group: number(count) or 0.0 for group, count in entries}


def _same(node: Node, entries: dict[str, Node]) -> Node:
    """A mapping with other entries, where the first stood."""
    return Node(entries, node.spot, node.key)


def _groups(node: Node, parts: Parts) -> dict[str, Node]:
    """A part is like its whole in all that it does not say itself."""
    found = dict(node.items())
    for part, whole in parts.of.items():
        found[part] = merged(found[whole], found[part])
    return found


def _copied(node: Node, parts: Parts) -> dict[str, Node]:
    """A table by group in which a part has what its whole has."""
    found = dict(node.items())
    for part, whole in parts.of.items():
        if whole in found and part not in found:
            found[part] = found[whole]
    return found


def _places(node: Node, parts: Parts) -> dict[str, Node]:
    """Cells and arms of a part are those of its whole; the crews of levers are shared."""
    found = {}
    for name, place in node.items():
        entries = dict(place.items())
        for key in OF_PLACES:
            if (table := entries.get(key)) is not None and isinstance(table.value, dict):
                there = {part: of for part, of in parts.of.items() if parts.people[name].get(part)}
                entries[key] = _same(table, _copied(table, parts._replace(of=there)))
        if (levers := entries.get("levers")) is not None:
            crews = {
                key: _shared_under(lever, "operators", parts.at_work(), name) for key, lever in levers.items()
            }
            entries["levers"] = _same(levers, crews)
        found[name] = _same(place, entries)
    return found


def _authorities(node: Node, parts: Parts) -> dict[str, Node]:
    return {name: _shared_under(block, "electors", parts) for name, block in node.items()}


def _shared_under(block: Node, key: str, parts: Parts, place: object = None) -> Node:
    """A block whose table under a key is shared out among the parts of each group in it."""
    table = block.child(key)
    if table is None or not isinstance(table.value, dict):
        return block
    return _same(block, {**dict(block.items()), key: _same(table, _shared(table, parts, place))})


def _shared(table: Node, parts: Parts, place: object = None) -> dict[str, Node]:
    """A table of shares by group in which those of a whole are its and its parts', by how many they are."""
    found: dict[str, Node] = {}
    for group, share in table.items():
        shares = parts.shares(group, place)
        if len(shares) < 2 or any(part in table.value for part in parts.parts(group)):  # type: ignore[operator]
            found[group] = share
        else:
            found |= {g: _times(share, factor) for g, factor in shares.items() if factor > 0.0}
    return found


def _times(node: Node, factor: float) -> Node:
    """A number times a factor, with its origin."""
    value = number(node)
    if value is None:
        return node
    if isinstance(node.value, dict):
        return _same(node, {**node.value, "value": node_of(value * factor, node.best, node.best)})
    return node_of(value * factor, node.spot, node.key)


def _kinds(node: Node, parts: Parts) -> dict[str, Node]:
    """Who may found a kind of body: the parts of its founders too."""
    found = {}
    for name, kind in node.items():
        founders = kind.child("founders")
        entries = dict(kind.items())
        if founders is not None and isinstance(founders.value, list):
            entries["founders"] = _listed(founders, parts)
        found[name] = _same(kind, entries)
    return found


def _listed(node: Node, parts: Parts) -> Node:
    """Names of groups, which may be written as one, and behind each those of its parts."""
    given = node.value if isinstance(node.value, list) else [node]
    names = [one.value for one in given]
    more = [
        Node(part, one.spot, one.key)
        for one in given
        for part in parts.parts(str(one.value))
        if part not in names
    ]
    return Node([*given, *more], node.spot, node.key) if more else node


def _events(node: Node, parts: Parts) -> dict[str, Node]:
    found = {}
    for name, event in node.items():
        effects = event.child("effects")
        entries = dict(event.items())
        if effects is not None and isinstance(effects.value, list):
            told = [one for effect in effects.value for one in _effect(effect, effects.value, parts)]
            entries["effects"] = Node(told, effects.spot, effects.key)
        found[name] = _same(event, entries)
    return found


def _effect(effect: Node, others: list[Node], parts: Parts) -> list[Node]:
    """An effect on a group, and the same on each of its parts that the event does not name itself."""
    if not isinstance(effect.value, dict) or len(effect.value) != 1:
        return [effect]
    ((name, block),) = effect.items()
    if name not in EFFECTS or not isinstance(block.value, dict):
        return [effect]
    entries, place = dict(block.items()), block.child("place")
    here = place.value if place is not None else None
    single = None
    for key, parameter in parameters_of(EFFECTS[name]).items():
        if key not in entries or parameter.kind is not Group:
            continue
        if parameter.value is not None:  # a crew, in all effects that there are
            entries[key] = _same(entries[key], _shared(entries[key], parts.at_work(), here))
        elif parameter.is_list:
            entries[key] = _listed(entries[key], parts)
        else:
            single = key
    told = _same(effect, {name: _same(block, entries)})
    return [told] if single is None else _for_each(told, single, others, parts)


def _for_each(effect: Node, key: str, others: list[Node], parts: Parts) -> list[Node]:
    """An effect on one group, and on each of its parts but for those of which the event has one already."""
    ((name, block),) = effect.items()
    whole = str(block.child(key).value)  # type: ignore[union-attr]
    named = {str(node.value) for other in others if (node := other.at(name, key)) is not None}
    if not parts.parts(whole) or named & set(parts.parts(whole)):
        return [effect]
    place = block.child("place")
    shares = parts.shares(whole, place.value if place is not None else None)
    found = []
    for group, share in shares.items():
        entries = dict(block.items())
        entries[key] = Node(group, entries[key].spot, entries[key].key)
        if (amount := SHARED_OUT.get(name)) is not None and amount in entries:
            entries[amount] = _times(entries[amount], share)
        if share > 0.0 or group == whole:
            found.append(_same(effect, {name: _same(block, entries)}))
    return found


WRITTEN = {
    "groups": _groups, "places": _places, "authorities": _authorities, "kinds": _kinds,
    "seasons": _copied, "events": _events,
}  # fmt: skip
