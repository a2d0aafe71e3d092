"""What events do to the conditions of an endorsement, and to levers that obey nobody without one."""

from __future__ import annotations

from dualsim.theory.effect_parameters import Authority, Lever, Place, Pledge, Share
from dualsim.theory.effects.registry import effect
from dualsim.theory.state import World

WHOLLY, NOT_AT_ALL = Share(1.0), Share(0.0)


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
