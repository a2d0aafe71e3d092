"""The course of a run as a page is told it: its curves, what happened, how it ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.engine.branching import branched, parting
from dualsim.engine.event_log import authority_names, events, summary_line
from dualsim.engine.simulation import Simulation
from dualsim.engine.takeovers import takeovers_of
from dualsim.page.packing import QUICK, coded, packed
from dualsim.page.series import RECORDED, curves, series_of

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

FEW_DAYS = 20  # a past shorter than that is not worth keeping


def course_of(sim: Simulation, place: str) -> dict[str, Any]:
    """What a page is told of a run that is over."""
    scenario = sim.scenario
    record = {name: sim.record[name][: sim.day + 1] for name in RECORDED}
    most = np.array([one.most for one in series_of(scenario, place)])[:, None]
    spare = {
        slug: name
        for slug, name in zip(sim.names.authority, authority_names(sim), strict=True)
        if slug not in scenario.authorities
    }
    return {
        "seed": sim.seed,
        "days": sim.day + 1,
        "curves": packed(coded(curves(scenario, place, record), most), QUICK),
        "events": [[event["event"], event["day"]] for event in events(sim)],
        "power": [[one.authority, one.day, one.place] for one in takeovers_of(sim)],
        "summary_line": summary_line(sim),
        "names": spare,
    }


def live(scenario: Scenario, people: int, seed: int) -> Simulation:
    """A run for a page, lived to its end."""
    return Simulation(scenario, people, seed, measures=RECORDED).run()


class Pasts:
    """Runs of scenarios as they were, stopped on some of their days, from which changed ones go on."""

    def __init__(self, most: int = 48) -> None:
        """Keep at most so many stopped runs; the one not used for longest goes first."""
        self.most = most
        self._kept: dict[tuple[str, int, int, int], Simulation] = {}
        self._parted: dict[tuple[int, int], tuple[Scenario, Scenario, int]] = {}
        self._texts: dict[int, tuple[Scenario, str]] = {}  # to write one takes as long as a third of a run

    def live(self, before: Scenario, scenario: Scenario, people: int, seed: int) -> Simulation:
        """A run of `scenario`, which differs from `before`; days that both share are lived once."""
        shared = self._parting(before, scenario)
        if shared < FEW_DAYS:
            return live(scenario, people, seed)
        return branched(self._past((before, people, seed), shared - 1), scenario, seed).run()

    def _past(self, of: tuple[Scenario, int, int], day: int) -> Simulation:
        """A run of the scenario as it was, up to and with this day."""
        scenario, people, seed = of
        key = (self._text(scenario), people, seed, day)
        found = self._kept.pop(key, None)
        if found is None:
            found = self._nearest(key)
            found = Simulation(scenario, people, seed, measures=RECORDED) if found is None else found.branch()
            found.run(day)
        self._kept[key] = found
        while len(self._kept) > self.most:
            del self._kept[next(iter(self._kept))]
        return found

    def _parting(self, before: Scenario, scenario: Scenario) -> int:
        """The first day on which two scenarios may differ, worked out once for all runs of them."""
        key = (id(before), id(scenario))
        if key not in self._parted:
            self._parted[key] = (before, scenario, parting(before, scenario))  # kept, so that no id is reused
        found = self._parted[key][2]
        while len(self._parted) > self.most:
            del self._parted[next(iter(self._parted))]
        return found

    def _text(self, scenario: Scenario) -> str:
        """The scenario as text, written once; none is ever changed."""
        found = self._texts.get(id(scenario))
        if found is None:
            found = self._texts[id(scenario)] = (scenario, scenario.text())
        while len(self._texts) > self.most:
            del self._texts[next(iter(self._texts))]
        return found[1]

    def _nearest(self, key: tuple[str, int, int, int]) -> Simulation | None:
        """The latest day before that is kept."""
        earlier = [one for one in self._kept if one[:3] == key[:3] and one[3] < key[3]]
        return self._kept[max(earlier, key=lambda one: one[3])] if earlier else None


def text_of(course: dict[str, Any]) -> str:
    """A course as JSON."""
    return json.dumps(course, ensure_ascii=False, separators=(",", ":"))
