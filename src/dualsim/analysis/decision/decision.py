"""One person's day: who the person is, what pressed on them, and what each choice weighed, term by term."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dualsim.analysis.decision.result import Decision
from dualsim.analysis.decision.score_terms import Score, accepting, chances, choosing, rising, voting
from dualsim.engine.event_log import authority_names
from dualsim.engine.simulation import Progress, Simulation
from dualsim.runs.arguments import people_of
from dualsim.runs.defaults import PEOPLE, SEED
from dualsim.scenario.dates import STYLE_NAMES, iso, spoken
from dualsim.scenario.regions import laid_out
from dualsim.theory import rule
from dualsim.theory.state import ARMS_STEP, IDEAL_STEP

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

Facts = dict[str, Any]


def why(
    scenario: Scenario | str | Path,
    person: int,
    on: str,
    *,
    people: int | None = None,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Decision:
    """What one person decided on a date, and why: the scores that the rule compared, as sums of terms.

    People are numbered from 0. Raises ValueError for a person or a date that the run does not have.

    >>> import dualsim
    >>> decision = dualsim.why("petrograd_1917", person=7, on="1917-03-02", people=300)
    >>> sorted(decision.to_dataframe()["choice"].unique())
    ['accept', 'authority', 'rise', 'vote']
    """
    from dualsim.scenario.loading import load

    scenario = load(scenario)
    people = people_of(people, [scenario], PEOPLE)
    day = _day(scenario, on)
    sim = _Watched(scenario, people, seed, person, day)
    last = len(sim.people.cell) - 1
    if not 0 <= person <= last:
        raise ValueError(f"person: there is no person {person}; they are numbered 0 to {last}")
    if sim.run(day, progress).day < day:
        ended = spoken(scenario.period.at(sim.day), scenario.calendar)
        raise ValueError(f"on: the run is over before {on}; with this seed it ends on {ended}")
    who = {"title": scenario.title, "people": people, "persons": last + 1, "seed": seed, "person": person}
    style = STYLE_NAMES[scenario.calendar]
    date = iso(scenario.period.at(day), scenario.calendar)
    return Decision({**who, "date": date, "style": style, **sim.seen})


def _day(scenario: Scenario, on: str) -> int:
    """The day of the run that a date is."""
    try:
        return scenario.period.step_of(scenario.period.day(on))
    except ValueError as error:
        raise ValueError(f"on: {error}") from None


class _Watched(Simulation):
    """A run that looks at one person just before they decide, and just after."""

    def __init__(self, scenario: Scenario, people: int, seed: int, person: int, on: int) -> None:
        self.person, self.on = person, on
        self.seen: Facts = {}
        self.weighed: dict[str, tuple[Any, int]] = {}
        super().__init__(scenario, people, seed)

    @property
    def at_once(self) -> bool:
        """Not on the day on which every step of a person's is looked at."""
        return self.day != self.on

    @property
    def given(self) -> tuple[Any, ...]:
        """What the rules are given for this person."""
        return self.person, self.people, self.world, self.taste, self.key

    def reconsider(self) -> None:
        """Look at what the person weighs, then let everyone choose."""
        if self.day != self.on:
            super().reconsider()
            return
        never = self.taste._replace(rho=0.0)
        again = {
            "thinks_again": bool(rule.reconsiders(*self.given)),
            "authority_gone": bool(rule.reconsiders(self.person, self.people, self.world, never, self.key)),
        }
        self.seen = {**self._who(), "issues": self._issues(), **again}
        powers = authority_names(self)
        parties = [self.scenario.parties[key].name for key in self.names.party]
        before = self.people.authority[self.person], self.people.party[self.person]
        accepted = bool(self.people.accepts[self.person])
        super().reconsider()
        after = self.people.authority[self.person], self.people.party[self.person]
        for n, (kind, names) in enumerate(
            (("authority", [*powers, "nobody"]), ("vote", [*parties, "nobody"]))
        ):
            weighed, would = self.weighed[("choose", "vote")[n]]
            rows = {"before": before[n], "would": would, "after": after[n]}
            called = {key: names[row] for key, row in rows.items()}
            self.seen[kind] = {**called, "options": _options(weighed, names)}
        self.seen["accept"] = self._acceptance(accepted)

    @contextmanager
    def asking(self, kind: str) -> Iterator[None]:
        """Look at what the person weighs when it is their turn to answer."""
        if self.day == self.on:
            weigh = {"choose": choosing, "accept": accepting, "vote": voting}[kind]
            self.weighed[kind] = weigh(*self.given), getattr(rule, kind)(*self.given)
        with super().asking(kind):
            yield

    def _acceptance(self, before: bool) -> Facts:
        """Whether the person puts up with whoever governs, and what that hung on."""
        l = self.world.cell_place[self.people.cell[self.person]]
        found, would = self.weighed["accept"]
        facts: Facts = {"before": before, "would": bool(would), "terms": {}}
        facts["after"] = bool(self.people.accepts[self.person])
        facts["governs"] = [authority_names(self)[k] for k in self.world.formal[:, l].nonzero()[0]]
        facts["asked"] = bool(self.thinking[self.person])
        if found is not None:
            score, luck = found
            chance = 1.0 / (1.0 + math.exp(-score.total))
            facts |= {"terms": score.terms, "total": score.total, "luck": luck, "chance": chance}
        return facts

    def mobilise(self) -> None:
        """Look at what drives the person into the street, then let everyone rise."""
        if self.day != self.on:
            super().mobilise()
            return
        score, threshold = rising(*self.given)
        was = bool(self.people.active[self.person])
        super().mobilise()
        rises: Facts = {"before": was, "after": bool(self.people.active[self.person])}
        rises["spokesman"] = int(self.people.spokesman[self.person])
        self.seen["rise"] = {**rises, "terms": score.terms, "total": score.total, "threshold": threshold}

    def _who(self) -> Facts:
        c = int(self.people.cell[self.person])
        g, l = self.world.cell_group[c], self.world.cell_place[c]
        armed = self.people.armed_rank[self.person] * ARMS_STEP < self.world.arms[g, l]
        return {
            "group": self.scenario.groups[self.names.group[g]].name,
            "place": laid_out(self.scenario).places[self.names.place[l]].name,
            "cell": c,
            "cell_people": int((self.people.cell == c).sum()),
            "contacts": sorted({int(other) for other in self.world.contacts[c]} - {c}),
            "armed": bool(armed),
        }

    def _issues(self) -> list[Facts]:
        """Every issue: what the person wants, how life is, and the chance that it is what presses."""
        c = self.people.cell[self.person]
        g, l = self.world.cell_group[c], self.world.cell_place[c]
        pressing = rule.pressing(self.person, self.people, self.world, self.key)
        return [
            {
                "issue": issue,
                "wants": round(float(self.people.ideal[self.person, m] * IDEAL_STEP), 2),
                "life": float(self.world.condition[l, m]),
                "chance": float(self.world.attention[g, l, m]),
                "presses": m == pressing,
            }
            for m, issue in enumerate(self.names.issue)
        ]


def _options(scores: dict[int, Score], names: list[str]) -> list[Facts]:
    """Every option with its terms, their sum, and its probability before luck is drawn; nobody last."""
    likely = chances(scores)
    return [
        {"name": names[row], "terms": score.terms, "total": score.total, "chance": likely[row]}
        for row, score in sorted(scores.items())
    ]
