"""Conditions: what can be written, and what is said of what cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualsim.scenario.conditions import OPERATORS, Condition, NotACondition, Reading, parse, parse_measure


def test_a_measure_a_bound_and_days():
    (condition,) = parse("mobilisation[soldier, town] >= 0.5 for 3 days")
    assert condition[:5] == ("mobilisation", ("soldier", "town"), ">=", 0.5, 3)
    assert str(condition) == "mobilisation[soldier, town] >= 0.5 for 3 days"


def test_a_bound_alone_holds_for_a_day():
    assert parse("duality<.6")[0][:5] == ("duality", (), "<", 0.6, 1)


def test_conditions_are_joined_by_and():
    assert [c.measure for c in parse("duality > 0.6 and cooperation <= -1e-1 for 1 day")] == [
        "duality",
        "cooperation",
    ]


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("", 0, "it ends where the name of a measure was expected"),
        ("duality", 7, "it ends where one of > >= < <= was expected"),
        ("duality > ", 9, "it ends where a number was expected"),
        ("duality = 3", 8, "'=' has no meaning here"),
        ("duality > 1.2.3", 10, "'1.2.3' is not a number"),
        ("duality > 1e999", 10, "'1e999' is too large a number"),
        ("duality > 0.5 for 0 days", 18, "must be a whole number from 1 to 10000"),
        ("duality > 0.5 for 1.5 days", 18, "must be a whole number from 1 to 10000"),
        ("duality > 0.5 for 3 weeks", 20, "'weeks' stands where 'days' was expected"),
        ("duality > 0.5 or cooperation < 1", 14, "'or' stands where 'and' or the end was expected"),
        ("vote[", 5, "it ends where a name was expected"),
        ("vote[a b] > 1", 7, "'b' stands where ']' was expected"),
        ("vote[a,] > 1", 7, "']' stands where a name was expected"),
        ("vote] > 1", 4, "']' stands where one of > >= < <= was expected"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_column(text, column, said):
    with pytest.raises(NotACondition) as found:
        parse(text)
    assert said in str(found.value)
    assert found.value.column == column


@given(
    st.from_regex(r"[a-z]{1,8}", fullmatch=True).filter(lambda w: w not in ("and", "for")),
    st.lists(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), max_size=3),
    st.sampled_from(sorted(OPERATORS)),
    st.integers(-1000, 1000),
    st.integers(1, 10_000),
)
def test_what_is_written_reads_back(measure, selectors, operator, number, days):
    written = Condition(measure, tuple(selectors), operator, float(number), days)
    (read,) = parse(str(written))
    assert read[:5] == written[:5]


@given(st.text(max_size=40))
def test_nothing_but_not_a_condition_is_ever_raised(text):
    column = 0
    try:
        parse(text)
    except NotACondition as error:
        column = error.column
    assert 0 <= column <= len(text)


def test_a_measure_alone():
    assert parse_measure("duality") == Reading("duality", (), (0,))
    assert parse_measure(" vote[worker, bolshevik]") == Reading("vote", ("worker", "bolshevik"), (1, 6, 14))
    assert str(parse_measure("vote[ worker ,bolshevik ]")) == "vote[worker, bolshevik]"


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("", 0, "it ends where the name of a measure was expected; write it as mobilisation[soldier]"),
        ("duality > 0.5", 8, "'>' stands where the end was expected; write it as mobilisation[soldier]"),
        ("vote[a", 6, "it ends where ']' was expected"),
        ("vote{a}", 4, "'{' has no meaning here; write it as mobilisation[soldier]"),
    ],
)
def test_what_is_no_measure_alone_is_said_with_its_column(text, column, said):
    with pytest.raises(NotACondition) as found:
        parse_measure(text)
    assert str(found.value).startswith(said)
    assert found.value.column == column
