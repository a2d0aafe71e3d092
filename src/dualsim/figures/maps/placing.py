"""How large marks are on a map, and where they stand: beside one another if they would overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dualsim.figures.maps.map_frame import MapFrame
from dualsim.scenario.coordinates import Coordinates

COVERED = 0.09  # of a map by marks, at most
LARGEST = 0.085  # radius of the largest mark, as a share of the map's shorter side
LEAST = 2.2  # radius of the smallest, in points
_GAP = 1.0  # points between marks
_ROUNDS = 400
_HOME = 0.05  # how far marks are drawn back to their places in a round
_GOLDEN = math.pi * (3.0 - math.sqrt(5.0))  # turns marks at one point away from each other

Floats = NDArray[np.float64]


class Placing(NamedTuple):
    """Where marks stand in a panel, and how large they are."""

    frame: MapFrame
    centres: Floats  # of each mark, in points
    root: float  # points of radius to the root of a size
    most: float = math.inf  # the largest size

    def radius(self, size: float) -> float:
        """The radius of a mark of this size."""
        return max(self.root * math.sqrt(size), LEAST) if size > 0 else LEAST


def placed(coordinates: Sequence[Coordinates], sizes: Sequence[float], wide: float, high: float) -> Placing:
    """Marks in a panel so wide and so high; sizes are the largest that they will have."""
    largest, known = LARGEST * min(wide, high), np.nan_to_num(np.asarray(sizes, float))
    frame = MapFrame.about(coordinates, wide, high, largest + 0.04 * min(wide, high))
    total, most = float(known.sum()), float(known.max())
    root = 1.0
    if most > 0.0:
        root = min(largest / math.sqrt(most), math.sqrt(COVERED * wide * high / (math.pi * total)))
    home = np.array([frame.at(point) for point in coordinates])
    radii = np.maximum(root * np.sqrt(known), LEAST)
    return Placing(frame, pushed_apart(home, radii, wide, high), root, most or math.inf)


def pushed_apart(home: Floats, radii: Floats, wide: float, high: float) -> Floats:
    """Centres of discs that do not overlap, near to where they belong, inside of a panel."""
    at, count = home.astype(float), len(home)
    turns = _GOLDEN * np.arange(count)
    at = at + 1e-3 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    reach = radii[:, None] + radii[None, :] + _GAP
    gives = radii[None, :] ** 2 / (radii[:, None] ** 2 + radii[None, :] ** 2)  # the smaller one more
    np.fill_diagonal(reach, 0.0)
    low = np.minimum(radii[:, None] + _GAP, 0.5 * np.array([wide, high]))
    for n in range(_ROUNDS):
        if n < _ROUNDS // 2:
            at = at + _HOME * (home - at)
        away = at[:, None] - at[None, :]
        far = np.hypot(away[..., 0], away[..., 1])
        over = np.maximum(reach - far, 0.0)
        np.fill_diagonal(over, 0.0)
        if n >= _ROUNDS // 2 and not over.any():
            break
        far = np.where(far > 0.0, far, 1.0)
        at = at + (away * (0.6 * over * gives / far)[..., None]).sum(axis=1)
        at = np.clip(at, low, np.array([wide, high]) - low)
    return at
