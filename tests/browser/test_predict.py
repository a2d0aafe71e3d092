"""Predict: what a pupil expects is asked before the answer shows, and both can be taken home."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from page_truth import story

EVENT = "kornilov_marches"
TEXT, REASON = "More officers will put up with it.", "Nobody marched <b>on the town</b>."


def pick(tab, name, value):
    tab.find(".pick", has=tab.find(f'input[name="{name}"][value="{value}"]')).click()


def drawn(tab, from_day=0.3, to_day=0.8):
    """Draw a line across the graph with the pointer."""
    stage = tab.find(".curves-stage.is-sketch")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    tab.page.mouse.move(box["x"] + from_day * box["width"], box["y"] + 0.3 * box["height"])
    tab.page.mouse.down()
    for step in range(1, 9):
        x = box["x"] + (from_day + step * (to_day - from_day) / 8) * box["width"]
        tab.page.mouse.move(x, box["y"] + (0.3 + 0.04 * step) * box["height"])
    tab.page.mouse.up()


def test_the_answer_is_held_back_until_the_pupil_has_said_what_to_expect(tab):
    tab.open()
    was = {one.get_attribute("data-line"): one.get_attribute("d") for one in tab.find(".curves-line").all()}
    tab.dot(EVENT).click()
    assert not re.search(r"\d point", tab.answered("held"))
    tab.page.wait_for_timeout(700)  # long enough for runs to come, were they shown
    shown = {one.get_attribute("data-line"): one.get_attribute("d") for one in tab.find(".curves-line").all()}
    assert shown.keys() == was.keys()
    assert tab.find(".curves-ghost").count() == 0
    assert not re.search(r"\d point", tab.find("#view-explore").inner_text())
    tab.find("#tab-take").click()
    assert not re.search(r"\d points", tab.find("#view-take").inner_text())
    tab.find("#tab-explore").click()
    tab.find("#predict-text").fill(TEXT)
    tab.find("#predict-show").click()
    assert re.search(r"\d point", tab.answered())
    expect(tab.find("#verdict")).to_be_focused()
    assert tab.find(".curves-ghost").count() > 3


def test_what_was_expected_and_what_was_found_are_both_taken_home(tab, tab_at):
    tab.open()
    tab.dot(EVENT).click()
    tab.answered("held")
    tab.find("#predict-line").select_option("worker")
    pick(tab, "predict-way", "more")
    pick(tab, "predict-october", "later")
    drawn(tab)
    assert tab.find(".curves-sketch").count() == 1
    tab.find("#predict-text").fill(TEXT)
    tab.find("#predict-reason").fill(REASON)
    tab.find("#predict-show").click()
    verdict = tab.answered()
    for part in (TEXT, REASON, "higher", "later"):
        expect(tab.find("#expected")).to_contain_text(part)
    assert tab.find(".curves-sketch").count() == 1
    tab.find("#tab-take").click()
    data = json.loads(tab.downloaded("#save-answers-data").read_text(encoding="utf-8"))
    said = data["answers"][0]
    assert (said["text"], said["reason"], said["way"], said["october"]) == (TEXT, REASON, "more", "later")
    assert said["line"] == "worker"
    assert said["found"] == verdict
    assert 5 <= len(said["drawn"]) <= 26
    assert all(re.fullmatch(r"\d+ \w+ 1917: \d+%", one) for one in said["drawn"])
    assert (data["scenario"], data["runs"], data["seed"]) == ("petrograd_1917", 4, 1)
    page = tab.downloaded("#save-answers")
    assert page.name == "my-answers.html"
    read = tab_at(page.as_uri())
    read.page.goto(page.as_uri())
    text = read.find("body").inner_text()
    for part in (TEXT, REASON, verdict, story()["title"], "1917: "):
        assert part in text
    assert read.find("li b").count() == 0


def test_a_line_that_was_drawn_stays_where_it_was_drawn(tab):
    tab.open()
    tab.dot(EVENT).click()
    tab.answered("held")
    drawn(tab, 0.2, 0.6)
    before = tab.find(".curves-sketch").get_attribute("d")
    tab.find("#predict-show").click()
    tab.answered()
    days = [day for day, _ in tab.state()["answers"][0]["drawn"]]
    assert days == sorted(days)
    length = len(story()["days"])
    assert 0.05 * length < days[0] < 0.3 * length < 0.5 * length < days[-1] < 0.9 * length
    assert before.startswith("M")
    values = [value for _, value in tab.state()["answers"][0]["drawn"]]
    assert values == sorted(values, reverse=True)  # it was drawn downwards
    assert 0.2 < values[-1] < values[0] < 0.9


@pytest.mark.parametrize("button", ["predict-skip", "predict-never"])
def test_whoever_will_not_say_may_skip_it_once_or_always(tab, button):
    tab.open()
    tab.dot(EVENT).click()
    tab.answered("held")
    tab.find(f"#{button}").click()
    tab.answered()
    tab.dot("july_days").click()
    if button == "predict-skip":
        tab.answered("held")
    else:
        assert "July" in tab.answered()
        tab.find("#ask-first").click()
        tab.answered("held")


def test_a_second_class_is_asked_again_and_may_have_all_forgotten(tab):
    tab.open()
    tab.dot(EVENT).click()
    tab.answered("held")
    tab.find("#predict-text").fill(TEXT)
    tab.find("#predict-show").click()
    tab.answered()
    tab.page.reload()
    tab.answered()  # what was said stays said
    tab.find("#reset").click()
    tab.answered("base")
    tab.dot(EVENT).click()
    tab.answered("held")
    expect(tab.find("#predict-text")).to_have_value("")
    expect(tab.find("#expected")).to_be_hidden()
    tab.find("#predict-never").click()
    tab.answered()
    tab.find("#reset").click()
    tab.answered("base")
    tab.dot(EVENT).click()
    tab.answered("held")
    assert [one["text"] for one in tab.state()["answers"]] == [TEXT]  # to be taken home still
    tab.find("#new-class").click()
    tab.answered("base")
    assert not tab.state().get("answers")
    expect(tab.find("#new-class")).to_have_count(0)


def test_what_came_of_a_prediction_is_told_of_its_own_group_once_and_for_all(tab):
    tab.open()
    tab.dot(EVENT).click()
    tab.answered("held")
    tab.find("#predict-line").select_option("soldier")
    pick(tab, "predict-way", "less")
    tab.find("#predict-show").click()
    verdict = tab.answered()
    assert "soldiers" in verdict
    tab.find("#measure").select_option("mobilisation")
    tab.until(lambda: tab.find("#verdict").inner_text() != verdict)
    tab.find("#measure").select_option("acceptance")
    tab.find('.curves-label[data-line="officer"]').click()
    tab.until(lambda: "officers" in tab.find("#verdict").inner_text())
    assert tab.state()["line"] == "officer"
    assert tab.state()["day"] is not None
    said = tab.state()["answers"][0]
    assert said["found"] == verdict
    assert said["about"] == {"measure": "acceptance", "group": "soldier"}
    assert said["day"] in story()["days"]
    tab.find("#tab-take").click()
    expect(tab.find(".answers")).to_contain_text("Soldiers")
    expect(tab.find(".answers")).to_contain_text(verdict)
