"""What is built before an order breaks, the force that it takes, who governs afterwards: known answers."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dualsim.analysis.comparison import breaks
from dualsim.analysis.comparison.breaks import SHARES, TITLE, broke_on, broken_order, text_of_breaks
from dualsim.analysis.comparison.columns import columns_of
from dualsim.analysis.comparison.comparison import compare
from dualsim.runs.ensembles import ensemble
from dualsim.scenario.loading import load
from paths import INSTITUTIONS, TINY

TOWN = "town"


def ruling(days, *spans):
    """Mandates [day, authority]: each authority has it all from a day up to another."""
    formal = np.zeros((days, len(spans)))
    for k, (first, stop) in enumerate(spans):
        formal[first:stop, k] = 1.0
    return formal


def test_the_order_that_is_told_is_the_one_that_had_governed_longest_of_those_that_broke():
    formal = ruling(100, (0, 10), (10, 60), (60, 100))
    assert broken_order(formal, np.full((100, 3), 0.6), 14) == (1, 60)
    ignored = np.full((100, 3), 0.6)
    ignored[85:, 2] = 0.1
    assert broken_order(formal, ignored, 14) == (1, 60), "the third broke after 25 days, the second after 50"
    short = ruling(100, (0, 100), (0, 0))
    assert broken_order(short, np.full((100, 2), 0.6), 14) == (0, None)
    obeyed = np.full((100, 2), 0.6)
    obeyed[90:, 0] = 0.1
    assert broken_order(short, obeyed, 14) == (0, None), "ten days are no fortnight"
    assert broken_order(short, obeyed, 2) == (0, 90), "of a run by weeks two steps are one"
    assert broken_order(np.zeros((5, 2)), np.zeros((5, 2)), 14) == (None, None)


def test_who_was_never_obeyed_does_not_break_by_being_ignored():
    assert broke_on(np.ones(40, dtype=bool), np.full(40, 0.1), 0) is None


@pytest.fixture(scope="module")
def fallen():
    """The tiny town with shops, in which the cabinet is dissolved and the Soviet has the mandate."""
    fall = {
        "name": "The cabinet is dissolved", "date": "1917-03-20", "source": "invented",
        "effects": [
            {"give_mandate": {"authority": "soviet", "place": "town", "to": 1.0}},
            {"dissolve": {"authority": "cabinet"}},
        ],
    }  # fmt: skip
    scenario = load(INSTITUTIONS)
    return scenario.replace({"events.fall": fall, "title": "Fallen"})


@pytest.fixture(scope="module")
def found(fallen):
    return compare(load(TINY).replace({"title": "Tiny"}), fallen, runs=3, people=300, jobs=1)


def of(found, label):
    (one,) = (one for one in found.breaks if one.column.label == label)
    return one


def test_each_run_is_told_by_its_own_numbers(fallen, found):
    one = of(found, "Fallen:town")
    runs = ensemble(fallen, 3, 300, jobs=1).sel(place=TOWN)
    weight = fallen.places[TOWN].levers["supply"].weight.value
    for n, told in enumerate(one.runs):
        run = runs.isel(member=n)
        assert (told.order, told.day, told.governs) == ("cabinet", 19, "soviet")
        eve = run.isel(day=18)
        built = eve.built.sel(institution=["shops", "clubs"]).sum()
        assert told.built == pytest.approx(float(weight * built)), "of alternatives of the place alone"
        assert told.loyal == float(eve.loyalty)
        people = (run.mobilisation * run.population).sum("group") / run.population.sum("group")
        assert told.street == pytest.approx(float(people.isel(day=slice(5, 34)).max()))
        last = run.isel(day=-1)
        mirror = 1 - 0.5 * abs(last.seats.fillna(0) - last.executive.fillna(0)).sum("party")
        from_below = (last.real_power * mirror).sel(authority=["soviet", "committee@town"])
        assert told.own == pytest.approx(float(from_below.sum()))
    assert of(found, "Fallen:village").runs[0].order == "cabinet"


def test_what_a_scenario_does_not_have_is_left_blank(found):
    for run in of(found, "Tiny:town").runs:
        assert np.isnan(run.built), "no institutions"
        assert (run.order, run.governs) == ("cabinet", "cabinet")
        assert 0.0 < run.loyal <= 1.0
    (line,) = (line for line in text_of_breaks(found.breaks) if line.startswith("  Tiny:town  "))
    broke = sum(run.day is not None for run in of(found, "Tiny:town").runs)
    assert line.split()[1:6] == ["Cabinet", str(broke), "of", "3", "-"]
    assert "-" not in next(line for line in text_of_breaks(found.breaks) if "Fallen:town" in line)
    rows = [row for row in found.to_dict()["rows"] if row["scenario"] == "Tiny:town"]
    (work,) = (row for row in rows if row["what"].startswith("work of levers"))
    assert (work["when"], work["median"]) == ("on the eve of the break", None)
    json.dumps(found.to_dict(), allow_nan=False)


def test_the_tables_have_the_break_its_shares_and_who_governs(found):
    rows = [row for row in found.to_dict()["rows"] if row["scenario"] == "Fallen:town"]
    by = {row["what"]: row for row in rows}
    broke = by["the order breaks"]
    assert (broke["median"], broke["share_of_runs"]) == ("1917-03-20", 1.0)
    assert by["soviet governs"]["share_of_runs"] == 1.0
    loyal = by["troops and police that carry out orders"]
    pairs = [
        mine.loyal - first.loyal
        for mine, first in zip(of(found, "Fallen:town").runs, of(found, "Tiny:town").runs, strict=True)
    ]
    assert loyal["difference"] == pytest.approx(float(np.median(pairs)), abs=1e-6)
    assert TITLE in str(found).splitlines()
    (line,) = (line for line in text_of_breaks(found.breaks) if line.startswith("  Fallen:town  "))
    assert "3 of 3" in line
    assert line.endswith("Soviet")
    assert len(SHARES) == sum(line.endswith("; median") for line in str(found).splitlines())


def test_who_may_recall_follows_from_the_file(fallen):
    (column, *_) = columns_of([fallen])[0]
    names = column.names.authority
    assert dict(zip(names, breaks._recalled(column).tolist(), strict=True)) == {
        "cabinet": 0.0, "soviet": 1.0, "elders": 0.0, "committee@town": 1.0,
    }  # fmt: skip
    held = fallen.replace({"authorities.soviet.recall": 0})
    assert breaks._recalled(columns_of([held])[0][0])[names.index("soviet")] == 0.0


def test_scenarios_of_many_places_stand_with_their_first_where_there_is_no_room():
    labels = [column.label for column in columns_of(["petrograd_1917", "grassroots", "vanguard"])[0]]
    assert labels == ["petrograd_1917", "grassroots:town", "vanguard:town"]
    picked = [column.label for column in columns_of(["petrograd_1917", "grassroots:hills", "vanguard"])[0]]
    assert picked == ["petrograd_1917", "grassroots:hills", *(f"vanguard:{place}" for place in places())]


def places():
    return load("vanguard").places
