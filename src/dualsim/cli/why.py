"""The command `dualsim why`: one person's decision of a day, told in words and numbers."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from dualsim.cli.options import People
from dualsim.cli.terminal import progress, show
from dualsim.runs.defaults import PEOPLE, SEED


def why(
    source: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario that comes with dualsim, or a file.")
    ],
    person: Annotated[int, typer.Option(metavar="N", help="Which person, numbered from 0.")],
    on: Annotated[str, typer.Option(metavar="DATE", help="The day, in the scenario's calendar.")],
    people: People = PEOPLE,
    seed: Annotated[int, typer.Option(metavar="S", min=0, help="Which luck they have.")] = SEED,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, not prose.")] = False,
) -> None:
    """Tell why one person decided as they did on a day.

    The tables show every term of the scores that the rule compared. With the same --people and --seed it is
    the same person as in a run.
    """
    from dualsim.analysis.decision import decision

    with progress() as tick:
        found = decision.why(source, person, on, people=people, seed=seed, progress=tick)
    show(json.dumps(found.to_dict(), ensure_ascii=False, indent=2) if as_json else str(found))
