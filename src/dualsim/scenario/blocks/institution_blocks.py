"""What a file says of institutions: who builds one, where, and what it serves or blocks."""

# ruff: noqa: RUF012 (pydantic copies every default)

from __future__ import annotations

from typing import Literal

from dualsim.scenario.fields import Authority, Block, Institution, Issue, Lever, Place, Share, Text


class InstitutionBlock(Block):
    """What a body builds of its own: an alternative that serves people, or a counter that blocks a lever."""

    name: Text
    """Its name on figures."""
    kind: Literal["alternative", "counter"]
    """What it is for: an alternative delivers on an issue beside a lever, a counter blocks a lever."""
    by: Authority
    """The body that builds it."""
    place: Place | None = None
    """Where it is built; or write `places`."""
    places: list[Place] = []
    """Where it is built, if in several places."""
    issue: Issue | None = None
    """The issue on which an alternative delivers."""
    beside: Lever | None = None
    """The lever whose weight an alternative takes over as people come to rely on it."""
    blocks: Lever | None = None
    """The lever whose orders a counter blocks for whoever else governs."""
    supplies: list[Institution] = []
    """The alternatives that a counter appropriates for: they are built sooner."""
    defends: list[Institution] = []
    """The institutions before which it stands when they are attacked."""
    ceiling: Share
    """The most of the lever's work that it could ever do, or block."""

    @property
    def sites(self) -> list[str]:
        """The places where it is built."""
        return [*([self.place] if self.place is not None else []), *self.places]
