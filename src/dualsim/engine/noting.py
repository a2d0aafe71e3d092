"""What becomes of authorities within a day, told from the world before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from dualsim.scenario.axes import Names
from dualsim.theory.state import Flags, Floats, Rows, World

AND = " + "  # between two names of one entry of the log
SUPPRESSED = "suppressed"  # and of one that ordered troops against the followers of another
DECIDED = "decided"  # what the log says of an authority that made a move: its name, and that of the event


class LogEntry(NamedTuple):
    """What happened on a day: an event, or what became of authorities.

    They are founded, entered, dissolved, fused, faded, they take power, join and part, order troops out.
    """

    day: int
    what: str
    name: str
    place: str = ""  # where troops were ordered against people,
    strength: float = 0.0  # how hard,
    obeyed: float = 0.0  # and the share of the force there that obeyed


class Before(NamedTuple):
    """The tables of the world in which it shows what becomes of authorities, as they were."""

    alive: Flags
    took_power: Rows
    joint: Flags
    electors: Floats
    ignored: Floats
    ordered: Floats

    @classmethod
    def of(cls, world: World) -> Before:
        """The tables of a world as they are now."""
        return cls(*(getattr(world, name).copy() for name in cls._fields))


def happened(day: int, before: Before, world: World, names: Names) -> Iterator[LogEntry]:
    """Everything that became of authorities meanwhile."""
    yield from came_and_went(day, before, world, names)
    yield from _entered(day, before, world, names)
    for k, l in zip(*np.nonzero(before.ordered), strict=True) if before.ordered.any() else ():
        pair = f"{names.authority[world.ordered_by[k, l]]}{AND}{names.authority[k]}"
        how = float(before.ordered[k, l]), float(world.heeded[k, l])
        yield LogEntry(day, SUPPRESSED, pair, names.place[l], *how)
    differ = world.joint != before.joint
    for k, j in zip(*np.nonzero(np.triu(differ)), strict=True) if differ.any() else ():
        pair = f"{names.authority[k]}{AND}{names.authority[j]}"
        yield LogEntry(day, "joined" if world.joint[k, j] else "parted", pair)


def came_and_went(day: int, before: Before, world: World, names: Names) -> Iterator[LogEntry]:
    """Authorities that took power, came into being or ended."""
    now = world.alive.tobytes(), world.took_power.tobytes()
    if now == (before.alive.tobytes(), before.took_power.tobytes()):
        return
    for k, name in enumerate(names.authority):
        if world.took_power[k] != before.took_power[k]:
            yield LogEntry(day, "took power", name)
        if world.alive[k] and not before.alive[k]:
            yield LogEntry(day, "founded", name)
        elif before.alive[k] and not world.alive[k]:
            yield _ended(day, k, before, world, names)


def _ended(day: int, k: int, before: Before, world: World, names: Names) -> LogEntry:
    """How a body ended: another took it in, nobody followed it for so long, or it was ended."""
    name = names.authority[k]
    if world.absorbed_by[k] >= 0:
        return LogEntry(day, "fused", f"{names.authority[world.absorbed_by[k]]}{AND}{name}")
    return LogEntry(day, "faded" if world.ignored[k] > before.ignored[k] else "dissolved", name)


def _entered(day: int, before: Before, world: World, names: Names) -> Iterator[LogEntry]:
    """Groups that came to elect bodies that were there, but for those whose own body was taken in."""
    stood = (world.alive > 0) & (before.alive > 0)
    new = (world.electors > 0.0) & (before.electors <= 0.0) & stood[:, None]
    if not new.any():
        return
    for j in np.flatnonzero((before.alive > world.alive) & (world.absorbed_by >= 0)):
        new[world.absorbed_by[j]] &= before.electors[j] <= 0.0
    for k, g in zip(*np.nonzero(new), strict=True):
        yield LogEntry(day, "entered", f"{names.authority[k]}{AND}{names.group[g]}")
