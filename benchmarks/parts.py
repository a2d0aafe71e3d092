"""Where the time of a day goes: each compiled part of it, and the Python between, on one thread.

python benchmarks/parts.py [PEOPLE ...]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from benchmarks.rounds import BEGIN, DAYS, ROUNDS, on_threads
from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load

TOLD = {
    "think": "who thinks again", "choose": "an authority", "accept": "acceptance", "vote": "a party",
    "mobilise": "rising", "tally": "counting choices", "rally": "counting who rises",
    "dawn": "parties grow, calls fade", "morning": "authorities", "evening": "shares, orders, credit",
    "hold": "what is held", "events": "Python: events and their conditions", "keep": "recording",
    "rest": "Python: the rest",
}  # fmt: skip


def clocked(work: Callable[..., Any], name: str, spent: Counter[str]) -> Callable[..., Any]:
    """The same work, whose time is added up."""

    def timed(*given: Any) -> Any:
        began = time.perf_counter()
        result = work(*given)
        spent[name] += time.perf_counter() - began
        return result

    return timed


def day_of(sim: Simulation) -> Counter[str]:
    """Seconds a day by part."""
    spent: Counter[str] = Counter()
    walks = {name: clocked(walk, name, spent) for name, walk in sim.walks._asdict().items()}
    parts = ("dawn", "hold", "morning", "evening")
    sim.walks = sim.walks._replace(**walks)
    sim.compiled = sim.compiled._replace(**{n: clocked(getattr(sim.compiled, n), n, spent) for n in parts})
    sim.recording.keep = clocked(sim.recording.keep, "keep", spent)  # type: ignore[method-assign]
    sim.open_day = clocked(sim.open_day, "events", spent)  # type: ignore[method-assign]
    began = time.perf_counter()
    sim.run(sim.day + DAYS)
    whole = time.perf_counter() - began
    spent["events"] -= spent["dawn"] + spent["hold"]
    spent["rest"] = whole - sum(spent.values())
    return Counter({name: seconds / DAYS for name, seconds in spent.items()})


def main(sizes: list[int]) -> None:
    scenario = load("petrograd_1917")
    for people in sizes:
        with on_threads(1):
            start = Simulation(scenario, people, 1).run(BEGIN - 1)
            start.advance()
            rounds = [day_of(start.branch()) for _ in range(ROUNDS)]
        parts = {name: statistics.median(one[name] for one in rounds) for name in TOLD}
        whole = sum(parts.values())
        print(f"{people:,} people: {whole * 1e3:.2f} ms a day, {whole / people * 1e9:.0f} ns a person")
        for name, seconds in sorted(parts.items(), key=lambda part: -part[1]):
            print(f"  {TOLD[name]:38}{seconds * 1e6:>10.0f} us{seconds / whole:>7.0%}")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1_000, 20_000, 200_000])
