"""A sheet with one map, or with small ones of several dates under one legend."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xarray as xr
from matplotlib.artist import Artist

from dualsim.figures.captions import Frame, left_out
from dualsim.figures.drawing.canvas import Box, Canvas
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.styles import Style
from dualsim.figures.ensemble_view import made_of
from dualsim.figures.maps import legends
from dualsim.figures.maps.layers import Layer, layer_of
from dualsim.figures.maps.map_frame import extent
from dualsim.figures.maps.measured import Asked, period_of
from dualsim.figures.maps.placing import Placing, placed
from dualsim.figures.maps.points import draw_spots
from dualsim.figures.maps.sites import Site, sites_of
from dualsim.figures.maps.spots import Share, Spot
from dualsim.scenario.dates import STYLE_NAMES, iso, long_date, short_date

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

_FULL = 1.2  # how much smaller maps may be that leave no gap in their last row


@dataclass(frozen=True)
class MapData:
    """All that maps of some days of a run show."""

    ds: xr.Dataset
    layer: Layer
    spots: list[list[Spot]]  # of each day
    days: list[str]  # ISO dates in the calendar of the run
    nowhere: list[str]  # the names of places without coordinates
    style: Style

    def largest(self) -> list[float]:
        """The most people that each mark ever stands for."""
        return [max(day[n].size for day in self.spots) for n in range(len(self.spots[0]))]


def map_data(asked: Asked, rows: Sequence[int], style: Style, scenario: Scenario) -> MapData:
    """Read what maps of some days of a run show."""
    places = asked.slugs("place")
    sites, nowhere = sites_of(scenario, places)
    layer = layer_of(asked, rows, style, scenario)
    spots = []
    for row, values in zip(rows, layer.values, strict=True):
        people = dict(zip(places, asked.people(row).tolist(), strict=True))
        shares = {place: Share(people[place], layer.ink.fill(values[place])) for place in places}
        spots.append([_spot(site, shares) for site in sites])
    period = period_of(asked.ds)
    days = [iso(period.at(row), period.calendar) for row in rows]
    called = dict(zip(places, (str(name) for name in asked.ds["place_name"].values), strict=True))
    return MapData(asked.ds, layer, spots, days, [called[name] for name in nowhere], style)


def _spot(site: Site, shares: dict[str, Share]) -> Spot:
    inside, around = (tuple(shares[name] for name in part) for part in (site.inside, site.around))
    return Spot(site.name, site.at, inside, around)


def map_sheet(data: MapData) -> Canvas:
    """A map of each day on one sheet, with one legend."""
    alone = len(data.days) == 1
    sheet = Sheet(data, len(data.days), date=long_date(data.days[0]) if alone else "")
    years = data.days[0][:4] != data.days[-1][:4]
    for n, day in enumerate(data.days):
        sheet.draw_map(n, data.spots[n], "" if alone else short_date(day, year=years))
    return sheet.canvas


class Sheet:
    """A sheet with its words and legend, on which maps are drawn."""

    def __init__(self, data: MapData, maps: int, *, date: str = "") -> None:
        """Write everything but the maps; a date is part of the title, or else over each map."""
        self.drawn: list[Artist] = []
        self.data, self.maps, self.dated, style = data, maps, not date, data.style
        title = f"{data.layer.title}, {date}" if date else data.layer.title
        self.canvas = Canvas(style, style.shape(landscape=maps == 1 or maps > 4), _about(data, title))
        subtitle = "" if style.brief else data.layer.subtitle
        room = Frame(title, subtitle, _caption(data)).draw(self.canvas)
        room = Box(room.left, room.low - 1.6 * style.small, room.width, room.height + 1.6 * style.small)
        self.points = [spot.at for spot in data.spots[0]]
        self.boxes, legend, self.placing = self._laid(room, maps)
        below = Box(room.left, room.low, room.width, legends.height_of(legend))
        legends.draw_items(self.canvas, legend, below)

    def _laid(self, room: Box, maps: int) -> tuple[list[Box], legends.Rows, Placing]:
        """Panels as large as they can be above the legend, which shows marks as large as they are there."""
        rows: legends.Rows = []
        boxes, placing = self._panels(room, maps, rows)
        for _ in range(2):  # marks, and so the legend, hang on how large panels are
            items = legends.legend_items(self.canvas, self._shown(placing))
            rows = legends.laid_in_rows(self.canvas, items, room.width)
            boxes, placing = self._panels(room, maps, rows)
        return boxes, rows, placing

    def _panels(self, room: Box, maps: int, rows: legends.Rows) -> tuple[list[Box], Placing]:
        low = legends.height_of(rows) + 0.4 * self.data.style.letter
        above = Box(room.left, room.low + low, room.width, room.height - low)
        boxes = _grid(above, maps, extent(self.points), self._head())
        return boxes, placed(self.points, self.data.largest(), boxes[0].width, boxes[0].height)

    def _shown(self, placing: Placing) -> legends.Shown:
        everywhere = [spot for day in self.data.spots for spot in day]
        rings, hollow = legends.has_rings(everywhere), legends.has_hollow(everywhere)
        return legends.Shown(self.data.layer.ink, placing, rings, hollow)

    def _head(self) -> float:
        """The room for a date over each map."""
        return 1.6 * self._letter() if self.dated else 0.0

    def _letter(self) -> float:
        """The size of dates: that of the one of a film can be read from afar."""
        return self.data.style.letter * (1.4 if self.maps == 1 else 1.0)

    def draw_map(self, n: int, spots: Sequence[Spot], head: str = "") -> list[str]:
        """Draw the map of one day in one of the panels; the names that had no room."""
        box, style, before = self.boxes[n], self.data.style, len(self.canvas.over.texts)
        axes = self.canvas.add_panel(box)
        axes.set_label(head or "map")
        axes.spines["bottom"].set_visible(False)
        if head:
            up = box.top + 0.4 * style.letter
            self.canvas.write(box.left, up, head, self._letter(), weight="bold", gid="panel")
        left = draw_spots(axes, spots, self.placing, degrees=len(self.boxes) == 1 and not style.brief)
        self.drawn += [axes, *list(self.canvas.over.texts)[before:]]
        return left

    def clear(self) -> None:
        """Take all maps away."""
        for artist in self.drawn:
            artist.remove()
        self.drawn = []


def _grid(room: Box, maps: int, shape: tuple[float, float], head: float) -> list[Box]:
    """Panels side by side in rows, so that maps of this shape are as large as they can be."""
    gap, best = 0.02 * room.width, (0.0, 0.0, 1)
    for columns in range(1, maps + 1):
        rows = -(-maps // columns)
        wide, high = (room.width - (columns - 1) * gap) / columns, room.height / rows - head - 0.4 * gap
        scale = min(wide / shape[0], high / shape[1])
        best = max(best, (scale * (_FULL if columns * rows == maps else 1.0), scale, columns))
    columns = best[2]
    rows = -(-maps // columns)
    wide, high = (room.width - (columns - 1) * gap) / columns, room.height / rows - head - 0.4 * gap
    return [
        Box(
            room.left + (n % columns) * (wide + gap),
            room.top - (n // columns + 1) * (head + high + 0.4 * gap) + 0.4 * gap,
            wide,
            high,
        )
        for n in range(maps)
    ]


def _caption(data: MapData) -> str:
    """The run, how dates are told, and what is left out."""
    attrs, brief = data.ds.attrs, data.style.brief
    one = f"seed {attrs.get('seed')}" + ("" if brief else ", one run")
    many = "member" in data.ds.dims
    title, people = shortened(str(attrs.get("title", ""))), f"{int(attrs.get('people', 0)):,} people"
    text = f"{title}{': ' if title else ''}{people}, {made_of(data.ds) if many else one}"
    if many:
        text += "; the mean of all runs, or what most of them have"
    calendar = STYLE_NAMES[period_of(data.ds).calendar]
    text += "" if brief else f"; dates are {calendar}"
    text += "" if brief else "; the area of a mark tells its people, and marks stand beside one another"
    if data.layer.of_whom == "authority":
        text += "" if brief else "; coloured by the kind of the authority that has most in each place"
    if data.nowhere:
        text += left_out([f"{name} (no coordinates)" for name in data.nowhere], brief)
    return f"{text}."


def _about(data: MapData, title: str) -> dict[str, str]:
    """What the file says of itself."""
    attrs = data.ds.attrs
    versions = json.loads(attrs.get("versions", "{}"))
    software = f"dualsim {versions.get('dualsim', '')}".strip()
    told = f"{title}. {attrs.get('title', '')}".strip()
    return {"title": told, "software": software, "command": str(attrs.get("command", ""))}
