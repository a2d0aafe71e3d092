"""Names, dates and conditions: whether everything that a scenario speaks of is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from dualsim.scenario.axes import NOBODY
from dualsim.scenario.checks.bodies import bodies_in, unfounded
from dualsim.scenario.checks.dating import calendar_of
from dualsim.scenario.checks.effects_given import effects_of
from dualsim.scenario.checks.institutions import kind_of
from dualsim.scenario.conditions import Condition, NotACondition, Reading, parse
from dualsim.scenario.dates import Calendar, day_number
from dualsim.scenario.errors import Fault, Spot, quoted
from dualsim.scenario.files.node import Node
from dualsim.scenario.paths import deepest
from dualsim.scenario.shape import Leaf, number, scenario_shape, walk
from dualsim.scenario.suggestions import closest, unknown
from dualsim.theory.measures import MEASURES

TABLES = {
    "authority": "authorities",
    "party": "parties",
    "group": "groups",
    "place": "places",
    "issue": "issues",
    "pledge": "pledges",
    "institution": "institutions",
    "office-holder": "office_holders",
    "event": "events",
    "kind": "kinds",
}
YEARS = (1700, 2200)  # what a datetime of nanoseconds can hold
MOST_NAMES = 400
_SLUG = re.compile(r"[a-z][a-z0-9_]*$")

Known = dict[str, list[str] | None]


def examine(tree: Node) -> list[Fault]:
    """Everything that a scenario names and does not have."""
    known, calendar = names_in(tree), calendar_of(tree)
    faults = [*_ill_named(tree), *_misplaced_levers(tree), *_vary(tree)]
    for leaf in walk(tree, scenario_shape()):
        if not isinstance(leaf.value, str):
            continue
        if leaf.shape.kind == "date":
            faults += _date(leaf, calendar)
        elif leaf.shape.kind == "when":
            faults += _when(leaf, known)
        elif leaf.shape.kind in known:
            names = known[leaf.shape.kind]
            if names is not None and leaf.value not in names:
                below = unfounded(tree, leaf.value) if leaf.shape.kind == "authority" else ""
                message = below or unknown(leaf.shape.kind, quoted(leaf.value)[1:-1], names)
                faults.append(Fault(leaf.spot, message))
    return faults


def names_in(tree: Node) -> Known:
    """The names of a scenario by kind; None for a kind whose table is missing or no table."""
    known: Known = {}
    for kind, table in TABLES.items():
        node = tree.child(table)
        optional = kind in ("pledge", "office-holder", "event", "kind", "institution")
        known[kind] = [key for key, _ in node.items()] if node is not None else [] if optional else None
    known["lever"] = _levers(tree)
    if known["lever"] is not None:  # what people build beside a lever is one itself
        known["lever"] += [key for key, one in tree.entries("institutions") if kind_of(one) == "alternative"]
    known["region"] = [key for key, _ in tree.entries("regions")]
    if known["authority"] is not None:
        known["authority"] += [body.key for body in bodies_in(tree)]
    return known


def _levers(tree: Node) -> list[str] | None:
    found = dict.fromkeys(key for _, place in tree.entries("places") for key, _ in place.entries("levers"))
    return list(found) if tree.child("places") is not None else None


def _ill_named(tree: Node) -> Iterator[Fault]:
    """Keys that cannot be names."""
    levers = [place.child("levers") for _, place in tree.entries("places")]
    tables = [
        *((kind, tree.child(table)) for kind, table in TABLES.items()),
        *(("lever", table) for table in levers),
    ]
    tables += [(kind, tree.child(kind)) for kind in ("series", "regions")]
    tables += [("event", tree.child("events"))]
    for kind, table in tables:
        entries = list(table.items()) if table is not None else []
        for key, node in entries:
            if not _SLUG.match(key):
                message = f"{quoted(key)} cannot be a name here; use a-z, 0-9 and _, a letter first"
                yield Fault(node.named, message)
            elif key == NOBODY.get(kind):
                yield Fault(node.named, f"'{key}' is what results call nobody; give this {kind} another name")
        if len(entries) > MOST_NAMES and kind != "event" and table is not None:
            yield Fault(
                table.named, f"there are {len(entries)} entries here; at most {MOST_NAMES} are allowed"
            )


def _misplaced_levers(tree: Node) -> Iterator[Fault]:
    """Effects on a lever in a place that has none of that name."""
    for _, _, parameters in effects_of(tree):
        lever, place = parameters.child("lever"), parameters.child("place")
        if lever is None or place is None:
            continue
        levers = tree.at("places", str(place.value), "levers")
        everywhere = _levers(tree) or []
        if levers is not None and levers.child(str(lever.value)) is None and lever.value in everywhere:
            there = ", ".join(sorted(key for key, _ in levers.items()))
            yield Fault(lever.best, f"there is no lever '{lever.value}' in '{place.value}'; there is {there}")


def _date(leaf: Leaf, calendar: Calendar) -> Iterator[Fault]:
    try:
        day_number(leaf.value, calendar)
    except ValueError as error:
        yield Fault(leaf.spot, str(error))
        return
    if not YEARS[0] <= int(leaf.value.strip()[:4]) <= YEARS[1]:
        yield Fault(
            leaf.spot,
            f"the year {leaf.value.strip()[:4]} is out of range; years are {YEARS[0]} to {YEARS[1]}",
        )


def _when(leaf: Leaf, known: Known) -> Iterator[Fault]:
    """What is wrong with a condition, at the word that is wrong."""
    try:
        conditions = parse(leaf.value)
    except NotACondition as error:
        yield Fault(within(leaf.spot, error.column), str(error))
        return
    for condition in conditions:
        yield from _condition(condition, leaf, known)


def _condition(condition: Condition, leaf: Leaf, known: Known) -> Iterator[Fault]:
    for column, message in misnamed(condition, known):
        yield Fault(within(leaf.spot, column), message)


INSTEAD = {"regime": "'duality' or 'effective_powers'", "ending": "'compliance' or 'grievance'"}


class HasAxes(Protocol):
    """What readings may name: a measure, or what is told from one."""

    @property
    def dims(self) -> tuple[str, ...]:
        """Its axes."""


def misnamed(
    what: Condition | Reading, known: Known, measures: Mapping[str, HasAxes] = MEASURES
) -> Iterator[tuple[int, str]]:
    """What is wrong with the names of a measure and of its selectors, and the column where that stands."""
    first, *columns = what.columns
    if what.measure not in measures:
        yield first, unknown("measure", what.measure, measures)
        return
    left = list(measures[what.measure].dims)
    if getattr(measures[what.measure], "words", ()):
        instead = INSTEAD.get(what.measure, "a measure that is a number")
        yield first, f"'{what.measure}' is a word, not a number; compare {instead} instead"
        return
    for name, column in zip(what.selectors, columns, strict=True):
        axis = next((dim for dim in left if name in _axis(dim, known)), None)
        if axis is not None:
            left.remove(axis)
        else:
            yield column, _no_such_row(what, name, left, known)
            return
    places = known["place"]
    wanted = [dim for dim in left if dim != "place" or (places is not None and len(places) > 1)]
    if wanted:
        names = [sorted(_axis(dim, known))[:1] for dim in wanted]
        example = ", ".join([*what.selectors, *(name[0] for name in names if name)])
        kinds = " and ".join(_called(dim) for dim in wanted)
        yield first, f"'{what.measure}' needs {kinds}; write for example {what.measure}[{example}]"


def _no_such_row(what: Condition | Reading, name: str, left: list[str], known: Known) -> str:
    if not left:
        return f"'{name}' is one name too many for '{what.measure}'; remove it"
    kinds = " or ".join(_called(dim).split(" ", 1)[1] for dim in left)
    near = closest(name, [known_name for dim in left for known_name in _axis(dim, known)])
    names = ", ".join(known_name for dim in left for known_name in _axis(dim, known))
    return f"no {kinds} named '{name}'; " + (f"did you mean '{near}'?" if near else f"there is {names}")


def _called(dim: str) -> str:
    kind = "authority" if dim == "endorsed" else dim
    return f"{'an' if kind[0] in 'aio' else 'a'} {kind}"


def _axis(dim: str, known: Known) -> list[str]:
    kind = "authority" if dim == "endorsed" else dim
    after = [NOBODY[kind]] if kind in NOBODY and dim != "endorsed" else []
    after += known.get("region") or [] if kind == "place" else []
    return [*(known.get(kind) or []), *after]


def within(spot: Spot, column: int) -> Spot:
    """The spot of a column inside a text that stands on one line."""
    line = spot.source.lines[spot.line - 1] if 0 < spot.line <= len(spot.source.lines) else ""
    if spot.source.is_argument or line[spot.column - 1 : spot.column] in "|>":
        return spot
    quote = 1 if line[spot.column - 1 : spot.column] in "'\"" else 0
    return Spot(spot.source, spot.line, spot.column + quote + column)


def _vary(tree: Node) -> Iterator[Fault]:
    """Paths of `vary` that lead to no number, and ranges upside down."""
    for path, bounds in tree.entries("vary"):
        node, missing = deepest(tree, path)
        ends: list[Any] = [number(part) for part in bounds.value] if isinstance(bounds.value, list) else []
        if node is tree and missing in scenario_shape().keys:
            continue  # the whole table is missing, which is said already
        if missing is not None:
            there = [key for key, _ in node.items()]
            if isinstance(node.value, list):
                there = [str(n) for n in range(len(node.value))]
            found = unknown("key", quoted(missing)[1:-1], there)
            yield Fault(bounds.named, f"this path leads nowhere: {found}")
        elif number(node) is None:
            yield Fault(
                bounds.named, "this path leads to no number; name a number to vary, such as behaviour.beta"
            )
        elif len(ends) == 2 and None not in ends and ends[0] >= ends[1]:
            yield Fault(
                bounds.best, f"the range {ends[0]:g} to {ends[1]:g} is empty; write the lower end first"
            )
        elif len(ends) == 2 and None not in ends and not node.best.source.is_argument:
            yield from _beside(bounds, number(node), *ends)


def _beside(bounds: Node, value: Any, low: float, high: float) -> Iterator[Fault]:
    """The warning of a range that does not hold the value as it stands in the file."""
    if not low <= value <= high:
        message = f"the value {value:g} lies outside the range {low:g} to {high:g}; write a range about it"
        yield Fault(bounds.best, message, "warning")
