"""Names at the ends of lines: pushed apart where ends are close, clear of one another and of lines."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.line_labels import STEM, draw_labels, fitted
from dualsim.figures.drawing.panel import Line, Panel, height_of
from dualsim.figures.drawing.styles import STYLES, line_styles

DAYS = 200
BOX = Box(60, 60, 380, 320)
COLUMN = Box(BOX.right + STEM, BOX.low, 220, BOX.height)


def panel(style, ends, last, start=0.9):
    """Lines from one place to these ends, known up to these days."""
    looks = line_styles(STYLES[style], [""] * len(ends))
    lines = []
    for n, (end, day, look) in enumerate(zip(ends, last, looks, strict=True)):
        values = np.full(DAYS, np.nan)
        values[:day] = np.linspace(start - 0.02 * n, end, day)
        lines.append(Line(f"Authority {n}", values, look))
    return Panel("Close", tuple(lines))


def labelled(style, shown):
    canvas = Canvas(STYLES[style], (BOX.right + STEM + COLUMN.width + 20, BOX.top + 40), {})
    shown = fitted(canvas, shown, BOX, COLUMN)
    draw_labels(canvas, shown, BOX, COLUMN)
    pen = canvas.canvas.get_renderer()
    scale = 72 / canvas.dpi
    boxes = {}
    for text in canvas.over.texts:
        extent = text.get_window_extent(pen)
        corner = Box(extent.x0 * scale, extent.y0 * scale, extent.width * scale, extent.height * scale)
        boxes[text.get_text()] = corner
    return shown, boxes


def apart(boxes):
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        across = min(a.right, b.right) - max(a.left, b.left)
        assert across <= 0.5 or min(a.top, b.top) - max(a.low, b.low) <= 0.5, (one, other)


def touched(shown, boxes):
    """The names of labels that a line passes through."""
    fine = np.linspace(0, DAYS - 1, 20 * DAYS)
    x = BOX.left + BOX.width * fine / (DAYS - 1)
    found = set()
    for line in shown.lines:
        y = height_of(shown, BOX, np.interp(fine, np.arange(DAYS), line.values))
        for name, box in boxes.items():
            inside = (x > box.left + 0.5) & (x < box.right - 0.5) & (y > box.low + 0.5) & (y < box.top - 0.5)
            if inside.any():
                found.add(name)
    return found


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "ends", [(0.5,) * 6, (0.5, 0.501, 0.502, 0.49, 0.3, 0.299), (0.0, 0.001, 0.002, 1.0, 0.999)]
)
def test_close_ends_at_the_last_day(style, ends):
    shown, boxes = labelled(style, panel(style, ends, [DAYS] * len(ends)))
    assert len(boxes) == len(ends)
    apart(boxes)
    assert touched(shown, boxes) == set()
    assert all(box.left >= BOX.right for box in boxes.values())


@pytest.mark.parametrize("style", STYLES)
def test_labels_stand_in_the_order_of_their_ends(style):
    ends = (0.50, 0.52, 0.48, 0.51)
    _, boxes = labelled(style, panel(style, ends, [DAYS] * 4))
    order = sorted(range(4), key=lambda n: boxes[f"Authority {n}"].low)
    assert order == [2, 0, 3, 1]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("days", [(90, 92, 95, 200, 200), (60, 61, 140, 141, 200), (120, 120, 120, 120, 200)])
def test_close_ends_of_lines_that_end_early(style, days):
    ends = (0.4, 0.42, 0.38, 0.1, 0.05)
    shown, boxes = labelled(style, panel(style, ends, days))
    assert len(boxes) == len(ends)
    apart(boxes)
    assert touched(shown, boxes) == set()


def test_names_that_do_not_fit_go_with_their_lines():
    shown, boxes = labelled("projector", panel("projector", np.linspace(0.1, 0.9, 20), [DAYS] * 20))
    assert 5 < len(boxes) == len(shown.lines) < 20
    apart(boxes)
