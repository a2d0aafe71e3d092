"""Calibration against observations that the model made itself, and studies that were cut short."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from dualsim.analysis.calibration import calibration, trial_store
from dualsim.analysis.calibration.calibration import calibrate
from dualsim.analysis.calibration.importance_sampling import Weights
from dualsim.analysis.calibration.likelihood import Question, answers, deviations, log_likelihood
from dualsim.analysis.calibration.result import (
    TIED,
    behaviour_yaml,
    draws_csv,
    mean_errors,
    numbers_of,
    ties_of,
)
from dualsim.analysis.evaluation.measurement_error import DEVIATION, DISCREPANCY
from dualsim.analysis.evaluation.observations import COLUMNS, Observation
from dualsim.scenario import loading
from paths import TINY

DEAD = "behaviour.found_days"  # nothing is founded within a month
PEOPLE, TRIALS = 400, 160  # sixty of them in the second round


@pytest.fixture(scope="module")
def scenario():
    ranges = {"behaviour.beta": [1, 5], "behaviour.gamma_party": [0.8, 1.2], DEAD: [10, 40]}
    few_follow_others = {"behaviour.company_party": 0.3, "behaviour.opposition": 0.0}
    return loading.load(TINY).replace({"vary": ranges, "behaviour.found_days": 20, **few_follow_others})


def seen(name, date, quantity="vote", groups=(), authority="", option=("radical",), share=0.5):
    return Observation(
        name, date, "town", quantity, authority, tuple(groups), option, share, 500.0, "high", "invented", ""
    )


BLANKS = [
    seen("vote_1", "1917-03-08"),
    seen("vote_2", "1917-03-20"),
    seen("workers", "1917-03-20", groups=["worker"]),
    seen("soviet", "1917-03-28", "seats", ["worker", "soldier"], "soviet"),
    seen("cabinet", "1917-03-20", "allegiance", ["soldier"], "cabinet", ()),
    seen("nobody_yet", "1917-03-02", "seats", ["worker"], "soviet"),
]


def made(scenario, true):
    """What the model itself answers with known numbers, in a bigger crowd with other luck."""
    from dualsim.scenario.paths import nudged

    asked = BLANKS[:5]
    shares = answers(Question((nudged(scenario, true),), (tuple(asked),), 4_000, 99), {})
    return [one._replace(share=share) for one, share in zip(asked, shares, strict=True)]


@pytest.fixture(scope="module")
def fitted(scenario):
    return calibrate(scenario, made(scenario, {"behaviour.beta": 2.0}), trials=TRIALS, people=PEOPLE, jobs=1)


def by_path(found):
    return {row["path"]: row for row in numbers_of(found)}


# Known answers


def test_known_numbers_are_recovered_within_the_spread(scenario, fitted):
    rows = by_path(fitted)
    beta = rows["behaviour.beta"]
    assert abs(beta["mean"] - 2.0) < 2.0 * beta["spread"]
    assert beta["left"] < 0.6  # and it is known much better than before
    assert abs(beta["mean"] - 2.0) < 0.5 * abs(3.0 - 2.0)


def test_a_number_that_does_nothing_stays_as_unknown_as_it_was(fitted):
    assert 0.6 < by_path(fitted)[DEAD]["left"] < 1.4


def test_the_fit_is_better_than_the_file(fitted):
    off = mean_errors(fitted)
    assert off["fitted_after"] < 0.75 * off["fitted_before"]
    assert off["held_out_after"] is None


def test_two_numbers_that_act_as_one_are_told_to_be_known_only_together(fitted):
    assert not list(ties_of(fitted))
    twin = replace(fitted, values=fitted.values[:, [0, 1, 0]])
    (tie,) = ties_of(twin)
    assert tie["paths"] == ["behaviour.beta", DEAD]
    assert tie["correlation"] > TIED


def test_the_likelihood_is_that_of_normal_errors():
    rows = [seen("a", "1917-03-08", share=0.5), seen("b", "1917-03-08", "seats", share=0.2)]
    size = np.hypot(
        [DEVIATION[k]["high"] for k in ("vote", "seats")], [DISCREPANCY[k] for k in ("vote", "seats")]
    )
    assert deviations(rows) == pytest.approx(size)
    best, off = log_likelihood(np.array([[0.5, 0.2], [0.5 + size[0], 0.2 - 2 * size[1]]]), rows)
    assert best == pytest.approx(-np.log(size).sum() - np.log(2 * np.pi))
    assert off - best == pytest.approx(-0.5 - 2.0)
    assert np.isfinite(log_likelihood(np.array([np.nan, 0.2]), rows))  # gone, which is as wrong as can be


# Studies


class StopError(Exception):
    pass


def same(one, other):
    assert np.array_equal(one.points, other.points)
    assert np.array_equal(one.shares, other.shares, equal_nan=True)
    assert np.array_equal(one.weights.values, other.weights.values)
    assert np.array_equal(one.after, other.after)


def test_a_study_killed_in_the_middle_goes_on_and_ends_as_one_unbroken(
    scenario, fitted, tmp_path, monkeypatch
):
    file, rows = tmp_path / "study.journal", made(scenario, {"behaviour.beta": 2.0})
    tried = []

    def until(done, _):
        tried.append(done)
        if done == 104:
            raise StopError

    with pytest.raises(StopError):
        calibrate(scenario, rows, trials=TRIALS, people=PEOPLE, jobs=1, study=file, progress=until)
    with open(file, "ab") as journal:
        journal.write(b'{"op_code":4,"worker')  # and it was writing
    attempt, again = calibration.run_trial, []
    monkeypatch.setattr(calibration, "run_trial", lambda s, n, p: (again.append(n), attempt(s, n, p))[1])
    found = calibrate(scenario, rows, trials=TRIALS, people=PEOPLE, jobs=1, study=file)
    assert len(tried) == 104
    assert again == list(range(104, TRIALS))  # nothing finished was lost
    same(found, fitted)


def test_more_trials_add_to_those_that_are_there(scenario, tmp_path, monkeypatch):
    file, rows = tmp_path / "study.journal", made(scenario, {})
    calibrate(scenario, rows, trials=20, people=PEOPLE, jobs=1, study=file)
    attempt, again = calibration.run_trial, []
    monkeypatch.setattr(calibration, "run_trial", lambda s, n, p: (again.append(n), attempt(s, n, p))[1])
    more = calibrate(scenario, rows, trials=25, people=PEOPLE, jobs=1, study=file)
    assert again == [20, 21, 22, 23, 24]
    same(more, calibrate(scenario, rows, trials=25, people=PEOPLE, jobs=1))


def test_optuna_reads_the_study(scenario, tmp_path):
    import optuna

    file = tmp_path / "study.journal"
    found = calibrate(scenario, made(scenario, {}), trials=12, people=PEOPLE, jobs=1, study=file)
    storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(str(file)))
    study = optuna.load_study(study_name="dualsim", storage=storage)
    in_order = sorted(study.trials, key=lambda trial: trial.user_attrs["number"])
    assert [trial.params["behaviour.beta"] for trial in in_order] == pytest.approx(
        found.values[:, 0].tolist()
    )
    likelihood = log_likelihood(found.shares, found.question.observations)
    assert study.best_value == pytest.approx((likelihood - 0.5 * (found.points**2).sum(axis=1)).max())


def test_several_processes_find_the_same(scenario):
    rows = made(scenario, {})
    same(*(calibrate(scenario, rows, trials=6, people=PEOPLE, jobs=jobs) for jobs in (1, 2)))


# What is held out


@pytest.mark.parametrize(
    ("what", "held"),
    [
        ("soviet", ["soviet"]),
        ("1917-03-20", ["vote_2", "workers", "cabinet"]),
        ("1917-03-20..", ["vote_2", "workers", "soviet", "cabinet"]),
    ],
)
def test_what_is_held_out_says_nothing_of_the_weights(scenario, what, held):
    rows = made(scenario, {})
    wrong = [row._replace(share=0.99) if row.id in held else row for row in rows]
    one, other = (
        calibrate(scenario, some, holdout=[what], trials=8, people=PEOPLE, jobs=1) for some in (rows, wrong)
    )
    assert sorted(one.held) == sorted(held)
    same(one, other)
    assert mean_errors(other)["held_out_after"] > mean_errors(one)["held_out_after"]


# What is written


def test_what_is_written_can_be_read_again(scenario, fitted, tmp_path):
    file = tmp_path / "behaviour.yaml"
    file.write_text(behaviour_yaml(fitted, 'dualsim calibrate "tiny"'))
    text = TINY.read_text().replace("extends: behaviour.yaml", f"extends: {file.name}")
    (tmp_path / "tiny.yaml").write_text(text)
    again = loading.load(tmp_path / "tiny.yaml")
    assert again.behaviour.beta.value == pytest.approx(by_path(fitted)["behaviour.beta"]["mean"], rel=1e-3)
    assert "5 observations of town" in again.behaviour.beta.calibrated
    for name in ("rho", "chi", "abstain"):
        assert getattr(again.behaviour, name) == getattr(scenario.behaviour, name)
    draws = np.genfromtxt(draws_csv(fitted, 150).splitlines(), delimiter=",", names=True, deletechars="")
    assert draws.dtype.names == ("behaviour.beta", "behaviour.gamma_party", DEAD)
    assert len(draws) == 150
    assert draws["behaviour.beta"].mean() == pytest.approx(fitted.mean[0], abs=0.1)


def test_the_command_writes_four_files_and_says_what_it_found(command, tmp_path):
    table, folder = tmp_path / "seen.csv", tmp_path / "fit"
    lines = [",".join(COLUMNS)]
    for row in (BLANKS[0], BLANKS[1]._replace(place="elsewhere")):
        lines.append(f"{row.id},{row.date_os},{row.place},vote,,all,radical,0.3,9,high,invented,")
    table.write_text("\n".join(lines))
    told_ = command(
        "calibrate", TINY, "--against", table, "--trials", 3, "--people", 200, "--jobs", 1, "-o", folder
    )
    assert told_.status == 0, told_.err
    assert told_.err == "Of vote_2 the scenarios say nothing: left out\n"
    assert told_.out.splitlines()[-1] == str(folder)
    assert {file.name for file in folder.glob("[!.]*")} == {
        "behaviour.yaml", "draws.csv", "report.json", "report.txt", "study.journal"
    }  # fmt: skip
    facts = json.loads((folder / "report.json").read_text())
    assert facts["trials"] == 3
    assert facts["not_covered"] == ["vote_2"]
    assert "3 trials of 200 people; 1 observation fitted, none held out" in told_.out


def test_the_report_names_what_is_not_identified(fitted):
    as_before = Weights(np.full(TRIALS, 1.0 / TRIALS), 1.0)  # the prior, but for the second round
    line = next(line for line in str(replace(fitted, weights=as_before)).splitlines() if DEAD in line)
    assert line.endswith("not identified")
    assert sum("not identified" in line for line in str(fitted).splitlines()) < 3
    assert fitted.to_dict()["effective_sample_size"] == pytest.approx(fitted.weights.effective)


# Mistakes


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"holdout": ["sovet"]}, "holdout: no place or observation named 'sovet'; did you mean 'soviet'"),
        (
            {"holdout": ["1917-03-09"]},
            "holdout: nothing was observed on 1917-03-09; there is 1917-03-02, 1917-03-08, ",
        ),
        ({"holdout": ["1917-13-09.."]}, "holdout: "),
        ({"holdout": ["town"]}, "holdout: every observation is held out; leave some to fit"),
        ({"trials": 1}, "trials: 1 is too few; give 2 or more"),
    ],
)
def test_mistakes_are_told(scenario, given, message):
    with pytest.raises(ValueError) as error:
        calibrate(scenario, BLANKS, people=PEOPLE, jobs=1, **{"trials": 2, **given})
    assert str(error.value).startswith(message)


def test_ranges_that_cannot_be_are_told(scenario):
    with pytest.raises(ValueError, match=r"vary: nothing is varied; write paths"):
        calibrate(scenario.replace({"vary": {}}), BLANKS)
    with pytest.raises(
        ValueError, match=r"vary: behaviour\.rho: the value 0\.1 lies outside the range 0\.3 to"
    ):
        calibrate(scenario.replace({"vary": {"behaviour.rho": [0.3, 0.4]}}), BLANKS)
    other = scenario.replace({"vary": {"behaviour.beta": [2, 6]}})
    with pytest.raises(
        ValueError, match=r"vary: behaviour\.beta: 'Tiny town.*' gives it another value or range"
    ):
        calibrate([scenario, other], BLANKS)


def test_observations_of_elsewhere_are_told(scenario):
    with pytest.raises(ValueError, match=r"against: no observation is of a place, .*; there is moscow"):
        calibrate(scenario, [BLANKS[0]._replace(place="moscow")], people=PEOPLE, jobs=1)
    left = calibrate(scenario, BLANKS, trials=2, people=PEOPLE, jobs=1).left
    assert [seen.id for seen in left] == ["nobody_yet"]  # there was no soviet to have seats


def test_a_study_of_another_question_is_refused(scenario, tmp_path):
    file = tmp_path / "study.journal"
    calibrate(scenario, BLANKS, trials=2, people=PEOPLE, jobs=1, study=file)
    with pytest.raises(ValueError, match=r"study\.journal: this study asks something else"):
        calibrate(scenario, BLANKS, trials=2, people=PEOPLE, seed=2, jobs=1, study=file)
    file.write_text("no journal\n")
    with pytest.raises(ValueError, match=r"study\.journal: this is no journal of a study"):
        calibrate(scenario, BLANKS, trials=2, people=PEOPLE, jobs=1, study=file)


def test_what_is_not_installed_is_told(monkeypatch, scenario, tmp_path):
    import sys

    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(ValueError, match=r"optuna: not installed; pip install 'dualsim\[calibrate\]'"):
        calibrate(scenario, BLANKS, trials=2, people=PEOPLE, jobs=1, study=tmp_path / "s.journal")


@pytest.mark.parametrize("text", ["dear diary", "a: 1\nb: 2\nwithout an end", '{"op": 1}\n{"op'])
def test_a_file_that_is_no_study_is_left_alone(scenario, tmp_path, monkeypatch, text):
    file, rows = tmp_path / "letters.txt", made(scenario, {})
    file.write_text(text)
    monkeypatch.setattr("dualsim.engine.simulation.Simulation.run", lambda *_, **__: pytest.fail("worked"))
    with pytest.raises(ValueError, match="this is no journal of a study; name another file with --study"):
        calibrate(scenario, rows, trials=3, people=PEOPLE, jobs=1, study=file)
    assert file.read_text() == text


def test_a_study_has_one_writer_at_a_time_and_a_refusal_leaves_no_file(scenario, tmp_path):
    pytest.importorskip("fcntl")
    file, rows = tmp_path / "study.journal", made(scenario, {})
    half = b'{"op_code":0,"worker'
    with trial_store.in_use(file):
        file.write_bytes(half)  # the line that the writer is at
        with pytest.raises(ValueError, match="another dualsim is at work on this study; wait until it ends"):
            calibrate(scenario, rows, trials=3, people=PEOPLE, jobs=1, study=file)
        assert file.read_bytes() == half
        file.write_bytes(b"")
    assert not file.exists()


def test_a_lock_that_optuna_left_keeps_nobody_waiting(scenario, tmp_path, monkeypatch):
    file, rows = tmp_path / "study.journal", made(scenario, {})
    (tmp_path / "study.journal.lock").touch()
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail("waited"))
    calibrate(scenario, rows, trials=3, people=PEOPLE, jobs=1, study=file)


def test_optuna_may_add_to_a_study_that_is_in_use(scenario, tmp_path):
    import optuna

    file, rows = tmp_path / "study.journal", made(scenario, {})

    def beside(done, every):
        storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(str(file)))
        study = optuna.load_study(study_name="dualsim", storage=storage)
        study.set_user_attr(f"note {done}", "x" * 20_000)

    alone = calibrate(scenario, rows, trials=5, people=PEOPLE, jobs=1)
    same(calibrate(scenario, rows, trials=5, people=PEOPLE, jobs=1, study=file, progress=beside), alone)
    same(calibrate(scenario, rows, trials=5, people=PEOPLE, jobs=1, study=file), alone)


def test_a_study_that_does_not_begin_leaves_nothing(tmp_path):
    with (
        pytest.raises(ValueError, match="nothing begins"),
        trial_store.in_use(tmp_path / "a/b/study.journal"),
    ):
        raise ValueError("nothing begins")
    assert list(tmp_path.iterdir()) == []
