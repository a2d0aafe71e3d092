"""What runs say of observations, by hand: votes, seats, conditional support, and why they say nothing."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.predicted_shares import counterparts, gap, share, tables_of, tables_of_record
from dualsim.runs.single import run
from dualsim.scenario.loading import load
from paths import TINY


@pytest.fixture(scope="module")
def results():
    """A run whose numbers of 10 March are put there by hand."""
    found = run(load(TINY), 100).copy(deep=True)
    day = {"day": np.flatnonzero(found.date_os == "1917-03-10")[0]}
    found.population[{**day, "place": 0}] = [3000.0, 1000.0]
    found.vote[{**day, "place": 0, "group": 0}] = [0.3, 0.5, 0.2]
    found.vote[{**day, "place": 0, "group": 1}] = [0.1, 0.1, 0.8]
    found.allegiance[{**day, "place": 0, "group": 0}] = [0.5, 0.3, 0, 0, 0.2]
    found.allegiance[{**day, "place": 0, "group": 1}] = [0.1, 0.9, 0, 0, 0]
    found.delegates[{**day, "authority": 1}] = [[0.6, 0.4, 0], [0.2, 0.8, 0]]
    found.electors[{**day, "authority": 1}] = [0.75, 0.25]
    found.seats[{**day, "authority": 0}] = [0.9, 0.1, 0]
    found.endorsement[day] = 0.0
    found.endorsement[{**day, "authority": 1, "endorsed": 0}] = 0.6
    return found


def seen(**given):
    known = {
        "id": "x", "date_os": "1917-03-10", "place": "town", "quantity": "vote", "authority": "",
        "groups": (), "option": ("radical",), "share": 0.5, "n": 100.0, "confidence": "high",
        "source": "s", "notes": "",
    }  # fmt: skip
    return Observation(**{**known, **given})


def simulated(results, **given):
    ((found,),) = counterparts(results, [seen(**given)])
    return found


# What a run says


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, (3000 * 0.5 + 1000 * 0.1) / (3000 * 0.8 + 1000 * 0.2)),
        ({"groups": ("worker",)}, 0.5 / 0.8),
        ({"groups": ("worker", "soldier")}, 1600 / 2600),
        ({"option": ("moderate", "radical")}, 1.0),
        ({"groups": ("soldier",), "option": ("moderate",)}, 0.5),
        ({"quantity": "allegiance", "authority": "soviet"}, (3000 * 0.3 + 1000 * 0.9) / 4000),
        ({"quantity": "allegiance", "authority": "cabinet", "groups": ("worker",)}, 0.5 + 0.6 * 0.3),
        (
            {"quantity": "allegiance", "authority": "cabinet"},
            (3000 * (0.5 + 0.6 * 0.3) + 1000 * (0.1 + 0.6 * 0.9)) / 4000,
        ),
        ({"quantity": "allegiance", "authority": "none", "groups": ("worker",)}, 0.2),
        ({"quantity": "seats", "authority": "soviet"}, 0.75 * 0.4 + 0.25 * 0.8),
        ({"quantity": "seats", "authority": "soviet", "groups": ("soldier",)}, 0.8),
        ({"quantity": "seats", "authority": "cabinet"}, 0.1),
        ({"quantity": "seats", "authority": "cabinet", "option": ("moderate", "radical")}, 1.0),
    ],
)
def test_shares_by_hand(results, given, expected):
    assert simulated(results, **given) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"place": "twon"}, "no place named 'twon'; did you mean 'town'?"),
        (
            {"date_os": "1917-05-01"},
            "1 May 1917 is outside the run, which is 1 March 1917 to 30 March",
        ),
        ({"date_os": "1917-02-28"}, "28 February 1917 is outside the run"),
        ({"option": ("anarchist",)}, "no party named 'anarchist'"),
        ({"option": ("radical", "anarchist")}, "no party named 'anarchist'"),
        ({"groups": ("worker", "peasant")}, "no group named 'peasant'"),
        ({"quantity": "seats", "authority": "duma"}, "no authority named 'duma'"),
        ({"quantity": "allegiance", "authority": "duma"}, "no authority named 'duma'"),
    ],
    ids=str,
)
def test_what_the_run_does_not_have_is_said_and_no_number(results, given, said):
    assert said in gap(tables_of(results), seen(**given))
    assert np.isnan(simulated(results, **given))


@pytest.mark.parametrize(
    "given",
    [
        {"place": "village", "groups": ("soldier",)},
        {"quantity": "allegiance", "authority": "soviet", "place": "village", "groups": ("soldier",)},
        {"quantity": "seats", "authority": "committee@town"},
        {"quantity": "allegiance", "authority": "committee@town"},
    ],
    ids=str,
)
def test_where_there_is_nobody_there_is_no_number(results, given):
    assert gap(tables_of(results), seen(**given)) == ""
    assert np.isnan(simulated(results, **given))


def test_an_authority_may_bear_the_name_of_its_place(results):
    local = results.assign_coords(authority=["cabinet", "town_soviet", *results.authority.values[2:]])
    asked = {"quantity": "seats", "authority": "soviet"}
    assert simulated(local, **asked) == simulated(results, **asked)
    assert "no authority named 'soviet'" in gap(tables_of(local), seen(**asked, place="village"))


def test_what_people_founded_answers_for_an_authority_of_its_place(results):
    day = np.flatnonzero(results.date_os == "1917-03-10")[0]
    founded = results.copy(deep=True)
    founded.seats[{"day": day, "authority": 3}] = [0.3, 0.7, 0]
    asked = {"quantity": "seats", "authority": "committee"}
    assert simulated(founded, **asked) == pytest.approx(0.7)
    assert "no authority named 'committee'" in gap(tables_of(founded), seen(**asked, place="village"))
    both = founded.assign_coords(authority=["cabinet", "committee", *founded.authority.values[2:]])
    listed = simulated(results, quantity="seats", authority="soviet")
    assert simulated(both, **asked) == listed, "of the two, the one that the scenario lists"


def test_each_member_answers_for_itself_and_a_short_one_not(results):
    other = results.copy(deep=True)
    day = {"day": np.flatnonzero(other.date_os == "1917-03-10")[0], "place": 0}
    other.vote[{**day, "group": 0}] = [0.1, 0.7, 0.2]
    short = results.isel(day=slice(0, 5))
    both = xr.concat([results, other, short], "member", join="outer", combine_attrs="override")
    first, second, none = counterparts(both, [seen(groups=("worker",))])[:, 0]
    assert (first, second) == (pytest.approx(0.5 / 0.8), pytest.approx(0.7 / 0.8))
    assert np.isnan(none)


def test_a_record_says_what_its_dataset_says(results):
    asked = [
        seen(),
        seen(quantity="seats", authority="soviet"),
        seen(quantity="allegiance", authority="cabinet"),
    ]
    record = {name: results[name].values for name in results.data_vars if name != "regime"}
    tables = tables_of_record(load(TINY), record, results.sizes["day"])
    from_record = [share(tables, one)[0] for one in asked]
    assert from_record == counterparts(results, asked)[0].tolist()
    short = {name: values[:5] for name, values in record.items()}
    assert np.isnan(share(tables_of_record(load(TINY), short, results.sizes["day"]), seen())[0])


def test_a_measure_that_is_missing_is_named(results):
    with pytest.raises(ValueError, match="results: no measure vote, which observations speak of"):
        counterparts(results.drop_vars("vote"), [seen()])


def test_an_observation_of_a_group_counts_its_parts(results):
    parted = results.assign_coords(group_part_of=("group", np.array(["", "worker"], dtype=object)))
    ((whole,),) = counterparts(parted, [seen(groups=("worker",))])
    assert whole == pytest.approx(1600 / 2600)
    ((part,),) = counterparts(parted, [seen(groups=("soldier",))])
    assert part == pytest.approx(0.1 / 0.2)


def test_a_run_says_which_groups_are_parts_and_only_then():
    assert "group_part_of" not in run(load(TINY), 100).coords
    women = load(TINY).replace({"groups.soldier.part_of": "worker"})
    results = run(women, 100)
    assert list(results.group_part_of.values) == ["", "worker"]
    record = {name: results[name].values for name in ("population", "vote", "seats")}
    assert tables_of_record(women, record, 30).parts == tables_of(results).parts == {"soldier": "worker"}
