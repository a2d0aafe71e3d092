"""What a file says of a dated series of raw numbers that presses on a condition of life."""

from __future__ import annotations

from typing import Literal

from dualsim.scenario.fields import Block, Day, Issue, Number, Place, Share, Signed, Text


class SeriesBlock(Block):
    """A dated series of raw numbers that pushes a condition of life."""

    place: Place | None = None
    """Where; every place if not given."""
    issue: Issue
    """The condition of life that it pushes."""
    unit: Text
    """Unit of the raw numbers."""
    scale: dict[str, Signed]
    """Two raw values and the condition of life that each means."""
    pull: Share
    """Share of the gap to that condition which is closed in a day."""
    interpolate: Literal["linear", "step"] = "linear"
    """Between two dates: a straight line, or the earlier value until the later date."""
    points: dict[Day, Number]
    """Raw values by date."""
