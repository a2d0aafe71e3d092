"""The table of covariates: cells read, blanks filled, and everything that is wrong named where it stands."""

from __future__ import annotations

import pytest

from dualsim.analysis.evaluation.covariates import middle, read_covariates
from dualsim.scenario.errors import ScenarioError

HEAD = "key,workers,km,garrison,in_fit,capital_lat,capital_lon"
ROWS = (
    "a_province,10,100,20-25,,56.1,40.4",
    "b_province,30,,~15,yes,58.6,49.7",
    "capital_province,500,50,200,no,,30.3",
)


@pytest.fixture
def table(tmp_path):
    def write(*rows: str, head: str = HEAD):
        path = tmp_path / "known.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15", 15.0), ("20-25", 22.5), ("160-300", 230.0), ("~15", 15.0), ("~ 10 - 20", 15.0), ("-5", -5.0),
        ("-5-5", 0.0), ("0.5", 0.5), ("1e3", 1000.0), ("20\N{EN DASH}25", 22.5), ("some", None),
        ("10-", None), ("1-2-3", None), ("", None), ("nan", None),
    ],
)  # fmt: skip
def test_a_range_is_its_middle(text, value):
    assert middle(text) == value


def test_blanks_are_the_mean_of_others_that_enter_fits(table):
    found = read_covariates(table(*ROWS), ("workers", "km", "garrison"))
    assert found.values["a_province"] == (10.0, 100.0, 22.5)
    assert found.values["b_province"] == (30.0, 100.0, 15.0)
    assert found.left_out == {"capital_province"}
    assert found.filled == ("km of b_province is blank: taken as 100, the mean of others",)
    assert found.points == {"a_province": (56.1, 40.4), "b_province": (58.6, 49.7)}


def test_places_may_be_left_out_by_name(table):
    found = read_covariates(table(*ROWS, "c_province,40,300,5,,50,30"), ("workers", "km"), ["a_province"])
    assert found.left_out == {"capital_province", "a_province"}
    assert found.values["b_province"] == (30.0, 300.0), "the mean of what is left"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "a_province,many,1,1,,1,1",
            "known.csv:2:12: workers: 'many' is no number and no range; write 15, 10-20",
        ),
        (",1,1,1,,1,1", "known.csv:2:1: key: nothing stands here, and it is needed"),
        ("a_province,1,1,1,maybe,1,1", "known.csv:2:18: no in_fit named 'maybe'"),
        ("a_province,1,1", "known.csv:2:1: this row has 3 cells, the first line has 7"),
        ("a_province,1,1,1,,north,1", "capital_lat: 'north' is no number"),
        ("b_province,1,1,1,,1,1", "known.csv:3:1: key: 'b_province' stands in a line above already"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(table, row, said):
    with pytest.raises(ScenarioError) as caught:
        read_covariates(table(row, ROWS[1]), ("workers", "km"))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("names", "leave_out", "said"),
    [
        (("worker",), (), "known.csv:1:1: no column named 'worker'; did you mean 'workers'?"),
        (("workers", "workers"), (), "a covariate is named twice: workers, workers; name it once"),
        ((), (), "no covariate is named; name one or more of these columns"),
        (("workers",), ("a_provinz",), "no key named 'a_provinz'; did you mean 'a_province'?"),
    ],
)
def test_names_that_are_not_there_are_named(table, names, leave_out, said):
    with pytest.raises(ScenarioError) as caught:
        read_covariates(table(*ROWS), names, leave_out)
    assert said in str(caught.value)


def test_a_column_that_is_blank_everywhere_and_an_empty_table_are_refused(table, tmp_path):
    with pytest.raises(ScenarioError, match="the column km is blank in every place; name another covariate"):
        read_covariates(table("a_province,1,,1,,1,1"), ("workers", "km"))
    with pytest.raises(ScenarioError, match="there is no place in it"):
        read_covariates(table(), ("workers",))
    (tmp_path / "none.csv").write_text("", encoding="utf-8")
    with pytest.raises(ScenarioError, match="the file is empty; its first line names the columns: key"):
        read_covariates(tmp_path / "none.csv", ("workers",))
    with pytest.raises(ScenarioError, match="no column named 'key'; there is workers"):
        read_covariates(table("1", head="workers"), ("workers",))
