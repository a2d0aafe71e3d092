"""Outcomes: numbers, what may come, and dates, each beside the runs that it is read from."""

from __future__ import annotations

import numpy as np
import pytest

import dualsim
from dualsim.analysis.outcomes.answers import check_defined, difference, facts, level_text, told, verdict
from dualsim.analysis.outcomes.courses import course_of, courses_in
from dualsim.analysis.outcomes.outcome import CHANCE, DAY, NUMBER, outcome_of, outcomes_of
from dualsim.analysis.statistics import paired_portions, portion_of
from dualsim.engine.simulation import Simulation
from dualsim.theory.measures import REGIMES

PEOPLE, DATE = 300, "1917-03-22"
TEXTS = (
    f"vote[worker, radical, town]@{DATE}", f"seats[soviet, radical]@{DATE}",
    f"regime[town, dual_power]@{DATE}",
    f"took_power[soviet, town]@{DATE}", "took_power[soviet, town]", "took_power[soviet, village]",
    "mobilisation[worker, town] > 0.1 for 2 days", f"mobilisation[worker, town] > 0.1 for 2 days@{DATE}",
    "regime[town, unitary]",
)  # fmt: skip


@pytest.fixture(scope="module")
def runs(seizing):
    return [Simulation(seizing, PEOPLE, seed).run() for seed in (1, 2, 3)]


def values(text, scenario, runs):
    outcome = outcome_of(text, scenario)
    return outcome, np.array([outcome.value(course_of(sim)) for sim in runs])


def test_a_run_in_memory_and_one_of_many_say_the_same(seizing, runs):
    many = list(courses_in(dualsim.ensemble(seizing, 3, PEOPLE, 1, jobs=1)))
    for text in TEXTS:
        outcome, found = values(text, seizing, runs)
        again = np.array([outcome.value(course) for course in many])
        np.testing.assert_array_equal(found, again, err_msg=text)


def test_who_took_power_and_when_is_what_formal_power_says(seizing, runs):
    outcome, days = values("took_power[soviet, town]", seizing, runs)
    assert outcome.kind == DAY
    for sim, day in zip(runs, days, strict=True):
        governs = sim.record["formal_power"][:, 0, sim.names.authority.index("soviet")] > 0.5
        assert day == governs.argmax() > 0
        for date in range(30):
            by = outcome_of(f"took_power[soviet, town]@1917-03-{date + 1:02d}", seizing)
            assert by.value(course_of(sim)) == (date >= day)
    never, found = values("took_power[soviet, village]", seizing, runs)
    assert np.isnan(found).all()  # and not 0, the first day
    said = told(never, found)
    assert (said.defined, said.happens) == (0, portion_of(0, 3))
    assert level_text(never, said, seizing) == "in 0 of 3 runs, 0% [0, 56]"
    assert facts(never, said, seizing)["median"] is None


def test_a_run_cut_short_says_what_the_whole_run_says(seizing):
    """A take-over is looked at for as long as it has to last; here to the end."""
    outcome = outcome_of(f"took_power[soviet, town]@{DATE}", seizing)
    whole, cut = (Simulation(seizing, PEOPLE, 1, measures=outcome.measures) for _ in range(2))
    assert outcome.course(course_of(cut.run(outcome.until))).tolist() == (
        outcome.course(course_of(whole.run())).tolist()
    )


def test_a_regime_is_so_on_the_days_that_have_it(seizing, runs):
    asked = outcomes_of(f"regime[town]@{DATE}", seizing)
    assert [str(one) for one in asked] == [
        f"regime[town, {regime.replace(' ', '_')}]@{DATE}" for regime in REGIMES
    ]
    for sim in runs:
        found = [one.value(course_of(sim)) for one in asked]
        assert found == [float(n == sim.record["regime"][21, 0]) for n in range(len(REGIMES))]


def test_a_condition_comes_on_the_first_day_after_it_has_held_for_its_days(seizing, runs):
    outcome, days = values("mobilisation[worker, town] > 0.1 for 2 days", seizing, runs)
    for sim, day in zip(runs, days, strict=True):
        above = sim.record["mobilisation"][:, 0, 0] > 0.1
        both = above[1:] & above[:-1]
        assert day == both.argmax() + 1 if both.any() else np.isnan(day)
    assert outcome.told == "mobilisation[worker, town] > 0.1 for 2 days: the day on which it comes"


def test_what_is_not_there_is_no_number(seizing, runs):
    early, found = values("seats[soviet, radical]@1917-03-01", seizing, runs)
    assert early.kind == NUMBER
    assert np.isnan(found).all()
    with pytest.raises(ValueError, match=r"'seats\[soviet, radical\]@1917-03-01': not defined in any run"):
        check_defined([early], [found])
    assert np.isfinite(values(f"seats[soviet, radical]@{DATE}", seizing, runs)[1]).all()


def test_runs_without_a_number_are_counted_and_left_out(seizing):
    outcome = outcome_of(f"seats[soviet, radical]@{DATE}", seizing)
    some = np.array([0.2, np.nan, 0.4, 0.3])
    said = told(outcome, some)
    assert (said.runs, said.defined, said.spread.median) == (4, 3, pytest.approx(0.3))
    assert level_text(outcome, said, seizing) == "30.0% [21.0, 39.0], not defined in 1 of 4 runs"
    less = difference(outcome, some, some + 0.1)
    assert (less.defined, less.spread.median) == (3, pytest.approx(0.1))


def test_shares_of_runs_have_the_intervals_of_shares(seizing):
    outcome = outcome_of(f"took_power[soviet, town]@{DATE}", seizing)
    before, after = np.array([1.0] * 12 + [0.0] * 8), np.array([0.0] * 9 + [1.0] * 3 + [0.0] * 8)
    assert outcome.kind == CHANCE
    assert told(outcome, before).spread == portion_of(12, 20)
    less = difference(outcome, before, after)
    assert less.spread == paired_portions(before, after)
    # Agresti and Min (2005): b = 0.5, c = 9.5, n = 22: -9 / 22 -+ 1.96 sqrt((10 - 81 / 22) / 22^2)
    half = 1.959964 * np.sqrt((10 - 81 / 22) / 22**2)
    assert less.spread == pytest.approx((-9 / 20, -9 / 22 - half, -9 / 22 + half))
    assert verdict(outcome, less) == "lower"


def test_dates_differ_by_days_over_pairs_that_have_both(seizing):
    outcome = outcome_of("took_power[soviet, town]", seizing)
    before, after = np.array([10.0, 20.0, np.nan]), np.array([13.0, 24.0, 5.0])
    less = difference(outcome, before, after)
    assert (less.runs, less.defined, less.spread.median) == (3, 2, 3.5)
    assert verdict(outcome, less) == "later"
    assert facts(outcome, told(outcome, after), seizing)["low"] == "1917-03-07"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("took_power[soviet]", "'took_power' needs a place; write for example took_power[soviet, town]"),
        ("took_power[town]@1917-03-05", "'took_power' needs an authority"),
        ("regime[town, dual]@1917-03-05", "did you mean 'dual_power'"),
        ("vote[worker, radical, town]", "no day; write MEASURE[names]@DATE"),
        ("mobilisation[worker, town] > x", "'x' stands where a number was expected"),
        ("tookpower[soviet]", "did you mean 'took_power'"),
    ],
)
def test_what_is_no_outcome_is_refused(seizing, text, message):
    with pytest.raises(ValueError, match="outcome") as error:
        outcome_of(text, seizing)
    assert message in str(error.value)
