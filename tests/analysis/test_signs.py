"""Tables of signs: rows that must hold and rows that cannot, what rows measure, and faults at their line."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_up_run import assert_nothing_overlaps, caption, covered, written

import dualsim
from dualsim.analysis.signs.quantities import Run, measures
from dualsim.analysis.signs.signs import quiet
from dualsim.analysis.signs.verdicts import judged
from dualsim.engine.simulation import Simulation
from dualsim.scenario.errors import ScenarioError
from dualsim.scenario.signs.claims import ALL, Claim, Quantity
from dualsim.scenario.signs.table import read_table
from paths import ROOT, TINY

TABLES = sorted((ROOT / "scenarios" / "signs").glob("*.yaml"))
HEAD = """\
signs: 1
counterfactuals:
  nothing:
    name: Nothing is changed
  peace:
    name: Peace from the first day
    events:
      peace_made:
        {name: P, date: 1917-03-02, source: s, effects: [{hold_condition: {issue: peace, at: 1}}]}
  quiet_start:
    name: Nobody meets
    without: [soviet_meets]
    values: {behaviour.beta: 3}
rows:
"""
ROWS = """\
  same:
    name: Nothing changes nothing
    changed: nothing
    measure: "vote[all, radical, town]"
    on: 1917-03-20
    at_least: 0
    source: arithmetic
  nothing_rises:
    name: Nothing cannot raise anything
    changed: nothing
    measure: "acceptance[worker, town]"
    on: 1917-03-20
    up: 0
    source: arithmetic
  peace_is_held:
    name: Peace is what it was held at
    changed: peace
    measure: "condition[peace, town]"
    over: [1917-03-05, 1917-03-20]
    take: least
    up: 0.5
    source: it was put there
  shares:
    name: Votes sum to one
    measure: ["vote[all, radical, town]", "vote[all, moderate, town]"]
    on: 1917-03-20
    at_least: 1
    at_most: 1
    source: arithmetic
  twice:
    name: A thing is once itself
    measure: "mobilisation[worker, town]"
    over: [1917-03-01, 1917-03-20]
    divided_by: {over: [1917-03-01, 1917-03-20]}
    at_least: 1
    at_most: 1
    source: arithmetic
  soviet_day:
    name: The Soviet is there from 3 March
    when: "formal_power[cabinet, town] > 0.5 for 3 days"
    at_least: 1917-03-03
    at_most: 1917-03-03
    source: the scenario
  either_way:
    name: One of two
    changed: peace
    against: quiet_start
    either:
      - {measure: "condition[peace, town]", on: 1917-03-10, down: 0}
      - {measure: "condition[peace, town]", on: 1917-03-10, up: 0.5}
    source: one of them must
"""


def table(folder: Path, rows: str = ROWS, head: str = HEAD) -> Path:
    path = folder / "signs.yaml"
    path.write_text(head + rows, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    path = table(tmp_path_factory.mktemp("signs"))
    return dualsim.signs(TINY, table=path, runs=3, people=300, jobs=1)


def findings(found, printing=0):
    return {one.row.key: one for one in found.printings[printing].rows}


def test_rows_that_must_hold_hold_and_one_that_cannot_fails(found):
    assert [row.key for row in found.failed] == ["nothing_rises"]
    assert not found.passes
    assert "expected because: arithmetic" in str(found)
    assert "6 of 7 rows hold; 6 keep their sign without news and calls, of 5 that must" in str(found)


def test_a_counterfactual_that_changes_nothing_differs_by_exactly_nothing(found):
    for printing in (0, 1):
        finding = findings(found, printing)["nothing_rises"].findings[0]
        assert (finding.estimate, finding.low, finding.high, finding.runs) == (0.0, 0.0, 0.0, 3)


def test_one_of_two_claims_is_enough(found):
    row = findings(found)["either_way"]
    assert [one.passes for one in row.findings] == [False, True]
    assert row.passes


def test_every_form_of_the_answer(found):
    frame = found.to_dataframe()
    assert len(frame) == 2 * 8
    assert set(frame["printing"]) == {"as_it_is", "quiet"}
    facts = found.to_dict()
    assert facts["failed"] == ["nothing_rises"]
    assert facts["passes"] is False
    assert len(facts["claims"]) == 16
    assert found.to_csv().startswith("printing,row,changed,against,estimate")


@pytest.mark.parametrize("style", ["screen", "projector", "print", "bw"])
def test_the_figure_says_what_holds(found, style):
    figure = found.plot(style=style)
    over = style == "projector"  # where a verdict stands over its line, with the name of the row
    said = written(figure, "row" if over else "verdict")
    assert any(text.startswith("FAILS") for text in said)
    assert over or len(said) == 8
    shown = f"{len(said)} of 8 lines: those that fail first."
    assert (shown in caption(figure)) == (over and len(said) < 8)
    data, with_words = covered(figure, "tick", "row", "panel", "verdict")
    assert data >= (0.45 if over else 0.14)
    assert with_words >= (0.6 if over else 0.35)
    assert_nothing_overlaps(figure)


def marked(figure):
    return [line.get_marker() for line in figure.over.lines if line.get_marker() != "o"]


def test_the_figure_tells_squares_crosses_and_what_lies_beyond_the_axis(found):
    """Each holds or fails by its mark; far out an arrow says to which side it lies, filled if it holds."""
    figure = found.plot()
    marks = marked(figure)
    assert marks.count("x") == 1
    assert marks.count("s") + marks.count(">") == 7
    assert "<" not in marks
    (first, *rest) = found.printings[0].rows
    far = first._replace(findings=tuple(one._replace(estimate=-90.0, low=-95.0) for one in first.findings))
    printings = (found.printings[0]._replace(rows=(far, *rest)), *found.printings[1:])
    figure = replace(found, printings=printings).plot()
    (arrow,) = [line for line in figure.over.lines if line.get_marker() == "<"]
    assert (arrow.get_markerfacecolor() == "white") != far.passes
    assert "An arrow: beyond the axis" in " ".join(text.get_text() for text in figure.over.texts)


@pytest.mark.parametrize("style", ["screen", "projector", "print", "bw"])
def test_rows_of_the_figure_stand_apart(found, style):
    """Two lines of one row are nearer to each other than to those of the next; minus is a minus."""
    figure = found.plot(style=style)
    rows = [text for text in figure.over.texts if text.get_gid() == "row"]
    assert not any(text.get_text().startswith("or, N") for text in rows)
    assert not any(
        "-" in text.get_text() for text in figure.over.texts if text.get_gid() in ("tick", "verdict")
    )


def test_one_printing_is_enough(tmp_path):
    rows = ROWS[: ROWS.index("  nothing_rises")]
    found = dualsim.signs(TINY, table=table(tmp_path, rows), printing="as_it_is", runs=2, people=300, jobs=1)
    assert [printing.name for printing in found.printings] == ["as_it_is"]
    assert found.passes
    with pytest.raises(ValueError, match="printing: no printing named 'once'"):
        dualsim.signs(TINY, table=table(tmp_path, rows), printing="once")


def test_the_quiet_scenario_has_no_news_and_no_calls(tiny):
    given = [step for event in quiet(tiny).events.values() for step in event.steps()]
    assert {name for name, _ in given} == {name for e in tiny.events.values() for name, _ in e.steps()}
    assert all(not values["credit"] for name, values in given if name == "news")
    assert all(not values["strength"] for name, values in given if name == "call_to_streets")


def claim(sign=0, low=-math.inf, high=math.inf, **how) -> Claim:
    return Claim(
        Quantity((), ()), None, how.get("divided_by"), how.get("statistic", "mean"), 0, sign, low, high
    )


def runs(*values) -> np.ndarray:
    return np.array([[[value, 1.0]] for value in values])


def test_a_difference_needs_its_size_and_an_interval_on_its_side():
    sure, unsure = runs(0.1, 0.12, 0.11), runs(0.5, -0.2, 0.0)
    zero = runs(0.0, 0.0, 0.0)
    assert judged(claim(1, 0.1), sure, zero).passes
    assert not judged(claim(1, 0.2), sure, zero).passes
    assert judged(claim(1, 0.0), unsure, zero).has_sign
    assert not judged(claim(1, 0.0), unsure, zero).passes
    assert judged(claim(-1, 0.1), zero, sure).passes


def test_pairs_without_a_number_are_left_out_and_said():
    finding = judged(claim(1, 0.0), runs(0.1, np.nan, 0.3), runs(0.0, 0.0, np.nan))
    assert (finding.estimate, finding.runs) == (pytest.approx(0.1), 1)
    none = judged(claim(1, 0.0), runs(np.nan), runs(0.0))
    assert (none.runs, none.passes, none.has_sign) == (0, False, False)


def test_the_delay_that_suits_a_row_best_counts():
    late = np.array([[[0.1, 1.0], [0.5, 1.0], [0.2, 1.0]]] * 3)
    finding = judged(claim(0, 0.4, 0.6), late, None)
    assert (finding.late, finding.passes) == (1, True)


def test_medians_and_ranges_over_runs():
    values = runs(*range(101))
    assert judged(claim(0, 90, 90, statistic="range"), values, None).passes
    assert judged(claim(0, 50, 50, statistic="median"), values, None).passes


def test_acceptance_of_the_overthrown_counts_as_nothing(tiny):
    sim = Simulation(tiny, 300, 1, measures={"acceptance", "formal_power"}).run(10)
    sim.record["formal_power"][5:, 0, sim.names.row("authority", "cabinet")] = 0.0
    quantity = lambda day: Quantity(read("acceptance[worker, town]"), (), day, day)  # noqa: E731
    assert Run(sim, "cabinet").value(quantity(4)) > 0.0
    assert Run(sim, "cabinet").value(quantity(5)) == 0.0
    assert Run(sim, None).value(quantity(5)) > 0.0


def read(text):
    from dualsim.scenario.conditions import parse_measure

    return (parse_measure(text),)


FAULTS = (
    ("  a: {name: b, measure: 'vote[worker, radicl, town]', on: 1917-03-05, at_least: 0, source: c}",
     "signs.yaml:15:39: no place or party named 'radicl'; did you mean 'radical'?"),
    ("  a: {name: b, measure: 'duality[town]', on: 1918-03-05, at_least: 0, source: c}",
     ":15:46: 5 March 1918 is outside"),
    ("  a: {name: b, measure: 'duality[town]', at_least: 0, source: c}", ":15:3: on which days?"),
    ("  a: {name: b, measure: 'duality[town]', on: 1917-03-05, source: c}", ":15:3: what is expected?"),
    ("  a: {name: b, measure: 'duality[town]', on: 1917-03-05, up: 0, source: c}", "up or down from what?"),
    ("  a: {name: b, measure: 'duality[town]', on: 1917-03-05, up: much, source: c}",
     "'much' is not a number"),
    ("  a: {name: b, changed: peac, measure: 'duality[town]', on: 1917-03-05, up: 0, source: c}",
     "no counterfactual named 'peac'; did you mean 'peace'?"),
    ("  a: {name: b, when: 'duality[town] >', at_least: 1917-03-05, source: c}", "write it as"),
    ("  a: {name: b, measure: 'duality[town]', on: 1917-03-05, at_leest: 0, source: c}",
     "no key named 'at_leest'; did you mean 'at_least'?"),
    ("  a: {name: b, measure: 'duality[town]', on: 1917-03-05, at_least: 0}",
     "'source' is missing from rows.a"),
)  # fmt: skip


@pytest.mark.parametrize(("rows", "said"), FAULTS)
def test_a_fault_of_a_row_is_said_at_its_line(tmp_path, rows, said):
    with pytest.raises(ScenarioError) as error:
        read_table(TINY, table(tmp_path, rows + "\n"), measures())
    assert said in str(error.value)
    assert "signs.yaml:15:" in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "soviet_meets",
            "soviet_meet",
            "signs.yaml:12:15: no event named 'soviet_meet'; did you mean 'soviet_meets'?",
        ),
        ("beta", "beeta", "signs.yaml:13:14: no key named 'beeta'; did you mean 'beta'?"),
        ("issue: peace", "issue: piece", "signs.yaml:9:83: no issue named 'piece'; did you mean 'peace'?"),
        ("signs: 1", "signs: 2", "there is no version 2 of tables of signs"),
        ("signs: 1", "about: x", "this is no table of signs"),
    ],
)
def test_a_fault_of_a_counterfactual_is_said_at_its_line(tmp_path, old, new, said):
    with pytest.raises(ScenarioError) as error:
        read_table(TINY, table(tmp_path, head=HEAD.replace(old, new)), measures())
    assert said in str(error.value)


def test_a_table_is_no_scenario_and_is_not_listed():
    assert not {path.stem for path in TABLES} - set(dualsim.list_scenarios())
    assert len(dualsim.list_scenarios()) < len(list(TABLES[0].parents[1].glob("*.yaml")))
    with pytest.raises(ScenarioError, match="this is a table of signs and no scenario"):
        dualsim.load(TABLES[0])


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_bundled_table_is_sound_and_says_why(path):
    found = read_table(path.stem, None, measures())
    assert len(found.rows) >= 5
    assert all(len(row.source) > 20 for row in found.rows)
    used = {key for row in found.rows for key in (row.changed, row.against) if key}
    assert used == set(found.called)


def test_no_row_of_the_table_of_signs_enters_a_loss():
    """A row about the run as it was may not ask for what `observations.csv` holds: measure, group and date.

    What differs between two runs is in no loss, so rows with a counterfactual may name an observed day.
    """
    with (ROOT / "scenarios" / "observations.csv").open(encoding="utf-8", newline="") as file:
        observed = [
            (row["quantity"], row["place"], group, row["date_os"])
            for row in csv.DictReader(file)
            for group in row["groups"].split(";")
        ]
    for path in TABLES:
        found = read_table(path.stem, None, measures())
        asked = [key for row in found.rows if row.changed is None for key in _asked(found, row)]
        assert not set(asked) & set(observed), path


def _asked(found, row):
    from dualsim.scenario.dates import iso

    scenario = found.scenario
    for quantity in (one for claim in row.claims for one in claim.quantities):
        for reading in quantity.readings:
            named = [name for name in reading.selectors if name in scenario.places]
            place = named[0] if named else next(iter(scenario.places))
            groups = [name for name in reading.selectors if name in {*scenario.groups, ALL}] or [""]
            for day in {quantity.first, quantity.last}:
                date = iso(scenario.period.first + day, scenario.calendar)
                yield from ((reading.measure, place, group, date) for group in groups)
