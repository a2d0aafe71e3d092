"""Texts that cannot be shown or drawn are refused where they stand."""

from __future__ import annotations

import pytest

from dualsim.scenario import loading
from dualsim.scenario.checks.letters import LONGEST
from paths import TINY


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": "a\x1b[2J"}, "the control character U+001B stands in 'a [2J'; write it without"),
        ({"title": "a\0b"}, "the control character U+0000 stands in 'a b'; write it without"),
        (['title="a\\e]0;b"'], "the control character U+001B stands in 'a ]0;b'; write it without"),
        ({"title": "\u202eabc"}, "the control character U+202E stands in ' abc'; write it without"),
        ({"groups.worker.name": "x" * 201}, f"201 letters cannot be drawn; a name has at most {LONGEST}"),
        ({"title": "x" * 5000}, f"5,000 letters cannot be drawn; a title has at most {LONGEST}"),
    ],
)
def test_a_text_that_cannot_be_shown_or_drawn_is_refused(changes, said):
    scenario, faults = loading.check(TINY, changes=changes)
    assert scenario is None
    assert [fault.message for fault in faults] == [said]


def test_letters_of_every_language_may_stand_in_a_title():
    scenario, faults = loading.check(TINY, changes={"title": "Двоевластие, 二重権力 é"})
    assert scenario is not None
    assert faults == []


def test_a_key_with_a_control_character_is_refused(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text(
        TINY.read_text(encoding="utf-8").replace("events:", 'events:\n  "a\\0b": {}', 1), encoding="utf-8"
    )
    _, faults = loading.check(file)
    assert any("U+0000 stands in the name 'a b'" in fault.message for fault in faults)
