"""Free decisions of 1917: power is declined in April and July, and what is drawn is told by the benchmark."""

from __future__ import annotations

import pytest

from benchmarks import decisions
from dualsim.engine.simulation import Simulation
from dualsim.scenario import loading

SEEDS = 12


@pytest.fixture(scope="module")
def free():
    return loading.load("petrograd_1917", changes={"decisions": "free"})


@pytest.fixture(scope="module")
def runs(free):
    return [decisions.lived(seed, free, 1_000) for seed in range(1, SEEDS + 1)]


def test_the_executive_declines_power_and_joins_a_coalition(free, runs):
    shares = decisions.asked_of(free, runs)
    assert shares["the Soviet takes no power in April"] >= 0.9
    assert shares["nor in July"] >= 0.8
    assert shares["a coalition between 20 April and 30 June"] >= 0.6
    assert shares["the take-over between 20 August and 12 November"] >= 0.6


def test_doctrine_is_what_declines_it(free):
    """With moderates who let themselves claim power the Soviet takes it earlier."""
    willing = free.replace({"parties.menshevik.ceiling": 1, "parties.sr.ceiling": 1})
    days = {
        name: [decisions.lived(seed, scenario, 1_000).took or 999 for seed in range(1, 7)]
        for name, scenario in (("as it was", free), ("willing", willing))
    }
    assert sum(days["willing"]) < sum(days["as it was"])


def test_power_is_taken_without_the_governments_blow(free):
    """As they were, nobody moves on the stations unless the government strikes first; free, they may."""
    without = loading.load(free, without=["government_strikes_first"])
    assert "stations_and_exchanges" in without.events
    assert any(decisions.lived(seed, without, 1_000).took is not None for seed in range(1, 4))


def test_every_decision_has_a_row_and_a_day_of_the_record(free, runs):
    decided = {key for key, event in free.events.items() if event.decision is not None}
    rows = decisions.rows(free, runs)
    assert {row.event for row in rows} == decided
    assert all(row.ends[0] <= row.middle <= row.ends[1] for row in rows)
    lines = decisions.told(free, rows, SEEDS, {"weekly": rows[:-1]})
    assert len(lines) == 2 + len(rows)
    assert lines[-1].endswith("| - |")


def test_who_looks_at_nothing_makes_the_coalition_too_early(free):
    blind = [decisions.lived(seed, free, 500, "weekly") for seed in range(1, 5)]
    assert decisions.asked_of(free, blind)["a coalition between 20 April and 30 June"] == 0.0


def test_as_they_were_nobody_decides():
    sim = Simulation(loading.load("petrograd_1917", until="1917-03-10"), 300).run()
    assert sim.deciding is None
    assert (sim.world.will == -1.0).all()
    assert not sim.world.followed.any()
