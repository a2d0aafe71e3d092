"""What calibration promises of Petrograd, and the shape of the period: ensemble means, on a small crowd."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import xarray as xr

from dualsim.analysis.calibration.likelihood import deviations
from dualsim.analysis.evaluation.observations import read_observations
from dualsim.analysis.evaluation.predicted_shares import counterparts
from dualsim.engine.dataset import measured
from dualsim.engine.simulation import Simulation
from dualsim.scenario.dates import day_number
from dualsim.scenario.loading import list_scenarios, load

PEOPLE, SEEDS = 4_000, (1, 2, 3)
OBSERVATIONS = list_scenarios()["petrograd_1917"].with_name("observations.csv")


@cache
def ensemble(without: str | None = None, name: str = "petrograd_1917") -> xr.Dataset:
    scenario = load(name, without=[] if without is None else [without])
    members = []
    for seed in SEEDS:
        sim = Simulation(scenario, PEOPLE, seed).run()
        members.append(measured(sim))
    return xr.concat(members, "member", join="outer", combine_attrs="override")


def on(results: xr.Dataset, date: str) -> xr.Dataset:
    number = day_number(date, "julian") - day_number("1970-01-01", "gregorian")
    return results.sel(day=np.datetime64(number, "D").astype("datetime64[ns]"), place="petrograd").mean(
        "member"
    )


def between(results: xr.Dataset, first: str, last: str) -> xr.Dataset:
    dates = results.date_os.values
    return results.isel(day=(dates >= first) & (dates <= last)).sel(place="petrograd")


def bolshevik_vote(results: xr.Dataset, date: str) -> float:
    day = on(results, date)
    votes = (day.vote * day.population).sum("group")
    return float(votes.sel(party="bolshevik") / votes.sel(party=votes.party != "abstain").sum())


def accepted(results: xr.Dataset, group: str, date: str) -> float:
    return float(on(results, date).acceptance.sel(group=group))


def test_petrograd_is_within_its_errors_of_what_was_observed() -> None:
    seen = [o for o in read_observations(OBSERVATIONS) if o.place == "petrograd"]
    errors = np.abs(counterparts(ensemble(), seen).mean(axis=0) - [o.share for o in seen])
    votes = np.array([o.quantity == "vote" for o in seen])
    assert votes.sum() == 7
    assert errors[votes].mean() <= 0.03
    for quantity, bound in (("acceptance", 0.15), ("endorsement", 0.12), ("mobilisation", 0.10)):
        assert errors[[o.quantity == quantity for o in seen]].mean() <= bound, quantity
    assert np.sqrt(((errors / deviations(seen)) ** 2).mean()) <= 0.95


def test_petrograd_with_its_women_is_missed_by_no_more_and_its_pieces_happen() -> None:
    seen = [o for o in read_observations(OBSERVATIONS) if o.place == "petrograd"]
    women = ensemble(name="petrograd_women_1917")
    said = counterparts(women, seen).mean(axis=0)
    assert np.isfinite(said).all(), "an observation of the workers is answered by men and women together"
    errors = np.abs(said - [o.share for o in seen])
    assert np.sqrt(((errors / deviations(seen)) ** 2).mean()) <= 0.95
    behaviour = load("petrograd_women_1917").behaviour
    assert behaviour == load("petrograd_1917").behaviour


@pytest.mark.parametrize(("electors", "approves"), [("worker", True), ("officer", False)])
def test_the_second_congress_approves_only_if_most_of_its_deputies_claim_power(
    electors: str, approves: bool
) -> None:
    changes = {"authorities.congress_of_soviets.electors": {electors: 1}, "vary": {}}
    sim = Simulation(load("petrograd_women_1917", changes=changes), 2_000, 1).run()
    happened = {one.name for one in sim.log if one.what == "event"}
    assert {"second_congress_elected", "committee_of_salvation"} <= happened
    told = {"congress_approves", "congress_refuses", "decrees"} & happened
    assert told == ({"congress_approves", "decrees"} if approves else {"congress_refuses"})
    soviet = sim.names.authority.index("soviet")
    held = sim.record["formal_power"][-1, 0, soviet]
    assert held == pytest.approx(2 / 3 if approves else 1 / 2)


def test_two_powers_from_march_to_august_and_neither_alone() -> None:
    period = between(ensemble(), "1917-03-06", "1917-08-31")
    power = period.real_power.sel(authority=["soviet", "provisional_government"])
    assert float(power.sum("authority").min()) >= 0.70  # what is left is the officers' committee and the duma
    assert float(power.max()) <= 0.80
    powers = between(ensemble(), "1917-04-01", "1917-09-30").effective_powers.mean()
    assert 1.7 <= float(powers) <= 2.5


def test_acceptance_answers_to_april_the_coalition_july_and_august() -> None:
    for group in ("worker", "soldier"):
        told = [
            accepted(ensemble(), group, f"1917-{day}")
            for day in ("03-15", "04-17", "04-29", "05-25", "07-02", "07-14", "08-20", "09-10")
        ]
        march, april, crisis, coalition, july, after, august, september = told
        assert march > 0.6, group
        assert crisis < april - 0.05, group
        assert coalition > crisis + 0.02, group
        assert after > july + 0.01, group
        assert august < july - 0.1, group
        assert september < august - 0.05, group


def test_the_government_is_obeyed_by_those_who_put_up_with_it() -> None:
    spans = ("1917-03-05", "1917-03-31"), ("1917-06-01", "1917-06-30"), ("1917-09-01", "1917-09-30")
    obeyed = [
        float(between(ensemble(), *span).compliance.sel(authority="provisional_government").mean())
        for span in spans
    ]
    held = between(ensemble(), *spans[0]).real_power.sel(authority="provisional_government")
    assert obeyed[0] > 0.6 > 0.2 + float(held.mean()), "most of it from people who turn to another"
    assert obeyed[0] > obeyed[1] > obeyed[2] + 0.15
    gap = between(ensemble(), "1917-03-05", "1917-09-30").formal_real_gap
    assert float(gap.min()) > 0.5


def test_july_is_a_setback_and_kornilov_a_turn() -> None:
    assert bolshevik_vote(ensemble(), "1917-07-24") < bolshevik_vote(ensemble(), "1917-07-02") - 0.03
    assert bolshevik_vote(ensemble(), "1917-09-14") > bolshevik_vote(ensemble(), "1917-08-26") + 0.05


def test_september_is_weaker_without_kornilov() -> None:
    with_him, without_him = ensemble(), ensemble("kornilov_marches")
    assert bolshevik_vote(without_him, "1917-09-14") < bolshevik_vote(with_him, "1917-09-14") - 0.04
    for group in ("worker", "soldier"):
        assert accepted(without_him, group, "1917-09-10") > accepted(with_him, group, "1917-09-10") + 0.01


def test_soldiers_obey_the_government_longer_without_order_no_1() -> None:
    obeyed = [
        float(
            between(r, "1917-03-05", "1917-04-15")
            .lever_obedience.sel(lever="garrison", authority="provisional_government")
            .mean()
        )
        for r in (ensemble(), ensemble("order_no_1"))
    ]
    assert obeyed[1] > obeyed[0] + 0.04


def test_power_is_taken_in_autumn_by_an_executive_that_claims_it() -> None:
    assert float(on(ensemble(), "1917-09-20").formal_power.sel(authority="soviet")) == 0.0
    assert float(on(ensemble(), "1917-11-01").formal_power.sel(authority="soviet")) == pytest.approx(1.0)
    scenario = load("petrograd_1917")
    for name in ("april_theses", "bolshevik_conference", "all_power_again", "committee_votes_for_rising"):
        (ceiling,) = [n for n, e in enumerate(scenario.events[name].effects) if e.name == "set_ceiling"]
        scenario = scenario.replace({f"events.{name}.effects.{ceiling}.set_ceiling.to": 0.0})
    sim = Simulation(scenario, 2_000, 1).run()
    assert sim.world.took_power[sim.names.authority.index("soviet")] < 0, "a party that may not claim it"
    assert (
        sim.record["executive"][-1, sim.names.authority.index("soviet"), sim.names.party.index("bolshevik")]
        > 0.4
    )
