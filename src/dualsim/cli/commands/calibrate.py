"""The command `dualsim calibrate`: numbers tried against what was observed, and what that says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.options import AsJson, Force, Jobs, OneSeed, People
from dualsim.cli.run_options import command as typed
from dualsim.cli.terminal import progress, say, show
from dualsim.cli.writing import writing
from dualsim.runs.defaults import MANY_PEOPLE, SEED, TRIALS

if TYPE_CHECKING:
    from dualsim.analysis.calibration.result import Calibration
    from dualsim.runs.outputs import Write

FILES = ("behaviour.yaml", "draws.csv", "report.txt", "report.json")
EXAMPLES = (
    "calibrate petrograd_1917 --against observations.csv --holdout 1917-08-01..",
    "calibrate petrograd_1917 moscow_1917 --against observations.csv --trials 600 -o fit",
)


def calibrate(
    scenarios: Annotated[list[str], typer.Argument(metavar="SCENARIO", help="Scenarios or files.")],
    against: Annotated[Path, typer.Option(metavar="FILE", help="A table of observations, as CSV.")],
    holdout: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT",
            help="A place, DATE, DATE.. or id to keep from the fit; may be given again.",
        ),
    ] = None,
    trials: Annotated[int, typer.Option(metavar="N", min=2, help="How many trials.")] = TRIALS,
    people: People = MANY_PEOPLE,
    seed: OneSeed = SEED,
    jobs: Jobs = None,
    study: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep trials here.  [default: DIR/study.journal]")
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Save in this folder.")] = Path(
        "runs", "calibrate"
    ),
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Find which numbers agree with what was observed.

    Each trial is written to the study when it is done: stopped, the same command goes on from there, and
    with more trials it adds to them. The last line on standard output is the folder with behaviour.yaml,
    draws.csv, report.txt and report.json.
    """
    from dualsim.analysis.calibration import calibration
    from dualsim.runs.executors import begin_early

    begin_early(jobs)
    command, files = typed(), dict.fromkeys((out / name for name in FILES), "dualsim calibrate")
    with writing(files, *scenarios, against, force=force) as claim:
        with progress("trials") as tick:
            found = calibration.calibrate(
                scenarios,
                against,
                holdout=holdout or (),
                trials=trials,
                people=people,
                seed=seed,
                study=study or out / "study.journal",
                jobs=jobs,
                progress=tick,
            )
        if found.left:
            say(f"Of {', '.join(seen.id for seen in found.left)} the scenarios say nothing: left out")
        try:
            _save(found, command, out, claim.write)
        finally:
            facts = {"folder": str(out), **found.to_dict(command)}
            show(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else f"{found}\n\n{out}")


def _save(found: Calibration, command: str, folder: Path, write: Write) -> None:
    """Four files, each there whole or not at all."""
    from dualsim.analysis.calibration.result import behaviour_yaml, draws_csv

    texts = (
        behaviour_yaml(found, command),
        draws_csv(found),
        f"{command}\n\n{found}\n",
        json.dumps(found.to_dict(command), ensure_ascii=False, indent=1) + "\n",
    )
    for name, text in zip(FILES, texts, strict=True):
        write(folder / name, text)
