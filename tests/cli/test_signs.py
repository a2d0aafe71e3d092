"""The command `dualsim signs`: what it prints and saves, its exit status, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from paths import TINY

TABLE = """\
signs: 1
counterfactuals:
  nothing: {name: Nothing is changed}
rows:
  sure:
    name: Shares are shares
    measure: "acceptance[worker, town]"
    on: 1917-03-20
    at_least: 0
    at_most: 1
    source: arithmetic
"""
FAILING = """\
  never:
    name: Nothing raises acceptance
    changed: nothing
    measure: "acceptance[worker, town]"
    on: 1917-03-20
    up: 0
    source: a mistake
"""
SMALL = ("--runs", 2, "--people", 300, "--jobs", 1)


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.yaml"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_it_prints_the_table_twice_and_saves_a_folder(command, table):
    done = command("signs", TINY, "--table", table, *SMALL)
    assert done.status == 0, done.err
    folder = Path(done.out.splitlines()[-1])
    assert {path.name for path in folder.iterdir()} == {
        ".dualsim.json",
        "signs.png",
        "signs.csv",
        "signs.json",
    }
    assert "As the scenario is" in done.out
    assert "With every credit of news and every call to the streets at zero" in done.out
    assert "1 of 1 rows hold; 1 keep their sign without news and calls, of 1 that must" in done.out
    rows = list(csv.DictReader((folder / "signs.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["printing"] for row in rows] == ["as_it_is", "quiet"]


def test_a_row_that_fails_is_said_with_its_reason_and_in_the_status(command, table):
    table.write_text(TABLE + FAILING, encoding="utf-8")
    done = command("signs", TINY, "--table", table, *SMALL, "--printing", "as_it_is", "-o", "x.png")
    assert done.status == 1
    assert "FAILS" in done.out
    assert "expected because: a mistake" in done.out
    assert "1 of 2 rows hold" in done.out
    assert done.out.splitlines()[-1] == "x.png"


def test_json_is_one_object(command, table):
    table.write_text(TABLE + FAILING, encoding="utf-8")
    done = command("signs", TINY, "--table", table, *SMALL, "--json", "-o", "x.svg")
    assert done.status == 1
    facts = json.loads(done.out)
    assert facts["failed"] == ["never"]
    assert facts["claims"][1]["estimate"] == 0.0
    assert json.loads(Path("x.json").read_text(encoding="utf-8"))["claims"] == facts["claims"]


def test_a_quick_look_is_marked(command, table):
    done = command("signs", TINY, "--table", table, "--quick", "--people", 300, "--jobs", 1, "-o", "x.png")
    assert "quick: 6 runs of 300 people" in done.out
    assert json.loads(Path("x.json").read_text(encoding="utf-8"))["quick"] is True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["petrograd_1971"], "did you mean 'petrograd_1917'?"),
        ([TINY], "there is no table of signs for this scenario"),
        (["moscow_1917"], "there is no table of signs for this scenario; there is one for china_1927"),
        ([TINY, "--table", "none.yaml"], "none.yaml: cannot be read"),
        ([TINY, "--table", "mine.yaml", "--printing", "twice"], "--printing: no printing named 'twice'"),
        ([TINY, "--table", "mine.yaml", "-o", "x.jpg"], "plot: cannot write a figure as 'x.jpg'"),
    ],
)
def test_mistakes_are_said_and_nothing_is_saved(command, table, words, said):
    done = command("signs", *words, *SMALL)
    assert done.status == 2
    assert said in done.err
    assert done.out == ""
    assert list(table.parent.iterdir()) == [table]


def test_check_says_what_a_table_is(command, table):
    done = command("check", table)
    assert done.status != 0
    assert "this is a table of signs and no scenario" in done.out + done.err
