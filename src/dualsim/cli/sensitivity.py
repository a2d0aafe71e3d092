"""The command `dualsim sensitivity`: on which of the numbers under `vary:` an outcome hangs."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.options import AsJson, Jobs, Outcome, People, Scenario, Style, figure_of
from dualsim.cli.terminal import STYLES, one_of, progress, show
from dualsim.figures.drawing.formats import format_of
from dualsim.runs.defaults import MANY_PEOPLE, SAMPLES, SEED

if TYPE_CHECKING:
    from dualsim.analysis.sensitivity.result import Sensitivity

WAYS = ("morris", "sobol", "pawn")
FIGURE = "sensitivity.png"
EXAMPLES = (
    "sensitivity petrograd_1917 --outcome 'seats[soviet, bolshevik]@1917-10-24'",
    "sensitivity mine.yaml --outcome duality@1917-07-01 --method sobol --samples 64",
)


def sensitivity(
    scenario: Scenario,
    outcome: Outcome,
    method: Annotated[str, typer.Option(metavar="METHOD", help=f"One of {', '.join(WAYS)}.")] = WAYS[0],
    samples: Annotated[
        int,
        typer.Option(
            metavar="N", min=2, help="Morris and Sobol make N runs for each number and one or two N more."
        ),
    ] = SAMPLES,
    people: People = MANY_PEOPLE,
    seed: Annotated[int, typer.Option(metavar="S", min=0, help="Which luck all runs have.")] = SEED,
    jobs: Jobs = None,
    style: Style = STYLES[0],
    out: Annotated[Path | None, figure_of("sensitivity")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell on which numbers an outcome hangs, day by day.

    Everything under `vary:` is varied at once. One figure, a strip for each number over the days of the run,
    and a table with SALib's confidence, saved beside it as CSV and JSON. The last line on standard output is
    the folder, or FILE.
    """
    from dualsim.analysis.sensitivity import by_day

    one_of("method", method, WAYS)
    one_of("style", style, STYLES)
    if out is not None:
        format_of(out)
    with progress("runs") as tick:
        found = by_day.sensitivity(
            scenario,
            outcome,
            method=method,
            samples=samples,
            people=people,
            seed=seed,
            jobs=jobs,
            progress=tick,
        )
    figure = out or Path("runs", f"sensitivity-{_digest(found)}", FIGURE)
    _save(found, figure, style)
    _tell(found, figure, figure.parent if out is None else figure, as_json)


def _digest(found: Sensitivity) -> str:
    """Eight figures that two studies share only if everything that was asked was the same."""
    asked = [found.scenario.text(), found.outcome, found.method, found.samples, found.people, found.seed]
    return sha256("\n".join(str(given) for given in asked).encode()).hexdigest()[:8]


def _save(found: Sensitivity, figure: Path, style: str) -> None:
    """The figure, and beside it the table in two forms."""
    from dualsim.figures.sensitivity import strips_figure
    from dualsim.figures.single_run import save_with_tables

    facts = json.dumps(found.to_dict(), ensure_ascii=False, indent=1)
    save_with_tables(strips_figure(found, style), figure, found.to_csv(), facts)


def _tell(found: Sensitivity, figure: Path, last: Path, as_json: bool) -> None:
    if as_json:
        facts = {"folder": str(figure.parent), "figure": str(figure), **found.to_dict()}
        show(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    tables = " and ".join(str(figure.with_suffix(suffix)) for suffix in (".csv", ".json"))
    show(f"{found}\n\nFigure: {figure}\nTables: {tables}\n{last}")
