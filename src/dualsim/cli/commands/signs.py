"""The command `dualsim signs`: what must follow if something had been otherwise, and whether it does."""

from __future__ import annotations

from typing import Annotated

import typer

from dualsim.cli.options import FEWEST, Jobs, Seed, grouped, known
from dualsim.cli.saved import Drawn, answering
from dualsim.cli.terminal import FAULT, progress
from dualsim.runs.defaults import SEED

PRINTINGS = ("both", "as_it_is", "quiet")
EXAMPLES = ("signs petrograd_1917 --quick", "signs mine.yaml --table mine_signs.yaml --printing as_it_is")


@grouped
def signs(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario that comes with dualsim, or a file.")
    ] = "petrograd_1917",
    *,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="The table of signs.  [default: signs/SCENARIO.yaml beside the scenario]"
        ),
    ] = None,
    printing: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help="as_it_is, quiet (every credit of news and call to the streets at zero), or both.",
            callback=known("printing", PRINTINGS),
        ),
    ] = PRINTINGS[0],
    quick: Annotated[
        bool, typer.Option("--quick", help="6 runs of 1,500 people: a first look, not the test.")
    ] = False,
    runs: Annotated[
        int | None, typer.Option(metavar="N", min=2, help="How many runs of each case.  [default: 20]")
    ] = None,
    people: Annotated[
        int | None, typer.Option(metavar="N", min=FEWEST, help="How many people.  [default: 5000]")
    ] = None,
    seed: Seed = SEED,
    jobs: Jobs = None,
    drawn: Drawn,
) -> None:
    """Test whether the people answer: run a table of signs.

    Each row says what must follow if something had been otherwise; runs with and without it share their luck.
    One figure, and the table saved beside it as CSV and JSON. The last line on standard output is the folder,
    or FILE. The exit status is 1 if a row fails, or if less than two thirds keep their sign without news and
    calls.
    """
    from dualsim.analysis.signs import signs as table_of_signs
    from dualsim.runs.executors import begin_early

    begin_early(jobs)
    with answering("signs", drawn, scenario, table) as answer:
        with progress("runs") as tick:
            found = table_of_signs.signs(
                scenario,
                table=table,
                printing=printing,
                quick=quick,
                runs=runs,
                people=people,
                seed=seed,
                jobs=jobs,
                progress=tick,
            )
        answer(found)
    if not found.passes:
        raise typer.Exit(FAULT)
