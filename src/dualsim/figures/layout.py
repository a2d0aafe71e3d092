"""The shape of a page: a view laid out on a canvas, across first, then downwards, then drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dualsim.figures.drawing.canvas import LEADING, Box, Canvas
from dualsim.figures.drawing.event_marks import (
    Mark,
    band_height,
    choose,
    draw_band,
    draw_key,
    happened,
    lay_key,
)
from dualsim.figures.drawing.legend import LegendRow, draw_legend_row, flow, legend_rows
from dualsim.figures.drawing.line_labels import STEM, draw_labels, fitted
from dualsim.figures.drawing.panel import (
    Panel,
    draw_dates,
    draw_panel,
    draw_shades,
    draw_values,
    months,
    tick_text,
    ticks,
)
from dualsim.figures.drawing.regime_ribbon import draw_ribbon, swatch, unnamed
from dualsim.figures.page_words import apart, dropped, page_caption, without_smallest
from dualsim.figures.place_data import PlaceData, View, lasts

_AFTER = 1.5  # points to the right of labels
HEAD = 1.2  # letters over a column against others


@dataclass(frozen=True)
class Frame:
    """Where things stand from left to right: the same for all rows of panels."""

    left: float  # edge of the first panel
    panel: float  # width of a panel
    labels: float  # room for labels beside it, in letters
    step: float  # from one column to the next
    columns: int
    direct: bool  # labels at the lines' ends; else a legend

    def box(self, column: int, low: float, height: float) -> Box:
        """A rectangle as wide as a panel."""
        return Box(self.left + column * self.step, low, self.panel, height)


def draw_page(canvas: Canvas, places: Sequence[PlaceData], view: View) -> None:
    """Title, panels, ribbon, key and caption on a canvas; a place for each column, or one for all."""
    page = _Page(canvas, places, view)
    page.make_room()
    page.draw()


class _Page:
    """A view on its way to the canvas."""

    def __init__(self, canvas: Canvas, places: Sequence[PlaceData], view: View) -> None:
        place = places[0]
        self.canvas, self.style, self.place, self.view = canvas, canvas.style, place, view
        self.room = canvas.wide - 2 * self.style.margin
        self.julian = place.ds.attrs.get("calendar", "julian") == "julian"
        new_style = [str(day)[:10] for day in place.ds["day"].values]
        self.upper = months(new_style) if self.julian and not self.style.brief else []  # a slide has one
        self.lower = months([str(date) for date in place.ds["date_os"].values] if self.julian else new_style)
        self.days = len(new_style)
        self.frame = self._across()
        if not self.frame.direct:
            self.view = apart(view)
        alone = len(places) == 1
        self.regimes = [places[0 if alone else n].words(view.ribbon) for n in range(self.frame.columns)]
        self.ribbon = view.has_ribbon(self.style)
        self.shades = "" if self.style.brief else view.shades  # a slide says it in its caption
        self.unnamed = unnamed(canvas, self.regimes, self.frame.panel) if self.ribbon else []
        seen = [happened(one.ds) for one in places]
        self.events = sorted({m.called: m for marks in seen for m in marks}.values(), key=lambda m: m.day)
        self.here = [{m.called for m in seen[0 if alone else n]} for n in range(self.frame.columns)]
        self.weight = np.max([one.weight() for one in places], axis=0)
        self._mark(view.events or self.style.events)

    def _across(self, beside: bool = True) -> Frame:
        """Columns with labels beside them, or else as wide as they can be under a legend."""
        style, panels, columns = self.style, self.view.panels, self.view.columns
        columns = columns or _columns(len(panels), self.room / self.canvas.high)
        left, gap = self._values_room(), (0.9 if style.brief else 1.6) * style.letter
        cell = (self.room - left - (columns - 1) * gap) / columns
        labels = self._label_room(cell)
        taken = STEM + labels + _AFTER if labels else 0.5 * style.small
        direct = beside and not self.view.legend and (columns == 1 or cell - taken >= style.narrowest)
        if not direct:
            labels, taken = 0.0, 0.0
            cell -= 0.5 * style.small / columns
        return Frame(style.margin + left, cell - taken, labels, cell + gap, columns, direct)

    def _values_room(self) -> float:
        panels = [panel for panel in self.view.panels if not panel.bars]
        texts = [tick_text(panel, v) for panel in panels for v in ticks(panel, 200, self.style.small)]
        return max(self.canvas.width(text, self.style.small) for text in [*texts, "N.S."]) + 5

    def _label_room(self, cell: float) -> float:
        """Room at the side for the longest word, and for short names whole."""
        canvas, letter = self.canvas, self.style.letter
        lines = [line for panel in self.view.panels for line in panel.lines if not panel.bars]
        called = {line.name for line in lines if line.name}
        if not called or self.view.legend:
            return 0.0
        word = max(canvas.width(part, letter) for name in called for part in name.split())
        limit = min(max(word, 0.3 * cell), 0.45 * cell)
        texts = [text for name in called for text in canvas.wrap(name, limit, letter)]
        return max(canvas.width(text, letter) for text in texts) + 0.1

    def _mark(self, most: int) -> None:
        """Choose the events to show and lay out their key."""
        self.marks: list[Mark] = choose(self.style, self.events, self.weight, self.frame.panel, most)
        self.key = lay_key(self.canvas, self.marks, self.room)

    def make_room(self) -> None:
        """Drop marks while panels are too low or cover too little, then labels, then lines without room."""
        least = self.style.least
        while self.marks and (min(self._heights()) < 3.5 * self.style.small or self._covers() < least):
            self._mark(len(self.marks) - 1)
        if self.frame.direct and self.frame.labels and self._covers() < least:
            self.frame, self.view = self._across(beside=False), apart(self.view)
        if not (self.frame.direct or self.view.legend):
            while self._covers() < least and (fewer := without_smallest(self.view.panels)):
                self._keep(fewer)
        if self.frame.direct and self.frame.labels:
            while self._keep(self._labelled()):
                continue  # a longer caption leaves less room

    def _labelled(self) -> list[Panel]:
        """The panels with those lines whose labels fit."""
        rows = zip(self._rows(), self._heights(), strict=True)
        boxes = [(panel, self.frame.box(0, 0, height)) for row, height in rows for panel in row]
        return [fitted(self.canvas, panel, box, self._beside(panel, box)) for panel, box in boxes]

    def _keep(self, panels: Sequence[Panel]) -> list[str]:
        """Show these panels, and say which lines they have lost."""
        lost = dropped(self.view, panels)
        self.view = replace(self.view, panels=list(panels), left=[*lost, *self.view.left])
        return lost

    def draw(self) -> None:
        """Everything, from the top down."""
        y = self._draw_head(self.canvas.high - self.style.margin)
        for number, (row, height) in enumerate(zip(self._rows(), self._heights(), strict=True)):
            y -= self._above(number == 0) + height
            for column, panel in enumerate(row):
                self._draw_cell(panel, self.frame.box(column, y, height), number, column)
            y -= self._gap()
        self._draw_foot(y + self._gap() - 3.0)

    def _beside(self, panel: Panel, box: Box) -> Box:
        """The column for labels beside a panel: a little higher than the panel where its title is short."""
        letter = self.style.letter
        free = self.style.brief and self.canvas.width(panel.title, letter, bold=True) < box.width
        up, down = self.style.title_row * letter - 2.0 if free else 0.3 * letter, 0.3 * letter
        return Box(box.right + STEM, box.low - down, self.frame.labels, box.height + up + down)

    def _rows(self) -> list[list[Panel]]:
        panels, columns = self.view.panels, self.frame.columns
        return [panels[start : start + columns] for start in range(0, len(panels), columns)]

    def _heights(self) -> list[float]:
        """The height of each row of panels."""
        room = self.canvas.high - 2 * self.style.margin - self._head() - self._foot()
        shares = [max(panel.tall for panel in row) for row in self._rows()]
        count = len(shares)
        free = room - sum(self._above(n == 0) for n in range(count)) - (count - 1) * self._gap()
        return [max(free * share / sum(shares), 1.0) for share in shares]

    def _covers(self) -> float:
        """The share of the sheet that panels cover."""
        high = sum(h * len(row) for h, row in zip(self._heights(), self._rows(), strict=True))
        return high * self.frame.panel / (self.canvas.wide * self.canvas.high)

    def _gap(self) -> float:
        return self.style.gap * self.style.letter

    def _axis(self) -> float:
        return 1.3 * self.style.small + 4.0

    def _ribbon(self) -> float:
        """Thin where nothing can be named in it."""
        if not self.ribbon:
            return 0.0
        bare = len(self.unnamed) == len({str(r) for days in self.regimes for r in days} - {""})
        return (0.8 if bare else 1.75) * self.style.small

    def _above(self, first: bool) -> float:
        """Room over a panel: its title; for the first row the upper dates and the marks too."""
        title = self.style.title_row * self.style.letter
        more = self._band() + (self._axis() if self.upper else 0.0) if first else 0.0
        return title + more + self._heads(first)

    def _heads(self, first: bool) -> float:
        """Room over the first row for what stands over the columns."""
        return 1.25 * HEAD * self.style.letter if first and self.view.heads else 0.0

    def _band(self) -> float:
        return band_height(self.style, self.marks)

    def _head(self) -> float:
        title, subtitle = self._titles()
        words = 1.25 * self.style.title * len(title) + LEADING * self.style.letter * len(subtitle)
        rows = len(self._legend()) + bool(self.shades)
        return words + self.style.letter * (self.style.legend_row * rows + self.style.gap)

    def _foot(self) -> float:
        small = self.style.small
        ribbon = 3.0 + self._ribbon() + self._axis() + 1.6 * small * len(self._regime_rows())
        key = self.key.height + self.style.gap * small if self.marks else 0.0
        return ribbon + key + (self.style.gap + LEADING * len(self._caption())) * small

    def _titles(self) -> tuple[list[str], list[str]]:
        title = self.canvas.wrap(self.view.title, self.room, self.style.title, bold=True, most=2)
        shown = "" if self.style.brief else self.view.subtitle
        return title, self.canvas.wrap(shown, self.room, self.style.letter) if shown else []

    def _caption(self) -> list[str]:
        """Where the figure is from and what it leaves out."""
        return page_caption(self.canvas, self.place, self.view, self._told())

    def _told(self) -> list[str]:
        """What the caption says of the page itself."""
        told = []
        if self.events and (self.marks or self.view.caption > 2 or not self.style.brief):
            told.append(f"{len(self.marks) or 'none'} of {len(self.events)} events shown")
        if self.upper:
            told.append("Old Style dates (O.S.) below and in the key, New Style (N.S.) above")
        return told

    def _legend(self) -> list[LegendRow]:
        """The legend of the view; else that of its lines, where labels do not fit at their ends."""
        if self.view.legend:
            return legend_rows(self.canvas, dict(self.view.legend), self.room)
        if self.frame.direct:
            return []
        lines = [line for panel in self.view.panels for line in reversed(panel.lines)]
        return legend_rows(self.canvas, {line.name: line.style for line in lines if line.name}, self.room)

    def _regime_rows(self) -> list[list[tuple[str, float]]]:
        """Rows of the regimes that are not named in the ribbon; a brief page has one, of what lasts."""
        small, shown = self.style.small, self.unnamed
        if self.style.brief:
            shown = [one for one in shown if any(lasts(one, days) for days in self.regimes)]
        widths = [self.canvas.width(regime, small) + 3.2 * small for regime in shown]
        rows = flow(widths, self.canvas.wide - self.style.margin - self._regimes_left())
        return [[(shown[i], x) for i, x in row] for row in rows[: 1 if self.style.brief else None]]

    def _regimes_left(self) -> float:
        return self.style.margin if self.style.brief else self.frame.left

    # drawing

    def _draw_head(self, y: float) -> float:
        canvas, style = self.canvas, self.style
        title, subtitle = self._titles()
        for line in title:
            canvas.write(style.margin, y - 0.95 * style.title, line, style.title, weight="bold", gid="title")
            y -= 1.25 * style.title
        for line in subtitle:
            canvas.write(
                style.margin, y - 0.9 * style.letter, line, style.letter, color=style.pale, gid="subtitle"
            )
            y -= LEADING * style.letter
        for row in self._legend():
            y -= style.legend_row * style.letter
            draw_legend_row(canvas, row, style.margin, y + 0.7 * style.letter)
        if self.shades:
            y -= style.legend_row * style.letter
            middle = y + 0.7 * style.letter
            right = draw_shades(canvas, style.margin, middle, 3) + 0.5 * style.letter
            canvas.write(right, middle, self.shades, style.letter, va="center_baseline", gid="shades")
        return y - style.gap * style.letter

    def _draw_cell(self, panel: Panel, box: Box, row: int, column: int) -> None:
        canvas = self.canvas
        letter, strip = self.style.letter, self.style.title_row * self.style.letter
        marks = [mark for mark in self.marks if mark.called in self.here[column]]
        draw_panel(canvas, panel, box, self.lower, marks)
        base = box.top + self._above(row == 0) - self._heads(row == 0) - strip + 0.28 * strip
        room = self.room if self.view.heads else self.frame.panel + self.frame.labels + STEM
        text = canvas.cut(panel.title, room, letter, bold=True)  # under heads, one title for the whole row
        canvas.write(box.left, base, text, letter, weight="bold", gid="panel")
        if column == 0 or panel.high != self._rows()[row][0].high:
            draw_values(canvas, panel, box)
        if self.frame.direct and self.frame.labels:
            draw_labels(canvas, panel, box, self._beside(panel, box))
        if row == 0:
            band = Box(box.left, box.top, box.width, self._band())
            draw_band(canvas, marks, band, self.days)
            if self.upper:
                draw_dates(canvas, self.upper, band, above=True)
                self._word("N.S.", band.top + 0.75 * self.style.small + 2.0, column)
            if self.view.heads:
                head = canvas.cut(self.view.heads[column], self.frame.step - 4.0, HEAD * letter, bold=True)
                over = box.top + self._above(True) - HEAD * letter
                canvas.write(box.left, over, head, HEAD * letter, weight="bold", gid="head")

    def _draw_foot(self, y: float) -> None:
        canvas, small = self.canvas, self.style.small
        y -= self._ribbon()
        for column in range(self.frame.columns):
            box = self.frame.box(column, y, self._ribbon())
            if self.ribbon:
                draw_ribbon(canvas, self.regimes[column], box)
                self._word(self.view.ribbon.capitalize(), box.low + 0.5 * box.height, column)
            draw_dates(canvas, self.lower, box, above=False)
            if self.julian:
                self._word("O.S.", y - 0.75 * small - 2.0, column)
        y -= self._axis()
        for row in self._regime_rows():
            y -= 1.6 * small
            for regime, x in row:
                box = Box(self._regimes_left() + x, y + 0.2 * small, 1.5 * small, 1.1 * small)
                swatch(canvas, regime, box)
                canvas.draw_box(box, facecolor="none", edgecolor=self.style.pale, lw=0.6)
                right, up = box.right + 0.5 * small, y + 0.75 * small
                canvas.write(right, up, regime, va="center_baseline", gid="regime")
        y -= self.style.gap * small
        draw_key(canvas, self.key, Box(self.style.margin, y - self.key.height, self.room, self.key.height))
        canvas.write_caption(self._caption())

    def _word(self, text: str, y: float, column: int) -> None:
        """What a row is, left of the first panel, where there is room."""
        if column == 0 and self.canvas.width(text, self.style.small) < self.frame.left - 6:
            left, pale = self.frame.left - 4, self.style.pale
            self.canvas.write(left, y, text, ha="right", va="center_baseline", color=pale, gid="row")


def _columns(count: int, shape: float) -> int:
    """How many columns give panels about twice as wide as high, with few empty cells."""

    def ugly(columns: int) -> float:
        rows = -(-count // columns)
        ratio = shape * rows / columns * 1.35  # titles, key and caption take about a quarter of the height
        return abs(float(np.log(ratio / 2.6))) + 0.5 * (rows * columns - count)

    return min(range(1, min(count, 4) + 1), key=ugly)
