"""Keys of the version before: each is read once more, as what it is called now, with a warning."""

from __future__ import annotations

from dualsim.scenario.errors import Fault
from dualsim.scenario.files.node import Node, node_of
from dualsim.scenario.shape import number


def as_called_now(tree: Node) -> tuple[Node, list[Fault]]:
    """The tree with `committees: {town: 2}` as `may_found: {town: [committee]}`, and what to say of it."""
    old = tree.child("committees")
    if old is None:
        return tree, []
    counts = {place: number(count) for place, count in old.items()}
    places = [place for place, count in counts.items() if count != 0]
    now = f"may_found: {{{', '.join(f'{place}: [committee]' for place in places)}}}"
    message = f"'committees' is called 'may_found' now, and counts no more; write {now}"
    warning = Fault(old.named, f"{message}; the old name goes with the next version", "warning")
    entries = {key: node for key, node in tree.items() if key != "committees"}
    entries["may_found"] = node_of({place: ["committee"] for place in places}, old.spot, old.key)
    if places and tree.at("kinds", "committee") is None:
        groups = [group for group, _ in tree.entries("groups")]
        anyone = {"name": "Committee", "kind": "committee", "founders": groups}
        kinds = {**dict(tree.entries("kinds")), "committee": node_of(anyone, old.spot, old.key)}
        entries["kinds"] = Node(kinds, old.spot, old.key)
    return Node(entries, tree.spot, tree.key), [warning]
