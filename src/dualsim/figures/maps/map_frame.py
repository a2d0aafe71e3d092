"""Where a point of the globe falls on a map: plain degrees, those of longitude as short as they are there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dualsim.figures.drawing.panel import tick_values
from dualsim.scenario.coordinates import Coordinates

_LEAST = 1.0  # degrees that a map covers, if all its points are one


def extent(coordinates: Sequence[Coordinates]) -> tuple[float, float]:
    """How wide and how high the points lie, in degrees of latitude."""
    south, north, west, east = _ends(coordinates)
    return max((east - west) * _squeeze(south, north), _LEAST), max(north - south, _LEAST)


def _ends(coordinates: Sequence[Coordinates]) -> tuple[float, float, float, float]:
    north_south, east_west = zip(*coordinates, strict=True)
    return min(north_south), max(north_south), min(east_west), max(east_west)


def _squeeze(south: float, north: float) -> float:
    """How long a degree of longitude is against one of latitude, in the middle of a map."""
    return max(math.cos(math.radians(0.5 * (south + north))), 0.05)


@dataclass(frozen=True)
class MapFrame:
    """A map in a panel: from degrees to points, from the panel's lower left corner."""

    wide: float  # of the panel, in points
    high: float
    middle: Coordinates
    degree: float  # points to a degree of latitude
    squeeze: float

    @classmethod
    def about(cls, coordinates: Sequence[Coordinates], wide: float, high: float, pad: float) -> MapFrame:
        """The largest map of these points that leaves so much room at each side of the panel."""
        south, north, west, east = _ends(coordinates)
        across, up = extent(coordinates)
        degree = min((wide - 2 * pad) / across, (high - 2 * pad) / up)
        middle = Coordinates(0.5 * (south + north), 0.5 * (west + east))
        return cls(wide, high, middle, max(degree, 1e-3), _squeeze(south, north))

    def at(self, point: Coordinates) -> tuple[float, float]:
        """Where a point stands."""
        x = 0.5 * self.wide + (point.longitude - self.middle.longitude) * self.degree * self.squeeze
        return x, 0.5 * self.high + (point.latitude - self.middle.latitude) * self.degree

    def meridians(self) -> list[tuple[float, float]]:
        """Round degrees of longitude, and where each stands from left to right."""
        reach = 0.5 * self.wide / (self.degree * self.squeeze)
        found = _round(self.middle.longitude - reach, self.middle.longitude + reach, 180.0)
        return [(degrees, self.at(Coordinates(0.0, degrees))[0]) for degrees in found]

    def parallels(self) -> list[tuple[float, float]]:
        """Round degrees of latitude, and how high each stands."""
        reach = 0.5 * self.high / self.degree
        found = _round(self.middle.latitude - reach, self.middle.latitude + reach, 90.0)
        return [(degrees, self.at(Coordinates(degrees, 0.0))[1]) for degrees in found]


def _round(low: float, high: float, most: float) -> list[float]:
    inside = [value for value in tick_values(low, high, 8) if low < value < high and abs(value) <= most]
    return inside if len(inside) > 1 else []


def degrees_text(value: float, letters: str) -> str:
    """Degrees as maps write them: 55° N; the letters are those of either side."""
    side = f" {letters[0] if value > 0 else letters[1]}" if value else ""
    return f"{abs(value):g}°{side}"
