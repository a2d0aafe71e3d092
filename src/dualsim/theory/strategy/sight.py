"""What an authority can see on a morning: numbers that it could have named itself, and nothing else."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dualsim.theory.state import Floats, World

ALONE = 0.0  # what stands for another where there is none


class Sight(NamedTuple):
    """What one authority knows on a morning: shares from 0 to 1, but for what hurts and the days.

    `they` are the other side: whoever governs, or for who governs the body with most real power beside it.
    Shares are over the places that it reaches, by people and reach.
    """

    formal: float  # its own share of the formal mandate: `formal`
    real: float  # its own real power: `real_power`
    rival: float  # the largest real power of anybody else: `real_power`
    obeyed: float  # how far its orders are carried out: `compliance`
    borne: float  # share of its electors who put up with who governs (everyone, if appointed): `legitimacy`
    borne_elsewhere: float  # the same of all who do not elect it: `legitimacy`
    followed: float  # share of its electors who turn to it (everyone, if appointed): `followed`
    street: float  # those in the streets against them and the loyal force: `active_force`, `loyal_force`
    led: float  # share of those in the streets who turn to it: `marching`, `followed`
    grievance: float  # the gap between what its electors want and have, from 0 to 2: `grievance`
    grievance_elsewhere: float  # the same of all who do not elect it: `grievance`
    doctrine: float  # how far the parties of its executive let themselves claim power: `ceiling`, `executive`
    claim: float  # share of its executive that claims all power: `claim`, `executive`
    claimed: float  # the same of theirs
    endorses: float  # how far it endorses them: `endorsement`
    endorsed: float  # how far they endorse it: `endorsement`
    promised: float  # how far what was promised between it and them is kept: `pledge_kept`
    ready: float  # share of levers, by weight, that would obey it against who governs: `levers_ready`
    force: float  # its own part in the arms that it and they could call on: `arms`, `followed`, `loyal_force`
    days: float  # days since it came into being, or the run began: `days_there`
    days_in_office: float  # days since it came to govern, 0 if it does not: `days_in_office`


def look(k: int, world: World) -> Sight:
    """What authority k can see of a world, this morning."""
    place = world.population.sum(axis=0) * world.reach[k]
    place = place / max(place.sum(), 1e-300)
    heads = world.population * world.reach[k]
    mine = world.electors[k][:, None] * world.electorate[k] * (world.reach[k] > 0.0) * world.population
    mine = mine if mine.any() else heads
    others = np.where(mine > 0.0, 0.0, heads)
    others = others if others.any() else heads
    real = world.real_power[:, :-1].T @ place
    they = other_side(k, real, world)
    out = world.marching * heads
    beside, loyal = float(world.active_force @ place), float(world.loyal_force @ place)
    armed = world.arms * heads
    own = float((armed * world.followed[k]).sum())
    theirs = float((armed * world.followed[they]).sum()) if they >= 0 else ALONE
    return Sight(
        formal=float(world.formal[k] @ place),
        real=float(real[k]),
        rival=float(np.delete(real, k).max(initial=0.0)),
        obeyed=float(world.compliance[:, k] @ place),
        borne=_mean(world.legitimacy, mine),
        borne_elsewhere=_mean(world.legitimacy, others),
        followed=_mean(world.followed[k], mine),
        street=_part(beside, loyal),
        led=_mean(world.followed[k], out),
        grievance=_mean(world.grievance, mine),
        grievance_elsewhere=_mean(world.grievance, others),
        doctrine=float(world.executive[k] @ world.ceiling),
        claim=float(world.executive[k] @ world.claim),
        claimed=float(world.executive[they] @ world.claim) if they >= 0 else ALONE,
        endorses=float(world.endorsement[k, they]) if they >= 0 else ALONE,
        endorsed=float(world.endorsement[they, k]) if they >= 0 else ALONE,
        promised=_promised(k, they, world),
        ready=float(world.levers_ready[k].max(initial=0.0)),
        force=_part(own, theirs),
        days=float(world.days_there[k]),
        days_in_office=float(world.days_in_office[k]),
    )


def other_side(k: int, real: Floats, world: World) -> int:
    """Whom k has before it: who governs, or for who governs the body with most real power; or -1."""
    for l in np.argsort(-world.reach[k], kind="stable"):
        if world.reach[k, l] > 0.0 and world.leading[l] not in (-1, k):
            return int(world.leading[l])
    beside = np.where(world.alive > 0, real, -1.0)
    beside[k] = -1.0
    most = int(beside.argmax())
    return most if beside[most] > 0.0 else -1


def _mean(table: Floats, weight: Floats) -> float:
    """A table of groups and places, weighted; 0 where nobody is."""
    total = float(weight.sum())
    return float((table * weight).sum()) / total if total > 0.0 else 0.0


def _part(one: float, other: float) -> float:
    """What one is of two, half if there is nothing of either."""
    return one / (one + other) if one + other > 0.0 else 0.5


def _promised(k: int, they: int, world: World) -> float:
    """How far the pledges between two are kept; 1 where nothing was promised."""
    by, to = world.pledge_by, world.pledge_to
    between = ((by == k) & (to == they)) | ((by == they) & (to == k))
    return float(world.pledge_kept[between].mean()) if between.any() else 1.0
