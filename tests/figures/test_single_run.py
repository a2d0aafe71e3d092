from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from itertools import combinations, cycle, pairwise

import matplotlib
import numpy as np
import pytest
import xarray as xr
from made_up_run import (
    AUTHORITIES,
    DAYS,
    EVENTS,
    assert_nothing_overlaps,
    caption,
    made_up,
    pixels,
    words,
    written,
)
from matplotlib.text import Text

from dualsim.figures.drawing import event_marks
from dualsim.figures.drawing.canvas import Canvas, spread
from dualsim.figures.drawing.styles import STYLES, line_styles
from dualsim.figures.place_data import PlaceData
from dualsim.figures.plotting import plot, save_figure
from dualsim.figures.views import KINDS
from dualsim.runs.outputs import REGISTER
from dualsim.scenario.dates import short_date

EVERY = [(kind, style) for kind in KINDS for style in STYLES]


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    return made_up()


@pytest.fixture(scope="module")
def figures(run):
    """Every kind in every style, drawn once."""
    return {(kind, style): plot(run, kind, style) for kind, style in EVERY}


@pytest.mark.parametrize(("kind", "style"), EVERY)
def test_no_words_overlap_or_leave_the_sheet(figures, kind, style):
    assert_nothing_overlaps(figures[kind, style])


@pytest.mark.parametrize(("kind", "style"), EVERY)
def test_every_figure_says_where_it_is_from(figures, kind, style):
    fig = figures[kind, style]
    assert "Petrograd" in " ".join(written(fig, "title"))
    one = "" if STYLES[style].brief else ", one run"
    assert f"Petrograd, February to November 1917: 20,000 people, seed 1{one}; " in caption(fig)
    calendars = {"O.S."} if STYLES[style].brief else {"O.S.", "N.S."}
    assert set(written(fig, "row")) - {"Regime", "Ending"} == calendars
    ribbon = {"Regime", "Ending"} & set(written(fig, "row"))
    assert bool(ribbon) or bool(written(fig, "regime")) or STYLES[style].brief


@pytest.mark.parametrize(("kind", "style"), EVERY)
def test_the_key_is_complete_and_its_numbers_match(figures, run, kind, style):
    fig = figures[kind, style]
    told, every = re.search(r"(\d+|none) of (\d+) events shown", caption(fig)).groups()
    shown = int(told.replace("none", "0"))
    assert every == "50"
    assert (0 if STYLES[style].brief else 3) <= shown <= STYLES[style].events
    numbers = [int(number) for number in written(fig, "number")]
    assert {n: numbers.count(n) for n in numbers} == dict.fromkeys(range(1, shown + 1), 1 + columns(fig))
    assert len(written(fig, "date")) == shown
    listed = json.loads(run.attrs["events"])
    key = " ".join(written(fig, "event"))
    named = [event for event in listed if event["name"] in key]
    assert len(named) >= shown
    days = [date_of(event) for event in named]
    assert [date for date in written(fig, "date") if date not in days] == []


def columns(fig: Canvas) -> int:
    return len({round(axes.get_position().x0, 6) for axes in fig.axes if axes is not fig.over})


def date_of(event: dict) -> str:
    return short_date(event["date_os"])


def test_each_number_in_the_key_stands_by_its_own_event(figures, run):
    fig = figures["allegiance", "print"]
    when = {event["name"]: date_of(event) for event in json.loads(run.attrs["events"])}
    rows = {text.get_position()[1]: {} for text in words(fig, "date")}
    for text in words(fig, "date", "event", "number"):
        x, y = text.get_position()
        if y in rows:
            rows[y].setdefault(int(x > fig.wide / 2), []).append(text.get_text())
    entries = [entry for row in rows.values() for entry in row.values()]
    assert len(entries) == len(words(fig, "date"))
    by_number = {int(number): (date, name) for date, name, number in entries}
    assert all(when[name] == date for date, name in by_number.values())
    days = [next(day for day, other in EVENTS if other == by_number[n][1]) for n in sorted(by_number)]
    assert days == sorted(days)


def test_the_same_authority_is_labelled_in_every_panel_where_it_is_drawn(figures):
    for style in STYLES:
        fig = figures["allegiance", style]
        drawn = [line.get_label() for axes in fig.axes if axes is not fig.over for line in axes.lines]
        if STYLES[style].brief:  # in a row of large panels there is no room: one legend names them all
            said = " ".join(text.get_text() for text in fig.findobj(Text))
            assert all(name in said for name in set(drawn)), style
            continue
        labels = " ".join(written(fig, "label"))
        for name in set(drawn):
            last = name.split()[-1]
            assert len(re.findall(rf"\b{last}\b", labels)) >= drawn.count(name), (style, name)


def test_lines_that_never_pass_two_per_cent_are_left_out(run):
    small = run.copy(deep=True)
    small["allegiance"].loc[{"group": "worker", "authority": "soviet"}] = 0.019
    fig = plot(small, "allegiance", "print")
    panels = [axes for axes in fig.axes if axes is not fig.over]
    drawn = {axes.get_label(): [line.get_label() for line in axes.lines] for axes in panels}
    assert "Petrograd Soviet" not in drawn["Workers"]
    assert "Petrograd Soviet" in drawn["Soldiers"]


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_projector_nothing_is_smaller_than_18_points(figures, kind):
    fig = figures[kind, "projector"]
    assert min(text.get_fontsize() for text in words(fig)) >= 18
    assert fig.dpi * fig.get_size_inches() == pytest.approx([1024, 768])
    lines = [line for axes in fig.axes if axes is not fig.over for line in axes.lines]
    assert all(line.get_linewidth() >= 2.5 for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_black_and_white_has_no_colour(figures, kind):
    found = pixels(figures[kind, "bw"])
    assert (np.ptp(found, axis=2) <= 2).all()
    assert np.ptp(pixels(figures[kind, "screen"]), axis=2).max() > 60 or kind == "regime"


def test_black_and_white_tells_lines_apart_by_dash_or_marker(figures):
    for kind in KINDS:
        for axes in figures[kind, "bw"].axes:
            if axes is figures[kind, "bw"].over:
                continue
            looks = [(str(line._unscaled_dash_pattern), line.get_marker()) for line in axes.lines]
            assert len(set(looks)) == len(looks)


def test_the_styles_are_really_different(figures):
    for one, other in combinations(STYLES, 2):
        assert STYLES[one].line != STYLES[other].line
        assert STYLES[one] != STYLES[other]
    families = {style: words(figures["vote", style])[0].get_fontfamily() for style in STYLES}
    assert families["print"] != families["screen"]
    sizes = [tuple(figures["vote", style].get_size_inches().round(2)) for style in ("print", "bw")]
    assert sizes == [(8.27, 11.69)] * 2
    assert len(words(figures["allegiance", "projector"])) < 0.6 * len(words(figures["allegiance", "screen"]))


def test_colours_of_the_scenario_are_kept_and_others_found(run):
    found = line_styles(STYLES["screen"], ["#2166ac", "", "", "#123456"], nobody=3)
    assert found[0].colour == "#2166ac"
    assert len({line_style.colour for line_style in found}) == 4
    assert found[3].colour == "#8a8a8a"


def test_unknown_names_say_what_was_meant(run):
    with pytest.raises(ValueError, match="plot: no kind named 'alegiance'; did you mean 'allegiance'"):
        plot(run, "alegiance")
    with pytest.raises(ValueError, match="plot: no style named 'beamer'; there is bw, print, projector"):
        plot(run, style="beamer")
    with pytest.raises(ValueError, match="plot: no place named 'place_9'; did you mean 'place_0'"):
        plot(run, place="place_9")


def test_a_place_is_named_in_the_title():
    run = made_up(places=2)
    assert "Petrograd" in " ".join(written(plot(run), "title"))
    assert "Nizhnii Novgorod" in " ".join(written(plot(run, place="place_1"), "title"))


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_saving_leaves_one_whole_file_that_says_what_it_is(figures, tmp_path, form):
    file = tmp_path / f"figure.{form}"
    save_figure(figures["regime", "screen"], file)
    assert {path.name for path in tmp_path.iterdir()} == {file.name, REGISTER}
    text = file.read_bytes()
    for word in (b"One power, two or many", b"dualsim 0.1.0", b"dualsim run petrograd_1917 --seed 1"):
        assert word in text
    again = tmp_path / f"again.{form}"
    save_figure(figures["regime", "screen"], again)
    assert again.read_bytes() == text
    save_figure(figures["vote", "screen"], file)  # over its own
    assert file.read_bytes() != text


def test_a_file_of_someone_else_is_written_over_only_by_force(figures, tmp_path):
    file = tmp_path / "figure.png"
    file.write_text("older")
    with pytest.raises(ValueError, match=r"not made by dualsim\.save_figure; .* with force=True$"):
        save_figure(figures["regime", "screen"], file)
    assert file.read_text() == "older"
    save_figure(figures["regime", "screen"], file, force=True)
    assert b"dualsim 0.1.0" in file.read_bytes()


def test_a_save_that_fails_leaves_nothing_and_spares_what_was_there(figures, tmp_path, monkeypatch):
    file = tmp_path / "figure.png"
    save_figure(figures["regime", "screen"], file)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def broken(*args, **how):
        args[0].write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(Canvas, "savefig", lambda self, *args, **how: broken(*args, **how))
    with pytest.raises(OSError, match="disk full"):
        save_figure(figures["vote", "screen"], file)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_suffix_that_cannot_be_written(figures, tmp_path):
    with pytest.raises(
        ValueError, match=r"cannot write a figure as 'a.jpg'; end its name in .png, .svg or .pdf"
    ):
        save_figure(figures["regime", "screen"], tmp_path / "a.jpg")


def test_drawing_needs_no_global_state(run):
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context(
        {"font.size": 31, "axes.grid": True, "font.family": "monospace", "savefig.dpi": 31}
    ):
        odd = plot(run, "regime")
        drawn = io.BytesIO()
        odd.savefig(drawn)
    assert dict(matplotlib.rcParams) == before
    assert (pixels(odd) == pixels(plot(run, "regime"))).all()
    code = "import sys, dualsim.figures.single_run; print('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def shorter(run: xr.Dataset, days: int) -> xr.Dataset:
    run = run.isel(day=slice(0, days))
    run.attrs["events"] = json.dumps([e for e in json.loads(run.attrs["events"]) if e["day"] < days])
    return run


def odd_runs() -> dict[str, xr.Dataset]:
    """Runs at the edge of what there can be."""
    plain = made_up()
    gregorian = plain.assign_attrs(calendar="gregorian")
    bare = plain.assign_attrs(events="[]").isel(pledge=[])
    long = plain.copy()
    names = [f"{name} of All the Russias and Llanfairpwllgwyngyll" for name in AUTHORITIES.values()]
    long.coords["authority_name"] = ("authority", names)
    dear = plain.copy()
    dear.coords["group_name"] = ("group", ["$x^2$ & <b>", "Солдаты", "a_b", "%", "#1", "\\n"])
    years = plain.copy()
    new = np.datetime64("1910-03-08") + (9 * np.arange(DAYS)).astype("timedelta64[D]")
    years = years.assign_coords(
        day=new.astype("datetime64[ns]"), date_os=("day", [str(d) for d in new - np.timedelta64(13, "D")])
    )
    return {
        "gregorian": gregorian, "bare": bare, "long": long, "odd": dear, "years": years,
        "ten days": shorter(plain, 10), "one day": shorter(plain, 1), "one group": plain.isel(group=[0]),
        "three groups": plain.isel(group=[0, 1, 2]), "two authorities": plain.isel(authority=[2, 7]),
    }  # fmt: skip


ODD = odd_runs()


@pytest.mark.parametrize("scenario", ODD)
def test_odd_runs_are_drawn_all_the_same(scenario):
    for kind, style in zip(KINDS, cycle(("projector", "bw", "print"))):
        assert_nothing_overlaps(plot(ODD[scenario], kind, style))
    plot(ODD[scenario]).canvas.draw()


def test_a_run_in_new_style_has_one_calendar():
    fig = plot(ODD["gregorian"], "regime", "print")
    assert not {"O.S.", "N.S."} & set(written(fig, "row"))
    days = ODD["gregorian"].day.values.astype(str)
    dates = {short_date(days[day][:10]) for day, _ in EVENTS}
    assert set(written(fig, "date")) <= dates
    assert not dates <= {date_of(event) for event in json.loads(ODD["gregorian"].attrs["events"])}


def test_a_smaller_figure_shows_less(run):
    fig = plot(run, "regime", "screen", size=(7, 5))
    assert_nothing_overlaps(fig)
    assert fig.get_size_inches() == pytest.approx([7, 5])


def test_an_odd_number_of_groups_leaves_room_for_all_together():
    fig = plot(ODD["three groups"], "allegiance", "screen")
    assert "All together" in written(fig, "panel")


def test_the_weightiest_events_are_shown(run):
    weight = np.zeros(100)
    weight[[10, 50, 90]] = 3.0, 1.0, 2.0
    events = [event_marks.Mark(0, day, "", str(day)) for day in (10, 11, 50, 70, 90)]
    assert [mark.name for mark in event_marks.choose(STYLES["screen"], events, weight, 400, 3)] == [
        "10",
        "50",
        "90",
    ]
    assert [mark.number for mark in event_marks.choose(STYLES["screen"], events, weight, 400, 5)] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert len(event_marks.choose(STYLES["screen"], events, weight, 30, 5)) == 2


def test_importance_is_the_change_by_people():
    share = np.zeros((30, 2, 3))
    share[10:, 0, 0], share[20:, 1, 1] = 0.5, 0.5
    weight = np.tile([0.9, 0.1], (30, 1))
    found = event_marks.importance(share, weight)
    assert found.argmax() in (9, 10)
    assert found[10] == pytest.approx(0.9)
    assert found[20] == pytest.approx(0.1)
    assert found[0] == 0


def test_spread_moves_as_little_as_it_must():
    assert spread([1.0, 5.0], [2, 2], 0, 10) == [1.0, 5.0]
    assert spread([5.0, 5.0], [2, 2], 0, 10) == [4.0, 6.0]
    assert spread([9.9, 0.1], [2, 2], 0, 10) == [9.0, 1.0]
    found = spread([3, 3.1, 3.2, 9.9], [2, 2, 2, 2], 0, 10)
    assert all(b - a >= 2 - 1e-9 for a, b in pairwise(found))
    assert found[0] >= 1
    assert found[-1] <= 9


def test_a_figure_of_a_place_leaves_its_name_out_of_bodies_unless_two_were_alike(run):
    given = [str(name) for name in run.authority_name.values]
    here, there = ("Petrograd", "Elsewhere")
    named = [f"Council, {here}", f"Council, {there}", f"Union, {here}", "Union", *given[4:]]
    place = PlaceData(run.assign_coords(authority_name=("authority", named)), 0, STYLES["screen"])
    assert place.name == here
    assert place.called("authority")[:4] == ["Council", f"Council, {there}", f"Union, {here}", "Union"]
    assert place.called("authority")[4:] == given[4:]
