"""A place that names its kind: which numbers the kind needs of it, and what is wrong with those it gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dualsim.scenario.errors import Fault, Spot
from dualsim.scenario.fields import Number
from dualsim.scenario.files.node import Node
from dualsim.scenario.kinds_of_place import PlaceKindBlock, Sketch
from dualsim.scenario.place_kinds.formulas import SOLDIERS, WORKERS, population


class Sketched(NamedTuple):
    """A place that names its kind: its kind, its few numbers, the people whom it counts itself."""

    name: str
    place: Node
    kind: PlaceKindBlock
    sketch: Sketch
    own: dict[str, float]

    @property
    def days(self) -> float:
        """Days by rail from the capital."""
        return self.sketch.days_by_rail.value if self.sketch.days_by_rail is not None else 0.0

    @property
    def spot(self) -> Spot:
        """Where to point for what follows from the kind."""
        node = self.place.child("kind")
        return node.best if node is not None else self.place.named

    def lacking(self) -> list[str]:
        """The numbers that the kind needs and the place lacks, unless it counts these people itself."""
        army = [SOLDIERS, *self.kind.of_garrison] if self.kind.of_garrison else []
        needed = ["people"] if self.counts_people() else []
        needed += ["garrison"] if any(group not in self.own for group in army) else []
        return [key for key in [*needed, "days_by_rail"] if getattr(self.sketch, key) is None]

    def counts_people(self) -> bool:
        """Whether some group follows from the number of people."""
        counted = {*self.own, *([WORKERS] if self.sketch.workers is not None else [])}
        return any(group not in counted for group in (*self.kind.of_people, self.kind.rest) if group)

    def mended(self) -> Sketched:
        """The same with typical numbers for those that it lacks, so that the rest can be checked."""
        typical = {key: getattr(self.kind.typical, key) or Number(value=0) for key in self.lacking()}
        return self._replace(sketch=self.sketch.model_copy(update=typical))


def examine(one: Sketched) -> list[Fault]:
    """What is wrong with the few numbers of a place."""
    return [fault for check in (_lacking, _useless, _too_many, _nations) for fault in check(one)]


def _lacking(one: Sketched) -> Iterator[Fault]:
    lacking = one.lacking()
    if lacking:
        told = [f"{key}: {(Sketch.model_fields[key].description or '').lower()[:-1]}" for key in lacking]
        said = f"which needs {' and '.join(lacking)} ({'; '.join(told)})"
        yield Fault(one.spot, f"'{one.name}' is of the kind {one.sketch.kind}, {said}; add what is missing")


def _useless(one: Sketched) -> Iterator[Fault]:
    """Numbers from which nothing follows: the kind has no use for them, or the place counts these itself."""
    for key, group, used in (
        ("people", None, one.counts_people()),
        ("workers", WORKERS, WORKERS in one.kind.of_people),
        ("garrison", SOLDIERS, bool(one.kind.of_garrison)),
    ):
        node = one.place.child(key)
        if node is None or getattr(one.sketch, key) is None:
            continue
        if not used:
            message = (
                f"nothing in '{one.name}', of the kind {one.sketch.kind}, follows from '{key}'; leave it out"
            )
            yield Fault(node.named, message)
        elif group in one.own:
            message = f"'{one.name}' counts '{group}' under population already; leave out one of the two"
            yield Fault(node.named, message)


def _too_many(one: Sketched) -> Iterator[Fault]:
    """A garrison larger than its town, or more people of some groups than there are adults."""
    people, garrison, kind = one.sketch.people, one.sketch.garrison, one.kind
    if people is None:
        return
    if garrison is not None and garrison.value > people.value and not kind.may_outnumber:
        message = (
            f"{garrison.value:,.0f} soldiers are more than the {people.value:,.0f} people of '{one.name}', "
            f"which the kind {one.sketch.kind} does not allow; give it more people or fewer soldiers"
        )
        yield Fault(_at(one, "garrison"), message)
    if kind.rest is None or kind.rest in one.own or kind.adults is None:
        return
    left = population(kind, one.sketch, one.own)[kind.rest]["value"]
    if left < 0:
        message = (
            f"of its people {kind.adults.value * people.value:,.0f} are adults, {-left:,.0f} fewer than are "
            f"counted in groups other than '{kind.rest}'; give it more people, or fewer in those groups"
        )
        yield Fault(_at(one, "people"), message)


def _nations(one: Sketched) -> Iterator[Fault]:
    """Nationalities of groups that do not follow from the kind."""
    found = population(one.kind, one.sketch, one.own)
    for part, nation in one.sketch.nationality.items():
        if nation.of not in found or nation.of in one.own:
            node = one.place.at("nationality", part)
            message = f"'{part}' is to be a part of '{nation.of}', which does not follow from the kind here"
            known = ", ".join(group for group in found if group not in one.own)
            yield Fault(node.named if node else one.spot, f"{message}; name one of {known}")


def _at(one: Sketched, key: str) -> Spot:
    node = one.place.child(key)
    return node.best if node is not None else one.spot
