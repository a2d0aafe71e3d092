"""What people make of what they get: grievance, credit and blame, and what comes to matter more.

Retrospective voting (Fiorina 1981).
"""

from __future__ import annotations

import numpy as np

from dualsim.theory.state import Floats, Taste, World, governing


def attend(world: World) -> None:
    """Grievance of each group, and the chance that each issue is what presses on it: w |mu - sigma|."""
    gap = np.abs(world.mean_ideal[:, None, :] - world.condition[None, :, :])
    hurt = world.salience * gap
    total, weight = hurt.sum(axis=2), world.salience.sum(axis=2)
    even = 1.0 / hurt.shape[2]
    world.attention[:] = np.where(total[:, :, None] > 0.0, hurt / np.maximum(total, 1e-300)[:, :, None], even)
    world.grievance[:] = np.where(weight > 0.0, total / np.maximum(weight, 1e-300), 0.0)


def earn(world: World, taste: Taste, relief: Floats) -> None:
    """Credit for relief, blame on whoever governs for what hurts, on parties through their seats in it."""
    rule = governing(world)
    world.credit[:] *= 1.0 - taste.forget
    world.credit[:] += taste.thanks * relief - taste.blame * rule[:, None, :] * world.grievance[None, :, :]
    in_office = (world.executive[:, :, None] * rule[:, None, :]).sum(axis=0)  # [q, l]
    world.party_credit[:] *= 1.0 - taste.forget
    world.party_credit[:] -= taste.blame * in_office[:, None, :] * world.grievance[None, :, :]


def grow_impatient(world: World, taste: Taste) -> None:
    """Salience grows on what stays unmet beyond tolerance, between bounds."""
    gap = np.abs(world.mean_ideal[:, None, :] - world.condition[None, :, :])
    first = world.first_salience[:, None, :]
    grown = world.salience + taste.arousal * first * (gap - taste.tolerance)
    world.salience[:] = np.clip(grown, taste.salience_low * first, taste.salience_high * first)
