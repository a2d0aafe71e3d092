"""The house as docs/architecture.md draws it: imports, sizes, and a theory that is free of machinery."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from paths import ROOT

PACKAGE = ROOT / "src" / "dualsim"
MACHINERY = {"mesa", "ruamel", "pydantic", "xarray", "pandas", "matplotlib", "typer", "starlette"}
EFFECTS = tuple(f"effects.{path.stem}" for path in sorted((PACKAGE / "theory" / "effects").glob("[!_]*.py")))
MODEL = ("rule", "behaviours", *EFFECTS, "orders", "credit", "measures")  # read as the model is written
MEASURED = ("theory.measuring.registry", "theory.endings")  # measures may meet in these
AT_MOST = 1_300  # lines of these together
LONG_CALLS = {f"engine.compiled.{walk}_all" for walk in ("think", "choose", "accept", "vote", "mobilise")}


def dotted(path: Path) -> str:
    """A file as `engine.simulation`; a package's own file as `engine`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {dotted(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}
PACKAGES = {name for name, path in FILES.items() if path.name == "__init__.py" and name}


def table() -> dict[str, set[str]]:
    """What each package may import, as docs/architecture.md says it."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)/` \| ([^|]*) \|", text, re.MULTILINE)
    return {package: set(re.findall(r"`(\w+)`", allowed)) for package, allowed in rows}


def imported(tree: ast.AST) -> list[str]:
    """The modules that a file imports anywhere in it, functions included: `a.b` for `from a import b`."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "write imports out: from dualsim.theory import rule"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def inner(tree: ast.AST) -> set[str]:
    """The files of dualsim that a file imports; the package as a whole is ``."""
    found = set()
    for name in imported(tree):
        if name == "dualsim" or name.startswith("dualsim."):
            parts = name.split(".")[1:]
            while ".".join(parts) not in FILES:
                parts.pop()
            found.add(".".join(parts))
    return found


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function's body, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def room(name: str) -> str:
    """Where a file stands: its subpackage as a whole, or the file itself at the top of a package."""
    parts = name.split(".")
    return ".".join(parts[:2]) if len(parts) > 2 or name in PACKAGES else name


def test_the_table_names_every_package_and_no_other():
    assert set(table()) == {name for name in PACKAGES if "." not in name}


@pytest.mark.parametrize("package", sorted(table()))
def test_a_package_imports_what_the_table_allows(package):
    allowed = table()[package] | {package, "deprecations"}
    for name in FILES:
        if name.split(".")[0] == package:
            wrong = {other for other in inner(TREES[name]) if other.split(".")[0] not in allowed}
            assert not wrong - FRONT_DOOR.get(name, set()), f"{name} imports {', '.join(sorted(wrong))}"


# What asks the package as a whole, when it is called: `Result.plot`, `Scenario.replace`; nothing else does.
FRONT_DOOR = {"analysis.result": {""}, "scenario.schema": {""}}


def test_the_table_itself_goes_down_only():
    order = list(TopologicalSorter(table()).static_order())
    assert order[0] == "theory"


def test_no_file_and_no_room_lies_in_a_circle():
    files = {name: inner(TREES[name]) - {name, ""} for name in FILES}
    rooms: dict[str, set[str]] = {}
    for name, others in files.items():
        rooms.setdefault(room(name), set()).update(room(other) for other in others)
    for graph in (files, {one: others - {one} for one, others in rooms.items()}):
        try:
            tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            pytest.fail(" -> ".join(error.args[1]))


def test_few_files_stand_outside_packages_and_no_package_is_crowded():
    assert len([name for name in FILES if "." not in name and name not in PACKAGES]) <= 10
    for package in PACKAGES:
        there = list(FILES[package].parent.glob("*.py"))
        assert len(there) <= 24, f"{package} holds {len(there)} files"


def test_no_public_function_is_hidden_by_a_file():
    import dualsim

    assert not {name for name in FILES if "." not in name} & set(dualsim.__all__)


@pytest.mark.parametrize("name", FILES)
def test_files_and_functions_stay_small(name):
    lines = len(FILES[name].read_text(encoding="utf-8").splitlines())
    assert lines <= 350, f"{name} has {lines} lines, and may have 350: move one idea to a file of its own"
    for function in functions(TREES[name]):
        assert length(function) <= 40, f"{name}.{function.name} has {length(function)} lines"
        if f"{name}.{function.name}" in LONG_CALLS:
            continue
        positional = function.args.posonlyargs + function.args.args
        needed = [arg.arg for arg in positional if arg.arg not in ("self", "cls")]
        needed = needed[: len(needed) - len(function.args.defaults)] if function.args.defaults else needed
        assert len(needed) <= 5, f"{name}.{function.name} needs {', '.join(needed)}"


@pytest.mark.parametrize("name", FILES)
def test_every_file_says_in_one_sentence_what_it_is(name):
    text = ast.get_docstring(TREES[name])
    assert text
    assert text.splitlines()[0].endswith(".")


@pytest.mark.parametrize("name", FILES)
def test_no_fastmath(name):
    assert "fastmath" not in FILES[name].read_text(encoding="utf-8")


def test_the_theory_is_short():
    lines = {name: len(FILES[f"theory.{name}"].read_text(encoding="utf-8").splitlines()) for name in MODEL}
    told = "a further mechanism gets a file of its own under theory/, named in docs/architecture.md"
    assert sum(lines.values()) < AT_MOST, f"{lines}: {told}"


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("theory.")])
def test_the_theory_meets_no_machinery(name):
    assert not {module.split(".")[0] for module in imported(TREES[name])} & MACHINERY


@pytest.mark.parametrize("name", MODEL)
def test_the_model_meets_only_in_the_state(name):
    others = inner(TREES[f"theory.{name}"]) - {"theory"}
    shared = {"theory.state", "theory.random_streams", "theory.effect_parameters", "theory.wishes"}
    shared |= {"theory.pace"}  # which numbers are rates a day
    made_of = {"theory.measuring.cooperation", "theory.measuring.regions"}
    assert others <= {*shared, *made_of, "theory.effects.registry", *MEASURED}


def test_a_fingerprint_covers_every_file_that_a_run_passes_through():
    """Runs of two engines are never mixed in one folder, so no file of it may be forgotten."""
    from dualsim.runs.manifest import ENGINE

    found, waiting = set(), ["engine.simulation", "engine.branching"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += inner(TREES[name]) - {""}
    assert {name.split(".")[0] for name in found} <= {*ENGINE, "deprecations"}


def test_importing_the_package_does_next_to_nothing():
    heavy = "mesa", "numba", "xarray", "matplotlib", "pydantic", "rich", "numpy"
    code = f"import sys, dualsim; print(*(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
    assert done.stderr == ""
