"""An ensemble: each member is the single run with its seed, wherever it was run."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import xarray as xr

import dualsim
from dualsim.runs import ensembles as module
from dualsim.runs.ensembles import ensemble, ensembles
from dualsim.runs.many_runs import TOLD, usual_events
from dualsim.runs.sweeps import sweep
from dualsim.scenario.loading import load
from paths import TINY

PEOPLE, RUNS = 300, 4


@pytest.fixture(scope="module")
def singles(tiny):
    return [dualsim.run(tiny, people=PEOPLE, seed=5 + n) for n in range(RUNS)]


def same(one: xr.Dataset, other: xr.Dataset) -> None:
    one = one.drop_vars(TOLD)
    assert set(one.data_vars) == set(other.data_vars)
    for name in one.data_vars:
        xr.testing.assert_identical(one[name].drop_vars(["member", "seed"], errors="ignore"), other[name])


@pytest.mark.parametrize("how", ["one process", "two processes", "threads"])
def test_a_member_is_the_single_run_with_its_seed_bit_for_bit(tiny, singles, how):
    if how == "threads":
        with ThreadPoolExecutor(2) as pool:
            found = ensemble(tiny, RUNS, PEOPLE, 5, executor=pool)
    else:
        found = ensemble(tiny, RUNS, PEOPLE, 5, jobs=1 if how == "one process" else 2)
    assert found.sizes["member"] == RUNS
    assert found.seed.values.tolist() == [5, 6, 7, 8]
    for n, single in enumerate(singles):
        same(found.isel(member=n), single)
    assert not found.real_power.isel(member=0).equals(found.real_power.isel(member=1))
    assert found.summary_line.values.tolist() == [single.attrs["summary_line"] for single in singles]


def test_it_keeps_only_the_measures_that_are_asked_for(tiny, singles):
    found = ensemble(tiny, 2, PEOPLE, 5, measures=["duality", "regime", "duality"], jobs=1)
    assert set(found.data_vars) == {"duality", "regime", *TOLD}
    same(found.isel(member=1), singles[1][["duality", "regime"]])


def test_measures_that_are_not_asked_for_change_nothing():
    """Conditions of events read measures, so those are recorded all the same."""
    scenario = load("petrograd_1917", until="1917-03-20")
    assert any(happening.when for happening in dualsim.Simulation(scenario, PEOPLE).start.events)
    few = ensemble(scenario, 2, PEOPLE, measures=["duality"], jobs=1)
    whole = ensemble(scenario, 2, PEOPLE, jobs=1)
    xr.testing.assert_identical(few.duality, whole.duality)
    assert few.attrs["events"] == whole.attrs["events"]


def test_days_after_an_early_end_are_unknown(tiny, monkeypatch):
    def shorter(scenario, people, seeds, measures):
        found = real(scenario, people, seeds, measures)
        return [
            one._replace(record={k: v[: 10 + s] for k, v in one.record.items()}, days=10 + s)
            for s, one in zip(seeds, found, strict=True)
        ]

    real = module.records
    monkeypatch.setattr(module, "records", shorter)
    found = ensemble(tiny, 2, PEOPLE, 5, measures=["duality", "regime"], jobs=1)
    assert found.sizes["day"] == 16
    assert np.isfinite(found.duality.isel(member=1)).all()
    assert np.isnan(found.duality.isel(member=0, day=-1)).all()
    assert (found.regime.isel(member=0, day=-1) == "").all()


def test_events_that_most_runs_saw_stand_on_their_median_day(tiny):
    def run(**days):
        return {"events": json.dumps(list(days.items()))}

    runs = [run(order_one=3, march=9, late=1), run(order_one=8), run(order_one=5)]
    (found,) = usual_events(tiny, runs)
    assert (found["event"], found["day"], found["runs"]) == ("order_one", 5, 3)
    assert found["effects"] == len(tiny.events["order_one"].effects)
    assert found["date_os"] == "1917-03-06"


def test_effects_are_counted_once_however_many_places_hear_of_them(tiny, tmp_path):
    """As the file lists them, and as a single run does."""
    heard = tiny.replace({"places.village.news": 2})
    single = {one["event"]: one["effects"] for one in json.loads(dualsim.run(heard, PEOPLE).attrs["events"])}
    many = ensemble(heard, 2, PEOPLE, jobs=1)
    assert any(len(one.effects) > one.listed for one in dualsim.Simulation(heard, PEOPLE).start.events)
    for one in json.loads(many.attrs["events"]):
        assert one["effects"] == single[one["event"]]


@pytest.mark.parametrize("name", ["tiny", "linked"])
def test_in_memory_it_is_the_folder_of_the_same_runs(name, tmp_path):
    scenario = load(TINY.with_name(f"{name}.yaml"))
    here = ensemble(scenario, RUNS, PEOPLE, 5, jobs=1)
    there = sweep(scenario, tmp_path / "s", runs=RUNS, people=PEOPLE, seed=5, jobs=1).load()
    assert here.attrs.pop("command") != there.attrs.pop("command")
    xr.testing.assert_identical(here, there)


def test_what_counts_runs_takes_one_in_memory(tiny):
    found = ensemble(tiny, RUNS, PEOPLE, 5, jobs=1)
    assert {one.name for one in dualsim.frequencies(found)} >= set(tiny.events)
    assert dualsim.replicates(found)
    assert dualsim.transitions(found).sizes["regime"]
    assert dualsim.plot(found)


def test_ensembles_of_two_scenarios_share_their_seeds(tiny, singles):
    shorter = load(TINY, until="1917-03-10")
    one, other = ensembles([tiny, shorter], 2, PEOPLE, 5, jobs=1)
    same(one.isel(member=1), singles[1])
    assert other.sizes["day"] == 10


def test_progress_is_told_up_to_the_last_run(tiny):
    told: list[tuple[int, int]] = []
    ensemble(tiny, 5, PEOPLE, measures=["duality"], jobs=1, progress=lambda *how: told.append(how))
    assert told[-1] == (5, 5)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"runs": 0}, "runs: 0 is too few; give 1 or more"),
        ({"runs": 2.0}, "runs: 2.0 is not a whole number"),
        ({"people": "many"}, "people: 'many' is not a whole number"),
        ({"seed": True}, "seed: True is not a whole number"),
        ({"seed": -1}, "seed: -1 is too few"),
        ({"jobs": 0}, "jobs: 0 is too few; give 1 or more"),
        ({"measures": ["dualty"]}, "measures: no measure named 'dualty'; did you mean 'duality'?"),
    ],
)
def test_what_cannot_be_run_is_refused(tiny, given, said):
    with pytest.raises(ValueError, match=f"^{said.replace('?', '[?]')}"):
        ensemble(tiny, **{"runs": 2, "people": PEOPLE, **given})


def test_a_mistake_found_in_a_worker_is_the_same_mistake(tiny):
    with pytest.raises(ValueError, match="people"):
        ensemble(tiny, 4, 1, jobs=2)


def test_a_measure_that_workers_do_not_have_is_named(tiny, monkeypatch):
    own = dualsim.MEASURES["duality"]._replace(name="own")
    monkeypatch.setitem(dualsim.MEASURES, "own", own)
    assert "own" in ensemble(tiny, 2, PEOPLE, measures=["own"], jobs=1)
    with pytest.raises(ValueError, match="'own' is unknown to the other processes; give jobs=1"):
        ensemble(tiny, 6, PEOPLE, measures=["own"], jobs=2)


def test_a_script_without_a_guard_is_told_what_to_write(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from dualsim.runs.ensembles import ensemble\n"
        "try:\n"
        f"    ensemble({str(TINY)!r}, 4, {PEOPLE}, jobs=2)\n"
        "except ValueError as error:\n"
        "    print(error)\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert "a process died at its work" in done.stdout
    assert "in a script call it below if __name__ == '__main__':" in done.stdout
