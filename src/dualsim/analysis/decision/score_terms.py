"""The rule taken apart: what each term adds to the scores that a person compares, by running the rule itself.

The rule is called as it stands, with numbers that remember what they are made of in the place of some
parameters and tables. So no formula stands here, and a term that is added to the rule cannot be forgotten.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any, NamedTuple

from dualsim.theory import rule
from dualsim.theory.random_streams import gumbel

CHOOSE = {
    "gamma": "distance",
    "chi": "capacity",
    "psi": "elected",
    "omega": "reach",
    "company": "company",
    "none": "itself",
}
ACCEPT = {"accept": "itself", "gamma_accept": "distance", "honeymoon": "honeymoon", "word": "word"}
VOTE = {
    "gamma_party": "distance",
    "omega_party": "reach",
    "company_party": "company",
    "opposition": "power",
    "abstain": "itself",
}
RISE = {"kappa": "company", "risk": "danger"}
TABLES = {
    "credit": "credit",
    "office_credit": "credit",
    "party_credit": "credit",
    "call": "call",
    "party_call": "call of the party",
    "room": "room",
}
LUCK, ANGER = "luck", "anger"  # what is added as a plain number


class Score(NamedTuple):
    """A number as the rule computes it, and the terms that it is the sum of."""

    total: float
    terms: dict[str, float]


def choosing(*given: Any) -> dict[int, Score]:
    """The score of every authority that reaches a person and, in the last row, of nobody."""
    return _Trace(given, CHOOSE, LUCK).scores(rule.choose)


def accepting(*given: Any) -> tuple[Score, float] | None:
    """What speaks for putting up with whoever governs, and the luck to pass; None if not weighed."""
    for score, luck in _Trace(given, ACCEPT, LUCK).run(rule.accept):
        return score.plain(), float(luck)
    return None


def voting(*given: Any) -> dict[int, Score]:
    """The score of every party, and, in the last row, of staying at home."""
    return _Trace(given, VOTE, LUCK).scores(rule.vote)


def rising(*given: Any) -> tuple[Score, float]:
    """What drives a person into the street and holds them back, and the threshold that it must pass."""
    ((score, threshold),) = _Trace(given, RISE, ANGER).run(rule.rise)
    return score.plain(), float(threshold)


def chances(scores: dict[int, Score]) -> dict[int, float]:
    """The logit probability of each option, before luck is drawn."""
    drawn = {row: score.total - score.terms[LUCK] for row, score in scores.items()}
    most = max(drawn.values(), default=0.0)
    weights = {row: math.exp(value - most) for row, value in drawn.items()}
    return {row: weight / sum(weights.values()) for row, weight in weights.items()}


class _Sum:
    """A number that remembers its terms: it can be added, scaled and compared, and nothing else."""

    __array_ufunc__ = None  # numpy's numbers leave the sum to us

    def __init__(self, total: float, terms: Mapping[str, float], trace: _Trace) -> None:
        self.total, self.terms, self.trace = total, terms, trace

    def __add__(self, other: Any) -> _Sum:
        if not isinstance(other, _Sum):
            other = _Sum(other, {self.trace.plain: other}, self.trace)
        names = dict.fromkeys((*self.terms, *other.terms))
        terms = {name: self.terms.get(name, 0.0) + other.terms.get(name, 0.0) for name in names}
        return _Sum(self.total + other.total, terms, self.trace)

    def plain(self) -> Score:
        """The number and its terms as plain floats."""
        return Score(float(self.total), {name: float(term) for name, term in self.terms.items()})

    __radd__ = __add__

    def __neg__(self) -> _Sum:
        return self * -1.0

    def __sub__(self, other: Any) -> _Sum:
        return self + -other

    def __rsub__(self, other: Any) -> _Sum:
        return -self + other

    def __mul__(self, scale: Any) -> _Sum:
        if isinstance(scale, _Sum):
            raise TypeError("a product of two terms is no sum of terms")
        return _Sum(self.total * scale, {name: term * scale for name, term in self.terms.items()}, self.trace)

    __rmul__ = __mul__

    def __truediv__(self, scale: Any) -> _Sum:
        return _Sum(self.total / scale, {name: term / scale for name, term in self.terms.items()}, self.trace)

    def __gt__(self, other: Any) -> bool:
        self.trace.compared.append((self, other))
        return bool(self.total > getattr(other, "total", other))


class _Table:
    """A table whose every entry is a term."""

    def __init__(self, table: Any, name: str, trace: _Trace) -> None:
        self.table, self.name, self.trace = table, name, trace

    def __getitem__(self, where: Any) -> _Sum:
        value = float(self.table[where])
        return _Sum(value, {self.name: value}, self.trace)

    def __len__(self) -> int:
        return len(self.table)


class _Trace:
    """What a rule compares when a person is taken through it."""

    def __init__(self, given: tuple[Any, ...], names: Mapping[str, str], plain: str) -> None:
        self.plain = plain
        self.compared: list[tuple[_Sum, Any]] = []
        self.drawn: list[int] = []  # the options in the order in which luck was drawn for them
        i, people, world, taste, key = given
        terms: Any = {
            field: _Sum(value := getattr(taste, field), {name: value}, self) for field, name in names.items()
        }
        self.given: Any = (i, self._traced(people), self._traced(world), taste._replace(**terms), key)

    def _traced(self, tables: Any) -> Any:
        """People or world, with the tables whose entries are terms in the place of plain ones."""
        return tables._replace(**{
            field: _Table(getattr(tables, field), name, self)
            for field, name in TABLES.items()
            if field in tables._fields
        })  # fmt: skip

    def run(self, decide: Callable[..., Any]) -> list[tuple[_Sum, Any]]:
        """The comparisons that a rule makes."""
        self.compared, self.drawn = [], []
        names = {**decide.__globals__, "gumbel": self._luck}
        traced = FunctionType(decide.__code__, names, decide.__name__, decide.__defaults__)
        traced(*self.given)
        return self.compared

    def scores(self, decide: Callable[..., Any]) -> dict[int, Score]:
        """The score of every option for which a rule draws luck, in the order of the options."""
        compared = self.run(decide)
        found = {row: score.plain() for row, (score, _) in zip(self.drawn, compared, strict=True)}
        return dict(sorted(found.items()))

    def _luck(self, key: Any, person: Any, purpose: Any, option: Any, least: Any = None) -> Any:
        """The luck of an option, also where the rule leaves it out as it cannot matter."""
        self.drawn.append(int(option))
        return gumbel(key, person, purpose, option)
