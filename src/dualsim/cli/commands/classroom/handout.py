"""The command `dualsim handout`: a scenario as sheets for a lesson, in one PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dualsim.cli.options import Force, Scenario, known
from dualsim.cli.run_options import name_of
from dualsim.cli.terminal import progress, show
from dualsim.cli.writing import writing

PAPERS = ("a4", "letter")

EXAMPLES = ("handout petrograd_1917", "handout village_1917 --paper letter -o villages.pdf")


def _pdf(file: Path | None) -> Path | None:
    """Refuse a name that is not that of a PDF before the work, not after it."""
    if file is not None and file.suffix.lower() != ".pdf":
        raise ValueError(f"handout: cannot write it as '{file.name}'; end its name in .pdf")
    return file


def handout(
    scenario: Scenario,
    paper: Annotated[
        str,
        typer.Option(metavar="SIZE", help=f"One of {', '.join(PAPERS)}.", callback=known("paper", PAPERS)),
    ] = PAPERS[0],
    all_events: Annotated[
        bool, typer.Option("--all-events", help="Make a card of every event, not of landmarks alone.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            help="Write this .pdf.  [default: SCENARIO-handout.pdf]",
            callback=_pdf,
        ),
    ] = None,
    force: Force = False,
) -> None:
    """Print a scenario as sheets for a lesson.

    An empty living graph, event cards and role cards to cut out, in words alone; then the answers of a run
    for the teacher. It needs typst: in the folder of dualsim, python -m pip install '.[paper]'.
    The last line is the file.
    """
    from dualsim.paper import handouts

    file = out or Path(f"{name_of(scenario)}-handout.pdf")
    with writing({file: f"dualsim handout {name_of(scenario)}"}, scenario, force=force) as claim:
        with progress("days") as tick:
            made = handouts.handout(scenario, paper, all_events=all_events, progress=tick)
        claim.write(file, made)
    show(str(file))
