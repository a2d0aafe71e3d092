"""Watch: the film plays, its dots are those of the run, and a dot says why it decided as it did."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from dualsim import why
from page_truth import NAME, PLACE, counts, story

DOTS = 600
DAY = 150
MINUS = "\N{MINUS SIGN}"
PICTURE = "document.getElementById('town').toDataURL()"


@pytest.fixture
def film(tab):
    tab.open(view="watch", filmPeople=DOTS, watchDay=DAY)
    tab.find("#town").wait_for()
    return tab


def rows(tab):
    """The table of counts as the page has it."""
    tab.find("#watch-counts tbody tr").first.wait_for()
    return {
        row.locator("th").inner_text(): [int(cell) for cell in row.locator("td").all_inner_texts()]
        for row in tab.find("#watch-counts tbody tr").all()
    }


def signed(value):
    """A number as the page writes it."""
    return f"{MINUS if value < 0 else '+'}{abs(value):.2f}"


def facts(person, day):
    decision = why(NAME, person, story()["days"][day], people=DOTS, seed=1)
    return json.loads(json.dumps(decision.to_dict())), str(decision)


@pytest.mark.parametrize("day", [0, DAY])
def test_the_counts_are_those_of_the_run(film, day):
    film.find("#watch-counts summary").click()
    film.find("#watch-day").fill(str(day))
    names = story()["groups"]
    expected = {names[group]: row for group, row in counts(DOTS, day).items()}
    film.until(lambda: rows(film) == expected or None)
    assert sum(row[0] for row in expected.values()) >= DOTS
    label = film.find("#town").get_attribute("aria-label")
    assert f"Both {sum(row[2] for row in expected.values())}" in label


def test_play_goes_on_and_pause_stays(film):
    before = film.told(PICTURE)
    film.find(".pick", has=film.find("input[name=watch-speed][value='20']")).click()
    film.find("#play").click()
    expect(film.find("#play")).to_have_text("Pause")
    film.until(lambda: int(film.find("#watch-day").input_value()) >= DAY + 4)
    film.until(lambda: int(film.find("#town").get_attribute("data-fps") or 0) > 1)
    film.find("#play").click()
    at = int(film.find("#watch-day").input_value())
    film.page.wait_for_timeout(400)
    assert int(film.find("#watch-day").input_value()) == at
    assert film.told(PICTURE) != before
    film.find("#day-back").click()
    assert int(film.find("#watch-day").input_value()) == at - 1
    film.find("#day-on").click()
    assert film.state()["watchDay"] == at


def test_the_film_can_be_scrubbed_and_says_the_day(film):
    film.find("#watch-day").fill("0")
    first = story()["days"][0]
    expect(film.find("#watch-date")).to_have_text(f"{int(first[-2:])} February 1917")
    early = film.told(PICTURE)
    film.find("#watch-day").fill("200")
    film.until(lambda: film.told(PICTURE) != early)
    assert film.state()["watchDay"] == 200
    stance = film.told(PICTURE)
    film.find(".pick", has=film.find("input[name=watch-colour][value=allegiance]")).click()
    film.until(lambda: film.told(PICTURE) != stance)


def test_powers_levers_and_news_are_told_beside_the_town(film):
    assert film.find("#powers li").count() == 2
    levers = next(one for one in story()["places"] if one["slug"] == PLACE)["levers"]
    assert film.find("#levers li").count() == len(levers)
    film.find(".news-link").first.click()
    expect(film.find("#tab-explore")).to_have_attribute("aria-current", "page")
    expect(film.find("#eventcard")).to_be_visible()


def test_a_dot_that_is_clicked_says_what_the_run_knows_of_it(film):
    town = film.find("#town").bounding_box()
    film.find("#town").click(position={"x": town["width"] * 0.3, "y": town["height"] * 0.5})
    film.find('#why[data-ready="true"]').wait_for()
    person = film.state()["person"]
    known, text = facts(person, DAY)
    expect(film.find('[data-plain="vote"]')).to_contain_text(known["vote"]["after"])
    assert film.find("#why .why-text pre").text_content() == text
    for part in ("accept", "rise"):
        shown = [row.get_attribute("data-term") for row in film.find(f"[data-why={part}] .term").all()]
        terms = known[part]["terms"] or {}
        assert set(terms) <= set(shown)
        for term, value in terms.items():
            row = film.find(f'[data-why={part}] .term[data-term="{term}"] .term-value')
            assert row.text_content() == signed(value)
    for part in ("authority", "vote"):
        options = {one["name"]: one for one in known[part]["options"]}
        assert film.find(f"[data-why={part}] .option").count() == len(options)
        for name, option in options.items():
            own = film.find(f"[data-why={part}] .option").and_(film.find(f"[data-option={json.dumps(name)}]"))
            chance = own.locator("summary .term-value").text_content()
            assert chance == f"{int(100 * option['chance'] + 0.5)}%"
            total = own.locator('.term[data-term="total"] .term-value').text_content()
            assert total == signed(option["total"])
            for term, value in option["terms"].items():
                assert own.locator(f'.term[data-term="{term}"] .term-value').text_content() == signed(value)
    film.find("#why-back").click()
    expect(film.find("#why")).to_have_count(0)


def test_someone_of_a_group_is_asked_by_the_form_and_asked_again_the_next_day(film):
    film.find("#ask-group").select_option("soldier")
    film.find("#ask-person").click()
    film.find('#why[data-ready="true"]').wait_for()
    person = film.state()["person"]
    known, text = facts(person, DAY)
    assert film.find("#why .why-text pre").text_content() == text
    expect(film.find(".why-who")).to_contain_text(story()["groups"]["soldier"])
    film.find("#day-on").click()
    film.until(
        lambda: (
            film.find("#why .why-text pre").count()
            and film.find("#why .why-text pre").text_content() == facts(person, DAY + 1)[1]
        )
    )
    assert known["rise"]["threshold"] is not None
