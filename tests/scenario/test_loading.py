"""Finding, extending, changing and checking scenarios; nothing but ScenarioError comes out of a bad one."""

from __future__ import annotations

import os
import pickle
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dualsim.scenario import loading
from dualsim.scenario.errors import ScenarioError, Source, Spot
from dualsim.scenario.files import extends, yaml_reader
from dualsim.scenario.files.checksum import sealed_text
from dualsim.scenario.files.node import node_of
from paths import DATA, TINY

LINE = "behaviour.beta=3"


def told(*args, **options) -> list[str]:
    """The faults of a scenario, each with its place and message."""
    return [f"{fault.spot}: {fault.message}" for fault in loading.check(*args, **options)[1]]


@pytest.fixture
def folder(tmp_path):
    """A folder with the good scenario in it."""
    for name in ("tiny.yaml", "behaviour.yaml"):
        (tmp_path / name).write_text((DATA / name).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


# Finding


def test_bundled_scenarios_load_without_a_fault():
    assert "petrograd_1917" in loading.list_scenarios()
    assert "behaviour" not in loading.list_scenarios()
    for name in loading.list_scenarios():
        scenario, faults = loading.check(name)
        assert scenario is not None, [str(fault) for fault in faults]
        assert not faults, "and without a warning"


def test_a_file_of_the_same_name_comes_before_a_bundled_one_only_with_its_whole_name(folder, monkeypatch):
    monkeypatch.chdir(folder)
    write(folder, "petrograd_1917.yaml", "extends: tiny.yaml\ntitle: Mine\n")
    assert loading.load("petrograd_1917.yaml").title == "Mine"
    assert loading.load("petrograd_1917").title != "Mine"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("petrograd", "petrograd: no scenario named 'petrograd'; did you mean 'petrograd_1917'?"),
        ("atlantis", "atlantis: no scenario named 'atlantis'; there is "),
        ("petrograd_1917.yml", "did you mean the scenario 'petrograd_1917', which comes with dualsim?"),
        (
            "none.yaml",
            "none.yaml: cannot be read: no such file or directory; give the path of a scenario file",
        ),
        (".", ".: this is a folder, not a scenario file; name a .yaml file"),
        ("", "no scenario named ''; there is "),
        ("a\0b.yaml", "cannot be read"),
    ],
)
def test_what_is_no_scenario_is_said(tmp_path, monkeypatch, source, said):
    monkeypatch.chdir(tmp_path)
    (fault,) = told(source)
    assert said in fault


def test_a_file_that_may_not_be_read_is_said(folder, monkeypatch):
    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (fault,) = told(folder / "tiny.yaml")
    assert fault.endswith("cannot be read: permission denied; give the path of a scenario file")


def test_a_file_that_is_no_scenario_at_all_gets_one_answer(folder):
    path = write(folder, "shopping.yaml", "milk: 2\nbread: 1\n")
    (fault,) = told(path)
    assert "none of these keys is one of a scenario's, which are about," in fault


def test_a_scenario_with_faults_is_not_loaded(folder):
    path = write(folder, "bad.yaml", "extends: tiny.yaml\nend: 1917-02-30\n")
    with pytest.raises(ScenarioError, match="there is no 30 February 1917") as found:
        loading.load(path)
    assert [f.spot.line for f in found.value.faults] == [2]
    assert str(found.value).endswith("  end: 1917-02-30\n       ^")


# Extending


def test_mappings_merge_by_key_all_else_is_replaced_and_null_removes(folder):
    text = "extends: tiny.yaml\nparties: {radical: {ceiling: 1}}\nevents: {order_one: null}\n"
    path = write(folder, "mine.yaml", f"{text}groups: {{worker: {{spread: {{peace: 0.1, bread: 0.2}}}}}}\n")
    base, mine = loading.load(folder / "tiny.yaml"), loading.load(path)
    assert mine.parties["radical"].ceiling.value == 1
    assert mine.parties["radical"].platform == base.parties["radical"].platform
    assert mine.groups["worker"].spread["bread"].value == 0.2
    assert list(mine.events) == ["soviet_meets", "promise_broken"]


def test_a_number_is_replaced_with_its_origin(folder):
    path = write(
        folder, "mine.yaml", "extends: tiny.yaml\nbehaviour: {rho: {value: 0.2, assumed: why not}}\n"
    )
    assert loading.load(path).behaviour.rho.model_dump() == {"value": 0.2, "assumed": "why not"}


def test_a_bundled_scenario_or_behaviour_may_be_extended_from_anywhere(tmp_path):
    path = write(tmp_path, "mine.yaml", "extends: petrograd_1917\ntitle: Mine\n")
    assert loading.load(path).title == "Mine"
    text = TINY.read_text(encoding="utf-8")
    assert (
        loading.load(write(tmp_path, "own.yaml", text)).behaviour == loading.load("petrograd_1917").behaviour
    )


def test_a_fault_points_into_the_file_that_it_came_from(folder):
    write(folder, "below/base.yaml", (DATA / "tiny.yaml").read_text().replace("ceiling: 0.5", "ceiling: 5"))
    path = write(folder, "mine.yaml", "extends: below/base.yaml\ntitle: ''\n")
    assert [fault.partition(": ")[0] for fault in told(path)] == [
        f"{folder / 'below' / 'base.yaml'}:25:14",
        f"{path}:2:8",
    ]


@pytest.mark.parametrize(
    "name", ["../tiny.yaml", "/etc/hostname", "C:/x.yaml", "below/../../x.yaml", "a\\b.yaml", ".."]
)
def test_extending_never_leaves_the_folder(folder, name):
    path = write(folder, "in/mine.yaml", f"extends: '{name}'\n")
    (fault,) = told(path)
    assert fault == (
        f"{path}:1:10: '{name}' leaves the scenario's folder; name a file in the same folder or below"
    )


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_does_not_leave_the_folder_either(folder):
    path = write(folder, "in/mine.yaml", "extends: link.yaml\n")
    (folder / "in" / "link.yaml").symlink_to(folder / "tiny.yaml")
    (fault,) = told(path)
    assert fault.endswith("'link.yaml' is a link that leaves the scenario's folder; copy the file")


def numbers(folder, **files):
    """Files of a few made-up keys, the last on top; what it comes to, as plain keys and values."""
    for name, text in files.items():
        path = write(folder, f"{name}.yaml", text)
    tree, faults = yaml_reader.read_file(path)
    whole, faults = extends.extended(tree, faults, path, extends.Bundled(folder, ()))
    return (None if whole is None else plain(whole)), [str(fault).split("\n")[0] for fault in faults]


def plain(node):
    if isinstance(node.value, dict):
        return {key: plain(inner) for key, inner in node.items()}
    return [plain(inner) for inner in node.value] if isinstance(node.value, list) else node.value


def test_of_several_files_the_later_one_lies_on_top(folder):
    a, b = "x: {one: 1, two: 1}\n", "x: {two: 2, three: 2}\n"
    assert numbers(folder, a=a, b=b, top="extends: [a.yaml, b.yaml]\ny: 3\n") == (
        {"x": {"one": 1, "two": 2, "three": 2}, "y": 3}, [],
    )  # fmt: skip
    assert numbers(folder, a=a, b=b, top="extends: [b.yaml, a.yaml]\n")[0]["x"]["two"] == 1
    assert numbers(folder, a=a, top="extends: [a.yaml]\nx: {two: 9}\n")[0]["x"] == {"one": 1, "two": 9}
    assert numbers(folder, top="extends: []\ny: 3\n") == ({"y": 3}, [])


def test_a_file_that_several_build_on_counts_once_beneath_them_all(folder):
    """A diamond: b does not bring back what a changed in the file that both build on."""
    diamond = {
        "base": "x: {one: 1, two: 1, three: 1}\n",
        "a": "extends: base.yaml\nx: {one: 2}\n",
        "b": "extends: base.yaml\nx: {two: 3}\n",
    }
    whole, faults = numbers(folder, **diamond, top="extends: [a.yaml, b.yaml]\n")
    assert whole == {"x": {"one": 2, "two": 3, "three": 1}}
    assert faults == []
    again, _ = numbers(folder, **diamond, top="extends: [a.yaml, base.yaml, b.yaml, a.yaml]\n")
    assert again == whole


def test_null_in_the_middle_takes_away_what_is_beneath_and_what_is_above_may_give_it_anew(folder):
    files = {"base": "x: {one: {in: 1, out: 1}, two: 1}\n", "middle": "extends: base.yaml\nx: {one: null}\n"}
    assert numbers(folder, **files, top="extends: middle.yaml\n")[0] == {"x": {"two": 1}}
    given = "extends: middle.yaml\nx: {one: {in: 2}}\n"
    assert numbers(folder, **files, top=given)[0] == {"x": {"two": 1, "one": {"in": 2}}}


def test_faults_of_several_files_come_at_once(folder):
    _, faults = numbers(
        folder, a="x: [\n", b="y: 1\ny: 2\n", c="extends: [nowhere.yaml, c.yaml]\n",
        top="extends: [a.yaml, b.yaml, c.yaml, ../d.yaml]\n",
    )  # fmt: skip
    assert [fault.partition(": ")[0].rpartition("/")[2] for fault in faults] == [
        "a.yaml:2:1", "b.yaml:2:1", "c.yaml:1:11", "c.yaml:1:25", "top.yaml:1:35",
    ]  # fmt: skip
    assert "a circle: c.yaml extends c.yaml" in faults[3]


@pytest.mark.parametrize("broken", ["x: [\n", "x: 1\nx: 2\n"], ids=["unreadable", "a key twice"])
def test_a_fault_of_a_file_that_several_build_on_is_told_once(folder, broken):
    build = {"a": "extends: base.yaml\n", "b": "extends: base.yaml\n"}
    _, faults = numbers(folder, base=broken, **build, top="extends: [a.yaml, b.yaml]\n")
    assert len(faults) == 1
    assert "base.yaml:2:1: " in faults[0]


def test_a_circle_through_a_list_is_named(folder):
    write(folder, "a.yaml", "extends: [tiny.yaml, b.yaml]\n")
    b = write(folder, "b.yaml", "extends: [a.yaml]\n")
    (fault,) = told(folder / "a.yaml")
    assert fault == (
        f"{b}:1:11: a circle: a.yaml extends b.yaml extends a.yaml; one of them has to stand on its own"
    )


def test_a_circle_is_named(folder):
    a = write(folder, "a.yaml", "extends: b.yaml\n")
    write(folder, "b.yaml", "extends: c.yaml\n")
    c = write(folder, "c.yaml", "extends: b.yaml\n")
    (fault,) = told(a)
    assert fault == (
        f"{c}:1:10: a circle: b.yaml extends c.yaml extends b.yaml; one of them has to stand on its own"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tiney.yaml", "no file or bundled scenario named 'tiney.yaml'; did you mean 'tiny.yaml'?"),
        ("petrograd_1971", "did you mean 'petrograd_1917'?"),
        (
            "[tiny.yaml, 3]",
            "a file's name belongs here; `extends` names one file in the same folder, or a list",
        ),
        (
            "[tiny.yaml, tiney.yaml]",
            "no file or bundled scenario named 'tiney.yaml'; did you mean 'tiny.yaml'?",
        ),
        ("3", "a file's name belongs here; `extends` names one file in the same folder, or a list of them"),
        ("''", "no file or bundled scenario named ''; there is "),
        ("x" * 300, "did you mean|there is|is no name for a file"),
    ],
)
def test_what_cannot_be_extended_is_said(folder, name, said):
    (fault,) = told(write(folder, "mine.yaml", f"extends: {name}\n"))
    assert any(part in fault for part in said.split("|")), fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "events:\n",
            "2:1: nothing stands here, and 'events' of the extended file would be gone; write null",
        ),
        (
            "parties:\n  radical:\n    ceiling:\n",
            "4:5: nothing stands here, and 'ceiling' of the extended file",
        ),
    ],
)
def test_a_key_with_nothing_behind_it_removes_nothing_in_silence(folder, text, said):
    base = write(folder, "base.yaml", "extends: tiny.yaml\nparties: {radical: {ceiling: 1}}\n")
    (fault,) = told(write(folder, "mine.yaml", f"extends: {base.name}\n{text}"))
    assert said in fault
    scenario = loading.load(write(folder, "mine.yaml", f"extends: {base.name}\nevents: ~\n"))
    assert not scenario.events


def test_null_removes_only_what_is_there(folder):
    (fault,) = told(write(folder, "mine.yaml", "extends: tiny.yaml\nevents: {kornilov: null}\n"))
    assert (
        "2:10: this is empty, and keys and values belongs here; null only removes what an extended" in fault
    )


def test_faults_of_both_files_come_together(folder):
    write(folder, "base.yaml", "title: [\n")
    (fault,) = told(write(folder, "mine.yaml", "extends: base.yaml\n"))
    assert fault.startswith(f"{folder / 'base.yaml'}:2:1: ")


# Arguments


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ("behaviour.bta=3", 10, "no key named 'bta'; did you mean 'beta'?"),
        ("behavior.beta=3", 0, "no key named 'behavior'; did you mean 'behaviour'?"),
        ("behaviour.beta=-3", 15, "-3 is outside what is allowed here; give a number of 0 or more"),
        ("behaviour.beta=high", 15, "'high' is not a number; write a number such as 0.35"),
        ("behaviour.beta=.nan", 15, "'.nan' is not a finite number; write a number such as 0.35"),
        ("behaviour.beta=[1", 15, "a bracket is not closed"),
        ("behaviour.beta=", 0, "'beta' is missing from behaviour; add 'beta:'"),
        ("behaviour.beta", 14, "this changes nothing; write PATH=VALUE, as in behaviour.beta=3"),
        ("=3", 2, "this changes nothing; write PATH=VALUE, as in behaviour.beta=3"),
        ("parties.radicl.ceiling=1", 8, "no key named 'radicl'; did you mean 'radical'?"),
        ("parties.radical.ceiling.x=1", 24, "there is nothing called 'x' below a single value; leave it out"),
        ("authorities.soviet.reach.towm=1", 25, "no place named 'towm'; did you mean 'town'?"),
        ("authorities.cabinet.electors.wrker=1", 29, "no group named 'wrker'; did you mean 'worker'?"),
        ("events.order_one.date=1917-02-30", 22, "there is no 30 February 1917; the month has 28 days"),
        ("events.order_one.effects.7.news.credit=1", 25, "there is no entry '7' here; entries are 0 to 2"),
        ("places.town.levers.garrison.weight=0.9", 35, "the weights of the levers of 'town' sum to 1.3"),
        ("authorities.soviet.seats.radical=0.9", 33, "the seats of 'soviet' sum to 1.6; they must sum to 1"),
        ("end=1917-01-01", 4, "the run ends on 1 January 1917 and starts on 1 March 1917; it must end later"),
    ],
)
def test_a_wrong_set_is_pointed_at_in_the_argument(change, column, said):
    scenario, faults = loading.check(TINY, changes=[change])
    found = [fault for fault in faults if said in fault.message]
    assert scenario is None
    assert found, [str(fault) for fault in faults]
    if column:
        assert str(found[0].spot) == f"--set {change}"
        assert str(found[0]).split("\n")[1:] == [
            f"  --set {change}",
            " " * (2 + len("--set ") + column) + "^",
        ]


def test_set_changes_values_and_marks_numbers_as_set_by_hand():
    changes = [
        "behaviour.beta=4",
        "parties.radical.ceiling={value: 0.2, source: a book}",
        "authorities.cabinet.electors.worker=1",
        "series.bread_ration.scale.0.25=-0.9",
        "events.soviet_meets.effects.1.call_to_streets.strength=2",
        "events.promise_broken=null",
    ]
    scenario = loading.load(TINY, changes=[*changes, "title=Other"])
    assert scenario.behaviour.beta.model_dump() == {"value": 4, "assumed": "set by hand"}
    assert scenario.parties["radical"].ceiling.source == "a book"
    assert scenario.authorities["cabinet"].electors["worker"].value == 1
    assert scenario.series["bread_ration"].scale["0.25"].value == -0.9
    assert scenario.events["soviet_meets"].effects[1].arguments()["strength"] == 2
    assert "promise_broken" not in scenario.events
    assert scenario.title == "Other"


def test_changes_are_a_mapping_or_texts_or_by_their_old_name():
    scenario = loading.load(
        TINY, changes={"behaviour.beta": np.float64(4), "behaviour.found_days": np.int64(9)}
    )
    assert scenario == loading.load(TINY, changes=["behaviour.beta=4.0", "behaviour.found_days=9"])
    assert scenario == loading.load(TINY).replace({"behaviour.beta": 4.0, "behaviour.found_days": 9})
    with pytest.warns(FutureWarning, match=r"set=\[...\] is called changes=\{...\} now"):
        assert loading.load(TINY, set=["behaviour.beta=4"]).behaviour.beta.value == 4
    with pytest.raises(TypeError, match="it is the old name of changes"):
        loading.load(TINY, set=["behaviour.beta=4"], changes={"behaviour.beta": 3})


def test_a_wrong_entry_of_a_mapping_of_changes_is_named():
    (fault,) = loading.check(TINY, changes={"behaviour.bta": 3})[1]
    assert str(fault) == (
        "changes['behaviour.bta']: no key named 'bta'; did you mean 'beta'?\n"
        "  behaviour.bta: 3\n"
        "            ^"
    )


def test_without_leaves_an_event_out():
    scenario, faults = loading.check(TINY, without=["order_one"])
    assert "order_one" not in scenario.events
    assert faults == []


def test_without_a_founding_is_possible_and_warned_of():
    scenario, faults = loading.check(TINY, without=["soviet_meets"])
    assert "soviet_meets" not in scenario.events
    assert "events.soviet_meets.effects.1.call_to_streets.strength" not in scenario.vary
    assert [(str(f.spot), f.severity, f.message) for f in faults] == [
        (
            "--without soviet_meets",
            "warning",
            "'soviet' then does not come into being; what others do to it has no effect",
        )
    ]
    assert str(faults[0]).startswith("--without soviet_meets: warning: 'soviet'")


def test_without_an_event_that_is_not_there():
    (fault,) = loading.check(TINY, without=["order_on"])[1]
    assert str(fault) == (
        "--without order_on: no event named 'order_on'; did you mean 'order_one'?\n"
        "  --without order_on\n"
        "            ^"
    )


def test_until_ends_the_run_and_leaves_later_events_out():
    scenario = loading.load(TINY, until="1917-03-05")
    assert scenario.end == "1917-03-05"
    assert list(scenario.events) == ["soviet_meets", "promise_broken"]


def test_what_follows_from_an_event_that_is_left_out_is_left_out_too(folder):
    text = (folder / "tiny.yaml").read_text(encoding="utf-8")
    follows = "    name: The promise is broken\n    follows: order_one\n"
    path = write(folder, "mine.yaml", text.replace("    name: The promise is broken\n", follows))
    scenario, (fault,) = loading.check(path, without=["order_one"])
    assert list(scenario.events) == ["soviet_meets"]
    assert (str(fault.spot), fault.severity) == ("--without order_one", "warning")
    assert fault.message == "an event follows, and is left out with it"
    assert fault.names == "promise_broken"
    assert fault.brief.endswith("is left out with it; -v names them")
    assert "\n" not in fault.brief
    scenario, faults = loading.check(path, until="1917-03-05")
    assert (list(scenario.events), faults) == (["soviet_meets"], [])
    (fault,) = told(
        write(folder, "mine.yaml", path.read_text().replace("follows: order_one", "follows: order"))
    )
    assert "no event named 'order'; did you mean 'order_one'?" in fault


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("1917-02-30", "there is no 30 February 1917; the month has 28 days"),
        ("1917-03-31", "31 March 1917 is outside the run, which is 1 March 1917 to 30 March 1917"),
        ("1917-03-01", "the run starts on 1 March 1917; it must end later"),
        ("soon", "'soon' is not a date; write it as year-month-day, for example 1917-10-25"),
    ],
)
def test_a_wrong_until_is_pointed_at(date, said):
    (fault,) = loading.check(TINY, until=date)[1]
    assert str(fault) == f"--until {date}: {said}\n  --until {date}\n          ^"


# Replacing, writing, manifests


def test_replacing_checks_anew():
    scenario = loading.load(TINY)
    other = scenario.replace(
        {"behaviour.beta": 4, "parties.radical.ceiling": {"value": 0.2, "source": "a book"}}
    )
    assert (other.behaviour.beta.value, other.parties["radical"].ceiling.source) == (4, "a book")
    assert scenario.behaviour.beta.value == 3
    assert other.replace({"behaviour.beta": 5}).behaviour.beta.value == 5
    with pytest.raises(ScenarioError, match="no key named 'bta'; did you mean"):
        scenario.replace({"behaviour.bta": 4})
    with pytest.raises(ScenarioError, match="they must sum to 1"):
        scenario.replace({"places.town.levers.garrison.weight": 0.9})
    with pytest.raises(ScenarioError, match="the number is not finite"):
        scenario.replace({"behaviour.beta": float("nan")})


@pytest.mark.parametrize("name", [str(TINY), *loading.list_scenarios()])
def test_the_text_of_a_scenario_loads_to_an_equal_one(name):
    scenario = loading.load(name)
    assert loading.from_text(scenario.text()) == scenario
    assert loading.from_text(scenario.text()).text() == scenario.text()


@pytest.mark.parametrize("name", [str(TINY), *loading.list_scenarios()])
def test_a_scenario_travels_to_another_process(name):
    scenario = loading.load(name)
    there = pickle.loads(pickle.dumps(scenario))
    assert there == scenario
    assert there.replace({"behaviour.beta": 4}).behaviour.beta.value == 4


def test_faults_travel_too():
    _, faults = loading.check(TINY, until="1917-02-30")
    assert str(pickle.loads(pickle.dumps(ScenarioError(faults)))) == str(ScenarioError(faults))


def manifest(folder: Path, text: str, head: str = "manifest: 1\nseed: 7\nscenario:\n") -> Path:
    inside = "".join(f"  {line}\n" for line in text.splitlines())
    return write(folder, "manifest.yaml", sealed_text(head + inside))


def test_a_manifest_repeats_its_scenario_also_without_a_founding(tmp_path):
    scenario = loading.load(TINY, without=["soviet_meets"])
    path = manifest(tmp_path, scenario.text())
    assert loading.read_manifest(path) == (scenario, {"manifest": 1, "seed": 7})
    assert loading.load(path) == scenario


def test_a_manifest_without_a_scenario_and_a_scenario_as_manifest(tmp_path):
    path = write(tmp_path, "manifest.yaml", sealed_text("manifest: 1\nseed: 1\n"))
    with pytest.raises(ScenarioError, match="the manifest has no 'scenario:' to run"):
        loading.load(path)
    with pytest.raises(ScenarioError, match="this is not the manifest of a run; it has no 'manifest: 1'"):
        loading.read_manifest(TINY)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("seed: 7", "seed: 8"),
        lambda text: text.replace("seed: 7\n", ""),
        lambda text: text[: text.rindex("checksum")],
        lambda text: text + "people: 300\n",
        lambda text: text + "# a remark\n",
    ],
)
def test_a_manifest_that_was_changed_is_refused(tmp_path, change):
    path = manifest(tmp_path, loading.load(TINY).text())
    whole = path.read_text(encoding="utf-8")
    assert loading.read_manifest(write(tmp_path, "dos.yaml", whole.replace("\n", "\r\n")))[1]["seed"] == 7
    write(tmp_path, path.name, change(whole))
    for read in (loading.load, loading.read_manifest):
        with pytest.raises(
            ScenarioError, match="was changed since it was made, or made before manifests had"
        ):
            read(path)


# Whatever is in a file, only faults come out


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_a_mangled_scenario_loads_or_says_why(tmp_path_factory, seed, cuts):
    dice = random.Random(seed)
    lines = TINY.read_text(encoding="utf-8").splitlines()
    for _ in range(cuts):
        at = dice.randrange(len(lines))
        line = lines[at]
        where = dice.randrange(len(line) + 1)
        lines[at] = dice.choice(
            [
                "",
                line[:where],
                line[:where] + dice.choice(list("[]{}:,-#'\"&*!|>%@~09.e ")) + line[where:],
                line.replace(": ", ":"),
                line + ": x",
                "  " + line,
                line.strip(),
                dice.choice(lines),
                line.replace("{", "["),
                line.rpartition(":")[0]
                + ": "
                + dice.choice(["null", "[]", "{}", "-1", "1e400", "x", "true", "{a: {b: c}}"]),
            ]
        )
    folder = tmp_path_factory.mktemp("mangled")
    write(folder, "behaviour.yaml", (DATA / "behaviour.yaml").read_text(encoding="utf-8"))
    path = write(folder, "x.yaml", "\n".join(lines))
    scenario, faults = loading.check(path)
    assert scenario is not None or any(fault.severity == "error" for fault in faults)
    for fault in faults:
        assert ": " in str(fault)
        assert "pydantic" not in fault.message


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=30))
@example("[")  # also a way in which pydantic marks steps of its own
def test_any_argument_is_done_or_refused(text):
    for options in (
        {"changes": [text]},
        {"changes": [f"behaviour.beta={text}"]},
        {"changes": {text: text, f"behaviour.{text}": 3}},
        {"without": [text]},
        {"until": text},
    ):
        scenario, faults = loading.check(TINY, **options)
        assert scenario is not None or faults
        assert all(str(fault) for fault in faults)


@pytest.mark.parametrize("way", ["without", "changes", "extends", "signs"])
def test_what_follows_goes_with_an_event_however_that_is_left_out(folder, way):
    """By an option, a value, a file that builds on it, a block of a counterfactual: one behaviour."""
    follows = "  promise_broken: {follows: [order_one], when: null, date: 1917-03-20}\n"
    base = write(folder, "base.yaml", f"extends: tiny.yaml\nevents:\n{follows}")
    if way == "extends":
        top = write(folder, "top.yaml", "extends: base.yaml\nevents: {order_one: null}\n")
        scenario, faults = loading.check(top)
    elif way == "signs":
        tree, _ = yaml_reader.read_text(Source("block", "events: {order_one: null}"))
        scenario, faults = loading.overlaid(base, tree, node_of({}, Spot(Source("none"))))
    else:
        scenario, faults = loading.check(
            base, **{way: {"without": ["order_one"], "changes": ["events.order_one=null"]}[way]}
        )
    assert list(scenario.events) == ["soviet_meets"]
    said = [fault for fault in faults if fault.names]
    assert [(fault.severity, fault.names) for fault in said] == [("warning", "promise_broken")]
    assert said[0].message == "an event follows, and is left out with it"


def test_committees_are_read_once_more_as_what_people_may_found(tmp_path):
    old = (TINY.read_text(encoding="utf-8")).replace(
        "may_found: {town: [committee]}", "committees: {town: 2}"
    )
    kinds = old[old.index("kinds:") : old.index("committees:")]
    path = tmp_path / "old.yaml"
    path.write_text(old.replace(kinds, ""), encoding="utf-8")
    (tmp_path / "behaviour.yaml").write_bytes((TINY.parent / "behaviour.yaml").read_bytes())
    scenario, (warning,) = loading.check(path)
    assert warning.severity == "warning"
    assert "'committees' is called 'may_found' now" in warning.message
    assert "write may_found: {town: [committee]}; the old name goes with the next version" in warning.message
    assert scenario.may_found == {"town": ["committee"]}
    assert scenario.kinds["committee"].founders == ["worker", "soldier"], "whoever lives there"
