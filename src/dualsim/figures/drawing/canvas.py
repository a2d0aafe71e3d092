"""The canvas that a figure is drawn on: lengths in points, words measured before they are written."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from dualsim.figures.drawing.letters import drawable, lacking
from dualsim.figures.drawing.styles import INCH, LineStyle, Style, area_style

LEADING = 1.25  # from one line of text to the next, against the size of its letters
_SLACK = 1.02  # letters in a PDF or SVG are a little wider than on the screen


class Box(NamedTuple):
    """A rectangle on the canvas, from its lower left corner."""

    left: float
    low: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Where it ends above."""
        return self.low + self.height


class Canvas(Figure):
    """A matplotlib figure with one layer in points, measured from the lower left corner."""

    def __init__(self, style: Style, size: tuple[float, float], about: dict[str, str]) -> None:
        super().__init__(figsize=(size[0] / INCH, size[1] / INCH), dpi=style.dpi, facecolor="white")
        FigureCanvasAgg(self)
        self.style = style
        self.about = about
        self.wide, self.high = size
        self._measure = RendererAgg(1, 1, style.dpi)
        self._widths: dict[tuple[str, float, bool], float] = {}
        self.over = self.add_axes((0.0, 0.0, 1.0, 1.0), zorder=10)
        self.over.set_axis_off()
        self.over.set_xlim(0, self.wide)
        self.over.set_ylim(0, self.high)

    def add_panel(self, box: Box) -> Axes:
        """Axes in a box, without the ticks that matplotlib would draw."""
        place = (box.left / self.wide, box.low / self.high, box.width / self.wide, box.height / self.high)
        axes = self.add_axes(place, facecolor=self.style.ground, xticks=[], yticks=[])
        for side, spine in axes.spines.items():
            spine.set_visible(side == "bottom")
            spine.set_linewidth(max(0.5, self.style.line * 0.4))
            spine.set_color(self.style.pale)
        return axes

    def write(self, x: float, y: float, text: str, size: float = 0.0, **how: Any) -> Text:
        """Write a line of text; without a word about it, from the left and on the base line."""
        how.setdefault("color", self.style.ink)
        how |= {"fontsize": size or self.style.small, "fontfamily": self.style.family}
        weight = str(how.get("weight", "normal"))
        if gone := lacking(text, self.style.family, weight):
            warnings.warn(
                f"the font of the figures lacks {' '.join(gone)}; boxes stand in their place", stacklevel=2
            )
        return self.over.text(x, y, drawable(text, self.style.family, weight), **how)

    def write_caption(self, lines: Sequence[str]) -> None:
        """Write lines of small letters at the foot."""
        style = self.style
        for n, line in enumerate(lines):
            base = style.margin + (len(lines) - 1 - n) * LEADING * style.small + 0.25 * style.small
            self.write(style.margin, base, line, color=style.pale, gid="caption")

    def draw_lines(self, lines: Sequence[Sequence[tuple[float, float]]], **how: Any) -> None:
        """Draw lines in points."""
        self.over.add_collection(LineCollection(lines, **how), autolim=False)

    def draw_box(self, box: Box, **how: Any) -> None:
        """Fill a rectangle."""
        self.over.add_patch(Rectangle((box.left, box.low), box.width, box.height, **how))

    def draw_sample(self, left: float, right: float, y: float, line_style: LineStyle) -> None:
        """A short piece of a line, or of an area, for a legend."""
        half = 0.63 * self.style.letter
        if line_style.area:
            box = Box(left, y - 0.8 * half, right - left, 1.6 * half)
            self.draw_box(box, **area_style(self.style, line_style))
            self.draw_box(box, facecolor="none", edgecolor=self.style.pale, lw=0.6)
            return
        if line_style.upright:
            middle = 0.5 * (left + right)
            ends, dash = [[(middle, y - 1.2 * half), (middle, y + 1.2 * half)]], (0, line_style.dash)
            self.draw_lines(ends, colors=line_style.colour, linewidths=line_style.width, linestyles=[dash])
            return
        dashes = (0, line_style.dash) if line_style.dash else "solid"
        middle = 0.5 * (left + right)
        self.over.plot(
            [left, middle, right], [y, y, y], color=line_style.colour, lw=line_style.width, ls=dashes,
            marker=line_style.marker, markevery=[1], ms=5, mfc="white", scalex=False, scaley=False,
        )  # fmt: skip

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide a text will be."""
        if (text, size, bold) not in self._widths:
            weight = "bold" if bold else "normal"
            letters = FontProperties(family=self.style.family, size=size, weight=weight)
            drawn = drawable(text, self.style.family, weight)
            pixels = self._measure.get_text_width_height_descent(drawn, letters, ismath=False)[0]
            self._widths[text, size, bold] = _SLACK * pixels * INCH / self.style.dpi
        return self._widths[text, size, bold]

    def wrap(
        self, text: str, room: float, size: float, *, bold: bool = False, most: int | None = None
    ) -> list[str]:
        """A text in lines that fit into the room, at most so many; what is too long is cut."""
        lines: list[str] = []
        used, space = 0.0, self.width("\N{EN QUAD}", size, bold) * 0.65
        for word in text.split():
            short = self.cut(word, room, size, bold)
            wide = self.width(short, size, bold)
            if lines and used + space + wide <= room:
                lines[-1] += f" {short}"
                used += space + wide
            elif len(lines) == most:
                lines[-1] = self.cut(f"{lines[-1]} {short}", room, size, bold)
                break
            else:
                lines.append(short)
                used = wide
        return lines or [""]

    def cut(self, word: str, room: float, size: float, bold: bool = False) -> str:
        """A text shortened to one line in the room."""
        if len(word) <= room and self.width(word, size, bold) <= room:  # no letter is narrower than a point
            return word
        least, most = 1, min(len(word), max(2, int(room)))
        while most - least > 1:  # by halves: measuring each shorter text would take a long one minutes
            middle = (least + most) // 2
            fits = self.width(word[:middle] + "…", size, bold) <= room
            least, most = (middle, most) if fits else (least, middle)
        return word[:least] + "…"


def spread(centres: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres moved as little as possible so that things of these sizes do not overlap between low and high.

    The least squares answer: pool neighbours that press on each other (isotonic regression).
    """
    order = sorted(range(len(centres)), key=lambda i: centres[i])
    ahead, before = {}, 0.0
    pools: list[tuple[float, int]] = []  # mean of the lower edges less what lies below, and how many
    for i in order:
        ahead[i] = before
        mean, count = centres[i] - 0.5 * sizes[i] - before, 1
        before += sizes[i]
        while pools and pools[-1][0] > mean:
            other, more = pools.pop()
            mean, count = (mean * count + other * more) / (count + more), count + more
        pools.append((mean, count))
    edges = [min(max(mean, low), high - before) for mean, count in pools for _ in range(count)]
    moved = dict(zip(order, edges, strict=True))
    return [moved[i] + ahead[i] + 0.5 * sizes[i] for i in range(len(centres))]
