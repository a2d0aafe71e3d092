"""How the cost of a day grows: with people, cells, authorities, places, and places with bodies of their own.

python benchmarks/growth.py

One thread, processor time; worlds made up around the smallest capital, by turns, medians of three.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.rounds import on_threads
from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.scenario.schema import Scenario

PEOPLE, BEGIN, DAYS, ROUNDS = 20_000, 10, 20, 3
NAMED = {"assumed": "made up, to see what it costs"}


def town(cell_size: int) -> dict[str, Any]:
    """A place as large as any other."""
    crew = {"weight": 0.5, "operators": {"worker": 0.5, "soldier": 0.5}, **NAMED}
    works, depot = {"name": "Works", "delivers": "bread", **crew}, {"name": "Depot", "force": 1, **crew}
    return {
        "name": "Town", "population": {"worker": 40_000, "soldier": 20_000}, "cell_size": cell_size,
        "segregation": 0.8, "condition": {"peace": -0.5, "bread": -0.3, "land": -0.4},
        "levers": {"works": works, "depot": depot}, **NAMED,
    }  # fmt: skip


def body(reach: list[str]) -> dict[str, Any]:
    """A soviet of some places."""
    return {
        "name": "Soviet", "kind": "soviet", "from_start": True, "seats": {"socialist": 1},
        "electors": {"worker": 0.5, "soldier": 0.5}, "portfolio": {"bread": 0.5},
        "reach": dict.fromkeys(reach, 0.8), **NAMED,
    }  # fmt: skip


def world(places: int = 0, bodies: int = 0, own: bool = False, cell_size: int = 100) -> Scenario:
    """The smallest capital with further towns, with further bodies in it, or one in each town."""
    towns = [f"town{n}" for n in range(places)]
    authorities: dict[str, Any] = {f"council{n}": body(["capital"]) for n in range(bodies)}
    if own:
        authorities |= {f"soviet_of_{name}": body([name]) for name in towns}
    authorities["government"] = {"mandate": dict.fromkeys(towns, 1), "reach": dict.fromkeys(towns, 0.8)}
    parties = {name: {"organisation": dict.fromkeys(towns, 0.2)} for name in ("liberal", "socialist")}
    told = {"schema": 1, "extends": "capital_minimal", "title": "Made up", "authorities": authorities}
    told |= {"places": {name: town(cell_size) for name in towns}, "parties": parties} if towns else {}
    if not towns:
        told["places"] = {"capital": {"cell_size": cell_size}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made.yaml")
        YAML(typ="safe").dump(told, path)
        return load(path)


WORLDS = {
    "1 place, 2 bodies": lambda: world(),
    "cells of 20": lambda: world(cell_size=20),
    "cells of 200": lambda: world(cell_size=200),
    "1 place, 10 bodies": lambda: world(bodies=8),
    "1 place, 34 bodies": lambda: world(bodies=32),
    "1 place, 98 bodies": lambda: world(bodies=96),
    "9 places, 2 bodies": lambda: world(8),
    "33 places, 2 bodies": lambda: world(32),
    "97 places, 2 bodies": lambda: world(96),
    "9 places, a body each": lambda: world(8, own=True),
    "33 places, a body each": lambda: world(32, own=True),
    "97 places, a body each": lambda: world(96, own=True),
    "petrograd_1917": lambda: load("petrograd_1917"),
    "empire_1917": lambda: load("empire_1917"),
}


def main() -> None:
    with on_threads(1):
        runs = {}
        for name, made in WORLDS.items():
            for people in (PEOPLE, 5 * PEOPLE):
                runs[name, people] = Simulation(made(), people, 1).run(BEGIN - 1)
        taken: dict[tuple[str, int], list[float]] = {one: [] for one in runs}
        for _ in range(ROUNDS):
            for one, run in runs.items():
                sim = run.branch()
                sim.advance()
                began = time.process_time()
                sim.run(sim.day + DAYS)
                taken[one].append((time.process_time() - began) / DAYS)
    print(f"{'world':26}{'a day of 20,000':>18}{'one more person':>18}")
    for name in WORLDS:
        few, many = (statistics.median(taken[name, people]) for people in (PEOPLE, 5 * PEOPLE))
        more = (many - few) / (4 * PEOPLE)
        print(f"{name:26}{few * 1e3:>15.2f} ms{more * 1e9:>15.0f} ns", flush=True)


if __name__ == "__main__":
    main()
