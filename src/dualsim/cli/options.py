"""Options that several commands have, each worded once."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from dualsim.cli.terminal import FEWEST, STYLES

Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario of dualsim's, or a file.")]
Outcome = Annotated[str, typer.Option(metavar="M@DATE", help="As in 'seats[soviet, bolshevik]@1917-10-24'.")]
People = Annotated[int, typer.Option(metavar="N", min=FEWEST, help="How many people.")]
Seed = Annotated[int, typer.Option(metavar="S", min=0, help="Which luck the first run has.")]
Jobs = Annotated[
    int | None,
    typer.Option(metavar="J", min=1, help="How many processes.  [default: one for each core]"),
]
Style = Annotated[str, typer.Option(metavar="STYLE", help=f"One of {', '.join(STYLES)}.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, not a table.")]


def figure_of(command: str) -> Any:
    """The option that names the file of a command's figure."""
    default = f"runs/{command}-HASH/*"
    return typer.Option("-o", "--out", metavar="FILE", help=f"A .png, .pdf or .svg.  [default: {default}]")
