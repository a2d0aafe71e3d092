"""The ridge regression against closed forms and refits, and as a baseline that leaves one place out."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.analysis.evaluation.baselines import mean_of_others
from dualsim.analysis.evaluation.covariates import Covariates
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.regression import FEWEST, PENALTIES, Regression, fitted

X = np.array([[1.0], [2.0], [4.0], [7.0], [11.0]])
Y = np.array([0.2, 0.25, 0.3, 0.5, 0.55])


def seen(place: str, share: float, **given: object) -> Observation:
    known = {
        "id": f"{place}_{share}", "date_os": "1917-11-12", "place": place, "quantity": "vote",
        "authority": "", "groups": (), "option": ("sr",), "share": share, "n": 100.0, "confidence": "high",
        "source": "s", "notes": "",
    }  # fmt: skip
    return Observation(**{**known, **given})


def known(values: dict[str, float], left_out: tuple[str, ...] = ()) -> Covariates:
    table = {key: (value,) for key, value in values.items()}
    return Covariates(("workers",), table, frozenset(left_out), (), {})


@pytest.mark.parametrize("penalty", [0.001, 0.1, 1.0, 30.0])
def test_one_covariate_has_a_closed_form(penalty):
    """On x of mean 0 and variance 1 the slope is their covariance over 1 plus the penalty."""
    fit = fitted(X, Y, np.array([penalty]))
    x = (X[:, 0] - X.mean()) / X.std()
    slope = np.mean(x * (Y - Y.mean())) / (1.0 + penalty)
    assert fit.slopes == pytest.approx([slope])
    assert fit.says(np.array([9.0])) == pytest.approx(Y.mean() + slope * (9.0 - X.mean()) / X.std())


def test_two_covariates_solve_the_normal_equations():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(12, 2)) * [3.0, 0.1] + [5.0, -1.0], rng.uniform(0.2, 0.6, 12)
    fit = fitted(x, y, np.array([0.5]))
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    wide = np.vstack(
        [np.hstack([np.ones((12, 1)), z]), np.hstack([np.zeros((2, 1)), np.sqrt(6.0) * np.eye(2)])]
    )
    by_least_squares = np.linalg.lstsq(wide, np.concatenate([y, [0.0, 0.0]]), rcond=None)[0]
    assert [fit.mean, *fit.slopes] == pytest.approx(by_least_squares)


@pytest.mark.parametrize("rows", [4, 5, 6, 7, 8, 15])
def test_the_penalty_is_that_which_foretells_each_row_best_by_the_others(rows):
    rng = np.random.default_rng(8)
    x = rng.normal(size=(rows, 1))
    y = 0.4 + 0.06 * x[:, 0] + rng.normal(0.0, 0.08, rows)
    grid = np.geomspace(0.01, 100.0, 41)
    z = (x - x.mean(axis=0)) / x.std(axis=0)

    def missed(penalty: float) -> float:
        total = 0.0
        for n in range(rows):
            rest = np.arange(rows) != n
            level, others = z[rest].mean(), y[rest].mean()
            about = z[rest, 0] - level
            slope = about @ (y[rest] - others) / (about @ about + rows * penalty)
            total += (y[n] - others - slope * (z[n, 0] - level)) ** 2
        return total

    best = min(grid, key=missed)
    assert fitted(x, y, grid).penalty == pytest.approx(best)


def test_what_says_nothing_gets_the_largest_penalty_and_what_says_all_the_smallest():
    assert fitted(X, 0.1 + 0.05 * X[:, 0]).penalty == PENALTIES[0]
    flat = fitted(np.ones((5, 1)), Y)
    assert flat.penalty == PENALTIES[-1]
    assert flat.says(np.array([400.0])) == pytest.approx(Y.mean())


def test_a_share_stays_a_share():
    fit = fitted(X, Y)
    assert fit.says(np.array([900.0])) == 1.0
    assert fit.says(np.array([-900.0])) == 0.0


PLACES = {f"p{n}": float(X[n, 0]) for n in range(5)} | {"here": 9.0}
TABLE = [seen(f"p{n}", float(Y[n])) for n in range(5)]


def test_a_place_is_foretold_by_the_others_alone():
    here = seen("here", 0.9)
    says = Regression(known(PLACES))
    expected = fitted(X, Y).says(np.array([9.0]))
    assert says(here, [*TABLE, here]) == pytest.approx(expected)
    assert says(here, [*TABLE, here._replace(share=0.1)]) == pytest.approx(expected)
    own = [row for row in TABLE if row.place != "p3"]
    less = fitted(np.delete(X, 3, axis=0), np.delete(Y, 3))
    assert Regression(known(PLACES))(TABLE[3], TABLE) == pytest.approx(less.says(X[3])) != Y[3]
    assert Regression(known(PLACES))(TABLE[3], own) == pytest.approx(less.says(X[3]))


@pytest.mark.parametrize(
    "other",
    [
        {"groups": ("soldier",)},
        {"option": ("kadet",)},
        {"date_os": "1917-11-05"},
        {"quantity": "mobilisation"},
    ],
)
def test_other_elections_and_other_people_are_not_asked(other):
    here = seen("here", 0.9)
    more = seen("p9", 0.99)._replace(**other)
    says = Regression(known({**PLACES, "p9": 2.0}))
    assert says(here, [*TABLE, more]) == says(here, TABLE)
    assert mean_of_others(here, [*TABLE, more, here]) == pytest.approx(Y.mean())


def test_places_that_are_left_out_are_neither_asked_nor_foretold():
    here = seen("here", 0.9)
    says = Regression(known({**PLACES, "p9": 2.0}, ("p9",)))
    assert says(here, [*TABLE, seen("p9", 0.99)]) == fitted(X, Y).says(np.array([9.0]))
    assert says(seen("p9", 0.99), TABLE) is None
    assert says(seen("nowhere", 0.99), TABLE) is None


def test_of_too_few_other_places_it_says_nothing():
    says = Regression(known(PLACES))
    assert FEWEST == 4
    assert says(TABLE[0], TABLE[:4]) is None
    assert says(TABLE[0], TABLE) is not None
    assert mean_of_others(TABLE[0], TABLE[:1]) is None


def test_towns_take_the_covariates_of_their_province_and_are_fitted_among_towns():
    covariates = known({"kazan_province": 3.0, "don_province": 8.0})
    assert covariates.of(seen("kazan_town", 0.1)) == (3.0,)
    assert covariates.of(seen("taganrog_town", 0.1, province="don_province")) == (8.0,)
    assert covariates.of(seen("taganrog_town", 0.1)) is None
    assert covariates.of(seen("kazan_province", 0.1)) == (3.0,)
    table = [*TABLE, seen("kazan_town", 0.7), seen("taganrog_town", 0.5)]
    assert mean_of_others(seen("here", 0.9), table) == pytest.approx(Y.mean())
    assert mean_of_others(seen("kazan_town", 0.7), table) == 0.5
