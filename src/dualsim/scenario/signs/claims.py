"""What a row of a table of signs claims, read from its block: quantities, bounds, and what is wrong there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dualsim.scenario.axes import WORD_SLUGS, names_of
from dualsim.scenario.checks.names import HasAxes, misnamed, within
from dualsim.scenario.conditions import Condition, NotACondition, Reading, parse, parse_measure, too_short
from dualsim.scenario.dates import Period, steps_near
from dualsim.scenario.errors import Fault, Spot
from dualsim.scenario.files.node import Node
from dualsim.scenario.schema import Scenario
from dualsim.scenario.signs.blocks import ClaimBlock, QuantityBlock, RowBlock

ALL = "all"  # instead of a group: everyone, by numbers
COUNTED = ("measure", "when")
ENDS = ("at_least", "at_most")


class Quantity(NamedTuple):
    """What is measured in a run; days count from 0."""

    readings: tuple[Reading, ...]  # summed
    conditions: tuple[Condition, ...]  # or what has to hold
    first: int = 0
    last: int = 0
    take: str = "mean"
    by: int | None = None

    @property
    def measures(self) -> set[str]:
        """The measures that it reads."""
        return {one.measure for one in self.readings} | {one.measure for one in self.conditions}


class Claim(NamedTuple):
    """A quantity and what is expected of it."""

    quantity: Quantity
    minus: Quantity | None
    divided_by: Quantity | None
    statistic: str
    within: int  # days that it may be late
    sign: int  # of a difference: 1 up, -1 down; 0 for a level
    low: float  # of a level; of a difference the least size
    high: float

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """All that it reads."""
        return tuple(one for one in (self.quantity, self.minus, self.divided_by) if one is not None)

    @property
    def measures(self) -> set[str]:
        """The measures that it reads."""
        return set().union(*(one.measures for one in self.quantities))

    @property
    def last(self) -> int | None:
        """The last day that it reads; None for all days."""
        ends = [one.by if one.conditions else one.last + self.within for one in self.quantities]
        return None if None in ends else max(end for end in ends if end is not None)

    @property
    def is_day(self) -> bool:
        """Whether the quantity is a day."""
        return bool(self.quantity.conditions) and self.quantity.by is None


class Row(NamedTuple):
    """What must follow, from what, and why."""

    key: str
    name: str
    changed: str | None  # of the counterfactuals
    against: str | None
    claims: tuple[Claim, ...]  # one of which has to hold
    runs: int | None
    source: str


class Reader:
    """Reads the rows of a table beside the scenario that they are about; `faults` is what is wrong."""

    def __init__(self, scenario: Scenario, measures: Mapping[str, HasAxes], changed: Iterable[str]) -> None:
        self.period: Period = scenario.period
        self.measures, self.changed = measures, list(changed)
        self.known: dict[str, list[str] | None] = {
            axis: list(rows) for axis, rows in names_of(scenario)._asdict().items()
        }
        self.known |= {name: list(slugs) for name, slugs in WORD_SLUGS.items()}
        self.known["group"] = [*(self.known["group"] or []), ALL]
        self.faults: list[Fault] = []

    def row(self, key: str, block: RowBlock, node: Node) -> Row:
        """A row of the table."""
        from dualsim.scenario.suggestions import unknown

        for name in ("changed", "against"):
            given = getattr(block, name)
            if given is not None and given not in self.changed:
                self.fault(node, name, unknown("counterfactual", given, self.changed))
        if block.against is not None and block.changed is None:
            self.fault(
                node, "against", "nothing is changed here; say with `changed` what is compared with it"
            )
        blocks: list[tuple[ClaimBlock, Node]] = [(block, node)]
        if block.either:
            blocks = list(zip(block.either, node.listed("either"), strict=True))
            for name in (*COUNTED, "up", "down", *ENDS):
                if getattr(block, name) is not None:
                    self.fault(node, name, "`either` has the claims of this row; write it below that")
        claims = [self.claim(one, at, block.changed is not None) for one, at in blocks]
        return Row(key, block.name, block.changed, block.against, tuple(claims), block.runs, block.source)

    def claim(self, block: ClaimBlock, node: Node, changed: bool) -> Claim:
        """A quantity and its bounds."""
        quantity = self.quantity(block, node, block.within)
        others: list[Quantity | None] = []
        for name in ("minus", "divided_by"):
            other, at = getattr(block, name), node.child(name)
            if other is not None and at is not None and other.measure is None and other.when is None:
                other = other.model_copy(update={"measure": block.measure})
            others.append(None if other is None or at is None else self.quantity(other, at, block.within))
        if block.within and any(one.conditions for one in (quantity, *others) if one is not None):
            self.fault(node, "within", "a day, or whether something happens, has no delay; leave it out")
        given = [name for name in ("up", "down") if getattr(block, name) is not None]
        ends = [name for name in ENDS if getattr(block, name) is not None]
        if len(given) + bool(ends) != 1:
            message = "what is expected? write one of up, down, or a band with at_least, at_most or both"
            self.faults.append(Fault(node.named, message))
        if given and not changed and block.minus is None:
            message = "up or down from what? name a counterfactual with `changed`, or a day with `minus`"
            self.fault(node, given[0], message)
        sign = 0 if not given else 1 if given[0] == "up" else -1
        bounds = (getattr(block, given[0]), math.inf) if given else self.band(block, node, quantity)
        within = steps_near(block.within, self.period.step)
        return Claim(quantity, others[0], others[1], block.statistic, within, sign, *bounds)

    def band(self, block: ClaimBlock, node: Node, quantity: Quantity) -> tuple[float, float]:
        """The ends of a band: numbers, or the days of dates."""
        ends = []
        dated = bool(quantity.conditions) and quantity.by is None and block.statistic != "range"
        for name, open_end in zip(ENDS, (-math.inf, math.inf), strict=True):
            end = getattr(block, name)
            if end is not None and isinstance(end, str) != (dated and block.minus is None):
                what = "a date such as 1917-08-25" if dated else "a number"
                self.fault(node, name, f"'{end}' cannot bound this; write {what}")
                end = None
            bound = self.day(end, node.child(name)) if isinstance(end, str) else end
            if bound is not None and isinstance(end, str):
                bound *= self.period.step  # days after the first
            ends.append(open_end if bound is None else float(bound))
        if ends[0] > ends[1]:
            self.fault(node, "at_least", "the band is empty; its lower end lies above its upper end")
        return ends[0], ends[1]

    def quantity(self, block: QuantityBlock, node: Node, late: int) -> Quantity:
        """What is measured, and when."""
        if (block.measure is None) == (block.when is None):
            self.faults.append(Fault(node.named, "what is measured? write one of `measure` and `when`"))
        if block.when is not None:
            for name in ("on", "over"):
                if getattr(block, name) is not None:
                    self.fault(node, name, "`when` finds the day itself; leave this out, or write `by`")
            conditions = tuple(self.conditions(block.when, node))
            return Quantity((), conditions, by=self.day(block.by, node.child("by")))
        readings = tuple(self.readings(block.measure or [], node))
        if (block.on is None) == (block.over is None):
            self.faults.append(Fault(node.named, "on which days? write `on: DATE` or `over: [FIRST, LAST]`"))
        if block.by is not None:
            self.fault(node, "by", "`by` belongs to a condition under `when`; for a day write `on`")
        spots = node.listed("on") + node.listed("over")
        dates = block.over or [block.on or ""]
        days = [self.day(date, at, late) for date, at in zip(dates, spots, strict=False)]
        first, last = (days[0], days[-1]) if days and None not in days else (0, 0)
        if (first or 0) > (last or 0):
            self.fault(node, "over", "the last day comes before the first; turn them round")
        return Quantity(readings, (), first or 0, last or 0, block.take)

    def conditions(self, text: str, node: Node) -> Iterator[Condition]:
        """The conditions of a `when`."""
        at = node.child("when") or node
        try:
            found = parse(text)
        except NotACondition as error:
            self.faults.append(Fault(within(at.best, error.column), str(error)))
            return
        for condition in found:
            self.names(condition, at)
            if wrong := too_short(condition, self.period.step):
                self.faults.append(Fault(at.best, wrong))
            yield condition

    def readings(self, texts: Iterable[str], node: Node) -> Iterator[Reading]:
        """The measures that are summed."""
        spots = node.listed("measure") or [node] * len(list(texts))
        for text, at in zip(texts, spots, strict=False):
            try:
                reading = parse_measure(text)
            except NotACondition as error:
                self.faults.append(Fault(within(at.best, error.column), str(error)))
                continue
            self.names(reading, at)
            yield reading

    def names(self, what: Condition | Reading, at: Node) -> None:
        """Note what a measure names and the scenario lacks."""
        for column, message in misnamed(what, self.known, self.measures):
            self.faults.append(Fault(within(at.best, column), message))

    def day(self, date: str | None, at: Node | None, late: int = 0) -> int | None:
        """A date as a day of the run, which it may not leave even if it is late."""
        if date is None:
            return None
        try:
            day = self.period.day(date)
            if day + late not in self.period:
                raise ValueError(f"{self.period.outside(day + late)}; `within` is too long")
        except ValueError as error:
            if at is not None:
                self.faults.append(Fault(at.best, str(error)))
            return None
        return self.period.step_of(day)

    def fault(self, node: Node, key: str, message: str) -> None:
        """Something wrong with what stands under a key."""
        at: Spot = (node.child(key) or node).best
        self.faults.append(Fault(at, message))
