"""The ribbon under the panels: the regime of every day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dualsim.figures.drawing.canvas import Box, Sheet
from dualsim.figures.drawing.styles import regime_fill

Texts = NDArray[np.str_]


def segments(values: NDArray[np.generic]) -> list[tuple[int, int, object]]:
    """Runs of equal values, each from its first day to the day after its last."""
    cuts = [0, *(i for i in range(1, len(values)) if values[i] != values[i - 1]), len(values)]
    return [(a, b, values[a]) for a, b in pairwise(cuts)]


def unnamed(sheet: Sheet, ribbons: Sequence[Texts], width: float) -> list[str]:
    """The regimes that no part of ribbons so wide has room to name, longest first."""
    parts = [part for regimes in ribbons for part in _parts(regimes, Box(0, 0, width, 1))]
    named = {regime for regime, part in parts if _fits(sheet, regime, part)}
    longest = Counter(str(regime) for regimes in ribbons for regime in regimes).most_common()
    return [regime for regime, _ in longest if regime and regime not in named]


def draw_ribbon(sheet: Sheet, regimes: Texts, box: Box) -> None:
    """A band of colour or hatching, named where a part is long enough."""
    look, parts = sheet.look, _parts(regimes, box)
    for regime, part in parts:
        swatch(sheet, regime, part)
        if _fits(sheet, regime, part):
            wide, middle = sheet.width(regime, look.small), part.left + 0.5 * part.width
            if not look.colour:
                behind = Box(middle - 0.5 * wide - 2, box.low + 1, wide + 4, box.height - 2)
                sheet.fill(behind, facecolor="white", edgecolor="none")
            up = box.low + 0.5 * box.height
            sheet.say(middle, up, regime, ha="center", va="center_baseline", gid="regime")
    if parts:  # an outline about the days that there are
        left, right = parts[0][1].left, parts[-1][1].right
        known = Box(left, box.low, right - left, box.height)
        sheet.fill(known, facecolor="none", edgecolor=look.pale, lw=0.6)


def swatch(sheet: Sheet, regime: str, box: Box) -> None:
    """A piece of a regime's ground or hatching."""
    ground, hatch = regime_fill(sheet.look, regime)
    edge = "none" if sheet.look.colour else "#000000"
    sheet.fill(box, facecolor=ground, hatch=hatch, edgecolor=edge, lw=0.4)


def _parts(regimes: Texts, box: Box) -> list[tuple[str, Box]]:
    """Each stretch of one regime and its place in a box."""
    last = max(len(regimes) - 1, 1)
    step = box.width / last
    cuts = [(str(regime), a, min(b, last)) for a, b, regime in segments(regimes)]
    parts = [(r, Box(box.left + a * step, box.low, (b - a) * step, box.height)) for r, a, b in cuts]
    return [(regime, part) for regime, part in parts if regime and part.width > 0]


def _fits(sheet: Sheet, regime: str, part: Box) -> bool:
    return sheet.width(regime, sheet.look.small) + 6 <= part.width
