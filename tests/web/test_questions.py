"""Questions are refused word by word, before anything is run."""

from __future__ import annotations

import json

import pytest

from dualsim.web.limits import LIMITS
from dualsim.web.questions import Usual, likely, question_of, read, token_of

WHOLE = {
    "scenario": "tiny", "place": "town", "without": ["order_one"], "move": {"soviet_meets": "1917-03-04"},
    "scale": {"soviet_meets": 0.5}, "set": {"behaviour.beta": 2}, "people": 300, "seed": 7, "runs": 4,
}  # fmt: skip


def asked(tiny, **changed):
    def served(name):
        if name != "tiny":
            raise ValueError("scenario: no scenario named that; there is tiny")
        return tiny

    return question_of({**WHOLE, **changed}, served, Usual(), LIMITS)


def test_a_whole_question_is_read(tiny):
    found = asked(tiny)
    assert found.seed == 7
    assert found.runs == 4
    assert found.of.changes == {
        "without": ("order_one",),
        "move": ["soviet_meets=1917-03-04"],
        "scale": ["soviet_meets=0.5"],
        "changes": {"behaviour.beta": 2.0},
    }
    assert found.of.is_changed


def test_the_same_is_known_again_however_it_is_written(tiny):
    found = asked(tiny, without=["order_one", "soviet_meets"], move={}, scale={})
    assert asked(tiny, without=["soviet_meets", "order_one"], move={}, scale={}) == found
    assert asked(tiny, move={"soviet_meets": "1917-3-4"}) == asked(tiny)
    assert not asked(tiny, without=[], move={}, scale={}, set={}).of.is_changed


def test_what_is_not_said_is_usual(tiny):
    found = question_of({"scenario": "tiny", "place": "town"}, lambda name: tiny, Usual(400, 5, 9), LIMITS)
    assert (found.of.people, found.runs, found.seed) == (400, 5, 9)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"scenario": "../../etc/passwd"}, "scenario: no scenario named"),
        ({"scenario": 3}, "scenario: a text belongs here"),
        ({"place": "twon"}, "place: no place named 'twon'; did you mean 'town'?"),
        ({"place": ["town"]}, "place: a text belongs here"),
        ({"without": "order_one"}, "without: a list belongs here"),
        ({"without": ["order_too"]}, "without: no event named 'order_too'; did you mean 'order_one'?"),
        ({"without": [{}]}, "without: no event named '{}'"),
        ({"without": ["order_one", "order_one"]}, "without: an event stands there twice; give it once"),
        ({"move": []}, "move: this is no object"),
        ({"move": {"nothing": "1917-03-04"}}, "move: no event named 'nothing'"),
        ({"move": {"order_one": 4}}, "move order_one: 4 is not a date"),
        ({"move": {"order_one": "yesterday"}}, "move order_one: 'yesterday' is not a date"),
        ({"move": {"order_one": "1918-03-04"}}, "move order_one: 4 March 1918 is outside the run"),
        ({"scale": {"order_one": "2"}}, "scale order_one: '2' is not a number"),
        ({"scale": {"order_one": -1}}, "scale order_one: -1 cannot be; give a factor from 0"),
        ({"scale": {"order_one": 1e9}}, "scale order_one: 1e+09 cannot be"),
        ({"scale": {"order_one": True}}, "scale order_one: True is not a number"),
        ({"set": {"behaviour.gamma": 1}}, "set: no number under vary: named 'behaviour.gamma'"),
        ({"set": {"places.town.name": "x"}}, "set: no number under vary: named"),
        ({"set": {"behaviour.beta": 7}}, "set behaviour.beta: 7 lies outside its range; give 1 to 6"),
        ({"set": {"behaviour.beta": float("nan")}}, "set behaviour.beta: nan is not a number"),
        ({"set": {"behaviour.beta": None}}, "set behaviour.beta: None is not a number"),
        ({"people": 199}, "people: 199 is too few; give 200 to 5000"),
        ({"people": 5001}, "people: 5001 is too many; give 200 to 5000"),
        ({"people": 300.0}, "people: 300.0 is not a whole number"),
        ({"people": True}, "people: True is not a whole number"),
        ({"people": 10**400}, "people: a number of so many digits is too many"),
        ({"runs": 0}, "runs: 0 is too few; give 1 to 16"),
        ({"runs": 17}, "runs: 17 is too many"),
        ({"seed": -1}, "seed: -1 is too few"),
        ({"seed": 1_000_001}, "seed: 1000001 is too many"),
        ({"witout": []}, "question: no key named 'witout'; did you mean 'without'?"),
    ],
)
def test_what_cannot_be_is_refused_in_words(tiny, changed, said):
    with pytest.raises(ValueError) as refused:
        asked(tiny, **changed)
    assert str(refused.value).startswith(said)
    assert "; " in str(refused.value) or "outside the run, which is" in str(refused.value)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"3", b"\xff", b'{"a": NaN}', b"[" * 50_000, b'{"a":' * 9_000, b"1" * 9_000],
)
def test_a_body_that_is_no_json_object_is_refused(body):
    with pytest.raises(ValueError, match=r"^body: .*; "):
        read(body)


@pytest.mark.parametrize("token", [None, 3, "", "0" * 31, "g" * 32, "0" * 33, "A" * 32, "0" * 32 + "\n"])
def test_a_token_is_32_hex_digits(token):
    with pytest.raises(ValueError, match="32 hex digits"):
        token_of(token)


def test_what_may_be_asked_next_begins_with_the_first_lines(tiny):
    scenario = tiny.replace({"events.order_one.landmark": True})
    question = asked(tiny, runs=2)
    found = list(likely(question, scenario))
    plain = question.of._replace(without=(), move=(), scale=(), set=())
    off = plain._replace(without=("order_one",))
    assert found == [(plain, 7), (off, 7), (plain, 8), (off, 8)]


def test_questions_are_read_from_json_as_from_python(tiny):
    assert json.loads(json.dumps(WHOLE)) == read(json.dumps(WHOLE).encode())
