"""What one would say of an observation without any model: persistence, and the capital's swing everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dualsim.observation import Observation

CAPITAL = "petrograd"  # whose swing is taken for everyone's

Baseline = Callable[[Observation, Sequence[Observation]], float | None]


def persistence(seen: Observation, table: Sequence[Observation]) -> float | None:
    """Nothing changes: the last earlier observation of the same; None if there is none.

    The same is the same place, quantity, authority, groups and option.
    """
    before = _earlier(seen, table)
    return None if before is None else before.share


def uniform_swing(seen: Observation, table: Sequence[Observation]) -> float | None:
    """Everywhere changes as the capital does; None where that cannot be known.

    The last earlier observation of the same place moves by the capital's change between the two dates;
    without one it is the capital's own share. The capital's share on a date is its last observation until
    then of the same quantity and option, of the same groups if they were observed there by then. Of the
    capital itself it says nothing, because there it would be told the answer.
    """
    if seen.place == CAPITAL:
        return None
    then = _capital(seen, seen.day, table)
    before = _earlier(seen, table)
    if then is None or before is None:
        return None if then is None else then.share
    first = _capital(then, before.day, table)
    if first is None or first.groups != then.groups:
        return None
    return min(max(before.share + then.share - first.share, 0.0), 1.0)


BASELINES: dict[str, Baseline] = {"persistence": persistence, "uniform_swing": uniform_swing}


def _earlier(seen: Observation, table: Sequence[Observation]) -> Observation | None:
    """The last earlier observation of the same."""
    same = [one for one in table if _same(one, seen) and one.place == seen.place and one.day < seen.day]
    same = [one for one in same if set(one.groups) == set(seen.groups) and one.authority == seen.authority]
    return max(same, key=lambda one: one.day, default=None)


def _capital(like: Observation, day: int, table: Sequence[Observation]) -> Observation | None:
    """What was last observed in the capital until a day, of the same groups where that is there."""
    there = [one for one in table if one.place == CAPITAL and one.day <= day and _same(one, like)]
    alike = [one for one in there if set(one.groups) == set(like.groups)]
    return max(alike or there, key=lambda one: one.day, default=None)


def _same(one: Observation, other: Observation) -> bool:
    """Of the same quantity and option; of allegiance, whose option is its authority, of the same one."""
    alike = one.quantity == other.quantity and set(one.option) == set(other.option)
    return alike and (one.quantity != "allegiance" or one.authority == other.authority)
