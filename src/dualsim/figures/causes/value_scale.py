"""The scale that causes are measured on: from below the least to above the largest, nought among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dualsim.figures.captions import Unit
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.intervals import draw_axis
from dualsim.figures.drawing.panel import tick_values


def draw_scale(
    canvas: Canvas, plot: Box, ends: Sequence[float], unit: Unit, label: str
) -> Callable[[float], float]:
    """Add a panel with its axis; where across the sheet a value stands."""
    low, high = min(0.0, *ends), max(0.0, *ends)
    pad = 0.05 * max(high - low, 1e-3)
    low, high = low - pad, high + pad
    axes = canvas.add_panel(plot)
    axes.set_xlim(low, high)
    axes.set_label(label)

    def across(value: float) -> float:
        return plot.left + plot.width * (value - low) / (high - low)

    draw_axis(canvas, plot, [(across(tick), unit.change(tick)) for tick in tick_values(low, high, 7)])
    return across
