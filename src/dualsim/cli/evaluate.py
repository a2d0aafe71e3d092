"""The command `dualsim evaluate`: scenarios and runs scored against history."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.options import AsJson, Jobs, People, Seed, Style, figure_of
from dualsim.cli.terminal import MISSED, STYLES, one_of, progress, say, show
from dualsim.figures.drawing.formats import format_of
from dualsim.runs.defaults import MANY_PEOPLE, RUNS, SEED

if TYPE_CHECKING:
    from dualsim.analysis.evaluation.result import Evaluation

FIGURE = "evaluate.png"


def evaluate(
    targets: Annotated[
        list[str],
        typer.Argument(metavar="RUN|SCENARIO", help="Scenarios or files, or folders of saved runs."),
    ],
    against: Annotated[
        str | None,
        typer.Option(metavar="FILE.csv", help="Observations.  [default: those that come with dualsim]"),
    ] = None,
    runs: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many runs of each scenario, seeds S, S + 1, ...")
    ] = RUNS,
    people: People = MANY_PEOPLE,
    seed: Seed = SEED,
    jobs: Jobs = None,
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
    style: Style = STYLES[0],
    out: Annotated[Path | None, figure_of("evaluate")] = None,
    as_json: AsJson = False,
) -> None:
    """Score scenarios and saved runs against what was observed.

    Each observation is answered by the first that has its place. One figure, and a table of observed and
    predicted shares with the scores of two baselines, saved beside it as CSV and JSON. The last line on
    standard output is the folder, or FILE.
    """
    from dualsim.analysis.evaluation import evaluation
    from dualsim.runs.executors import begin_early

    one_of("style", style, STYLES)
    if out is not None:
        format_of(out)
    begin_early(jobs)
    Thread(target=_fetch_what_draws, daemon=True).start()
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
    _save_and_tell(found, out, style, as_json)
    if fail_under is not None:
        _fail_above(fail_under, found)


def _fetch_what_draws() -> None:
    """Import what draws while other processes work."""
    import dualsim.figures.evaluation  # noqa: F401


def _save_and_tell(found: Evaluation, out: Path | None, style: str, as_json: bool) -> None:
    """The figure, beside it the table in two forms, and the table or the facts on standard output."""
    from dualsim.figures.evaluation import evaluation_figure
    from dualsim.figures.single_run import save_with_tables

    facts = found.to_dict()
    text = json.dumps(facts, ensure_ascii=False, indent=2, allow_nan=False)
    figure = out or Path("runs", f"evaluate-{sha256(text.encode()).hexdigest()[:8]}", FIGURE)
    save_with_tables(evaluation_figure(found, style), figure, found.to_csv(), text)
    if as_json:
        places = {"folder": str(figure.parent), "figure": str(figure)}
        show(json.dumps({**places, **facts}, ensure_ascii=False, indent=2, allow_nan=False))
        return
    tables = " and ".join(str(figure.with_suffix(suffix)) for suffix in (".csv", ".json"))
    last = figure.parent if out is None else figure
    show(f"{found}\n\nFigure: {figure}\nTables: {tables}\n{last}")


def _fail_above(score: float, found: Evaluation) -> None:
    """End with a status of its own if the mean absolute error is above a score, or there is none."""
    total = found.total
    if not total.rows:
        say("evaluate: no observation is covered, so there is no score")
        raise typer.Exit(MISSED)
    if total.mean_absolute_error > score:
        say(f"evaluate: the mean absolute error is {total.mean_absolute_error:.4f}, above {score:g}")
        raise typer.Exit(MISSED)
