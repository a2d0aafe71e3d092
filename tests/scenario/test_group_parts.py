"""Groups that are parts of others: what a file says of a whole, its parts, and both."""

from __future__ import annotations

import pytest

from dualsim.scenario import loading
from dualsim.scenario.group_parts import with_parts
from paths import DATA

WOMEN = """
schema: 1
extends: {tiny}
groups:
  women:
    part_of: worker
    name: Women
    ideal: {{bread: 1.0}}
places:
  town: {{population: {{worker: 6000, women: 4000}}, arms: {{worker: 0.2}}}}
  village: {{population: {{worker: 3000, women: 1000}}}}
events:
  mixed:
    name: Mixed
    date: 1917-03-10
    source: invented
    effects:
      - raise_salience: {{group: worker, issue: bread, by: 0.4}}
      - arm: {{group: worker, place: town, share: 0.5}}
      - represent: {{authority: soviet, group: worker, weight: 0.4}}
      - operate: {{lever: supply, place: village, operators: {{worker: 1}}}}
{more}
"""


@pytest.fixture
def checked(tmp_path):
    """The scenario of the tiny town with women among its workers, or None, and what is wrong."""

    def reading(more: str = "", *changes: tuple[str, str]):
        text = WOMEN.format(tiny="tiny.yaml", more=more)
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        for name in ("tiny.yaml", "behaviour.yaml"):
            (tmp_path / name).write_text((DATA / name).read_text(encoding="utf-8"), encoding="utf-8")
        path = tmp_path / "women.yaml"
        path.write_text(text, encoding="utf-8")
        return loading.check(path)

    return reading


@pytest.fixture
def women(checked):
    scenario, faults = checked()
    assert [str(fault) for fault in faults] == []
    return scenario


def numbers(table):
    return {group: round(share.value, 6) for group, share in table.items()}


def said(scenario, event):
    return [(effect.name, effect.arguments()) for effect in scenario.events[event].effects]


def test_a_part_is_like_its_whole_in_all_that_it_does_not_say_itself(women):
    part, whole = women.groups["women"], women.groups["worker"]
    assert numbers(part.ideal) == {"peace": 0.5, "bread": 1.0}
    assert (part.name, part.acts_on, part.salience) == ("Women", "bread", whole.salience)
    assert part.threshold == whole.threshold
    assert women.seasons["women"] == women.seasons["worker"]
    assert whole.part_of is None


def test_crews_and_electors_are_shared_by_how_many_there_are(women):
    crew = {place: numbers(women.places[place].levers["supply"].operators) for place in ("town", "village")}
    assert crew == {
        "town": {"worker": 0.45, "women": 0.3, "soldier": 0.25},
        "village": {"worker": 0.75, "women": 0.25},
    }
    everywhere = 5000 / 14000
    assert numbers(women.authorities["soviet"].electors) == {
        "worker": round(0.5 * (1 - everywhere), 6), "women": round(0.5 * everywhere, 6), "soldier": 0.5
    }  # fmt: skip


def test_a_part_may_leave_the_crews_to_the_others(checked):
    scenario, faults = checked("", ("    name: Women\n", "    name: Women\n    in_crews: false\n"))
    assert faults == []
    assert numbers(scenario.places["town"].levers["supply"].operators) == {"worker": 0.75, "soldier": 0.25}
    effects = said(scenario, "mixed")
    assert effects[-1][1]["operators"] == {"worker": 1}
    assert "women" in scenario.authorities["soviet"].electors


def test_cells_and_arms_are_those_of_the_whole_and_founders_too(women):
    town = women.places["town"]
    assert numbers(town.cell_size) == {"worker": 100, "soldier": 50, "women": 100}
    assert numbers(town.arms) == {"soldier": 0.7, "worker": 0.2, "women": 0.2}
    assert women.kinds["committee"].founders == ["worker", "women"]


def test_an_effect_on_a_whole_is_one_on_its_parts(women):
    told = dict(said(women, "order_one"))
    assert told["news"]["audience"] == ["soldier", "worker", "women"]
    effects = said(women, "mixed")
    assert effects[0][1]["group"] == ["worker", "women"]
    assert [(name, x["group"], x["share"]) for name, x in effects[1:3]] == [
        ("arm", "worker", 0.5), ("arm", "women", 0.5)
    ]  # fmt: skip
    assert [(x["group"], round(x["weight"], 6)) for name, x in effects if name == "represent"] == [
        ("worker", round(0.4 * 9 / 14, 6)), ("women", round(0.4 * 5 / 14, 6))
    ]  # fmt: skip
    assert effects[-1][1]["operators"] == {"worker": 0.75, "women": 0.25}


def test_what_is_said_of_the_part_itself_stands(checked):
    scenario, faults = checked(
        "      - arm: {group: women, place: town, share: 0.1}\n",
        ("operators: {worker: 1}", "operators: {worker: 1, women: 0}"),
    )
    assert faults == []
    effects = said(scenario, "mixed")
    assert [(x["group"], x["share"]) for name, x in effects if name == "arm"] == [
        ("worker", 0.5), ("women", 0.1)
    ]  # fmt: skip
    assert next(x for name, x in effects if name == "operate")["operators"] == {"worker": 1, "women": 0}


def test_a_scenario_in_full_loads_again_as_it_is(women):
    assert loading.from_text(women.text()) == women
    assert loading.load(women, changes={"groups.women.ideal.peace": 0.7}).groups["women"].ideal["peace"].value


def test_blocks_laid_over_it_speak_of_the_whole_too(women):
    from dualsim.scenario.errors import Source, Spot
    from dualsim.scenario.files.node import node_of

    news = {"news": {"audience": "worker", "credit": 0.1, "authority": "cabinet"}}
    event = {"name": "More", "date": "1917-03-12", "source": "invented", "effects": [news]}
    spot = Spot(Source("blocks"))
    scenario, faults = loading.overlaid(women, node_of({"events": {"more": event}}, spot), node_of({}, spot))
    assert faults == []
    assert said(scenario, "more")[0][1]["audience"] == ["worker", "women"]


def test_without_parts_nothing_is_written(tiny):
    from dualsim.scenario.errors import Source, Spot
    from dualsim.scenario.files.node import node_of

    tree = node_of(tiny.model_dump(by_alias=True, exclude_unset=True), Spot(Source("tiny")))
    assert with_parts(tree) == (tree, [])


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        ("women", "'women' is a part of itself; name the group that it is a part of"),
        ("wokers", "no group named 'wokers'; did you mean 'worker'?"),
        ("girls\n  girls: {part_of: soldier}\n  # ", "'girls' is a part of 'soldier'; name that group"),
    ],
)
def test_what_is_wrong_with_a_part_is_told(checked, whole, said):
    scenario, faults = checked(
        "", ("part_of: worker\n    name: Women\n    ideal: {bread: 1.0}", f"part_of: {whole}")
    )
    assert scenario is None
    assert any(said in str(fault) for fault in faults), [str(fault) for fault in faults]


def test_whom_a_group_meets_is_at_most_everyone(checked):
    meets = "arms: {worker: 0.2}, meets: {worker: {women: 0.6, soldier: 0.6}}"
    _, faults = checked("", ("arms: {worker: 0.2}", meets))
    (fault,) = faults
    assert "whom 'worker' meets sum to 1.2; shares of all contacts sum to at most 1" in fault.message
