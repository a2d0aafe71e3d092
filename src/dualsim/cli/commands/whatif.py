"""The command `dualsim whatif`: how an outcome differs if something had been otherwise."""

from __future__ import annotations

from typing import Annotated

import typer

from dualsim.cli.options import (
    BranchAt,
    Changes,
    Jobs,
    Move,
    Outcomes,
    PeopleOfMany,
    Scale,
    Scenario,
    Seed,
    Verbose,
    Without,
    grouped,
)
from dualsim.cli.saved import Drawn, answering
from dualsim.cli.terminal import progress, say
from dualsim.runs.defaults import RUNS, SEED

EXAMPLES = (
    "whatif petrograd_1917 --without kornilov_marches --outcome 'seats[soviet, bolshevik]@1917-10-24'",
    "whatif petrograd_1917 --without kornilov_marches --outcome 'took_power[soviet]'",
    "whatif petrograd_1917 --move july_days=1917-06-18 --outcome duality@1917-07-20 --runs 100",
)


@grouped
def whatif(
    scenario: Scenario,
    outcome: Outcomes,
    *,
    without: Without = None,
    move: Move = None,
    scale: Scale = None,
    changes: Changes = None,
    branch_at: BranchAt = None,
    runs: Annotated[int, typer.Option(metavar="N", min=2, help="How many pairs of runs.")] = RUNS,
    people: PeopleOfMany = None,
    seed: Seed = SEED,
    jobs: Jobs = None,
    verbose: Verbose = False,
    drawn: Drawn,
) -> None:
    """Tell how an outcome differs had something been otherwise.

    Each run is made twice with the same luck, as it was and changed; the difference is taken pair by pair.
    One figure, and the table saved beside it as CSV and JSON. The last line on standard output is the folder,
    or FILE.
    """
    from dualsim.analysis import counterfactual

    with answering("whatif", drawn, scenario) as answer:
        with progress("runs") as tick:
            found = counterfactual.whatif(
                scenario,
                outcome,
                changes=changes or (),
                without=without or (),
                move=move or (),
                scale=scale or (),
                branch_at=branch_at,
                runs=runs,
                people=people,
                seed=seed,
                jobs=jobs,
                progress=tick,
                on_warning=lambda fault: say(str(fault) if verbose else fault.brief),
            )
        answer(found)
