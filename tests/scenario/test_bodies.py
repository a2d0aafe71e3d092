"""What bodies that people may found are called: by kind and number before, by who elects them afterwards."""

from __future__ import annotations

import pytest

from dualsim.scenario import loading
from dualsim.scenario.bodies import bodies_of, body_names, known_as

KINDS = {
    "council": {
        "name": "Council",
        "kind": "soviet",
        "founders": ["worker", "soldier"],
        "names": [
            {"electors": ["worker"], "name": "Workers' Council"},
            {"electors": ["worker", "soldier"], "name": "Council of all"},
        ],
    }
}


@pytest.fixture(scope="module")
def case(tiny):
    """Workers and soldiers of the town may found councils, workers of the village one."""
    found = {"town": ["council"], "village": ["council"]}
    return tiny.replace({"kinds": KINDS, "may_found": found, "events": {}, "vary": {}})


def test_of_each_kind_there_is_one_for_each_group_that_may_found_it_and_lives_there(case):
    assert [body.key for body in bodies_of(case)] == ["council@town", "council_2@town", "council@village"]


def test_before_anybody_elects_it_a_body_has_its_kind_its_number_and_its_place(case):
    called = ["Council, Town", "Council 2, Town", "Council, Village"]
    assert list(body_names(case, {}).values()) == called


def test_the_second_of_one_name_in_one_place_is_told_so_also_beside_a_listed_one(case):
    electors = {"council@town": ["worker"], "council_2@town": ["worker"], "council@village": ["worker"]}
    called = ["Workers' Council, Town", "Workers' Council (2), Town", "Workers' Council, Village"]
    assert list(body_names(case, electors).values()) == called
    listed = case.replace({"authorities.elders.name": "Workers' Council"})  # they reach the village alone
    called[2] = "Workers' Council (2), Village"
    assert list(body_names(listed, electors).values()) == called


def test_electors_without_a_name_take_that_of_the_most_of_them_who_have_one(case):
    kind = case.kinds["council"]
    assert known_as(kind, ["soldier"]) == "Council"
    assert known_as(kind, ["soldier", "worker", "peasant"]) == "Council of all"
    assert known_as(kind, ["worker", "peasant"]) == "Workers' Council"


def test_bodies_of_1917_have_the_names_of_history():
    electors = {"soviet@kazan": ["worker"], "volost@kazan_countryside": ["peasant"]}
    called = body_names(loading.load("kazan_1917"), electors)
    assert called["soviet@kazan"] == "Soviet of Workers' Deputies, Kazan"
    assert called["volost@kazan_countryside"] == "Volost committee, Villages of Kazan"
    assert called["soviet_2@kazan"] == "Soviet 2, Kazan"
