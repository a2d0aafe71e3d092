"""Imports go down only, files and functions stay small, the theory stays free of machinery."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "dualsim"

STOREYS = (  # a file imports only from the storeys above it in this list
    "words luck dates faults fields formats across scores workers",
    "state tree shapley cells importance",
    "rule behaviours orders measures effects when tally taste custom",
    "walk observation reasons",
    "document vocabulary measurement baselines",
    "extends scenario",
    "shape names ledger sentences nudge prior",
    "references wording plan crowd counterpart portrait study",
    "arguments consistency lifetimes timing tables difference indices",
    "altered setting",
    "loading",
    "simulation explain draft draws",
    "agents chronicle coalitions outcome branching decision",
    "dataset model",
    "chunk design",
    "gathered",
    "experiment",
    "store frequency cluster middle ensemble inert looks summary terminal columns passages targets",
    "sheet comparison carrying sufficient attribution counterfactual answers dependence options",
    "marks ribbon evaluation likelihood",
    "panels calibration",
    "labels views tabled attributed calibrated ranked",
    "banded",
    "page framing scoreboard",
    "plot beside bars layers against strips",
    "many comparing attributing supposing differing why evaluating calibrating varying",
    "running",
    "replicating",
    "cli",
    "__init__ __main__",
)
FLOORS = {name: floor for floor, names in enumerate(STOREYS) for name in names.split()}
THEORY = ("rule", "behaviours", "effects", "orders", "measures")
COMPILED = {"walk.reconsider", "walk.mobilise"}  # walks that are called with rows and tables, never by hand
MACHINERY = {"mesa", "ruamel", "pydantic", "xarray"}

FILES = {path.stem: path for path in sorted(PACKAGE.glob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


def imported(tree: ast.AST) -> list[str]:
    """The modules that a file imports anywhere in it, functions included: `a.b` for `from a import b`."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = "dualsim" if node.level else ""
            source = ".".join(part for part in (source, node.module) if part)
            found += [f"{source}.{alias.name}" for alias in node.names]
    return found


def inner(tree: ast.AST) -> set[str]:
    """The files of the package that a file imports."""
    parts = [name.split(".") for name in imported(tree)]
    return {p[1] if p[1] in FILES else "__init__" for p in parts if p[0] == "dualsim" and len(p) > 1}


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function's body, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_file_has_its_floor():
    assert set(FILES) <= set(FLOORS), "give the new file a floor in FLOORS"


@pytest.mark.parametrize("name", FILES)
def test_imports_go_down_only(name):
    upward = sorted(other for other in inner(TREES[name]) if FLOORS[other] >= FLOORS[name])
    assert not upward, f"{name}.py (floor {FLOORS[name]}) imports {', '.join(upward)}"


@pytest.mark.parametrize("name", FILES)
def test_files_and_functions_stay_small(name):
    lines = len(FILES[name].read_text(encoding="utf-8").splitlines())
    assert lines <= 350
    for function in functions(TREES[name]):
        assert length(function) <= 40, f"{name}.{function.name} has {length(function)} lines"
        if f"{name}.{function.name}" in COMPILED:
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
    lines = {name: FILES[name].read_text(encoding="utf-8").count("\n") for name in THEORY}
    assert sum(lines.values()) < 1000, lines


@pytest.mark.parametrize("name", THEORY)
def test_the_theory_meets_only_in_the_state(name):
    assert inner(TREES[name]) <= {"words", "luck", "dates", "faults", "state"}
    assert not {module.split(".")[0] for module in imported(TREES[name])} & MACHINERY


def test_the_engine_of_a_run_is_every_file_that_it_passes_through():
    """Runs of two engines are never mixed in one folder, so no file of it may be forgotten."""
    found, waiting = set(), ["simulation"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += inner(TREES[name])
    source = FILES["chunk"].read_text(encoding="utf-8")
    listed = next(
        ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ENGINE"
    )
    assert found <= set(listed.split()), f"add {found - set(listed.split())} to ENGINE in chunk.py"


def test_importing_the_package_does_next_to_nothing():
    heavy = "mesa", "numba", "xarray", "matplotlib", "pydantic", "rich", "numpy"
    code = f"import sys, dualsim; print(*(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
    assert done.stderr == ""
