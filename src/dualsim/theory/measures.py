"""What is recorded each day: name, dimensions, unit and formula of every measure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dualsim.theory.state import Floats, People, World

# Where one kind of regime ends and the next begins: shares of real power, and cooperation.
VACUUM_FROM = 0.5  # nobody is obeyed by half of the levers
UNITARY_FROM = 0.75  # one authority has three quarters,
UNRIVALLED_FROM = 0.5  # or half of what any authority has, and no other is a power in its own right
RIVAL_FROM = 0.15  # a power in its own right
PAIR_FROM = 0.7  # two authorities have this much of what any authority has
HYBRID_FROM = 0.5  # cooperation: authorities that share power rather than dispute it
REGIMES = ("vacuum", "unitary", "dual power", "hybrid", "multitude of powers")


class Measure(NamedTuple):
    """A measure: its formula over the people and the world, the axes of its result, and its unit."""

    name: str
    label: str
    dims: tuple[str, ...]
    unit: str
    formula: Callable[[People, World], np.ndarray]


MEASURES: dict[str, Measure] = {}


def measure(*dims: str, unit: str) -> Callable[..., Callable[..., np.ndarray]]:
    """Make a function of people and world a measure; its first sentence is the label of its figures.

    >>> import dualsim
    >>> @dualsim.measure(unit="share of people")
    ... def risen(people, world):
    ...     "How many are in the streets."
    ...     return people.active.mean()
    >>> dualsim.MEASURES["risen"].label
    'How many are in the streets'
    """

    def register(formula: Callable[[People, World], np.ndarray]) -> Callable[[People, World], np.ndarray]:
        name = formula.__name__
        label = (formula.__doc__ or name).strip().splitlines()[0].rstrip(".")
        MEASURES[name] = Measure(name, label, dims, unit, formula)
        return formula

    return register


def _where_they_live(table: Floats, people: People, world: World) -> Floats:
    """[g, l, ...] as [l, g, ...], with NaN where a group does not live, or no longer."""
    lived = (world.population * people.present > 0.0).reshape(table.shape[:2] + (1,) * (table.ndim - 2))
    return np.where(lived, table, np.nan).swapaxes(0, 1)


def _with_nobody(table: Floats, last: float | Floats = 0.0) -> Floats:
    """A table over authorities (or parties) with a last column for none (or abstain)."""
    wider = np.empty((*table.shape[:-1], table.shape[-1] + 1))
    wider[..., :-1] = table
    wider[..., -1] = last
    return wider


def _of_authorities(table: Floats, there: np.ndarray) -> Floats:
    """A table [k, ...] with NaN where it is not `there`, and in a last row: nobody has no seats."""
    rows = np.full((len(table) + 1, *table.shape[1:]), np.nan)
    rows[:-1] = np.where(there, table, np.nan)
    return rows


@measure("place", "group", "authority", unit="share of the group")
def allegiance(people: People, world: World) -> Floats:
    """Allegiance: share of the group that recognises each authority."""
    return _where_they_live(people.allegiance, people, world)


@measure("place", "group", "side", unit="share of the group")
def stance(people: People, world: World) -> Floats:
    """Stance: share of the group for the government alone, for both, for the rival alone, for nobody."""
    governs = (world.formal > 0.0).T[None, :, :]  # [1, l, k]
    turned, accepting = people.allegiance[:, :, :-1], people.acceptance[:, :, :-1]
    nobody, bearing = people.allegiance[:, :, -1], people.acceptance[:, :, -1]
    found = np.stack([
        (turned * governs).sum(axis=2) + bearing,
        (accepting * ~governs).sum(axis=2),
        ((turned - accepting) * ~governs).sum(axis=2),
        nobody - bearing,
    ], axis=2)  # fmt: skip
    found[:, world.leading < 0] = np.nan  # nobody governs
    return _where_they_live(found, people, world)


@measure("place", "group", unit="share of the group")
def acceptance(people: People, world: World) -> Floats:
    """Acceptance: share of the group that puts up with whoever governs."""
    return _where_they_live(np.where(world.leading < 0, np.nan, world.legitimacy), people, world)


@measure("place", "group", "party", unit="share of the group")
def vote(people: People, world: World) -> Floats:
    """Vote: share of the group that would vote for each party, or stay at home."""
    return _where_they_live(people.vote, people, world)


@measure("place", "group", unit="share of the group")
def turnout(people: People, world: World) -> Floats:
    """Turnout: share of the group that would vote."""
    return _where_they_live(1.0 - people.vote[:, :, -1], people, world)


@measure("place", "group", unit="share of the group")
def mobilisation(people: People, world: World) -> Floats:
    """Mobilisation: share of the group that is active."""
    return _where_they_live(people.active_share, people, world)


@measure("place", "group", unit="distance on the scale of an issue, 0 to 2")
def grievance(people: People, world: World) -> Floats:
    """Grievance: gap between what the group wants and what it has, weighted by salience."""
    return _where_they_live(world.grievance, people, world)


@measure("place", "group", unit="persons")
def population(people: People, world: World) -> Floats:
    """Population: people of the group who are in the place."""
    return (world.population * people.present).T


@measure("place", "authority", unit="share of levers, by weight")
def real_power(people: People, world: World) -> Floats:
    """Real power: share of levers whose operators recognise each authority and take orders from it."""
    return world.real_power.copy()


@measure("place", "authority", unit="share of levers, by weight")
def compliance(people: People, world: World) -> Floats:
    """Compliance: share of levers that carry out the orders of each authority."""
    return _with_nobody(world.compliance)


@measure("place", "authority", unit="share of formal mandate")
def formal_power(people: People, world: World) -> Floats:
    """Formal power: what law and announcement give to each authority."""
    held = (world.mandate * world.alive[:, None]).T
    total = held.sum(axis=1, keepdims=True)
    shares = np.divide(held, total, out=np.zeros_like(held), where=total > 0.0)
    return _with_nobody(shares, 1.0 - shares.sum(axis=1))


def _among_authorities(world: World) -> Floats:
    """Real power [l, k] as shares of what any authority has, nobody's part left out; NaN where none has."""
    held = world.real_power[:, :-1]
    total = held.sum(axis=1, keepdims=True)
    return np.divide(held, total, out=np.full_like(held, np.nan), where=total > 0.0)


@measure("place", unit="number of authorities")
def effective_powers(people: People, world: World) -> Floats:
    """Effective number of powers (Laakso and Taagepera 1979), among authorities."""
    return 1.0 / (_among_authorities(world) ** 2).sum(axis=1)


@measure("place", unit="index, 0 to 1")
def duality(people: People, world: World) -> Floats:
    """Duality of real power (Reynal-Querol 2002): 1 at two equal halves, 0 before there are two powers."""
    two = (world.real_power[:, :-1] >= RIVAL_FROM).sum(axis=1) > 1
    shares = _among_authorities(world)
    return np.where(two, 4.0 * (shares**2 * (1.0 - shares)).sum(axis=1), 0.0)


@measure("place", unit="share of power")
def formal_real_gap(people: People, world: World) -> Floats:
    """Gap between formal and real power: the share that would have to change hands."""
    return 0.5 * np.abs(formal_power(people, world) - world.real_power).sum(axis=1)


@measure("place", unit="mean endorsement, 0 to 1")
def cooperation(people: People, world: World) -> Floats:
    """Cooperation: endorsement among authorities, weighted by the product of their real powers."""
    power = world.real_power[:, :-1]
    pairs = power[:, :, None] * power[:, None, :] * (1.0 - np.eye(power.shape[1]))
    total = pairs.sum(axis=(1, 2))
    mutual = (pairs * world.endorsement).sum(axis=(1, 2))
    return np.divide(mutual, total, out=np.zeros_like(total), where=total > 0.0)


@measure("place", unit="one of vacuum, unitary, dual power, hybrid, multitude of powers")
def regime(people: People, world: World) -> np.ndarray:
    """Regime: who is obeyed, by one, by two, by several together or apart, or by nobody."""
    together = cooperation(people, world)
    return np.array([_regime(p, c) for p, c in zip(world.real_power, together, strict=True)], dtype=float)


def _regime(power: Floats, together: float) -> int:
    """The row of REGIMES for shares of real power, the last of them nobody's, and their cooperation."""
    held, nobody = np.sort(power[:-1])[::-1], power[-1]
    first, second = held[0], held[1] if len(held) > 1 else 0.0
    if nobody >= VACUUM_FROM:
        return REGIMES.index("vacuum")
    if first >= UNITARY_FROM or (first >= UNRIVALLED_FROM * (1.0 - nobody) and second < RIVAL_FROM):
        return REGIMES.index("unitary")
    if together >= HYBRID_FROM:
        return REGIMES.index("hybrid")
    if second >= RIVAL_FROM and first + second >= PAIR_FROM * (1.0 - nobody):
        return REGIMES.index("dual power")
    return REGIMES.index("multitude of powers")


@measure("place", "issue", unit="-1 to 1 on the scale of the issue")
def condition(people: People, world: World) -> Floats:
    """Conditions of life in the place, by issue."""
    return world.condition.copy()


@measure("place", "lever", "authority", unit="share of the lever")
def lever_control(people: People, world: World) -> Floats:
    """Control of levers: share of those who work it that recognises each and takes orders from it."""
    return world.lever_control.copy()


@measure("place", "lever", "authority", unit="share of the lever")
def lever_obedience(people: People, world: World) -> Floats:
    """Obedience of levers: share that carries out the orders of each authority."""
    return _with_nobody(world.lever_obedience)


@measure("place", "authority", unit="share of levers, by weight")
def levers_ready(people: People, world: World) -> Floats:
    """Levers that would obey each authority rather than whoever governs."""
    return _with_nobody(world.levers_ready.T * world.alive)


@measure("place", "party", unit="strength, 0 to 1")
def organisation(people: People, world: World) -> Floats:
    """Organisation of each party in the place."""
    return _with_nobody(world.organisation.T, np.nan)


@measure("authority", "party", unit="share of seats")
def seats(people: People, world: World) -> Floats:
    """Seats: parties in the plenum of each authority."""
    return _of_authorities(_with_nobody(world.seats), world.alive[:, None])


@measure("authority", "party", unit="share of seats")
def executive(people: People, world: World) -> Floats:
    """Executive: parties among those who act in the name of each authority."""
    return _of_authorities(_with_nobody(world.executive), world.alive[:, None])


@measure("authority", unit="share of its executive")
def claim(people: People, world: World) -> Floats:
    """Claim: how far the executive of each authority claims all power for it."""
    return _of_authorities((world.executive * world.claim).sum(axis=1), world.alive)


@measure("authority", "group", "party", unit="share of the group's deputies")
def delegates(people: People, world: World) -> Floats:
    """Deputies: parties among those whom each group sent to each authority."""
    elected = (world.electors > 0.0) & (world.alive > 0)[:, None]
    return _of_authorities(_with_nobody(world.delegates), elected[:, :, None])


@measure("authority", "group", unit="share of the electors")
def electors(people: People, world: World) -> Floats:
    """Electors: weight of each group among those who elect each authority."""
    total = world.electors.sum(axis=1, keepdims=True)
    shares = np.divide(world.electors, total, out=np.zeros_like(world.electors), where=total > 0.0)
    return _of_authorities(shares, world.alive[:, None])


@measure("authority", "endorsed", unit="0 to 1")
def endorsement(people: People, world: World) -> Floats:
    """Endorsement: how far one authority endorses another."""
    both = (world.alive[:, None] > 0) & (world.alive[None, :] > 0)
    return _of_authorities(world.endorsement, both & ~np.eye(len(both), dtype=bool))


@measure("pledge", unit="0 broken to 1 kept")
def pledge_kept(people: People, world: World) -> Floats:
    """Pledges: how far each named condition of an endorsement is kept."""
    return world.pledge_kept.copy()
