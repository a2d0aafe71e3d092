"""What differs between two scenarios: every change is named, nothing else is, and in words."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualsim.cli.commands import diff
from dualsim.scenario.describe.differences import diff as differences
from dualsim.scenario.describe.provenance import entries
from dualsim.scenario.loading import list_scenarios, load
from dualsim.scenario.paths import nudged
from paths import TINY

BEHAVIOUR = TINY.with_name("behaviour.yaml").read_text(encoding="utf-8")
CASE = load(TINY)
PATHS = [entry.path for entry in entries(CASE)]
TITLES = ("One", "Two")
NAMES = ("one", "two")

CHANGES = [  # what is changed, and what is said: section, subject, aspect, first, second
    ({"title": "Other"}, ("Title and dates", "", "title", "'Tiny town, March 1917'", "'Other'")),
    ({"end": "1917-03-29"}, ("Title and dates", "", "end", "30 March 1917", "29 March 1917")),
    ({"issues.peace.high": "calm"}, ("What is at issue", "peace", "high", "'peace at once'", "'calm'")),
    (
        {"groups.worker.ideal.bread": 0.7},
        ("Who lives there", "workers", "what they want on bread", "+0.8", "+0.7"),
    ),
    (
        {"groups.worker.threshold.mean": 0.6},
        ("Who lives there", "workers", "threshold, mean", "0.5", "0.6"),
    ),
    (
        {"places.town.segregation": 0.9},
        ("Who lives there", "Town", "segregation", "80 per cent", "90 per cent"),
    ),
    (
        {"places.town.arms": {"worker": 0.1, "soldier": 0.7}},
        ("Who lives there", "Town", "arms of workers", None, "10 per cent"),
    ),
    (
        {"authorities.cabinet.reach.village": 0.3},
        ("Who claims to rule", "the Cabinet", "reach in Village", "40 per cent", "30 per cent"),
    ),
    (
        {"authorities.cabinet.mandate.village": 0.9},
        ("Who claims to rule", "the Cabinet", "mandate in Village", "100 per cent", "90 per cent"),
    ),
    (
        {"authorities.soviet.portfolio.peace": 1},
        ("Who claims to rule", "the Soviet", "handles peace", "70 per cent", "100 per cent"),
    ),
    (
        {"authorities.soviet.electors.worker": 0.4},
        ("Who claims to rule", "the Soviet", "elected by workers", "50 per cent", "40 per cent"),
    ),
    (
        {"authorities.elders.from_start": False},
        ("Who claims to rule", "the Elders", "there from the start", "yes", "no"),
    ),
    (
        {"pledges.amnesty.kept": 0.5},
        ("Who claims to rule", "the pledge amnesty", "kept", "100 per cent", "50 per cent"),
    ),
    (
        {"parties.radical.platform.peace": 0.7},
        ("The parties", "the Radicals", "platform on peace", "+0.9", "+0.7"),
    ),
    (
        {"parties.moderate.organisation.town": 0.2},
        ("The parties", "the Moderates", "organisation in Town", "30 per cent", "20 per cent"),
    ),
    (
        {"places.town.levers.garrison.force": 0.5},
        ("Levers and who works them", "Garrison in Town", "force", "100 per cent", "50 per cent"),
    ),
    ({"places.town.condition.bread": -0.4}, ("Conditions of life", "Town", "life on bread", "-0.5", "-0.4")),
    (
        {"series.bread_ration.points.1917-03-01": 0.9},
        ("What presses on life from outside", "bread ration", "points on 1 March 1917", "1", "0.9"),
    ),
    (
        {"seasons.worker.1917-03-20": 0.5},
        ("Seasons", "workers", "on 20 March 1917", "60 per cent", "50 per cent"),
    ),
    (
        {"places.town.rail.village": 2},
        ("Links between places", "Town", "days by rail to Village", "0.5", "2"),
    ),
    (
        {"kinds.committee.founders": ["worker", "soldier"]},
        ("Kinds of body that people may found", "committee", "founders", "workers", "workers and soldiers"),
    ),
    (
        {"events.order_one.date": "1917-03-09"},
        ("What happens", "Order One", "date", "8 March 1917", "9 March 1917"),
    ),
    (
        {"events.soviet_meets.effects.1.call_to_streets.strength": -0.2},
        (
            "What happens",
            "The Soviet meets",
            "effect",
            "Followers of the Soviet are called into the streets (+0.4)",
            "Followers of the Soviet are called home (-0.2)",
        ),
    ),
    (
        {"events.promise_broken.when": "mobilisation[soldier, town] > 0.4 for 2 days"},
        (
            "What happens",
            "The promise is broken",
            "when",
            "mobilisation[soldier, town] > 0.3 for 2 days",
            "mobilisation[soldier, town] > 0.4 for 2 days",
        ),
    ),
    (
        {"vary.behaviour.beta": [2, 6]},
        ("Numbers to vary in studies", "", "vary behaviour.beta", "1 and 6", "2 and 6"),
    ),
    ({"behaviour.beta": 4}, ("Behaviour", "", "beta (how sharply people choose)", "3", "4")),
]


bundled_case = cache(load)


def swapped(facts):
    return {
        fact._replace(first=fact.second, second=fact.first, values=fact.values and fact.values[::-1])
        for fact in facts
    }


def changed(old, new):
    """The tiny scenario with a piece of its text changed."""
    text = TINY.read_text(encoding="utf-8")
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.fixture
def other(tmp_path):
    """A way to write the tiny scenario with pieces of its text changed, and to load it."""
    (tmp_path / "behaviour.yaml").write_text(BEHAVIOUR, encoding="utf-8")

    def load_changed(old, new):
        file = tmp_path / "other.yaml"
        file.write_text(changed(old, new), encoding="utf-8")
        return load(file)

    return load_changed


# Nothing differs


def test_a_scenario_is_the_same_as_itself_loaded_again():
    assert differences(CASE, load(TINY)) == []


@pytest.mark.parametrize("name", sorted(list_scenarios()))
def test_a_bundled_scenario_is_the_same_as_itself(name):
    scenario = bundled_case(name)
    assert differences(scenario, scenario) == []


def test_a_scenario_is_the_same_as_what_its_text_says():
    from dualsim.scenario.loading import from_text

    assert differences(CASE, from_text(CASE.text())) == []


# Each change is named, and only it


@pytest.mark.parametrize(("changes", "said"), CHANGES, ids=[next(iter(changes)) for changes, _ in CHANGES])
def test_each_kind_of_change_is_named(changes, said):
    (fact,) = differences(CASE, CASE.replace(changes))
    assert fact[:5] == said


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PATHS), st.sampled_from([0.001, -0.001, 0.3]))
def test_no_number_can_change_in_silence_and_the_order_of_two_scenarios_only_swaps_the_sides(path, by):
    value = next(entry.value for entry in entries(CASE) if entry.path == path)
    moved = nudged(CASE, {path: value + by})
    facts = differences(CASE, moved)
    assert facts
    assert all(fact.first != fact.second for fact in facts)
    assert len({fact.section for fact in facts}) == 1
    assert set(differences(moved, CASE)) == swapped(facts)


def test_every_number_is_told():
    silent = [e.path for e in entries(CASE) if not differences(CASE, nudged(CASE, {e.path: e.value + 0.01}))]
    assert silent == []


def test_populations_are_told_as_shares_and_only_the_total_differs_when_all_grow_alike():
    (fact,) = differences(CASE, CASE.replace({"places.town.population": {"worker": 20000, "soldier": 12000}}))
    assert fact[1:] == ("Town", "people", "16,000", "32,000", (16000, 32000))
    facts = differences(CASE, nudged(CASE, {"places.town.population.soldier": 0}))
    assert ("soldiers among them", "37.5 per cent", None) in {fact[2:5] for fact in facts}


def test_what_only_one_scenario_has_is_named_with_its_date():
    fewer = load(TINY, without=["order_one"])
    (fact,) = differences(CASE, fewer)
    assert fact[:5] == ("What happens", "Order One", "", "on 8 March 1917", None)
    assert differences(fewer, CASE)[0][3:5] == (None, "on 8 March 1917")


def test_parties_and_authorities_that_only_one_has_are_named(other):
    more = other(
        "authorities:\n",
        "authorities:\n  duma: {name: Duma, kind: soviet, assumed: x, platform: {peace: 0, bread: 0}}\n",
    )
    (fact,) = differences(CASE, more)
    assert fact[:5] == ("Who claims to rule", "the Duma", "", None, "")


def test_an_effect_on_something_else_is_in_one_scenario_only(other):
    facts = differences(
        CASE,
        other(
            "represent: {authority: soviet, group: soldier", "represent: {authority: soviet, group: worker"
        ),
    )
    assert [(fact.aspect, fact.first is None, fact.second is None) for fact in facts] == [
        ("effect", False, True),
        ("effect", True, False),
    ]


def test_the_order_of_effects_and_of_rows_is_told(other):
    represent = "      - represent: {authority: soviet, group: soldier, weight: 0.6}\n"
    required = "      - require_endorsement: {lever: garrison, place: town, by: soviet}\n"
    (fact,) = differences(CASE, other(required + represent, represent + required))
    assert fact[1:5] == (
        "Order One",
        "order of effects",
        "require_endorsement, then represent, then news",
        "represent, then require_endorsement, then news",
    )
    a, b = "ivanov: Ivan Ivanov", "petrov: Pyotr Petrov"
    (fact,) = differences(CASE, other(f"{a}, {b}", f"{b}, {a}"))
    assert fact[2:5] == ("in the order", "Ivan Ivanov before Pyotr Petrov", "Pyotr Petrov before Ivan Ivanov")


def test_a_number_that_rests_on_something_else_is_told(other):
    (fact,) = differences(CASE, other("{value: 0.3, assumed: a guess}", "{value: 0.3, source: a book}"))
    assert (fact.section, fact.first, fact.second) == (
        "Where numbers come from",
        "assumed: 'a guess'",
        "sourced: 'a book'",
    )


def test_numbers_and_texts_that_read_alike_are_told_apart(other):
    (fact,) = differences(CASE, nudged(CASE, {"places.town.segregation": 0.80001}))
    assert (fact.first, fact.second) == ("0.8", "0.80001")
    long = "word " * 20
    one, two = (other("A second authority comes into being.", long + end) for end in ("begins", "ends"))
    (fact,) = differences(one, two)
    assert "begins" in fact.first
    assert "ends" in fact.second


# Two places


def village(name, key):
    """The tiny scenario with one place only, whatever it is called."""
    text = TINY.read_text(encoding="utf-8")
    text = re.sub(r"  village:\n    name: Village\n(    .*\n)+", "", text)
    text = (
        text.replace("\n    rail: {village: 0.5}", "")
        .replace(", village: 0.1", "")
        .replace(", village: 1", "")
    )
    text = text.replace(", village: 0.4", "").replace("{village: 0.5}", "{town: 0.5}")
    text = text.replace("{village: 1}", "{town: 1}")
    text = re.sub(r"\btown\b(?=[:}\],])", key, text).replace("place: town", f"place: {key}")
    return text.replace("name: Town", f"name: {name}").replace(f"Tiny {key}", "Tiny town")


def test_a_renamed_place_is_compared_with_the_other_one(tmp_path):
    (tmp_path / "behaviour.yaml").write_text(BEHAVIOUR, encoding="utf-8")
    cases = []
    for name, key in (("Town", "town"), ("Harbour", "port")):
        file = tmp_path / f"{key}.yaml"
        file.write_text(village(name, key), encoding="utf-8")
        cases.append(load(file))
    assert list(cases[1].places) == ["port"]
    (fact,) = differences(*cases)
    assert fact[:5] == ("Who lives there", "Town", "name", "'Town'", "'Harbour'")
    facts = differences(cases[0], cases[1].replace({"authorities.cabinet.reach.port": 0.5}))
    assert [f[1:5] for f in facts if f.aspect != "name"] == [
        ("the Cabinet", "reach", "100 per cent", "50 per cent")
    ]


def test_a_place_among_several_keeps_its_name():
    one = differences(CASE, bundled_case(sorted(list_scenarios())[0]))
    assert ("Who lives there", "Village", "", "", None) in {fact[:5] for fact in one}


# Told in words


def test_what_is_told_has_a_heading_only_where_something_differs():
    facts = differences(CASE, CASE.replace({"authorities.cabinet.reach.village": 0.3}))
    assert diff.told(facts, NAMES, TITLES) == (
        "one  One\ntwo  Two\n\nWhat one says stands first.\n\n"
        "Who claims to rule\n------------------\n"
        "- the Cabinet: reach in Village 40 per cent against 30 per cent\n\n"
        "The behaviour is the same: people choose, obey, blame and rise by the same numbers."
    )


def test_another_behaviour_is_told_with_its_meaning_and_not_called_the_same():
    said = diff.told(differences(CASE, CASE.replace({"behaviour.beta": 4})), NAMES, TITLES)
    assert "- beta (how sharply people choose) 3 against 4" in said
    assert "The behaviour is the same" not in said


def test_what_one_alone_has_is_said_so():
    facts = differences(CASE, CASE.replace({"places.town.arms": {"worker": 0.1, "soldier": 0.7}}))
    assert "- Town: arms of workers 10 per cent in two alone" in diff.told(facts, NAMES, TITLES)
    facts = differences(CASE, load(TINY, without=["order_one"]))
    assert "- only in one: Order One (on 8 March 1917)" in diff.told(facts, NAMES, TITLES)


def test_long_lists_are_shortened_with_a_count_and_told_whole_when_asked(command):
    short = command("diff", TINY, sorted(list_scenarios())[0]).out
    whole = command("diff", TINY, sorted(list_scenarios())[0], "--all").out
    assert " more; --all shows them" in short
    assert " more (--all shows them)" in short
    assert "--all" not in whole
    assert len(whole) > len(short)
    assert all(len(line) <= diff.WIDTH for line in [*short.splitlines(), *whole.splitlines()])


# The command


def test_the_command_says_that_equal_scenarios_are_the_same(command):
    done = command("diff", TINY, TINY)
    assert done.status == 0
    assert done.out == f"{TINY} and {TINY} are the same scenario: Tiny town, March 1917.\n"


def test_as_json_the_same_facts(command):
    name = sorted(list_scenarios())[0]
    found = json.loads(command("diff", TINY, name, "--json").out)
    assert found["first"] == {"name": "tiny", "title": "Tiny town, March 1917"}
    assert found["same"] is False
    facts = differences(CASE, bundled_case(name))
    assert [one["subject"] for one in found["differences"]] == [fact.subject for fact in facts]
    numbers = [one["values"] for one in found["differences"] if "values" in one]
    assert all(isinstance(value, float) for pair in numbers for value in pair)
    assert json.loads(command("diff", name, name, "--json").out)["same"] is True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["petrograd_1918", "petrograd_1917"],
            "petrograd_1918: no scenario named 'petrograd_1918'; did you mean",
        ),
        (["petrograd_1917", "nowhere.yaml"], "nowhere.yaml: "),
        (["petrograd_1917"], "Missing argument 'B'"),
    ],
)
def test_mistakes_are_said(command, words, said):
    done = command("diff", *words)
    assert done.status == 2
    assert said in done.err
    assert "Traceback" not in done.err
