"""The names of every axis of a run, and the scenario's numbers laid out along them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.scenario.bodies import bodies_of
from dualsim.scenario.regions import laid_out
from dualsim.theory.measures import MEASURES
from dualsim.theory.measuring.registry import slug_of
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

NOBODY = {"authority": "none", "party": "abstain"}  # the last column of these axes in every result
STANCE_LABELS = {  # of the axis `side` of the measure `stance`, the same in every scenario
    "government": "The government alone", "both": "Both", "rival": "The rival alone", "nobody": "Nobody",
}  # fmt: skip
WORD_SLUGS = {  # of measures that are words: in outcomes regime[dual_power], ending[seizure]
    name: tuple(slug_of(word) for word in one.words) for name, one in MEASURES.items() if one.words
}
NOBODY_LABELS = {"authority": "Nobody", "party": "Stay at home"}  # what figures call it


class Names(NamedTuple):
    """The names of every axis, in order; a name's place in its tuple is its row."""

    place: tuple[str, ...]
    group: tuple[str, ...]
    authority: tuple[str, ...]
    party: tuple[str, ...]
    lever: tuple[str, ...]
    issue: tuple[str, ...]
    pledge: tuple[str, ...]
    holder: tuple[str, ...]
    institution: tuple[str, ...] = ()
    region: tuple[str, ...] = ()  # in results they stand after the places
    side: tuple[str, ...] = tuple(STANCE_LABELS)  # of a stance: a measure and its axis cannot share a name

    def row(self, axis: str, name: str) -> int:
        """The row of a name; raise ValueError if there is none."""
        return getattr(self, axis).index(name)


def names_of(scenario: Scenario) -> Names:
    """The names of every axis of a scenario, villages one by one."""
    scenario = laid_out(scenario)
    bodies = [body.key for body in bodies_of(scenario)]
    levers = dict.fromkeys(lever for place in scenario.places.values() for lever in place.levers)
    levers |= dict.fromkeys(key for key, one in scenario.institutions.items() if one.kind == "alternative")
    return Names(
        tuple(scenario.places), tuple(scenario.groups), (*scenario.authorities, *bodies),
        tuple(scenario.parties), tuple(levers), tuple(scenario.issues),
        tuple(scenario.pledges), tuple(scenario.office_holders), tuple(scenario.institutions),
        tuple(scenario.regions),
    )  # fmt: skip


def rows_of(dims: Sequence[str], selectors: Sequence[str], names: Names) -> list[int | None]:
    """For each axis of a measure the row that one of the selectors names, or None if none does."""
    left, found = list(selectors), list[int | None]()
    for dim in dims:
        axis = "authority" if dim == "endorsed" else dim
        after = names.region if dim == "place" else (NOBODY.get(dim, ""),)  # `endorsed` has none
        known = (*getattr(names, axis), *after)
        name = next((n for n in left if n in known), None)
        if name is not None:
            left.remove(name)
        found.append(None if name is None else known.index(name))
    return found


def table(
    names: Names, axes: tuple[str, ...], given: Mapping[tuple[str, ...], Any], default: float = 0.0
) -> Floats:
    """A table over axes, filled from numbers of the scenario by name."""
    table = np.full([len(getattr(names, axis)) for axis in axes], default)
    for key, number in given.items():
        table[tuple(names.row(axis, name) for axis, name in zip(axes, key, strict=True))] = number.value
    return table


def nested(blocks: Mapping[str, Any], field: str) -> dict[tuple[str, ...], Any]:
    """The numbers of one field of every block, keyed by (block, name)."""
    return {(b, n): v for b, block in blocks.items() for n, v in (getattr(block, field) or {}).items()}
