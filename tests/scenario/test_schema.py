"""What a scenario file may say, and the plain words for what it may not: the schema, broken bit by bit."""

from __future__ import annotations

import inspect
import json
import shutil

import pytest
from pydantic import ValidationError

from dualsim.scenario import json_schema, loading
from dualsim.scenario.blocks.effect_blocks import EffectBlock, block_name
from dualsim.scenario.fields import Number
from dualsim.scenario.taste import MEANING
from dualsim.theory.effects import EFFECTS
from dualsim.theory.state import Taste
from paths import DATA

NUMBER = "write a number such as 0.35, or {value: 0.35, source: ...}"


@pytest.fixture
def broken(tmp_path):
    """The faults of the good scenario with texts replaced; § marks where the caret is to stand."""

    def breaking(*changes: tuple[str, str]):
        text = (DATA / "tiny.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        shutil.copy(DATA / "behaviour.yaml", tmp_path)
        before = text.partition("§")[0]
        mark = (before.count("\n") + 1, len(before) - before.rfind("\n")) if "§" in text else None
        path = tmp_path / "tiny.yaml"
        path.write_text(text.replace("§", ""), encoding="utf-8")
        _, faults = loading.check(path)
        return faults, mark

    return breaking


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "    name: Moderates",
            "    §nam: Moderates\n    name: M",
            "no key named 'nam'; did you mean 'name'?",
        ),
        ("calendar: julian", "§weather: cold\ncalendar: julian", "no key named 'weather'; there is about,"),
        ("    name: Radicals\n", "", "'name' is missing from parties.radical; add 'name:'"),
        (
            "  radical:\n    name: Radicals\n",
            "  §radical:\n",
            "'name' is missing from parties.radical; add 'name:'",
        ),
        (
            'kind: soviet\n    colour: "#b2182b"',
            'colour: "#b2182b"',
            "'kind' is missing from authorities.soviet; add 'kind:'",
        ),
        (
            "start: 1917-03-01\nend: 1917-03-30\n",
            "",
            "'start' and 'end' are missing from this file; add them",
        ),
        (
            "extends: behaviour.yaml\n",
            "",
            "'behaviour' is missing from this file; add 'extends: behaviour.yaml'",
        ),
        ("ceiling: 0.5", "ceiling: §1.5", "1.5 is outside what is allowed here; give a number from 0 to 1"),
        (
            "ceiling: 0.5",
            "ceiling: {value: §-1, source: x}",
            "-1 is outside what is allowed here; give a number from 0 to 1",
        ),
        (
            "ceiling: 0.5",
            "§claim: 0.5",
            "there is no 'claim' any more; a party's claim follows its voters; write 'ceiling'",
        ),
        (
            "- break_pledge: {pledge: amnesty}",
            "- §claim: {party: radical, to: 1}",
            "there is no 'claim' any more; a party's claim follows its voters; write set_ceiling",
        ),
        (
            "- break_pledge: {pledge: amnesty}",
            "- §endorse: {authority: soviet, other: cabinet, to: 1}",
            "there is no 'endorse' any more; bodies decide themselves whom they endorse",
        ),
        ("ceiling: 0.5", "ceiling: §lots", f"'lots' is not a number; {NUMBER}"),
        ("ceiling: 0.5", "ceiling: {value: §lots}", f"'lots' is not a number; {NUMBER}"),
        ("ceiling: 0.5", "ceiling: §true", f"'true' is not a number; {NUMBER}"),
        ("ceiling: 0.5", "§ceiling: [1]", f"a list is not a number; {NUMBER}"),
        ("ceiling: 0.5", "§ceiling:", f"an empty value is not a number; {NUMBER}"),
        ("ceiling: 0.5", "ceiling: {value: 0.5, §sorce: x}", "no key named 'sorce'; did you mean 'source'?"),
        (
            "ceiling: 0.5",
            "ceiling: {value: §0.5, source: x, assumed: y}",
            "a number has one origin, not source and assumed; keep the one that holds",
        ),
        ("population: {worker: 4000}", "population: {worker: §-5}", "-5 is outside what is allowed here"),
        ("population: {worker: 4000}", "population: {worker: §3e9}", "3e+09 is outside what is allowed here"),
        (
            "cell_size: 40",
            "cell_size: §19",
            "19 is outside what is allowed here; give a number from 20 to 200",
        ),
        (
            "cell_size: 40",
            "cell_size: §201",
            "201 is outside what is allowed here; give a number from 20 to 200",
        ),
        (
            "soldier: 50}\n",
            "soldier: §5}\n",
            "5 is outside what is allowed here; give a number from 20 to 200",
        ),
        (
            "kind: soviet",
            "kind: §sovjet",
            "'sovjet' is not allowed here; write government, soviet or committee",
        ),
        (
            "from_start: true",
            "from_start: §yes",
            "'yes' stands where true or false belongs; write that instead",
        ),
        ("calendar: julian", "calendar: §old", "'old' is not allowed here; write julian or gregorian"),
        ("schema: 1", "schema: §2", "there is no version 2 of the scenario file; write schema: 1"),
        ("date: 1917-03-03", "date: §1917", "'1917' is not a date; write it as year-month-day, for example"),
        ("name: Town", "name: §3", "'3' stands where a text belongs; put it in quotes"),
        (
            "title: Tiny town, March 1917",
            "§title:",
            "this is empty, and a text belongs here; null only removes",
        ),
        ("title: Tiny town, March 1917", "title: §''", "this is empty; write a text"),
        ('"#4393c3"', "§blue", "'blue' is not a colour; write it as \"#b2182b\", in quotes"),
        (
            "rail: {village: 0.5}",
            "rail: §3",
            "'3' stands where keys and values belongs; write 'key: value', one to a line",
        ),
        ("audience: [soldier, worker]", "§audience: {a: 3}", "a mapping stands where a list belongs"),
        ("audience: [soldier, worker]", "§audience: []", "a list has 0 entries; write at least 1"),
        (
            "behaviour.beta: [1, 6]",
            "§behaviour.beta: [1]",
            "a list has 1 entries; write two numbers, low and high",
        ),
        ("- found: {", "- §foud: {", "no effect named 'foud'; did you mean 'found'?"),
        (
            "found: {authority: soviet}",
            "found: {§authorty: soviet, authority: soviet}",
            "did you mean 'authority'?",
        ),
        ("strength: 0.4}", "§streng: 0.4}", "no key named 'streng'; did you mean 'strength'?"),
        ("pledge: amnesty}", "}", "'pledge' is missing from events.promise_broken.effects.0.break_pledge"),
        (
            "{authority: soviet}\n",
            "{authority: soviet}\n        arm: {group: worker, place: town, share: 1}\n",
            "an effect has one key, its name, not 2; begin each effect with '- '",
        ),
        (
            "- found: {authority: soviet}",
            "- §3\n      - found: {authority: soviet}",
            "'3' stands where keys and values",
        ),
    ],
)
def test_each_misfit_is_said_in_plain_words_at_its_place(broken, old, new, said):
    faults, mark = broken((old, new))
    found = [fault for fault in faults if said in fault.message]
    assert found, [str(fault) for fault in faults]
    assert mark is None or (found[0].spot.line, found[0].spot.column) == mark
    if "foud" not in new and "streng" not in new and "found" not in old:
        assert len(faults) == 1, [str(fault) for fault in faults]


def test_nothing_of_pydantic_reaches_a_reader(broken):
    faults, _ = broken(("name: Town", "name: 3"), ("ceiling: 0.5", "ceiling: x"), ("rail: {", "rails: {"))
    told = "\n".join(fault.message for fault in faults)
    assert len(faults) == 3
    assert not any(word in told.lower() for word in ("input", "pydantic", "validation", "http", "type="))


def test_all_faults_of_a_file_come_at_once_in_order(broken):
    faults, _ = broken(
        ("ceiling: 0.5", "ceiling: 2"),
        ("start: 1917-03-01", "start: 1917-02-30"),
        ("by: soviet", "by: sovjet"),
        ("seats: {moderate: 1}", "seats: {moderate: 0.9}"),
    )
    assert [fault.spot.line for fault in faults] == sorted(fault.spot.line for fault in faults)
    assert [fault.message.split(";")[0] for fault in faults] == [
        "there is no 30 February 1917",
        "2 is outside what is allowed here",
        "the seats of 'cabinet' sum to 0.9",
        "no authority named 'sovjet'",
    ]


def test_a_number_keeps_its_origin():
    scenario = loading.load(DATA / "tiny.yaml")
    assert scenario.behaviour.rho == Number(value=0.1, calibrated="by hand for the tests")
    assert scenario.behaviour.beta == Number(value=3)
    assert float(scenario.behaviour.beta) == 3.0


def test_a_scenario_does_not_change():
    scenario = loading.load(DATA / "tiny.yaml")
    with pytest.raises(ValidationError):
        scenario.title = "other"


def test_behaviour_is_taste_and_every_parameter_is_explained():
    assert list(MEANING) == list(Taste._fields)
    assert set(type(loading.load(DATA / "tiny.yaml").behaviour).model_fields) >= set(Taste._fields)


def test_every_effect_is_a_key_and_its_parameters_are_keys_below():
    assert set(EffectBlock.model_fields) == set(EFFECTS)
    schema = json_schema.schema()["$defs"]
    for name, effect in EFFECTS.items():
        block = schema[block_name(name)]
        assert list(block.get("properties", {})) == list(inspect.signature(effect).parameters)[1:]
        assert block["description"] == inspect.getdoc(effect)


def test_effects_are_written_in_short_too(broken):
    faults, _ = broken(
        ("audience: [soldier, worker]", "audience: soldier"),
        (
            "- break_pledge: {pledge: amnesty}",
            "- break_pledge: {pledge: amnesty}\n      - end_run\n      - end_run:",
        ),
    )
    assert faults == []


def test_an_effect_hands_over_names_and_plain_numbers():
    steps = list(loading.load(DATA / "tiny.yaml").events["order_one"].steps())
    assert steps[2] == (
        "news",
        {
            "audience": ["soldier", "worker"],
            "credit": 0.3,
            "authority": "soviet",
            "party": None,
            "place": None,
        },
    )
    assert next(loading.load(DATA / "tiny.yaml").events["promise_broken"].steps()) == (
        "break_pledge",
        {"pledge": "amnesty", "to": 0.0},
    )


def test_the_schema_describes_every_key_and_fits_what_loads():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json_schema.schema()
    json.dumps(schema)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    whole = loading.load(DATA / "tiny.yaml").model_dump(by_alias=True, exclude_unset=True)
    assert list(check.iter_errors(whole)) == []
    assert list(check.iter_errors({"extends": "tiny.yaml", "events": {"order_one": None}})) == []
    assert list(check.iter_errors({**whole, "weather": "cold"}))
    assert list(check.iter_errors({**whole, "parties": {"x": {"ceiling": 3}}}))
    keys = {name: block for name, block in schema["$defs"].items() if name.endswith("Block")}
    for name, block in keys.items():
        for key, part in block["properties"].items():
            assert part.get("description"), f"{name}.{key} has no description"
