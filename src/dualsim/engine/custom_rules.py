"""A rule of one's own in the place of ours, tried before the run: one line says what is wrong with it."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, typeof, types

from dualsim.scenario.suggestions import closest
from dualsim.theory.state import People, Taste, World

TABLES = {"people": People._fields, "world": World._fields, "taste": Taste._fields}
PARAMETERS = "(i, people, world, taste, key)"

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # codes for a terminal


def try_rule(kind: str, rule: Callable[..., Any], given: tuple[Any, ...]) -> None:
    """Compile a rule for this state; raise ValueError naming the word at fault."""
    name = getattr(rule, "__name__", "rule")
    where = f"{kind}={name}"
    if not inspect.isfunction(rule):
        raise ValueError(f"{where}: not a plain function; write def {kind}{PARAMETERS}")
    if len(inspect.signature(rule).parameters) != len(given):
        there = ", ".join(inspect.signature(rule).parameters)
        raise ValueError(f"{where}: takes ({there}); a rule takes {PARAMETERS}")
    _check_words(where, rule)
    try:
        compiled: Any = njit(rule)
        compiled.compile(tuple(typeof(value) for value in given))
    except Exception as error:
        raise ValueError(f"{where}: {_one_line(error)}") from None
    result = types.unliteral(compiled.nopython_signatures[0].return_type)
    if not isinstance(result, types.Integer | types.Boolean):
        raise ValueError(f"{where}: gives {_kind(result)}; give a whole number, the row of what is chosen")


def check_answers(kind: str, answers: np.ndarray, last: int) -> None:
    """Raise ValueError if a rule gave a row that is not there."""
    wrong = np.flatnonzero((answers < 0) | (answers > last))
    if len(wrong):
        check_answer(kind, int(wrong[0]), int(answers[wrong[0]]), last)


def check_answer(kind: str, person: int, answer: int, last: int) -> None:
    """Raise ValueError if what a rule gave for one person is not a row."""
    if not 0 <= answer <= last:
        allowed = f"rows go from 0 to {last}, the last means none"
        raise ValueError(f"{kind}: gave {answer} for person {person}; {allowed}")


def _check_words(where: str, rule: Callable[..., Any]) -> None:
    """Look for a field or a name that does not exist, in the text of the rule where there is one."""
    try:
        first = rule.__code__.co_firstlineno
        tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    except (OSError, TypeError, SyntaxError):
        return
    if not any(isinstance(n, ast.Lambda) or getattr(n, "name", "") == rule.__name__ for n in ast.walk(tree)):
        return  # the text of something else
    called = dict(zip(inspect.signature(rule).parameters, ("i", *TABLES, "key"), strict=True))
    made = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} - _loaded(tree)
    made |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)} | set(rule.__code__.co_varnames)
    known = set(rule.__globals__) | set(dir(builtins)) | made | set(rule.__code__.co_freevars)
    for node in ast.walk(tree):
        line = f"{where}, line {first + getattr(node, 'lineno', 1) - 1}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            raise ValueError(f"{line}: '{ast.unparse(node)}' cannot stand in a rule; write it above the rule")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            table = called.get(node.value.id)
            if table in TABLES and node.attr not in TABLES[table]:
                near = closest(node.attr, TABLES[table])
                hint = f"did you mean '{near}'?" if near else f"there is {', '.join(TABLES[table])}"
                raise ValueError(f"{line}: {table} has no '{node.attr}'; {hint}")
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in known:
            near = closest(node.id, known - set(dir(builtins)))
            hint = f"did you mean '{near}'?" if near else "define or import it before the rule"
            raise ValueError(f"{line}: nothing is named '{node.id}'; {hint}")


def _loaded(tree: ast.AST) -> set[str]:
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} - stored


def _one_line(error: Exception) -> str:
    """The one useful line of a compiler's message: what it does not know, and in which words of the rule."""
    text = _COLOURS.sub("", str(error))  # numba writes for a terminal
    what = next((line.strip() for line in text.splitlines() if line.strip() and "pipeline" not in line), "")
    what = re.sub(r"People\(.*|World\(.*|Function\((.*?)\)", lambda m: m[1] or "...", what)
    words = re.search(r"line (\d+):\n(?:.*\n)*?(.*\n) *\^", text)
    at = f"'{words[2].strip()}' " if words else ""
    may = "a rule may use numbers, loops, tables, math and dualsim.theory.random_streams"
    return f"{at}cannot be compiled ({what.rstrip('.:')}); {may}"


def _kind(result: Any) -> str:
    if isinstance(result, types.Float):
        return "a number with a fraction"
    if isinstance(result, types.UnicodeType):
        return "a text"
    if isinstance(result, types.NoneType | types.Optional):
        return "nothing on some way through"
    return "something else than a number"
