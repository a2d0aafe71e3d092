"""Explore: a question is asked and its answer told; events are switched, dragged, scaled and turned back."""

from __future__ import annotations

import calendar
import re
from contextlib import suppress

import httpx
import numpy as np
import pytest
from playwright.sync_api import Error, expect

from dualsim.page.series import Series
from page_truth import RUNS, difference, rows, scenario, story

EVENT = "kornilov_marches"
MONTHS = list(calendar.month_name)[1:]
TOLD = re.compile(
    r"(?P<low>[\d.]+)(?: to (?P<high>[\d.]+))? points? (?P<way>more|fewer) of the (?P<group>.+?) put up with"
    r" the government on (?P<day>\d+) (?P<month>\w+)\."
)


def day_of(iso):
    return story()["days"].index(iso)


def event(slug):
    return next(one for one in story()["events"] if one["slug"] == slug)


def shown_day(tab, slug):
    """The day over which a dot stands, as it says it."""
    label = tab.dot(slug).get_attribute("aria-label")
    found = re.search(r"(\d+) (\w+) 1917", label)
    return day_of(f"1917-{MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}")


def test_a_page_and_its_picture_come_from_the_server_alone(tab, server):
    tab.open()
    assert all(url.startswith(server.home) for url in tab.requests)
    icon = tab.told("document.querySelector('link[rel=icon]').href")
    assert icon.startswith(server.home)
    answer = httpx.get(icon)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    policy = httpx.get(server.home).headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_what_the_page_must_not_do_is_seen(tab_at, server):
    tab = tab_at(server.home).open()
    tab.told("console.error('said')")
    tab.told("setTimeout(() => { throw new Error('thrown') })")
    tab.told(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    )
    tab.until(lambda: any("thrown" in one for one in tab.faults))
    assert tab.told("window.ran") is None
    with suppress(Error):
        tab.page.goto("http://127.0.0.1:9/")
    told = "\n".join(tab.faults)
    for part in ("said", "asked for http://127.0.0.1:9/", "thrown", "Content Security Policy"):
        assert part in told
    tab.expected.append("")


def test_a_scenario_is_chosen_and_the_first_line_comes_before_the_band_fills(tab):
    tab.open(wait=False, runs=12, seed=71)
    tab.find(".curves-line").first.wait_for(state="attached")
    assert int(re.match(r"(\d+) of 12 runs", tab.find("#progress").inner_text() or "0 of 12 runs")[1]) < 12
    tab.done()
    assert tab.find(".curves-band").count() == tab.find(".curves-line").count() > 3
    tab.find("#scenario").select_option("village_1917")
    tab.until(lambda: tab.state().get("scenario") == "village_1917")
    tab.done()
    expect(tab.page).to_have_title(re.compile("village", re.IGNORECASE))
    expect(tab.find("#verdict")).to_have_attribute("data-state", "base")
    tab.find("#measure").select_option("stance")
    expect(tab.find('#figures[data-measure="stance"] .curves-area')).to_have_count(4)


def test_a_place_is_chosen_where_there_are_several(tab, server):
    several = [one["name"] for one in httpx.get(f"{server.home}api/scenarios").json()]
    assert several == ["petrograd_1917", "village_1917"]
    tab.open()
    places = (
        tab.find("#place option").evaluate_all("all => all.map((one) => one.value)")
        if tab.find("#place").count()
        else []
    )
    assert places == ([] if len(story()["places"]) < 2 else [one["slug"] for one in story()["places"]])


def test_a_ghost_of_what_was_stays_behind_the_change(tab):
    tab.open(askFirst=False)
    assert tab.find(".curves-ghost").count() == 0
    was = tab.find(".curves-line[data-line=officer]").get_attribute("d")
    tab.dot(EVENT).click()
    tab.answered()
    assert tab.find(".curves-ghost").count() == tab.find(".curves-line").count()
    ghosts = [one.get_attribute("d") for one in tab.find(".curves-ghost").all()]
    assert was in ghosts
    assert tab.find(".curves-line[data-line=officer]").get_attribute("d") != was
    assert tab.find("line.curves-mark").count() >= 1


def test_the_sentence_says_the_day_and_the_interval_that_the_runs_give(tab):
    tab.open()
    tab.dot(EVENT).click()
    tab.answered("held")
    tab.find("#predict-skip").click()
    told = TOLD.search(tab.answered())
    assert told, tab.find("#verdict").inner_text()
    group = next(slug for slug, name in story()["groups"].items() if name.lower() == told["group"].lower())
    day = day_of(f"1917-{MONTHS.index(told['month']) + 1:02}-{int(told['day']):02}")
    middle, low, high = 100 * difference((EVENT,), Series("acceptance", group))[:, day]
    assert (told["way"] == "more") == (middle > 0)
    ends = sorted((abs(low), abs(high)))
    assert float(told["low"]) == pytest.approx(ends[0], abs=1.0)
    assert float(told["high"] or told["low"]) == pytest.approx(ends[1], abs=1.0)
    nearest = {}
    for one in rows():
        if one.measure == "acceptance" and one.group:
            _, lows, highs = 100 * difference((EVENT,), one)
            sure = np.where((lows > 0) | (highs < 0), np.minimum(abs(lows), abs(highs)), 0.0)
            nearest[one.group] = np.nanmax(sure)
    assert ends[0] == pytest.approx(max(nearest.values()), abs=1.0), "a wider one is sure"
    assert f"{RUNS} runs of" in tab.find("#progress").inner_text()


def test_the_day_that_is_pointed_at_is_the_day_that_is_told(tab):
    tab.open(askFirst=False, without=[EVENT], line="worker", day=day_of("1917-10-10"))
    said = tab.answered()
    middle, low, high = 100 * difference((EVENT,), Series("acceptance", "worker"))[:, day_of("1917-10-10")]
    assert "10 October" in said
    if low > 0 or high < 0:
        assert re.search(r"\d", said.partition("”")[2])
        assert ("more" if middle > 0 else "fewer") in said
    else:
        assert "no difference that can be told from chance" in said


def test_an_event_is_dragged_to_another_day_with_what_follows(tab):
    tab.open(askFirst=False)
    slug = "lenin_returns" if tab.dot("lenin_returns").count() else EVENT
    dot, days = tab.dot(slug), len(story()["days"])
    dot.scroll_into_view_if_needed()
    box, was = dot.bounding_box(), shown_day(tab, slug)
    wide = tab.find(".timeline-track").bounding_box()["width"]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + 30, y, steps=4)
    tab.page.mouse.move(x + 60, y, steps=4)
    tab.page.mouse.up()
    tab.until(lambda: tab.state().get("move"))
    to = day_of(tab.state()["move"][slug])
    assert 60 * (days - 1) / wide - 1 <= to - was <= 60 * (days - 1) / (wide * 0.7) + 1
    assert shown_day(tab, slug) == to
    assert tab.dot(slug).bounding_box()["x"] == pytest.approx(box["x"] + 60, abs=6)
    expect(tab.dot(slug)).to_have_attribute("aria-checked", "true")
    assert event(slug)["name"] in tab.answered()


def test_an_event_is_moved_scaled_and_switched_by_keys(tab):
    tab.open(askFirst=False)
    slug = EVENT
    was = shown_day(tab, slug)
    tab.dot(slug).focus()
    for _ in range(2):
        tab.page.keyboard.press("Shift+ArrowRight")
    tab.page.keyboard.press("Shift+PageDown")
    tab.until(lambda: tab.state().get("move", {}).get(slug) == story()["days"][was + 9])
    tab.page.keyboard.press("Shift+ArrowLeft")
    tab.until(lambda: tab.state()["move"][slug] == story()["days"][was + 8])
    scalable = next(one for one in story()["events"] if one["scalable"] and one["landmark"])
    tab.dot(scalable["slug"]).focus()
    tab.page.keyboard.press("2")
    tab.until(lambda: tab.state().get("scale") == {scalable["slug"]: 2})
    tab.page.keyboard.press("1")
    tab.until(lambda: not tab.state().get("scale"))
    tab.page.keyboard.press("Space")
    tab.until(lambda: tab.state().get("without") == [scalable["slug"]])
    expect(tab.dot(scalable["slug"])).to_have_attribute("aria-checked", "false")
    expect(tab.dot(scalable["slug"])).to_be_focused()
    tab.find("#reset").click()
    tab.until(lambda: not any(tab.state().get(key) for key in ("without", "move", "scale")))
    tab.answered("base")


def test_an_event_is_read_scaled_and_moved_on_its_card(tab):
    scalable = next(one for one in story()["events"] if one["scalable"] and one["landmark"] and one["day"])
    slug = scalable["slug"]
    tab.open(askFirst=False, event=slug)
    card = tab.find("#eventcard")
    expect(card).to_contain_text(scalable["name"])
    assert card.locator(".effects li").count() == len(scalable["effects"])
    expect(card.locator(".event-source")).to_contain_text(scalable["source"])
    card.locator(".pick", has=tab.find('input[name=event-scale][value="0.5"]')).click()
    tab.until(lambda: tab.state().get("scale") == {slug: 0.5})
    assert "0.5 times as strong" in tab.answered()
    tab.find("#event-day").focus()
    tab.page.keyboard.press("ArrowRight")
    tab.until(lambda: tab.state().get("move") == {slug: story()["days"][scalable["day"] + 1]})
    card.locator("[data-key=event-back]").click()
    tab.until(lambda: not tab.state().get("move"))
    card.locator("[data-key=event-switch]").click()
    tab.until(lambda: tab.state().get("without") == [slug])


def test_a_number_of_the_scenario_is_turned_and_turned_back(tab):
    tab.open(askFirst=False)
    tab.find("#sliders summary").click()
    slider = story()["sliders"][0]
    field = tab.find(f'#sliders input[data-path="{slider["path"]}"]')
    assert float(field.get_attribute("min")) == pytest.approx(slider["low"])
    field.focus()
    for _ in range(5):
        tab.page.keyboard.press("ArrowRight")
    tab.until(lambda: tab.state().get("set"))
    step = (slider["high"] - slider["low"]) / 40
    assert tab.state()["set"][slider["path"]] == pytest.approx(slider["value"] + 5 * step, abs=step)
    tab.answered()
    tab.find("#reset").click()
    tab.answered("base")
    tab.until(lambda: float(field.input_value()) == pytest.approx(slider["value"], abs=step))


def test_the_october_strip_shows_every_run(tab):
    from dualsim.engine.takeovers import takeovers_of
    from dualsim.page.course import live
    from page_truth import PEOPLE

    tab.open()
    taken = [bool(takeovers_of(live(scenario(), PEOPLE, seed))) for seed in range(1, RUNS + 1)]
    expect(tab.find("#october svg circle")).to_have_count(sum(taken))


def test_graphs_are_one_or_many_and_events_main_or_all(tab):
    tab.open()
    main = tab.find(".event-dot").count()
    tab.find(".pick", has=tab.find("input[name=every][value=all]")).click()
    tab.until(lambda: tab.find(".event-dot").count() == len(story()["events"]))
    assert main < len(story()["events"])
    tab.find(".pick", has=tab.find("input[name=layout][value=many]")).click()
    groups = next(one for one in story()["places"] if one["slug"] == "petrograd")["groups"]
    expect(tab.find("#figures figure.figure")).to_have_count(len(groups))


def test_what_follows_from_an_event_falls_away_with_it(tab):
    tab.open(askFirst=False, every=True, without=[EVENT], event=EVENT)
    tab.answered()
    later = [one for one in story()["events"] if one["slug"] == "kornilov_arrested"]
    latest = [one for one in story()["events"] if "kornilov_arrested" in one["follows"]]
    assert later
    assert latest
    for one in later + latest:
        dot = tab.dot(one["slug"])
        expect(dot).to_have_class(re.compile("is-fallen"))
        expect(dot).to_have_attribute("aria-label", re.compile(f"falls away with .{event(EVENT)['name']}"))
        expect(tab.find("#eventcard .event-falls")).to_contain_text(one["name"])
    tab.dot("kornilov_arrested").click()
    expect(tab.find("#eventcard")).to_contain_text(f"Falls away with “{event(EVENT)['name']}”")
    assert tab.state()["without"] == [EVENT]
    tab.find("#reset").click()
    expect(tab.find(".event-dot.is-fallen")).to_have_count(0)


def test_an_event_is_named_at_its_dot(tab):
    tab.open(every=True)
    tab.dot("july_marches").hover()
    expect(tab.find(".timeline-tip")).to_contain_text(event("july_marches")["name"])
    dot, tip = tab.dot("july_marches").bounding_box(), tab.find(".timeline-tip").bounding_box()
    assert tip["x"] <= dot["x"] + dot["width"] / 2 <= tip["x"] + tip["width"]
    assert 0 <= dot["y"] - tip["y"] - tip["height"] < 20


def test_a_scenario_keeps_its_changes_while_another_is_looked_at(tab):
    tab.open(askFirst=False, without=[EVENT])
    tab.answered()
    tab.find("#scenario").select_option("village_1917")
    tab.answered("base")
    tab.find("#scenario").select_option("petrograd_1917")
    tab.answered()
    assert tab.state()["without"] == [EVENT]
    tab.find("#tab-compare").click()
    tab.find("#view-compare").wait_for()
    tab.page.go_back()
    tab.answered()
    assert tab.state()["scenario"] == "petrograd_1917"
