"""Measures: known values by hand, regimes at every threshold, shares that stay shares whatever happens."""

from __future__ import annotations

from inspect import signature
from typing import get_args, get_origin, get_type_hints

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dualsim.engine.simulation import Simulation
from dualsim.runs.single import run
from dualsim.scenario.loading import load
from dualsim.theory import behaviours, effect_parameters, measures, orders
from dualsim.theory.effects import EFFECTS
from dualsim.theory.measures import MEASURES, REGIMES
from dualsim.theory.measuring.cooperation import trusted_by_others
from paths import INSTITUTIONS, TINY

TOWN, VILLAGE, WORKER, SOLDIER, CABINET, SOVIET, ELDERS = 0, 1, 0, 1, 0, 1, 2
NUDGE = 1e-9


@pytest.fixture(scope="module")
def started():
    sim = Simulation(load(TINY), 400)
    for _ in range(5):
        sim.advance()
    return sim


@pytest.fixture
def sim(started):
    return started.branch()


def read(sim, name):
    return np.asarray(MEASURES[name].formula(sim.people, sim.world))


def with_power(sim, *shares):
    """Real power in the town by hand, what is left to nobody."""
    sim.world.real_power[TOWN] = 0.0
    sim.world.real_power[TOWN, : len(shares)] = shares
    sim.world.real_power[TOWN, -1] = 1.0 - sum(shares)
    return sim


# Numbers of powers


@pytest.mark.parametrize(
    ("shares", "effective", "dual"),
    [
        ((1.0,), 1.0, 0.0),
        ((0.5, 0.5), 2.0, 1.0),
        ((0.25, 0.25, 0.25), 3.0, 3 * 4 * (1 / 9) * (2 / 3)),  # the fourth part obeys nobody
        ((0.5,), 1.0, 0.0),
        ((0.4, 0.14), 1 / ((0.4 / 0.54) ** 2 + (0.14 / 0.54) ** 2), 0.0),  # the second is no power yet
        ((0.8, 0.2), 1 / 0.68, 4 * (0.64 * 0.2 + 0.04 * 0.8)),
    ],
)
def test_effective_powers_and_duality(sim, shares, effective, dual):
    with_power(sim, *shares)
    assert read(sim, "effective_powers")[TOWN] == pytest.approx(effective)
    assert read(sim, "duality")[TOWN] == pytest.approx(dual)


def test_a_joint_executive_counts_as_one_and_its_bodies_as_two(sim):
    with_power(sim, 0.5, 0.25, 0.25)
    assert read(sim, "effective_executives")[TOWN] == read(sim, "effective_powers")[TOWN]
    sim.world.joint[CABINET, SOVIET] = sim.world.joint[SOVIET, CABINET] = 1
    assert read(sim, "effective_powers")[TOWN] == pytest.approx(1.0 / (0.25 + 0.0625 + 0.0625))
    assert read(sim, "effective_executives")[TOWN] == pytest.approx(1.0 / (0.75**2 + 0.25**2))


def test_loyalty_is_the_obedience_of_crews_with_force_by_their_size(sim):
    world, crew = sim.world, 0.0
    world.force[:] = 0.0
    world.force[:2] = (1.0, 0.5)
    world.lever_obedience[TOWN, :2] = 0.0
    world.lever_obedience[TOWN, 0, CABINET], world.lever_obedience[TOWN, 1, CABINET] = 0.2, 0.8
    world.formal[:, TOWN] = 0.0
    world.formal[CABINET, TOWN] = 1.0
    crews = [
        float(world.operators[v, :, TOWN] @ (world.population * sim.people.present)[:, TOWN]) for v in (0, 1)
    ]
    crew = crews[0] + 0.5 * crews[1]
    assert read(sim, "loyalty")[TOWN] == pytest.approx((0.2 * crews[0] + 0.4 * crews[1]) / crew)
    world.arms[:] = 0.0
    sim.people.acceptance[:] = 0.3
    orders.obey(sim.people, world)
    orders.weigh_forces(sim.people, world, sim.taste)
    assert read(sim, "loyalty")[TOWN] == pytest.approx(world.loyal_force[TOWN] / crew), "of unarmed crews"
    world.formal[:, TOWN] = 0.0
    assert np.isnan(read(sim, "loyalty")[TOWN]), "nobody governs"
    world.formal[CABINET] = 1.0
    world.force[:] = 0.0
    assert np.isnan(read(sim, "loyalty")[TOWN]), "nobody has force"


def test_the_four_stances_by_hand(sim):
    people, world = sim.people, sim.world
    world.alive[:] = (1, 1, 1, 0)
    behaviours.hold_office(world)
    people.allegiance[WORKER, TOWN], people.acceptance[WORKER, TOWN] = 0.0, 0.0
    people.allegiance[WORKER, TOWN, [CABINET, SOVIET, -1]] = 0.3, 0.5, 0.2
    people.acceptance[WORKER, TOWN, [CABINET, SOVIET, -1]] = 0.3, 0.4, 0.05
    orders.weigh_forces(people, world, sim.taste)
    assert read(sim, "stance")[TOWN, WORKER].tolist() == pytest.approx([0.35, 0.4, 0.1, 0.15])
    assert read(sim, "acceptance")[TOWN, WORKER] == pytest.approx(0.75)


def test_formal_power_is_mandates_of_the_living_or_nobodys(sim):
    sim.world.mandate[:, TOWN] = 0.6, 0.2, 0.0, 0.0
    assert read(sim, "formal_power")[TOWN].tolist() == pytest.approx([0.75, 0.25, 0, 0, 0])
    sim.world.alive[CABINET] = 0
    assert read(sim, "formal_power")[TOWN].tolist() == pytest.approx([0, 1, 0, 0, 0])
    sim.world.alive[:] = 0
    assert read(sim, "formal_power")[TOWN].tolist() == [0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("shares", "gap"), [((1.0,), 0.0), ((0.0, 1.0), 1.0), ((0.4, 0.6), 0.6), ((0.0,), 1.0)]
)
def test_the_gap_between_formal_and_real_power(sim, shares, gap):
    sim.world.mandate[:, TOWN] = 1, 0, 0, 0
    assert read(with_power(sim, *shares), "formal_real_gap")[TOWN] == pytest.approx(gap)


def test_cooperation_weighs_endorsement_by_real_powers(sim):
    sim.world.endorsement[:] = 0.0
    sim.world.endorsement[CABINET, SOVIET], sim.world.endorsement[SOVIET, CABINET] = 1.0, 0.4
    assert read(with_power(sim, 0.3, 0.7), "cooperation")[TOWN] == pytest.approx(0.7)
    sim.world.endorsement[ELDERS, :] = 1.0
    pairs = 0.5 * 0.25 * (1.0 + 0.4) + (0.5 + 0.25) * 0.25 * 1.0
    total = 2 * (0.5 * 0.25 + 0.5 * 0.25 + 0.25 * 0.25)
    assert read(with_power(sim, 0.5, 0.25, 0.25), "cooperation")[TOWN] == pytest.approx(pairs / total)
    assert read(with_power(sim, 1.0), "cooperation")[TOWN] == 0.0, "nobody to cooperate with"


# Regimes


def test_cooperation_is_the_same_whether_all_bodies_are_looked_at_or_those_with_power_alone():
    """To the bit, over days: of forty bodies five have power in each place, or twenty-five."""
    luck = np.random.default_rng(1)
    for many in (5, 25):
        power, endorsement = np.zeros((3, 6, 40)), luck.random((3, 40, 40))
        for row in power.reshape(-1, 40):
            row[luck.choice(40, many, replace=False)] = luck.dirichlet(np.ones(many))
        whole = np.einsum("dlk,dkj->dlj", power, endorsement * (1.0 - np.eye(40)))
        found = np.where(power > 0.0, trusted_by_others(power, endorsement), 0.0)
        assert found.tolist() == np.where(power > 0.0, whole, 0.0).tolist()
        one = trusted_by_others(power[1], endorsement[1])
        assert np.where(power[1] > 0.0, one, 0.0).tolist() == found[1].tolist()


@pytest.mark.parametrize(
    ("shares", "together", "label"),
    [
        ((0.5 - NUDGE, 0.0), 0.0, "vacuum"),
        ((0.5 + NUDGE, 0.0), 0.0, "unitary"),
        ((0.3, 0.2 + NUDGE), 0.0, "dual power"),
        ((0.3, 0.2 - NUDGE), 0.0, "vacuum"),
        ((0.75 + NUDGE, 0.25 - NUDGE), 0.9, "unitary"),
        ((0.75 - NUDGE, 0.25 + NUDGE), 0.0, "dual power"),
        ((0.6, 0.15 - NUDGE, 0.1), 0.9, "unitary"),
        ((0.6, 0.15 + NUDGE, 0.1), 0.0, "dual power"),
        ((0.42 + NUDGE, 0.14, 0.14, 0.14), 0.0, "unitary"),  # half of what any authority has
        ((0.42 - NUDGE, 0.14, 0.14, 0.14), 0.0, "multitude of powers"),
        ((0.5, 0.5), 0.5 - NUDGE, "dual power"),
        ((0.5, 0.5), 0.5 + NUDGE, "hybrid"),
        ((0.4, 0.3 + NUDGE, 0.15, 0.15 - NUDGE), 0.0, "dual power"),
        ((0.4, 0.3 - NUDGE, 0.15, 0.15 + NUDGE), 0.0, "multitude of powers"),
        ((0.32, 0.24 + NUDGE, 0.24 - NUDGE), 0.0, "dual power"),
        ((0.32, 0.24 - NUDGE, 0.16, 0.08 + 2 * NUDGE), 0.0, "multitude of powers"),
        ((0.25, 0.25, 0.25, 0.25), 0.0, "multitude of powers"),
        ((0.25, 0.25, 0.25, 0.25), 0.9, "hybrid"),
        ((0.0,), 0.0, "vacuum"),
        ((0.5,), 0.0, "vacuum"),  # exactly half obeys nobody
        ((0.4, 0.15 + NUDGE), 0.0, "dual power"),
        ((0.4, 0.15 - NUDGE), 0.0, "unitary"),  # one power, however weak, is not many
    ],
)
def test_regimes_at_their_thresholds(sim, shares, together, label):
    sim.world.endorsement[:] = together
    assert REGIMES[int(read(with_power(sim, *shares), "regime")[TOWN])] == label


def test_who_turns_to_nobody_and_puts_up_with_who_governs_makes_no_vacuum(sim):
    sim.world.endorsement[:] = 0.0
    sim.people.acceptance[:] = 0.0
    weak = with_power(sim, 0.4)
    assert REGIMES[int(read(weak, "regime")[TOWN])] == "vacuum"
    sim.people.acceptance[:, TOWN, -1] = 0.1 - NUDGE
    assert REGIMES[int(read(weak, "regime")[TOWN])] == "vacuum"
    sim.people.acceptance[:, TOWN, -1] = 0.1 + NUDGE
    assert REGIMES[int(read(weak, "regime")[TOWN])] == "unitary"


def test_regimes_do_not_ask_who_is_first(sim):
    sim.world.endorsement[:] = 0.0
    for shares in ((0.2, 0.7, 0.1), (0.1, 0.2, 0.7), (0.7, 0.1, 0.2)):
        assert REGIMES[int(read(with_power(sim, *shares), "regime")[TOWN])] == "dual power"


# What is not there


def test_where_a_group_does_not_live_there_is_no_number(sim):
    for name in ("allegiance", "vote", "turnout", "mobilisation", "grievance"):
        table = read(sim, name)
        assert np.isnan(table[VILLAGE, SOLDIER]).all(), name
        assert not np.isnan(table[[TOWN, TOWN, VILLAGE], [WORKER, SOLDIER, WORKER]]).any(), name


def test_a_group_that_has_left_has_no_number(sim):
    EFFECTS["draft"](sim.world, group=SOLDIER, place=TOWN, share=1.0)
    sim.advance()
    assert read(sim, "population")[TOWN].tolist() == [10000.0, 0.0]
    for name in ("allegiance", "vote", "turnout", "mobilisation"):
        assert np.isnan(read(sim, name)[TOWN, SOLDIER]).all(), name
    assert read(sim, "real_power")[TOWN].sum() == pytest.approx(1.0), "a lever without crew obeys nobody"


def test_an_authority_that_is_not_there_has_no_seats_and_endorses_nobody(sim):
    sim.world.alive[:] = 1, 0, 1, 0
    for name in ("seats", "executive", "delegates", "electors", "endorsement"):
        table = read(sim, name)
        assert np.isnan(table[[SOVIET, -1]]).all(), name
    assert np.isnan(read(sim, "endorsement")[CABINET, [CABINET, SOVIET]]).all()
    assert read(sim, "seats")[CABINET].tolist() == [1.0, 0.0, 0.0]
    assert read(sim, "levers_ready")[:, [SOVIET, 3]].tolist() == [[0.0, 0.0]] * 2
    sim.world.alive[:] = 1
    assert read(sim, "electors")[SOVIET].tolist() == [0.5, 0.5]
    assert np.isnan(read(sim, "delegates")[CABINET]).all(), "appointed: nobody sends deputies"


def test_turnout_is_who_does_not_stay_at_home(sim):
    sim.people.vote[WORKER, TOWN] = 0.2, 0.3, 0.5
    assert read(sim, "turnout")[TOWN, WORKER] == pytest.approx(0.5)


def test_measures_are_copies(sim):
    """A record that shared a table with the world would change as the world does."""
    for name, measure in MEASURES.items():
        value = np.asarray(measure.formula(sim.people, sim.world))
        for table in (*sim.people, *sim.world):
            assert not np.shares_memory(value, table), name


def test_every_measure_says_what_it_is(sim):
    axes = {
        "authority": 5,
        "party": 3,
        "endorsed": 4,
        "place": 2,
        "group": 2,
        "lever": 2,
        "issue": 2,
        "pledge": 1,
        "side": 4,
        "institution": 0,
    }
    for name, measure in MEASURES.items():
        assert measure.unit
        assert measure.label[0].isupper()
        assert "\n" not in measure.label
        assert read(sim, name).shape == tuple(axes[dim] for dim in measure.dims), name


def test_a_measure_of_ones_own_is_recorded(monkeypatch):
    monkeypatch.setattr(measures, "MEASURES", MEASURES)
    monkeypatch.setitem(MEASURES, "anger", None)

    @measures.measure("place", unit="1")
    def anger(people, world):
        """Anger of everyone."""
        return world.grievance.max(axis=0)

    sim = Simulation(load(TINY), 60)
    sim.advance()
    assert sim.record["anger"].shape == (30, 2)
    assert sim.record["anger"][0].tolist() == sim.world.grievance.max(axis=0).tolist()


# Whatever happens, shares stay shares

COUNTS = {
    "authority": 4,
    "party": 2,
    "group": 2,
    "place": 2,
    "issue": 2,
    "lever": 2,
    "pledge": 1,
    "holder": 2,
    "institution": 4,
}
NUMBERS = {
    effect_parameters.Share: st.sampled_from([0.0, 1.0]) | st.floats(0.0, 1.0),
    effect_parameters.Portion: st.sampled_from([0.0, 1.0]) | st.floats(0.0, 1.0),
    effect_parameters.Signed: st.floats(-1.0, 1.0),
    effect_parameters.Amount: st.sampled_from([0.0, 1.0]) | st.floats(0.0, 50.0),
    effect_parameters.Factor: st.sampled_from([0.0, 1.0]) | st.floats(0.0, 50.0),
    effect_parameters.Change: st.sampled_from([-1.0, 0.0, 1.0]) | st.floats(-20.0, 20.0),
}


def values(hint, name):
    """Anything that a scenario may give for a parameter of an effect."""
    options = [option for option in get_args(hint) if option is not type(None)]
    if get_origin(hint) is list:
        return st.lists(values(options[0], name), min_size=1, max_size=2, unique=True)
    if get_origin(hint) is dict:
        return st.floats(0.0, 1.0).map(lambda share: {0: share, 1: 1.0 - share})
    if options:
        return values(options[0], name)
    if hint in NUMBERS:
        return NUMBERS[hint]
    return st.integers(0, COUNTS[hint.__name__.lower()] - 1)


@pytest.fixture(scope="module")
def building():
    """The tiny town, where people build institutions of their own."""
    sim = Simulation(load(INSTITUTIONS), 400)
    sim.run(until=4)
    return sim


@st.composite
def something_happens(draw):
    """An effect with parameters that a scenario may give it."""
    name = draw(st.sampled_from([name for name in EFFECTS if name != "end_run"]))
    hints = get_type_hints(EFFECTS[name])
    given = {p: draw(values(hints[p], p)) for p in list(signature(EFFECTS[name]).parameters)[1:]}
    if given.get("authority") is not None and given.get("authority") == given.get("other"):
        given["other"] = (given["authority"] + 1) % 4
    if name == "reweigh" and given["place"] == VILLAGE:
        given["lever"] = 1  # there is no garrison: `check` refuses one that nobody works
    return name, given


@given(st.lists(something_happens(), min_size=1, max_size=6), st.integers(1, 4))
@settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_shares_stay_shares_whatever_happens(building, effects, days):
    sim = building.branch()
    for name, parameters in effects:
        EFFECTS[name](sim.world, **parameters)
    for _ in range(days):
        sim.advance()
    there = read(sim, "population") > 0.0
    for name in ("allegiance", "vote"):
        assert read(sim, name).sum(axis=-1)[there] == pytest.approx(1.0), name
    for name in ("real_power", "formal_power"):
        assert read(sim, name).sum(axis=-1) == pytest.approx(1.0), name
    assert sim.world.weight.sum(axis=0) == pytest.approx(1.0)
    seated = (sim.world.alive > 0) & (sim.world.partisan > 0)
    assert sim.world.seats[seated].sum(axis=1) == pytest.approx(1.0)
    assert sim.world.executive[seated].sum(axis=1) == pytest.approx(1.0)
    bounds = {name: (0.0, 1.0) for name, m in MEASURES.items() if "share" in m.unit or "0 to 1" in m.unit}
    bounds |= {"condition": (-1.0, 1.0), "effective_powers": (1.0, 4.0), "grievance": (0.0, 2.0)}
    for name, (low, high) in bounds.items():
        table = read(sim, name)
        table = table[~np.isnan(table)]
        assert (table >= low - 1e-9).all(), (name, table.min())
        assert (table <= high + 1e-9).all(), (name, table.max())
    for table, lived in ((read(sim, n), there) for n in ("allegiance", "vote", "turnout", "mobilisation")):
        assert not np.isnan(table[lived]).any()
    may_be_none = {"distance", "held", "pledge_held", "expected"}
    asked = there & (sim.world.leading >= 0)[:, None]
    assert read(sim, "stance").sum(axis=-1)[asked] == pytest.approx(1.0)
    assert np.isnan(read(sim, "stance")[~asked]).all()
    assert np.isnan(read(sim, "acceptance")[~asked]).all()
    assert all(np.isfinite(table).all() for n, table in sim.world._asdict().items() if n not in may_be_none)


# Petrograd in February


def test_petrograd_is_unitary_under_the_tsar_and_dual_only_once_the_garrison_has_mutinied():
    petrograd = run(load("petrograd_1917", until="1917-03-05"), people=5_000, seed=1).isel(place=0)
    regimes = dict(zip(petrograd.date_os.values, petrograd.regime.values, strict=True))
    assert {regimes[f"1917-02-{day}"] for day in (23, 24, 25, 26)} == {"unitary"}
    assert regimes["1917-02-27"] in ("vacuum", "dual power")
    assert regimes["1917-02-28"] in ("vacuum", "dual power")
    assert (petrograd.duality.values[:4] < 0.3).all()
