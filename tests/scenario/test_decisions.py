"""Decisions in a scenario file: who, which move, and what is said of those that cannot be."""

from __future__ import annotations

import pytest

import dualsim
from dualsim.analysis.attribution.event_subsets import consequences
from dualsim.scenario import loading
from dualsim.scenario.describe.decisions import SAID
from dualsim.scenario.describe.prose import explain
from dualsim.scenario.files.yaml_writer import write
from dualsim.theory.strategy import MOVES

PLACES_OF_1917 = ("petrograd_1917", "kazan_1917", "empire_1917", "region_1917")


def told_of(tmp_path, tiny, decision, **top):
    given = tiny.model_dump(by_alias=True, exclude_unset=True)
    given["events"]["order_one"] |= {"decision": decision}
    file = tmp_path / "made.yaml"
    file.write_text(write({**given, **top}), encoding="utf-8")
    return "\n".join(str(fault) for fault in loading.check(file)[1])


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ({"by": "sovjet", "move": "arm"}, "no authority named 'sovjet'; did you mean 'soviet'?"),
        ({"by": "soviet", "move": "shar"}, "no move named 'shar'; did you mean 'share'?"),
        ({"by": "soviet", "move": "dance"}, "no move named 'dance'; there is arm, call, calm, concede"),
        ({"by": "soviet"}, "'move' is missing from"),
        ({"move": "arm"}, "'by' is missing from"),
        ({"by": "soviet", "move": "arm", "when": "now"}, "no key named 'when'"),
        ({"by": "soviet", "move": "arm", "after": ["order_two"]}, "no event named 'order_two'"),
        ({"by": "soviet", "move": "arm", "after": ["order_one"]}, "waits for itself, and would never happen"),
        ("soviet", "stands where keys and values belongs"),
    ],
)
def test_a_decision_that_cannot_be_is_told(tmp_path, tiny, decision, said):
    assert said in told_of(tmp_path, tiny, decision)


def test_decisions_are_as_they_were_or_free(tmp_path, tiny):
    good = {"by": "soviet", "move": "arm"}
    assert "made.yaml" not in told_of(tmp_path, tiny, good, decisions="free")
    said = told_of(tmp_path, tiny, good, decisions="freely")
    assert "'freely' is not allowed here; write as_they_were or free" in said
    assert dualsim.load("petrograd_1917").decisions == "as_they_were"


def test_a_body_that_people_may_found_may_decide(tmp_path, tiny):
    assert told_of(tmp_path, tiny, {"by": "committee@town", "move": "call"}) == ""


def test_every_move_is_said_in_words():
    assert set(SAID) == set(MOVES)


def test_prose_says_whose_decision_an_event_was_and_when_it_comes_if_free():
    was, free = (
        explain(dualsim.load("petrograd_1917", changes={"decisions": how}))
        for how in ("as_they_were", "free")
    )
    was, free = (" ".join(text.split()) for text in (was, free))
    assert "It was a decision of the Petrograd Soviet to share power." in was
    assert "Decisions of authorities are free" not in was
    assert "Decisions of authorities are free: they come when who decided then decides." in free
    assert (
        "When the Petrograd Soviet decides to share power (in the record on 5 May 1917): First coalition."
        in free
    )


def test_a_difference_in_decisions_is_told():
    was, free = (
        dualsim.load("petrograd_1917", changes={"decisions": how}) for how in ("as_they_were", "free")
    )
    assert [(one.first, one.second) for one in dualsim.diff(was, free)] == [("'as_they_were'", "'free'")]


@pytest.mark.parametrize("name", PLACES_OF_1917)
def test_every_decision_of_the_record_says_why_it_is_one(name):
    scenario = dualsim.load(name)
    decided = [event.decision for event in scenario.events.values() if event.decision is not None]
    assert len(decided) > 20
    assert all(decision.assumed for decision in decided)


def test_a_free_decision_is_left_out_with_what_it_is_open_after():
    changes = {"decisions": "free"}
    free = dualsim.load("petrograd_1917", changes=changes, without=["government_strikes_first"])
    was = dualsim.load("petrograd_1917", without=["government_strikes_first"])
    assert "stations_and_exchanges" in free.events
    assert "stations_and_exchanges" not in was.events
    gone = dualsim.load("petrograd_1917", changes=changes, without=["kornilov_marches"])
    assert not {"committee_for_struggle", "democratic_conference"} & set(gone.events)
    stays = dualsim.load("petrograd_1917", without=["kornilov_marches"]).events["democratic_conference"]
    assert (stays.date, stays.decision) == ("1917-09-14", None)
    one = dualsim.load("petrograd_1917", without=["kadets_resign"]).events["second_coalition"]
    assert one.decision.after == ["first_coalition"]
    for scenario, waits in ((free, False), (was, True)):
        whole = dualsim.load("petrograd_1917", changes={"decisions": scenario.decisions})
        assert ("stations_and_exchanges" in consequences(whole, "government_strikes_first")) is waits


def test_a_free_decision_has_no_day_to_move():
    move = ["first_coalition=1917-06-01"]
    assert dualsim.load("petrograd_1917", move=move).events["first_coalition"].date == "1917-06-01"
    with pytest.raises(dualsim.ScenarioError, match="decisions are free, and 'soviet' decides on it"):
        dualsim.load("petrograd_1917", changes={"decisions": "free"}, move=move)
