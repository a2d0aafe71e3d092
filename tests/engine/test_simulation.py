"""The order of a day, events that wait, power taken, committees founded, the end, the log."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.engine import day as order
from dualsim.engine.noting import LogEntry
from dualsim.engine.schedule import Step
from dualsim.engine.simulation import Simulation
from dualsim.scenario.errors import ScenarioError
from dualsim.theory.random_streams import key_of
from dualsim.theory.state import People, Taste

TOWN, VILLAGE, WORKER, SOLDIER, CABINET, SOVIET = 0, 1, 0, 1, 0, 1
REVOLT = {  # a Soviet that may take power on its founding, and nothing that hinders it
    "parties.radical.ceiling": 1,
    "authorities.soviet.from_start": True,
    "authorities.soviet.seats": {"radical": 1},
    "authorities.soviet.executive": {"radical": 1},
    "authorities.soviet.electors": None,
    "authorities.soviet.portfolio": {"peace": 1, "bread": 1},
    "authorities.cabinet.seats": {"moderate": 1},
    "behaviour.seize_share": 0.9, "behaviour.chi": 0,  # nobody asks what it can do
    "behaviour.beta": 10,
    "behaviour.accept": -3, "behaviour.recall": 0.3,  # hardly anyone puts up
    "events": {}, "vary": {}, "may_found": {},
}  # fmt: skip


def event(*effects, **given):
    return {"name": "E", "source": "invented", "effects": list(effects), **given}


def whole(scenario, people=100, **options):
    return Simulation(scenario, people, **options).run()


def tallied(people):
    """The columns that hold counts of what people chose."""
    return people[People._fields.index("around") :]


def days_of(sim, name):
    return [log.day for log in sim.log if log.name == name]


BAD_HARVEST = {"change_condition": {"place": "village", "issue": "bread", "by": -0.05}}


# Running until a day


@pytest.mark.parametrize("until", [-1, 0, 6, 29, 99, None])
def test_a_run_goes_on_up_to_and_with_a_day_and_never_past_the_end(tiny, until):
    told = []
    sim = Simulation(tiny, 60).run(until, progress=lambda *given: told.append(given))
    last = 29 if until is None else min(until, 29)
    assert sim.day == last
    assert told == [(n + 1, last + 1) for n in range(last + 1)]
    assert sim.run(until).day == last, "no day is lived twice"
    assert not sim.goes_on(until)


def test_a_run_stops_at_an_early_end(tiny):
    sim = Simulation(tiny, 60).run(4)
    sim.world.ended[:] = True
    assert sim.run(20).run().day == 4


# The order of a day


def test_the_order_of_a_day(tiny, monkeypatch):
    told = []

    def spied(name, old):
        return lambda *given: (told.append(name), old(*given))[1]

    sim = Simulation(tiny.replace({"events.order_one.date": "1917-03-01"}), 60)
    sim.compiled = sim.compiled._make(map(spied, sim.compiled._fields, sim.compiled))
    for name in ("reconsider", "mobilise"):
        monkeypatch.setattr(sim, name, spied(name, getattr(sim, name)))
    monkeypatch.setattr(Simulation, "at_once", False)
    happening = sim.waiting[1]
    told_event = (Step(0, lambda world: told.append("event"), {}),)
    sim.waiting = [happening._replace(day=0, when=(), effects=told_event)]
    sim.advance()
    assert told == ["dawn", "event", "hold", "morning", "reconsider", "mobilise", "recount", "evening"]


def test_the_order_of_what_comes_before_and_after_people_think(tiny, monkeypatch):
    """The compiled day is made of these functions, and gives what they give (the golden results say so)."""
    sim, told = Simulation(tiny, 60), []

    def spy(name):
        old = getattr(order, name)
        monkeypatch.setattr(order, name, lambda *given: (told.append((name, given)), old(*given))[1])

    before = ("sit", "endorse", "claim", "take_power", "live_on", "found_bodies", "join_and_part")
    before += ("hold_office", "relate", "stir")
    after = ("share_out", "attend", "carry_out", "learn", "look_for_help", "answer_for", "earn")
    after += ("grow_impatient", "press", "hold")
    for name in (*before, *after):
        spy(name)
    order.meet(sim.people, sim.world, sim.taste)
    order.decide(0, sim.key, sim.people, sim.world, sim.taste)
    order.close(0, sim.people, sim.world, sim.taste, sim.start.pressures)
    assert tuple(dict.fromkeys(name for name, _ in told)) == before + after
    sat = [(name, given[0]) for name, given in told if name in ("sit", "endorse")]
    assert sat == [("sit", 0), ("sit", 2), ("endorse", 0), ("endorse", 2)], "all sit before any endorses"
    assert [name for name, _ in told].count("press") == len(sim.start.pressures.pull) > 0


def test_with_our_rules_a_share_of_the_people_lives_the_whole_day(tiny):
    """Counted as they go: less what they chose before they think again, more what they chose after."""
    told = []
    sim = Simulation(tiny, 60)
    sim.walks = sim.walks._make(
        (lambda *given, name=name, old=old: (told.append((name, given[-1])), old(*given))[1])
        for name, old in zip(sim.walks._fields, sim.walks, strict=True)
    )
    sim.advance()
    assert [name for name, _ in told] == [
        "think", "tally", "choose", "accept", "vote", "tally", "mobilise", "rally"
    ]  # fmt: skip
    assert [last for name, last in told if name == "tally"] == [-1.0, 1.0]


def test_living_the_day_by_shares_gives_what_one_rule_after_another_gives(tiny, monkeypatch):
    """And counts kept up to date are those of a new count, to the head."""
    by_shares = Simulation(tiny, 500).run()
    assert by_shares.at_once
    monkeypatch.setattr(Simulation, "at_once", False)
    by_rules = Simulation(tiny, 500).run()
    assert [c.tobytes() for c in by_shares.people] == [c.tobytes() for c in by_rules.people]
    assert [t.tobytes() for t in by_shares.world] == [t.tobytes() for t in by_rules.world]
    assert by_shares.people.turned.sum() == by_shares.people.voting.sum() == 500


def test_people_choose_on_what_was_true_yesterday(tiny):
    """Choices of a day do not move the choices of others on that day: tallies wait until all have chosen."""
    sim = Simulation(tiny, 200)
    for _ in range(3):
        sim.advance()
    sim.open_day()
    tallies = [column.tobytes() for column in tallied(sim.people)]
    sim.reconsider()
    sim.mobilise()
    assert [column.tobytes() for column in tallied(sim.people)] == tallies
    sim.close_day()
    assert [column.tobytes() for column in tallied(sim.people)] != tallies


def test_every_day_has_its_key_and_its_season(tiny):
    sim = Simulation(tiny, 60, seed=5)
    for day in range(3):
        sim.advance()
        assert sim.key == key_of(5, day)
    assert sim.world.season[WORKER].tolist() == pytest.approx([1 - 0.4 * 2 / 19] * 2)
    assert sim.world.season[SOLDIER].tolist() == [1.0, 1.0]


def test_before_the_first_day_everyone_has_chosen(tiny):
    sim = Simulation(tiny, 400)
    assert sim.day == -1
    assert set(np.unique(sim.people.authority)) == {0, 2, 4}
    assert sim.people.allegiance[WORKER, TOWN].sum() == pytest.approx(1.0)
    assert sim.world.real_power[TOWN].sum() == pytest.approx(1.0)


def test_a_series_presses_on_its_condition_day_by_day(tiny):
    calm = {"behaviour.delivery": 0, "behaviour.direct_action": 0, "events": {}, "vary": {}}
    sim = Simulation(tiny.replace({**calm, "series.bread_ration.pull": 1}), 60)
    for day, ration in ((0, 1.0), (10, 1.0 - 0.5 * 10 / 19), (25, 0.5)):
        while sim.day < day:
            sim.advance()
        meant = -1.0 + (ration - 0.25) / 1.25 * 1.5
        assert sim.record["condition"][day, TOWN, 1] == pytest.approx(meant)
    assert sim.record["condition"][25, VILLAGE, 1] == pytest.approx(0.1)
    steps = tiny.replace({**calm, "series.bread_ration.pull": 1, "series.bread_ration.interpolate": "step"})
    sim = whole(steps, 60)
    levels = sim.record["condition"][:, TOWN, 1]
    assert levels[:19].tolist() == pytest.approx([-0.1] * 19)
    assert levels[19:].tolist() == pytest.approx([-0.7] * 11)


# Events


def test_dated_events_happen_on_their_day_and_once(tiny):
    sim = whole(tiny.replace({"events": {"e": event(BAD_HARVEST, date="1917-03-05")}, "vary": {}}))
    assert days_of(sim, "e") == [4]
    assert sim.waiting == []


def test_an_event_waits_until_its_condition_has_held_for_its_days(tiny):
    def fires(when, events=None):
        given = {"e": event(BAD_HARVEST, when=when), **(events or {})}
        return days_of(whole(tiny.replace({"events": given, "vary": {}})), "e")

    assert fires("population[town, worker] > 0") == [1], "the first day that there is a yesterday"
    assert fires("population[town, worker] > 0 for 6 days") == [6]
    assert fires("population[town, worker] < 0") == []
    draft = event({"draft": {"group": "worker", "place": "town", "share": 0.5}}, date="1917-03-04")
    assert fires("population[worker, town] <= 5001", {"d": draft}) == [4], (
        "draft on day 3, seen the day after"
    )
    assert fires("population[worker, town] <= 5001 for 3 days", {"d": draft}) == [6]
    both = "population[worker, town] <= 5001 for 2 days and population[soldier, town] >= 6000 for 9 days"
    assert fires(both, {"d": draft}) == [9]


def test_days_that_a_condition_held_are_counted_in_a_row(tiny):
    blows = {
        f"blow_{n}": event({"change_condition": {"place": "town", "issue": "peace", "by": by}}, date=date)
        for n, (date, by) in enumerate([("1917-03-03", 2), ("1917-03-05", -2), ("1917-03-07", 2)])
    }
    waits = event(BAD_HARVEST, when="condition[peace, town] > 0.5 for 3 days")
    calm = {"behaviour.delivery": 0, "behaviour.direct_action": 0, "vary": {}}
    sim = whole(tiny.replace({**calm, "events": {**blows, "e": waits}}))
    assert days_of(sim, "e") == [9]
    assert sim.waiting == []


def test_conditions_read_names_of_any_axis(tiny):
    sim = Simulation(tiny.replace({"events": {}, "vary": {}}), 60)
    sim.advance()
    sim.day += 1
    from dualsim.scenario.conditions import parse

    for text, name, index in (
        ("allegiance[elders, village, worker] > 0", "allegiance", (0, VILLAGE, WORKER, 2)),
        ("vote[abstain, soldier, town] > 0", "vote", (0, TOWN, SOLDIER, 2)),
        ("real_power[none, village] > 0", "real_power", (0, VILLAGE, 4)),
        ("condition[bread, village] > 0", "condition", (0, VILLAGE, 1)),
        ("lever_control[supply, town, cabinet] > 0", "lever_control", (0, TOWN, 1, CABINET)),
        ("endorsement[cabinet, elders] > 0", "endorsement", (0, CABINET, 2)),
        ("pledge_kept[amnesty] > 0", "pledge_kept", (0, 0)),
    ):
        (condition,) = parse(text)
        assert sim.read(condition) == sim.record[name][index], text


def test_an_event_that_follows_others_waits_for_all_of_them(tiny):
    first, second = (event(BAD_HARVEST, date=date) for date in ("1917-03-05", "1917-03-06"))
    third = event(BAD_HARVEST, date="1917-03-08", follows=["first", "second"])
    scenario = tiny.replace({"events": {"first": first, "second": second, "third": third}, "vary": {}})
    assert days_of(whole(scenario), "third") == [7]
    alone = Simulation(scenario, 100)
    alone.waiting = [one for one in alone.waiting if one.event != "second"]
    assert days_of(alone.run(), "third") == []


def test_an_event_may_follow_another_of_its_day(tiny):
    first = event(BAD_HARVEST, date="1917-03-05")
    second = event(BAD_HARVEST, date="1917-03-05", follows=["first"])
    sim = whole(tiny.replace({"events": {"first": first, "second": second}, "vary": {}}))
    assert days_of(sim, "second") == [4]


def test_the_run_stops_at_the_end_of_the_day_that_ends_it(tiny):
    sim = whole(tiny.replace({"events": {"e": event("end_run", date="1917-03-05")}, "vary": {}}))
    assert sim.day == 4
    assert not np.isnan(sim.record["duality"][4]).any()
    assert np.isnan(sim.record["duality"][5:]).all()


@pytest.mark.parametrize("extreme", [0.0, 1.0, 2000.0, -2000.0])
def test_whatever_behaviour_a_scenario_may_give_runs(tiny, extreme):
    """A number that cannot be used is refused with its place in the file, never met on the way."""
    for name in Taste._fields:
        try:
            scenario = tiny.replace({f"behaviour.{name}": extreme})
        except ScenarioError:
            continue
        sim = Simulation(scenario, 60)
        for _ in range(8):
            sim.advance()
        tables = sim.world._asdict()
        assert [np.isnan(tables.pop(n)).all() for n in ("held", "pledge_held", "expected")] == [True] * 3, (
            "none is held"
        )
        assert [n for n, t in tables.items() if not np.isfinite(t).all()] == [], name
        assert sim.record["real_power"][:8].sum(axis=2) == pytest.approx(1.0), name


# What happens


def test_the_log_tells_what_happened_in_order(tiny):
    sim = whole(tiny.replace({
        "events": {
            "meets": event({"found": {"authority": "soviet"}}, date="1917-03-03"),
            "goes": event({"dissolve": {"authority": "elders"}}, date="1917-03-09"),
        }, "vary": {}, "may_found": {}, "behaviour.join_danger": 1,
    }))  # fmt: skip
    assert sim.log == [
        LogEntry(2, "event", "meets"), LogEntry(2, "founded", "soviet"),
        LogEntry(8, "event", "goes"), LogEntry(8, "dissolved", "elders"),
    ]  # fmt: skip


def test_who_recognised_an_authority_that_is_gone_turns_elsewhere_on_that_day(tiny):
    gone = event({"dissolve": {"authority": "elders"}}, date="1917-03-09")
    sim = whole(tiny.replace({"events": {"e": gone}, "vary": {}, "may_found": {}}), 200)
    allegiance = sim.record["allegiance"][:, VILLAGE, WORKER, 2]
    assert (allegiance[:8] > 0.1).all()
    assert (allegiance[8:] == 0.0).all()


def test_people_found_a_committee_where_nobody_serves_them(tiny):
    sim = whole(
        tiny.replace({"behaviour.found_below": 5, "behaviour.found_days": 4, "events": {}, "vary": {}})
    )
    assert sim.log == [LogEntry(4, "founded", "committee@town")], "the day after the fourth"
    joined = sim.record["allegiance"][:, TOWN, :, 3]
    assert (joined[:4] == 0.0).all()
    assert joined[-1].max() > 0.1
    assert np.nanmin(sim.record["electors"][4:, 3].sum(axis=1)) == 1.0
    assert np.isnan(sim.record["electors"][3, 3]).all()


def test_nobody_founds_a_body_against_a_government_on_the_day_that_it_takes_office(tiny):
    """Nobody has governed for three days: who takes office on the fourth serves by the evening."""
    given = {"authorities.cabinet.mandate": {}, "behaviour.found_days": 4, "vary": {}}
    assert whole(tiny.replace({**given, "events": {}}), 60).log == [LogEntry(4, "founded", "committee@town")]
    for date, founded in (("1917-03-04", []), ("1917-03-05", ["committee@town"])):
        office = event({"give_mandate": {"authority": "cabinet", "place": "town", "to": 1}}, date=date)
        log = whole(tiny.replace({**given, "events": {"office": office}}), 60).log
        assert [one.name for one in log if one.what == "founded"] == founded, date


def test_before_there_is_a_body_effects_pledges_and_conditions_of_it_do_nothing(tiny):
    body = "committee@town"
    effects = (
        {"entrust": {"authority": body, "issue": "peace", "to": 0.9}},
        {"break_pledge": {"pledge": "amnesty"}},
        {"arm": {"group": "worker", "place": "town", "share": 0.5}},
    )
    seen = event({"arm": {"group": "soldier", "place": "town", "share": 0.1}}, when=f"claim[{body}] < 2")
    given = {
        "events": {"early": event(*effects, date="1917-03-02"), "seen": seen}, "vary": {},
        "pledges.amnesty.to": body, "authorities.cabinet.endorses": {body: 0.7}, "behaviour.found_days": 4,
        "behaviour.found_below": 5,
    }  # fmt: skip
    sim = Simulation(tiny.replace(given), 60).run(1)
    assert sim.world.pledge_kept.tolist() == [1.0]
    assert sim.world.arms[0, TOWN] == 0.5, "the other effects of the event happen"
    sim.run()
    founded = next(log.day for log in sim.log if log.what == "founded")
    assert founded == 4
    assert next(log.day for log in sim.log if log.name == "seen") == founded + 1
    assert sim.too_early == {sim.names.row("authority", body): 2}
    assert sim.record["endorsement"][founded, 0, 3] == 0.7, "as the cabinet was said to meet it"


def test_nobody_founds_where_no_row_is_kept_free(tiny):
    sim = whole(tiny.replace({"behaviour.found_below": 5, "may_found": {}, "events": {}, "vary": {}}), 60)
    assert sim.log == []


def test_a_claim_with_levers_takes_power(tiny):
    sim = whole(tiny.replace(REVOLT), 200)
    (took,) = [log for log in sim.log if log.what == "took power"]
    assert took.name == "soviet"
    assert sim.record["formal_power"][took.day, TOWN].tolist() == [0, 1, 0, 0]
    before = sim.record["formal_power"][: took.day, TOWN, SOVIET]
    assert (before == 0.0).all()
    assert (sim.record["levers_ready"][: took.day + 1, TOWN, SOVIET] >= 0.9).all(), "levers were ready"
    assert took.day >= 2, "0.3, 0.51, 0.66 of what voters who refuse make of a claim: about 0.9"
    days = {
        log.day
        for seed in range(8)
        for log in whole(tiny.replace(REVOLT), 200, seed=seed).log
        if log.what == "took power"
    }
    assert min(days) >= 1
    assert len(days) > 1, "a majority that is not the whole of it acts by chance"


def test_a_claim_waits_for_its_levers(tiny):
    staffed = event({"staff": {"authority": "soviet", "place": "town", "to": 1}}, date="1917-03-08")
    given = {"authorities.soviet.organ": {"town": 0}, "events": {"e": staffed}}
    sim = whole(tiny.replace({**REVOLT, **given}), 200)
    assert [log for log in sim.log if log.what == "took power"] == [LogEntry(8, "took power", "soviet")]
    ready = sim.record["levers_ready"][:, TOWN, SOVIET]
    assert (ready[:8] == 0.0).all(), "its orders are heard of on day 7 and found obeyed on the next"
    assert ready[8] >= 0.9


@pytest.mark.parametrize(
    "hindrance",
    [
        pytest.param({"parties.radical.ceiling": 0}, id="no claim"),
        pytest.param({"parties.radical.ceiling": 0.5}, id="no more than half a claim"),
        pytest.param({"behaviour.accept": 3}, id="nobody refuses"),
        pytest.param({"behaviour.recall": 0}, id="a claim that follows nobody"),
        pytest.param({"authorities.soviet.portfolio": {}, "behaviour.chi": 50}, id="no levers"),
        pytest.param({"authorities.soviet.from_start": False}, id="not founded"),
    ],
)
def test_without_a_claim_or_without_levers_nobody_ever_takes_power(tiny, hindrance):
    sim = whole(tiny.replace({**REVOLT, **hindrance}), 200)
    assert not [log for log in sim.log if log.what == "took power"]
    assert (sim.record["formal_power"][:, TOWN, CABINET] == 1.0).all()
