"""The commands for many runs: what they say, what they leave, how they end."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import dualsim
from dualsim.analysis.frequency import frequencies, table_of
from dualsim.analysis.statistics import portion_of
from dualsim.cli import terminal
from dualsim.runs import chunk
from paths import TINY

SMALL = ("--people", 300, "--jobs", 1)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_run_with_runs_leaves_a_folder_and_says_in_how_many_something_happened(command):
    rare = ("--set", 'events.promise_broken.when="mobilisation[soldier, town] > 0.8 for 2 days"')
    words = ("run", TINY, "--runs", 6, *SMALL, *rare)
    said = command(*words)
    assert said.status == 0, said.err
    found = Path(said.out.splitlines()[-1])
    assert found.parent == Path("runs")
    assert found.name.startswith("tiny-")
    assert {"members", "manifest.yaml", "runs.csv", "stances.png", "allegiance.png"} <= {
        f.name for f in found.iterdir()
    }
    assert "Tiny town, March 1917: 300 people, 6 runs, seeds 1 to 6" in said.out
    assert "No authority took power in any run." in said.out
    assert "2 of 3 events happened in every run." in said.out
    results = dualsim.open_run(found)
    broken = {one.name: one for one in frequencies(results)}["promise_broken"]
    happened = sum("promise_broken" in text for text in results["events"].values)
    assert 0 < happened < 6
    assert broken.happens == portion_of(happened, 6)
    assert re.search(rf"promise_broken +{happened} ", said.out)
    assert command(*words) == said
    facts = json.loads(command(*words, "--json").out)
    assert facts["status"] == {"done": 6, "failed": 0, "pending": 0}
    assert command("run", found / "manifest.yaml", *SMALL[2:]).out == said.out
    assert command("plot", found, "--kind", "power").out == f"{found}/power.png\n"


def test_one_run_is_what_it_was(command):
    said = command("run", TINY, "--people", 300)
    assert command("run", TINY, "--people", 300, "--runs", 1) == said
    wrong = command("run", TINY, "--fresh")
    assert wrong.status == 2
    assert wrong.err == "--jobs, --scheduler, --fresh: they are for many runs; give --runs too\n"


def test_many_futures_share_one_past(command):
    asked = ("run", TINY, "--branch-at", "1917-03-12", "--without", "order_one")
    wrong = command(*asked, "--branch-at", "1917-02-01", "--runs", 3, *SMALL)
    assert wrong.status == 2
    assert wrong.err.startswith("--branch-at 1917-02-01: futures may begin on any day from")
    said = command(*asked[:4], "--runs", 4, "--luck", 7, *SMALL)
    assert said.status == 0, said.err
    assert "300 people, 4 futures from 12 March 1917 of one past (seed 1), seeds 7 to 10" in said.out
    folder = Path(said.out.splitlines()[-1])
    votes = dualsim.open_run(folder).vote.values
    assert all(np.array_equal(one[:11], votes[0, :11], equal_nan=True) for one in votes)
    assert not any(np.array_equal(one, votes[0], equal_nan=True) for one in votes[1:])
    alone = command(*asked[:4], "--luck", 9, *SMALL[:2])
    np.testing.assert_array_equal(votes[2], dualsim.open_run(alone.out.splitlines()[-1]).vote.values)
    assert command("run", folder / "manifest.yaml", "--runs", 4, *SMALL[2:]).out == said.out
    other = command("run", TINY, "--runs", 4, "--out", folder, *SMALL)
    assert other.status == 2
    assert "its runs have another past, or none in common" in other.err


def test_a_sweep_keeps_a_design_that_it_takes_again(command):
    vary = ("--vary", "behaviour.beta=2:4:4", "--vary", "behaviour.chi=0:0.5:4")
    said = command("sweep", TINY, *vary, "--design", "lhs", "--runs", 2, "--seed", 3, *SMALL, "--out", "a")
    assert said.status == 0, said.err
    assert "4 points in behaviour.beta, behaviour.chi, 2 runs at each, seeds 3 to 4" in said.out
    one = dualsim.open_run("a")
    assert one["seed"].values.tolist() == [3, 4] * 4
    command("sweep", TINY, "--table", "a/design.csv", "--runs", 2, "--seed", 3, *SMALL, "--out", "b")
    other = dualsim.open_run("b")
    for name in ("allegiance", "behaviour.beta", "behaviour.chi"):
        assert one[name].load().identical(other[name].load())
    point = {path: float(one[path][5]) for path in ("behaviour.beta", "behaviour.chi")}
    single = dualsim.run(dualsim.load(TINY).replace(point), 300, 4)
    assert (one.vote.values[5] == single.vote.values).sum() == np.isfinite(single.vote.values).sum() > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "sweep: give --vary PATH=LOW:HIGH:COUNT or --table FILE, and not both"),
        (("--vary", "behaviour.beta=2:4:2", "--table", "x.csv"), "sweep: give --vary"),
        (("--table", "x.csv"), "x.csv: cannot be read: no such file"),
        (("--vary", "behaviour.betta=2:4:2"), "--vary behaviour.betta=2:4:2: no key named 'betta'"),
    ],
)
def test_a_sweep_of_nothing_is_refused(command, words, said):
    found = command("sweep", TINY, *words)
    assert found.status == 2
    assert found.err.startswith(said)


def test_failures_are_told_and_the_rest_is_kept(command, monkeypatch):
    real = chunk.record_of

    def failing(scenario, people, seed, *eve):
        if seed == 2:
            raise RuntimeError("no luck")
        return real(scenario, people, seed, *eve)

    monkeypatch.setattr(chunk, "record_of", failing)
    said = command("run", TINY, "--runs", 3, *SMALL, "--out", "a")
    assert said.status == terminal.SOME_FAILED == 3
    assert said.err == "run 1 (seed 2) failed: RuntimeError: no luck\n1 run failed; a/runs.csv says why\n"
    assert said.out.splitlines()[-1] == "a"
    assert dualsim.open_run("a").sizes["member"] == 2
    monkeypatch.setattr(chunk, "record_of", lambda *given: 1 / 0)
    assert command("run", TINY, "--runs", 3, *SMALL, "--out", "b").status == 3


def test_replicates_judges_by_runs_that_run_takes_up(command):
    said = command("replicates", TINY, "--runs", 5, "--outcome", "duality@1917-03-04", *SMALL)
    assert said.status == 0, said.err
    assert "duality[town] on 4 March 1917" in said.out
    assert command("run", TINY, "--runs", 5, *SMALL).out.splitlines()[-1] == said.out.splitlines()[-1]
    wrong = command("replicates", TINY, "--runs", 5, "--outcome", "dualty", *SMALL)
    assert wrong.status == 2
    assert "did you mean 'duality'" in wrong.err


STOPPED = """
import os, signal, sys
from dualsim.runs import chunk; from dualsim.cli import app
real, started = chunk.record_of, []

def run(case, people, seed, *eve):
    started.append(seed)
    if len(started) in {presses}:
        os.kill(os.getpid(), signal.SIGINT)
    return real(case, people, seed, *eve)

chunk.record_of = run
sys.exit(app.main())
"""


def stopped(presses):
    Path("stop.py").write_text(STOPPED.replace("{presses}", presses), encoding="utf-8")
    words = ["run", str(TINY), "--runs", "6", "--people", "300", "--jobs", "1", "--out", "a"]
    done = subprocess.run([sys.executable, "stop.py", *words], capture_output=True, text=True)
    assert done.returncode == 128 + signal.SIGINT
    return words, done.stderr.splitlines()


def test_ctrl_c_finishes_what_is_in_hand_and_says_how_to_continue(command):
    words, said = stopped("(2,)")
    assert said == [
        "Finishing the runs in hand; Ctrl-C again stops at once.",
        "a: stopped; 2 of 6 runs are kept, and the same command continues",
    ]
    assert command(*words).status == 0


def test_the_table_names_what_not_every_run_saw():
    lines = table_of([], 5).splitlines()
    assert lines == ["No authority took power in any run.", "0 of 0 events happened in every run."]
