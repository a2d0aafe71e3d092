"""How long a comparison takes here: `dualsim compare` from Enter to figure, and what its time goes into.

python benchmarks/compare.py [SCENARIO SCENARIO] [--runs 50] [--people 2000]

Each figure is of one pass, after a short one that fills the caches; a busy machine shows at once. Processes
share memory and caches, so two of them do a little less than twice the work of one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from dualsim.analysis.comparison.comparison import DRAWN, MEASURED
from dualsim.runs.ensembles import ensembles, records
from dualsim.scenario.loading import load

KEPT = [*DRAWN, *MEASURED]


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def command(*words: str) -> Callable[[], object]:
    def work() -> object:
        with tempfile.TemporaryDirectory() as folder:
            line = [sys.executable, "-m", "dualsim", "compare", *words, "-o", f"{folder}/figure.png"]
            return subprocess.run(line, check=True, capture_output=True)

    return work


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("scenarios", nargs="*", default=["petrograd_1917", "village_1917"])
    asked.add_argument("--runs", type=int, default=50)
    asked.add_argument("--people", type=int, default=2_000)
    given = asked.parse_args()
    cases = [load(name) for name in given.scenarios]
    size = ("--people", str(given.people), "--runs")
    seconds(command(*given.scenarios, *size, "2"))
    whole = seconds(command(*given.scenarios, *size, str(given.runs)))
    runs = seconds(lambda: ensembles(cases, given.runs, given.people, measures=KEPT))
    print(f"dualsim compare {' '.join(given.scenarios)} --runs {given.runs}   {whole:6.1f} s")
    print(f"the runs alone, in {os.cpu_count()} processes   {runs:6.1f} s")
    for name, scenario in zip(given.scenarios, cases, strict=True):
        records(scenario, given.people, [1], KEPT)
        alone = seconds(lambda scenario=scenario: records(scenario, given.people, range(2, 7), KEPT)) / 5
        print(f"one run of {name} in one process   {alone:6.2f} s")


if __name__ == "__main__":
    main()
