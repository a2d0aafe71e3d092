"""The command `dualsim run`: a scenario run once or many times, told, drawn and saved."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.many_runs import How, fill_and_tell, folder_of
from dualsim.cli.options import AsJson, BranchAt, Folder, Luck, grouped
from dualsim.cli.run_options import Given, command, name_of, numbers_of, scenario_of
from dualsim.cli.terminal import progress, show

if TYPE_CHECKING:
    import xarray as xr

EXAMPLES = (
    "run petrograd_1917",
    "run petrograd_1917 --without kornilov_marches --until 1917-10-26",
    "run petrograd_1917 --set behaviour.beta=3 --people 50000 --seed 2",
    "run petrograd_1917 --runs 200",
    "run runs/petrograd_1917-1a2b3c4d/manifest.yaml",
)


@grouped
def run(
    given: Given,
    *,
    branch_at: BranchAt = None,
    luck: Luck = None,
    runs: Annotated[int | None, typer.Option(metavar="N", min=1, help="How many runs.")] = None,
    how: How,
    out: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Run a scenario, say what happened, and save it.

    The last line on standard output is the folder with results.nc, manifest.yaml, stances.png and
    allegiance.png. With --runs the folder holds many runs, and the table tells in how many something
    happened; the same command continues what was stopped.
    """
    from dualsim.engine.branching import branch_day, branch_of, check_to_come
    from dualsim.runs import single
    from dualsim.runs.plan import planned

    scenario, numbers, name = scenario_of(given), numbers_of(given, runs), name_of(given.source)
    branch = branch_of(given.source, branch_at, given.until, numbers.seed if luck is None else luck)
    if branch is not None and branch_at is not None:
        named = [
            text.partition("=")[0] for some in (given.without, given.move, given.scale) for text in some or ()
        ]
        check_to_come(named, branch.past, branch_day(branch_at, branch.past))
    if numbers.runs == 1:
        if how != How():
            raise ValueError("--jobs, --scheduler, --fresh: they are for many runs; give --runs too")
        with progress("days") as tick:
            results = single.run(
                scenario, numbers.people, numbers.seed, branch=branch, progress=tick, command=command()
            )
        _save_and_tell(results, out or Path("runs", f"{name}-{_digest(results)}"), as_json)
        return
    people, seed, runs = numbers
    plan = planned(scenario, [{}], runs, people, seed, command(), branch=branch)
    raise typer.Exit(fill_and_tell(out or folder_of(name, plan), plan, how, as_json))


def _save_and_tell(results: xr.Dataset, folder: Path, as_json: bool) -> None:
    """Save a run and its figures, and say what happened."""
    from dualsim.analysis.run_summary import summary, table_of
    from dualsim.figures.plotting import save_first_figures
    from dualsim.runs import single

    single.save(results, folder)
    drawn = [str(file) for file in save_first_figures(results, folder)]
    facts = summary(results)
    if as_json:
        facts = {"folder": str(folder), "figure": drawn[0], "figures": drawn, **facts}
        show(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        show(f"{table_of(facts)}\n\nFigure: {' and '.join(drawn)}\n{folder}")


def _digest(results: xr.Dataset) -> str:
    """Eight figures that two runs share only if they had the same scenario, people and seed."""
    keys = ("scenario", "people", "seed", "branch")
    given = [str(results.attrs[key]) for key in keys if key in results.attrs]
    return sha256("\n".join(given).encode()).hexdigest()[:8]
