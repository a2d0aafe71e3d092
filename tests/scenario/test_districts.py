"""The provinces of 1917 from a table: one rule for all of them, and numbers that all move something."""

from __future__ import annotations

import csv

import pytest

from dualsim.analysis.evaluation.observations import read_observations
from dualsim.analysis.evaluation.whose_place import Whereabouts
from dualsim.engine.simulation import Simulation
from dualsim.scenario.axes import names_of
from dualsim.scenario.coordinates import coordinates_of
from dualsim.scenario.loading import list_scenarios, load
from dualsim.scenario.paths import nudged, number_at
from dualsim.scenario.schema import Scenario

FOLDER = next(iter(list_scenarios().values())).parent


@pytest.fixture(scope="module")
def districts() -> Scenario:
    return load("districts_1917")


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, str]]:
    with (FOLDER / "provinces.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def test_every_row_is_a_region_of_a_town_and_a_countryside(districts, table) -> None:
    assert list(districts.regions) == list(table)
    for key, region in districts.regions.items():
        assert (region.town, region.places) == (f"{key}_town", [f"{key}_countryside"])


def test_people_of_a_province_are_those_of_its_row(districts, table) -> None:
    for key, row in table.items():
        if row["capital_people_1897"] != "0":
            continue
        town, country = (districts.places[f"{key}_{part}"].population for part in ("town", "countryside"))
        civilians = [n.value for group, n in town.items() if group not in ("soldier", "officer")]
        whole = 1.35 * float(row["population_1897"])
        urban = float(row["urban_share_1897"] or 0.1)
        assert sum(civilians) == pytest.approx(0.6 * urban * whole, rel=0.02), key
        assert sum(n.value for n in country.values()) == pytest.approx(
            0.48 * (1 - urban) * whole, rel=0.02
        ), key


def test_a_tenth_of_a_town_at_least_and_a_fifth_at_most_are_workers(districts, table) -> None:
    for key, row in table.items():
        if row["capital_people_1897"] != "0":
            continue
        town = districts.places[f"{key}_town"].population
        people = 1.35 * float(row["population_1897"]) * float(row["urban_share_1897"] or 0.1)
        assert 0.0999 <= town["worker"].value / people <= 0.2001, key
    of = {
        key: districts.places[f"{key}_province_town"].population["worker"].value
        for key in ("tver", "ekaterinoslav", "kostroma")
    }
    assert of["tver"] == pytest.approx(0.1 * 207_784, abs=1), (
        "a tenth, with three tenths of 45,000 among them"
    )
    assert of["ekaterinoslav"] == pytest.approx(0.3 * 200_000), "three tenths of the province's"
    assert of["kostroma"] == pytest.approx(0.2 * 127_328, abs=1), "a fifth, for three tenths are more"


def test_the_capitals_the_fronts_and_the_fleet_hear_of_each_other(districts) -> None:
    rail = districts.places["petrograd"].rail
    assert rail["moscow"].value == pytest.approx(650 / number_at(districts, "numbers.km_a_day") + 0.05)
    fronts = [rail[f"{side}_front"].value for side in ("northern", "western", "south_western", "romanian")]
    assert fronts == sorted(fronts)
    assert districts.places["baltic_fleet"].population["sailor"].value == 70_000
    assert "baltic_fleet" in districts.places["estonia_province_town"].rail


def test_bodies_of_a_province_are_heard_in_that_province_alone(districts) -> None:
    world, names = (sim := Simulation(districts, 1000)).world, sim.names
    for k, body in enumerate(names.authority):
        home = body.partition("@")[2]
        if home.startswith("tula_province"):
            heard = {place for l, place in enumerate(names.place) if world.reach[k, l] > 0.0}
            assert heard == {"tula_province_town", "tula_province_countryside"}, body


def test_the_capitals_are_taken_out_of_their_provinces(districts) -> None:
    towns = [
        districts.places[f"{key}_province_town"].population["townspeople"].value
        for key in ("petrograd", "moscow")
    ]
    assert max(towns) < 200_000 < districts.places["petrograd"].population["townspeople"].value


def test_no_number_was_written_for_one_province(districts) -> None:
    """What the file says outside its table speaks of no province."""
    text = (FOLDER / "districts_1917.yaml").read_text(encoding="utf-8")
    outside = text[: text.index("\ntables:")] + text[text.index("\nvary:") :]
    assert [key for key in districts.regions if key in outside] == []


@pytest.mark.parametrize("number", [name for name in load("districts_1917").numbers if name != "draw"])
def test_every_number_of_the_rule_moves_places(districts, number) -> None:
    path = f"numbers.{number}"
    other = nudged(districts, {path: 1.5 * number_at(districts, path)})
    moved = [of for of in districts.formulas if number_at(other, of) != number_at(districts, of)]
    assert len(moved) >= 9  # the Ukrainian provinces at the least


def test_garrisons_that_are_known_as_ranges_are_drawn(districts, table) -> None:
    drawn = [nudged(districts, {"numbers.draw": float(n)}) for n in range(1, 6)]
    for key, row in table.items():
        counts = {one.places[f"{key}_town"].population["soldier"].value for one in drawn}
        told = row["garrison_thousand_1917"]
        assert len(counts) == (1 if told.startswith("~") else 5), (key, counts)


def test_every_province_lies_somewhere(districts) -> None:
    known = coordinates_of(districts)
    assert set(districts.regions) <= set(known)


def test_every_row_of_votes_has_its_place(districts) -> None:
    names = names_of(districts)
    there = Whereabouts([*names.place, *names.region], {k: r.town for k, r in districts.regions.items()})
    votes = read_observations(FOLDER / "districts_observations.csv")
    assert [seen.id for seen in votes if not there.of(seen)] == []
    assert there.of(next(seen for seen in votes if seen.place == "reval_town")) == "estonia_province_town"
