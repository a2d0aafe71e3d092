"""Observations: tables read, or refused with every line and column that is wrong."""

from __future__ import annotations

import math

import pytest

from dualsim.analysis.evaluation.observations import COLUMNS, QUANTITIES, Observation, read_observations
from dualsim.scenario.errors import ScenarioError
from dualsim.scenario.loading import list_scenarios

HEAD = ",".join(COLUMNS)
GOOD = "may_radical,1917-03-10,town,vote,,all,radical,0.25,1200,medium,A book p. 3,a note"


def test_a_table_is_read(tmp_path):
    path = tmp_path / "seen.csv"
    more = "x,1917-10-25,town,seats,soviet,worker;soldier,sr+menshevik, 0.5 ,,high,s,"
    path.write_text(f"{HEAD}\n{GOOD}\n{more}\n", encoding="utf-8")
    one, two = read_observations(path)
    assert one == Observation(
        "may_radical", "1917-03-10", "town", "vote", "", (), ("radical",), 0.25, 1200.0, "medium",
        "A book p. 3", "a note",
    )  # fmt: skip
    assert (two.groups, two.option, two.share, two.authority) == (
        ("worker", "soldier"), ("sr", "menshevik"), 0.5, "soviet"
    )  # fmt: skip
    assert math.isnan(two.n)


def test_a_table_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "seen.csv"
    path.write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8-sig")
    assert len(read_observations(path)) == 1


def test_what_comes_with_dualsim_is_read():
    table = read_observations(list_scenarios()["petrograd_1917"].with_name("observations.csv"))
    assert len(table) >= 24
    assert {one.quantity for one in table} == set(QUANTITIES) - {"allegiance"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",vote,", ",votes,", "quantity: no quantity named 'votes'; did you mean 'vote'?"),
        (",0.25,", ",25,", "share: 25 is not a share; it lies between 0 and 1; did you mean 0.25?"),
        (",0.25,", ",-0.1,", "share: -0.1 is not a share"),
        (",0.25,", ",nan,", "share: nan is not a share"),
        (",0.25,", ",a quarter,", "share: 'a quarter' is not a number; write a share as in 0.25"),
        (",0.25,", ",,", "share: nothing stands here, and it is needed"),
        (",1200,", ",many,", "n: 'many' is not a number"),
        (",1200,", ",-5,", "n: -5 is no count"),
        ("1917-03-10", "1917-02-30", "date_os: there is no 30 February 1917"),
        ("1917-03-10", "10 March", "date_os: '10 March' is not a date"),
        (",medium,", ",middling,", "confidence: no confidence named 'middling'"),
        (",medium,", ",mediun,", "confidence: no confidence named 'mediun'; did you mean 'medium'?"),
        (",vote,,", ",seats,,", "authority: nothing stands here; seats are of an authority"),
        (
            ",vote,,",
            ",vote,soviet,",
            "authority: 'soviet' stands here; vote is of no authority, leave it empty",
        ),
        (
            ",vote,,all,radical,",
            ",allegiance,soviet,all,radical,",
            "option: 'radical' stands here; allegiance",
        ),
        (",radical,", ",,", "option: nothing stands here; name the party, or several joined by +"),
        (",radical,", ",radical+,", "option: 'radical+' has an empty name in it"),
        (",radical,", ",radical+radical,", "option: 'radical+radical' has a name twice"),
        (",all,", ",,", "groups: nothing stands here; write 'all' for everyone"),
        (",all,", ",worker;;soldier,", "groups: 'worker;;soldier' has an empty name in it"),
        (
            ",A book p. 3,",
            ",A book, p. 3,",
            "this row has 13 cells, the first line has 12; a cell with a comma",
        ),
        (",a note", "", "this row has 11 cells, the first line has 12"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_with_line_and_column(tmp_path, old, new, said):
    path = tmp_path / "seen.csv"
    bad = GOOD.replace("may", "jun").replace(old, new)
    path.write_text(f"{HEAD}\n{GOOD}\n{bad}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_observations(path)
    (fault,) = caught.value.faults
    cell = said.split(":")[0] if said.split(":")[0] in COLUMNS else "id"
    column = 1 + sum(len(before) + 1 for before in bad.split(",")[: COLUMNS.index(cell)])
    assert str(fault).startswith(f"{path}:3:{column}: {said}")
    assert str(fault).endswith("^")


def test_everything_that_is_wrong_is_named_at_once(tmp_path):
    path = tmp_path / "seen.csv"
    lines = [
        HEAD,
        GOOD.replace("0.25", "2").replace("medium", "so so"),
        GOOD,
        "",
        GOOD.replace("vote", "noise"),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_observations(path)
    assert [fault.spot.line for fault in caught.value.faults] == [2, 2, 3, 5, 5]
    assert "id: 'may_radical' stands in line 2 already" in caught.value.faults[2].message


def test_a_cell_in_quotes_and_over_two_lines_keeps_the_count(tmp_path):
    path = tmp_path / "seen.csv"
    first = GOOD.replace("A book p. 3", '"A book, p. 3"').replace("a note", '"a note\nin two lines"')
    second = GOOD.replace("may_radical", '"ju,n"').replace("medium", "good")
    path.write_text(f"{HEAD}\n{first}\n{second}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_observations(path)
    assert [(f.spot.line, f.spot.column) for f in caught.value.faults] == [(4, 52)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", ": the file is empty; its first line names the columns: id,date_os,"),
        (b"\n \n", ": the file is empty"),
        (f"{HEAD}\n".encode(), ": there is no observation in it; write one in each line below the first"),
        (b"id,share\nx,1\n", ":1:1: there is no column date_os, place, quantity,"),
        (HEAD.replace("share", "shares").encode(), ":1:51: no column named 'shares'; did you mean 'share'?"),
        (HEAD.replace("notes", "source").encode(), ":1:77: the column 'source' stands here a second time"),
        (f"{HEAD}\n".encode() + b"may,\xff\xfe", ":2:5: this is not UTF-8 text; save the file as UTF-8"),
        (f"{HEAD}\0".encode(), f":1:{len(HEAD) + 1}: the character U+0000 cannot be in a text file"),
        (
            f"{HEAD}\nx,\fy\n".encode(),
            ":2:3: the character U+000C cannot be in a text file; is this a table?",
        ),
        (f'{HEAD}\nx,"never closed\n'.encode(), ":2:1: a quotation mark is never closed"),
    ],
)
def test_what_is_not_a_table_is_refused(tmp_path, text, said):
    path = tmp_path / "seen.csv"
    path.write_bytes(text)
    with pytest.raises(ValueError) as caught:
        read_observations(path)
    assert f"{path}{said}" in str(caught.value)


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path):
    with pytest.raises(
        ValueError, match=r"none\.csv: cannot be read: no such file or directory; give the path"
    ):
        read_observations(tmp_path / "none.csv")
    with pytest.raises(ValueError, match="cannot be read: is a directory"):
        read_observations(tmp_path)


def test_a_table_may_be_in_new_style(tmp_path):
    """25 October is 7 November: the same day, told as the table tells it."""
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text(f"{HEAD}\n{GOOD.replace('1917-03-10', '1917-10-25')}\n", encoding="utf-8")
    text = f"{HEAD.replace('date_os', 'date_ns')}\n{GOOD.replace('1917-03-10', '1917-11-07')}\n"
    new.write_text(text, encoding="utf-8")
    (one,), (other,) = read_observations(old), read_observations(new)
    assert (one.day, one.date_os) == (other.day, other.date_os)
    assert (one.date, other.date) == ("1917-10-25", "1917-11-07")
    assert other._replace(calendar="julian") == one
    for wrong, said in (
        (text.replace("1917-11-07", "1917-11-31"), ":2:13: date_ns: there is no 31 November 1917"),
        (
            text.replace("date_ns", "date_os,date_ns"),
            ":1:12: a second column of dates; keep 'date_os' or 'date_ns'",
        ),
        (text.replace("date_ns", "date_nss"), "did you mean 'date_ns'"),
    ):
        new.write_text(wrong, encoding="utf-8")
        with pytest.raises(ScenarioError) as caught:
            read_observations(new)
        assert said in str(caught.value)
