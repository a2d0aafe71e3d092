"""Every number of a scenario, and where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from dualsim.scenario.fields import ORIGINS, Number, Part
from dualsim.scenario.schema import Scenario

Kind = Literal["sourced", "calibrated", "assumed", "unsourced"]
KINDS: dict[str, Kind] = {"source": "sourced", "calibrated": "calibrated", "assumed": "assumed"}
_NOT_GIVEN = ("schema", "vary")  # what these hold says nothing of the world


class Entry(NamedTuple):
    """One number of a scenario: its dotted path, its value, what sort of origin it has, and which."""

    path: str
    value: float
    kind: Kind
    text: str


def entries(scenario: Scenario) -> list[Entry]:
    """Every number that a scenario gives, in order; a bare one takes the origin of the block around it."""
    return list(_walk(scenario, "", ("unsourced", "")))


def counts(ledger: Iterable[Entry]) -> dict[Kind, int]:
    """How many numbers have each sort of origin."""
    found = Counter(entry.kind for entry in ledger)
    kinds: list[Kind] = [*KINDS.values(), "unsourced"]
    return {kind: found[kind] for kind in kinds}


def _walk(value: Any, path: str, around: tuple[Kind, str]) -> Iterator[Entry]:
    if isinstance(value, Number):
        yield Entry(path, value.value, *_origin(value, around))
    elif isinstance(value, Part):
        inner = _origin(value, around)
        for name, info in type(value).model_fields.items():
            key = info.alias or name
            if name in value.model_fields_set and key not in _NOT_GIVEN:
                yield from _walk(getattr(value, name), f"{path}.{key}" if path else key, inner)
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _walk(child, f"{path}.{key}", around)
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from _walk(child, f"{path}.{place}", around)


def _origin(block: Part, around: tuple[Kind, str]) -> tuple[Kind, str]:
    """Where the bare numbers of a block come from: what it says itself, or else what is around it."""
    for field in ORIGINS:
        text = getattr(block, field, None)
        if text:
            return KINDS[field], text
    return around
