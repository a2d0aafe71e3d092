"""What is recorded each day: name, dimensions, unit and formula of every measure.

A formula reads the tables of people and world on a day. Those here read no one's row, and leave the axes
before their own alone; so the days of a run may be worked out together, along a first axis of their tables.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualsim.theory.endings import ENDINGS, courses, endings_of
from dualsim.theory.measuring.cooperation import cooperation_of
from dualsim.theory.measuring.regions import with_regions, with_sums
from dualsim.theory.measuring.registry import MEASURES, Measure, measure
from dualsim.theory.state import Floats, People, World

__all__ = ["MEASURES", "REGIMES", "Measure", "measure"]  # what others take from here, beside thresholds

# Where one kind of regime ends and the next begins: shares of real power, and cooperation.
VACUUM_FROM = 0.5  # nobody is obeyed by half of the levers
UNITARY_FROM = 0.75  # one authority has three quarters,
UNRIVALLED_FROM = 0.5  # or half of what any authority has, and no other is a power in its own right
RIVAL_FROM = 0.15  # a power in its own right
PAIR_FROM = 0.7  # two authorities have this much of what any authority has
HYBRID_FROM = 0.5  # cooperation: authorities that share power rather than dispute it
REGIMES = ("vacuum", "unitary", "dual power", "hybrid", "multitude of powers")


def _where_they_live(table: Floats, people: People, world: World) -> Floats:
    """[g, l, ...] as [l, g, ...], with NaN where a group does not live, or no longer."""
    lived = world.population * people.present > 0.0
    g = lived.ndim - 2  # days may stand before
    wide = lived.reshape(lived.shape + (1,) * (table.ndim - lived.ndim))
    return np.where(wide, table, np.nan).swapaxes(g, g + 1)


def _with_nobody(table: Floats, last: float | Floats = 0.0) -> Floats:
    """A table over authorities (or parties) with a last column for none (or abstain)."""
    wider = np.empty((*table.shape[:-1], table.shape[-1] + 1))
    wider[..., :-1] = table
    wider[..., -1] = last
    return wider


def _of_authorities(table: Floats, there: np.ndarray, k: int) -> Floats:
    """A table with NaN where it is not `there`, and in a last row of axis k: nobody has no seats."""
    wider = list(table.shape)
    wider[k] += 1
    found = np.full(wider, np.nan)
    authorities: tuple[Any, ...] = (..., slice(-1), *(slice(None),) * (-1 - k))
    np.copyto(found[authorities], table, where=there)
    return found


@measure("place", "group", "authority", unit="share of the group", together=True)
def allegiance(people: People, world: World) -> Floats:
    """Allegiance: share of the group that recognises each authority."""
    return _where_they_live(people.allegiance, people, world)


@measure("place", "group", "side", unit="share of the group", together=True)
def stance(people: People, world: World) -> Floats:
    """Stance: share of the group for the government alone, for both, for the rival alone, for nobody."""
    governs = (world.formal > 0.0).swapaxes(-1, -2)[..., None, :, :]  # [1, l, k]
    turned, accepting = people.allegiance[..., :-1], people.acceptance[..., :-1]
    nobody, bearing = people.allegiance[..., -1], people.acceptance[..., -1]
    found = np.stack([
        (turned * governs).sum(axis=-1) + bearing,
        (accepting * ~governs).sum(axis=-1),
        ((turned - accepting) * ~governs).sum(axis=-1),
        nobody - bearing,
    ], axis=-1)  # fmt: skip
    governed = (world.leading >= 0)[..., None, :, None]
    return _where_they_live(np.where(governed, found, np.nan), people, world)


@measure("place", "group", unit="share of the group", together=True)
def acceptance(people: People, world: World) -> Floats:
    """Acceptance: share of the group that puts up with whoever governs."""
    governed = (world.leading >= 0)[..., None, :]
    return _where_they_live(np.where(governed, world.legitimacy, np.nan), people, world)


@measure("place", "group", "party", unit="share of the group", together=True)
def vote(people: People, world: World) -> Floats:
    """Vote: share of the group that would vote for each party, or stay at home."""
    return _where_they_live(people.vote, people, world)


@measure("place", "group", unit="share of the group", together=True)
def turnout(people: People, world: World) -> Floats:
    """Turnout: share of the group that would vote."""
    return _where_they_live(1.0 - people.vote[..., -1], people, world)


@measure("place", "group", unit="share of the group", together=True)
def mobilisation(people: People, world: World) -> Floats:
    """Mobilisation: share of the group that is active."""
    return _where_they_live(people.active_share, people, world)


@measure("place", "group", unit="distance on the scale of an issue, 0 to 2", together=True)
def grievance(people: People, world: World) -> Floats:
    """Grievance: gap between what the group wants and what it has, weighted by salience."""
    return _where_they_live(world.grievance, people, world)


@measure("place", "group", unit="persons", together=True, of_regions=False)
def population(people: People, world: World) -> Floats:
    """Population: people of the group who are in the place."""
    return with_sums((world.population * people.present).swapaxes(-1, -2), people, world)


@measure("place", "authority", unit="share of levers, by weight", together=True)
def real_power(people: People, world: World) -> Floats:
    """Real power: share of levers whose operators recognise each authority and take orders from it."""
    return world.real_power.copy()


@measure("place", "authority", unit="share of levers, by weight", together=True)
def compliance(people: People, world: World) -> Floats:
    """Compliance: share of levers that carry out the orders of each authority."""
    return _with_nobody(world.compliance)


@measure("place", unit="share of troops and police", together=True)
def loyalty(people: People, world: World) -> Floats:
    """Loyalty: share of those who work levers with force who carry out the orders of whoever governs."""
    crew = np.einsum("...jgl,...gl->...jl", world.operators, world.population * people.present)
    force = crew * world.force[..., None]
    obeyed = np.einsum("...ljk,...kl->...jl", world.lever_obedience, world.formal)
    whole, known = force.sum(axis=-2), world.formal.sum(axis=-2) > 0.0
    return np.divide(
        (force * obeyed).sum(axis=-2), whole, out=np.full(whole.shape, np.nan), where=known & (whole > 0.0)
    )


@measure("place", "authority", unit="share of formal mandate", together=True)
def formal_power(people: People, world: World) -> Floats:
    """Formal power: what law and announcement give to each authority."""
    held = (world.mandate * world.alive[..., None]).swapaxes(-1, -2)
    total = held.sum(axis=-1, keepdims=True)
    shares = np.divide(held, total, out=np.zeros_like(held), where=total > 0.0)
    return _with_nobody(shares, 1.0 - shares.sum(axis=-1))


def _among_authorities(power: Floats) -> Floats:
    """Real power [l, k] as shares of what any authority has, nobody's part left out; NaN where none has."""
    held = power[..., :-1]
    total = held.sum(axis=-1, keepdims=True)
    return np.divide(held, total, out=np.full_like(held, np.nan), where=total > 0.0)


@measure("place", unit="number of authorities", together=True, of_regions=False)
def effective_powers(people: People, world: World) -> Floats:
    """Effective number of powers (Laakso and Taagepera 1979), among authorities."""
    return 1.0 / (_among_authorities(real_power(people, world)) ** 2).sum(axis=-1)


@measure("place", unit="number of executives", together=True, of_regions=False)
def effective_executives(people: People, world: World) -> Floats:
    """Effective powers, joint executives counted as one (Leinster and Cobbold 2012)."""
    shares = _among_authorities(real_power(people, world))
    as_one = world.joint + np.eye(shares.shape[-1])
    return 1.0 / (np.einsum("...lk,...kj->...lj", shares, as_one) * shares).sum(axis=-1)


@measure("place", unit="index, 0 to 1", together=True, of_regions=False)
def duality(people: People, world: World) -> Floats:
    """Duality of real power (Reynal-Querol 2002): 1 at two equal halves, 0 before there are two powers."""
    power = real_power(people, world)
    two = (power[..., :-1] >= RIVAL_FROM).sum(axis=-1) > 1
    shares = _among_authorities(power)
    return np.where(two, 4.0 * (shares**2 * (1.0 - shares)).sum(axis=-1), 0.0)


@measure("place", unit="share of power", together=True, of_regions=False)
def formal_real_gap(people: People, world: World) -> Floats:
    """Gap between formal and real power: the share that would have to change hands."""
    return 0.5 * np.abs(formal_power(people, world) - real_power(people, world)).sum(axis=-1)


@measure("place", unit="mean endorsement, 0 to 1", together=True, of_regions=False)
def cooperation(people: People, world: World) -> Floats:
    """Cooperation: endorsement among authorities, weighted by the product of their real powers."""
    return cooperation_of(real_power(people, world)[..., :-1], world.endorsement)


@measure("place", words=REGIMES, together=True, of_regions=False)
def regime(people: People, world: World) -> np.ndarray:
    """Regime: who is obeyed, by one, by two, by several together or apart, or by nobody."""
    power = real_power(people, world)
    held = np.sort(power[..., :-1], axis=-1)[..., ::-1]
    first, second = held[..., 0], held[..., 1] if held.shape[-1] > 1 else np.zeros(held.shape[:-1])
    anybody = 1.0 - power[..., -1]
    bear = np.einsum("...vgl,...gl,...vl->...l", world.operators, people.acceptance[..., -1], world.weight)
    bear = with_regions(bear, ("place",), people, world)
    unrivalled = (first >= UNRIVALLED_FROM * anybody) & (second < RIVAL_FROM)
    found = [  # the first that holds
        anybody + bear <= 1.0 - VACUUM_FROM,  # who turns to nobody may put up with who governs
        (first >= UNITARY_FROM) | unrivalled,
        cooperation(people, world) >= HYBRID_FROM,
        (second >= RIVAL_FROM) & (first + second >= PAIR_FROM * anybody),
    ]
    named = ["vacuum", "unitary", "hybrid", "dual power"]
    rows = [float(REGIMES.index(name)) for name in named]
    return np.select(found, rows, float(REGIMES.index("multitude of powers")))


@measure("place", words=ENDINGS, together=True, of_regions=False, since_start=True)
def ending(people: People, world: World) -> np.ndarray:
    """Ending: how dual power ended, told from the day and the days before; a stalemate while it goes on."""
    found = np.stack([endings_of(course) for course in courses(people, world)], axis=-1)
    return found if world.formal.ndim > 2 else found[0]


@measure("place", "issue", unit="-1 to 1 on the scale of the issue", together=True)
def condition(people: People, world: World) -> Floats:
    """Conditions of life in the place, by issue."""
    return world.condition.copy()


@measure("place", "lever", "authority", unit="share of the lever", together=True)
def lever_control(people: People, world: World) -> Floats:
    """Control of levers: share of those who work it that recognises each and takes orders from it."""
    return world.lever_control.copy()


@measure("place", "lever", "authority", unit="share of the lever", together=True)
def lever_obedience(people: People, world: World) -> Floats:
    """Obedience of levers: share that carries out the orders of each authority."""
    return _with_nobody(world.lever_obedience)


@measure("place", "authority", unit="share of levers, by weight", together=True)
def levers_ready(people: People, world: World) -> Floats:
    """Levers that would obey each authority rather than whoever governs."""
    return _with_nobody((world.levers_ready * world.alive[..., None]).swapaxes(-1, -2))


@measure("place", "party", unit="strength, 0 to 1", together=True)
def organisation(people: People, world: World) -> Floats:
    """Organisation of each party in the place."""
    return _with_nobody(world.organisation.swapaxes(-1, -2), np.nan)


@measure("authority", "party", unit="share of seats", together=True)
def seats(people: People, world: World) -> Floats:
    """Seats: parties in the plenum of each authority."""
    return _of_authorities(_with_nobody(world.seats), world.alive[..., None] > 0, -2)


@measure("authority", "party", unit="share of seats", together=True)
def executive(people: People, world: World) -> Floats:
    """Executive: parties among those who act in the name of each authority."""
    return _of_authorities(_with_nobody(world.executive), world.alive[..., None] > 0, -2)


@measure("authority", unit="share of its executive", together=True)
def claim(people: People, world: World) -> Floats:
    """Claim: how far the executive of each authority claims all power for it."""
    claimed = (world.executive * world.claim[..., None, :]).sum(axis=-1)
    return _of_authorities(claimed, world.alive > 0, -1)


@measure("authority", "group", "party", unit="share of the group's deputies", together=True)
def delegates(people: People, world: World) -> Floats:
    """Deputies: parties among those whom each group sent to each authority."""
    elected = (world.electors > 0.0) & (world.alive > 0)[..., None]
    return _of_authorities(_with_nobody(world.delegates), elected[..., None], -3)


@measure("authority", "group", unit="share of the electors", together=True)
def electors(people: People, world: World) -> Floats:
    """Electors: weight of each group among those who elect each authority."""
    total = world.electors.sum(axis=-1, keepdims=True)
    shares = np.divide(world.electors, total, out=np.zeros_like(world.electors), where=total > 0.0)
    return _of_authorities(shares, world.alive[..., None] > 0, -2)


@measure("authority", "endorsed", unit="0 to 1", together=True)
def endorsement(people: People, world: World) -> Floats:
    """Endorsement: how far one authority endorses another."""
    both = (world.alive[..., :, None] > 0) & (world.alive[..., None, :] > 0)
    return _of_authorities(world.endorsement, both & ~np.eye(both.shape[-1], dtype=bool), -2)


@measure("pledge", unit="0 broken to 1 kept", together=True)
def pledge_kept(people: People, world: World) -> Floats:
    """Pledges: how far each named condition of an endorsement is kept."""
    return world.pledge_kept.copy()


@measure("place", "institution", unit="share of the work of its lever", together=True)
def built(people: People, world: World) -> Floats:
    """Built: share of the work of a lever that each institution does, or blocks."""
    return np.where(world.sited > 0, world.built, np.nan).swapaxes(-1, -2)


@measure("place", "institution", unit="0 to 1", together=True)
def skill(people: People, world: World) -> Floats:
    """Skill: how practised people are in running each institution."""
    return np.where(world.sited > 0, world.skill, np.nan).swapaxes(-1, -2)
