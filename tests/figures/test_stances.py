"""Where people stand: areas that sum to one, blank where nobody governs, broken where others govern."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from made_up_run import DAYS, assert_nothing_overlaps, caption, made_up, pixels, written
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb

from dualsim.figures.drawing.panel import broken
from dualsim.figures.drawing.styles import STYLES, stance_styles
from dualsim.figures.ensemble_view import view_of_many
from dualsim.figures.place_data import PlaceData
from dualsim.figures.plotting import plot
from dualsim.figures.quantiles import median_and_edges
from dualsim.figures.stances import MOST, stances
from dualsim.runs.sweeps import sweep
from paths import TINY

FOUR = ["The government alone", "Both", "The rival alone", "Nobody"]


@pytest.fixture(scope="module")
def run():
    return made_up()


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return sweep(TINY, tmp_path_factory.mktemp("store") / "s", runs=9, people=300, jobs=1)


def drawn(run, style="screen"):
    return stances(PlaceData(run, 0, STYLES[style]))


def panels(fig):
    return [axes for axes in fig.axes if axes is not fig.over]


def areas(axes):
    """The filled areas of a panel by their names."""
    found = [one for one in axes.collections if isinstance(one, PolyCollection)]
    return {one.get_label(): one for one in found if not one.get_label().startswith("_")}


def test_the_areas_of_a_group_are_its_stances_from_the_foot_up(run):
    view = drawn(run)
    for panel in view.panels:
        group = list(run.group_name.values).index(panel.title)
        values = run.stance.isel(place=0, group=group).values
        *four, accepts = panel.lines
        assert [line.name.split(":")[0] for line in four] == FOUR
        np.testing.assert_array_equal(np.stack([line.values for line in four], axis=1), values)
        np.testing.assert_allclose(accepts.values, values[:, 0] + values[:, 1])
        assert (panel.low, panel.high) == (0.0, 1.0)


@pytest.mark.parametrize("style", STYLES)
def test_what_is_filled_is_what_was_measured(run, style):
    fig = plot(run, "stances", style)
    for axes in panels(fig):
        group = list(run.group_name.values).index(axes.get_label())
        edges = np.cumsum(run.stance.isel(place=0, group=group, day=100).values)
        base = 0.0
        for area, top in zip(areas(axes).values(), edges, strict=True):
            points = np.concatenate([path.vertices for path in area.get_paths()])
            heights = points[points[:, 0] == 100.0, 1]
            assert (heights.min(), heights.max()) == pytest.approx((base, top))
            base = top
        assert base == pytest.approx(1.0)


def test_nothing_is_filled_where_nobody_governs_and_the_legend_says_so(run):
    for style in STYLES:
        fig = plot(run, "stances", style)
        assert "obody governs" in " ".join(written(fig, "legend")), style
        for axes in panels(fig):
            for area in areas(axes).values():
                days = np.concatenate([path.vertices[:, 0] for path in area.get_paths()])
                assert not ((days > 2.0) & (days < 7.0)).any(), style
    governed = run.copy()
    governed["stance"], governed["formal_power"] = run.stance.fillna(0.25), run.formal_power.fillna(0.0) + 0.1
    assert "obody governs" not in " ".join(written(plot(governed, "stances"), "legend"))


def test_a_place_that_nobody_ever_governs_is_said_to_be_so(run):
    nobody = run.copy()
    nobody["stance"], nobody["formal_power"] = run.stance * np.nan, run.formal_power * 0.0
    for style in ("screen", "bw"):
        fig = plot(nobody, "stances", style)
        assert_nothing_overlaps(fig)
        assert "nobody governs here" in caption(fig)


def test_when_others_come_to_govern_is_marked_and_told(run):
    view = drawn(run)
    assert {panel.breaks for panel in view.panels} == {(246,)}
    fig = plot(run, "stances")
    assert "From here on others govern" in written(fig, "legend")
    told = (
        "who governs: Tsar's government, from 26 Feb nobody, from 2 Mar Provisional Government, from 27 Oct"
    )
    assert f"{told} Petrograd Soviet" in caption(fig)
    before = run.isel(day=slice(0, 240)).assign_attrs(events="[]")
    assert {panel.breaks for panel in drawn(before).panels} == {()}
    assert "From here on others govern" not in written(plot(before, "stances"), "legend")


def test_areas_hold_up_to_the_day_when_others_govern_and_begin_anew_there():
    days, values = broken(np.array([1.0, 2.0, 8.0, 9.0]), (2,))
    np.testing.assert_array_equal(days, [0, 1, 2, 2, 2, 3])
    np.testing.assert_array_equal(values, [1, 2, 2, np.nan, 8, 9])
    days, values = broken(np.array([1.0, 2.0]), ())
    np.testing.assert_array_equal(values, [1, 2])


def test_the_legend_says_in_words_what_a_stance_is(run):
    said = written(plot(run, "stances"), "legend")
    assert said[:4] == [
        "The government alone: turns to it, or to nobody and puts up with it",
        "Both: “in so far as”: turns to a rival, puts up with the government",
        "The rival alone: “all power to the Soviets”: turns to it, does not put up with the government",
        "Nobody: turns to nobody, does not put up with the government",
    ]
    without = run.assign_coords(authority_name=("authority", [f"Body {n}" for n in range(8)]))
    assert "Soviets" not in " ".join(written(plot(without, "stances"), "legend"))
    assert written(plot(run, "stances", "projector"), "legend")[:4] == [
        "Government alone", "Both", "Rival alone", "Nobody",
    ]  # fmt: skip


def test_the_largest_groups_are_shown_and_those_who_live_elsewhere_named(run):
    fewer = run.copy(deep=True)
    fewer["population"].loc[{"group": "poor"}] = 0.0
    assert len(drawn(run).panels) == MOST
    assert "Urban poor" not in [panel.title for panel in drawn(fewer).panels]
    assert "not living here: Urban poor" in caption(plot(fewer, "stances"))
    assert [panel.title for panel in drawn(run, "projector").panels] == [
        "Workers",
        "Middle class",
        "Urban poor",
    ]


def test_without_colour_stances_differ_by_grey_or_hatch(run):
    styles = stance_styles(STYLES["bw"]).values()
    looks = [(one.colour, one.hatch) for one in styles]
    assert len(set(looks)) == 4
    assert ("#ffffff", "") not in looks  # which is what blank days are
    assert (np.ptp(pixels(plot(run, "stances", "bw")), axis=2) <= 2).all()
    greys = [int(one.colour[1:3], 16) for one in styles]
    assert abs(greys[0] - greys[1]) > 60


def test_on_a_projector_the_drawing_takes_most_of_the_slide(run):
    events = [e | {"name": e["name"][:18]} for e in json.loads(run.attrs["events"])]
    fig = plot(run.assign_attrs(events=json.dumps(events)), "stances", "projector")
    boxes = [axes.get_position() for axes in panels(fig)]
    heads = [text.get_position()[1] for text in fig.over.texts if text.get_gid() == "panel"]
    feet = [text.get_position()[1] for text in fig.over.texts if text.get_text() == "O.S."]
    high = (max(heads) + 18 - min(feet)) / fig.high
    wide = max(box.x1 for box in boxes)
    assert high * wide > 0.48
    assert min(box.height for box in boxes) > 0.27


def test_what_moves_stances_alone_is_an_event_worth_showing(run):
    still = run.copy(deep=True)
    still["allegiance"][:] = run.allegiance.isel(day=100)
    still["stance"][:] = run.stance.isel(day=100)
    still["stance"][60:, ..., 2] += still["stance"][60:, ..., 1]
    still["stance"][60:, ..., 1] = 0.0
    assert PlaceData(still, 0, STYLES["screen"]).weight().argmax() in (59, 60)


def test_the_median_of_many_runs_sums_to_one_and_its_edges_are_quantiles(many):
    median, *edges = median_and_edges(many.isel(place=[0]), ["stance"])
    np.testing.assert_allclose(median.stance.sum("side").values[:, 0, :2], 1.0)
    accepting = many.stance.isel(place=0, side=[0, 1]).sum("side").values
    for level, layer in zip((0.25, 0.75, 0.1, 0.9, 0.025, 0.975), edges, strict=True):
        found = layer.stance.values[:, 0, :, :2].sum(axis=2)
        np.testing.assert_allclose(found[:, :2], np.quantile(accepting, level, axis=0)[:, :2], atol=1e-12)


@pytest.mark.parametrize("style", STYLES)
def test_many_runs_have_a_band_about_who_accepts_and_areas_have_none(many, style):
    place, view = view_of_many(many.isel(place=[0]), "stances", STYLES[style])
    for panel in view.panels:
        *four, accepts = panel.lines
        assert [line.bands for line in four] == [()] * 4
        assert len(accepts.bands) == 3
        assert all((low <= accepts.values + 1e-9).all() and (accepts.values <= high + 1e-9).all()
                   for low, high in accepts.bands)  # fmt: skip
    assert place.style == replace(STYLES[style], lines=place.style.lines, line=place.style.line)
    assert_nothing_overlaps(plot(many, "stances", style))


def test_a_place_of_several_is_drawn_by_its_name():
    both = made_up(places=2)
    assert written(plot(both, "stances", place="place_1"), "title") == [
        "Where people in Nizhnii Novgorod stand"
    ]
    assert both.sizes["day"] == DAYS


def test_the_figure_of_votes_names_the_parties_that_it_leaves_out(run):
    small = run.copy(deep=True)
    for measure in ("vote", "seats"):
        small[measure].loc[{"party": "menshevik"}] = 0.01
    assert "left out: Mensheviks" in caption(plot(small, "vote"))
    assert "left out" not in caption(plot(run, "vote"))
    assert "left out: Soldiers, Officers, Middle class, Peasants, seats." in caption(
        plot(run, "vote", "projector")
    )


def test_of_many_who_share_the_mandate_the_largest_is_named(run):
    shared = run.copy(deep=True)
    shared["formal_power"].loc[{"authority": "soviet"}] = 0.3
    told = "Provisional Government and Petrograd Soviet, from 27 Oct Petrograd Soviet"
    assert told in caption(plot(shared, "stances"))
    shared["formal_power"].loc[{"authority": "city_duma"}] = 0.2
    assert "from 2 Mar Provisional Government and others" in caption(plot(shared, "stances"))


@pytest.mark.parametrize("style", ["screen", "print", "projector"])
def test_a_copier_without_colour_keeps_the_stances_apart(style):
    areas = stance_styles(STYLES[style]).values()
    greys = sorted(np.dot(to_rgb(area.colour), (0.299, 0.587, 0.114)) for area in areas)
    assert min(np.diff(greys)) > 0.1
