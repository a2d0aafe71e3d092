"""People, world and taste as compiled code sees them: one address each, behind which lie their tables.

A tuple of ninety arrays takes longer to hand over than a day of a thousand people to compute, and minutes to
compile. So each is written out once, as where its arrays lie, and compiled code looks there. Tables never
move: a run writes into them and puts none in the place of another.
"""

from __future__ import annotations

from collections import namedtuple
from inspect import isfunction
from typing import Any

import numpy as np
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)

from dualsim.theory import rule, tally

WORD = 8  # bytes of all that is written out: pointers, counts, floats


class Tables(types.Type):
    """The type of an address behind which arrays or numbers lie: their names, types and places in bytes."""

    def __init__(self, called: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.called, self.fields = called, fields
        super().__init__(name=f"{called}({', '.join(f'{name}: {kind}' for name, kind in fields)})")

    def place(self, wanted: str) -> tuple[Any, int] | None:
        """The type of a field, and how many bytes lie before it; None if there is no such field."""
        before = 0
        for name, kind in self.fields:
            if name == wanted:
                return kind, before
            before += WORD * (5 + 2 * kind.ndim if isinstance(kind, types.Array) else 1)
        return None


@register_model(Tables)
class _Model(models.OpaqueModel):
    pass


@infer_getattr
class _Fields(AttributeTemplate):
    key = Tables

    def generic_resolve(self, tables: Tables, name: str) -> Any:  # type: ignore[override]
        found = tables.place(name)
        return None if found is None else found[0]


@lower_getattr_generic(Tables)  # type: ignore[untyped-decorator]
def _load(context: Any, builder: Any, tables: Tables, address: Any, name: str) -> Any:
    """Read where an array lies, or a number, at its place behind the address."""
    kind, before = tables.place(name) or (None, 0)
    there = cgutils.pointer_add(builder, address, before, context.get_value_type(kind).as_pointer())
    read = builder.load(there)
    # It never changes while code runs, whatever that writes: so it is read once, not in every turn of a loop.
    read.set_metadata("invariant.load", builder.module.add_metadata([]))
    return read


def _named_in_rules() -> frozenset[str]:
    """Every name that stands in the rules: with them the tables that a walk over the people uses."""
    functions = [f for part in (rule, tally) for f in vars(part).values() if isfunction(f)]
    return frozenset(name for f in functions for name in f.__code__.co_names)


@intrinsic
def in_hand(typing: Any, tables: Tables) -> Any:
    """The tables that our rules read, as a tuple: a loop over millions looks up only once where they lie."""
    fields = [(name, kind) for name, kind in tables.fields if name in _named_in_rules()]
    names, kinds = zip(*fields, strict=True)
    taken = types.NamedTuple(kinds, namedtuple(tables.called, names))

    def load(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        read = [_load(context, builder, tables, given[0], name) for name in names]
        return context.make_tuple(builder, taken, read)

    return taken(tables), load


@intrinsic
def copy_bytes(typing: Any, to: Any, source: Any, count: Any) -> Any:
    """Copy so many bytes from one address to another."""

    def copy(context: Any, builder: Any, signature: Any, given: Any) -> None:
        there, here = (builder.inttoptr(address, cgutils.voidptr_t) for address in given[:2])
        cgutils.raw_memcpy(builder, there, here, given[2], 1)

    return types.void(types.int64, types.int64, types.int64), copy


class Handed:
    """People, world or taste as they are handed to compiled code."""

    def __init__(self, tables: Any) -> None:
        """Write out where the arrays of people or world lie, or the numbers of taste."""
        self.tables = tables  # kept, as they must live while their address is known
        self._words = _written_out(tables)
        self._numba_type_ = kind_of(tables)
        self.address = self._words.ctypes.data


@unbox(Tables)  # type: ignore[untyped-decorator]
def _unbox(kind: Tables, handed: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(handed, "address")
    address = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return NativeValue(address, is_error=c.pyapi.c_api_error())


def kind_of(tables: Any) -> Tables:
    """The type of people, world or taste."""
    fields: list[tuple[str, Any]] = []
    for name, value in tables._asdict().items():
        if isinstance(value, np.ndarray):
            fields.append((name, types.Array(from_dtype(value.dtype), value.ndim, "C")))
        else:
            fields.append((name, types.float64))
    return Tables(type(tables).__name__, tuple(fields))


def _written_out(tables: Any) -> np.ndarray:
    words: list[int] = []
    for name, value in tables._asdict().items():
        if isinstance(value, np.ndarray):
            if not value.flags.c_contiguous:
                raise TypeError(f"{type(tables).__name__}.{name}: lies scattered; copy it")
            words += [0, 0, value.size, value.itemsize, value.ctypes.data, *value.shape, *value.strides]
        else:
            words.append(int(np.float64(value).view(np.int64)))
    return np.array(words, dtype=np.int64)
