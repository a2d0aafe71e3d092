"""The command `dualsim swap`: which difference between two places carries a difference in outcome."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import typer

from dualsim.cli.options import Jobs, People, Seed, grouped
from dualsim.cli.saved import Drawn, answering
from dualsim.cli.terminal import progress, say
from dualsim.runs.defaults import MANY_PEOPLE, SEED, SWAP_RUNS

EXAMPLES = (
    "swap petrograd_1917 village_1917",
    "swap petrograd_1917 kazan_1917:kazan --what people,bodies --runs 20",
    "swap petrograd_1917 village_1917 --outcome 'cooperation' --first 1917-05-01 --last 1917-08-31",
)
Given = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario or a file; NAME:PLACE picks one place.")
]


class Asked(NamedTuple):
    """What is compared."""

    outcome: Annotated[
        str,
        typer.Option(
            metavar="OUTCOME",
            help="A measure, whose mean over days is taken; or one of a day, as in 'duality@1917-07-01'.",
        ),
    ] = "effective_powers"
    first: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The first day of the mean.  [default: 1 April]"),
    ] = None
    last: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The last day of the mean.  [default: 30 September]"),
    ] = None


@grouped
def swap(
    a: Given,
    b: Given,
    *,
    what: Annotated[
        list[str] | None,
        typer.Option(
            metavar="BLOCKS",
            help="people, levers, reach, distance, places, bodies, events: those to swap; may be given again."
            "  [default: all, with Shapley values]",
        ),
    ] = None,
    places: Annotated[
        str | None, typer.Option(metavar="A,B", help="A place of each, where a scenario has several.")
    ] = None,
    asked: Asked,
    frozen: Annotated[
        bool,
        typer.Option("--frozen", help="Give each the bodies of 1 May in its median run, and no others."),
    ] = False,
    shapley: Annotated[
        str | None,
        typer.Option(
            metavar="WAY", help="exact: over all hybrids; sampled: over orders that are drawn; or no."
        ),
    ] = None,
    orders: Annotated[int, typer.Option(metavar="N", min=2, help="Orders to draw for each run.")] = 8,
    runs: Annotated[
        int, typer.Option("--runs", "--seeds", metavar="N", min=2, help="How many runs of each hybrid.")
    ] = SWAP_RUNS,
    people: People = MANY_PEOPLE,
    seed: Seed = SEED,
    jobs: Jobs = None,
    drawn: Drawn,
) -> None:
    """Put blocks of one place into another: which one matters?

    Both places are run, and each with blocks of the other, with the same luck. Of each block the table tells
    what it changes when it is put into the first place and when it is kept out of the second, and its Shapley
    value, which sum to the whole difference. The last line on standard output is the folder with the figure
    and the table as CSV and JSON, or FILE.
    """
    from dualsim.analysis.swaps import swaps
    from dualsim.runs.executors import begin_early

    begin_early(jobs)
    with answering("swap", drawn, a, b) as answer:
        with progress("runs") as tick:
            found = swaps.swap(
                a,
                b,
                what=what or (),
                places=[name.strip() for name in places.split(",")] if places else (),
                outcome=asked.outcome,
                first=asked.first,
                last=asked.last,
                frozen=frozen,
                shapley=shapley,
                orders=orders,
                runs=runs,
                people=people,
                seed=seed,
                jobs=jobs,
                progress=tick,
                on_plan=say,
            )
        answer(found)
