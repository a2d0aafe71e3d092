"""Which curves a page is told of a place, and how they are read from the record of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.page.packing import STEPS
from dualsim.scenario.axes import NOBODY, names_of
from dualsim.scenario.bodies import place_of
from dualsim.scenario.regions import laid_out
from dualsim.theory.measures import MEASURES
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

OF_GROUPS = {
    "acceptance": "", "stance": "side", "allegiance": "authority", "vote": "party", "mobilisation": "",
}  # fmt: skip
OF_PLACES = {
    "real_power": "authority", "formal_power": "authority", "effective_powers": "", "cooperation": "",
    "regime": "", "ending": "",
}  # fmt: skip
# Others are shares; a word is its row.
MOST = {"effective_powers": 10.0, "regime": float(STEPS), "ending": float(STEPS)}
RECORDED = (*OF_GROUPS, *OF_PLACES, "population", "seats", "levers_ready")


class Series(NamedTuple):
    """One curve: a measure, of a group or of everyone, and for which authority, party or stance."""

    measure: str
    group: str = ""  # "" is everyone, or the place as a whole
    of: str = ""

    @property
    def most(self) -> float:
        """The number that the largest byte stands for."""
        return MOST.get(self.measure, 1.0)


def living(scenario: Scenario, place: str) -> list[str]:
    """The groups that live in a place."""
    found = laid_out(scenario).places[place].population
    return [group for group in scenario.groups if group in found and found[group].value > 0]


def within_reach(scenario: Scenario, place: str) -> list[str]:
    """The authorities that reach a place, at first or by an event, and bodies that it may found."""
    scenario = laid_out(scenario)
    reaching = {key for key, block in scenario.authorities.items() if _reaches(block, place)}
    for event in scenario.events.values():
        for effect, given in event.steps():
            if effect == "change_reach" and given.get("place") in (None, place):
                reaching.add(str(given["authority"]))
    return [key for key in names_of(scenario).authority if key in reaching or place_of(key) == place]


def _reaches(block: Any, place: str) -> bool:
    reach = getattr(block, "reach", None) or {}
    return place in reach and reach[place].value > 0.0


def series_of(scenario: Scenario, place: str) -> list[Series]:
    """Every curve of a place, in the order in which a run's are packed."""
    return list(_series(scenario, place))


def _series(scenario: Scenario, place: str) -> Iterator[Series]:
    names = names_of(scenario)
    axes = {
        "": [""],
        "side": list(names.side),
        "authority": [*within_reach(scenario, place), NOBODY["authority"]],
        "party": [*names.party, NOBODY["party"]],
    }
    for measure, axis in OF_GROUPS.items():
        for group in ("", *living(scenario, place)):
            yield from (Series(measure, group, of) for of in axes[axis])
    for measure, axis in OF_PLACES.items():
        yield from (Series(measure, "", of) for of in axes[axis])
    bodies = laid_out(scenario).authorities
    elected = [key for key in axes["authority"] if getattr(bodies.get(key), "electors", None)]
    for key in elected:
        yield from (Series("seats", key, of) for of in names.party)


def curves(scenario: Scenario, place: str, record: Mapping[str, np.ndarray]) -> Floats:
    """Every curve of a place [series, day], from the measures of a run [day, ...]."""
    names = names_of(scenario)
    l = names.place.index(place)
    people = np.nan_to_num(record["population"][:, l])  # [day, group]
    rows: dict[str, dict[str, int]] = {
        "side": {key: n for n, key in enumerate(names.side)},
        "authority": {key: n for n, key in enumerate((*names.authority, NOBODY["authority"]))},
        "party": {key: n for n, key in enumerate((*names.party, NOBODY["party"]))},
    }
    together = {measure: _together(record[measure][:, l], people) for measure in OF_GROUPS}
    found = []
    for one in series_of(scenario, place):
        axis = {**OF_GROUPS, **OF_PLACES, "seats": "party"}[one.measure]
        at: tuple[Any, ...] = (rows[axis][one.of],) if axis else ()
        if one.measure == "seats":
            table = record["seats"][:, rows["authority"][one.group]]
        elif one.measure in OF_PLACES:
            table = record[one.measure][:, l]
        elif one.group:
            table = record[one.measure][:, l, names.group.index(one.group)]
        else:
            table = together[one.measure]
        found.append(table[(slice(None), *at)])
    return np.array(found, float)


def _together(table: Floats, people: Floats) -> Floats:
    """All groups together [day, ...], counted by their people; not defined where nobody is."""
    wide = people.reshape(people.shape + (1,) * (table.ndim - 2))
    known = np.isfinite(table)
    there = (wide * known).sum(axis=1)
    total = np.where(known, table * wide, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, there, out=np.full_like(total, np.nan), where=there > 0.0), float)


def measured_names() -> dict[str, str]:
    """What each measure is called, by its name."""
    return {name: MEASURES[name].label for name in RECORDED}
