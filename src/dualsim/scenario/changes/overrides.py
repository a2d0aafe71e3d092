"""Changes of a scenario, put into its tree: values by dotted path, events left out, an earlier end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from dualsim.scenario.changes.points_cut import with_points_cut
from dualsim.scenario.checks.dating import day_of, period_of
from dualsim.scenario.dates import spoken
from dualsim.scenario.derived import without_formula
from dualsim.scenario.errors import Fault, Source, Spot, quoted
from dualsim.scenario.files.node import Node, node_of
from dualsim.scenario.files.pruning import followers, left_out_with, trimmed, without_followers
from dualsim.scenario.files.yaml_reader import read_value
from dualsim.scenario.paths import Refused, Step, put, steps_of
from dualsim.scenario.shape import scenario_shape
from dualsim.scenario.suggestions import unknown

EXAMPLE = "behaviour.beta=3"
Changes = Mapping[str, Any] | Iterable[str]  # values by dotted path, or texts such as the example


class Change(NamedTuple):
    """A value to put at a path, and where both stand in what was asked for."""

    steps: list[Step]
    value: Any
    spot: Spot


def changed(tree: Node, changes: Changes) -> tuple[Node, list[Fault]]:
    """The tree with values put at dotted paths, and what could not be done."""
    faults = []
    asked: Iterable[Any] = changes.items() if isinstance(changes, Mapping) else changes
    for one in asked:
        try:
            change = _of_entry(*one) if isinstance(one, tuple) else _of_text(str(one))
            tree = put(tree, *change, scenario_shape())
            keys = [step.key for step in change.steps]
            tree = without_formula(tree, ".".join(keys))
            if change.value is None and len(keys) == 2 and keys[0] == "events":
                tree, gone = without_followers(tree, {keys[1]: change.steps[1].spot})
                faults += gone
        except Refused as refusal:
            faults.append(refusal.fault)
    return tree, faults


def laid_over(tree: Node, values: Node) -> tuple[Node, list[Fault]]:
    """The tree with the values of a mapping of a file put at its dotted paths, and what could not be done."""
    faults = []
    for path, node in values.items():
        steps = [Step(part.strip(), node.named) for part in path.split(".")]
        try:
            tree = put(tree, steps, node.plain(), node.best, scenario_shape())
        except Refused as refusal:
            faults.append(refusal.fault)
    return tree, faults


def entry_name(path: str) -> str:
    """What faults call the entry of a mapping of changes."""
    return f"changes[{path!r}]"


def _of_entry(path: str, value: Any) -> Change:
    if isinstance(value, np.generic):
        value = value.item()
    source = Source(entry_name(path), f"{path}: {value!r}".replace("\n", " "), is_argument=True)
    return Change(steps_of(path, source, 1), value, Spot(source, 1, len(f"{path}: ") + 1))


def _of_text(text: str) -> Change:
    source = argument("--set", text)
    path, equals, written = text.partition("=")
    start = len("--set ")
    if not equals or not path.strip():
        end = Spot(source, 1, len(source.text) + 1)
        raise Refused(end, f"this changes nothing; write PATH=VALUE, as in {EXAMPLE}")
    spot = Spot(source, 1, start + len(path) + 2)
    try:
        return Change(steps_of(path, source, start + 1), read_value(written), spot)
    except ValueError as error:
        raise Refused(spot, str(error)) from None


def argument(option: str, text: str) -> Source:
    """An option and what was given to it, as a text that faults point into."""
    shown = f"{option} {text}".replace("\n", " ")
    return Source(shown, shown, is_argument=True)


def left_out(tree: Node, without: Iterable[str]) -> tuple[Node, list[Fault]]:
    """The tree without some events, and what of that cannot be or leaves others in the air."""
    faults: list[Fault] = []
    known = [key for key, _ in tree.entries("events")]
    for event in without:
        spot = Spot(argument("--without", event), 1, len("--without ") + 1)
        if event not in known:
            faults.append(Fault(spot, unknown("event", quoted(event)[1:-1], known)))
        unborn = sorted(_founded_by(tree, event))
        more = sorted(followers(tree, {event}) - set(without) - {event})
        if unborn or more:
            names = ", ".join(f"'{name}'" for name in unborn)
            besides = (
                f"{names} then does not come into being; what others do to it has no effect" if unborn else ""
            )
            faults.append(left_out_with(spot, more, besides))
    return trimmed(tree, followers(tree, set(without))), faults


def _founded_by(tree: Node, event: str) -> Iterator[str]:
    """The authorities that an event brings into being."""
    effects = tree.at("events", event, "effects")
    for effect in effects.value if effects is not None and isinstance(effects.value, list) else ():
        founded = effect.at("found", "authority")
        if founded is not None:
            yield str(founded.value)


def shortened(tree: Node, until: str) -> tuple[Node, list[Fault]]:
    """The tree with an earlier end, without the events after it, and what of that cannot be."""
    spot, run = Spot(argument("--until", until), 1, len("--until ") + 1), period_of(tree)
    if run is None:
        return tree, []  # the check of dates says what is wrong
    try:
        last = run.day(until)
    except ValueError as error:
        return tree, [Fault(spot, str(error))]
    if last == run.first:
        return tree, [Fault(spot, f"the run starts on {spoken(last, run.calendar)}; it must end later")]
    days = {key: day_of(event.child("date"), run.calendar) for key, event in tree.entries("events")}
    later = {key for key, day in days.items() if day is not None and last < day <= run.last}
    entries = {**dict(tree.items()), "end": node_of(until, spot, spot)}
    shorter = with_points_cut(Node(entries, tree.spot, tree.key), last)
    return trimmed(shorter, followers(tree, later)), []
