"""Dates: Old Style and New Style, back and forth, and days that are not there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualsim.scenario.dates import Period, day_number, iso, long_date, short_date, spoken

PAIRS = [  # Old Style, New Style: from the record, not from arithmetic
    ("1917-02-23", "1917-03-08"),  # International Women's Day
    ("1917-03-02", "1917-03-15"),  # the abdication
    ("1917-10-25", "1917-11-07"),
    ("1918-01-31", "1918-02-13"),  # the last Old Style day in Russia; the next was 14 February
    ("1900-02-28", "1900-03-12"),
    ("1900-02-29", "1900-03-13"),
    ("1900-03-01", "1900-03-14"),
    ("1582-10-05", "1582-10-15"),  # the reform
    ("1649-01-30", "1649-02-09"),  # the execution of Charles I
    ("1752-09-02", "1752-09-13"),  # the last Old Style day in Britain
    ("1700-02-29", "1700-03-11"),
    ("0001-01-03", "0001-01-01"),
]
DAYS = st.integers(date(1, 1, 3).toordinal(), date(9999, 12, 31).toordinal())


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_old_style_and_new_style_of_the_same_day(old, new):
    number = day_number(new, "gregorian")
    assert day_number(old, "julian") == number == date.fromisoformat(new).toordinal()
    assert iso(number, "julian") == old
    assert iso(number, "gregorian") == new


@given(DAYS)
def test_every_day_comes_back(number):
    for calendar in ("julian", "gregorian"):
        assert day_number(iso(number, calendar), calendar) == number


@given(DAYS.filter(lambda day: day > 3))
def test_the_day_after_comes_after(number):
    one, two = (tuple(map(int, iso(day, "julian").split("-"))) for day in (number - 1, number))
    assert two > one
    assert two == (one[0], one[1], one[2] + 1) or two[2] == 1


@given(st.integers(1, 9999))
def test_julian_leap_years_are_every_fourth(year):
    if year % 4 == 0:
        assert day_number(f"{year:04d}-03-01", "julian") - day_number(f"{year:04d}-02-29", "julian") == 1
    else:
        assert day_number(f"{year:04d}-03-01", "julian") - day_number(f"{year:04d}-02-28", "julian") == 1


@pytest.mark.parametrize(
    ("text", "calendar", "said"),
    [
        ("1917-02-30", "julian", "there is no 30 February 1917; the month has 28 days"),
        ("1917-02-29", "julian", "there is no 29 February 1917; the month has 28 days"),
        ("1900-02-29", "gregorian", "there is no 29 February 1900; the month has 28 days"),
        ("1916-02-30", "julian", "there is no 30 February 1916; the month has 29 days"),
        ("1917-04-31", "julian", "there is no 31 April 1917; the month has 30 days"),
        ("1917-06-31", "julian", "there is no 31 June 1917; the month has 30 days"),
        ("1917-12-32", "julian", "there is no 32 December 1917; the month has 31 days"),
        ("1917-03-00", "julian", "there is no 0 March 1917"),
        ("1917-13-01", "julian", "there is no month 13"),
        ("1917-00-01", "julian", "there is no month 0"),
        ("0000-01-01", "julian", "there is no year 0"),
        ("25 October 1917", "julian", "not a date; write it as year-month-day"),
        ("1917-10", "julian", "not a date"),
        ("1917-10-25T12:00", "julian", "not a date"),
        ("", "julian", "not a date"),
    ],
)
def test_a_day_that_is_not_there_is_refused(text, calendar, said):
    with pytest.raises(ValueError) as caught:
        day_number(text, calendar)
    assert said in str(caught.value)


def test_leap_days_of_each_calendar():
    assert day_number("1900-02-29", "julian") == date(1900, 3, 13).toordinal()
    assert day_number("2000-02-29", "gregorian") == date(2000, 2, 29).toordinal()
    assert day_number("1916-02-29", "gregorian") == date(1916, 2, 29).toordinal()


def test_dates_as_they_are_said():
    number = day_number("1917-10-25", "julian")
    assert spoken(number, "julian") == "25 October 1917"
    assert spoken(number, "gregorian") == "7 November 1917"
    assert day_number(" 1917-3-5 ", "julian") == day_number("1917-03-05", "julian")


def test_a_date_as_it_is_said():
    assert long_date("1917-03-01") == "1 March 1917"
    assert short_date("1917-03-01") == "1 Mar"
    assert short_date("1917-10-25", year=True) == "25 Oct 1917"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1917-02-28", "28 February 1917 is outside the run, which is 1 March 1917 to 30 March 1917"),
        ("1917-03-31", "31 March 1917 is outside the run, which is 1 March 1917 to 30 March 1917"),
        ("1917-03-32", "there is no 32 March 1917; the month has 31 days"),
    ],
)
def test_a_date_outside_a_run_is_refused_with_the_days_of_the_run(text, message):
    first, last = (day_number(end, "julian") for end in ("1917-03-01", "1917-03-30"))
    run = Period(first, last, "julian")
    assert [run.day("1917-03-01"), run.day("1917-03-30")] == [first, last]
    assert len(run) == 30
    with pytest.raises(ValueError, match=message):
        run.day(text)
