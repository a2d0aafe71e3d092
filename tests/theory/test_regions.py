"""What is measured of a region: known answers by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory.measures import MEASURES, REGIMES
from paths import DATA, TINY

TOWN, VILLAGE, WORKER, SOLDIER, CABINET, SOVIET, ELDERS, REGION = 0, 1, 0, 1, 0, 1, 2, -1
BOTH = {"name": "Both", "town": "town", "places": ["village"]}


def of(scenario, people=400, days=5):
    return Simulation(scenario, people).run(days - 1)


@pytest.fixture(scope="module")
def two(tiny):
    return of(tiny.replace({"regions.both": BOTH}))


@pytest.fixture
def sim(two):
    """People as many as the file says, power by hand: one body in the town, another in the village."""
    sim = two.branch()
    sim.people.present[:] = 1.0
    sim.world.real_power[:] = 0.0
    sim.world.real_power[[TOWN, VILLAGE], [SOVIET, ELDERS]] = 1.0
    return sim


def read(sim, name):
    return np.asarray(MEASURES[name].formula(sim.people, sim.world))


def test_one_place_as_a_region_is_measured_as_the_place(tiny):
    sim = of(tiny.replace({"regions.alone": {"name": "Alone", "town": "town"}}))
    for name, measure in MEASURES.items():
        if measure.dims[:1] == ("place",):
            values = sim.record[name][: sim.day + 1]
            assert values.shape[1] == 3
            np.testing.assert_array_equal(values[:, REGION], values[:, TOWN], name)


def test_a_region_changes_nothing_that_happens_and_nothing_else_that_is_measured(tiny, two):
    alone = of(tiny)
    for name, measure in MEASURES.items():
        values = two.record[name]
        places = values[:, :-1] if measure.dims[:1] == ("place",) else values
        np.testing.assert_array_equal(places, alone.record[name], name)


def test_two_places_of_as_many_people_with_a_power_each_have_two_powers(sim):
    sim.world.population[:] = 0.0
    sim.world.population[WORKER] = 5000.0, 5000.0
    assert read(sim, "effective_powers").tolist() == [1.0, 1.0, 2.0]
    assert read(sim, "duality").tolist() == [0.0, 0.0, 1.0]
    assert [REGIMES[int(code)] for code in read(sim, "regime")] == ["unitary", "unitary", "dual power"]


def test_regions_of_any_size_are_measured_each_as_if_it_were_alone(two):
    """Of two places, of one and of the other; to the bit."""
    inside = [[1, 1], [1, 0], [0, 1], [1, 1]]
    several = two.world._replace(in_region=np.array(inside, dtype=np.uint8))
    for name, measure in MEASURES.items():
        if measure.dims[:1] == ("place",) and not measure.since_start:
            values = np.asarray(measure.formula(two.people, several))
            both = np.asarray(measure.formula(two.people, two.world))[REGION]
            assert len(values) == 2 + 4
            alone = values[[TOWN, VILLAGE]].copy()
            if "lever" in measure.dims:  # a region whose places do not have a lever has no share of it
                alone[two.world.weight.T == 0.0] = np.nan
            for at, wanted in ((2, both), (3, alone[TOWN]), (4, alone[VILLAGE]), (5, both)):
                np.testing.assert_array_equal(values[at], wanted, name)


def test_power_in_a_region_weighs_by_people(sim):
    assert read(sim, "real_power")[REGION, [SOVIET, ELDERS]].tolist() == pytest.approx([0.8, 0.2])
    assert read(sim, "effective_powers")[REGION] == pytest.approx(1 / (0.8**2 + 0.2**2))
    sim.people.present[SOLDIER, TOWN] = 0.0  # 6,000 of 20,000 have left
    assert read(sim, "real_power")[REGION, [SOVIET, ELDERS]].tolist() == pytest.approx([10 / 14, 4 / 14])


def test_one_body_in_all_places_is_one_power(sim):
    sim.world.real_power[:] = 0.0
    sim.world.real_power[:, CABINET] = 1.0
    assert read(sim, "effective_powers").tolist() == [1.0, 1.0, 1.0]


def test_bodies_cooperate_across_a_region(sim):
    sim.world.endorsement[:] = 0.0
    sim.world.endorsement[SOVIET, ELDERS], sim.world.endorsement[ELDERS, SOVIET] = 0.8, 0.4
    assert read(sim, "cooperation").tolist() == pytest.approx([0.0, 0.0, 0.6])


def test_groups_count_by_their_own_people_and_people_are_added_up(sim):
    sim.people.vote[:] = 0.0
    sim.people.vote[WORKER, TOWN, 1], sim.people.vote[WORKER, VILLAGE, 0] = 1.0, 1.0
    votes = read(sim, "vote")
    assert votes[REGION, WORKER].tolist() == pytest.approx([4 / 14, 10 / 14, 0.0])
    assert np.isnan(votes[VILLAGE, SOLDIER]).all(), "none live there"
    np.testing.assert_array_equal(votes[REGION, SOLDIER], votes[TOWN, SOLDIER])
    assert read(sim, "population")[REGION].tolist() == [14000.0, 6000.0]


def test_a_lever_of_a_region_is_that_of_the_places_that_have_it(sim):
    sim.world.lever_control[:] = 0.0
    sim.world.lever_control[TOWN, 0, SOVIET] = 0.9  # the garrison, in the town alone
    sim.world.lever_control[TOWN, 1, SOVIET] = sim.world.lever_control[VILLAGE, 1, ELDERS] = 1.0
    control = read(sim, "lever_control")[REGION]
    assert control[0, SOVIET] == pytest.approx(0.9)
    town, village = 16000 * 0.4, 4000 * 1.0
    assert control[1, [SOVIET, ELDERS]].tolist() == pytest.approx(
        [town / (town + village), village / (town + village)]
    )


def test_what_is_unknown_in_a_place_does_not_count_in_the_region(sim):
    sim.world.leading[VILLAGE] = -1  # nobody governs
    sim.world.legitimacy[WORKER, TOWN] = 0.3
    assert read(sim, "acceptance")[[VILLAGE, REGION], WORKER] == pytest.approx([np.nan, 0.3], nan_ok=True)


def test_villages_are_lived_in_and_measured():
    sim = of(load(DATA / "region.yaml"), 400, 30)
    assert sim.record["real_power"].shape[1:] == (6, len(sim.names.authority) + 1)
    assert sim.record["real_power"][sim.day].sum(axis=-1) == pytest.approx(1.0)
    powers = sim.record["effective_powers"][10:].mean(axis=0)  # a day of a village is that of a few people
    assert powers[REGION] > powers[:-1].max()
    assert load(TINY).regions == {}
