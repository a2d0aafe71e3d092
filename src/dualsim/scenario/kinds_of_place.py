"""What a file may say of kinds of place, and the few numbers of a place that names its kind."""

# ruff: noqa: RUF012 (pydantic copies every default)

from __future__ import annotations

from pydantic import Field

from dualsim.scenario.fields import (
    Amount,
    Authority,
    Block,
    BodyKind,
    CellSize,
    Days,
    Flag,
    Group,
    Issue,
    Number,
    Part,
    Party,
    Persons,
    Share,
    Signed,
    Text,
)
from dualsim.scenario.schema import LeverBlock


class NationalityBlock(Block):
    """A part of a group that is a group of its own by nation or faith."""

    of: Group
    """The group that it is a part of."""
    share: Share
    """How large a part of it."""


class Sketch(Part):
    """A place by its kind and a few numbers: what it does not say itself follows from these."""

    kind: Text
    """Its kind, one of `place_kinds`."""
    people: Persons | None = None
    """All people who live here, children too, the garrison apart."""
    workers: Persons | None = None
    """Workers, where they were counted or can be told; if not given, the kind's share of the people."""
    garrison: Persons | None = None
    """Soldiers, without their officers."""
    days_by_rail: Amount | None = None
    """Days by rail from the capital."""
    land_hunger: Share | None = None
    """How short of land the people are, or their kin: 0 for enough, 1 for none; if not given, the kind's."""
    members: Persons | None = None
    """Members of the parties that grow from members, counted at the start; if not given, by the workers."""
    nationality: dict[Group, NationalityBlock] = {}
    """Groups that are parts of the kind's groups; they share its cells, arms and levers."""


class TypicalBlock(Part):
    """The numbers that a new place of a kind begins with, each to be replaced."""

    people: Persons | None = None
    """All people, the garrison apart."""
    workers: Persons | None = None
    """Workers."""
    garrison: Persons | None = None
    """Soldiers."""
    days_by_rail: Amount
    """Days by rail from the capital."""


class NationalBlock(Block):
    """What a national authority is in a place of this kind at the start."""

    mandate: Share | None = None
    """What law gives it here."""
    reach: Share | None = None
    """How far it reaches here."""
    reach_days: Amount | None = None
    """Instead of `reach`: the days by rail over which its reach falls by a factor e."""
    organ: Share | None = None
    """Share of its orders that someone of its own is there to carry out."""


class PlaceKindBlock(Block):
    """What places of one kind have in common."""

    about: Text
    """What places these are, in one sentence."""
    adults: Share | None = None
    """Share of the people who are adults; without it nobody but a garrison lives there."""
    of_people: dict[Group, Share] = {}
    """Share of the people who belong to a group."""
    rest: Group | None = None
    """The group of all other adults."""
    of_garrison: dict[Group, Share] = {}
    """People of a group for each soldier of the garrison; without any the kind has no garrison."""
    may_outnumber: Flag = False
    """Whether the garrison may be larger than the people who live there."""
    cell_size: dict[Group, CellSize]
    """People in a shop, company, street or commune."""
    segregation: Share
    """Share of a cell's contacts that are in its own group."""
    within_reach: Persons | None = None
    """How many of its people live within a day of each other; all, if not given."""
    news: Days | None = None
    """Days until news is heard; if not given, the days by rail, rounded."""
    land_hunger: Share
    """How short of land people are, or their kin: the condition of land is less than nothing by this much."""
    condition: dict[Issue, Signed]
    """Conditions of life at the start, on every issue but the land."""
    arms: dict[Group, Share] = {}
    """Share of a group that has arms."""
    bound: dict[Group, Share] = {}
    """Share of a group whom an assembly binds to act as one, cell by cell."""
    levers: dict[str, LeverBlock]
    """What orders pass through; weights are shares of what a place does not weigh itself."""
    national: dict[Authority, NationalBlock]
    """What national authorities are there at the start."""
    may_found: list[BodyKind] = []
    """Which kinds of body people of a new place may found."""
    typical: TypicalBlock
    """What a new place begins with, each number to be replaced."""


class OrganisationBlock(Block):
    """What a party starts with in any place, by who lives there."""

    floor: Share
    """What it has everywhere."""
    of: dict[Group, Share] = {}
    """How much of each group among the people of the place it reaches."""
    for_each_member: Amount = Number(value=0)
    """People reached by each member."""
    members_of_workers: Share = Number(value=0)
    """Members among workers, where nobody counted them."""
    from_capital: Share = Number(value=0)
    """What the capital's own reach in its capital adds, less by a factor e for each day by rail."""


class PlaceKinds(Part):
    """Kinds of place, and what parties start with in them; the keys of a file that a place builds on."""

    place_kinds: dict[str, PlaceKindBlock] = Field(default={})
    """What places of one kind have in common."""
    organisation_rule: dict[Party, OrganisationBlock] = Field(default={})
    """What parties start with in a place that names its kind, unless it is said there."""
