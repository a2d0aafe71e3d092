"""The order of a day, after what happens in it: authorities, people, orders, life.

Plain functions of the theory in their order; engine/compiled.py compiles them.
"""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from dualsim.theory.behaviours import hold_office, sit, stand
from dualsim.theory.capacity import expect, judge, learn
from dualsim.theory.credit import answer_for, attend, earn, grow_impatient
from dualsim.theory.endorsement import endorse, join_and_part
from dualsim.theory.founding import found_bodies, look_for_help
from dualsim.theory.institutions.building import bear_attacks, build
from dualsim.theory.institutions.suppression import suppress
from dualsim.theory.lifespan import live_on
from dualsim.theory.niche import make_room
from dualsim.theory.orders import carry_out, hold, obey, press, weigh_forces
from dualsim.theory.power import claim, take_power
from dualsim.theory.proximity import relate
from dualsim.theory.rule import stir
from dualsim.theory.state import Floats, People, Rows, Taste, World
from dualsim.theory.tally import share_out


class Pressures(NamedTuple):
    """What pushes conditions of life, a row a series: its level on every day of the run."""

    place: Rows  # [n] or -1 for everywhere
    issue: Rows  # [n]
    pull: Floats  # [n]
    level: Floats  # [n, day]


@register_jitable
def open_office(people: People, world: World, taste: Taste) -> None:
    """Before the first day: who governs, and has long been in office; what presses on people."""
    for k in range(len(world.alive)):
        if world.alive[k]:
            stand(k, world)
    hold_office(world)
    relate(world)
    answer_for(world, 1.0)
    attend(world)
    expect(world)
    judge(world, taste)
    make_room(people, world, taste)


@register_jitable
def tell(people: People, world: World, taste: Taste) -> None:
    """Before the first day: what everyone's first choices come to."""
    share_out(people, world, taste.own_cell)
    obey(people, world)
    weigh_forces(people, world, taste)


@register_jitable
def meet(people: People, world: World, taste: Taste) -> None:
    """Authorities follow their electors and, when all sit anew, shift endorsement."""
    for k in range(len(world.alive)):
        if world.alive[k]:
            sit(k, people, world, taste)
    for k in range(len(world.alive)):
        if world.alive[k]:
            endorse(k, people, world, taste)


@register_jitable
def decide(day: int, key: int, people: People, world: World, taste: Taste) -> None:
    """Parties claim, authorities take power; bodies end, fuse, and are founded by people."""
    suppress(people, world, taste)
    bear_attacks(world)
    claim(people, world, taste)
    take_power(day, key, world, taste)
    live_on(people, world, taste)
    found_bodies(people, world, taste)
    join_and_part(world, taste)
    hold_office(world)
    relate(world)
    expect(world)
    judge(world, taste)
    make_room(people, world, taste)
    stir(people, world, taste)


@register_jitable
def close(day: int, people: People, world: World, taste: Taste, pressures: Pressures) -> None:
    """Choices are added up, orders run through levers, life presses on."""
    share_out(people, world, taste.own_cell)
    attend(world)
    build(people, world, taste)
    carry_out(people, world, taste)
    learn(world, taste)
    look_for_help(people, world, taste)
    answer_for(world, taste.answer)
    earn(world, taste)
    grow_impatient(world, taste)
    for n in range(len(pressures.pull)):
        press(world, pressures.place[n], pressures.issue[n], pressures.level[n, day], pressures.pull[n])
    hold(world)
