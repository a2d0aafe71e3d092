"""The command `dualsim run`: a scenario run once or many times, told, drawn and saved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from dualsim.cli.many_runs import How, fill_and_tell, folder_of
from dualsim.cli.options import AsJson, BranchAt, Folder, Force, Luck, grouped
from dualsim.cli.run_options import Given, Numbers, command, name_of, numbers_of, scenario_of
from dualsim.cli.terminal import progress, show
from dualsim.cli.writing import writing

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.engine.branching import Branch
    from dualsim.runs.outputs import Write
    from dualsim.scenario.schema import Scenario

EXAMPLES = (
    "run petrograd_1917",
    "run petrograd_1917 --without kornilov_marches --until 1917-10-26",
    "run petrograd_1917 --set behaviour.beta=3 --people 50000 --seed 2",
    "run petrograd_1917 --runs 200",
    "run runs/petrograd_1917-1a2b3c4d/manifest.yaml",
)


class One(NamedTuple):
    """A single run: of what, how many people, which seed, and the past that it goes on from, if any."""

    scenario: Scenario
    numbers: Numbers
    branch: Branch | None

    def about(self) -> dict[str, Any]:
        """What its results will say of where they come from."""
        from dualsim.engine.dataset import attributes

        about = attributes(self.scenario, self.numbers.people, self.numbers.seed, command(), "")
        return about if self.branch is None else about | {"branch": self.branch.text()}

    def results(self) -> xr.Dataset:
        """Run it, with a bar."""
        from dualsim.runs import single

        (people, seed, _), branch = self.numbers, self.branch
        with progress("days") as tick:
            return single.run(self.scenario, people, seed, branch=branch, progress=tick, command=command())


@grouped
def run(
    given: Given,
    *,
    branch_at: BranchAt = None,
    luck: Luck = None,
    runs: Annotated[int | None, typer.Option(metavar="N", min=1, help="How many runs.")] = None,
    how: How,
    out: Folder = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Run a scenario, say what happened, and save it.

    The last line on standard output is the folder with results.nc, manifest.yaml, stances.png and
    allegiance.png. With --runs the folder holds many runs, and the table tells in how many something
    happened; the same command continues what was stopped.
    """
    from dualsim.engine.branching import branch_day, branch_of, check_not_happened, check_to_come
    from dualsim.runs.manifest import digest_of
    from dualsim.runs.plan import planned

    scenario = scenario_of(given)
    numbers, name = numbers_of(given, scenario, runs), name_of(given.source)
    branch = branch_of(given.source, branch_at, given.until, numbers.seed if luck is None else luck)
    if branch is not None and branch_at is not None:
        named = [
            text.partition("=")[0] for some in (given.without, given.move, given.scale) for text in some or ()
        ]
        check_to_come(named, branch.past, branch_day(branch_at, branch.past))
        if any(event.conditions for name, event in branch.past.events.items() if name in named):
            check_not_happened(named, branch.eve(numbers.people, numbers.seed))
    if numbers.runs == 1:
        if how != How():
            raise ValueError("--jobs, --scheduler, --fresh: they are for many runs; give --runs too")
        one = One(scenario, numbers, branch)
        _run_once(one, out or Path("runs", f"{name}-{digest_of(one.about())}"), given.source, force, as_json)
        return
    if force:
        raise ValueError("--force: it is for one run; many begin anew with --fresh")
    people, seed, runs = numbers
    plan = planned(scenario, [{}], runs, people, seed, command(), branch=branch)
    raise typer.Exit(fill_and_tell(out or folder_of(name, plan), plan, how, as_json))


def _run_once(one: One, folder: Path, source: str, force: bool, as_json: bool) -> None:
    """Claim the files of a run, run it and save it; a manifest may be renewed by its own run."""
    from dualsim.figures.plotting import OF_A_RUN
    from dualsim.runs.manifest import MANIFEST, run_named
    from dualsim.runs.single import RESULTS, check_not_many
    from dualsim.scenario.loading import is_manifest

    whose = run_named(one.about())
    files = {folder / name: whose for name in (RESULTS, MANIFEST)}
    files |= {folder / f"{kind}.png": f"a figure of {whose}" for kind in (*OF_A_RUN, "map")}
    check_not_many(folder)
    with writing(files, None if is_manifest(source) else source, force=force) as claim:
        _save_and_tell(one.results(), folder, claim.write, as_json)


def _save_and_tell(results: xr.Dataset, folder: Path, write: Write, as_json: bool) -> None:
    """Save a run and its figures, and say what happened; that is said if it cannot be saved, too."""
    from dualsim.analysis.run_summary import summary, table_of
    from dualsim.figures.plotting import write_first_figures
    from dualsim.runs.single import save_with

    facts = summary(results)
    try:
        save_with(write, results, folder)
        drawn = [str(file) for file in write_first_figures(write, results, folder)]
    except OSError:
        show(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else table_of(facts))
        raise
    if as_json:
        facts = {"folder": str(folder), "figure": next(iter(drawn), None), "figures": drawn, **facts}
        show(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        figures = f"Figure: {' and '.join(drawn)}\n" if drawn else ""
        show(f"{table_of(facts)}\n\n{figures}{folder}")
