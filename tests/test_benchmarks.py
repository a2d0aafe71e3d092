"""Who stands beside ours in the benchmark is the same model: C to the bit, numpy and Mesa by what is done."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from engine.test_two_walks import founding_places, parts_of_a_town

from benchmarks import report, rounds
from benchmarks.competitors import INSTALLED_OR_NOT, competitors
from benchmarks.limit import compiler, in_c
from benchmarks.ordinary_mesa import OrdinaryModel, Person
from benchmarks.rounds import measured
from benchmarks.vectorised_numpy import Crowd, Generator
from dualsim.engine.simulation import REVISED, Simulation
from dualsim.scenario import loading
from dualsim.theory.random_streams import MIX_1, MIX_2, STRIDE_OPTION, STRIDE_PERSON, STRIDE_PURPOSE, UNIT
from paths import LINKED, TINY

needs_c = pytest.mark.skipif(compiler() is None, reason="no C compiler is here")


def differences(one, other):
    """The measures, columns of people and tables of the world in which two runs differ at all."""
    pairs = {name: (values, other.record[name]) for name, values in one.record.items()}
    for what in ("people", "world"):
        mine, theirs = getattr(one, what), getattr(other, what)
        pairs |= {f"{what}.{name}": (getattr(mine, name), getattr(theirs, name)) for name in mine._fields}
    return [name for name, (a, b) in pairs.items() if a.dtype != b.dtype or a.tobytes() != b.tobytes()]


# C


@needs_c
@pytest.mark.parametrize(
    "name",
    [
        *(TINY, LINKED, "petrograd_1917", founding_places, parts_of_a_town),
        functools.partial(parts_of_a_town, fade_days=1),
        functools.partial(parts_of_a_town, enter_within=0.05),
    ],
    ids=["tiny", "linked", "petrograd_1917", "founding", "parts", "rows used again", "parts that fuse"],
)
def test_c_gives_the_same_record_and_log_to_the_last_bit(name):
    scenario = name() if callable(name) else loading.load(name)
    ours, theirs = Simulation(scenario, 300), in_c(Simulation(scenario, 300))
    ours.run()
    theirs.run()
    assert differences(ours, theirs) == []
    assert ours.log == theirs.log
    assert ours.day == ours.start.days - 1
    assert len(ours.log) > 2
    assert ours.people.active.any()


@needs_c
def test_c_steps_by_weeks_as_we_do(tiny):
    when = {"events.promise_broken.when": "mobilisation[soldier, town] > 0.3"}
    scenario = tiny.replace({**when, "step": "week"})
    assert differences(Simulation(scenario, 300).run(), in_c(Simulation(scenario, 300)).run()) == []


@needs_c
@pytest.mark.parametrize("parameter", ["gamma", "word", "opposition", "kappa", "growth", "arousal", "recall"])
def test_c_reads_the_tables_of_the_run_and_nothing_of_its_own(tiny, parameter):
    ours, theirs = Simulation(tiny, 200), in_c(Simulation(tiny, 200))
    theirs.taste = theirs.taste._replace(**{parameter: 1.5 * getattr(theirs.taste, parameter) + 0.1})
    ours.run(20)
    theirs.run(20)
    assert differences(ours, theirs)


# numpy


def mixed(bits):
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(MIX_1)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(MIX_2)
    return bits ^ (bits >> np.uint64(31))


class OurDraws:
    """The numbers that our rules draw on a day."""

    def __init__(self, key):
        self.key = key

    def __call__(self, rows, purpose, options):
        with np.errstate(over="ignore"):
            stream = mixed((self.key ^ (np.uint64(purpose) * np.uint64(STRIDE_PURPOSE))) + np.uint64(1))
            option = (np.arange(options, dtype=np.uint64) + np.uint64(1)) * np.uint64(STRIDE_OPTION)
            person = (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(STRIDE_PERSON)
            bits = mixed(mixed(stream ^ option)[None] + person[:, None])
        return ((bits >> np.uint64(12)) + 0.5) * UNIT


@pytest.mark.parametrize("name", [TINY, LINKED, "petrograd_1917"])
def test_numpy_gives_the_same_answers_for_the_same_draws(name):
    sim = Simulation(loading.load(name), 2_000).run(12)
    sim.open_day()
    sim.compiled.morning(sim.day, sim.key, *sim.handed)
    other = sim.branch()
    Crowd(other, OurDraws(other.key)).day()
    before = sim.people.authority.copy()
    sim._live(0, len(sim.people.cell))
    for column in (*REVISED.values(), "active"):
        assert np.array_equal(getattr(sim.people, column), getattr(other.people, column)), column
    assert (sim.people.authority != before).mean() > 0.005
    assert sim.people.active.any()


@pytest.mark.parametrize("package", ["agentpy", "mesa_frames"])
def test_others_come_to_the_same_shares_on_the_same_tables(package):
    pytest.importorskip(package)
    sim = Simulation(loading.load("petrograd_1917"), 1_500).run(40)
    crowd, other = Crowd(sim.branch(), Generator(1)), INSTALLED_OR_NOT[package].begin(sim.branch())
    ours, theirs = [], []
    for _ in range(30):
        crowd.day()
        other()
        ours.append(crowd.people.accepts.mean())
        who = other.__self__
        accepts = [p.accepts for p in who.persons] if package == "agentpy" else who.agents["accepts"]
        theirs.append(np.mean(accepts))
    assert abs(np.mean(ours[10:]) - np.mean(theirs[10:])) < 0.02


# Mesa

SEEDS, PEOPLE, DAYS = (1, 2, 3), 1_500, 20


@functools.cache
def our_shares():
    return [shares(start(seed).run(DAYS - 1)) for seed in SEEDS]


def start(seed):
    return Simulation(loading.load("petrograd_1917"), PEOPLE, seed)


def shares(sim):
    """Shares of all people by what they chose."""
    tables = (
        sim.people.turned,
        sim.people.accepting,
        sim.people.voting,
        sim.people.voting_against,
        sim.people.risen,
    )
    return np.concatenate([table.sum(axis=0) for table in tables]) / sim.people.size.sum()


def apart(**taste):
    """The largest difference between Mesa's shares and ours, in standard errors of two samples of people."""
    theirs = []
    for seed in SEEDS:
        model = OrdinaryModel(start(seed), seed)
        model.taste = model.taste._replace(**taste)
        for _ in range(DAYS):
            model.step()
        theirs.append(shares(model.sim))
    ours, theirs = np.mean(our_shares(), axis=0), np.mean(theirs, axis=0)
    both = (ours + theirs) / 2
    error = np.sqrt(2 * (both * (1 - both) + 1 / PEOPLE) / (PEOPLE * len(SEEDS)))
    return float(np.max(np.abs(ours - theirs) / error))


MOST = 3.5  # standard errors, of some twenty shares that hang together


def test_mesa_comes_to_the_same_shares():
    assert apart() < MOST


@pytest.mark.parametrize(
    "wrong", [{"gamma": 0.0}, {"word": 0.0}, {"opposition": 0.0}, {"risk": 0.0}, {"rho": 0.0}]
)
def test_mesa_with_a_rule_broken_does_not(wrong):
    assert apart(**wrong) > MOST


def test_mesa_calls_no_rule_of_ours(monkeypatch):
    from dualsim.theory import rule

    def refuse(*given):
        raise AssertionError("a rule of ours was called")

    for kind in ("choose", "accept", "vote", "rise", "reconsiders"):
        monkeypatch.setattr(rule, kind, refuse)
    model = OrdinaryModel(Simulation(loading.load(TINY), 60))
    model.step()
    assert all(type(agent) is Person for agent in model.agents)


def test_mesa_binds_an_assembly_by_its_spokesman():
    model = OrdinaryModel(Simulation(loading.load(LINKED), 300))
    assert model.bound
    model.step()
    assert all(person.active == person.spokesman.active for person in model.bound)


# The command


@pytest.fixture
def few(monkeypatch, tiny):
    """A measurement of everyone by one day of the tiny scenario."""
    monkeypatch.setattr(rounds, "BEGIN", 5)
    return measured(tiny, 60, competitors(), rounds=2, days=1)


def test_everyone_is_measured_and_told(few, tmp_path):
    told = report.table(few, competitors())
    assert len({cost.competitor for cost in few}) >= 5
    assert all(len(cost.rounds) == 2 and cost.median > 0.0 for cost in few)
    assert all(one.name in told for one in competitors())
    report.draw(few, competitors(), tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 5_000
    report.write(few, tmp_path / "told.json")
    assert '"machine"' in (tmp_path / "told.json").read_text(encoding="utf-8")


def test_mesa_at_its_largest_stands_for_more():
    costs = [rounds.Cost(report.MESA, 10, [9.0]), rounds.Cost(report.MESA, 100, [5.0, 7.0, 6.0])]
    assert report.cost_of(report.MESA, 2_400_000, costs) == 6.0
    assert report.cost_of(report.MESA, 10, costs) == 9.0
    assert report.cost_of("dualsim", 10, costs) is None


def test_answers_say_what_is_asked_and_whether_it_is_met():
    costs = [rounds.Cost(report.MESA, 10_000, [900.0]), rounds.Cost("dualsim", 10_000, [10.0])]
    assert report.answers(costs) == (
        "   10,000 people: Mesa, one object a person / dualsim = 90, asked at least 100: no"
    )
