"""Whether texts can be shown and drawn: no letter that a terminal obeys, no title without end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dualsim.scenario.errors import Fault, quoted
from dualsim.scenario.files.node import Node

# Control characters but for a tab and the end of a line, and what turns the direction of a line.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
DRAWN = ("title", "name")
LONGEST = 200  # letters of what stands in a figure; a thousand take ten seconds to draw


def examine(tree: Node) -> list[Fault]:
    """Every text with a letter that cannot be shown, and every name that is too long to be drawn."""
    return list(_examined(tree))


def _examined(node: Node) -> Iterator[Fault]:
    """The faults of a value and of all that is in it."""
    if isinstance(node.value, str) and (bad := CONTROL.search(node.value)):
        yield Fault(node.spot, f"{_letter(bad)} stands in {quoted(node.value)}; write it without")
    for key, child in node.items():
        if bad := CONTROL.search(key):
            yield Fault(child.named, f"{_letter(bad)} stands in the name {quoted(key)}; write it without")
        if key in DRAWN and isinstance(child.value, str) and len(child.value) > LONGEST:
            long = f"{len(child.value):,} letters cannot be drawn; a {key} has at most {LONGEST}"
            yield Fault(child.spot, long)
        yield from _examined(child)
    for child in node.value if isinstance(node.value, list) else ():
        yield from _examined(child)


def _letter(found: re.Match[str]) -> str:
    return f"the control character U+{ord(found[0]):04X}"
