"""How many runs are enough: known answers, and every outcome that does not exist."""

from __future__ import annotations

import math

import numpy as np
import pytest

import dualsim
from dualsim.analysis.replication import asked_of, enough, stable_from, table_of
from dualsim.runs.sweeps import sweep
from dualsim.scenario.loading import load
from paths import TINY


def test_the_error_and_the_runs_that_it_takes():
    found = enough("x", np.array([0.0, 1.0] * 50), 0.01)
    assert found.mean == 0.5
    assert found.deviation == pytest.approx(math.sqrt(0.25 * 100 / 99))
    assert found.error == pytest.approx(found.deviation / 10)
    assert found.needed == math.ceil(found.deviation**2 / 1e-4)


def test_runs_without_a_value_do_not_count():
    values = np.array([0.2, np.nan, 0.4, np.nan, 0.6])
    assert enough("x", values, 0.01) == enough("x", values[[0, 2, 4]], 0.01)


def slowly(values):
    """The definition of Lee et al. (2015), word for word."""
    cv = {n: values[:n].std(ddof=1) / values[:n].mean() for n in range(2, len(values) + 1)}
    steady = [n for n in cv if all(abs(cv[n] - cv[m]) < 0.01 for m in cv if m > n)]
    return steady[0]


@pytest.mark.parametrize("seed", range(5))
def test_the_spread_is_stable_from_the_first_number_that_no_later_one_disturbs(seed):
    values = np.random.default_rng(seed).normal(0.5, 0.05, 300)
    assert stable_from(values) == slowly(values) < 225


def test_a_spread_that_still_moves_is_not_stable_yet():
    assert stable_from(np.array([1.0] * 50 + [9.0])) is None
    assert stable_from(np.array([1.0, -1.0])) is None
    assert stable_from(np.array([1.0])) is None
    assert stable_from(np.ones(20)) == 2


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return sweep(TINY, tmp_path_factory.mktemp("store") / "s", runs=6, people=300, jobs=1)


def test_headlines_are_told_for_each_place(results):
    found = {one.outcome: one for one in dualsim.replicates(results)}
    means = results.duality.isel(place=1).mean("day").values
    assert found["duality, village"].mean == pytest.approx(means.mean())
    assert found["effective_powers, town"].point == 0.1


def test_an_outcome_may_be_on_a_day(results):
    (town, _) = dualsim.replicates(results, "vote[worker, radical]@1917-03-04")
    assert town.outcome == "vote[worker, radical, town] on 4 March 1917"
    values = results.vote.sel(place="town", group="worker", party="radical").isel(day=3).values
    assert town.mean == pytest.approx(values.mean())


def test_an_outcome_may_be_one_that_comes(seizing, tmp_path):
    """The grammar of `whatif`: a day on which something comes, and whether it has come by a day."""
    runs = sweep(seizing, tmp_path / "s", runs=4, people=300, jobs=1)
    asked = ["took_power[soviet, town]", "took_power[soviet]@1917-03-30", "regime[vacuum, town]@1917-03-30"]
    day, share, elsewhere, regime = dualsim.replicates(runs, asked)
    assert day.outcome == "took_power[soviet, town]: the day on which it comes"
    took = (runs["formal_power"].sel(authority="soviet", place="town").values > 0.5).argmax(axis=1)
    assert day.mean == pytest.approx(took.mean())
    assert day.point == 1.0
    assert day.date == f"1917-03-{1 + round(took.mean()):02d}"
    assert share.date is None
    lines = table_of([day, share], 4).splitlines()
    assert lines[1].startswith(f"{day.outcome}  {day.date}  ")
    assert lines[2].split()[-6] == "1.000"
    assert share.outcome == "took_power[soviet, town] by 30 March 1917"
    assert share.mean == 1.0
    assert (elsewhere.outcome, elsewhere.mean) == ("took_power[soviet, village] by 30 March 1917", 0.0)
    assert (regime.outcome, regime.mean) == ("regime[vacuum, town] on 30 March 1917", 0.0)


def test_the_old_way_to_name_a_day_is_understood_with_a_warning(results):
    with pytest.warns(FutureWarning, match=r"`MEASURE on DATE` is called `MEASURE@DATE` now") as caught:
        before = dualsim.replicates(results, "duality on 1917-03-04")
    assert len(caught) == 1
    assert before == dualsim.replicates(results, "duality@1917-03-04")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("vote[worker, radicle]", "no place or party named 'radicle'; did you mean 'radical'"),
        ("dualty", "no measure named 'dualty'; did you mean 'duality'"),
        ("duality@1917-13-01", "outcome 'duality@1917-13-01': there is no month 13"),
        ("duality@1918-01-01", "1 January 1918 is outside the run, which is 1 March 1917 to 30 March 1917"),
    ],
)
def test_an_outcome_that_does_not_exist_is_named(outcome, said):
    with pytest.raises(ValueError, match=said):
        asked_of(load(TINY), [outcome])
