"""The command `dualsim`, one function a command; each imports what it needs, so that `--help` is quick."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.attributing import attribute
from dualsim.comparing import compare
from dualsim.differing import diff
from dualsim.evaluating import evaluate
from dualsim.supposing import BranchAt, Changes, Luck, Move, Scale, Without, whatif
from dualsim.terminal import (
    DONE,
    FEWEST,
    MISTAKE,
    STYLES,
    Commands,
    carry_out,
    counted,
    examples,
    one_of,
    progress,
    say,
    show,
)
from dualsim.why import why
from dualsim.words import unknown

if TYPE_CHECKING:
    import xarray as xr


PEOPLE, SEED = 20_000, 1
KINDS = ("allegiance", "power", "vote", "regime", "mobilisation", "conditions")
SCHEMA_FILE = "scenario.schema.json"

app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,  # rich takes longer to import than the help takes to print
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("scenarios", "run petrograd_1917", "run petrograd_1917 --without kornilov_march"),
)

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario that comes with dualsim, or a file.")
]


def _version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import version
    from platform import python_version

    show(f"dualsim {version('dualsim')}")
    show(f"Python {python_version()}")
    show(f"Mesa {version('mesa')}")
    show(f"NumPy {version('numpy')}")
    raise typer.Exit(DONE)


@app.callback()
def dualsim(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the versions and stop.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Print the traceback of whatever goes wrong.")
    ] = False,
) -> None:
    """Who is obeyed when two authorities claim to rule, and why it shifts."""


@app.command()
def scenarios() -> None:
    """List the scenarios that come with dualsim."""
    from dualsim import loading

    bundled = loading.bundled()
    width = max((len(name) for name in bundled), default=0)
    for name in sorted(bundled):
        show(f"{name:<{width}}  {loading.load(name).title}")


@app.command(epilog=examples("new mine.yaml", "new mine.yaml --from petrograd_1917"))
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The scenario file to write.")],
    origin: Annotated[
        str | None, typer.Option("--from", metavar="NAME", help="Begin from a scenario of dualsim's.")
    ] = None,
) -> None:
    """Write a scenario file to begin with.

    Beside it goes the schema by which editors complete and check it.
    """
    from dualsim import loading
    from dualsim.draft import draft

    if origin is not None and origin not in loading.bundled():
        raise ValueError(f"--from: {unknown('scenario', origin, loading.bundled())}")
    if file.suffix not in (".yaml", ".yml"):
        raise ValueError(f"{file}: no name for a scenario file; let it end in .yaml")
    text = draft(origin)
    try:
        with file.open("x", encoding="utf-8") as fresh:
            fresh.write(text)
    except FileExistsError:
        raise ValueError(f"{file}: it is there already, and stays as it is; choose another name") from None
    file.with_name(SCHEMA_FILE).write_text(_schema() + "\n", encoding="utf-8")
    say(f"Next: dualsim check {file}")
    show(str(file))


@app.command(epilog=examples("check mine.yaml"))
def check(files: Annotated[list[str], typer.Argument(metavar="FILE", help="Scenario files.")]) -> None:
    """Name everything that is wrong, or looks wrong, in files."""
    from dualsim import loading
    from dualsim.inert import silent_faults

    wrong = 0
    for file in files:
        scenario, faults = loading.check(file)
        if scenario is not None:
            if sys.stderr.isatty():
                say(f"{file}: running it without each of its {len(scenario.events)} events in turn ...")
            faults = [*faults, *silent_faults(file, scenario)]
        for fault in faults:
            say(str(fault))
        errors = sum(fault.severity == "error" for fault in faults)
        show(f"{file}: {counted(errors, 'error')}, {counted(len(faults) - errors, 'warning')}")
        wrong += errors
    raise typer.Exit(MISTAKE if wrong else DONE)


@app.command(epilog=examples("explain petrograd_1917"))
def explain(scenario: ScenarioName) -> None:
    """Tell a scenario as prose, with its sources."""
    from dualsim import loading
    from dualsim.explain import explain as told

    show(told(loading.load(scenario)))


@app.command(
    epilog=examples(
        "run petrograd_1917",
        "run petrograd_1917 --without kornilov_march --until 1917-10-26",
        "run petrograd_1917 --set behaviour.beta=3 --people 50000 --seed 2",
        "run runs/petrograd_1917-1a2b3c4d/manifest.yaml",
    )
)
def run(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario of dualsim's, a file, or a run's manifest.")
    ],
    people: Annotated[
        int | None, typer.Option(metavar="N", min=FEWEST, help=f"How many people.  [default: {PEOPLE}]")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="S", min=0, help=f"Which luck they have.  [default: {SEED}]")
    ] = None,
    without: Without = None,
    move: Move = None,
    scale: Scale = None,
    changes: Changes = None,
    branch_at: BranchAt = None,
    luck: Luck = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Stop on this date of the scenario's calendar.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Save here.  [default: runs/SCENARIO-HASH]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, not a table.")] = False,
) -> None:
    """Run a scenario, say what happened, and save it.

    The last line on standard output is the folder with results.nc, manifest.yaml and allegiance.png.
    """
    from dualsim import experiment, loading
    from dualsim.branching import branch_of
    from dualsim.summary import summary, told

    Thread(target=_fetch_what_draws, daemon=True).start()
    case, faults = loading.check(
        scenario, set=changes or (), without=without or (), move=move or (), scale=scale or (), until=until
    )
    for fault in faults:
        say(str(fault))
    if case is None:
        raise typer.Exit(MISTAKE)
    kept = _kept(scenario)
    seed = kept["seed"] if seed is None else seed
    with progress() as tick:
        results = experiment.run(
            case,
            people=kept["people"] if people is None else people,
            seed=seed,
            branch=branch_of(scenario, branch_at, until, seed if luck is None else luck),
            progress=tick,
            command=shlex.join(["dualsim", *sys.argv[1:]]),
        )
    folder = out or Path("runs", f"{_name(scenario)}-{_digest(results)}")
    experiment.save(results, folder)
    figure = folder / "allegiance.png"
    _draw(results, figure)
    facts = summary(results)
    if as_json:
        facts = {"folder": str(folder), "figure": str(figure), **facts}
        show(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        show(f"{told(facts)}\n\nFigure: {figure}\n{folder}")


def _fetch_what_draws() -> None:
    """Import what writes and draws while the people walk: compiled walks leave the interpreter free."""
    import dualsim.dataset
    import dualsim.plot  # noqa: F401


@app.command(epilog=examples("plot runs/petrograd_1917-1a2b3c4d --kind power --style projector"))
def plot(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder, or its results.nc.")],
    kind: Annotated[str, typer.Option(metavar="KIND", help=f"One of {', '.join(KINDS)}.")] = KINDS[0],
    style: Annotated[str, typer.Option(metavar="STYLE", help=f"One of {', '.join(STYLES)}.")] = STYLES[0],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="FILE", help="A .png, .pdf or .svg.  [default: RUN/KIND-STYLE.png]"
        ),
    ] = None,
) -> None:
    """Draw a figure of a run."""
    one_of("kind", kind, KINDS)
    one_of("style", style, STYLES)
    from dualsim import experiment

    results = experiment.open_run(run)
    folder = run if run.is_dir() else run.parent
    file = out or folder / (f"{kind}.png" if style == STYLES[0] else f"{kind}-{style}.png")
    _draw(results, file, kind, style)
    show(str(file))


app.command(
    epilog=examples(
        "compare petrograd_1917 mine.yaml",
        "compare petrograd_1917 mine.yaml:town --measure 'vote[worker, bolshevik]' --on 1917-08-20",
    )
)(compare)
app.command(
    epilog=examples(
        "evaluate petrograd_1917 moscow_1917 saratov_1917 fronts_1917",
        "evaluate runs/petrograd_1917-1a2b3c4d --against mine.csv --fail-under 0.06",
    )
)(evaluate)


app.command(
    epilog=examples(
        "attribute petrograd_1917 --outcome 'seats[soviet, bolshevik]@1917-10-24'",
        "attribute mine.yaml --outcome duality@1917-07-01 --events order_no_1,july_days --over-time",
    )
)(attribute)


app.command(
    epilog=examples(
        "whatif petrograd_1917 --without kornilov_marches --outcome 'seats[soviet, bolshevik]@1917-10-24'",
        "whatif petrograd_1917 --move july_days=1917-06-18 --outcome duality@1917-07-20 --runs 100",
    )
)(whatif)


app.command(epilog=examples("diff petrograd_1917 mine.yaml", "diff petrograd_1917 mine.yaml --all --json"))(
    diff
)


app.command(epilog=examples("why petrograd_1917 --person 17 --on 1917-07-04"))(why)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    show(_schema())


def _schema() -> str:
    from dualsim import loading

    return json.dumps(loading.schema(), ensure_ascii=False, indent=2)


def _kept(scenario: str) -> dict[str, int]:
    """People and seed: those that a manifest keeps, or else our own."""
    from dualsim import loading

    numbers = {"people": PEOPLE, "seed": SEED}
    if not loading.is_manifest(scenario):
        return numbers
    kept = loading.read_manifest(scenario)[1]
    for key, least in (("people", FEWEST), ("seed", 0)):
        if not isinstance(kept.get(key), int) or kept[key] < least:
            raise ValueError(
                f"{scenario}: {key}: not a whole number of {least} or more; write it as in 20000"
            )
        numbers[key] = kept[key]
    return numbers


def _name(scenario: str) -> str:
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


def _draw(results: xr.Dataset, file: Path, kind: str = KINDS[0], style: str = STYLES[0]) -> None:
    from dualsim.plot import figure, save

    file.parent.mkdir(parents=True, exist_ok=True)
    save(figure(results, kind, style), file)


def main(args: list[str] | None = None) -> int:
    """Carry out the command: 0 done, 1 a fault of dualsim, 2 a mistake in what was given, 4 a score missed,
    130 stopped."""
    return carry_out(app, sys.argv[1:] if args is None else args)
