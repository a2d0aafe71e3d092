"""DualPower as a Mesa model: its collector, its end, its seeds, and a batch of runs."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

import dualsim
from dualsim import DualPower
from dualsim.scenario.loading import load
from paths import TINY

SEATS = "seats[soviet, radical]"


@pytest.fixture(scope="module")
def columns():
    return dualsim.Simulation(load(TINY), 60, 3).run()


def test_the_collector_holds_every_measure_of_every_day(columns):
    model = DualPower(str(TINY), 60, 3)
    model.run_model()
    found = model.datacollector.get_model_vars_dataframe()
    assert list(found) == list(dualsim.MEASURES)
    assert len(found) == 30
    for name in dualsim.MEASURES:
        if not dualsim.MEASURES[name].words:
            table = np.stack([np.reshape(one, columns.record[name].shape[1:]) for one in found[name]])
            np.testing.assert_array_equal(table, columns.record[name], err_msg=name)
    words = dualsim.run(TINY, 60, 3).regime.values
    assert [list(one) for one in found["regime"]] == words.tolist()


def test_single_numbers_are_named_as_in_conditions_and_agents_are_collected_if_asked(columns):
    asked = ["authority", "party", "active"]
    model = DualPower(load(TINY), 60, 3, measures=[SEATS, "turnout[worker, town]"], agent_reporters=asked)
    model.step()
    model.step()
    found = model.datacollector.get_model_vars_dataframe()
    assert list(found) == [SEATS, "turnout[worker, town]"]
    assert found["turnout[worker, town]"].tolist() == columns.record["turnout"][:2, 0, 0].tolist()
    agents = model.datacollector.get_agent_vars_dataframe()
    assert list(agents) == asked
    assert len(agents) == 2 * len(model.agents)


@pytest.mark.parametrize("measure", ["dualty", "seats[soviet, nobody]", "seats[", "turnout[worker]"])
def test_a_measure_that_is_not_there_is_named(measure):
    with pytest.raises(ValueError, match="measure '"):
        DualPower(TINY, 60, measures=measure)


def test_an_attribute_that_no_agent_has_is_named():
    with pytest.raises(ValueError, match=r"agent named 'autority'; did you mean 'authority'\?"):
        DualPower(TINY, 60, agent_reporters=["autority"])


def test_the_end_of_the_run_is_the_end_of_running():
    model = DualPower(TINY, 60)
    assert model.running
    assert model.datacollector.get_model_vars_dataframe().empty
    model.run_model()
    day = model.simulation.day
    assert not model.running
    model.step()
    assert model.simulation.day == day == 29


def test_seeds_by_either_name_and_by_none():
    def ideals(**how):
        return DualPower(TINY, 60, **how).simulation.people.ideal.tobytes()

    assert ideals(seed=7) == ideals(rng=7) != ideals()
    assert ideals(rng=np.random.default_rng(4)) == ideals(rng=np.random.default_rng(4))
    assert ideals(seed=None) != ideals(seed=None)


@pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="this Mesa has no batch_run")
def test_a_batch_of_runs():
    # Given as `rng`: newer Mesa writes over a parameter called `seed`, and numbers days from 1.
    given = {"scenario": str(TINY), "people": 60, "rng": [3, 4], "measures": SEATS}
    found = mesa.batch_run(DualPower, given, data_collection_period=10, display_progress=False)
    assert {row["rng"] for row in found} == {3, 4}
    for seed in (3, 4):
        (last,) = mesa.batch_run(DualPower, given | {"rng": seed}, display_progress=False)
        assert last[SEATS] == dualsim.run(TINY, 60, seed).seats.sel(authority="soviet", party="radical")[-1]
