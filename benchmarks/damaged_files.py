"""What becomes of damaged files: ten thousand mutants of scenarios, a thousand of each other kind of file.

make test-mutations

Prints how many were refused, read the same, and read otherwise in the mutated place alone, and each fault: a
traceback, more than ten seconds, anything else. Ends with 1 if there is one. `tests/test_mutations.py` is the
short form; `mutations`, `mutants_judged` and `mutation_cases` stand beside it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mutants_judged import IN_PLACE, REFUSED, SAME, Case, MisreadError, judged
from mutation_cases import LARGE, SMALL, made, scenarios

SCENARIOS, OTHERS = 10_000, 1_000
SMALL_SHARE = 0.8  # of the mutants are of small scenarios, which load in a tenth of the time
FAULTS = "faults"


def tried(what: str, cases: Sequence[Case], count: int, seed: int) -> Counter[str]:
    """Judge so many mutants, an equal share of each case, and print what became of them."""
    found: Counter[str] = Counter()
    for number in range(count):
        try:
            found[judged(cases[number % len(cases)], number, seed)[0]] += 1
        except MisreadError as wrong:
            found[FAULTS] += 1
            print(wrong, flush=True)
    told = ", ".join(f"{found[name]} {name}" for name in (REFUSED, SAME, IN_PLACE, FAULTS))
    print(f"{what}: {count} mutants, {told}", flush=True)
    return found


def main() -> int:
    options = argparse.ArgumentParser(description="Mutate files and judge what is read.")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--part", type=float, default=1.0, help="what part of the mutants to try")
    given = options.parse_args()
    size, few = int(SCENARIOS * given.part), int(OTHERS * given.part)
    small = int(size * SMALL_SHARE)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        found = tried("small scenarios", list(scenarios(folder, SMALL)), small, given.seed)
        found += tried("large scenarios", list(scenarios(folder, LARGE)), size - small, given.seed)
        for what, cases in made(folder).items():
            found += tried(what, cases, few, given.seed)
    return 1 if found[FAULTS] else 0


if __name__ == "__main__":
    sys.exit(main())
