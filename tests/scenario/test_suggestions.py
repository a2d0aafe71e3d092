"""Names that nobody knows: the nearest is offered, or all of them."""

from __future__ import annotations

from dualsim.scenario.suggestions import closest, unknown

EVENTS = ("kornilov_arrested", "kornilov_marches", "order_no_1", "july_days")


def test_a_slip_of_the_pen_finds_its_name() -> None:
    assert closest("jully_days", EVENTS) == "july_days"
    assert closest("Order_No_1", EVENTS) == "order_no_1"


def test_one_word_of_a_name_is_enough() -> None:
    assert closest("kornilof", EVENTS) == "kornilov_arrested"
    assert closest("marches", EVENTS) == "kornilov_marches"


def test_nothing_near_is_nothing_said() -> None:
    assert closest("zzz", EVENTS) is None
    assert unknown("event", "zzz", EVENTS) == f"no event named 'zzz'; there is {', '.join(sorted(EVENTS))}"
    assert unknown("event", "zzz", ()) == "no event named 'zzz'; there is none here"
    assert unknown("event", "july_day", EVENTS) == "no event named 'july_day'; did you mean 'july_days'?"


def test_of_very_many_names_only_some_are_listed():
    few, many = [f"name{n:02}" for n in range(20)], [f"name{n:02}" for n in range(50)]
    assert unknown("event", "quite else", few).endswith(", ".join(few))
    assert unknown("event", "quite else", many).endswith(f"{', '.join(few)} and 30 more")
