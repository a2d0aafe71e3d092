"""How long all places take together: `empire_1917` read, laid out and run, against Petrograd alone.

python benchmarks/empire.py [PEOPLE]

One pass of each, after a short one that fills the caches. More than 50,000 people are walked in two threads.
"""

from __future__ import annotations

import sys
import time

from dualsim.engine.simulation import Simulation
from dualsim.scenario.files import yaml_reader
from dualsim.scenario.loading import load


def timed(name: str, people: int) -> float:
    began = time.perf_counter()
    scenario = load(name)
    read = time.perf_counter()
    sim = Simulation(scenario, people, 1)
    laid_out = time.perf_counter()
    days = sum(1 for _ in sim.days())
    ended = time.perf_counter()
    print(
        f"{name} with {people:,} people: {read - began:.1f} s to read, {laid_out - read:.1f} s to lay out, "
        f"{ended - laid_out:.1f} s to run, {ended - began:.1f} s in all; "
        f"{1e9 * (ended - laid_out) / days / people:.0f} ns a person and day"
    )
    return ended - began


def main(people: int = 200_000) -> None:
    short = Simulation(load("empire_1917", until="1917-03-10"), 1_000, 1)
    for _ in short.days():
        pass
    yaml_reader._read_once.cache_clear()  # so that reading counts
    ratio = timed("empire_1917", people) / timed("petrograd_1917", people)
    print(f"all places take {ratio:.1f} times as long as Petrograd with as many people")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
