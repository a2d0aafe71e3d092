"""Attribution against known answers: null events, twins, sums, and plain runs without any branching."""

from __future__ import annotations

import csv
import io
import json
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualsim.analysis.attribution import shapley
from dualsim.analysis.attribution.attribution import Question, attribute, share_out
from dualsim.analysis.attribution.event_subsets import Coalitions, consequences
from dualsim.analysis.attribution.result import NOTHING, effects_of
from dualsim.analysis.outcomes.courses import course_of
from dualsim.analysis.outcomes.outcome import outcome_of
from dualsim.engine.simulation import Simulation
from dualsim.figures.plotting import plot
from dualsim.scenario import loading
from paths import TINY

OUTCOME = "allegiance[worker, cabinet, town]@1917-03-24"
EVENTS = ("soviet_meets", "order_one", "bread_riot", "promise_broken")
PEOPLE = 300


def event(*effects, **given):
    return {"name": "E", "source": "invented", "effects": list(effects), **given}


def call(strength):
    return {"call_to_streets": {"party": "radical", "strength": strength}}


BAD_NEWS = {"news": {"audience": "worker", "credit": -0.3, "authority": "cabinet"}}


@pytest.fixture(scope="module")
def scenario():
    """Four events to tell apart: a founding, one that follows from it, a riot, and one that hangs on it."""
    return loading.load(TINY).replace(
        {
            "vary": {},
            "events.order_one.follows": ["soviet_meets"],
            "events.bread_riot": event(call(0.8), BAD_NEWS, date="1917-03-10"),
            "events.riot_spreads": event(call(0.2), date="1917-03-12", follows=["bread_riot"]),
            "events.promise_broken.when": "mobilisation[worker, town] > 0.2 for 2 days",
        }
    )


def lived(scenario, events, seed=1, outcome=OUTCOME):
    """The outcome of a plain run with only these of EVENTS and what does not follow from the others."""
    gone = set().union(*(consequences(scenario, e) for e in EVENTS if e not in events))
    fewer = scenario.replace({f"events.{e}": None for e in gone} | {"vary": {}}) if gone else scenario
    sim = Simulation(fewer, PEOPLE, seed).run()
    return outcome_of(outcome, scenario).course(course_of(sim))


def by_every_order(scenario, seed):
    """Shapley values as the textbook has them: what each adds to those before it, over all orders."""
    found = np.zeros(len(EVENTS))
    memory = {}
    for order in permutations(range(len(EVENTS))):
        before = frozenset()
        for e in order:
            after = before | {e}
            for some in (before, after):
                if some not in memory:
                    memory[some] = lived(scenario, [EVENTS[n] for n in some], seed)[-1]
            found[e] += (memory[after] - memory[before]) / 24
            before = after
    return found, memory


# Runs


def test_branches_equal_plain_runs_to_the_last_bit(scenario):
    outcome = outcome_of(OUTCOME, scenario)
    read = Coalitions(scenario, EVENTS, outcome.day, lambda sim: tuple(outcome.course(course_of(sim))))
    found = read.play(Simulation(scenario, PEOPLE, 3), shapley.all_sets(4))
    chosen = [[e for n, e in enumerate(EVENTS) if s >> n & 1] for s in range(16)]
    plain = {s: tuple(lived(scenario, some, 3)) for s, some in enumerate(chosen)}
    assert found == plain
    assert len(set(plain.values())) > 8  # the events matter, or this would prove nothing


def test_a_conditional_event_happens_on_other_days_in_other_branches(scenario):
    days = Coalitions(
        scenario, EVENTS, 25, lambda sim: next((x.day for x in sim.log if x.name == "promise_broken"), None)
    ).play(Simulation(scenario, PEOPLE, 3), shapley.all_sets(4))
    with_it = {day for s, day in days.items() if s >> 3 & 1}
    assert len(with_it) > 1
    assert {day for s, day in days.items() if not s >> 3 & 1} == {None}


def test_each_past_is_lived_once(scenario, monkeypatch):
    lived_days = []
    advance = Simulation.advance
    monkeypatch.setattr(Simulation, "advance", lambda self: (lived_days.append(1), advance(self)))
    read = Coalitions(scenario, ("bread_riot",), 29, lambda sim: sim.day)
    assert set(read.play(Simulation(scenario, PEOPLE, 1), [0, 1]).values()) == {29}
    assert len(lived_days) == 30 + (30 - 9)  # the riot is on the tenth day


def test_events_that_follow_are_left_out_with_their_cause(scenario):
    assert consequences(scenario, "soviet_meets") == {"soviet_meets", "order_one"}
    share = share_out(
        Question(scenario, outcome_of(OUTCOME, scenario), ("soviet_meets", "order_one"), PEOPLE, 0), 1
    )
    assert share.pairs[0, 1] == pytest.approx(share.alone_out[1])  # alone the second can do nothing
    assert share.values[1, -1] == pytest.approx(share.alone_out[1] / 2)


# Values


def test_equal_to_the_mean_over_all_orders_of_plain_runs(scenario):
    found = attribute(scenario, OUTCOME, EVENTS, runs=2, people=PEOPLE, seed=5, jobs=1)
    for run, seed in enumerate((5, 6)):
        wanted, memory = by_every_order(scenario, seed)
        assert found.effect[run] == pytest.approx(wanted, abs=1e-12)
        assert found.whole[run, -1] == memory[frozenset(range(4))]
        assert found.none[run, -1] == memory[frozenset()]


def test_values_sum_to_the_total_on_every_day(scenario):
    found = attribute(scenario, OUTCOME, EVENTS, runs=2, people=PEOPLE, jobs=1)
    assert np.abs(found.values.sum(axis=1) - (found.whole - found.none)).max() < 1e-9
    assert found.remainder < 1e-9
    assert np.abs(found.total).max() > 0.01


def test_a_null_event_has_no_effect_in_any_run(scenario):
    idle = scenario.replace(
        {"events.nothing": event({"change_condition": {"issue": "bread", "by": 0}}, date="1917-03-05")}
    )
    found = attribute(idle, OUTCOME, ("soviet_meets", "nothing", "bread_riot"), runs=3, people=PEOPLE, jobs=1)
    assert (found.values[:, 1] == 0.0).all()
    assert (found.alone_out[:, 1] == 0.0).all()
    assert (found.pairs[:, 1] == 0.0).all()
    verdicts = {row["event"]: row["verdict"] for row in effects_of(found)}
    assert verdicts["nothing"] == NOTHING
    assert verdicts["soviet_meets"] == "lower"


def test_an_event_after_the_day_of_the_outcome_has_no_effect(scenario):
    found = attribute(scenario, "real_power[soviet, town]@1917-03-09", EVENTS, runs=1, people=PEOPLE, jobs=1)
    assert found.effect[0, 2] == 0.0
    assert np.isnan(found.happened[0, 2])


def test_twins_get_equal_values(scenario):
    twins = {f"events.{name}": event(BAD_NEWS, date="1917-03-06") for name in ("one_blow", "other_blow")}
    found = attribute(
        scenario.replace(twins),
        OUTCOME,
        ("one_blow", "bread_riot", "other_blow"),
        runs=2,
        people=PEOPLE,
        jobs=1,
    )
    assert found.effect[:, 0] == pytest.approx(found.effect[:, 2], abs=1e-12)
    assert np.abs(found.effect[:, 0]).max() > 0.0


def test_processes_change_nothing(scenario):
    one, two = (attribute(scenario, OUTCOME, EVENTS, runs=2, people=PEOPLE, jobs=jobs) for jobs in (1, 2))
    for name in ("whole", "none", "values", "alone_out", "pairs", "happened"):
        assert np.array_equal(getattr(one, name), getattr(two, name), equal_nan=True)


def test_landmarks_are_taken_if_no_events_are_named(scenario):
    with pytest.raises(ValueError, match="no landmark"):
        attribute(scenario, OUTCOME, runs=1, people=PEOPLE, jobs=1)
    marked = {f"events.{e}.landmark": True for e in EVENTS[:2]}
    assert attribute(scenario.replace(marked), OUTCOME, runs=1, people=PEOPLE, jobs=1).events == EVENTS[:2]


def test_of_many_landmarks_the_largest_are_taken(scenario):
    idle = {
        f"events.idle_{n}": event(
            {"change_condition": {"issue": "bread", "by": 0}}, date="1917-03-05", landmark=True
        )
        for n in range(7)
    }
    marked = scenario.replace(idle | {f"events.{e}.landmark": True for e in EVENTS[:3]})
    found = attribute(marked, OUTCOME, runs=1, people=PEOPLE, jobs=1)
    assert len(found.events) == 8
    assert set(EVENTS[:3]) < set(found.events)


# The mathematics alone

games = st.integers(2, 5).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.floats(-5, 5), min_size=2**n, max_size=2**n))
)


def as_values(numbers):
    return {s: np.float64(v) for s, v in enumerate(numbers)}


@given(games)
@settings(max_examples=50)
def test_the_values_of_any_game_sum_to_its_total(game):
    n, numbers = game
    assert shapley.exact(as_values(numbers), n).sum() == pytest.approx(numbers[-1] - numbers[0], abs=1e-9)


@given(games)
@settings(max_examples=30)
def test_sampling_every_order_is_exact(game):
    n, numbers = game
    orders = list(permutations(range(n)))
    assert shapley.sampled(as_values(numbers), orders) == pytest.approx(
        shapley.exact(as_values(numbers), n), abs=1e-9
    )
    wanted = shapley.exact_interactions(as_values(numbers), n)
    assert shapley.sampled_interactions(as_values(numbers), orders) == pytest.approx(wanted, abs=1e-9)


def test_sampling_comes_closer_with_more_orders():
    numbers = np.random.default_rng(1).normal(size=2**7)
    values, wanted = as_values(numbers), shapley.exact(as_values(numbers), 7)

    def error(count):
        tries = [shapley.sampled(values, shapley.orders_of(7, count, seed)) for seed in range(20)]
        return np.abs(np.array(tries) - wanted).mean()

    assert error(400) < 0.5 * error(40) < 0.5 * error(4)
    assert shapley.sampled(values, shapley.orders_of(7, 10, 1)).sum() == pytest.approx(
        numbers[-1] - numbers[0]
    )


def test_orders_come_in_pairs_and_again_from_the_same_seed():
    orders = shapley.orders_of(6, 5, 2)
    assert len(orders) == 6
    assert orders[1] == orders[0][::-1]
    assert orders == shapley.orders_of(6, 5, 2) != shapley.orders_of(6, 5, 3)


def test_a_glove_game():
    """A left glove and two right gloves: a pair is worth 1. Textbook: 2/3, 1/6, 1/6."""
    values = as_values([float(s & 1 and s & 6 > 0) for s in range(8)])
    assert shapley.exact(values, 3) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    pairs = shapley.exact_interactions(values, 3)
    assert pairs[0, 1] == pytest.approx(0.5)  # works only together, but the other glove may do
    assert pairs[1, 2] == pytest.approx(-0.5)  # one takes the other's place


def test_sampled_runs_agree_with_exact_ones(scenario, monkeypatch):
    exact = attribute(scenario, OUTCOME, EVENTS, runs=1, people=PEOPLE, jobs=1)
    monkeypatch.setattr("dualsim.analysis.attribution.attribution.MOST_EXACT", 3)
    drawn = attribute(scenario, OUTCOME, EVENTS, runs=1, people=PEOPLE, jobs=1, orders=400)
    assert drawn.orders == 400
    assert drawn.effect == pytest.approx(exact.effect, abs=0.1 * np.abs(exact.effect).max())
    assert drawn.remainder < 1e-9
    assert np.array_equal(drawn.alone_out, exact.alone_out)


# What is refused


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ("real_power[soviet, town]", "no day; write MEASURE"),
        ("real_power[soviet, town]@1917-03-44", "there is no 44 March 1917"),
        (
            "real_power[soviet, town]@1917-05-01",
            "1 May 1917 is outside the run, which is 1 March 1917 to 30 March",
        ),
        ("real_power[sovet, town]@1917-03-20", "did you mean 'soviet'"),
        ("real_powr[soviet, town]@1917-03-20", "did you mean 'real_power'"),
        ("real_power[soviet]@1917-03-20", "'real_power' needs a place"),
        ("regime[town]@1917-03-20", "'regime' needs a regime; write for example regime[town, dual_power]"),
        ("real_power[soviet@1917-03-20", "']' was expected"),
    ],
)
def test_an_outcome_that_is_none(scenario, outcome, message):
    with pytest.raises(ValueError, match="outcome") as error:
        outcome_of(outcome, scenario)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (["order_two"], "events: no event named 'order_two'; did you mean 'order_one'"),
        (["order_one", "order_one"], "events: 'order_one' is named twice"),
        ([], "events: 0 events"),
        ("order_one", "give a list of names"),
    ],
)
def test_events_that_are_none(scenario, events, message):
    with pytest.raises(ValueError, match="events") as error:
        attribute(scenario, OUTCOME, events, runs=1, people=PEOPLE, jobs=1)
    assert message in str(error.value)


def test_numbers_that_cannot_be_run(scenario):
    with pytest.raises(ValueError, match="runs: 0 is too few"):
        attribute(scenario, OUTCOME, EVENTS, runs=0, jobs=1)
    with pytest.raises(ValueError, match=r"people: 2\.5 is not a whole number"):
        attribute(scenario, OUTCOME, EVENTS, people=2.5, jobs=1)


# What is told


def test_table_csv_and_json_say_the_same(scenario):
    found = attribute(scenario, OUTCOME, EVENTS, runs=2, people=PEOPLE, jobs=1)
    rows = list(csv.DictReader(io.StringIO(found.to_csv())))
    facts = json.loads(json.dumps(found.to_dict(over_time=True)))
    assert [row["event"] for row in rows] == [row["event"] for row in facts["events"]]
    assert sum(float(row["value"]) for row in rows) == pytest.approx(facts["total"])
    assert facts["sum_of_values"] == pytest.approx(facts["with_all"] - facts["with_none"])
    assert len(facts["by_day"]["order_one"]) == 24
    text = str(found)
    assert f"{100 * facts['total']:+.1f}" in text
    assert "all 16 sets" in text


def test_the_command(command, tmp_path):
    figure = tmp_path / "why.png"
    said = command(
        "attribute", TINY, "--outcome", OUTCOME, "--events", "soviet_meets,order_one",
        "--runs", 2, "--people", 200, "--jobs", 1, "--over-time", "-o", figure,
    )  # fmt: skip
    assert said.status == 0, said.err
    assert said.out.splitlines()[-1] == str(figure)
    assert "Order One" in said.out
    made = {"why.png", "why-over-time.png", "why.csv", "why.json", ".dualsim.json"}
    assert {path.name for path in tmp_path.iterdir()} == made
    wrong = command("attribute", TINY, "--outcome", OUTCOME, "--events", "soviet_meets,order_two")
    assert wrong.status == 2
    assert "did you mean 'order_one'" in wrong.err


def test_the_figure_of_a_day_says_so(seizing):
    """Days are later to the right; of a share it is its chance that was moved."""
    for outcome, title, scale in (
        ("took_power[soviet, town]", "Took power (Soviet, Town): what moved the day", "days, later to"),
        ("took_power[soviet, town]@1917-03-28", "what moved its chance", "points of a hundred"),
        ("duality[town]@1917-03-28", "What moved duality (Town) by 28 March 1917", "in the measure's unit"),
    ):
        found = attribute(seizing, outcome, ["order_one"], runs=2, people=300, jobs=1)
        texts = plot(found).over.texts
        assert title in " ".join(text.get_text() for text in texts if text.get_gid() == "title")
        assert scale in " ".join(text.get_text() for text in texts if text.get_gid() == "subtitle")
