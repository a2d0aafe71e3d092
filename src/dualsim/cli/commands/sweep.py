"""The command `dualsim sweep`: a scenario run at many points of some of its numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dualsim.cli.many_runs import How, fill_and_tell, folder_of
from dualsim.cli.options import AsJson, Folder, grouped
from dualsim.cli.run_options import Given, command, name_of, numbers_of, scenario_of

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
    how: How,
    out: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Run a scenario at many points of some of its numbers.

    The folder, on the last line of standard output, holds the runs, design.csv, which --table takes again,
    and runs.csv with the status of each. The same command continues what was stopped.
    """
    if bool(vary) == (table is not None):
        raise ValueError("sweep: give --vary PATH=LOW:HIGH:COUNT or --table FILE, and not both")
    from dualsim.runs.designs import points_of, read_table
    from dualsim.runs.plan import planned

    scenario, (people, seed, runs) = scenario_of(given), numbers_of(given, runs)
    points = points_of(scenario, vary or (), design, seed) if table is None else read_table(table, scenario)
    plan = planned(scenario, points, runs, people, seed, command())
    raise typer.Exit(fill_and_tell(out or folder_of(name_of(given.source), plan), plan, how, as_json))
