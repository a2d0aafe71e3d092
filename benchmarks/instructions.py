"""Instructions of the processor a person and day, which a busy machine does not change: ours and C."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

from benchmarks.competitors import c, ours
from benchmarks.limit import compiler
from benchmarks.rounds import BEGIN, on_threads
from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load

WAYS = {"dualsim": ours, "C": c}
PEOPLE, DAYS = 100_000, 20
NONE = (
    "Instructions a person-day: perf counts none here (no hardware counters, or they are denied); left out."
)


def instructions() -> list[str]:
    """A line for each way that can be counted, or one that says why none is."""
    if shutil.which("perf") is None:
        return [NONE]
    lines = []
    for way in WAYS:
        if way == "C" and compiler() is None:
            continue
        few, many = counted(way, 1), counted(way, 1 + DAYS)
        if few is None or many is None:
            return [NONE]
        lines.append(
            f"Instructions a person-day, {PEOPLE:,} people, {way}: {(many - few) / PEOPLE / DAYS:.0f}"
        )
    return lines


def counted(way: str, days: int) -> float | None:
    """Instructions of a process that carries a run on by some days; None where they cannot be counted."""
    work = [sys.executable, "-m", "benchmarks.instructions", way, str(days)]
    done = subprocess.run(
        ["perf", "stat", "-x", ",", "-e", "instructions:u", *work],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"^(\d+),[^,]*,instructions", done.stderr, re.MULTILINE)
    return float(found[1]) if done.returncode == 0 and found else None


def main() -> None:
    way, days = sys.argv[1], int(sys.argv[2])
    with on_threads(1):
        day = WAYS[way](Simulation(load("petrograd_1917"), PEOPLE, 1).run(BEGIN - 1))
        for _ in range(days):
            day()


if __name__ == "__main__":
    main()
