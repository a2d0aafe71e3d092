"""The kinds of parameter that an effect may take: rows of an axis, which a scenario names, and numbers."""

from __future__ import annotations


class Authority(int):
    """Row of an authority; a name in a scenario."""


class Party(int):
    """Row of a party; a name in a scenario."""


class Group(int):
    """Row of a group; a name in a scenario."""


class Place(int):
    """Row of a place; a name in a scenario."""


class Issue(int):
    """Row of an issue; a name in a scenario."""


class Lever(int):
    """Row of a lever; a name in a scenario."""


class Pledge(int):
    """Row of a pledge (a named condition of an endorsement); a name in a scenario."""


class Holder(int):
    """Row of an office-holder; a name in a scenario."""


class Share(float):
    """A number from 0 to 1."""


class Signed(float):
    """A number from -1 to 1."""


class Amount(float):
    """A number of 0 or more."""


class Change(float):
    """Any finite number, added to what is there."""
