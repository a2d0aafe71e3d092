"""A folder of runs: equal however it was filled, whole whatever stopped it, and never mixed."""

from __future__ import annotations

import csv
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import dualsim
from dualsim.runs import chunk, executors, files, store
from dualsim.runs.executors import Here
from dualsim.runs.plan import planned
from dualsim.runs.stored_dataset import rows_in
from dualsim.runs.sweeps import carry_on, sweep
from paths import TINY

RUNS, PEOPLE = 32, 300


@pytest.fixture(scope="module")
def unbroken(tiny, tmp_path_factory):
    """A folder that was filled in one go, by one process."""
    folder = tmp_path_factory.mktemp("store") / "unbroken"
    sweep(tiny, folder, runs=RUNS, people=PEOPLE, seed=5, jobs=1)
    return folder


@pytest.fixture
def begun(unbroken, tmp_path):
    """A folder from which the last runs are missing, from number 24 on."""
    shutil.copytree(unbroken, tmp_path / "s")
    for file in (tmp_path / "s" / "members").glob("[0-9]*.nc"):
        if int(file.name[:6]) >= 24:
            file.unlink()
    return tmp_path / "s"


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "members").iterdir()}


def plan_of(scenario, runs=RUNS):
    return planned(scenario, [{}], runs, PEOPLE, 5, "")


def after(chunks):
    """A stop after so many chunks."""
    asked = iter(range(100))
    return lambda: next(asked) > chunks


@pytest.mark.parametrize("member", [0, 7, RUNS - 1])
def test_a_member_is_the_single_run_with_its_seed_bit_for_bit(tiny, unbroken, member):
    found = dualsim.open_run(unbroken).isel(member=member)
    single = dualsim.run(tiny, people=PEOPLE, seed=5 + member)
    assert int(found["seed"]) == 5 + member
    assert found["summary_line"].item() == single.attrs["summary_line"]
    for name in single.data_vars:
        xr.testing.assert_identical(found[name].drop_vars(["member", "seed"]).load(), single[name])


def test_a_file_of_runs_is_netcdf_by_itself(unbroken):
    whole = dualsim.open_run(unbroken)
    with xr.open_dataset(unbroken / "members" / "000004-000005.nc", engine="h5netcdf") as part:
        assert part["member"].values.tolist() == [4, 5]
        assert part["seed"].values.tolist() == [9, 10]
        assert part["allegiance"].dims == whole["allegiance"].dims
        np.testing.assert_array_equal(part["allegiance"].values, whole["allegiance"].values[4:6])
        assert part.sizes == {dim: whole.sizes[dim] for dim in part.sizes} | {"member": 2}


@pytest.mark.parametrize("how", ["two processes", "threads"])
def test_it_is_the_same_to_the_byte_however_it_is_filled(tiny, unbroken, begun, how):
    if how == "threads":
        with ThreadPoolExecutor(2) as pool:
            sweep(tiny, begun, runs=RUNS, people=PEOPLE, seed=5, executor=pool)
    else:
        sweep(tiny, begun, runs=RUNS, people=PEOPLE, seed=5, jobs=2)
    assert content(begun) == content(unbroken)


FILL = """
import sys
from dualsim.runs.sweeps import sweep
if __name__ == "__main__":
    sweep(sys.argv[1], sys.argv[2], runs=32, people=300, seed=5, jobs=2)
"""


def test_what_is_killed_continues_to_the_same_bytes(tiny, unbroken, tmp_path):
    folder, script = tmp_path / "s", tmp_path / "fill.py"
    script.write_text(FILL, encoding="utf-8")
    process = subprocess.Popen([sys.executable, str(script), str(TINY), str(folder)])
    while len(list((folder / "members").glob("[0-9]*.nc"))) < 2 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    there = content(folder)
    kept = {name: text for name, text in there.items() if not name.startswith(".")}
    assert 2 <= len(kept) < len(content(unbroken))
    assert kept.items() <= content(unbroken).items()
    (folder / "members" / ".000003-000004.nc-left.nc").write_bytes(b"half")
    sweep(tiny, folder, runs=RUNS, people=PEOPLE, seed=5, jobs=1)
    assert content(folder) == content(unbroken)


def test_processes_do_not_outlive_the_one_that_started_them(tmp_path):
    code = (
        "import os, time\nfrom dualsim.runs.executors import Workers\n"
        "if __name__ == '__main__':\n"
        "    with Workers('test', 2, None, 9) as workers:\n"
        "        print(*set(workers.in_order(os.getpid, [()] * 4)), flush=True)\n"
        "        os.kill(os.getpid(), 9)\n"
    )
    (tmp_path / "start.py").write_text(code, encoding="utf-8")
    said = tmp_path / "said"
    with said.open("w") as out:  # a pipe would wait for workers that stay
        subprocess.run([sys.executable, str(tmp_path / "start.py")], stdout=out)
    (first, *_) = [int(word) for word in said.read_text().split()]
    for _ in range(500):
        if not Path(f"/proc/{first}").exists():
            return
        time.sleep(0.01)
    os.kill(first, signal.SIGKILL)
    pytest.fail("a worker is still there")


def test_a_stopped_one_says_what_is_pending_and_continues(tiny, unbroken, begun):
    rows = carry_on(begun, plan_of(tiny), jobs=1, stop=after(2))
    done = [row["member"] for row in rows if row["status"] == "done"]
    assert 24 < len(done) < RUNS
    assert {row["status"] for row in rows} == {"done", "pending"}
    assert dualsim.open_run(begun).sizes["member"] == len(done)
    carry_on(begun, plan_of(tiny), jobs=1)
    assert content(begun) == content(unbroken)


def test_a_whole_one_is_not_run_again(tiny, unbroken, monkeypatch):
    monkeypatch.setattr(chunk, "record_of", lambda *given: pytest.fail("it ran"))
    assert sweep(tiny, unbroken, runs=RUNS, people=PEOPLE, seed=5, jobs=1).sizes["member"] == RUNS


def test_fresh_runs_everything_again(tiny, tmp_path):
    for _ in range(2):
        sweep(tiny, tmp_path / "s", runs=2, people=PEOPLE, jobs=1)
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "s" / "members").iterdir()}
    sweep(tiny, tmp_path / "s", runs=2, people=PEOPLE, jobs=1, fresh=True)
    assert all(file.stat().st_mtime_ns > then for file, then in before.items())


def test_more_runs_are_added_to_those_that_are_there(tiny, unbroken, tmp_path):
    sweep(tiny, tmp_path / "s", runs=5, people=PEOPLE, seed=5, jobs=1)
    kept = content(tmp_path / "s")
    found = sweep(tiny, tmp_path / "s", runs=9, people=PEOPLE, seed=5, jobs=1)
    assert kept.items() < content(tmp_path / "s").items()
    whole = dualsim.open_run(unbroken).isel(member=slice(0, 9))
    xr.testing.assert_identical(found.allegiance.load(), whole.allegiance.load())


def failing(seeds):
    def run(scenario, people, seed, *eve):
        if seed in seeds:
            raise ZeroDivisionError(f"seed {seed} divides by nothing")
        return real(scenario, people, seed, *eve)

    real = chunk.record_of
    return run


def test_a_run_that_fails_leaves_its_traceback_and_stops_no_other(tiny, unbroken, begun, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(chunk, "record_of", failing({5 + 25, 5 + 27}))
        found = sweep(tiny, begun, runs=RUNS, people=PEOPLE, seed=5, jobs=1)
    assert found.member.values.tolist() == [n for n in range(RUNS) if n not in (25, 27)]
    rows = dualsim.run_status(begun)
    assert [row["member"] for row in rows if row["status"] == "failed"] == [25, 27]
    assert "Traceback" in rows[25]["error"]
    assert rows[25]["error"].strip().endswith("ZeroDivisionError: seed 30 divides by nothing")
    with (begun / "runs.csv").open(newline="", encoding="utf-8") as file:
        told = [row["status"] for row in csv.DictReader(file)]  # a row a run and place, and there are two
        assert told[::2] == told[1::2] == [row["status"] for row in rows]
    sweep(tiny, begun, runs=RUNS, people=PEOPLE, seed=5, jobs=1)  # whatever it was is gone now
    assert content(begun) == content(unbroken)


def test_a_full_disk_loses_nothing(tiny, unbroken, begun, monkeypatch):
    written = iter(range(100))

    def full(path, content):
        if next(written) > 2:
            path.write_bytes(content[:100])
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_bytes(content)

    said = r"members: the disk is full; what is there stays, and the same command continues"
    with monkeypatch.context() as patch:
        patch.setattr(files, "_write_through", full)
        with pytest.raises(ValueError, match=said):
            sweep(tiny, begun, runs=RUNS, people=PEOPLE, seed=5, jobs=1)
    assert 12 < len(content(begun)) < 16
    assert content(begun).items() < content(unbroken).items()
    sweep(tiny, begun, runs=RUNS, people=PEOPLE, seed=5, jobs=1)
    assert content(begun) == content(unbroken)


def test_a_file_that_is_not_whole_is_run_again(tiny, unbroken, begun):
    file = begun / "members" / "000004-000005.nc"
    file.write_bytes(file.read_bytes()[:3000])
    assert rows_in(begun)[1] == [file]
    sweep(tiny, begun, runs=RUNS, people=PEOPLE, seed=5, jobs=1)
    assert content(begun) == content(unbroken)


@pytest.mark.parametrize("where", [0.2, 0.5, 0.9, 0.999])
def test_a_byte_that_changed_is_noticed_and_repaired(tiny, unbroken, begun, where):
    file = begun / "members" / "000004-000005.nc"
    changed = bytearray(file.read_bytes())
    changed[int(where * len(changed))] ^= 1
    file.write_bytes(changed)
    assert rows_in(begun)[1] == [file]
    with pytest.warns(RuntimeWarning, match=r"000004-000005.nc: damaged, and its runs are left out"):
        assert 4 not in dualsim.open_run(begun).member
    sweep(tiny, begun, runs=RUNS, people=PEOPLE, seed=5, jobs=1)
    assert content(begun) == content(unbroken)


def test_a_changed_byte_does_not_pass_for_a_file_from_before_there_were_checksums(begun):
    file = begun / "members" / "000004-000005.nc"
    changed = file.read_bytes().replace(b"\0plan\0", b"\0plbn\0")
    assert changed != file.read_bytes()
    file.write_bytes(changed)
    assert rows_in(begun)[1] == [file]


def test_a_file_of_a_single_run_among_many_is_not_whole(tiny, begun, tmp_path):
    file = begun / "members" / "000004-000005.nc"
    shutil.copy(dualsim.save(dualsim.run(tiny, people=PEOPLE), tmp_path / "one") / "results.nc", file)
    assert rows_in(begun)[1] == [file]


@pytest.mark.parametrize("name", ["000004-000005 (copy).nc", "000040-000041.nc", "000004-000006.nc"])
def test_a_copy_of_a_file_counts_no_run_twice(begun, name):
    before = dualsim.open_run(begun)
    shutil.copy(begun / "members" / "000004-000005.nc", begun / "members" / name)
    xr.testing.assert_identical(dualsim.open_run(begun), before)


def test_a_file_that_cannot_be_read_now_is_told_and_stays(tiny, begun):
    file = begun / "members" / "000004-000005.nc"
    file.rename(begun / "elsewhere.nc")
    file.mkdir()  # which no one can read as a file, not even root
    for work in (
        lambda: dualsim.open_run(begun),
        lambda: sweep(tiny, begun, runs=RUNS, people=PEOPLE, seed=5, jobs=1),
    ):
        with pytest.raises(OSError, match=r"000004-000005\.nc"):
            work()
    assert file.is_dir()


def test_a_folder_is_what_its_runs_say_even_without_a_manifest(tiny, unbroken, begun):
    (begun / "manifest.yaml").unlink()
    before = content(begun)
    for given in ({"people": 301}, {"seed": 6}, {"scenario": tiny.replace({"behaviour.beta": 2})}):
        asked = {"scenario": tiny, "people": PEOPLE, "seed": 5, **given}
        with pytest.raises(ValueError, match=r"000001\.nc: a run of something else; choose another folder"):
            sweep(folder=begun, runs=RUNS, jobs=1, **asked)
        assert content(begun) == before
        assert not (begun / "manifest.yaml").exists()
    sweep(tiny, begun, runs=RUNS, people=PEOPLE, seed=5, jobs=1)
    assert content(begun) == content(unbroken)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"people": 301}, "its runs have people 300, not 301; choose another folder, or start"),
        ({"seed": 6}, "its runs have seed 5, not 6"),
        ({"vary": ["behaviour.beta=2:4:2"]}, "its runs have another design"),
        ({"runs": 3}, f"it holds {RUNS} runs, not 3"),
    ],
)
def test_runs_of_something_else_are_never_mixed(tiny, unbroken, given, said):
    before = content(unbroken)
    with pytest.raises(ValueError, match=said):
        sweep(tiny, unbroken, **{"runs": RUNS, "people": PEOPLE, "seed": 5, "jobs": 1, **given})
    assert content(unbroken) == before


def test_runs_of_another_scenario_or_another_dualsim_are_never_mixed(tiny, unbroken, monkeypatch):
    with pytest.raises(ValueError, match="its runs are of another scenario, 'Tiny town, March 1917'"):
        sweep(tiny.replace({"behaviour.beta": 2}), unbroken, runs=RUNS, people=PEOPLE, seed=5, jobs=1)
    other = {**chunk.made_by(), "numpy": "9.9"}
    monkeypatch.setattr(store, "made_by", lambda: other)
    with pytest.raises(ValueError, match=r"its runs were made by numpy \d[\d.]*, and this is 9.9"):
        sweep(tiny, unbroken, runs=RUNS, people=PEOPLE, seed=5, jobs=1)


def test_a_worker_with_another_version_is_refused(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(chunk, "made_by", lambda: {"dualsim's engine": "x", "numpy": "1", "numba": "1"})
    with pytest.raises(ValueError, match="dualsim's engine: a worker has x, and this is"):
        sweep(tiny, tmp_path / "s", runs=2, people=PEOPLE, jobs=1)


def test_a_folder_of_something_else_is_left_alone(tiny, tmp_path):
    (tmp_path / "letters.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(ValueError, match="something else is there; choose another folder"):
        sweep(tiny, tmp_path, runs=2, people=PEOPLE, jobs=1, fresh=True)
    assert [file.name for file in tmp_path.iterdir()] == ["letters.txt"]


def test_a_single_run_does_not_go_into_a_folder_of_many(tiny, unbroken):
    with pytest.raises(ValueError, match="many runs are here; choose another folder"):
        dualsim.save(dualsim.run(tiny, people=PEOPLE), unbroken)


def test_a_second_command_waits(tiny, unbroken):
    pytest.importorskip("fcntl")
    with store.locked(unbroken), pytest.raises(ValueError, match="another dualsim is at work here"):
        sweep(tiny, unbroken, runs=RUNS, people=PEOPLE, seed=5, jobs=1)


def test_a_place_that_cannot_be_written_is_named(tiny, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="file") as caught:
        sweep(tiny, tmp_path / "file" / "s", runs=2, people=PEOPLE, jobs=1)
    assert "file" in str(caught.value.filename)


def test_processes_that_die_again_and_again_end_in_words(tiny, tmp_path, monkeypatch):
    class Dying(Here):
        def submit(self, *given, **more):
            deaths.append(1)
            raise BrokenProcessPool

    deaths = []
    monkeypatch.setattr("dualsim.runs.executors.Here", Dying)
    with pytest.raises(ValueError, match="what is done is kept; give fewer jobs or people"):
        sweep(tiny, tmp_path / "s", runs=2, people=PEOPLE, jobs=1)
    assert len(deaths) == executors.TRIES


def test_a_measure_is_read_only_when_it_is_asked_for(unbroken, monkeypatch):
    from dualsim.runs import stored_dataset

    asked = []
    real = stored_dataset._Runs._read
    monkeypatch.setattr(
        stored_dataset._Runs, "_read", lambda self, key: asked.append(self.name) or real(self, key)
    )
    found = dualsim.open_run(unbroken)
    assert asked == []
    assert np.isfinite(found.duality.isel(member=3, day=-1, place=0).values)
    assert asked == ["duality"]


@pytest.mark.parametrize("member", [4, slice(3, 11, 2), [9, 2, 30], slice(None, None, -1)])
@pytest.mark.parametrize("day", [-1, slice(3, 20), slice(None, None, -7), [1, 0, 8]])
def test_any_part_of_it_is_that_part_of_the_whole(unbroken, member, day):
    whole = dualsim.open_run(unbroken).load()
    for name in ("allegiance", "regime"):
        part = dualsim.open_run(unbroken)[name].isel(member=member, day=day, place=1)
        xr.testing.assert_identical(part.load(), whole[name].isel(member=member, day=day, place=1))


def test_days_after_an_early_end_are_unknown(tiny, tmp_path, monkeypatch):
    def shorter(scenario, people, seed, *eve):
        found = real(scenario, people, seed, *eve)
        return found._replace(record={k: v[: 10 + seed] for k, v in found.record.items()}, days=10 + seed)

    real = chunk.record_of
    monkeypatch.setattr(chunk, "record_of", shorter)
    found = sweep(tiny, tmp_path / "s", runs=2, people=PEOPLE, seed=5, jobs=1)
    assert found.sizes["day"] == 16
    assert np.isnan(found.duality.isel(member=0, day=-1)).all()
    assert np.isfinite(found.duality.isel(member=1)).all()
    assert (found.regime.isel(member=0, day=-1) == "").all()


def test_a_folder_without_a_run_that_is_done_says_so(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(chunk, "record_of", failing({5, 6}))
    with pytest.raises(ValueError, match="no run is done yet; the command that made it continues it"):
        sweep(tiny, tmp_path / "s", runs=2, people=PEOPLE, seed=5, jobs=1)


def test_the_table_of_runs_says_who_took_power_where_and_the_regime_at_the_end(tmp_path, seizing):
    """A row a run and place; what it says is what the runs themselves have."""
    sweep(seizing, tmp_path / "r", runs=3, people=300, jobs=1)
    with (tmp_path / "r" / "runs.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    results = dualsim.open_run(tmp_path / "r")
    assert [(row["member"], row["place"]) for row in rows] == [
        (str(n), place) for n in range(3) for place in ("town", "village")
    ]
    for row in rows:
        one = results.sel(member=int(row["member"]), place=row["place"])
        assert row["regime_at_end"] == one["regime"].values[-1]
        # in the village the cabinet, whose party claims power too, may end the elders' part in it
        by, governor = row["took_power_by"], {"town": "soviet", "village": "cabinet"}[row["place"]]
        assert by == governor or (by == "" and row["place"] == "village")
        governs = one["formal_power"].sel(authority=governor).values > 0.99
        if by:
            day = one["date_os"].values.tolist().index(row["took_power_on"])
            assert governs[day:].all()
            assert not governs[day - 1]
        else:
            assert row["took_power_on"] == ""
            assert not governs[-1]


def test_a_fresh_start_for_which_there_is_no_room_keeps_the_runs(tmp_path, monkeypatch):
    """The plan is written first: if that cannot be, nothing is lost."""
    folder = tmp_path / "s"
    sweep(TINY, folder, runs=2, people=100, jobs=1)
    kept = {file.name: file.read_bytes() for file in (folder / "members").iterdir()}

    def full(path, content):
        raise OSError(errno.ENOSPC, "no room", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(store, "write_whole", full)
        with pytest.raises(ValueError, match="the disk is full; what is there stays"):
            sweep(TINY, folder, runs=2, people=200, jobs=1, fresh=True)
    assert {file.name: file.read_bytes() for file in (folder / "members").iterdir()} == kept
    assert len(sweep(TINY, folder, runs=2, people=100, jobs=1).member) == 2
    assert sweep(TINY, folder, runs=2, people=200, jobs=1, fresh=True).attrs["people"] == 200
