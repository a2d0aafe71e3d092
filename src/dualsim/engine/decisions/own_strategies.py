"""A strategy of one's own in the place of ours: looked through before a run; one line says what is wrong."""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dualsim.scenario.suggestions import closest, unknown
from dualsim.theory.strategy import MOVES, Sight

Strategy = Callable[[str, Sight], float]
PARAMETERS = "(move, sight)"
FORBIDDEN = ("people", "world", "taste", "simulation", "model")  # what a body cannot know


def check_strategies(strategies: Mapping[str, Strategy], authorities: Iterable[str]) -> None:
    """Raise ValueError for a strategy of nobody, or one that asks for what an authority cannot see."""
    for called, strategy in strategies.items():
        if called not in MOVES and called not in (known := list(authorities)):
            raise ValueError(f"strategies: {unknown('authority or move', called, [*known, *MOVES])}")
        check_strategy(called, strategy)


def check_strategy(called: str, strategy: Strategy) -> None:
    """Raise ValueError for what is no strategy, naming the word at fault."""
    where = f"{called}={getattr(strategy, '__name__', 'strategy')}"
    if not inspect.isfunction(strategy):
        raise ValueError(f"{where}: not a plain function; write def strategy{PARAMETERS}")
    there = list(inspect.signature(strategy).parameters)
    if len(there) != 2:
        raise ValueError(f"{where}: takes ({', '.join(there)}); a strategy takes {PARAMETERS}")
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(strategy)))
    except (OSError, TypeError, SyntaxError):
        return  # no text to look through; what it asks for in vain is told when it runs
    first = strategy.__code__.co_firstlineno
    for node in ast.walk(tree):
        word = _not_seen(node, there[1])
        if word is not None:
            line = first + getattr(node, "lineno", 1) - 1
            by_itself = isinstance(node, ast.Name)
            what = f"asks for '{word}'" if by_itself else f"{there[1]} has no '{word}'"
            raise ValueError(f"{where}, line {line}: {what}; {_instead(word, by_itself)}")


def _not_seen(node: ast.AST, sight: str) -> str | None:
    """The word with which a strategy asks for what no authority can see, or None."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == sight:
        known = node.attr in Sight._fields or node.attr in ("_asdict", "_fields")
        return None if known else node.attr
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in FORBIDDEN:
        return node.id
    return None


def _instead(word: str, by_itself: bool) -> str:
    """What there is to ask for; a word that stands by itself was not meant to be one of these."""
    there = ", ".join(Sight._fields)
    if by_itself:
        return f"an authority sees only what sight has: {there}"
    near = closest(word, Sight._fields)
    return f"did you mean '{near}'?" if near else f"there is {there}"


def asked(called: str, strategy: Strategy, move: str, sight: Sight, authority: str) -> float:
    """What a strategy of somebody's own answers; raise ValueError in one line if it fails or is no chance."""
    where = f"{called}={strategy.__name__}"
    try:
        answer: Any = strategy(move, sight)
    except Exception as error:  # of any kind: it is not ours
        line = traceback.extract_tb(error.__traceback__)[-1].lineno
        what = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")
        raise ValueError(f"{where}, line {line}: fails when {authority} may {move} ({what})") from None
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not math.isfinite(answer):
        raise ValueError(f"{where}: gives {answer!r} for {move}; give a chance from 0 to 1")
    if not 0.0 <= answer <= 1.0:
        raise ValueError(f"{where}: gives {answer:g} for {move}; give a chance from 0 to 1")
    return float(answer)
