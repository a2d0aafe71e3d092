"""Events taken out of a tree, and with them all that follows from them, however they are taken out."""

from __future__ import annotations

from dualsim.scenario.errors import Fault, Spot
from dualsim.scenario.files.node import Node


def followers(tree: Node, gone: set[str]) -> set[str]:
    """Some events, and all that follow from them."""
    more = {
        key
        for key, event in tree.entries("events")
        if key not in gone and gone & {node.value for node in causes(tree, event)}
    }
    return followers(tree, gone | more) if more else gone


def causes(tree: Node, event: Node) -> list[Node]:
    """What an event does not happen without: for a free decision what it is open after, if given."""
    decisions, decision = tree.child("decisions"), event.child("decision")
    free = decisions is not None and decisions.value == "free"
    if free and decision is not None and decision.child("after") is not None:
        return decision.listed("after")
    return event.listed("follows")


def trimmed(tree: Node, gone: set[str]) -> Node:
    """The tree without some events, and without the ranges that vary them."""
    entries = dict(tree.items())
    events, vary = tree.child("events"), tree.child("vary")
    if events is not None:
        kept = {key: _unasked(node, gone) for key, node in events.items() if key not in gone}
        entries["events"] = Node(kept, events.spot, events.key)
    if vary is not None:
        kept = {path: node for path, node in vary.items() if not _varies(path, gone)}
        entries["vary"] = Node(kept, vary.spot, vary.key)
    return Node(entries, tree.spot, tree.key)


def _unasked(event: Node, gone: set[str]) -> Node:
    """An event that no longer waits for events that are gone, as things were or as a free decision.

    A decision that nothing opens any more is none: its event stays on its date.
    """
    parts = dict(event.items())
    after = event.at("decision", "after")
    if after is None or not isinstance(after.value, list):
        return event
    for key, waits in (("decision", after), ("follows", event.child("follows"))):
        there = [] if waits is None else waits.value if isinstance(waits.value, list) else [waits]
        left = [one for one in there if one.value not in gone]
        if waits is None or len(left) == len(there):
            continue
        whole, old = Node(left, waits.spot, waits.key), parts.pop(key)
        if left:
            parts[key] = whole
            if key == "decision":
                parts[key] = Node({**dict(old.items()), "after": whole}, old.spot, old.key)
    return Node(parts, event.spot, event.key)


def without_followers(tree: Node, removed: dict[str, Spot]) -> tuple[Node, list[Fault]]:
    """A tree that lacks some events already, without what follows from them, and a warning for each."""
    faults = []
    for event, spot in removed.items():
        more = sorted(followers(tree, {event}) - set(removed))
        if more:
            faults.append(left_out_with(spot, more))
    return (trimmed(tree, followers(tree, set(removed))) if removed else tree), faults


def left_out_with(spot: Spot, more: list[str], besides: str = "") -> Fault:
    """The warning that events are left out with one that they follow from, and what else that means."""
    message = f"{len(more)} events follow, and are left out with it"
    if len(more) < 2:
        message = "an event follows, and is left out with it" if more else ""
    said = "; ".join(part for part in (besides, message) if part)
    return Fault(spot, said, "warning", ", ".join(more))


def _varies(path: str, gone: set[str]) -> bool:
    table, _, rest = path.partition(".")
    return table == "events" and rest.partition(".")[0] in gone
