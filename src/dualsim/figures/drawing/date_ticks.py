"""Dates along an axis of days: the first of months, or days of them that are easily counted from."""

from __future__ import annotations

from math import ceil, floor

from dualsim.scenario.dates import Period, iso, short_date

_DAYS = (
    tuple(range(1, 32)),
    tuple(range(1, 31, 2)),
    (1, 6, 11, 16, 21, 26),
    (1, 11, 21),
    (1, 16),
    (1,),
)  # of a month
_MONTHS = ((1, 4, 7, 10), (1, 7), (1,))
_YEARS = (2, 5, 10, 20, 50)  # apart


def date_ticks(low: float, high: float, most: int, period: Period) -> list[tuple[float, str]]:
    """Days of a run, counted from 0, between two ends: at most so many, each with its date."""
    days = range(ceil(low), floor(high) + 1)
    dates = [iso(period.first + day, period.calendar) for day in days]
    told = [(day, *(int(part) for part in date.split("-"))) for day, date in zip(days, dates, strict=True)]
    ways = [[day for day, _, _, d in told if d in some] for some in _DAYS]
    ways += [[day for day, _, month, d in told if d == 1 and month in some] for some in _MONTHS]
    ways += [[day for day, year, month, d in told if d == month == 1 and year % n == 0] for n in _YEARS]
    fewest = next((way for way in ways if len(way) <= max(most, 2)), ways[-1])
    if len(fewest) < 2:
        fewest = sorted({days[0], days[-1]}) if days else [round(low)]
    years = len({date[:4] for date in dates}) > 1
    return [(day, short_date(iso(period.first + day, period.calendar), year=years)) for day in fewest]
