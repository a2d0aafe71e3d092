"""What an event may do to the world: every effect by its name, which is its key in YAML."""

from __future__ import annotations

from collections.abc import Callable

from dualsim.theory.effect_parameters import Place

Effect = Callable[..., None]
EFFECTS: dict[str, Effect] = {}


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


def rows_of(place: Place | None) -> int | slice:
    """The row of a place, or every row."""
    return slice(None) if place is None else place
