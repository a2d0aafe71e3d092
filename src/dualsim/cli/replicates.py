"""The command `dualsim replicates`: how many runs are enough for the numbers that are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from dualsim.cli.many_runs import Fresh, How, Scheduler, fill, folder_of
from dualsim.cli.options import AsJson, Jobs
from dualsim.cli.run import Out, People, Seed, Until, case_of, command, kept_in, name_of
from dualsim.cli.terminal import DONE, SOME_FAILED, say, show
from dualsim.cli.whatif import Changes, Move, Scale, Without

RUNS = 50


def replicates(
    source: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario of dualsim's, a file, or a run's manifest.")
    ],
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="OUTCOME", help="A measure, or 'MEASURE on DATE'; may be given again."),
    ] = None,
    runs: Annotated[int, typer.Option(metavar="N", min=4, help="How many runs to judge by.")] = RUNS,
    people: People = None,
    seed: Seed = None,
    without: Without = None,
    move: Move = None,
    scale: Scale = None,
    changes: Changes = None,
    until: Until = None,
    out: Out = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    fresh: Fresh = False,
    as_json: AsJson = False,
) -> None:
    """Say how many runs are enough.

    For each outcome: its error over these runs, how many would bring it below one point, and from how many on
    its spread is stable. The runs stay in the folder on the last line, and `run --runs` takes them up.
    """
    from dualsim.analysis.replication import outcomes_of, told
    from dualsim.analysis.replication import replicates as judged
    from dualsim.runs.plan import planned
    from dualsim.runs.single import open_run

    scenario = case_of(source, set=changes, without=without, move=move, scale=scale, until=until)
    outcomes_of(scenario, outcome or ())  # a misspelt one is found before the runs, not after them
    kept = kept_in(source)
    people = kept["people"] if people is None else people
    plan = planned(scenario, [{}], runs, people, kept["seed"] if seed is None else seed, command())
    folder: Path = out or folder_of(name_of(source), plan)
    rows = fill(folder, plan, How(jobs, scheduler, fresh))
    failed = sum(row["status"] == "failed" for row in rows)
    if failed:
        say(f"{folder / 'runs.csv'}: {failed} of {runs} runs failed, and are left out")
    if failed < runs:
        results = open_run(folder)
        found = judged(results, outcome or ())
        if as_json:
            judged_all = [one._asdict() for one in found]
            facts = {"folder": str(folder), "runs": runs - failed, "outcomes": judged_all}
            show(json.dumps(facts, ensure_ascii=False, indent=2))
        else:
            show(f"{told(found, runs - failed)}\n\n{folder}")
    raise typer.Exit(SOME_FAILED if failed else DONE)
