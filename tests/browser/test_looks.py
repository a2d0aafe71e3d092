"""Looks: nothing too small, on top of another, told by colour alone, or beside the window."""

from __future__ import annotations

import json
import re
from itertools import combinations, pairwise

import pytest
from playwright.sync_api import expect

from chromium import LARGE, PHONE, SMALL
from page_looks import covered, lightness, look, overlapping, small_texts, texts
from page_truth import story
from paths import ROOT
from views_of_page import VIEWS_OF_REPORT, all_views, shown

EVENT = "kornilov_marches"
MEASURES = ("acceptance", "stance", "allegiance", "vote", "mobilisation", "power", "powers", "seats")
CYRILLIC = re.compile("[\u0400-\u04ff]", re.IGNORECASE)
EVENTS = {one["name"] for one in story()["events"]}
KEYS = set(
    json.loads((ROOT / "src" / "dualsim" / "page" / "static" / "words.en.json").read_text(encoding="utf-8"))
)


def foreign(name):
    """Whether a name is neither Russian, nor a number, nor what a scenario calls an event."""
    return bool(re.search(r"[a-z]", name)) and not CYRILLIC.search(name) and name not in EVENTS


@pytest.mark.parametrize(("projector", "least"), [(False, 14), (True, 18)])
def test_no_text_is_smaller_than_it_may_be(tab, projector, least):
    for view in all_views(tab, projector=projector):
        assert not small_texts(tab, least), view
    tab.find("#tab-explore").click()
    tab.find(".pick", has=tab.find("input[name=layout][value=many]")).click()
    tab.find(".pick", has=tab.find("input[name=every][value=all]")).click()
    tab.until(lambda: tab.find("#figures figure").count() > 2)
    assert not small_texts(tab, least)
    tab.open(without=[EVENT], projector=projector)
    tab.answered("held")
    assert not small_texts(tab, least)


@pytest.mark.parametrize(("projector", "least"), [(False, 14), (True, 18)])
def test_no_text_of_a_report_is_smaller_than_it_may_be(report_tab, projector, least):
    report_tab.open(projector=projector, without=["july_days"])
    for view in VIEWS_OF_REPORT:
        shown(report_tab, view)
        assert not small_texts(report_tab, least), view


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("projector", [False, True])
def test_labels_never_lie_on_each_other(tab_at, server, size, projector):
    tab = tab_at(server.home, size=size).open(projector=projector, without=[EVENT], askFirst=False)
    tab.answered()
    for measure in MEASURES:
        tab.find("#measure").select_option(measure)
        expect(tab.find("#figures")).to_have_attribute("data-measure", measure)
        drawn = ".curves-area" if measure == "stance" else ".curves-line"
        tab.find(drawn).first.wait_for(state="attached")
        assert not overlapping(tab), measure


def test_a_projector_shows_mostly_the_drawing(tab_at, server):
    tab = tab_at(server.home, size=SMALL).open(projector=True)
    assert covered(tab, "#figures .curves-svg") > 0.48
    assert covered(tab, "#figures .curves-svg, .timeline-track") > 0.6
    shown(tab, "watch")
    assert covered(tab, "#town") > 0.33
    shown(tab, "compare")
    assert covered(tab, "#pair .curves-svg") > 0.5


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_stands_around_the_drawing_is_low(tab, language):
    tab.open(projector=True, language=language, without=[EVENT], askFirst=False, every=True)
    tab.answered()
    assert tab.find("#bar").bounding_box()["height"] < 64, "the bar takes two rows"
    assert tab.find("#controls").bounding_box()["height"] < 60, "the controls take two rows"
    assert tab.find(".timeline-strip").bounding_box()["height"] < 280
    tab.find("#projector").click()
    tab.until(lambda: tab.find(".timeline-strip").bounding_box()["height"] < 220)
    assert tab.find("#controls").bounding_box()["height"] < (60 if language == "en" else 110)
    last = tab.find(".event-dot").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()


@pytest.mark.parametrize("scenario", ["petrograd_1917", "village_1917"])
def test_no_two_lines_look_the_same_without_colours(tab, scenario):
    tab.open(scenario=scenario)
    alike = []
    for measure in MEASURES:
        if not tab.find(f"#measure option[value={measure}]").count():
            continue
        tab.find("#measure").select_option(measure)
        expect(tab.find("#figures")).to_have_attribute("data-measure", measure)
        tab.find(".curves-area, .curves-line").first.wait_for(state="attached")
        for lines in look(tab, "lines"):
            for (one, colour, dash), (other, colour_, dash_) in combinations(lines, 2):
                if dash == dash_ and abs(lightness(colour) - lightness(colour_)) < 10:
                    alike.append((measure, one, other))
        fills = [one.get_attribute("fill") for one in tab.find(".curves-area").all()]
        alike += [
            (measure, *pair) for pair in pairwise(fills) if abs(lightness(pair[0]) - lightness(pair[1])) < 10
        ]
    assert not alike


def test_a_phone_never_scrolls_sideways(tab_at, server, report_file):
    tab = tab_at(server.home, size=PHONE, has_touch=True, is_mobile=True)
    for view in all_views(tab):
        assert tab.told("document.documentElement.scrollWidth") <= PHONE[0], view
        assert not small_texts(tab, 14), view
    tab.open(without=[EVENT])
    tab.answered("held")
    assert tab.told("document.documentElement.scrollWidth") <= PHONE[0]
    read = tab_at(report_file.as_uri(), size=PHONE).open()
    for view in VIEWS_OF_REPORT:
        shown(read, view)
        assert read.told("document.documentElement.scrollWidth") <= PHONE[0], view


def test_a_phone_that_is_touched_can_move_an_event(tab_at, server):
    tab = tab_at(server.home, size=PHONE, has_touch=True, is_mobile=True).open(askFirst=False)
    tab.dot(EVENT).tap()
    expect(tab.find("#eventcard")).to_be_in_viewport()
    assert not tab.state().get("without")
    tab.find("[data-key=event-switch]").tap()
    tab.answered()
    assert tab.state()["without"] == [EVENT]


def test_the_page_speaks_russian_throughout(tab):
    for view in all_views(tab, language="ru"):
        expect(tab.find("html")).to_have_attribute("lang", "ru")
        assert not [text for text in texts(tab) if text in KEYS], view
        assert not [name for name in look(tab, "names") if foreign(name)], view
    tab.open(language="ru", without=[EVENT])
    assert CYRILLIC.search(tab.answered("held"))
    assert not [name for name in look(tab, "names") if foreign(name)]
    tab.find("#language").click()
    expect(tab.find("html")).to_have_attribute("lang", "en")
    expect(tab.find("#tab-explore")).to_have_text("Explore")


def test_a_browser_that_speaks_russian_is_answered_in_russian(tab_at, server):
    tab = tab_at(server.home, locale="ru-RU").open()
    expect(tab.find("html")).to_have_attribute("lang", "ru")


def test_a_report_speaks_russian_as_well(report_tab):
    report_tab.open(language="ru", without=["july_days"])
    for view in VIEWS_OF_REPORT:
        shown(report_tab, view)
        assert not [text for text in texts(report_tab) if text in KEYS], view
        assert not [name for name in look(report_tab, "names") if foreign(name)], view
