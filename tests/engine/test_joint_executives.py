"""Joint executives: who forms one, when, what it does, and what ends it."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.engine.noting import LogEntry
from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from dualsim.theory import orders, proximity
from dualsim.theory.endorsement import endorse, join_and_part, warranted
from paths import TINY

TOWN, VILLAGE = 0, 1
CABINET, SOVIET, ELDERS = 0, 1, 2
CLOSE, APART = (1.0, 0.0), (0.0, 1.0)


@pytest.fixture(scope="module")
def started():
    return Simulation(load(TINY), 240)


@pytest.fixture
def sim(started):
    """Cabinet and Soviet in the town, alike in all that counts and not yet in danger; elders far away."""
    sim = started.branch()
    world = sim.world
    world.alive[:] = (1, 1, 1, 0)
    world.executive[[CABINET, SOVIET]] = CLOSE
    world.office[:], world.platform[:], world.endorsement[:] = 0.0, 0.0, 0.0
    world.platform[ELDERS] = 1.0
    world.danger[:] = 1.0
    sim.taste = sim.taste._replace(
        endorse_base=0.0, endorse_overlap=2.0, join_above=0.85, part_below=0.6, join_danger=0.5
    )
    sim.taste = sim.taste._replace(endorse_electors=0.0)
    owed = warranted(CABINET, SOVIET, sim.people, world, sim.taste)
    assert owed == pytest.approx(1 / (1 + np.exp(-2.0))), "0.88: close enough"
    return sim


def partners(sim):
    given = (sim.people, sim.world, sim.taste)
    for k in np.flatnonzero(sim.world.alive):  # as every morning
        sim.world.warranted[k] = [warranted(k, j, *given) for j in range(4)]
    join_and_part(sim.world, sim.taste)
    assert (sim.world.joint == sim.world.joint.T).all()
    assert not sim.world.joint.diagonal().any()
    return [(int(k), int(j)) for k, j in np.argwhere(np.triu(sim.world.joint))]


def test_close_and_in_danger_two_form_a_joint_executive(sim):
    sim.world.danger[TOWN] = 0.4
    assert partners(sim) == [(CABINET, SOVIET)]
    assert not sim.world.endorsement.any(), "what one says of the other follows day by day"


@pytest.mark.parametrize(
    "hindrance",
    [
        pytest.param(lambda world: world.danger.__setitem__(TOWN, 0.5), id="no more danger than it takes"),
        pytest.param(lambda world: world.danger.__setitem__(slice(None), (1.0, 0.0)), id="danger elsewhere"),
        pytest.param(lambda world: world.executive.__setitem__(SOVIET, (0.8, 0.2)), id="not close"),
        pytest.param(lambda world: world.pledge_kept.__setitem__(0, 0.9), id="one finds it less close"),
        pytest.param(lambda world: world.reach.__setitem__((CABINET, TOWN), 0.0), id="not in one place"),
        pytest.param(lambda world: world.alive.__setitem__(CABINET, 0), id="not there"),
        pytest.param(lambda world: world.may_join.__setitem__(CABINET, 0), id="national"),
    ],
)
def test_whatever_one_condition_lacks_no_joint_executive_forms(sim, hindrance):
    sim.world.danger[TOWN] = 0.4
    hindrance(sim.world)
    assert partners(sim) == []
    assert not sim.world.endorsement.any()


def test_partners_bear_more_than_it_took_to_join_them_and_no_danger_is_needed_to_stay(sim):
    sim.world.danger[TOWN] = 0.4
    partners(sim)
    sim.world.danger[:] = 1.0
    sim.world.executive[SOVIET] = 0.3, 0.7  # overlap 0.3 warrants 0.65
    assert partners(sim) == [(CABINET, SOVIET)]
    sim.world.executive[SOVIET] = 0.1, 0.9  # overlap 0.1 warrants 0.55
    sim.world.endorsement[CABINET, SOVIET] = 1.0
    assert partners(sim) == []
    assert sim.world.endorsement[CABINET, SOVIET] == 1.0, "what was agreed fades day by day"
    endorse(CABINET, sim.people, sim.world, sim.taste._replace(endorse_pace=0.5))
    assert sim.world.endorsement[CABINET, SOVIET] == pytest.approx((1.0 + 1 / (1 + np.exp(-0.2))) / 2)


def test_a_partner_that_is_gone_is_a_partner_no_more(sim):
    sim.world.danger[TOWN] = 0.4
    partners(sim)
    sim.world.alive[SOVIET] = 0
    assert partners(sim) == []


def test_joint_partners_come_to_endorse_each_other_wholly_and_carry_out_what_either_decides(sim):
    sim.world.danger[TOWN] = 0.4
    partners(sim)
    said = []
    for _ in range(3):
        for k in (CABINET, SOVIET):
            endorse(k, sim.people, sim.world, sim.taste._replace(endorse_pace=0.5))
        said.append(sim.world.endorsement[CABINET, SOVIET])
    assert said == pytest.approx([0.5, 0.75, 0.875])
    sim.world.endorsement[[CABINET, SOVIET], [SOVIET, CABINET]] = 1.0
    endorse(CABINET, sim.people, sim.world, sim.taste)
    assert sim.world.endorsement[CABINET, SOVIET] == 1.0
    sim.people.allegiance[:] = 0.0
    sim.people.allegiance[:, TOWN, CABINET], sim.people.allegiance[:, TOWN, SOVIET] = 0.25, 0.75
    sim.people.active_share[:], sim.people.acceptance[:] = 0.0, 0.0
    sim.people.acceptance[:, TOWN, CABINET], sim.people.acceptance[:, TOWN, SOVIET] = 0.25, 0.3
    proximity.relate(sim.world)
    orders.obey(sim.people, sim.world)
    # One executive, one order: the Soviet's followers carry out the cabinet's, whether or not they accept it.
    assert sim.world.compliance[TOWN, [CABINET, SOVIET]].tolist() == pytest.approx([1.0, 1.0])
    sim.world.joint[:] = 0
    orders.obey(sim.people, sim.world)
    accepted = 0.25 + 0.3  # apart again, of the Soviet's followers those obey the cabinet who put up with it
    assert sim.world.compliance[TOWN, [CABINET, SOVIET]].tolist() == pytest.approx([accepted, 1.0])
    assert sim.world.real_power[TOWN, [CABINET, SOVIET]].tolist() == pytest.approx([0.25, 0.75])


def test_three_may_join_pair_by_pair(sim):
    sim.world.platform[ELDERS] = 0.0
    sim.world.executive[ELDERS] = CLOSE
    sim.world.reach[ELDERS, TOWN] = 1.0
    sim.world.danger[TOWN] = 0.4
    assert partners(sim) == [(CABINET, SOVIET), (CABINET, ELDERS), (SOVIET, ELDERS)]
    sim.world.executive[ELDERS] = APART
    assert partners(sim) == [(CABINET, SOVIET)]


JOINING = {  # from the first day close, and a garrison of nobody's that nothing is set against
    "authorities.soviet.from_start": True, "authorities.soviet.executive": {"moderate": 1},
    "authorities.soviet.seats": {"moderate": 1}, "authorities.soviet.electors": None,
    "places.town.levers.garrison.force": 0, "behaviour.join_above": 0.8, "behaviour.part_below": 0.7,
    "may_found": {}, "vary": {},
}  # fmt: skip
PARTING = {
    "name": "E", "source": "invented", "date": "1917-03-10",
    "effects": [{"seat": {"authority": "soviet", "seats": {"radical": 1}}}],
}  # fmt: skip


@pytest.fixture(scope="module")
def joined_and_parted():
    return Simulation(load(TINY).replace({**JOINING, "events": {"split": PARTING}}), 200).run()


def test_joining_and_parting_are_logged_on_their_days(joined_and_parted):
    log = [entry for entry in joined_and_parted.log if entry.what in ("joined", "parted")]
    assert log[0] == LogEntry(0, "joined", "cabinet + soviet")
    (parted,) = [entry for entry in log if entry.what == "parted"]
    assert parted.name == "cabinet + soviet"
    assert parted.day >= 9, "the executive of the Soviet follows its seats"
    endorsement = joined_and_parted.record["endorsement"][:, SOVIET, CABINET]
    assert (np.diff(endorsement[1 : parted.day]) > 0.0).all(), "towards 1 while they are joint"
    assert (np.diff(endorsement[parted.day :]) < 0.0).all()


def test_national_ones_are_never_joined():
    national = {**JOINING, "authorities.cabinet.national": True, "events": {}}
    sim = Simulation(load(TINY).replace(national), 200)
    for _ in sim.days():
        assert not sim.world.joint[CABINET].any()
    assert not [entry for entry in sim.log if "cabinet" in entry.name]
