"""What the page must show, worked out in Python from runs of the same seeds."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualsim.page.course import course_of, live
from dualsim.page.film import ACCEPTS, ACTIVE, NOBODY_ROW, film_of
from dualsim.page.packing import STEPS, UNDEFINED, unpacked
from dualsim.page.series import Series, series_of
from dualsim.page.story import story_of
from dualsim.scenario.loading import load
from dualsim.scenario.schema import Scenario

PEOPLE, RUNS = 400, 4
NAME, PLACE = "petrograd_1917", "petrograd"
Table = NDArray[np.float64]


@cache
def scenario(without: tuple[str, ...] = ()) -> Scenario:
    return load(NAME, without=without)


@cache
def story() -> dict[str, Any]:
    """What the page is told of the capital."""
    return story_of(scenario(), NAME)


def rows() -> list[Series]:
    return series_of(scenario(), PLACE)


@cache
def runs(without: tuple[str, ...] = ()) -> Table:
    """Every curve of every run [run, series, day]; what is not defined is NaN."""
    length, found = len(story()["days"]), []
    most = np.array([one.most for one in rows()])[:, None]
    for seed in range(1, RUNS + 1):
        codes = unpacked(course_of(live(scenario(without), PEOPLE, seed), PLACE)["curves"], len(rows()))
        table = np.full((len(codes), length), np.nan)
        table[:, : codes.shape[1]] = np.where(codes == UNDEFINED, np.nan, codes / STEPS * most)
        found.append(table)
    return np.array(found)


def band(tables: Table) -> Table:
    """The middle of the runs and the edges of the band [3, ...]."""
    return np.percentile(tables, [50, 5, 95], axis=0)


def difference(without: tuple[str, ...], of: Series) -> Table:
    """How far the changed runs lie above those as it was, pair by pair [3, day]."""
    at = rows().index(of)
    return band(runs(without)[:, at] - runs()[:, at])


def counts(people: int, day: int, seed: int = 1) -> dict[str, list[int]]:
    """How many of each group a film shows: people, those on each of the four sides, mobilised."""
    film = film_of(scenario(), PLACE, people, seed)
    dots = unpacked(film["dots"], film["people"])[:, day]
    groups = np.repeat([group for group, _ in film["cells"]], [size for _, size in film["cells"]])
    place = next(one for one in story()["places"] if one["slug"] == PLACE)
    curves = unpacked(film["curves"], len(rows()))[:, day]
    formal = [Series("formal_power", "", slug) for slug in place["authorities"]]
    holds = [
        one.of != "none" and one in rows() and 0 < curves[rows().index(one)] < UNDEFINED for one in formal
    ]
    turn, accepts = dots & NOBODY_ROW, (dots & ACCEPTS) > 0
    governs = np.array([*holds, *[False] * (NOBODY_ROW + 1 - len(holds))])[turn]
    sides = np.select([turn == NOBODY_ROW, governs, accepts], [np.where(accepts, 0, 3), 0, 1], 2)
    return {
        group: [
            int((groups == group).sum()),
            *(int(((groups == group) & (sides == side)).sum()) for side in range(4)),
            int(((groups == group) & ((dots & ACTIVE) > 0)).sum()),
        ]
        for group in place["groups"]
    }
