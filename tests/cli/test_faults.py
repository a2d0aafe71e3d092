"""Full disks, places that take nothing, Ctrl-C: a status, one line, and nothing half-written left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from paths import TINY

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits and signals of Unix")

# The command, in a process that may write files of so many bytes at most.
LIMITED = """
import resource, sys
from dualsim.cli.app import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
sys.exit(main())
"""
RUN = ("run", str(TINY), "--people", "300")
MANY = ("--runs", "2", "--people", "300", "--jobs", "1")
WHATIF = ("whatif", str(TINY), *MANY, "--without", "order_one", "--outcome", "duality[town]@1917-03-20")


def limited(size: int, *words: str) -> subprocess.CompletedProcess[str]:
    args = [sys.executable, "-c", LIMITED, str(size), *words]
    return subprocess.run(args, capture_output=True, text=True, timeout=120)


def files(folder: Path) -> set[str]:
    """What is left, but for the register and the lock that belong there."""
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if Path(name).name not in (".dualsim.json", ".lock")}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("size", "words", "named"),
    [
        (2_000, (*RUN, "-o", "one"), "one/results.nc"),
        (9_000, ("new", "mine.yaml"), "scenario.schema.json"),
        (9_000, ("compare", str(TINY), *MANY, "-o", "two.png"), "two.png"),
        (9_000, ("compare", str(TINY), *MANY, "-o", "a/b/two.pdf"), "a/b/two.pdf"),
        (9_000, ("compare", str(TINY), *MANY, "-o", "two.svg"), "two.svg"),
        (300, (*WHATIF, "-o", "a/x.json"), "a/x.json"),
    ],
)
def test_a_full_disk_is_one_line_and_leaves_nothing_half_written(folder, size, words, named):
    done = limited(size, *words)
    told = "there is no room for it; make some and try again, what was finished before is kept"
    # where nothing was compiled before, the cache of compiled code finds no room either, and says so
    said = [line for line in done.stderr.splitlines() if "__pycache__" not in line]
    assert (done.returncode, said) == (2, [f"{named}: {told}"])
    assert done.stdout == ""
    assert list(folder.iterdir()) == []


def test_many_runs_on_a_full_disk_continue_when_there_is_room(folder, command):
    done = limited(9_000, *RUN, "--runs", "2", "--jobs", "1", "-o", "many")
    assert done.returncode == 2
    said = [line for line in done.stderr.splitlines() if "__pycache__" not in line]
    assert said == ["many/members: the disk is full; what is there stays, and the same command continues"]
    assert not list((folder / "many" / "members").iterdir())
    assert command(*RUN, "--runs", 2, "--jobs", 1, "-o", "many").status == 0


def test_what_a_full_disk_stopped_goes_on_without_force(folder, command):
    assert limited(70_000, *RUN, "-o", "one").returncode == 2
    assert command(*RUN, "-o", "one").status == 0
    assert limited(9_000, "new", "mine.yaml").returncode == 2
    assert command("new", "mine.yaml").status == 0


@pytest.mark.parametrize("place", ["/proc/x", "file/x"])
@pytest.mark.parametrize(
    "words",
    [
        (*RUN, "-o", "{}"),
        (*RUN, "--runs", "2", "--jobs", "1", "-o", "{}"),
        ("compare", str(TINY), *MANY, "-o", "{}/a.png"),
        (*WHATIF, "-o", "{}/a.json"),
        ("calibrate", str(TINY), "--against", "nosuch.csv", "-o", "{}"),
        ("new", "{}/mine.yaml"),
    ],
)
def test_a_place_that_takes_nothing_is_refused_before_the_work(folder, command, monkeypatch, place, words):
    monkeypatch.setattr("dualsim.engine.simulation.Simulation.run", lambda *_, **__: pytest.fail("worked"))
    (folder / "file").write_text("mine")
    done = command(*(word.format(place) for word in words))
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert done.err.startswith((place.rpartition("/")[0], place))
    assert files(folder) == {"file"}


@pytest.mark.parametrize("wait", [0.1, 0.6, 1.2])
@pytest.mark.parametrize("words", [(*RUN, "-o", "one"), ("compare", str(TINY), *MANY, "-o", "two.png")])
def test_ctrl_c_at_any_moment_is_one_line_and_leaves_nothing_half_written(folder, words, wait):
    code = "import sys, dualsim.__main__ as command; print('up', flush=True); sys.exit(command.main())"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    done = subprocess.Popen([sys.executable, "-c", code, *words], **pipes)
    assert done.stdout.readline() == "up\n"
    time.sleep(wait)
    done.send_signal(signal.SIGINT)
    told = done.communicate(timeout=120)[1]
    assert (done.returncode, told) in [(130, "dualsim: stopped; nothing was saved\n"), (0, "")]
    assert not [name for name in files(folder) if Path(name).name.startswith(".")]
