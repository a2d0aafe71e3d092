"""What calibration promises of Petrograd, and the shape of the period: ensemble means, on a small crowd."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import xarray as xr

from dualsim.analysis.evaluation.observations import read_observations
from dualsim.analysis.evaluation.predicted_shares import counterparts
from dualsim.engine.dataset import measured
from dualsim.engine.simulation import Simulation
from dualsim.scenario.dates import day_number
from dualsim.scenario.loading import list_scenarios, load

PEOPLE, SEEDS = 4_000, (1, 2, 3)
OBSERVATIONS = list_scenarios()["petrograd_1917"].with_name("observations.csv")


@cache
def ensemble(without: str | None = None) -> xr.Dataset:
    scenario = load("petrograd_1917", without=[] if without is None else [without])
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


def test_petrograd_is_within_six_points_of_its_observations() -> None:
    seen = [o for o in read_observations(OBSERVATIONS) if o.place == "petrograd"]
    assert len(seen) == 10
    errors = counterparts(ensemble(), seen).mean(axis=0) - [o.share for o in seen]
    assert np.abs(errors).mean() <= 0.06


def test_two_powers_from_march_to_august_and_neither_alone() -> None:
    power = between(ensemble(), "1917-03-06", "1917-08-31").real_power
    pair = power.sel(authority=["soviet", "provisional_government"])
    assert float(pair.sum("authority").min()) >= 0.70
    assert float(pair.max()) <= 0.75
    regimes = between(ensemble(), "1917-03-10", "1917-08-20").regime.values
    assert np.mean(regimes == "dual power") > 0.9


def test_the_government_is_obeyed_through_endorsement_and_not_without_it() -> None:
    obeyed = [
        float(between(ensemble(), *span).compliance.sel(authority="provisional_government").mean())
        for span in (("1917-03-05", "1917-03-31"), ("1917-09-01", "1917-09-30"), ("1917-10-01", "1917-10-23"))
    ]
    held = between(ensemble(), "1917-03-05", "1917-03-31").real_power.sel(authority="provisional_government")
    assert obeyed[0] > 0.55 > 2 * float(held.mean())
    assert obeyed[0] - 0.2 > obeyed[1] > obeyed[2]
    gap = between(ensemble(), "1917-03-05", "1917-10-23").formal_real_gap
    assert float(gap.min()) > 0.5


def test_july_is_a_setback_and_kornilov_a_turn() -> None:
    assert bolshevik_vote(ensemble(), "1917-07-24") < bolshevik_vote(ensemble(), "1917-07-02") - 0.03
    assert bolshevik_vote(ensemble(), "1917-09-14") > bolshevik_vote(ensemble(), "1917-08-26") + 0.05


def test_october_is_weaker_without_kornilov() -> None:
    with_him, without_him = ensemble(), ensemble("kornilov_marches")
    assert bolshevik_vote(without_him, "1917-10-23") < bolshevik_vote(with_him, "1917-10-23") - 0.04
    led = [
        float(on(r, "1917-10-23").executive.sel(authority="soviet", party="bolshevik"))
        for r in (with_him, without_him)
    ]
    assert led[1] < led[0] - 0.05


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


def test_power_is_taken_in_october_and_only_by_a_party_that_claims_it() -> None:
    day = on(ensemble(), "1917-10-28")
    assert float(day.formal_power.sel(authority="soviet")) == pytest.approx(1.0)
    assert float(on(ensemble(), "1917-10-20").formal_power.sel(authority="soviet")) == 0.0
    unclaimed = ensemble("military_revolutionary_committee")
    assert float(on(unclaimed, "1917-11-10").formal_power.sel(authority="soviet")) == 0.0
    assert float(on(unclaimed, "1917-11-10").executive.sel(authority="soviet", party="bolshevik")) > 0.5
