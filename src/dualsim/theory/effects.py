"""What an event does to the world: one function an effect, whose parameters are its keys in YAML.

An effect is given the world and never the people: no event can write an allegiance or a vote.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dualsim.theory.effect_parameters import (
    Amount,
    Authority,
    Change,
    Group,
    Holder,
    Issue,
    Lever,
    Party,
    Place,
    Pledge,
    Share,
    Signed,
)
from dualsim.theory.state import World

Effect = Callable[..., None]
EFFECTS: dict[str, Effect] = {}
WHOLLY, NOT_AT_ALL = Share(1.0), Share(0.0)


def effect(function: Effect) -> Effect:
    """Make a function of the world an effect that scenarios may name.

    >>> import dualsim
    >>> from dualsim.theory.effect_parameters import Party, Share
    >>> @dualsim.effect
    ... def forget_claims(world, party: Party, by: Share):
    ...     "A party wants power less."
    ...     world.claim[party] *= 1 - by
    >>> "forget_claims" in dualsim.EFFECTS
    True
    """
    EFFECTS[function.__name__] = function
    return function


def _where(place: Place | None) -> int | slice:
    """The row of a place, or every row."""
    return slice(None) if place is None else place


# Policies


@effect
def shift_party(world: World, party: Party, issue: Issue, to: Signed) -> None:
    """A party changes what it stands for on one issue."""
    world.programme[party, issue] = to


@effect
def declare(world: World, authority: Authority, issue: Issue, by: Change) -> None:
    """An authority announces more, or less, on one issue than its parties stand for."""
    world.declared[authority, issue] = np.clip(world.declared[authority, issue] + by, -2.0, 2.0)


@effect
def set_ceiling(world: World, party: Party, to: Share) -> None:
    """A party's doctrine lets it claim all power, up to this, for an authority that it leads."""
    world.ceiling[party] = to


@effect
def split(world: World, party: Party, into: Party, share: Share) -> None:
    """A party splits: a new one takes a share of its organisation and deputies, and the name that it has."""
    for table in (world.organisation, world.delegates.T, world.seats.T):
        moved = share * table[party]
        table[into] += moved
        table[party] -= moved
    world.party_credit[into] = world.party_credit[party]
    world.party_responsibility[into] = world.party_responsibility[party]
    world.claim[into] = world.claim[party]


# Conditions of life


@effect
def change_condition(world: World, issue: Issue, by: Change, place: Place | None = None) -> None:
    """A condition of life, in a place or wherever it is heard of, gets better (towards +1) or worse."""
    here = (_where(place), issue)
    world.condition[here] = np.clip(world.condition[here] + by, -1.0, 1.0)


@effect
def hold_condition(world: World, issue: Issue, at: Signed, place: Place | None = None) -> None:
    """A condition of life stays where it is put, whatever happens: a question of what if."""
    world.held[_where(place), issue] = at


@effect
def raise_salience(
    world: World, group: list[Group], issue: Issue, by: Change, place: Place | None = None
) -> None:
    """An issue comes to matter more, or less, to some groups, as a share of its first salience."""
    for g in group:
        here = (g, _where(place), issue)
        world.salience[here] = np.maximum(0.0, world.salience[here] + by * world.first_salience[g, issue])


# Seats and offices


@effect
def seat(world: World, authority: Authority, seats: dict[Party, Share]) -> None:
    """The seats of an appointed authority are shared out anew: a cabinet, a coalition."""
    world.appointed[authority] = 0.0
    for party, share in seats.items():
        world.appointed[authority, party] = share


@effect
def seat_executive(world: World, authority: Authority, seats: dict[Party, Share]) -> None:
    """The executive of an authority is formed anew, which need not mirror its plenum."""
    world.executive[authority] = 0.0
    for party, share in seats.items():
        world.executive[authority, party] = share


@effect
def pace_executive(world: World, authority: Authority, to: Amount) -> None:
    """An executive follows its plenum faster, or slower, than before."""
    world.executive_pace[authority] = to


@effect
def represent(world: World, authority: Authority, group: Group, weight: Share) -> None:
    """A group elects deputies to an authority, with this weight among its electors."""
    world.electors[authority, group] = weight


@effect
def appoint(world: World, holder: Holder, authority: Authority, rank: Share) -> None:
    """A person takes office in an authority: rank 1 for its head, less below."""
    world.office[authority, holder] = rank


@effect
def dismiss(world: World, holder: Holder, authority: Authority) -> None:
    """A person leaves office in an authority."""
    world.office[authority, holder] = 0.0


# Conditions of an endorsement, and obedience


@effect
def keep(world: World, pledge: Pledge, to: Share = WHOLLY) -> None:
    """A named condition of an endorsement is kept, or kept in part."""
    world.pledge_kept[pledge] = to


@effect
def break_pledge(world: World, pledge: Pledge, to: Share = NOT_AT_ALL) -> None:
    """A named condition of an endorsement is broken, or broken in part."""
    world.pledge_kept[pledge] = to


@effect
def hold_pledge(world: World, pledge: Pledge, at: Share) -> None:
    """A named condition of an endorsement stays kept, or broken, whatever happens: a question of what if."""
    world.pledge_held[pledge] = at


@effect
def require_endorsement(world: World, lever: Lever, place: Place, by: Authority) -> None:
    """A lever carries out nobody's orders without the endorsement of one authority."""
    world.countersign[lever, place] = by


@effect
def lift_requirement(world: World, lever: Lever, place: Place) -> None:
    """A lever needs nobody's endorsement any more."""
    world.countersign[lever, place] = -1


# Reputation and organisation


@effect
def news(
    world: World,
    audience: list[Group],
    credit: Change,
    authority: Authority | None = None,
    party: Party | None = None,
    place: Place | None = None,
) -> None:
    """What is heard of an authority or a party raises or lowers its credit with an audience."""
    for g in audience:
        if authority is not None:
            world.credit[authority, g, _where(place)] += credit
        if party is not None:
            world.party_credit[party, g, _where(place)] += credit


@effect
def organise(world: World, party: Party, factor: Amount, place: Place | None = None) -> None:
    """A party's organisation grows (factor over 1: releases, a paper) or is cut (arrests)."""
    here = (party, _where(place))
    world.organisation[here] = np.clip(world.organisation[here] * factor, 1e-4, 1.0)


# Arms, levers, units


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
    others = world.weight[:, place].sum() - world.weight[lever, place]
    if others > 0.0:  # a place's only lever is all of them, whatever happens
        world.weight[:, place] *= (1.0 - weight) / others
        world.weight[lever, place] = weight


@effect
def disband(world: World, group: Group, place: Place, share: Share) -> None:
    """Units of a group are broken up and sent away, the most restive first."""
    mine = np.flatnonzero((world.cell_group == group) & (world.cell_place == place))
    restive = mine[np.argsort(-world.unrest[mine], kind="stable")]
    left = share * world.presence[mine].sum()
    for cell in restive:
        gone = min(left, world.presence[cell])
        world.presence[cell] -= gone
        left -= gone


@effect
def draft(world: World, group: Group, place: Place, share: Share, to: Place | None = None) -> None:
    """A share of every unit of a group is sent away: to another place, whose units they fill, or home."""
    mine = (world.cell_group == group) & (world.cell_place == place)
    if to is not None and mine.any():
        theirs = (world.cell_group == group) & (world.cell_place == to)
        sent = share * world.population[group, place] * world.presence[mine].mean()
        if world.presence[theirs].any():
            there = world.population[group, to] * world.presence[theirs].mean()
            world.presence[theirs] *= 1.0 + sent / there
    world.presence[mine] *= 1.0 - share


# Authorities come and go


@effect
def found(world: World, authority: Authority) -> None:
    """An authority that the scenario describes comes into being."""
    world.alive[authority] = 1
    world.spare[authority] = 0


@effect
def dissolve(world: World, authority: Authority) -> None:
    """An authority ceases to be; those who recognised it must turn elsewhere."""
    world.alive[authority] = 0
    world.endorsement[authority, :] = 0.0
    world.endorsement[:, authority] = 0.0


@effect
def fuse(world: World, authority: Authority, other: Authority) -> None:
    """An authority takes another in: one joint executive, the electors and the matters of both."""
    for table in (world.executive, world.appointed, world.delegates):
        both = table[authority].any() and table[other].any()  # or one of the two has no parties
        table[authority] = (table[authority] + table[other]) / (2.0 if both else 1.0)
    for table in (world.electors, world.portfolio, world.reach, world.mandate):
        table[authority] = np.maximum(table[authority], table[other])
    dissolve(world, authority=other)


@effect
def give_mandate(world: World, authority: Authority, to: Share, place: Place | None = None) -> None:
    """Law or announcement gives an authority a formal mandate, in a place or wherever it is heard of."""
    world.mandate[authority, _where(place)] = to


@effect
def change_reach(world: World, authority: Authority, place: Place, to: Share) -> None:
    """An authority comes to reach a place more, or less."""
    world.reach[authority, place] = to


@effect
def staff(world: World, authority: Authority, place: Place, to: Share) -> None:
    """An authority has people of its own in a place to carry out this share of its orders."""
    world.organ[authority, place] = to


@effect
def entrust(world: World, authority: Authority, issue: Issue, to: Share) -> None:
    """An authority takes a matter in hand, or lets it go."""
    world.portfolio[authority, issue] = to


# The streets


@effect
def call_to_streets(
    world: World,
    strength: Change,
    authority: Authority | None = None,
    party: Party | None = None,
    place: Place | None = None,
) -> None:
    """An authority or a party calls its followers into the streets (below 0: calls them home); it fades."""
    if authority is not None:
        world.call[authority, _where(place)] += strength
    if party is not None:
        world.party_call[party, _where(place)] += strength


@effect
def hold_election(world: World, authority: Authority) -> None:
    """An authority is elected anew on this day: its deputies become what its electors would vote for."""
    world.election_due[authority] = 1


@effect
def end_run(world: World) -> None:
    """The run stops at the end of this day."""
    world.ended[0] = 1
