"""Scores over many places by hand: by level and option, weighted, skill, and the worst places."""

from __future__ import annotations

import json

import pytest

from dualsim.analysis.evaluation.evaluation import evaluate
from dualsim.analysis.evaluation.many_places import parts_of, table_of, worst_of
from dualsim.analysis.evaluation.observations import Observation, read_observations
from dualsim.analysis.evaluation.totals import Score, Scored, beside
from dualsim.scenario.loading import list_scenarios
from paths import DATA

REGION = DATA / "region.yaml"
SMALL = {"runs": 2, "people": 300, "jobs": 1, "draws": "none"}


def row(place: str, error: float, level: str = "region", **given: object) -> Scored:
    option, confidence = given.get("option", ("sr",)), str(given.get("confidence", "high"))
    seen = Observation(
        f"{place}_{error}_{option}", "1917-11-12", place, "vote", "", (), option, 0.5, 1.0, confidence,
        "s", "",
    )  # fmt: skip
    score = Score(
        0.5 + error, (0.4, 0.6), (0.3, 0.7), error, 0.01, abs(error) < 0.2, float(given.get("weight", 1))
    )
    guess = score._replace(error=float(given["regression"])) if "regression" in given else None
    others = {"regression": guess} if guess else {}
    return Scored(seen, "a", f"{'+'.join(option)}: workers", 3, score, others, level)


ROWS = [
    row("a", 0.1, regression=-0.2),
    row("b", -0.3, regression=0.1, weight=0.5),
    row("c", 0.2),
    row("t_town", 0.4, "town"),
    row("a", 0.05, option=("kadet",)),
]


def test_each_option_is_scored_at_each_level_and_at_all():
    parts = {(part.level, part.option): part for part in parts_of(ROWS)}
    assert list(parts) == [("region", "sr"), ("region", "kadet"), ("town", "sr"), ("all", "sr")]
    region = parts["region", "sr"]
    assert region.model.rows == 3
    assert region.model.mean_absolute_error == pytest.approx(0.2)
    assert region.model.weighted_mean_absolute_error == pytest.approx((0.1 + 0.15 + 0.2) / 2.5)
    assert region.model.coverage_90 == pytest.approx(1 / 3)
    assert region.label == "sr"
    assert parts["all", "sr"].model.mean_absolute_error == pytest.approx(0.25)


def test_the_skill_is_what_the_model_saves_on_the_rows_that_both_know():
    both = beside("regression", ROWS)
    assert (both.model.rows, both.baseline.rows) == (2, 2)
    assert both.baseline.mean_absolute_error == pytest.approx(0.15)
    assert both.model.mean_absolute_error == pytest.approx(0.2)
    assert both.skill == pytest.approx(1 - 0.2 / 0.15)
    assert beside("mean", ROWS).skill != beside("mean", ROWS).skill, "of nothing, no number"


def test_the_table_tells_how_many_rows_a_baseline_knows():
    lines = list(table_of(parts_of(ROWS)))
    assert lines[0].split() == ["rows", "error", "weighted", "CRPS", "inside", "90%", "regression", "skill"]
    assert lines[1].split() == ["regions", "sr", "3", "20.0", "18.0", "1.0", "33%", "15.0", "(2)", "-33%"]
    assert lines[3].split() == ["towns", "sr", "1", "40.0", "40.0", "1.0", "0%"]


def test_the_worst_places_come_first_with_what_the_data_may_have_to_do_with_it():
    rows = [row("a", 0.1), row("a", -0.2, confidence="low"), row("b", 0.2), row("c", 0.01)]
    by_place = {place: [one for one in rows if one.seen.place == place] for place in "abc"}
    worst = worst_of(by_place, {"a": "Aa", "b": "Bb", "c": "Cc"})
    assert [(one.name, one.rows) for one in worst] == [("Bb", 1), ("Aa", 2), ("Cc", 1)]
    assert worst[1].mean_absolute_error == pytest.approx(0.15)
    assert worst[1].widest.score.error == -0.2
    assert worst[1].reason == "recalled, digits unsure, give or take 12.5, which may explain it"
    assert (worst[0].reason, worst[0].within) == ("read, give or take 1.0", False)
    assert worst[1].within


# With runs

HEAD = "id,date_os,place,quantity,groups,option,share,confidence"


@pytest.fixture
def files(tmp_path):
    """A table of observations of places that are there and four that are not, and covariates of all."""
    far = [f"far_{n},1917-03-20,p{n}_province,vote,all,radical,{0.2 + 0.1 * n},high" for n in range(4)]
    rows = ["here,1917-03-20,district,vote,all,radical,0.5,low", *far]
    (tmp_path / "seen.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    known = ["key,workers,km", "district,4,1", *(f"p{n}_province,{n},1" for n in range(4))]
    (tmp_path / "known.csv").write_text("\n".join(known) + "\n", encoding="utf-8")
    return tmp_path


def test_the_regression_is_told_beside_the_model(files):
    given = {"covariates": files / "known.csv", "covariate": ["workers"], **SMALL}
    found = evaluate(REGION, against=files / "seen.csv", **given)
    (one,) = found.rows
    assert one.level == "region"
    assert one.baselines["regression"].median == pytest.approx(0.6, abs=1e-3), (
        "a straight line through the four"
    )
    assert one.baselines["mean"].median == pytest.approx(0.35)
    assert "Regression on workers, leaving out the place foretold; skill against it" in str(found)
    assert "ridge regression" in str(found)
    facts = json.loads(json.dumps(found.to_dict()))
    (part,) = facts["summary"]["by_option"]
    assert (part["level"], part["option"], part["rows"]) == ("region", "radical", 1)
    assert part["baselines"]["regression"]["mean_absolute_error"] == pytest.approx(0.1, abs=1e-3)
    assert facts["summary"]["worst"][0]["place"] == "district"
    assert facts["covariates"] == ["workers"]
    frame = found.to_dataframe().set_index("id")
    assert frame.loc["here", "level"] == "region"
    assert frame.loc["here", "deviation"] == 0.125


def test_baselines_know_the_training_rows_where_there_are_some(files):
    table = (files / "seen.csv").read_text(encoding="utf-8").splitlines()
    (files / "one.csv").write_text("\n".join(table[:2]) + "\n", encoding="utf-8")
    alone = evaluate(REGION, against=files / "one.csv", **SMALL)
    assert "mean" not in alone.rows[0].baselines
    trained = evaluate(REGION, against=files / "one.csv", training=files / "seen.csv", **SMALL)
    assert trained.rows[0].baselines["mean"].median == pytest.approx(0.35)
    assert not trained.uncovered


def test_covariates_without_a_table_are_refused(files):
    with pytest.raises(ValueError, match="covariate: workers: there is no table of covariates; give one"):
        evaluate(REGION, against=files / "seen.csv", covariate=["workers"], **SMALL)
    with pytest.raises(ValueError, match="leave_out: district: there is no table of covariates; give one"):
        evaluate(REGION, against=files / "seen.csv", leave_out=["district"], **SMALL)


# The table that comes with dualsim


def test_the_table_of_districts_is_of_votes_of_districts_towns_and_garrisons():
    table = read_observations(next(iter(list_scenarios().values())).with_name("districts_observations.csv"))
    assert {one.quantity for one in table} == {"vote"}
    assert all(one.source and one.confidence for one in table)
    options = {one.option for one in table}
    assert options == {("sr", "left_sr"), ("bolshevik",), ("kadet",), ("menshevik",)}
    towns = [one for one in table if one.place.endswith("_town")]
    assert all(one.province for one in towns)
    assert {one.groups for one in towns} == {("worker", "townspeople", "propertied"), ("soldier", "officer")}
    assert {one.groups for one in table if one not in towns} == {()}
    earlier = {one.date_os for one in table} - {"1917-11-12"}
    assert earlier == {"1917-07-30", "1917-11-05"}
    vladimir = next(one for one in table if one.id == "vladimir_town_garrison_ca_bolshevik")
    assert (vladimir.share, vladimir.province, vladimir.confidence) == (0.791, "vladimir_province", "high")
