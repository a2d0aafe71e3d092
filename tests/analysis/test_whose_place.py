"""Observations of a region and of its town: which place answers, and its people weighed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.analysis.evaluation.evaluation import evaluate
from dualsim.analysis.evaluation.observations import Observation, read_observations
from dualsim.analysis.evaluation.predicted_shares import counterparts, gap, share, tables_of, tables_of_record
from dualsim.analysis.evaluation.whose_place import Whereabouts, with_stem
from dualsim.runs.run_record import record_of
from dualsim.runs.single import run
from dualsim.scenario.errors import ScenarioError
from dualsim.scenario.loading import load
from paths import DATA

REGION = DATA / "region.yaml"  # a town and four villages, together the district
FEWEST = "id,date_os,place,quantity,groups,option,share,confidence"


def seen(**given: object) -> Observation:
    known = {
        "id": "x", "date_os": "1917-03-20", "place": "district", "quantity": "vote", "authority": "",
        "groups": (), "option": ("radical",), "share": 0.5, "n": 100.0, "confidence": "high",
        "source": "s", "notes": "",
    }  # fmt: skip
    return Observation(**{**known, **given})


@pytest.fixture(scope="module")
def results():
    return run(load(REGION), 400)


def by_hand(results, quantity: str, groups: list[str]) -> float:
    """The share in all places together: of people, those who do so, over those of whom it is asked."""
    day = results.isel(day=int(np.flatnonzero(results.date_os == "1917-03-20")[0]))
    done = asked = 0.0
    for place in results.place.values[~results.is_region.values]:
        for group in groups:
            here = day.sel(place=place, group=group)
            people = float(here.population)
            if people:
                vote = here.vote.sel(party="radical"), 1.0 - here.vote.sel(party="abstain")
                what, whom = vote if quantity == "vote" else (here[quantity], 1.0)
                done, asked = done + people * float(what), asked + people * float(whom)
    return done / asked


@pytest.mark.parametrize("groups", [["worker", "soldier"], ["worker"]])
@pytest.mark.parametrize("quantity", ["vote", "mobilisation", "acceptance"])
def test_a_region_is_all_people_of_its_places_together(results, quantity, groups):
    asked = seen(quantity=quantity, groups=tuple(groups), option=("radical",) if quantity == "vote" else ())
    ((found,),) = counterparts(results, [asked])
    assert found == pytest.approx(by_hand(results, quantity, groups), rel=1e-9)
    ((town,),) = counterparts(results, [asked._replace(place="town")])
    assert found != pytest.approx(town)


def test_a_record_says_of_a_region_what_its_dataset_says(results):
    case, asked = load(REGION), [seen(), seen(place="district_town"), seen(groups=("soldier",))]
    found = record_of(case, 400, 1, measures=["population", "vote"])
    tables = tables_of_record(case, found.record, found.days)
    assert [share(tables, one)[0] for one in asked] == counterparts(results, asked)[0].tolist()


TOWNS = {"vladimir_province": "vladimir_province_town", "don_province": "don_province_town"}
THERE = ["vladimir_province_town", "don_province_town", "saratov", *TOWNS]


@pytest.mark.parametrize(
    ("place", "province", "found"),
    [
        ("vladimir_province", "", "vladimir_province"),
        ("vladimir_province_town", "", "vladimir_province_town"),
        ("vladimir_town", "", "vladimir_province_town"),
        ("vladimir_town", "don_province", "vladimir_province_town"),
        ("saratov_town", "", "saratov"),
        ("taganrog_town", "don_province", "don_province_town"),
        ("taganrog_town", "", ""),
        ("taganrog_town", "kuban_province", ""),
        ("taganrog", "don_province", ""),
        ("vladimir", "", ""),
    ],
)
def test_a_key_is_a_place_a_region_or_its_town(place, province, found):
    assert Whereabouts(THERE, TOWNS).of(seen(place=place, province=province)) == found


def test_a_stem_that_two_regions_share_names_neither():
    assert with_stem("kazan", ["kazan_province", "ufa_province"]) == "kazan_province"
    assert with_stem("kazan", ["kazan_province", "kazan_region"]) == ""
    assert with_stem("kazan", ["kazan_province", "kazan"]) == "kazan"


@pytest.mark.parametrize(
    ("given", "level"),
    [
        ({"place": "vladimir_province"}, "region"),
        ({"place": "vladimir_town"}, "town"),
        ({"place": "vladimir_province_town", "groups": ("worker",)}, "town"),
        ({"place": "vladimir_town", "groups": ("soldier", "officer")}, "garrison"),
        ({"place": "vladimir_town", "groups": ("soldier", "worker")}, "town"),
        ({"place": "saratov"}, "place"),
        ({"place": "saratov", "groups": ("soldier",)}, "place"),
        ({"place": "saratov_town", "groups": ("soldier",)}, "garrison"),
    ],
    ids=str,
)
def test_what_an_observation_counts(given, level):
    assert Whereabouts(THERE, TOWNS).level(seen(**given)) == level


def test_an_authority_of_the_town_answers_for_its_key(results):
    """What the town's people found is `committee@town`, by whatever key the town is asked for."""
    tables = tables_of(results)
    asked = seen(place="district_town", quantity="seats", authority="committee")
    assert "committee@town" in tables.names["authority"]
    assert gap(tables, asked) == ""
    assert "no authority named 'committee'" in gap(tables, asked._replace(place="district"))


def test_a_table_of_few_columns_of_a_region_and_its_town_is_scored(tmp_path):
    rows = [
        "region,1917-03-20,district,vote,all,radical,0.5,medium",
        "town,1917-03-20,district_town,vote,worker,radical,0.5,high",
        "far,1917-03-20,taganrog_town,vote,worker,radical,0.5,low",
    ]
    path = tmp_path / "seen.csv"
    path.write_text("\n".join([FEWEST, *rows]) + "\n", encoding="utf-8")
    found = evaluate(REGION, against=path, draws="none", runs=2, people=300, jobs=1)
    assert [row.seen.id for row in found.rows] == ["region", "town"]
    assert list(found.by_place) == ["district", "district_town"]
    assert found.places["district"] == "Town and villages"
    assert found.places["district_town"] == "District, town"
    assert "no place named 'taganrog_town'" in found.uncovered[0].reason
    assert "Town and villages" in str(found)


def test_columns_may_be_left_out_but_not_those_that_are_needed(tmp_path):
    path, row = tmp_path / "seen.csv", "x,1917-03-20,taganrog_town,vote,all,radical,0.5,low"
    path.write_text(f"{FEWEST},province\n{row},don_province\n", encoding="utf-8")
    (one,) = read_observations(path)
    assert (one.province, one.authority, one.source, one.notes) == ("don_province", "", "", "")
    assert np.isnan(one.n)
    path.write_text(f"{FEWEST}\n{row.replace('vote', 'seats')}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="authority: nothing stands here; seats are of an authority"):
        read_observations(path)
    path.write_text(f"{FEWEST.replace(',groups', '')}\n{row.replace(',all', '')}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="there is no column groups; the first line is id,date_os,place"):
        read_observations(path)
