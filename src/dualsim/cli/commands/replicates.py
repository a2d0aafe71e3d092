"""The command `dualsim replicates`: how many runs are enough for the numbers that are told."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from dualsim.cli.many_runs import How, fill, folder_of
from dualsim.cli.options import AsJson, Folder, grouped
from dualsim.cli.run_options import Given, command, name_of, numbers_of, scenario_of
from dualsim.cli.terminal import DONE, SOME_FAILED, say, show
from dualsim.runs.defaults import RUNS

EXAMPLES = (
    "replicates petrograd_1917",
    "replicates petrograd_1917 --outcome 'vote[worker, bolshevik]@1917-08-20'",
)


@grouped
def replicates(
    given: Given,
    *,
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="OUTCOME", help="A measure, M@DATE, or what may come; may be given again."),
    ] = None,
    runs: Annotated[int, typer.Option(metavar="N", min=4, help="How many runs to judge by.")] = RUNS,
    how: How,
    out: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Say how many runs are enough.

    For each outcome: its error over these runs, how many would bring it below one point, and from how many on
    its spread is stable. The runs stay in the folder on the last line, and `run --runs` takes them up.
    """
    from dualsim.analysis.replication import asked_of, table_of
    from dualsim.analysis.replication import replicates as judged
    from dualsim.runs.plan import planned
    from dualsim.runs.single import open_run

    scenario = scenario_of(given)
    (people, seed, runs) = numbers_of(given, scenario, runs)
    asked_of(scenario, outcome or ())  # a misspelt one is found before the runs, not after them
    plan = planned(scenario, [{}], runs, people, seed, command())
    folder = out or folder_of(name_of(given.source), plan)
    rows = fill(folder, plan, how)
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
            show(f"{table_of(found, runs - failed)}\n\n{folder}")
    raise typer.Exit(SOME_FAILED if failed else DONE)
