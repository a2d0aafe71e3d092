"""Do the people answer? Acceptance before and after five events, against runs in which they do not happen.

python benchmarks/answers.py --runs 40 --people 5000

For each event: the share of a group that puts up with the government on the tenth day after, less that on
the day before. An event counts as answered where the median with it lies outside the 5 to 95 % range
without it. Runs with and without it share their seeds. The table goes into docs/findings.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
from itertools import product

import numpy as np

from dualsim.engine.simulation import Simulation
from dualsim.scenario.dates import day_number
from dualsim.scenario.loading import load

START = day_number("1917-02-23", "julian")
EVENTS = {  # what is left out, and the day of the first thing that is
    "miliukov_note": "1917-04-18",
    "first_coalition": "1917-05-05",
    "june_offensive": "1917-06-18",
    "july_days": "1917-07-03",
    "kornilov_marches": "1917-08-27",
}
GROUPS = ("worker", "soldier", "townspeople")


def shift(event: str, without: bool, seed: int, people: int) -> list[float]:
    """Change of acceptance over an event's first ten days, of each group."""
    day = day_number(EVENTS[event], "julian") - START
    scenario = load("petrograd_1917", without=[event] if without else [])
    sim = Simulation(scenario, people, seed, measures=("acceptance",)).run(day + 11)
    rows = [sim.names.group.index(name) for name in GROUPS]
    accept = sim.record["acceptance"][:, 0, rows]
    return (accept[day + 10] - accept[day - 1]).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--people", type=int, default=5_000)
    given = parser.parse_args()
    print("| event | group | with it, median | without it, 5 to 95 % | answered |")
    print("| --- | --- | --: | --: | --- |", flush=True)
    with multiprocessing.Pool(2) as pool:
        for event in EVENTS:
            tasks = product([event], [False, True], range(1, given.runs + 1), [given.people])
            told = np.array(pool.starmap(shift, tasks)).reshape(2, given.runs, len(GROUPS)) * 100.0
            for g, group in enumerate(GROUPS):
                median = np.median(told[0, :, g])
                low, high = np.percentile(told[1, :, g], [5, 95])
                answered = "yes" if not low <= median <= high else "no"
                cells = (event, group, f"{median:+.1f}", f"{low:+.1f} to {high:+.1f}", answered)
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
