"""What one run of many leaves behind: tables and texts, which travel between processes at little cost."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from dualsim.engine.branching import branched
from dualsim.engine.event_log import events, summary_line
from dualsim.engine.simulation import Simulation
from dualsim.engine.takeovers import takeovers_of
from dualsim.theory.measuring.registry import worded

if TYPE_CHECKING:
    import numpy as np

    from dualsim.scenario.schema import Scenario

DONE, FAILED, PENDING = "done", "failed", "pending"
AT_THE_END = ("regime", "ending", "levers_ready", "formal_power")  # measures that tell how a run closed


class RunRecord(NamedTuple):
    """The measures of a run, how many days it lasted, and what it says of itself."""

    record: Mapping[str, np.ndarray]
    days: int
    texts: Mapping[str, str]


def record_of(
    scenario: Scenario,
    people: int,
    seed: int,
    eve: Simulation | None = None,
    measures: Collection[str] | None = None,
) -> RunRecord:
    """Run a scenario to its end, or on from the `eve` of a branch, and keep all measures or some."""
    if eve is not None:
        sim = branched(eve, scenario, seed).run()
    else:
        wanted = None if measures is None else (*measures, *AT_THE_END)
        sim = Simulation(scenario, people, seed, measures=wanted).run()
    missing = [name for name in measures or () if name not in sim.record]
    if missing:  # a measure of one's own in a notebook is not there in another process
        raise ValueError(f"measures: '{missing[0]}' is unknown to the other processes; give jobs=1")
    lasting = takeovers_of(sim)
    took = [[one.authority, one.day, one.place] for one in lasting]
    happened = [[event["event"], event["day"]] for event in events(sim)]
    texts = {
        "status": DONE,
        "summary_line": summary_line(sim, lasting),
        "events": json.dumps(happened),
        "power": json.dumps(took),
        "regimes": json.dumps(_last_words(sim, "regime")),
        "endings": json.dumps(_last_words(sim, "ending")),
    }
    kept = sim.record if measures is None else measures
    return RunRecord({name: sim.record[name][: sim.day + 1] for name in kept}, sim.day + 1, texts)


def _last_words(sim: Simulation, measure: str) -> dict[str, str]:
    """What a measure that has words says of each place, and of each region, on the last day."""
    there = (*sim.names.place, *sim.names.region)
    return dict(zip(there, worded(measure, sim.record[measure][sim.day]).tolist(), strict=True))
