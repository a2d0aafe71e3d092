"""Sensitivity against known answers: the function of Ishigami, numbers that do nothing, plain runs."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from dualsim.analysis.outcomes.courses import course_of
from dualsim.analysis.outcomes.outcome import outcome_of
from dualsim.analysis.sensitivity.by_day import EVERY, sensitivity, with_indices
from dualsim.analysis.sensitivity.indices import (
    METHODS,
    block_of,
    floor_of,
    indices,
    sampled,
    whole_blocks,
)
from dualsim.analysis.sensitivity.result import NOTHING
from dualsim.cli.commands.sensitivity import WAYS
from dualsim.engine.simulation import Simulation
from dualsim.scenario import loading
from paths import TINY

OUTCOME = "vote[worker, radical, town]@1917-03-24"
DEAD = "behaviour.found_days"  # nothing is founded within a month
RANGES = dict.fromkeys(("one", "two", "three"), (-np.pi, np.pi))
PEOPLE = 200


def ishigami(points, a=7.0, b=0.1):
    one, two, three = points.T
    return np.sin(one) + a * np.sin(two) ** 2 + b * three**4 * np.sin(one)


def analytic(a=7.0, b=0.1):
    """Total indices of the function of Ishigami and Homma (1990)."""
    first = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    second, third = a**2 / 8, b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    return np.array([first + third, second, third]) / (first + second + third)


def test_sobol_gives_the_indices_of_ishigami():
    points = sampled("sobol", RANGES, 1024, 1)
    found = indices("sobol", RANGES, points, ishigami(points), 1)
    assert found.values == pytest.approx(analytic(), abs=0.03)
    assert np.all(np.abs(found.values - analytic()) < 2 * found.confidence)


@pytest.mark.parametrize("method", WAYS)
def test_what_does_nothing_gets_nothing(method):
    ranges = {**RANGES, "dead": (0.0, 1.0)}
    points = sampled(method, ranges, 256, 1)
    found = indices(method, ranges, points, ishigami(points[:, :3]), 1).values
    assert found[3] == pytest.approx(0.0, abs=0.15 if method == "pawn" else 1e-12)
    assert found[:3].min() > 1.3 * found[3]
    assert not indices(method, ranges, points, np.ones(len(points)), 1).values.any()


def test_the_command_knows_the_methods():
    assert tuple(METHODS) == WAYS


@pytest.fixture(scope="module")
def scenario():
    ranges = {"behaviour.beta": [1, 6], "behaviour.gamma_party": [0.5, 4], DEAD: [20, 40]}
    return loading.load(TINY).replace({"vary": ranges, "behaviour.found_days": 30})


@pytest.fixture(scope="module")
def found(scenario):
    return sensitivity(scenario, OUTCOME, samples=3, people=PEOPLE, jobs=1)


def test_each_run_is_a_plain_run_with_its_numbers(scenario, found):
    changed = scenario.replace(dict(zip(found.paths, found.points[4].tolist(), strict=True)))
    sim = Simulation(changed, PEOPLE, 1).run()
    assert found.series[4] == pytest.approx(outcome_of(OUTCOME, scenario).course(course_of(sim)), abs=0)


def test_a_dead_number_gets_0_on_every_day_and_is_said_to(found):
    dead = found.paths.index(DEAD)
    assert not found.values[:, dead].any()
    assert not found.confidence[:, dead].any()
    assert found.values[-1].max() > 0.01
    (line,) = (line for line in str(found).splitlines() if DEAD in line)
    assert line.endswith(NOTHING)


def test_indices_are_told_by_week_and_on_the_day_itself(found):
    assert found.days[-1] == found.outcome.day == 23
    assert set(np.diff(found.days)) == {EVERY}
    assert found.days[0] < EVERY
    assert np.array_equal(with_indices(found).values, found.values)


@pytest.mark.parametrize("method", ["sobol", "pawn"])
def test_other_methods_run_too(scenario, method):
    found = sensitivity(scenario, OUTCOME, method=method, samples=4, people=PEOPLE, jobs=1)
    assert len(found.points) == (4 * (3 + 2) if method == "sobol" else 4)
    assert np.isfinite(found.values).all()


def test_the_command_draws_and_writes_tables(command, tmp_path):
    figure = tmp_path / "s.svg"
    said = command(
        "sensitivity", TINY, "--outcome", OUTCOME, "--samples", 2, "--people", PEOPLE, "-o", figure,
        "--jobs", 1,
    )  # fmt: skip
    assert said.status == 0, said.err
    assert said.out.splitlines()[-1] == str(figure)
    facts = json.loads(figure.with_suffix(".json").read_text())
    rows = list(csv.DictReader(figure.with_suffix(".csv").read_text().splitlines()))
    assert facts["runs"] == 2 * (2 + 1)
    assert len(rows) == len(facts["dates"]) * 2
    assert float(rows[len(facts["dates"]) - 1]["index"]) == pytest.approx(
        facts["numbers"][0]["index"], abs=1e-5
    )
    assert facts["numbers"][0]["index"] >= facts["numbers"][1]["index"]


@pytest.mark.parametrize("style", ["screen", "projector", "print", "bw"])
def test_the_figure_names_each_number(found, style):
    from dualsim.figures.plotting import plot

    texts = [text.get_text() for text in plot(found, style=style).over.texts if text.get_gid() == "number"]
    assert sorted(texts) == ["beta", "found_days", "gamma_party"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--method", "sobel"), "--method: no method named 'sobel'; did you mean 'sobol'?"),
        (
            ("--outcome", "vote[worker, radicl, town]@1917-03-24"),
            "outcome 'vote[worker, radicl, town]@1917-03-24': ",
        ),
        (("-o", "s.txt"), "plot: cannot write a figure as 's.txt'; "),
    ],
)
def test_mistakes_are_told(command, words, message):
    said = command("sensitivity", TINY, "--outcome", OUTCOME, "--samples", 2, *words)
    assert said.status == 2
    assert said.err.startswith(message)


def test_what_is_not_installed_is_told(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "SALib.sample.morris", None)
    with pytest.raises(ValueError, match=r"SALib: not installed; pip install 'dualsim\[sensitivity\]'"):
        sampled("morris", RANGES, 4, 1)


def test_a_number_that_does_nothing_lies_below_the_floor_of_chance():
    """With 16 samples even a number that does everything is not told from chance, with 128 it is."""
    ranges = {**RANGES, "dead": (0.0, 1.0)}
    for samples in (16, 128):
        points = sampled("pawn", ranges, samples, 1)
        found = indices("pawn", ranges, points, 10 * points[:, 0], 1).values
        floor = floor_of("pawn", ranges, points, 10 * points[:, 0], 1)
        assert found[3] <= floor[3]
        assert (found[0] > floor[0]) == (samples > 16)
        assert (found[3] > 0.3) == (samples == 16)  # which is what the floor is for
    assert floor_of("morris", ranges, points, points[:, 0], 1) is None


@pytest.mark.parametrize("method", WAYS)
def test_runs_without_the_outcome_are_left_out_with_what_belongs_to_them(method):
    points = sampled(method, RANGES, 64, 1)
    size, values = block_of(method, 3), ishigami(points)
    gap = values.copy()
    gap[size + 1 if size > 1 else 1] = np.nan
    fewer = np.delete(np.arange(len(points)), slice(size, 2 * size))
    if method == "sobol":  # one sample of 64 left out is no power of two, and needs none
        assert whole_blocks(method, gap, 3).sum() == len(points) - size
    else:
        alone = indices(method, RANGES, points[fewer], values[fewer], 1)
        assert indices(method, RANGES, points, gap, 1).values == pytest.approx(alone.values)
    nowhere = indices(method, RANGES, points, np.full(len(points), np.nan), 1)
    assert np.isnan(nowhere.values).all()


def test_an_outcome_that_no_run_has_is_refused(scenario):
    asked = "seats[soviet, radical]@1917-03-01"  # two days before the Soviet meets
    with pytest.raises(ValueError, match="not defined in any run"):
        sensitivity(scenario, asked, samples=2, people=PEOPLE, jobs=1)
    with pytest.raises(ValueError, match=r"it comes in 0 of 8 runs, and in no 4 that belong together"):
        sensitivity(scenario, "took_power[soviet, village]", samples=2, people=PEOPLE, jobs=1)


def test_days_before_the_outcome_is_there_are_blank_and_not_0(scenario):
    found = sensitivity(scenario, "seats[soviet, radical]@1917-03-22", samples=2, people=PEOPLE, jobs=1)
    assert np.isnan(found.series[:, 0]).all()
    assert np.isnan(found.values[0]).all()
    assert np.isfinite(found.values[-1]).all()
    assert found.undefined == 0
