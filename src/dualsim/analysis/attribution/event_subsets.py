"""What a run comes to with each set of some events: a tree of branches in which each past is lived once.

A run without an event is the run with it up to the eve of the day on which it happens. So one run carries all
sets until the first of the events happens, and parts there into those with it and those without.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from dualsim.engine.simulation import Simulation

if TYPE_CHECKING:
    from dualsim.scenario.schema import EventBlock, Scenario

Answer = TypeVar("Answer")


def consequences(scenario: Scenario, event: str) -> frozenset[str]:
    """An event and all that follows from it, which does not happen without it."""
    gone = {event}
    while more := {
        key for key, e in scenario.events.items() if key not in gone and gone & _causes(scenario, e)
    }:
        gone |= more
    return frozenset(gone)


def _causes(scenario: Scenario, event: EventBlock) -> set[str]:
    """What an event does not happen without: for a free decision what it is open after, if given."""
    decision = event.decision
    if scenario.decisions == "free" and decision is not None and decision.after is not None:
        return set(decision.after)
    return set(event.follows or ())


class Coalitions(Generic[Answer]):
    """Runs up to a day with sets of events, and what is read off each when it is over."""

    def __init__(
        self, scenario: Scenario, events: Sequence[str], last: int, read: Callable[[Simulation], Answer]
    ):
        """Take the events of the sets in this order: bit e of a set says whether event e is in it."""
        self.taken = [
            consequences(scenario, event) for event in events
        ]  # what each takes along when left out
        self.last, self.read = last, read
        self.answers: dict[int, Answer] = {}

    def play(self, start: Simulation, sets: Iterable[int]) -> Mapping[int, Answer]:
        """The answer of each set, from a simulation that is about to begin."""
        self.answers = {}
        self._go_on(start, frozenset(range(len(self.taken))), sorted(set(sets)))
        return self.answers

    def _go_on(self, sim: Simulation, unsettled: frozenset[int], sets: list[int]) -> None:
        """Live on with some sets, which differ only in events that are unsettled: that have not happened."""
        while sim.goes_on(self.last):
            near = self._near(sim, unsettled)
            eve, before = (sim.branch(), sim.fired.copy()) if near else (sim, sim.fired)
            sim.advance()
            for e in [e for e in near if self.taken[e] & (sim.fired - before)]:
                unsettled -= {e}
                without = [s for s in sets if not s >> e & 1]
                sets = [s for s in sets if s >> e & 1]
                if without:
                    self._go_on(self._left_out(eve, e), unsettled, without)
                if not sets:
                    return
        answer = self.read(sim)  # events that never happened change nothing: one answer for all that is left
        self.answers |= dict.fromkeys(sets, answer)

    def _near(self, sim: Simulation, unsettled: Collection[int]) -> list[int]:
        """The unsettled events that may happen on the day to come, or have consequences that may."""
        if not unsettled:
            return []
        watched = frozenset().union(*(self.taken[e] for e in unsettled))
        due = {h.event for h in sim.waiting if h.event in watched and sim.may_follow(h)}
        return sorted(e for e in unsettled if self.taken[e] & due)

    def _left_out(self, eve: Simulation, e: int) -> Simulation:
        other = eve.branch()
        other.waiting = [happening for happening in other.waiting if happening.event not in self.taken[e]]
        return other
