"""The order of a day: events, authorities, people, orders, record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from itertools import pairwise
from multiprocessing import parent_process
from os import cpu_count
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.engine.compiled import day as compiled_day
from dualsim.engine.compiled import walks
from dualsim.engine.custom_rules import check_answers, try_rule
from dualsim.engine.day import decide
from dualsim.engine.decisions.deciding import deciding_of
from dualsim.engine.decisions.own_strategies import Strategy
from dualsim.engine.initial_state import InitialState, initial_state
from dualsim.engine.noting import AND, DECIDED, Before, LogEntry, came_and_went, happened
from dualsim.engine.recording import Recording
from dualsim.engine.schedule import Step, unfounded_in
from dualsim.engine.tables import Handed
from dualsim.scenario.axes import rows_of
from dualsim.scenario.bodies import AT
from dualsim.scenario.conditions import OPERATORS, Condition
from dualsim.theory import rule
from dualsim.theory.measures import MEASURES
from dualsim.theory.random_streams import key_of
from dualsim.theory.state import People, World

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

Progress = Callable[[int, int], None]  # is told how many are done, and of how many
OWN_RULES: dict[str, rule.Rule] = {
    "choose": rule.choose, "accept": rule.accept, "vote": rule.vote, "rise": rule.rise,
}  # fmt: skip
REVISED = {"choose": "authority", "accept": "accepts", "vote": "party"}  # what is thought again, in order
ONE_THREAD_UP_TO = 10_000  # people; below, handing work to threads costs more than it saves
ONE_THREAD_BESIDE_OTHERS_UP_TO = 100_000  # the same where other processes want the cores too


class Simulation:
    """One run: people and world, and what happened to them so far."""

    def __init__(
        self,
        scenario: Scenario,
        people: int = 20_000,
        seed: int = 1,
        *,
        rules: dict[str, rule.Rule] | None = None,
        strategies: Mapping[str, Strategy] | None = None,
        measures: Collection[str] | None = None,
    ) -> None:
        """Lay out the first state; `rules` may put another in the place of ours: see `OWN_RULES`.

        So may `strategies`, by authority or by move, where the scenario's decisions are free.

        `measures` records only these, or those of the scenario, and what conditions of events read. Raises
        ValueError if a rule cannot be compiled or the people do not fit into memory.
        """
        self.scenario, self.seed = scenario, seed
        self.start: InitialState = initial_state(scenario, people, seed)
        self.names, self.people, self.world, self.taste = self.start[:4]
        self._handed: tuple[Handed, Handed, Handed] | None = None
        self._pressing: Handed | None = None
        self.rules = OWN_RULES | (rules or {})
        for kind, own in (rules or {}).items():
            try_rule(kind, own, (0, *self.handed, key_of(seed, 0)))
        self.walks, self.compiled = walks(**self.rules), compiled_day()
        self.day = -1
        self.log: list[LogEntry] = []
        self.held: dict[tuple[str, int], int] = {}  # days that a condition of an event has held
        self.fired: set[str] = set()
        self.came_on: dict[str, int] = {}  # the day of each of them
        self.deciding = deciding_of(scenario, self.names, strategies)
        self.too_early: dict[int, int] = {}  # effects on bodies that were not there, by row
        self.waiting = list(self.start.events)
        self.on_the_way: list[tuple[int, Step]] = []  # the day on which an effect is felt, and the effect
        read = {c.measure for happening in self.waiting for c in happening.when}
        asked = measures if measures is not None else scenario.measures or None
        self.recording = Recording(self.start.days, read, asked)
        self._rows: dict[Condition, tuple[int, ...]] = {}  # where a condition reads
        self._pool: ThreadPoolExecutor | None = None
        self._begin()

    def _begin(self) -> None:
        """Authorities sit and people choose for the first time, before the first day."""
        self.key: Any = key_of(self.seed, -2)
        self.thinking = np.ones(len(self.people.cell), np.uint8)  # everyone
        self.risen = np.zeros(len(self.people.cell), np.uint8)
        self.compiled.morning(-1, self.key, *self.handed)
        self._revise()
        self.compiled.recount(self.handed[0])
        self.compiled.evening(-1, *self.handed, self.pressures)

    @property
    def record(self) -> dict[str, np.ndarray]:
        """Every measure so far [day, ...]; NaN on days to come."""
        return self.recording.record(self.people, self.world)

    @record.setter
    def record(self, record: dict[str, np.ndarray]) -> None:
        self.recording.put(record, self.day)

    @property
    def handed(self) -> tuple[Handed, Handed, Handed]:
        """People, world and taste as compiled code takes them."""
        handed = self._handed
        if handed is None or not (
            handed[0].tables is self.people
            and handed[1].tables is self.world
            and handed[2].tables is self.taste
        ):
            self._handed = handed = (Handed(self.people), Handed(self.world), Handed(self.taste))
        return handed

    @property
    def pressures(self) -> Handed:
        """What pushes conditions of life, as compiled code takes it."""
        if self._pressing is None or self._pressing.tables is not self.start.pressures:
            self._pressing = Handed(self.start.pressures)
        return self._pressing

    @property
    def at_once(self) -> bool:
        """Whether people may be taken through the whole day one by one, as all rules are ours."""
        return self.rules == OWN_RULES

    def advance(self) -> None:
        """One day, everyone walked in columns."""
        self.open_day()
        with self._noting():
            self.compiled.morning(self.day, self.key, *self.handed)
        if self.at_once:
            self._share(self._live)
            self._end_day()
        else:
            self.reconsider()
            self.mobilise()
            self.close_day()

    def open_day(self) -> None:
        """A new day begins: what is due happens."""
        self.day += 1
        self.key = key_of(self.seed, self.day)
        before = Before.of(self.world)
        self.world.season[:] = self.start.seasons[self.day][:, None]
        self.compiled.dawn(*self.handed)
        if self.deciding is not None:
            self.deciding.look(self.people, self.world, self.waiting)
        self._hear()
        for happening in list(self.waiting):  # one by one: an event may follow another of the same day
            if happening.day not in (None, self.day) or not self._due(happening):
                continue
            self.waiting.remove(happening)
            self.fired.add(happening.event)
            self.came_on[happening.event] = self.day
            self.log.append(LogEntry(self.day, "event", happening.event))
            if happening.move is not None:
                who = self.names.authority[happening.move.by]
                self.log.append(LogEntry(self.day, DECIDED, f"{who}{AND}{happening.event}"))
            for step in happening.effects:
                if step.delay:
                    self.on_the_way.append((self.day + step.delay, step))
                else:
                    self._felt(step)
        self.compiled.hold(self.handed[1])
        self.log += came_and_went(self.day, before, self.world, self.names)

    def _hear(self) -> None:
        """What was on the way to distant places is felt there on the day when the news arrives."""
        here = [step for day, step in self.on_the_way if day <= self.day]
        self.on_the_way = [(day, step) for day, step in self.on_the_way if day > self.day]
        for step in here:
            self._felt(step)

    def _felt(self, step: Step) -> None:
        """An effect changes the world, unless it is of a body that people may found and that is not there."""
        missing = unfounded_in(step, self.world)
        for k in missing:
            self.too_early[k] = self.too_early.get(k, 0) + 1
        if not missing:
            step.effect(self.world, **step.given)

    def decide(self) -> None:
        """Parties claim, authorities take power; bodies end, fuse, and are founded by people."""
        with self._noting():
            decide(self.day, self.key, self.people, self.world, self.taste)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Log what becomes of authorities meanwhile: see `happened`."""
        before = Before.of(self.world)
        yield
        self.log += happened(self.day, before, self.world, self.names)

    def reconsider(self) -> None:
        """Those who think again choose an authority, accept who governs or not, and choose a party."""
        self._walk(self.walks.think, self.thinking)
        self._revise()

    def _revise(self) -> None:
        for kind in REVISED:
            with self.asking(kind):
                try:
                    self._walk(getattr(self.walks, kind), self.thinking, self.answers)
                except ArithmeticError as error:  # ours cannot; a rule of one's own may divide by zero
                    raise ValueError(f"rule: fails on day {self.day + 1}; {error}") from None
                if self.rules[kind] is not OWN_RULES[kind]:
                    check_answers(kind, self.answers, self.last_row(kind))

    @contextmanager
    def asking(self, kind: str) -> Iterator[None]:
        """Take everyone's answers of one kind, all given on what was true before, then let them count."""
        column: np.ndarray = getattr(self.people, REVISED[kind])
        ours = self.rules[kind] is OWN_RULES[kind]  # which give rows that are there; others, any number
        self.answers = column.copy() if ours else column.astype(np.int64)
        yield
        column[:] = self.answers

    def last_row(self, kind: str) -> int:
        """The last answer that a rule may give: nobody, yes, at home."""
        return {"choose": len(self.names.authority), "accept": 1, "vote": len(self.names.party)}[kind]

    def mobilise(self) -> None:
        """Everyone rises, stays, or stands down."""
        self._walk(self.walks.mobilise, self.risen)
        self.people.active[:] = self.risen

    def close_day(self) -> None:
        """Choices are counted, orders run through levers, life presses on, measures are read off."""
        self.compiled.recount(self.handed[0])
        self._end_day()

    def _end_day(self) -> None:
        self.compiled.evening(self.day, *self.handed, self.pressures)
        self.recording.keep(self.day, self.people, self.world)

    def run(self, until: int | None = None, progress: Progress | None = None) -> Simulation:
        """Run the days up to and with `until`, or all of them; an early end is the end."""
        days = self.start.days if until is None else min(until + 1, self.start.days)
        for day in self.days(until):
            if progress is not None:
                progress(day + 1, days)
        return self

    def days(self, until: int | None = None) -> Iterator[int]:
        """Run up to and with `until`, or to the end, yielding each day when it is over."""
        while self.goes_on(until):
            self.advance()
            yield self.day

    def goes_on(self, until: int | None = None) -> bool:
        """Whether a day is to come, up to and with `until`."""
        last = self.start.days - 1
        return self.day < (last if until is None else min(until, last)) and not self.world.ended[0]

    def branch(self) -> Simulation:
        """A copy that goes on from here by itself: same past, another future."""
        other = copy(self)
        other._pool, other.thinking = None, self.thinking.copy()
        other.deciding = copy(self.deciding)  # each looks for itself
        other.risen = self.risen.copy()
        other.people = People(*(column.copy() for column in self.people))  # type: ignore[arg-type]
        other.world = World(*(table.copy() for table in self.world))  # type: ignore[arg-type]
        other.log, other.held, other.fired = self.log.copy(), self.held.copy(), self.fired.copy()
        other.too_early, other.came_on = self.too_early.copy(), self.came_on.copy()
        other.waiting, other.on_the_way = self.waiting.copy(), self.on_the_way.copy()
        other.recording = self.recording.copy()
        return other

    def _walk(self, walk: Callable[..., None], *answers: np.ndarray) -> None:
        self._share(lambda first, last: walk(first, last, *self.handed, self.key, *answers))

    def _live(self, first: int, last: int) -> None:
        """These people think again or not, and rise or not; they are whole cells, counted as they go."""
        given, walks, people = (*self.handed, self.key), self.walks, self.people
        walks.think(first, last, *given, self.thinking)
        walks.tally(first, last, given[0], self.thinking, -1.0)
        for kind, column in REVISED.items():
            getattr(walks, kind)(first, last, *given, self.thinking, getattr(people, column))
        walks.tally(first, last, given[0], self.thinking, 1.0)
        walks.mobilise(first, last, *given, self.risen)
        walks.rally(first, last, given[0], self.risen)

    def _share(self, walk: Callable[[int, int], None]) -> None:
        """Walk all people, shared among threads by whole cells where there are many."""
        starts = self.people.start
        everyone = int(starts[-1])
        few = ONE_THREAD_UP_TO if parent_process() is None else ONE_THREAD_BESIDE_OTHERS_UP_TO
        if everyone <= few:
            walk(0, everyone)
            return
        threads = cpu_count() or 1
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max(1, threads - 1))
        even = np.searchsorted(starts, np.linspace(0, everyone, threads + 1))
        *others, mine = pairwise(starts[even].tolist())
        waiting = [self._pool.submit(walk, *chunk) for chunk in others]
        walk(*mine)  # the last chunk here: a thread more would only be waited for
        for chunk in waiting:
            chunk.result()

    def _due(self, happening: Any) -> bool:
        """Whether an event that may happen today does."""
        held = [self._held(happening.event, n, c) for n, c in enumerate(happening.when)]
        if not (all(held) and self.fired.issuperset(happening.follows)):
            return False
        if happening.move is not None:
            return self.deciding is not None and self.deciding.makes(happening, self.key, self.world)
        return all(self.day >= self.came_on[one] + days for one, days in happening.behind)

    def _held(self, event: str, number: int, condition: Condition) -> bool:
        """Whether a condition has held, up to yesterday, for as many days as it asks."""
        if self.day == 0:
            return False
        days = self.held.get((event, number), 0) + 1 if self._holds(condition) else 0
        self.held[event, number] = days
        return days >= condition.days

    def _holds(self, condition: Condition, day: int | None = None) -> bool:
        """Whether a condition is true of a day, or else yesterday; none is of a body that is not there."""
        bodies = [self.names.row("authority", name) for name in condition.selectors if AT in name]
        there = all(self.world.alive[k] for k in bodies)
        return there and OPERATORS[condition.operator](self.read(condition, day), condition.number)

    def read(self, condition: Condition, day: int | None = None) -> float:
        """The value of the measure that a condition names on a day, or else yesterday."""
        if condition not in self._rows:
            rows = rows_of(MEASURES[condition.measure].dims, condition.selectors, self.names)
            self._rows[condition] = tuple(row or 0 for row in rows)
        when = self.day - 1 if day is None else day
        record = self.recording.of(condition.measure, self.people, self.world)
        return float(record[(when, *self._rows[condition])])

    def may_follow(self, happening: Any) -> bool:
        """Whether an event that waits may happen on the day to come, if all that it follows has happened."""
        if happening.day not in (None, self.day + 1) or (happening.when and self.day < 0):
            return False
        return all(
            self._holds(c, self.day) and self.held.get((happening.event, n), 0) + 1 >= c.days
            for n, c in enumerate(happening.when)
        )
