"""The switches of a report: each subset of events is the run without them, and parts sum to the whole."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.page.packing import STEPS, UNDEFINED, unpacked
from dualsim.page.series import RECORDED, series_of
from dualsim.report.parts import Asked, How, part_of, switches_among
from dualsim.report.report import offline_report
from dualsim.report.subsets import COARSE, Question, kept, largest, live, parts_of_events, told
from dualsim.scenario import loading

PEOPLE, EVENTS = 300, ("soviet_meets", "order_one")


@pytest.fixture(scope="module")
def part(tiny):
    asked = Asked(tiny, "tiny", "town", PEOPLE, 3, 1)
    return part_of(asked, EVENTS, 6, How(jobs=1))


def shares(text, rows, steps=COARSE):
    codes = unpacked(text, rows)
    return np.where(codes == UNDEFINED, np.nan, codes / steps)


def differences(text, rows):
    return 2 * shares(text, rows, STEPS) - 1


@pytest.mark.parametrize("off", range(4))
def test_a_subset_is_the_runs_without_these_events(tiny, part, off):
    without = [event for e, event in enumerate(EVENTS) if off >> e & 1]
    changed, _ = loading.check(tiny, without=without)
    rows = kept(tiny, "town")
    row = [series_of(tiny, "town")[n] for n in rows]
    k = next(n for n, one in enumerate(row) if (one.measure, one.group) == ("acceptance", "worker"))
    runs = []
    for seed in (1, 2, 3):
        sim = Simulation(changed, PEOPLE, seed, measures=RECORDED).run()
        runs.append(sim.record["acceptance"][:, 0, sim.names.group.index("worker")])
    found = shares(part["subsets"][str(off)]["median"], len(rows))[k]
    known = np.isfinite(found)
    assert known.any()
    assert np.abs(found - np.median(runs, axis=0))[known].max() <= 1.0 / COARSE


def test_differences_are_taken_run_by_run_and_nothing_differs_before_the_event(tiny, part):
    first = tiny.day(tiny.events["order_one"].date) - tiny.period.first
    rows = len(part["told"])
    assert part["subsets"]["0"]["difference"] is None
    told_of = part["subsets"]["2"]["difference"]
    less = {edge: differences(told_of[edge], rows) for edge in ("low", "median", "high")}
    assert (np.nan_to_num(less["median"][:, :first]) == 0.0).all()
    assert np.nanmax(np.abs(less["median"])) > 0.02
    changed, _ = loading.check(tiny, without=["order_one"])
    pairs = []
    for seed in (1, 2, 3):
        after, before = (
            Simulation(case, PEOPLE, seed, measures=RECORDED).run().record["acceptance"][:, 0, 1]
            for case in (changed, tiny)
        )
        pairs.append(after - before)
    series = series_of(tiny, "town")
    soldiers = [series[kept(tiny, "town")[k]].group for k in part["told"]].index("soldier")
    told_of_soldiers, known = less["median"][soldiers], np.isfinite(less["median"][soldiers])
    assert np.abs(told_of_soldiers - np.median(pairs, axis=0))[known].max() <= 3.0 / STEPS
    assert (less["low"] <= less["high"])[np.isfinite(less["low"])].all()


def test_what_events_did_sums_to_all_that_they_did_together(tiny):
    question = Question(tiny, "town", EVENTS, PEOPLE)
    runs = [live(question, 1, range(4))]
    parts = parts_of_events(question, runs)
    rows = told(tiny, "town")
    found = differences(parts["median"], 2 * len(rows)).reshape(2, len(rows), -1)
    whole, none = (runs[0][s].codes[rows].astype(float) / STEPS for s in (3, 0))
    known = (runs[0][3].codes[rows] != UNDEFINED) & (runs[0][0].codes[rows] != UNDEFINED)
    assert np.abs(found.sum(axis=0) - (whole - none))[known].max() <= 2.0 / STEPS + 1e-9
    assert np.abs(whole - none)[known].max() > 0.05


def test_the_strongest_events_are_those_that_move_the_picture_for_long():
    days = np.zeros((1, 3, 90))
    days[0, 0, 5:6] = 0.9  # a spike
    days[0, 1, 5:80] = 0.2
    days[0, 2, 50:] = 0.1
    assert largest(("spike", "lasting", "late"), [days, days], 2) == ("lasting", "late")


def test_a_report_says_what_it_is_made_of(part):
    assert json.loads(json.dumps(part)) == part
    assert part["switches"] == list(EVENTS)
    assert len(part["subsets"]) == 4
    assert {entry["kind"] for entry in part["ledger"]} <= {"sourced", "calibrated", "assumed", "unsourced"}


def test_parts_share_the_room_for_subsets():
    assert [switches_among(n) for n in (1, 2, 3, 4)] == [6, 5, 4, 4]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"switch": ["order_on"]}, "switch: no event named 'order_on'; did you mean 'order_one'?"),
        ({"runs": 1}, "runs: 1"),
        ({"runs": 65}, "runs: 65 are more than a report is made from; give at most 64"),
        ({"people": 50_000}, "people: 50,000 are more than a report is made from; give at most 20,000"),
    ],
)
def test_what_cannot_be_is_refused_in_words(tiny, given, message):
    with pytest.raises(ValueError) as refusal:
        offline_report(tiny, **{"people": 300, "runs": 2, "jobs": 1} | given)
    assert message in str(refusal.value)


def test_a_place_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no place named 'kazn'; did you mean 'kazan'"):
        offline_report("kazan_1917:kazn")
