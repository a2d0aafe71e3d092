"""What is done against institutions that people build: attacks on them, and troops against their people."""

from __future__ import annotations

from dualsim.theory.effect_parameters import Authority, Institution, Place, Share
from dualsim.theory.effects.registry import effect
from dualsim.theory.state import World


@effect
def attack_institution(world: World, institution: Institution, place: Place, strength: Share) -> None:
    """What people have built is attacked in a place: this share of it is gone, less where it is defended."""
    left = (1.0 - world.attacked[institution, place]) * (1.0 - strength)
    world.attacked[institution, place] = 1.0 - left


@effect
def suppress(world: World, authority: Authority, by: Authority, place: Place, strength: Share) -> None:
    """Troops are ordered against the followers of an authority by another; how many obey is theirs to say."""
    world.ordered[authority, place] = strength
    world.ordered_by[authority, place] = by
