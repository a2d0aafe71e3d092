"""The command `dualsim why`: one person's decision of a day, told in words and numbers."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from dualsim.cli.options import AsJson, OneSeed, PeopleOrUsual, Scenario
from dualsim.cli.terminal import progress, show
from dualsim.runs.defaults import SEED

EXAMPLES = ("why petrograd_1917 --person 17 --on 1917-07-04",)


def why(
    scenario: Scenario,
    person: Annotated[int, typer.Option(metavar="N", help="Which person, numbered from 0.")],
    on: Annotated[str, typer.Option(metavar="DATE", help="The day, in the scenario's calendar.")],
    people: PeopleOrUsual = None,
    seed: OneSeed = SEED,
    as_json: AsJson = False,
) -> None:
    """Tell why one person decided as they did on a day.

    The tables show every term of the scores that the rule compared. With the same --people and --seed it is
    the same person as in a run.
    """
    from dualsim.analysis.decision import decision

    with progress("days") as tick:
        found = decision.why(scenario, person, on, people=people, seed=seed, progress=tick)
    show(json.dumps(found.to_dict(), ensure_ascii=False, indent=2) if as_json else str(found))
