"""Which taking of power is told: the first that lasts thirty days or to the end, each authority's once."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from dualsim.engine import event_log
from dualsim.engine.event_log import happenings
from dualsim.engine.noting import LogEntry
from dualsim.engine.simulation import Simulation
from dualsim.engine.takeovers import takeovers_of
from dualsim.scenario.dates import Period

DAYS = 60


def told(*logs: tuple[str, int], held: dict[str, list[tuple[int, int]]]) -> list[tuple[str, int]]:
    """Name and day of what is told, if each authority governs the one place on these days."""
    names = ["soviet", "duma"]
    formal = np.zeros((DAYS, 1, 3))
    for name, spans in held.items():
        for start, stop in spans:
            formal[start:stop, 0, names.index(name)] = 1.0
    sim = SimpleNamespace(
        log=[LogEntry(day, "took power", name) for name, day in logs],
        names=SimpleNamespace(authority=names, place=["city"], row=lambda axis, name: names.index(name)),
        scenario=SimpleNamespace(calendar="julian", period=Period(0, DAYS - 1, "julian")),
        record={"formal_power": formal},
        day=DAYS - 1,
    )
    return [(one["authority"], one["day"]) for one in happenings(sim)]


@pytest.mark.parametrize(
    ("stop", "day"),
    [(40, 10), (39, 45)],  # it governs on thirty days with its first, or on one fewer
)
def test_a_taking_of_power_is_told_if_it_lasts_thirty_days(stop, day):
    held = {"soviet": [(10, stop), (45, DAYS)]}
    assert told(("soviet", 10), ("soviet", 45), held=held) == [("soviet", day)]


def test_the_first_that_lasts_is_told_and_no_second():
    held = {"soviet": [(5, DAYS)]}
    assert told(("soviet", 5), ("soviet", 50), held=held) == [("soviet", 5)]


def test_one_that_does_not_last_is_told_all_the_same():
    held = {"duma": [(3, 8)], "soviet": [(20, DAYS)]}
    assert told(("duma", 3), ("soviet", 20), held=held) == [("duma", 3), ("soviet", 20)]


def test_take_overs_are_read_once_for_the_end_and_not_at_all_if_they_are_given(seizing, monkeypatch):
    sim, read = Simulation(seizing, 300, 1).run(), []
    monkeypatch.setattr(event_log, "takeovers_of", lambda sim: read.append(1) or takeovers_of(sim))
    told = event_log.summary_line(sim)
    assert "took power" in told
    assert len(read) == 1
    assert event_log.summary_line(sim, takeovers_of(sim)) == told
    assert len(read) == 1


def test_the_capitals_take_over_is_told_before_one_elsewhere(seizing):
    """A take-over in the second place the day before closes no period where the capital has its own."""
    sim = Simulation(seizing, 300, 1).run()
    (own,) = [one for one in takeovers_of(sim) if one.place == sim.names.place[0]][:1]
    elsewhere = own._replace(authority="elders", place=sim.names.place[1], day=own.day - 1)
    assert event_log.summary_line(sim, [elsewhere, own]) == event_log.summary_line(sim, [own])
    assert event_log.summary_line(sim, [elsewhere]).startswith("Elders took power")
