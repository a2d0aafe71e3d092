"""Compare: two places on shared axes, and in words what differs between their files."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import expect

from dualsim import diff
from dualsim.scenario.loading import load

PAIR = {
    "left": {"scenario": "petrograd_1917", "place": ""},
    "right": {"scenario": "village_1917", "place": ""},
}


@pytest.fixture
def pair(tab):
    tab.open(view="compare", **PAIR)
    tab.find("#differences .facts").first.wait_for()
    tab.until(
        lambda: all(side.locator(".curves-line").count() for side in tab.find("#pair .pair-side").all())
    )
    return tab


def axes(tab, side):
    """The words of the axes of a side's first graph, each with where it stands."""
    found = tab.find("#pair .pair-side").nth(side).locator(".curves-axes").first.locator("text")
    return [(one.text_content(), one.get_attribute("x"), one.get_attribute("y")) for one in found.all()]


def test_both_sides_are_drawn_on_the_same_axes(pair):
    assert axes(pair, 0) == axes(pair, 1)
    assert {"0%", "100%"} <= {text for text, _, _ in axes(pair, 0)}
    sides = pair.find("#pair .pair-side h3").all_inner_texts()
    assert len(set(sides)) == 2
    boxes = [one.bounding_box() for one in pair.find("#pair .curves-svg").all()[:2]]
    assert boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=1)
    assert boxes[0]["height"] == pytest.approx(boxes[1]["height"], abs=1)


@pytest.mark.parametrize("measure", ["stance", "powers", "vote"])
def test_axes_are_shared_in_other_measures(pair, measure):
    pair.find("#compare-measure").select_option(measure)
    drawn = ".curves-area" if measure == "stance" else ".curves-line"
    pair.until(lambda: all(one.locator(drawn).count() for one in pair.find("#pair .pair-side").all()))
    assert axes(pair, 0) == axes(pair, 1)


def test_all_that_differs_is_told_in_words(pair):
    facts = diff(load("petrograd_1917"), load("village_1917"))
    told = [one for one in facts if one.aspect not in ("title", "about")]
    studies = pair.find('.facts[data-section="Numbers to vary in studies"]')
    expect(studies).to_have_count(0)
    pair.find("#facts-all").click()
    expect(studies).to_have_count(1)
    expected = Counter(one.section for one in told)
    for section in pair.find("#differences .facts").all():
        name = section.get_attribute("data-section")
        expect(section.locator("h4")).to_have_text(f"{name} ({expected.pop(name)})")
    assert not expected
    section, many = Counter(one.section for one in told).most_common(1)[0]
    box = pair.find(f'.facts[data-section="{section}"]')
    assert box.locator("tbody tr").count() == 5
    box.locator("button").click()
    expect(box.locator("tbody tr")).to_have_count(many)
    rows = box.locator("tbody tr").all_inner_texts()
    for one, row in zip((one for one in told if one.section == section), rows, strict=True):
        for part in (one.subject, one.first, one.second):
            assert " ".join((part or "").split()) in " ".join(row.split())
    box.locator("button").click()
    expect(box.locator("tbody tr")).to_have_count(5)


def test_another_pair_is_chosen_and_kept_in_the_link(pair):
    pair.find("#compare-right").select_option("petrograd_1917")
    pair.until(lambda: pair.state()["right"]["scenario"] == "petrograd_1917")
    expect(pair.find("#differences")).to_contain_text("the same", ignore_case=True)
