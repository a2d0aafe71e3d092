"""Every public name is documented, and stands in an example that is run."""

from __future__ import annotations

import doctest
import inspect
import json
import re

import pytest

import dualsim
from dualsim.analysis.result import Result
from paths import ROOT

PUBLIC = {name: getattr(dualsim, name) for name in dualsim.__all__}
DOCUMENTED = {name: thing for name, thing in PUBLIC.items() if callable(thing)}
WITH_EXAMPLE = sorted(name for name, thing in DOCUMENTED.items() if ">>> " in (thing.__doc__ or ""))
RESULTS = [thing for thing in PUBLIC.values() if inspect.isclass(thing) and issubclass(thing, Result)]


def examples() -> str:
    """All examples that are run: those of docstrings, of notebooks and of the README."""
    texts = [
        dualsim.__doc__ or "",
        *(thing.__doc__ for thing in DOCUMENTED.values() if ">>> " in (thing.__doc__ or "")),
    ]
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return "\n".join([*texts, (ROOT / "README.md").read_text(encoding="utf-8")])


@pytest.fixture
def registries():
    """Examples may add measures and effects; they are forgotten again."""
    before = [(registry, dict(registry)) for registry in (dualsim.EFFECTS, dualsim.MEASURES)]
    yield
    for registry, entries in before:
        registry.clear()
        registry.update(entries)


def run_examples(thing, name):
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for example in doctest.DocTestFinder(recurse=False).find(thing, name, globs={}):
        assert runner.run(example).failed == 0, name


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_public_name_is_documented(name):
    text = inspect.getdoc(PUBLIC[name])
    assert text, name
    assert re.match(r"\S[^\n]*[.:]$", text, re.MULTILINE), f"{name}: the first line is not a sentence"


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_examples_say_what_comes_out(name, registries, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run_examples(PUBLIC[name], name)


def test_the_tour_of_the_package_says_what_comes_out(registries, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run_examples(dualsim, "dualsim")


def test_every_public_function_stands_in_an_example():
    text = examples()
    called = {n for n in DOCUMENTED if re.search(rf"\bdualsim\.{n}\b", text)}
    made = {result.__name__ for result in RESULTS}  # they are made by functions, not by hand
    missing = set(DOCUMENTED) - called - made
    assert not missing, f"no example of {', '.join(sorted(missing))}"


@pytest.mark.parametrize("result", RESULTS)
def test_every_result_shows_itself(result):
    assert not inspect.isabstract(result)
    for form in ("__str__", "to_dataframe", "to_dict", "plot", "_repr_html_"):
        assert callable(getattr(result, form))


def test_each_is_named_once_in_each_place():
    """The names of the stub are those that are handed out; whoever adds one documents it, too."""
    assert len(RESULTS) == 10
    assert len(PUBLIC) == len(set(map(id, PUBLIC.values())))
