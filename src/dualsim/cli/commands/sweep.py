"""The command `dualsim sweep`: a scenario run at many points of some of its numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.many_runs import How, facts_of, fill, folder_of, head_of, name_failures
from dualsim.cli.options import AsJson, Folder, OutcomesOrNone, grouped
from dualsim.cli.run_options import Given, command, name_of, numbers_of, scenario_of
from dualsim.cli.saved import ONE, files_of
from dualsim.cli.saved import as_json as json_of
from dualsim.cli.terminal import DONE, SOME_FAILED, show
from dualsim.cli.writing import writing

if TYPE_CHECKING:
    from dualsim.analysis.responses import Responses
    from dualsim.runs.outputs import Write

NAME = "outcomes"  # of the figure and the tables in the folder
EXAMPLES = (
    "sweep petrograd_1917 --vary behaviour.beta=2:4:5 --vary behaviour.company=0:0.6:4",
    "sweep petrograd_1917 --vary behaviour.beta=1:6:64 --design lhs",
    "sweep petrograd_1917 --table points.csv --runs 10",
)


@grouped
def sweep(
    given: Given,
    *,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=LOW:HIGH:COUNT", help="A number to vary; may be given again."),
    ] = None,
    design: Annotated[
        str, typer.Option(metavar="DESIGN", help="grid, or lhs or sobol with COUNT points in all.")
    ] = "grid",
    table: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV file: a path each column, a point each row.")
    ] = None,
    runs: Annotated[int, typer.Option(metavar="N", min=1, help="How many runs at each point.")] = 1,
    outcome: OutcomesOrNone = None,
    how: How,
    out: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Run a scenario at many points of some of its numbers.

    A table and a figure of each outcome against the numbers; without --outcome that is the regime at the end
    and who took power. The folder, on the last line of standard output, holds them as outcomes.csv and
    outcomes.png, the runs, design.csv, which --table takes again, and runs.csv with what became of each run.
    The same command continues what was stopped.
    """
    if bool(vary) == (table is not None):
        raise ValueError("sweep: give --vary PATH=LOW:HIGH:COUNT or --table FILE, and not both")
    from dualsim.analysis.outcomes.outcome import outcomes_of
    from dualsim.analysis.responses import responses
    from dualsim.runs.designs import points_of, read_table
    from dualsim.runs.manifest import run_named
    from dualsim.runs.plan import planned
    from dualsim.runs.single import open_run
    from dualsim.runs.store import check_plan
    from dualsim.scenario.changes.contradictions import check_varied

    scenario = scenario_of(given)
    (people, seed, runs) = numbers_of(given, scenario, runs)
    points = points_of(scenario, vary or (), design, seed) if table is None else read_table(table, scenario)
    check_varied(given.changes or (), points[0])
    if outcome:
        outcomes_of(outcome, scenario)  # a misspelt one is found before the runs, not after them
    plan = planned(scenario, points, runs, people, seed, command())
    folder = out or folder_of(name_of(given.source), plan)
    check_plan(folder, plan, how.fresh)
    figure, purpose = folder / f"{NAME}.png", f"the outcomes of {run_named(plan.about())}"
    with writing(dict.fromkeys(files_of(figure, ONE), purpose), force=how.fresh, way="--fresh") as claim:
        rows = fill(folder, plan, how)
        failed = [row for row in rows if row["status"] == "failed"]
        name_failures(folder, failed)
        if len(failed) < len(rows):
            found = responses(open_run(folder), outcome or ())
            facts = {"folder": str(folder), "figure": str(figure), **facts_of(plan, rows), **found.to_dict()}
            text = f"{head_of(plan)}\n\n{found}"
            _save_and_tell(found, figure, claim.write, json_of(facts) if as_json else text, as_json)
    raise typer.Exit(SOME_FAILED if failed else DONE)


def _save_and_tell(found: Responses, figure: Path, write: Write, text: str, whole: bool) -> None:
    """Save what the outcomes come to at each point, and print it: a text that is whole, or lacks files."""
    from dualsim.figures.plotting import write_with_tables

    try:
        write_with_tables(write, found.plot(), figure, found.to_csv(), json_of(found.to_dict()))
    except OSError:
        show(text)
        raise
    tables = f"{figure.with_suffix('.csv')} and {figure.with_suffix('.json')}"
    show(text if whole else f"{text}\n\nFigure: {figure}\nTables: {tables}\n{figure.parent}")
