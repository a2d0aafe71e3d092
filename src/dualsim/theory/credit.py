"""What people make of what they get: grievance, credit and blame, and what comes to matter more.

Retrospective voting (Fiorina 1981).
"""

from __future__ import annotations

from numba.extending import register_jitable

from dualsim.theory.state import Taste, World
from dualsim.theory.wishes import unmet


@register_jitable
def attend(world: World) -> None:
    """Grievance of each group, and the chance that each issue is what presses on it: w mean |x - sigma|."""
    issues = world.salience.shape[2]
    for g in range(world.salience.shape[0]):
        for l in range(world.salience.shape[1]):
            hurt, weight = 0.0, 0.0
            for m in range(issues):
                pressing = world.salience[g, l, m] * unmet(g, l, m, world.condition[l, m], world)
                world.attention[g, l, m] = pressing
                hurt += pressing
                weight += world.salience[g, l, m]
            for m in range(issues):
                share = world.attention[g, l, m] / hurt if hurt > 0.0 else 1.0 / issues
                world.attention[g, l, m] = share
            world.grievance[g, l] = hurt / weight if weight > 0.0 else 0.0


@register_jitable
def earn(world: World, taste: Taste) -> None:
    """Credit for relief; blame for what hurts on whoever answers for it, authorities and parties."""
    for g in range(world.grievance.shape[0]):
        for k in range(world.credit.shape[0]):
            for l in range(world.grievance.shape[1]):
                blame = taste.blame * world.grievance[g, l]
                credit = (1.0 - taste.forget) * world.credit[k, g, l] + taste.thanks * world.relief[k, g, l]
                world.credit[k, g, l] = credit - blame * world.responsibility[k, l]
        for q in range(world.party_credit.shape[0]):
            for l in range(world.grievance.shape[1]):
                blame = taste.blame * world.grievance[g, l]
                credit = (1.0 - taste.forget) * world.party_credit[q, g, l]
                world.party_credit[q, g, l] = credit - blame * world.party_responsibility[q, l]


@register_jitable
def answer_for(world: World, pace: float) -> None:
    """Responsibility grows with time in office, up to what each holds against the first, and ends with it.

    Two that govern with one mandate answer as one would: nobody is blamed less because there are more.
    """
    for l in range(world.formal.shape[1]):
        first = world.formal[world.leading[l], l] if world.leading[l] >= 0 else 1.0
        for k in range(world.formal.shape[0]):
            held, now = world.formal[k, l] / first, world.responsibility[k, l]
            world.responsibility[k, l] = min(held, now + pace * (held - now))
        for q in range(world.executive.shape[1]):
            held, now = 0.0, world.party_responsibility[q, l]
            for k in range(world.formal.shape[0]):
                if world.in_office[k]:
                    held += world.executive[k, q] * world.formal[k, l]
            world.party_responsibility[q, l] = min(held, now + pace * (held - now))


@register_jitable
def grow_impatient(world: World, taste: Taste) -> None:
    """Salience grows on what stays unmet beyond tolerance, between bounds."""
    for g in range(world.salience.shape[0]):
        for l in range(world.salience.shape[1]):
            for m in range(world.salience.shape[2]):
                first, gap = world.first_salience[g, m], unmet(g, l, m, world.condition[l, m], world)
                grown = world.salience[g, l, m] + taste.arousal * first * (gap - taste.tolerance)
                bounded = max(taste.salience_low * first, grown)
                world.salience[g, l, m] = min(taste.salience_high * first, bounded)
