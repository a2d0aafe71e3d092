"""What so many times as much of an effect is, by the kind of its number."""

from __future__ import annotations

from dualsim.scenario.changes.event_changes import SIZES, has_size
from dualsim.theory.effect_parameters import Change, Factor, Portion


def test_half_a_change_is_half_of_it_and_half_a_factor_is_its_root():
    assert SIZES[Change](-0.4, 0.5) == -0.2
    assert SIZES[Portion](0.3, 2.0) == 0.6
    assert SIZES[Factor](1.44, 0.5) == 1.2
    assert SIZES[Factor](0.25, 0.0) == 1.0  # none of it leaves all as it was


def test_what_has_a_size_follows_from_the_kinds_of_its_parameters():
    sized = {"organise": {"factor"}, "draft": {"share"}, "disband": {"share"}, "news": {"credit"}}
    assert all(has_size(effect, given) for effect, given in sized.items())
    assert not has_size("arm", {"share"})  # a state of the world, not a size
    assert not has_size("found", {"authority"})
