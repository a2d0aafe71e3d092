"""Days as plain numbers, dates in Old Style (Julian) and New Style (Gregorian)."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

Calendar = Literal["julian", "gregorian"]
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
UNIX_EPOCH = 719163  # day number of 1 January 1970, New Style, from which datetime64 counts
_BEFORE_YEAR_ONE = 1721425  # Julian day number of the day before 1 January of year 1, New Style


def day_number(text: str, calendar: Calendar) -> int:
    """The day (New Style ordinal) of an ISO date in a calendar; raise ValueError if there is no such day."""
    found = _ISO.match(text.strip())
    if not found:
        raise ValueError(f"'{text}' is not a date; write it as year-month-day, for example 1917-10-25")
    year, month, day = (int(part) for part in found.groups())
    if year < 1:
        raise ValueError("there is no year 0; years begin at 1")
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}; months are 1 to 12")
    last = _days_in_month(year, month, calendar)
    if not 1 <= day <= last:
        raise ValueError(f"there is no {day} {MONTHS[month - 1]} {year}; the month has {last} days")
    if calendar == "gregorian":
        return date(year, month, day).toordinal()
    return _julian_day(year, month, day) - _BEFORE_YEAR_ONE


def iso(number: int, calendar: Calendar) -> str:
    """A day number as an ISO date in a calendar."""
    if calendar == "gregorian":
        return date.fromordinal(number).isoformat()
    return "{:04d}-{:02d}-{:02d}".format(*_julian_date(number + _BEFORE_YEAR_ONE))


def spoken(number: int, calendar: Calendar) -> str:
    """A day number as it is said: 25 October 1917."""
    year, month, day = (int(part) for part in iso(number, calendar).split("-"))
    return f"{day} {MONTHS[month - 1]} {year}"


def _days_in_month(year: int, month: int, calendar: Calendar) -> int:
    if month == 2:
        leap = year % 4 == 0 and (calendar == "julian" or year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _julian_day(year: int, month: int, day: int) -> int:
    shift = (14 - month) // 12
    y, m = year + 4800 - shift, month + 12 * shift - 3
    return day + (153 * m + 2) // 5 + 365 * y + y // 4 - 32083


def _julian_date(number: int) -> tuple[int, int, int]:
    c = number + 32082
    d = (4 * c + 3) // 1461
    e = c - 1461 * d // 4
    m = (5 * e + 2) // 153
    return d - 4800 + m // 10, m + 3 - 12 * (m // 10), e - (153 * m + 2) // 5 + 1
