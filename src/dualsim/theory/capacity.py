"""What an authority can do about a matter, as people know it: whether it is its matter, and the levers its.

Until it has been seen at work it is taken for what its mandate, or the crews that elect it, could make it;
then for what it moves. So a body that is nothing but a name begins with nothing, whatever it says it handles.
"""

from __future__ import annotations

import math

from numba.extending import register_jitable

from dualsim.theory.state import Taste, World


@register_jitable
def expect(world: World) -> None:
    """An authority that has just begun is expected to move the levers that its mandate or electors hold."""
    for k in range(len(world.alive)):
        if world.alive[k] and not world.known[k]:
            for l in range(world.capacity.shape[0]):
                for v in range(world.capacity.shape[1]):
                    expected = max(world.formal[k, l], _electing(k, v, l, world))
                    n = world.run_by[v]
                    if n >= 0:  # an institution is its body's alone
                        expected = 1.0 if world.builder[n] == k and world.sited[n, l] else 0.0
                    world.capacity[l, v, k] = expected
        world.known[k] = world.alive[k]


@register_jitable
def _electing(k: int, v: int, l: int, world: World) -> float:
    """Share of a lever's crew that elects an authority, as far as it has an organ to bring them an order."""
    share = 0.0
    for g in range(world.operators.shape[1]):
        if world.electors[k, g] > 0.0 and world.electorate[k, l]:
            share += world.operators[v, g, l]
    return share * world.organ[k, l]


@register_jitable
def learn(world: World, taste: Taste) -> None:
    """What each is known to move follows, as people think again, what it moved today.

    Who governs moves those who obey it; another, its own followers.
    """
    for l in range(world.capacity.shape[0]):
        for n in range(world.nearby.shape[1]):
            k = world.nearby[l, n]
            if k >= len(world.alive):
                break
            moves = world.lever_obedience if world.formal[k, l] > 0.0 else world.lever_control
            for v in range(world.capacity.shape[1]):
                known = world.capacity[l, v, k]
                world.capacity[l, v, k] = known + taste.rho * (moves[l, v, k] - known)


@register_jitable
def judge(world: World, taste: Taste) -> None:
    """log of what each can do about each issue: its portfolio, times the levers that it is known to move."""
    for l in range(world.capacity.shape[0]):
        for n in range(world.nearby.shape[1]):
            k = world.nearby[l, n]
            if k >= len(world.alive):
                break
            for m in range(world.portfolio.shape[1]):
                able = world.portfolio[k, m] * _moved(k, m, l, world)
                able = taste.paper + (1.0 - taste.paper) * able
                world.log_able[l, k, m] = math.log(max(able, 1e-300))


@register_jitable
def _moved(k: int, m: int, l: int, world: World) -> float:
    """Share that an authority moves of the levers that deliver on an issue; of all of them if none does."""
    everything, delivering, all_moved, moved = 0.0, 0.0, 0.0, 0.0
    for v in range(world.capacity.shape[1]):
        everything += world.weight[v, l]
        all_moved += world.weight[v, l] * world.capacity[l, v, k]
        if world.delivers[v] == m:
            delivering += world.weight[v, l]
            moved += world.weight[v, l] * world.capacity[l, v, k]
    if delivering > 0.0:
        return moved / delivering
    return all_moved / everything if everything > 0.0 else 0.0
