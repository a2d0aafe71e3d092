"""What a scenario file may say."""

# ruff: noqa: RUF012 (pydantic copies every default)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from dualsim.scenario.blocks.coordinates_block import CoordinatesBlock
from dualsim.scenario.blocks.decision_blocks import DecisionBlock
from dualsim.scenario.blocks.effect_blocks import EffectBlock
from dualsim.scenario.blocks.institution_blocks import InstitutionBlock
from dualsim.scenario.blocks.kind_blocks import KindBlock
from dualsim.scenario.blocks.region_blocks import RegionBlock
from dualsim.scenario.blocks.series_block import SeriesBlock
from dualsim.scenario.conditions import Condition, parse
from dualsim.scenario.dates import DAYS_OF, Calendar, Period, Step, day_number
from dualsim.scenario.fields import (
    Agents,
    Amount,
    Authority,
    Block,
    BodyKind,
    CellSizes,
    Colour,
    Day,
    Days,
    Event,
    Flag,
    Group,
    Holder,
    Issue,
    Number,
    Part,
    Party,
    Persons,
    Place,
    Share,
    Signed,
    Spread,
    Text,
    When,
    one_or_more,
    wrong,
)
from dualsim.scenario.files.yaml_writer import write
from dualsim.scenario.taste import Behaviour


def _whole_one(number: Number) -> Number:
    if number.value != 1:
        raise wrong(f"there is no version {number.value:g} of the scenario file; write schema: 1")
    return number


Version = Annotated[Number, AfterValidator(_whole_one)]


class IssueBlock(Part):
    """An axis of policy, from -1 to +1."""

    low: Text
    """What -1 means."""
    high: Text
    """What +1 means."""
    optional: Flag = False
    """Whether those who say nothing on it stand at 0 and do not care; if not, everyone has to name it."""


class PartyBlock(Block):
    """A party: what it stands for and how it is organised."""

    name: Text
    """Its name on figures."""
    colour: Colour | None = None
    """Its colour on figures."""
    platform: dict[Issue, Signed]
    """What it stands for, on every issue."""
    organisation: dict[Place, Share] = {}
    """Share of people it can reach by its own means, by place; none where it is not named."""
    from_start: Flag = True
    """Whether it is there on the first day; if not, an event splits it off another."""
    ceiling: Share = Number(value=0)
    """How far its doctrine lets it claim all power for an authority that it leads: its claim follows its
    voters up to this."""


class ThresholdBlock(Part):
    """What it takes to rise: mean and standard deviation over people."""

    mean: Number
    """Mean over the people of the group."""
    spread: Amount
    """Standard deviation over the people of the group."""


class GroupBlock(Block):
    """A group of people: what they want, what matters to them, what it takes to make them rise."""

    name: Text
    """Its name on figures."""
    ideal: dict[Issue, Signed]
    """Mean ideal point, on every issue."""
    spread: Spread
    """Standard deviation of ideal points: one number, or one by issue."""
    apart: Spread = Number(value=0)
    """How far two halves of the group stand to either side of the mean: one number, or one by issue."""
    salience: dict[Issue, Amount]
    """How much each issue matters."""
    threshold: ThresholdBlock
    """What it takes to rise."""
    acts_on: Issue | None = None
    """The issue that its mobilised members move by their own hands."""
    part_of: Group | None = None
    """The group that it is a part of: what is said of that one holds for it too, unless it says it itself."""
    in_crews: Flag = True
    """Whether a part of a group shares the crews of levers that the whole works."""


class LeverBlock(Block):
    """What an order must pass through: a garrison, a railway, a telegraph office."""

    name: Text
    """Its name on figures."""
    weight: Share
    """How much of the power in the place it is; the weights of a place sum to 1."""
    operators: dict[Group, Share]
    """Who works it; sums to 1."""
    delivers: Issue | None = None
    """The issue on which it can deliver."""
    force: Share = Number(value=0)
    """How far it can be used against people."""


class PlaceBlock(Block):
    """A place: who lives there, in what conditions, and what its levers are."""

    name: Text
    """Its name on figures."""
    population: dict[Group, Persons]
    """People of each group at the start."""
    cell_size: CellSizes
    """People in a shop, company, street or commune: one number, or one by group."""
    segregation: Share
    """Share of a cell's contacts that are in its own group."""
    condition: dict[Issue, Signed]
    """Conditions of life at the start, on every issue."""
    arms: dict[Group, Share] = {}
    """Share of a group that has arms."""
    levers: dict[str, LeverBlock]
    """What orders pass through here."""
    rail: dict[Place, Amount] = {}
    """Days by rail to other places."""
    news: Days = Number(value=0)
    """Days until news from elsewhere is heard here."""
    letters: dict[Place, Share] = {}
    """Share of a cell's contacts who live in another place: letters and leave."""
    meets: dict[Group, dict[Group, Share]] = {}
    """Share of the contacts of a group's cells whom they meet in a bread queue or on a market, by group."""
    within_reach: Persons | None = None
    """How many of its people live within a day of each other; all, if not given."""
    bound: dict[Group, Share] = {}
    """Share of a group whom an assembly binds to act as one, cell by cell."""
    coordinates: CoordinatesBlock | None = None
    """Where it lies on a map; of a region, its town's. Nothing in a run hangs on it."""


class AuthorityBlock(Block):
    """One contender for obedience."""

    name: Text
    """Its name on figures."""
    kind: Literal["government", "soviet", "committee"]
    """What sort of authority it is."""
    colour: Colour | None = None
    """Its colour on figures."""
    from_start: Flag = False
    """Whether it is there on the first day; if not, an event founds it."""
    national: Flag = False
    """Whether it speaks for the whole country: such a one joins no local executive."""
    seats: dict[Party, Share] | None = None
    """Its seats by party, or the first deputies of the groups that elect it; sums to 1."""
    electors: dict[Group, Share] | None = None
    """The weight of each group that elects it; without any it is appointed."""
    elected_in: list[Place] | None = None
    """Where its electors live; everywhere that it reaches, if not given."""
    executive: dict[Party, Share] | None = None
    """Who acts in its name, by party; sums to 1; like the seats if not given."""
    recall: Amount = Number(value=1)
    """Pace at which its deputies are recalled, against behaviour.recall."""
    executive_pace: Share = Number(value=1)
    """Pace at which its executive follows its plenum: 1 at once, 0 never."""
    platform: dict[Issue, Signed] | None = None
    """What it stands for, on every issue: only for an authority without parties, instead of seats."""
    mandate: dict[Place, Share] = {}
    """What law and announcement give it, by place; 0 where it is not named."""
    portfolio: dict[Issue, Share] = {}
    """The matters that are its own; 0 where not named."""
    reach: dict[Place, Share] = {}
    """How far it reaches, by place; 0 where not named: it is not there."""
    organ: dict[Place, Share] = {}
    """Share of its orders that someone of its own is there to carry out; 1 where not named."""
    forbids: Share = Number(value=0)
    """How far it forbids meetings where it governs at the start; an event may forbid or allow them later."""
    endorses: dict[Authority, Share] = {}
    """How far it endorses others when it begins."""
    office_holders: dict[Holder, Share] = {}
    """Who holds office in it, by rank: 1 for its head."""


class PledgeBlock(Block):
    """A named condition of an endorsement."""

    by: Authority
    """Who promised."""
    to: Authority
    """Whose endorsement hangs on it."""
    text: Text
    """What was promised."""
    kept: Share = Number(value=1)
    """How far it is kept at the start."""


class EventBlock(Block):
    """A dated or conditional happening: what it does to the world, never to what people choose."""

    name: Text
    """Its name on figures."""
    date: Day | None = None
    """The day on which it happens."""
    when: When | None = None
    """Or the condition under which it happens, such as `mobilisation[soldier] > 0.5 for 3 days`."""
    follows: one_or_more(Event) | None = None  # type: ignore[valid-type]
    """The events that it follows from: without them it does not happen."""
    decision: DecisionBlock | None = None
    """Whose decision it was: where `decisions` are free, it comes when that authority makes the move."""
    landmark: Flag = False
    """Whether figures show it before others."""
    source: Text
    """The work and page that it is taken from."""
    note: Text | None = None
    """One sentence on what it changed."""
    effects: list[EffectBlock]
    """What it changes, in this order."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of `when`; none for a dated event."""
        return parse(self.when) if self.when else ()

    def steps(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Its effects in order: the name of each, and its parameters as names and plain numbers."""
        for effect in self.effects:
            yield effect.name, effect.arguments()


class Scenario(Part):
    """One scenario: everything that is given, from who lives where to what happened when."""

    version: Version = Field(alias="schema")
    """The version of this format: 1."""
    title: Text
    """What the scenario is, on figures and in reports."""
    about: Text | None = None
    """One paragraph on the scenario."""
    calendar: Calendar
    """The calendar of all dates here: julian (Old Style) or gregorian (New Style)."""
    start: Day
    """The first day."""
    end: Day
    """The last day."""
    step: Step = "day"
    """How long a step of the run is: a day or a week. Dates and rates a day stay what they are."""
    people: Agents | None = None
    """How many people stand for everyone at the least, unless a run is told how many."""
    numbers: dict[str, Number] = {}
    """Numbers that others follow from by a formula: `=2 * name` where a number may stand."""
    formulas: dict[str, Text] = {}
    """The formulas, by the path of the number that each gives; written out when a file is read."""
    issues: dict[str, IssueBlock]
    """The axes of policy."""
    parties: dict[str, PartyBlock]
    """The parties."""
    groups: dict[str, GroupBlock]
    """The groups of people."""
    places: dict[str, PlaceBlock]
    """The places."""
    authorities: dict[str, AuthorityBlock]
    """The contenders for obedience."""
    kinds: dict[str, KindBlock] = {}
    """The kinds of body that people may found."""
    may_found: dict[Place, one_or_more(BodyKind)] = {}  # type: ignore[valid-type]
    """Which kinds of body people of a place may found: a group founds the first that it may."""
    local_bodies: dict[Authority, Text | None] = {}
    """Listed bodies that people could found themselves, and by what name: `kazan_soviet: soviet@kazan`."""
    from_below: Flag = False
    """Whether `local_bodies` are left out, for people to found what they do."""
    institutions: dict[str, InstitutionBlock] = {}
    """What bodies may build of their own in places: to serve people beside a lever, or to block one."""
    regions: dict[str, RegionBlock] = {}
    """Towns with their countryside."""
    pledges: dict[str, PledgeBlock] = {}
    """Named conditions of endorsements."""
    office_holders: dict[str, Text] = {}
    """Everyone whom authorities or events may name as holding office."""
    series: dict[str, SeriesBlock] = {}
    """What presses on the conditions of life from outside."""
    seasons: dict[Group, dict[Day, Share]] = {}
    """How far the season lets a group act, by date, on straight lines between dates."""
    events: dict[str, EventBlock] = {}
    """What happened when."""
    decisions: Literal["as_they_were", "free"] = "as_they_were"
    """Whether events that were somebody's decision come on their dates, or when that body decides."""
    measures: list[Text] = []
    """What a run records unless it is asked for other measures; all of them if not given."""
    vary: dict[str, Annotated[list[Number], Field(min_length=2, max_length=2)]] = {}
    """Numbers to vary in studies: dotted path and range."""
    behaviour: Behaviour
    """How people choose: behaviour.yaml, the same for all scenarios."""

    def day(self, date: str) -> int:
        """The day number (New Style ordinal) of a date in the scenario's calendar."""
        return day_number(date, self.calendar)

    @property
    def period(self) -> Period:
        """The days of the run, and its steps."""
        return Period(self.day(self.start), self.day(self.end), self.calendar, DAYS_OF[self.step])

    def text(self) -> str:
        """The whole scenario as YAML, which loads again to an equal scenario."""
        return write(self.model_dump(by_alias=True, exclude_unset=True))

    def replace(self, changes: Mapping[str, Any]) -> Scenario:
        """The scenario with values replaced by dotted path; raise ScenarioError if they do not fit."""
        from dualsim import load

        return load(self, changes=changes)
