"""Predicted against counted, and the map of both: marks where they belong, words that touch nothing."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from made_up_run import assert_nothing_overlaps, written
from matplotlib.patches import Circle

from dualsim.analysis.evaluation.evaluation import scored
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.predictions import Many
from dualsim.analysis.evaluation.result import Evaluation
from dualsim.analysis.evaluation.totals import Scored
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.point_labels import Point, label_points
from dualsim.figures.drawing.styles import STYLES
from dualsim.figures.plotting import plot

OPTIONS = {"sr": "Socialist Revolutionaries and Left SRs", "bolshevik": "Bolsheviks", "kadet": "Kadets"}
MARKS = {"region": "o", "town": "s", "garrison": "^"}


@cache
def evaluation(places: int, regression: bool = True) -> Evaluation:
    rng, rows, names, points = np.random.default_rng(2), list[Scored](), dict[str, str](), {}
    for n in range(places):
        key = f"p{n}_province"
        names |= {key: f"Province {n}", f"p{n}_town": f"Province {n}, town"}
        points[key] = 47.0 + 17.0 * rng.random(), 24.0 + 33.0 * rng.random()
        for option, label in OPTIONS.items():
            for level, place in (("region", key), ("town", f"p{n}_town"), ("garrison", f"p{n}_town")):
                if level != "region" and n % 5:
                    continue
                share = float(rng.uniform(0.0, 0.8))
                seen = Observation(
                    f"{place}_{level}_{option}", "1917-11-12", place, "vote", "", (level,), (option,), share,
                    1.0,
                    "medium", "s", "",
                )  # fmt: skip
                said = np.clip(share + rng.normal(0.0, 0.15) + np.linspace(-0.05, 0.05, 5), 0.0, 1.0)
                others = {"regression": scored(np.array([0.4]), seen, 1)} if regression else {}
                rows.append(Scored(seen, "a", label, 5, scored(said, seen, 1), others, level))
    order = {row.seen.id: n for n, row in enumerate(rows)}
    covariates = ("workers_per_1000",) if regression else ()
    return Evaluation(
        tuple(rows), (), ("a",), names, "x.csv", "none", Many(5, 300, 1), True, order, covariates, (), points
    )


def marks(figure: Canvas, kinds: str) -> list:
    return [line for line in figure.over.lines if line.get_marker() in kinds]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("places", [0, 1, 14, 46])
@pytest.mark.parametrize("kind", ["scatter", "on_map"])
def test_words_stay_on_the_sheet_and_lie_apart(kind, places, style):
    assert_nothing_overlaps(plot(evaluation(places), style=style, **{kind: True}))


def test_each_mark_of_the_scatter_stands_where_its_numbers_say():
    found = evaluation(14)
    figure = plot(found, scatter=True)
    panels = [axes for axes in figure.axes if axes is not figure.over]
    assert [axes.get_label() for axes in panels] == list(OPTIONS.values())
    for axes, option in zip(panels, OPTIONS, strict=True):
        box = axes.get_position()
        low, high = box.y0 * figure.high, box.y1 * figure.high
        left, right = box.x0 * figure.wide, box.x1 * figure.wide
        rows = sorted(
            (row for row in found.rows if row.seen.option == (option,)), key=lambda row: -abs(row.score.error)
        )
        inside = [
            line
            for line in marks(figure, "os^")
            if left - 9 <= line.get_xdata()[0] <= right + 9 and low - 9 <= line.get_ydata()[0] <= high + 9
        ]
        assert len(inside) == len(rows)
        most = max(max(row.seen.share, row.score.median) for row in rows)
        most = min(1.0, math.ceil(20 * 1.02 * most) / 20)
        for line, row in zip(inside, rows, strict=True):
            assert line.get_marker() == MARKS[row.level]
            assert (line.get_xdata()[0] - left) / (right - left) == pytest.approx(row.seen.share / most)
            assert (line.get_ydata()[0] - low) / (high - low) == pytest.approx(row.score.median / most)
            assert (line.get_markerfacecolor() == "white") == (not row.score.inside)


def test_the_caption_tells_the_error_of_the_regression():
    found = evaluation(14)
    part = {one.option: one for one in found.by_option if one.level == "all"}["bolshevik"]
    told = " ".join(written(plot(found, scatter=True), "caption"))
    less = part.baselines["regression"].baseline.mean_absolute_error
    assert f"Bolsheviks {100 * part.model.mean_absolute_error:.1f} (regression {100 * less:.1f})" in told
    assert "Regression on workers_per_1000." in told
    assert "egression" not in " ".join(written(plot(evaluation(14, False), scatter=True), "caption"))


def test_the_map_shows_regions_where_they_lie_and_tells_what_it_leaves_out():
    found = evaluation(14)
    figure = plot(found, on_map=True)
    panels = [axes for axes in figure.axes if axes is not figure.over]
    discs = [patch for axes in panels for patch in axes.patches if isinstance(patch, Circle)]
    assert len(discs) == 14 * len(OPTIONS) * 2
    assert "Not on the map: towns, garrisons." in " ".join(written(figure, "caption"))
    first = {name.rpartition(" ")[0]: name for name in written(figure, "point")}
    assert {"Province 0", "Province 13"} <= set(first)
    places = [patch.center for patch in discs[:14]]
    rows = sorted((row for row in found.rows if row.level == "region"), key=lambda row: row.seen.day)
    where = [found.points[row.seen.place] for row in rows if row.seen.option == ("sr",)]
    for axis, degrees in ((0, [at[1] for at in where]), (1, [at[0] for at in where])):
        assert np.corrcoef([place[axis] for place in places], degrees)[0, 1] == pytest.approx(1.0)
    east, north = (np.ptp([place[axis] for place in places]) for axis in (0, 1))
    squeeze = math.cos(math.radians(np.mean([min(a for a, _ in where), max(a for a, _ in where)])))
    assert east / north == pytest.approx(
        squeeze * np.ptp([b for _, b in where]) / np.ptp([a for a, _ in where])
    )


def test_without_points_there_is_no_map_and_it_says_so():
    assert "No observation that is covered has a point on the map." in written(
        plot(evaluation(0), on_map=True), "caption"
    )


def test_a_figure_is_one_of_both():
    with pytest.raises(ValueError, match="plot: scatter: a figure is either this or on_map; draw two"):
        plot(evaluation(1), scatter=True, on_map=True)


@pytest.mark.parametrize("count", [3, 12, 200])
def test_names_touch_no_other_mark_or_name_and_none_is_lost(count):
    rng, canvas = np.random.default_rng(4), Canvas(STYLES["screen"], (400.0, 300.0), {})
    panel = Box(20.0, 20.0, 360.0, 260.0)
    at = rng.uniform([30.0, 30.0], [370.0, 270.0], (count, 2))
    points = [Point(float(x), float(y), 3.0, f"Place {n}") for n, (x, y) in enumerate(at)]
    left = label_points(canvas, panel, points)
    assert len(written(canvas, "point")) + len(left) == count
    assert (f"{len(left)} unnamed" in written(canvas, "left")) == bool(left)
    assert bool(left) == (count == 200)
    pen = canvas.canvas.get_renderer()
    scale = canvas.dpi / 72.0
    boxes = [text.get_window_extent(pen) for text in canvas.over.texts if text.get_gid() == "point"]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    names = {text.get_text(): text.get_window_extent(pen) for text in canvas.over.texts}
    for point in points:
        for name, box in names.items():
            near = box.x0 < scale * point.x < box.x1 and box.y0 < scale * point.y < box.y1
            assert not near or name == f"{len(left)} unnamed", (point.name, name)
