"""Which authority is there when: what events do to authorities that are not there yet, or no longer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dualsim.scenario.blocks.effect_blocks import AUTHORITY_PARAMETERS
from dualsim.scenario.checks.dating import calendar_of, day_of
from dualsim.scenario.errors import Fault, quoted
from dualsim.scenario.files.node import Node
from dualsim.theory.effects import EFFECTS


class _Step(NamedTuple):
    """One effect, the event it belongs to, and its day; None if a condition brings it about.

    An impossible date, of which the check of dates speaks, is no day either.
    """

    day: int | None
    date: str
    event: str
    effect: str
    parameters: Node

    @property
    def founds(self) -> bool:
        """Whether it brings an authority into being; a misspelt effect, said elsewhere, may mean to."""
        return self.effect == "found" or self.effect not in EFFECTS


def examine(tree: Node) -> list[Fault]:
    """Effects on authorities that are not there yet, or no longer, or never."""
    given, steps = dict(tree.entries("authorities")), list(_steps(tree))
    return [*_in_time(given, steps), *_never_founded(given, steps)]


def _steps(tree: Node) -> Iterator[_Step]:
    """Every effect: the dated ones in order of time, those of one day as in the file, then the others."""
    found = []
    for key, event in tree.entries("events"):
        date, effects = event.child("date"), event.child("effects")
        text = str(date.value) if date is not None and date.value is not None else ""
        day = day_of(date, calendar_of(tree))
        for effect in effects.value if effects is not None and isinstance(effects.value, list) else ():
            for name, parameters in effect.items():
                found.append(_Step(day, text, key, name, parameters))
    yield from sorted(found, key=lambda step: (step.day is None, step.day or 0))


def _acted_on(step: _Step) -> Iterator[tuple[str, Node]]:
    """The authorities that an effect acts on or through."""
    for parameter in AUTHORITY_PARAMETERS.get(step.effect, ("authority",)):
        node = step.parameters.child(parameter)
        if node is not None and isinstance(node.value, str):
            yield node.value, node


def _in_time(given: dict[str, Node], steps: list[_Step]) -> Iterator[Fault]:
    there = {name for name, node in given.items() if _from_start(node)}
    by_condition = {name for step in steps if step.day is None for name, _ in _acted_on(step) if step.founds}
    founded_on = {
        name: step for step in reversed(steps) if step.founds and step.day for name, _ in _acted_on(step)
    }
    gone: dict[str, _Step] = {}
    for step in steps:
        if step.day is None:
            continue
        for name, node in _acted_on(step):
            if step.founds:
                there.add(name)
                gone.pop(name, None)
            elif name in gone:
                last = gone[name]
                message = (
                    f"'{name}' is there no longer on {step.date}; '{last.event}' dissolved it on {last.date}"
                )
                yield Fault(node.best, f"{message}, so move this before it or found it again")
            elif name in given and name not in there | by_condition and name in founded_on:
                first = founded_on[name]
                when = f"'{first.event}' founds it on {first.date}"
                if first.day == step.day:
                    when += ", further down in the file"
                yield Fault(node.best, f"'{name}' does not exist yet on {step.date}; {when}")
        for name in _dissolved(step):
            there.discard(name)
            gone[name] = step


def _never_founded(given: dict[str, Node], steps: list[_Step]) -> Iterator[Fault]:
    founded = {name for step in steps if step.founds for name, _ in _acted_on(step)}
    never = {name: node for name, node in given.items() if not _from_start(node) and name not in founded}
    used = set()
    for step in steps:
        for name, node in _acted_on(step):
            if name in never:
                used.add(name)
                message = (
                    f"{quoted(name)} never comes into being; give it 'from_start: true' or an effect 'found'"
                )
                yield Fault(node.best, message)
    for name, node in never.items():
        if name not in used:
            message = (
                f"{quoted(name)} never comes into being; give it 'from_start: true' or an effect 'found'"
            )
            yield Fault(node.named, message, "warning")


def _dissolved(step: _Step) -> list[str]:
    parameter = {"dissolve": "authority", "fuse": "other"}.get(step.effect)
    node = step.parameters.child(parameter) if parameter else None
    return [node.value] if node is not None and isinstance(node.value, str) else []


def _from_start(node: Node) -> bool:
    flag = node.child("from_start")
    return flag is not None and flag.value is not False  # what is neither true nor false is said elsewhere
