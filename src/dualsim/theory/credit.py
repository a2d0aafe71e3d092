"""What people make of what they get: grievance, credit and blame, and what comes to matter more.

Retrospective voting (Fiorina 1981).
"""

from __future__ import annotations

import numpy as np

from dualsim.theory.state import Floats, Taste, World
from dualsim.theory.wishes import gaps


def attend(world: World) -> None:
    """Grievance of each group, and the chance that each issue is what presses on it: w mean |x - sigma|."""
    hurt = world.salience * gaps(world)
    total, weight = hurt.sum(axis=2), world.salience.sum(axis=2)
    even = 1.0 / hurt.shape[2]
    world.attention[:] = np.where(total[:, :, None] > 0.0, hurt / np.maximum(total, 1e-300)[:, :, None], even)
    world.grievance[:] = np.where(weight > 0.0, total / np.maximum(weight, 1e-300), 0.0)


def earn(world: World, taste: Taste, relief: Floats) -> None:
    """Credit for relief; blame for what hurts on whoever answers for it, authorities and parties."""
    world.credit[:] *= 1.0 - taste.forget
    world.credit[:] += taste.thanks * relief
    world.credit[:] -= taste.blame * world.responsibility[:, None, :] * world.grievance
    world.party_credit[:] *= 1.0 - taste.forget
    world.party_credit[:] -= taste.blame * world.party_responsibility[:, None, :] * world.grievance


def answer_for(world: World, pace: float) -> None:
    """Responsibility grows with time in office, up to the share that each holds, and ends with it."""
    in_office = (world.executive[:, :, None] * world.formal[:, None, :]).sum(axis=0)  # [q, l]
    for table, held in ((world.responsibility, world.formal), (world.party_responsibility, in_office)):
        table[:] = np.minimum(held, table + pace * (held - table))


def grow_impatient(world: World, taste: Taste) -> None:
    """Salience grows on what stays unmet beyond tolerance, between bounds."""
    gap = gaps(world)
    first = world.first_salience[:, None, :]
    grown = world.salience + taste.arousal * first * (gap - taste.tolerance)
    world.salience[:] = np.clip(grown, taste.salience_low * first, taste.salience_high * first)
