"""The kinds of parameter that an effect may take: rows of an axis, which a scenario names, and numbers.

What a kind means stands here alone; a scenario file, a run and a sentence read the parameters of an effect
through `parameters_of`.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar, NamedTuple, get_args, get_origin, get_type_hints


class Row(int):
    """Row of an axis; a name in a scenario."""

    axis: ClassVar[str]
    """The axis, as `Names` calls it."""


class Authority(Row):
    """Row of an authority."""

    axis = "authority"


class Party(Row):
    """Row of a party."""

    axis = "party"


class Group(Row):
    """Row of a group."""

    axis = "group"


class Place(Row):
    """Row of a place."""

    axis = "place"


class Issue(Row):
    """Row of an issue."""

    axis = "issue"


class Lever(Row):
    """Row of a lever."""

    axis = "lever"


class Institution(Row):
    """Row of an institution that a body builds: it serves people beside a lever, or blocks one."""

    axis = "institution"


class Pledge(Row):
    """Row of a pledge: a named condition of an endorsement."""

    axis = "pledge"


class Holder(Row):
    """Row of an office-holder."""

    axis = "holder"


class Quantity(float):
    """A number from `low` to `high`, ends included."""

    low: ClassVar[float] = -math.inf
    high: ClassVar[float] = math.inf


class Share(Quantity):
    """A number from 0 to 1."""

    low, high = 0.0, 1.0


class Portion(Share):
    """A share of those who are there: twice as much of it is twice as many."""


class Signed(Quantity):
    """A number from -1 to 1."""

    low, high = -1.0, 1.0


class Amount(Quantity):
    """A number of 0 or more."""

    low = 0.0


class Factor(Amount):
    """A number that multiplies what is there: twice as much of it is the same again, on top."""


class Change(Quantity):
    """Any finite number, added to what is there."""


Kind = type[Row] | type[Quantity]


class Parameter(NamedTuple):
    """What an effect takes under a name: a row or a number, a list of them, or a table of numbers by row."""

    kind: Kind  # of the value, of the entries of a list, of the keys of a table
    value: Kind | None = None  # of the values of a table
    is_list: bool = False
    may_lack: bool = False
    default: Any = inspect.Parameter.empty

    def each(self, given: Any, turn: Callable[[Kind, Any], Any]) -> Any:
        """A value with every name and number in it turned into something else."""
        if self.value is not None:
            return {turn(self.kind, key): turn(self.value, inner) for key, inner in given.items()}
        if self.is_list:
            return [turn(self.kind, one) for one in ([given] if isinstance(given, str) else given)]
        return turn(self.kind, given)


@cache
def parameters_of(effect: Callable[..., None]) -> dict[str, Parameter]:
    """The parameters of an effect but for the world, which is the first."""
    hints = get_type_hints(effect)
    given = list(inspect.signature(effect).parameters.values())[1:]
    return {one.name: _parameter(hints[one.name])._replace(default=one.default) for one in given}


def _parameter(hint: Any) -> Parameter:
    inner = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is dict:
        return Parameter(inner[0], value=inner[1])
    if get_origin(hint) is list:
        return Parameter(inner[0], is_list=True)
    return _parameter(inner[0])._replace(may_lack=True) if inner else Parameter(hint)
