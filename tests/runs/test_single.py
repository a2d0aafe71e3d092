"""A run as a Dataset: what is in it, that it repeats, that it is kept whole, and what is refused."""

from __future__ import annotations

import json
import re
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import dualsim
from dualsim.engine import population
from dualsim.engine.dataset import standing
from dualsim.engine.simulation import Simulation
from dualsim.runs.files import write_whole
from dualsim.runs.single import open_run, run, save, simulate
from dualsim.scenario import loading
from dualsim.scenario.files.checksum import sealed
from dualsim.theory.measures import MEASURES, REGIMES
from paths import TINY

DIMS = {  # variable: its dimensions after day, as the documents name them
    "allegiance": ("place", "group", "authority"), "vote": ("place", "group", "party"),
    "turnout": ("place", "group"), "mobilisation": ("place", "group"), "grievance": ("place", "group"),
    "population": ("place", "group"), "real_power": ("place", "authority"),
    "compliance": ("place", "authority"), "formal_power": ("place", "authority"),
    "effective_powers": ("place",), "duality": ("place",), "formal_real_gap": ("place",),
    "cooperation": ("place",), "regime": ("place",), "ending": ("place",), "condition": ("place", "issue"),
    "lever_control": ("place", "lever", "authority"), "lever_obedience": ("place", "lever", "authority"),
    "organisation": ("place", "party"), "seats": ("authority", "party"), "executive": ("authority", "party"),
    "delegates": ("authority", "group", "party"), "endorsement": ("authority", "endorsed"),
    "pledge_kept": ("pledge",),
}  # fmt: skip

WORDS = [name for name, measure in MEASURES.items() if measure.words]


@pytest.fixture(scope="module")
def results(tiny):
    return run(tiny, 200, 7, command="dualsim run tiny")


# What is in it


def test_variables_and_their_dimensions(results):
    assert set(DIMS) <= set(results.data_vars) == set(MEASURES)
    for name, dims in DIMS.items():
        assert results[name].dims == ("day", *dims), name
        assert results[name].dtype == (object if name in WORDS else float), name


def test_every_variable_has_a_unit_and_a_long_name(results):
    for name, variable in results.data_vars.items():
        assert variable.attrs["units"], name
        assert re.match(r"[A-Z].{5,}", variable.attrs["long_name"]), name


def test_coordinates_are_slugs_with_names_beside_them(results):
    assert results.authority.values.tolist() == ["cabinet", "soviet", "elders", "committee@town", "none"]
    assert results.authority_name.values.tolist() == [
        "Cabinet",
        "Soviet",
        "Elders",
        "Committee, Town",
        "Nobody",
    ]
    assert results.authority_colour.values.tolist() == ["#2166ac", "#b2182b", "", "", ""]
    assert results.party.values.tolist() == ["moderate", "radical", "abstain"]
    assert results.party_name.values.tolist() == ["Moderates", "Radicals", "Stay at home"]
    assert results.party_colour.values.tolist() == ["#4393c3", "#b2182b", ""]
    assert results.endorsed.values.tolist() == ["cabinet", "soviet", "elders", "committee@town"]
    assert results.place_name.values.tolist() == ["Town", "Village"]
    assert results.group_name.values.tolist() == ["Workers", "Soldiers"]
    assert results.lever_name.values.tolist() == ["Garrison", "Food supply"]
    assert results.issue.values.tolist() == ["peace", "bread"]
    assert results.pledge.values.tolist() == ["amnesty"]


def test_values_are_those_of_the_simulation(tiny, results):
    sim = simulate(tiny, 200, 7)
    for name, record in sim.record.items():
        if name not in WORDS:
            assert np.array_equal(results[name], record, equal_nan=True), name
    labels = [[REGIMES[int(row)] for row in day] for day in sim.record["regime"]]
    assert results.regime.values.tolist() == labels


def test_days_are_new_style_with_old_style_beside_them(results):
    assert results.sizes["day"] == 30
    assert results.day.dtype == "datetime64[ns]"
    assert results.day.values[0] == np.datetime64("1917-03-14")
    assert results.date_os.values[[0, -1]].tolist() == ["1917-03-01", "1917-03-30"]


def test_the_twenty_fifth_of_october_is_the_seventh_of_november():
    whole = run("petrograd_1917", 110)
    assert whole.date_os.sel(day="1917-11-07") == "1917-10-25"
    assert whole.day.values[0] == np.datetime64("1917-03-08")
    assert set(np.unique(whole.regime)) <= set(REGIMES)


def test_dates_of_a_gregorian_scenario_are_its_own(tiny):
    found = run(tiny.replace({"calendar": "gregorian"}), 60)
    assert "date_os" not in found.coords
    assert found.date_ns.values[[0, -1]].tolist() == ["1917-03-01", "1917-03-30"]
    assert found.date_ns.attrs == {"long_name": "day, New Style"}
    assert found.date_ns.values.tolist() == found.day.dt.strftime("%Y-%m-%d").values.tolist()
    for event in json.loads(found.attrs["events"]):
        assert event["date_ns"] == found.date_ns.values[event["day"]]
        assert "date_os" not in event
    many = dualsim.ensemble(tiny.replace({"calendar": "gregorian"}), 2, 60, jobs=1)
    assert many.date_ns.equals(found.date_ns)
    assert {"date_ns"} == {
        key for event in json.loads(many.attrs["events"]) for key in event if "date" in key
    }


def test_an_authority_exists_from_the_day_on_which_it_is_founded(results):
    there = standing(results.seats.values)
    row = results.authority.values.tolist().index("soviet")
    assert there[:, row].tolist() == [False] * 2 + [True] * 28
    assert there[:, results.authority.values.tolist().index("cabinet")].all()


def test_attributes_tell_what_happened_and_how_to_repeat_it(tiny, results):
    given = results.attrs
    assert (given["title"], given["people"], given["seed"]) == ("Tiny town, March 1917", 200, 7)
    assert (given["command"], given["calendar"]) == ("dualsim run tiny", "julian")
    assert set(json.loads(given["versions"])) == {"python", "dualsim", "mesa", "numpy", "numba"}
    events = json.loads(given["events"])
    assert events[0] == events[0] | {
        "event": "soviet_meets", "name": "The Soviet meets", "day": 2, "date_os": "1917-03-03",
        "source": "an invented newspaper, 4 March 1917",
    }  # fmt: skip
    assert [event["day"] for event in events] == sorted(event["day"] for event in events)
    happening = json.loads(given["happenings"])[0]
    assert happening == {"day": 2, "date_os": "1917-03-03", "what": "founded", "authority": "soviet"}
    assert given["summary_line"].startswith("Nobody took power by 30 March 1917")
    assert run(loading.from_text(given["scenario"]), 200, 7).equals(results)


def test_a_run_that_ends_early_has_only_its_days(tiny):
    end = {"name": "End", "date": "1917-03-05", "source": "invented", "effects": [{"end_run": {}}]}
    short = run(tiny.replace({"events": {"end": end}, "vary": {}}), 60)
    assert short.sizes["day"] == 5
    assert "by 5 March 1917" in short.attrs["summary_line"]


# It repeats


def test_the_same_seed_is_the_same_run_and_another_is_not(tiny, results):
    assert run(TINY, 200, 7, command="dualsim run tiny").identical(results)
    assert run(str(TINY), 200, 7, command="dualsim run tiny").identical(results)
    other = run(tiny, 200, 8)
    assert not np.array_equal(other.allegiance, results.allegiance, equal_nan=True)


def test_progress_is_told_day_by_day(tiny):
    for walk in ("columns", "agents"):
        told = []
        run(tiny, 60, progress=lambda day, days, told=told: told.append((day, days)), walk=walk)
        assert told == [(day, 30) for day in range(1, 31)]


# It is kept


def test_a_saved_run_opens_as_it_was(results, tmp_path):
    folder = save(results, tmp_path / "runs" / "tiny")
    assert sorted(path.name for path in folder.glob("[!.]*")) == ["manifest.yaml", "results.nc"]
    for source in (folder, folder / "results.nc", str(folder)):
        found = open_run(source)
        xr.testing.assert_identical(found, results)
        assert all(found[name].dtype == float for name in DIMS if name not in WORDS)


def test_the_manifest_repeats_the_run(results, tmp_path):
    scenario, about = loading.read_manifest(save(results, tmp_path) / "manifest.yaml")
    assert (about["people"], about["seed"], about["command"]) == (200, 7, "dualsim run tiny")
    assert run(scenario, about["people"], about["seed"]).equals(results)


def test_a_write_that_fails_leaves_the_old_file_whole(results, tmp_path, monkeypatch):
    save(results, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def half(self, store, **options):
        part = self[["allegiance"]]
        dump(part, store)
        raise OSError("no space left on device")

    dump = xr.Dataset.dump_to_store
    monkeypatch.setattr(xr.Dataset, "dump_to_store", half)
    with pytest.raises(OSError, match="no space left"):
        save(results, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_is_there_whole_or_not_at_all(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with path.open() as reader:  # someone who reads the old file while the new one comes
        write_whole(path, "half and half")
        assert reader.read() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_text() == "half and half"
    assert path.stat().st_mode & 0o777 == 0o644


def test_what_is_not_a_run_does_not_open(tmp_path):
    with pytest.raises(ValueError, match="no run here; give the folder"):
        open_run(tmp_path)
    (tmp_path / "results.nc").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    with pytest.raises(ValueError, match="not the results of a run"):
        open_run(tmp_path)
    (tmp_path / "results.nc").write_text("day,place\n")
    with pytest.raises(ValueError, match="not the results of a run"):
        open_run(tmp_path)
    xr.Dataset({"other": ("x", [1.0])}).to_netcdf(tmp_path / "other.nc", engine="h5netcdf")
    with pytest.raises(ValueError, match="no scenario and no measure"):
        open_run(tmp_path / "other.nc")
    (tmp_path / "other.nc").write_bytes(sealed((tmp_path / "other.nc").read_bytes()))
    with pytest.raises(ValueError, match="no scenario and no measure"):
        open_run(tmp_path / "other.nc")


def test_results_without_a_checksum_open(results, tmp_path):
    """As xarray writes them, or from before there was one; but not if the end is not where it was."""
    results.to_netcdf(tmp_path / "bare.nc", engine="h5netcdf")
    with pytest.warns(UserWarning, match=r"bare\.nc: no checksum in it, so a change would not be noticed; "):
        assert open_run(tmp_path / "bare.nc").identical(results)
    content = (tmp_path / "bare.nc").read_bytes()
    for changed in (content[:-1], content + b"x", content[:2000] + bytes(2000) + content[4000:]):
        (tmp_path / "bare.nc").write_bytes(changed)
        with pytest.raises(ValueError, match="not the results of a run, or changed since, by its checksum"):
            open_run(tmp_path / "bare.nc")


@pytest.mark.parametrize("where", [0.1, 0.5, 0.999])
def test_results_in_which_a_byte_changed_do_not_open(results, tmp_path, where):
    file = save(results, tmp_path) / "results.nc"
    changed = bytearray(file.read_bytes())
    changed[int(where * len(changed))] ^= 1
    file.write_bytes(changed)
    with pytest.raises(
        ValueError, match=r"results\.nc: not the results of a run, or changed since, by its checksum"
    ):
        open_run(tmp_path)


# What is refused


def test_more_people_than_memory_is_refused_before_anything_is_made(tiny):
    with pytest.raises(ValueError, match=r"people: 1,000,000,000,000 people need [\d.]+ GiB") as caught:
        run(tiny, 10**12)
    assert re.search(r"this machine has [\d.]+ GiB free, enough for [\d,]+", str(caught.value))


LEAST_AND_MOST = (TINY, "petrograd_1917", "kazan_1917", "empire_1917")  # of groups, parties, cells


@pytest.mark.parametrize("source", LEAST_AND_MOST, ids=lambda source: Path(source).stem)
def test_the_memory_that_is_said_to_be_needed_is_enough(source):
    """What people add to the peak of a run is at most what the refusal counts on."""
    scenario, peaks = loading.load(source), []
    Simulation(scenario, 200).advance()  # what is loaded once counts for nobody
    for people in (20_000, 120_000):
        tracemalloc.start()
        Simulation(scenario, people).advance()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    added = population.memory_needed(120_000) - population.memory_needed(20_000)
    assert peaks[1] - peaks[0] <= added


@pytest.mark.parametrize("people", [-5, 0, 1, 2])
def test_too_few_people_are_refused(tiny, people):
    with pytest.raises(ValueError, match="people"):
        run(tiny, people)


@pytest.mark.parametrize("people", [20, 21, 50, 333])
def test_every_group_has_someone_wherever_it_lives(tiny, people):
    sim = Simulation(tiny, people)
    cells = sim.world.cell_group, sim.world.cell_place
    there = np.zeros((2, 2))
    np.add.at(there, tuple(table[sim.people.cell] for table in cells), 1)
    assert ((there > 0) == (sim.world.population > 0)).all()
    assert np.bincount(sim.people.cell).min() > 0, "no cell is empty"


def test_cells_are_near_the_size_that_the_scenario_gives(tiny):
    sim = Simulation(tiny, 20_000)
    sizes = np.bincount(sim.people.cell)
    town = sim.world.cell_place == 0
    for group, wanted in ((0, 100), (1, 50)):
        here = sizes[town & (sim.world.cell_group == group)]
        assert np.abs(here - wanted).max() <= 1
    assert np.abs(sizes[~town] - 40).max() <= 1
    shares = sim.world.population / sim.world.population.sum()
    assert sizes[~town].sum() == pytest.approx(20_000 * shares[0, 1], abs=1)


def test_ideal_points_and_thresholds_are_as_the_scenario_says(tiny):
    sim = Simulation(tiny, 40_000)
    soldiers = sim.world.cell_group[sim.people.cell] == 1
    ideal, nerve = sim.people.ideal[soldiers] * 0.01, sim.people.threshold[soldiers] * 0.0005
    n = soldiers.sum()
    for issue, (mean, spread) in enumerate(((0.8, 0.2), (0.3, 0.4))):
        assert ideal[:, issue].mean() == pytest.approx(mean, abs=4.5 * spread / n**0.5 + 0.005)
        assert ideal[:, issue].std() == pytest.approx(spread, rel=0.05)
    assert nerve.mean() == pytest.approx(0.6, abs=4.5 * 0.2 / n**0.5)
    armed = (sim.people.armed_rank[soldiers] / 65536 < 0.7).mean()
    assert armed == pytest.approx(0.7, abs=4.5 * (0.21 / n) ** 0.5)


def test_a_way_of_walking_that_is_not_there_is_refused(tiny):
    with pytest.raises(ValueError, match="walk: no way of walking named 'backwards'; there is columns"):
        run(tiny, 60, walk="backwards")
