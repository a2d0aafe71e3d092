"""One past, several futures: a run that goes on from a day with other luck, or in a changed scenario."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dualsim.engine.decisions.deciding import deciding_of
from dualsim.engine.initial_state import taste_of
from dualsim.engine.schedule import events_of, pressures_of, seasons_of, undated
from dualsim.scenario.dates import Period, day_number, spoken

if TYPE_CHECKING:
    from dualsim.engine.simulation import Simulation
    from dualsim.scenario.schema import Scenario

# What may differ from a day on; all else lays out the first day, which is past.
OPEN = ("behaviour", "events", "series", "seasons", "decisions", "vary", "title", "about")
SAID = ("events", "vary", "title", "about")  # of these only events change a run


def branch_day(text: str, scenario: Scenario) -> int:
    """The day of the run, from 0, on which a date begins the futures; raise ValueError for one outside it."""
    try:
        day = day_number(text, scenario.calendar)
    except ValueError as error:
        raise ValueError(f"branch_at {text}: {error}") from None
    run = scenario.period
    later = Period(run.at(1), run.last, run.calendar)
    if day not in later:
        raise ValueError(f"branch_at {text}: futures may begin on any day from {later}")
    return run.step_of(day)


def may_branch(scenario: Scenario, changed: Scenario) -> None:
    """Refuse a change that cannot begin in the middle of a run."""
    was, now = (one.model_dump(by_alias=True, exclude_unset=True) for one in (scenario, changed))
    for key in {**was, **now}:
        if was.get(key) != now.get(key) and key not in OPEN:
            allowed = ", ".join(OPEN[:5])
            raise ValueError(
                f"branch_at: '{key}' is laid out on the first day, which is past; change {allowed}"
            )


def parting(scenario: Scenario, changed: Scenario) -> int:
    """The first day, from 0, on which a run of one scenario may differ from that of another with its luck."""
    was, now = (one.model_dump(by_alias=True, exclude_unset=True) for one in (scenario, changed))
    if any(was.get(key) != now.get(key) for key in {**was, **now} if key not in SAID):
        return 0
    before, after = (blocks.get("events") or {} for blocks in (was, now))
    if [key for key in before if key in after] != [key for key in after if key in before]:
        return 0
    differ = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    dates = [one.events[key].date for one in (scenario, changed) for key in differ if key in one.events]
    if undated(scenario) or undated(changed):
        return 0  # a decision has no date: it might come on any day
    period = scenario.period
    days = [0 if date is None else period.step_of(day_number(date, scenario.calendar)) for date in dates]
    return max(0, min(days, default=len(period) - 1))


def check_to_come(named: Iterable[str], scenario: Scenario, at: int) -> None:
    """Refuse to change events that happen before the futures begin: no future would differ."""
    begin = scenario.period.at(at)
    for event in [one for one in named if one not in undated(scenario)]:
        date = scenario.events[event].date if event in scenario.events else None
        if date is not None and day_number(date, scenario.calendar) < begin:
            when = spoken(day_number(date, scenario.calendar), scenario.calendar)
            raise ValueError(
                f"branch_at: '{event}' happens on {when}, before the futures begin on "
                f"{spoken(begin, scenario.calendar)}; leave it alone, or begin them earlier"
            )


def check_not_happened(named: Iterable[str], past: Simulation) -> None:
    """Refuse to change events without a date that have happened in this past: no future would differ."""
    over = [event for event in named if event in past.fired]
    if over:
        when = spoken(past.scenario.period.at(past.day + 1), past.scenario.calendar)
        raise ValueError(
            f"branch_at: '{over[0]}' has happened by itself before the futures begin on {when}; "
            f"leave it alone, or begin them earlier"
        )


def branched(past: Simulation, scenario: Scenario, luck: int) -> Simulation:
    """A run with the same past, in a scenario that differs from now on, with the luck of another seed."""
    other = past.branch()
    over = tuple(h for h in past.start.events if h.event in past.fired)
    to_come = [h for h in events_of(scenario, past.names) if h.event not in past.fired]
    other.scenario, other.seed = scenario, luck
    given = past.deciding.strategies if past.deciding is not None else None
    other.deciding = deciding_of(scenario, past.names, given if scenario.decisions == "free" else None)
    other.world.will[:] = -1.0
    other.taste = taste_of(scenario)
    other.start = past.start._replace(
        events=(*over, *to_come),
        pressures=pressures_of(scenario, past.names),
        seasons=seasons_of(scenario, past.names),
    )
    other.waiting = [h for h in to_come if h.day is None or h.day > past.day]
    return other


class Branch(NamedTuple):
    """Where a run left a past, and what that was: enough to live it again."""

    past: Scenario
    at: str  # the date
    luck: int  # the seed from then on

    def text(self) -> str:
        """The branch as JSON, for the record of a run."""
        return json.dumps({"at": self.at, "luck": self.luck, "past": self.past.text()}, ensure_ascii=False)

    @staticmethod
    def of(kept: dict[str, Any]) -> Branch:
        """A branch from what `text` or a manifest kept of it."""
        from dualsim.scenario.loading import from_text

        return Branch(from_text(kept["past"], "past"), kept["at"], int(kept["luck"]))

    def live(self, scenario: Scenario, people: int, seed: int) -> Simulation:
        """The whole run: the past, then `scenario` from the day of the branch on."""
        may_branch(self.past, scenario)
        return branched(self.eve(people, seed), scenario, self.luck).run()

    def eve(self, people: int, seed: int) -> Simulation:
        """The past, lived up to the eve of the day of the branch."""
        from dualsim.engine.simulation import Simulation

        return Simulation(self.past, people, seed).run(branch_day(self.at, self.past) - 1)


def branch_of(source: str | Path, at: str | None, until: str | None, luck: int) -> Branch | None:
    """The branch that a date asks for, or that the manifest of a run keeps; None for neither."""
    from dualsim.scenario.loading import is_manifest, load, read_manifest

    if at is not None:
        return Branch(load(source, until=until), at, luck)
    kept = read_manifest(source)[1].get("branch") if is_manifest(source) else None
    return Branch.of(kept) if kept is not None else None
