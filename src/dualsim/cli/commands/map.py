"""The command `dualsim map`: where what happened, on one date, on several, or as a film."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from dualsim.cli.options import STYLES, Force, Style, grouped
from dualsim.cli.terminal import progress, show
from dualsim.cli.writing import writing

if TYPE_CHECKING:
    import xarray as xr

EXAMPLES = (
    "map runs/petrograd_1917-1a2b3c4d --on 1917-07-04",
    "map runs/petrograd_1917-1a2b3c4d --measure vote --party bolshevik --dates 6 --style print",
    "map runs/petrograd_1917-1a2b3c4d --measure stance --every 14 -o stance.gif",
)
MEASURE = "regime"


class Named(NamedTuple):
    """Names on the axes of a measure, of which the map is to be."""

    party: Annotated[
        str | None, typer.Option(metavar="PARTY", help="The vote or strength of this party.")
    ] = None
    authority: Annotated[
        str | None, typer.Option(metavar="AUTHORITY", help="The power of this authority, or who turns to it.")
    ] = None
    group: Annotated[
        str | None, typer.Option(metavar="GROUP", help="These people alone; all of a place if not given.")
    ] = None
    side: Annotated[str | None, typer.Option(metavar="SIDE", help="This stance, as 'rival'.")] = None
    issue: Annotated[str | None, typer.Option(metavar="ISSUE", help="This condition of life.")] = None
    lever: Annotated[str | None, typer.Option(metavar="LEVER", help="This lever.")] = None
    institution: Annotated[
        str | None, typer.Option(metavar="INSTITUTION", help="What people build of their own.")
    ] = None

    def given(self) -> dict[str, str]:
        """Those that are named."""
        return {axis: name for axis, name in self._asdict().items() if name is not None}


class Dates(NamedTuple):
    """Which dates a map is of."""

    on: Annotated[
        list[str] | None,
        typer.Option(metavar="DATE", help="On this date; may be given again.  [default: the last day]"),
    ] = None
    dates: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="On so many dates, from the first to the last.")
    ] = None
    every: Annotated[
        int | None,
        typer.Option(metavar="DAYS", min=1, help="Of a film: a map each so many days.  [default: 7]"),
    ] = None

    def name(self) -> str:
        """What tells a file with these dates from others."""
        return "-".join([*(self.on or []), *([f"{self.dates}-dates"] if self.dates else [])])


def _writable(file: Path | None) -> Path | None:
    """Refuse a name that neither a figure nor a film can have here, before the work."""
    from dualsim.figures.drawing.formats import FILMS, FORMATS, film_format_of, is_film

    if file is not None and is_film(file):
        film_format_of(file)
    elif file is not None and file.suffix.lower().lstrip(".") not in FORMATS:
        ends = ", ".join(f".{form}" for form in (*FORMATS, *FILMS))
        raise ValueError(f"map: cannot draw a map as '{file.name}'; end its name in one of {ends}")
    return file


File = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="FILE",
        help="Draw into this .png, .pdf or .svg, or film into this .gif or .mp4.  "
        "[default: RUN/map-MEASURE-DATE.png]",
        callback=_writable,
    ),
]


@grouped
def map(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder, or its results.nc.")],
    *,
    measure: Annotated[str, typer.Option(metavar="M", help="Which measure of places.")] = MEASURE,
    named: Named,
    days: Dates,
    style: Style = STYLES[0],
    out: File = None,
    force: Force = False,
) -> None:
    """Draw a map of a run, a film strip of dates, or a film.

    Where the scenario gives coordinates, a town is a disc and its countryside a ring around it. Where no
    party, authority or side is named, the colour is that of the largest, the fuller the wider its lead.
    """
    from dualsim.figures.drawing.formats import is_film
    from dualsim.runs.manifest import run_named
    from dualsim.runs.single import open_run

    results = open_run(run)
    of: dict[str, Any] = named.given()
    folder = run if run.is_dir() else run.parent
    parts = ["map", measure, *of.values(), days.name(), style if style != STYLES[0] else ""]
    file = out or folder / f"{'-'.join(part for part in parts if part)}.png"
    if days.every is not None and not is_film(file):
        raise ValueError(f"--every: {file.name} is no film; end its name in .gif or .mp4, or give --dates")
    with writing({file: f"a map of {run_named(results.attrs)}"}, run, force=force) as claim:
        if is_film(file):
            claim.write(file, _film(results, file, measure, days, style=style, of=of))
        else:
            from dualsim.figures import plotting
            from dualsim.figures.maps.maps import draw_map

            drawn = draw_map(results, measure, days.on or (), dates=days.dates, style=style, **of)
            plotting.write_figure(claim.write, drawn, file)
    show(str(file))


def _film(results: xr.Dataset, file: Path, measure: str, days: Dates, **how: Any) -> bytes:
    """A film, with a bar while it is made."""
    from dualsim.figures.maps.maps import film

    with progress("frames") as tick:
        return film(
            results, file, measure, days.on or (), dates=days.dates, every=days.every, progress=tick, **how
        )
