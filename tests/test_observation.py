"""Observations: tables read or refused line by line, and what a run says of each, by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from dualsim.experiment import run
from dualsim.loading import load
from dualsim.observation import COLUMNS, Observation, Score, evaluate, mean_absolute_error, read_observations

TINY = Path(__file__).parent / "data" / "tiny.yaml"
HEAD = ",".join(COLUMNS)
GOOD = "may_radical,1917-03-10,town,vote,,all,radical,0.25,1200,medium,A book p. 3,a note"


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
    return found


def seen(**given):
    known = {
        "id": "x", "date_os": "1917-03-10", "place": "town", "quantity": "vote", "authority": "",
        "groups": (), "option": ("radical",), "share": 0.5, "n": 100.0, "confidence": "high",
        "source": "s", "notes": "",
    }  # fmt: skip
    return Observation(**{**known, **given})


def simulated(results, **given):
    (score,) = evaluate(results, [seen(**given)])
    return score.simulated


# What a run says


@pytest.mark.parametrize(
    ("given", "share"),
    [
        ({}, (3000 * 0.5 + 1000 * 0.1) / (3000 * 0.8 + 1000 * 0.2)),
        ({"groups": ("worker",)}, 0.5 / 0.8),
        ({"groups": ("worker", "soldier")}, 1600 / 2600),
        ({"option": ("moderate", "radical")}, 1.0),
        ({"groups": ("soldier",), "option": ("moderate",)}, 0.5),
        ({"quantity": "allegiance", "authority": "soviet"}, (3000 * 0.3 + 1000 * 0.9) / 4000),
        ({"quantity": "allegiance", "authority": "none", "groups": ("worker",)}, 0.2),
        ({"quantity": "seats", "authority": "soviet"}, 0.75 * 0.4 + 0.25 * 0.8),
        ({"quantity": "seats", "authority": "soviet", "groups": ("soldier",)}, 0.8),
        ({"quantity": "seats", "authority": "cabinet"}, 0.1),
        ({"quantity": "seats", "authority": "cabinet", "option": ("moderate", "radical")}, 1.0),
    ],
)
def test_shares_by_hand(results, given, share):
    assert simulated(results, **given) == pytest.approx(share)


@pytest.mark.parametrize(
    "given",
    [
        {"place": "moscow"},
        {"date_os": "1917-05-01"},
        {"option": ("anarchist",)},
        {"option": ("radical", "anarchist")},
        {"groups": ("peasant",)},
        {"quantity": "seats", "authority": "duma"},
        {"quantity": "allegiance", "authority": "duma"},
        {"place": "village", "groups": ("soldier",)},
        {"quantity": "allegiance", "authority": "soviet", "place": "village", "groups": ("soldier",)},
    ],
    ids=str,
)
def test_what_the_run_does_not_have_is_no_number(results, given):
    assert math.isnan(simulated(results, **given))


def test_errors_are_simulated_minus_observed_over_what_is_covered():
    scores = [Score(seen(share=share), value) for share, value in ((0.5, 0.6), (0.3, 0.1), (0.2, math.nan))]
    assert scores[0].error == pytest.approx(0.1)
    assert scores[1].error == pytest.approx(-0.2)
    assert mean_absolute_error(scores) == pytest.approx(0.15)
    assert math.isnan(mean_absolute_error(scores[2:]))


# Tables


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


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",vote,", ",votes,", "no quantity named 'votes'; did you mean 'vote'?"),
        (",0.25,", ",25,", "share: 25 is not a share; it lies between 0 and 1"),
        (",0.25,", ",-0.1,", "is not a share"),
        (",0.25,", ",nan,", "is not a share"),
        (",0.25,", ",a quarter,", "'a quarter'"),
        (",1200,", ",many,", "'many'"),
        ("1917-03-10", "1917-02-30", "there is no 30 February 1917"),
        ("1917-03-10", "10 March", "not a date"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path, old, new, said):
    path = tmp_path / "seen.csv"
    path.write_text(f"{HEAD}\n{GOOD}\n{GOOD.replace(old, new)}\n", encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        read_observations(path)
    assert str(caught.value).startswith(f"{path}:3: ")
    assert said in str(caught.value)


def test_all_lines_that_cannot_be_used_are_named_at_once(tmp_path):
    path = tmp_path / "seen.csv"
    lines = [HEAD, GOOD.replace("0.25", "2"), GOOD, GOOD.replace("vote", "noise")]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        read_observations(path)
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [f"{path}:2", f"{path}:4"]


def test_what_is_not_a_table_is_refused(tmp_path):
    with pytest.raises(ValueError, match="cannot be read as a table"):
        read_observations(tmp_path / "nothing.csv")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ValueError, match="cannot be read as a table"):
        read_observations(tmp_path / "binary.csv")
    (tmp_path / "other.csv").write_text("id,share\nx,1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"other\.csv:1: no column date_os, place"):
        read_observations(tmp_path / "other.csv")
