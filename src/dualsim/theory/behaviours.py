"""What an authority does each day: follow its electors, endorse, take power; and what founds a committee."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dualsim.theory.random_streams import SEIZE, uniform
from dualsim.theory.state import Floats, People, Rows, Taste, World, governing


def sit(k: int | Rows, people: People, world: World, taste: Taste) -> None:
    """Deputies follow their electors at the pace of recall, the executive its plenum, the platform both."""
    due = world.election_due[k] > 0
    partisan = np.asarray(world.partisan[k] > 0)[..., None]  # without parties there are no seats to count
    electing = (world.electors[k] > 0.0) & partisan
    wanted, voted = _votes_for(k, people, world)
    pace = np.where(due, 1.0, np.minimum(1.0, taste.recall * world.recall_pace[k]))
    turn = np.where(electing & voted, pace[..., None], 0.0)[..., None]
    world.delegates[k] += turn * (wanted - world.delegates[k])
    weights = world.electors[k] / np.maximum(world.electors[k].sum(axis=-1, keepdims=True), 1e-300)
    elected = (weights[..., None] * world.delegates[k]).sum(axis=-2)
    world.seats[k] = np.where(electing.any(axis=-1)[..., None], elected, world.appointed[k])
    follow = np.where(due, 1.0, np.minimum(1.0, world.executive_pace[k]))[..., None]
    world.executive[k] += follow * (world.seats[k] - world.executive[k])
    world.election_due[k] = 0
    stand(k, world)


def _votes_for(k: int | Rows, people: People, world: World) -> tuple[Floats, NDArray[np.bool_]]:
    """The vote [..., g, q] of each group where k is elected, of those who vote, and whether anybody does."""
    here = (world.reach[k] > 0.0) * world.electorate[k]  # [..., l]
    there = world.population * people.present * here[..., None, :]  # [..., g, l]
    votes = (there[..., None] * people.vote[:, :, :-1]).sum(axis=-2)
    total = votes.sum(axis=-1, keepdims=True)
    return votes / np.maximum(total, 1e-300), total[..., 0] > 0.0


def stand(k: int | Rows, world: World) -> None:
    """An authority's platform: that of its executive's parties, and what it has declared beyond it."""
    of_parties = (world.executive[k][..., None] * world.programme).sum(axis=-2)
    stood = np.where((world.partisan[k] > 0)[..., None], of_parties, world.own_platform[k])
    world.platform[k] = np.clip(stood + world.declared[k], -1.0, 1.0)


def endorse(k: int | Rows, people: People, world: World, taste: Taste) -> None:
    """Endorsement of every other authority moves towards what seats, platforms and office-holders warrant."""
    there = (world.alive > 0) & ~np.eye(len(world.alive), dtype=bool)[k]
    world.warranted[k] = warranted(k, people, world, taste)
    wanted = np.maximum(world.warranted[k], world.joint[k])
    world.endorsement[k] += np.where(there, taste.endorse_pace * (wanted - world.endorsement[k]), 0.0)


def warranted(k: int | Rows, people: People, world: World, taste: Taste) -> Floats:
    """The endorsement [..., j] that k owes each: by seats and offices in common, by distance of platforms,
    and where j governs by how many of k's electors put up with it.
    """
    overlap = np.minimum(world.executive[k][..., None, :], world.executive).sum(axis=-1)
    distance = ((world.platform[k][..., None, :] - world.platform) ** 2).mean(axis=-1)
    shared = np.minimum(world.office[k][..., None, :], world.office).sum(axis=-1)
    pull = taste.endorse_base + taste.endorse_overlap * overlap - taste.endorse_distance * distance
    pull += taste.endorse_office * shared + taste.endorse_electors * _support(k, people, world)
    there, wanted = np.broadcast_to(world.alive > 0, pull.shape), np.zeros(pull.shape)
    # exp of math, not of numpy, whose last bit differs by version; beyond 700 it has no number
    wanted[there] = [1.0 / (1.0 + math.exp(-max(p, -700.0))) for p in pull[there].tolist()]
    return wanted * _kept(world)[k] if len(world.pledge_by) else wanted


def _support(k: int | Rows, people: People, world: World) -> Floats:
    """Share [..., j] of k's electors who put up with j where it governs, less a half; else 0."""
    there = world.population * people.present * world.electorate[k][..., None, :]  # [..., g, l]
    there = there * (world.reach[k] > 0.0)[..., None, :]
    spread = there / np.maximum(there.sum(axis=-1, keepdims=True), 1e-300)
    weight = spread * world.electors[k][..., None]
    governed = (world.formal > 0.0).T  # [l, j]
    asked = (weight.sum(axis=-2)[..., None] * governed).sum(axis=-2)
    accept = ((weight * world.legitimacy).sum(axis=-2)[..., None] * governed).sum(axis=-2)
    return np.where(asked > 0.0, accept / np.maximum(asked, 1e-300) - 0.5, 0.0)


def _kept(world: World) -> Floats:
    """How far j has kept what it promised k [k, j]: 1 where it promised nothing."""
    promised, kept = np.zeros_like(world.endorsement), np.zeros_like(world.endorsement)
    np.add.at(promised, (world.pledge_to, world.pledge_by), 1.0)
    np.add.at(kept, (world.pledge_to, world.pledge_by), world.pledge_kept)
    return np.where(promised > 0.0, kept / np.maximum(promised, 1.0), 1.0)


def join_and_part(world: World, taste: Taste) -> None:
    """Close authorities of one place form a joint executive when danger presses; it ends when they part."""
    threat = 1.0 - world.danger  # where whoever governs has little to set against the streets
    if not world.joint.any() and not (threat > taste.join_danger).any():
        return
    rows = np.flatnonzero(world.alive & world.may_join)
    pairs = np.ix_(rows, rows)
    close = np.minimum(world.warranted, world.warranted.T)[pairs]  # as the cooler of the two finds it
    pressed = threat[None, :] * (world.reach[rows] > 0.0)
    common = np.minimum(pressed[:, None, :], pressed[None, :, :]).max(axis=2)
    joint = world.joint[pairs] > 0
    stay = joint & (close >= taste.part_below)
    start = ~joint & (close >= taste.join_above) & (common > taste.join_danger)
    start &= ~np.eye(len(rows), dtype=bool)
    world.joint[:] = 0
    world.joint[pairs] = stay | start


def take_power(day: int, key: int, world: World, taste: Taste) -> None:
    """An executive that claims power takes it where levers would obey, the sooner the less divided it is.

    Whoever governs and does not stand by it falls; who does goes on beside it.
    """
    world.levers_ready[:] = ready(world)
    majority = 2.0 * (world.executive * world.claim).sum(axis=1) - 1.0  # of those for it over those against
    could = (majority > 0.0)[:, None] & (world.levers_ready >= taste.seize_share)
    for k, l in zip(*np.nonzero(could), strict=True):
        if uniform(key, k, SEIZE, l) >= taste.seize_pace * majority[k]:
            continue
        governs = (world.mandate[:, l] > 0.0) & (world.alive > 0)
        rivals = np.flatnonzero(governs & _against(world)[k])
        if not world.alive[k] or not len(rivals):
            continue
        world.took_power[k] = day
        world.mandate[rivals, l] = 0.0
        world.mandate[k, l] = 1.0
        for rival in rivals[world.mandate[rivals].sum(axis=1) == 0.0]:
            world.alive[rival] = 0
            world.endorsement[rival, :] = world.endorsement[:, rival] = 0.0


def hold_office(world: World) -> None:
    """Who governs each place today; where that has changed, everyone thinks again."""
    before = world.formal > 0.0
    world.formal[:] = governing(world)
    world.asked[:] = ((world.formal > 0.0) != before).any(axis=0)
    governed = world.formal.sum(axis=0) > 0.0
    world.leading[:] = np.where(governed, world.formal.argmax(axis=0), -1)
    policy = (world.formal[:, :, None] * world.platform[:, None, :]).sum(axis=0)  # P [l, m]
    away = (world.programme[:, None, :] - policy) ** 2  # [q, l, m]
    share = world.salience / np.maximum(world.salience.sum(axis=2, keepdims=True), 1e-300)
    far = (share * away[:, None, :, :]).sum(axis=3)  # [q, g, l]
    stands = (world.organisation > 0.0).any(axis=1)
    world.opposition[:] = np.where(governed, far - far[stands].mean(axis=0), 0.0)


def claim(people: People, world: World, taste: Taste) -> None:
    """A party claims power as far as its voters refuse who governs, or are governed by it, up to its ceiling."""
    there = (world.population * people.present * (world.formal.sum(axis=0) > 0.0))[:, :, None]
    voters = (there * people.vote[:, :, :-1]).sum(axis=(0, 1))
    own = world.executive[world.leading] > 0.5  # [l, q]; where nobody governs nobody is counted
    against = np.where(own, people.vote[:, :, :-1], people.refusing[:, :, :-1])
    refusing = (there * against).sum(axis=(0, 1))
    share = np.divide(refusing, voters, out=world.claim.copy(), where=voters > 0.0)
    world.claim[:] += taste.recall * (np.minimum(world.ceiling, share) - world.claim)


def ready(world: World) -> Floats:
    """Share [k, l] of levers, by weight, where more follow k than obey whoever governs, or follow another."""
    governs = (world.mandate > 0.0) & (world.alive > 0)[:, None]  # [k, l]
    against = _against(world)
    followed = world.lever_control[:, :, :-1]
    obeyed = np.where(governs.T[:, None, :], world.lever_obedience, followed)  # [l, v, j]
    theirs = np.where(against, obeyed[:, :, None, :], -1.0).max(axis=3)  # [l, v, k]
    mine = (world.weight.T[:, :, None] * (followed > theirs)).sum(axis=1).T
    rivals = against @ governs.astype(np.float64)  # [k, l] how many others govern
    there = (world.reach > 0.0) & (world.alive > 0)[:, None] & (rivals > 0.0)
    return np.where(there, mine, 0.0)


def _against(world: World) -> NDArray[np.bool_]:
    """Which others j would not carry out most of what k decides [k, j]."""
    return (world.endorsement.T <= 0.5) & ~np.eye(len(world.alive), dtype=bool)


def found_committees(people: People, world: World, taste: Taste) -> None:
    """Where nobody has served what presses on a group for some days, its members found a committee."""
    if not world.spare.any():
        return
    unserved = (best_offers(world, taste) < taste.found_below) & (world.population > 0.0)
    world.unserved[:] = np.where(unserved, world.unserved + 1.0, 0.0)
    for g, l in zip(*np.nonzero(unserved & (world.unserved >= taste.found_days)), strict=True):
        free = np.flatnonzero((world.spare > 0) & (world.reach[:, l] > 0.0))
        if len(free):
            _found(int(free[0]), int(g), int(world.attention[g, l].argmax()), world)
            _introduce(int(free[0]), people, world, taste)
            world.unserved[g, l] = 0.0


def best_offers(world: World, taste: Taste) -> Floats:
    """The best utility [g, l], company apart, that each group can find on the issue that presses most."""
    m = world.attention.argmax(axis=2)  # [g, l]
    there = (world.alive > 0)[:, None] & (world.reach > 0.0)  # [k, l]
    wish = np.take_along_axis(world.mean_ideal, m, axis=1)  # [g, l]
    appeal = -taste.gamma * (wish - world.platform[:, m]) ** 2 + taste.chi * world.portfolio[:, m]
    appeal += world.credit
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


def _introduce(k: int, people: People, world: World, taste: Taste) -> None:
    """A body that people found endorses others, and they it, as seats, platforms and electors warrant."""
    rows = np.flatnonzero(world.alive)
    wanted = warranted(rows, people, world, taste)  # [rows, j]
    others = rows != k
    world.endorsement[k, rows[others]] = wanted[~others, rows[others]]
    world.endorsement[rows[others], k] = wanted[others, k]


def fade_and_grow(people: People, world: World, taste: Taste) -> None:
    """Calls fade, units calm down, parties grow with their vote at home and from other places by rail."""
    world.call[:] *= 1.0 - taste.call_fade
    world.party_call[:] *= 1.0 - taste.call_fade
    votes = (world.population * people.present)[:, :, None] * people.vote[:, :, :-1]
    total = (world.population * people.present).sum(axis=0)
    share = votes.sum(axis=0).T / np.maximum(total, 1e-300)  # [q, l]
    near = np.array([[math.exp(-days) for days in row] for row in world.distance.tolist()])
    np.fill_diagonal(near, 0.0)
    heard = (share[:, None, :] * near[None, :, :]).sum(axis=2) / np.maximum(near.sum(axis=1), 1e-300)
    spread = taste.spread * (near.sum(axis=1) > 0.0)
    wanted = (1.0 - spread) * share + spread * heard
    grown = world.organisation + taste.growth * (wanted - world.organisation)
    world.organisation[:] = np.where(world.organisation > 0.0, np.clip(grown, 1e-4, 1.0), 0.0)
    world.unrest[:] = np.maximum(people.around_active, (1.0 - taste.call_fade) * world.unrest)
