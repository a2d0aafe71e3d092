"""The command `dualsim evaluate`: scenarios and runs scored against history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.options import Jobs, PeopleOfMany, Seed, grouped
from dualsim.cli.saved import ONE, Drawn, answering
from dualsim.cli.terminal import MISSED, progress, say
from dualsim.runs.defaults import RUNS, SEED

if TYPE_CHECKING:
    from dualsim.analysis.evaluation.result import Evaluation

SCATTER = {"-scatter": {"scatter": True}}
MAP = {"-map": {"on_map": True}}
EXAMPLES = (
    "evaluate petrograd_1917 moscow_1917 saratov_1917 fronts_1917",
    "evaluate runs/petrograd_1917-1a2b3c4d --against mine.csv --fail-under 0.06",
    "evaluate mine.yaml --against districts.csv --covariates provinces.csv --covariate km_front --scatter",
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
    discrepancy: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="How far the model is off, as calibrate --cross-validate finds it: intervals are wider by "
            "it; 'none' for not at all.  [default: the scenario's own, if no other draws are given]",
        ),
    ] = None,
    covariates: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="What was known of places before, as CSV with a column key: a ridge regression on it is one "
            "more baseline.",
        ),
    ] = None,
    covariate: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A column of it to fit on; may be given again.  [default: workers_per_1000 and km_front]",
        ),
    ] = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="A place that stays out of fits; may be given again."),
    ] = None,
    training: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Observations that baselines know, as CSV, where they are not those that are scored.",
        ),
    ] = None,
    scatter: Annotated[
        bool, typer.Option("--scatter", help="One more figure: counted and predicted, a panel a party.")
    ] = False,
    on_map: Annotated[
        bool, typer.Option("--map", help="One more figure: predicted votes and errors where places lie.")
    ] = False,
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
    people: PeopleOfMany = None,
    seed: Seed = SEED,
    jobs: Jobs = None,
    drawn: Drawn,
) -> None:
    """Score scenarios and saved runs against what was observed.

    Each observation is answered by the first that has its place, region or town. One figure, more if they
    are asked for, and a table of observed and predicted shares with the scores of the baselines, saved beside
    it as CSV and JSON. The last line on standard output is the folder, or FILE.
    """
    from dualsim.analysis.evaluation import evaluation
    from dualsim.runs.executors import begin_early

    begin_early(jobs)
    figures = {**ONE, **(SCATTER if scatter else {}), **(MAP if on_map else {})}
    given = (*targets, against, draws, discrepancy, covariates, training)
    with answering("evaluate", drawn, *given, figures=figures) as answer:
        with progress("runs") as tick:
            found = evaluation.evaluate(
                *targets,
                against=against,
                runs=runs,
                people=people,
                seed=seed,
                draws=draws,
                discrepancy=discrepancy,
                covariates=covariates,
                covariate=covariate or (),
                leave_out=leave_out or (),
                training=training,
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
