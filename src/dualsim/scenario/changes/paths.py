"""A scenario with some numbers changed by path: quickly and unchecked, for studies of many runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dualsim.scenario.fields import Number

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario


def nudged(scenario: Scenario, numbers: Mapping[str, float]) -> Scenario:
    """The scenario with these numbers at these paths; raise KeyError for a path that is not a number's.

    Nothing is checked: shares may no longer sum to one. `Scenario.replace` checks.
    """
    for path, value in numbers.items():
        scenario = _with(scenario, path.split("."), value, path)
    return scenario


def _with(part: Any, steps: list[str], value: float, path: str) -> Any:
    if not steps:
        if not isinstance(part, Number):
            raise KeyError(f"{path}: there is no number here")
        return part.model_copy(update={"value": value})
    if isinstance(part, dict):  # a key may hold dots itself: 0.25
        for n in range(1, len(steps) + 1):
            key = ".".join(steps[:n])
            if key in part:
                return {**part, key: _with(part[key], steps[n:], value, path)}
    step, rest = steps[0], steps[1:]
    if isinstance(part, list) and step.isdigit() and int(step) < len(part):
        return [_with(item, rest, value, path) if n == int(step) else item for n, item in enumerate(part)]
    if not hasattr(part, "model_copy") or getattr(part, step, None) is None:
        raise KeyError(f"{path}: there is no '{step}' here")
    return part.model_copy(update={step: _with(getattr(part, step), rest, value, path)})
