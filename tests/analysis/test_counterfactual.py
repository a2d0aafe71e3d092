"""Events moved and scaled, pasts that branch, and pairs of runs: known answers, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

import dualsim
from dualsim.analysis import counterfactual
from dualsim.analysis.counterfactual import whatif
from dualsim.engine.branching import Branch, branched
from dualsim.engine.simulation import Simulation
from dualsim.runs.single import run
from dualsim.scenario import loading
from paths import TINY

PAIR = """
extends: {tiny}
events:
  order_one: {{follows: soviet_meets}}
  march:
    name: A march
    date: 1917-03-10
    follows: soviet_meets
    source: invented
    effects:
      - call_to_streets: {{party: radical, strength: 0.4}}
      - organise: {{party: radical, factor: 2}}
      - disband: {{group: soldier, place: town, share: 0.2}}
      - keep: {{pledge: amnesty}}
"""
OUTCOME = "mobilisation[worker, town]@1917-03-12"


@pytest.fixture
def pair(tmp_path):
    """A file in which two events follow from the founding of the Soviet on 3 March."""
    file = tmp_path / "pair.yaml"
    file.write_text(PAIR.format(tiny=TINY.resolve()), encoding="utf-8")
    for name in ("tiny.yaml", "behaviour.yaml"):
        if (TINY.parent / name).is_file():
            (tmp_path / name).write_text((TINY.parent / name).read_text(encoding="utf-8"), encoding="utf-8")
    file.write_text(PAIR.format(tiny="tiny.yaml"), encoding="utf-8")
    return file


def dates(scenario):
    return {key: event.date for key, event in scenario.events.items() if event.date}


def effect(scenario, event, number):
    return scenario.events[event].effects[number].arguments()


def messages(file, **asked):
    return [str(fault) for fault in loading.check(file, **asked)[1]]


# Moved


def test_what_follows_moves_along_by_as_many_days(pair):
    moved = loading.load(pair, move=["soviet_meets=1917-03-07"])
    assert dates(moved) == {"soviet_meets": "1917-03-07", "order_one": "1917-03-12", "march": "1917-03-14"}
    alone = loading.load(pair, move=["march=1917-03-20"])
    assert dates(alone) == {"soviet_meets": "1917-03-03", "order_one": "1917-03-08", "march": "1917-03-20"}
    (said,) = messages(pair, move=["soviet_meets=1917-03-07"])
    assert "warning: 'march' (14 March 1917), 'order_one' (12 March 1917): what follows from it goes" in said


def test_moving_to_its_own_day_changes_nothing(pair):
    still = loading.load(pair, move=["march=1917-03-10"])
    assert still.text() == loading.load(pair).text()


def test_what_would_come_after_the_end_does_not_happen(pair):
    late, faults = loading.check(pair, move=["soviet_meets=1917-03-24"])
    assert dates(late) == {"soviet_meets": "1917-03-24", "order_one": "1917-03-29"}
    assert "'march' (too late to happen)" in str(faults[0])


def test_an_event_before_its_cause_is_warned_of(pair):
    (said,) = messages(pair, move=["march=1917-03-02"])
    assert "'march' then comes before 'soviet_meets', which it follows from, and never happens" in said
    assert said.endswith("         ^")


@pytest.mark.parametrize(
    ("move", "message"),
    [
        ("order_on=1917-03-09", "no event named 'order_on'; did you mean 'order_one'?"),
        ("order_one=1917-03-99", "there is no 99 March 1917"),
        ("order_one=1917-05-01", "1 May 1917 is outside the run, which is 1 March 1917 to 30 March 1917"),
        ("order_one", "write EVENT=VALUE, as in --move july_days=1917-06-18"),
        (
            "promise_broken=1917-03-09",
            "'promise_broken' has no day to move, for it happens when mobilisation",
        ),
    ],
)
def test_moves_that_cannot_be(pair, move, message):
    scenario, faults = loading.check(pair, move=[move])
    assert scenario is None
    (said,) = [str(fault) for fault in faults]
    assert said.startswith(f"--move {move}: ")
    assert message in said


# Scaled


def test_sizes_are_multiplied_and_states_stay(pair):
    twice = loading.load(pair, scale=["march=2"])
    assert effect(twice, "march", 0)["strength"] == pytest.approx(0.8)
    assert effect(twice, "march", 1)["factor"] == pytest.approx(4.0)  # the same again, on top
    assert effect(twice, "march", 2)["share"] == pytest.approx(0.4)
    assert twice.events["march"].effects[3] == loading.load(pair).events["march"].effects[3]
    (said,) = messages(pair, scale=["march=2"])
    assert "warning: keep: without a size, and left as it is" in said


def test_a_number_with_its_origin_keeps_it(pair):
    half = loading.load(pair, scale=["order_one=0.5"])
    assert effect(half, "order_one", 2)["credit"] == pytest.approx(0.15)
    assert "a guess" in half.text()


def test_scaling_by_one_changes_no_number(pair):
    same, plain = loading.load(pair, scale=["march=1"]), loading.load(pair)
    one, other = (run(scenario, 200, 1).drop_attrs() for scenario in (same, plain))
    assert one.equals(other)


@pytest.mark.parametrize(
    ("scale", "message"),
    [
        ("march=much", "'much' is not a factor; give a number of 0 or more"),
        ("march=-1", "'-1' is not a factor"),
        ("march=nan", "'nan' is not a factor"),
        ("march=6", "disband: 6 times a share of 0.2 is more than everyone; give at most 5"),
        ("promise_broken=2", "nothing that 'promise_broken' does has a size (break_pledge, seat)"),
        ("marsh=2", "no event named 'marsh'; did you mean 'march'?"),
    ],
)
def test_scales_that_cannot_be(pair, scale, message):
    scenario, faults = loading.check(pair, scale=[scale])
    assert scenario is None
    assert any(message in str(fault) and str(fault).startswith(f"--scale {scale}") for fault in faults)


# One past, several futures


def test_a_branch_with_its_own_luck_is_the_run_itself(pair):
    scenario = loading.load(pair)
    whole, other = Simulation(scenario, 200, 3), Simulation(scenario, 200, 3)
    whole.run()
    other.run(11)
    future = branched(other, scenario, 3)
    future.run()
    for name, values in whole.record.items():
        assert np.array_equal(values, future.record[name], equal_nan=True), name


def test_futures_share_their_past_and_not_their_luck(pair):
    scenario = loading.load(pair)
    one, other = (run(scenario, 200, 3, branch=Branch(scenario, "1917-03-12", luck)) for luck in (5, 6))
    same = (one.vote == other.vote) | one.vote.isnull()
    assert same.isel(day=slice(0, 11)).all()
    assert not same.isel(day=slice(11, None)).all()


def test_a_change_holds_only_from_the_branch_on(pair):
    scenario, fewer = loading.load(pair), loading.load(pair, changes=["behaviour.rho=0"])
    branch = Branch(scenario, "1917-03-12", 3)
    found, plain = run(fewer, 200, 3, branch=branch), run(scenario, 200, 3)
    assert (found.vote == plain.vote).isel(day=slice(0, 11), place=0, group=0).all()
    town = found.vote.isel(place=0, group=0)
    assert (town.isel(day=slice(11, None)) == town.isel(day=-1)).all()
    assert not (town.isel(day=slice(0, 11)) == town.isel(day=-1)).all()


def test_a_run_that_branched_repeats_from_its_manifest(pair, command, tmp_path):
    first, again = tmp_path / "first", tmp_path / "again"
    asked = ("--people", 200, "--branch-at", "1917-03-08", "--luck", 9, "--without", "march", "--set")
    assert command("run", pair, *asked, "behaviour.rho=0.2", "--out", first).status == 0
    assert command("run", first / "manifest.yaml", "--out", again).status == 0
    one, other = dualsim.open_run(first), dualsim.open_run(again)
    assert one.drop_attrs().equals(other.drop_attrs())
    assert one.attrs["branch"] == other.attrs["branch"]


def test_what_is_laid_out_on_the_first_day_cannot_branch(pair):
    with pytest.raises(ValueError, match="'parties' is laid out on the first day"):
        whatif(pair, OUTCOME, changes={"parties.radical.ceiling": 0}, branch_at="1917-03-05", jobs=1)
    with pytest.raises(ValueError, match="futures may begin on any day from 2 March 1917 to 30 March"):
        whatif(pair, OUTCOME, branch_at="1917-03-01", jobs=1)
    with pytest.raises(ValueError, match="branch_at 1917-03-33: there is no 33 March"):
        whatif(pair, OUTCOME, branch_at="1917-03-33", jobs=1)


# Pairs


def test_pairs_share_their_luck(pair):
    found = whatif(pair, OUTCOME, without=["march"], runs=3, people=200, jobs=1)
    (answer,) = found.answers
    for n, seed in enumerate((1, 2, 3)):
        for values, gone in ((answer.before, ()), (answer.after, ("march",))):
            plain = run(loading.load(pair, without=gone), 200, seed)
            read = plain.mobilisation.sel(place="town", group="worker").isel(day=11)
            assert values[n] == float(read)


def test_a_change_after_the_day_makes_no_difference(pair):
    found = whatif(pair, "duality[town]@1917-03-09", move=["march=1917-03-20"], runs=3, people=200, jobs=1)
    assert (found.answers[0].after == found.answers[0].before).all()
    assert "no difference in any run" in str(found)


def test_fresh_luck_alone_tells_how_open_the_future_was(pair):
    found = whatif(
        pair, "vote[worker, radical, town]@1917-03-20", branch_at="1917-03-05", runs=4, people=200, jobs=1
    )
    assert len(set(found.answers[0].before)) > 1
    assert "difference" not in str(found)
    assert "changed" not in found.to_dict()["answers"][0]


def test_processes_change_nothing(pair):
    one, two = (whatif(pair, OUTCOME, scale=["march=0.5"], runs=5, people=200, jobs=j) for j in (1, 2))
    assert np.array_equal(one.answers[0].after, two.answers[0].after)


def test_the_command(command, pair, tmp_path):
    asked = ("--outcome", OUTCOME, "--runs", 2, "--people", 200, "--jobs", 1)
    said = command("whatif", pair, "--without", "march", *asked, "-o", tmp_path / "a.svg")
    assert said.status == 0, said.err
    assert "difference" in said.out
    facts = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert facts["changes"] == ["--without march"]
    assert "What if: without march" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    table = (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert table == whatif(pair, OUTCOME, without=["march"], runs=2, people=200, jobs=1).to_csv()
    nothing = command("whatif", pair, *asked)
    assert nothing.status == 2
    assert "nothing is changed; give changes, without, move" in nothing.err


ASKED = ["vote[worker, bolshevik]@1917-11-01", "acceptance[soldier]@1917-09-10", "took_power[soviet]"]


@pytest.mark.parametrize(
    ("changed", "day"),
    [
        ({"without": ["kornilov_marches"]}, "1917-08-27"),
        ({"move": ["july_days=1917-06-18"]}, "1917-06-18"),
        ({"scale": ["june_offensive=0.3"], "without": ["july_days"]}, "1917-06-18"),
        ({"without": ["all_power_again"]}, None),  # hangs on conditions
        ({"changes": {"behaviour.beta": 3}}, None),
    ],
)
def test_what_both_have_in_common_is_lived_once_and_changes_nothing(monkeypatch, changed, day):
    petrograd = dualsim.load("petrograd_1917")
    parts, given = [], {"runs": 2, "people": 300, "jobs": 1}
    real = counterfactual.parting
    monkeypatch.setattr(counterfactual, "parting", lambda *cases: parts.append(real(*cases)) or parts[-1])
    once = whatif(petrograd, ASKED, **changed, **given)
    monkeypatch.setattr(counterfactual, "parting", lambda *_: 0)
    twice = whatif(petrograd, ASKED, **changed, **given)
    expected = 0 if day is None else petrograd.period.day(day) - petrograd.period.first
    assert parts == [expected]
    assert once.to_csv() == twice.to_csv()


def test_scenarios_that_only_say_something_else_never_part():
    one = dualsim.load("petrograd_1917")
    other = one.replace({"title": "Another title"})
    assert counterfactual.parting(one, other) == len(one.period) - 1
    assert counterfactual.parting(one, one.replace({"places.petrograd.population.worker": 1000})) == 0
