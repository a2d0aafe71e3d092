"""Shapley values and interactions: how to share out what a set brings about among its members.

A set of n members is a whole number whose bit e says whether member e is in it. Values are given for sets,
each a number or an array; Shapley (1953), interactions after Grabisch and Roubens (1999).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import factorial

import numpy as np

from dualsim.analysis.statistics import Floats

Order = tuple[int, ...]


def everyone(n: int) -> int:
    """The set of all members."""
    return (1 << n) - 1


def all_sets(n: int) -> range:
    """Every set of n members."""
    return range(1 << n)


def exact(values: Mapping[int, Floats], n: int) -> Floats:
    """The Shapley value of each member [n, ...], from the values of all sets."""
    weight = [factorial(s) * factorial(n - 1 - s) / factorial(n) for s in range(n)]
    return np.array(
        [
            sum(
                weight[s.bit_count()] * (values[s | 1 << e] - values[s])
                for s in all_sets(n)
                if not s >> e & 1
            )
            for e in range(n)
        ]
    )


def exact_interactions(values: Mapping[int, Floats], n: int) -> Floats:
    """The Shapley interaction index of each pair [n, n, ...]: above 0 where two do more together."""
    weight = [factorial(s) * factorial(n - 2 - s) / factorial(n - 1) for s in range(max(n - 1, 0))]
    found = _table(values, n)
    for e, f in combinations(range(n), 2):
        both = 1 << e | 1 << f
        apart = (s for s in all_sets(n) if not s & both)
        found[e, f] = found[f, e] = sum(weight[s.bit_count()] * _joint(values, s, e, f) for s in apart)
    return found


def orders_of(n: int, count: int, seed: int) -> list[Order]:
    """Random orders of n members in pairs, each order followed by its reverse (antithetic)."""
    luck = np.random.default_rng(seed)
    forward = [tuple(int(e) for e in luck.permutation(n)) for _ in range(-(-count // 2))]
    return [order for one in forward for order in (one, one[::-1])]


def sets_of(orders: Sequence[Order]) -> set[int]:
    """The sets whose values `sampled` and `sampled_interactions` need."""
    found = {0}
    for order in orders:
        found |= {s | 1 << e for s, e in _growth(order)}
        found |= {s | 1 << f for (s, _), (_, f) in pairwise(_growth(order))}
    return found


def sampled(values: Mapping[int, Floats], orders: Sequence[Order]) -> Floats:
    """The mean over orders of what each member adds to those before it: Shapley values, estimated."""
    found = _table(values, len(orders[0]))[0]
    for order in orders:
        for s, e in _growth(order):
            found[e] += (values[s | 1 << e] - values[s]) / len(orders)
    return found


def sampled_interactions(values: Mapping[int, Floats], orders: Sequence[Order]) -> Floats:
    """The interaction of each pair, the mean over orders in which it stands side by side; NaN for none."""
    n = len(orders[0])
    found, times = _table(values, n), np.zeros((n, n))
    for order in orders:
        for (s, e), (_, f) in pairwise(_growth(order)):
            for pair in ((e, f), (f, e)):
                found[pair] += _joint(values, s, e, f)
                times[pair] += 1
    np.fill_diagonal(times, 1)  # a member by itself has none: 0
    times = times.reshape(times.shape + (1,) * (found.ndim - 2))
    return np.divide(found, times, out=np.full(found.shape, np.nan), where=times > 0)


def _table(values: Mapping[int, Floats], n: int) -> Floats:
    return np.zeros((n, n, *np.shape(next(iter(values.values())))))


def _joint(values: Mapping[int, Floats], s: int, e: int, f: int) -> Floats:
    """What two members add together beyond what each adds alone."""
    one, other = 1 << e, 1 << f
    return values[s | one | other] - values[s | one] - values[s | other] + values[s]


def _growth(order: Order) -> Iterator[tuple[int, int]]:
    """Each member of an order, and the set of those before it."""
    before = 0
    for e in order:
        yield before, e
        before |= 1 << e
