"""The whole model as an ordinary Mesa user writes it: one object a person, who steps once a day.

Nothing of ours is called for a person. Authorities, orders and credit are a few dozen numbers whatever the
number of people; for them it takes the compiled day of the engine, which is to Mesa's advantage.
"""

from __future__ import annotations

import math
from typing import Any

import mesa
import numpy as np

from dualsim.engine.simulation import Simulation
from dualsim.theory.state import ARMS_STEP, IDEAL_STEP, NERVE_STEP, World


class Cell:
    """A shop, a company or a street: what its people see of each other, and a count of what they chose."""

    def __init__(self, group: int, place: int, authorities: int, parties: int) -> None:
        self.group, self.place = group, place
        self.turned = [0] * (authorities + 1)
        self.accepting = [0] * (authorities + 1)
        self.voting = [0] * (parties + 1)
        self.voting_against = [0] * (parties + 1)
        self.risen = 0
        self.around: list[float] = []
        self.around_party: list[float] = []
        self.room: list[float] = []
        self.around_active = 0.0

    def count(self, person: Person, heads: int) -> None:
        """Count what a person chose, or take it back."""
        self.turned[person.authority] += heads
        self.voting[person.party] += heads
        if person.accepts:
            self.accepting[person.authority] += heads
        else:
            self.voting_against[person.party] += heads


class Person(mesa.Agent):  # type: ignore[misc]
    """Someone who turns to an authority, puts up with the government or not, would vote, and may rise."""

    model: OrdinaryModel

    def __init__(self, model: OrdinaryModel, cell: Cell, row: int) -> None:
        super().__init__(model)
        self.begin(cell, row)

    def begin(self, cell: Cell, row: int) -> None:
        """Be who someone of the run is now."""
        people = self.model.sim.people
        self.cell = cell
        self.ideal = [number * IDEAL_STEP for number in people.ideal[row].tolist()]
        self.threshold = int(people.threshold[row]) * NERVE_STEP
        self.armed_rank = int(people.armed_rank[row]) * ARMS_STEP
        self.authority, self.party = int(people.authority[row]), int(people.party[row])
        self.accepts, self.active = bool(people.accepts[row]), bool(people.active[row])
        self.spokesman: Person = self
        cell.count(self, 1)
        cell.risen += self.active

    def step(self) -> None:
        """A day: perhaps think again; rise, or stand down."""
        today = self.model
        asked = today.asked[self.cell.place] or not today.open_to[self.authority][self.cell.place]
        if asked or self.random.random() < today.taste.rho:
            self.cell.count(self, -1)
            self.authority = self.choose()
            self.accepts = self.accept()
            self.party = self.vote()
            self.cell.count(self, 1)
        if self.spokesman is self:
            self.stand_up(self.rise())

    def stand_up(self, active: bool) -> None:
        """Be mobilised from now on, or not."""
        self.cell.risen += active - self.active
        self.active = active

    def pressing(self) -> int:
        """The issue that presses on the person today."""
        draw, attention = self.random.random(), self.model.attention[self.cell.group][self.cell.place]
        for issue, share in enumerate(attention):
            draw -= share
            if draw < 0.0:
                return issue
        return len(attention) - 1

    def pick(self, options: list[int], appeals: list[float]) -> int:
        """One of some options, by logit."""
        beta, highest = self.model.taste.beta, max(appeals)
        weights = [math.exp(beta * (appeal - highest)) for appeal in appeals]
        return self.random.choices(options, weights)[0]

    def choose(self) -> int:
        """The authority to which the person turns about what presses most."""
        today, taste, g, l = self.model, self.model.taste, self.cell.group, self.cell.place
        m = self.pressing()
        wish = self.ideal[m]
        options = [k for k in range(today.nobody) if today.open_to[k][l]]
        appeals = []
        for k in options:
            appeal = taste.company * self.cell.around[k] + taste.chi * today.log_able[l][k][m]
            appeal -= taste.gamma * (wish - today.platform[k][m]) ** 2
            appeal += today.credit[k][g][l] + taste.omega * today.log_reach[k][l]
            if today.electors[k][g] > 0.0 and today.electorate[k][l]:
                appeal += taste.psi
            appeals.append(appeal + self.cell.room[k] / taste.beta)
        options.append(today.nobody)
        appeals.append(taste.company * self.cell.around[today.nobody] + taste.none)
        return self.pick(options, appeals)

    def accept(self) -> bool:
        """Whether the person puts up with whoever governs."""
        today, taste, g, l = self.model, self.model.taste, self.cell.group, self.cell.place
        if today.leading[l] < 0:
            return False
        if self.authority == today.leading[l]:
            return True
        far = credit = 0.0
        for k, share in today.governing[l]:
            far += share * self.distance(today.platform[k])
            credit += share * today.credit[k][g][l]
        appeal = taste.accept - taste.gamma_accept * far + credit + taste.honeymoon * today.office_new[l]
        if self.authority < today.nobody:
            for k, share in today.governing[l]:
                word = 1.0 if k == self.authority else today.endorsement[self.authority][k]
                appeal += taste.word * share * word
        return self.random.random() < 1.0 / (1.0 + math.exp(-taste.beta * appeal))

    def distance(self, platform: list[float]) -> float:
        """How far a platform is from what the person wants, weighed by what matters to the group."""
        far = 0.0
        salience = self.model.relative_salience[self.cell.group][self.cell.place]
        for weight, wish, stands in zip(salience, self.ideal, platform, strict=True):
            far += weight * (wish - stands) ** 2
        return far

    def vote(self) -> int:
        """The party for which the person would vote."""
        today, taste, g, l = self.model, self.model.taste, self.cell.group, self.cell.place
        against = -taste.opposition if self.accepts else taste.opposition
        options = [q for q in range(today.abstain) if today.organisation[q][l] > 0.0]
        appeals = []
        for q in options:
            appeal = taste.company_party * self.cell.around_party[q]
            appeal -= taste.gamma_party * self.distance(today.programme[q])
            appeal += today.party_credit[q][g][l] + against * today.opposition[q][g][l]
            appeals.append(appeal + taste.omega_party * today.log_organisation[q][l])
        options.append(today.abstain)
        appeals.append(taste.company_party * self.cell.around_party[today.abstain] + taste.abstain)
        return self.pick(options, appeals)

    def rise(self) -> bool:
        """Whether the person is mobilised today."""
        today, taste, g, l = self.model, self.model.taste, self.cell.group, self.cell.place
        anger = 0.0
        if not self.accepts:
            m = self.pressing()
            anger = abs(self.ideal[m] - today.condition[l][m])
        push = anger + taste.kappa * self.cell.around_active
        if self.authority < today.nobody:
            push += taste.heed * today.call[self.authority][l]
        if self.party < today.abstain:
            push += taste.heed * today.party_call[self.party][l]
        danger = taste.risk * today.danger[l]
        if self.armed_rank < today.arms[g][l]:
            danger /= max(taste.arms_count, 1.0)
        return today.season[g][l] * push - danger > self.threshold


# What people look at, as lists once a day: a number of a numpy array takes plain Python five times as long.
SEEN = (
    "asked", "open_to", "attention", "log_able", "platform", "credit", "log_reach", "electors", "electorate",
    "leading", "endorsement", "relative_salience", "organisation", "programme", "party_credit", "opposition",
    "log_organisation", "office_new", "condition", "call", "party_call", "danger", "arms", "season",
)  # fmt: skip


def show(model: Any, world: World) -> None:
    """Let a model's people see the world as it is."""
    for name in SEEN:
        setattr(model, name, getattr(world, name).tolist())
    formal = world.formal.T.tolist()
    model.governing = [[(k, share) for k, share in enumerate(row) if share > 0.0] for row in formal]


class OrdinaryModel(mesa.Model):  # type: ignore[misc]
    """A run, taken over where it is: its people become agents."""

    def __init__(self, sim: Simulation, seed: int = 1) -> None:
        super().__init__(rng=seed)
        self.sim, self.taste = sim, sim.taste
        self.nobody, self.abstain = len(sim.world.alive), len(sim.world.claim)
        places = zip(sim.world.cell_group.tolist(), sim.world.cell_place.tolist(), strict=True)
        self.cells = [Cell(g, l, self.nobody, self.abstain) for g, l in places]
        persons = [Person(self, self.cells[c], i) for i, c in enumerate(sim.people.cell.tolist())]
        self.bound = []
        for i in np.flatnonzero(sim.people.spokesman != np.arange(len(persons))).tolist():
            persons[i].spokesman = persons[sim.people.spokesman[i]]  # whose word binds an assembly
            self.bound.append(persons[i])

    def step(self) -> None:
        """A day: events, authorities, people, orders."""
        sim = self.sim
        sim.open_day()
        with sim._noting():
            sim.compiled.morning(sim.day, sim.key, *sim.handed)
        self.look()
        self.agents.shuffle_do("step")
        for person in self.bound:
            person.stand_up(person.spokesman.active)
        self.report()
        sim._end_day()

    def look(self) -> None:
        """What people see of the world and of those around them this morning."""
        people = self.sim.people
        show(self, self.sim.world)
        for name in ("around", "around_party", "around_active", "room"):
            for cell, shares in zip(self.cells, getattr(people, name).tolist(), strict=True):
                setattr(cell, name, shares)

    def report(self) -> None:
        """What people chose, counted by cell, for the evening."""
        people = self.sim.people
        for name in ("turned", "accepting", "voting", "voting_against"):
            getattr(people, name)[:] = [getattr(cell, name) for cell in self.cells]
        people.risen[:, 0] = [cell.risen for cell in self.cells]
