"""The command `dualsim`, one function a command; each imports what it needs, so that `--help` is quick."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from dualsim.cli import calibrate, sensitivity
from dualsim.cli.attribute import attribute
from dualsim.cli.compare import compare
from dualsim.cli.diff import diff
from dualsim.cli.evaluate import evaluate
from dualsim.cli.replicates import replicates
from dualsim.cli.run import KINDS, draw, run, sweep
from dualsim.cli.terminal import (
    DONE,
    MISTAKE,
    STYLES,
    Commands,
    carry_out,
    counted,
    examples,
    one_of,
    say,
    show,
)
from dualsim.cli.whatif import whatif
from dualsim.cli.why import why
from dualsim.scenario.suggestions import unknown

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
    from dualsim.scenario import loading

    bundled = loading.list_scenarios()
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
    from dualsim.scenario import loading
    from dualsim.scenario.template import draft

    if origin is not None and origin not in loading.list_scenarios():
        raise ValueError(f"--from: {unknown('scenario', origin, loading.list_scenarios())}")
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
    from dualsim.analysis.event_check import silent_faults
    from dualsim.scenario import loading

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
    from dualsim.scenario import loading
    from dualsim.scenario.describe.prose import explain as told

    show(told(loading.load(scenario)))


app.command(
    epilog=examples(
        "run petrograd_1917",
        "run petrograd_1917 --without kornilov_march --until 1917-10-26",
        "run petrograd_1917 --set behaviour.beta=3 --people 50000 --seed 2",
        "run petrograd_1917 --runs 200",
        "run runs/petrograd_1917-1a2b3c4d/manifest.yaml",
    )
)(run)
app.command(
    epilog=examples(
        "sweep petrograd_1917 --vary behaviour.beta=2:4:5 --vary behaviour.company=0:0.6:4",
        "sweep petrograd_1917 --vary behaviour.beta=1:6:64 --design lhs",
        "sweep petrograd_1917 --table points.csv --runs 10",
    )
)(sweep)
app.command(
    epilog=examples(
        "replicates petrograd_1917",
        "replicates petrograd_1917 --outcome 'vote[worker, bolshevik] on 1917-08-20'",
    )
)(replicates)


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
    from dualsim.runs import single

    results = single.open_run(run)
    folder = run if run.is_dir() else run.parent
    file = out or folder / (f"{kind}.png" if style == STYLES[0] else f"{kind}-{style}.png")
    draw(results, file, kind, style)
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


app.command(epilog=examples(*calibrate.EXAMPLES))(calibrate.calibrate)
app.command(epilog=examples(*sensitivity.EXAMPLES))(sensitivity.sensitivity)
app.command(epilog=examples("diff petrograd_1917 mine.yaml", "diff petrograd_1917 mine.yaml --all --json"))(
    diff
)


app.command(epilog=examples("why petrograd_1917 --person 17 --on 1917-07-04"))(why)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    show(_schema())


def _schema() -> str:
    from dualsim.scenario import json_schema

    return json.dumps(json_schema.schema(), ensure_ascii=False, indent=2)


def main(args: list[str] | None = None) -> int:
    """Carry out the command: 0 done, 1 a fault of dualsim, 2 a mistake in what was given, 4 a score missed,
    130 stopped."""
    return carry_out(app, sys.argv[1:] if args is None else args)
