"""The command `dualsim whatif`: how an outcome differs if something had been otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from dualsim.cli.options import AsJson, Jobs, People, Scenario
from dualsim.cli.terminal import progress, say, show
from dualsim.runs.defaults import MANY_PEOPLE, RUNS, SEED

Without = Annotated[
    list[str] | None, typer.Option(metavar="EVENT", help="Leave an event out; may be given again.")
]
Move = Annotated[
    list[str] | None,
    typer.Option(metavar="EVENT=DATE", help="Move an event, and what follows from it; may be given again."),
]
Scale = Annotated[
    list[str] | None,
    typer.Option(metavar="EVENT=FACTOR", help="Make an event larger or smaller; may be given again."),
]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value of the scenario; may be given again."),
]
BranchAt = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Let changes hold, and luck be fresh, only from this date on."),
]


Luck = Annotated[
    int | None, typer.Option(metavar="S", min=0, help="The seed from --branch-at on.  [default: the run's]")
]


def whatif(
    scenario: Scenario,
    outcome: Annotated[
        list[str],
        typer.Option(
            metavar="M@DATE", help="As in 'seats[soviet, bolshevik]@1917-10-24'; may be given again."
        ),
    ],
    without: Without = None,
    move: Move = None,
    scale: Scale = None,
    changes: Changes = None,
    branch_at: BranchAt = None,
    runs: Annotated[int, typer.Option(metavar="N", min=2, help="How many pairs of runs.")] = RUNS,
    people: People = MANY_PEOPLE,
    seed: Annotated[int, typer.Option(metavar="S", min=0, help="Which luck the first pair has.")] = SEED,
    jobs: Jobs = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write the answer as JSON, too.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell how an outcome differs had something been otherwise.

    Each run is made twice with the same luck, as it was and changed; the difference is taken pair by pair.
    """
    from dualsim.analysis import counterfactual

    with progress("runs") as tick:
        found = counterfactual.whatif(
            scenario,
            outcome,
            changes=changes or (),
            without=without or (),
            move=move or (),
            scale=scale or (),
            branch_at=branch_at,
            runs=runs,
            people=people,
            seed=seed,
            jobs=jobs,
            progress=tick,
            on_warning=lambda fault: say(str(fault)),
        )
    facts = json.dumps(found.to_dict(), ensure_ascii=False, indent=2)
    if out is not None:
        from dualsim.runs.files import write_then_rename

        out.parent.mkdir(parents=True, exist_ok=True)
        write_then_rename(out, lambda path: path.write_text(facts + "\n", encoding="utf-8"))
    show(facts if as_json else str(found))
