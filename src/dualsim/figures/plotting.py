"""`plot` draws any result and `save_figure` writes the picture; what draws is imported when it is needed."""

from __future__ import annotations

import io
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dualsim.figures.drawing.formats import format_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from dualsim.runs.outputs import Write

FIRST_KIND = "allegiance"
MANY_PLACES = 40
OF_A_RUN = ("stances", FIRST_KIND)  # what `dualsim run` draws and names, the one to be looked at first before
# What draws a result, by the name of its type: importing the types only to tell them apart would cost more.
DRAWN_BY = {
    "Dataset": "single_run.run_figure",
    "Comparison": "comparison.comparison_figure",
    "Evaluation": "evaluation.evaluation_figure",
    "Attribution": "causes.attribution.attribution_figure",
    "Sensitivity": "sensitivity.sensitivity_figure",
    "Responses": "responses.responses_figure",
    "WhatIf": "counterfactual.counterfactual_figure",
    "Signs": "signs.signs_figure",
    "Swap": "causes.swap.swap_figure",
    "Calibration": "calibration.calibration_figure",
}
# Whose figure has an option, and what it is unless it is chosen.
OPTIONS: dict[str, tuple[str, Any]] = {
    "kind": ("Dataset", FIRST_KIND),
    "place": ("Dataset", None),
    "over_time": ("Attribution", False),
    "outcomes": ("Comparison", False),
    "scatter": ("Evaluation", False),
    "on_map": ("Evaluation", False),
}


def plot(
    results: Any,
    kind: str = FIRST_KIND,
    style: str = "screen",
    *,
    place: str | None = None,
    size: tuple[float, float] | None = None,
    over_time: bool = False,
    outcomes: bool = False,
    scatter: bool = False,
    on_map: bool = False,
) -> Figure:
    """A figure of a run, of many runs, or of what an analysis found, in a style of STYLES; `size` in inches.

    Runs, a Dataset, have a figure for each kind of KINDS, of `place` or else of their first place; the title
    says which. Many runs are drawn as their median with bands for the middle 50, 80 and 95 per cent. An
    Attribution has a second figure: with `over_time`, what each event did day by day. So has a Comparison
    that was asked for outcomes: with `outcomes`, whether and when they come in each column. An Evaluation
    has two more: with `scatter`, predicted against counted, and with `on_map`, votes and errors where places
    lie.
    """
    import matplotlib

    from dualsim.figures.drawing.styles import settings, style_of

    found = [one.__name__ for one in type(results).__mro__ if one.__name__ in DRAWN_BY]
    if not found:
        raise TypeError(f"plot: cannot draw a {type(results).__name__}; there is {', '.join(DRAWN_BY)}")
    options = _options(
        found[0],
        kind=kind,
        place=place,
        over_time=over_time,
        outcomes=outcomes,
        scatter=scatter,
        on_map=on_map,
    )
    drawn = style_of(style, size)
    name, _, function = DRAWN_BY[found[0]].rpartition(".")
    with matplotlib.rc_context(settings(drawn)):
        figure: Figure = getattr(import_module(f"dualsim.figures.{name}"), function)(
            results, drawn, **options
        )
    return figure


def _options(what: str, **given: Any) -> dict[str, Any]:
    """The options that the figure of such a result has; raise ValueError if another was chosen."""
    for option, (whose, unchosen) in OPTIONS.items():
        if what != whose and given[option] != unchosen:
            raise ValueError(f"plot: {option}: the figure of {what} has no such choice; that of {whose} has")
    return {option: value for option, value in given.items() if OPTIONS[option][0] == what}


def save_figure(figure: Figure, path: str | Path, *, force: bool = False) -> None:
    """Write a figure as PNG, SVG or PDF by its suffix: all of it or nothing.

    Raises ValueError for a file that is there and was not made by `save_figure`, or was changed since, unless
    `force` is given.
    """
    from dualsim.runs.outputs import claimed

    path = Path(path)
    format_of(path)
    with claimed({path: "dualsim.save_figure"}, force=force) as claim:
        write_figure(claim.write, figure, path)


def write_figure(write: Write, figure: Figure, path: Path) -> None:
    """Write a figure as `write` writes, in the format of its suffix."""
    import matplotlib

    from dualsim.figures.drawing.canvas import Canvas
    from dualsim.figures.drawing.styles import STYLES, settings

    form = format_of(path)
    style, about = STYLES["screen"], dict[str, str]()
    if isinstance(figure, Canvas):
        style, about = figure.style, figure.about
    content = io.BytesIO()
    with matplotlib.rc_context(settings(style)):
        figure.savefig(content, format=form, metadata=_metadata(about, form))
    write(path, content.getvalue())


def write_first_figures(write: Write, results: Any, folder: Path) -> list[Path]:
    """Draw what a run, or many, is first looked at by; where the files are.

    Of many places with coordinates that is a map of four dates: no sheet has room for a panel of each.
    """
    from dualsim.figures.maps.maps import draw_map

    if results.sizes["place"] > MANY_PLACES and "regime" in results:
        with suppress(ValueError):  # no place has coordinates
            write_figure(write, draw_map(results, dates=4), folder / "map.png")
            return [folder / "map.png"]
    files = [folder / f"{kind}.png" for kind in OF_A_RUN if FIRST_KIND in results]
    for kind, file in zip(OF_A_RUN, files, strict=False):
        write_figure(write, plot(results, kind), file)
    return files


def write_with_tables(write: Write, figure: Figure, path: Path, table: str, facts: str) -> None:
    """Write a figure, and beside it what it shows as CSV and JSON, each there whole or not at all."""
    write_figure(write, figure, path)
    for suffix, text in ((".csv", table), (".json", facts + "\n")):
        write(path.with_suffix(suffix), text)


def _metadata(about: dict[str, str], form: str) -> dict[str, Any]:
    """Title, software and command as each format names them; no date, so that equal runs give equal files."""
    title, command = about.get("title", ""), about.get("command", "")
    software = about.get("software", "dualsim")
    if form == "png":
        return {"Title": title, "Software": software, "Command": command}
    if form == "svg":
        return {"Title": title, "Creator": software, "Description": command, "Date": None}
    return {"Title": title, "Creator": software, "Subject": command, "CreationDate": None}
