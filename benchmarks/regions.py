"""Whether space makes the multitude, and not arithmetic: a region beside a capital cut into as many parts.

python -m benchmarks.regions [seeds] [people]

The districts of the capital have the same bodies, and each cell talks to cells of all of them as before. The
same with the capital stripped of the bodies of 1917 (benchmarks/stripped.py), which its people found anew.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np

from benchmarks.stripped import stripped
from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.scenario.regions import Spreading, Village, named
from dualsim.scenario.schema import Scenario

MEASURED = ("effective_powers", "cooperation")
FROM, TO = "1917-04-01", "1917-09-30"
NUMBERS = (1, 5, 10, 20, 40)
WHOLE = "whole"


def cut(scenario: Scenario, place: str, number: int) -> Scenario:
    """The scenario with a place cut into districts of one size, which the same bodies reach.

    What it says of a body that people of the place may found, as `soviet@petrograd`, is said of that of each
    district, wherever it is founded first; where one alone can be named, as in a condition, of the first's.
    """
    given = scenario.model_dump(by_alias=True, exclude_unset=True)
    parts = [Village(n + 1, 1.0 / number, 0.0, 0) for n in range(number)]
    found = of_district(Spreading(given, place, parts, []).whole(), place, named(place, 1))
    names = [named(place, part.number) for part in parts]
    for name in names:
        others = [other for other in names if other != name]
        found["places"][name]["rail"] = dict.fromkeys(others, 0.0)
        letters: dict[str, Any] = found["places"][name].get("letters", {})
        found["places"][name]["letters"] = {**letters, **dict.fromkeys(others, 1.0 / number)}
    found["regions"] = {WHOLE: {"name": "The whole", "town": names[0], "places": names[1:]}}
    found.pop("vary", None)  # it names the place as it was
    return Scenario.model_validate(found)


def of_district(part: Any, place: str, first: str) -> Any:
    """A part of a scenario that calls each body which people of a place may found by its first district."""
    if isinstance(part, dict):
        return {of_district(key, place, first): of_district(one, place, first) for key, one in part.items()}
    if isinstance(part, list):
        return [of_district(one, place, first) for one in part]
    return re.sub(rf"@{place}\b", f"@{first}", part) if isinstance(part, str) else part


def means(scenario: Scenario, region: str, seeds: int, people: int) -> dict[str, float]:
    """Measures of a region, in the mean over spring and summer and over seeds."""
    first = scenario.period.first
    days = slice(scenario.day(FROM) - first, scenario.day(TO) - first + 1)
    found: dict[str, list[float]] = {name: [] for name in MEASURED}
    for seed in range(1, seeds + 1):
        sim = Simulation(scenario, people, seed, measures=MEASURED).run(days.stop - 1)
        row = (*sim.names.place, *sim.names.region).index(region)
        for name in MEASURED:
            found[name].append(float(np.nanmean(sim.record[name][days, row])))
    return {name: float(np.mean(values)) for name, values in found.items()}


def main() -> None:
    seeds, people = (int(word) for word in (sys.argv[1:] + ["3", "5000"][len(sys.argv) - 1 :])[:2])
    region = load("region_1917")
    print(f"{'':44}{'effective powers':>18}{'cooperation':>14}")
    for called, capital in (("", load("petrograd_1917")), (", stripped", stripped("petrograd_1917"))):
        _tell(f"Petrograd{called}", means(capital, "petrograd", seeds, people))
        for number in NUMBERS:
            parts = cut(capital, "petrograd", number)
            _tell(f"Petrograd{called}, in districts: {number}", means(parts, WHOLE, seeds, people))
    _tell("Kazan, the town alone", means(region, "kazan", seeds, people))
    for number in NUMBERS:
        changed = region.replace({"regions.kazan_region.villages.number": number})
        _tell(f"Kazan and villages: {number}", means(changed, "kazan_region", seeds, people))


def _tell(what: str, found: dict[str, float]) -> None:
    print(f"{what:44}{found['effective_powers']:>18.2f}{found['cooperation']:>14.2f}", flush=True)


if __name__ == "__main__":
    main()
