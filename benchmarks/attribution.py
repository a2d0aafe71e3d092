"""How long the attribution of the October outcome takes: 8 events, all 256 sets of them, in each run.

python benchmarks/attribution.py [RUNS] [PEOPLE]

Prints the seconds on the clock and of work, and how many days were lived against runs without branches.
"""

from __future__ import annotations

import sys
import time

from dualsim.analysis.attribution.attribution import MOST_EXACT, Question, share_out
from dualsim.analysis.outcomes import outcome_of
from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load

OUTCOME = "seats[soviet, bolshevik]@1917-10-24"
EVENTS = (
    "garrison_mutiny", "order_no_1", "government_appointed", "april_theses",
    "first_coalition", "july_days", "kornilov_marches", "garrison_to_the_front",
)  # fmt: skip


def main(runs: int = 2, people: int = 5_000) -> None:
    scenario = load("petrograd_1917")
    question = Question(scenario, outcome_of(OUTCOME, scenario), EVENTS, people, 0)
    lived = []
    advance = Simulation.advance

    def counted(sim: Simulation) -> None:
        lived.append(sim.day)
        advance(sim)

    Simulation.advance = counted  # type: ignore[method-assign]
    share_out(question._replace(people=300), 1)  # to warm the caches
    lived.clear()
    clock, work = time.perf_counter(), time.process_time()
    for seed in range(1, runs + 1):
        share_out(question, seed)
    clock, work = (time.perf_counter() - clock) / runs, (time.process_time() - work) / runs
    days = len(lived) / runs
    without = 2**MOST_EXACT * (question.outcome.day + 1)
    print(f"one run of {people:,} people: {clock:.1f} s on the clock, {work:.1f} s of work, on one core")
    print(f"{days:,.0f} days lived, {1000 * work / days:.2f} ms each; without branches {without:,}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
