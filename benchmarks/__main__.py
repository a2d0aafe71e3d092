"""What a day of the model costs here, and what it costs others: python -m benchmarks [--quick].

All take turns in one run, each from the same day of `petrograd_1917`; medians of five. The whole takes under
twenty minutes, `--quick` under one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import report
from benchmarks.competitors import Competitor, competitors, missing
from benchmarks.instructions import instructions
from benchmarks.rounds import Cost, measured
from dualsim.scenario.loading import load

SIZES = (1_000, 10_000, 100_000, 1_000_000, 2_400_000)
QUICK_SIZES, QUICK_ROUNDS, QUICK_DAYS = (10_000,), 3, 5


def asked() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--quick", action="store_true", help="10,000 people and few days only, in under a minute"
    )
    parser.add_argument("--people", type=int, nargs="+", help="other sizes")
    parser.add_argument(
        "--out", type=Path, help="the figure (default: benchmarks.png, and none with --quick)"
    )
    parser.add_argument("--json", type=Path, help="every round, for other programs")
    return parser.parse_args()


def timed(those: list[Competitor], sizes: tuple[int, ...], quick: bool) -> list[Cost]:
    """What everyone takes at every size."""
    scenario, costs = load("petrograd_1917"), []
    for people in sizes:
        print(f"{people:,} people ...", file=sys.stderr, flush=True)
        few = (QUICK_ROUNDS, QUICK_DAYS) if quick else ()
        costs += measured(scenario, people, those, *few)
    return costs


def main() -> None:
    options = asked()
    those = competitors()
    costs = timed(those, tuple(options.people or (QUICK_SIZES if options.quick else SIZES)), options.quick)
    print(report.machine())
    print()
    print(report.table(costs, those))
    print()
    print(report.answers(costs))
    print()
    print("\n".join([*missing(), *([] if options.quick else instructions())]))
    figure = options.out or (None if options.quick else Path("benchmarks.png"))
    if figure:
        report.draw(costs, those, figure)
        print(f"Figure: {figure}")
    if options.json:
        report.write(costs, options.json)


if __name__ == "__main__":
    main()
