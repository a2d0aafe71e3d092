"""What a run came to, told: joint executives, committees by their founders, and all of it 80 columns wide."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dualsim.analysis.run_summary import summary, table_of
from dualsim.runs.single import run
from dualsim.scenario.loading import load
from paths import LINKED

FOUNDED = "Workers' Committee, Village"


@pytest.fixture(scope="module")
def results():
    return run(load(LINKED), 300)


def test_a_body_is_called_as_history_knows_it_by_its_electors_and_its_place(results):
    names = dict(zip(results.authority.values, results.authority_name.values, strict=True))
    assert names["committee@village"] == FOUNDED
    assert names["rada"] == "Rada"
    assert names["none"] == "Nobody"


def test_before_anyone_founded_it_a_body_is_called_by_its_kind_and_its_number():
    kinds = {"committee": {"name": "Committee", "kind": "committee", "founders": ["worker", "soldier"]}}
    scenario = load(LINKED).replace({"behaviour.found_below": -5, "kinds": kinds})
    names = run(scenario, 60).authority_name.values
    assert {"Committee, Village", "Committee 2, Village"} <= set(names)


def test_the_summary_tells_what_people_founded_and_when(results):
    (body,) = [one for one in summary(results)["bodies"] if one["body"] == "committee@village"]
    assert body["name"] == FOUNDED
    assert body["what"] == "is founded"
    assert f"{FOUNDED} is founded" in table_of(summary(results))


def test_what_comes_too_early_for_a_body_is_told_once():
    early = {"name": "Early", "source": "invented", "effects": [
        {"entrust": {"authority": "committee@village", "issue": "peace", "to": 1}},
        {"news": {"audience": "worker", "credit": 0.5, "authority": "committee@village", "place": "village"}},
    ]}  # fmt: skip
    scenario = load(LINKED).replace({"events.early": {**early, "date": "1917-03-02"}})
    results = run(scenario, 300)
    assert summary(results)["too early"] == {"committee@village": 2}
    assert "2 effects on committee@village came before it existed" in table_of(summary(results))


def test_happenings_tell_who_joined_whom(results):
    happenings = json.loads(results.attrs["happenings"])
    first = next(happening for happening in happenings if happening["what"] == "joined")
    assert first == {
        "day": 0, "date_os": "1917-03-01", "what": "joined", "authority": "rada", "other": "zemstvo",
    }  # fmt: skip
    assert {"joined", "parted"} <= {happening["what"] for happening in happenings}
    assert all("other" not in h for h in happenings if h["what"] not in ("joined", "parted"))


def test_joint_executives_are_told_from_the_day_that_they_formed_to_the_day_that_they_parted(results):
    facts = summary(results)
    joint = {tuple(one["authorities"]): (one["from"], one["to"]) for one in facts["joint executives"]}
    assert joint["Rada", "Zemstvo"] == ("1917-03-01", "1917-03-15")
    assert ("Soviet", "Zemstvo") not in joint, "the town's and the village's are not at home in one place"
    lasting = next(pair for pair, (_, parted) in joint.items() if parted is None)
    formed = int(joint[lasting][0].rpartition("-")[2])
    text = table_of(facts)
    assert "\nJoint executives\n  Rada and Zemstvo: 1 Mar to 15 Mar\n" in text
    assert f"  {lasting[0]} and {lasting[1]}: from {formed} Mar\n" in text


def test_who_formed_none_is_told_none(results):
    apart = run(load(LINKED).replace({"behaviour.join_above": 1}), 60)
    facts = summary(apart)
    assert facts["joint executives"] == []
    assert "Joint" not in table_of(facts)


def test_the_table_is_eighty_columns_wide_however_long_the_names(results):
    facts = summary(results)
    long = {
        "Committee of everybody for everything (A town of a very long name)": [0.5] * 5,
        FOUNDED: [0.25] * 5,
    }
    text = table_of({**facts, "allegiance": {"Workers": long | facts["allegiance"]["Workers"]}})
    table = text.split("\n\n")[1].splitlines()
    assert max(map(len, table)) == 80
    words = " ".join(" ".join(table).split())
    assert "Committee of everybody for everything (A town of a very long name) 50" in words
    assert f"{FOUNDED} 25" in words
    assert all(line.startswith("  ") for line in table[2:4])


def test_rows_of_a_group_sum_to_a_hundred_whatever_has_no_row_of_its_own(results):
    facts = summary(results)
    assert "Others" in facts["allegiance"]["Workers"]
    for table in (facts["allegiance"], facts["stances"]):
        for rows in table.values():
            known = np.array([shares for shares in rows.values() if None not in shares])
            np.testing.assert_allclose(known.sum(axis=0), 1.0, atol=5e-4)
    first = results.allegiance.isel(day=0).values
    people = np.nan_to_num(results.population.isel(day=0).values)[..., None]
    everyone = (np.nan_to_num(first) * people).sum(axis=0) / people.sum(axis=0)
    rows = dict(zip(results.authority_name.values, everyone[0], strict=True))
    named = [rows[name] for name in facts["allegiance"]["Workers"] if name != "Others"]
    assert facts["allegiance"]["Workers"]["Others"][0] == pytest.approx(1.0 - sum(named), abs=1e-4)


def test_there_are_no_others_where_every_authority_has_a_row(results):
    few = results.isel(authority=[0, 1, -1]).assign_attrs(happenings="[]")
    facts = summary(few.assign(allegiance=few.allegiance / few.allegiance.sum("authority")))
    assert list(facts["allegiance"]["Workers"])[-1] == "Nobody"
    assert "Others" not in table_of(facts)


def test_stances_are_told_by_group_and_a_day_when_nobody_governs_as_such(results):
    facts = summary(results)
    assert list(facts["stances"]["Workers"]) == ["The government alone", "Both", "The rival alone", "Nobody"]
    before = results.copy(deep=True)
    before["stance"][:5] = np.nan
    facts = summary(before)
    assert [shares[0] for shares in facts["stances"]["Workers"].values()] == [None] * 4
    assert None not in facts["stances"]["Workers"]["Both"][1:]
    text = table_of(facts)
    assert "Stances: Workers" in text
    assert "-: nobody governs, or nobody of the group is there" in text.splitlines()
    assert "nobody governs" not in table_of(summary(results))


def test_a_group_that_lives_nowhere_is_named(results):
    elsewhere = results.copy(deep=True)
    elsewhere["population"].loc[{"group": "soldier"}] = 0.0
    facts = summary(elsewhere)
    assert "Soldiers" not in facts["allegiance"]
    assert "Groups without people here: Soldiers" in table_of(facts).splitlines()
    assert "without people" not in table_of(summary(results))
