"""What one would say without any model: no change, the capital's swing or vote, other places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from dualsim.analysis.evaluation.alike import kind, others_like
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.regression import Regression

CAPITAL = "petrograd"  # unless another is named
BASELINES = ("persistence", "uniform_swing", "capital", "mean", "regression")

Baseline = Callable[[Observation, Sequence[Observation]], float | None]


def persistence(seen: Observation, table: Sequence[Observation]) -> float | None:
    """Nothing changes: the last earlier observation of the same; None if there is none.

    The same is the same place, quantity, authority, groups and option.
    """
    before = _earlier(seen, table)
    return None if before is None else before.share


def uniform_swing(seen: Observation, table: Sequence[Observation], capital: str = CAPITAL) -> float | None:
    """Everywhere changes as the capital does; None where that cannot be known.

    The last earlier observation of the same place moves by the capital's change between the two dates;
    without one it is the capital's own share. The capital's share on a date is its last observation until
    then of the same quantity and option, of the same groups if they were observed there by then. Of the
    capital itself it says nothing, because there it would be told the answer.
    """
    if seen.place == capital:
        return None
    then = _last_in(capital, seen, seen.day, table)
    before = _earlier(seen, table)
    if then is None or before is None:
        return None if then is None else then.share
    first = _last_in(capital, then, before.day, table)
    if first is None or first.groups != then.groups:
        return None
    return min(max(before.share + then.share - first.share, 0.0), 1.0)


def as_the_capital(seen: Observation, table: Sequence[Observation], capital: str = CAPITAL) -> float | None:
    """Everywhere is as the capital was when it was last asked; None of the capital itself."""
    then = None if seen.place == capital else _last_in(capital, seen, seen.day, table)
    return None if then is None else then.share


def mean_of_others(seen: Observation, table: Sequence[Observation]) -> float | None:
    """The mean of the other places on the same day, of the same groups; None if there is no other."""
    shares = [one.share for one in others_like(seen, table)]
    return float(np.mean(shares)) if shares else None


def baselines_of(capital: str, regression: Regression | None = None) -> dict[str, Baseline]:
    """What may be said without any model, by the names of BASELINES."""
    swing, same = (partial(rule, capital=capital) for rule in (uniform_swing, as_the_capital))
    rules = (persistence, swing, same, mean_of_others, regression or _silent)
    return dict(zip(BASELINES, rules, strict=True))


def _silent(seen: Observation, table: Sequence[Observation]) -> None:
    """What a regression says without covariates."""


def by_kind(table: Iterable[Observation]) -> dict[tuple[str, frozenset[str]], list[Observation]]:
    """A table taken apart by kind: baselines need no more of it than those of one kind."""
    found: dict[tuple[str, frozenset[str]], list[Observation]] = {}
    for seen in table:
        found.setdefault(kind(seen), []).append(seen)
    return found


def _earlier(seen: Observation, table: Sequence[Observation]) -> Observation | None:
    """The last earlier observation of the same."""
    here = [one for one in table if one.place == seen.place and kind(one) == kind(seen)]
    same = [one for one in here if set(one.groups) == set(seen.groups) and one.authority == seen.authority]
    return max((one for one in same if one.day < seen.day), key=_day, default=None)


def _last_in(place: str, like: Observation, day: int, table: Sequence[Observation]) -> Observation | None:
    """What was last observed in a place until a day, of the same groups where that is there."""
    there = [one for one in table if one.place == place and kind(one) == kind(like) and one.day <= day]
    alike = [one for one in there if set(one.groups) == set(like.groups)]
    return max(alike or there, key=_day, default=None)


def _day(one: Observation) -> int:
    return one.day
