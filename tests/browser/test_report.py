"""The report of `dualsim report`: a file that asks for nothing, plays, switches, compares and prints."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from dualsim.page.story import ledger_of
from page_truth import scenario, story
from views_of_page import VIEWS_OF_REPORT, shown

EVENT = "july_days"


@pytest.fixture
def report(report_tab):
    return report_tab.open()


def test_it_asks_for_nothing_but_itself(report):
    for view in VIEWS_OF_REPORT:
        shown(report, view)
    assert set(report.requests) == {report.home}


def test_its_switches_answer(report):
    was = report.find(".curves-line").first.get_attribute("d")
    assert report.find(".event-dot:not([aria-disabled])").count() == 2
    report.dot(EVENT).click()
    report.answered("held")
    report.find("#predict-skip").click()
    assert "July" in report.answered()
    assert report.find(".curves-ghost").count() > 3
    assert report.find(".curves-line").first.get_attribute("d") != was
    report.dot("kornilov_marches").click()
    report.find("#predict-skip").click()
    assert "Kornilov" in report.answered()
    other = next(one for one in report.find(".event-dot[aria-disabled]").all())
    other.click(force=True)
    assert sorted(report.state()["without"]) == sorted([EVENT, "kornilov_marches"])


def test_its_film_plays(report):
    shown(report, "watch")
    assert report.find("#ask-person").count() == 0
    first = report.find("#watch-date").inner_text()
    report.find("#play").click()
    report.until(lambda: int(report.find("#watch-day").input_value()) > 3)
    report.find("#play").click()
    assert report.find("#watch-date").inner_text() != first


def test_its_ledger_tells_every_number_and_can_be_searched(report):
    shown(report, "report")
    count = len(ledger_of(scenario()))
    expect(report.find("#ledger-count")).to_contain_text(re.compile(rf"\b{count}\b"))
    report.find("#ledger-filter").fill("behaviour.rho")
    expect(report.find("#ledger-count")).not_to_contain_text(f"{count} of {count}")
    rows = report.find("#ledger tbody tr:visible").all_inner_texts()
    assert 1 <= len(rows) < 6
    assert all("behaviour.rho" in row for row in rows)
    report.find("#ledger-filter").fill("")
    kinds = [one.get_attribute("value") for one in report.find("#ledger-kind option").all()]
    report.find("#ledger-kind").select_option(kinds[-1])
    shown_kinds = {one.get_attribute("data-kind") for one in report.find("#ledger tbody tr:visible").all()}
    assert shown_kinds == {kinds[-1]}
    assert "dualsim report" in report.find(".command").inner_text()


def test_its_parts_of_events_are_told_day_by_day(report):
    shown(report, "report")
    assert report.find(".event-parts li").count() == 2
    before = report.find(".event-parts").inner_text()
    report.find("#part-day").fill("60")
    report.until(lambda: report.find(".event-parts").inner_text() != before)


def test_its_two_scenarios_are_compared(report):
    shown(report, "compare")
    assert len(set(report.find("#pair h3").all_inner_texts())) == 2
    section = report.find("#differences .facts").first
    many = int(re.search(r"\((\d+)\)", section.locator("h4").inner_text())[1])
    if section.locator("button").count():
        section.locator("button").click()
    expect(section.locator("tbody tr")).to_have_count(many)


def test_its_other_part_is_chosen(report):
    names = [one.get_attribute("title") for one in report.find("#scenario option").all()]
    assert len(names) == 2
    report.find("#scenario").select_option(index=1)
    expect(report.find("h1")).to_have_text(names[1])
    report.find(".curves-line").first.wait_for(state="attached")


def test_it_prints_with_its_ledger(report):
    from io import BytesIO

    printed = PdfReader(BytesIO(report.page.pdf(prefer_css_page_size=True)))
    assert 1 < len(printed.pages) < 60
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in printed.pages))
    joined = text.replace(" ", "")
    for entry in ledger_of(scenario())[::40]:
        assert entry["path"].replace(" ", "") in joined, entry["path"]
    for title in (story()["title"], "dualsim report", "Law and fact", "Villages of the Black Earth"):
        assert title in text
    assert "Being fetched" not in text
    assert not report.find("body.printing").count()
    expect(report.find("#view-explore")).to_be_visible()
    expect(report.find("#view-report")).to_be_hidden()
