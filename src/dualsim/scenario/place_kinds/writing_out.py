"""Places that name their kind are written out in full when a file is read; a scenario knows no kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from dualsim.scenario.checks.schema_errors import misfits
from dualsim.scenario.errors import Fault
from dualsim.scenario.fields import ORIGINS
from dualsim.scenario.files.extends import merged
from dualsim.scenario.files.node import Node, node_of
from dualsim.scenario.kinds_of_place import PlaceKinds, Sketch
from dualsim.scenario.place_kinds import formulas, needs
from dualsim.scenario.place_kinds.formulas import Plain
from dualsim.scenario.place_kinds.needs import Sketched
from dualsim.scenario.shape import block_shape, number
from dualsim.scenario.suggestions import closest, unknown

KEYS = tuple(PlaceKinds.model_fields)  # of a file; gone when places are written out
SKETCHED = tuple(Sketch.model_fields)  # of a place; gone too
CALLED = {"authorities": "authority", "parties": "party"}  # whose numbers of a place follow from its kind


def written_out(tree: Node) -> tuple[Node | None, list[Fault]]:
    """A tree in which every place says everything itself, and what is wrong; none if a kind is ill told."""
    kinds, faults = kinds_of(tree)
    if faults:
        return None, faults
    whole = Node({key: node for key, node in tree.items() if key not in KEYS}, tree.spot, tree.key)
    for name, place in tree.entries("places"):
        if not any(key in SKETCHED for key, _ in place.items()):
            continue
        sketched, wrong = _sketched(name, place, kinds)
        faults += wrong
        bare = Node({key: node for key, node in place.items() if key not in SKETCHED}, place.spot, place.key)
        whole = _with(whole, ("places", name), bare)
        if sketched is not None:
            whole, wrong = _filled(whole, bare, sketched, kinds)
            faults += wrong
    return whole, faults


def kinds_of(tree: Node) -> tuple[PlaceKinds, list[Fault]]:
    """The kinds of place that a tree describes, and what is wrong with them."""
    node = Node({key: node for key, node in tree.items() if key in KEYS}, tree.spot)
    try:
        return PlaceKinds.model_validate(node.plain()), []
    except ValidationError as error:
        return PlaceKinds(), misfits(node, error, block_shape(PlaceKinds))


def _sketched(name: str, place: Node, kinds: PlaceKinds) -> tuple[Sketched | None, list[Fault]]:
    """A place's kind and numbers, mended so that the rest can be checked, and what is wrong with them."""
    told = {key: node for key, node in place.items() if key in SKETCHED}
    known, own, kind = kinds.place_kinds, _counts(place.child("population")), told.get("kind")
    if kind is None:
        message = f"this is for places that name their kind; give '{name}' a 'kind:', or leave it out"
        return None, [Fault(node.named, message) for node in told.values()]
    if not isinstance(kind.value, str) or kind.value not in known:
        hint = "" if known else "; extend kinds_of_place.yaml, or a file that does"
        fault = Fault(kind.best, unknown("kind of place", str(kind.plain()), known) + hint)
        near = closest(str(kind.value), known) or next(iter(known), None)
        mended = Sketched(name, place, known[near], Sketch(kind=near), own).mended() if near else None
        return mended, [fault]
    node = Node(told, place.spot, place.key)
    try:
        one = Sketched(name, place, known[kind.value], Sketch.model_validate(node.plain()), own)
        return one.mended(), needs.examine(one)
    except ValidationError as error:
        bad = {str(found["loc"][0]) for found in error.errors()}
        sketch = Sketch.model_validate({key: n.plain() for key, n in told.items() if key not in bad})
        one = Sketched(name, place, known[kind.value], sketch, own)
        return one.mended(), misfits(node, error, block_shape(Sketch))


def _filled(whole: Node, bare: Node, one: Sketched, kinds: PlaceKinds) -> tuple[Node, list[Fault]]:
    """The tree with what follows from a place's kind wherever it says nothing itself."""
    people = formulas.population(one.kind, one.sketch, one.own)
    for part, nation in one.sketch.nationality.items():
        formulas.split(people, part, nation)
    people = {group: told for group, told in people.items() if told["value"] > 0 or group in one.own}
    heads = {**{group: float(told["value"]) for group, told in people.items()}, **one.own}
    plain = _place(one, people, heads, bare)
    base = node_of(_prefixed(plain, f"kind {one.sketch.kind}: "), one.spot, one.place.key)
    whole, faults = _with(whole, ("places", one.name), merged(base, _removed(bare, one))), []
    for path, told in _elsewhere(one, heads, kinds):
        section, owner = path[:2]
        there = whole.at(*path)
        if whole.at(section, owner) is None:
            known = [key for key, _ in whole.entries(section)]
            message = f"its kind speaks of '{owner}': {unknown(CALLED[section], owner, known)}"
            faults.append(Fault(one.spot, message))
        elif there is None or there.value is None:
            node = node_of(_prefixed(told, f"kind {one.sketch.kind}: "), one.spot, one.spot)
            whole = _with(whole, path, node if there is None else None)
    return whole, faults


def _removed(bare: Node, one: Sketched) -> Node:
    """What a place says itself, without the nulls by which it does without groups and levers of its kind."""
    groups = (*one.kind.of_people, one.kind.rest, formulas.SOLDIERS, *one.kind.of_garrison)
    for table, known in (("population", groups), ("levers", tuple(one.kind.levers))):
        for key, node in bare.entries(table):
            if node.value is None and key in known:
                bare = _with(bare, (table, key), None)
    return bare


def _place(one: Sketched, people: Mapping[str, Plain], heads: Mapping[str, float], bare: Node) -> Plain:
    """The block of a place as its kind has it, for those who live there."""
    kind, here = one.kind, {group for group, count in heads.items() if count > 0}
    kin = {part: nation.of for part, nation in one.sketch.nationality.items()}
    tables = {key: getattr(kind, key) for key in ("cell_size", "arms", "bound")}
    plain: Plain = {"population": {group: told for group, told in people.items() if group not in one.own}}
    for key, table in tables.items():
        told = {group: table[kin.get(group, group)] for group in here if kin.get(group, group) in table}
        plain[key] = {group: formulas.given(size) for group, size in sorted(told.items())}
    plain["segregation"] = formulas.given(kind.segregation)
    if kind.within_reach is not None:
        plain["within_reach"] = formulas.given(kind.within_reach)
    if (news := formulas.news(kind, one.days)) is not None:
        plain["news"] = news
    condition = {issue: formulas.given(level) for issue, level in kind.condition.items()}
    plain["condition"] = {**condition, "land": formulas.land(kind, one.sketch)}
    plain["levers"] = _levers(one, heads, bare.child("levers"))
    return plain


def _levers(one: Sketched, heads: Mapping[str, float], own: Node | None) -> Plain:
    """The kind's levers, worked by those who live there, weighed beside the place's own."""
    said = dict(own.items()) if own is not None else {}
    found: dict[str, Plain] = {}
    for name, lever in one.kind.levers.items():
        if name in said and said[name].value is None:
            continue
        plain: Plain = lever.model_dump(exclude_unset=True)
        shares = {group: share.value for group, share in lever.operators.items()}
        for part, nation in one.sketch.nationality.items():
            whole, share = shares.get(nation.of, 0.0), nation.share.value
            shares |= {nation.of: whole * (1 - share), part: whole * share} if whole else {}
        operators = formulas.operators(shares, heads)
        if name in said and said[name].child("operators") is not None:
            plain.pop("operators")
        elif not operators:
            continue
        else:
            plain["operators"] = operators
        plain["weight"] = formulas.given(lever.weight)
        found[name] = plain
    weighed = {key: w for key, node in said.items() if (w := number(node.child("weight"))) is not None}
    for name, weight in formulas.weights(found, weighed).items():
        told = found[name]["weight"]
        if weight != told["value"]:
            text = f"{told['value']:g}, as a share of what is left; {formulas.origin_of(told)}"
            found[name]["weight"] = {"value": weight, **formulas.rest_origin(told, text)}
    return found


def _elsewhere(
    one: Sketched, heads: Mapping[str, float], kinds: PlaceKinds
) -> Iterator[tuple[tuple[str, ...], Plain]]:
    """What authorities and parties have in the place, as path and number."""
    for authority, national in one.kind.national.items():
        found = {
            "mandate": formulas.given(national.mandate) if national.mandate is not None else None,
            "reach": formulas.reach(national, one.days),
            "organ": formulas.given(national.organ) if national.organ is not None else None,
        }
        for key, told in found.items():
            if told is not None:
                yield ("authorities", authority, key, one.name), told
    if sum(heads.values()) > 0:
        for party, rule in kinds.organisation_rule.items():
            told = formulas.organisation(rule, heads, one.days, one.sketch.members)
            yield ("parties", party, "organisation", one.name), told


def _counts(population: Node | None) -> dict[str, float]:
    """How many of each group a place counts itself; nobody where it says null."""
    entries = population.items() if population is not None else ()
    counts = {group: 0.0 if node.value is None else number(node) for group, node in entries}
    return {group: count for group, count in counts.items() if count is not None}


def _prefixed(plain: Any, prefix: str) -> Any:
    """The same with the kind before every reason, but for numbers of the place's own."""
    if not isinstance(plain, dict) or isinstance(plain, formulas.Own):
        return plain
    return {
        key: f"{prefix}{value}" if key in ORIGINS and isinstance(value, str) else _prefixed(value, prefix)
        for key, value in plain.items()
    }


def _with(node: Node, path: tuple[str, ...], value: Node | None) -> Node:
    """A tree with a value at a path, or without it."""
    if not path:
        return value if value is not None else node
    entries = dict(node.items())
    key, *rest = path
    if not rest and value is None:
        entries.pop(key, None)
    else:
        entries[key] = _with(entries.get(key) or Node({}, node.spot, node.spot), tuple(rest), value)
    return Node(entries, node.spot, node.key)
