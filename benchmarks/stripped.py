"""What people found where a scenario names no local body: who, when, under which name, and how many powers.

    python -m benchmarks.stripped --history ../shared/history/authorities.csv

A bundled scenario is run from below, without its `local_bodies`: soviets, committees of public safety,
soldiers', volost, land and food committees that came into being in 1917, and the effects that founded and
filled them.
What stood in February, and what is national, stays. Then people found what they do.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dualsim.engine.event_log import authority_names, happenings
from dualsim.engine.simulation import Simulation
from dualsim.scenario import loading
from dualsim.scenario.dates import DATE_COLUMNS
from dualsim.scenario.schema import Scenario

PLACES = {
    "Petrograd": "petrograd_1917", "Kazan": "kazan_1917", "Nizhnii Novgorod": "nizhnii_novgorod_1917",
    "Smolensk": "smolensk_1917", "Saratov": "saratov_1917", "Villages (general)": "village_1917",
}  # fmt: skip
REGIONS = {"region_1917": "kazan_1917"}  # whose town the record is of
ASKED = list(PLACES.values())
FIRST, LAST = "1917-04-01", "1917-09-30"
# What is told of each place: how it is called, the measure, and the last day of its mean.
TOLD = {
    "powers": ("effective_powers", LAST),
    "cooperation": ("cooperation", LAST),
    "cooperation to July": ("cooperation", "1917-07-31"),
}


def stripped(name: str) -> Scenario:
    """A bundled scenario without the local bodies that came into being in 1917."""
    return loading.load(name, changes={"from_below": True})


class Told(NamedTuple):
    """What a run of a stripped scenario came to."""

    founded: list[tuple[str, str, str]]  # date, by what name, who entered it since
    means: dict[str, dict[str, float]]  # each of TOLD, by place and region


def told(scenario: Scenario, people: int, seed: int) -> Told:
    """One run: what was founded, and the means of spring to autumn."""
    sim = Simulation(scenario, people, seed).run()
    names = dict(zip(sim.names.authority, authority_names(sim), strict=True))
    groups = {key: block.name for key, block in scenario.groups.items()}
    founded = []
    for one in happenings(sim):
        named = one.get("other", "")
        if (
            one["what"] in ("founded", "entered", "fused", "faded", "dissolved")
            and "@" in one["authority"] + named
        ):
            other = groups.get(named, names.get(named, ""))
            by = ""
            if one["what"] == "founded":
                by = groups[sim.names.group[sim.world.founders[sim.names.row("authority", one["authority"])]]]
            said = f"{one['what']} {names[one['authority']]}" + (f": {other or by}" if other or by else "")
            founded.append((one[DATE_COLUMNS[scenario.calendar]], said, one["authority"]))
    return Told(founded, {what: _by_place(sim, *asked) for what, asked in TOLD.items()})


def _by_place(sim: Simulation, measure: str, last: str) -> dict[str, float]:
    """The mean of a measure from spring to a day, in each place of the run and in each region."""
    begin, end = (sim.scenario.day(day) - sim.start.first_day for day in (FIRST, last))
    values = sim.record[measure][begin : end + 1]
    rows = (*sim.names.place, *sim.names.region)
    return {row: float(np.nanmean(values[:, l])) for l, row in enumerate(rows)}


def report(name: str, people: int, seeds: int, enter: bool) -> list[str]:
    """What people found in a stripped scenario, over some seeds."""
    scenario = stripped(name)
    if not enter:
        scenario = scenario.replace({"behaviour.enter_within": 0})
    runs = [told(scenario, people, seed + 1) for seed in range(seeds)]
    lines = [f"{name}, {'with' if enter else 'without'} entering"]
    dates: dict[str, list[str]] = {}
    for run in runs:
        for said, times in Counter(said for _, said, _ in run.founded).items():
            mine = [date for date, other, _ in run.founded if other == said]
            dates.setdefault(said, []).append(mine[0] + (f" (x{times})" if times > 1 else ""))
    for said, when in sorted(dates.items(), key=lambda item: sorted(item[1])[0]):
        when = sorted(when)
        middle = when[len(when) // 2]
        lines.append(f"  {middle}  {len(when)} of {seeds}  {said}  [{when[0][5:]} to {when[-1][5:]}]")
    for what in TOLD:
        for place in runs[0].means[what]:
            values = [run.means[what][place] for run in runs]
            lines.append(f"  {what} {place}: {np.mean(values):.2f} ({min(values):.2f} to {max(values):.2f})")
    return lines


def history(path: str, name: str) -> list[str]:
    """What was founded when in the places of a scenario, by the record; of a region's, by its town's."""
    name = REGIONS.get(name, name)
    with open(path, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if PLACES.get(row["place"]) == name]
    return ["  by the record:"] + [f"    {row['founded_os']:<20} {row['authority']}" for row in rows]


def main() -> None:
    """Print what is founded in each stripped scenario, with and without entering, beside the record."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", default=ASKED, help="bundled scenarios")
    parser.add_argument("--history", help="a table with place, authority and founded_os")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    if asked.history is not None and not Path(asked.history).is_file():
        sys.exit(f"--history: there is no file {asked.history}; name the table of authorities")
    for name in asked.scenarios:
        for enter in (True, False):
            print("\n".join(report(name, asked.people, asked.seeds, enter)), flush=True)
        if asked.history:
            print("\n".join(history(asked.history, name)), flush=True)


if __name__ == "__main__":
    main()
