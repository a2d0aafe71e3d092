"""What becomes of every command that writes when the disk is full, the folder takes nothing, a signal comes.

make test-faults

For each command and each kind of fault: some ten moments, evenly over the steps at which it makes, writes,
renames or removes something, and the same command again after each. Prints how many were tried and what went
wrong. Ends with 1 if anything did. `tests/cli/test_faults.py` is the short form; `faults` and `fault_cases`
stand beside it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure

from dualsim.figures import plotting
from fault_cases import CASES, prepared
from faults import ERRORS, SIGNALS, Fault, Trial, warm

MOMENTS = 10
SIZES = (0, 100, 1_000, 4_000, 16_000, 64_000)  # in bytes, that a file may have
SECONDS = 1.0  # over which signals come that wait for no step
TIMED = ("SIGINT in time", "SIGTERM in time")


def spread(most: float, moments: int) -> list[float]:
    """So many moments, evenly from the first to the last."""
    return [most * (n + 0.5) / moments for n in range(moments)]


def faults_of(steps: int, moments: int) -> Iterator[Fault]:
    """The faults that are tried on a command that takes so many steps."""
    at = sorted({1, *(round(step) for step in spread(steps, moments))} - {0})
    for kind in (*ERRORS, *SIGNALS):
        yield from (Fault(kind, step) for step in at)
    yield from (Fault("size", size) for size in SIZES)
    for kind in TIMED:
        yield from (Fault(kind, seconds) for seconds in spread(SECONDS, moments))
    yield Fault("closed streams")


def tried(name: str, trial: Trial, moments: int) -> Counter[bool]:
    """Try every fault on a command, and print what went wrong."""
    found: Counter[bool] = Counter()
    for fault in faults_of(trial.clean.steps, moments):
        wrong = trial.wrong(fault)
        found[bool(wrong)] += 1
        for one in wrong:
            print(f"  {name}, {fault}: {one}", flush=True)
    print(f"{name}: {found.total()} faults, {found[True]} with something wrong", flush=True)
    return found


def main() -> int:
    options = argparse.ArgumentParser(description="Stop commands in every way, and look at what is left.")
    options.add_argument("--moments", type=int, default=MOMENTS, help="how many of each kind")
    options.add_argument("only", nargs="*", help=f"of {', '.join(CASES)}")
    given = options.parse_args()
    chosen = {name: CASES[name] for name in given.only or CASES}
    with tempfile.TemporaryDirectory() as place:
        ready = prepared(Path(place, "ready"))
        warm(chosen.values(), ready, Path(place, "warm"))
        plotting.plot = lambda *_, **__: Figure()  # files are what is looked at, and drawing takes longest
        found: Counter[bool] = Counter()
        for name, words in chosen.items():
            found += tried(name, Trial(words, ready, Path(place, "work")), given.moments)
    print(f"all: {found.total()} faults, {found[True]} with something wrong")
    return 1 if found[True] else 0


if __name__ == "__main__":
    sys.exit(main())
