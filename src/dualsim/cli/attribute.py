"""The command `dualsim attribute`: which events brought about how much of an outcome."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.options import AsJson, Jobs, Outcome, People, Scenario, Seed, Style, figure_of
from dualsim.cli.terminal import STYLES, one_of, progress, show
from dualsim.figures.drawing.formats import format_of
from dualsim.runs.defaults import ATTRIBUTION_RUNS, MANY_PEOPLE, SEED

if TYPE_CHECKING:
    from dualsim.analysis.attribution.result import Attribution

FIGURE, DAILY = "attribution.png", "-over-time"


def attribute(
    scenario: Scenario,
    outcome: Outcome,
    events: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,...",
            help="The events to tell apart.  [default: the landmarks that matter most, up to 8]",
        ),
    ] = None,
    runs: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many runs of each set, with seeds S, S + 1, ...")
    ] = ATTRIBUTION_RUNS,
    people: People = MANY_PEOPLE,
    seed: Seed = SEED,
    jobs: Jobs = None,
    over_time: Annotated[
        bool, typer.Option("--over-time", help="Draw what each event does day by day as well.")
    ] = False,
    style: Style = STYLES[0],
    out: Annotated[Path | None, figure_of("attribute")] = None,
    as_json: AsJson = False,
) -> None:
    """Share out an outcome among the events that brought it about.

    Shapley values over runs with and without each event, which sum to the whole difference; beside them what
    leaving out each event alone does, and which events work together. The last line on standard output is the
    folder with the figure and the table as CSV and JSON, or FILE.
    """
    from dualsim.analysis.attribution import attribution

    one_of("style", style, STYLES)
    if out is not None:
        format_of(out)
    Thread(target=_fetch_what_draws, daemon=True).start()
    named = [event.strip() for event in events.split(",")] if events is not None else None
    with progress("runs") as tick:
        found = attribution.attribute(
            scenario, outcome, named, runs=runs, people=people, seed=seed, jobs=jobs, progress=tick
        )
    figure = out or Path("runs", f"attribute-{_digest(found)}", FIGURE)
    figures = _save(found, figure, style, over_time)
    _tell(found, figures, figure.parent if out is None else figure, as_json, over_time)


def _fetch_what_draws() -> None:
    """Import what draws while other processes work."""
    import dualsim.figures.attribution
    import dualsim.figures.attribution_over_time  # noqa: F401


def _digest(found: Attribution) -> str:
    """Eight figures that two attributions share only if everything that was asked was the same."""
    asked = [
        found.scenario.text(),
        found.outcome,
        *found.events,
        found.people,
        found.runs,
        found.seed,
        found.orders,
    ]
    return sha256("\n".join(str(given) for given in asked).encode()).hexdigest()[:8]


def _save(found: Attribution, figure: Path, style: str, over_time: bool) -> list[Path]:
    """The figures, and beside the first the table in two forms, each there whole or not at all."""
    from dualsim.figures.attribution import bars_figure
    from dualsim.figures.attribution_over_time import daily_figure
    from dualsim.figures.single_run import save, save_with_tables

    facts = json.dumps(found.to_dict(over_time), ensure_ascii=False, indent=1)
    save_with_tables(bars_figure(found, style), figure, found.to_csv(), facts)
    figures = [figure]
    if over_time:
        figures.append(figure.with_stem(figure.stem + DAILY))
        save(daily_figure(found, style), figures[-1])
    return figures


def _tell(found: Attribution, figures: list[Path], last: Path, as_json: bool, over_time: bool) -> None:
    if as_json:
        drawn = {"folder": str(figures[0].parent), "figures": [str(figure) for figure in figures]}
        show(json.dumps({**drawn, **found.to_dict(over_time)}, ensure_ascii=False, indent=2))
        return
    tables = " and ".join(str(figures[0].with_suffix(suffix)) for suffix in (".csv", ".json"))
    drawn_in = " and ".join(str(figure) for figure in figures)
    show(f"{found}\n\nFigure: {drawn_in}\nTables: {tables}\n{last}")
