"""The four strategies: one society, numbers that say what they are, and what was found about them."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from benchmarks.strategies import Case, broke_on, built, cases, ceilings, from_below, longest, run
from dualsim.engine.simulation import Simulation
from dualsim.scenario.describe.provenance import entries
from dualsim.scenario.loading import list_scenarios, load
from paths import ROOT

STRATEGIES = ("grassroots", "vanguard", "guerrilla", "networks")
SOCIETY = ROOT / "scenarios" / "society.yaml"
SEEDS = (1, 2, 3, 4)


@cache
def scenario(name: str):
    return load(name)


@cache
def runs(name: str) -> tuple[dict, ...]:
    case = cases()[name]
    there = load(case.scenario, changes=dict(case.changes), without=case.without)
    return tuple(run(case, there, seed, 1_000) for seed in SEEDS)


def mean(name: str, key: str) -> float:
    return float(np.mean([found[key] for found in runs(name)]))


def apart(name: str, other: str, key: str) -> list[float]:
    return [one[key] - two[key] for one, two in zip(runs(name), runs(other), strict=True)]


def test_the_society_is_no_scenario_by_itself_and_the_four_are():
    assert set(STRATEGIES) <= set(list_scenarios())
    assert "society" not in list_scenarios()


@pytest.mark.parametrize("name", STRATEGIES)
def test_what_differs_is_the_strategy_and_not_the_society(name):
    one, first = scenario(name), scenario("grassroots")
    assert one.behaviour == first.behaviour
    assert one.issues == first.issues
    assert one.series == first.series
    assert one.kinds == first.kinds
    assert one.may_found == first.may_found
    shared = set.intersection(*(set(scenario(other).events) for other in STRATEGIES))
    assert len(shared) >= 15
    assert all(one.events[key] == first.events[key] for key in shared - {"inspectors"})
    assert all(one.groups[key] == first.groups[key] for key in first.groups)
    assert all(one.parties[key] == first.parties[key] for key in first.parties)
    assert all(one.authorities[key] == first.authorities[key] for key in ("government", "town_hall"))
    for place, block in first.places.items():
        assert all(one.places[place].population[g] == n for g, n in block.population.items())
        assert one.places[place].condition == block.condition


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_number_is_assumed_and_the_file_says_so_first(name):
    kinds = {e.kind for e in entries(scenario(name)) if not e.path.startswith("behaviour.")}
    assert kinds == {"assumed"}
    for file in (SOCIETY, list_scenarios()[name]):
        text = file.read_text("utf-8").removeprefix("# yaml-language-server: $schema=scenario.schema.json\n")
        head = " ".join(re.match(r"(#.*\n)+", text)[0].replace("#", " ").split())
        assert "assumed" in head
        assert "scored against history" in head
        assert "disputed" in head


@pytest.mark.parametrize("name", STRATEGIES)
def test_each_has_its_own_events_with_a_reason_for_every_effect(name):
    shared = set.intersection(*(set(scenario(other).events) for other in STRATEGIES))
    own = [event for key, event in scenario(name).events.items() if key not in shared]
    assert 10 <= len(own) <= 30
    assert all("stylised" in event.source for event in scenario(name).events.values())


def test_a_ceiling_of_0_leaves_nothing_of_one_kind_alone():
    alternatives, counters = (ceilings("grassroots", kind) for kind in ("alternative", "counter"))
    assert len(alternatives) + len(counters) == len(scenario("grassroots").institutions)
    assert not set(alternatives) & set(counters)
    assert mean("grassroots, nothing delivered", "built at the end") == 0.0


def test_a_day_without_obedience_is_no_break_and_a_fortnight_is():
    governs, obeyed = np.ones(60, dtype=bool), np.full(60, 0.6)
    assert broke_on(governs, obeyed, 0) is None
    obeyed[20:30] = 0.1
    assert broke_on(governs, obeyed, 0) is None
    obeyed[40:] = 0.1
    assert broke_on(governs, obeyed, 0) == 40
    assert broke_on(governs, np.full(60, 0.1), 0) is None, "who was never obeyed does not break"
    governs[50:] = False
    assert broke_on(governs, np.full(60, 0.6), 0) == 50
    assert longest(np.array([1, 1, 0, 1, 1, 1], dtype=bool)) == 3


@pytest.mark.parametrize("free", [False, True])
def test_the_switch_decides_which_steps_of_the_war_may_come(free):
    there = load("guerrilla", without=("under_the_party",) if free else ())
    sim = Simulation(there, 1_000, 1)
    for _ in sim.days(300):
        pass
    came = {log.name for log in sim.log if log.what == "event"}
    assert not any(name.endswith("by_leave") for name in came) or not free
    assert ("guards_for_officials" in came) is not free
    assert not {"ambush", "column", "march_on_town"} & came or free


# What docs/strategies.md says was found


def test_grassroots_builds_more_of_its_own_than_a_vanguard():
    assert min(apart("grassroots", "vanguard", "built at the end")) > 0.02


def test_where_alternatives_deliver_more_follow_bodies_from_below():
    assert np.mean(apart("grassroots, nothing delivered", "grassroots", "self")) < -0.05


@pytest.mark.parametrize(("name", "ending"), [("grassroots", "non-cooperation"), ("vanguard", "seizure")])
def test_institutions_that_could_do_nearly_all_end_the_old_order(name, ending):
    ends = [found["ending"] for found in runs(f"{name}, ceilings at 0.9")]
    assert ends.count(ending) >= 3
    assert all(found["ending"] == "stalemate" for found in runs("grassroots, nothing delivered"))


def test_a_town_without_institutions_has_built_nothing():
    sim = Simulation(scenario("guerrilla"), 1_000, 1)
    for _ in sim.days(2):
        pass
    assert built(sim, scenario("guerrilla"), "town", 1) == 0.0
    assert 0.0 <= from_below(sim, 0, 1) <= 1.0


def test_a_case_names_a_place_and_an_old_order_that_are_there():
    for case in cases().values():
        assert isinstance(case, Case)
        assert case.place in scenario(case.scenario).places
        assert case.old in scenario(case.scenario).authorities
