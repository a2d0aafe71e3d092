"""What a figure is measured by: how much of the sheet panels cover, and labels that no line runs through."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from made_up_run import assert_nothing_overlaps, caption, covered, made_up, words, written

from dualsim.figures.drawing.canvas import Canvas
from dualsim.figures.drawing.styles import STYLES
from dualsim.figures.page_words import page_caption
from dualsim.figures.place_data import PlaceData, View
from dualsim.figures.plotting import plot
from dualsim.figures.views import KINDS
from dualsim.runs.single import run
from dualsim.runs.sweeps import sweep
from dualsim.scenario.loading import load

RUNS = ("petrograd_1917", "village_1917", "empire_1917", "many runs")
OF_1917 = [kind for kind in KINDS if kind != "institutions"]  # which no scenario of 1917 names
AROUND = ("tick", "month", "row", "label")  # what belongs to the axes
DATA = {"screen": 0.22, "print": 0.17, "bw": 0.17, "projector": 0.45}
BOTH = 0.08  # less for a slide that has both a legend and a ribbon
WITH_TICKS = {"screen": 0.5, "print": 0.45, "bw": 0.45, "projector": 0.6}


class Drawn:
    """Figures of one run of each scenario and of many runs, each drawn when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.results: dict[str, xr.Dataset] = {name: run(load(name), people=400, seed=1) for name in RUNS[:3]}
        self.results["many runs"] = sweep("petrograd_1917", folder, runs=3, people=400, jobs=1)
        self.figures: dict[tuple[str, str, str], Canvas] = {}

    def __getitem__(self, key: tuple[str, str, str]) -> Canvas:
        if key not in self.figures:
            name, kind, style = key
            self.figures[key] = plot(self.results[name], kind, style)
        return self.figures[key]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Drawn:
    return Drawn(tmp_path_factory.mktemp("many") / "s")


def crossed(fig: Canvas) -> list[tuple[str, str, str]]:
    """Labels through which a line runs: panel, label, line."""
    pen, found = fig.canvas.get_renderer(), []
    labels = [(text, text.get_window_extent(pen).padded(-1.0)) for text in words(fig, "label")]
    lines = [(axes, line) for axes in fig.axes if axes is not fig.over for line in axes.lines]
    for axes, line in lines:
        points = axes.transData.transform(np.column_stack([line.get_xdata(), line.get_ydata()]).astype(float))
        at = np.arange(len(points))
        x, y = (np.interp(np.linspace(0, at[-1], 60 * len(at)), at, column) for column in points.T)
        for text, box in labels:
            if ((x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1)).any():
                found.append((axes.get_label(), text.get_text(), line.get_label()))
    return found


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", RUNS)
def test_panels_cover_most_of_the_sheet(drawn, name, style):
    for kind in OF_1917:
        data, with_ticks = covered(drawn[name, kind, style], *AROUND)
        less = BOTH if (kind, style) == ("ending", "projector") else 0.0
        assert data >= DATA[style] - less, kind
        assert with_ticks >= WITH_TICKS[style] - less, kind


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", RUNS)
def test_no_line_runs_through_a_label_and_no_words_overlap(drawn, name, style):
    for kind in OF_1917:
        assert crossed(drawn[name, kind, style]) == [], kind
        assert_nothing_overlaps(drawn[name, kind, style])


@pytest.mark.parametrize("name", RUNS)
def test_a_slide_has_all_issues_on_which_life_is_bad(drawn, name):
    labels = written(drawn[name, "conditions", "projector"], "label")
    assert {"Peace", "Bread", "Land", "Power"} <= set(labels)
    assert "grievance, pledges." in caption(drawn[name, "conditions", "projector"])


def say_and_number(ds: xr.Dataset) -> dict[str, float]:
    """The weight of each group of the first place: by its people, and by the power of whom it elects."""
    over = [dim for dim in ("member",) if dim in ds.dims]
    one = ds[["population", "electors", "real_power"]].isel(place=0).fillna(0.0).mean(over)
    elected = (one.electors * one.real_power).sum("authority").mean("day")
    worth = one.population.max("day") / one.population.sum("group").max() + elected
    return dict(zip(ds.group_name.values, worth.values.tolist(), strict=True))


@pytest.mark.parametrize("name", ["petrograd_1917", "many runs"])
def test_a_slide_of_votes_shows_who_has_most_say_and_names_the_rest(drawn, name):
    fig, worth = drawn[name, "vote", "projector"], say_and_number(drawn.results[name])
    ordered = sorted((group for group in worth if worth[group] > 0.0), key=lambda group: -worth[group])
    shown, rest = ordered[:2], ordered[2:]
    assert written(fig, "panel") == ["All together", *(group for group in worth if group in shown)]
    assert "Workers" in shown, "they elect the Soviet"
    left, legend = caption(fig).split("left out: ")[1], written(fig, "legend")
    assert {"Mensheviks", "Socialist Revolutionaries", "Bolsheviks", "Kadets"} <= set(legend)
    assert ("Left SRs" in left) != ("Left SRs" in legend)
    for group in (*rest, "seats"):
        assert group in left


@pytest.mark.parametrize("style", STYLES)
def test_every_line_of_a_party_is_drawn_or_named(drawn, style):
    for name in RUNS[:2]:
        fig = drawn[name, "vote", style]
        lines = {line.get_label() for axes in fig.axes if axes is not fig.over for line in axes.lines}
        told = lines | set(caption(fig).rstrip(".").replace("; ", ", ").replace("left out: ", "").split(", "))
        for party in ("Kadets", "Right of the Duma", "Mensheviks", "Socialist Revolutionaries", "Bolsheviks"):
            assert party in told or f"{party} (" in caption(fig) or " more" in caption(fig), (name, party)


def test_a_slide_counts_what_it_has_no_room_to_name_and_names_the_first():
    canvas, place = Canvas(STYLES["projector"], (737, 553), {}), PlaceData(made_up(), 0, STYLES["projector"])
    few, many = (View("", "", [], left=[f"Committee {n}" for n in range(count)]) for count in (3, 60))
    assert "left out: Committee 0, Committee 1, Committee 2." in " ".join(
        page_caption(canvas, place, few, [])
    )
    lines = page_caption(canvas, place, many, [])
    named = sum(f"Committee {n}," in " ".join(lines) for n in range(60))
    assert len(lines) == 3
    assert 5 < named < 20
    assert f", {60 - named} more." in " ".join(lines)
    crowded = " ".join(page_caption(canvas, place, many, ["told " * 60]))
    assert "left out: Committee 0, Committee 1, 58 more." in crowded
