"""How an order runs through levers: obedience, real power, the force behind it, and what is delivered."""

from __future__ import annotations

import math

import numpy as np

from dualsim.theory.state import Floats, People, Taste, World
from dualsim.theory.wishes import unmet


def carry_out(people: People, world: World, taste: Taste) -> Floats:
    """One day of orders: who obeys whom, what is delivered; the relief [k, g, l] that this brings."""
    obey(people, world)
    weigh_forces(people, world, taste)
    relief = deliver(world, taste)
    act_directly(people, world, taste)
    return relief


def obey(people: People, world: World) -> None:
    """Control of levers, obedience, compliance and real power."""
    operators = world.operators.transpose(2, 0, 1)[:, :, :, None]  # [l, j, g, 1]
    followers = people.allegiance.transpose(1, 0, 2)[:, None, :, :].copy()  # [l, 1, g, K+1]
    followers[..., -1] += followers.sum(axis=-1) == 0.0  # a lever whose crew has left obeys nobody
    direct = (operators * followers).sum(axis=2)
    carried = direct[:, :, :-1] * world.organ.T[:, None, :]  # an order counts only through someone there
    direct[:, :, -1] += direct[:, :, :-1].sum(axis=2) - carried.sum(axis=2)
    direct[:, :, :-1] = carried
    world.lever_control[:] = direct
    willing = (operators * people.acceptance.transpose(1, 0, 2)[:, None, :, :]).sum(axis=2)
    willing[:, :, :-1] *= world.organ.T[:, None, :]
    striking = (operators[:, :, :, 0] * people.active_share.T[:, None, :]).sum(axis=2)  # [l, j]
    working = 1.0 - striking[:, :, None] * world.formal.T[:, None, :]
    world.lever_obedience[:] = obedience(carried, willing, world) * working
    weight = world.weight.T[:, :, None]  # [l, j, 1]
    world.compliance[:] = (weight * world.lever_obedience).sum(axis=1)
    world.real_power[:] = (weight * direct).sum(axis=1)


def obedience(direct: Floats, willing: Floats, world: World) -> Floats:
    """Share of each lever that carries out each authority's orders [l, j, k], strikes apart.

    Followers of k carry out k's orders. Those of others [l, j, i] carry them out if they put up with k where
    k governs (`willing`, its last column who turn to nobody, whom k's own organ must reach), and where it
    does not to the degree that i endorses k. Where a lever needs a countersign, others do so to the degree
    that the signer endorses k.
    """
    K = len(world.alive)
    governs = world.formal.T > 0.0  # [l, k]
    first = np.maximum(world.formal.max(axis=0), 1e-300)
    share = (world.formal / first).T[:, None, :]  # [l, 1, k]
    accepting = willing.sum(axis=2)[:, :, None] - willing[:, :, :-1] - willing[:, :, -1:]
    accepting = share * (accepting + willing[:, :, -1:] * world.organ.T[:, None, :])
    trust = world.endorsement * (1.0 - np.eye(K)) * world.alive[:, None]
    trusting = (direct[:, :, :, None] * trust).sum(axis=2)
    others = np.where(governs[:, None, :], accepting, trusting)
    for j, l in zip(*np.nonzero(world.countersign >= 0), strict=True):
        signer = world.countersign[j, l]
        if world.alive[signer]:
            signed = world.endorsement[signer].copy()
            signed[signer] = 1.0
            own = direct[l, j, signer] * trust[signer] * ~governs[l]  # who trusts the signer asks once
            others[l, j] = own + (others[l, j] - own) * signed
    return np.minimum(direct + others, 1.0) * world.alive


def weigh_forces(people: People, world: World, taste: Taste) -> None:
    """Legitimacy of whoever governs, the force that it can order out, and the danger of rising."""
    rule = world.formal
    world.legitimacy[:] = people.acceptance.sum(axis=2)
    there = world.population * people.present  # [g, l]
    counted = there * (1.0 + (taste.arms_count - 1.0) * world.arms)  # the armed count for several
    crews = (world.operators * counted[None, :, :]).sum(axis=1)  # [j, l]
    obeyed = (world.lever_obedience * rule.T[:, None, :]).sum(axis=2)  # [l, j]
    world.loyal_force[:] = (world.force[:, None] * crews * obeyed.T).sum(axis=0)
    world.active_force[:] = (counted * people.active_share).sum(axis=0)
    for l, (loyal, active) in enumerate(zip(world.loyal_force, world.active_force, strict=True)):
        somebody = active > 1e-9  # less is nobody, and a number too small to divide by
        world.danger[l] = 1.0 - math.exp(-loyal / active) if somebody else float(loyal > 0.0)


def deliver(world: World, taste: Taste) -> Floats:
    """Whoever holds a lever moves its condition towards its policy; the relief [k, g, l] that this brings."""
    relief = np.zeros_like(world.credit)
    share = world.salience / np.maximum(world.salience.sum(axis=2, keepdims=True), 1e-300)  # [g, l, m]
    there = world.weight > 0.0
    for j, m in enumerate(world.delivers.tolist()):
        if m < 0:
            continue
        now = world.condition[:, m]  # [l]
        held = world.lever_control[:, j, :-1].T * world.portfolio[:, m, None] * there[j]
        moves = taste.delivery * held * (world.platform[:, m, None] - now)  # [k, l]
        eased = unmet(world, m, now[None, :]) - unmet(world, m, now + moves)  # [g, k, l]
        relief += share[:, :, m] * eased.transpose(1, 0, 2)
        world.condition[:, m] = (now + moves.sum(axis=0)).clip(-1.0, 1.0)
    return relief


def act_directly(people: People, world: World, taste: Taste) -> None:
    """Mobilised people change a condition by their own hands: peasants take land, workers the shop floor."""
    for g, m in enumerate(world.acts_on.tolist()):
        if m < 0:
            continue
        pace = taste.direct_action * people.active_share[g]
        world.condition[:, m] += pace * (world.mean_ideal[g, m] - world.condition[:, m])


def press(world: World, place: int | slice, issue: int, level: float, pull: float) -> None:
    """War, hunger and prices push a condition of life towards a level that the scenario gives."""
    world.condition[place, issue] += pull * (level - world.condition[place, issue])


def hold(world: World) -> None:
    """What is held stays where it was put."""
    world.condition[:] = np.where(np.isnan(world.held), world.condition, world.held)
    world.pledge_kept[:] = np.where(np.isnan(world.pledge_held), world.pledge_kept, world.pledge_held)
