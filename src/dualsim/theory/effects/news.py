"""What people hear: news of an authority or a party, calls to the streets; and that a run is over."""

from __future__ import annotations

from dualsim.theory.effect_parameters import Authority, Change, Group, Party, Place
from dualsim.theory.effects.registry import effect, rows_of
from dualsim.theory.state import World


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
            world.credit[authority, g, rows_of(place)] += credit
        if party is not None:
            world.party_credit[party, g, rows_of(place)] += credit


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
        world.call[authority, rows_of(place)] += strength
    if party is not None:
        world.party_call[party, rows_of(place)] += strength


@effect
def end_run(world: World) -> None:
    """The run stops at the end of this day."""
    world.ended[0] = 1
