"""A scenario with places and bodies under other names, everywhere that they are named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dualsim.analysis.swaps.fitting import Data, bodies_below
from dualsim.scenario.shape import Shape, scenario_shape

TABLES = {"places": "place", "authorities": "authority"}
Renaming = Mapping[str, Mapping[str, str]]  # of each kind of name: the old and the new
_INSIDE = re.compile(r"\[[^\]]*\]")
_NAME = re.compile(r"\w+(?:@\w+)?")


def with_place_named(data: Data, old: str, new: str) -> Data:
    """The scenario with a place under a new name, and so the bodies that people may found there."""
    if old == new:
        return data
    bodies = {body.key: body._replace(place=new).key for body in bodies_below(data) if body.place == old}
    return renamed(data, {"place": {old: new}, "authority": bodies})


def renamed(data: Data, names: Renaming) -> Data:
    """The scenario with new names in the place of old ones."""
    shape = scenario_shape()
    found: Data = {}
    for key, part in data.items():
        turned = _turned(part, shape.keys[key], names)
        found[key] = _keyed(turned, names.get(TABLES.get(key, ""), {}))
    return found


def _keyed(table: Any, names: Mapping[str, str]) -> Any:
    return {names.get(key, key): value for key, value in table.items()} if names else table


def _turned(part: Any, shape: Shape | None, names: Renaming) -> Any:
    """A part of a scenario with new names."""
    if shape is None:
        return part
    if isinstance(part, dict):
        inner = {key: _turned(value, shape.child(key), names) for key, value in part.items()}
        return _keyed(inner, names.get(shape.key.kind, {}) if shape.key is not None else {})
    if isinstance(part, list):
        return [_turned(one, shape.item, names) for one in part]
    if isinstance(part, str) and shape.kind == "when":
        every = {old: new for some in names.values() for old, new in some.items()}
        return _INSIDE.sub(lambda inside: _words(inside[0], every), part)
    if isinstance(part, str):
        return names.get((shape.item or shape).kind, {}).get(part, part)
    return part


def _words(text: str, names: Mapping[str, str]) -> str:
    return _NAME.sub(lambda word: names.get(word[0], word[0]), text)
