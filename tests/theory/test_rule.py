"""The rule of putting up with whoever governs, and what it does to the vote: by pencil and paper."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.theory import behaviours, proximity, rule
from dualsim.theory.random_streams import key_of
from dualsim.theory.state import IDEAL_STEP

TOWN, VILLAGE, WORKER, SOLDIER = 0, 1, 0, 1
CABINET, SOVIET, ELDERS, NOBODY = 0, 1, 2, 4
MODERATE, RADICAL = 0, 1


@pytest.fixture(scope="module")
def started(tiny):
    sim = Simulation(tiny.replace({"authorities.soviet.from_start": True}), 4000)
    sim.world.credit[:], sim.world.party_credit[:] = 0.0, 0.0
    return sim


@pytest.fixture
def sim(started):
    return started.branch()


def of_group(sim, g, l):
    cell = sim.people.cell
    return np.flatnonzero((sim.world.cell_group[cell] == g) & (sim.world.cell_place[cell] == l))


def accepting(sim, rows, key=None):
    proximity.relate(sim.world)
    given = (sim.people, sim.world, sim.taste, key_of(5, 1) if key is None else key)
    return np.array([rule.accept(int(i), *given) for i in rows])


def far(sim, rows, platform):
    """mean_m w (x - p)^2 of each person."""
    g, l = sim.world.cell_group[sim.people.cell[rows[0]]], sim.world.cell_place[sim.people.cell[rows[0]]]
    weight = sim.world.salience[g, l] / sim.world.salience[g, l].sum()
    return ((sim.people.ideal[rows] * IDEAL_STEP - platform) ** 2 * weight).sum(axis=1)


def chance(sim, appeal):
    return 1.0 / (1.0 + np.exp(-sim.taste.beta * appeal))


def near(share, chances):
    return abs(share - chances.mean()) < 4.5 * np.sqrt((chances * (1 - chances)).sum()) / len(chances)


def test_who_turns_to_the_soviet_accepts_as_its_word_credit_and_distance_say(sim):
    rows = of_group(sim, WORKER, TOWN)
    sim.people.authority[rows] = SOVIET
    sim.world.endorsement[SOVIET, CABINET], sim.world.credit[CABINET, WORKER, TOWN] = 0.7, -0.2
    taste = sim.taste
    appeal = taste.accept - taste.gamma_accept * far(sim, rows, sim.world.platform[CABINET]) - 0.2
    appeal += taste.word * 0.7
    assert near(accepting(sim, rows).mean(), chance(sim, appeal))
    sim.people.authority[rows] = NOBODY
    assert near(accepting(sim, rows).mean(), chance(sim, appeal - taste.word * 0.7)), "nobody says nothing"


def test_who_is_new_in_office_is_given_the_benefit_of_the_doubt_until_it_answers(sim):
    rows = of_group(sim, WORKER, TOWN)
    sim.people.authority[rows] = SOVIET
    sim.taste = sim.taste._replace(honeymoon=0.8)
    taste, before = sim.taste, accepting(sim, rows).mean()
    sim.world.responsibility[CABINET, TOWN] = 0.25  # of a mandate that is all its own
    appeal = taste.accept - taste.gamma_accept * far(sim, rows, sim.world.platform[CABINET])
    appeal += sim.world.credit[CABINET, WORKER, TOWN] + taste.word * sim.world.endorsement[SOVIET, CABINET]
    assert near(accepting(sim, rows).mean(), chance(sim, appeal + 0.8 * 0.75))
    assert accepting(sim, rows).mean() > before, "who has been in office for long has none"


def test_each_term_alone_moves_acceptance_the_right_way(sim):
    rows = of_group(sim, SOLDIER, TOWN)
    sim.people.authority[rows] = SOVIET
    before = accepting(sim, rows).mean()
    assert 0.05 < before < 0.95
    for table, where, up in (
        (sim.world.endorsement, (SOVIET, CABINET), 0.5),
        (sim.world.credit, (CABINET, SOLDIER, TOWN), 0.5),
        (sim.world.platform, (CABINET, 0), 0.8),  # towards peace
    ):
        kept = table[where] if np.isscalar(table[where]) else table[where].copy()
        table[where] += up
        assert accepting(sim, rows).mean() > before
        table[where] = kept
    assert accepting(sim, rows).mean() == before, "the same luck"


def test_who_turns_to_the_first_in_office_accepts_it_and_a_partner_is_asked(sim):
    rows = of_group(sim, WORKER, VILLAGE)
    never = sim.taste._replace(accept=-1000.0)
    sim.taste = never
    sim.people.authority[rows] = CABINET  # two thirds of the mandate of the village, the elders one third
    assert accepting(sim, rows).all()
    sim.people.authority[rows] = ELDERS
    assert not accepting(sim, rows).any()
    sim.taste = never._replace(accept=-0.3)
    sim.world.endorsement[ELDERS, :] = 0.0
    cabinet, elders = (sim.world.platform[k] for k in (CABINET, ELDERS))
    gap = 2 / 3 * far(sim, rows, cabinet) + 1 / 3 * far(sim, rows, elders)
    appeal = -0.3 - sim.taste.gamma_accept * gap + sim.taste.word / 3  # its own word for its own third
    assert near(accepting(sim, rows).mean(), chance(sim, appeal))


def test_where_nobody_governs_nobody_accepts(sim):
    sim.world.mandate[:, TOWN] = 0.0
    behaviours.hold_office(sim.world)
    rows = of_group(sim, WORKER, TOWN)
    assert not accepting(sim, rows).any()
    assert accepting(sim, of_group(sim, WORKER, VILLAGE)).any()


def test_when_who_governs_changes_everyone_is_asked_that_day(tiny):
    event = {"name": "E", "source": "invented", "date": "1917-03-05"}
    gone = {**event, "effects": [{"dissolve": {"authority": "cabinet"}}]}
    given = {"events": {"gone": gone}, "vary": {}, "behaviour.rho": 0.0, "series": {}}
    sim = Simulation(tiny.replace(given), 400).run(3)
    assert sim.people.accepts.any()
    before = sim.people.accepts.copy()
    quiet = sim.record["acceptance"]
    assert np.array_equal(quiet[3], quiet[0], equal_nan=True), "nobody thinks again of themselves"
    sim.run(4)
    town = np.isin(sim.people.cell, np.flatnonzero(sim.world.cell_place == TOWN))
    assert not sim.people.accepts[town].any()
    assert np.isnan(sim.record["acceptance"][4, TOWN]).all()
    assert (sim.people.accepts[~town] != before[~town]).any(), "in the village the elders govern now"
    assert np.isfinite(sim.record["acceptance"][4, VILLAGE, WORKER])


def test_who_does_not_accept_votes_for_who_stands_far_from_the_government(sim):
    rows = of_group(sim, WORKER, TOWN)
    sim.world.programme[MODERATE] = sim.world.platform[CABINET]
    behaviours.hold_office(sim.world)
    assert sim.world.opposition[RADICAL, WORKER, TOWN] > 0.0 > sim.world.opposition[MODERATE, WORKER, TOWN]
    given = (sim.people, sim.world, sim.taste._replace(opposition=2.0), key_of(5, 2))
    plain = (sim.people, sim.world, sim.taste._replace(opposition=0.0), key_of(5, 2))
    radical = {}
    for accepts in (0, 1):
        sim.people.accepts[rows] = accepts
        radical[accepts] = np.mean([rule.vote(int(i), *given) == RADICAL for i in rows])
        neutral = np.mean([rule.vote(int(i), *plain) == RADICAL for i in rows])
    assert radical[1] < neutral < radical[0]


def test_who_puts_up_with_who_governs_has_no_anger_to_rise_with(sim):
    rows = of_group(sim, WORKER, TOWN)
    sim.people.threshold[rows], sim.people.around_active[:] = 1, 0.0
    sim.world.call[:], sim.world.party_call[:], sim.world.danger[:] = 0.0, 0.0, 0.0
    given = (sim.people, sim.world, sim.taste, key_of(5, 3))
    sim.people.accepts[rows] = 1
    assert not any(rule.rise(int(i), *given) for i in rows)
    sim.people.accepts[rows] = 0
    assert np.mean([rule.rise(int(i), *given) for i in rows]) > 0.9
