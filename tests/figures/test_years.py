"""Dates along the axis of a long run: years, and no more of them than there is room for."""

from __future__ import annotations

import pytest

import dualsim
from dualsim.figures.drawing.date_ticks import date_ticks
from dualsim.figures.drawing.panel import months
from dualsim.figures.drawing.styles import STYLES
from dualsim.figures.plotting import plot
from dualsim.paper.living_graph import ticks
from dualsim.scenario.dates import Period, day_number
from dualsim.scenario.loading import load

WEEKS = Period(day_number("1927-04-12", "gregorian"), day_number("1949-10-01", "gregorian"), "gregorian", 7)


def written(figure, gid):
    return [text.get_text() for text in figure.over.texts if text.get_gid() == gid]


@pytest.fixture(scope="module")
def long(tiny):
    return tiny.replace({
        "calendar": "gregorian", "start": "1927-04-12", "end": "1949-10-01", "step": "week",
        "events": {"meets": {
            "name": "The Soviet meets", "date": "1930-05-03", "source": "a test", "effects": [
                {"found": {"authority": "soviet"}}
            ],
        }},
        "vary": {}, "seasons": {},
        "series.bread_ration.points": {"1927-04-12": 1.0, "1940-01-01": 0.4},
    })  # fmt: skip


@pytest.mark.parametrize("style", sorted(STYLES))
def test_an_axis_of_many_years_tells_years_and_none_over_another(long, style):
    figure = plot(dualsim.run(long, people=300), "allegiance", style)
    told = written(figure, "month")
    assert len(told) >= 2
    assert all(1927 <= int(text) <= 1949 for text in told)
    assert "O.S." not in written(figure, "row")
    texts = [text for text in figure.over.texts if text.get_gid() == "month"]
    boxes = sorted((text.get_window_extent().x0, text.get_window_extent().x1) for text in texts)
    columns = [boxes[n : n + 2] for n in range(len(boxes) - 1) if boxes[n] != boxes[n + 1]]
    assert all(left[1] < right[0] for left, right in columns)


def test_an_event_is_told_with_its_own_date_and_year(long):
    figure = plot(dualsim.run(long, people=300), "allegiance")
    assert "3 May 1930" in written(figure, "date") + written(figure, "key") + [
        text.get_text() for text in figure.over.texts
    ]


def test_the_table_of_a_run_of_years_is_headed_by_months_and_years(long):
    from dualsim.analysis.run_summary import table_of

    told = table_of(dualsim.summary(dualsim.run(load(long, until="1929-10-01"), people=300)))
    assert "Apr 1927" in told
    assert "1 October 1929" in told  # the end, not the first day of its week


def test_months_of_weeks_begin_where_the_month_changes():
    found = months(WEEKS.dates())
    assert [(found[0].year, found[0].month), (found[-1].year, found[-1].month)] == [(1927, 4), (1949, 9)]
    assert found[-1].stop == len(WEEKS) == 1173
    assert all(1 <= month.stop - month.start <= 5 for month in found)


@pytest.mark.parametrize("most", [3, 6, 12])
def test_ticks_of_many_years_are_few_and_round(most):
    found = date_ticks(0, WEEKS.last - WEEKS.first, most, WEEKS)
    assert 2 <= len(found) <= most
    assert all(name.startswith("1 Jan 19") for _, name in found)


def test_paper_names_years():
    named = [tick.name for tick in ticks(WEEKS, "gregorian") if tick.name]
    assert named == ["1928", "1930", "1932", "1934", "1936", "1938", "1940", "1942", "1944", "1946", "1948"]
