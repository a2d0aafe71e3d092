"""The commands that make a report again which a page asked for."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Changed(NamedTuple):
    """A scenario and what was changed in it: options of `dualsim run` and what each is given."""

    name: str
    place: str
    options: tuple[tuple[str, str], ...] = ()


def commands_for(asked: Sequence[Changed], people: int, runs: int, seed: int) -> str:
    """A run of each scenario that is changed, and the report of them all; nothing for an upload."""
    if any(one.name.startswith("upload-") for one in asked):
        return ""
    lines, sources = [], list[str]()
    for n, one in enumerate(asked, 1):
        if one.options:
            folder = f"runs/changed-{n}"
            given = [f"{option}={value}" for option, value in one.options]
            lines.append(_line("run", one.name, *given, *_numbers(people, seed), f"--out={folder}"))
            sources.append(folder)
        else:
            sources.append(f"{one.name}:{one.place}")
    lines.append(_line("report", *sources, *_numbers(people, seed), f"--runs={runs}"))
    return "\n".join(lines)


def _numbers(people: int, seed: int) -> Iterable[str]:
    return (f"--people={people}", f"--seed={seed}")


def _line(*words: str) -> str:
    return " ".join(["dualsim", *map(shlex.quote, words)])
