"""What reads runs that step by weeks: observations, signs, what if, comparisons, studies."""

from __future__ import annotations

import numpy as np
import pytest

import dualsim
from dualsim.analysis.comparison.comparison import compare
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.predicted_shares import gap, share, tables_of
from dualsim.analysis.outcomes.courses import course_of
from dualsim.analysis.outcomes.outcome import outcome_of
from dualsim.engine.simulation import Simulation
from dualsim.figures.plotting import plot
from paths import TINY

SMALL = {"runs": 2, "people": 300, "jobs": 1}
SIGNS = """\
signs: 1
counterfactuals:
  quiet: {name: Nobody meets, without: [soviet_meets]}
rows:
  once:
    name: The Cabinet governs in the first week
    when: "formal_power[cabinet, town] > 0.5 for 7 days"
    at_least: 1917-03-05
    at_most: 1917-03-05
    source: the scenario
  later:
    name: A week later it is what it was
    changed: quiet
    measure: "formal_power[cabinet, town]"
    on: 1917-03-06
    within: 7
    down: -0.1
    source: arithmetic
"""


@pytest.fixture(scope="module")
def weeks(tiny):
    when = "mobilisation[soldier, town] > 0.3"
    return tiny.replace({"events.promise_broken.when": when, "step": "week"})


def seen(date):
    return Observation(
        id="x", date_os=date, place="town", quantity="vote", authority="", groups=("worker",),
        option=("radical",), share=0.5, n=100.0, confidence="high", source="s", notes="",
    )  # fmt: skip


def test_an_observation_is_read_in_the_step_that_holds_its_date(weeks):
    results = dualsim.run(weeks, people=300)
    tables = tables_of(results)
    votes = results["vote"].sel(place="town", group="worker").values
    table = votes[:, 1] / votes[:, :-1].sum(axis=1)
    for date, step in (("1917-03-01", 0), ("1917-03-07", 0), ("1917-03-08", 1), ("1917-03-30", 4)):
        assert not gap(tables, seen(date))
        assert share(tables, seen(date))[0] == pytest.approx(table[step])
    assert "outside the run" in gap(tables, seen("1917-04-05"))


def test_an_outcome_on_a_date_is_that_of_the_step_that_holds_it(weeks):
    sim = Simulation(weeks, 300, 1).run()
    found = outcome_of("vote[worker, radical, town]@1917-03-14", weeks)
    row = sim.record["vote"][1, 0, sim.names.row("group", "worker"), sim.names.row("party", "radical")]
    assert found.value(course_of(sim)) == row


def test_a_table_of_signs_is_read_by_steps(weeks, tmp_path):
    path = tmp_path / "signs.yaml"
    path.write_text(SIGNS, encoding="utf-8")
    found = dualsim.signs(weeks, table=path, printing="as_it_is", **SMALL)
    once, later = found.printings[0].rows
    assert once.passes
    assert later.row.claims[0].within == 1  # a week, which is one step
    assert "5 Mar" not in str(found)  # it comes in the step of 1 March
    path.write_text(SIGNS.replace("for 7 days", "for 3 days"), encoding="utf-8")
    with pytest.raises(dualsim.ScenarioError, match="shorter than a step"):
        dualsim.signs(weeks, table=path, printing="as_it_is", **SMALL)


@pytest.mark.parametrize("other_by", ["day", "week"])
def test_weeks_are_compared_with_days_and_with_weeks(weeks, other_by):
    other = weeks.replace({"title": "Another", "end": "1917-03-22"}) if other_by == "week" else TINY
    found = compare(weeks, other, measures=["real_power[cabinet]"], on=["1917-03-14"], **SMALL)
    plot(found).draw_without_rendering()
    row = next(one for one in found.rows if one.when == "1917-03-14")
    values = [Simulation(weeks, 300, seed).run().record["real_power"][1, 0, 0] for seed in (1, 2)]
    assert row.value.median == pytest.approx(np.median(values))


def test_how_often_and_when_is_told_by_dates(weeks, tmp_path):
    runs = dualsim.sweep(weeks, tmp_path / "runs", runs=2, people=300, jobs=1)
    told = {one.name: one.median for one in dualsim.frequencies(runs)}
    assert told["order_one"] == "1917-03-08"
    assert {one for one in told.values() if one} <= set(weeks.period.dates())


def test_what_each_event_does_is_told_on_its_own_date(weeks):
    found = dualsim.attribute(
        weeks, "grievance[worker, town]@1917-03-28", events=["soviet_meets", "order_one"], **SMALL
    )
    dates = {row["event"]: row["date"] for row in found.to_dataframe().to_dict("records")}
    assert dates["soviet_meets"] == "1917-03-03"
    plot(found, over_time=True).draw_without_rendering()


def test_sensitivity_tells_weeks(weeks):
    outcome = "grievance[worker, town]@1917-03-28"
    found = dualsim.sensitivity(weeks, outcome, method="pawn", samples=4, people=300, jobs=1)
    assert found.dates == ["1917-03-22"]
    told = " ".join(text.get_text() for text in plot(found).over.texts)
    assert "7 weeks" in told
