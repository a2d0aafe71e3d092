"""What is recorded of a run: tables are kept day by day, measures worked out of them when someone asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np

from dualsim.engine.compiled import day as compiled_day
from dualsim.theory.measures import MEASURES, Measure
from dualsim.theory.state import People, World

TOO_WIDE = 200_000  # bytes of a table on one day: of ninety places with five hundred bodies
AT_ONCE = 50_000_000  # bytes of the widest table of the days that are worked out together


class Recording:
    """The measures of one run, day by day.

    What a condition of an event reads, and what looks at more than tables, is worked out each day; the rest
    for many days at once.
    """

    def __init__(self, days: int, read: Collection[str], measures: Collection[str] | None) -> None:
        """Record the named measures, or all, and those that are `read` during the run."""
        named = [m for m in MEASURES.values() if measures is None or m.name in measures or m.name in read]
        self.days = days
        self._names = [m.name for m in named]
        self._read = frozenset(read)
        self._each_day = [m for m in named if m.name in read or not m.together]
        asked = {m.name for m in MEASURES.values()} if measures is None else set(measures)
        self._passing = frozenset(read) - asked  # looked at by conditions alone, on the day after
        self._later = [m for m in named if m not in self._each_day]
        self.daily: dict[str, np.ndarray] = {}  # worked out so far [day, ...], in any order
        self._lately: dict[str, _Lately] = {}  # of what is wide and only looked at
        self._kept: dict[str, np.ndarray] = {}  # tables by day, what the others are worked out of
        self._of: People | None = None  # whose tables `_moves` says where to find
        self._at: World | None = None
        self._first = 0  # the first day kept
        self._done = self._last = -1  # the last day worked out, and the last kept

    def add(self, measures: Iterable[Measure]) -> None:
        """Record other measures too, from the next day on."""
        for measure in measures:
            self._names.append(measure.name)
            self._each_day.append(measure)

    def keep(self, day: int, people: People, world: World) -> None:
        """Keep what was true on a day."""
        for measure in self._each_day:
            self._put(measure.name, slice(day, day + 1), np.asarray(measure.formula(people, world))[None])
        if self._later and not self._kept:
            self._spread(day, people, world)
            wanted = _tables(self._later, people, world)
            self._kept = {name: self._room(name, people, world) for name in wanted}
        if self._of is not people or self._at is not world:  # tables stay where they are while a run goes on
            self._of, self._at = people, world
            self._moves = self._addresses()
        compiled_day().keep(day, self._moves)
        self._last = day

    def _spread(self, day: int, people: People, world: World) -> None:
        """Work those out day by day whose tables are too wide to be kept of all days."""
        for measure in [m for m in self._later if not m.since_start]:
            tables = [_table(name, people, world) for name in _tables([measure], people, world)]
            if any(table.nbytes > TOO_WIDE for table in tables):
                self._later.remove(measure)
                self._each_day.append(measure)
                self._put(measure.name, slice(day, day + 1), np.asarray(measure.formula(people, world))[None])

    def _addresses(self) -> np.ndarray:
        """Where each table that is kept lies, where its first day goes, and how many bytes it has."""
        tables = [getattr(self._of if name in People._fields else self._at, name) for name in self._kept]
        kept = self._kept.values()
        return np.array(
            [(t.ctypes.data, k.ctypes.data, t.nbytes) for t, k in zip(tables, kept, strict=True)], np.int64
        ).reshape(-1, 3)

    def record(self, people: People, world: World) -> dict[str, np.ndarray]:
        """Every measure [day, ...], NaN on days to come."""
        if self._done < self._last:
            new = slice(self._done + 1, self._last + 1)
            for days in self._spans(new):
                then, there = self._on(days, people, world)
                for measure in self._later:
                    if not measure.since_start:
                        self._put(measure.name, days, measure.formula(then, there))
            then, there = self._on(slice(self._first, new.stop), people, world)
            for measure in self._later:
                if measure.since_start:  # it looks back
                    self._put(measure.name, new, measure.formula(then, there)[new.start - self._first :])
            self._done = self._last
            self.daily = {name: self.daily[name] for name in self._names if name in self.daily}
        return self.daily

    def _spans(self, days: slice) -> list[slice]:
        """Days in parts, so that what is worked out of their tables at once stays small."""
        widest = max((table[:1].nbytes for table in self._kept.values()), default=1)
        size = max(1, AT_ONCE // widest)
        return [slice(n, min(n + size, days.stop)) for n in range(days.start, days.stop, size)]

    def _on(self, days: slice, people: People, world: World) -> tuple[People, World]:
        """People and world with what was kept of some days in the place of their tables."""
        now = {name: table[days] for name, table in self._kept.items()}
        then = people._replace(**{name: now[name] for name in now if name in People._fields})
        return then, world._replace(**{name: now[name] for name in now if name in World._fields})

    def of(self, measure: str, people: People, world: World) -> np.ndarray | _Lately:
        """One measure so far [day, ...], or of the last day alone if it is wide and only looked at."""
        if measure in self._read:
            return self.daily[measure] if measure in self.daily else self._lately[measure]
        return self.record(people, world)[measure]

    def put(self, record: dict[str, np.ndarray], day: int) -> None:
        """Put another record in the place of this one, up to a day."""
        self.daily, self._done, self._last, self._first = record, day, day, day + 1
        self._kept, self._of, self._at = {}, None, None  # nothing of the days before is needed any more

    def copy(self) -> Recording:
        """The same, to go on by itself."""
        other = object.__new__(Recording)
        other.__dict__.update(self.__dict__)
        other.daily = {name: values.copy() for name, values in self.daily.items()}
        other._lately = dict(self._lately)
        other._kept = {name: table.copy() for name, table in self._kept.items()}
        other._of = other._at = None
        return other

    def _put(self, name: str, days: slice, values: np.ndarray) -> None:
        if name in self._passing and values[0].nbytes > TOO_WIDE:
            self._lately[name] = _Lately(days.start, values[0])
            return
        if name not in self.daily:
            self.daily[name] = np.full((self.days, *values.shape[1:]), np.nan)
        self.daily[name][days] = values

    def _room(self, name: str, people: People, world: World) -> np.ndarray:
        table = _table(name, people, world)
        return np.zeros((self.days, *table.shape), table.dtype)


def _table(name: str, people: People, world: World) -> np.ndarray:
    """A table of people or world by its name."""
    found: np.ndarray = getattr(people, name) if name in People._fields else getattr(world, name)
    return found


class _Lately:
    """A measure of the last day alone."""

    def __init__(self, day: int, values: np.ndarray) -> None:
        self.day, self.values = day, values

    def __getitem__(self, at: tuple[int, ...]) -> float:
        day, *rows = at
        if day != self.day:
            raise KeyError(f"day {day} is not kept; there is {self.day}")
        return float(self.values[tuple(rows)])


class _Asked:
    """Tables, and the names of those that were asked for."""

    def __init__(self, tables: Any, names: set[str]) -> None:
        self._asked_tables, self._asked_names = tables, names

    def __getattr__(self, name: str) -> Any:
        self._asked_names.add(name)
        return getattr(self._asked_tables, name)


def _tables(measures: list[Measure], people: People, world: World) -> list[str]:
    """The tables that formulas read, found by letting them read."""
    names = set[str]()
    for measure in measures:
        measure.formula(_Asked(people, names), _Asked(world, names))  # type: ignore[arg-type]
    return sorted(names)
