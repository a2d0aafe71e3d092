"""The command `dualsim compare`: scenarios run many times, drawn and told beside each other."""

from __future__ import annotations

from typing import Annotated

import typer

from dualsim.cli.options import Jobs, OutcomesOrNone, PeopleOfMany, Seed, grouped
from dualsim.cli.saved import ONE, Drawn, answering
from dualsim.cli.terminal import progress
from dualsim.runs.defaults import RUNS, SEED

BOTH = {**ONE, "-outcomes": {"outcomes": True}}
EXAMPLES = (
    "compare petrograd_1917 mine.yaml",
    "compare petrograd_1917 mine.yaml:petrograd --measure 'vote[worker, bolshevik]' --on 1917-08-20",
    "compare petrograd_1917 grassroots vanguard",
    "compare petrograd_1917 kazan_1917 --outcome 'took_power[soviet]'",
)


@grouped
def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO",
            help="Scenarios or files; NAME:PLACE picks one place, the first if all are more than fit.",
        ),
    ],
    *,
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar="M", help="A measure, such as 'real_power[soviet]'; may be given again."),
    ] = None,
    on: Annotated[
        list[str] | None, typer.Option(metavar="DATE", help="Tell measures on this date; may be given again.")
    ] = None,
    outcome: OutcomesOrNone = None,
    runs: Annotated[int, typer.Option(metavar="N", min=2, help="How many runs of each.")] = RUNS,
    people: PeopleOfMany = None,
    seed: Seed = SEED,
    jobs: Jobs = None,
    drawn: Drawn,
) -> None:
    """Run scenarios many times and put them beside each other.

    One figure, one more of the outcomes that are asked for, and a table of measures with their differences
    from the first scenario, saved beside them as CSV and JSON. Of each place it is told, too, what
    alternatives had built before its order broke, how much force that took, who governs on the last day and
    how far people run their own affairs. The last line on standard output is the folder, or FILE.
    """
    from dualsim.analysis.comparison import comparison
    from dualsim.runs.executors import begin_early

    begin_early(jobs)
    figures = BOTH if outcome else ONE
    with answering("compare", drawn, *scenarios, figures=figures) as answer:
        with progress("runs") as tick:
            found = comparison.compare(
                *scenarios,
                runs=runs,
                people=people,
                seed=seed,
                measures=measure or (),
                on=on or (),
                outcomes=outcome or (),
                jobs=jobs,
                progress=tick,
            )
        answer(found)
