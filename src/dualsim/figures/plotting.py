"""One front door for figures: a run, many runs, or what an analysis found."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWN_BY = {
    "Dataset": "single_run.figure",
    "Comparison": "comparison.comparison_figure",
    "Evaluation": "evaluation.evaluation_figure",
    "Attribution": "attribution.bars_figure",
    "Sensitivity": "sensitivity.strips_figure",
}


def plot(
    results: Any, kind: str = "allegiance", style: str = "screen", *, over_time: bool = False, **options: Any
) -> Figure:
    """A figure of a run, of many runs, or of what an analysis found."""
    what = next((one.__name__ for one in type(results).__mro__ if one.__name__ in DRAWN_BY), "")
    if not what:
        raise TypeError(f"plot: cannot draw a {type(results).__name__}; there is {', '.join(DRAWN_BY)}")
    module, name = DRAWN_BY[what].split(".")
    if over_time:
        module, name = "attribution_over_time", "daily_figure"
    if what == "Dataset":
        options = {"kind": kind, **options}
    figure: Figure = getattr(import_module(f"dualsim.figures.{module}"), name)(
        results, style=style, **options
    )
    return figure


def save_figure(figure: Figure, path: str | Path) -> None:
    """Write a figure as PNG, SVG or PDF by its suffix: all of it or nothing."""
    from dualsim.figures.single_run import save

    save(figure, path)
