"""What a file says of regions: a town, and its countryside spread out into villages."""

# ruff: noqa: RUF012 (pydantic copies every default)

from __future__ import annotations

from dualsim.scenario.fields import Amount, Authority, Block, Number, Place, Text, Villages


class SpanBlock(Block):
    """What grows from the nearest village of a countryside to the farthest."""

    nearest: Amount
    """What it is at the nearest."""
    farthest: Amount
    """What it is at the farthest."""


class VillagesBlock(Block):
    """How a countryside is spread out into villages, each with levers and bodies of its own."""

    like: Place
    """The place that is the whole countryside, and of which every village has its share."""
    number: Villages
    """How many villages."""
    spread: Amount = Number(value=0)
    """Standard deviation of the logarithm of their people: 0 if all are alike."""
    shared: list[Authority] = []
    """Bodies of the whole countryside, which its villages have in common."""
    distance: SpanBlock
    """Days from the town."""
    news: SpanBlock
    """Days until news from elsewhere is heard, in the place of those of the whole countryside."""


class RegionBlock(Block):
    """A town and its countryside, measured together."""

    name: Text
    """Its name on figures."""
    town: Place
    """Its town."""
    places: list[Place] = []
    """Further places of it."""
    villages: VillagesBlock | None = None
    """Its countryside, spread out into villages."""
