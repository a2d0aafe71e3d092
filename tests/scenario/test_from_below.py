"""From below: listed bodies are left out, and what was said of them is said of what people found."""

from __future__ import annotations

import re

import pytest

import dualsim
from dualsim.scenario.from_below import unlisted

KINDS = {"council": {"name": "Council", "kind": "soviet", "founders": ["worker", "soldier"]}}
EVENTS = {
    "grows": {
        "name": "It grows", "date": "1917-03-02", "source": "made up",
        "effects": [
            {"seat": {"authority": "soviet", "seats": {"radical": 1.0}}},
            {"call_to_streets": {"authority": "soviet", "place": "town", "strength": 0.2}},
        ],
    },
    "seated": {
        "name": "It is seated", "date": "1917-03-03", "source": "made up",
        "effects": [{"seat": {"authority": "soviet", "seats": {"radical": 1.0}}}],
    },
    "afterwards": {
        "name": "What came of it", "date": "1917-03-05", "follows": ["seated", "grows"], "source": "made up",
        "effects": [{"change_condition": {"place": "town", "issue": "bread", "by": 0.1}}],
    },
    "if_strong": {
        "name": "If it is strong", "when": "real_power[soviet, town] > 0.5", "source": "made up",
        "effects": [{"change_condition": {"place": "town", "issue": "bread", "by": 0.1}}],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def listed(tiny):
    """A town whose soviet people could have founded as a council."""
    return tiny.replace(
        {
            "kinds": KINDS, "may_found": {}, "local_bodies": {"soviet": "council@town"},
            "events": EVENTS, "vary": {},
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def below(listed):
    return listed.replace({"from_below": True})


def test_the_listed_body_is_gone_and_people_may_found_one_in_its_stead(listed, below):
    assert "soviet" in listed.authorities
    assert "soviet" not in below.authorities
    assert below.may_found == {"town": ["council"]}
    assert below.title == f"{listed.title}, founded from below"


def test_what_filled_it_is_gone_and_what_was_said_of_it_is_said_of_what_people_found(below):
    assert [effect.name for effect in below.events["grows"].effects] == ["call_to_streets"]
    assert below.events["grows"].effects[0].arguments()["authority"] == "council@town"
    assert below.events["if_strong"].when == "real_power[council@town, town] > 0.5"
    assert below.pledges["amnesty"].to == "council@town"


def test_an_event_with_nothing_left_is_gone_and_causes_nothing(below):
    assert "seated" not in below.events
    assert below.events["afterwards"].follows == ["grows"]


def test_with_nothing_in_its_stead_all_that_speaks_of_it_is_gone(listed):
    gone = listed.replace({"local_bodies": {"soviet": None}, "from_below": True})
    assert list(gone.events) == ["afterwards"]
    assert gone.events["afterwards"].follows is None
    assert gone.pledges == {}
    assert gone.may_found == {}


def test_what_is_from_below_is_written_out_and_loads_again(below):
    assert dualsim.load(below) == below
    assert below.local_bodies == {}
    assert below.from_below is False
    assert "soviet:" not in below.text()


def test_a_range_goes_with_the_body_and_the_others_stay(listed):
    ranges = {"authorities.soviet.executive_pace": [0.1, 0.5], "behaviour.beta": [1, 4]}
    assert list(unlisted(listed.replace({"vary": ranges, "from_below": False}))["vary"]) == ["behaviour.beta"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"local_bodies": {}, "from_below": True}, "no local bodies are named that people could found"),
        ({"local_bodies": {"soviet": "sovet@town"}}, "'sovet@town' in the stead of 'soviet' is no body"),
        ({"local_bodies": {"soviet": "council@moon"}}, "'council@moon' in the stead of 'soviet' is no body"),
        (
            {"local_bodies": {"soviets": "council@town"}},
            "no authority named 'soviets'; did you mean 'soviet'?",
        ),
        ({"from_below": "yes"}, "'yes' stands where true or false belongs"),
    ],
)
def test_what_cannot_be_is_told(listed, changes, told):
    with pytest.raises(dualsim.ScenarioError, match=re.escape(told)):
        listed.replace(changes)


@pytest.mark.parametrize("name", [n for n in dualsim.list_scenarios() if dualsim.load(n).local_bodies])
def test_every_bundled_file_with_local_bodies_loads_without_them(name):
    below = dualsim.load(name, changes={"from_below": True})
    assert not set(dualsim.load(name).local_bodies) & set(below.authorities)
