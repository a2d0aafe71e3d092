"""Bodies that people may found: their names before there are any, soviet@kazan, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dualsim.scenario.blocks.kind_blocks import KindBlock
    from dualsim.scenario.schema import Scenario

AT = "@"


class Body(NamedTuple):
    """One body that people of a place may found: the how manieth of its kind there."""

    kind: str
    number: int
    place: str

    @property
    def key(self) -> str:
        """Its name in a scenario: soviet@kazan, the next soviet_2@kazan."""
        return f"{self.kind}{f'_{self.number}' if self.number > 1 else ''}{AT}{self.place}"


def bodies_of(scenario: Scenario) -> list[Body]:
    """The bodies that people may found, place by place: of each kind one for each group that may found it."""
    may_found = {place: list(kinds) for place, kinds in scenario.may_found.items()}
    lives = {p: [g for g, v in x.population.items() if v.value > 0.0] for p, x in scenario.places.items()}
    return listed(may_found, {kind: block.founders for kind, block in scenario.kinds.items()}, lives)


def listed(
    may_found: Mapping[str, Iterable[str]],
    founders: Mapping[str, Sequence[str]],
    lives: Mapping[str, Sequence[str]],
) -> list[Body]:
    """The bodies of these kinds in these places, by who founds a kind and who lives in a place."""
    return [
        Body(kind, n + 1, place)
        for place, kinds in may_found.items()
        for kind in kinds
        for n in range(len(set(founders.get(kind, ())) & set(lives.get(place, ()))))
    ]


def place_of(key: str) -> str:
    """The place of a body that people may found; nothing for another name."""
    return key.partition(AT)[2]


def body_name(scenario: Scenario, body: Body) -> str:
    """What a body is called before anybody elects it: its kind and its number."""
    kind = scenario.kinds[body.kind]
    return _at_its_place(scenario, body, kind.name if body.number == 1 else f"{kind.name} {body.number}")


def body_names(scenario: Scenario, electors: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """What history calls bodies, by who elects each; the second of one name in one place is told so."""
    found: dict[str, str] = {}
    here: dict[str, list[str | None]] = {place: [] for place in scenario.places}
    for block in scenario.authorities.values():
        for place in block.reach:
            here[place].append(block.name)
    for body in bodies_of(scenario):
        if not (groups := set(electors.get(body.key, ()))):
            found[body.key] = body_name(scenario, body)
            continue
        called = known_as(scenario.kinds[body.kind], groups)
        here[body.place].append(called)
        again = here[body.place].count(called)
        found[body.key] = _at_its_place(scenario, body, called if again == 1 else f"{called} ({again})")
    return found


def _at_its_place(scenario: Scenario, body: Body, called: str) -> str:
    return called if len(scenario.places) == 1 else f"{called}, {scenario.places[body.place].name}"


def known_as(kind: KindBlock, electors: Iterable[str]) -> str:
    """The name of a kind of body with these electors: that of the most of them who have one together."""
    there = set(electors)
    known = [entry for entry in kind.names if set(entry.electors) <= there]
    return max(known, key=lambda entry: len(entry.electors)).name if known else kind.name


def body_colours(scenario: Scenario) -> dict[str, str]:
    """The colours of bodies that people may found, by name, as far as their kinds have any."""
    found = {}
    for body in bodies_of(scenario):
        colours = scenario.kinds[body.kind].colours
        if body.number <= len(colours):
            found[body.key] = colours[body.number - 1]
    return found
