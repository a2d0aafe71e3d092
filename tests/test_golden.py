"""A few results of every bundled scenario, to the last bit; renewed on purpose by `pytest --renew`.

Where they say on which processor and Python they were made, others are asked for all but the last digits.
A change of these is a change of results: say so in CHANGELOG.md, marked **Results change**.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llvmlite.binding import get_host_cpu_name

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import list_scenarios, load

GOLDEN = Path(__file__).parent / "data" / "golden.json"
MADE_ON = f"{get_host_cpu_name()}, Python {sys.version_info.major}.{sys.version_info.minor}"
MEASURED = ("allegiance", "stance", "vote", "real_power", "compliance", "mobilisation", "seats", "condition")
QUARTERS = (0.25, 0.5, 0.75, 1.0)  # of the run, at whose ends the means are told


def results(name: str) -> dict[str, dict[str, object]]:
    """Of each measure a hash of all its values, and its means, which say how far off it is."""
    scenario = load(name)
    measured = [measure for measure in MEASURED if not scenario.measures or measure in scenario.measures]
    sim = Simulation(scenario, 1_000, 1)
    for _ in sim.days():
        pass
    days = [round(share * sim.day) for share in QUARTERS]
    last = dict(zip((*sim.names.authority, "none"), sim.record["real_power"][sim.day, 0], strict=True))
    return {
        "bits": {
            measure: hashlib.sha256(np.nan_to_num(sim.record[measure], nan=-1.0).tobytes()).hexdigest()[:16]
            for measure in measured
        },
        "means": {
            f"{measure} on day {day + 1}": round(float(np.nanmean(sim.record[measure][day])), 12)
            for measure in measured
            for day in days
        },
        "real power on the last day": {who: round(float(share), 12) for who, share in last.items()},
    }


def changed(known: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs by more than rounding, in words."""
    differ = [key for key in {**known, **now} if now.get(key) != pytest.approx(known.get(key), rel=1e-9)]
    return [f"{key}: was {known.get(key)}, is {now.get(key)}" for key in differ]


@pytest.mark.parametrize("name", sorted(list_scenarios()))
def test_results_are_what_they_were(name: str, request: pytest.FixtureRequest) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    now = {**results(name), "processor": MADE_ON}
    if request.config.getoption("--renew"):
        text = json.dumps({**golden, name: now}, indent=1, sort_keys=True)
        GOLDEN.write_text(text + "\n", encoding="utf-8")
        return
    assert name in golden, f"no golden results of {name}; pytest --renew makes them"
    known = golden[name]
    parts = "means", "real power on the last day"
    far = [line for part in parts for line in changed(known[part], now[part])]
    said = "results changed: if on purpose, pytest --renew, and say so in CHANGELOG.md\n"
    assert not far, said + "\n".join(far)
    if known.get("processor", now["processor"]) == now["processor"]:  # others add up in other steps
        assert now["bits"] == known["bits"], f"{said}Only in the last digits: a sum reordered"


def test_a_change_is_told_and_rounding_is_not() -> None:
    assert changed({"a": 0.5, "b": 0.5, "gone": 1.0}, {"a": 0.5 + 1e-12, "b": 0.6}) == [
        "b: was 0.5, is 0.6",
        "gone: was 1.0, is None",
    ]
