"""Four strategies in one made-up society, and 1917: what is built, how it breaks, who governs afterwards.

    python -m benchmarks.strategies --seeds 20

Each case is run with the same seeds. Of a case: how dual power ended in its main place; whether and when the
old order broke; and on the eve of that day, or on the last where it never broke, what people had built, how
far troops still obeyed and who had arms. Then what has changed where something is taken away, with intervals
(a bootstrap over pairs of one seed). Nothing here is scored against history.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dualsim.analysis.comparison.breaks import broke_on
from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.scenario.schema import Scenario
from dualsim.theory.endings import ENDINGS
from dualsim.theory.state import World

SEEDS, PEOPLE, DRAWS = 20, 1_000, 2_000
AROUND = 14  # days to either side of the break in which the street is looked at
MONTH = 30  # days in a row in which an ending is told to have held
MEASURED = ("real_power", "compliance", "formal_power", "ending", "seats", "executive")


class Case(NamedTuple):
    """A scenario, changed or not, the place that is looked at and the old order whose fall is the break."""

    scenario: str
    place: str
    old: str
    changes: Mapping[str, float] = {}
    without: tuple[str, ...] = ()


def ceilings(name: str, kind: str, to: float = 0.0) -> dict[str, float]:
    """Changes that leave nothing of what the institutions of one kind could do."""
    found = load(name).institutions
    return {f"institutions.{key}.ceiling": to for key, block in found.items() if block.kind == kind}


def all_at(name: str, to: float) -> dict[str, float]:
    """Changes that let institutions of both kinds do as much."""
    return ceilings(name, "alternative", to) | ceilings(name, "counter", to)


def cases() -> dict[str, Case]:
    """What is compared, by the name that stands in the table."""
    return {
        "1917": Case("petrograd_1917", "petrograd", "provisional_government"),
        "grassroots": Case("grassroots", "town", "government"),
        "vanguard": Case("vanguard", "town", "government"),
        "guerrilla, under the party": Case("guerrilla", "town", "government"),
        "guerrilla, free": Case("guerrilla", "town", "government", without=("under_the_party",)),
        "networks": Case("networks", "town", "government"),
        "grassroots, nothing delivered": Case(
            "grassroots", "town", "government", ceilings("grassroots", "alternative")
        ),
        "grassroots, nobody learns": Case("grassroots", "town", "government", {"behaviour.practice": 0}),
        "grassroots, nothing blocked": Case(
            "grassroots", "town", "government", ceilings("grassroots", "counter")
        ),
        "grassroots, no troops": Case(
            "grassroots", "town", "government", without=("troops_ordered", "inspectors")
        ),
        "grassroots, ceilings at 0.7": Case("grassroots", "town", "government", all_at("grassroots", 0.7)),
        "grassroots, ceilings at 0.9": Case("grassroots", "town", "government", all_at("grassroots", 0.9)),
        "vanguard, ceilings at 0.9": Case("vanguard", "town", "government", all_at("vanguard", 0.9)),
        "networks, ceilings at 0.9": Case("networks", "town", "government", all_at("networks", 0.9)),
        "grassroots, the party may claim": Case(
            "grassroots", "town", "government", {"parties.revolution.ceiling": 1.0}
        ),
        "networks, nothing delivered": Case(
            "networks", "town", "government", ceilings("networks", "alternative")
        ),
        "vanguard, no claim": Case(
            "vanguard", "town", "government", without=("all_power_to_councils", "rising_decided")
        ),
    }


PAIRS = {
    "grassroots, nothing delivered": "grassroots", "grassroots, nobody learns": "grassroots",
    "grassroots, nothing blocked": "grassroots", "grassroots, no troops": "grassroots",
    "grassroots, ceilings at 0.7": "grassroots", "grassroots, ceilings at 0.9": "grassroots",
    "vanguard, ceilings at 0.9": "vanguard", "networks, ceilings at 0.9": "networks",
    "grassroots, the party may claim": "grassroots",
    "networks, nothing delivered": "networks", "vanguard, no claim": "vanguard",
    "vanguard": "grassroots", "networks": "grassroots",
    "guerrilla, free": "guerrilla, under the party",
}  # fmt: skip


class Force(NamedTuple):
    """Of one day: how far troops obey, how much of the place is in its streets, and civilians with arms."""

    loyal: float
    street: float
    armed: float


def force_of(world: World, people: Any, l: int, arms_count: float, civil: np.ndarray) -> Force:
    """The force of a place today, as shares; `civil` groups had no hand in its force on the first day."""
    there = world.population[:, l] * people.present[:, l]
    counted = there * (1.0 + (arms_count - 1.0) * world.arms[:, l])
    crews = (world.operators[:, :, l] @ counted) * world.force
    return Force(
        float(world.loyal_force[l] / crews.sum()),
        float(world.active_force[l] / counted.sum()),
        float((there * civil * world.arms[:, l]).sum() / max((there * civil).sum(), 1.0)),
    )


def run(case: Case, scenario: Scenario, seed: int, people: int) -> dict[str, Any]:
    """What one run of a case came to."""
    sim = Simulation(scenario, people, seed, measures=(*MEASURED, *_institutional(scenario)))
    l, k = sim.names.row("place", case.place), sim.names.row("authority", case.old)
    civil = ~(sim.world.operators[sim.world.force > 0.0, :, l] > 0.0).any(axis=0)
    arms_count = sim.taste.arms_count
    forces = [force_of(sim.world, sim.people, l, arms_count, civil) for _ in sim.days()]
    days, record = len(forces), sim.record
    governs = record["formal_power"][:days, l, k] > 0.0
    began = int(np.argmax(governs))
    day = broke_on(governs, record["compliance"][:days, l, k], began)
    eve = days - 1 if day is None else max(began, day - 1)
    near = forces if day is None else forces[max(0, day - AROUND) : day + AROUND + 1]
    told = record["ending"][:days, l].astype(int)
    return {
        "ending": ENDINGS[told[-1]],
        "held": [name for row, name in enumerate(ENDINGS) if longest(told[began:] == row) >= MONTH],
        "break": None if day is None else day - began,
        "built": built(sim, scenario, case.place, eve),
        "skill": skill(sim, scenario, case.place, days - 1),
        "below": from_below(sim, l, eve),
        "loyal": forces[eve].loyal,
        "street": max(force.street for force in near),
        "armed": forces[eve].armed,
        "governs": governs_at(sim, l, days - 1),
        "self": from_below(sim, l, days - 1),
        "built at the end": built(sim, scenario, case.place, days - 1),
        "last": float(record["compliance"][days - 1, l, k]),
        **_of_the_hills(sim, scenario, days),
    }


def governs_at(sim: Simulation, l: int, day: int) -> str:
    """Who has the largest part of a place's mandate on a day, or nobody."""
    held = sim.record["formal_power"][day, l, :-1]
    return sim.names.authority[int(np.argmax(held))] if held.max() > 0.0 else "nobody"


def longest(so: np.ndarray) -> int:
    """The most days in a row on which something was so."""
    most = run_of = 0
    for day in so:
        run_of = run_of + 1 if day else 0
        most = max(most, run_of)
    return most


def _institutional(scenario: Scenario) -> tuple[str, ...]:
    return (
        *(("built", "skill") if scenario.institutions else ()),
        *(("population",) if "fighter" in scenario.groups else ()),
    )


def _of_the_hills(sim: Simulation, scenario: Scenario, days: int) -> dict[str, float]:
    """Whether and when a foco had a quarter of its hills, and whether it died."""
    if "foco" not in scenario.authorities:
        return {}
    l, k = sim.names.row("place", "hills"), sim.names.row("authority", "foco")
    quarter = sim.record["real_power"][:days, l, k] > 0.25
    fighters = sim.record["population"][:days, l, sim.names.row("group", "fighter")]
    return {
        "quarter": float(np.argmax(quarter)) if quarter.any() else float(days),
        "hills": ENDINGS[int(sim.record["ending"][days - 1, l])],
        "governs hills": governs_at(sim, l, days - 1),
        "foco": float(sim.record["real_power"][days - 1, l, k]),
        "died": float((fighters[1:] < 50).any()),
        "hills obey": float(sim.record["compliance"][days - 1, l, sim.names.row("authority", "government")]),
    }


def built(sim: Simulation, scenario: Scenario, place: str, day: int) -> float:
    """Share of a place's levers, by their first weight, whose work alternatives of people's own do."""
    total, l = 0.0, sim.names.row("place", place)
    for key, block in scenario.institutions.items():
        if block.kind == "alternative" and sim.world.sited[sim.names.row("institution", key), l]:
            weight = scenario.places[place].levers[block.beside].weight.value
            total += weight * float(sim.record["built"][day, l, sim.names.row("institution", key)])
    return total


def skill(sim: Simulation, scenario: Scenario, place: str, day: int) -> float:
    """Mean skill of those institutions that are sited in a place; 0 where there are none."""
    l = sim.names.row("place", place)
    rows = [n for n in range(len(scenario.institutions)) if sim.world.sited[n, l]]
    return float(np.mean(sim.record["skill"][day, l, rows])) if rows else 0.0


def from_below(sim: Simulation, l: int, day: int) -> float:
    """Real power of bodies whose electors may recall their deputies, as far as executives mirror plenums."""
    recalled = (sim.world.electors.sum(axis=1) > 0.0) & (sim.world.recall_pace > 0.0)
    seats, executive = sim.record["seats"][day, :-1], sim.record["executive"][day, :-1]
    mirror = 1.0 - 0.5 * np.abs(np.nan_to_num(seats) - np.nan_to_num(executive)).sum(axis=1)
    return float((sim.record["real_power"][day, l, :-1] * recalled * mirror).sum())


COLUMNS = ("built", "below", "loyal", "street", "armed", "self", "built at the end", "skill", "last")


def interval(values: np.ndarray) -> tuple[float, float, float]:
    """The mean, and its interval of 95 % by a bootstrap."""
    draws = np.random.default_rng(1).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), [0.025, 0.975])
    return float(values.mean()), float(low), float(high)


def told(name: str, runs: list[dict[str, Any]]) -> str:
    """A case in lines."""
    ends, governs = (Counter(run[key] for run in runs) for key in ("ending", "governs"))
    held = Counter(ending for run in runs for ending in run["held"])
    broke = [run["break"] for run in runs if run["break"] is not None]
    when = f", after {np.median(broke):.0f} days in the median" if broke else ""
    lines = [
        f"{name} ({len(runs)} runs)",
        f"  ends: {_counted(ends)}; for a month or more: {_counted(held)}",
        f"  the old order broke in {len(broke)}{when}; governs at the end: {_counted(governs)}",
    ]
    for key in COLUMNS:
        mean, low, high = interval(np.array([run[key] for run in runs]))
        lines.append(f"  {key}: {mean:.3f} [{low:.3f}, {high:.3f}]")
    if "foco" in runs[0]:
        hills = {
            key: interval(np.array([run[key] for run in runs]))[0] for key in ("quarter", "foco", "died")
        }
        said = [f"{key} {mean:.2f}" for key, mean in hills.items()]
        ends, governs = (Counter(run[key] for run in runs) for key in ("hills", "governs hills"))
        lines += [
            "  hills: " + ", ".join(said),
            f"  hills end: {_counted(ends)}; governed by {_counted(governs)}",
        ]
    return "\n".join(lines)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in counts.most_common())


def compared(name: str, runs: list[dict[str, Any]], base: list[dict[str, Any]]) -> str:
    """What differs from another case, seed by seed."""
    lines = [f"{name}, less {PAIRS[name]}"]
    for key in (*COLUMNS, *(("quarter", "foco", "died") if "foco" in runs[0] else ())):
        mean, low, high = interval(np.array([a[key] - b[key] for a, b in zip(runs, base, strict=True)]))
        beyond = " *" if low > 0.0 or high < 0.0 else ""
        lines.append(f"  {key}: {mean:+.3f} [{low:+.3f}, {high:+.3f}]{beyond}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Run all cases and print what they came to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--case", action="append", help="only these")
    parser.add_argument("--json", type=Path, help="also keep every run here")
    asked = parser.parse_args(arguments)
    found: dict[str, list[dict[str, Any]]] = {}
    for name, case in cases().items():
        if not asked.case or name in asked.case:
            scenario = load(case.scenario, changes=dict(case.changes), without=case.without)
            found[name] = [run(case, scenario, seed, asked.people) for seed in range(1, asked.seeds + 1)]
            print(told(name, found[name]), flush=True)
    for name, base in PAIRS.items():
        if name in found and base in found:
            print(compared(name, found[name], found[base]), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
