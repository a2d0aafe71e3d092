"""The PDF: what stands on each page, that nothing runs over, that texts are texts, and equal bytes."""

from __future__ import annotations

import io
import json
import re
import sys
from typing import NamedTuple

import pytest
from matplotlib.image import imread

import dualsim
from dualsim.cli.commands.classroom.handout import PAPERS as ON_THE_COMMAND_LINE
from dualsim.figures.drawing.event_marks import happened
from dualsim.figures.drawing.letters import lacking
from dualsim.paper import typesetting
from dualsim.paper.answer_sheet import numbered
from dualsim.paper.disagreements import disagreements, everything
from dualsim.paper.event_cards import event_cards
from dualsim.paper.handouts import PAPERS, handout, sheets
from dualsim.paper.history_days import HISTORY_DAYS
from dualsim.paper.typesetting import typeset
from dualsim.runs.single import run
from dualsim.scenario.loading import check, list_scenarios, load
from paths import ROOT, TINY

pypdf = pytest.importorskip("pypdf", reason="dualsim[test] is not installed")
pytest.importorskip("typst", reason="dualsim[paper] is not installed")

POINTS = {"a4": (595.3, 841.9), "letter": (612.0, 792.0)}
RUNNABLE = {
    name: found
    for name in list_scenarios()
    if name != "districts_1917" and (found := check(name)[0]) is not None
}
MADE_UP = {"grassroots", "vanguard", "guerrilla", "networks"}  # of no history
HOSTILE = '#panic("x") *bold* _it_ $x^2$ @ref <tag> // gone /* gone */ \\ [b] `c` = h'
CYRILLIC = "Совет рабочих и солдатских депутатов, Ёлка, щука, Київ, Ґедзь"


class Word(NamedTuple):
    """A piece of text on a page, in points from its lower left corner."""

    text: str
    x: float
    y: float


def without_figures(data):
    """The sheets but for the curves, which take long to read through."""
    return {**data, "answers": {**data["answers"], "figures": []}}


def pages(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf)).pages


def texts(pdf):
    return [" ".join(page.extract_text().split()) for page in pages(pdf)]


def words(page):
    found = []

    def see(text, matrix, place, font, size):
        if text.strip():
            x = place[4] * matrix[0] + matrix[4]
            y = place[5] * matrix[3] + matrix[5]
            found.append(Word(text.strip(), x, y))

    page.extract_text(visitor_text=see)
    return found


def of(found, mark):
    """The pages on which a text stands."""
    return [page for page in found if mark in page]


@pytest.fixture(scope="module")
def petrograd():
    return load("petrograd_1917")


@pytest.fixture(scope="module")
def of_petrograd(petrograd):
    return run(petrograd, people=300)


@pytest.fixture(scope="module")
def of_tiny(tiny):
    return run(tiny, people=300)


@pytest.fixture(scope="module")
def printed(petrograd, of_petrograd):
    return {paper: typeset(without_figures(sheets(petrograd, of_petrograd, paper))) for paper in PAPERS}


def changed(tiny, of_tiny, **changes):
    """The sheets of the small scenario with texts replaced, as text page by page, and the pages."""
    text = json.loads(json.dumps(tiny.model_dump(mode="json", by_alias=True, exclude_unset=True)))
    for path, value in changes.items():
        *above, last = path.split("__")
        block = text
        for key in above:
            block = block[key]
        block[last] = value
    pdf = typeset(without_figures(sheets(type(tiny).model_validate(text), of_tiny)))
    return texts(pdf), pages(pdf)


@pytest.mark.parametrize("paper", PAPERS)
def test_pages_have_the_size_that_is_asked_for_and_graphs_lie(printed, paper):
    wide, high = POINTS[paper]
    for number, page in enumerate(pages(printed[paper])):
        size = float(page.mediabox.width), float(page.mediabox.height)
        assert size == pytest.approx((high, wide) if number == 0 else (wide, high), abs=1)


@pytest.mark.parametrize("paper", PAPERS)
def test_no_page_is_empty_and_nothing_runs_over_an_edge(printed, paper):
    for page in pages(printed[paper]):
        found = words(page)
        assert found
        for word in found:
            assert 10 < word.x < float(page.mediabox.width) - 10, word
            assert 10 < word.y < float(page.mediabox.height) - 10, word


def test_each_landmark_and_each_role_is_there(petrograd, printed):
    found = texts(printed["a4"])
    cards = " ".join(of(found, "Who gains?"))
    for event in petrograd.events.values():
        if event.landmark:
            assert event.name in cards
            assert " ".join(event.note.split()) in cards
    roles = " ".join(of(found, "What you can do") + of(found, "What it handles"))
    for group in ("Workers", "Soldiers", "Sailors", "Officers", "Townspeople", "Propertied"):
        assert group in roles
    for authority in petrograd.authorities.values():
        assert authority.name in roles
    assert "Peasants" not in roles


def test_the_graph_is_for_pupils_and_the_answers_come_last(printed):
    found = texts(printed["a4"])
    assert "Living graph: Petrograd" in found[0]
    for words_of_it in (
        "Name",
        "Class",
        "My prediction",
        "nobody",
        "half",
        "all",
        "How many put up with",
        "Old Style",
    ):
        assert words_of_it in found[0]
    first = next(n for n, page in enumerate(found) if "Answer sheet" in page)
    assert all("Answer sheet" in page or "Source:" in page for page in found[first:])
    assert not any("model" in page for page in found[:first])
    for heading in ("What the model cannot show", "Where historians or records differ", "In this run"):
        assert heading in " ".join(found[first:])


@pytest.mark.parametrize("paper", PAPERS)
def test_the_foot_of_each_page_says_for_whom_it_is(printed, paper):
    said = ("For each pupil", "For each group", "For the teacher only")
    whom = [[n for n, one in enumerate(said) if one in page] for page in texts(printed[paper])]
    assert all(len(found) == 1 for found in whom)
    assert sorted(whom) == whom
    assert {one for found in whom for one in found} == {0, 1, 2}


def test_there_is_room_for_two_predictions(printed):
    found = texts(printed["a4"])[0]
    assert found.count("I expect that") == found.count("because") == 2
    assert "Without" in found


def test_four_to_six_cards_a_page_and_no_page_with_few(petrograd, of_petrograd):
    for paper in PAPERS:
        found = texts(typeset(without_figures(sheets(petrograd, of_petrograd, paper, every=True))))
        counts = [page.count("Who gains?") for page in of(found, "Who gains?")]
        assert set(counts) <= {4, 6}


@pytest.mark.parametrize("paper", PAPERS)
def test_each_figure_has_a_page_of_its_own(tiny, of_tiny, paper):
    data = sheets(tiny, of_tiny, paper)
    whole, bare = pages(typeset(data)), pages(typeset(without_figures(data)))
    assert len(whole) - len(bare) == len(data["answers"]["figures"]) == 4  # two kinds in two places
    assert all("Answer sheet" in page.extract_text() for page in whole[len(bare) :])


def test_a_page_of_curves_says_that_it_is_for_the_teacher_where_it_can_be_seen(tiny, of_tiny):
    last = imread(io.BytesIO(typeset(sheets(tiny, of_tiny), "png")[-1]))
    strip = last[len(last) // 60 : len(last) // 30, len(last[0]) // 2 :, :3]  # above the figure's own margin
    assert strip.min() < 0.5


def test_the_figures_of_the_answers_are_of_the_run(petrograd, of_petrograd):
    answers = sheets(petrograd, of_petrograd)["answers"]
    assert len(answers["figures"]) == 2
    assert all(figure.lstrip().startswith("<?xml") for figure in answers["figures"])
    assert "300 people, seed 1" in answers["made"]
    other = sheets(petrograd, run(petrograd, people=300, seed=2))["answers"]
    assert answers["figures"] != other["figures"]


def test_the_curves_have_the_numbers_of_the_cards(petrograd, of_petrograd):
    for every in (False, True):
        cards = {card.name: card.number for card in event_cards(petrograd, every)}
        marks = happened(numbered(of_petrograd, event_cards(petrograd, every)))
        assert marks
        assert all(mark.number == cards[mark.name] for mark in marks)
        assert every or {mark.name for mark in marks} <= set(cards)
    assert all(mark.number == 0 for mark in happened(of_petrograd))


def test_a_day_that_is_open_is_told_beside_that_of_history(petrograd, of_petrograd):
    dates = {row["name"]: row["given"] for row in sheets(petrograd, of_petrograd)["answers"]["dates"]}
    assert dates["Trotsky in the chair of the Soviet"].endswith("; in history on 25 September 1917")
    assert dates["July Days"] == "3 July 1917"
    of_history = [scenario for name, scenario in RUNNABLE.items() if name not in MADE_UP]
    known = [event for scenario in of_history for event in scenario.events.items()]
    waiting = {key for key, event in known if event.date is None}
    assert set(HISTORY_DAYS) <= waiting
    landmarks = {key for key, event in known if event.landmark and event.date is None}
    assert all(key.startswith("town_") for key in landmarks - set(HISTORY_DAYS))  # of no one town


def test_the_answers_are_black_on_white(petrograd, of_petrograd):
    for figure in sheets(petrograd, of_petrograd)["answers"]["figures"]:
        for red, green, blue in re.findall(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\b", figure):
            assert red == green == blue


def test_the_dates_tell_what_came_in_the_run_and_what_did_not(tiny, of_tiny):
    dates = {row["name"]: row["came"] for row in sheets(tiny, of_tiny)["answers"]["dates"]}
    assert dates["Order One"] == "8 March 1917"
    calm = load(
        tiny, changes={"events.promise_broken.when": "mobilisation[soldier, town] > 0.999 for 20 days"}
    )
    dates = {row["name"]: row["came"] for row in sheets(calm, run(calm, people=300))["answers"]["dates"]}
    assert dates["The promise is broken"] == "did not happen"


def test_texts_are_never_read_as_markup(tiny, of_tiny):
    hostile = {
        "title": HOSTILE,
        "places__town__name": HOSTILE,
        "groups__worker__name": HOSTILE,
        "authorities__soviet__name": HOSTILE,
        "issues__bread__high": HOSTILE,
        "events__order_one__name": HOSTILE,
        "events__order_one__note": HOSTILE,
        "events__order_one__source": HOSTILE,
    }
    found, _ = changed(tiny, of_tiny, **hostile)
    told = re.sub(r"\s+", "", " ".join(found))
    assert told.count(re.sub(r"\s+", "", HOSTILE)) >= len(hostile)


def test_cyrillic_is_set_in_letters_that_the_fonts_have(tiny, of_tiny):
    found, printed = changed(tiny, of_tiny, title=CYRILLIC, events__order_one__name=CYRILLIC + " ꙮ")
    assert CYRILLIC in found[0]
    assert CYRILLIC in " ".join(of(found, "Who gains?"))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in printed
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert any("Libertinus" in font for font in fonts)
    assert fonts & {"DejaVuSans", "DejaVuSans-Bold"}  # of what Libertinus lacks
    assert all("Libertinus" in font or "DejaVu" in font for font in fonts), fonts


@pytest.mark.parametrize("name", RUNNABLE)
def test_no_letter_of_a_bundled_scenario_is_lacking(name):
    assert lacking(" ".join(RUNNABLE[name].text().split()), "DejaVu Sans") == []


def long_text(letters):
    return ("word " * (letters // 5)).strip() + " THEEND"


@pytest.mark.parametrize(("letters", "cards"), [(200, 6), (700, 4), (2500, 2), (4500, 1)])
def test_a_long_text_gets_more_room_and_runs_over_nothing(tiny, of_tiny, letters, cards):
    found, printed = changed(tiny, of_tiny, events__order_one__note=long_text(letters))
    assert " ".join(found).count("word") >= letters // 5
    (page,) = [one for one in printed if "THEEND" in one.extract_text()]
    seen = words(page)
    assert page.extract_text().count("Who gains?") == cards
    end = next(word for word in seen if "THEEND" in word.text)
    asked = [word.y for word in seen if word.text.startswith("What do you") and abs(word.x - end.x) < 260]
    assert any(y < end.y for y in asked)
    below = [word for word in seen if word.text == "The promise is broken"]
    assert all(word.y < end.y or word.y > end.y + 20 or abs(word.x - end.x) > 20 for word in below)


def test_a_text_longer_than_a_page_goes_on_over_the_next_within_its_edges(tiny, of_tiny):
    found, printed = changed(tiny, of_tiny, events__order_one__note=long_text(30_000))
    assert " ".join(found).count("word") >= 6000
    assert len(of(found, "word word")) > 2
    for page in printed:
        assert all(10 < word.y < float(page.mediabox.height) - 10 for word in words(page))


def test_letters_on_cards_have_nine_points_or_more(printed):
    def sizes(page):
        found = []
        page.extract_text(
            visitor_text=lambda text, m, t, f, size: found.append(size) if text.strip() else None
        )
        return found

    for page in pages(printed["letter"]):
        if "Who gains?" in page.extract_text() or "What you can do" in page.extract_text():
            assert min(sizes(page)) >= 8.99


def test_the_same_command_gives_the_same_bytes(tiny):
    once, again = handout(tiny), handout(TINY)
    assert once == again
    assert b"CreationDate" not in once
    assert handout(tiny, paper="letter") != once


def test_a_scenario_without_events_has_graph_roles_and_answers():
    found = texts(handout("province_minimal"))
    assert "Living graph" in found[0]
    assert not of(found, "Who gains?")
    assert "None is known to the program for this scenario." in " ".join(found)


def test_disagreements_are_keyed_by_event_and_have_a_source(petrograd, tiny):
    for one in everything():
        assert set(one) == {"question", "views", "source", "events"}
        assert one["views"]
        assert one["source"]
        assert any(event in known.events for event in one["events"] for known in RUNNABLE.values()), one
    asked = " ".join(one.question for one in disagreements(petrograd))
    assert "July" in asked
    assert "villages" not in asked
    assert "villages" in " ".join(one.question for one in disagreements(load("village_1917")))
    assert disagreements(tiny) == []


def test_no_sentence_is_taken_from_the_record():
    """What is told of historians is in our own words: no eight words in a row stand in docs/record.md."""

    def runs_of(text):
        bare = re.findall(r"[\w']+", text.lower())
        return {" ".join(bare[n : n + 8]) for n in range(len(bare) - 7)}

    record = runs_of((ROOT / "docs" / "record.md").read_text(encoding="utf-8"))
    for one in everything():
        for view in one["views"]:
            assert not runs_of(view) & record, view


def test_an_unknown_paper_and_a_missing_typst_are_told(tiny, monkeypatch):
    with pytest.raises(ValueError, match=r"^paper: no paper named 'a5'; there is a4, letter$"):
        dualsim.handout(tiny, paper="a5")
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr("dualsim.paper.handouts.run", None)  # it is told before the run
    with pytest.raises(ValueError, match=r"^typst: not installed; pip install 'dualsim\[paper\]', or in "):
        dualsim.handout(tiny)


def test_system_fonts_are_never_asked(monkeypatch):
    asked = {}

    class Compiler:
        @staticmethod
        def compile(template, **given):
            asked.update(given)
            return b""

    monkeypatch.setattr(typesetting, "compiler", lambda: Compiler)
    typeset({"title": "x"})
    assert asked["ignore_system_fonts"] is True
    assert json.loads(asked["sys_inputs"]["data"]) == {"title": "x"}


def test_the_command_knows_the_papers():
    assert tuple(PAPERS) == ON_THE_COMMAND_LINE
