"""The figure of an evaluation: each row and mark is there, words stay on the canvas, long tables fit."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure

import dualsim
from dualsim.analysis.evaluation.baselines import BASELINES
from dualsim.analysis.evaluation.evaluation import scored
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.predictions import Many
from dualsim.analysis.evaluation.result import Evaluation
from dualsim.analysis.evaluation.totals import Scored
from dualsim.figures.drawing.styles import STYLES
from dualsim.figures.plotting import plot

WORDS = "Socialist Revolutionaries and Mensheviks, Moscow Soviet of workers: workers, soldiers, sailors"


@cache
def evaluation(rows: int) -> Evaluation:
    found = []
    for n in range(rows):
        place = "moscow" if n % 3 == 0 else "petrograd"
        seen = Observation(
            f"row_{n}", f"1917-{3 + n % 8:02d}-{1 + n % 28:02d}", place, "vote", "", (), ("sr",),
            0.1 + 0.8 * (n / max(rows, 1)), 100.0, "medium", "a book", "",
        )  # fmt: skip
        score = scored(np.linspace(0.2, 0.4, 5), seen, 1)
        others = dict.fromkeys(BASELINES, score) if n % 2 else {}
        found.append(Scored(seen, "a", WORDS if n == 1 else "Bolsheviks", 5, score, others))
    places = {"petrograd": "Petrograd", "moscow": "Moscow"}
    order = {row.seen.id: n for n, row in enumerate(found)}
    return Evaluation(tuple(found), (), ("a",), places, "x.csv", "none", Many(5, 300, 1), True, order)


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("rows", [0, 1, 6, 24])
def test_words_stay_on_the_sheet(style, rows):
    figure = plot(evaluation(rows), style=style)
    figure.canvas.draw()
    edge = figure.bbox
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        assert box.x0 >= edge.x0, text.get_text()
        assert box.x1 <= edge.x1, text.get_text()
        assert edge.y0 <= box.y0 <= box.y1 <= edge.y1, text.get_text()


@pytest.mark.parametrize("style", [name for name in STYLES if not STYLES[name].brief])
def test_a_long_name_is_written_whole_and_pushes_its_neighbours_away(style):
    figure = plot(evaluation(6), style=style)
    figure.canvas.draw()
    names = [text for text in figure.axes[0].texts if text.get_gid() == "row"]
    assert WORDS in " ".join(text.get_text() for text in names)
    boxes = sorted((text.get_window_extent() for text in names), key=lambda box: box.y0)
    assert len(boxes) > 6, "in more than one line"
    assert all(low.y1 <= high.y0 + 1.0 for low, high in pairwise(boxes))


def test_each_row_has_its_marks_where_they_belong():
    figure = plot(evaluation(6), style="screen")
    lines = figure.axes[0].lines
    dots = [line for line in lines if line.get_marker() == "o"][2:]  # the first two are the legend's
    others = [line.get_marker() for line in lines if line.get_marker() in ("x", "^", "+", "_", "D")]
    assert len(dots) == 6
    assert others == ["x", "^", "+", "_", "D"] * (1 + 3), "in the legend, and in each row that has them"
    drawn = [row for there in evaluation(6).by_place.values() for row in there]
    left = [line.get_xdata()[0] for line in dots]
    slope = [
        (x - left[0]) / (row.seen.share - drawn[0].seen.share)
        for x, row in zip(left[1:], drawn[1:], strict=True)
    ]
    assert np.allclose(slope, slope[0])
    hollow = [line.get_markerfacecolor() == "white" for line in dots]
    assert hollow == [not row.score.inside for row in drawn]
    assert True in hollow
    assert False in hollow


def test_long_tables_make_the_sheet_longer_but_on_a_projector_the_widest_misses_stay():
    short, long = (plot(evaluation(rows), style="screen").get_figheight() for rows in (24, 200))
    assert long > 4 * short
    shown = texts(plot(evaluation(200), style="projector"))
    number = int(next(text for text in shown if "the widest misses" in text).split()[0])
    assert number >= 4
    assert sum(text.endswith(", Bolsheviks") for text in shown) == number  # each after its date and place
    size = plot(evaluation(200), style="projector").get_figheight()
    assert size == pytest.approx(STYLES["projector"].size[1] / 72)


def test_the_foot_tells_the_scores():
    found = evaluation(6)
    foot = " ".join(texts(plot(found, style="screen"))[::-1])
    assert "error" in foot
    told = " ".join(reversed([t for t in texts(plot(found, style="projector")) if "inside" in t]))
    assert f"{100 * found.total.mean_absolute_error:.1f} points" in told
    assert "No observation is covered." in texts(plot(evaluation(0), style="print"))
    assert math.isnan(evaluation(0).total.mean_absolute_error)


def test_an_unknown_style_is_refused():
    with pytest.raises(ValueError, match="no style named 'prnt'; did you mean 'print'"):
        dualsim.plot(evaluation(1), style="prnt")
