"""The command `dualsim sensitivity`: on which of the numbers under `vary:` an outcome hangs."""

from __future__ import annotations

from typing import Annotated

import typer

from dualsim.cli.options import Jobs, OneSeed, Outcome, PeopleOfMany, Scenario, grouped, known
from dualsim.cli.saved import Drawn, answering
from dualsim.cli.terminal import progress
from dualsim.runs.defaults import SAMPLES, SEED

WAYS = ("morris", "sobol", "pawn")
EXAMPLES = (
    "sensitivity petrograd_1917 --outcome 'seats[soviet, bolshevik]@1917-10-24'",
    "sensitivity mine.yaml --outcome duality@1917-07-01 --method sobol --samples 64",
)


@grouped
def sensitivity(
    scenario: Scenario,
    outcome: Outcome,
    *,
    method: Annotated[
        str,
        typer.Option(metavar="METHOD", help=f"One of {', '.join(WAYS)}.", callback=known("method", WAYS)),
    ] = WAYS[0],
    samples: Annotated[
        int,
        typer.Option(
            metavar="N", min=2, help="Morris and Sobol make N runs for each number and one or two N more."
        ),
    ] = SAMPLES,
    people: PeopleOfMany = None,
    seed: OneSeed = SEED,
    jobs: Jobs = None,
    drawn: Drawn,
) -> None:
    """Tell on which numbers an outcome hangs, day by day.

    Everything under `vary:` is varied at once. One figure, a strip for each number over the days of the run,
    and a table with SALib's confidence, saved beside it as CSV and JSON. The last line on standard output is
    the folder, or FILE.
    """
    from dualsim.analysis.sensitivity import by_day

    with answering("sensitivity", drawn, scenario) as answer:
        with progress("runs") as tick:
            found = by_day.sensitivity(
                scenario,
                outcome,
                method=method,
                samples=samples,
                people=people,
                seed=seed,
                jobs=jobs,
                progress=tick,
            )
        answer(found)
