"""The legend of a map: colours, the sizes of marks, what a ring is, and what is hollow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.legend import flow
from dualsim.figures.drawing.styles import Style
from dualsim.figures.maps.inks import FULL_LEAD, Ink, Leaders, Shades, paled
from dualsim.figures.maps.placing import Placing
from dualsim.figures.maps.spots import Fill, Share, Spot, draw_spot
from dualsim.scenario.coordinates import Coordinates

_ROUND = (1, 2, 5)
_TALLEST = 1.6  # radius of a sample of size, in letters
_BAR = 16.0  # width of a bar of colours, in letters
_HERE = Coordinates(0.0, 0.0)


class Item(NamedTuple):
    """One thing of a legend: how wide and high it is, and what draws it from a point on the left."""

    wide: float
    high: float
    draw: Callable[[float, float], None]


Rows = list[list[tuple[Item, float]]]  # things with how far from the left they stand


class Shown(NamedTuple):
    """What a legend has to explain."""

    ink: Ink
    placing: Placing
    rings: bool
    hollow: bool


def legend_items(canvas: Canvas, shown: Shown) -> list[Item]:
    """Everything that a map's legend tells."""
    style, ink = canvas.style, shown.ink
    items = [_swatch(canvas, name, fill) for name, fill in ink.samples().items()]
    if isinstance(ink, Shades):
        items.append(_bar(canvas, ink))
    elif isinstance(ink, Leaders) and style.colour:
        items.append(_lead(canvas))
    if shown.hollow:
        items.append(_swatch(canvas, "not defined", None))
    if shown.rings:
        items.append(_ring(canvas))
    return [*items, _sizes(canvas, shown.placing)]


def laid_in_rows(canvas: Canvas, items: Sequence[Item], room: float) -> Rows:
    """Items in as many rows as they need, each with how far from the left it stands."""
    gap = 1.4 * canvas.style.letter
    return [[(items[n], x) for n, x in row] for row in flow([one.wide + gap for one in items], room + gap)]


def height_of(rows: Rows) -> float:
    """How high a legend is."""
    return sum(max(item.high for item, _ in row) for row in rows)


def draw_items(canvas: Canvas, rows: Rows, box: Box) -> None:
    """Draw a legend from the top of a box."""
    top = box.top
    for row in rows:
        high = max(item.high for item, _ in row)
        for item, x in row:
            item.draw(box.left + x, top - 0.5 * high)
        top -= high


def _swatch(canvas: Canvas, name: str, fill: Fill | None) -> Item:
    radius = 0.55 * canvas.style.letter
    return _with_mark(canvas, name, radius, (Share(1.0, fill),))


def _ring(canvas: Canvas) -> Item:
    """A mark with a ring, and what both are."""
    letter = canvas.style.letter
    pale, dark = (
        (Fill("#e0e0e0"), Fill("#9a9a9a")) if canvas.style.colour else (Fill("white"), Fill("#b0b0b0"))
    )
    text = "town, in its countryside" if not canvas.style.brief else "town in countryside"
    return _with_mark(canvas, text, 0.85 * letter, (Share(1.0, dark),), (Share(3.0, pale),))


def _with_mark(
    canvas: Canvas, text: str, radius: float, inside: tuple[Share, ...], around: tuple[Share, ...] = ()
) -> Item:
    """A mark, and beside it what it is."""
    letter = canvas.style.letter

    def draw(x: float, middle: float) -> None:
        spot = Spot(text, _HERE, inside, around)
        draw_spot(canvas.over, canvas.style, spot, (x + radius, middle), radius)
        _write(canvas, x + 2 * radius + 0.4 * letter, middle, text)

    wide = 2 * radius + 0.4 * letter + canvas.width(text, letter)
    return Item(wide, max(1.6 * letter, 2 * radius + 0.4 * letter), draw)


def _write(canvas: Canvas, x: float, middle: float, text: str, **how: str) -> None:
    letter = canvas.style.letter
    canvas.write(x, middle, text, letter, va="center_baseline", gid="legend", **how)


def _bar(canvas: Canvas, shades: Shades) -> Item:
    """A bar of colours with round values below it."""
    letter, wide = canvas.style.letter, _BAR * canvas.style.letter * (0.75 if canvas.style.brief else 1.0)
    ticks = shades.ticks(3 if canvas.style.brief else 5)
    ends = [0.5 * canvas.width(text, canvas.style.small) for _, text in (ticks[0], ticks[-1])]

    def draw(x: float, middle: float) -> None:
        box = Box(x + ends[0], middle + 0.05 * letter, wide, 0.9 * letter)
        _gradient(canvas, box, [shades.fill(value) for value in np.linspace(shades.low, shades.high, 96)])
        for value, text in ticks:
            part = (value - shades.low) / (shades.high - shades.low)
            down = box.low - 1.1 * canvas.style.small
            canvas.write(
                box.left + part * wide, down, text, ha="center", color=canvas.style.pale, gid="legend"
            )

    return Item(wide + sum(ends), 2.8 * letter, draw)


def _lead(canvas: Canvas) -> Item:
    """A ramp that tells a narrow lead from a wide one."""
    letter, wide = canvas.style.letter, 4.0 * canvas.style.letter
    before, after = "lead: 0", f"{100 * FULL_LEAD:.0f} points"
    left, right = (canvas.width(text, letter) for text in (before, after))
    gap = 0.5 * letter

    def draw(x: float, middle: float) -> None:
        _write(canvas, x, middle, before)
        box = Box(x + left + gap, middle - 0.45 * letter, wide, 0.9 * letter)
        _gradient(canvas, box, [Fill(paled("#4a4a4a", lead)) for lead in np.linspace(0.0, FULL_LEAD, 48)])
        _write(canvas, box.right + gap, middle, after)

    return Item(left + right + wide + 2 * gap, 1.6 * letter, draw)


def _gradient(canvas: Canvas, box: Box, fills: Sequence[Fill | None]) -> None:
    """A bar of small boxes, side by side."""
    step = box.width / len(fills)
    for n, fill in enumerate(fills):
        if fill is not None:
            over = 0.0 if n + 1 == len(fills) else 0.3 * step  # or a thin line would shine through
            piece = Box(box.left + n * step, box.low, step + over, box.height)
            canvas.draw_box(piece, facecolor=fill.colour, edgecolor="none")
    canvas.draw_box(box, facecolor="none", edgecolor=canvas.style.pale, lw=0.6)


def _sizes(canvas: Canvas, placing: Placing) -> Item:
    """Two discs of round numbers of people, as large as they are on the map."""
    style, letter = canvas.style, canvas.style.letter
    most = min((_TALLEST * letter / placing.root) ** 2, placing.most)  # none larger than any on the map
    numbers = [n * 10**power for power in range(1, 10) for n in _ROUND if n * 10**power <= most]
    largest = numbers[-1] if numbers else 0
    chosen = [number for number in ((largest,) if style.brief else (largest // 10, largest)) if number > 0]
    empty = Fill("white")
    found = []
    for n, number in enumerate(chosen):
        text = _spoken(number) + (" people" if n + 1 == len(chosen) else "")
        radius = placing.radius(number)
        found.append(_with_mark(canvas, text, radius, (Share(1.0, empty),)))

    def draw(x: float, middle: float) -> None:
        for one in found:
            one.draw(x, middle)
            x += one.wide + letter

    wide = sum(one.wide for one in found) + letter * max(len(found) - 1, 0)
    return Item(wide, max([one.high for one in found], default=0.0), draw)


def _spoken(number: int) -> str:
    return f"{number // 1_000_000} million" if number >= 1_000_000 else f"{number:,}"


def has_rings(spots: Sequence[Spot]) -> bool:
    """Whether some mark has a ring."""
    return any(spot.around for spot in spots)


def has_hollow(spots: Sequence[Spot]) -> bool:
    """Whether some part of a mark is hollow."""
    return any(part.fill is None for spot in spots for part in (*spot.inside, *spot.around))


def of_style(style: Style) -> int:
    """At most how many maps stand on one sheet of a style."""
    return 4 if style.brief else 12
