"""Places from the rows of a table: what a row becomes, and what is told of a table that cannot be used."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dualsim.scenario.loading import check, check_text, load
from dualsim.scenario.paths import nudged, number_at
from dualsim.scenario.schema import Scenario

TABLE = """key,name,people,urban,garrison,km
tver_province,Tver,1000000,0.1,20-30,500
omsk_province,Omsk,2000000,0.2,~15,1000
orel_province,Orel,1500000,0.1,,400
"""
FILE = """schema: 1
title: Places of a table
extends: russia_1917.yaml
numbers:
  draw: {value: 0, assumed: the middle}
  nearness: {value: 0.06, assumed: a guess}
tables:
  provinces:
    file: places.csv
    key: key
    constants: {growth: {value: 1.5, assumed: a guess}}
    columns: {townsmen: "=growth * people * urban"}
    blanks: {garrison: {low: 10, high: 20, assumed: a guess}}
    leave_out: []
    rows:
      regions:
        "{key}": {name: "{name}", town: "{key}_town", places: ["{key}_countryside"]}
      formulas:
        "places.{key}_town.population.soldier": "=1000 * garrison"
      places:
        "{key}_town":
          kind: provincial_town
          name: "{name}"
          people: {value: "=townsmen", assumed: the table}
          garrison: {value: "=1000 * garrison", assumed: the table}
          days_by_rail: {value: "=km / 500", assumed: a day's train}
          letters: {"{key}_countryside": {value: "=nearness * exp(-km / 1000)", assumed: a guess}}
        "{key}_countryside":
          kind: countryside
          name: "{name}, villages"
          people: {value: "=growth * people - townsmen", assumed: the table}
          days_by_rail: {value: "=km / 500 + 1", assumed: a day's train}
"""
Written = Callable[..., str]


@pytest.fixture
def written(tmp_path, monkeypatch) -> Written:
    monkeypatch.chdir(tmp_path)

    def write(table: str = TABLE, **changed: str) -> str:
        text = FILE
        for old, new in changed.items():
            assert BITS[old] in text
            text = text.replace(BITS[old], new)
        (tmp_path / "places.csv").write_text(table, encoding="utf-8")
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        return "mine.yaml"

    return write


BITS = {
    "file": "places.csv", "key": "key: key\n", "out": "leave_out: []",
    "blanks": "blanks: {garrison: {low: 10, high: 20, assumed: a guess}}",
    "people": '"=growth * people - townsmen"', "townsmen": '"=growth * people * urban"',
    "letters": '"=nearness * exp(-km / 1000)"', "name": 'name: "{name}, villages"',
}  # fmt: skip


def faults(file: str) -> list[str]:
    scenario, found = check(file)
    assert scenario is None
    return [str(fault) for fault in found]


def test_each_row_becomes_a_region_with_its_places(written: Written) -> None:
    scenario = load(written())
    assert set(scenario.regions) == {"tver_province", "omsk_province", "orel_province"}
    town, villages = (scenario.places[f"omsk_province_{part}"] for part in ("town", "countryside"))
    assert (town.name, villages.name) == ("Omsk", "Omsk, villages")
    assert town.population["soldier"].value == 15_000
    assert sum(people.value for people in villages.population.values()) == pytest.approx(
        0.48 * 2_400_000, rel=0.01
    )
    assert number_at(
        scenario, "places.omsk_province_town.letters.omsk_province_countryside"
    ) == pytest.approx(0.06 * 2.718281828**-1)


def test_the_rule_is_the_same_for_every_row_and_stays_one(written: Written) -> None:
    scenario = load(written())

    def letters(of: Scenario) -> list[float]:
        return [number_at(of, f"places.{key}_town.letters.{key}_countryside") for key in scenario.regions]

    twice = nudged(scenario, {"numbers.nearness": 0.12})
    assert letters(twice) == pytest.approx([2 * share for share in letters(scenario)])


def test_a_range_and_a_blank_are_draws_and_a_number_is_not(written: Written) -> None:
    scenario = load(written())

    def garrisons(of: Scenario) -> list[float]:
        return [of.places[f"{key}_town"].population["soldier"].value for key in scenario.regions]

    assert garrisons(scenario) == [25_000, 15_000, 15_000]
    drawn = [garrisons(nudged(scenario, {"numbers.draw": float(n)})) for n in range(1, 9)]
    assert {omsk for _, omsk, _ in drawn} == {15_000}
    assert all(20_000 <= tver <= 30_000 and 10_000 <= orel <= 20_000 for tver, _, orel in drawn)
    assert len({tver for tver, _, _ in drawn}) == 8


def test_what_the_file_says_of_a_place_outranks_its_row(written: Written) -> None:
    file = written()
    with open(file, "a", encoding="utf-8") as more:
        more.write(
            "places:\n  tver_province_town:\n    name: Tver and its station\n    population: {worker: 7}\n"
        )
    place = load(file).places["tver_province_town"]
    assert place.name == "Tver and its station"
    assert place.population["worker"].value == 7


def test_rows_may_be_left_out(written: Written) -> None:
    scenario = load(written(out="leave_out: [omsk_province]"))
    assert set(scenario.regions) == {"tver_province", "orel_province"}
    assert (
        "no row named 'omks_province'; did you mean 'omsk_province'?"
        in faults(written(out="leave_out: [omks_province]"))[0]
    )


@pytest.mark.parametrize(
    ("table", "where", "said"),
    [
        ("", "places.csv", "the table is empty"),
        ("key,name,people,urban,garrison,km\n", "places.csv:1:1", "there is no row"),
        (TABLE.replace("500", "far"), "places.csv:2:", "km: 'far' is no number"),
        (TABLE.replace("1000000", ""), "places.csv:2:", "people: nothing stands here, and it is needed"),
        (TABLE.replace(",~15", ""), "places.csv:3:1", "this row has 5 cells, the first line has 6"),
        (TABLE.replace("omsk_", "tver_"), "places.csv:3:1", "'tver_province' stands in line 2 already"),
        (TABLE.replace("omsk_", "Omsk "), "places.csv:3:1", "cannot be a name"),
        (TABLE.replace("key,name", "key,key"), "places.csv:1:5", "a second time"),
        (TABLE.replace("km", "how far", 1), "places.csv:1:", "cannot be the name of a column"),
    ],
)  # fmt: skip
def test_a_faulty_table_is_told_at_its_line(written: Written, table: str, where: str, said: str) -> None:
    told = faults(written(table))
    assert any(where in fault and said in fault for fault in told), told


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"file": "places.cvs"}, "no table named 'places.cvs'; did you mean 'places.csv'?"),
        ({"file": "../places.csv"}, "leaves the scenario's folder"),
        ({"key": "key: kye\n"}, "key: no column named 'kye'; did you mean 'key'?"),
        ({"blanks": "blanks: {garison: {low: 1, high: 2}}"}, "no column named 'garison'"),
        ({"blanks": "blanks: {garrison: {low: 1}}"}, "'garrison' says nothing"),
        ({"people": '"=growth * poeple"'}, "no number or column named 'poeple'; did you mean 'people'?"),
        ({"townsmen": '"=townsmen * 2"'}, "'townsmen' follows from itself"),
        ({"letters": '"=nearness *"'}, "is no formula"),
        ({"name": 'name: "{nmae}"'}, "no column named 'nmae'; did you mean 'name'?"),
    ],
)
def test_a_faulty_template_is_told_once(written: Written, changed: dict[str, str], said: str) -> None:
    told = [fault for fault in faults(written(**changed)) if said in fault]
    assert len(told) == 1, faults(written(**changed))


def test_a_text_from_outside_reads_no_table_of_this_machine(written: Written) -> None:
    written()
    scenario, found = check_text(FILE, "mine.yaml")
    assert scenario is None
    assert any("no table named 'places.csv'" in str(fault) for fault in found)
    assert not any("Omsk" in str(fault) for fault in found)


def test_a_table_that_is_not_beside_the_file_is_that_of_the_bundled_scenarios(tmp_path) -> None:
    """A copy of a file that comes with dualsim finds its table there; one beside it comes first."""
    text = FILE
    for old, new in (
        ("file: places.csv", "file: provinces.csv"),
        ("{name}", "{province}"),
        ("growth * people * urban", "growth * population_1897 * 0.1"),
        ("growth * people -", "growth * population_1897 -"),
        ("garrison: {low", "garrison_thousand_1917: {low"),
        ("1000 * garrison", "1000 * garrison_thousand_1917"),
        ("km / ", "km_petrograd / "),
    ):
        assert old in text
        text = text.replace(old, new)
    copy = tmp_path / "copy.yaml"
    copy.write_text(text, encoding="utf-8")
    assert "viatka_province_town" in load(copy).places
    (tmp_path / "provinces.csv").write_text("key,province\nnowhere,Nowhere\n", encoding="utf-8")
    assert any("population_1897" in str(fault) for fault in check(copy))
