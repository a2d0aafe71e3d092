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


def timed(those: list[Competitor], options: argparse.Namespace) -> list[Cost]:
    """What everyone takes at every size; what is done is kept, size by size."""
    scenario, costs = load("petrograd_1917"), []
    for people in options.people or (QUICK_SIZES if options.quick else SIZES):
        print(f"{people:,} people ...", file=sys.stderr, flush=True)
        few = (QUICK_ROUNDS, QUICK_DAYS) if options.quick else ()
        costs += measured(scenario, people, those, *few)
        if options.json:
            report.write(costs, options.json)
    return costs


def main() -> None:
    options, those = asked(), competitors()
    costs = timed(those, options)
    counted = [] if options.quick else instructions()
    told = [
        report.machine(),
        report.table(costs, those),
        report.answers(costs),
        "\n".join([*missing(), *counted]),
    ]
    print("\n\n".join(part for part in told if part))
    figure = options.out or (None if options.quick else Path("benchmarks.png"))
    if figure:
        report.draw(costs, those, figure)
        print(f"Figure: {figure}")


if __name__ == "__main__":
    main()
