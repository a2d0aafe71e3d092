"""The ribbon under the panels: the regime of every day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.styles import regime_fill

Texts = NDArray[np.str_]


def segments(values: NDArray[np.generic]) -> list[tuple[int, int, object]]:
    """Runs of equal values, each from its first day to the day after its last."""
    cuts = [0, *(i for i in range(1, len(values)) if values[i] != values[i - 1]), len(values)]
    return [(a, b, values[a]) for a, b in pairwise(cuts)]


def unnamed(canvas: Canvas, ribbons: Sequence[Texts], width: float) -> list[str]:
    """The regimes that no part of ribbons so wide has room to name, longest first."""
    parts = [part for regimes in ribbons for part in _parts(regimes, Box(0, 0, width, 1))]
    named = {regime for regime, part in parts if _fits(canvas, regime, part)}
    longest = Counter(str(regime) for regimes in ribbons for regime in regimes).most_common()
    return [regime for regime, _ in longest if regime and regime not in named]


def draw_ribbon(canvas: Canvas, regimes: Texts, box: Box) -> None:
    """A band of colour or hatching, named where a part is long enough."""
    style, parts = canvas.style, _parts(regimes, box)
    for regime, part in parts:
        swatch(canvas, regime, part)
        if _fits(canvas, regime, part):
            wide, middle = canvas.width(regime, style.small), part.left + 0.5 * part.width
            if not style.colour:
                behind = Box(middle - 0.5 * wide - 2, box.low + 1, wide + 4, box.height - 2)
                canvas.draw_box(behind, facecolor="white", edgecolor="none")
            up = box.low + 0.5 * box.height
            canvas.write(middle, up, regime, ha="center", va="center_baseline", gid="regime")
    if parts:  # an outline about the days that there are
        left, right = parts[0][1].left, parts[-1][1].right
        known = Box(left, box.low, right - left, box.height)
        canvas.draw_box(known, facecolor="none", edgecolor=style.pale, lw=0.6)


def swatch(canvas: Canvas, regime: str, box: Box) -> None:
    """A piece of a regime's ground or hatching."""
    ground, hatch = regime_fill(canvas.style, regime)
    edge = "none" if canvas.style.colour else "#000000"
    canvas.draw_box(box, facecolor=ground, hatch=hatch, edgecolor=edge, lw=0.4)


def _parts(regimes: Texts, box: Box) -> list[tuple[str, Box]]:
    """Each stretch of one regime and its place in a box."""
    last = max(len(regimes) - 1, 1)
    step = box.width / last
    cuts = [(str(regime), a, min(b, last)) for a, b, regime in segments(regimes)]
    parts = [(r, Box(box.left + a * step, box.low, (b - a) * step, box.height)) for r, a, b in cuts]
    return [(regime, part) for regime, part in parts if regime and part.width > 0]


def _fits(canvas: Canvas, regime: str, part: Box) -> bool:
    return canvas.width(regime, canvas.style.small) + 6 <= part.width
