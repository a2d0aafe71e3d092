"""Who is compared: each takes the middle of a run and gives what carries it on by a day."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

from benchmarks.limit import compiler, in_c
from benchmarks.ordinary_mesa import OrdinaryModel
from benchmarks.vectorised_numpy import Crowd, Generator
from dualsim.engine.simulation import REVISED, Simulation

Day = Callable[[], object]
EVERY_SIZE = 10**12


class Competitor(NamedTuple):
    """A way to carry a run on, and how it is measured."""

    name: str
    begin: Callable[[Simulation], Day]  # is given a run of its own, and not timed
    threads: int = 1
    fewest: int = 0  # people at which it is measured
    most: int = EVERY_SIZE
    whole: bool = True  # the whole model, or the people's part on tables that stay as they are


def ours(sim: Simulation) -> Day:
    """The engine as it is."""
    return sim.advance


def c(sim: Simulation) -> Day:
    """The whole model in C."""
    return in_c(sim).advance


def mesa(sim: Simulation) -> Day:
    """The whole model as an ordinary Mesa user writes it."""
    return OrdinaryModel(sim).step


def our_people(sim: Simulation) -> Day:
    """Our people's part alone, on tables that stay as they are."""
    key, everyone = sim.key, len(sim.people.cell)

    def day() -> None:
        nonlocal key
        key += np.uint64(1)
        given = (*sim.handed, key)
        sim.walks.think(0, everyone, *given, sim.thinking)
        for kind, column in REVISED.items():
            getattr(sim.walks, kind)(0, everyone, *given, sim.thinking, getattr(sim.people, column))
        sim.walks.mobilise(0, everyone, *given, sim.people.active)

    return day


def numpy_people(sim: Simulation) -> Day:
    """The people's part in numpy."""
    return Crowd(sim, Generator(sim.seed)).day


def agentpy_people(sim: Simulation) -> Day:
    """The people's part in agentpy."""
    from benchmarks.people_in_agentpy import carried_on

    return carried_on(sim)


def mesa_frames_people(sim: Simulation) -> Day:
    """The people's part in mesa-frames."""
    from benchmarks.people_in_mesa_frames import carried_on

    return carried_on(sim)


def memory(sim: Simulation) -> Day:
    """The people's columns copied once: what it costs at least to read and write them all."""
    columns = [column for column in sim.people if len(column) == len(sim.people.cell)]
    copies = [column.copy() for column in columns]

    def day() -> None:
        for column, copy in zip(columns, copies, strict=True):
            np.copyto(copy, column)

    return day


OURS = Competitor("dualsim", ours)
INSTALLED_OR_NOT = {
    "agentpy": Competitor("agentpy, people's part", agentpy_people, most=100_000, whole=False),
    "mesa_frames": Competitor("mesa-frames, people's part", mesa_frames_people, whole=False),
}


def competitors() -> list[Competitor]:
    """All who can run here, ours first."""
    return [
        OURS,
        Competitor("dualsim, two threads", ours, threads=2, fewest=100_000),
        *(
            [Competitor("C", c), Competitor("C, two threads", c, threads=2, fewest=100_000)]
            if compiler()
            else []
        ),
        Competitor("Mesa, one object a person", mesa, most=100_000),
        Competitor("dualsim, people's part", our_people, whole=False),
        Competitor("numpy, people's part", numpy_people, whole=False),
        *(one for package, one in INSTALLED_OR_NOT.items() if find_spec(package)),
        Competitor("np.copyto of the people", memory, whole=False),
    ]


def missing() -> list[str]:
    """A line for each who cannot run here, and why."""
    lines = [] if compiler() else ["C: no compiler is here (gcc, clang or cc); left out."]
    for package in INSTALLED_OR_NOT:
        if find_spec(package) is None:
            lines.append(f"{package}: not installed here; left out.")
    return lines
