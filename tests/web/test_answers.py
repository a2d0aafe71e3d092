"""What a page asks is answered to the last bit, by processes that may die."""

from __future__ import annotations

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dualsim.analysis.decision import decision
from dualsim.page.course import course_of, live
from dualsim.page.film import film_of
from dualsim.page.story import story_of
from dualsim.scenario import loading
from dualsim.scenario.describe import differences

PLAIN = {"scenario": "tiny", "place": "town"}
CHANGES = {
    "nothing": {},
    "without": {"without": ["order_one"]},
    "move": {"move": {"order_one": "1917-03-25"}},
    "scale": {"scale": {"order_one": 2}},
    "set": {"set": {"behaviour.beta": 2}},
    "all": {"without": ["order_one"], "move": {"soviet_meets": "1917-03-20"}, "set": {"behaviour.beta": 5}},
}


def as_json(value):
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("name", CHANGES)
def test_a_course_is_that_of_the_changed_scenario_lived_from_its_first_day(browser, tiny, name):
    """Also where days are not lived again, as the edit is of a late day."""
    changes = CHANGES[name]
    given = {
        "without": changes.get("without", ()),
        "move": [f"{event}={day}" for event, day in changes.get("move", {}).items()],
        "scale": [f"{event}={by}" for event, by in changes.get("scale", {}).items()],
        "changes": changes.get("set", {}),
    }
    scenario = loading.load(tiny, **given)
    found = browser.answer(name, {**PLAIN, **changes, "seed": 5})
    assert [one["n"] for one in found] == [0, 1, 2]
    for one in found:
        assert one["of"] == 3
        assert one["course"] == as_json(course_of(live(scenario, 300, 5 + one["n"]), "town"))
    if changes:
        assert found[0]["course"] != browser.answer("base", {**PLAIN, "seed": 5})[0]["course"]


LATE = ({"without": ["order_one"]}, {"scale": {"order_one": 3}}, {"move": {"order_one": "1917-03-27"}})


def test_a_past_is_gone_on_from(plan, browser):
    """Late edits: the second and the third go on from days that a process has kept."""
    late, courses = plan.scenarios["late"], []
    for n, changes in enumerate(LATE):
        given = {
            key: [f"{event}={by}" for event, by in one.items()]
            for key, one in changes.items()
            if key != "without"
        }
        scenario = loading.load(late, **(given or changes))
        found = browser.answer(f"late{n}", {"scenario": "late", "place": "town", **changes, "seed": 11})
        for one in found:
            assert one["course"] == as_json(course_of(live(scenario, 300, 11 + one["n"]), "town"))
        courses.append(found[0]["course"])
    assert courses[0]["curves"] != courses[1]["curves"] != courses[2]["curves"]


def test_a_story_a_film_reasons_and_differences_are_those_of_the_package(running, browser, tiny):
    http, token = browser.http, browser.token
    found = http.get("/api/story", params={"scenario": "tiny"})
    assert found.json() == as_json(story_of(tiny, "tiny"))
    question = {**PLAIN, "seed": 3, "without": ["order_one"]}
    scenario = loading.load(tiny, without=["order_one"])
    found = browser.post("/api/film", {"token": token, "question": question})
    assert found.json() == as_json(film_of(scenario, "town", 300, 3))
    why = decision.why(scenario, 7, "1917-03-05", people=300, seed=3)
    for day in (4, "1917-03-05"):
        asked = {"token": token, "question": question, "person": 7, "day": day}
        found = browser.post("/api/why", asked).json()
        assert found["text"] == str(why)
        assert found["facts"]["person"] == why.to_dict()["person"]
    two = {"a": PLAIN, "b": {"scenario": "capital_minimal", "place": "capital"}}
    found = browser.post("/api/diff", two).json()
    facts = differences.diff(tiny, loading.load("capital_minimal"))
    assert [(one["section"], one["subject"], one["about"]) for one in found] == [fact[:3] for fact in facts]
    assert all(one["words"] for one in found)


def test_scenarios_and_what_is_usual_are_told(browser):
    assert [one["name"] for one in browser.http.get("/api/scenarios").json()] == [
        "tiny",
        "late",
        "capital_minimal",
    ]
    hello = browser.http.get("/api/hello").json()
    assert hello == {"hello": "dualsim", "people": 300, "runs": 3, "seed": 1}


def test_what_is_wrong_with_a_change_is_told_in_the_stream(browser):
    """Such faults are found by the scenario's own checks, in a process."""
    question = {**PLAIN, "move": {"promise_broken": "1917-03-20"}}
    assert browser.answer("wrong", question) == []
    event, data = browser.told("wrong")[-1]
    assert event == "refused"
    assert data["message"].startswith("move promise_broken=1917-03-20: ")
    assert "--" not in data["message"]
    gone = {"token": browser.token, "question": PLAIN, "person": 999, "day": 3}
    assert browser.post("/api/why", gone).status_code == 400


def test_the_same_again_is_not_run_again(running, browser):
    question = {**PLAIN, "seed": 21}
    first = browser.answer("first", question)
    done = running.dispatcher.done
    again = browser.answer("again", question)
    assert [one["course"] for one in again] == [one["course"] for one in first]
    runs = [key for key in running.dispatcher.jobs if key[2] in (21, 22, 23)]
    assert not runs
    assert running.dispatcher.done >= done  # what is prepared in idle time may have been run meanwhile


def test_a_process_that_dies_is_replaced_and_its_question_answered(running, browser):
    pool = running.dispatcher.pool
    replaced = pool.replaced
    for worker in pool.workers:
        os.kill(worker.process.pid, signal.SIGKILL)
    found = browser.answer("after", {**PLAIN, "seed": 31})
    assert len(found) == 3
    end = time.monotonic() + 30
    while pool.replaced < replaced + 2 or len(pool.free()) < 2:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_an_uploaded_scenario_is_asked_like_any_other(browser, tiny):
    text = tiny.text().replace(tiny.title, "<script>alert(1)</script>")
    found = browser.http.post("/api/upload", content=text)
    assert found.status_code == 200
    name = found.json()["name"]
    assert name.startswith("upload-")
    assert found.json()["title"] == "<script>alert(1)</script>"
    assert found.headers["content-type"] == "application/json; charset=utf-8"
    story = browser.http.get("/api/story", params={"scenario": name})
    assert story.headers["content-type"] == "application/json; charset=utf-8"
    assert story.headers["x-content-type-options"] == "nosniff"
    assert story.json()["title"] == "<script>alert(1)</script>"
    answers = browser.answer("mine", {**PLAIN, "scenario": name, "seed": 41})
    assert answers[0]["course"] == as_json(course_of(live(loading.from_text(text), 300, 41), "town"))
    assert browser.http.post("/api/upload", content=text).json()["name"] == name


def test_a_report_is_that_of_the_package_and_others_go_on_meanwhile(running, browser):
    questions = [{**PLAIN, "runs": 2, "people": 200, "seed": 1, "without": ["promise_broken"]}]
    body = {"token": browser.token, "questions": questions}
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(browser.post, "/api/report", body)
        while not running.dispatcher.reports.busy:
            time.sleep(0.01)
        second = browser.post("/api/report", {**body, "questions": questions * 2})
        assert second.status_code == 429
        assert second.json()["message"].startswith("report: another one is being made; ")
        assert len(browser.answer("meanwhile", {**PLAIN, "seed": 61})) == 3
        found = waiting.result()
    assert found.status_code == 200, found.text
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.headers["content-disposition"].startswith("attachment")
    assert found.text.startswith("<!doctype html>")
    assert 'id="stored"' in found.text
    assert browser.post("/api/report", body).text == found.text


@pytest.mark.parametrize("questions", [None, [], {}, [PLAIN] * 5, [3]])
def test_a_report_is_of_some_questions(browser, questions):
    found = browser.post("/api/report", {"token": browser.token, "questions": questions})
    assert found.status_code == 400
    assert found.json()["message"].startswith(("questions: a list", "question: this is no object"))
