"""The command `dualsim whatif`: how an outcome differs if something had been otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dualsim.cli.options import AsJson, Jobs, People, Scenario
from dualsim.cli.terminal import progress, say, show

if TYPE_CHECKING:
    from dualsim.analysis.counterfactual import WhatIf
    from dualsim.analysis.statistics import Spread

RUNS, PEOPLE, SEED = 50, 2_000, 1

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
    people: People = PEOPLE,
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
            heard=lambda fault: say(str(fault)),
        )
    facts = json.dumps(as_facts(found), ensure_ascii=False, indent=2)
    if out is not None:
        from dualsim.runs.files import write_then_rename

        out.parent.mkdir(parents=True, exist_ok=True)
        write_then_rename(out, lambda path: path.write_text(facts + "\n", encoding="utf-8"))
    show(facts if as_json else told(found))


def told(found: WhatIf) -> str:
    """The answers as a table for reading."""
    last = found.seed + found.runs - 1
    made = f"{found.runs} runs of {found.people:,} people, seeds {found.seed} to {last}"
    if found.branch_at is not None:
        made += f"; one past, that of seed {found.seed}, up to the eve of {found.branch_at}"
    lines = [
        f"{found.scenario.title}: {' '.join(found.changes) or 'as it is, with other luck'}",
        f"{made}: median, and where 90% of them lie",
    ]
    for answer in found.answers:
        share = answer.outcome.is_share
        lines += ["", f"{answer.outcome.reading} on {answer.outcome.on}"]
        lines.append(f"  as it was   {_spread(_of(answer.before), share, '')}")
        if found.changes:
            lines.append(f"  changed     {_spread(_of(answer.after), share, '')}")
            difference = _spread(answer.difference, share, "+")
            lines.append(f"  difference  {difference}  {_in_words(answer.difference, answer.verdict)}")
    return "\n".join(lines)


def _in_words(difference: Spread, verdict: str) -> str:
    return "no difference in any run" if difference == (0.0, 0.0, 0.0) else verdict


def _of(values: Any) -> Spread:
    from dualsim.analysis.statistics import spread_of

    return spread_of(values)


def _spread(spread: Spread, share: bool, sign: str) -> str:
    by, places, unit = (100.0, 1, " points" if sign else "%") if share else (1.0, 3, "")
    if 0.0 < max(map(abs, spread)) < 0.005:
        places += 2  # or nothing would be left of it
    form = f"{sign}.{places}f"
    median, low, high = (_number(by * value, form) for value in spread)
    return f"{median}{unit} [{low}, {high}]"


def _number(value: float, form: str) -> str:
    text = f"{value:{form}}"
    return text if text.strip("+-0.") else text.lstrip("+-")  # nothing has no sign


def as_facts(found: WhatIf) -> dict[str, Any]:
    """What was asked, and the answers."""
    answers = []
    for answer in found.answers:
        facts: dict[str, Any] = {"outcome": str(answer.outcome), "as_it_was": _of(answer.before)._asdict()}
        if found.changes:
            facts |= {"changed": _of(answer.after)._asdict(), "difference": answer.difference._asdict()}
            facts |= {"verdict": _in_words(answer.difference, answer.verdict)}
        answers.append(facts)
    return {
        "title": found.scenario.title,
        "changes": list(found.changes),
        "branch_at": found.branch_at,
        "runs": found.runs,
        "people": found.people,
        "seed": found.seed,
        "interval": "90% of the runs",
        "answers": answers,
    }
