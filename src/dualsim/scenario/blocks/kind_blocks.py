"""What a file says of a kind of body that people may found: who founds it, and by what names it is known."""

# ruff: noqa: RUF012 (pydantic copies every default)

from __future__ import annotations

from typing import Literal

from dualsim.scenario.fields import Colour, Group, Part, Text


class NameBlock(Part):
    """What history calls a body with these electors."""

    electors: list[Group]
    """The groups that elect it."""
    name: Text
    """Its name on figures."""


class KindBlock(Part):
    """A kind of body that people may found where neither who governs nor any whom they elect serves them."""

    name: Text
    """What it is called before it has electors, or with electors for whom it has no name."""
    kind: Literal["government", "soviet", "committee"]
    """What sort of authority it is."""
    founders: list[Group]
    """The groups that may found it."""
    colours: list[Colour] = []
    """Their colours on figures: of the first in a place, of the second, and so on."""
    names: list[NameBlock] = []
    """By what names history knows it, by its electors."""
