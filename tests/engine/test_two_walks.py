"""Ways of walking: columns, Mesa agents, any order, any chunks, threads; bit for bit the same."""

from __future__ import annotations

import random
from itertools import pairwise

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualsim.engine import agents, simulation
from dualsim.engine.model import DualPower
from dualsim.engine.simulation import REVISED, Simulation
from dualsim.runs.single import run
from dualsim.scenario import loading
from dualsim.theory import rule
from paths import INSTITUTIONS, LINKED, TINY

WHOLE = ("petrograd_1917", "empire_1917")  # the empire has all provinces in it
MANY = "districts_1917"  # five hundred bodies, for minutes; it has no part that others lack
CASES = {"tiny": TINY, "linked": LINKED, "institutions": INSTITUTIONS, **loading.list_scenarios()}
SHORT = [
    *((name, False) for name in CASES if name not in (*WHOLE, MANY)),
    ("tiny", True),
    ("linked", True),
    ("institutions", True),
]
DAYS = 60


def in_columns(scenario, people, days, seed=1):
    return Simulation(scenario, people, seed).run(None if days is None else days - 1)


def differences(one, other):
    """The measures, columns of people and tables of the world in which two simulations differ at all."""
    pairs = {name: (values, other.record[name]) for name, values in one.record.items()}
    pairs |= {f"people.{name}": pair for name, *pair in zip(*_fields(one, other, "people"), strict=True)}
    pairs |= {f"world.{name}": pair for name, *pair in zip(*_fields(one, other, "world"), strict=True)}
    return [name for name, (a, b) in pairs.items() if a.dtype != b.dtype or a.tobytes() != b.tobytes()]


def _fields(one, other, what):
    return getattr(one, what)._fields, getattr(one, what), getattr(other, what)


@pytest.mark.parametrize(("name", "shuffled"), SHORT)
def test_mesa_agents_and_columns_are_equal(name, shuffled):
    scenario = loading.load(CASES[name])
    columns = in_columns(scenario, 300, DAYS)
    model = DualPower(scenario, 300, 1, shuffled=shuffled)
    while model.simulation.day < columns.day:
        model.step()
    assert differences(columns, model.simulation) == []
    assert columns.log == model.simulation.log
    assert np.unique(columns.people.authority).size > 1, "a comparison of runs in which something happens"


def test_where_people_build_all_that_concerns_it_happens():
    """Else the two ways would be compared without anything built, attacked, supplied, or troops sent."""
    sim = in_columns(loading.load(INSTITUTIONS), 300, DAYS)
    assert np.nanmax(sim.record["built"]) > 0.1
    shops = sim.record["built"][:, 0, 0]
    assert shops[17] < shops[16], "the raid"
    assert sim.world.supplied.max() > 0.0
    assert sim.world.passes.min() < 0.95
    assert (sim.world.ordered_by >= 0).any()


def founding_places():
    """Two places in which nearly everyone is unserved: bodies are founded, entered, fused, and fade."""
    kinds = {"committee": {"name": "Committee", "kind": "committee", "founders": ["worker", "soldier"]}}
    return loading.load(LINKED).replace({
        "kinds": kinds, "behaviour.found_below": 1.5, "behaviour.found_days": 2, "behaviour.fade_days": 6,
        "behaviour.fade_below": 0.2, "behaviour.enter_within": 0.3, "behaviour.fuse_overlap": 0.5,
    })  # fmt: skip


def parts_of_a_town(fade_days=6, enter_within=0.5):
    """The same with no way between them: bodies of one part are entered in the other, or fuse with its."""
    return founding_places().replace({
        "places.town.rail.village": 0, "behaviour.fade_days": fade_days, "behaviour.fade_below": 0.3,
        "behaviour.enter_within": enter_within, "behaviour.fuse_overlap": 0.7,
    })  # fmt: skip


@pytest.mark.parametrize("places", [founding_places, parts_of_a_town])
def test_mesa_agents_and_columns_are_equal_where_bodies_come_and_go(places):
    scenario = places()
    columns = in_columns(scenario, 300, None)
    assert {"founded", "entered", "fused", "faded"} <= {log.what for log in columns.log}
    in_both = columns.world.electorate[columns.world.home >= 0].all(axis=1)
    assert in_both.any() == (places == parts_of_a_town)
    model = DualPower(scenario, 300)
    model.run_model()
    assert differences(columns, model.simulation) == []
    assert columns.log == model.simulation.log


def test_in_the_linked_places_all_that_links_them_happens():
    """Else their two ways of walking would be compared without a joint executive, news or an assembly."""
    sim = in_columns(loading.load(LINKED), 300, DAYS)
    assert {"event", "founded", "joined", "parted"} <= {log.what for log in sim.log}
    assert (sim.world.founders >= 0).any()
    assert max(step.delay for happening in sim.start.events for step in happening.effects) == 5
    places = sim.world.cell_place
    assert (places[sim.world.contacts] != places[:, None]).any()
    assert (sim.people.spokesman != np.arange(len(sim.people.cell))).mean() > 0.1
    assert sim.world.organ.min() == 0.0
    assert not sim.world.electorate.all()
    assert not sim.world.may_join.all()
    assert (sim.world.presence > 1.0).any(), "the drafted arrived"
    assert sim.people.active.any()


@pytest.mark.parametrize("walk", ["agents", "shuffled"])
def test_whole_runs_are_equal_datasets(tiny, walk):
    columns, walked = run(tiny, 150, 3), run(tiny, 150, 3, walk=walk)
    assert columns.identical(walked)


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_run_is_equal(name):
    scenario = loading.load(name)
    columns = in_columns(scenario, 110, None)
    model = DualPower(scenario, 110)
    model.run_model()
    assert differences(columns, model.simulation) == []


def test_mesa_agents_of_negative_and_huge_seeds_are_equal(tiny):
    for seed in (-1, 2**70 + 3):
        model = DualPower(tiny, 60, seed)
        for _ in range(5):
            model.step()
        assert differences(in_columns(tiny, 60, 5, seed), model.simulation) == []


# Rows in any chunks and any order


@pytest.fixture(scope="module")
def morning(tiny):
    """A simulation in the middle of a day, before people think again."""
    sim = in_columns(tiny, 240, 10)
    sim.open_day()
    return sim


def answers(sim, chunks):
    """What everyone answers this morning, by kind, with people taken in these chunks."""
    n = len(sim.people.cell)
    given = (*sim.handed, sim.key)
    thinking, risen = np.full(n, 9, np.uint8), np.full(n, 9, np.uint8)
    said = {kind: getattr(sim.people, column).astype(np.int16) for kind, column in REVISED.items()}
    for first, last in chunks:
        sim.walks.think(first, last, *given, thinking)
        for kind, column in said.items():
            getattr(sim.walks, kind)(first, last, *given, thinking, column)
        sim.walks.mobilise(first, last, *given, risen)
    return {"think": thinking.tolist(), "rise": risen.tolist(), **{k: c.tolist() for k, c in said.items()}}


@given(st.lists(st.integers(0, 240), max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, database=None)
def test_any_chunks_in_any_order_are_equal(morning, cuts, chance):
    edges = [0, *sorted(cuts), 240]
    chunks = list(pairwise(edges))
    chance.shuffle(chunks)
    assert answers(morning, chunks) == answers(morning, [(0, 240)])


@pytest.mark.parametrize("asked", [0, 1])
def test_compiled_walks_are_the_plain_rules_row_by_row_in_any_order(morning, asked):
    morning = morning.branch()
    morning.world.asked[:] = asked
    said = answers(morning, [(0, 240)])
    rows = list(range(240))
    random.Random(1).shuffle(rows)
    for i in rows:
        given = (i, morning.people, morning.world, morning.taste, morning.key)
        again = rule.reconsiders(*given)
        assert said["think"][i] == again
        for kind, column in REVISED.items():
            now = getattr(morning.people, column)[i]
            assert said[kind][i] == (getattr(rule, kind)(*given) if again else now), kind
        assert again or not asked
        assert said["rise"][i] == rule.rise(*given)
    assert len(set(said["accept"])) == 2


def test_walking_writes_nothing_but_the_answers(morning):
    other = morning.branch()
    answers(other, [(0, 240)])
    assert differences(morning, other) == []


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_threads_change_nothing(tiny, monkeypatch, threads):
    alone = in_columns(tiny, 240, 12)
    monkeypatch.setattr(simulation, "ONE_THREAD_UP_TO", 10)
    monkeypatch.setattr(simulation, "cpu_count", lambda: threads)
    assert differences(alone, in_columns(tiny, 240, 12)) == []


def test_a_branch_goes_on_as_the_whole_does(tiny):
    whole, sim = in_columns(tiny, 120, None), in_columns(tiny, 120, 11)
    other = sim.branch()
    other.run()
    assert differences(whole, other) == []
    assert whole.log == other.log
    assert sim.day == 10, "the one that it came from stays where it was"
    assert differences(sim, in_columns(tiny, 120, 11)) == []


# Agents are views


def test_agents_are_made_when_someone_asks(tiny, monkeypatch):
    made = []
    start = agents.View.__init__
    monkeypatch.setattr(agents.View, "__init__", lambda self, *a: (made.append(1), start(self, *a))[1])
    model = DualPower(tiny, 120)
    model.simulation.advance()
    assert not made
    assert len(model.agents) == len(made) == len(model.simulation.people.cell) + 4
    assert len(model.agents) == len(made), "and made once"


def test_every_person_and_every_authority_is_an_agent_of_its_class(tiny):
    model = DualPower(tiny, 120)
    classes = {cls.__name__: members for cls, members in model.agents_by_type.items()}
    assert set(classes) == {"Worker", "Soldier", "ProvisionalGovernment", "Soviet", "Committee"}
    assert [a.name for a in classes["Committee"]] == ["elders", "committee@town"]
    assert [a.name for a in classes["Soviet"]] == ["soviet"]
    assert {a.group for a in classes["Soldier"]} == {"soldier"}
    people = [*classes["Worker"], *classes["Soldier"]]
    assert sorted(person.row for person in people) == list(range(len(model.simulation.people.cell)))
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)


def test_groups_of_a_scenario_get_a_class_and_the_four_have_theirs():
    for cls in (agents.Worker, agents.Soldier, agents.Peasant, agents.Officer):
        assert agents.person_class(cls.__name__.lower()) is cls
    made = agents.person_class("sailor")
    assert made.__name__ == "Sailor"
    assert issubclass(made, agents.Person)
    assert agents.person_class("sailor") is made
    assert agents.person_class("town_folk").__name__ == "TownFolk"
    model = DualPower(loading.load("petrograd_1917"), 340)
    assert {"Sailor", "Worker", "Soldier", "Officer"} <= {cls.__name__ for cls in model.agents_by_type}


def test_views_own_no_numbers(tiny):
    model = DualPower(tiny, 60)
    bare = set(vars(mesa.Agent(mesa.Model(rng=1))))
    assert all(set(vars(agent)) - bare == {"row"} for agent in model.agents)
    sim, person = model.simulation, next(a for a in model.agents if isinstance(a, agents.Soldier))
    columns = {"authority": (3, "committee@town"), "party": (2, "abstain"), "active": (1, True)}
    for column, (number, shown) in columns.items():
        getattr(sim.people, column)[person.row] = number
        assert getattr(person, column) == shown
    sim.people.ideal[person.row] = [25, -100]
    assert person.ideal == {"peace": 0.25, "bread": -1.0}
    assert person.place == "town"
    sim.people.armed_rank[person.row] = 40_000
    for share, armed in ((0.7, True), (0.6, False)):
        sim.world.arms[1, 0] = share
        assert person.armed is armed
    soviet = next(a for a in model.agents if isinstance(a, agents.Soviet))
    assert not soviet.alive
    sim.world.alive[1] = 1
    assert soviet.alive


def test_a_day_of_the_model_is_a_day_of_the_simulation(tiny):
    model = DualPower(tiny, 60)
    told = []
    model.run_model(lambda day, days: told.append((day, days)))
    assert told == [(day, 30) for day in range(1, 31)]
    assert model.steps == 30
    assert not model.running
