"""Everything without a mouse, the keyboard's place always to be seen."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from page_looks import look
from page_truth import story

EVENT = "kornilov_marches"
QUIET = ("main", "verdict", "BODY")  # told by being read, and no stops of the Tab key


def press(tab, key):
    """Press a key; whatever has the keyboard then must show it."""
    tab.page.keyboard.press(key)
    tab.page.wait_for_timeout(60)
    held = look(tab, "held")
    if held["what"] not in QUIET and held["tag"] != "BODY":
        assert held["isSeen"], f"{held}: nobody sees where the keyboard is"
        assert held["isThere"], held
        assert held["isInside"], held
    return held["what"]


def go(tab, wanted, key="Tab"):
    """Press a key until the keyboard is where it is wanted."""
    passed = []
    while not passed or not re.match(wanted, passed[-1]):
        passed.append(press(tab, key))
        assert len(passed) < 80, f"{wanted} is not among {passed}"
    return passed


def test_a_lesson_without_a_mouse(tab):
    tab.open()
    assert press(tab, "Tab") == "skip"
    press(tab, "Enter")
    expect(tab.find("#main")).to_be_focused()
    go(tab, "measure$")
    press(tab, "ArrowDown")
    tab.until(lambda: tab.state().get("measure") == "stance")
    expect(tab.find("#measure")).to_be_focused()
    press(tab, "ArrowUp")
    tab.until(lambda: "measure" not in tab.state())
    tab.done()
    go(tab, "DIV=")  # the graph
    expect(tab.find(".curves-stage")).to_be_focused()
    press(tab, "Home")
    assert "February" in tab.find(".curves-stage").get_attribute("aria-valuetext")
    press(tab, "PageUp")
    press(tab, "ArrowRight")
    tab.until(lambda: tab.state().get("day") == 11)
    said = tab.find(".curves-stage").get_attribute("aria-valuetext")
    assert re.search(r"\d+ March", said)
    assert said.count("%") == tab.find(".curves-line").count()
    passed = go(tab, "|".join(one["slug"] + "$" for one in story()["events"]))
    assert sum(one in {event["slug"] for event in story()["events"]} for one in passed) == 1
    go(tab, f"{EVENT}$", "ArrowRight")
    tab.page.keyboard.press("Space")  # the question comes into sight, whatever else must leave it
    tab.answered("held")
    expect(tab.find("#predict-show")).to_be_in_viewport()
    expect(tab.dot(EVENT)).to_be_focused()
    go(tab, "predict-way=", "Shift+Tab")
    press(tab, "ArrowRight")
    assert tab.find("input[name=predict-way]:checked").count() == 1
    go(tab, "predict-reason$")
    tab.page.keyboard.type("The generals would have waited.")
    go(tab, "predict-show$")
    press(tab, "Enter")
    tab.answered()
    expect(tab.find("#verdict")).to_be_focused()
    expect(tab.find("#expected")).to_contain_text("The generals would have waited.")
    go(tab, "tab-watch$", "Shift+Tab")
    press(tab, "Enter")
    tab.find("#town").wait_for()
    expect(tab.find("#tab-watch")).to_be_focused()
    go(tab, "play$")
    press(tab, "Space")
    tab.until(lambda: int(tab.find("#watch-day").input_value()) > 2)
    press(tab, "Space")
    go(tab, "ask-person$")
    press(tab, "Enter")
    tab.find('#why[data-ready="true"]').wait_for()


def test_a_scenario_a_tab_and_a_language_are_chosen_by_keys(tab):
    tab.open()
    assert go(tab, "scenario$") == ["skip", "scenario"]
    press(tab, "ArrowDown")
    tab.until(lambda: tab.state().get("scenario") == "village_1917")
    tab.done()
    expect(tab.find("#scenario")).to_be_focused()
    go(tab, "tab-compare$")
    press(tab, "Enter")
    tab.find("#differences .facts").first.wait_for()
    go(tab, "projector$")
    press(tab, "Space")
    expect(tab.find("body")).to_have_class("projector")
    expect(tab.find("#projector")).to_be_focused()
    go(tab, "language$")
    press(tab, "Enter")
    expect(tab.find("html")).to_have_attribute("lang", "ru")
    expect(tab.find("#language")).to_be_focused()


def test_every_stop_of_the_tab_key_shows_itself_in_every_view(tab):
    tab.open(askFirst=False, without=[EVENT], event=EVENT)
    tab.answered()
    for view in ("explore", "watch", "compare", "take"):
        tab.find(f"#tab-{view}").focus()
        tab.page.wait_for_timeout(50)
        tab.page.keyboard.press("Enter")
        tab.find(f"#view-{view}").wait_for()
        if view == "watch":
            tab.find("#town").wait_for()
        if view == "compare":
            tab.find("#differences .facts").first.wait_for()
        stops = []
        while len(stops) < 70 and (not stops or stops[-1] not in ("BODY", "skip")):
            stops.append(press(tab, "Tab"))
            if tab.told("document.activeElement === document.body"):
                break
        assert len(stops) > 6, f"{view}: {stops}"


def test_help_to_the_timeline_is_there_for_those_who_hear_it(tab):
    tab.open()
    track = tab.find(".timeline-track")
    assert tab.find(f"#{track.get_attribute('aria-describedby')}").text_content().count("Shift") >= 1
    for one in tab.find(".event-dot").all():
        assert re.search(r", (on|off)$", one.get_attribute("aria-label"))
