"""The package as it is handed out: public names, versions, what the wheel carries, no address asked."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator

import pytest

import dualsim
from paths import ROOT

PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
EXTRAS = PROJECT["optional-dependencies"]
SOURCES = {path: path.read_text(encoding="utf-8") for path in (ROOT / "src" / "dualsim").rglob("*.py")}
# imported by a name of its own, and brought by another
BROUGHT = {"pydantic_core": "pydantic", "yaml": "PyYAML"}


def packages(requirements: list[str]) -> set[str]:
    """The names under which what is required is imported."""
    return {re.split(r"[<>=\[.]", line)[0].replace("-", "_") for line in requirements}


CORE = packages(PROJECT["dependencies"])


def test_public_names_are_there_and_sorted():
    assert dualsim.__all__ == sorted(dualsim.__all__)
    for name in dualsim.__all__:
        assert getattr(dualsim, name) is not None
    assert set(dualsim.__all__) <= set(dir(dualsim))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        _ = dualsim.nonsense


def test_one_version_everywhere():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert dualsim.__version__ == PROJECT["version"]
    assert re.search(rf"^version: {re.escape(PROJECT['version'])}$", citation, re.MULTILINE)
    assert f"## [{PROJECT['version']}]" in changelog


def test_dependencies_have_lower_bounds_only():
    for line in PROJECT["dependencies"]:
        assert ">=" in line
        assert ("<" in line) == line.startswith("mesa"), line


def test_every_dependency_is_named_in_the_source_or_says_why_it_is_there():
    text = "\n".join(SOURCES.values())
    for line in PROJECT["dependencies"]:
        (name,) = packages([line])
        why = re.search(rf'^    "{re.escape(line)}",  # \w', PYPROJECT, re.MULTILINE)
        assert re.search(rf"\b{name}\b", text) or why, f"{name}: nobody uses it"


def test_all_is_every_extra():
    (everything,) = EXTRAS["all"]
    assert set(re.findall(r"[a-z]+", everything.split("[")[1])) == set(EXTRAS) - {"all"}


def test_what_installs_asks_no_other_address():
    required = [*PROJECT["dependencies"], *(line for lines in EXTRAS.values() for line in lines)]
    assert not [line for line in required if "@" in line or "://" in line]
    for name in ("Makefile", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text), name


def imports(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    """The packages that a file imports, and the extra that it says each comes with, if any.

    A name that is made while the program runs is followed as far as it is written down: `f"a.{b}"` is a.
    """
    constants = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def written(node: ast.expr) -> str:
        if isinstance(node, ast.JoinedStr):
            node = node.values[0]
        return str(node.value if isinstance(node, ast.Constant) else constants.get(ast.unparse(node), "?"))

    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).split(".")[0], None
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func).split(".")[-1]
            if called == "needed":
                yield written(node.args[0]).split(".")[0], written(node.args[1])
            elif called in ("import_module", "__import__"):
                yield written(node.args[0]).split(".")[0], None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from a.b import c", [("a", None)]),
        ("def f():\n    import a.b as c, d", [("a", None), ("d", None)]),
        ("import_module(f'a.{b}')", [("a", None)]),
        ("importlib.import_module(name)", [("?", None)]),
        ("E = 'x'\nneeded('a.b', E)", [("a", "x")]),
        ("from . import a", []),
    ],
)
def test_no_way_of_importing_is_overlooked(text, found):
    assert list(imports(ast.parse(text))) == found


def test_nobody_imports_what_is_not_a_dependency():
    """What dualsim imports is the standard library, itself, a core dependency, or in an extra it names."""
    allowed = CORE | set(BROUGHT) | {"dualsim", *sys.stdlib_module_names}
    assert set(BROUGHT.values()) <= CORE
    for path, text in SOURCES.items():
        for name, extra in imports(ast.parse(text)):
            if name == "?":
                assert path.name == "optional.py", f"{path.name}: imports what nobody can tell"
            elif extra is not None:
                assert name in packages(EXTRAS[extra]), f"{path.name}: {name} is not of the extra {extra}"
            else:
                ours = packages(EXTRAS["web"]) if path.parent.name == "web" else set()  # serve asks first
                assert name in allowed | ours, f"{path.name}: imports {name}"


def test_the_wheel_carries_scenarios_notebooks_and_templates(tmp_path):
    hatchling = pytest.importorskip("hatchling.build", reason="the wheel is built by pip elsewhere (.ci/run)")
    code = f"import hatchling.build; print(hatchling.build.build_wheel({str(tmp_path)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert hatchling
    names = zipfile.ZipFile(tmp_path / done.stdout.split()[-1]).namelist()
    for file in (
        "scenarios/petrograd_1917.yaml",
        "scenarios/kinds_of_place.yaml",
        "notebooks/01_first_run.ipynb",
    ):
        assert f"dualsim/{file}" in names
    for file in ("py.typed", "new_scenario.yaml", "new_extension.yaml", "new_place.yaml"):
        assert f"dualsim/{file}" in names
    for file in ("handout.typ", "disagreements.yaml"):
        assert f"dualsim/paper/{file}" in names


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "dualsim", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = dict(line.split() for line in done.stdout.splitlines())
    assert list(lines) == ["dualsim", "Python", "Mesa", "NumPy"]
    assert lines["Mesa"] == importlib.metadata.version("mesa")
