"""A strategy of one's own tried before a run: on what authorities see, in a process that can be stopped."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dualsim.engine.decisions.own_strategies import Strategy, asked, check_strategy
from dualsim.runs.defaults import CHECK_PEOPLE, SEED
from dualsim.scenario.suggestions import unknown
from dualsim.theory.strategy import MOVES, Sight, look

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

PATIENCE = 20.0  # seconds for all answers: thousands of ours take far less than one
SIGHTS = 2_000  # that it is tried on at the most
Seen = tuple[str, Sight]


def wrong_with(scenario: Scenario, given: str, patience: float = PATIENCE) -> str | None:
    """What is wrong with the strategy `my.py:function` on this scenario, in one line, or None."""
    path, _, function = given.rpartition(":")
    if Path(given).is_file():
        return f"{given}: names no function; write {given}:FUNCTION"
    if not path or not Path(path).is_file():
        return f"{given}: no such file; write FILE.py:FUNCTION"
    context = get_context("spawn")
    mine, theirs = context.Pipe()
    sights = seen_in(scenario)
    child = context.Process(target=_try, args=(path, function, sights, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        if not mine.poll(patience):
            return f"{given}: no answer within {patience:g} seconds; look for a loop that never ends"
        return str(mine.recv()) or None
    except EOFError:
        return f"{given}: ended the whole process that tried it; a strategy only gives a number"
    finally:
        child.kill()
        child.join()


def seen_in(scenario: Scenario) -> list[Seen]:
    """What authorities see in a small run with decisions free, with every move that each could make then."""
    from dualsim.engine.simulation import Simulation

    sim = Simulation(scenario.replace({"decisions": "free"}), CHECK_PEOPLE, SEED)
    alive = sim.world.alive
    sights = [look(k, sim.world) for _ in sim.days() for k in range(len(alive)) if alive[k]]
    some = sights[:: max(1, len(sights) * len(MOVES) // SIGHTS)]
    return [(move, sight) for sight in some for move in MOVES]


def _try(path: str, function: str, sights: Sequence[Seen], answer: Connection) -> None:
    """In the other process: what is wrong, or an empty text."""
    try:
        strategy, called = _imported(path, function), Path(path).name
        check_strategy(called, strategy)
        for move, sight in sights:
            asked(called, strategy, move, sight, "an authority")
        answer.send("")
    except ValueError as error:
        answer.send(str(error))
    except Exception as error:  # of any kind: the file is not ours
        what = " ".join(f"{type(error).__name__}: {error}".split())
        answer.send(f"{path}: cannot be read ({what})")


def _imported(path: str, function: str) -> Strategy:
    spec = importlib.util.spec_from_file_location("own_strategy", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path}: not a Python file; write FILE.py:FUNCTION")
    module = importlib.util.module_from_spec(spec)
    sys.modules["own_strategy"] = module
    spec.loader.exec_module(module)
    found: Any = getattr(module, function, None)
    if found is None:
        names = [name for name, value in vars(module).items() if callable(value)]
        raise ValueError(f"{path}: {unknown('function', function, names)}")
    own: Strategy = found
    return own
