"""Old public names work once more, each with one warning that says the new one."""

from __future__ import annotations

import warnings

import pytest

import dualsim
from dualsim.deprecations import RENAMED, renamed, warn
from paths import TINY

FUNCTIONS = {"Faults": "ScenarioError", "bundled": "list_scenarios", "differences": "diff"}
FUNCTIONS |= {"silent_events": "inert_events", "statuses": "run_status"}
FIGURES = {name: {} for name in ("bars_figure", "comparison_figure", "evaluation_figure", "strips_figure")}
FIGURES["daily_figure"] = {"over_time": True}


@pytest.mark.parametrize(("old", "new"), FUNCTIONS.items())
def test_what_was_only_renamed_is_the_same_thing(old, new):
    with pytest.warns(FutureWarning, match=rf"dualsim\.{old} is called dualsim\.{new} now") as caught:
        assert getattr(dualsim, old) is getattr(dualsim, new)
    assert len(caught) == 1
    assert caught[0].filename == __file__


@pytest.mark.parametrize(("old", "options"), FIGURES.items())
def test_a_figure_of_a_result_is_a_plot(monkeypatch, old, options):
    monkeypatch.setitem(dualsim.__dict__, "plot", lambda *given, **rest: (given, rest))
    with pytest.warns(FutureWarning, match=rf"dualsim\.{old} is called dualsim\.plot"):
        figure = getattr(dualsim, old)
    assert figure("result", "print") == (("result",), {"style": "print", **options})


def test_a_figure_of_a_run_takes_kind_and_style_by_their_place(monkeypatch):
    monkeypatch.setitem(dualsim.__dict__, "plot", lambda *given, **rest: (given, rest))
    with pytest.warns(FutureWarning, match=r"dualsim\.figure is called dualsim\.plot"):
        figure = dualsim.figure
    drawn = figure("results", "power", "print", place="town")
    assert drawn == (("results",), {"kind": "power", "style": "print", "place": "town"})


def test_a_decision_was_a_mapping():
    with pytest.warns(FutureWarning, match=r"dualsim\.decided is called dualsim\.why"):
        decided = dualsim.decided
    facts = decided(dualsim.load(TINY), 3, "1917-03-02", people=200)
    assert facts == dualsim.why(TINY, 3, "1917-03-02", people=200).to_dict()


def test_changes_were_texts():
    outcome = "mobilisation[worker, town]@1917-03-03"
    with pytest.warns(FutureWarning, match=r"whatif: set=\[\.\.\.\] is called changes=\{\.\.\.\} now"):
        before = dualsim.whatif(TINY, outcome, set=["behaviour.beta=3"], runs=2, people=200, jobs=1)
    now = dualsim.whatif(TINY, outcome, changes={"behaviour.beta": 3}, runs=2, people=200, jobs=1)
    assert before.to_dict() == now.to_dict()


def test_every_old_name_is_tested_here_and_none_is_public():
    assert set(RENAMED) == {*FUNCTIONS, *FIGURES, "figure", "decided"}
    assert not set(RENAMED) & set(dualsim.__all__)
    assert all(new.partition("(")[0] in dualsim.__all__ for new in RENAMED.values())


def test_nothing_is_said_of_names_that_stay():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert dualsim.load(TINY)
    with pytest.warns(FutureWarning, match="old is called new now"):
        warn("old", "new")
    with pytest.raises(KeyError):
        renamed("nonsense")
