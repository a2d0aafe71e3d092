"""The commands that make a report again: they are those of the command line, and give the same report."""

from __future__ import annotations

import shlex

from dualsim.report.commands import Changed, commands_for
from dualsim.web.questions import Content


def test_a_scenario_as_it_is_needs_one_command():
    lines = commands_for([Changed("petrograd_1917", "petrograd")], 2_000, 8, 1)
    assert lines == "dualsim report petrograd_1917:petrograd --people=2000 --seed=1 --runs=8"


def test_changes_are_run_first_and_reported_then():
    asked = Content(
        "petrograd_1917", "petrograd", ("july_days",), (("order_no_1", "1917-03-05"),), people=300
    ).asked
    first, second = commands_for([asked, Changed("village_1917", "village")], 300, 2, 4).splitlines()
    assert first.startswith("dualsim run petrograd_1917 --without=july_days --move=order_no_1=1917-03-05 ")
    assert second == "dualsim report runs/changed-1 village_1917:village --people=300 --seed=4 --runs=2"


def test_what_was_uploaded_is_on_no_other_machine():
    assert commands_for([Changed("upload-1a2b", "town")], 300, 2, 1) == ""


def test_they_run(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = Content("capital_minimal", "capital", ("order",), set=(("behaviour.beta", 2.5),), people=300)
    for line in commands_for([asked.asked], 300, 2, 1).splitlines():
        done = command(*shlex.split(line)[1:], *(["--jobs", "1"] if " report " in line else []))
        assert done.status == 0, done.err
    assert (tmp_path / "runs" / "changed-1" / "report.html").exists()
