"""What events do to life in places: conditions, what matters to people there, levers, arms, units."""

from __future__ import annotations

import numpy as np

from dualsim.theory.effect_parameters import Change, Group, Issue, Lever, Place, Portion, Share, Signed
from dualsim.theory.effects.registry import effect, rows_of
from dualsim.theory.state import World


@effect
def change_condition(world: World, issue: Issue, by: Change, place: Place | None = None) -> None:
    """A condition of life, in a place or wherever it is heard of, gets better (towards +1) or worse."""
    here = (rows_of(place), issue)
    world.condition[here] = np.clip(world.condition[here] + by, -1.0, 1.0)


@effect
def hold_condition(world: World, issue: Issue, at: Signed, place: Place | None = None) -> None:
    """A condition of life stays where it is put, whatever happens: a question of what if."""
    world.held[rows_of(place), issue] = at


@effect
def raise_salience(
    world: World, group: list[Group], issue: Issue, by: Change, place: Place | None = None
) -> None:
    """An issue comes to matter more, or less, to some groups, as a share of its first salience."""
    for g in group:
        here = (g, rows_of(place), issue)
        world.salience[here] = np.maximum(0.0, world.salience[here] + by * world.first_salience[g, issue])


@effect
def forbid_meetings(world: World, to: Share, place: Place | None = None) -> None:
    """Meetings are forbidden this far, in a place or wherever it is heard of; at 0 everyone may meet."""
    world.forbidden[rows_of(place)] = to


@effect
def arm(world: World, group: Group, place: Place, share: Share) -> None:
    """This share of a group in a place now has arms."""
    world.arms[group, place] = share


@effect
def operate(world: World, lever: Lever, place: Place, operators: dict[Group, Share]) -> None:
    """A lever is worked by other people than before: crews change, guards move in."""
    world.operators[lever, :, place] = 0.0
    for group, share in operators.items():
        world.operators[lever, group, place] = share


@effect
def reweigh(world: World, lever: Lever, place: Place, weight: Share) -> None:
    """A lever comes to weigh this much in a place; the others make room in proportion."""
    beside = np.flatnonzero(world.beside == lever)  # what people built beside it weighs with it
    one = [lever, *world.own_lever[beside]]
    own = world.weight[one, place]
    others = world.weight[:, place].sum() - own.sum()
    if others > 0.0:  # a place's only lever is all of them, whatever happens
        parts = own / own.sum() if own.sum() > 0.0 else np.eye(len(one))[0]
        world.weight[:, place] *= (1.0 - weight) / others
        world.weight[one, place] = weight * parts


@effect
def disband(world: World, group: Group, place: Place, share: Portion) -> None:
    """Units of a group are broken up and sent away, the most restive first."""
    mine = np.flatnonzero((world.cell_group == group) & (world.cell_place == place))
    restive = mine[np.argsort(-world.unrest[mine], kind="stable")]
    left = share * world.presence[mine].sum()
    for cell in restive:
        gone = min(left, world.presence[cell])
        world.presence[cell] -= gone
        left -= gone


@effect
def draft(world: World, group: Group, place: Place, share: Portion, to: Place | None = None) -> None:
    """A share of every unit of a group is sent away: to another place, whose units they fill, or home."""
    mine = (world.cell_group == group) & (world.cell_place == place)
    if to is not None and mine.any():
        theirs = (world.cell_group == group) & (world.cell_place == to)
        sent = share * world.population[group, place] * world.presence[mine].mean()
        if world.presence[theirs].any():
            there = world.population[group, to] * world.presence[theirs].mean()
            world.presence[theirs] *= 1.0 + sent / there
    world.presence[mine] *= 1.0 - share
