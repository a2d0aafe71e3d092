"""How dual power ends in a place: told from what each day and the days before it left, written by nothing.

The second essay names three endings: orders are no longer carried out, too few remain loyal to enforce them,
or the rulers are converted. Beside these stand a seizure, and what an old order may come to instead:
repression, reform, or a stalemate, in which dual power goes on.

*Who governs* is the authority with the largest share of the mandate, or where nobody governs the last that
did. Its *rival* is the authority with the most real power that neither governs beside it, nor forms one
executive with it, nor makes the same claim to power; if none such is a power any more, the one that was the
greatest. Axes are those of docs/odd.md, with days before them: d.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dualsim.theory.measuring.regions import with_regions, with_sums
from dualsim.theory.state import Flags, Floats, People, Rows, World

# Where an ending begins. The numbers are halves and quarters, as for regimes: none was fitted to anything.
OBEYED_FROM = 0.5  # half of the levers carry out the orders of who governs: it is obeyed,
DISOBEYED_UP_TO = 0.25  # or no longer, if three quarters do not: one who has these alone is called unitary
MELTED_UP_TO = 0.25  # of the most loyal force that it had in office: three of four men have gone,
OUTNUMBERED_UP_TO = 0.25  # or of those in the streets, the armed counted more: one stands against four
RIVAL_FROM = 0.15  # real power of a power in its own right, as for regimes
CRUSHED_UP_TO = 0.2  # of the most real power that it had: four fifths are gone, and it is no power any more
SAME_UP_TO = 0.04  # mean square distance of platforms: 0.2 on each issue, a tenth of the scale, is the same
APART_FROM = 0.15  # the same at the start: 0.4 on each issue, beyond which a group enters no body
ENDORSED_FROM = 0.5  # a rival is for who governs rather than against it, as in a hybrid regime
EASED_UP_TO = 0.75  # of the greatest grievance that there was: a quarter of what hurt is gone

# In the order in which they are asked, the first that holds; the last if none does.
ASKED = ("seizure", "conversion", "too few loyal", "non-cooperation", "repression", "reform")
ENDINGS = ("stalemate", "non-cooperation", "too few loyal", "conversion", "seizure", "repression", "reform")
IN_WORDS = {
    "stalemate": "no end: nobody has won, or nothing was contested",
    "non-cooperation": "orders of who governs are no longer carried out",
    "too few loyal": "too few are left who would enforce the orders of who governs",
    "conversion": "who governs wants what its rival wants, acts as one with it, or has dissolved into it",
    "seizure": "who governs took power from another that governed",
    "repression": "who governs is obeyed, and its rival has lost nearly all its power",
    "reform": "who governs is obeyed, its rival endorses it, and there is less to complain of",
}

FELL = tuple(ENDINGS.index(word) for word in ("conversion", "too few loyal", "non-cooperation"))
OPEN = tuple(ENDINGS.index(word) for word in ("stalemate", "repression", "reform"))
ROUNDING = 1e-9  # less of a mandate is none
EVERYWHERE = ("alive", "platform", "endorsement", "joint", "allied", "absorbed_by", "took_power")

Days = NDArray[np.bool_]


class Course(NamedTuple):
    """What is read of a place, or of a region, day by day."""

    formal: Floats  # [d, k] share of the mandate: who governs
    power: Floats  # [d, k] real power
    compliance: Floats  # [d, k]
    loyal: Floats  # [d] force that who governs can order out
    street: Floats  # [d] those who are mobilised, the armed counted more
    grievance: Floats  # [d] of all people of the place
    alive: Flags  # [d, k] and what is the same for all places
    platform: Floats  # [d, k, m]
    endorsement: Floats  # [d, k, j]
    joint: Flags  # [d, k, j]
    allied: Flags  # [d, k, j]
    absorbed_by: Rows  # [d, k]
    took_power: Rows  # [d, k]


def courses(people: People, world: World) -> Iterator[Course]:
    """The course of each place, then of each region, whose people and levers are taken together."""

    def of_places(table: Floats, *dims: str) -> Floats:
        found = with_regions(table, ("place", *dims), people, world)
        return found if found.ndim > 1 + len(dims) else found[None]

    there = world.population * people.present
    heads = there.sum(axis=-2)
    felt = (world.grievance * there).sum(axis=-2)
    grievance = np.divide(felt, heads, out=np.zeros_like(felt), where=heads > 0.0)
    formal = of_places(world.formal.swapaxes(-1, -2), "authority")
    power = of_places(world.real_power, "authority")[..., :-1]
    compliance = of_places(world.compliance, "authority")
    forces = with_sums(np.stack([world.loyal_force, world.active_force], axis=-1), people, world)
    force, grieved = forces if forces.ndim > 2 else forces[None], of_places(grievance)
    shared: dict[str, Any] = {name: getattr(world, name) for name in EVERYWHERE}
    if world.alive.ndim == 1:
        shared = {name: table[None] for name, table in shared.items()}
    for l in range(formal.shape[1]):
        of_it = (formal[:, l], power[:, l], compliance[:, l], force[:, l, 0], force[:, l, 1], grieved[:, l])
        yield Course(*of_it, **shared)


class Rival(NamedTuple):
    """Who stands against who governs, day by day."""

    most: Floats  # [d, k] real power of each against who governs, at its most since that governs
    ever: Floats  # [d, k] the same against whoever governed
    row: Rows  # [d] the rival, or -1
    stands: Days  # [d] whether it is a power in its own right
    stood: Days  # [d] or was one, and none is now


def endings_of(course: Course) -> Floats:
    """The row of the ending of each day among `ENDINGS`."""
    days = np.arange(len(course.formal))
    governed = course.formal.max(axis=1) > 0.0
    last = latest(governed)  # the last day on which anybody governed
    ruler = np.where(last >= 0, course.formal.argmax(axis=1)[last], -1)
    rival = rival_of(course, ruler)
    obeyed = np.where(last >= 0, course.compliance[last, ruler], 0.0)
    defied, ruled = (obeyed < OBEYED_FROM) & (last >= 0), governed & (obeyed >= OBEYED_FROM)
    once_obeyed = np.maximum.accumulate(obeyed) >= OBEYED_FROM
    found = [
        _seized(course, ruler),
        (last >= 0) & _converted(course, ruler, rival, days),
        defied & _melted(course, ruler)[last],
        once_obeyed & (last >= 0) & (obeyed <= DISOBEYED_UP_TO),
        ruled & _crushed(course, ruler, rival, days),
        ruled & _eased(course, ruler, rival, days),
    ]
    rows = [float(ENDINGS.index(name)) for name in ASKED]
    told = np.select(found, rows, float(ENDINGS.index("stalemate")))
    return _inherited(told, course, ruler, rival)


def _inherited(told: Floats, course: Course, ruler: Rows, rival: Rival) -> Floats:
    """Where a rival inherits what the old order has lost, that order ended as it stood on its last day."""
    firsts = np.flatnonzero(ruler[1:] != ruler[:-1]) + 1
    for first, stop in pairwise([*firsts.tolist(), len(ruler)]):
        heir = ruler[first]
        own = (course.joint[first, heir] > 0) | (course.allied[first, heir] > 0)
        own[heir] = True
        if told[first - 1] in FELL and (rival.most[first - 1, own] >= RIVAL_FROM).any():
            days = slice(first, stop)
            told[days] = np.where(np.isin(told[days], OPEN), told[first - 1], told[days])
    return told


def latest(so: Days) -> Rows:
    """The last day [d, ...] on which something was so, up to and with each day; -1 before the first."""
    days = np.arange(len(so)).reshape(-1, *(1,) * (so.ndim - 1))
    return np.asarray(np.maximum.accumulate(np.where(so, days, -1), axis=0))


def most_under(ruler: Rows, values: Floats) -> Floats:
    """The most [d, ...] that something has been so far while who governs did so."""
    most = np.zeros_like(values)
    for k in np.unique(ruler):
        mine = ruler == k
        wide = mine.reshape(-1, *(1,) * (values.ndim - 1))
        most[mine] = np.maximum.accumulate(np.where(wide, values, 0.0), axis=0)[mine]
    return most


def rival_of(course: Course, ruler: Rows) -> Rival:
    """Who stands against who governs: the greatest power, or where none is one, what was the greatest."""
    days = np.arange(len(ruler))
    beside = (course.formal > 0.0) | (course.joint[days, ruler] > 0) | (course.allied[days, ruler] > 0)
    beside[days, ruler] = True
    beside[ruler < 0] = False  # row -1 is nobody's
    now = np.where(beside, 0.0, course.power)
    most = most_under(ruler, now)
    before = np.where(beside, 0.0, most)
    stands, stood = now.max(axis=1) >= RIVAL_FROM, before.max(axis=1) >= RIVAL_FROM
    row = np.where(stands, now.argmax(axis=1), np.where(stood, before.argmax(axis=1), -1))
    return Rival(most, np.maximum.accumulate(now, axis=0), row, stands, stood & ~stands)


def _seized(course: Course, ruler: Rows) -> Days:
    """Who governs took power, in this place or before it came to govern there, and another governed then."""
    days = np.arange(len(ruler))
    before = np.concatenate([course.took_power[:1], course.took_power[:-1]])
    took = latest((course.took_power != before) & (course.took_power >= 0))[days, ruler]
    out = latest(course.formal <= 0.0)[days, ruler]  # the last day on which it did not govern
    eve = np.maximum(took - 1, out)
    others = course.formal.sum(axis=1)[eve] - course.formal[eve, ruler] > ROUNDING
    return np.asarray((took >= 0) & others)


def _converted(course: Course, ruler: Rows, rival: Rival, days: Rows) -> Days:
    """Who governs wants what its rival wants, forms one executive with it, or has dissolved into it."""
    strong = rival.most >= RIVAL_FROM  # [d, k] those who were a power against it
    joined = ((course.joint[days, ruler] > 0) & strong & (course.power >= RIVAL_FROM)).any(axis=1)
    dissolved = _dissolved(course, ruler, rival, days)
    return joined | dissolved | (rival.stands & _turned(course, ruler, rival.row, days))


def _dissolved(course: Course, ruler: Rows, rival: Rival, days: Rows) -> Days:
    """One that governed went into one that was a power against it, which governs now, or nobody does."""
    into, wide = course.absorbed_by, days[:, None]
    once = np.maximum.accumulate(course.formal > 0.0, axis=0)
    left = (course.formal.max(axis=1) <= 0.0)[:, None] & (np.arange(into.shape[1]) == ruler[:, None])
    rules = (course.formal[wide, into] > 0.0) | left
    return np.asarray(((into >= 0) & once & (rival.ever[wide, into] >= RIVAL_FROM) & rules).any(axis=1))


def _turned(course: Course, ruler: Rows, rival: Rows, days: Rows) -> Days:
    """Platforms are the same that were not when one faced the other, and more who governs has moved."""
    alive = course.alive > 0
    came = latest(course.formal <= 0.0)[latest(course.formal.max(axis=1) > 0.0), ruler]
    start = np.maximum(latest(~alive)[days, rival], came) + 1
    start = np.minimum(start, days)
    now, then = ([course.platform[on, one] for one in (ruler, rival)] for on in (days, start))
    moved = [_apart(*places) for places in zip(now, then, strict=True)]
    same = (_apart(*now) <= SAME_UP_TO) & (_apart(*then) >= APART_FROM)
    return np.asarray(same & (moved[0] >= moved[1]) & alive[days, ruler])


def _apart(one: Floats, other: Floats) -> Floats:
    """Mean square of the distance between platforms [d, m]."""
    return np.asarray(((one - other) ** 2).mean(axis=1))


def _melted(course: Course, ruler: Rows) -> Days:
    """Its loyal force is little beside what it was since it governs, or beside those in the streets."""
    most = most_under(ruler, course.loyal)
    few = (course.loyal <= MELTED_UP_TO * most) | (course.loyal <= OUTNUMBERED_UP_TO * course.street)
    return np.asarray((most > 0.0) & few)


def _crushed(course: Course, ruler: Rows, rival: Rival, days: Rows) -> Days:
    """A rival that was a power has lost nearly all, and does not endorse who governs."""
    left = course.power[days, rival.row] <= CRUSHED_UP_TO * rival.most[days, rival.row]
    return np.asarray(rival.stood & left & (course.endorsement[days, rival.row, ruler] < ENDORSED_FROM))


def _eased(course: Course, ruler: Rows, rival: Rival, days: Rows) -> Days:
    """A rival endorses who governs, and there is less to complain of than there was."""
    eased = course.grievance <= EASED_UP_TO * np.maximum.accumulate(course.grievance)
    endorsed = course.endorsement[days, rival.row, ruler] >= ENDORSED_FROM
    return np.asarray((rival.row >= 0) & endorsed & eased)
