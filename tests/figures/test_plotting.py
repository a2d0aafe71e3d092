"""One `plot` for every result: what it draws, what it refuses, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from dualsim.analysis.calibration.calibration import Calibration, calibrate
from dualsim.analysis.counterfactual import WhatIf, whatif
from dualsim.analysis.evaluation.observations import read_observations
from dualsim.figures.calibration import numbers_of
from dualsim.figures.drawing.styles import STYLES
from dualsim.figures.plotting import DRAWN_BY, plot, save_figure
from dualsim.runs.single import run
from dualsim.scenario.loading import load
from paths import TINY

OBSERVATIONS = Path(__file__).parents[2] / "scenarios" / "observations.csv"
OUTCOMES = ("seats[soviet, radical]@1917-03-20", "duality[town]@1917-03-25")


@pytest.fixture(scope="module")
def results():
    return run(load(TINY), people=200, seed=1)


@pytest.fixture(scope="module")
def pairs() -> WhatIf:
    return whatif(load(TINY), OUTCOMES, without=["order_one"], runs=4, people=200, jobs=1)


@pytest.fixture(scope="module")
def fit() -> Calibration:
    observations = list(read_observations(OBSERVATIONS))
    return calibrate("petrograd_1917", observations, trials=3, people=200, jobs=1)


def written(figure, gid):
    return [text.get_text() for text in figure.over.texts if text.get_gid() == gid]


def assert_words_lie_apart(figure):
    figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in figure.over.texts if text.get_text()]
    for word, box in boxes:
        assert min(box.x0, box.y0) >= -1, word
        assert box.x1 <= figure.bbox.width + 1, word
        assert box.y1 <= figure.bbox.height + 1, word
    for (one, a), (other, b) in combinations(boxes, 2):
        assert min(a.x1, b.x1) - max(a.x0, b.x0) < 1 or min(a.y1, b.y1) - max(a.y0, b.y0) < 2, (one, other)


@pytest.mark.parametrize("style", STYLES)
def test_a_what_if_shows_both_and_the_differences_of_the_pairs(pairs, style):
    figure = plot(pairs, style=style)
    assert_words_lie_apart(figure)
    shown = 1 if STYLES[style].brief else 2
    names = [text.partition(":")[0] for text in written(figure, "said" if STYLES[style].brief else "row")]
    assert names == ["as it was", "changed"] * shown
    verdicts = zip(written(figure, "verdict"), pairs.answers[:shown], strict=True)
    assert all(answer.verdict in said for said, answer in verdicts)
    dots = [line for line in figure.over.lines if line.get_marker() == "o"]
    assert [len(line.get_xdata()) for line in dots] == [4] * 3 * shown


def test_dots_of_a_what_if_stand_at_their_values(pairs):
    figure = plot(pairs)
    before, after = (line.get_xdata() for line in figure.over.lines[:2])
    axes = figure.axes[1]
    left, right = axes.get_position().x0 * figure.wide, axes.get_position().x1 * figure.wide
    low, high = axes.get_xlim()
    for drawn, values in ((before, pairs.answers[0].before), (after, pairs.answers[0].after)):
        np.testing.assert_allclose(
            low + (np.array(drawn) - left) / (right - left) * (high - low), values, atol=1e-12
        )


@pytest.mark.parametrize("style", STYLES)
def test_a_calibration_shows_each_number_with_its_range(fit, style):
    figure = plot(fit, style=style)
    assert_words_lie_apart(figure)
    rows = list(numbers_of(fit))
    shown = written(figure, "number")
    path = rows[0]["path"].removeprefix("behaviour.")
    low, high = (f"{end:.3g}".replace("-", "\N{MINUS SIGN}") for end in rows[0]["range"])
    if STYLES[style].brief:
        assert len(shown) == 6
        assert shown[0] == f"{path}: from {low} to {high}"
        return
    assert len(shown) == len(rows)
    assert shown[0] == path
    assert len(written(figure, "end")) == 2 * len(shown)
    assert written(figure, "end")[:2] == [low, high]


def test_what_does_not_fit_is_said(results, pairs):
    for given, wrong in (
        ({"kind": "vote"}, "plot: kind: the figure of WhatIf has no such choice; that of Dataset has"),
        ({"place": "town"}, "plot: place: the figure of WhatIf has no such choice"),
        ({"over_time": True}, "that of Attribution has"),
        ({"style": "prnt"}, "plot: no style named 'prnt'; did you mean 'print'"),
    ):
        with pytest.raises(ValueError, match=wrong):
            plot(pairs, **given)
    with pytest.raises(ValueError, match="plot: over_time: the figure of Dataset has no such choice"):
        plot(results, over_time=True)
    with pytest.raises(TypeError, match="plot: cannot draw a dict; there is Dataset, Comparison"):
        plot({})


def test_a_size_is_taken_as_it_is_given(results, pairs):
    for drawn in (results, pairs):
        assert tuple(plot(drawn, size=(5, 8)).get_size_inches()) == pytest.approx((5, 8))
    assert tuple(plot(results, "power", size=(5, 8)).get_size_inches()) == pytest.approx((5, 8))


def test_every_result_has_a_figure():
    for name in DRAWN_BY.values():
        module, _, function = name.rpartition(".")
        assert callable(getattr(import_module(f"dualsim.figures.{module}"), function)), name


def test_a_figure_of_ones_own_can_be_saved(tmp_path):
    from matplotlib.figure import Figure

    save_figure(Figure(), tmp_path / "own.png")
    assert (tmp_path / "own.png").read_bytes()[:4] == b"\x89PNG"


def test_importing_it_imports_nothing_that_draws():
    code = "import sys, dualsim.figures.plotting; print({'matplotlib', 'numpy', 'xarray'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
