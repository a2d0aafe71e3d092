"""`dualsim handout`: a file of its own, written over nothing that is not its own."""

from __future__ import annotations

import sys

import pytest

from paths import TINY

pytest.importorskip("typst", reason="dualsim[paper] is not installed")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def left(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".dualsim.json")


def test_it_writes_one_file_and_names_it_last(command, here):
    done = command("handout", TINY)
    assert done.status == 0, done.err
    assert done.out.splitlines()[-1] == "tiny-handout.pdf"
    assert left(here) == ["tiny-handout.pdf"]
    assert (here / "tiny-handout.pdf").read_bytes().startswith(b"%PDF")


def test_the_same_again_is_the_same_and_may_replace_its_own(command, here):
    command("handout", TINY)
    before = (here / "tiny-handout.pdf").read_bytes()
    assert command("handout", TINY).status == 0
    assert (here / "tiny-handout.pdf").read_bytes() == before


def test_a_file_of_somebody_else_is_refused_before_the_work(command, here, monkeypatch):
    monkeypatch.setattr("dualsim.paper.handouts.handout", None)
    (here / "mine.pdf").write_text("mine", encoding="utf-8")
    done = command("handout", TINY, "-o", "mine.pdf")
    assert done.status == 2
    assert done.err.strip() == (
        "mine.pdf: it is there already, and not made by dualsim handout tiny; choose another place, or write "
        "over it with --force"
    )
    assert (here / "mine.pdf").read_text(encoding="utf-8") == "mine"


def test_force_writes_over_it(command, here):
    (here / "mine.pdf").write_text("mine", encoding="utf-8")
    done = command("handout", TINY, "-o", "mine.pdf", "--force", "--paper", "letter", "--all-events")
    assert done.status == 0, done.err
    assert (here / "mine.pdf").read_bytes().startswith(b"%PDF")
    assert left(here) == ["mine.pdf"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "sheets.png"), "handout: cannot write it as 'sheets.png'; end its name in .pdf"),
        (("--paper", "a5"), "--paper: no paper named 'a5'; there is a4, letter"),
    ],
)
def test_a_mistake_is_told_in_one_line(command, here, words, said):
    done = command("handout", TINY, *words)
    assert (done.status, done.out, done.err.strip()) == (2, "", said)
    assert left(here) == []


def test_a_missing_typst_is_told_as_other_extras_are(command, here, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    done = command("handout", TINY)
    assert done.status == 2
    assert done.err.startswith("typst: not installed; pip install 'dualsim[paper]', or in the folder of ")
    assert left(here) == []
