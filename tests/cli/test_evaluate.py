"""The command `dualsim evaluate`: what it prints and saves, its exit status, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import dualsim
from dualsim.analysis.evaluation.observations import COLUMNS
from dualsim.analysis.evaluation.result import COLUMNS as SCORED
from dualsim.scenario.loading import load
from paths import DATA, TINY

ROWS = (
    "may_radical,1917-03-20,town,vote,,all,radical,0.25,1200,medium,A book p. 3,",
    "may_moderate,1917-03-22,town,vote,,all,moderate,0.75,1200,low,A book p. 3,",
    "again,1917-03-25,town,vote,,all,radical,0.5,1200,high,A book p. 3,",
    "elsewhere,1917-03-20,kazan,vote,,all,radical,0.25,1200,medium,A book p. 3,",
)
SMALL = ("--runs", 2, "--people", 300, "--jobs", 1, "--draws", "none")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "seen.csv"
    path.write_text("\n".join([",".join(COLUMNS), *ROWS]) + "\n", encoding="utf-8")
    return path


def test_it_prints_a_table_and_saves_a_folder(command, table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = command("evaluate", TINY, *SMALL, "--against", table)
    assert done.status == 0, done.err
    folder = Path(done.out.splitlines()[-1])
    assert folder.parent == Path("runs")
    assert folder.name.startswith("evaluate-")
    assert {path.name for path in folder.iterdir()} == {
        ".dualsim.json",
        "evaluate.png",
        "evaluate.csv",
        "evaluate.json",
    }
    assert f"tiny against {table}: 3 of 4 observations covered" in done.out
    assert "2 runs each of 300 people, seeds 1 to 2" in done.out
    assert "elsewhere: no place named 'kazan'; there is town, village" in done.out
    rows = list(csv.DictReader((folder / "evaluate.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["id"] for row in rows] == ["may_radical", "may_moderate", "again", "elsewhere"]
    assert tuple(rows[0]) == SCORED
    assert rows[2]["persistence"] == "0.25"
    assert rows[3]["covered"] == "False"
    assert rows[3]["reason"] == "no place named 'kazan'; there is town, village"
    assert command("evaluate", TINY, *SMALL, "--against", table).out == done.out
    other = command("evaluate", TINY, *SMALL, "--against", table, "--seed", 9)
    assert other.out.splitlines()[-1] != done.out.splitlines()[-1]


def test_json_is_one_object(command, table, tmp_path):
    done = command("evaluate", TINY, *SMALL, "--against", table, "-o", tmp_path / "x.svg", "--json")
    assert done.status == 0, done.err
    facts = json.loads(done.out)
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) == {
        name: value for name, value in facts.items() if name not in ("folder", "figure")
    }
    first, _, again, last = facts["observations"]
    assert first["error"] == pytest.approx(first["median"] - first["observed"], abs=2e-6)
    assert first["low_90"] <= first["low_50"] <= first["high_50"] <= first["high_90"]
    assert first["persistence"] is None
    assert (last["covered"], last["scenario"]) == (False, None)
    summary = facts["summary"]
    errors = [abs(row["error"]) for row in facts["observations"] if row["covered"]]
    assert summary["mean_absolute_error"] == pytest.approx(sum(errors) / 3, abs=2e-6)
    assert (summary["rows"], summary["not_covered"]) == (3, 1)
    persistence = summary["baselines"]["persistence"]
    assert (persistence["rows"], persistence["mean_absolute_error"]) == (1, pytest.approx(0.25))
    assert persistence["model_on_the_same_rows"]["mean_absolute_error"] == pytest.approx(abs(again["error"]))
    assert summary["baselines"]["uniform_swing"]["mean_crps"] is None


@pytest.mark.parametrize("style", ["screen", "projector", "print", "bw"])
def test_every_style_is_drawn(command, table, tmp_path, style):
    file = tmp_path / "deep" / "x.pdf"
    done = command("evaluate", TINY, *SMALL, "--against", table, "-o", file, "--style", style)
    assert done.status == 0, done.err
    assert done.out.splitlines()[-1] == str(file)
    assert {path.name for path in file.parent.glob("[!.]*")} == {"x.pdf", "x.csv", "x.json"}


def test_a_saved_run_is_evaluated(command, table, tmp_path):
    dualsim.save(dualsim.run(load(TINY), 300, 1), tmp_path / "kept")
    done = command("evaluate", tmp_path / "kept", "--against", table, "-o", tmp_path / "x.png", "--json")
    assert done.status == 0, done.err
    assert [row.get("members") for row in json.loads(done.out)["observations"]] == [1, 1, 1, None]


def test_a_score_that_is_missed_has_a_status_of_its_own(command, table, tmp_path):
    words = ("evaluate", TINY, *SMALL, "--against", table, "-o", tmp_path / "x.png", "--json")
    score = json.loads(command(*words).out)["summary"]["mean_absolute_error"]
    assert command(*words, "--fail-under", score + 1e-5).status == 0
    done = command(*words, "--fail-under", score - 1e-5)
    assert done.status == 4
    assert f"evaluate: the mean absolute error is {score:.4f}, above" in done.err
    assert json.loads(done.out)["summary"]["mean_absolute_error"] == score


def test_no_observation_covered_is_no_score(command, tmp_path):
    words = ("evaluate", TINY, *SMALL, "-o", tmp_path / "x.png")
    assert command(*words).status == 0
    done = command(*words, "--fail-under", 1)
    assert done.status == 4
    assert "evaluate: no observation is covered, so there is no score" in done.err
    facts = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert facts["summary"]["mean_absolute_error"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["petrograd_1971"], "did you mean 'petrograd_1917'?"),
        ([TINY, "--against", "none.csv"], "none.csv: cannot be read: no such file or directory"),
        ([TINY, "--fail-under", 5], "Invalid value for '--fail-under'"),
        ([TINY, "--draws", "none.csv"], "none.csv: cannot be read"),
        ([TINY, "-o", "x.jpg"], "plot: cannot write a figure as 'x.jpg'; end its name in .png, .svg or .pdf"),
        ([TINY, "--style", "prnt"], "--style: no style named 'prnt'; did you mean 'print'?"),
        (["."], ".: no run here; give the folder of a run, or its results.nc"),
    ],
)
def test_mistakes_are_said_and_nothing_is_saved(command, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    done = command("evaluate", "--people", 300, "--runs", 1, "--jobs", 1, *words)
    assert done.status == 2
    assert said in done.err
    assert done.out == ""
    assert list(tmp_path.iterdir()) == []


def test_of_many_observations_that_are_not_covered_only_their_number_is_told(command, tmp_path):
    """Those of other places: the table on the terminal counts them, and the CSV names each."""
    file = tmp_path / "e.png"
    said = command("evaluate", "petrograd_1917", "--runs", 1, "--people", 300, "--jobs", 1, "-o", file)
    assert said.status == 0, said.err
    (line,) = [line for line in said.out.splitlines() if line.startswith("Not covered")]
    with file.with_suffix(".csv").open(encoding="utf-8", newline="") as table:
        lacking = [row for row in csv.DictReader(table) if not row["median"]]
    assert line == f"Not covered: {len(lacking)} observations; the tables name each and say why"
    assert len(lacking) > 3


# Many places

REGION = DATA / "region.yaml"
FEW = "id,date_os,place,quantity,groups,option,share,confidence"


@pytest.fixture
def many(tmp_path):
    """Observations of a region and its town, four other places, and what was known of all."""
    far = [f"far_{n},1917-03-20,p{n}_province,vote,all,radical,{0.2 + 0.1 * n},high" for n in range(4)]
    rows = [
        "region,1917-03-20,district,vote,all,radical,0.5,medium",
        "town,1917-03-20,district_town,vote,all,radical,0.4,low",
    ]
    (tmp_path / "many.csv").write_text("\n".join([FEW, *rows, *far]) + "\n", encoding="utf-8")
    known = [
        "key,workers,latitude,longitude,in_fit",
        "district,4,56,40,",
        *(f"p{n}_province,{n},,," for n in range(4)),
    ]
    (tmp_path / "known.csv").write_text("\n".join(known) + "\n", encoding="utf-8")
    return (
        "--against",
        tmp_path / "many.csv",
        "--covariates",
        tmp_path / "known.csv",
        "--covariate",
        "workers",
    )


def test_regions_are_scored_beside_a_regression_with_two_more_figures(command, many, tmp_path):
    file = tmp_path / "out" / "e.png"
    done = command("evaluate", REGION, *SMALL, *many, "--scatter", "--map", "-o", file)
    assert done.status == 0, done.err
    assert {path.name for path in file.parent.glob("[!.]*")} == {
        "e.png", "e-scatter.png", "e-map.png", "e.csv", "e.json",
    }  # fmt: skip
    assert "Figure: " in done.out
    assert "e-scatter.png" in done.out
    for words in ("regions", "towns", "Farthest off", "Regression on workers", "recalled, digits unsure"):
        assert words in done.out
    facts = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    region = facts["summary"]["by_option"][0]
    assert region["baselines"]["regression"]["mean_absolute_error"] == pytest.approx(0.1, abs=1e-3)
    assert region["weighted_mean_absolute_error"] == region["mean_absolute_error"]
    rows = list(csv.DictReader(file.with_suffix(".csv").read_text(encoding="utf-8").splitlines()))
    assert [row["level"] for row in rows[:2]] == ["region", "town"]
    assert [float(row["deviation"]) for row in rows[:2]] == [0.05, 0.1]
    assert float(rows[0]["regression"]) == pytest.approx(0.6, abs=1e-3)
    assert rows[1]["regression"] == "", "there is no other town"


def test_a_place_may_be_left_out_of_the_fit(command, many, tmp_path):
    words = ("evaluate", REGION, *SMALL, *many, "-o", tmp_path / "x.png", "--json", "--force")
    full, less = (json.loads(command(*words, *more).out) for more in ((), ("--leave-out", "p0_province")))
    (one, other) = (facts["observations"][0].get("regression") for facts in (full, less))
    assert one is not None
    assert other is None, "three other places are too few"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--covariate", "workers"], "covariate: workers: there is no table of covariates; give one"),
        (["--covariates", "none.csv"], "none.csv: cannot be read: no such file or directory"),
        (["--covariates", "{known}"], "no column named 'workers_per_1000'"),
        (["--covariates", "{known}", "--covariate", "wrkers"], "did you mean 'workers'?"),
        (
            ["--covariates", "{known}", "--covariate", "workers", "--leave-out", "p9_province"],
            "no key named 'p9_province'",
        ),
        (["--training", "none.csv"], "none.csv: cannot be read: no such file or directory"),
    ],
)
def test_mistakes_about_covariates_are_said(command, many, tmp_path, words, said):
    given = [word.format(known=many[3]) for word in words]
    done = command("evaluate", REGION, *SMALL, *many[:2], *given, "-o", tmp_path / "x.png")
    assert done.status == 2
    assert said in done.err
    assert not (tmp_path / "x.png").exists()
