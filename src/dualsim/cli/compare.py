"""The command `dualsim compare`: scenarios run many times, drawn and told beside each other."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.options import AsJson, Jobs, People, Seed, Style, figure_of
from dualsim.cli.terminal import STYLES, one_of, progress, show
from dualsim.figures.drawing.formats import format_of
from dualsim.runs.defaults import MANY_PEOPLE, RUNS, SEED

if TYPE_CHECKING:
    from dualsim.analysis.comparison.result import Comparison

FIGURE = "compare.png"


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO", help="Scenarios or files; NAME:PLACE picks one place."),
    ],
    runs: Annotated[
        int, typer.Option(metavar="N", min=2, help="How many runs of each, with seeds S, S + 1, ...")
    ] = RUNS,
    people: People = MANY_PEOPLE,
    seed: Seed = SEED,
    jobs: Jobs = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar="M", help="A measure, such as 'real_power[soviet]'; may be given again."),
    ] = None,
    on: Annotated[
        list[str] | None, typer.Option(metavar="DATE", help="Tell measures on this date; may be given again.")
    ] = None,
    style: Style = STYLES[0],
    out: Annotated[Path | None, figure_of("compare")] = None,
    as_json: AsJson = False,
) -> None:
    """Run scenarios many times and put them beside each other.

    One figure, and a table of measures with their differences from the first scenario, saved beside
    it as CSV and JSON. The last line on standard output is the folder, or FILE.
    """
    from dualsim.analysis.comparison import comparison
    from dualsim.runs.executors import begin_early

    one_of("style", style, STYLES)
    if out is not None:
        format_of(out)
    begin_early(jobs)
    Thread(target=_fetch_what_draws, daemon=True).start()
    with progress("runs") as tick:
        found = comparison.compare(
            *scenarios,
            runs=runs,
            people=people,
            seed=seed,
            measures=measure or (),
            on=on or (),
            jobs=jobs,
            progress=tick,
        )
    figure = out or Path("runs", f"compare-{_digest(found)}", FIGURE)
    _save(found, figure, style)
    _tell(found, figure, figure.parent if out is None else figure, as_json)


def _fetch_what_draws() -> None:
    """Import what draws while other processes work."""
    import dualsim.figures.comparison  # noqa: F401


def _digest(found: Comparison) -> str:
    """Eight figures that two comparisons share only if everything that was asked was the same."""
    given = [str(ds.attrs[key]) for ds in found.results for key in ("scenario", "people", "runs", "seed")]
    asked = [f"{row.measure} {row.when} {row.column}" for row in found.rows]
    return sha256("\n".join([*given, *asked]).encode()).hexdigest()[:8]


def _save(found: Comparison, figure: Path, style: str) -> None:
    """The figure, and beside it the table in two forms."""
    from dualsim.figures.comparison import comparison_figure
    from dualsim.figures.single_run import save_with_tables

    facts = json.dumps(found.to_dict(), ensure_ascii=False, indent=1)
    save_with_tables(comparison_figure(found, style), figure, found.to_csv(), facts)


def _tell(found: Comparison, figure: Path, last: Path, as_json: bool) -> None:
    if as_json:
        facts = {"folder": str(figure.parent), "figure": str(figure), **found.to_dict()}
        show(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    tables = " and ".join(str(figure.with_suffix(suffix)) for suffix in (".csv", ".json"))
    show(f"{found}\n\nFigure: {figure}\nTables: {tables}\n{last}")
