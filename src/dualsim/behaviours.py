"""What an authority does each day: follow its electors, endorse, take power; and what founds a committee."""

from __future__ import annotations

import math

import numpy as np

from dualsim.state import Floats, People, Rows, Taste, World


def sit(k: int, people: People, world: World, taste: Taste) -> None:
    """Deputies follow their electors at the pace of recall, the executive its plenum, the platform both."""
    electing = np.flatnonzero(world.electors[k] > 0.0)
    if world.partisan[k] and len(electing):  # deputies of no party have no seats to count
        pace = 1.0 if world.election_due[k] else min(1.0, taste.recall * world.recall_pace[k])
        for g in electing:
            wanted = _vote_of(int(g), k, people, world)
            if wanted is not None:
                world.delegates[k, g] += pace * (wanted - world.delegates[k, g])
        weights = world.electors[k, electing] / world.electors[k, electing].sum()
        world.seats[k] = (weights[:, None] * world.delegates[k, electing]).sum(axis=0)
    else:
        world.seats[k] = world.appointed[k]
    follow = 1.0 if world.election_due[k] else min(1.0, world.executive_pace[k])
    world.executive[k] += follow * (world.seats[k] - world.executive[k])
    world.election_due[k] = 0
    stand(k, world)


def stand(k: int, world: World) -> None:
    """An authority's platform: that of its executive's parties, and what it has declared beyond it."""
    if world.partisan[k]:
        stood = (world.executive[k][:, None] * world.programme).sum(axis=0)
    else:
        stood = world.own_platform[k]
    world.platform[k] = np.clip(stood + world.declared[k], -1.0, 1.0)


def endorse(k: int | Rows, world: World, taste: Taste) -> None:
    """Endorsement of every other authority moves towards what seats, platforms and office-holders warrant."""
    there = (world.alive > 0) & ~np.eye(len(world.alive), dtype=bool)[k]
    wanted = np.maximum(warranted(k, world, taste), world.joint[k])
    world.endorsement[k] += np.where(there, taste.endorse_pace * (wanted - world.endorsement[k]), 0.0)


def warranted(k: int | Rows, world: World, taste: Taste) -> Floats:
    """The endorsement [..., j] that k owes each by seats in common, distance of platforms, shared offices."""
    overlap = np.minimum(world.executive[k][..., None, :], world.executive).sum(axis=-1)
    distance = ((world.platform[k][..., None, :] - world.platform) ** 2).mean(axis=-1)
    shared = np.minimum(world.office[k][..., None, :], world.office).sum(axis=-1)
    pull = taste.endorse_base + taste.endorse_overlap * overlap - taste.endorse_distance * distance
    pull += taste.endorse_office * shared
    promised, kept = np.zeros_like(world.endorsement), np.zeros_like(world.endorsement)
    np.add.at(promised, (world.pledge_to, world.pledge_by), 1.0)
    np.add.at(kept, (world.pledge_to, world.pledge_by), world.pledge_kept)
    kept = np.where(promised > 0.0, kept / np.maximum(promised, 1.0), 1.0)
    # exp of math, not of numpy, whose last bit differs by version; beyond 700 it has no number
    drawn = [1.0 / (1.0 + math.exp(-max(p, -700.0))) for p in pull.ravel().tolist()]
    return kept[k] * np.array(drawn).reshape(pull.shape)


def join_and_part(world: World, taste: Taste) -> None:
    """Close authorities of one place form a joint executive when danger presses; it ends when they part.

    Danger presses where whoever governs has little to set against the streets. Partners act as one: each
    carries out what the other decides, and both keep their own electors.
    """
    rows = np.flatnonzero(world.alive & world.may_join)
    if not world.joint.any() and not (1.0 - world.danger > taste.join_danger).any():
        return
    wanted = warranted(rows, world, taste)[:, rows]
    close = np.minimum(wanted, wanted.T)  # as close as the cooler of the two finds it
    pressed = (1.0 - world.danger)[None, :] * (world.reach[rows] > 0.0)
    threat = np.minimum(pressed[:, None, :], pressed[None, :, :]).max(axis=2)
    joint = world.joint[np.ix_(rows, rows)] > 0
    stay = joint & (close >= taste.part_below)
    start = ~joint & (close >= taste.join_above) & (threat > taste.join_danger)
    now = (stay | start) & ~np.eye(len(rows), dtype=bool)
    world.joint[:] = 0
    world.joint[np.ix_(rows, rows)] = now
    fresh = now & ~joint
    world.endorsement[np.ix_(rows, rows)] = np.where(fresh, 1.0, world.endorsement[np.ix_(rows, rows)])


def take_power(k: int, day: int, world: World, taste: Taste) -> None:
    """An executive that claims power tries where the levers would obey; without a claim it never does."""
    claiming = float((world.executive[k] * world.claim).sum()) > 0.5
    for l in np.flatnonzero(world.reach[k] > 0.0):
        rivals = np.flatnonzero((world.mandate[:, l] > 0.0) & (world.alive > 0))
        rivals = rivals[rivals != k]
        world.levers_ready[k, l] = ready(k, int(l), rivals, world)
        if claiming and len(rivals) and world.levers_ready[k, l] >= taste.seize_share:
            world.took_power[k] = day
            world.mandate[rivals, l] = 0.0
            world.mandate[k, l] = 1.0
            for rival in rivals[world.mandate[rivals].sum(axis=1) == 0.0]:
                world.alive[rival] = 0
                world.endorsement[rival, :] = world.endorsement[:, rival] = 0.0


def ready(k: int, l: int, rivals: np.ndarray, world: World) -> float:
    """Share of a place's levers, by weight, where more obey k than obey anyone else who governs."""
    mine = world.lever_control[l, :, k]
    if not len(rivals):
        return 0.0
    theirs = world.lever_obedience[l][:, rivals].max(axis=1)
    return float((world.weight[:, l] * (mine > theirs)).sum())


def found_committees(world: World, taste: Taste) -> None:
    """Where nobody has served what presses on a group for some days, its members found a committee."""
    if not world.spare.any():
        return
    unserved = (best_offers(world, taste) < taste.found_below) & (world.population > 0.0)
    world.unserved[:] = np.where(unserved, world.unserved + 1.0, 0.0)
    for g, l in zip(*np.nonzero(unserved & (world.unserved >= taste.found_days)), strict=True):
        free = np.flatnonzero((world.spare > 0) & (world.reach[:, l] > 0.0))
        if len(free):
            _found(int(free[0]), int(g), int(world.attention[g, l].argmax()), world)
            world.unserved[g, l] = 0.0


def best_offers(world: World, taste: Taste) -> Floats:
    """The best utility [g, l], company apart, that each group can find on the issue that presses most."""
    m = world.attention.argmax(axis=2)  # [g, l]
    there = (world.alive > 0)[:, None] & (world.reach > 0.0)  # [k, l]
    wish = np.take_along_axis(world.mean_ideal, m, axis=1)  # [g, l]
    appeal = (
        -taste.gamma * (wish - world.platform[:, m]) ** 2 + taste.chi * world.portfolio[:, m] + world.credit
    )
    appeal += taste.psi * (world.electors > 0.0)[:, :, None] * world.electorate[:, None, :]
    far = [[math.log(r) if r > 0.0 else 0.0 for r in row] for row in world.reach.tolist()]
    appeal += taste.omega * np.array(far)[:, None, :]
    return np.where(there[:, None, :], appeal, -math.inf).max(axis=0)


def _found(k: int, g: int, m: int, world: World) -> None:
    world.alive[k], world.spare[k] = 1, 0
    world.founders[k], world.founded_for[k] = g, m
    world.electors[k, g] = 1.0
    world.own_platform[k] = world.mean_ideal[g]
    world.portfolio[k, m] = 1.0
    stand(k, world)


def _vote_of(g: int, k: int, people: People, world: World) -> np.ndarray | None:
    """The vote of a group where an authority reaches, of those who vote; None if nobody does."""
    here = (world.population[g] * people.present[g] * (world.reach[k] > 0.0) * world.electorate[k])[:, None]
    votes = (here * people.vote[g, :, :-1]).sum(axis=0)
    total = votes.sum()
    return votes / total if total > 0.0 else None


def fade_and_grow(people: People, world: World, taste: Taste) -> None:
    """Calls fade, units calm down, parties grow with their vote at home and from other places by rail."""
    world.call[:] *= 1.0 - taste.call_fade
    world.party_call[:] *= 1.0 - taste.call_fade
    votes = (world.population * people.present)[:, :, None] * people.vote[:, :, :-1]
    total = (world.population * people.present).sum(axis=0)
    share = votes.sum(axis=0).T / np.maximum(total, 1e-300)  # [q, l]
    near = np.zeros_like(world.distance)
    for a, b in zip(*np.nonzero(np.isfinite(world.distance) & ~np.eye(len(total), dtype=bool)), strict=True):
        near[a, b] = math.exp(-world.distance[a, b])
    heard = (share[:, None, :] * near[None, :, :]).sum(axis=2) / np.maximum(near.sum(axis=1), 1e-300)
    spread = taste.spread * (near.sum(axis=1) > 0.0)
    wanted = (1.0 - spread) * share + spread * heard
    world.organisation[:] = np.clip(
        world.organisation + taste.growth * (wanted - world.organisation), 1e-4, 1.0
    )
    world.unrest[:] = np.maximum(people.around_active, (1.0 - taste.call_fade) * world.unrest)
