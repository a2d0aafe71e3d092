"""What people found where no local body is listed, and in districts of a capital that may found bodies."""

from __future__ import annotations

import re
from functools import cache

import pytest

from benchmarks.regions import WHOLE, cut, means
from benchmarks.stripped import PLACES, TOLD, history, stripped, told
from dualsim.engine.simulation import Simulation
from dualsim.scenario.files.yaml_writer import write

PEOPLE = 600
HISTORY = "place,authority,founded_os\nKazan,Soviet,1917-03\nSaratov,Council,1917-04\n"


@cache
def found_in(name):
    """What is told of a run of a stripped scenario, as (date, what)."""
    return told(stripped(name), PEOPLE, 1)


def dates(name, said):
    return [date for date, one, _ in found_in(name).founded if one == said]


def test_in_the_capital_soldiers_enter_the_soviet_and_a_committee_dissolves_into_the_government():
    soviet, committee = "Soviet of Workers' and Soldiers' Deputies", "Committee of Public Safety"
    (first,) = dates("petrograd_1917", f"founded {soviet}: Workers")
    assert "1917-02-26" <= first <= "1917-02-27"
    assert dates("petrograd_1917", f"entered {soviet}: Soldiers") == ["1917-03-03"], "as by the record"
    (begun,) = dates("petrograd_1917", f"founded {committee}: Townspeople")
    assert begun < "1917-03-02"
    assert dates("petrograd_1917", f"dissolved {committee}") == ["1917-03-02"], "as the Duma's committee did"


def test_the_committee_of_the_duma_is_counted_among_the_local_bodies_of_1917():
    text = write(stripped("petrograd_1917").model_dump(by_alias=True, exclude_unset=True))
    assert "duma_committee" not in text
    assert "committee@petrograd" in text


def test_the_lettered_of_a_village_found_a_volost_committee():
    (date,) = dates("village_1917", "founded Volost committee: Townspeople")
    assert date < "1917-06-01"


def test_what_is_told_of_a_region_is_told_of_each_of_its_places_and_of_the_whole():
    scenario = stripped("region_1917").replace({"regions.kazan_region.villages.number": 2})
    found = told(scenario, 100, 1).means
    rows = ["kazan", "kazan_countryside_1", "kazan_countryside_2", "kazan_region"]
    assert [list(found[what]) for what in TOLD] == [rows] * 3
    assert found["powers"]["kazan_region"] > found["powers"]["kazan_countryside_1"]


def test_cooperation_is_told_until_the_end_of_july_too():
    scenario = stripped("smolensk_1917")
    found = told(scenario, 100, 1).means
    sim = Simulation(scenario, 100, 1).run()
    cooperation = sim.record["cooperation"][:, 0]
    asked = ("1917-04-01", "1917-07-31", "1917-09-30")
    first, july, last = (scenario.day(day) - sim.start.first_day for day in asked)
    assert found["cooperation to July"]["smolensk"] == pytest.approx(cooperation[first : july + 1].mean())
    assert found["cooperation"]["smolensk"] == pytest.approx(cooperation[first : last + 1].mean())


def test_the_record_of_a_region_is_that_of_its_town(tmp_path):
    table = tmp_path / "authorities.csv"
    table.write_text(HISTORY, encoding="utf-8")
    assert PLACES["Kazan"] == "kazan_1917"
    assert history(str(table), "region_1917") == history(str(table), "kazan_1917")
    assert [line.split() for line in history(str(table), "region_1917")[1:]] == [["1917-03", "Soviet"]]


# Districts


@cache
def districts(number):
    return cut(stripped("petrograd_1917"), "petrograd", number)


def test_a_body_that_people_may_found_is_named_of_districts_and_of_the_first_alone_in_conditions():
    text = write(districts(3).model_dump(by_alias=True, exclude_unset=True))
    assert not re.search(r"@petrograd\b", text)
    conditions = " ".join(event.when or "" for event in districts(3).events.values())
    assert set(re.findall(r"\w+@\w+", conditions)) == {"soviet@petrograd_1"}


def test_the_districts_of_a_stripped_capital_have_bodies_in_common_and_as_many_powers_as_the_whole():
    sim = Simulation(districts(5), 1_500, 1).run()
    founded = [log.name for log in sim.log if log.what == "founded"]
    (soviet,) = (name for name in founded if "soviet" in name)
    elected_in = sim.world.electorate[sim.names.row("authority", soviet)]
    assert elected_in.all(), "people of all districts elect the soviet of one"
    whole = means(stripped("petrograd_1917"), "petrograd", 1, 1_500)["effective_powers"]
    assert means(districts(5), WHOLE, 1, 1_500)["effective_powers"] == pytest.approx(whole, abs=0.4)
