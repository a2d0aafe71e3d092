"""Scenarios and runs beside history: who answers, what is scored, what is left out, what draws change."""

from __future__ import annotations

import math

import numpy as np
import pytest

import dualsim
from dualsim.analysis.evaluation.baselines import BASELINES
from dualsim.analysis.evaluation.evaluation import evaluate, scored
from dualsim.analysis.evaluation.measurement_error import measured_with_error
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.predicted_shares import counterparts
from dualsim.analysis.evaluation.predictions import Many, answers
from dualsim.analysis.evaluation.scores import crps
from dualsim.analysis.evaluation.targets import targets_of
from dualsim.analysis.evaluation.totals import Score, total
from dualsim.figures.plotting import plot
from dualsim.runs.ensembles import ensemble
from dualsim.scenario.loading import load
from dualsim.scenario.paths import nudged
from paths import TINY

SMALL = {"runs": 3, "people": 300, "jobs": 1}


def seen(**given: object) -> Observation:
    known = {
        "id": "x", "date_os": "1917-03-20", "place": "town", "quantity": "vote", "authority": "",
        "groups": (), "option": ("radical",), "share": 0.5, "n": 100.0, "confidence": "high",
        "source": "s", "notes": "",
    }  # fmt: skip
    return Observation(**{**known, **given})


TABLE = [
    seen(),
    seen(id="seats", quantity="seats", authority="soviet", groups=("worker",)),
    seen(id="support", quantity="allegiance", authority="cabinet", option=(), groups=("soldier",)),
    seen(id="early", date_os="1917-03-05", share=0.4),
    seen(id="nowhere", place="twon"),
    seen(id="late", date_os="1917-05-01"),
    seen(id="nobody", place="village", groups=("soldier",)),
]


@pytest.fixture(scope="module")
def found():
    return evaluate(TINY, against=TABLE, draws="none", **SMALL)


def test_dates_are_told_in_the_calendar_of_the_table(found):
    new = evaluate(TINY, against=[row._replace(calendar="gregorian") for row in TABLE], draws="none", **SMALL)
    assert "  20 Mar 1917  " in str(found)
    assert str(found).endswith("Dates are Old Style.")
    assert "  2 Apr 1917   " in str(new)
    assert str(new).endswith("Dates are New Style.")
    for told, style in ((found, "Old Style"), (new, "New Style")):
        words = " ".join(text.get_text() for text in plot(told).over.texts)
        assert f"Dates are {style}," in words
        assert ("2 Apr" in words) == (style == "New Style")
    (late,) = (row for row in new.uncovered if row.seen.id == "late")
    assert late.reason.startswith("14 May 1917 is outside the run, which is 14 March 1917 to 12 April 1917")
    assert late.reason.endswith("(New Style)")
    assert [row.score for row in new.rows] == [row.score for row in found.rows]


def test_runs_say_what_the_ensemble_says(found):
    results = ensemble(load(TINY), 3, 300, 1, jobs=1)
    shares = counterparts(results, TABLE[:4])
    assert [row.score.median for row in found.rows] == np.median(shares, axis=0).tolist()
    sample = measured_with_error(shares[:, 0], TABLE[0], 1)
    assert found.rows[0].score.crps == crps(sample, 0.5)
    again = evaluate(results, against=TABLE, draws="none")
    assert again.rows == tuple(row._replace(source="Tiny town, March 1917") for row in found.rows)
    assert not again.ran


def test_a_saved_run_is_one_member(tmp_path, found):
    dualsim.save(dualsim.run(load(TINY), 300, 2), tmp_path / "kept")
    kept = evaluate(tmp_path / "kept", against=TABLE)
    assert [row.members for row in kept.rows] == [1, 1, 1, 1]
    assert [row.seen.id for row in kept.rows] == [row.seen.id for row in found.rows]
    assert kept.total.rows == 4


def test_two_processes_say_the_same_as_one(found):
    assert evaluate(TINY, against=TABLE, draws="none", runs=3, people=300, jobs=2) == found


def test_what_is_not_covered_is_listed_with_its_reason(found):
    reasons = {row.seen.id: (row.source, row.reason) for row in found.uncovered}
    assert list(reasons) == ["nowhere", "late", "nobody"]
    assert reasons["nowhere"] == ("", "no place named 'twon'; did you mean 'town'?")
    assert reasons["late"][1].startswith("1 May 1917 is outside the run")
    assert reasons["nobody"] == (
        "tiny",
        "no run has anybody of these groups there on that day, or the runs had ended",
    )


def test_the_first_that_has_the_place_answers(found):
    other = load("capital_minimal")
    both = evaluate(
        other,
        TINY,
        against=[*TABLE, seen(id="capital", place="capital", option=("socialist",))],
        draws="none",
        **SMALL,
    )
    assert {row.seen.id: row.source for row in both.rows} == {
        **{row.seen.id: "tiny" for row in found.rows}, "capital": other.title,
    }  # fmt: skip
    rows = {row.seen.id: row for row in both.rows}
    assert rows["x"] == found.rows[0]
    assert list(both.by_place) == ["capital", "town"]
    assert [row.seen.id for row in both.by_place["town"]] == ["early", "x", "seats", "support"]
    twice = evaluate(load(TINY), TINY, against=TABLE[:1], draws="none", **SMALL)
    assert [row.source for row in twice.rows] == ["Tiny town, March 1917"]


def test_words_for_what_was_observed(found):
    assert [row.label for row in found.rows] == [
        "Radicals", "Radicals, Soviet: workers", "for Cabinet: soldiers", "Radicals",
    ]  # fmt: skip


def test_the_baselines_are_scored_on_the_rows_that_they_know(found):
    assert [list(row.baselines) for row in found.rows] == [["persistence", "mean"], [], [], []]
    assert found.rows[0].baselines["mean"].median == 0.5, "that of the other place"
    persistence = found.baselines["persistence"]
    assert persistence.baseline.rows == persistence.model.rows == 1
    assert persistence.baseline.mean_absolute_error == pytest.approx(0.1)
    assert persistence.model.mean_absolute_error == pytest.approx(abs(found.rows[0].score.error))
    swing = found.baselines["uniform_swing"]
    assert swing.baseline.rows == 0
    assert math.isnan(swing.model.mean_crps)
    assert list(found.baselines) == list(BASELINES)


def test_scores_by_hand():
    score = scored(np.array([0.4, 0.42, 0.44]), seen(confidence="low"), 1)
    assert score.median == 0.42
    assert score.error == pytest.approx(-0.08)
    assert score.wide[0] < score.middle[0] < 0.42 < score.middle[1] < score.wide[1]
    assert score.wide[1] - score.wide[0] == pytest.approx(
        2 * 1.645 * math.hypot(0.25 * 0.5, 0.0163), rel=0.05
    )
    assert score.inside
    assert not scored(np.array([0.4, 0.42, 0.44]), seen(confidence="high"), 1).inside


def test_totals_by_hand():
    one = Score(0.5, (0.4, 0.6), (0.3, 0.7), -0.1, 0.02, True)
    assert total([one, one._replace(error=0.3, crps=0.04, inside=False)]) == (
        2, pytest.approx(0.2), 0.5, pytest.approx(0.03), pytest.approx(0.2),
    )  # fmt: skip
    half = total([one, one._replace(error=0.3, weight=0.5)])
    assert half.weighted_mean_absolute_error == pytest.approx((0.1 + 0.5 * 0.3) / 1.5)
    assert half.mean_absolute_error == pytest.approx(0.2)
    assert total([]).rows == 0
    assert math.isnan(total([]).mean_absolute_error)


# Draws


def test_each_run_takes_its_row_of_the_draws_round_and_round(tmp_path):
    file = tmp_path / "draws.csv"
    file.write_text("behaviour.beta,parties.radical.organisation.petrograd\n1,0.1\n6,0.2\n", encoding="utf-8")
    targets, told = targets_of([TINY], file)
    (said,) = answers(targets, [TABLE[:1]], Many(3, 300, 1), jobs=1)
    shares = [
        counterparts(ensemble(nudged(load(TINY), {"behaviour.beta": beta}), 1, 300, seed, jobs=1), TABLE[:1])[
            0, 0
        ]
        for beta, seed in ((1.0, 1), (6.0, 2), (1.0, 3))
    ]
    assert len(set(shares)) == 3
    assert said[:, 0].tolist() == shares
    assert told == f"{file} (2 draws)"
    assert evaluate(TINY, against=TABLE[:1], draws=file, **SMALL).rows[0].score.median == np.median(shares)


def test_draws_that_come_with_dualsim_are_taken_unless_none_are_wanted(tmp_path, monkeypatch, found):
    assert found.draws == "none, as asked: luck only"
    monkeypatch.setattr("dualsim.analysis.evaluation.targets.default_draws", lambda: None)
    assert evaluate(TINY, against=TABLE[:1], **SMALL).draws == "none, as there is no posterior.csv: luck only"
    file = tmp_path / "posterior.csv"
    file.write_text("behaviour.beta\n6\n", encoding="utf-8")
    monkeypatch.setattr("dualsim.analysis.evaluation.targets.default_draws", lambda: file)
    drawn = evaluate(TINY, against=TABLE[:1], **SMALL)
    assert drawn.draws == "the posterior.csv that comes with dualsim (1 draw)"
    assert drawn.rows[0].score.median != found.rows[0].score.median

    monkeypatch.setattr("dualsim.analysis.evaluation.targets.own_draws", lambda name: file)
    drawn = evaluate(TINY, against=TABLE[:1], **SMALL)
    assert drawn.draws == "of tiny its own, posterior.csv", "no other is taken, and none is named"


# Mistakes


@pytest.mark.parametrize(
    ("targets", "given", "said"),
    [
        ([], {}, "evaluate: no scenario and no run; give one or more"),
        (["petrograd_1971"], {}, "did you mean 'petrograd_1917'?"),
        ([TINY, TINY], {}, "evaluate: 'tiny' stands here twice; name it once"),
        ([TINY], {"runs": 0}, "runs: 0 is too few; give 1 or more"),
        ([TINY], {"runs": 2.5}, "runs: 2.5 is not a whole number"),
        ([TINY], {"against": "none.csv"}, "none.csv: cannot be read: no such file or directory"),
        ([TINY], {"draws": "none.csv"}, "none.csv: cannot be read: no such file or directory"),
        (["no/folder"], {}, "no/folder"),
    ],
)
def test_mistakes_are_said(targets, given, said):
    with pytest.raises(ValueError) as caught:
        evaluate(*targets, **{"against": TABLE, **SMALL, **given})
    assert said in str(caught.value)


def test_a_folder_without_a_run_and_draws_for_a_saved_run_are_refused(tmp_path):
    with pytest.raises(ValueError, match="no run here; give the folder of a run"):
        evaluate(tmp_path, against=TABLE)
    dualsim.save(dualsim.run(load(TINY), 300, 2), tmp_path)
    with pytest.raises(
        ValueError, match=r"draws: draws\.csv is of no use to saved runs; give a scenario to run"
    ):
        evaluate(tmp_path, against=TABLE, draws="draws.csv")


def test_the_bundled_observations_are_taken_without_a_table():
    found = evaluate(TINY, **SMALL)
    assert found.against == "observations.csv"
    assert not found.rows
    assert len(found.uncovered) >= 24
