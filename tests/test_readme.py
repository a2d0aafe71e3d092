"""Every command and every piece of Python in the README runs, with fewer people."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = list(dict.fromkeys(re.findall(r"^dualsim .*$", README, re.MULTILINE)))
PROGRAMS = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
FEW = 400
PAIRS = ("--people", FEW, "--runs", 2, "--jobs", 1)
SMALLER = {
    **dict.fromkeys(("run", "sweep", "replicates"), ("--people", FEW)),
    "compare": PAIRS,
    "evaluate": PAIRS,
    "whatif": PAIRS,
    "attribute": (*PAIRS, "--events", "july_days,kornilov_marches"),
}


def test_every_command_runs_in_the_order_of_the_page(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) > 10
    for line in COMMANDS:
        words = shlex.split(line)[1:]
        few = ("--runs", 4) if "--runs" in words else ()
        few += ("--jobs", 1) if "--runs" in words or words[0] == "sweep" else ()
        done = command(*words, *SMALLER.get(words[0], ()), *few)
        assert done.status == 0, f"{line}\n{done.err}"
        assert done.out.strip(), line


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_every_piece_of_python_runs(program, tmp_path, capsys):
    smaller, found = re.subn(r"people=[\d_]+", f"people={FEW}", program)
    assert found == 1
    file = tmp_path / "program.py"
    file.write_text(smaller, encoding="utf-8")
    exec(compile(smaller, file, "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out.strip()


def test_the_commands_inside_sentences_exist(command):
    for words in re.findall(r"`dualsim ([^`]*)`", README):
        first = shlex.split(words)[0]
        assert command(*([first] if first == "--version" else [first, "--help"])).status == 0, words


def test_the_two_commands_are_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)$", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_that_is_named_is_there():
    named = re.findall(r"`([\w./]+/[\w.]*|[\w/]+\.\w+)`", README) + re.findall(r"\]\(([\w/.]+)\)", README)
    assert named
    for name in named:
        places = [ROOT / name, ROOT / "src" / "dualsim" / name, ROOT / "scenarios" / name]
        assert any(place.exists() for place in places), name
