"""A few results of every bundled scenario, to the last bit; renewed on purpose by `pytest --renew`.

A change of these is a change of results: say so in CHANGELOG.md, marked **Results change**.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import list_scenarios, load

GOLDEN = Path(__file__).parent / "data" / "golden.json"
MEASURED = ("allegiance", "vote", "real_power", "compliance", "mobilisation", "seats", "condition")


def results(name: str) -> dict[str, object]:
    sim = Simulation(load(name), 1_000, 1).run()
    found: dict[str, object] = {
        measure: hashlib.sha256(np.nan_to_num(sim.record[measure], nan=-1.0).tobytes()).hexdigest()[:16]
        for measure in MEASURED
    }
    last = sim.record["real_power"][sim.day, 0]
    found["real power on the last day"] = dict(
        zip((*sim.names.authority, "none"), last.round(6).tolist(), strict=True)
    )
    return found


@pytest.mark.parametrize("name", sorted(list_scenarios()))
def test_results_are_what_they_were(name: str, request: pytest.FixtureRequest) -> None:
    known = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    now = results(name)
    if request.config.getoption("--renew"):
        GOLDEN.write_text(json.dumps({**known, name: now}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return
    assert now == known.get(name), (
        "results changed: if on purpose, pytest --renew, and say so in CHANGELOG.md"
    )
