"""The figure of a comparison: what stands in it, in every style, and what does not lie on what."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest

from dualsim.analysis.comparison.comparison import compare
from dualsim.figures import comparison, quantiles
from dualsim.figures.drawing.styles import STYLES
from dualsim.figures.plotting import plot, save_figure
from paths import TINY

SMALL = {"runs": 5, "people": 300, "jobs": 1}


@pytest.fixture(scope="module")
def found():
    """A long run and a short one."""
    return compare(f"{TINY}:town", "petrograd_1917", **SMALL)


@pytest.fixture(scope="module", params=STYLES)
def drawn(request, found):
    canvas = plot(found, style=request.param)
    canvas.draw_without_rendering()
    return canvas


def words(canvas, gid):
    return [text for text in canvas.over.texts if text.get_gid() == gid]


def test_it_says_what_is_compared_and_over_how_many_runs(drawn):
    assert words(drawn, "title")[0].get_text().endswith("Town and Petrograd compared")
    told, brief = "median, and the middle 50, 80, 95% of 5 runs", drawn.style.brief
    heads = [text.get_text() for text in words(drawn, "panel" if brief else "head")]
    assert heads == ["Town", "Petrograd"]
    assert [text.get_text() for text in words(drawn, "shades")] == ([] if brief else [told])
    caption = " ".join(text.get_text() for text in words(drawn, "caption"))
    assert "300 people, 5 runs each, seeds 1 to 5" in caption
    assert ("tiny:town, petrograd_1917: " in caption) != brief
    assert ("bands: middle 50, 80, 95%;" in caption) == brief


def test_rows_are_measures_and_columns_places(drawn):
    rows = 1 if drawn.style.brief else 4
    panels = [axes for axes in drawn.axes if axes is not drawn.over]
    assert len(panels) == 2 * rows
    for left, right in zip(panels[::2], panels[1::2], strict=True):
        assert left.get_xlim() == right.get_xlim() == (0, 262)
        assert left.get_ylim() == right.get_ylim()


def test_bands_lie_about_their_median(found):
    canvas = plot(found)
    panels = [axes for axes in canvas.axes if axes is not canvas.over]
    line = panels[5].lines[0].get_ydata()
    np.testing.assert_allclose(line, np.median(found.results[1].effective_powers[:, :, 0], axis=0))
    shades = [shade for shade in panels[5].collections if shade.get_alpha()]
    assert len(shades) == 3
    spans = [shade.get_datalim(panels[5].transData).height for shade in shades]
    assert spans == sorted(spans)


def test_the_short_run_is_drawn_on_its_days_only(found):
    canvas = plot(found)
    panels = [axes for axes in canvas.axes if axes is not canvas.over]
    known = np.flatnonzero(np.isfinite(panels[4].lines[0].get_ydata()))
    assert (known[0], known[-1]) == (6, 35)  # 1 to 30 March, from 23 February


def test_no_words_lie_on_others_or_off_the_sheet(drawn):
    boxes = [(text, text.get_window_extent()) for text in drawn.over.texts if text.get_text().strip()]
    for text, box in boxes:
        assert box.x0 >= -1, text.get_text()
        assert box.x1 <= drawn.bbox.width + 1, text.get_text()
        assert box.y0 >= -1, text.get_text()
    apart = {"title", "subtitle", "shades", "head", "panel", "month", "tick", "row", "caption", "event"}
    plain = [(text, box) for text, box in boxes if text.get_gid() in apart]
    for (one, a), (other, b) in combinations(plain, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        up = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across < 1.5 or up < 2.5, f"{one.get_text()!r} on {other.get_text()!r}"


def test_letters_are_as_large_as_the_style_says(drawn):
    sizes = {text.get_fontsize() for text in drawn.over.texts if text.get_gid() != "number"}
    assert min(sizes) == drawn.style.small


def test_an_authority_has_one_ink_in_all_columns(found):
    style = comparison._fewer_lines(STYLES["screen"])
    datasets = [ds.isel(place=[c.place]) for c, ds in zip(found.columns, found.results, strict=True)]
    days = comparison._days(datasets)
    tables = [comparison._tables(ds, days) for ds in datasets]
    places = [
        comparison._median_place(ds, table, days, style) for ds, table in zip(datasets, tables, strict=True)
    ]
    shown, line_style = comparison._authorities(places, tables, style)
    both = [{str(t.ds.authority.values[k]) for k in rows} for t, rows in zip(places, shown, strict=True)]
    assert "soviet" in both[0] & both[1]
    view = comparison._view(found, places, tables, style)
    soviets = {line.name: set() for panel in view.panels for line in panel.lines if "oviet" in line.name}
    for line in [line for panel in view.panels for line in panel.lines if line.name in soviets]:
        soviets[line.name].add(line.style)
    assert soviets == {name: {line_style[name]} for name in soviets}
    assert soviets


def test_no_colour_in_black_and_white(found, tmp_path):
    save_figure(plot(found, style="bw"), tmp_path / "bw.png")
    from matplotlib.image import imread

    picture = imread(tmp_path / "bw.png")[..., :3]
    assert np.ptp(picture, axis=2).max() < 0.01


def test_the_most_frequent_regime_of_each_day():
    regimes = np.array(
        [["vacuum", "hybrid", ""], ["hybrid", "hybrid", ""], ["hybrid", "vacuum", "hybrid"]], dtype=object
    )
    assert quantiles.most_frequent(regimes).tolist() == ["hybrid", "hybrid", ""]


def test_a_projector_shows_the_first_three_columns_and_says_so():
    many = compare(TINY, "petrograd_1917", *[], **SMALL | {"runs": 2})
    many = type(many)(many.columns * 2, many.results * 2, many.rows, many.passages)
    canvas = plot(many, style="projector")
    assert len(words(canvas, "panel")) == 3
    gone = f"not shown: {', '.join(column.name for column in many.columns[3:])};"
    assert gone in " ".join(text.get_text() for text in words(canvas, "caption"))
    assert len(words(plot(many, style="screen"), "head")) == 6


def test_events_are_marked_over_the_column_where_they_happened(found):
    canvas = plot(found, style="screen")
    shown = {text.get_text() for text in words(canvas, "event")}
    right = words(canvas, "head")[1].get_position()[0]
    top = max(text.get_position()[1] for text in words(canvas, "event"))
    over = [text for text in words(canvas, "number") if text.get_position()[1] > top + 100]
    for ds, there in zip(
        found.results,
        (
            [t for t in over if t.get_position()[0] < right - 20],
            [t for t in over if t.get_position()[0] > right - 20],
        ),
        strict=True,
    ):
        called = {event["name"] for event in json.loads(ds.attrs["events"])}
        marked = {name for name in called if any(name.startswith(line) for line in shown)}
        assert len(there) == len(marked)


def test_an_unknown_style_is_named(found):
    with pytest.raises(ValueError, match="plot: no style named 'projecter'; did you mean 'projector'"):
        plot(found, style="projecter")
