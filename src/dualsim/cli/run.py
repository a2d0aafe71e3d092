"""The commands `dualsim run` and `dualsim sweep`: a scenario run once or many times, told and saved."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dualsim.cli.many_runs import Fresh, How, Scheduler, fill_and_tell, folder_of
from dualsim.cli.options import AsJson, Jobs
from dualsim.cli.terminal import FEWEST, MISTAKE, STYLES, progress, say, show
from dualsim.cli.whatif import BranchAt, Changes, Luck, Move, Scale, Without

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.engine.branching import Branch
    from dualsim.scenario.schema import Scenario

PEOPLE, SEED = 20_000, 1
KINDS = ("allegiance", "power", "vote", "regime", "mobilisation", "conditions")


People = Annotated[
    int | None, typer.Option(metavar="N", min=FEWEST, help=f"How many people.  [default: {PEOPLE}]")
]
Seed = Annotated[
    int | None, typer.Option(metavar="S", min=0, help=f"Which luck they have.  [default: {SEED}]")
]
Until = Annotated[
    str | None, typer.Option(metavar="DATE", help="Stop on this date of the scenario's calendar.")
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Save here.  [default: runs/SCENARIO-HASH]")
]  # fmt: skip


def run(
    source: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario of dualsim's, a file, or a run's manifest.")
    ],
    people: People = None,
    seed: Seed = None,
    without: Without = None,
    move: Move = None,
    scale: Scale = None,
    changes: Changes = None,
    branch_at: BranchAt = None,
    luck: Luck = None,
    until: Until = None,
    out: Out = None,
    runs: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many runs, with seeds S, S + 1, ...")
    ] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    fresh: Fresh = False,
    as_json: AsJson = False,
) -> None:
    """Run a scenario, say what happened, and save it.

    The last line on standard output is the folder with results.nc, manifest.yaml and allegiance.png. With
    --runs the folder holds many runs, and the table tells in how many something happened; the same command
    continues what was stopped.
    """
    from dualsim.engine.branching import branch_of
    from dualsim.runs.plan import planned

    scenario = case_of(source, set=changes, without=without, move=move, scale=scale, until=until)
    kept = kept_in(source)
    people = kept["people"] if people is None else people
    seed = kept["seed"] if seed is None else seed
    runs = kept["runs"] if runs is None else runs
    how, branch = (
        How(jobs, scheduler, fresh),
        branch_of(source, branch_at, until, seed if luck is None else luck),
    )
    if runs == 1:
        if how != How():
            raise ValueError("--jobs, --scheduler, --fresh: they are for many runs; give --runs too")
        _run_once(source, scenario, (people, seed), branch, out=out, as_json=as_json)
        return
    plan = planned(scenario, [{}], runs, people, seed, command(), branch=branch)
    raise typer.Exit(fill_and_tell(out or folder_of(name_of(source), plan), plan, how, as_json))


def sweep(
    source: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario of dualsim's, a file, or a run's manifest.")
    ],
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
    runs: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many runs at each point, with seeds S, S + 1, ...")
    ] = 1,
    people: People = None,
    seed: Seed = None,
    without: Without = None,
    move: Move = None,
    scale: Scale = None,
    changes: Changes = None,
    until: Until = None,
    out: Out = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    fresh: Fresh = False,
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

    scenario = case_of(source, set=changes, without=without, move=move, scale=scale, until=until)
    kept = kept_in(source)
    people = kept["people"] if people is None else people
    seed = kept["seed"] if seed is None else seed
    points = points_of(scenario, vary or (), design, seed) if table is None else read_table(table, scenario)
    plan = planned(scenario, points, runs, people, seed, command())
    folder = out or folder_of(name_of(source), plan)
    raise typer.Exit(fill_and_tell(folder, plan, How(jobs, scheduler, fresh), as_json))


def case_of(source: str, **changes: Any) -> Scenario:
    """The scenario that was asked for, with all that is wrong with it said."""
    from dualsim.scenario import loading

    Thread(target=_fetch_what_draws, daemon=True).start()
    until = changes.pop("until", None)
    given: dict[str, Any] = {key: change or () for key, change in changes.items()}
    scenario, faults = loading.check(source, until=until, **given)
    for fault in faults:
        say(str(fault))
    if scenario is None:
        raise typer.Exit(MISTAKE)
    return scenario


def command() -> str:
    """What was typed, to be typed again."""
    return shlex.join(["dualsim", *sys.argv[1:]])


def _run_once(
    source: str,
    scenario: Scenario,
    numbers: tuple[int, int],
    branch: Branch | None,
    *,
    out: Path | None,
    as_json: bool,
) -> None:
    from dualsim.analysis.summary import summary, told
    from dualsim.runs import single

    people, seed = numbers
    with progress() as tick:
        results = single.run(
            scenario, people=people, seed=seed, branch=branch, progress=tick, command=command()
        )
    folder = out or Path("runs", f"{name_of(source)}-{_digest(results)}")
    single.save(results, folder)
    figure = folder / "allegiance.png"
    draw(results, figure)
    facts = summary(results)
    if as_json:
        facts = {"folder": str(folder), "figure": str(figure), **facts}
        show(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        show(f"{told(facts)}\n\nFigure: {figure}\n{folder}")


def _fetch_what_draws() -> None:
    """Import what writes and draws while the people walk: compiled walks leave the interpreter free."""
    import dualsim.engine.dataset
    import dualsim.figures.single_run  # noqa: F401


def kept_in(scenario: str) -> dict[str, int]:
    """People, seed and runs: those that a manifest keeps, or else our own."""
    from dualsim.scenario import loading

    numbers = {"people": PEOPLE, "seed": SEED, "runs": 1}
    if not loading.is_manifest(scenario):
        return numbers
    kept = loading.read_manifest(scenario)[1]
    kept = {"runs": 1, **kept} if kept.get("points", 1) == 1 else {**kept, "runs": 1}
    for key, least in (("people", FEWEST), ("seed", 0), ("runs", 1)):
        if not isinstance(kept.get(key), int) or kept[key] < least:
            raise ValueError(
                f"{scenario}: {key}: not a whole number of {least} or more; write it as in 20000"
            )
        numbers[key] = kept[key]
    return numbers


def name_of(scenario: str) -> str:
    """The name that a run's folder begins with; a manifest keeps that of its run."""
    path = Path(scenario)
    if path.name == "manifest.yaml":
        return path.absolute().parent.name.rsplit("-", 1)[0]
    return path.stem if path.suffix in (".yaml", ".yml") else path.name


def _digest(results: xr.Dataset) -> str:
    """Eight figures that two runs share only if they had the same scenario, people and seed."""
    from hashlib import sha256

    given = [
        str(results.attrs[key]) for key in ("scenario", "people", "seed", "branch") if key in results.attrs
    ]
    return sha256("\n".join(given).encode()).hexdigest()[:8]


def draw(results: xr.Dataset, file: Path, kind: str = KINDS[0], style: str = STYLES[0]) -> None:
    """Draw a figure of a run into a file."""
    from dualsim.figures.single_run import figure, save

    file.parent.mkdir(parents=True, exist_ok=True)
    save(figure(results, kind, style), file)
