"""What a measure is, every measure by its name, and how a function becomes one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

import numpy as np

from dualsim.theory.measuring.regions import with_regions
from dualsim.theory.state import People, World


class Measure(NamedTuple):
    """A measure: its formula over the people and the world, the axes of its result, and its unit.

    With `together` the formula takes tables of many days at once, along an axis before all others; with
    `since_start` it has to be given all days since the first, for it looks back. What it finds is a number,
    or, if it has `words`, the row of one of them.
    """

    name: str
    label: str
    dims: tuple[str, ...]
    unit: str
    formula: Callable[[People, World], np.ndarray]
    together: bool = False
    words: tuple[str, ...] = ()
    since_start: bool = False


MEASURES: dict[str, Measure] = {}


def measure(
    *dims: str,
    unit: str = "",
    together: bool = False,
    of_regions: bool = True,
    words: tuple[str, ...] = (),
    since_start: bool = False,
) -> Callable[..., Callable[..., np.ndarray]]:
    """Make a function of people and world a measure; its first sentence is its label in results files.

    Of a region it is the mean over the people of its places, unless the function itself says (`of_regions`
    is False) what it is of regions, in rows after those of places.

    >>> import dualsim
    >>> @dualsim.measure(unit="share of people")
    ... def risen(people, world):
    ...     "How many are in the streets."
    ...     return people.active.mean()
    >>> dualsim.MEASURES["risen"].label
    'How many are in the streets'
    """

    def register(found: Callable[[People, World], np.ndarray]) -> Callable[[People, World], np.ndarray]:
        name = found.__name__
        label = (found.__doc__ or name).strip().splitlines()[0].rstrip(".")
        formula = found

        if dims[:1] == ("place",) and of_regions:

            @wraps(found)
            def formula(people: People, world: World) -> np.ndarray:
                return with_regions(found(people, world), dims, people, world)

        called = f"one of {', '.join(words)}" if words else unit
        MEASURES[name] = Measure(name, label, dims, called, formula, together, words, since_start)
        return formula

    return register


def worded(name: str, codes: np.ndarray) -> np.ndarray:
    """What a measure found: numbers, or words if it has them; "" on the days after an early end."""
    words = MEASURES[name].words
    if not words:
        return codes
    known = np.array([*words, ""], dtype=object)
    return np.asarray(known[np.nan_to_num(codes, nan=len(words)).astype(int)])


def slug_of(word: str) -> str:
    """How a word of a measure is written in outcomes: `regime[dual_power]`."""
    return word.replace(" ", "_").replace("-", "_")
