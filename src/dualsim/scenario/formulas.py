"""Formulas of a file: arithmetic over named numbers, as in `=0.06 * exp(-km / 500)`.

+ - * / ** and brackets, comparisons that give 1 or 0, and the functions below; angles are in degrees.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any
from zlib import crc32

from dualsim.scenario.suggestions import unknown

MARK = "="  # what a formula begins with where a number may stand
DRAW = "draw"  # the number that says which draw of what is known as a range is taken; at 0 it is the middle
EARTH = 6371.0  # km
MOST = 600  # letters


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres between two points as the crow flies."""
    a, b, across = map(math.radians, (latitude, other_latitude, other_longitude - longitude))
    angle = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(across)
    return EARTH * math.acos(max(-1.0, min(1.0, angle)))


def between(low: float, high: float, which: float, draw: float = 0.0) -> float:
    """The middle of a range, or in another draw a point anywhere in it, the same for the same `which`."""
    if draw == 0.0:
        return 0.5 * (low + high)
    return low + (high - low) * crc32(f"{which:.0f} {draw:.0f}".encode()) / 2**32


FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "min": min, "max": max, "round": round,
    "distance_km": distance_km, "between": between,
}  # fmt: skip
_BINARY: dict[type, Callable[[float, float], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # fmt: skip


def parsed(text: str) -> ast.expr:
    """The formula of a text; raise ValueError if it is none."""
    body = text.strip().removeprefix(MARK)
    if len(body) > MOST:
        raise ValueError(f"the formula has {len(body)} letters; at most {MOST} are allowed")
    try:
        found = ast.parse(body.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(
            f"'{body.strip()[:60]}' is no formula; write one such as =2 * exp(-km / 500)"
        ) from None
    for node in ast.walk(found):
        _checked(node)
    return found


def _checked(node: ast.AST) -> None:
    """Raise ValueError for what no formula has."""
    if isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise ValueError(f"'{ast.unparse(node)[:60]}' is no function; there is {', '.join(FUNCTIONS)}")
        if node.func.id not in FUNCTIONS:
            raise ValueError(unknown("function", node.func.id, FUNCTIONS))
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise ValueError(f"{node.value!r} is not a number; a formula has numbers, names and + - * /")
    elif isinstance(node, ast.Compare):
        if len(node.ops) > 1 or type(node.ops[0]) not in _BINARY:
            raise ValueError(f"'{ast.unparse(node)[:60]}': compare two numbers by < <= > >=")
    elif isinstance(node, ast.BinOp):
        if type(node.op) not in _BINARY:
            raise ValueError(f"'{ast.unparse(node)[:60]}' is no arithmetic; there is + - * / **")
    elif isinstance(node, ast.UnaryOp):
        if not isinstance(node.op, ast.USub | ast.UAdd):
            raise ValueError(f"'{ast.unparse(node)[:60]}' is no arithmetic; there is + - * / **")
    elif not isinstance(node, ast.Name | ast.expr_context | ast.operator | ast.cmpop | ast.unaryop):
        raise ValueError(
            f"'{ast.unparse(node)[:60]}' is no part of a formula; there is + - * / and functions"
        )


def names_in(formula: ast.expr) -> list[str]:
    """The names of numbers in a formula, in order."""
    called = {id(node.func) for node in ast.walk(formula) if isinstance(node, ast.Call)}
    names = [n.id for n in ast.walk(formula) if isinstance(n, ast.Name) and id(n) not in called]
    return list(dict.fromkeys(names))


def replaced(formula: ast.expr, values: Mapping[str, ast.expr]) -> ast.expr:
    """The formula with others in the place of names."""

    class Replacing(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return values.get(node.id, node)

    return Replacing().visit(ast.parse(ast.unparse(formula), mode="eval").body)


def evaluated(formula: ast.expr, numbers: Mapping[str, float], known: Collection[str] = ()) -> float:
    """What a formula comes to; raise ValueError for a name that is not there, and for no finite number."""
    try:
        found = float(_value(formula, numbers, known or numbers))
    except (ZeroDivisionError, OverflowError, TypeError) as error:
        raise ValueError(f"'{ast.unparse(formula)[:80]}' cannot be worked out: {error}") from None
    except ValueError as error:
        if "math domain" not in str(error):
            raise
        raise ValueError(f"'{ast.unparse(formula)[:80]}' has no value: log or sqrt of too little") from None
    if not math.isfinite(found):
        raise ValueError(f"'{ast.unparse(formula)[:80]}' is no finite number")
    return found


def _value(node: ast.expr, numbers: Mapping[str, float], known: Collection[str]) -> float:
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        if node.id not in numbers:
            raise ValueError(unknown("number", node.id, known))
        return numbers[node.id]
    if isinstance(node, ast.UnaryOp):
        value = _value(node.operand, numbers, known)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp):
        left, right = (_value(side, numbers, known) for side in (node.left, node.right))
        found = _BINARY[type(node.op)](left, right)
        if isinstance(found, complex):
            raise ValueError(f"'{ast.unparse(node)[:80]}' is no real number")
        return float(found)
    if isinstance(node, ast.Compare):
        left, right = (_value(side, numbers, known) for side in (node.left, node.comparators[0]))
        return float(_BINARY[type(node.ops[0])](left, right))
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    given = [_value(part, numbers, known) for part in node.args]
    if node.func.id == "between":
        given = [*given[:3], numbers.get(DRAW, 0.0)]
    return float(FUNCTIONS[node.func.id](*given))
