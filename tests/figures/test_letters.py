"""Names of any length and any letters: drawn at once, within the sheet; missing letters are named."""

from __future__ import annotations

import re
import warnings

import pytest
from made_up_run import assert_nothing_overlaps, caption, made_up, words, written

from dualsim.figures.drawing.canvas import Canvas
from dualsim.figures.drawing.letters import LONGEST, drawable, shortened
from dualsim.figures.drawing.styles import STYLES
from dualsim.figures.plotting import plot

CHINESE = "\N{CJK UNIFIED IDEOGRAPH-9577}"


def test_letters_that_a_font_lacks_become_boxes():
    assert drawable("Workers", "DejaVu Sans") == "Workers"
    assert drawable("Солдаты …", "DejaVu Sans") == "Солдаты …"
    assert drawable(f"a{CHINESE}b", "DejaVu Sans") == "a\N{WHITE SQUARE}b"


def test_a_name_is_shortened_only_if_it_is_very_long():
    assert shortened("two\n words") == "two words"
    assert shortened("x" * LONGEST) == "x" * LONGEST
    assert shortened("x" * (LONGEST + 1)) == "x" * (LONGEST - 1) + "…"


def test_a_text_is_cut_as_late_as_can_be():
    canvas = Canvas(STYLES["screen"], (400, 300), {})
    room = canvas.width("Petrograd…", 10)
    assert canvas.cut("Petrograd Soviet", room, 10) == "Petrograd…"
    assert canvas.cut("Petrograd Soviet", room - 0.5, 10) == "Petrogra…"
    assert canvas.cut("Petro", room, 10) == "Petro"


def test_a_text_has_at_most_so_many_lines():
    canvas = Canvas(STYLES["screen"], (400, 300), {})
    room = canvas.width("one two", 10) + 8
    assert canvas.wrap("one two one two", room, 10, most=2) == ["one two", "one two"]
    assert len(canvas.wrap("one two one two one", room, 10, most=2)) == 2
    assert canvas.wrap("one two one two one", room, 10, most=2)[1].endswith("…")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", ["x" * 5000, "Long words " * 500, CHINESE * 1000])
def test_titles_and_names_of_any_length(style, text, monkeypatch):
    run = made_up().assign_attrs(title=text)
    run.coords["place_name"] = ("place", [text])
    run.coords["group_name"] = ("group", [text, *run.group_name.values[1:]])
    measured = []
    width = Canvas.width

    def count(self, text, *how):
        measured.append(len(text))
        return width(self, text, *how)

    monkeypatch.setattr(Canvas, "width", count)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("once")
        fig = plot(run, "regime", style)
        fig.canvas.draw()
    lacks = f"the font of the figures lacks {CHINESE}; boxes stand in their place"
    assert {str(one.message) for one in said} == ({lacks} if CHINESE in text else set())
    assert max(measured) < 2 * LONGEST
    assert sum(measured) < 30_000  # cut letter by letter, a long text lays out a multiple
    assert_nothing_overlaps(fig)
    assert len(written(fig, "title")) == 2
    assert written(fig, "title")[1].endswith("…")
    assert re.search("…:? 20,000 people", caption(fig))
    assert words(fig, "caption")
