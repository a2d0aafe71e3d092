"""A run that steps by weeks: its dates, what is felt when, and that it agrees with the same run by days."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest

import dualsim
from dualsim.engine.branching import branch_day
from dualsim.engine.event_log import events, summary_line
from dualsim.engine.model import DualPower
from dualsim.engine.schedule import pressures_of, seasons_of
from dualsim.engine.simulation import Simulation
from dualsim.engine.takeovers import takeovers_of
from dualsim.scenario.axes import names_of
from dualsim.scenario.errors import ScenarioError
from dualsim.scenario.loading import load

WEEK = {"step": "week"}
QUICK = {"promise_broken": "mobilisation[soldier, town] > 0.3"}  # no wait of two days
SOURCE = "a test"
SEEDS = range(1, 21)
# Conditions of Petrograd that wait for less than a week are, for both kinds of step, given one.
WAITS = {
    "military_revolutionary_committee": "claim[soviet] > 0.25 for 7 days and "
    "formal_power[provisional_government, petrograd] > 0.5",
    "winter_palace_taken": "claim[soviet] > 0.5 for 7 days",
}


def by_weeks(scenario, **changes):
    """The same scenario in steps of a week; `changes` are other values by path."""
    when = {f"events.{key}.when": text for key, text in QUICK.items() if key in scenario.events}
    return scenario.replace({**when, **changes, **WEEK})


def event(effects, date):
    return {"name": "Something", "date": date, "source": SOURCE, "assumed": SOURCE, "effects": effects}


@pytest.fixture(scope="module")
def weeks(tiny):
    return by_weeks(tiny)


@pytest.fixture(scope="module")
def lived(weeks):
    return Simulation(weeks, 300, 1).run()


def test_steps_begin_on_the_first_day_and_then_every_seventh(weeks, lived):
    assert len(weeks.period) == lived.day + 1 == 5  # 30 days
    dates = weeks.period.dates()
    assert dates == ["1917-03-01", "1917-03-08", "1917-03-15", "1917-03-22", "1917-03-29"]
    results = dualsim.run(weeks, people=300)
    assert results["date_os"].values.tolist() == dates
    assert str(results["day"].values[1])[:10] == "1917-03-21"  # New Style
    assert [weeks.period.step_of(weeks.period.day(date)) for date in ("1917-03-07", "1917-03-08")] == [0, 1]


def test_an_event_is_felt_in_the_step_that_holds_its_date_and_keeps_its_own(weeks):
    told = {one["event"]: one for one in events(Simulation(weeks, 300, 1).run())}
    assert (told["soviet_meets"]["day"], told["soviet_meets"]["date_os"]) == (0, "1917-03-03")
    assert (told["order_one"]["day"], told["order_one"]["date_os"]) == (1, "1917-03-08")


def test_two_events_of_one_week_keep_their_order_whatever_that_of_the_file(tiny):
    later = event([{"arm": {"group": "worker", "place": "town", "share": 0.9}}], "1917-03-12")
    sooner = event([{"arm": {"group": "worker", "place": "town", "share": 0.1}}], "1917-03-10")
    scenario = by_weeks(tiny, events={"later": later, "sooner": sooner}, vary={})
    sim = Simulation(scenario, 300, 1).run()
    assert [log.name for log in sim.log if log.what == "event"] == ["sooner", "later"]
    assert sim.world.arms[sim.names.row("group", "worker"), sim.names.row("place", "town")] == 0.9


def test_one_event_of_a_week_may_follow_another_that_stands_below_it(tiny):
    after = event([{"arm": {"group": "worker", "place": "town", "share": 0.9}}], "1917-03-12")
    before = event([{"arm": {"group": "worker", "place": "town", "share": 0.1}}], "1917-03-10")
    scenario = by_weeks(tiny, events={"after": {**after, "follows": "before"}, "before": before}, vary={})
    assert {"after", "before"} <= Simulation(scenario, 300, 1).run().fired


def test_what_lasts_for_a_day_of_a_week_is_undone_before_anybody_acts(tiny):
    begins = event([{"forbid_meetings": {"to": 1.0, "place": "town"}}], "1917-03-10")
    ends = event([{"forbid_meetings": {"to": 0.0, "place": "town"}}], "1917-03-11")
    without = Simulation(by_weeks(tiny, events={}, vary={}), 300, 1).run()
    for_a_day = Simulation(by_weeks(tiny, events={"begins": begins, "ends": ends}, vary={}), 300, 1).run()
    assert len(for_a_day.fired) == 2
    for name, table in without.record.items():
        np.testing.assert_array_equal(for_a_day.record[name], table)


def test_news_is_heard_in_the_step_that_holds_the_day_of_its_arrival(tiny):
    given = {"authority": "cabinet", "audience": ["worker"], "credit": 0.5}
    for date, delay, heard in (("1917-03-14", 1, 1), ("1917-03-10", 3, 0), ("1917-03-10", 12, 2)):
        scenario = by_weeks(
            tiny, events={"told": event([{"news": given}], date)}, vary={}, **{"places.village.news": delay}
        )
        (told,) = Simulation(scenario, 300, 1).start.events
        assert [step.delay for step in told.effects] == [0, heard]


def test_a_condition_waits_for_whole_steps_and_is_told_when_that_is_none(tiny):
    when = "mobilisation[soldier, town] >= 0 for {} days"
    for days, step in ((7, 1), (10, 1), (11, 2), (14, 2)):
        told = {"name": "X", "when": when.format(days), "source": SOURCE, "effects": [{"end_run": {}}]}
        sim = Simulation(by_weeks(tiny, events={"x": told}, vary={}), 300, 1).run()
        assert sim.day == step
    told = {**told, "when": when.format(3)}
    with pytest.raises(ScenarioError, match=r"'for 3 days' is shorter than a step .* 7 days"):
        by_weeks(tiny, events={"x": told}, vary={})


def test_an_outcome_that_has_to_hold_for_less_than_a_step_is_refused(weeks):
    with pytest.raises(ValueError, match="shorter than a step"):
        dualsim.ensemble(weeks, runs=2, people=300, jobs=1) and dualsim.whatif(
            weeks, "grievance[worker, town] > 0 for 3 days", without=["order_one"], runs=2, people=300
        )


def test_a_step_is_a_day_or_a_week(tiny):
    with pytest.raises(ScenarioError, match=r"day.*week"):
        tiny.replace({"step": "month"})


def test_a_series_presses_with_the_mean_of_each_week_and_its_pull_over_seven_days(tiny, weeks):
    names = names_of(tiny)
    day, week = pressures_of(tiny, names), pressures_of(weeks, names)
    assert week.pull[0] == pytest.approx(1.0 - (1.0 - day.pull[0]) ** 7)
    for step in range(4):
        mean = day.level[0, 7 * step : 7 * step + 7].mean()
        assert week.level[0, step] == pytest.approx(mean)
        season = seasons_of(tiny, names)[7 * step : 7 * step + 7, 0].mean()
        assert seasons_of(weeks, names)[step, 0] == pytest.approx(season)


def test_until_ends_in_the_step_that_holds_the_date(weeks):
    assert len(load(weeks, until="1917-03-14").period) == 2
    assert len(load(weeks, until="1917-03-15").period) == 3


def test_futures_begin_with_a_step(weeks):
    assert branch_day("1917-03-14", weeks) == 1
    with pytest.raises(ValueError, match="from 8 March 1917"):
        branch_day("1917-03-07", weeks)


def test_people_walked_at_once_and_one_by_one_are_the_same_by_weeks(weeks, lived):
    model = DualPower(weeks, 300, 1)
    model.run_model()
    for name, table in lived.record.items():
        np.testing.assert_array_equal(model.simulation.record[name], table)


def test_a_take_over_and_the_end_are_told_by_their_dates(seizing):
    sim = Simulation(by_weeks(seizing), 300, 1).run()
    (first, *_) = takeovers_of(sim)
    date = sim.scenario.period.dates()[first.day]
    assert f"took power on {int(date[-2:])} March 1917" in summary_line(sim)
    results = dualsim.whatif(
        by_weeks(seizing), "took_power[soviet, town]", without=["order_one"], runs=2, people=300, jobs=1
    )
    assert "days" in str(results) or "no pair" in str(results)


def test_days_between_outcomes_are_days_and_not_steps(seizing):
    scenario = by_weeks(seizing)
    from dualsim.analysis.outcomes.courses import course_of
    from dualsim.analysis.outcomes.outcome import outcome_of

    sim = Simulation(scenario, 300, 1).run()
    (first, *_) = takeovers_of(sim)
    found = outcome_of(f"took_power[{first.authority}, {first.place}]", scenario).value(course_of(sim))
    assert found == 7.0 * first.day


@pytest.fixture(scope="module")
def petrograd():
    scenario = load("petrograd_1917", changes={f"events.{key}.when": text for key, text in WAITS.items()})
    return [
        [Simulation(one, 1_000, seed).run() for seed in SEEDS] for one in (scenario, scenario.replace(WEEK))
    ]


@pytest.mark.parametrize(("measure", "bound"), [("allegiance", 0.06), ("vote", 0.06), ("real_power", 0.02)])
def test_petrograd_by_weeks_ends_as_it_does_by_days(petrograd, measure, bound):
    """Means over 20 seeds of 1,000 people: no share of any group is off by more, most by a tenth of that."""
    days, weeks = (np.array([sim.record[measure][sim.day, 0] for sim in runs]) for runs in petrograd)
    apart = np.abs(weeks.mean(axis=0) - days.mean(axis=0))
    assert np.nanmax(apart) < bound
    assert np.nanmean(apart) < 0.01


def test_petrograd_by_weeks_sees_october_in_as_many_runs_and_about_as_late(petrograd):
    def on(runs):
        step = runs[0].scenario.period.step
        took = [one for sim in runs for one in takeovers_of(sim) if one.authority == "soviet"]
        return [step * one.day for one in took]

    days, weeks = (on(runs) for runs in petrograd)
    assert abs(len(days) - len(weeks)) <= 2
    assert abs(np.mean(days) - np.mean(weeks)) < 7.0


def test_twenty_two_years_take_seconds(tiny):
    long = {
        "calendar": "gregorian", "start": "1927-04-12", "end": "1949-10-01", "events": {}, "vary": {},
        "series.bread_ration.points": {"1927-04-12": 1.0, "1940-01-01": 0.4}, "seasons": {},
    }  # fmt: skip
    scenario = by_weeks(tiny.replace({"events": {}, "vary": {}}), **long)
    Simulation(scenario, 300, 1).run(3)  # compiles
    begun = time.perf_counter()
    sim = Simulation(scenario, 2_000, 1).run()
    assert sim.day + 1 == 1173
    assert time.perf_counter() - begun < 30.0  # 3 on a quiet machine
    shorter = load(scenario, until="1935-01-01")
    results = dualsim.run(shorter, people=300)
    assert "1927-04-12" in results["date_ns"].values
    assert json.loads(results.attrs["events"]) == []
    told = dualsim.summary(results)
    assert told["style"] == "New Style"


def test_an_earlier_end_leaves_out_points_long_after_it_and_nothing_moves(tiny):
    long = {"end": "1920-03-01", "series.bread_ration.points": {"1917-03-01": 1.0, "1920-01-01": 0.4}}
    scenario = by_weeks(tiny, **long)
    shorter = load(scenario, until="1917-09-01")
    assert list(shorter.series["bread_ration"].points) == ["1917-03-01", "1918-09-02"]
    assert load(shorter).text() == shorter.text()
    names = names_of(tiny)
    whole, part = (pressures_of(one, names).level for one in (scenario, shorter))
    np.testing.assert_allclose(part[0], whole[0, : part.shape[1]], rtol=1e-12)
