"""Changes that contradict each other are refused at the later of the two, before anything runs."""

from __future__ import annotations

import pytest

from dualsim.analysis.counterfactual import whatif
from dualsim.scenario.changes.contradictions import check_varied
from dualsim.scenario.errors import ScenarioError
from dualsim.scenario.loading import check, load
from paths import TINY


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"move": ["order_one=1917-03-10"], "without": ["order_one"]},
            "--move order_one=1917-03-10: 'order_one' is left out by --without",
        ),
        (
            {"scale": ["order_one=2"], "without": ["order_one"]},
            "--scale order_one=2: 'order_one' is left out by --without",
        ),
        (
            {"move": ["order_one=1917-03-10", "order_one=1917-03-12"]},
            "--move order_one=1917-03-12: 'order_one' stands in --move twice",
        ),
        (
            {"scale": ["order_one=2", "order_one=3"]},
            "--scale order_one=3: 'order_one' stands in --scale twice",
        ),
        (
            {"changes": ["behaviour.beta=1", "behaviour.beta=2"]},
            "--set behaviour.beta=2: 'behaviour.beta' is given",
        ),
        (
            {"changes": {"events.order_one.date": "1917-03-09"}, "move": ["order_one=1917-03-10"]},
            "changes['events.order_one.date']: 'order_one' is moved by --move",
        ),
        (
            {"changes": ["events.order_one.landmark=true"], "without": ["order_one"]},
            "--set events.order_one.landmark=true: 'order_one' is left out by --without",
        ),
    ],
)
def test_two_changes_of_one_thing_are_refused(asked, said):
    scenario, faults = check(TINY, **asked)
    assert scenario is None
    assert any(str(fault).startswith(said) for fault in faults if fault.severity == "error")


def test_changes_of_different_things_are_not():
    asked = {"move": ["order_one=1917-03-10"], "scale": ["order_one=0.5"], "changes": {"behaviour.beta": 2}}
    assert all(fault.severity == "warning" for fault in check(TINY, without=["promise_broken"], **asked)[1])


@pytest.mark.parametrize("path", ["behaviour.beta", "behaviour"])
def test_a_value_for_what_a_sweep_varies_is_refused(path):
    with pytest.raises(
        ScenarioError, match=r"'behaviour\.beta' varies, so a value given here would be dropped"
    ):
        check_varied({path: 9}, ["behaviour.beta"])
    check_varied({"behaviour.chi": 0.1}, ["behaviour.beta"])


@pytest.mark.parametrize("change", [{"without": ["order_one"]}, {"move": ["order_one=1917-03-20"]}])
def test_what_is_past_cannot_be_changed_any_more(change):
    """order_one happens on 8 March: no future from the 12th could differ."""
    with pytest.raises(
        ValueError, match="branch_at: 'order_one' happens on 8 March 1917, before the futures"
    ):
        whatif(load(TINY), "duality[town]@1917-03-24", branch_at="1917-03-12", runs=2, jobs=1, **change)


def test_what_has_happened_by_itself_cannot_be_changed_any_more():
    """The promise is broken on the first day on which it can be, unless soldiers must rise for it."""
    asked = {"outcomes": "duality[town]@1917-03-24", "branch_at": "1917-03-12", "runs": 2, "jobs": 1}
    early = load(TINY, changes={"events.promise_broken.when": "duality[town] >= 0"})
    with pytest.raises(ValueError, match="branch_at: 'promise_broken' has happened by itself before"):
        whatif(early, **asked, without=["promise_broken"])
    late = load(TINY, changes={"events.promise_broken.when": "mobilisation[soldier, town] > 1"})
    assert whatif(late, **asked, without=["promise_broken"]).runs == 2
