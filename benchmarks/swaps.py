"""Which difference between capital and province carries the number of powers, with no local body given.

    python -m benchmarks.swaps --quick
    python -m benchmarks.swaps kazan_1917:kazan --bodies frozen

Stripped scenarios swap block by block, all 128 hybrids of each pair. Bodies are swapped in two forms: what
stood in February with what people may found, and the list of 1 May of the median run, given and frozen.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.stripped import stripped
from dualsim.analysis.statistics import Estimate, estimate_of
from dualsim.analysis.swaps.result import Swap, carried, told_change, told_level, told_share
from dualsim.analysis.swaps.swaps import swap

CAPITAL = "petrograd_1917:petrograd"
OTHERS = (
    "village_1917:village", "kazan_1917:kazan", "nizhnii_novgorod_1917:nizhnii_novgorod",
    "region_1917:kazan_region",
)  # fmt: skip
FORMS = {"founded": "what stood in February, and what people found", "frozen": "the list of 1 May, frozen"}
NOT_FROZEN = {"region_1917:kazan_region"}  # whose villages each have their own
FULL, QUICK = (20, 5000), (4, 1000)  # runs, people
MOST = 0.25  # of the difference, that bodies may carry


def swapped(other: str, form: str, runs: int, people: int, jobs: int | None = None) -> Swap:
    """The capital against another place, both stripped of local bodies, over all blocks."""
    given, places = zip(*(one.split(":") for one in (CAPITAL, other)), strict=True)
    scenarios = [stripped(name) for name in given]
    how = {"runs": runs, "people": people, "jobs": jobs}
    return swap(*scenarios, places=places, frozen=form == "frozen", **how)


def table(other: str, form: str, found: Swap) -> list[str]:
    """What each block carries, as a table in Markdown."""
    first, second = (told_level(estimate_of(values), False) for values in found.ends)
    difference = told_change(estimate_of(found.total), False)
    lines = [
        f"### {CAPITAL} against {other}; bodies: {FORMS[form]}", "",
        f"Effective powers {first} and {second}, difference {difference};"
        f" {found.runs} runs of {found.question.people:,} people.", "",
        "| block | put into the capital | kept out of the other | Shapley value | share |",
        "| --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for row in carried(found):
        cells = [told_change(row[part], False) for part in ("into", "out_of", "shapley")]
        lines.append(f"| {row['block']} | {' | '.join(cells)} | {told_share(row['share'])} |")
    return [*lines, "", verdict(found), ""]


def verdict(found: Swap) -> str:
    """Whether bodies carry as little as they should."""
    share: Estimate | None = next(row["share"] for row in carried(found) if row["block"] == "bodies")
    if share is None:
        return "The two do not differ: there is nothing to share out."
    held = "no more" if abs(share.value) <= MOST else "more"
    return f"Bodies carry {told_share(share)} of the difference: {held} than a quarter."


def main() -> None:
    """Print the table of each pair and form, and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("others", nargs="*", default=OTHERS, help="places beside the capital, as NAME:PLACE")
    parser.add_argument("--bodies", choices=FORMS, help="one of the two forms")
    parser.add_argument("--quick", action="store_true", help="4 runs of 1,000 people instead of 20 of 5,000")
    parser.add_argument("--jobs", type=int, help="processes")
    parser.add_argument("--to", type=Path, help="a folder for the numbers, as JSON")
    asked = parser.parse_args()
    unknown = [other for other in asked.others if other not in OTHERS]
    if unknown:
        sys.exit(f"{unknown[0]}: not a place beside the capital; there is {', '.join(OTHERS)}")
    for other in asked.others:
        for form in [asked.bodies] if asked.bodies else FORMS:
            if form == "frozen" and other in NOT_FROZEN:
                continue
            found = swapped(other, form, *(QUICK if asked.quick else FULL), asked.jobs)
            print("\n".join(table(other, form, found)), flush=True)
            if asked.to is not None:
                asked.to.mkdir(parents=True, exist_ok=True)
                file = asked.to / f"{other.partition(':')[0]}_{form}.json"
                file.write_text(json.dumps(found.to_dict(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
