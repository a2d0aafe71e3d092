"""What is recorded: the same whenever someone asks, day by day or all at once."""

from __future__ import annotations

import numpy as np

from dualsim.engine.simulation import Simulation
from dualsim.theory.measures import MEASURES


def same(one, other):
    assert list(one) == list(other)
    return [name for name in one if one[name].tobytes() != other[name].tobytes()]


def test_asking_every_day_or_once_gives_the_same_to_the_last_bit(tiny):
    asked, once = Simulation(tiny, 120), Simulation(tiny, 120)
    for _ in asked.days(30):
        assert np.isnan(asked.record["duality"][asked.day + 1 :]).all(), "a day to come"
    once.run(30)
    assert same(asked.record, once.record) == []
    assert not np.isnan(once.record["duality"][:31]).any()


def test_a_day_recorded_is_what_the_formula_gives_on_that_day(tiny):
    sim = Simulation(tiny, 120)
    for day in sim.days(12):
        if day % 3 == 0:
            at_once = {n: m for n, m in MEASURES.items() if not m.since_start}
            then = {n: np.array(m.formula(sim.people, sim.world), float) for n, m in at_once.items()}
    for name, value in then.items():
        np.testing.assert_array_equal(sim.record[name][12], value, err_msg=name)


def test_what_looks_back_is_given_all_days_however_often_it_is_asked(tiny, monkeypatch):
    given = []

    def days_so_far(people, world):
        given.append(world.grievance.copy())
        return np.arange(len(world.grievance))[:, None] + np.zeros((1, 2))

    measure = MEASURES["ending"]._replace(name="looking_back", formula=days_so_far, words=())
    monkeypatch.setitem(MEASURES, "looking_back", measure)
    sim = Simulation(tiny, 60, measures=("looking_back", "grievance"))
    for last in (4, 5, 11):
        sim.run(last)
        assert sim.record["looking_back"][: last + 1, 0].tolist() == list(range(last + 1))
        seen = given[-1].swapaxes(1, 2)
        known = np.isfinite(sim.record["grievance"][: last + 1])
        np.testing.assert_array_equal(seen[known], sim.record["grievance"][: last + 1][known])
    other = sim.branch().run(20)
    assert other.record["looking_back"][:21, 0].tolist() == list(range(21))
    assert np.isnan(sim.record["looking_back"][12:]).all()


def test_a_branch_records_by_itself(tiny):
    sim = Simulation(tiny, 120).run(5)
    other = sim.branch().run(20)
    assert np.isnan(sim.record["vote"][6:]).all()
    assert same(sim.run(20).record, other.record) == []


def test_only_what_is_asked_for_and_what_conditions_read_is_recorded(tiny):
    read = {c.measure for happening in Simulation(tiny, 60).waiting for c in happening.when}
    sim = Simulation(tiny, 60, measures=("turnout",)).run(3)
    assert set(sim.record) == {"turnout"} | read
    whole = Simulation(tiny, 60).run(3)
    assert sim.record["turnout"].tobytes() == whole.record["turnout"].tobytes()
