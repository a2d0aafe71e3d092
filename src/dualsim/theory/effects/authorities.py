"""What events do to authorities: seats, offices, mandates, reach; they come and go."""

from __future__ import annotations

import numpy as np

from dualsim.theory.effect_parameters import (
    Amount,
    Authority,
    Change,
    Group,
    Holder,
    Issue,
    Party,
    Place,
    Share,
)
from dualsim.theory.effects.registry import effect, rows_of
from dualsim.theory.state import World


@effect
def declare(world: World, authority: Authority, issue: Issue, by: Change) -> None:
    """An authority announces more, or less, on one issue than its parties stand for."""
    world.declared[authority, issue] = np.clip(world.declared[authority, issue] + by, -2.0, 2.0)


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
    world.builder[world.builder == other] = authority
    dissolve(world, authority=other)


@effect
def give_mandate(world: World, authority: Authority, to: Share, place: Place | None = None) -> None:
    """Law or announcement gives an authority a formal mandate, in a place or wherever it is heard of."""
    world.mandate[authority, rows_of(place)] = to


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


@effect
def hold_election(world: World, authority: Authority) -> None:
    """An authority is elected anew on this day: its deputies become what its electors would vote for."""
    world.election_due[authority] = 1
