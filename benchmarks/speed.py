"""How long things take here: the command from Enter to figure, the simulation alone, Mesa against columns.

python benchmarks/speed.py

Each figure is the median of five, after one to warm the caches. Quote the ratios: machines differ.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from dualsim.engine.model import DualPower
from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load

RUNS = 5


def median_seconds(work: Callable[[], object]) -> float:
    work()
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def command(*arguments: str) -> Callable[[], object]:
    def work() -> object:
        with tempfile.TemporaryDirectory() as folder:
            return subprocess.run(
                [sys.executable, "-m", "dualsim", *arguments], cwd=folder, check=True, capture_output=True
            )

    return work


def main() -> None:
    scenario = load("petrograd_1917")
    shorter = load("petrograd_1917", until="1917-03-31")

    def columns(people: int, scenario=scenario) -> Callable[[], object]:
        def work() -> object:
            sim = Simulation(scenario, people, 1)
            return [None for _ in sim.days()]

        return work

    def agents() -> None:
        DualPower(shorter, 1_000, 1).run()

    help_page = median_seconds(command("--help"))
    whole = median_seconds(command("run", "petrograd_1917", "--people", "20000", "--seed", "1"))
    reading = median_seconds(lambda: load("petrograd_1917"))
    few, usual, many = (median_seconds(columns(people)) for people in (1_000, 20_000, 200_000))
    by_agents, by_columns = median_seconds(agents), median_seconds(columns(1_000, shorter))
    print(f"dualsim --help                                   {help_page:7.2f} s")
    print(f"dualsim run petrograd_1917, Enter to figure      {whole:7.2f} s")
    print(f"reading and checking the scenario                {reading:7.2f} s")
    print(f"simulation alone,   1,000 people                 {few:7.2f} s")
    print(f"simulation alone,  20,000 people                 {usual:7.2f} s")
    print(f"simulation alone, 200,000 people                 {many:7.2f} s")
    print(f"one more person for one more day                 {(many - usual) / 180_000 / 263 * 1e9:7.0f} ns")
    print(f"Mesa agents against columns, 1,000 people        {by_agents / by_columns:7.1f} times as long")


if __name__ == "__main__":
    main()
