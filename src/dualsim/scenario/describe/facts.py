"""Everything that a scenario says, by section and subject, as values and in words."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from textwrap import shorten
from typing import Any, NamedTuple, get_args

from dualsim.scenario.blocks.kind_blocks import NameBlock
from dualsim.scenario.bodies import AT
from dualsim.scenario.dates import spoken
from dualsim.scenario.describe.provenance import entries
from dualsim.scenario.describe.sentences import (
    authority_name,
    called,
    institution_name,
    lowered,
    many,
    percent,
    sentence,
)
from dualsim.scenario.fields import ORIGINS, Kind, Number, Part, Range
from dualsim.scenario.schema import EventBlock, PlaceBlock, Scenario
from dualsim.scenario.taste import MEANING

LONGEST = 60  # characters of a text that is quoted
CONDITIONS, LINKS = "Conditions of life", "Links between places"
HERE = "(here)"  # the only place of a scenario, whatever its name
ORIGIN = "Where numbers come from"
BEHAVIOUR = "Behaviour"
EFFECT = "effect"
NONE_IS_ZERO = {
    "mandate", "portfolio", "reach", "arms", "letters", "bound", "operators", "endorses", "office_holders",
}  # fmt: skip
LABELS = {
    "from_start": "there from the start",
    "electors": "elected by",
    "by": "built by",
    "beside": "takes over the work of",
    "blocks": "blocks the orders of",
    "supplies": "appropriates means for",
    "defends": "stands before",
    "ceiling": "at the most",
    "elected_in": "electors live in",
    "office_holders": "office of",
    "portfolio": "handles",
    "endorses": "endorsement of",
    "recall": "pace of recall",
    "ideal": "what they want",
    "acts_on": "move with their own hands",
    "part_of": "a part of",
    "condition": "life",
    "operators": "worked by",
    "organ": "orders that its own people carry out",
    "news": "days until news is heard",
    "bound": "bound by an assembly",
    "rail": "days by rail",
    "pull": "share of the gap closed in a day",
    "landmark": "shown before others",
}
JOINED = {  # what stands between a field and what it is given for: by field, or else by kind of name
    "electors": "", "operators": "", "office_holders": "", "endorses": "", "portfolio": "",
    "rail": "to ", "letters": "to ",
    "place": "in ", "group": "of ", "party": "of ", "issue": "on ", "date": "on ",
}  # fmt: skip


class Aspect(NamedTuple):
    """One thing that a scenario says of a subject: what it is about, its value, and the value in words."""

    about: str
    value: Any
    words: str


class Subject(NamedTuple):
    """What a scenario speaks of: its name, when it is dated its date, and everything said of it."""

    name: str
    date: str
    aspects: dict[Hashable, Aspect]


Facts = dict[str, dict[Hashable, Subject]]


def facts_of(scenario: Scenario, alone: bool = False) -> Facts:
    """Everything that a scenario says; `alone` calls its only place HERE, to set it beside another."""
    return _Collector(scenario, next(iter(scenario.places)) if alone else None).facts()


class _Collector:
    """What stands in a scenario, put into words, with the one place under the name HERE if asked."""

    def __init__(self, scenario: Scenario, only: str | None) -> None:
        self.scenario, self.only = scenario, only

    def facts(self) -> Facts:
        """Every section in the order in which a person would tell it."""
        scenario = self.scenario
        own = {**self.blocks("group", scenario.groups), **self.inhabitants()}
        powers = {**self.blocks("authority", scenario.authorities), **self.pledges(), **self.holders()}
        return {
            "Title and dates": {"": Subject("", "", dict(self.frame()))},
            "What is at issue": self.blocks("issue", scenario.issues),
            "Who lives there": own,
            "Who claims to rule": powers,
            "The parties": self.blocks("party", scenario.parties),
            "Levers and who works them": self.levers(),
            CONDITIONS: self.of_places("condition"),
            "What presses on life from outside": self.series(),
            "Seasons": self.seasons(),
            LINKS: self.of_places("rail", "letters"),
            "What people may build of their own": self.blocks("institution", scenario.institutions),
            "Regions": self.blocks("region", scenario.regions),
            "Kinds of body that people may found": self.blocks("kind", scenario.kinds),
            "Where people may found bodies": self.table("may_found"),
            "What happens": {key: self.event(key, event) for key, event in scenario.events.items()},
            "Numbers to vary in studies": self.table("vary"),
            BEHAVIOUR: {"": Subject("", "", dict(self.behaviour()))},
            ORIGIN: {"": Subject("", "", dict(self.origins()))},
        }

    def key(self, name: str) -> str:
        """A name of the scenario; HERE instead of the only place, also in the names of its bodies."""
        kind, at, place = name.rpartition(AT)
        return f"{kind}{at}{HERE}" if place == self.only else name

    def frame(self) -> Iterator[tuple[Hashable, Aspect]]:
        """Title, calendar, first and last day."""
        for name in ("title", "about", "calendar", "start", "end", "decisions"):
            yield from self.field(self.scenario, name)

    def blocks(self, kind: str, given: Mapping[str, Any]) -> dict[Hashable, Subject]:
        """One subject for each block of a table."""
        return {
            (kind, key): Subject(self.named(kind, key), "", self.all_of(block))
            for key, block in given.items()
        }

    def all_of(self, block: Part, *but: str) -> dict[Hashable, Aspect]:
        """Everything that a block says, but for some fields and the origins of its numbers."""
        names = [name for name in type(block).model_fields if name not in (*ORIGINS, *but)]
        return {key: aspect for name in names for key, aspect in self.field(block, name)}

    def inhabitants(self) -> dict[Hashable, Subject]:
        """Every place: its people as shares, and whatever else is not in a section of its own."""
        found: dict[Hashable, Subject] = {}
        for key, place in self.scenario.places.items():
            told = {
                **self.people(place),
                **self.all_of(place, "population", "levers", "condition", "rail", "letters", "meets"),
                **self.meetings(place),
            }
            found["place", self.key(key)] = Subject(place.name, "", told)
        return found

    def meetings(self, place: PlaceBlock) -> dict[Hashable, Aspect]:
        """Whom each group meets in queues."""
        return {
            ("meets", group, other): Aspect(
                f"{self.named('group', other)} among whom {self.named('group', group)} meet",
                share.value,
                percent(share.value),
            )
            for group, met in place.meets.items()
            for other, share in met.items()
        }

    def people(self, place: PlaceBlock) -> dict[Hashable, Aspect]:
        """How many people a place has, and the share of each group."""
        total = sum(count.value for count in place.population.values())
        told: dict[Hashable, Aspect] = {"people": Aspect("people", total, f"{total:,.0f}")}
        for group, count in place.population.items():
            if count.value > 0:
                share = count.value / total
                told["population", group] = Aspect(
                    f"{self.named('group', group)} among them", share, percent(share)
                )
        return told

    def pledges(self) -> dict[Hashable, Subject]:
        given = self.scenario.pledges
        return {
            ("pledge", key): Subject(f"the pledge {key}", "", self.all_of(block))
            for key, block in given.items()
        }

    def holders(self) -> dict[Hashable, Subject]:
        given = self.scenario.office_holders
        return {
            ("holder", key): Subject(name, "", {"name": Aspect("name", name, name)})
            for key, name in given.items()
        }

    def levers(self) -> dict[Hashable, Subject]:
        found: dict[Hashable, Subject] = {}
        for key, place in self.scenario.places.items():
            for lever, block in place.levers.items():
                name = block.name if self.only is not None else f"{block.name} in {place.name}"
                found[self.key(key), lever] = Subject(name, "", self.all_of(block))
        return found

    def of_places(self, *fields: str) -> dict[Hashable, Subject]:
        """Some fields of every place."""
        found: dict[Hashable, Subject] = {}
        for key, place in self.scenario.places.items():
            there = [name for name in fields if name in type(place).model_fields]
            told = {at: aspect for name in there for at, aspect in self.field(place, name)}
            found[self.key(key)] = Subject("" if self.only is not None else place.name, "", told)
        return found

    def series(self) -> dict[Hashable, Subject]:
        given = self.scenario.series
        return {key: Subject(key.replace("_", " "), "", self.all_of(block)) for key, block in given.items()}

    def seasons(self) -> dict[Hashable, Subject]:
        found: dict[Hashable, Subject] = {}
        for group, points in self.scenario.seasons.items():
            told = dict(self.entries("season", "", points, "date", Range(0, 1)))
            found[group] = Subject(self.named("group", group), "", told)
        return found

    def table(self, name: str) -> dict[Hashable, Subject]:
        """A table of the scenario that has no blocks."""
        return {"": Subject("", "", dict(self.field(self.scenario, name)))}

    def behaviour(self) -> Iterator[tuple[Hashable, Aspect]]:
        """Every parameter of the rules, with its meaning."""
        for name, (_, meaning) in MEANING.items():
            value = getattr(self.scenario.behaviour, name).value
            yield name, Aspect(f"{name} ({meaning})", value, f"{value:g}")

    def origins(self) -> Iterator[tuple[Hashable, Aspect]]:
        """Where each number comes from; its value tells whether it is still the same number."""
        for entry in entries(self.scenario):
            path = ".".join(self.key(step) for step in entry.path.split("."))
            words = f"{entry.kind}: {_short(entry.text)}" if entry.text else entry.kind
            yield path, Aspect(entry.path, (entry.value, entry.kind, entry.text), words)

    def event(self, key: str, event: EventBlock) -> Subject:
        """An event: when it happens, and a sentence for each effect."""
        told = self.all_of(event, "effects", "when")
        if event.when:
            asked = tuple((c.measure, *map(self.key, c.selectors), *c[2:5]) for c in event.conditions)
            told["when"] = Aspect("when", asked, " and ".join(map(str, event.conditions)))
        for name, given in event.steps():
            target = tuple((k, self.plain(v)) for k, v in given.items() if not isinstance(v, float | dict))
            at: Any = (EFFECT, name, target, 0)
            while at in told:
                at = (*at[:3], at[3] + 1)
            told[at] = Aspect(EFFECT, self.plain(given), sentence(self.scenario, name, given))
        when = f"on {self.named('date', event.date)}" if event.date else f"when {told['when'].words}"
        return Subject(event.name, when, told)

    def plain(self, value: Any) -> Any:
        """A value of an effect that can be compared: names as keys, tables and lists as tuples."""
        if isinstance(value, dict):
            return tuple(sorted((self.key(key), self.plain(inner)) for key, inner in value.items()))
        if isinstance(value, list):
            return tuple(self.plain(inner) for inner in value)
        return self.key(value) if isinstance(value, str) else value

    def field(self, block: Part, name: str, before: str = "") -> Iterator[tuple[Hashable, Aspect]]:
        """What one field of a block says: one aspect, or one for each entry of a table."""
        info, value = type(block).model_fields[name], getattr(block, name)
        hints = (info.annotation, *info.metadata)
        kind = next((part.of for part in _parts(hints) if isinstance(part, Kind)), "")
        bounds = next((part for part in _parts(hints) if isinstance(part, Range)), Range())
        about = f"{before}{LABELS.get(name, name.replace('_', ' '))}"
        if isinstance(value, dict):
            yield from self.entries(name, about, value, kind, bounds)
        elif isinstance(value, Part) and not isinstance(value, Number):
            for inner in [one for one in type(value).model_fields if one not in ORIGINS]:
                for key, aspect in self.field(value, inner, f"{about}, "):
                    yield (name, key), aspect
        elif value is not None and value != []:
            yield name, Aspect(about, self.raw(kind, value), self.words(kind, value, bounds))

    def entries(
        self, name: str, about: str, given: Mapping[str, Any], kind: str, bounds: Range
    ) -> Iterator[tuple[Hashable, Aspect]]:
        """What a table says, entry by entry."""
        for key, value in given.items():
            if name in NONE_IS_ZERO and float(value) == 0:
                continue
            joined = JOINED.get(name, JOINED.get(kind, ""))
            where = "" if self.key(key) == HERE else f"{joined}{self.named(kind, key)}"
            said = " ".join(part for part in (about, where) if part)
            at = self.scenario.day(key) if kind == "date" else self.key(key)
            yield (name, at), Aspect(said, self.raw("", value), self.words("", value, bounds))

    def raw(self, kind: str, value: Any) -> Any:
        """A value that can be compared with that of another scenario."""
        if isinstance(value, Number):
            return value.value
        if isinstance(value, list):
            return tuple(self.raw(kind, inner) for inner in value)
        if isinstance(value, NameBlock):
            return tuple(sorted(value.electors)), value.name
        if isinstance(value, str):
            return ("day", self.scenario.day(value)) if kind == "date" else self.key(value)
        return value

    def words(self, kind: str, value: Any, bounds: Range) -> str:
        """A value in words."""
        if isinstance(value, list):
            return many([self.words(kind, inner, bounds) for inner in value])
        if isinstance(value, NameBlock):
            return f"{many([self.named('group', group) for group in value.electors])}: {value.name}"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if not isinstance(value, Number):
            said = _short(value) if isinstance(value, str) else f"{value:g}"
            return self.named(kind, value) if kind else said
        if (bounds.low, bounds.high) == (0, 1):
            return percent(value.value)
        return f"{value.value:+g}" if bounds.low == -1 else f"{value.value:,.6g}"

    def named(self, kind: str, key: str) -> str:
        """A name of the scenario as a person would say it."""
        scenario = self.scenario
        if kind == "date":
            return spoken(scenario.day(key), scenario.calendar)
        if kind == "authority":
            return authority_name(scenario, key)
        if kind == "party" and key in scenario.parties:
            return called(scenario.parties[key])
        if kind == "group" and key in scenario.groups:
            return lowered(scenario.groups[key].name)
        if kind == "institution" and key in scenario.institutions:
            return institution_name(scenario, key)
        if kind == "office-holder":
            return scenario.office_holders.get(key, key)
        if kind == "place" and key in scenario.places:
            return scenario.places[key].name
        if kind == "event" and key in scenario.events:
            return scenario.events[key].name
        return key.replace("_", " ") if kind else key


def _parts(hints: Any) -> Iterator[Any]:
    """Everything that a type is made of, what is noted beside it included."""
    for hint in hints:
        yield hint
        yield from _parts(get_args(hint))


def _short(text: str) -> str:
    return f"'{shorten(' '.join(text.split()), LONGEST, placeholder=' ...')}'"
