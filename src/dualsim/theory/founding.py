"""What makes a body from below: a group whom neither who governs nor any whom it elects serves."""

from __future__ import annotations

import math

from numba.extending import register_jitable

from dualsim.theory.behaviours import fill_seats, send_deputies, stand
from dualsim.theory.endorsement import warranted
from dualsim.theory.state import People, Taste, World


@register_jitable
def look_for_help(people: People, world: World, taste: Taste) -> None:
    """Where nobody who governs or whom a group elects served it that day, it comes nearer to a body."""
    for g in range(world.unserved.shape[0]):
        for l in range(world.unserved.shape[1]):
            if is_home(l, world):
                unserved = people.present[g, l] > 0.0 and best_offer(g, l, world, taste) < taste.found_below
                if unserved:
                    world.unserved[g, l] += pace(g, l, people, world, taste)
                else:
                    world.unserved[g, l] = 0.0


@register_jitable
def found_bodies(people: People, world: World, taste: Taste) -> None:
    """A group that was served by nobody for long enough enters a body or founds one."""
    for g in range(world.unserved.shape[0]):
        for l in range(world.unserved.shape[1]):
            if world.unserved[g, l] > 0.0 and world.unserved[g, l] >= taste.found_days:
                k = nearest_body(g, l, world, taste)
                if k >= 0:
                    _enter(k, g, l, people, world)
                    world.unserved[g, l] = 0.0
                elif not has_its_own(g, l, world, taste):
                    k = free_row(g, l, world)
                    if k >= 0:
                        _found(k, g, l, people, world)
                        _introduce(k, people, world, taste)
                        world.unserved[g, l] = 0.0


@register_jitable
def is_home(l: int, world: World) -> bool:
    """Whether people of a place may found bodies."""
    home = False
    for k in range(len(world.home)):
        home |= world.home[k] == l
    return home


@register_jitable
def best_offer(g: int, l: int, world: World, taste: Taste) -> float:
    """The best utility, company apart, of who governs and of bodies a group elects, on what presses most."""
    m = pressing_most(g, l, world)
    best = -math.inf
    for k in range(len(world.alive)):
        chosen = elects(g, k, l, world)
        if world.alive[k] and world.reach[k, l] > 0.0 and (chosen or k == world.leading[l]):
            away = world.mean_ideal[g, m] - world.platform[k, m]
            appeal = (taste.psi if chosen else 0.0) - taste.gamma * (away * away)
            appeal += taste.chi * world.log_able[l, k, m] + world.credit[k, g, l]
            best = max(best, appeal + taste.omega * math.log(world.reach[k, l]))
    return best


@register_jitable
def elects(g: int, k: int, l: int, world: World) -> bool:
    """Whether people of a group elect a body in a place."""
    return world.electors[k, g] > 0.0 and world.electorate[k, l] > 0


@register_jitable
def pressing_most(g: int, l: int, world: World) -> int:
    """The issue that presses most on a group in a place."""
    most = 0
    for m in range(world.attention.shape[2]):
        if world.attention[g, l, m] > world.attention[g, l, most]:
            most = m
    return most


@register_jitable
def pace(g: int, l: int, people: People, world: World, taste: Taste) -> float:
    """How far a group gets in a day towards a body of its own: a hundred cells that may meet get one day.

    More cells meet sooner, and so do those who hear of others' example. Where meetings are forbidden those
    meet who are in the street.
    """
    freely = 1.0 - world.forbidden[l] * (1.0 - people.active_share[g, l])
    return world.meetings[g, l] * freely * (1.0 + taste.example * example(g, l, world))


@register_jitable
def example(g: int, l: int, world: World) -> float:
    """How near other places are where the same group elects a body that has come into being."""
    heard = 0.0
    for other in range(world.distance.shape[0]):
        if of_one_town(l, other, world) or world.population[g, other] <= 0.0:
            continue
        if math.isinf(world.distance[l, other]):
            continue
        for k in range(len(world.alive)):
            new = world.alive[k] and not world.at_first[k]
            if new and world.reach[k, other] > 0.0 and elects(g, k, other, world):
                heard += math.exp(-world.distance[l, other])
                break
    return heard


@register_jitable
def nearest_body(g: int, l: int, world: World, taste: Taste) -> int:
    """The body nearest to what a group wants that it may enter in a place, or -1.

    It reaches the place, some of its electors live there or elsewhere in the town, and it takes in the group.
    """
    nearest, least = -1, taste.enter_within
    for k in range(len(world.alive)):
        if not world.alive[k] or world.reach[k, l] <= 0.0 or not takes_in(k, g, world):
            continue
        if not elects(g, k, l, world) and is_rooted(k, l, world):
            far = away_from(g, k, l, world)
            if far < least or (nearest < 0 and far == least):
                nearest, least = k, far
    return nearest


@register_jitable
def is_rooted(k: int, l: int, world: World) -> bool:
    """Whether some of a body's electors live in the town of which a place is a part."""
    rooted = False
    for other in range(world.distance.shape[0]):
        if of_one_town(l, other, world) and world.electorate[k, other]:
            for g in range(world.electors.shape[1]):
                rooted |= world.electors[k, g] > 0.0 and world.population[g, other] > 0.0
    return rooted


@register_jitable
def of_one_town(l: int, other: int, world: World) -> bool:
    """Whether two places are one, or parts of one town, with no way between them."""
    return l == other or world.distance[l, other] <= 0.0


@register_jitable
def takes_in(k: int, g: int, world: World) -> bool:
    """Whether a group may enter a body: one of its kinds, and not one elected for a term by law."""
    return world.admits[k, g] > 0 and world.recall_pace[k] > 0.0


@register_jitable
def away_from(g: int, k: int, l: int, world: World) -> float:
    """Mean square distance of what a group wants from a body's platform, by what matters to the group."""
    far, weight = 0.0, 0.0
    for m in range(world.salience.shape[2]):
        away = world.mean_ideal[g, m] - world.platform[k, m]
        far += world.salience[g, l, m] * away * away
        weight += world.salience[g, l, m]
    return far / max(weight, 1e-300)


@register_jitable
def has_its_own(g: int, l: int, world: World, taste: Taste) -> bool:
    """Whether a group elects a body that is its own already: one that people founded, or that wants the same.

    Then it founds no second one beside it, however little the first can do.
    """
    own = False
    for k in range(len(world.alive)):
        if world.alive[k] and world.reach[k, l] > 0.0 and elects(g, k, l, world):
            own |= world.founders[k] >= 0 or away_from(g, k, l, world) <= taste.enter_within
    return own


@register_jitable
def free_row(g: int, l: int, world: World) -> int:
    """The row of a body that a group may found in a place, or -1: an unused one, or else one that is gone."""
    unused, gone = -1, -1
    for k in range(len(world.home)):
        if world.home[k] == l and world.admits[k, g]:
            if world.spare[k] and unused < 0:
                unused = k
            elif not world.spare[k] and not world.alive[k] and gone < 0:
                gone = k
    return unused if unused >= 0 else gone


@register_jitable
def people_behind(k: int, g: int, people: People, world: World) -> float:
    """How many people of a group live where a body is elected."""
    number = 0.0
    for l in range(world.reach.shape[1]):
        if world.electorate[k, l] and world.reach[k, l] > 0.0:
            number += world.population[g, l] * people.present[g, l]
    return number


@register_jitable
def extend(k: int, l: int, people: People, world: World) -> None:
    """A body is elected in one more place: its electors weigh by their numbers with those who live there."""
    for g in range(world.electors.shape[1]):
        before = people_behind(k, g, people, world)
        if before > 0.0:
            world.electors[k, g] *= 1.0 + world.population[g, l] * people.present[g, l] / before
    world.electorate[k, l] = 1


@register_jitable
def admit(k: int, g: int, people: People, world: World) -> None:
    """A group becomes one of a body's electors, by its numbers, and sends deputies."""
    weight, number = 0.0, 0.0
    for other in range(world.electors.shape[1]):
        if world.electors[k, other] > 0.0 and other != g:
            weight += world.electors[k, other]
            number += people_behind(k, other, people, world)
    own = people_behind(k, g, people, world)
    world.electors[k, g] = weight * own / number if number > 0.0 else 1.0
    send_deputies(k, g, 1.0, people, world)


@register_jitable
def _enter(k: int, g: int, l: int, people: People, world: World) -> None:
    if not world.electorate[k, l]:
        extend(k, l, people, world)
    if world.electors[k, g] <= 0.0:
        admit(k, g, people, world)
    _take_in_hand(k, g, l, world)
    sit_anew(k, world.executive_pace[k], world)


@register_jitable
def _found(k: int, g: int, l: int, people: People, world: World) -> None:
    if not world.spare[k]:
        _clear(k, world)
    world.alive[k] = 1
    world.spare[k] = 0
    world.founders[k] = g
    world.founded_for[k] = pressing_most(g, l, world)
    admit(k, g, people, world)
    _take_in_hand(k, g, l, world)
    voters = 0.0
    for q in range(people.vote.shape[2] - 1):
        voters += people.vote[g, l, q]
    world.partisan[k] = voters > 0.0
    sit_anew(k, 1.0, world)


@register_jitable
def sit_anew(k: int, follow: float, world: World) -> None:
    """A body with new electors sits; one that people founded without parties stands for what they want."""
    if world.founders[k] >= 0 and not world.partisan[k]:
        weight = 0.0
        for g in range(world.electors.shape[1]):
            weight += world.electors[k, g]
        for m in range(world.own_platform.shape[1]):
            wanted = 0.0
            for g in range(world.electors.shape[1]):
                wanted += world.electors[k, g] * world.mean_ideal[g, m]
            world.own_platform[k, m] = wanted / weight
    fill_seats(k, follow, world)
    stand(k, world)


@register_jitable
def _take_in_hand(k: int, g: int, l: int, world: World) -> None:
    """A body handles what presses on those who enter it: the most pressing matter wholly, others in part."""
    most = world.attention[g, l, pressing_most(g, l, world)]
    for m in range(world.portfolio.shape[1]):
        if most > 0.0:
            world.portfolio[k, m] = max(world.portfolio[k, m], world.attention[g, l, m] / most)


@register_jitable
def _clear(k: int, world: World) -> None:
    """The row of a body that is gone, for another one: nothing is left of the first."""
    world.electors[k] = 0.0
    for l in range(world.electorate.shape[1]):
        world.electorate[k, l] = 1 if l == world.home[k] else 0
    world.delegates[k] = 0.0
    world.portfolio[k] = 0.0
    world.declared[k] = 0.0
    world.mandate[k] = 0.0
    world.responsibility[k] = 0.0
    world.credit[k] = 0.0
    world.call[k] = 0.0
    world.office[k] = 0.0
    world.expected[k] = math.nan
    world.expected[:, k] = math.nan
    world.ignored[k] = 0.0
    world.absorbed_by[k] = -1


@register_jitable
def _introduce(k: int, people: People, world: World, taste: Taste) -> None:
    """A new body endorses others, and they it, as seats, platforms and electors warrant, or as is given."""
    for j in range(len(world.alive)):
        if world.alive[j] and j != k:
            given = world.expected[j, k]
            world.endorsement[k, j] = warranted(k, j, people, world, taste)
            world.endorsement[j, k] = warranted(j, k, people, world, taste) if math.isnan(given) else given
