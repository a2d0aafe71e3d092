"""What an authority does each day: follow its electors, endorse, take power; and what founds a committee."""

from __future__ import annotations

import math

import numpy as np

from dualsim.state import People, Taste, World


def sit(k: int, people: People, world: World, taste: Taste) -> None:
    """Deputies follow their electors at the pace of recall, the executive its plenum, the platform both."""
    electing = np.flatnonzero(world.electors[k] > 0.0)
    if len(electing):
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


def endorse(k: int, world: World, taste: Taste) -> None:
    """Endorsement of every other authority moves towards what seats, platforms and office-holders warrant."""
    for j in np.flatnonzero(world.alive):
        if j != k:
            wanted = warranted(k, int(j), world, taste)
            world.endorsement[k, j] += taste.endorse_pace * (wanted - world.endorsement[k, j])


def warranted(k: int, j: int, world: World, taste: Taste) -> float:
    """The endorsement of j that k's overlap of seats, distance of platforms and shared offices warrant."""
    overlap = float(np.minimum(world.executive[k], world.executive[j]).sum())
    distance = float(((world.platform[k] - world.platform[j]) ** 2).mean())
    shared = float(np.minimum(world.office[k], world.office[j]).sum())
    pull = taste.endorse_base + taste.endorse_overlap * overlap - taste.endorse_distance * distance
    pull += taste.endorse_office * shared
    mine = (world.pledge_to == k) & (world.pledge_by == j)
    kept = float(world.pledge_kept[mine].mean()) if mine.any() else 1.0
    return kept / (1.0 + math.exp(-max(pull, -700.0)))  # beyond, exp has no number


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


def found_committees(people: People, world: World, taste: Taste) -> None:
    """Where nobody has served what presses on a group for some days, its members found a committee."""
    if not world.spare.any():
        return
    for g, l in zip(*np.nonzero(world.population > 0.0), strict=True):
        m = int(world.attention[g, l].argmax())
        unserved = best_offer(g, l, m, world, taste) < taste.found_below
        world.unserved[g, l] = world.unserved[g, l] + 1.0 if unserved else 0.0
        free = np.flatnonzero((world.spare > 0) & (world.reach[:, l] > 0.0))
        if unserved and world.unserved[g, l] >= taste.found_days and len(free):
            _found(int(free[0]), g, m, people, world)
            world.unserved[g, l] = 0.0


def best_offer(g: int, l: int, m: int, world: World, taste: Taste) -> float:
    """The best utility, company apart, that a group can find on an issue."""
    there = (world.alive > 0) & (world.reach[:, l] > 0.0)
    if not there.any():
        return -math.inf
    appeal = -taste.gamma * (world.mean_ideal[g, m] - world.platform[there, m]) ** 2
    appeal += taste.chi * world.portfolio[there, m] + world.credit[there, g, l]
    appeal += taste.psi * (world.electors[there, g] > 0.0)
    appeal += taste.omega * np.array(
        [math.log(reach) for reach in world.reach[there, l]]
    )  # np.log varies by version
    return float(appeal.max())


def _found(k: int, g: int, m: int, people: People, world: World) -> None:
    world.alive[k], world.spare[k] = 1, 0
    world.electors[k, g] = 1.0
    world.own_platform[k] = world.mean_ideal[g]
    world.portfolio[k, m] = 1.0
    wanted = _vote_of(g, k, people, world)
    if wanted is not None:
        world.delegates[k, g] = wanted
    stand(k, world)


def _vote_of(g: int, k: int, people: People, world: World) -> np.ndarray | None:
    """The vote of a group where an authority reaches, of those who vote; None if nobody does."""
    here = (world.population[g] * people.present[g] * (world.reach[k] > 0.0))[:, None]
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
