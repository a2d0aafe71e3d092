"""What a file says of where a place lies on a map; nothing in a run hangs on it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from dualsim.scenario.fields import Part, Text, told, wrong

LATITUDE, LONGITUDE = 90, 180  # degrees, at most, to either side
HOW = "write coordinates: {latitude: 56.13, longitude: 40.41}"


def _degrees(most: int) -> Callable[[Any], float]:
    """A check of degrees to either side of zero."""

    def check(given: Any) -> float:
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise wrong(f"{told(given)} is not in degrees; {HOW}")
        if not math.isfinite(given) or abs(given) > most:
            raise wrong(f"{given:g} is outside what is allowed here; give degrees from -{most} to {most}")
        return float(given)

    return check


class CoordinatesBlock(Part):
    """Where a place lies, in degrees: its own, or its main town's."""

    latitude: Annotated[float, BeforeValidator(_degrees(LATITUDE)), Field(ge=-LATITUDE, le=LATITUDE)]
    """Degrees north of the equator; south of it below zero."""
    longitude: Annotated[float, BeforeValidator(_degrees(LONGITUDE)), Field(ge=-LONGITUDE, le=LONGITUDE)]
    """Degrees east of Greenwich; west of it below zero."""
    source: Text | None = None
    """Where they come from, or which point they are of."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        if isinstance(given, list | str | int | float):
            raise wrong(f"degrees stand here under their names; {HOW}")
        return given
