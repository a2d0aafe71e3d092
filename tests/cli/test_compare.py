"""The command `dualsim compare`: what it prints and saves, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from paths import TINY

SMALL = ("--runs", 2, "--people", 300, "--jobs", 1)


def test_it_prints_a_table_and_saves_a_folder(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = command("compare", TINY, *SMALL, "--on", "1917-03-20", "--measure", "real_power[soviet, town]")
    assert done.status == 0, done.err
    folder = Path(done.out.splitlines()[-1])
    assert folder.parent == Path("runs")
    assert folder.name.startswith("compare-")
    made = {"compare.png", "compare.csv", "compare.json", ".dualsim.json"}  # the last tells what was made
    assert {path.name for path in folder.iterdir()} == made
    assert "20 Mar 1917" in done.out
    rows = list(csv.DictReader((folder / "compare.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["when"] for row in rows} == {
        "1917-03-20", "average over the run", "share of days", "first day", "1917-03-30",
        "on the eve of the break", "around the break", "on the last day",
    }  # fmt: skip
    again = command("compare", TINY, *SMALL, "--on", "1917-03-20", "--measure", "real_power[soviet, town]")
    other = command("compare", TINY, *SMALL, "--on", "1917-03-21", "--measure", "real_power[soviet, town]")
    assert again.out == done.out
    assert other.out.splitlines()[-1] != done.out.splitlines()[-1]


def test_outcomes_that_are_asked_for_have_a_figure_of_their_own(command, tmp_path):
    file = tmp_path / "two.png"
    done = command("compare", TINY, *SMALL, "--outcome", "took_power[soviet]", "-o", file)
    assert done.status == 0, done.err
    made = {"two.png", "two-outcomes.png", "two.csv", "two.json"}
    assert {path.name for path in tmp_path.glob("[!.]*")} == made
    assert f"Figure: {file} and {tmp_path / 'two-outcomes.png'}\n" in done.out


def test_two_processes_say_the_same_as_one(command, tmp_path):
    said = [
        command("compare", TINY, "--runs", 3, "--people", 300, "--jobs", jobs, "-o", tmp_path / "x.png")
        for jobs in (1, 2)
    ]
    assert said[0].out == said[1].out


@pytest.mark.parametrize("suffix", ["png", "pdf", "svg"])
def test_the_figure_goes_where_it_is_told(command, tmp_path, suffix):
    file = tmp_path / "deep" / f"two.{suffix}"
    done = command("compare", TINY, *SMALL, "-o", file, "--style", "bw")
    assert done.status == 0, done.err
    assert done.out.splitlines()[-1] == str(file)
    assert {path.name for path in file.parent.glob("[!.]*")} == {file.name, "two.csv", "two.json"}


def test_json_is_one_object(command, tmp_path):
    done = command("compare", TINY, *SMALL, "-o", tmp_path / "x.png", "--json")
    facts = json.loads(done.out)
    assert facts["scenarios"] == ["tiny:town", "tiny:village"]
    assert facts["figure"] == str(tmp_path / "x.png")
    saved = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert saved["rows"] == facts["rows"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["petrograd_1971"], "did you mean 'petrograd_1917'?"),
        (
            [TINY, "--measure", "dualty"],
            "measure 'dualty': no measure named 'dualty'; did you mean 'duality'?",
        ),
        ([TINY, "--on", "1918-01-01"], "on: 1918-01-01 is in none of the runs"),
        ([TINY, "--runs", 1], "Invalid value for '--runs': Input should be greater than or equal to 2"),
        ([TINY, "-o", "x.jpg"], "plot: cannot write a figure as 'x.jpg'; end its name in .png, .svg or .pdf"),
        ([TINY, "--style", "prnt"], "--style: no style named 'prnt'; did you mean 'print'?"),
    ],
)
def test_mistakes_are_said_and_nothing_is_saved(command, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    done = command("compare", "--people", 300, "--jobs", 1, *words)
    assert done.status == 2
    assert said in done.err
    assert done.out == ""
    assert list(tmp_path.iterdir()) == []
