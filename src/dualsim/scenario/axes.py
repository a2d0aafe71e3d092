"""The names of every axis of a run, and the scenario's numbers laid out along them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.theory.measures import REGIMES
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

NOBODY = {"authority": "none", "party": "abstain"}  # the last column of these axes in every result
STANCE_LABELS = {  # of the axis `side` of the measure `stance`, the same in every scenario
    "government": "The government alone", "both": "Both", "rival": "The rival alone", "nobody": "Nobody",
}  # fmt: skip
REGIME_SLUGS = tuple(regime.replace(" ", "_") for regime in REGIMES)  # in outcomes: regime[dual_power]
NOBODY_LABELS = {"authority": "Nobody", "party": "Stay at home"}  # what figures call it
_COMMITTEE = "_committee_"


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
    side: tuple[str, ...] = tuple(STANCE_LABELS)  # of a stance: a measure and its axis cannot share a name

    def row(self, axis: str, name: str) -> int:
        """The row of a name; raise ValueError if there is none."""
        return getattr(self, axis).index(name)


def names_of(scenario: Scenario) -> Names:
    """The names of every axis of a scenario."""
    committees = [
        name
        for place, count in scenario.committees.items()
        for name in committees_of(place, int(count.value))
    ]
    levers = dict.fromkeys(lever for place in scenario.places.values() for lever in place.levers)
    return Names(
        tuple(scenario.places), tuple(scenario.groups), (*scenario.authorities, *committees),
        tuple(scenario.parties), tuple(levers), tuple(scenario.issues),
        tuple(scenario.pledges), tuple(scenario.office_holders),
    )  # fmt: skip


def committees_of(place: str, count: int) -> list[str]:
    """The names of the committees that people of a place may found."""
    return [f"{place}{_COMMITTEE}{n + 1}" for n in range(count)]


def committee_parts(name: str) -> tuple[str, str]:
    """The place of such a committee and its number; no place for another name."""
    place, _, number = name.rpartition(_COMMITTEE)
    return place, number


def rows_of(dims: Sequence[str], selectors: Sequence[str], names: Names) -> list[int | None]:
    """For each axis of a measure the row that one of the selectors names, or None if none does."""
    left, found = list(selectors), list[int | None]()
    for dim in dims:
        axis = "authority" if dim == "endorsed" else dim
        known = (*getattr(names, axis), NOBODY.get(dim, ""))  # `endorsed` has no column of nobody
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
