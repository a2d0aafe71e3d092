"""What events do to parties: what they stand for, how far they may claim, how large they are."""

from __future__ import annotations

import numpy as np

from dualsim.theory.effect_parameters import Factor, Issue, Party, Place, Share, Signed
from dualsim.theory.effects.registry import effect, rows_of
from dualsim.theory.state import World


@effect
def shift_party(world: World, party: Party, issue: Issue, to: Signed) -> None:
    """A party changes what it stands for on one issue."""
    world.programme[party, issue] = to


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


@effect
def organise(world: World, party: Party, factor: Factor, place: Place | None = None) -> None:
    """A party's organisation grows (factor over 1: releases, a paper) or is cut (arrests)."""
    here = (party, rows_of(place))
    world.organisation[here] = np.clip(world.organisation[here] * factor, 1e-4, 1.0)
