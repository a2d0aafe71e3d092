"""One person's day told: the same person as in a run, in words and in tables that add up."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualsim.analysis.decision.decision import _Watched, why
from dualsim.analysis.decision.result import WIDTH
from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load
from paths import TINY

CASE = load(TINY)
RESTLESS = CASE.replace({"behaviour.rho": 0.5})
ASK = ("why", TINY, "--people", 200)


def whole(sim):
    return sim.run()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 199), st.integers(0, 29), st.integers(1, 5))
def test_the_person_is_the_one_of_the_run(person, day, seed):
    facts = why(RESTLESS, person, f"1917-03-{day + 1:02}", people=200, seed=seed).to_dict()
    sim = Simulation(RESTLESS, 200, seed)
    before = None
    for today in sim.days():
        if today == day - 1 or day == 0:
            before = sim.people.authority[person]
        if today == day:
            break
    names = [
        *(CASE.authorities[k].name if k in CASE.authorities else k for k in sim.names.authority),
        "nobody",
    ]
    found = facts["authority"]
    assert found["after"] == names[sim.people.authority[person]]
    assert facts["rise"]["after"] == bool(sim.people.active[person])
    assert (facts["rise"]["total"] > facts["rise"]["threshold"]) == facts["rise"]["after"]
    assert found["after"] == (found["would"] if facts["thinks_again"] else found["before"])
    if day:
        assert found["before"] == names[before]
    best = max(found["options"], key=lambda option: option["total"])
    assert best["name"] == found["would"]
    assert sum(issue["chance"] for issue in facts["issues"]) == pytest.approx(1)
    assert sum(issue["presses"] for issue in facts["issues"]) == 1


def test_looking_changes_nothing():
    one, other = whole(Simulation(CASE, 200, 1)), whole(_Watched(CASE, 200, 1, 17, 12))
    assert all(np.array_equal(one.record[n], other.record[n], equal_nan=True) for n in one.record)


def test_what_is_told_of_who_does_not_think_again_is_said_as_such():
    still = CASE.replace({"behaviour.rho": 0})
    said = str(why(still, 3, "1917-03-02", people=200))
    assert re.search(r"did not think again this day and recognises \w+, as before\. Had they thought", said)
    always = CASE.replace({"behaviour.rho": 1})
    assert "Had they" not in str(why(always, 3, "1917-03-02", people=200))


def test_an_authority_that_is_gone_is_given_as_the_reason(tmp_path):
    text = TINY.read_text(encoding="utf-8").replace(
        "- break_pledge: {pledge: amnesty}", "- dissolve: {authority: elders}"
    )
    text = text.replace('when: "mobilisation[soldier, town] > 0.3 for 2 days"', "date: 1917-03-10")
    text = text.replace("      - seat: {authority: cabinet, seats: {moderate: 0.5, radical: 0.5}}\n", "")
    (tmp_path / "behaviour.yaml").write_text(TINY.with_name("behaviour.yaml").read_text(encoding="utf-8"))
    (tmp_path / "gone.yaml").write_text(text, encoding="utf-8")
    scenario = load(tmp_path / "gone.yaml").replace({"behaviour.rho": 0})
    eve = Simulation(scenario, 200, 1)
    for _ in range(9):
        eve.advance()
    person = int(np.flatnonzero(eve.people.authority == eve.names.row("authority", "elders"))[0])
    decision = why(scenario, person, "1917-03-10", people=200)
    assert decision.to_dict()["authority_gone"]
    assert "thought again this day, as Elders is gone from here, and" in " ".join(str(decision).split())


def test_whoever_an_assembly_binds_is_told_whose_terms_why():
    scenario = CASE.replace({"places.town.bound": {"worker": 1}})
    spokesman = Simulation(scenario, 200, 1).people.spokesman
    person = int(np.flatnonzero(spokesman != np.arange(len(spokesman)))[0])
    bound, other = (why(scenario, i, "1917-03-10", people=200) for i in (person, int(spokesman[person])))
    assert bound.to_dict()["rise"]["terms"] == other.to_dict()["rise"]["terms"]
    assert f"An assembly binds them to do as person {spokesman[person]} does" in str(bound)
    assert "An assembly" not in str(other)


def test_the_tables_add_up_and_fit(command):
    said = command(*ASK, "--person", 3, "--on", "1917-03-10").out
    assert all(len(line) <= WIDTH for line in said.splitlines())
    table = said.split("Whom to obey")[1].split("The terms are")[0]
    rows = re.findall(r"^[> ] \w+ +(.*)%$", table, re.MULTILINE)
    assert len(rows) > 2
    for row in rows:
        *terms, total, _ = [0.0 if cell == "-" else float(cell) for cell in row.split()]
        assert sum(terms) == pytest.approx(total, abs=0.0051 * (len(terms) + 1))
    assert len(re.findall(r"^> ", said, re.MULTILINE)) == 3  # an issue, an authority, a party


def test_who_it_is_and_when_is_told(command):
    said = command(*ASK, "--person", 3, "--on", "1917-03-10").out
    assert said.startswith("Tiny town, March 1917: person 3 of 200 on 10 March 1917 (Old Style)\n\n")
    assert "One of the group Workers in Town, without arms; in cell 0 with " in said
    for heading in ("What pressed", "Whom to obey", "For whom to vote", "Whether to rise"):
        assert f"\n{heading}\n{'-' * len(heading)}\n" in said


def test_as_json_the_same_facts(command):
    found = json.loads(command(*ASK, "--person", 3, "--on", "1917-03-10", "--seed", 2, "--json").out)
    assert found == json.loads(json.dumps(why(CASE, 3, "1917-03-10", people=200, seed=2).to_dict()))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--person", 200, "--on", "1917-03-10"],
            "person: there is no person 200; they are numbered 0 to 199",
        ),
        (["--person", -1, "--on", "1917-03-10"], "person: there is no person -1; they are numbered 0 to 199"),
        (
            ["--person", 1, "--on", "1917-04-10"],
            "on: 10 April 1917 is outside the run, which is 1 March 1917 to 30 March 1917",
        ),
        (["--person", 1, "--on", "1917-02-30"], "on: there is no 30 February 1917; the month has 28 days"),
        (["--person", 1, "--on", "soon"], "on: 'soon' is not a date; write it as year-month-day"),
        (["--person", 1], "Missing option '--on'"),
        (["--on", "1917-03-10"], "Missing option '--person'"),
    ],
)
def test_mistakes_are_said(command, words, said):
    done = command(*ASK, *words)
    assert done.status == 2
    assert said in done.err
    assert done.out == ""


def test_a_day_after_an_early_end_is_refused(tmp_path):
    text = TINY.read_text(encoding="utf-8").replace("- break_pledge: {pledge: amnesty}", "- end_run")
    text = text.replace('when: "mobilisation[soldier, town] > 0.3 for 2 days"', "date: 1917-03-20")
    (tmp_path / "behaviour.yaml").write_text(TINY.with_name("behaviour.yaml").read_text(encoding="utf-8"))
    (tmp_path / "ends.yaml").write_text(text, encoding="utf-8")
    scenario = load(tmp_path / "ends.yaml")
    assert why(scenario, 1, "1917-03-20", people=200).to_dict()["date"] == "1917-03-20"
    with pytest.raises(ValueError, match=r"on: the run is over before 1917-03-21; .* ends on 20 March 1917"):
        why(scenario, 1, "1917-03-21", people=200)
