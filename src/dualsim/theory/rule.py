"""What a person does: choose an authority, put up with who governs, vote for a party, rise or stand down.

Discrete choice with social interaction (Brock and Durlauf 2001) and thresholds (Granovetter 1978,
Kuran 1991, Epstein 2002). Each rule is a plain function of a row, the people, the world, the taste and
the day's key. Mesa agents call it as it stands; engine/compiled.py compiles it for whole populations.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from numba.extending import register_jitable

from dualsim.theory.random_streams import ACCEPT, CHOOSE, PRESSING, RECONSIDER, VOTE, gumbel, uniform
from dualsim.theory.state import ARMS_STEP, IDEAL_STEP, NERVE_STEP, People, Taste, World

Rule = Callable[..., Any]


@register_jitable
def pressing(i: int, people: People, world: World, key: int) -> int:
    """The issue that presses on a person today, drawn by what matters and hurts."""
    g, l = world.cell_group[people.cell[i]], world.cell_place[people.cell[i]]
    draw = uniform(key, i, PRESSING, 0)
    for m in range(world.attention.shape[2]):
        draw -= world.attention[g, l, m]
        if draw < 0.0:
            return m
    return world.attention.shape[2] - 1


@register_jitable
def choose(i: int, people: People, world: World, taste: Taste, key: int) -> int:
    """The authority that person i turns to about what presses most; the last number means none."""
    c = people.cell[i]
    g, l = world.cell_group[c], world.cell_place[c]
    m = pressing(i, people, world, key)
    wish = people.ideal[i, m] * IDEAL_STEP
    none = len(world.alive)
    mine = people.authority[i]
    best, most = none, -math.inf
    for n in range(-1, none + 1):  # theirs first: who mostly stays need not draw for the others
        k = mine if n < 0 else world.nearby[l, n]
        if k < 0:
            break
        if (n >= 0 and k == mine) or not world.open_to[k, l]:
            continue
        appeal = taste.company * people.around[c, k]
        if k == none:
            appeal += taste.none
        else:
            away = wish - world.platform[k, m]
            appeal += taste.chi * world.log_able[l, k, m] - taste.gamma * (away * away)
            appeal += world.credit[k, g, l] + taste.omega * world.log_reach[k, l]
            if world.electors[k, g] > 0.0 and world.electorate[k, l]:
                appeal += taste.psi
        score = taste.beta * appeal + (people.room[c, k] if k < none else 0.0)
        score += gumbel(key, i, CHOOSE, k, most - score)
        if score > most:
            best, most = k, score
    return best


@register_jitable
def accept(i: int, people: People, world: World, taste: Taste, key: int) -> int:
    """Whether person i puts up with whoever governs, 1 or 0: "in so far as" it serves what they want.

    Who turns to the first in office accepts; where nobody governs nobody can.
    """
    c = people.cell[i]
    g, l = world.cell_group[c], world.cell_place[c]
    mine = people.authority[i]
    if world.leading[l] < 0:
        return 0
    if mine == world.leading[l]:
        return 1
    far = own_part(i, g, l, people, world) + world.office_gap[g, l]
    for m in range(world.salience.shape[2]):
        far -= world.office_lean[g, l, m] * (people.ideal[i, m] * IDEAL_STEP)
    appeal = taste.accept - taste.gamma_accept * far + world.office_credit[g, l]
    appeal += taste.honeymoon * world.office_new[l]
    if mine < len(world.alive):
        appeal += taste.word * world.office_word[mine, l]
    draw = uniform(key, i, ACCEPT, 0)
    return 1 if taste.beta * appeal > math.log(draw / (1.0 - draw)) else 0


@register_jitable
def own_part(i: int, g: int, l: int, people: People, world: World) -> float:
    """What is person i's own in a distance mean w (x - y)^2: mean w x^2; for the rest see proximity.py."""
    square = 0.0
    for m in range(world.salience.shape[2]):
        wish = people.ideal[i, m] * IDEAL_STEP
        square += world.relative_salience[g, l, m] * (wish * wish)
    return square


@register_jitable
def vote(i: int, people: People, world: World, taste: Taste, key: int) -> int:
    """The party that person i would vote for, over all issues at once; the last number means abstain."""
    c = people.cell[i]
    g, l = world.cell_group[c], world.cell_place[c]
    abstain = len(world.claim)
    mine = people.party[i]
    best, most = abstain, -math.inf
    against = -taste.opposition if people.accepts[i] else taste.opposition
    own = own_part(i, g, l, people, world)
    for n in range(-1, abstain + 1):  # theirs first, as in choosing an authority
        q = mine if n < 0 else n
        if n == mine or not (q == abstain or world.organisation[q, l] > 0.0):
            continue
        appeal = taste.company_party * people.around_party[c, q]
        if q == abstain:
            appeal += taste.abstain
        else:
            far = own + world.party_gap[g, l, q]
            for m in range(world.salience.shape[2]):
                far -= world.party_lean[g, l, q, m] * (people.ideal[i, m] * IDEAL_STEP)
            appeal += world.party_credit[q, g, l] + against * world.opposition[q, g, l]
            appeal += taste.omega_party * world.log_organisation[q, l] - taste.gamma_party * far
        score = taste.beta * appeal
        score += gumbel(key, i, VOTE, q, most - score)
        if score > most:
            best, most = q, score
    return best


@register_jitable
def rise(i: int, people: People, world: World, taste: Taste, key: int) -> int:
    """Whether person i is mobilised today: 1 if anger, company and a call outweigh danger and habit."""
    i = people.spokesman[i]  # whom an assembly binds do as the one who speaks for them (Figes 1996)
    anger = gap(i, pressing(i, people, world, key), people, world) * (1.0 - people.accepts[i])
    return 1 if drive(i, anger, people, world, taste) > people.threshold[i] * NERVE_STEP else 0


@register_jitable
def could_rise(i: int, people: People, world: World, taste: Taste) -> bool:
    """Whether person i would rise if what hurts most were what presses; who would not needs no draw."""
    i = people.spokesman[i]
    c = people.cell[i]
    most = people.stirred[c] + 1e-9
    if not people.accepts[i]:
        g, l = world.cell_group[c], world.cell_place[c]
        worst = 0.0
        for m in range(people.ideal.shape[1]):
            worst = max(worst, abs(people.ideal[i, m] * IDEAL_STEP - world.condition[l, m]))
        most += world.season[g, l] * worst
    return most > people.threshold[i] * NERVE_STEP


@register_jitable
def stir(people: People, world: World, taste: Taste) -> None:
    """What may drive anyone of each cell into the street today at the most, anger apart: see `could_rise`."""
    for c in range(len(people.stirred)):
        g, l = world.cell_group[c], world.cell_place[c]
        loudest, loudest_party = 0.0, 0.0
        for k in range(len(world.call)):
            loudest = max(loudest, world.call[k, l])
        for q in range(len(world.party_call)):
            loudest_party = max(loudest_party, world.party_call[q, l])
        push = taste.kappa * people.around_active[c] + taste.heed * (loudest + loudest_party)
        least = taste.risk * world.danger[l] / max(taste.arms_count, 1.0)
        people.stirred[c] = world.season[g, l] * push - least


@register_jitable
def gap(i: int, m: int, people: People, world: World) -> float:
    """How far life is on issue m from what person i wants."""
    return abs(people.ideal[i, m] * IDEAL_STEP - world.condition[world.cell_place[people.cell[i]], m])


@register_jitable
def drive(i: int, anger: float, people: People, world: World, taste: Taste) -> float:
    """What drives person i into the street, less the danger there."""
    c = people.cell[i]
    g, l = world.cell_group[c], world.cell_place[c]
    push = anger + taste.kappa * people.around_active[c]
    if people.authority[i] < len(world.call):
        push += taste.heed * world.call[people.authority[i], l]
    if people.party[i] < len(world.party_call):
        push += taste.heed * world.party_call[people.party[i], l]
    danger = taste.risk * world.danger[l]
    if people.armed_rank[i] * ARMS_STEP < world.arms[g, l]:
        danger /= max(taste.arms_count, 1.0)
    return world.season[g, l] * push - danger


@register_jitable
def reconsiders(i: int, people: People, world: World, taste: Taste, key: int) -> bool:
    """Whether person i thinks again today: by chance, or as their authority or a government is gone."""
    l = world.cell_place[people.cell[i]]
    if world.asked[l] or not world.open_to[people.authority[i], l]:
        return True
    return uniform(key, i, RECONSIDER, 0) < taste.rho
