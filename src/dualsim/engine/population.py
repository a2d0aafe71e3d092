"""People at the start: how many, in which cells, with whom in contact, wanting what."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.scenario.axes import Names, table
from dualsim.theory.random_streams import (
    ARMED,
    BOUND,
    CONTACT,
    IDEAL,
    LETTER,
    MEETING,
    PART,
    THRESHOLD,
    key_of,
    normals,
    uniforms,
)
from dualsim.theory.state import BELOW, IDEAL_STEP, NERVE_STEP, People, World

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

CONTACTS = 6  # cells that a cell talks to: fineness of the network, not a behaviour
BYTES_PER_PERSON = 90  # at the height of drawing them; 26 afterwards
FEWEST = 20
BYTES_AT_ANY_SIZE = 300e6


def memory_needed(people: int) -> float:
    """Bytes that a run of this many people needs, tables and results included."""
    return BYTES_AT_ANY_SIZE + people * BYTES_PER_PERSON


def inhabitants(scenario: Scenario) -> int:
    """How many people live in all places of a scenario at its start: an agent for each."""
    return round(sum(v.value for place in scenario.places.values() for v in place.population.values()))


def sizes_of(scenario: Scenario, names: Names, people: int) -> np.ndarray:
    """How many people [g, l] stand for each group in each place: by population, at least a cell each."""
    if people < FEWEST:
        raise ValueError(f"people: {people} are too few for groups and cells; give {FEWEST} or more")
    needed, there = memory_needed(people), _memory_there()
    if needed > there:
        room = max(0, int((there - BYTES_AT_ANY_SIZE) / BYTES_PER_PERSON))
        raise ValueError(
            f"people: {people:,} people need {needed / 2**30:.1f} GiB of memory; this machine has "
            f"{there / 2**30:.1f} GiB free, enough for {room:,}"
        )
    shares = table(
        names,
        ("group", "place"),
        {(g, p): v for p, x in scenario.places.items() for g, v in x.population.items()},
    )
    if shares.sum() <= 0.0:
        raise ValueError("places: nobody lives anywhere; a population must be above 0")
    wanted = people * shares / shares.sum()
    cells = np.array([[cell_size(scenario, p, g) for p in names.place] for g in names.group])
    return np.where(shares > 0.0, np.maximum(np.rint(wanted), np.minimum(cells, people / 20)), 0).astype(int)


def cell_size(scenario: Scenario, place: str, group: str) -> float:
    """How many persons a cell of a group has in a place."""
    size = scenario.places[place].cell_size
    if isinstance(size, Mapping):
        return float(size[group].value) if group in size else 100.0
    return float(size.value)


def _memory_there() -> float:
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES"))
    except (ValueError, OSError, AttributeError):
        return math.inf


class Cells(NamedTuple):
    """The group, the place and the number of people of every cell."""

    group: np.ndarray
    place: np.ndarray
    size: np.ndarray


def cells_of(scenario: Scenario, names: Names, sizes: np.ndarray) -> Cells:
    """Cells as even as they come, near the size that the scenario gives."""
    group, where, size = [], [], []
    for l, place in enumerate(names.place):
        for g, name in enumerate(names.group):
            if sizes[g, l]:
                count = max(1, round(sizes[g, l] / cell_size(scenario, place, name)))
                edges = np.linspace(0, sizes[g, l], count + 1).round().astype(int)
                group.append(np.full(count, g))
                where.append(np.full(count, l))
                size.append(np.diff(edges))
    return Cells(*(np.concatenate(column) for column in (group, where, size)))


def connect(scenario: Scenario, names: Names, world: World, seed: int) -> None:
    """Draw the contacts of every cell: most in its own group, by the segregation of its place.

    Cells of a place lie one after another, those of a group in it too.
    """
    key, C, G = key_of(seed, -1), len(world.cell_group), len(names.group)
    draws = np.array([uniforms(key, C, CONTACT, option) for option in range(2 * CONTACTS)])
    letters, queues = (
        np.array([uniforms(key, C, stream, n) for n in range(CONTACTS)]) for stream in (LETTER, MEETING)
    )
    ends = np.searchsorted(world.cell_place * G + world.cell_group, np.arange(len(names.place) * G + 1))
    for l, name in enumerate(names.place):
        place, first, after = scenario.places[name], ends[l * G], ends[(l + 1) * G]
        written = _rows(names, "place", place.letters)
        meets = {names.row("group", g): _rows(names, "group", x) for g, x in place.meets.items()}
        for g in range(G):
            begin, end = ends[l * G + g], ends[l * G + g + 1]
            cells = np.arange(begin, end)
            here = Neighbours(first, after, begin, end)
            for n in range(CONTACTS if len(cells) else 0):
                drawn = draws[2 * n + 1, cells]
                met = here.meet(cells, draws[2 * n, cells] < place.segregation.value, drawn)
                for other, there in _addressed(meets.get(g, {}), queues[n, cells]):
                    low, high = ends[l * G + other], ends[l * G + other + 1]
                    if low < high:  # or nobody of them lives here
                        met = np.where(there, low + (drawn * (high - low)).astype(int), met)
                for far, there in _addressed(written, letters[n, cells]):
                    low, high = ends[far * G + g], ends[far * G + g + 1]
                    if low == high:  # none of their own group are there
                        low, high = ends[far * G], ends[(far + 1) * G]
                    read = low + (drawn * (high - low)).astype(int) if high > low else cells
                    met = np.where(there, read, met)
                world.contacts[cells, n] = met


def _rows(names: Names, axis: str, shares: Mapping[str, Any]) -> dict[int, float]:
    """Shares of contacts by the row of whom or where they are of."""
    return {names.row(axis, name): share.value for name, share in shares.items()}


class Neighbours(NamedTuple):
    """The cells of a place, and among them those of a group: each from a first one to one past the last."""

    first: int
    after: int
    begin: int
    end: int

    def meet(self, cells: np.ndarray, inside: np.ndarray, drawn: np.ndarray) -> np.ndarray:
        """Whom each of the group's cells talks to, in the group or not; itself if nobody else is there."""
        own, others = len(cells) - 1, self.after - self.first - len(cells)
        in_group = (inside & (own > 0)) | (others == 0)
        mine = self.begin + (drawn * own).astype(int)
        mine += mine >= cells
        other = self.first + (drawn * others).astype(int)
        other += np.where(other >= self.begin, len(cells), 0)
        met = np.where(in_group, mine, other)
        return met if own + others else cells


def _addressed(written: Mapping[int, float], draws: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """The places that letters go to, and whose; the contact of who is not named is at home."""
    left, found = draws.copy(), np.zeros(len(draws), dtype=bool)
    for place, share in written.items():
        left = left - share
        yield place, (left < 0.0) & ~found
        found |= left < 0.0


def build_people(scenario: Scenario, names: Names, world: World, cells: Cells, seed: int) -> People:
    """Draw everyone's ideal point and threshold; nobody has chosen anything yet."""
    counts = cells.size
    cell = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    group = world.cell_group[cell]
    N, C, K, Q = len(cell), len(counts), len(names.authority), len(names.party)
    key = key_of(seed, -1)
    spread, apart = (
        np.array([[_by_issue(getattr(g, what), m) for m in names.issue] for g in scenario.groups.values()])
        for what in ("spread", "apart")
    )
    side = np.where(uniforms(key, N, PART, 0) < 0.5, -1.0, 1.0)  # the half of the group that one belongs to
    ideal = np.empty((N, len(names.issue)), np.int8)
    for m in range(len(names.issue)):  # one issue at a time: a crowd of millions must fit
        drawn = world.mean_ideal[group, m] + spread[group, m] * normals(key, N, IDEAL, m)
        drawn += apart[group, m] * side
        ideal[:, m] = np.clip(np.rint(drawn / IDEAL_STEP), -127, 127)
    middle = np.array([g.threshold.mean.value for g in scenario.groups.values()])
    width = np.array([g.threshold.spread.value for g in scenario.groups.values()])
    nerve = (middle[group] + width[group] * normals(key, N, THRESHOLD, 0)) / NERVE_STEP
    G, L = world.population.shape
    heads = np.zeros((G, L))
    np.add.at(heads, (world.cell_group[cell], world.cell_place[cell]), 1.0)
    return People(
        cell,
        ideal,
        np.clip(np.rint(nerve), -32000, 32000).astype(np.int16),
        (uniforms(key, N, ARMED, 0) * 65536).astype(np.uint16),
        _spokesmen(scenario, names, world, cell, uniforms(key, N, BOUND, 0)),
        np.full(N, K, np.int16), np.zeros(N, np.uint8), np.full(N, Q, np.int16), np.zeros(N, np.uint8),
        np.concatenate([[0], np.cumsum(counts)]), counts.astype(float), heads,
        np.zeros((C, K + 1)), np.zeros((C, K + 1)), np.zeros((C, Q + 1)), np.zeros((C, Q + 1)),
        np.zeros((C, 1)),
        np.zeros((C, K + 1)), np.zeros((C, Q + 1)), np.zeros(C), np.zeros((C, K)), np.zeros(C),
        np.zeros((G, L, K + 1)), np.zeros((G, L, K + 1)),
        np.zeros((G, L, Q + 1)), np.zeros((G, L, Q + 1)), np.zeros((G, L)), np.ones((G, L)),
    )  # fmt: skip


def _spokesmen(
    scenario: Scenario, names: Names, world: World, cell: np.ndarray, drawn: np.ndarray
) -> np.ndarray:
    """The row that each person follows when an assembly decides: the first of the cell, or the own."""
    own = np.arange(len(cell), dtype=np.int32)
    bound = table(
        names, ("group", "place"), {(g, p): v for p, x in scenario.places.items() for g, v in x.bound.items()}
    )
    if not bound.any():
        return own
    first = np.searchsorted(cell, cell).astype(np.int32)  # cells lie one after another
    share = bound[world.cell_group[cell], world.cell_place[cell]]
    return np.where(drawn < share, first, own)


def _by_issue(given: Any, issue: str) -> float:
    """A number that is given once for all issues, or by issue."""
    if isinstance(given, Mapping):
        return float(given[issue].value) if issue in given else 0.0
    return float(given.value)


def count_wishes(people: People, world: World) -> None:
    """What people of each group in each place want, counted: nobody's wishes change during a run."""
    G, L, M, B = world.ideal_below.shape
    at = world.cell_group[people.cell] * L + world.cell_place[people.cell]
    number = np.maximum(np.bincount(at, minlength=G * L), 1).reshape(G, L, 1)
    steps = (np.arange(B) - BELOW) * IDEAL_STEP
    for m in range(M):
        found = np.bincount(at * B + people.ideal[:, m] + BELOW, minlength=G * L * B).reshape(G, L, B)
        for g, l in zip(*np.nonzero(found.sum(axis=2) == 0), strict=True):  # nobody: as the group elsewhere
            mean = int(np.clip(np.rint(world.mean_ideal[g, m] / IDEAL_STEP), -127, 127))
            found[g, l, mean + BELOW] = 1
        world.ideal_below[:, :, m] = (found / number).cumsum(axis=2)
        world.ideal_sum[:, :, m] = (found / number * steps).cumsum(axis=2)
