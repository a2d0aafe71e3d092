"""What values at places are filled with: shades of a number, colours of words, of whoever leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from matplotlib.colors import Colormap, LinearSegmentedColormap, to_hex, to_rgb

from dualsim.figures.drawing.panel import tick_values
from dualsim.figures.drawing.styles import Style
from dualsim.figures.maps.spots import Fill

FULL_LEAD = 0.5  # from which a leader's colour is full
_PALEST = 0.3  # of a colour, where two are level
_SHADES = ["#dbe9f4", "#9cc7e4", "#0072b2", "#08306b"]  # none so pale that it could be taken for hollow
_ABOUT = ["#b35806", "#f5c88a", "#f4f4f4", "#b3abd2", "#542788"]  # to either side of zero


class Ink(Protocol):
    """A way to fill places by their values."""

    def fill(self, value: Any) -> Fill | None:
        """What a value is filled with; None if it is not defined."""

    def samples(self) -> Mapping[str, Fill]:
        """What stands in the legend, by name."""


@dataclass(frozen=True)
class Shades:
    """From pale to dark as a number grows; to either side of the middle if it may be below zero."""

    low: float
    high: float
    style: Style
    percent: bool = False

    @property
    def colours(self) -> Colormap:
        """From the lowest to the highest."""
        if not self.style.colour:
            return LinearSegmentedColormap.from_list("greys", ["#efefef", "#8a8a8a", "#1a1a1a"])
        return LinearSegmentedColormap.from_list("shades", _ABOUT if self.low < 0.0 else _SHADES)

    def fill(self, value: float) -> Fill | None:
        """A shade for a number; none for what is unknown."""
        if value is None or value != value:  # not a number
            return None
        part = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return Fill(to_hex(self.colours(min(max(part, 0.0), 1.0))))

    def samples(self) -> Mapping[str, Fill]:
        """None by name: a bar of colours tells them."""
        return {}

    def ticks(self, most: int = 5) -> list[tuple[float, str]]:
        """Round values along the bar, and how each is written."""
        return [(value, self.text(value)) for value in tick_values(self.low, self.high, most)]

    def text(self, value: float) -> str:
        """A value as it is written beside the bar."""
        text = f"{100 * value:.0f}%" if self.percent else f"{value:,.4g}"
        return text.replace("-", "\N{MINUS SIGN}")


@dataclass(frozen=True)
class Words:
    """A ground for each word."""

    fills: Mapping[str, Fill]

    def fill(self, value: str) -> Fill | None:
        """The ground of a word; none for a day without one."""
        return self.fills.get(value)

    def samples(self) -> Mapping[str, Fill]:
        """All words."""
        return self.fills


@dataclass(frozen=True)
class Leaders:
    """The colour of whoever leads, the fuller the wider the lead; without colours its hatching alone."""

    fills: Mapping[str, Fill]
    style: Style

    def fill(self, value: tuple[str, float] | None) -> Fill | None:
        """The colour of a leader by its lead; none where nobody has anything."""
        if value is None:
            return None
        leader, lead = value
        whole = self.fills[leader]
        if not self.style.colour:
            return whole
        return Fill(paled(whole.colour, lead))

    def samples(self) -> Mapping[str, Fill]:
        """Whoever leads somewhere."""
        return self.fills


def paled(colour: str, lead: float) -> str:
    """A colour, the paler the narrower a lead."""
    share = _PALEST + (1.0 - _PALEST) * min(max(lead, 0.0) / FULL_LEAD, 1.0)
    red, green, blue = (1.0 - share * (1.0 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))
