"""The documents agree with the code: tables are fresh, names exist, nothing is left out."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from dualsim.theory.state import Taste
from paths import ROOT

DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "dualsim"
PAGES = sorted(path.name for path in DOCS.glob("*.md"))

ELEMENTS = (
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialisation",
    "Input data",
    "Submodels",
)
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
    "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip
THEORY = ("rule", "behaviours", "endorsement", "power", "founding", "lifespan", "parties", "orders", "credit")
NOT_THEORY = {"walks"}  # machinery that stands beside the rules


def load(path: Path) -> ModuleType:
    """A Python file that belongs to no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_tables = load(DOCS / "make_tables.py")


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def by_hand(page: str) -> str:
    """A page without its made tables."""
    return make_tables.MARKED.sub("", read(page))


def homes(file: str) -> list[Path]:
    """The files of the package with this name."""
    return sorted(PACKAGE.rglob(f"{file}.py"))


def names_of(file: str) -> set[str]:
    """What the files of this name define: functions, classes, constants."""
    return set().union(*map(defined_in, homes(file)))


def defined_in(path: Path) -> set[str]:
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {
                part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)
            }
    return found


@pytest.mark.parametrize("page", [path.name for path in make_tables.documents()])
def test_tables_are_fresh(page):
    old, new = read(page).splitlines(), make_tables.renewed(read(page)).splitlines()
    changed = sorted(set(new) ^ set(old))
    assert old == new, f"docs/{page} is stale; run {make_tables.COMMAND}\n" + "\n".join(changed[:6])


@pytest.mark.parametrize("name", sorted(make_tables.TABLES))
def test_a_stale_table_is_noticed_and_mended(name):
    page = next(path.name for path in make_tables.documents() if f"<!-- table: {name} -->" in read(path.name))
    fresh = make_tables.renewed(read(page))
    last = make_tables.TABLES[name]().splitlines()[-1]
    broken = fresh.replace(last, last.replace("|", "| 0", 1), 1)
    assert broken != fresh
    assert make_tables.renewed(broken) == fresh


def test_a_table_that_nobody_makes_is_refused():
    with pytest.raises(ValueError, match="no table named 'weather'"):
        make_tables.renewed("<!-- table: weather -->\n<!-- end -->")


def test_every_marker_is_closed():
    for page in PAGES:
        text = read(page)
        assert text.count("<!-- table: ") == len(make_tables.MARKED.findall(text)), page


@pytest.mark.parametrize("page", PAGES)
def test_every_name_of_the_code_exists(page):
    for file, name in re.findall(r"`(\w+)\.(\w+)(?:\([^`]*\))?`", read(page)):
        if homes(file) and name not in ("py", "pyi", "yaml", "png"):
            assert name in names_of(file), f"docs/{page} names {file}.{name}, which is not in {file}.py"


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_exists(page):
    for name in re.findall(r"`([\w/]*\w+\.(?:py|yaml|csv|ipynb|md))`", read(page)):
        there = any((place / name).exists() for place in (ROOT, PACKAGE, DOCS))
        assert there or ("/" not in name and list(PACKAGE.rglob(name))), f"docs/{page} names {name}"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    headings = {
        re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-")
        for line in re.findall(r"^#+ (.*)$", read(page), re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)]+)\)", read(page)):
        if target.startswith("#"):
            assert target[1:] in headings, f"docs/{page} links to {target}"
        elif not target.startswith(("http", "made/")):  # what is made is there when the site is built
            file = DOCS / target.split("#")[0]
            assert file.exists(), f"docs/{page} links to {target}, which is not there"


def test_odd_has_its_seven_elements_in_order():
    told = re.findall(r"^## (\d) (.*)$", read("odd.md"), re.MULTILINE)
    assert told == [(str(n), element) for n, element in enumerate(ELEMENTS, start=1)]


def test_odd_has_all_eleven_design_concepts():
    part = read("odd.md").split("\n## 4 ")[1].split("\n## 5 ")[0]
    assert tuple(re.findall(r"^\*\*(.+?)\.\*\*", part, re.MULTILINE)) == CONCEPTS


def test_odd_has_dated_patterns():
    patterns = re.findall(r"^\| P\d+ \| (.*?) \|", read("odd.md"), re.MULTILINE)
    assert 8 <= len(patterns) <= 10
    months = "February|March|April|May|June|July|August|September|October"
    assert all(re.search(rf"\d+ (?:{months})", pattern) for pattern in patterns)


def equations(text: str) -> str:
    """The formulas of a text: its blocks of code without the words at their right, and code in its lines."""
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    formulas = re.sub(r"(?<=\S) {3,}[a-z][^_<>=\n]*$", "", "\n".join(blocks), flags=re.MULTILINE)
    lines = re.sub(r"^```\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([formulas, *re.findall(r"`([^`\n]+)`", lines)])


def test_words_are_no_equation():
    text = "Growth by growth.\n\n```\nU = none + psi      what growth gives\n```\n\nand `rho` too\n"
    assert set(re.findall(r"\w+", equations(text))) == {"U", "none", "psi", "rho"}


@pytest.mark.parametrize("name", Taste._fields)
def test_every_parameter_stands_in_an_equation(name):
    submodels = by_hand("odd.md").split("\n## 7 ")[1].split("\n## How ")[0]
    assert re.search(rf"\b{name}\b", equations(submodels)), f"no formula in docs/odd.md uses {name}"


@pytest.mark.parametrize("file", THEORY)
def test_every_rule_is_described(file):
    for name in defined_in(PACKAGE / "theory" / f"{file}.py") - NOT_THEORY:
        if name.islower() and not name.startswith("_"):
            assert f"`{file}.{name}`" in by_hand("odd.md"), f"docs/odd.md does not describe {file}.{name}"
