"""The prose of a scenario and the ledger of its numbers."""

from __future__ import annotations

import inspect
from typing import get_args, get_origin, get_type_hints

import pytest

from dualsim.scenario import loading
from dualsim.scenario.describe.prose import explain
from dualsim.scenario.describe.provenance import Entry, counts, entries
from dualsim.scenario.describe.sentences import PLAIN, TURNING, many, sentence
from dualsim.theory import effect_parameters
from dualsim.theory.effects import EFFECTS
from paths import INSTITUTIONS, TINY

NAMED = {
    effect_parameters.Authority: "soviet",
    effect_parameters.Party: "radical",
    effect_parameters.Group: "worker",
    effect_parameters.Place: "town",
    effect_parameters.Issue: "bread",
    effect_parameters.Lever: "garrison",
    effect_parameters.Institution: "shops",
    effect_parameters.Pledge: "amnesty",
    effect_parameters.Holder: "ivanov",
}


TOLD = {
    "soviet": "the Soviet",
    "radical": "Radicals",
    "worker": "workers",
    "town": "Town",
    "bread": "bread",
    "garrison": "garrison",
    "shops": "co-operative shops",
    "amnesty": "amnesty of political prisoners",
    "ivanov": "Ivan Ivanov",
}


@pytest.fixture(scope="module")
def scenario():
    return loading.load(INSTITUTIONS)


def argument(hint):
    inner = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is list:
        return [argument(inner[0])]
    if get_origin(hint) is dict:
        return {argument(inner[0]): 1.0}
    return NAMED.get(inner[0] if inner else hint, 0.25)


@pytest.mark.parametrize("effect", EFFECTS)
def test_every_effect_has_a_sentence_of_its_own_that_tells_all_its_parameters(scenario, effect):
    told = "has no sentence, or two: give it one in PLAIN or TURNING of scenario/describe/sentences.py"
    assert (effect in PLAIN) != (effect in TURNING), f"{effect} {told}"
    hints = get_type_hints(EFFECTS[effect])
    given = {key: argument(hints[key]) for key in list(inspect.signature(EFFECTS[effect]).parameters)[1:]}
    if effect in ("news", "call_to_streets"):
        given["party"] = None
    said = sentence(scenario, effect, given)
    assert not said[0].islower()
    assert "{" not in said
    for value in given.values():
        told = [
            TOLD[v] for v in ([value] if isinstance(value, str) else value if isinstance(value, list) else [])
        ]
        assert all(name.lower() in said.lower() for name in told), said
        assert not isinstance(value, float) or any(n in said for n in ("25 per cent", "0.25", "+25")), said


@pytest.mark.parametrize(
    ("effect", "given", "said"),
    [
        (
            "require_endorsement",
            {"lever": "garrison", "place": "town", "by": "soviet"},
            "The garrison in Town now obeys nobody without the endorsement of the Soviet",
        ),
        (
            "news",
            {
                "audience": ["worker", "soldier"],
                "credit": -0.2,
                "authority": "cabinet",
                "party": None,
                "place": "town",
            },
            "The credit of the Cabinet with workers and soldiers in Town falls (-0.2)",
        ),
        (
            "call_to_streets",
            {"party": "radical", "strength": -1},
            "Followers of the Radicals are called home (-1)",
        ),
        (
            "appoint",
            {"holder": "petrov", "authority": "cabinet", "rank": 1},
            "Pyotr Petrov becomes head of the Cabinet",
        ),
        (
            "break_pledge",
            {"pledge": "amnesty", "to": 0},
            "The pledge of 'amnesty of political prisoners' is broken",
        ),
        (
            "dissolve",
            {"authority": "committee@town"},
            "A committee, Town ceases to be, and whoever obeyed it must turn elsewhere",
        ),
        (
            "organise",
            {"party": "radical", "place": "town", "factor": 0.5},
            "The organisation of the Radicals in Town is cut, to 0.5 times its size",
        ),
    ],
)
def test_sentences_read_well(scenario, effect, given, said):
    assert sentence(scenario, effect, given) == said


def test_an_effect_that_somebody_adds_is_told_by_its_first_sentence(scenario, monkeypatch):
    def bless(world, authority: effect_parameters.Authority, by: effect_parameters.Change) -> None:
        """A bishop blesses an authority."""

    bless.__annotations__ = {"authority": effect_parameters.Authority, "by": effect_parameters.Change}
    monkeypatch.setitem(EFFECTS, "bless", bless)
    assert sentence(scenario, "bless", {"authority": "soviet", "by": 0.1}) == (
        "A bishop blesses an authority (authority: the Soviet, by: 0.1)"
    )


def test_the_prose_tells_events_in_order_of_time_with_their_sources(scenario):
    text = explain(scenario)
    first = text.index("3 March 1917: The Soviet meets. A second authority comes into being.")
    second = text.index("8 March 1917: Order One.")
    third = text.index("As soon as mobilisation[soldier, town] > 0.3 for 2 days: The promise is broken.")
    ledger = text.index("Where the numbers come from")
    assert first < second < third < ledger
    assert "- The Soviet comes into being.\n" in text
    assert "Source: an invented newspaper, 9 March 1917" in text
    assert "From 1 March 1917 to 30 March 1917 (Old Style), 30 days, with 5 events." in text
    assert "10,000 workers and 6,000 soldiers live there." in text
    cabinet = "Cabinet: a government, there from the start; appointed by no election; its seats 100 per cent"
    assert cabinet in " ".join(text.split())
    assert all(len(line) <= 100 for line in text.splitlines())


def test_the_prose_tells_what_links_places_and_who_carries_out_orders():
    linked = loading.load(TINY.with_name("linked.yaml"))
    text = explain(linked.replace({"authorities.rada.organ": {"town": 0}}))
    said = " ".join(text.split())
    for part in (
        "Of everyone's contacts 20 per cent with Village are by letter and leave. Orders there",
        "News from elsewhere takes 5 days. "
        "Of everyone's contacts 30 per cent with Town are by letter and leave. "
        "An assembly binds 70 per cent of workers to act as one. Orders there",
        "Cabinet: a government, there from the start; it speaks for the whole country; appointed by",
        "Zemstvo: a committee, there from the start; elected by workers in Village; its seats",
        "with people of its own to carry out 30 per cent in Village of its orders.",
        "with people of its own to carry out 0 per cent in Town of its orders.",
        "20 per cent of every unit of soldiers in Town are sent to Village.",
        "In every place, life gets worse in the matter of bread (-0.2).",
        "The Cabinet now has people of its own in Village to carry out 60 per cent of its orders.",
    ):
        assert part in said, part
    assert all(len(line) <= 100 for line in text.splitlines())
    assert "News" not in explain(loading.load(TINY)), "what holds anyway is not told"
    assert "takes 1 day." in explain(linked.replace({"places.town.news": 1}))


def test_the_prose_tells_which_places_a_region_is_and_how_its_countryside_is_spread_out():
    told = " ".join(explain(loading.load(TINY.with_name("region.yaml"))).split())
    said = "Town and villages is a region: Town, and Village, spread out into 4 villages, 0.5 to 2 days from"
    assert f"{said} Town. News takes 3 to 11 days to them." in told


@pytest.mark.parametrize("name", loading.list_scenarios())
def test_bundled_scenarios_can_be_told(name):
    scenario = loading.load(name)
    assert all(len(line) <= 100 for line in explain(scenario).splitlines())
    text = " ".join(explain(scenario).split())
    for event in scenario.events.values():
        assert " ".join(event.source.split()) in text


def test_the_ledger_holds_every_number_of_the_file(scenario):
    ledger = {entry.path: entry for entry in entries(scenario)}
    assert ledger["behaviour.rho"] == Entry("behaviour.rho", 0.1, "calibrated", "by hand for the tests")
    assert ledger["behaviour.beta"] == Entry("behaviour.beta", 3, "assumed", "round numbers for tests")
    assert ledger["places.town.population.worker"][2:] == ("sourced", "an invented census")
    assert ledger["places.town.levers.garrison.weight"][2:] == ("sourced", "an invented census")
    assert ledger["events.order_one.effects.2.news.credit"][2:] == ("assumed", "a guess")
    assert ledger["events.order_one.effects.1.represent.weight"].kind == "sourced"
    assert not any(path.startswith(("vary", "schema")) for path in ledger)

    def numbers(tree) -> int:
        if isinstance(tree, dict):
            return 1 if "value" in tree else sum(map(numbers, tree.values()))
        return (
            sum(map(numbers, tree))
            if isinstance(tree, list)
            else isinstance(tree, int | float) and tree is not True
        )

    whole = scenario.model_dump(by_alias=True, exclude_unset=True, exclude={"vary", "version"})
    assert len(ledger) == numbers(whole)
    assert sum(counts(ledger.values()).values()) == len(ledger)


def test_what_is_assumed_goes_before_the_source_of_an_event():
    changed = loading.load(TINY, changes=["events.order_one.assumed=a guess"])
    ledger = {entry.path: entry for entry in entries(changed)}
    assert ledger["events.order_one.effects.1.represent.weight"][2:] == ("assumed", "a guess")


def test_names_in_a_row():
    assert [many(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "nobody",
        "a",
        "a and b",
        "a, b and c",
    ]
