"""Decisions that are free: drawn by seed, by whoever is there, and what follows keeps its distance."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dualsim.analysis.run_summary import summary, table_of
from dualsim.engine.branching import branched, parting
from dualsim.engine.model import DualPower
from dualsim.engine.simulation import Simulation
from dualsim.runs.manifest import digest_of
from dualsim.runs.single import run
from dualsim.scenario import loading
from dualsim.scenario.files.yaml_writer import write
from paths import TINY

FREE = {"decisions": "free"}


def differences(one, other):
    """The measures, columns of people and tables of the world in which two simulations differ at all."""
    pairs = {name: (values, other.record[name]) for name, values in one.record.items()}
    for what in ("people", "world"):
        mine, theirs = getattr(one, what), getattr(other, what)
        pairs |= {name: (getattr(mine, name), getattr(theirs, name)) for name in mine._fields}
    return [name for name, (a, b) in pairs.items() if a.tobytes() != b.tobytes()]


def with_decision(tiny, decisions="free", **more):
    """The tiny town where Order One is a decision of the Soviet, and a parade follows it by two days."""
    given = tiny.model_dump(by_alias=True, exclude_unset=True)
    given["events"]["order_one"] |= {"decision": {"by": "soviet", "move": "arm", **more}}
    given["events"]["parade"] = {
        "name": "Parade", "date": "1917-03-10", "follows": ["order_one"], "source": "invented",
        "effects": [{"raise_salience": {"group": ["worker"], "issue": "peace", "by": 0.1}}],
    }  # fmt: skip
    return loading.from_text(write({**given, "decisions": decisions}))


def always(move, sight):
    return 1.0


def never(move, sight):
    return 0.0


def on_the_tenth(move, sight):
    return 1.0 if sight.days >= 10 else 0.0


def days(sim):
    return {log.name: log.day for log in sim.log if log.what == "event"}


def test_as_they_were_a_mark_changes_nothing(tiny):
    marked, plain = with_decision(tiny, "as_they_were"), with_decision(tiny, "as_they_were")
    plain = plain.model_copy(
        update={"events": {k: e.model_copy(update={"decision": None}) for k, e in plain.events.items()}}
    )
    one, other = (Simulation(scenario, 200).run() for scenario in (marked, plain))
    assert differences(one, other) == []
    assert one.log == other.log
    assert days(one)["order_one"] == 7


def test_a_free_decision_comes_when_its_authority_makes_it_and_what_follows_keeps_its_distance(tiny):
    sim = Simulation(with_decision(tiny), 200, strategies={"arm": on_the_tenth}).run()
    assert days(sim)["soviet_meets"] == 2
    assert days(sim)["order_one"] == 12  # the Soviet sees its tenth day on the morning of the thirteenth
    assert days(sim)["parade"] == 14
    assert [log.name for log in sim.log if log.what == "decided"] == ["soviet + order_one"]


def test_who_is_not_there_decides_nothing(tiny):
    sim = Simulation(with_decision(tiny), 200, strategies={"soviet": always}).run()
    assert days(sim)["order_one"] == days(sim)["soviet_meets"] + 1, "seen for the first time the day after"
    gone = Simulation(
        loading.load(with_decision(tiny), without=["soviet_meets"]), 200, strategies={"arm": always}
    )
    assert "order_one" not in days(gone.run())


def test_what_follows_a_decision_that_is_never_made_never_comes(tiny):
    sim = Simulation(with_decision(tiny), 200, strategies={"soviet": never}).run()
    assert not {"order_one", "parade"} & set(days(sim))


def test_after_stands_in_the_place_of_follows(tiny):
    sim = Simulation(with_decision(tiny, after=["promise_broken"]), 200, strategies={"arm": always}).run()
    assert days(sim).get("order_one", 99) >= days(sim).get("promise_broken", 99)
    first = with_decision(tiny, after=[])
    assert days(Simulation(first, 200, strategies={"arm": always}).run())["order_one"] == 3


def test_an_authoritys_own_strategy_goes_before_that_of_a_move(tiny):
    sim = Simulation(with_decision(tiny), 200, strategies={"arm": always, "soviet": never}).run()
    assert "order_one" not in days(sim)


def test_the_same_seed_gives_the_same_bits_and_another_seed_other_days():
    scenario = loading.load("petrograd_1917", changes=FREE)
    one, same, other = (Simulation(scenario, 300, seed).run() for seed in (4, 4, 5))
    assert differences(one, same) == []
    assert one.log == same.log != other.log
    assert any(log.what == "decided" for log in one.log)


@pytest.mark.parametrize("shuffled", [False, True])
def test_mesa_agents_and_columns_decide_alike(shuffled):
    scenario = loading.load("petrograd_1917", changes=FREE, until="1917-04-10")
    columns, model = Simulation(scenario, 300, 2).run(), DualPower(scenario, 300, 2, shuffled=shuffled)
    model.run_model()
    assert differences(columns, model.simulation) == []
    assert columns.log == model.simulation.log
    assert sum(log.what == "decided" for log in columns.log) > 3


def test_a_copy_goes_on_by_itself_and_alike():
    scenario = loading.load("petrograd_1917", changes=FREE, until="1917-05-20")
    sim = Simulation(scenario, 300, 2).run(30)
    copy = sim.branch()
    copy.run()
    assert sim.day == 30
    assert differences(copy, sim.run()) == []
    assert copy.log == sim.log == Simulation(scenario, 300, 2).run().log


def test_a_run_may_be_set_free_from_a_day_on():
    was = loading.load("petrograd_1917", until="1917-05-20")
    past = Simulation(was, 300, 2).run(30)
    freed = branched(past, loading.load(was, changes=FREE), 2).run()
    assert freed.log[: len(past.log)] == past.log
    assert any(log.what == "decided" and log.day > 30 for log in freed.log)
    again = branched(freed, was, 2)
    assert again.deciding is None
    assert (again.world.will == -1.0).all()


def test_a_decision_that_has_no_day_is_shared_by_no_past():
    scenario = loading.load("petrograd_1917", changes=FREE)
    assert parting(scenario, loading.load(scenario, without=["third_coalition"])) == 0
    was = loading.load("petrograd_1917")
    assert parting(was, loading.load(was, without=["third_coalition"])) > 200
    assert parting(was, scenario) == 0


def test_power_is_taken_only_if_its_strategy_says_so():
    scenario = loading.load("petrograd_1917", changes=FREE)
    assert any(log.what == "took power" for log in Simulation(scenario, 300, 4).run().log)
    refused = Simulation(scenario, 300, 4, strategies={"take": never}).run()
    assert not any(log.what == "took power" for log in refused.log)
    assert np.nanmax(refused.record["levers_ready"][:, 0, refused.names.row("authority", "soviet")]) > 0.75


def test_without_a_majority_nothing_is_taken_whatever_a_strategy_says():
    scenario = loading.load("petrograd_1917", changes=FREE, until="1917-07-20")
    sim = Simulation(scenario, 300, 1, strategies={"take": always}).run()
    assert not any(log.what == "took power" for log in sim.log)


def test_results_tell_who_decided_what_and_when_it_was_then(tiny):
    results = run(with_decision(tiny), 200, strategies={"arm": on_the_tenth})
    assert json.loads(results.attrs["decisions"])[0] | {"date_os": "1917-03-13"} == {
        "day": 12, "date_os": "1917-03-13", "authority": "soviet", "move": "arm", "event": "order_one",
    }  # fmt: skip
    (told,) = summary(results)["decisions"]
    assert (told["date"], told["record"], told["authority"]) == ("1917-03-13", "1917-03-08", "Soviet")
    assert "13 Mar (then 8 Mar): Soviet decides to arm its followers: Order One" in table_of(summary(results))
    assert "decisions" not in summary(run(with_decision(tiny, "as_they_were"), 200))


def test_what_is_never_decided_is_told_too(tiny):
    results = run(with_decision(tiny), 200, strategies={"arm": never})
    assert "never (then 8 Mar): Soviet decides to arm its followers" in table_of(summary(results))


def test_a_run_with_strategies_of_its_own_is_another_run(tiny):
    scenario = with_decision(tiny)
    ours, own = run(scenario, 200), run(scenario, 200, strategies={"arm": never})
    assert "never" in own.attrs["rules"]
    assert "strategy" not in ours.attrs["rules"]
    named = {digest_of(one.attrs) for one in (ours, own, run(with_decision(tiny, "as_they_were"), 200))}
    assert len(named) == 3


def test_strategies_are_for_decisions_that_are_free(tiny):
    with pytest.raises(
        ValueError, match="decisions are as they were, so nobody asks them; set decisions=free"
    ):
        Simulation(with_decision(tiny, "as_they_were"), 200, strategies={"arm": never})


def test_the_file_of_a_run_with_free_decisions_loads_again(tiny):
    scenario = with_decision(tiny)
    assert loading.from_text(scenario.text()) == scenario
    assert loading.load(TINY, changes=FREE).decisions == "free"
