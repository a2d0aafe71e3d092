"""The command `dualsim check`: everything that is wrong, or looks wrong, in scenario files."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dualsim.cli.terminal import DONE, MISTAKE, counted, say, show

EXAMPLES = ("check mine.yaml", "check mine.yaml --strategy my.py:cautious")
Strategies = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE.py:FUNCTION", help="Try a strategy of authorities too; may be given again."),
]


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Scenario files.")],
    strategy: Strategies = None,
) -> None:
    """Name all that is wrong, or looks wrong, in files."""
    from dualsim.analysis.event_check import silent_faults
    from dualsim.analysis.strategy_check import wrong_with
    from dualsim.scenario import loading

    wrong = 0
    for file in files:
        scenario, faults = loading.check(file)
        if scenario is not None:
            if sys.stderr.isatty():
                say(f"{file}: running it without each of its {len(scenario.events)} events in turn ...")
            faults = [*faults, *silent_faults(file, scenario)]
        for fault in faults:
            say(str(fault))
        errors = sum(fault.severity == "error" for fault in faults)
        show(f"{file}: {counted(errors, 'error')}, {counted(len(faults) - errors, 'warning')}")
        wrong += errors
        if scenario is None:
            continue
        for given in strategy or ():
            message = wrong_with(scenario, given)
            show(message or f"{given}: nothing wrong on {file}")
            wrong += message is not None
    raise typer.Exit(MISTAKE if wrong else DONE)
