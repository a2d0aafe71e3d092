"""A film of a run: what every person of a place does on every day, and who holds each lever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dualsim.engine.simulation import Simulation
from dualsim.page.course import course_of
from dualsim.page.packing import QUICK, coded, packed
from dualsim.page.series import RECORDED, within_reach
from dualsim.scenario.regions import laid_out

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

NOBODY_ROW = 31  # authorities have 5 bits
ACCEPTS, ACTIVE = 32, 64


def film_of(scenario: Scenario, place: str, people: int, seed: int) -> dict[str, Any]:
    """A run day by day: a byte for each person and day, and each lever's holders.

    A person's byte is the row of the authority that they turn to among those of the place (31 is nobody),
    plus 32 if they put up with whoever governs, plus 64 if they are mobilised.
    """
    sim = Simulation(scenario, people, seed, measures=(*RECORDED, "lever_control"))
    who = np.flatnonzero(sim.world.cell_place[sim.people.cell] == sim.names.place.index(place))
    rows = _rows(sim, place)
    days = []
    for _ in sim.days():
        days.append(
            rows[sim.people.authority[who]]
            + ACCEPTS * sim.people.accepts[who]
            + ACTIVE * sim.people.active[who]
        )
    dots = np.array(days, np.uint8).T
    return {
        "first": int(who[0]),
        "people": len(who),
        "cells": _cells(sim, who),
        "dots": packed(dots, QUICK),
        "levers": _levers(sim, place),
        **course_of(sim, place),
    }


def _rows(sim: Simulation, place: str) -> NDArray[np.uint8]:
    """The row of each authority among those of the place; one that does not reach it counts as nobody."""
    found = np.full(len(sim.names.authority) + 1, NOBODY_ROW, np.uint8)
    for row, slug in enumerate(within_reach(sim.scenario, place)[:NOBODY_ROW]):
        found[sim.names.authority.index(slug)] = row
    return found


def _cells(sim: Simulation, who: NDArray[np.int64]) -> list[list[Any]]:
    """The cells of the place in order: whose, and how many people each has."""
    cells, sizes = np.unique(sim.people.cell[who], return_counts=True)
    groups = sim.world.cell_group[cells]
    return [[sim.names.group[g], int(size)] for g, size in zip(groups, sizes, strict=True)]


def _levers(sim: Simulation, place: str) -> str:
    """Who holds each lever [lever and authority, day], for the authorities of the place and nobody."""
    levers = [sim.names.lever.index(slug) for slug in laid_out(sim.scenario).places[place].levers]
    held = [*map(sim.names.authority.index, within_reach(sim.scenario, place)), len(sim.names.authority)]
    record = sim.record["lever_control"][: sim.day + 1, sim.names.place.index(place)]
    table = record[:, levers][:, :, held]  # [day, lever, authority]
    return packed(coded(np.moveaxis(table, 0, -1).reshape(-1, len(record))), QUICK)
