"""Every command and every piece of code in the README and on the pages of the site runs, made small."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
from pathlib import Path

import pytest

import dualsim
from paths import ROOT

DOCS = ROOT / "docs"
README = ROOT / "README.md"
PAGES = [README, DOCS / "tutorial.md", *sorted((DOCS / "howto").glob("*.md")), *sorted(DOCS.glob("*.md"))]
PAGES = [page for page in dict.fromkeys(PAGES) if "```" in page.read_text(encoding="utf-8")]
# The README runs with every test, the pages of the site by `make test-docs`.
MARKED = [README, *(pytest.param(p, marks=pytest.mark.documents, id=p.stem) for p in PAGES if p != README)]
BLOCK = re.compile(r"^(<!-- not run: .*? -->\n)?```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
OUTPUT = ("text", "console")  # what a machine says, or what needs another machine
FEW = 200
RUNS = ("--people", FEW, "--runs", 2, "--jobs", 1)
SMALLER = {
    "run": ("--people", FEW),
    "sweep": ("--people", FEW, "--jobs", 1),
    "replicates": ("--people", FEW, "--runs", 4, "--jobs", 1),
    "compare": RUNS,
    "evaluate": RUNS,
    "whatif": RUNS,
    "attribute": (*RUNS, "--events", "july_days,kornilov_marches"),
    "swap": (*RUNS, "--shapley", "no"),
    "sensitivity": ("--people", FEW, "--samples", 2, "--jobs", 1),
    "calibrate": ("--people", FEW, "--trials", 4, "--jobs", 1),
    "signs": RUNS,
    "report": (*RUNS, "--switch", "july_days"),
}
MAY_FAIL = ("signs",)  # a row that fails is what it is asked for: the table stands, and the exit is 1
ASKS_ONLY = (
    "compare",
    "evaluate",
    "whatif",
    "attribute",
    "swap",
    "sensitivity",
    "replicates",
)  # leave nothing behind


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def steps(page: Path) -> list[tuple[str, str]]:
    """What a page asks its reader to do, in order: ('yaml' | 'python' | 'command', text)."""
    found: list[tuple[str, str]] = []
    for unrun, kind, text in BLOCK.findall(read(page)):
        if kind in ("sh", "bash") and not unrun:
            found += [("command", line) for line in text.splitlines() if line.startswith("dualsim ")]
        elif kind in ("yaml", "python") and not unrun:
            found.append((kind, text))
    return found


def asked_before(page: Path) -> set[str]:
    """Commands that only ask and stand on an earlier page."""
    earlier = PAGES[: PAGES.index(page)]
    return {text for p in earlier for kind, text in steps(p) if kind == "command" and asks_only(text)}


def asks_only(line: str) -> bool:
    words = shlex.split(line)
    return words[1] in ASKS_ONLY and not any(".yaml" in word or word.startswith("runs/") for word in words)


def made_small(words: list[str]) -> tuple[object, ...]:
    more = SMALLER.get(words[0], ())
    if words[0] == "run" and "--runs" in words:
        more += ("--runs", 3, "--jobs", 1)
    if words[0] == "evaluate" and words[1].startswith("runs/"):
        more = ()
    if "--fail-under" in words:
        more += ("--fail-under", 1)
    return more


def run_python(text: str, folder: Path) -> None:
    for name, small in (("people", FEW), ("runs", 2)):
        text = re.sub(rf"\b{name}=[\d_]+", f"{name}={small}", text)
    file = folder / "program.py"
    file.write_text(text, encoding="utf-8")
    exec(compile(text, file, "exec"), {"__name__": "__main__"})


@pytest.fixture
def registries():
    """What pages add to measures and effects is gone after them."""
    before = [(registry, dict(registry)) for registry in (dualsim.MEASURES, dualsim.EFFECTS)]
    yield
    for registry, known in before:
        registry.clear()
        registry.update(known)


@pytest.mark.usefixtures("registries")
@pytest.mark.parametrize("page", MARKED, ids=lambda page: page.stem)
def test_a_page_runs_from_top_to_bottom(page, command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    known = asked_before(page)
    for kind, text in steps(page):
        if kind == "yaml":
            name = re.match(r"# (\w+\.yaml)\n", text)
            assert name, f"{page.name}: a scenario begins with a comment that names its file\n{text}"
            Path(name[1]).write_text(text, encoding="utf-8")
        elif kind == "python":
            run_python(text, tmp_path)
            assert capsys.readouterr().out.strip(), f"{page.name}: says nothing\n{text}"
        elif text not in known:
            words = shlex.split(text)[1:]
            done = command(*words, *made_small(words))
            assert done.status in ((0, 1) if words[0] in MAY_FAIL else (0,)), (
                f"{page.name}: {text}\n{done.err}"
            )
            assert done.out.strip(), f"{page.name}: {text}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_is_run_or_output(page):
    for unrun, kind, text in BLOCK.findall(read(page)):
        if unrun and kind == "python":
            ast.parse(text)
        assert kind in ("sh", "bat", "yaml", "python", *OUTPUT) or kind == "", f"{page.name}: {kind}"
    for kind in re.findall(r"^```(\{.*?\})", read(page), re.MULTILINE):
        assert kind == "{toctree}", f"{page.name}: {kind}"


def test_the_commands_that_are_not_run_exist_with_their_options(command):
    for page in PAGES:
        for unrun, kind, text in BLOCK.findall(read(page)):
            for line in text.splitlines() if unrun and kind == "sh" else ():
                words = shlex.split(line)
                if words[:1] != ["dualsim"]:
                    continue
                shown = command(words[1], "--help").out
                for option in (word for word in words[2:] if word.startswith("--")):
                    assert re.search(rf"{option}\b", shown), f"{page.name}: {line}: {option}"


def test_the_readme_begins_with_what_works():
    assert len([kind for kind, _ in steps(README) if kind == "command"]) > 10
    assert any(kind == "python" for kind, _ in steps(README))


def test_the_commands_inside_sentences_exist(command):
    named = {words for page in PAGES for words in re.findall(r"`dualsim ([^`]*)`", read(page))}
    for first in sorted({shlex.split(words)[0] for words in named} - {"COMMAND"}):
        assert command(*([first] if first == "--version" else [first, "--help"])).status == 0, first


def test_the_targets_of_make_are_there():
    makefile = read(ROOT / "Makefile")
    for page in (*PAGES, ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"^make (\w+)$", read(page), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{page.name}: make {target}"


@pytest.mark.parametrize("page", [README, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.stem)
def test_every_file_that_is_named_is_there(page):
    text = read(page)
    named = re.findall(r"`((?!build/)[\w./]+/[\w.]*|[\w/]+\.\w+)`", text) + re.findall(
        r"\]\(([\w/.]+)\)", text
    )
    assert named
    for name in named:
        places = [ROOT / name, ROOT / "src/dualsim/theory" / name, ROOT / "scenarios" / name]
        assert any(place.exists() for place in places), name


# The site


def site():
    spec = importlib.util.spec_from_file_location("offline", DOCS / "offline.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "loaded"),
    [
        ('<script src="https://cdn.example/x.js"></script>', True),
        ("<link href='//fonts.example/f.css' rel='stylesheet'>", True),
        ('<link rel="stylesheet" href="http://a.example/f.css">', True),
        ("@import url(https://fonts.example/css2);", True),
        ('<img alt="" src="https://a.example/x.png">', True),
        ('<a href="https://docs.example">read</a>', False),
        ('<script src="_static/x.js"></script><link rel="stylesheet" href="_static/x.css">', False),
        ("a { background: url(data:image/svg+xml;base64,AA) }", False),
    ],
)
def test_a_page_that_would_ask_another_host_is_seen(text, loaded, tmp_path):
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    if loaded:
        with pytest.raises(ValueError, match=r"^page\.html: loads .*example"):
            site().check_offline(tmp_path)
    else:
        site().check_offline(tmp_path)
