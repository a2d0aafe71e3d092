"""What `--help` says: its examples can be typed, and its options are worded alike in every command."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

import pytest
import typer

import dualsim
from dualsim.analysis.outcomes.outcome import outcome_of
from dualsim.analysis.swaps.sides import sides_of
from dualsim.cli.app import COMMANDS, app
from dualsim.cli.app import EXAMPLES as OF_FIRST
from dualsim.cli.terminal import examples
from dualsim.runs import single
from dualsim.scenario import loading

OF_COMMANDS = [example for module in COMMANDS for example in getattr(module, "EXAMPLES", ())]
EXAMPLES = list(dict.fromkeys([*OF_FIRST, *OF_COMMANDS]))
FEW = {"people": 300, "runs": 4, "jobs": 1}  # added to an example, to be quick
# These are long even so, and looked at only.
LONG = (
    "calibrate",
    "sensitivity",
    "signs",
    "attribute petrograd_1917",
    "swap",
    "serve",
)  # the last never ends
OBSERVATIONS = Path(loading.list_scenarios()["petrograd_1917"]).with_name("observations.csv")
ALL = typer.main.get_command(app).commands


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files that the examples name."""
    folder = tmp_path_factory.mktemp("examples")
    single.save(dualsim.run("petrograd_1917", people=300), folder / "runs" / "petrograd_1917-1a2b3c4d")
    for name in ("observations.csv", "mine.csv", "districts.csv"):
        shutil.copy(OBSERVATIONS, folder / name)
    (folder / "provinces.csv").write_text("key,km_front\npetrograd,461\n", encoding="utf-8")
    (folder / "points.csv").write_text("behaviour.beta\n2\n", encoding="utf-8")
    (folder / "my.py").write_text("def cautious(move, sight):\n    return 0.1\n", encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_can_be_typed(command, folder, example):
    if "mine.yaml" in example and not example.startswith("new"):
        Path("mine.yaml").unlink(missing_ok=True)
        command("new", "mine.yaml", "--from", "petrograd_1917")
    name, *words = shlex.split(example)
    if name == "new":
        Path("mine.yaml").unlink(missing_ok=True)
    if example.startswith(LONG):
        given = ALL[name].make_context(name, list(words)).params
        if name == "swap":
            assert sides_of((given["a"], given["b"]), ())
        elif "outcome" in given:
            assert outcome_of(given["outcome"], loading.load(given["scenario"]))
        if given.get("events"):
            assert set(given["events"].split(",")) <= set(loading.load(given["scenario"]).events)
        return
    has = {one.name for one in ALL[name].params}
    few: dict[str, object] = {key: number for key, number in FEW.items() if key in has}
    if name == "run" and "--runs" not in example:
        few = {"people": few["people"]}
    if name in ("sweep", "evaluate"):
        few |= {"runs": 1, "until": "1917-03-05"} if name == "sweep" else {"runs": 1}
    done = command(name, *words, *(word for key, number in few.items() for word in (f"--{key}", number)))
    assert done.status in (0, 4), done.err  # 4: a score that so few people miss


def test_the_examples_are_shown_and_name_commands(command):
    shown = command("--help").out.split("For example:")[1].strip().splitlines()
    assert all(line.split()[1] in ALL for line in shown)
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        mine = getattr(module, "EXAMPLES", ())
        assert all(example.split()[0] == name for example in mine)
        assert (
            examples(*mine).replace("\b\n", "") in command(name, "--help").out.replace("\n  ", "\n")
            or not mine
        )


def test_an_option_has_one_spelling_and_one_short_form():
    """The same name is the same flag, takes a value or not, and has the same metavar but for files."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for command in ALL.values():
        for one in command.params:
            if one.opts[0].startswith("-") and "--help" not in one.opts:
                found.setdefault(max(one.opts, key=len), set()).add((*one.opts, one.metavar or ""))
    differing = {name: forms for name, forms in found.items() if len(forms) > 1}
    assert set(differing) <= {"--out", "--outcome"}, differing
    assert {forms[:-1] for forms in differing["--out"]} == {("-o", "--out")}
