"""What an authority sees and makes of it: no single person, no day to come, known answers."""

from __future__ import annotations

import inspect
from typing import get_type_hints

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.scenario import loading
from dualsim.theory.state import World
from dualsim.theory.strategy import MOVES, QUIET, Sight, decide, look
from dualsim.theory.strategy import moves as strategy

SHARES = [name for name in Sight._fields if not name.startswith(("grievance", "days"))]
NOTHING = Sight(*(0.0 for _ in Sight._fields))


@pytest.fixture(scope="module")
def lived():
    """Petrograd in May, decisions free."""
    scenario = loading.load("petrograd_1917", changes={"decisions": "free"})
    return Simulation(scenario, 400, 3).run(70)


@pytest.fixture
def free(lived):
    """The same, to do with as one likes."""
    return lived.branch()


def shuffled_people(sim):
    """The run with people changing places inside their cells: the same crowd, other persons."""
    other = sim.branch()
    order = np.arange(len(other.people.cell))
    for first, last in zip(other.people.start[:-1], other.people.start[1:], strict=True):
        order[first:last] = order[first:last][::-1]
    for column in ("ideal", "threshold", "armed_rank", "authority", "accepts", "party", "active"):
        table = getattr(other.people, column)
        table[:] = table[order]
    return other


def test_a_sight_is_made_of_the_world_alone_and_of_numbers_alone(free):
    given = inspect.signature(look).parameters
    assert [(name, one.annotation) for name, one in given.items()] == [("k", "int"), ("world", "World")]
    assert all(type(number) is float for number in look(0, free.world))
    assert set(get_type_hints(Sight).values()) == {float}


def test_every_number_of_a_sight_says_what_it_is_taken_from():
    source = inspect.getsource(Sight)
    for name in Sight._fields:
        line = next(line for line in source.splitlines() if line.strip().startswith(f"{name}: float"))
        assert "  # " in line
        taken = line.split("`")[1::2]
        assert set(taken) <= set(World._fields), name
        assert taken or "the same" in line, name


def test_who_the_people_are_is_nothing_to_a_sight(free):
    other = shuffled_people(free)
    assert any(free.people.authority != other.people.authority)
    for sim in (free, other):
        sim.deciding.look(sim.people, sim.world, sim.waiting)
    assert free.deciding.sights == other.deciding.sights != {}


def test_what_is_to_come_is_nothing_to_a_sight(free):
    names = ("kornilov_marches", "july_days", "sixth_congress", "garrison_to_the_front")
    rest = loading.load("petrograd_1917", changes={"decisions": "free"}, without=names)
    other = Simulation(rest, 400, 3).run(70)
    assert other.deciding.sights == free.deciding.sights


def test_shares_are_shares(free):
    for k in np.flatnonzero(free.world.alive):
        sight = look(int(k), free.world)._asdict()
        assert {name: 0.0 <= sight[name] <= 1.0 + 1e-9 for name in SHARES} == dict.fromkeys(SHARES, True)


def test_who_governs_has_the_soviet_before_it_and_the_soviet_who_governs(free):
    soviet, government = (free.names.row("authority", one) for one in ("soviet", "provisional_government"))
    mine, theirs = look(soviet, free.world), look(government, free.world)
    assert (mine.endorses, mine.endorsed) == (theirs.endorsed, theirs.endorses)
    assert (mine.formal, theirs.formal) == (0.0, 1.0)
    assert mine.rival == theirs.real < mine.real == theirs.rival
    assert theirs.days_in_office > mine.days_in_office == 0.0


def test_an_authority_that_nothing_stands_beside_sees_nobody(free):
    world = free.branch().world
    world.alive[:] = 0
    world.alive[1] = 1
    world.leading[:] = 1
    sight = look(1, world)
    assert (sight.endorses, sight.endorsed, sight.claimed, sight.promised) == (0.0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("seed", range(20))
def test_every_strategy_gives_a_chance(move, seed):
    draw = np.random.default_rng(seed).random(len(Sight._fields)).tolist()
    assert 0.0 <= decide(move, Sight(*draw)) <= 1.0


def test_power_is_declined_as_long_as_doctrine_or_electors_do_not_allow_it():
    ripe = NOTHING._replace(doctrine=1.0, claim=1.0, borne=0.0, force=1.0, ready=1.0)
    assert strategy.take(ripe) == QUIET
    assert strategy.take(ripe._replace(doctrine=0.5)) == 0.0, "a doctrine against it"
    assert strategy.take(ripe._replace(claim=0.5)) == 0.0, "no majority for it"
    assert strategy.take(ripe._replace(borne=1.0)) == 0.0, "electors who put up with who governs"
    assert strategy.take(ripe._replace(force=0.0)) == 0.0, "a civil war that it would lose"


def test_a_government_is_shared_only_when_half_of_the_electors_have_left_it():
    trusted = NOTHING._replace(endorses=0.8, endorsed=0.5, borne=0.0)
    assert strategy.share(trusted) == QUIET * 0.5
    assert strategy.share(trusted._replace(borne=0.5)) == 0.0
    assert strategy.share(trusted._replace(doctrine=1.0)) == 0.0
    assert strategy.share(trusted._replace(endorsed=0.0)) == 0.0


def test_each_move_answers_to_what_it_weighs():
    full = NOTHING._replace(street=1.0)
    assert strategy.concede(full._replace(rival=1.0, promised=1.0)) == 1.0
    assert strategy.concede(full._replace(real=1.0)) == 0.0
    assert strategy.repress(NOTHING._replace(obeyed=1.0, endorsed=1.0)) == QUIET
    assert strategy.repress(full._replace(obeyed=1.0, endorsed=1.0)) == 0.0, "in fear of the crowd"
    assert strategy.repress(full._replace(claimed=1.0)) == 1.0, "whatever it fears"
    assert strategy.calm(full._replace(endorses=1.0)) == 1.0
    assert strategy.calm(NOTHING._replace(endorses=1.0)) == 0.0
    assert strategy.arm(NOTHING._replace(followed=1.0)) == QUIET == strategy.call(NOTHING._replace(led=1.0))
    assert strategy.endorse(NOTHING._replace(borne=1.0)) == QUIET
