"""What becomes of bodies: those that are nearly one become one, and those whom nobody follows are gone."""

from __future__ import annotations

from numba.extending import register_jitable

from dualsim.theory.founding import admit, elects, extend, of_one_town, people_behind, sit_anew, takes_in
from dualsim.theory.institutions.building import hand_over
from dualsim.theory.niche import apart, common_electors
from dualsim.theory.state import People, Taste, World


@register_jitable
def live_on(people: People, world: World, taste: Taste) -> None:
    """Bodies fade that nobody follows, and bodies of one place fuse that are nearly one."""
    for k in range(len(world.alive)):
        if world.alive[k] and world.may_join[k] and not stands_by_law(k, world):
            world.ignored[k] = 0.0 if is_followed(k, people, world, taste) else world.ignored[k] + 1.0
            if world.ignored[k] >= taste.fade_days:
                end(k, world)
    for k in range(len(world.alive)):
        for j in range(k if may_fuse(k, world) else 0):
            if nearly_one(k, j, world, taste):
                more = _behind(k, people, world) > _behind(j, people, world)
                larger, smaller = (k, j) if more else (j, k)
                if not governs_anywhere(smaller, world) and is_of_its_kind(smaller, larger, world):
                    _take_in(larger, smaller, people, world)


@register_jitable
def stands_by_law(k: int, world: World) -> bool:
    """Whether a body is there whoever follows it: it has a mandate, or is elected for a term."""
    return world.recall_pace[k] <= 0.0 or governs_anywhere(k, world)


@register_jitable
def governs_anywhere(k: int, world: World) -> bool:
    """Whether a body holds a mandate anywhere."""
    held = False
    for l in range(world.mandate.shape[1]):
        held |= world.mandate[k, l] > 0.0
    return held


@register_jitable
def is_followed(k: int, people: People, world: World, taste: Taste) -> bool:
    """Whether more than a share of any group in any place turns to a body, and more than one person."""
    for l in range(world.reach.shape[1]):  # where it is heard first, as most are followed there
        if world.reach[k, l] > 0.0 and _is_followed_in(l, k, people, taste):
            return True
    for l in range(world.reach.shape[1]):
        if world.reach[k, l] <= 0.0 and _is_followed_in(l, k, people, taste):
            return True
    return False


@register_jitable
def _is_followed_in(l: int, k: int, people: People, taste: Taste) -> bool:
    """Whether more than a share of any group in a place turns to a body, and more than one person."""
    for g in range(people.allegiance.shape[0]):
        if people.heads[g, l] > 0.0:
            few = max(taste.fade_below, 1.0 / people.heads[g, l])
            if people.allegiance[g, l, k] > few + 1e-12:
                return True
    return False


@register_jitable
def end(k: int, world: World) -> None:
    """A body is gone, and nobody's word for it or of it counts."""
    world.alive[k] = 0
    world.endorsement[k] = 0.0
    world.endorsement[:, k] = 0.0


@register_jitable
def nearly_one(k: int, j: int, world: World, taste: Taste) -> bool:
    """Whether two elected bodies of a place, one of them founded by people, share electors or seats and aims.

    National bodies take no part, nor does who is elected for a term by law.
    """
    if not (may_fuse(k, world) and may_fuse(j, world)):
        return False
    if (world.founders[k] < 0 and world.founders[j] < 0) or apart(k, j, world) > taste.enter_within:
        return False
    seats = 0.0
    for q in range(world.seats.shape[1]):
        seats += min(world.seats[k, q], world.seats[j, q])
    if max(seats, common_electors(k, j, world)) < taste.fuse_overlap:
        return False
    return of_one_place(k, j, world)  # last, as it takes longest to find out


@register_jitable
def may_fuse(k: int, world: World) -> bool:
    """Whether a body may take another in, or be taken in."""
    return world.alive[k] > 0 and world.may_join[k] > 0 and world.recall_pace[k] > 0.0


@register_jitable
def is_of_its_kind(k: int, j: int, world: World) -> bool:
    """Whether all who elect a body may enter another."""
    all_may = True
    for g in range(world.electors.shape[1]):
        all_may &= world.electors[k, g] <= 0.0 or takes_in(j, g, world)
    return all_may


@register_jitable
def of_one_place(k: int, j: int, world: World) -> bool:
    """Whether two bodies are elected in a common place, or in parts of one town."""
    common = False
    for l in range(world.reach.shape[1]):
        if common:
            break
        if world.reach[k, l] <= 0.0 or not _has_electors(k, l, world):
            continue
        for other in range(world.reach.shape[1]):
            if world.reach[j, other] > 0.0 and of_one_town(l, other, world):
                common |= _has_electors(j, other, world)
    return common


@register_jitable
def _has_electors(k: int, l: int, world: World) -> bool:
    """Whether anybody who elects a body lives in a place."""
    found = False
    for g in range(world.electors.shape[1]):
        found |= world.population[g, l] > 0.0 and elects(g, k, l, world)
    return found


@register_jitable
def _behind(k: int, people: People, world: World) -> float:
    """How many people elect a body."""
    number = 0.0
    for g in range(world.electors.shape[1]):
        if world.electors[k, g] > 0.0:
            number += people_behind(k, g, people, world)
    return number


@register_jitable
def _take_in(k: int, j: int, people: People, world: World) -> None:
    """The larger body takes the smaller in, its electors by their numbers and its matters."""
    for l in range(world.electorate.shape[1]):
        both_reach = world.reach[k, l] > 0.0 and world.reach[j, l] > 0.0
        if both_reach and world.electorate[j, l] and not world.electorate[k, l]:
            extend(k, l, people, world)
    for g in range(world.electors.shape[1]):
        if world.electors[j, g] > 0.0 and world.electors[k, g] <= 0.0:
            admit(k, g, people, world)
    for m in range(world.portfolio.shape[1]):
        world.portfolio[k, m] = max(world.portfolio[k, m], world.portfolio[j, m])
    world.absorbed_by[j] = k
    hand_over(k, j, world)
    end(j, world)
    sit_anew(k, world.executive_pace[k], world)
