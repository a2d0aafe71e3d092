"""Days as plain numbers; dates in Old Style (Julian) and New Style (Gregorian), read, checked and said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Calendar = Literal["julian", "gregorian"]
Step = Literal["day", "week"]
DAYS_OF: dict[str, int] = {"day": 1, "week": 7}  # days that a step lasts
STYLE_NAMES: dict[str, str] = {"julian": "Old Style", "gregorian": "New Style"}  # as tables say it
DATE_COLUMNS: dict[Calendar, str] = {
    "julian": "date_os",
    "gregorian": "date_ns",
}  # what columns of dates are called
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
    return long_date(iso(number, calendar))


def long_date(text: str) -> str:
    """An ISO date as it is said: 25 October 1917."""
    year, month, day = (int(part) for part in text.split("-"))
    return f"{day} {MONTHS[month - 1]} {year}"


def short_date(text: str, year: bool = False) -> str:
    """An ISO date as tables and figures write it: 25 Oct, or 25 Oct 1917."""
    day, month, number = long_date(text).split()
    return f"{day} {month[:3]} {number}" if year else f"{day} {month[:3]}"


def steps_in(days: int, step: int) -> int:
    """How many steps of so many days something lasts: the whole number nearest to it, and at least one."""
    return max(1, steps_near(days, step))


def steps_near(days: int, step: int) -> int:
    """The whole number of steps nearest to some days, which may be none."""
    return (2 * days + step) // (2 * step)


@dataclass(frozen=True)
class Period:
    """The days from a first to a last one, as those of a run, and the steps that they are lived in.

    A step begins on the first day, and then each `step` days; the last one may reach beyond the last day.
    """

    first: int
    last: int
    calendar: Calendar
    step: int = 1

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last

    def __len__(self) -> int:
        return self.step_of(self.last) + 1

    def __str__(self) -> str:
        return f"{spoken(self.first, self.calendar)} to {spoken(self.last, self.calendar)}"

    def at(self, step: int) -> int:
        """The first day of a step, counted from 0."""
        return self.first + step * self.step

    def step_of(self, day: int) -> int:
        """The step, counted from 0, that holds a day."""
        return (day - self.first) // self.step

    def end_of(self, step: int) -> int:
        """The last day of a step, which is none after the last of all."""
        return min(self.at(step + 1) - 1, self.last)

    @property
    def of_years(self) -> bool:
        """Whether a date needs its year to be told from others."""
        return iso(self.first, self.calendar)[:4] != iso(self.last, self.calendar)[:4]

    def dates(self) -> list[str]:
        """The date of each step, as ISO text: that of its first day."""
        return [iso(self.at(n), self.calendar) for n in range(len(self))]

    def day(self, text: str) -> int:
        """The day number of a date of the run; raise ValueError if it is none, or lies outside."""
        day = day_number(text, self.calendar)
        if day not in self:
            raise ValueError(self.outside(day))
        return day

    def outside(self, day: int) -> str:
        """What to say of a day that is not one of the run."""
        return f"{spoken(day, self.calendar)} is outside the run, which is {self}"


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
