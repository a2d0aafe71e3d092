"""The styles of figures: paper, letters, and their colours, transparency, dashes and hatches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib import colormaps
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_rgb

from dualsim.scenario.suggestions import unknown

INCH = 72.0  # points
A4 = (595.3, 841.9)
_SCREEN = (737.28, 552.96)  # 1024 x 768 pixels at 100 to the inch


@dataclass(frozen=True)
class Style:
    """One style; lengths are in points."""

    size: tuple[float, float]
    dpi: int
    family: str
    title: float  # letters of the title
    letter: float  # of panel titles and labels
    small: float  # of everything else: nothing is smaller
    margin: float
    line: float  # width of a line
    panels: int  # at most so many panels,
    lines: int  # lines in a panel
    events: int  # and events
    mark: float  # across a circled number
    mark_rows: int
    key_width: float  # of a column of the key, at least
    narrowest: float  # a panel too narrow for labels at its lines' ends gets a legend above
    title_row: float = 1.6  # height of the row over a panel, in letters
    legend_row: float = 1.5  # and of one of a legend
    gap: float = 0.5  # between what stands on the page, in letters
    colour: bool = True
    solid_marks: bool = True
    brief: bool = False  # few words: no subtitle, one calendar, no ribbon but where regimes are the subject
    least: float = 0.0  # share of the sheet that panels cover: events and rows of a legend give way to it
    ground: str = "white"
    grid: str = "#d9d9d9"
    grid_width: float = 0.8
    stem: str = "#a8a8a8"  # the marks' thin lines through the panels
    ink: str = "#1a1a1a"
    pale: str = "#555555"
    size_given: bool = False  # by the user: it is not turned

    def shape(self, landscape: bool) -> tuple[float, float]:
        """The size of a figure, which may lie on its long side."""
        if landscape and not self.size_given:
            return max(self.size), min(self.size)
        return self.size


STYLES = {
    "screen": Style(
        size=_SCREEN, dpi=100, family="DejaVu Sans", title=15, letter=8.5, small=7.8, margin=14, line=1.7,
        panels=9, lines=8, events=15, mark=12, mark_rows=2, key_width=200, narrowest=120,
        ground="#f6f7f9", grid="#ffffff",
    ),
    "projector": Style(
        size=_SCREEN, dpi=100, family="DejaVu Sans", title=22, letter=18, small=18, margin=9, line=4,
        panels=3, lines=6, events=4, mark=24, mark_rows=1, key_width=330, narrowest=170,
        title_row=1.3, legend_row=1.3, gap=0.25, brief=True,
        least=0.455, stem="#8c8c8c", grid="#cccccc", ink="#000000", pale="#000000",
    ),
    "print": Style(
        size=A4, dpi=150, family="DejaVu Serif", title=15, letter=8.5, small=7.5, margin=40, line=1.1,
        panels=8, lines=8, events=24, mark=11, mark_rows=3, key_width=200, narrowest=110,
        solid_marks=False, grid="#e6e6e6", pale="#444444",
    ),
    "bw": Style(
        size=A4, dpi=150, family="DejaVu Sans", title=15, letter=8.5, small=7.8, margin=40, line=1.2,
        panels=8, lines=8, events=20, mark=12, mark_rows=3, key_width=200, narrowest=110,
        colour=False, solid_marks=False, grid="#cfcfcf", grid_width=0.5, stem="#7a7a7a",
        ink="#000000", pale="#000000",
    ),
}  # fmt: skip

# Okabe and Ito (2008) without yellow and black, then Tol's indigo and wine: safe for colour-blind readers.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#332288", "#882255")
BAND_ALPHA = 0.16  # a band has its line's colour; bands lie in one another and darken inwards
_DASHES: tuple[tuple[float, ...], ...] = (
    (), (5.0, 2.0), (1.2, 1.2), (7.0, 1.6, 1.2, 1.6), (12.0, 2.0), (7.0, 1.6, 1.2, 1.6, 1.2, 1.6), (2.4, 2.4),
    (12.0, 2.0, 3.0, 2.0), (1.2, 3.0), (5.0, 5.0), (12.0, 1.6, 1.2, 1.6, 1.2, 1.6, 1.2, 1.6), (12.0, 6.0),
)  # fmt: skip
_APART = 10.0  # steps of lightness (CIE) that greys must lie apart to be told from each other
_NOBODY, _NOBODY_DASH = "#8a8a8a", (4.0, 1.6)  # dashed: a party may be grey, too
_REGIMES = {
    "vacuum": ("#e3e3e3", "..."),
    "unitary": ("#bcd7ee", ""),
    "dual power": ("#fbc98f", "////"),
    "hybrid": ("#d9c8e6", "xxxx"),
    "multitude of powers": ("#c3e2b8", "\\\\\\\\"),
    "stalemate": ("#ececec", ""),  # and endings
    "non-cooperation": ("#c3e2b8", "\\\\\\\\"),
    "too few loyal": ("#fbc98f", "////"),
    "conversion": ("#d9c8e6", "xxxx"),
    "seizure": ("#f3a6a0", "++++"),
    "repression": ("#b9b4ae", "----"),
    "reform": ("#bcd7ee", "..."),
}
_STANCES = {
    "government": ("#2166ac", ""), "both": ("#b8a4e0", ""), "rival": ("#d6604d", ""),
    "nobody": ("#cfcfcf", ""),
}  # fmt: skip
_STANCES_BW = {
    "government": ("#6f6f6f", ""), "both": ("#cfcfcf", ""), "rival": ("#ffffff", "////"),
    "nobody": ("#ffffff", "..."),
}  # fmt: skip
_HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "||||", "oo")  # of areas without colour
_LAYERS = ("", "", "////", "", "xx", "..", "", "....")  # on PALETTE: two that are alike in grey differ so
_GREYS = ("#ffffff", "#d0d0d0", "#9a9a9a", "#6a6a6a")
# Line style and marker where there is no colour; markers stand every month, on another day for each line.
_STROKES: tuple[tuple[float, tuple[float, ...], str], ...] = (
    (1.5, (), ""),
    (1.5, (5.0, 2.0), ""),
    (1.0, (), "o"),
    (1.0, (), "^"),
    (1.5, (1.2, 1.4), ""),
    (1.0, (), "s"),
    (1.2, (7.0, 2.0, 1.2, 2.0), ""),
    (1.0, (5.0, 2.0), "D"),
    (1.0, (), "x"),
    (1.0, (1.2, 1.4), "v"),
    (1.0, (5.0, 2.0), "o"),
    (1.0, (), "D"),
    (1.0, (1.2, 1.4), "s"),
    (1.0, (), "v"),
    (1.0, (5.0, 2.0), "x"),
    (1.0, (1.2, 1.4), "^"),
)


def style_of(name: str, size: tuple[float, float] | None = None) -> Style:
    """A style of STYLES, with a size in inches if one is given; raise ValueError if there is none."""
    if name not in STYLES:
        raise ValueError(f"plot: {unknown('style', name, STYLES)}")
    if size is None:
        return STYLES[name]
    return replace(STYLES[name], size=(size[0] * INCH, size[1] * INCH), size_given=True)


@dataclass(frozen=True)
class LineStyle:
    """How a line is drawn and what its label is written in."""

    colour: str
    letters: str
    width: float
    dash: tuple[float, ...] = ()  # on and off, in points; empty is solid
    marker: str = ""
    area: bool = False  # filled down to the one below, rather than a line
    hatch: str = ""  # of an area
    upright: bool = False  # from the foot of a panel to its top


def line_styles(style: Style, colours: Sequence[str], nobody: int | None = None) -> list[LineStyle]:
    """A line style for each line; the one of nobody (`none`, `abstain`) is grey and thin."""
    given = [colour for colour in colours if colour]
    free = [colour for colour in PALETTE if all(_apart(colour, other) for other in given)] or list(PALETTE)
    found, strokes = [], 0
    for row, colour in enumerate(colours):
        if row == nobody:
            found.append(_nobody(style))
        elif style.colour:
            chosen = colour or free[strokes % len(free)]
            strokes += not colour
            found.append(LineStyle(chosen, _readable(chosen), style.line))
        else:
            width, dash, marker = _STROKES[strokes % len(_STROKES)]
            strokes += 1
            found.append(LineStyle("#000000", "#000000", width * style.line * 0.8, dash, marker))
    return found


def told_apart(looks: Mapping[str, LineStyle]) -> dict[str, LineStyle]:
    """The same lines with dashes, so that no two look alike where a copier makes greys of their colours."""
    found: dict[str, LineStyle] = {}
    for name, look in looks.items():
        scale = max(1.0, 0.6 * look.width)
        dashes = [look.dash] if look.dash or look.marker else [tuple(scale * p for p in d) for d in _DASHES]
        ways = (replace(look, dash=dash) for dash in dashes)
        free = (way for way in ways if not any(alike(way, other) for other in found.values()))
        found[name] = next(free, look)
    return found


def alike(one: LineStyle, other: LineStyle) -> bool:
    """Whether two lines, or two areas, cannot be told apart without their colours."""
    if (one.dash, one.marker, one.hatch, one.area) != (other.dash, other.marker, other.hatch, other.area):
        return False
    return abs(lightness(one.colour) - lightness(other.colour)) < _APART


def lightness(colour: str) -> float:
    """How light a colour looks, from 0 for black to 100 for white (CIE 1976)."""
    light = _light(*to_rgb(colour))
    return 116.0 * light ** (1 / 3) - 16.0 if light > 0.008856 else 903.3 * light


def band_fill(colour: str) -> dict[str, Any]:
    """How a band of many runs is filled: with its line's colour, paler."""
    return {"facecolor": colour, "alpha": BAND_ALPHA}


def regime_fill(style: Style, regime: str) -> tuple[str, str]:
    """The ground and the hatching of a regime in the ribbon."""
    ground, hatch = _REGIMES.get(regime, ("#ffffff", "+++"))
    return (ground, "") if style.colour else ("#ffffff", hatch)


def area_fill(style: Style, n: int) -> dict[str, Any]:
    """How the area of one of several things that are stacked is filled."""
    if style.colour:
        colour, hatch = PALETTE[n % len(PALETTE)], _LAYERS[n % len(_LAYERS)]
        return {"facecolor": colour, "edgecolor": "white", "linewidth": 0.4, "hatch": hatch}
    grey, hatch = _GREYS[n % len(_GREYS)], _HATCHES[n % len(_HATCHES)]
    return {"facecolor": grey, "hatch": hatch, "edgecolor": "#000000", "linewidth": 0.5}


def stance_styles(style: Style) -> dict[str, LineStyle]:
    """The areas of the four stances: two strong ones, a mild one for both between them, grey."""
    looks = _STANCES if style.colour else _STANCES_BW
    return {
        key: LineStyle(colour, style.ink, 0.0, area=True, hatch=hatch)
        for key, (colour, hatch) in looks.items()
    }


def area_style(style: Style, drawn: LineStyle) -> dict[str, Any]:
    """How the area of a line is filled."""
    edge = "white" if style.colour else "#000000"
    return {"facecolor": drawn.colour, "hatch": drawn.hatch, "edgecolor": edge, "linewidth": 0.4}


def bar_fill(style: Style, above: bool) -> dict[str, Any]:
    """How a bar is filled that stands for more, or for less."""
    if style.colour:
        return {"facecolor": PALETTE[0 if above else 1], "edgecolor": "none"}
    grey, hatch = ("#bdbdbd", "") if above else ("#ffffff", "////")
    return {"facecolor": grey, "edgecolor": "#000000", "hatch": hatch, "lw": 0.7}


def interval_colour(style: Style) -> str:
    """The colour of intervals, and of the dots that they are about."""
    return PALETTE[0] if style.colour else "#7a7a7a"


def cell_colours(style: Style) -> Colormap:
    """From the white of nothing to the darkest, in steps of lightness that a copier keeps."""
    if not style.colour:
        return colormaps["Greys"]
    return LinearSegmentedColormap.from_list("cells", ["#ffffff", "#a6cde8", "#0072b2", "#08306b"])


def settings(style: Style) -> dict[Any, Any]:
    """What matplotlib is told while a figure is drawn, so that nobody's own settings spoil it."""
    return {
        "font.family": [style.family],
        "text.usetex": False,
        "text.parse_math": False,
        "hatch.linewidth": 0.5,
        "hatch.color": "#000000",
        "path.sketch": None,
        "lines.dash_capstyle": "butt",
        "lines.scale_dashes": False,
        "axes.unicode_minus": True,
        "svg.hashsalt": "dualsim",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
        "savefig.bbox": None,
        "savefig.facecolor": "white",
        "savefig.transparent": False,
        "savefig.dpi": "figure",
    }


def _nobody(style: Style) -> LineStyle:
    if style.colour:
        return LineStyle(_NOBODY, _readable(_NOBODY), style.line * 0.8, _NOBODY_DASH)
    return LineStyle("#000000", "#000000", style.line * 0.6, (1.0, 2.5))


def _apart(one: str, other: str) -> bool:
    return sum((a - b) ** 2 for a, b in zip(to_rgb(one), to_rgb(other), strict=True)) > 0.1


def _readable(colour: str) -> str:
    """The colour, darkened until letters in it can be read on white (contrast 4.5 to 1, WCAG 2.1)."""
    red, green, blue = to_rgb(colour)
    while 1.05 / (_light(red, green, blue) + 0.05) < 4.5:
        red, green, blue = 0.93 * red, 0.93 * green, 0.93 * blue
    return f"#{round(255 * red):02x}{round(255 * green):02x}{round(255 * blue):02x}"


def _light(*channels: float) -> float:
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
