"""The command `dualsim report`: one HTML file that needs no network and no installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dualsim.cli.options import FEWEST, Force, Jobs
from dualsim.cli.run_options import command
from dualsim.cli.terminal import progress, show
from dualsim.cli.writing import writing

EXAMPLES = (
    "report petrograd_1917",
    "report petrograd_1917 village_1917 -o capital-and-village.html",
    "report petrograd_1917 --switch kornilov_marches --switch july_days",
)


def report(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN...", help="The folder of a run, a scenario, or SCENARIO:PLACE; up to four."
        ),
    ],
    switch: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EVENT", help="An event that readers may switch off; up to six.  [default: the strongest]"
        ),
    ] = None,
    runs: Annotated[int, typer.Option(metavar="N", min=2, help="How many runs of each set of events.")] = 8,
    people: Annotated[int, typer.Option(metavar="N", min=FEWEST, help="How many people.")] = 2_000,
    seed: Annotated[
        int | None, typer.Option(metavar="S", min=0, help="The first seed.  [default: that of the run, or 1]")
    ] = None,
    jobs: Jobs = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE.html", help="Where it goes.  [default: RUN/report.html]"),
    ] = None,
    force: Force = False,
) -> None:
    """Make one HTML file that opens on any machine.

    It holds the story, the curves with their bands, switches for the strongest events (every subset of them
    is lived through beforehand), a film, what each event did, scores against history, and the source of
    every number. It asks for nothing from any network. The last line on standard output is the file.
    """
    from dualsim.report.report import offline_report

    file = out or _file(sources)
    if file.suffix != ".html":
        raise ValueError(f"--out {file}: a report is an HTML file; name it FILE.html")
    with writing({file: f"a report of {', '.join(sources)}"}, *sources, force=force) as claim:
        with progress("runs") as tick:
            text = offline_report(
                *sources, switch=switch, runs=runs, people=people, seed=seed, command=command(), jobs=jobs,
                progress=tick,
            )  # fmt: skip
        claim.write(file, text)
    show(str(file))


def _file(sources: list[str]) -> Path:
    """Beside the run, or named by the scenarios."""
    first = Path(sources[0])
    if first.is_dir():
        return first / "report.html"
    names = "-".join(Path(one.partition(":")[0]).stem for one in sources)
    return Path("runs", f"report-{names}.html")
