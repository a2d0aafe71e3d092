"""The command `dualsim attribute`: which events brought about how much of an outcome."""

from __future__ import annotations

from typing import Annotated

import typer

from dualsim.cli.options import Jobs, Outcome, PeopleOfMany, Scenario, Seed, grouped
from dualsim.cli.saved import ONE, Drawn, answering
from dualsim.cli.terminal import progress
from dualsim.runs.defaults import ATTRIBUTION_RUNS, SEED

BOTH = {**ONE, "-over-time": {"over_time": True}}
EXAMPLES = (
    "attribute petrograd_1917 --outcome 'seats[soviet, bolshevik]@1917-10-24'",
    "attribute mine.yaml --outcome duality@1917-07-01 --events order_no_1,july_days --over-time",
)


@grouped
def attribute(
    scenario: Scenario,
    outcome: Outcome,
    *,
    events: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,...",
            help="The events to tell apart.  [default: the landmarks that matter most, up to 8]",
        ),
    ] = None,
    over_time: Annotated[
        bool, typer.Option("--over-time", help="Draw what each event does day by day as well.")
    ] = False,
    runs: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many runs of each set.")
    ] = ATTRIBUTION_RUNS,
    people: PeopleOfMany = None,
    seed: Seed = SEED,
    jobs: Jobs = None,
    drawn: Drawn,
) -> None:
    """Share out an outcome among the events that brought it about.

    Shapley values over runs with and without each event, which sum to the whole difference; beside them what
    leaving out each event alone does, and which events work together. The last line on standard output is the
    folder with the figure and the table as CSV and JSON, or FILE.
    """
    from dualsim.analysis.attribution import attribution
    from dualsim.analysis.outcomes.outcome import check_course, outcome_of
    from dualsim.scenario.loading import load

    if over_time:
        check_course(outcome_of(outcome, load(scenario)))
    named = [event.strip() for event in events.split(",")] if events is not None else None
    figures = BOTH if over_time else ONE
    with answering("attribute", drawn, scenario, figures=figures) as answer:
        with progress("runs") as tick:
            found = attribution.attribute(
                scenario, outcome, named, runs=runs, people=people, seed=seed, jobs=jobs, progress=tick
            )
        answer(found)
