"""The text of a file: UTF-8, with one kind of line end, and nothing in it that no one sees."""

from __future__ import annotations

import re

from dualsim.scenario.errors import Fault, ScenarioError, Source, Spot

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def decoded(name: str, data: bytes) -> Source:
    """The bytes of a file as text; raise ScenarioError where they are none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        spot = _spot_at(Source(name, before), len(before))
        raise ScenarioError([Fault(spot, "this is not UTF-8 text; save the file as UTF-8")]) from None
    return Source(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def unseen(source: Source, what: str) -> Fault | None:
    """The first character that cannot stand in a text, which should be some kind of file, if there is one."""
    bad = _CONTROL.search(source.text)
    if bad is None:
        return None
    message = f"the character U+{ord(bad[0]):04X} cannot be in a text file; is this a {what}?"
    return Fault(_spot_at(source, bad.start()), message)


def _spot_at(source: Source, offset: int) -> Spot:
    before = source.text[:offset]
    return Spot(source, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)
