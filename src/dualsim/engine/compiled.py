"""The walk that takes everyone through the rules, compiled, and kept on disk where that is safe."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple

from numba import njit
from numba.extending import register_jitable

from dualsim.engine.fingerprint import fingerprint
from dualsim.theory import rule
from dualsim.theory.rule import choose, reconsiders, rise, vote


class Walks(NamedTuple):
    """The rules, compiled into walks over the people from row `first` to before row `last`."""

    reconsider: Callable[..., None]  # (first, last, people, world, taste, key, chosen, voted)
    mobilise: Callable[..., None]  # (first, last, people, world, taste, key, risen)


# Numba finds compiled code on disk by one function and the values that it closes over: an edit of a rule
# that it calls would be hidden. So the loops close over (and use) a fingerprint of the sources.
# A loop finds the rules by name among its globals; so each set of rules gets loops with globals of its own.


@cache
def walks(choose: rule.Rule = rule.choose, vote: rule.Rule = rule.vote, rise: rule.Rule = rule.rise) -> Walks:
    """Compile rules into walks; the package's own are kept on disk, anyone else's never."""
    own = (choose, vote, rise) == (rule.choose, rule.vote, rule.rise)
    names = {**globals(), "choose": _jitable(choose), "vote": _jitable(vote), "rise": _jitable(rise)}
    stamp = int(fingerprint("theory", "engine")[:12], 16)
    loops = (FunctionType(f.__code__, names, f.__name__, None, f.__closure__) for f in _loops(stamp))
    options: dict[str, Any] = {"nogil": True}
    if own:  # ours allocate nothing, so references to tables need no counting: ten times faster
        options |= {"cache": True, "_nrt": False}
    return Walks(*(njit(**options)(loop) for loop in loops))


def _loops(stamp: int) -> tuple[FunctionType, FunctionType]:
    """The two loops; closing over the stamp ties what is kept on disk to the sources it came from."""

    def reconsider(first, last, people, world, taste, key, chosen, voted):
        for i in range(first, last + 0 * stamp):
            if reconsiders(i, people, world, taste, key):
                chosen[i] = choose(i, people, world, taste, key)
                voted[i] = vote(i, people, world, taste, key)
            else:
                chosen[i] = people.authority[i]
                voted[i] = people.party[i]

    def mobilise(first, last, people, world, taste, key, risen):
        for i in range(first, last + 0 * stamp):
            risen[i] = rise(i, people, world, taste, key)

    return reconsider, mobilise  # type: ignore[return-value]


def _jitable(own: rule.Rule) -> rule.Rule:
    return own if own in (rule.choose, rule.vote, rule.rise) else register_jitable(own)
