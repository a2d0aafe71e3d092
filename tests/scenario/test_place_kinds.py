"""Kinds of place: a place is written out from its kind, outranks it, and is told what is wrong."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from dualsim.engine.simulation import Simulation
from dualsim.scenario import loading
from dualsim.scenario.bodies import bodies_of
from dualsim.scenario.describe.provenance import entries
from dualsim.scenario.kinds_of_place import Sketch
from dualsim.scenario.schema import Scenario
from dualsim.scenario.template import draft_of_place

KINDS = loading.bundled_kinds()
TOWN = {"people": 100_000, "garrison": 20_000, "days_by_rail": 2}
PLACES = [name for name in loading.list_scenarios() if name.endswith("_1917")]  # Russia's: of kinds


@pytest.fixture
def read(tmp_path):
    """The scenario of a province with one place of these lines, or None, and its faults."""

    def reading(lines: str, *, more: str = "", base: str = "provinces_1917.yaml", **numbers: float):
        told = "".join(f"    {key}: {value}\n" for key, value in numbers.items())
        indented = "".join(f"    {line}\n" for line in lines.splitlines())
        head = f"schema: 1\nextends: {base}\ntitle: A place\nplaces:\n  here:\n    name: Here\n"
        path = tmp_path / "one.yaml"
        path.write_text(head + indented + told + more, encoding="utf-8")
        return loading.check(path)

    return reading


@pytest.fixture
def good(read):
    """The scenario of a place that is good."""

    def reading(lines: str = "kind: provincial_town", **told) -> Scenario:
        scenario, faults = read(lines, **{**TOWN, **told})
        assert [str(fault) for fault in faults] == []
        assert scenario is not None
        return scenario

    return reading


def numbers_of(scenario: Scenario, place: str) -> dict[str, float]:
    """Every number of a place and of others about it, by path."""
    return {e.path: e.value for e in entries(scenario) if place in e.path.split(".")}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_place_of_each_kind_and_nothing_else_runs_and_says_where_its_numbers_come_from(read, kind):
    typical = {
        key: number["value"] for key, number in KINDS[kind].typical.model_dump(exclude_unset=True).items()
    }
    scenario, faults = read(f"kind: {kind}", **typical)
    assert faults == []
    for _ in (sim := Simulation(scenario, 500, 1, measures=["allegiance"])).days():
        if sim.day == 10:
            break
    assert sim.day == 10
    ledger = [entry for entry in entries(scenario) if "here" in entry.path.split(".")]
    own = {entry.path for entry in ledger if not entry.text}
    assert {path.rsplit(".", 1)[-1] for path in own} <= {"worker", "soldier"}  # bare in this file
    assert all(entry.text.startswith(f"kind {kind}: ") for entry in ledger if entry.path not in own)
    assert len(ledger) > 25


def test_a_place_follows_from_its_numbers_by_the_formulas(good):
    scenario = good("kind: provincial_town\nland_hunger: 0.6\nmembers: 50", days_by_rail=1.6)
    town, kind = scenario.places["here"], KINDS["provincial_town"]
    people = {group: count.value for group, count in town.population.items()}
    share = {group: number.value for group, number in kind.of_people.items()}
    assert people["worker"] == 100_000 * share["worker"]
    assert people["soldier"] == 20_000
    assert people["officer"] == 20_000 * kind.of_garrison["officer"].value
    assert people["townspeople"] == 100_000 * (kind.adults.value - sum(share.values()))
    assert town.news.value == 2
    assert town.condition["land"].value == -0.6
    assert scenario.authorities["provisional_government"].reach["here"].value == round(math.exp(-1.6 / 4), 2)
    everyone = sum(people.values())
    bolsheviks = 0.005 + 15 * 50 / everyone + 0.03 * math.exp(-1.6)
    assert scenario.parties["bolshevik"].organisation["here"].value == pytest.approx(bolsheviks, rel=0.005)
    weights = {"propertied": 0.5, "townspeople": 0.15, "officer": 0.2, "worker": 0.01, "soldier": 0.01}
    kadets = 0.01 + sum(weight * people[group] for group, weight in weights.items()) / everyone
    assert scenario.parties["kadet"].organisation["here"].value == pytest.approx(kadets, rel=0.005)


@pytest.mark.parametrize("key", [key for key in Sketch.model_fields if key not in ("kind", "nationality")])
def test_each_number_of_a_place_moves_some_number_of_it(good, key):
    before = numbers_of(good("kind: provincial_town", workers=9_000, land_hunger=0.6, members=50), "here")
    told = {"workers": 9_000, "land_hunger": 0.6, "members": 50, **TOWN}
    after = numbers_of(good("kind: provincial_town", **{**told, key: told[key] * 1.5}), "here")
    assert before.keys() == after.keys()
    assert before != after


def test_what_a_place_says_itself_outranks_its_kind(good):
    scenario = good(
        "kind: provincial_town\nsegregation: 0.5\npopulation: {officer: 7}\n"
        "condition: {bread: -0.9}\nlevers: {militia: {operators: {worker: 1}}}",
        more="authorities:\n  soviet: {reach: {here: 0.3}}\nparties:\n  sr: {organisation: {here: 0.5}}\n",
    )
    town, kind = scenario.places["here"], KINDS["provincial_town"]
    assert (town.segregation.value, town.population["officer"].value) == (0.5, 7)
    assert town.condition["bread"].value == -0.9
    assert town.condition["peace"].value == kind.condition["peace"].value
    assert list(town.levers["militia"].operators) == ["worker"], "operators are one table, which sums to one"
    assert town.levers["militia"].weight.value == kind.levers["militia"].weight.value
    assert scenario.authorities["soviet"].reach["here"].value == 0.3
    assert scenario.parties["sr"].organisation["here"].value == 0.5


def test_a_place_does_without_a_national_authority_of_its_kind(good):
    scenario = good(more="authorities:\n  high_command: {reach: {here: null}}\n")
    assert "here" not in scenario.authorities["high_command"].reach
    assert "here" in scenario.authorities["soviet"].reach


def test_a_number_of_the_place_keeps_its_own_origin(good):
    counted = "{value: 9000, source: a handbook}"
    scenario = good(
        f"kind: provincial_town\nworkers: {counted}\nland_hunger: {{value: 0.6, source: a survey}}"
    )
    here = scenario.places["here"]
    assert here.population["worker"].source == "a handbook"
    assert here.condition["land"].source == "a survey"
    assert here.population["propertied"].assumed.startswith("kind provincial_town: 0.09 of 100,000 people; ")


def test_levers_of_the_kind_share_what_the_place_does_not_weigh_itself(good):
    port = "levers: {port: {name: Port, weight: 0.4, operators: {worker: 1}}, garrison: {weight: 0.3}}"
    town, kind = good(f"kind: provincial_town\n{port}").places["here"], KINDS["provincial_town"]
    rest = {name: lever for name, lever in kind.levers.items() if name != "garrison"}
    whole = sum(lever.weight.value for lever in rest.values())
    assert town.levers["port"].weight.value == 0.4
    for name, lever in rest.items():
        assert town.levers[name].weight.value == pytest.approx(0.3 * lever.weight.value / whole)
    assert "as a share of what is left" in town.levers["railway"].weight.assumed


def test_a_place_without_soldiers_has_no_lever_that_they_alone_work(good):
    town = good("kind: industrial_town", garrison=0).places["here"]
    assert "garrison" not in town.levers
    assert list(town.levers["militia"].operators) == ["propertied"]
    assert sum(lever.weight.value for lever in town.levers.values()) == pytest.approx(1)
    assert not {"soldier", "officer"} & {*town.population, *town.cell_size, *town.arms}


def test_null_does_without_a_lever_or_a_group_of_the_kind(good):
    town = good("kind: provincial_town\npopulation: {officer: null}\nlevers: {telegraph: null}").places[
        "here"
    ]
    assert "telegraph" not in town.levers
    assert "officer" not in town.population
    assert list(town.levers["garrison"].operators) == ["soldier"]


def test_a_nationality_is_a_part_of_a_group_with_its_share_of_levers(good):
    tatar = "nationality: {sailor: {of: soldier, share: {value: 0.25, assumed: invented}}}"
    town = good(f"kind: provincial_town\n{tatar}").places["here"]
    assert (town.population["sailor"].value, town.population["soldier"].value) == (5_000, 15_000)
    assert town.population["officer"].value == 600, "of the whole garrison"
    shares = {group: share.value for group, share in town.levers["garrison"].operators.items()}
    assert shares == pytest.approx({"soldier": 0.55 * 0.75, "sailor": 0.55 * 0.25, "officer": 0.45})
    assert town.cell_size["sailor"] == town.cell_size["soldier"]
    assert town.arms["sailor"] == town.arms["soldier"]


PROVINCIAL = "kind: provincial_town"
FAULTS = [
    (
        "kind: provincial_twon",
        TOWN,
        "no kind of place named 'provincial_twon'; did you mean 'provincial_town'?",
    ),
    ("kind: [garrison]", TOWN, "no kind of place named '['garrison']'"),
    (
        PROVINCIAL,
        {"people": 10},
        "'here' is of the kind provincial_town, which needs garrison and days_by_rail",
    ),
    (
        PROVINCIAL,
        {**TOWN, "people": 0, "garrison": 0},
        "nobody lives in 'here'; give it a population",
    ),
    (
        PROVINCIAL,
        {**TOWN, "garrison": 200_000},
        "200,000 soldiers are more than the 100,000 people of",
    ),
    (
        PROVINCIAL,
        {**TOWN, "workers": 55_000},
        "of its people 60,000 are adults, 4,000 fewer than are",
    ),
    ("kind: front", TOWN, "nothing in 'here', of the kind front, follows from 'people'; leave it out"),
    (
        "kind: countryside",
        TOWN,
        "nothing in 'here', of the kind countryside, follows from 'garrison'",
    ),
    (f"{PROVINCIAL}\npopulation: {{soldier: 5}}", TOWN, "'here' counts 'soldier' under population already"),
    (PROVINCIAL, {**TOWN, "peeple": 5}, "no key named 'peeple'; did you mean 'people'?"),
    (PROVINCIAL, {**TOWN, "land_hunger": 2}, "2 is outside what is allowed here; give a number from 0 to"),
    (
        f"{PROVINCIAL}\nnationality: {{sailors: {{of: soldier, share: 0.5}}}}",
        TOWN,
        "no group named 'sailors'",
    ),
    (
        f"{PROVINCIAL}\nnationality: {{sailor: {{of: peasant, share: 0.5}}}}",
        TOWN,
        "'sailor' is to be a part of 'peasant', which does not follow from the kind here; name one of",
    ),
]


@pytest.mark.parametrize(("lines", "numbers", "message"), FAULTS, ids=[fault[2][:40] for fault in FAULTS])
def test_a_mistake_is_told_in_one_line_and_nothing_else(read, lines, numbers, message):
    _, faults = read(lines, **numbers)
    (said,) = {fault.message for fault in faults}
    assert said.startswith(message)
    assert all(fault.spot.source.name.endswith("one.yaml") and fault.spot.line > 5 for fault in faults)


def test_soldiers_may_outnumber_the_people_of_a_garrison(good):
    town = good("kind: garrison", people=20_000, garrison=30_000).places["here"]
    assert town.population["soldier"].value == 30_000


def test_numbers_of_a_kind_need_a_kind_and_kinds_a_file_that_describes_them(read):
    _, faults = read("population: {soldier: 5}", garrison=3)
    assert "this is for places that name their kind" in str(faults)
    _, faults = read("kind: provincial_town", base="behaviour.yaml", **TOWN)
    assert "there is none here; extend kinds_of_place.yaml, or a file that does" in str(faults)


def test_a_kind_may_be_changed_or_added_by_a_file_of_ones_own(read, good):
    more = "place_kinds:\n  provincial_town: {segregation: 0.4}\n"
    assert good(more=more).places["here"].segregation.value == 0.4
    _, (fault,) = read("kind: provincial_town", more="place_kinds:\n  provincial_town: {adults: 3}\n", **TOWN)
    assert "3 is outside what is allowed here" in fault.message
    _, faults = read("kind: provincial_town", more="place_kinds:\n  provincial_town: {adluts: 3}\n", **TOWN)
    assert "no key named 'adluts'; did you mean 'adults'?" in str(faults)
    more = "place_kinds:\n  provincial_town: {national: {zemgor: {reach: 0.5}}}\n"
    _, (fault,) = read("kind: provincial_town", more=more, **TOWN)
    assert "its kind speaks of 'zemgor': no authority named 'zemgor'" in fault.message


def test_a_scenario_knows_no_kinds_once_it_is_read_and_reads_again(good):
    scenario = good()
    text = scenario.text()
    assert not re.search(r"place_kinds|organisation_rule|days_by_rail:|garrison: 20000", text)
    assert loading.from_text(text) == scenario
    assert (
        loading.load(scenario, changes={"places.here.segregation": 0.1}).places["here"].segregation.value
        == 0.1
    )


@pytest.mark.parametrize("name", sorted(PLACES))
def test_bundled_places_say_where_every_number_comes_from(name):
    scenario = loading.load(name)
    ledger = [e for e in entries(scenario) if e.path.startswith("places.")]
    assert [e.path for e in ledger if e.kind == "unsourced"] == []
    assert any(e.text.startswith("kind ") for e in ledger)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_new_place_is_twenty_lines_with_a_reason_for_every_number(kind, tmp_path: Path):
    text = draft_of_place(kind, "nowhere")
    assert text.count("\n") <= 21
    path = tmp_path / "nowhere.yaml"
    path.write_text(text, encoding="utf-8")
    scenario, faults = loading.check(path)
    assert faults == []
    told = [entry for entry in entries(scenario) if "nowhere" in entry.path.split(".")]
    assert all(entry.kind in ("assumed", "sourced") for entry in told)
    assert text.count("replace by") == len(KINDS[kind].typical.model_dump(exclude_unset=True))
    assert max(map(len, text.splitlines())) < 200
    assert scenario.may_found == {"nowhere": KINDS[kind].may_found}
    assert bodies_of(scenario), "people who live there found them"
