"""Take away: pictures, numbers, a link and a report that are what the page shows."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib import image
from playwright.sync_api import expect

from dualsim.page.series import Series
from page_truth import band, rows, runs, story

EVENT = "kornilov_marches"
SPACE = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def taken(tab):
    """The view, of a change that has been answered."""
    tab.open(askFirst=False, without=[EVENT])
    tab.answered()
    tab.find("#tab-take").click()
    tab.find("canvas.sheet").wait_for()
    return tab


def test_the_picture_is_a_picture_and_not_blank(taken):
    file = taken.downloaded("#save-png")
    assert re.fullmatch(r"petrograd_1917-acceptance\.png", file.name)
    pixels = image.imread(file)
    assert pixels.shape[:2] == (900, 1600)
    line = [int(taken.find(".curves-line").first.get_attribute("stroke")[n : n + 2], 16) for n in (1, 3, 5)]
    drawn = (np.abs(pixels[:, :1200, :3] * 255 - line).max(axis=2) < 12).sum()
    assert drawn > 1000, "a line is not drawn"
    colours = np.unique((pixels[::3, ::3, :3] * 15).astype(int).reshape(-1, 3), axis=0)
    assert len(colours) > 20
    ink = (pixels[..., :3].mean(axis=2) < 0.85).mean(axis=0)
    assert (ink[100:1500].reshape(14, 100).mean(axis=1) > 0.002).all(), "a part of the sheet is empty"


def test_the_drawing_is_xml_without_script(taken):
    verdict = taken.find("#verdict").text_content()
    file = taken.downloaded("#save-svg")
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    assert root.tag == f"{SPACE}svg"
    for one in root.iter():
        assert one.tag != f"{SPACE}script"
        assert not [name for name in one.attrib if name.startswith("on") or name.endswith("href")]
    texts = " ".join("".join(one.itertext()) for one in root.iter(f"{SPACE}text"))
    assert verdict[:40] in texts
    assert f"{len(runs())} runs" in texts
    shown = taken.find(".curves-line").count()
    assert len([one for one in root.iter(f"{SPACE}path") if one.get("class") == "curves-line"]) == shown


def test_the_numbers_are_those_of_the_curves(taken):
    text = taken.downloaded("#save-csv").read_text(encoding="utf-8-sig")
    table = list(csv.reader(io.StringIO(text)))
    head, body = table[0], table[1:]
    assert [row[0] for row in body] == story()["days"]
    assert [row[1] for row in body] == story()["newStyle"]
    for one in rows():
        if one.measure != "acceptance" or not one.group:
            continue
        name = story()["groups"][one.group]
        at = head.index(name)
        assert head[at : at + 4] == [name, f"{name} (5%)", f"{name} (95%)", f"{name} (As it was)"]
        told = np.array([[float(cell or "nan") for cell in row[at : at + 4]] for row in body]).T
        row = rows().index(Series("acceptance", one.group))
        expected = [*band(runs((EVENT,))[:, row]), band(runs()[:, row])[0]]
        known = np.isfinite(expected)
        assert known.sum() > 600
        assert np.abs(told - expected)[known].max() < 2e-4, name


def test_the_link_brings_all_of_it_back(taken, tab_at, server):
    taken.find("#tab-explore").click()
    taken.find("#measure").select_option("stance")
    taken.find("#projector").click()
    taken.dot("july_days").click()
    taken.answered()
    verdict = taken.find("#verdict").inner_text()
    taken.find("#tab-take").click()
    link = taken.find("#link").input_value()
    assert link == taken.page.url
    other = tab_at(server.home)
    other.page.goto(link)
    expect(other.find("#tab-take")).to_have_attribute("aria-current", "page")
    assert other.state() == taken.state()
    other.find("#tab-explore").click()
    assert other.answered() == verdict
    expect(other.find("body")).to_have_class("projector")
    expect(other.find("#figures")).to_have_attribute("data-measure", "stance")
    for slug in (EVENT, "july_days"):
        expect(other.dot(slug)).to_have_attribute("aria-checked", "false")


def test_the_field_of_the_link_is_chosen_by_a_button(taken):
    taken.find("#select-link").click()
    expect(taken.find("#link")).to_be_focused()
    assert taken.told("document.activeElement.selectionEnd - document.activeElement.selectionStart") > 40


def test_a_report_made_in_the_page_opens_without_a_network(tab, tab_at):
    tab.open(scenario="village_1917", view="take", people=200, runs=2)
    file = tab.downloaded("#save-report")
    assert file.suffix == ".html"
    expect(tab.find("[data-part=report] [role=status]")).not_to_be_empty()
    read = tab_at(file.as_uri())
    read.open(wait=False)
    expect(read.find("#tab-report")).to_be_visible()
    read.find(".curves-line").first.wait_for(state="attached")
    assert set(read.requests) == {file.as_uri()}


def test_what_is_wrong_with_a_scenario_is_told_line_by_line(tab):
    tab.open(view="take")
    wrong = {"name": "wrong.yaml", "mimeType": "text/yaml", "buffer": b"schema: 1\ntitle: Wrong\n"}
    tab.expected.append("422")
    tab.find("#upload").set_input_files(wrong)
    tab.find("#view-take .fault li").first.wait_for()
    expect(tab.find("#view-take .fault")).to_contain_text("start")
