"""The people's part of a day as a numpy user writes it: whole columns at a time, on tables that stay put."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from dualsim.engine.simulation import Simulation
from dualsim.theory.random_streams import ACCEPT, CHOOSE, PRESSING, RECONSIDER, VOTE
from dualsim.theory.state import ARMS_STEP, IDEAL_STEP, NERVE_STEP


class Draws(Protocol):
    """Where uniform numbers come from."""

    def __call__(self, rows: np.ndarray, purpose: int, options: int) -> np.ndarray:
        """A number between 0 and 1 for each row and option [row, option]."""


class Generator:
    """Numpy's own random numbers, as a numpy user would take them."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def __call__(self, rows: np.ndarray, purpose: int, options: int) -> np.ndarray:
        return self._rng.random((len(rows), options))


class Crowd:
    """The people of a run, who think again and rise by columns; the world is what it was yesterday."""

    def __init__(self, sim: Simulation, draws: Draws) -> None:
        self.people, self.world, self.taste, self.draws = sim.people, sim.world, sim.taste, draws
        self.everyone = np.arange(len(sim.people.cell))
        self.group = sim.world.cell_group[sim.people.cell]
        self.place = sim.world.cell_place[sim.people.cell]
        self.bound = bool((sim.people.spokesman != self.everyone).any())

    def day(self) -> None:
        """Everyone thinks again or not, and rises or not."""
        rows = self.thinking()
        self.people.authority[rows] = self.choose(rows)
        self.people.accepts[rows] = self.accept(rows)
        self.people.party[rows] = self.vote(rows)
        self.people.active[:] = self.rise()

    def thinking(self) -> np.ndarray:
        """The rows of those who think again today."""
        lost = self.world.open_to[self.people.authority, self.place] == 0
        called = self.world.asked[self.place] != 0
        by_chance = self.draws(self.everyone, RECONSIDER, 1)[:, 0] < self.taste.rho
        return np.flatnonzero(lost | called | by_chance)

    def pressing(self, rows: np.ndarray) -> np.ndarray:
        """The issue that presses on each of them."""
        sums = self.world.attention.cumsum(axis=2)[self.group[rows], self.place[rows]]
        passed = sums[:, :-1] <= self.draws(rows, PRESSING, 1)
        return passed.sum(axis=1)

    def choose(self, rows: np.ndarray) -> np.ndarray:
        """The authority to which each turns."""
        world, taste = self.world, self.taste
        g, l, m = self.group[rows], self.place[rows], self.pressing(rows)
        wish = self.people.ideal[rows, m] * IDEAL_STEP
        appeal = taste.company * self.people.around[self.people.cell[rows]]
        serves = taste.chi * world.log_able[l, :, m].T - taste.gamma * (wish - world.platform[:, m]) ** 2
        serves += world.credit[:, g, l] + taste.omega * world.log_reach[:, l]
        serves += taste.psi * ((world.electors[:, g] > 0.0) & (world.electorate[:, l] != 0))
        appeal[:, :-1] += serves.T + self.people.room[self.people.cell[rows]] / taste.beta
        appeal[:, -1] += taste.none
        appeal[world.open_to[:, l].T == 0] = -np.inf
        return self._best(appeal, rows, CHOOSE)

    def _best(self, appeal: np.ndarray, rows: np.ndarray, purpose: int) -> np.ndarray:
        luck = -np.log(-np.log(self.draws(rows, purpose, appeal.shape[1])))
        best: np.ndarray = (self.taste.beta * appeal + luck).argmax(axis=1)
        return best

    def accept(self, rows: np.ndarray) -> np.ndarray:
        """Whether each puts up with whoever governs."""
        world, taste = self.world, self.taste
        g, l, mine = self.group[rows], self.place[rows], self.people.authority[rows]
        wish = self.people.ideal[rows] * IDEAL_STEP
        far = (world.relative_salience[g, l] * wish**2).sum(axis=1) + world.office_gap[g, l]
        far -= (world.office_lean[g, l] * wish).sum(axis=1)
        word = np.vstack([world.office_word, np.zeros(world.office_word.shape[1])])  # of nobody there is none
        appeal = taste.accept - taste.gamma_accept * far + world.office_credit[g, l]
        appeal += taste.honeymoon * world.office_new[l] + taste.word * word[mine, l]
        draw = self.draws(rows, ACCEPT, 1)[:, 0]
        willing = taste.beta * appeal > np.log(draw / (1.0 - draw))
        return np.where(world.leading[l] < 0, False, willing | (mine == world.leading[l]))

    def vote(self, rows: np.ndarray) -> np.ndarray:
        """The party for which each would vote."""
        world, taste = self.world, self.taste
        g, l = self.group[rows], self.place[rows]
        wish = self.people.ideal[rows] * IDEAL_STEP
        own = (world.relative_salience[g, l] * wish**2).sum(axis=1)
        far = own[:, None] + world.party_gap[g, l] - np.einsum("nqm,nm->nq", world.party_lean[g, l], wish)
        against = np.where(self.people.accepts[rows], -taste.opposition, taste.opposition)
        served = world.party_credit[:, g, l] + against * world.opposition[:, g, l]
        served += taste.omega_party * world.log_organisation[:, l]
        appeal = taste.company_party * self.people.around_party[self.people.cell[rows]]
        appeal[:, :-1] += served.T - taste.gamma_party * far
        appeal[:, -1] += taste.abstain
        appeal[:, :-1][world.organisation[:, l].T <= 0.0] = -np.inf
        return self._best(appeal, rows, VOTE)

    def rise(self) -> np.ndarray:
        """Who is mobilised today."""
        world, people, taste = self.world, self.people, self.taste
        g, l = self.group, self.place
        anger = np.zeros(len(g))
        angry = np.flatnonzero(people.accepts == 0)
        m = self.pressing(angry)
        anger[angry] = np.abs(people.ideal[angry, m] * IDEAL_STEP - world.condition[l[angry], m])
        push = anger + taste.kappa * people.around_active[people.cell]
        push += taste.heed * _called(world.call)[people.authority, l]
        push += taste.heed * _called(world.party_call)[people.party, l]
        armed = people.armed_rank * ARMS_STEP < world.arms[g, l]
        danger = taste.risk * world.danger[l] / np.where(armed, max(taste.arms_count, 1.0), 1.0)
        risen: Any = world.season[g, l] * push - danger > people.threshold * NERVE_STEP
        return risen[people.spokesman] if self.bound else risen


def _called(call: np.ndarray) -> np.ndarray:
    """Calls by row, with a last one for nobody, who calls nobody."""
    return np.vstack([call, np.zeros(call.shape[1])])
