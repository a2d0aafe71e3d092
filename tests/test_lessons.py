"""The lessons: every number of the model is made anew, every word of the page, event and source is there."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import xarray as xr

import dualsim
from dualsim.analysis.outcomes.courses import courses_in
from dualsim.analysis.outcomes.outcome import outcome_of
from dualsim.cli.app import app
from dualsim.scenario.dates import MONTHS
from paths import ROOT

DOCS = ROOT / "docs"
LESSONS = sorted(path for path in (DOCS / "lessons").glob("*.md") if path.stem != "index")
PAGES = [DOCS / "lessons" / "index.md", *LESSONS]
WORDS = ROOT / "src" / "dualsim" / "page" / "static" / "words.en.json"  # what stands on the page
PAPER = ROOT / "src" / "dualsim" / "paper"
COMING = set() if PAPER.exists() and (ROOT / "src/dualsim/web").exists() else {"serve", "report", "handout"}
RUNS, PEOPLE, SEED = 8, 2_000, 1  # of the page, as it comes
SCENARIO = "petrograd_1917"
RECORDED = {"region_1917": ["effective_powers", "regime"]}  # of its hundreds of bodies all would be gigabytes
NARROW = {"%": 16, "points": 18, "powers": 1.0, "days": 70}  # a wider range says too little

each_lesson = pytest.mark.parametrize("page", LESSONS, ids=lambda page: page.stem)
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
needs_page = pytest.mark.skipif(not WORDS.exists(), reason="the page is not there yet")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def parts(page: Path) -> dict[str, str]:
    """The text of a page under each of its second headings."""
    found = re.split(r"^## (.*)$", read(page), flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def rows(text: str) -> list[list[str]]:
    """The cells of the tables of a text, headings left out."""
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    lines = [line for table in tables for line in table.splitlines()[2:]]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


# What the model answers


class Row(NamedTuple):
    """One row of the table: what is asked, and what is stated."""

    key: str
    scenario: str
    outcome: str
    less: str  # a date, for a difference within the runs
    without: str  # an event, for a difference between runs in pairs
    answer: str


def answers(page: Path) -> list[Row]:
    found = []
    for key, _, asked, answer in rows(parts(page)["What the model answers"]):
        told = re.fullmatch(r"`(?:(\w+): )?(.*?)(?: less ([\d-]+))?(?: without (\w+))?`", asked)
        assert told, f"{page.name}, {key}: {asked}"
        scenario, outcome, less, without = (told[n] or "" for n in (1, 2, 3, 4))
        found.append(Row(key, scenario or SCENARIO, outcome, less, without, answer))
    return found


ROWS = [pytest.param(row, id=row.key) for page in LESSONS for row in answers(page)]


@cache
def runs(scenario: str, without: str = "") -> xr.Dataset:
    """The runs of the page: 8 of 2,000 people."""
    given = dualsim.load(scenario, without=[without] if without else [])
    return dualsim.ensemble(given, RUNS, people=PEOPLE, seed=SEED, jobs=1, measures=RECORDED.get(scenario))


def values(row: Row, without: str = "", date: str = "") -> np.ndarray:
    """What is asked, run by run; of a date in the place of the row's own."""
    text = row.outcome if not date else f"{row.outcome.partition('@')[0]}@{date}"
    asked = outcome_of(text, dualsim.load(row.scenario))
    return np.array([asked.value(course) for course in courses_in(runs(row.scenario, without))])


def band(numbers: np.ndarray) -> tuple[float, float]:
    """Where nine of ten lie, as on the page."""
    low, high = np.quantile(numbers, [0.05, 0.95])
    return float(low), float(high)


def day_of(date: str, scenario: str) -> int:
    number, month = date.split()
    known = dualsim.load(scenario)
    return known.day(f"1917-{MONTHS.index(month) + 1:02}-{int(number):02}") - known.period.first


def wrong(row: Row) -> str:
    """What the runs say against the answer that is stated; nothing if it holds."""
    found = values(row, row.without)
    if row.answer == "no difference in any run":
        return "" if np.array_equal(found, values(row), equal_nan=True) else f"{found} and {values(row)}"
    if told := re.fullmatch(r"(\d) of (\d) runs, (\d+ \w+) to (\d+ \w+)", row.answer):
        days = found[~np.isnan(found)]
        first, last = (day_of(told[n], row.scenario) for n in (3, 4))
        assert last - first <= NARROW["days"]
        holds = (len(days), len(found)) == (int(told[1]), int(told[2]))
        return "" if holds and first <= days.min() and days.max() <= last else str(found)
    told = re.fullmatch(r"([\d.]+) to ([\d.]+) (%|powers|points (?:more|fewer))", row.answer)
    assert told, f"{row.key}: {row.answer}"
    low, high, unit = float(told[1]), float(told[2]), told[3].split()[0]
    assert low <= high <= low + NARROW[unit], f"{row.key}: the range says too little"
    if unit == "points":
        assert row.less or row.without, f"{row.key}: of what?"
        found = found - (values(row, date=row.less) if row.less else values(row))
        found = -found if told[3].endswith("fewer") else found
    else:
        assert not row.less, row.key
    least, most = band(found * (1.0 if unit == "powers" else 100.0))
    return "" if low <= round(least, 6) and round(most, 6) <= high else f"{least:.2f} to {most:.2f}"


@pytest.mark.parametrize("row", ROWS)
def test_what_the_model_answers_is_so(row: Row):
    assert wrong(row) == "", f"{row.key} states {row.answer}"


def test_an_answer_that_is_not_so_is_found_out():
    kornilov = Row("X", SCENARIO, "acceptance[worker]@1917-09-10", "", "kornilov_marches", "")
    for answer in ("4 to 12 points fewer", "12 to 20 points more", "no difference in any run"):
        assert wrong(kornilov._replace(answer=answer)), answer
    assert wrong(Row("X", SCENARIO, "acceptance[worker]@1917-07-02", "", "", "60 to 70 %"))
    takes = Row("X", SCENARIO, "took_power[soviet]", "", "", "")
    for answer in ("7 of 8 runs, 1 October to 8 November", "8 of 8 runs, 10 October to 8 November"):
        assert wrong(takes._replace(answer=answer)), answer
    with pytest.raises(AssertionError, match="says too little"):
        wrong(kornilov._replace(answer="0 to 40 points more"))


@each_lesson
def test_every_row_is_pointed_to_and_every_pointer_leads_to_a_row(page):
    table = parts(page)["What the model answers"]
    before = read(page).replace(table, "")
    keys = [row.key for row in answers(page)]
    letter = keys[0][0]
    pointed = set(re.findall(rf"\b{letter}\d+\b", before))
    for first, last in re.findall(rf"\b{letter}(\d+) to {letter}(\d+)\b", before):
        pointed |= {f"{letter}{n}" for n in range(int(first), int(last) + 1)}
    assert pointed == set(keys)


SHARES = (
    r"(?:half|thirds?|quarters?|fifths?|tenths?) of (?:the )?(?:workers|soldiers|officers|peasants|levers)"
)
MADE = re.compile(
    rf"\d\s*(?:%|per cent|points)|\b\w+ of (?:the )?(?:8|eight) runs|runs? of the eight|\b{SHARES}"
)


@each_page
def test_no_number_of_the_model_stands_outside_its_table(page):
    text = read(page).replace(parts(page).get("What the model answers", "\n\n"), "")
    sentences = re.split(r"(?<=[.?!])\s|\n", text)
    loose = [one for one in sentences if MADE.search(one) and not re.search(r"\b[ABC]\d+\b", one)]
    assert loose == []


# Events, dates, sources


@each_lesson
def test_events_have_the_date_and_the_source_of_the_scenario(page):
    known = {
        event.name: event
        for name in ("village_1917", SCENARIO)
        for event in dualsim.load(name).events.values()
    }
    table = rows(parts(page)["The events"])
    assert len(table) > 4
    for name, date, source in table:
        number, month = date.split()
        event = known[name]
        assert (event.date, event.source) == (f"1917-{MONTHS.index(month) + 1:02}-{int(number):02}", source)


# Shape: what a teacher needs

NEEDED = [
    "Aims", "What is needed", "The events", "Steps", "What pupils get wrong", "What the model cannot show",
    "Homework", "How to mark it", "What the model answers",
]  # fmt: skip


@each_lesson
def test_a_lesson_has_all_its_parts_in_order(page):
    assert [title for title in parts(page) if title in NEEDED] == NEEDED
    assert "[Which way to give it](index.md#three-ways)" in read(page)


@each_lesson
def test_a_lesson_takes_fifty_minutes(page):
    steps = re.findall(r"^### (\d+) to (\d+) min: ", parts(page)["Steps"], re.MULTILINE)
    ends = [int(end) for _, end in steps]
    assert [int(start) for start, _ in steps] == [0, *ends[:-1]]
    assert ends[-1] == 50
    assert "debrief" in parts(page)["Steps"].rsplit("### ", 1)[1].splitlines()[0]


# Words of the page, in bold


def labels() -> set[str]:
    """What may be pressed, chosen or read on the page: its words, and the names in the scenarios."""
    found = {text for text in json.loads(read(WORDS)).values() if isinstance(text, str)}
    for name in ("village_1917", SCENARIO):
        scenario = dualsim.load(name)
        found.add(scenario.title)
        for blocks in (scenario.events, scenario.groups, scenario.places, scenario.authorities):
            found |= {block.name for block in blocks.values()}
    return found


OWN = {"With the page.", "With one file.", "With paper alone."}
OWN |= {"One change.", "Plausible.", "The chain."}


@needs_page
@each_page
def test_bold_words_stand_on_the_page(page):
    bold = set(re.findall(r"\*\*(.+?)\*\*", read(page))) - OWN
    bold = {text for text in bold if not text.startswith("Without ")}
    assert sorted(bold - labels()) == []


PRINTED = (
    "How many put up with",
    "My prediction: I expect that",
    "Living graph",
    "Answer sheet",
    "What you can do",
)


@pytest.mark.skipif(not PAPER.exists(), reason="the handout is not there yet")
def test_words_of_the_handout_stand_on_it():
    printed = "\n".join(read(file) for file in sorted(PAPER.iterdir()) if file.suffix in (".typ", ".py"))
    told = "\n".join(read(page) for page in PAGES)
    for words in PRINTED:
        assert words in printed, words
        assert words.lower() in told.lower(), words


# Commands, links, files


@each_page
def test_commands_exist(page):
    known = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback is not None}
    named = set(
        re.findall(r"\bdualsim (\w+)", " ".join(re.findall(r"`[^`]*`|```.*?```", read(page), re.DOTALL)))
    )
    assert named - known <= COMING


@each_page
def test_events_that_commands_switch_are_there(page):
    events = dualsim.load(SCENARIO).events
    switched = re.findall(r"--switch (\w+)", read(page))
    assert all(event in events for event in switched)
    if page.stem == "index":
        asked = {row.without for lesson in LESSONS for row in answers(lesson) if row.without}
        assert len(switched) == 6, "a report has six"
        assert asked == set(switched)


@each_page
def test_links_and_files_are_there(page):
    for target in re.findall(r"\]\(([^)]+)\)", read(page)):
        name, _, heading = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), target
        anchors = {
            re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-")
            for line in re.findall(r"^#+ (.*)$", read(file), re.MULTILINE)
        }
        assert not heading or heading in anchors, target
    for name in re.findall(r"`([\w/]+/[\w.]+\.\w+)`", read(page)):
        assert (ROOT / name).exists(), name


def test_lessons_are_on_the_site_and_in_the_readme():
    assert re.search(r"^lessons/index$", read(DOCS / "index.md"), re.MULTILINE)
    listed = re.search(r"```\{toctree\}\n:hidden:\n\n(.*?)```", read(PAGES[0]), re.DOTALL)
    assert listed
    assert sorted(listed[1].split()) == [page.stem for page in LESSONS]
    assert "docs/lessons/" in read(ROOT / "README.md")
