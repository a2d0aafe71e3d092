"""Places foretold by numbers fitted to all others: known answers, and what may not be known of a place."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.analysis.calibration.cross_validation import cross_validate
from dualsim.analysis.calibration.emulator import emulated, features, logit, share_of
from dualsim.analysis.calibration.fold_result import CrossValidation, scores
from dualsim.analysis.calibration.importance_sampling import Weights
from dualsim.analysis.calibration.likelihood import Question
from dualsim.analysis.calibration.posterior import posterior
from dualsim.analysis.calibration.priors import Parameter
from dualsim.analysis.calibration.result import Calibration
from dualsim.analysis.evaluation.observations import Observation
from dualsim.scenario.loading import list_scenarios
from dualsim.scenario.schema import Scenario

TRUTH = np.array([0.8, -0.5])
PLACES = 12
LEVELS = ["place"] * PLACES


def observation(n: int, share: float, option: str = "radical") -> Observation:
    return Observation(
        id=f"row_{n}_{option}", date_os="1917-03-20", place=f"place_{n}", quantity="vote",
        authority="", groups=(), option=(option,), share=share, n=float("nan"), confidence="high",
        source="made up", notes="",
    )  # fmt: skip


def surfaces(points: np.ndarray, places: int = PLACES) -> np.ndarray:
    """What a made-up model says of each place: each leans on the two numbers in its own way."""
    angles = np.linspace(0.0, np.pi, places)
    return share_of(0.3 * np.cos(3 * angles) + points @ np.array([np.cos(angles), np.sin(angles)]))


def trials(count: int = 120, places: int = PLACES) -> tuple[np.ndarray, np.ndarray]:
    points = np.random.default_rng(1).standard_normal((count, 2))
    return points, surfaces(points, places)


def calibration(tiny: Scenario, observed: np.ndarray) -> Calibration:
    points, shares = trials(places=len(observed))
    seen = tuple(observation(n, float(share)) for n, share in enumerate(observed))
    parameters = tuple(Parameter(f"behaviour.{name}", 0.0, 1.0, 2.0) for name in ("beta", "gamma"))
    even = Weights(np.full(len(points), 1 / len(points)), 1.0)
    question = Question((tiny,), (seen,), 100, 1)
    return Calibration(question, parameters, (), (), points, points, shares, even, shares[0], shares[0])


@pytest.fixture(scope="module")
def folds(tiny: Scenario) -> CrossValidation:
    return cross_validate(calibration(tiny, surfaces(TRUTH[None])[0]))


def test_an_emulator_gives_back_a_quadratic_surface() -> None:
    points = np.random.default_rng(2).standard_normal((80, 3))
    truth = np.random.default_rng(3).normal(0.0, 0.2, (10, 4))
    emulator = emulated(points, share_of(features(points) @ truth))
    new = np.random.default_rng(4).standard_normal((30, 3))
    assert emulator.says(new) == pytest.approx(share_of(features(new) @ truth), abs=0.01)
    assert emulator.parameters == 3
    assert (emulator.error < 0.01).all()


def test_an_emulator_knows_how_far_it_is_off() -> None:
    rng = np.random.default_rng(5)
    points, luck = rng.standard_normal((200, 2)), rng.normal(0.0, 0.06, (200, 3))
    emulator = emulated(points, np.clip(surfaces(points, 3) * 0.6 + 0.2 + luck, 0, 1))
    assert emulator.error == pytest.approx(0.06, abs=0.012)


def test_few_trials_make_no_emulator() -> None:
    points, shares = trials(19)
    with pytest.raises(ValueError, match="trials: 19 are too few for an emulator; give 20 or more"):
        emulated(points, shares)


def test_logits_and_shares_are_each_others_inverse() -> None:
    shares = np.array([0.002, 0.3, 0.998])
    assert share_of(logit(shares)) == pytest.approx(shares)
    assert logit(np.array([0.0, 1.0, np.nan])) == pytest.approx(logit(np.array([0.002, 0.998, 0.002])))


def test_the_posterior_finds_the_numbers_that_made_the_observations() -> None:
    observed = [observation(n, float(share)) for n, share in enumerate(surfaces(TRUTH[None])[0])]
    found = posterior(emulated(*trials()), observed, LEVELS, [True] * PLACES, 1)
    assert found.points.mean(axis=0) == pytest.approx(TRUTH, abs=0.15)
    assert found.points.std(axis=0).max() < 0.4


def test_without_observations_the_posterior_is_the_prior() -> None:
    observed = [observation(n, 0.5) for n in range(PLACES)]
    found = posterior(emulated(*trials()), observed, LEVELS, [False] * PLACES, 1)
    assert found.points.mean(axis=0) == pytest.approx([0.0, 0.0], abs=0.15)
    assert found.points.std(axis=0) == pytest.approx([1.0, 1.0], abs=0.15)


def test_a_level_that_is_missed_is_told_from_one_that_is_not() -> None:
    """Twelve towns that no number can make, among twelve regions that one pair of them makes."""
    truth = surfaces(TRUTH[None], 2 * PLACES)[0]
    luck = np.random.default_rng(8).normal(0.0, 0.1, PLACES)
    truth[::2] = np.clip(truth[::2] + luck, 0.02, 0.98)
    observed = [observation(n, float(share)) for n, share in enumerate(truth)]
    levels = ["town" if n % 2 == 0 else "region" for n in range(2 * PLACES)]
    found = posterior(emulated(*trials(places=2 * PLACES)), observed, levels, [True] * 2 * PLACES, 1)
    assert found.points.mean(axis=0) == pytest.approx(TRUTH, abs=0.4)
    assert found.discrepancy.of(observed[0], "town") == pytest.approx(np.sqrt((luck**2).mean()), abs=0.04)
    assert found.discrepancy.of(observed[1], "region") < 0.06


def test_how_far_the_model_is_off_is_that_of_places_left_out(tiny: Scenario) -> None:
    luck = np.random.default_rng(6).normal(0.0, 0.08, 60)
    found = cross_validate(calibration(tiny, np.clip(surfaces(TRUTH[None], 60)[0] + luck, 0.01, 0.99)))
    assert found.discrepancy.of(observation(0, 0.5), "place") == pytest.approx(0.08, abs=0.015)


def test_places_of_one_model_are_foretold_by_the_others(folds: CrossValidation) -> None:
    found = scores(folds.rows)
    assert found["model"] < 0.03
    assert found["mean_of_others"] > 0.1
    assert found["covers"] == 1.0


def test_nothing_of_a_place_is_known_when_it_is_foretold(tiny: Scenario, folds: CrossValidation) -> None:
    observed = surfaces(TRUTH[None])[0]
    before = folds.rows[4].share
    other = cross_validate(calibration(tiny, np.where(np.arange(PLACES) == 4, 0.99, observed)))
    assert other.rows[4].share == before
    assert not other.rows[4].inside
    assert other.rows[3].share != folds.rows[3].share  # to which the fourth is known


def test_intervals_cover_as_often_as_they_say(tiny: Scenario) -> None:
    luck = np.random.default_rng(6).normal(0.0, 0.08, 60)
    found = cross_validate(calibration(tiny, np.clip(surfaces(TRUTH[None], 60)[0] + luck, 0.01, 0.99)))
    assert 0.8 <= scores(found.rows)["covers"] <= 0.98


def test_few_places_are_refused(tiny: Scenario) -> None:
    with pytest.raises(ValueError, match="rows of 2 places are too few; give three or more"):
        cross_validate(calibration(tiny, np.array([0.3, 0.4])))


def test_what_is_told(folds: CrossValidation) -> None:
    text = str(folds)
    assert "12 rows of 12 places" in text
    assert "place: radical" in text
    assert len(folds.to_dataframe()) == PLACES
    assert folds.to_dict()["scores"][-1]["of"] == "all"
    head, *draws = folds.draws(5).splitlines()
    assert head == "behaviour.beta,behaviour.gamma"
    assert len(draws) == 5
    assert all(0.0 <= float(value) <= 2.0 for line in draws for value in line.split(","))


@pytest.mark.parametrize("count", [25, 60])
def test_an_emulator_of_few_trials_says_how_far_it_is_off_new_ones(count: int) -> None:
    """With more features than trials a surface goes through all that it has seen, which tells nothing."""
    rng = np.random.default_rng(6)
    weights = rng.normal(0.0, 0.4, (8, 40))
    made = [rng.standard_normal((size, 8)) for size in (count, 400)]
    seen, new = (share_of(points @ weights + rng.normal(0.0, 0.5, (len(points), 40))) for points in made)
    emulator = emulated(made[0], seen)
    off = (emulator.says(made[1]) - new).std(axis=0)
    assert emulator.error.mean() == pytest.approx(off.mean(), rel=0.15)


def test_folds_that_cannot_be_are_refused_before_the_trials(command, tmp_path, monkeypatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the trials were run")

    monkeypatch.setattr("dualsim.analysis.calibration.calibration.calibrate", never)
    votes = list_scenarios()["districts_1917"].with_name("districts_observations.csv")
    asked = ("calibrate", "petrograd_1917", "--cross-validate", "-o", tmp_path / "fit", "--against")
    done = command(*asked, votes, "--trials", 12)
    assert done.status == 2
    assert "trials: 12 are too few for an emulator; give 20 or more" in done.err
    table = tmp_path / "one_place.csv"
    head = "id,date_os,place,quantity,groups,option,share,confidence,source"
    table.write_text(
        f"{head}\na,1917-05-01,petrograd,vote,all,bolshevik,0.2,high,made up\n", encoding="utf-8"
    )
    done = command(*asked, table)
    assert "cross-validate: rows of 1 place are too few; give three or more" in done.err
    done = command(*asked, votes, "--covariates", tmp_path / "none.csv")
    assert "none.csv" in done.err
    assert not (tmp_path / "fit").exists()
