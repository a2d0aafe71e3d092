"""Whether the parts of a scenario agree: shares sum to one, issues are all named."""

from __future__ import annotations

from collections.abc import Iterator

from dualsim.scenario.blocks.effect_blocks import CHOICES
from dualsim.scenario.checks.effects_given import effects_of
from dualsim.scenario.checks.names import names_in
from dualsim.scenario.errors import Fault, Spot
from dualsim.scenario.files.node import Node
from dualsim.scenario.shape import number
from dualsim.theory.effect_parameters import Group, Place, parameters_of
from dualsim.theory.effects import EFFECTS

ELECT = ("represent", "fuse")  # effects that give an authority electors
CLOSE = 1e-6  # how near to 1 a sum of shares must be


def examine(tree: Node) -> list[Fault]:
    """Everything in which the parts of a scenario do not agree."""
    checks = (
        _empty,
        _parties_and_groups,
        _places,
        _same_levers,
        _authorities,
        _pledges,
        _effects,
    )
    faults = [fault for check in checks for fault in check(tree)]
    low, high = (number(tree.at("behaviour", key)) for key in ("salience_low", "salience_high"))
    if low is not None and high is not None and low > high:
        message = f"salience_low is {low:g} and salience_high {high:g}; the low one must not be above"
        faults.append(
            Fault(tree.changed(("behaviour", "salience_low"), ("behaviour", "salience_high")), message)
        )
    return faults


def _empty(tree: Node) -> Iterator[Fault]:
    for table in ("issues", "parties", "groups", "places", "authorities"):
        node = tree.child(table)
        if node is not None and node.value == {}:
            yield Fault(node.named, f"there is nothing in '{table}'; a scenario needs at least one")


def _sum(node: Node | None, what: str) -> Iterator[Fault]:
    """The fault of shares that do not sum to one."""
    if node is None or not isinstance(node.value, dict):
        return
    shares = [number(share) for share in node.value.values()]
    known = [share for share in shares if share is not None]
    if len(known) == len(shares) and abs(sum(known) - 1.0) > CLOSE:
        yield Fault(_where(node), f"{what} sum to {_round(sum(known))}; they must sum to 1")


def _round(total: float) -> str:
    return f"{total:.6f}".rstrip("0").rstrip(".") if abs(total - 1.0) < 0.01 else f"{total:.4g}"


def _where(node: Node) -> Spot:
    """Where to point for a table: the entry that an argument changed, or the table."""
    return next((child.best for _, child in node.items() if child.best.source.is_argument), node.named)


def _every(tree: Node, node: Node | None, what: str) -> Iterator[Fault]:
    """The fault of a table that leaves out issues."""
    issues = [issue for issue in names_in(tree)["issue"] or [] if not _optional(tree, issue)]
    if node is not None and isinstance(node.value, dict):
        left_out = [issue for issue in issues if issue not in node.value]
        if left_out:
            yield Fault(node.named, f"{what} says nothing on {_listed(left_out)}; it needs every issue")


def _optional(tree: Node, issue: str) -> bool:
    """Whether nobody needs to name an issue."""
    flag = tree.at("issues", issue, "optional")
    return flag is not None and flag.value is True


def _listed(names: list[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _parties_and_groups(tree: Node) -> Iterator[Fault]:
    for key, party in tree.entries("parties"):
        yield from _every(tree, party.child("platform"), f"the platform of '{key}'")
    places = [place.child("population") for _, place in tree.entries("places")]
    for key, group in tree.entries("groups"):
        for field in ("ideal", "salience"):
            yield from _every(tree, group.child(field), f"the {field} of '{key}'")
        spread, salience = group.child("spread"), group.child("salience")
        if spread is not None and number(spread) is None:
            yield from _every(tree, spread, f"the spread of '{key}'")
        weights = [number(weight) for _, weight in salience.items()] if salience is not None else []
        if weights and all(weight == 0.0 for weight in weights):
            yield Fault(
                _where(salience or group), f"nothing matters to '{key}'; one salience must be above 0"
            )
        own = group.named.source == tree.spot.source  # what a file builds on may serve other places
        if own and not any(_people(population, key) != 0.0 for population in places):
            yield Fault(group.named, f"nobody of the group '{key}' lives in any place", "warning")


def _people(population: Node | None, group: str) -> float | None:
    """How many of a group there are; None if that cannot be read."""
    if population is None:
        return None
    node = population.child(group)
    return number(node) if node is not None else 0.0


def _places(tree: Node) -> Iterator[Fault]:
    for key, place in tree.entries("places"):
        population, sizes, levers = place.child("population"), place.child("cell_size"), place.child("levers")
        yield from _every(tree, place.child("condition"), f"the condition of '{key}'")
        counts = [number(count) for _, count in population.items()] if population is not None else [None]
        if all(count == 0.0 for count in counts):
            yield Fault(_where(population or place), f"nobody lives in '{key}'; give it a population above 0")
        if (
            sizes is not None
            and isinstance(sizes.value, dict)
            and number(sizes) is None
            and population is not None
        ):
            for group, _ in population.items():
                if group not in sizes.value and _people(population, group) != 0.0:
                    yield Fault(
                        sizes.named, f"'{group}' lives in '{key}' and has no cell size; add '{group}:'"
                    )
        yield from _not_there(place.child("arms"), population, key)
        yield from _rail(tree, key, place.child("rail"))
        yield from _letters(key, place.child("letters"))
        yield from _meetings(place.child("meets"), population, key)
        if levers is None or not isinstance(levers.value, dict):
            continue
        if not levers.value:
            yield Fault(levers.named, f"'{key}' has no lever; orders must pass through at least one")
            continue
        weights = {
            name: weight for name, lever in levers.items() if (weight := lever.child("weight")) is not None
        }
        yield from _sum(Node(weights, levers.spot, levers.key), f"the weights of the levers of '{key}'")
        for name, lever in levers.items():
            yield from _sum(lever.child("operators"), f"the operators of '{name}' in '{key}'")
            yield from _not_there(lever.child("operators"), population, key)


def _not_there(table: Node | None, population: Node | None, place: str) -> Iterator[Fault]:
    """Groups in a table of a place in which nobody of them lives."""
    if population is None or all(number(count) == 0.0 for _, count in population.items()):
        return  # nobody at all lives there, which is said already
    for group, share in table.items() if table is not None else ():
        if number(share) != 0.0 and _people(population, group) == 0.0:
            yield Fault(
                share.named, f"nobody of the group '{group}' lives in '{place}'; add it to the population"
            )


def _rail(tree: Node, key: str, rail: Node | None) -> Iterator[Fault]:
    for other, days in rail.items() if rail is not None else ():
        back = tree.at("places", other, "rail", key)
        if other == key:
            yield Fault(days.named, f"this is the way from '{key}' to itself; name another place")
        elif (
            back is not None and None not in (there := (number(days), number(back))) and there[0] != there[1]
        ):
            yield Fault(
                days.best, f"{there[0]:g} days there and {there[1]:g} back; write the way once, or both alike"
            )


def _letters(key: str, letters: Node | None) -> Iterator[Fault]:
    """Contacts in other places: some of a cell's, in places that are other ones."""
    if letters is None or not isinstance(letters.value, dict):
        return
    if key in letters.value:
        yield Fault(letters.value[key].named, f"these are letters of '{key}' to itself; name another place")
    total = sum(number(share) or 0.0 for share in letters.value.values())
    if total > 1.0 + CLOSE:
        message = f"the letters of '{key}' sum to {_round(total)}; shares of all contacts sum to at most 1"
        yield Fault(_where(letters), message)


def _meetings(meets: Node | None, population: Node | None, place: str) -> Iterator[Fault]:
    """Contacts in a queue: some of a group's, with other groups that live there too."""
    yield from _not_there(meets, population, place)
    for group, met in meets.items() if meets is not None else ():
        yield from _not_there(met, population, place)
        if met.child(group) is not None:
            message = f"'{group}' meets itself; what is left of its contacts is of its own, name other groups"
            yield Fault(met.value[group].named, message)  # type: ignore[index,union-attr,call-overload]
        total = sum(number(share) or 0.0 for _, share in met.items())
        if total > 1.0 + CLOSE:
            message = f"whom '{group}' meets sum to {_round(total)}; shares of all contacts sum to at most 1"
            yield Fault(_where(met), message)


def _same_levers(tree: Node) -> Iterator[Fault]:
    """Levers of one name that differ from place to place in what they are."""
    first: dict[str, tuple[str, Node]] = {}
    for place, block in tree.entries("places"):
        levers = block.child("levers")
        for name, lever in levers.items() if levers is not None else ():
            if name not in first:
                first[name] = (place, lever)
                continue
            for field in ("delivers", "force"):
                here, there = lever.child(field), first[name][1].child(field)
                if _value(here) != _value(there):
                    message = (
                        f"'{name}' has another '{field}' in '{first[name][0]}'; use one, or another name"
                    )
                    yield Fault((here or lever).best, message)


def _value(node: Node | None) -> object:
    plain = number(node)
    return plain if plain is not None else node.value if node is not None and node.value else 0.0


def _authorities(tree: Node) -> Iterator[Fault]:
    for key, authority in tree.entries("authorities"):
        seats, platform = authority.child("seats"), authority.child("platform")
        yield from _sum(seats, f"the seats of '{key}'")
        yield from _sum(authority.child("executive"), f"the executive of '{key}'")
        yield from _every(tree, platform, f"the platform of '{key}'")
        if platform is None and seats is None and isinstance(authority.value, dict):
            message = f"'{key}' has neither seats nor a platform; give it one of the two"
            yield Fault(authority.named, message)
        for field in ("seats", "executive"):  # electors may send people of no party
            node = authority.child(field)
            if platform is not None and node is not None and node.value:
                message = f"'{key}' has a platform of its own and {field}; it stands for one or the other"
                yield Fault(node.named, message)
        elected_in = authority.child("elected_in")
        if elected_in is not None and elected_in.value == []:
            message = f"'{key}' is elected nowhere; name a place, or leave out 'elected_in'"
            yield Fault(elected_in.named, message)
        yield from _without_electors(tree, key, authority)
        itself = authority.at("endorses", key)
        if itself is not None:
            yield Fault(itself.named, f"'{key}' endorses itself; name another authority")


def _without_electors(tree: Node, key: str, authority: Node) -> Iterator[Fault]:
    """The warning of a place of elections that nobody ever elects in: no event names electors either."""
    where, electors = authority.child("elected_in"), authority.child("electors")
    if where is None or not where.value or (electors is not None and electors.value):
        return
    for _, effect, parameters in effects_of(tree):
        named = parameters.child("authority")
        if effect in ELECT and named is not None and named.value == key:
            return
    message = f"'{key}' has no electors, so 'elected_in' is nothing; name its 'electors', or leave it out"
    yield Fault(where.named, message, "warning")


def _pledges(tree: Node) -> Iterator[Fault]:
    for key, pledge in tree.entries("pledges"):
        by, to = pledge.child("by"), pledge.child("to")
        if by is not None and to is not None and by.value == to.value:
            yield Fault(
                to.best,
                f"'{by.value}' gives the pledge '{key}' to itself; name another authority",
            )


def _effects(tree: Node) -> Iterator[Fault]:
    for _, effect, parameters in effects_of(tree):
        if effect in ("seat", "seat_executive"):
            yield from _sum(parameters.child("seats"), "these seats")
        yield from _sum(parameters.child("operators"), "these operators")
        if effect in CHOICES:
            yield from _choice(effect, parameters)
        one, other = parameters.child("authority"), parameters.child("other")
        if one is not None and other is not None and one.value == other.value:
            yield Fault(other.best, f"'{other.value}' stands on both sides; name another authority")
        group, place, to = (parameters.child(name) for name in ("group", "place", "to"))
        if place is not None and to is not None and place.value == to.value:
            yield Fault(to.best, f"'{to.value}' is where they are already; name another place")
        if group is None or place is None or not _of_units(effect):
            continue
        if _people(tree.at("places", str(place.value), "population"), str(group.value)) == 0.0:
            yield Fault(
                group.best, f"nobody of the group '{group.value}' lives in '{place.value}'; name another"
            )


def _of_units(effect: str) -> bool:
    """Whether an effect is of the people of one group in one place, who have to live there."""
    taken = parameters_of(EFFECTS[effect]) if effect in EFFECTS else {}
    group, place = taken.get("group"), taken.get("place")
    if group is None or place is None or group.is_list:
        return False
    return group.kind is Group and place.kind is Place and not place.may_lack


def _choice(effect: str, parameters: Node) -> Iterator[Fault]:
    first, second = CHOICES[effect]
    given = [
        node
        for key in (first, second)
        if (node := parameters.child(key)) is not None and node.value is not None
    ]
    if len(given) == 2:
        yield Fault(
            given[1].named, f"'{effect}' is of an {first} or of a {second}, not of both; make it two effects"
        )
    elif not given:
        yield Fault(parameters.named, f"'{effect}' is of nobody; give it '{first}:' or '{second}:'")
