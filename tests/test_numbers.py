"""Every number of every bundled scenario moves some measure: each is nudged, one way or the other."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
import pytest

from dualsim.engine.branching import branched
from dualsim.engine.initial_state import InitialState
from dualsim.engine.schedule import pressures_of, seasons_of
from dualsim.engine.simulation import Simulation
from dualsim.scenario.bodies import place_of
from dualsim.scenario.describe.provenance import Entry, entries
from dualsim.scenario.files.node import Node
from dualsim.scenario.files.yaml_reader import read_file
from dualsim.scenario.loading import list_scenarios, load
from dualsim.scenario.paths import deepest, nudged
from dualsim.scenario.schema import Scenario
from dualsim.theory.measures import MEASURES
from paths import INSTITUTIONS

SCENARIOS = next(iter(list_scenarios().values())).parent
SHARED = {  # files that are no scenario by themselves, and where their numbers are tried
    "behaviour": (
        "petrograd_1917", "smolensk_1917", "moscow_1917", "nizhnii_novgorod_1917",
        str(INSTITUTIONS),  # where people build of their own, as nobody does in 1917
    ),
    "provinces_1917": ("smolensk_1917",),
    "russia_1917": ("petrograd_1917", "village_1917"),
    "society": ("grassroots", "vanguard", "guerrilla", "networks"),
}  # fmt: skip
ALL_PLACES = {"empire_1917"}  # its places are tried one by one,
BY_TABLE = {"districts_1917"}  # and what follows from a table by formulas: scenario/test_districts.py
SEED, STEP = 1, 4  # the reference run is kept every few days, to branch from
ATTEMPTS = (  # people, a nudge as a share of the number, and days: cheap ones first
    (1_000, 0.6, 20),
    (1_000, -0.6, 3),
    (1_000, 0.6, None),
    (10_000, 0.6, 3),  # what is not felt by a thousand may be by ten
    (10_000, -0.6, 3),
    *((1_000, nudge, None) for nudge in (-0.6, 0.25, -0.25)),
    *((10_000, nudge, None) for nudge in (0.6, -0.6, 0.25, -0.25)),
    *((40_000, nudge, None) for nudge in (0.6, -0.6)),
)
SCHEDULE = ("events", "series", "seasons")  # sections that leave the first state alone
DERIVED = {"effective_powers", "duality", "formal_real_gap", "cooperation", "regime", "ending", "turnout"}
FELT = tuple(name for name in MEASURES if name not in DERIVED)  # these follow from the others
ONE_PLACE_ONLY = {"behaviour.spread"}  # organisation spreads between places, and there is only one
WITHOUT_RIVAL = {"authorities.nanking.mandate.city"}  # a mandate is a share, and there nobody shares it


class Reference:
    """A run of a scenario as it stands, advanced as far as someone asks, and runs that differ from it."""

    def __init__(self, name: str, people: int) -> None:
        self.scenario, self.people = load(name), people
        self.run = Simulation(self.scenario, people, SEED, measures=FELT)
        self.start, self.waiting = self.run.start, self.run.waiting.copy()
        self.kept = [self.run.branch()]
        self.until(0)
        assert same_state(self.fresh(self.scenario, eventful=False), self.kept[0])

    def until(self, day: int) -> Simulation:
        """The run, with this day done."""
        while self.run.day < min(day, self.start.days - 1) and not self.run.world.ended[0]:
            self.run.advance()
            if (self.run.day + 1) % STEP == 0:
                record, self.run.record = self.run.record, {}  # which all of them may share
                self.kept.append(self.run.branch())
                self.run.record = record
        return self.run

    def branched(self, scenario: Scenario, day: int) -> Simulation:
        """A run of a scenario with another schedule that went as this one until shortly before a day."""
        self.until(day - 1)
        past = self.kept[min(day // STEP, len(self.kept) - 1)]
        other = branched(past, scenario, SEED)
        other.record = self._blank(past.day)
        return other

    def fresh(self, scenario: Scenario, eventful: bool = True) -> Simulation:
        """A run of another scenario from its first day; the same events need not be read again."""
        bare = scenario if eventful else scenario.model_copy(update={"events": {}})
        other = Simulation(bare, self.people, SEED, measures=self.run.record)
        if all(x.shape == y.shape for x, y in zip(other.world, self.run.world, strict=True)):
            other.record = self._blank(-1)
        if not eventful:
            other.waiting = self.waiting.copy()
        return other

    def woken(self, fresh: Simulation, day: int) -> Simulation:
        """A run as this one until shortly before a day, and then with what `fresh` began with otherwise.

        If what differs between the two beginnings has changed since, it did not sleep: `fresh` itself.
        """
        self.until(day - 1)
        past, begun = self.kept[min(day // STEP, len(self.kept) - 1)], self.kept[0]
        other = past.branch()
        if not all(x.tobytes() == y.tobytes() for x, y in zip(fresh.people, begun.people, strict=True)):
            return fresh
        for was, new, now in zip(begun.world, fresh.world, other.world, strict=True):
            if was.shape != new.shape:
                return fresh
            at = was != new
            if not np.array_equal(now[at], was[at]):
                return fresh
            now[at] = new[at]
        other.record = self._blank(past.day)
        return other

    def founded(self, path: str) -> int:
        """The day before which an authority that a number is about is not there to use it, or 0."""
        section, name, *rest = path.split(".")
        named = {name, *(rest[1:] if rest[:1] == ["endorses"] else ())} if section == "authorities" else ()
        rows = [self.run.names.row("authority", name) for name in named]
        if self.kept[0].world.alive[rows].all():
            return 0
        whole = self.until(self.start.days)
        came = {log.name: log.day for log in reversed(whole.log) if log.what == "founded"}
        return max(came.get(name, 0) for name in named)

    def _blank(self, day: int) -> dict[str, np.ndarray]:
        """A record that is empty but for a day, made without touching its memory."""
        record = {name: np.empty_like(values) for name, values in self.run.record.items()}
        for name, values in record.items() if day >= 0 else ():
            values[day] = self.run.record[name][day]
        return record


def same_state(a: Simulation, b: Simulation) -> bool:
    pairs = zip((*a.people, *a.world), (*b.people, *b.world), strict=True)
    return a.names == b.names and all(x.tobytes() == y.tobytes() for x, y in pairs)


reference = lru_cache(maxsize=4)(Reference)


def is_felt(ref: Reference, entry: Entry, nudge: float, days: int | None) -> bool:
    """Whether some measure differs on some day, up to `days` after it first may, when a number is nudged."""
    value = entry.value + nudge * max(abs(entry.value), 0.2)
    scenario = nudged(ref.scenario, dict.fromkeys(same_as(entry.path, ref.scenario), value))
    if entry.path.split(".")[0] in SCHEDULE:
        first, other = rescheduled(ref, scenario, entry.path)
    else:
        first, other = ref.founded(entry.path), ref.fresh(scenario, eventful="news" in entry.path.split("."))
        if first:
            other = ref.woken(other, first)
    last = other.start.days if days is None else first + days
    for day in other.days():
        if differs(other, ref.until(day), day):
            return True
        if day + 1 >= last:
            break
    return False


def rescheduled(ref: Reference, scenario: Scenario, path: str) -> tuple[int, Simulation]:
    """The day before which a number of the schedule cannot matter, and a run that differs from it on."""
    start, (section, name) = ref.start, path.split(".")[:2]
    if section == "events":
        (first,) = (h.day for h in start.events if h.event == name)
        if first is None:  # it waits for something
            whole = ref.until(start.days)
            first = next((log.day for log in whole.log if (log.what, log.name) == ("event", name)), 0)
    else:
        new = start._replace(
            pressures=pressures_of(scenario, start.names),
            seasons=seasons_of(scenario, start.names),
        )
        first = next((day for day in range(start.days) if pressed(start, day) != pressed(new, day)), 0)
    return first, ref.branched(scenario, first)


def pressed(start: InitialState, day: int) -> tuple[float, ...]:
    """What the schedule does to a day, events aside."""
    return (*start.seasons[day], *start.pressures.pull, *start.pressures.level[:, day])


def same_as(path: str, scenario: Scenario) -> list[str]:
    """A number's path, or all paths of the force of a lever, which each of its places states alike."""
    steps = path.split(".")
    if steps[0] != "places" or steps[-1] != "force":
        return [path]
    return [
        ".".join(["places", place, *steps[2:]])
        for place, b in scenario.places.items()
        if steps[3] in b.levers
    ]


def differs(a: Simulation, b: Simulation, day: int) -> bool:
    rows = ((a.record[n][day], b.record[n][day]) for n in a.record)
    unlike = ((x, y) for x, y in rows if x.tobytes() != y.tobytes())  # quick; but 0 and -0 are equal
    return any(not np.array_equal(x, y, equal_nan=True) for x, y in unlike)


def own_numbers(file: str) -> set[str]:
    """The paths of numbers of a file itself and of its places' kinds, not of the files that it builds on."""
    path = list_scenarios().get(file) or SCENARIOS / f"{file}.yaml"
    tree, _ = read_file(path)
    assert tree is not None
    found = set()
    for host in hosts_of(file):
        for entry in entries(baseline_case(host)):
            _, missing = deepest(tree, entry.path)
            if missing is None or follows_from_a_kind(tree, entry):
                found.add(entry.path)
    return found


def follows_from_a_kind(tree: Node, entry: Entry) -> bool:
    """Whether a number is of a place that a file describes by its kind."""
    places = [name for name, place in tree.entries("places") if place.child("kind") is not None]
    section, *rest = entry.path.split(".")
    return rest[0] in places if section == "places" else rest[-1] in places and entry.text.startswith("kind ")


def hosts_of(file: str) -> tuple[str, ...]:
    """The scenarios in which the numbers of a file are tried: itself, or some that build on it."""
    return SHARED.get(file, (file,))


def alone(ref: Reference, path: str) -> bool:
    """Whether a number is a weight beside no other: one group that elects, one mandate at a time."""
    steps = path.split(".")
    if steps[0] != "authorities" or steps[2] not in ("electors", "mandate"):
        return False
    if steps[2] == "electors":
        return len(ref.scenario.authorities[steps[1]].electors or ()) == 1
    held = ref.until(ref.start.days).record["formal_power"]
    k, l = ref.run.names.row("authority", steps[1]), ref.run.names.row("place", steps[3])
    return bool(np.isin(held[:, l, k], (0.0, 1.0)).all())


def lives_in(scenario: Scenario, path: str) -> bool:
    """Whether the group that a number is about, if it is about one, lives in some place of a scenario."""
    steps = path.split(".")
    about_a_group = steps[0] in ("groups", "seasons")
    return not about_a_group or any(steps[1] in place.population for place in scenario.places.values())


def waits(ref: Reference) -> list[str]:
    """Where numbers stand that wait for what does not come about in this run: its powers, its conditions."""
    whole = ref.until(ref.start.days)
    came = {log.name for log in whole.log if log.what in ("event", "founded")}
    dated = {name for name, event in ref.scenario.events.items() if event.date and not event.follows}
    events = [f"events.{name}." for name in ref.scenario.events if name not in came | dated]
    founded = [
        name for name, one in ref.scenario.authorities.items() if not one.from_start and name not in came
    ]
    at_rest = [place for place in ref.scenario.places if all(place_of(name) != place for name in came)]
    meetings = [f"places.{place}.within_reach" for place in at_rest]  # nobody there founds anything
    return [*events, *(f"authorities.{name}." for name in founded), *meetings]


@cache
def baseline_case(name: str) -> Scenario:
    return load(name)


@pytest.mark.parametrize("file", sorted({*list_scenarios(), *SHARED} - ALL_PLACES - BY_TABLE))
def test_every_number_moves_some_measure(file: str) -> None:
    own = own_numbers(file)
    assert own
    left = [path for path in sorted(own) if not alone(reference(hosts_of(file)[0], 1_000), path)]
    if all(len(baseline_case(host).places) == 1 for host in hosts_of(file)):
        left = [path for path in left if path not in ONE_PLACE_ONLY]
    left = [path for path in left if path not in WITHOUT_RIVAL]
    idle = [waits(reference(host, 1_000)) for host in hosts_of(file)]
    left = [path for path in left if not all(path.startswith(tuple(sleeping)) for sleeping in idle)]
    homes = [(at_home, host) for at_home in (True, False) for host in hosts_of(file)]
    for people, nudge, days in ATTEMPTS:
        for at_home, host in homes:  # where its group lives a number is soon felt
            scenario = baseline_case(host)
            there = {e.path: e for e in entries(scenario) if lives_in(scenario, e.path) == at_home}
            left = [
                path
                for path in left
                if path not in there or not is_felt(reference(host, people), there[path], nudge, days)
            ]
    assert left == []


def test_a_number_that_does_nothing_is_found_out() -> None:
    name = sorted(list_scenarios())[0]
    scenario = load(name)
    changed = nudged(scenario, {"behaviour.spread": 0.5})  # one place: nothing can spread
    a, b = Simulation(scenario, 1_000, SEED), Simulation(changed, 1_000, SEED)
    a.advance()
    b.advance()
    assert not differs(a, b, 0)
