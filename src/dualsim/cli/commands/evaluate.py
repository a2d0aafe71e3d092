"""The command `dualsim evaluate`: scenarios and runs scored against history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.options import Jobs, People, Seed, grouped
from dualsim.cli.saved import Drawn, answering
from dualsim.cli.terminal import MISSED, progress, say
from dualsim.runs.defaults import MANY_PEOPLE, RUNS, SEED

if TYPE_CHECKING:
    from dualsim.analysis.evaluation.result import Evaluation

EXAMPLES = (
    "evaluate petrograd_1917 moscow_1917 saratov_1917 fronts_1917",
    "evaluate runs/petrograd_1917-1a2b3c4d --against mine.csv --fail-under 0.06",
)


@grouped
def evaluate(
    targets: Annotated[
        list[str],
        typer.Argument(metavar="RUN|SCENARIO", help="Scenarios or files, or folders of saved runs."),
    ],
    *,
    against: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Observations, as CSV.  [default: those that come with dualsim]"),
    ] = None,
    draws: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="A table of parameters, a row for each run; 'none' for luck only.  "
            "[default: posterior.csv beside the scenarios, if it is there]",
        ),
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option(
            metavar="SCORE",
            min=0.0,
            max=1.0,
            help="Exit with status 4 if the mean absolute error is above SCORE, a share (0.05 is five "
            "points), or if nothing is covered.",
        ),
    ] = None,
    runs: Annotated[int, typer.Option(metavar="N", min=1, help="How many runs of each scenario.")] = RUNS,
    people: People = MANY_PEOPLE,
    seed: Seed = SEED,
    jobs: Jobs = None,
    drawn: Drawn,
) -> None:
    """Score scenarios and saved runs against what was observed.

    Each observation is answered by the first that has its place. One figure, and a table of observed and
    predicted shares with the scores of two baselines, saved beside it as CSV and JSON. The last line on
    standard output is the folder, or FILE.
    """
    from dualsim.analysis.evaluation import evaluation
    from dualsim.runs.executors import begin_early

    begin_early(jobs)
    with answering("evaluate", drawn, *targets, against, draws) as answer:
        with progress("runs") as tick:
            found = evaluation.evaluate(
                *targets,
                against=against,
                runs=runs,
                people=people,
                seed=seed,
                draws=draws,
                jobs=jobs,
                progress=tick,
            )
        answer(found)
    if fail_under is not None:
        _fail_above(fail_under, found)


def _fail_above(score: float, found: Evaluation) -> None:
    """End with a status of its own if the mean absolute error is above a score, or there is none."""
    total = found.total
    if not total.rows:
        say("evaluate: no observation is covered, so there is no score")
        raise typer.Exit(MISSED)
    if total.mean_absolute_error > score:
        say(f"evaluate: the mean absolute error is {total.mean_absolute_error:.4f}, above {score:g}")
        raise typer.Exit(MISSED)
