"""Maps: what stands where, how large, in which colour; what is hollow; strips and films of dates."""

from __future__ import annotations

import io
import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from made_up_run import assert_nothing_overlaps, caption, words, written
from matplotlib import animation
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Wedge
from PIL import Image

from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.styles import PALETTE, STYLES, regime_fill, stance_styles
from dualsim.figures.maps.inks import Leaders, Shades, paled
from dualsim.figures.maps.layers import kind_of, leader
from dualsim.figures.maps.map_frame import MapFrame, degrees_text
from dualsim.figures.maps.maps import HELD, PER_SECOND, draw_map, film, save_film
from dualsim.figures.maps.measured import Asked, mean_of, rows_every, rows_on, spread_out, together
from dualsim.figures.maps.place_names import write_names
from dualsim.figures.maps.placing import LEAST, placed, pushed_apart
from dualsim.figures.maps.points import draw_points
from dualsim.figures.maps.sites import sites_of
from dualsim.figures.maps.spots import Fill, Share, Spot, draw_spot
from dualsim.runs.single import run
from dualsim.runs.sweeps import sweep
from dualsim.scenario.coordinates import Coordinates
from dualsim.scenario.loading import load
from paths import DATA, TINY

TOWN = {"places.town.coordinates": {"latitude": 56.0, "longitude": 40.0}}
BOTH = TOWN | {"places.village.coordinates": {"latitude": 50.0, "longitude": 30.0}}
WEEKLY = {"step": "week", "events.promise_broken.when": "mobilisation[soldier, town] > 0.3 for 7 days"}
DATE = "1917-03-20"
ROW = 19
MINUS = "\N{MINUS SIGN}"
MEASURES = (
    ("regime", {}), ("vote", {}), ("vote", {"party": "bolshevik", "group": "soldier"}), ("real_power", {}),
    ("stance", {}), ("duality", {}), ("condition", {"issue": "peace"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def region() -> xr.Dataset:
    """A town in its countryside of four villages."""
    return run(load(DATA / "region.yaml", changes=TOWN), 400, 1)


@pytest.fixture(scope="module")
def two() -> xr.Dataset:
    """A town and a village far from each other."""
    return run(load(TINY, changes=BOTH), 400, 1)


@pytest.fixture(scope="module")
def empire() -> xr.Dataset:
    return run("empire_1917", 600, 1)


def canvas(style: str = "screen") -> Canvas:
    return Canvas(STYLES[style], STYLES[style].size, {})


def panels(fig: Canvas):
    return [axes for axes in fig.axes if axes is not fig.over]


def marks(axes) -> list:
    return [patch for patch in axes.patches if isinstance(patch, Circle | Wedge)]


def radius(mark) -> float:
    return mark.r if isinstance(mark, Wedge) else mark.radius


def colour(mark) -> str:
    return to_hex(mark.get_facecolor(), keep_alpha=True)


def at(ds: xr.Dataset, measure: str, place: str, **names: str) -> xr.DataArray:
    found = ds[measure].isel(day=ROW)
    for axis, name in {"place": place, **names}.items():
        found = found.isel({axis: [str(slug) for slug in ds[axis].values].index(name)})
    return found


# Where places stand


def test_a_region_is_a_town_with_its_villages_around_it():
    scenario = load(DATA / "region.yaml", changes=TOWN)
    (site,), nowhere = sites_of(scenario, ["town", *(f"village_{n}" for n in range(1, 5)), "district"])
    assert (site.name, site.at) == ("Town and villages", (56.0, 40.0))
    assert (site.inside, site.around) == (("town",), tuple(f"village_{n}" for n in range(1, 5)))
    assert nowhere == []


def test_a_place_of_a_region_that_lies_elsewhere_stands_by_itself():
    own = TOWN | {"places.village.coordinates": {"latitude": 50.0, "longitude": 30.0}}
    sites, _ = sites_of(
        load(DATA / "region.yaml", changes=own), ["town", *(f"village_{n}" for n in range(1, 5))]
    )
    assert [site.at for site in sites] == [(56.0, 40.0), (50.0, 30.0)]
    assert sites[1].inside == ("village_1",)
    assert len(sites[1].around) == 3


def test_places_of_no_region_at_one_point_are_one_mark():
    here = BOTH | {"places.village.coordinates": BOTH["places.town.coordinates"]}
    (site,), _ = sites_of(load(TINY, changes=here), ["town", "village"])
    assert (site.name, site.inside, site.around) == ("Town", ("town",), ("village",))


def test_places_without_coordinates_are_named_and_all_of_them_are_a_fault():
    sites, nowhere = sites_of(load(TINY, changes=TOWN), ["town", "village"])
    assert [site.name for site in sites] == ["Town"]
    assert nowhere == ["village"]
    with pytest.raises(ValueError, match="map: no place of this run has coordinates; write coordinates:"):
        sites_of(load(TINY), ["town", "village"])


def test_a_degree_of_longitude_is_as_short_as_it_is_there():
    corners = [Coordinates(59.0, 20.0), Coordinates(61.0, 30.0)]
    frame = MapFrame.about(corners, 400.0, 300.0, 10.0)
    (x, y), (right, up) = (frame.at(corner) for corner in corners)
    assert (right - x) / 10.0 == pytest.approx(0.5 * (up - y) / 2.0)
    assert min(x, y) >= 10.0 - 1e-9
    assert max(right - 390.0, up - 290.0) <= 1e-9
    assert x == pytest.approx(10.0)  # as large as it can be


def test_one_point_has_a_map_too():
    frame = MapFrame.about([Coordinates(10.0, 20.0)], 400.0, 300.0, 10.0)
    assert frame.at(Coordinates(10.0, 20.0)) == (200.0, 150.0)


@pytest.mark.parametrize(
    ("value", "letters", "text"), [(55.0, "NS", "55° N"), (-5.0, "EW", "5° W"), (0.0, "EW", "0°")]
)
def test_degrees_are_written_with_their_side(value, letters, text):
    assert degrees_text(value, letters) == text


def test_marks_that_would_overlap_stand_beside_each_other():
    home = np.array([[100.0, 100.0], [100.0, 100.0], [104.0, 100.0], [300.0, 200.0]])
    radii = np.array([20.0, 10.0, 15.0, 12.0])
    moved = pushed_apart(home, radii, 400.0, 300.0)
    for i, j in combinations(range(4), 2):
        assert np.hypot(*(moved[i] - moved[j])) >= radii[i] + radii[j]
    assert np.allclose(moved[3], home[3], atol=0.1)
    assert np.hypot(*(moved[:3] - home[:3]).T).max() < 45.0
    assert np.array_equal(moved, pushed_apart(home, radii, 400.0, 300.0))


def test_marks_stay_on_the_panel():
    moved = pushed_apart(np.array([[1.0, 1.0], [2.0, 1.0]]), np.array([10.0, 10.0]), 100.0, 60.0)
    assert (moved >= 10.0).all()


def test_areas_tell_sizes_but_for_the_smallest():
    where = [Coordinates(50.0, 30.0), Coordinates(55.0, 40.0), Coordinates(52.0, 36.0)]
    found = placed(where, [4e6, 1e6, 1.0], 700.0, 500.0)
    assert found.radius(4e6) == pytest.approx(2 * found.radius(1e6))
    assert found.radius(1.0) == LEAST


@pytest.mark.parametrize("style", STYLES)
def test_no_disc_of_the_legend_is_larger_than_any_on_the_map(style):
    """Where a hundred marks share a map they are small, and there would be room for one of 5 million."""
    many = run(load("districts_1917", until="1917-02-24"), people=1_000)
    fig = draw_map(many, "effective_powers", style=style)
    told = next(text for text in written(fig, "legend") if text.endswith("people"))
    number = int(told.split()[0].replace(",", "")) * (1_000_000 if "million" in told else 1)
    largest = float(many["population"].isel(day=-1).sum("group").max())
    assert 0.1 * largest < number <= largest


# What is read of a run


def test_the_largest_leads_by_what_it_has_more_than_the_next():
    groups = ["red", "white", "abstain", "red"]
    assert leader([0.3, 0.25, 0.9, float("nan")], groups, "abstain") == ("red", pytest.approx(0.05))
    assert leader([0.3, 0.25, 0.9, 0.0], groups, "") == ("abstain", pytest.approx(0.6))
    assert leader([0.0, 0.0, 0.5, 0.0], groups, "abstain") is None
    assert leader([float("nan")] * 4, groups, "abstain") is None
    assert leader([0.4], ["red"], "") == ("red", 0.4)


def test_groups_are_counted_by_their_people():
    values = np.array([[[0.2, 0.8], [0.6, 0.4], [np.nan, np.nan]], [[np.nan] * 2] * 3])
    found = together(values, np.array([[30.0, 10.0, 99.0], [1.0, 1.0, 1.0]]), 1, False)
    assert found[0] == pytest.approx([0.3, 0.7])
    assert np.isnan(found[1]).all()
    assert together(values[..., 0], np.ones((2, 3)), 0, True) == pytest.approx([0.8, 0.0])


def test_many_runs_are_their_mean_where_half_of_them_know():
    found = mean_of(np.array([[1.0, np.nan, np.nan], [0.0, 0.5, np.nan], [0.5, 0.7, 0.9]]))
    assert found[:2] == pytest.approx([0.5, 0.6])
    assert np.isnan(found[2])


def test_dates_are_steps_of_the_run(two):
    assert rows_on(two, ["1917-03-01", DATE, "1917-03-30"]) == [0, ROW, 29]
    weeks = run(load(TINY, changes=BOTH | WEEKLY), 300, 1)
    assert rows_on(weeks, ["1917-03-07", "1917-03-08", "1917-03-30"]) == [0, 1, 4]
    assert spread_out(two, 4) == [0, 10, 19, 29]
    assert spread_out(two, 1) == [0]
    assert rows_every(two, 7) == [0, 7, 14, 21, 28, 29]
    assert rows_every(weeks, 14) == [0, 2, 4]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"measure": "regim"}, "map: no measure named 'regim'; did you mean 'regime'?"),
        ({"measure": "seats"}, "map: measure: 'seats' is not measured place by place; there is allegiance,"),
        ({"measure": "vote", "party": "radicl"}, "map: no party named 'radicl'; did you mean 'radical'?"),
        ({"party": "radical"}, "map: party: 'regime' is not told apart by party; leave it out"),
        (
            {"measure": "vote", "issue": "bread"},
            "map: issue: 'vote' is not told apart by issue but by group, party; leave it out",
        ),
        (
            {"measure": "condition"},
            "map: issue: 'condition' is told apart by issue; name one of peace, bread",
        ),
        ({"measure": "lever_control"}, "map: lever: 'lever_control' is told apart by lever; name one of"),
        ({"on": "1917-04-01"}, "map: on: 1 April 1917 is outside the run, which is 1 March 1917 to 30 March"),
        ({"on": ["1917-02-30"]}, "map: on: there is no 30 February 1917"),
        ({"dates": 0}, "map: dates: 0 is too few; give 1 or more"),
        (
            {"dates": 13},
            "map: dates: 13 maps are too many for one sheet in the style 'screen'; give at most 12",
        ),
        ({"dates": 2, "on": DATE}, "map: dates: the dates are named already; leave one of the two out"),
        ({"style": "beamer"}, "no style named 'beamer'"),
    ],
)
def test_what_cannot_be_drawn_is_said(two, asked, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        draw_map(two, **asked)


def test_a_run_without_coordinates_has_no_map(tiny):
    with pytest.raises(ValueError, match="map: no place of this run has coordinates"):
        draw_map(run(tiny, 300, 1))


# What is drawn


def test_a_town_is_a_disc_and_its_villages_a_ring_by_their_people(region):
    fig = draw_map(region, on=DATE)
    (axes,) = panels(fig)
    rings = [mark for mark in marks(axes) if isinstance(mark, Wedge)]
    (disc,) = [mark for mark in marks(axes) if isinstance(mark, Circle)]
    people = {place: float(at(region, "population", place).sum()) for place in region["place"].values}
    villages = [people[f"village_{n}"] for n in range(1, 5)]
    whole = {mark.r for mark in rings}
    assert len(whole) == 1
    assert (disc.radius / whole.pop()) ** 2 == pytest.approx(
        people["town"] / (people["town"] + sum(villages))
    )
    turns = [mark.theta2 - mark.theta1 for mark in rings]
    assert turns == pytest.approx([360.0 * one / sum(villages) for one in villages])
    assert [mark.r - mark.width for mark in rings] == pytest.approx([disc.radius] * 4)
    words_drawn = [str(at(region, "regime", place).values) for place in ("village_1", "village_2", "town")]
    expected = [to_hex(regime_fill(STYLES["screen"], word)[0], keep_alpha=True) for word in words_drawn]
    assert [colour(rings[0]), colour(rings[1]), colour(disc)] == expected
    assert "town, in its countryside" in written(fig, "legend")
    assert written(fig, "name") == ["Town and villages"]


def test_a_share_is_a_shade_of_its_value(two):
    fig = draw_map(two, "vote", DATE, party="radical", group="worker")
    values = {
        place: float(at(two, "vote", place, party="radical", group="worker")) for place in ("town", "village")
    }
    shades = Shades(
        0.0, next(e for e in (0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if max(values.values()) <= e), STYLES["screen"]
    )
    (axes,) = panels(fig)
    drawn = {colour(mark)[:7] for mark in marks(axes)}
    assert len(drawn) == 2
    assert drawn == {shades.fill(value).colour for value in values.values()}
    assert "town, in its countryside" not in written(fig, "legend")
    assert "0%" in written(fig, "legend")
    assert written(fig, "title") == ["Vote: Radicals, Workers, 20 March 1917"]


def test_all_groups_together_are_counted_by_their_people(two):
    people, shares = (at(two, name, "town").values for name in ("population", "acceptance"))
    expected = float((people * shares).sum() / people.sum())
    asked = Asked(two, "acceptance", {})
    assert asked.on(ROW)[0] == pytest.approx(expected)


def test_whoever_leads_gives_the_colour_and_the_lead_its_strength(two):
    asked = Asked(two, "vote", {})
    fig = draw_map(two, "vote", DATE)
    (axes,) = panels(fig)
    colours = {"moderate": "#4393c3", "radical": "#b2182b"}
    expected = set()
    for moderate, radical, _ in asked.on(ROW):
        ahead = "moderate" if moderate > radical else "radical"
        expected.add(paled(colours[ahead], abs(moderate - radical)))
    assert {colour(mark)[:7] for mark in marks(axes)} == expected
    assert {"lead: 0", "50 points"} <= set(written(fig, "legend"))


def test_a_wider_lead_is_a_fuller_colour_up_to_half():
    leads = Leaders({"red": Fill("#b2182b")}, STYLES["screen"])
    found = [leads.fill(("red", lead)).colour for lead in (0.0, 0.25, 0.5, 0.9)]
    light = [sum(int(one[n : n + 2], 16) for n in (1, 3, 5)) for one in found]
    assert light[0] > light[1] > light[2] == light[3]
    assert found[2] == "#b2182b"
    assert Leaders({"red": Fill("white", "//")}, STYLES["bw"]).fill(("red", 0.1)) == Fill("white", "//")


def test_authorities_are_told_by_their_kind_and_stances_by_their_side(two):
    scenario = load(TINY)
    assert kind_of(scenario, "cabinet") == "government"
    assert kind_of(scenario, "committee_2@town") == "committee"
    assert kind_of(scenario, "none") == "none"
    fig = draw_map(two, "real_power", "1917-03-01")
    table = dict(zip(two["place"].values.tolist(), Asked(two, "real_power", {}).on(0), strict=True))
    slugs = Asked(two, "real_power", {}).slugs("authority")
    most = [slugs[int(np.nanargmax(table[place]))] for place in ("town", "village")]
    shown = {"government": "Governments", "soviet": "Soviets", "committee": "Committees", "none": "Nobody"}
    assert {shown[kind_of(scenario, slug)] for slug in most} <= set(written(fig, "legend"))
    drawn = draw_map(two, "stance", DATE)
    full = {key: one.colour for key, one in stance_styles(STYLES["screen"]).items()}
    rows = Asked(two, "stance", {}).on(ROW)
    leads = [np.sort(row)[-1] - np.sort(row)[-2] for row in rows]
    sides = [Asked(two, "stance", {}).slugs("side")[int(row.argmax())] for row in rows]
    expected = {paled(full[side], lead) for side, lead in zip(sides, leads, strict=True)}
    assert {colour(mark)[:7] for mark in marks(panels(drawn)[0])} == expected


def test_what_is_not_defined_is_hollow_and_never_the_lowest_shade(two):
    unknown = two.copy(deep=True)
    unknown["duality"].loc[{"place": "village"}] = np.nan
    unknown["duality"].loc[{"place": "town"}] = 0.0
    fig = draw_map(unknown, "duality", DATE)
    filled = [mark for mark in marks(panels(fig)[0]) if mark.get_facecolor()[3] > 0]
    hollow = [mark for mark in marks(panels(fig)[0]) if mark.get_facecolor()[3] == 0]
    assert (len(filled), len(hollow)) == (1, 1)
    assert "not defined" in written(fig, "legend")
    assert colour(filled[0])[:7] == Shades(0.0, 1.0, STYLES["screen"]).fill(0.0).colour
    unknown["regime"].loc[{"place": "village"}] = ""
    assert "not defined" in written(draw_map(unknown, on=DATE), "legend")
    assert "not defined" not in written(draw_map(two, on=DATE), "legend")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("measure", "of"), MEASURES)
def test_no_words_overlap_or_leave_the_sheet_in_any_style(empire, style, measure, of):
    fig = draw_map(empire, measure, "1917-10-24", style=style, **of)
    assert_nothing_overlaps(fig)
    assert_marks_are_apart(fig)
    assert len(written(fig, "name")) >= (6 if STYLES[style].brief else 10)
    assert "Russia, February to November 1917: 600 people, seed 1" in caption(fig)


@pytest.mark.parametrize("style", STYLES)
def test_a_strip_of_dates_has_one_legend_and_marks_that_stay_where_they_are(empire, style):
    fig = draw_map(empire, dates=4, style=style)
    assert_nothing_overlaps(fig)
    assert_marks_are_apart(fig)
    assert written(fig, "panel") == ["23 Feb", "21 May", "17 Aug", "12 Nov"]
    assert len([text for text in written(fig, "legend") if text.endswith("people")]) == 1
    centres = [sorted(mark.center for mark in marks(axes)) for axes in panels(fig)]
    assert len(centres) == 4
    assert all(one == other for one, other in pairwise(centres))


def assert_marks_are_apart(fig: Canvas) -> None:
    """No mark lies on another, and no name on a mark."""
    pen = fig.canvas.get_renderer()
    for axes in panels(fig):
        whole: dict[tuple[float, float], float] = {}
        for mark in marks(axes):
            whole[mark.center] = max(whole.get(mark.center, 0.0), radius(mark))
        for (one, r), (other, s) in combinations(whole.items(), 2):
            assert np.hypot(one[0] - other[0], one[1] - other[1]) >= r + s
        scale = fig.dpi / 72.0
        for text in words(fig, "name"):
            box = text.get_window_extent(pen)
            for centre, r in whole.items():
                x, y = axes.transData.transform(centre)
                across, up = max(box.x0 - x, 0.0, x - box.x1), max(box.y0 - y, 0.0, y - box.y1)
                assert np.hypot(across, up) > (r - 0.5) * scale, text.get_text()


def test_in_black_and_white_no_mark_has_a_colour(empire):
    for measure, of in MEASURES:
        fig = draw_map(empire, measure, "1917-10-24", style="bw", **of)
        for mark in marks(panels(fig)[0]):
            assert len(set(mark.get_facecolor()[:3])) == 1


def test_names_of_larger_marks_come_first():
    fig, box = canvas(), Box(10.0, 10.0, 90.0, 30.0)
    left = write_names(fig, box, [("Large", (30.0, 25.0, 5.0)), ("Small", (34.0, 25.0, 2.0))], (), 1)
    assert written(fig, "name") == ["Large"]
    assert left == ["Small"]
    assert write_names(fig, Box(0.0, 0.0, 20.0, 8.0), [("Long name", (10.0, 4.0, 3.0))]) == ["Long name"]


def test_a_region_lies_under_its_name_and_what_has_no_coordinates_is_told(region):
    fig = draw_map(run(load(TINY, changes=TOWN), 300, 1), on=DATE)
    assert written(fig, "name") == ["Town"]
    assert "left out: Village (no coordinates)" in caption(fig)
    assert "no coordinates" not in caption(draw_map(region, on=DATE))


def test_many_runs_are_drawn_as_their_mean_or_commonest_word(tmp_path):
    many = sweep(load(TINY, changes=BOTH), tmp_path / "many", runs=3, people=300, jobs=1)
    asked = Asked(many, "duality", {})
    assert asked.on(ROW) == pytest.approx(many["duality"].values[:, ROW].mean(axis=0))
    regimes = many["regime"].values[:, ROW].astype(str)
    for place, word in enumerate(Asked(many, "regime", {}).on(ROW)):
        assert (regimes[:, place] == word).sum() >= 2 or len(set(regimes[:, place])) == 3
    shares, people = many["vote"].values[:, ROW], many["population"].values[:, ROW]
    by_run = (np.nan_to_num(shares) * people[..., None]).sum(axis=2) / people.sum(axis=2)[..., None]
    assert Asked(many, "vote", {}).on(ROW) == pytest.approx(by_run.mean(axis=0))
    fig = draw_map(many, "vote", DATE)
    assert "3 runs, seeds 1 to 3; the mean of all runs, or what most of them have" in caption(fig)


# Points in any panel


def test_points_are_drawn_in_a_panel_of_any_figure():
    fig = canvas()
    axes = fig.add_panel(Box(20.0, 20.0, 400.0, 300.0))
    where = [(60.0, 30.0), (55.0, 37.0), (51.0, 46.0)]
    ink = draw_points(axes, ["A", "B", "C"], where, [0.1, float("nan"), 0.4], [4e6, 1e6, 1e6])
    large, *rest = marks(axes)
    assert large.radius == pytest.approx(2 * rest[0].radius)
    assert (ink.low, ink.high) == (0.0, 0.4)
    assert [mark.get_facecolor()[3] for mark in (large, *rest)] == [1.0, 0.0, 1.0]
    assert colour(large)[:7] == ink.fill(0.1).colour
    assert written(fig, "name") == ["A", "B", "C"]
    assert rest[0].center[0] < rest[1].center[0]
    assert large.center[1] > rest[1].center[1]


def test_errors_are_drawn_to_both_sides_of_nothing():
    axes = canvas().add_panel(Box(20.0, 20.0, 400.0, 300.0))
    ink = draw_points(axes, ["A", "B"], [(60.0, 30.0), (55.0, 37.0)], [-0.1, 0.05], [1.0, 1.0])
    assert (ink.low, ink.high) == (-0.1, 0.1)
    assert ink.fill(-0.1) != ink.fill(0.1)
    assert [text for _, text in ink.ticks()] == [f"{MINUS}0.1", f"{MINUS}0.05", "0", "0.05", "0.1"]


def test_points_need_a_canvas_and_something_to_draw():
    with pytest.raises(TypeError, match=r"the axes are of no Canvas; make them with Canvas\.add_panel"):
        draw_points(Figure().add_subplot(), ["A"], [(1.0, 2.0)], [0.1], [1.0])
    with pytest.raises(ValueError, match="there are no points; give at least one"):
        draw_points(canvas().add_panel(Box(0.0, 0.0, 100.0, 100.0)), [], [], [], [])


def test_a_disc_of_several_places_is_cut_by_their_people():
    axes = canvas().add_panel(Box(0.0, 0.0, 100.0, 100.0))
    parts = (Share(3.0, Fill("#ff0000")), Share(1.0, None))
    draw_spot(axes, STYLES["screen"], Spot("Two", Coordinates(0.0, 0.0), parts), (50.0, 50.0), 20.0)
    first, second = marks(axes)
    assert (first.theta2, first.theta1, second.theta1) == (90.0, -180.0, -270.0)


# Films


def frames_of(content: bytes) -> tuple[list[np.ndarray], list[int]]:
    picture, found, times = Image.open(io.BytesIO(content)), [], []
    for n in range(picture.n_frames):
        picture.seek(n)
        found.append(np.asarray(picture.convert("RGB")).astype(int))
        times.append(picture.info["duration"])
    return found, times


def test_a_film_has_a_frame_for_each_date_and_holds_the_last(two, tmp_path):
    seen = []
    content = film(two, Path("x.gif"), every=10, of={}, progress=lambda done, of: seen.append((done, of)))
    found, times = frames_of(content)
    assert seen == [(n, 4) for n in range(1, 5)]
    assert len(found) == 4
    once = 1000 // PER_SECOND
    assert times[:3] == pytest.approx([once] * 3, abs=10)
    assert times[3] == pytest.approx(once * HELD, abs=40)
    assert all((one != other).any() for one, other in combinations(found, 2))
    changed = (abs(found[0] - found[1]) > 100).any(axis=2)  # each frame has a palette of its own
    high = changed.shape[0]
    assert changed[: int(0.9 * high)].any()
    assert not changed[int(0.9 * high) :].any()  # the legend and the caption stay
    save_film(two, tmp_path / "two.gif", on=["1917-03-02", DATE])
    assert len(frames_of((tmp_path / "two.gif").read_bytes())[0]) == 2
    (tmp_path / "mine.gif").write_bytes(b"mine")
    with pytest.raises(ValueError, match=r"mine.gif: it is there already"):
        save_film(two, tmp_path / "mine.gif")


def test_what_cannot_be_filmed_is_said_before_the_work(two, tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=r"cannot write a film as 'x.png'; end its name in .gif or .mp4"):
        save_film(two, tmp_path / "x.png")
    with pytest.raises(ValueError, match="map: every: the dates are named already"):
        save_film(two, tmp_path / "x.gif", every=3, dates=2)
    with pytest.raises(ValueError, match="map: every: 0 is too few days"):
        save_film(two, tmp_path / "x.gif", every=0)
    with pytest.raises(
        ValueError, match="map: every: 34 frames are too many; give dates farther apart, 2 at"
    ):
        save_film(two, tmp_path / "x.gif", every=1, size=(200.0, 110.0))
    monkeypatch.setattr(animation.writers, "is_available", lambda name: name != "ffmpeg")
    with pytest.raises(
        ValueError, match=r"x.mp4: ffmpeg, which writes .mp4, is not here; install it, or name"
    ):
        save_film(two, tmp_path / "x.mp4")
    assert list(tmp_path.glob("x.*")) == []


@pytest.mark.skipif(not animation.writers.is_available("ffmpeg"), reason="needs ffmpeg")
def test_a_film_may_be_an_mp4(two, tmp_path):
    save_film(two, tmp_path / "two.mp4", dates=3)
    assert (tmp_path / "two.mp4").read_bytes()[4:8] == b"ftyp"


def test_shades_of_greys_and_colours_darken_as_numbers_grow():
    for style in ("screen", "bw"):
        shades = Shades(0.0, 1.0, STYLES[style], percent=True)
        light = [sum(int(shades.fill(v).colour[n : n + 2], 16) for n in (1, 3, 5)) for v in (0.0, 0.5, 1.0)]
        assert light[0] > light[1] > light[2]
        assert light[0] < 3 * 250  # never so pale that it looks hollow
    assert [text for _, text in shades.ticks()] == ["0%", "50%", "100%"]
    assert shades.fill(float("nan")) is None
    assert PALETTE[0] == "#0072b2"
