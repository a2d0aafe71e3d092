"""How many people there are: as asked, or as usual, or as a scenario needs."""

from __future__ import annotations

import pytest

import dualsim
from dualsim.analysis.evaluation.observations import Observation
from dualsim.cli import options
from dualsim.cli.run_options import Given, numbers_of
from dualsim.runs.arguments import people_of
from dualsim.scenario import fields
from dualsim.scenario.errors import ScenarioError
from dualsim.scenario.loading import load
from paths import TINY

OUTCOME = "mobilisation[worker, town]@1917-03-20"
ROW = Observation(
    id="x", date_os="1917-03-20", place="town", quantity="vote", authority="", groups=(),
    option=("radical",), share=0.5, n=100.0, confidence="high", source="s", notes="",
)  # fmt: skip


@pytest.fixture
def needy():
    """The smallest scenario, which says that it needs 2,100 people."""
    return load(TINY).replace({"people": 2_100})


def test_what_is_asked_for_outranks_what_is_needed_and_that_what_is_usual(needy) -> None:
    tiny = load(TINY)
    assert people_of(300, [needy], 2_000) == 300
    assert people_of(None, [needy, tiny], 2_000) == 2_100
    assert people_of(None, [needy, tiny], 20_000) == 20_000
    assert people_of(None, [tiny], 2_000) == 2_000


def test_runs_of_many_kinds_have_as_many_as_the_scenario_needs(needy) -> None:
    how = {"runs": 2, "jobs": 1}
    assert dualsim.evaluate(needy, against=[ROW], draws="none", **how).many.people == 2_100
    assert dualsim.whatif(needy, OUTCOME, without=["order_one"], **how).people == 2_100
    assert dualsim.ensemble(needy, **how).attrs["people"] == 2_100
    assert dualsim.ensemble(needy, people=300, **how).attrs["people"] == 300
    assert numbers_of(Given("tiny"), needy).people == 20_000
    assert numbers_of(Given("tiny"), needy.replace({"people": 30_000})).people == 30_000
    assert numbers_of(Given("tiny", people=500), needy).people == 500


@pytest.mark.parametrize("given", [20, 199, 250.5, "many", True])
def test_a_scenario_needs_a_number_of_people_that_says_something(given) -> None:
    with pytest.raises(ScenarioError, match="is no number of people; give 200 or more, as in 20000"):
        load(TINY).replace({"people": given})


def test_a_scenario_may_need_as_few_as_a_command_may_be_given() -> None:
    assert options.FEWEST == fields.FEWEST
    assert load(TINY).replace({"people": fields.FEWEST}).people == fields.FEWEST
