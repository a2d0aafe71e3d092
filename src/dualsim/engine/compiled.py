"""The walk that takes everyone through the rules, compiled, and kept on disk where that is safe."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple

from numba import njit
from numba.extending import register_jitable

from dualsim.engine.compiled_cache import keep_code
from dualsim.engine.fingerprint import fingerprint
from dualsim.theory import rule
from dualsim.theory.rule import accept, choose, reconsiders, rise, vote


class Walks(NamedTuple):
    """The rules, compiled into walks over the people from row `first` to before row `last`."""

    think: Callable[..., None]  # (first, last, people, world, taste, key, thinking)
    choose: Callable[..., None]  # (first, last, people, world, taste, key, thinking, answers)
    accept: Callable[..., None]  # the same
    vote: Callable[..., None]  # the same
    mobilise: Callable[..., None]  # (first, last, people, world, taste, key, risen)


# Numba finds compiled code on disk by one function and the values that it closes over: an edit of a rule
# that it calls would be hidden. So the loops close over (and use) a fingerprint of the sources.
# A loop finds the rules by name among its globals; so each set of rules gets loops with globals of its own.


@cache
def walks(
    choose: rule.Rule = rule.choose,
    accept: rule.Rule = rule.accept,
    vote: rule.Rule = rule.vote,
    rise: rule.Rule = rule.rise,
) -> Walks:
    """Compile rules into walks; the package's own are kept on disk, anyone else's never."""
    given = {"choose": choose, "accept": accept, "vote": vote, "rise": rise}
    own = {kind: getattr(rule, kind) for kind in given}
    names = {**globals(), **{kind: f if f is own[kind] else register_jitable(f) for kind, f in given.items()}}
    stamp = int(fingerprint("theory", "engine")[:12], 16)
    loops = (FunctionType(f.__code__, names, f.__name__, None, f.__closure__) for f in _loops(stamp))
    options: dict[str, Any] = {"nogil": True}
    if given != own:
        return Walks(*(njit(**options)(loop) for loop in loops))
    options |= {"_nrt": False}  # ours allocate nothing, so tables are not counted: ten times faster
    return Walks(*(keep_code(njit(**options)(loop)) for loop in loops))


def _loops(stamp: int) -> tuple[FunctionType, ...]:
    """The loops; closing over the stamp ties what is kept on disk to the sources it came from."""

    def think_all(first, last, people, world, taste, key, thinking):
        for i in range(first, last + 0 * stamp):
            thinking[i] = reconsiders(i, people, world, taste, key)

    def choose_all(first, last, people, world, taste, key, thinking, answers):
        for i in range(first, last + 0 * stamp):
            if thinking[i]:
                answers[i] = choose(i, people, world, taste, key)

    def accept_all(first, last, people, world, taste, key, thinking, answers):
        for i in range(first, last + 0 * stamp):
            if thinking[i]:
                answers[i] = accept(i, people, world, taste, key)

    def vote_all(first, last, people, world, taste, key, thinking, answers):
        for i in range(first, last + 0 * stamp):
            if thinking[i]:
                answers[i] = vote(i, people, world, taste, key)

    def mobilise_all(first, last, people, world, taste, key, risen):
        for i in range(first, last + 0 * stamp):
            risen[i] = rise(i, people, world, taste, key)

    return think_all, choose_all, accept_all, vote_all, mobilise_all  # type: ignore[return-value]
