"""A day, compiled: morning, the walk that takes everyone through the rules, evening."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple

from numba import njit
from numba.extending import register_jitable

from dualsim.engine.compiled_cache import keep_code
from dualsim.engine.day import close, decide, meet, open_office, tell
from dualsim.engine.fingerprint import fingerprint
from dualsim.engine.tables import copy_bytes, in_hand
from dualsim.theory import rule
from dualsim.theory.orders import hold
from dualsim.theory.parties import fade_and_grow
from dualsim.theory.rule import accept, choose, could_rise, reconsiders, rise, vote
from dualsim.theory.tally import add, by_cell

# Ours allocate nothing, so references to tables need no counting: many times faster.
LEAN: dict[str, Any] = {"nogil": True, "_nrt": False}


class Walks(NamedTuple):
    """The rules, compiled into walks over the people from row `first` to before row `last`."""

    think: Callable[..., None]  # (first, last, people, world, taste, key, thinking)
    choose: Callable[..., None]  # (first, last, people, world, taste, key, thinking, answers)
    accept: Callable[..., None]  # the same
    vote: Callable[..., None]  # the same
    mobilise: Callable[..., None]  # (first, last, people, world, taste, key, risen)
    tally: Callable[..., None]  # (first, last, people, thinking, heads): heads more for what they chose
    rally: Callable[..., None]  # (first, last, people, risen): they rise or stand down, and are counted


class Day(NamedTuple):
    """What comes before people think and after they have; day -1 is the eve of the first."""

    keep: Callable[..., None]  # (day, moves): row `day` of records, each from an address to an address
    recount: Callable[..., None]  # (people)
    dawn: Callable[..., None]  # (people, world, taste)
    hold: Callable[..., None]  # (world)
    morning: Callable[..., None]  # (day, key, people, world, taste)
    evening: Callable[..., None]  # (day, people, world, taste, pressures)


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
    if rise is not rule.rise:  # another rule may move whom ours never would
        names["could_rise"] = register_jitable(anyone)
    names["taken"] = in_hand if given == own else register_jitable(taken)
    plain = (*_loops(_stamp()), *_counts(_stamp()))
    loops = (FunctionType(f.__code__, names, f.__name__, None, f.__closure__) for f in plain)
    if given != own:
        return Walks(*(njit(nogil=True)(loop) for loop in loops))
    return Walks(*(keep_code(njit(**LEAN)(loop)) for loop in loops))


@cache
def day() -> Day:
    """Compile what the theory says of a day; it is kept on disk."""
    return Day(*(keep_code(njit(**LEAN)(part)) for part in _parts(_stamp())))


def _stamp() -> int:
    """The sources as a number: what closes over it is compiled anew when a line of them changes."""
    return int(fingerprint("theory", "engine")[:12], 16)


def anyone(i: int, people: Any, world: Any, taste: Any) -> bool:
    """Whether a person could rise, by a rule that is not ours: it has to say."""
    return True


def taken(tables: Any) -> Any:
    """Tables as a walk uses them: ours look up once where they lie, other rules may ask for any."""
    return tables


def _loops(stamp: int) -> tuple[FunctionType, ...]:
    """The loops; closing over the stamp ties what is kept on disk to the sources it came from."""

    def think_all(first, last, people, world, taste, key, thinking):
        people, world, taste = taken(people), taken(world), taken(taste)
        for i in range(first, last + 0 * stamp):
            thinking[i] = reconsiders(i, people, world, taste, key)

    def choose_all(first, last, people, world, taste, key, thinking, answers):
        people, world, taste = taken(people), taken(world), taken(taste)
        for i in range(first, last + 0 * stamp):
            if thinking[i]:
                answers[i] = choose(i, people, world, taste, key)

    def accept_all(first, last, people, world, taste, key, thinking, answers):
        # Tables are not taken in hand here: few think again, and handing them on costs more than looking up.
        for i in range(first, last + 0 * stamp):
            if thinking[i]:
                answers[i] = accept(i, people, world, taste, key)

    def vote_all(first, last, people, world, taste, key, thinking, answers):
        people, world, taste = taken(people), taken(world), taken(taste)
        for i in range(first, last + 0 * stamp):
            if thinking[i]:
                answers[i] = vote(i, people, world, taste, key)

    def mobilise_all(first, last, people, world, taste, key, risen):
        people, world, taste = taken(people), taken(world), taken(taste)
        for i in range(first, last + 0 * stamp):
            risen[i] = rise(i, people, world, taste, key) if could_rise(i, people, world, taste) else 0

    return think_all, choose_all, accept_all, vote_all, mobilise_all  # type: ignore[return-value]


def _counts(stamp: int) -> tuple[FunctionType, ...]:
    """What counts choices as they are made, tied to the sources in the same way."""

    def tally_all(first, last, people, thinking, heads):
        people = taken(people)
        for i in range(first, last + 0 * stamp):
            if thinking[i]:
                add(i, heads, people)

    def rally_all(first, last, people, risen):
        people = taken(people)
        for i in range(first, last + 0 * stamp):
            if risen[i] != people.active[i]:
                people.risen[people.cell[i], 0] += 1.0 if risen[i] else -1.0
                people.active[i] = risen[i]

    return tally_all, rally_all  # type: ignore[return-value]


def _parts(stamp: int) -> tuple[FunctionType, ...]:
    """The parts of a day, tied to the sources in the same way."""

    def keep(day, moves):
        for n in range(len(moves)):
            count = moves[n, 2] + 0 * stamp
            copy_bytes(moves[n, 1] + day * count, moves[n, 0], count)  # type: ignore[call-arg]

    def recount(people):
        if stamp:
            by_cell(people)

    def dawn(people, world, taste):
        if stamp:
            fade_and_grow(people, world, taste)

    def hold_fast(world):
        if stamp:
            hold(world)

    def morning(day, key, people, world, taste):
        if day < 0 * stamp:
            open_office(people, world, taste)
        else:
            meet(people, world, taste)
            decide(day, key, people, world, taste)

    def evening(day, people, world, taste, pressures):
        if day < 0 * stamp:
            tell(people, world, taste)
        else:
            close(day, people, world, taste, pressures)

    return keep, recount, dawn, hold_fast, morning, evening  # type: ignore[return-value]
