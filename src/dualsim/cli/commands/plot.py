"""The command `dualsim plot`: a figure of a run, or of many."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dualsim.cli.options import KINDS, STYLES, Force, Kind, Style, figure_file
from dualsim.cli.terminal import show
from dualsim.cli.writing import writing

EXAMPLES = ("plot runs/petrograd_1917-1a2b3c4d --kind power --style projector",)


def plot(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder, or its results.nc.")],
    kind: Kind = KINDS[0],
    place: Annotated[
        str | None, typer.Option(metavar="PLACE", help="A place or a region; the first place if not given.")
    ] = None,
    style: Style = STYLES[0],
    out: Annotated[Path | None, figure_file("RUN/KIND-PLACE-STYLE.png")] = None,
    force: Force = False,
) -> None:
    """Draw a figure of a run."""
    from dualsim.figures import plotting
    from dualsim.runs.manifest import run_named
    from dualsim.runs.single import open_run

    results = open_run(run)
    folder = run if run.is_dir() else run.parent
    parts = [kind, *([place] if place else []), *([style] if style != STYLES[0] else [])]
    file = out or folder / f"{'-'.join(parts)}.png"
    drawn = plotting.plot(results, kind, style, place=place)
    with writing({file: f"a figure of {run_named(results.attrs)}"}, run, force=force) as claim:
        plotting.write_figure(claim.write, drawn, file)
    show(str(file))
