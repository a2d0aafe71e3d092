"""Silent events: those that change no measure, and those that never happen."""

from __future__ import annotations

import pytest

from dualsim.analysis.event_check import inert_events


def event(*effects, **given):
    return {"name": "E", "source": "invented", "effects": list(effects), **({"date": "1917-03-05"} | given)}


def test_every_event_of_the_tiny_scenario_matters(tiny):
    assert inert_events(tiny, 400) == []


@pytest.mark.parametrize(
    "effect",
    [
        {"change_condition": {"place": "town", "issue": "bread", "by": 0}},
        {"lift_requirement": {"lever": "supply", "place": "village"}},
        {"found": {"authority": "cabinet"}},
    ],
    ids=lambda effect: next(iter(effect)),
)
def test_an_event_that_changes_no_measure_is_silent(tiny, effect):
    scenario = tiny.replace({"events.nothing": event(effect)})
    assert inert_events(scenario, 100) == ["nothing"]


def test_an_event_that_pushes_against_a_bound_is_silent(tiny):
    """A condition at its worst cannot get worse: the event is spent for nothing."""
    scenario = tiny.replace({
        "places.town.condition": {"peace": -1, "bread": -1}, "behaviour.delivery": 0, "series": {},
        "behaviour.direct_action": 0, "events.worse": event(
            {"change_condition": {"place": "town", "issue": "bread", "by": -0.3}}
        ),
    })  # fmt: skip
    assert inert_events(scenario, 100) == ["worse"]


def test_an_event_that_never_happens_is_silent(tiny):
    harvest = {"change_condition": {"place": "village", "issue": "bread", "by": -0.05}}
    never = event(harvest, date=None, when="population[worker, town] < 0")
    del never["date"]
    assert inert_events(tiny.replace({"events.never": never}), 100) == ["never"]


def test_the_smallest_change_is_not_silent(tiny):
    nudge = {"change_condition": {"place": "village", "issue": "peace", "by": 0.000001}}
    assert inert_events(tiny.replace({"events.nudge": event(nudge)}), 100) == []


def test_an_event_that_ends_the_run_matters(tiny):
    for date in ("1917-03-05", "1917-03-29"):
        scenario = tiny.replace({"events": {"end": event("end_run", date=date)}, "vary": {}})
        assert inert_events(scenario, 100) == []
    last = tiny.replace({"events": {"end": event("end_run", date="1917-03-30")}, "vary": {}})
    assert inert_events(last, 100) == ["end"], "on the last day it changes nothing"
