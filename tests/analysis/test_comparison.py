"""Scenarios beside each other: known differences, dates, columns, and what is said of mistakes."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from dualsim.analysis.comparison.breaks import rows_of_breaks
from dualsim.analysis.comparison.columns import columns_of, readings_of
from dualsim.analysis.comparison.comparison import AVERAGE, compare
from dualsim.analysis.statistics import HIGHER, LOWER, SAME
from dualsim.runs.ensembles import ensemble
from dualsim.scenario.loading import load
from paths import TINY

SMALL = {"runs": 4, "people": 300, "jobs": 1}


@pytest.fixture(scope="module")
def later(tmp_path_factory) -> Path:
    """The same town, but later and longer, without what happens in it."""
    folder = tmp_path_factory.mktemp("later")
    (folder / "behaviour.yaml").write_text((TINY.parent / "behaviour.yaml").read_text(encoding="utf-8"))
    text = TINY.read_text(encoding="utf-8").split("\nevents:")[0]
    text = text.replace("start: 1917-03-01", "start: 1917-03-21").replace(
        "end: 1917-03-30", "end: 1917-04-20"
    )
    (folder / "later.yaml").write_text(text, encoding="utf-8")
    return folder / "later.yaml"


@pytest.fixture(scope="module")
def found():
    """The town and its village."""
    return compare(TINY, measures=["duality", "real_power[soviet]", "real_power[elders]"], **SMALL)


def row(comparison, measure, when=AVERAGE, column=1):
    label = comparison.columns[column].label
    (one,) = (r for r in comparison.rows if (r.measure, r.when, r.column) == (measure, when, label))
    return one


def test_a_scenario_with_several_places_has_a_column_for_each(found):
    assert [column.label for column in found.columns] == ["tiny:town", "tiny:village"]
    assert found.results[0] is found.results[1]  # run once


def test_numbers_are_those_of_the_runs(found):
    runs = ensemble(TINY, 4, 300, jobs=1).duality
    mean = runs.mean("day")
    one = row(found, "duality")
    assert one.value.median == pytest.approx(float(mean.sel(place="village").median()))
    less = mean.sel(place="village") - mean.sel(place="town")
    np.testing.assert_allclose(one.difference, np.quantile(less, [0.5, 0.05, 0.95]))
    dates = [r.when for r in found.rows if r.measure == "duality" and r.column == "tiny:town"]
    assert dates == ["1917-03-08", "1917-03-16", "1917-03-23", AVERAGE]
    day = runs.sel(place="town").isel(day=7)
    assert row(found, "duality", "1917-03-08", 0).value.high == pytest.approx(float(np.quantile(day, 0.95)))


def test_differences_are_taken_run_by_run():
    """A scenario differs from its twin by exactly nothing, though its runs differ from each other."""
    village = {"until": "1917-03-20"}
    twice = compare(load(TINY, **village), load(TINY, **village), **SMALL)
    assert [c.label for c in twice.columns][::2] == [
        "Tiny town, March 1917 (1):town",
        "Tiny town, March 1917 (2):town",
    ]
    twice = replace(
        twice, rows=[r for r in twice.rows if r.column.endswith(":town")], columns=twice.columns[::2]
    )
    for one in twice.rows:
        if one.verdict:
            assert one.difference == (0.0, 0.0, 0.0)
            assert one.verdict == SAME
    assert row(twice, "duality").value.low < row(twice, "duality").value.high


def test_verdicts_follow_the_interval(found):
    for one in found.rows:
        if one.column == "tiny:town" or np.isnan(one.difference.median):
            assert one.verdict == ""
        elif one.difference.low > 0:
            assert one.verdict == HIGHER
        elif one.difference.high < 0:
            assert one.verdict == LOWER
        else:
            assert one.verdict == SAME
    assert {one.verdict for one in found.rows} >= {HIGHER, LOWER, ""}


def test_shares_of_days_sum_to_one(found):
    regimes = found.results[0].regime
    for one in (r for r in found.rows if r.measure.startswith("regime: ")):
        place = one.column.removeprefix("tiny:")
        days = (regimes.sel(place=place) == one.measure.removeprefix("regime: ")).mean("day")
        assert one.value.median == pytest.approx(float(days.median()))


def test_a_date_outside_some_runs_is_told_of_the_others(later):
    both = compare(f"{TINY}:town", f"{later}:town", on=["1917-03-02", "1917-03-25", "1917-04-19"], **SMALL)
    for when, known in (("1917-03-02", (True, False)), ("1917-03-25", (True, True))):
        rows = [row(both, "duality", when, n) for n in (0, 1)]
        assert tuple(bool(np.isfinite(r.value.median)) for r in rows) == known
    assert row(both, "duality", "1917-04-19", 1).verdict == ""
    assert row(both, "duality").verdict != ""


def test_dates_of_its_own_choice_lie_in_all_runs(later):
    both = compare(f"{TINY}:town", f"{later}:town", **SMALL)
    dates = {r.when for r in both.rows if r.when[0].isdigit()}
    assert len(dates) == 3
    assert all("1917-03-21" <= date <= "1917-03-30" for date in dates)


def test_runs_that_share_no_days_are_told_over_the_run_alone(tmp_path):
    text = TINY.read_text(encoding="utf-8").split("\nevents:")[0].replace("1917-03-", "1927-03-")
    (tmp_path / "tiny.yaml").write_text(text, encoding="utf-8")
    behaviour = (TINY.parent / "behaviour.yaml").read_text(encoding="utf-8")
    (tmp_path / "behaviour.yaml").write_text(behaviour, encoding="utf-8")
    both = compare(f"{TINY}:town", f"{tmp_path / 'tiny.yaml'}:town", **{**SMALL, "runs": 2})
    assert {r.when for r in both.rows if r.measure == "duality"} == {AVERAGE}


def test_an_authority_that_one_scenario_lacks_is_not_told_there():
    two = compare(f"{TINY}:town", "petrograd_1917", measures=["real_power[elders]"], **{**SMALL, "runs": 2})
    assert np.isnan(row(two, "real_power[elders]").value.median)
    assert np.isfinite(row(two, "real_power[elders]", column=0).value.median)


def test_it_is_the_same_in_any_number_of_processes(found):
    again = compare(
        TINY, measures=["duality", "real_power[soviet]", "real_power[elders]"], **SMALL | {"jobs": 2}
    )
    assert again.to_csv() == found.to_csv()


def test_the_tables_say_the_same(found):
    lines = list(csv.DictReader(found.to_csv().splitlines()))
    facts = json.loads(json.dumps(found.to_dict()))
    assert len(lines) == len(facts["rows"])
    told = (found.rows, found.endings, found.passages, list(rows_of_breaks(found.breaks)))
    assert len(lines) == sum(map(len, told))
    for line, fact, one in zip(lines, facts["rows"], found.rows, strict=False):
        assert line["what"] == fact["what"] == one.measure
        assert float(line["median"]) == fact["median"] == pytest.approx(one.value.median, abs=1e-6)
    assert facts["scenarios"] == ["tiny:town", "tiny:village"]
    text = str(found)
    assert "duality: index, 0 to 1" in text
    assert text.count("tiny:village") > 5
    for _, rows in groupby(found.rows, key=lambda r: r.measure):
        one = list(rows)[-1]
        assert f"{one.value.median:.2f} [{one.value.low:.2f}, {one.value.high:.2f}]" in text


@pytest.mark.parametrize(
    ("scenarios", "given", "said"),
    [
        (["petrograd_1971"], {}, "petrograd_1971: no scenario.*did you mean 'petrograd_1917'[?]"),
        ([f"{TINY}:twon"], {}, ".*tiny.yaml:twon: no place named 'twon'; did you mean 'town'[?]"),
        ([TINY], {"measures": ["dualty"]},
         "measure 'dualty': no measure named 'dualty'; did you mean 'duality'"),
        ([TINY], {"measures": ["real_power[sovjet]"]},
         r"measure 'real_power\[sovjet\]': .*did you mean 'soviet'"),
        ([TINY], {"measures": ["real_power"]},
         "measure 'real_power': 'real_power' needs an authority; write"),
        ([TINY], {"measures": ["duality > 0.5"]}, "measure 'duality > 0.5': '>' stands where the end was"),
        ([TINY], {"measures": ["regime"]}, "measure 'regime': 'regime' is a word, not a number"),
        ([TINY], {"on": ["1918-01-01"]},
         "on: 1918-01-01 is in none of the runs; they last from 1 March 1917 to"),
        ([TINY], {"on": ["1917-02-30"]}, "on: there is no 30 February 1917"),
        ([TINY], {"runs": 1}, "runs: 1 is too few to compare; give 2 or more"),
        ([], {}, "compare: no scenario"),
        ([TINY, f"{TINY}:town"], {}, ".*tiny.yaml:town: 'tiny:town' is compared already; name it once"),
    ],
)  # fmt: skip
def test_mistakes_are_named(scenarios, given, said):
    with pytest.raises(ValueError) as refused:
        compare(*scenarios, **{**SMALL, **given})
    assert re.match(said, str(refused.value)), str(refused.value)


def test_too_many_columns_say_how_to_pick():
    with pytest.raises(
        ValueError, match=r"^compare: \d+ columns are .* at most 6; pick places, as in empire"
    ):
        columns_of(["empire_1917"])
    with pytest.raises(
        ValueError, match=r"7 columns are too many for a figure of at most 6; leave some out$"
    ):
        columns_of([load("petrograd_1917") for _ in range(7)])


def test_files_of_one_name_are_told_apart(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        for file in ("tiny.yaml", "behaviour.yaml"):
            text = (TINY.parent / file).read_text(encoding="utf-8")
            (tmp_path / folder / file).write_text(text, encoding="utf-8")
    given = [f"{tmp_path}/{folder}/tiny.yaml:town" for folder in ("a", "b")]
    assert [column.label for column in columns_of(given)[0]] == given


def test_a_measure_need_make_sense_in_one_column_only():
    columns, cases = columns_of([load(TINY), "petrograd_1917"])
    assert len(cases) == 2
    assert [str(reading) for reading in readings_of(["real_power[elders]"], columns)] == [
        "real_power[elders]"
    ]


def test_outcomes_are_told_of_each_column_with_their_differences(tiny, seizing):
    """A share of runs, a date and a number, each of the column's own place; never a 0 for what never came."""
    asked = ["took_power[soviet]@1917-03-29", "took_power[soviet]", "seats[soviet, radical]@1917-03-20"]
    found = compare(tiny.replace({"title": "A"}), seizing, runs=4, people=300, outcomes=asked, jobs=1)
    rows = {(row["what"], row["when"], row["scenario"]): row for row in found.to_dict()["rows"]}
    quiet, town = "A:town", f"{seizing.title}:town"
    came = rows["took_power[soviet]", "1917-03-29", town]
    assert (came["share_of_runs"], came["difference"]) == (1.0, 1.0)
    assert came["verdict"] == "higher"
    never = rows["took_power[soviet]", "first day", quiet]
    assert (never["share_of_runs"], never["median"], never["defined"]) == (0.0, None, 0)
    day = rows["took_power[soviet]", "first day", town]
    assert "1917-03-15" < day["low"] <= day["median"] <= day["high"] <= "1917-03-30"
    assert "difference" not in day or day["difference"] is None
    text = str(found)
    assert "in 0 of 4 runs, 0% [0, 49]" in text
    assert "no pair of runs has both" in text
    with pytest.raises(ValueError, match="did you mean 'took_power'"):
        compare(tiny, seizing, runs=2, people=300, outcomes=["took_pwer[soviet]"], jobs=1)
