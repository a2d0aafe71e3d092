"""The command `dualsim calibrate`: numbers tried against what was observed, and what that says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.options import AsJson, Force, Jobs, OneSeed, PeopleOfMany
from dualsim.cli.run_options import command as typed
from dualsim.cli.terminal import progress, say, show
from dualsim.cli.writing import writing
from dualsim.runs.defaults import SEED, TRIALS

if TYPE_CHECKING:
    from dualsim.analysis.calibration.fold_result import CrossValidation
    from dualsim.analysis.calibration.result import Calibration
    from dualsim.runs.outputs import Write

FOLDS = ("folds.csv", "folds.json", "posterior.csv", "discrepancy.csv")  # of --cross-validate
FILES = ("behaviour.yaml", "draws.csv", "report.txt", "report.json")
EXAMPLES = (
    "calibrate petrograd_1917 --against observations.csv --holdout 1917-08-01..",
    "calibrate petrograd_1917 moscow_1917 --against observations.csv --trials 600 -o fit",
    "calibrate mine.yaml --against districts.csv --cross-validate --covariates provinces.csv",
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
    people: PeopleOfMany = None,
    seed: OneSeed = SEED,
    jobs: Jobs = None,
    study: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep trials here.  [default: DIR/study.journal]")
    ] = None,
    cross_validate: Annotated[
        bool, typer.Option("--cross-validate", help="Foretell each place by numbers fitted to all others.")
    ] = False,
    covariates: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What was known of places before: a regression beside."),
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
    draws.csv, report.txt and report.json; with --cross-validate also folds.csv and folds.json,
    posterior.csv, draws from the emulator that foretells places, and discrepancy.csv, how far it is off.
    """
    from dualsim.analysis.calibration import calibration
    from dualsim.runs.executors import begin_early

    begin_early(jobs)
    if covariates is not None and not cross_validate:
        raise typer.BadParameter("they are for --cross-validate; add that", param_hint="--covariates")
    names = (*FILES, *(FOLDS if cross_validate else ()))
    command, files = typed(), dict.fromkeys((out / name for name in names), "dualsim calibrate")
    if cross_validate:
        _check_folds(against, covariates, trials)
    with writing(files, *scenarios, against, covariates, force=force) as claim:
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
        folds: CrossValidation | None = None
        try:
            _save(found, command, out, claim.write)
            if cross_validate:
                folds = _folds(found, covariates, seed)
                _save_folds(folds, out, claim.write)
        finally:
            told = f"{found}\n\n{folds}" if folds is not None else str(found)
            facts = {"folder": str(out), **found.to_dict(command)}
            facts |= {"cross_validation": folds.to_dict()} if folds is not None else {}
            show(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else f"{told}\n\n{out}")


def _check_folds(against: Path, covariates: Path | None, trials: int) -> None:
    """Refuse before the trials what they would be in vain for."""
    from dualsim.analysis.calibration.cross_validation import check_folds
    from dualsim.analysis.evaluation.covariates import read_covariates
    from dualsim.analysis.evaluation.observations import read_observations

    check_folds(read_observations(against), trials)
    if covariates is not None:
        read_covariates(covariates)


def _folds(found: Calibration, covariates: Path | None, seed: int) -> CrossValidation:
    """Each place foretold by all others."""
    from dualsim.analysis.calibration.cross_validation import cross_validate

    return cross_validate(found, covariates=covariates, seed=seed)


def _save_folds(folds: CrossValidation, folder: Path, write: Write) -> None:
    """What was foretold, draws of the numbers, and how far the model is off."""
    facts = json.dumps(folds.to_dict(), ensure_ascii=False, indent=1) + "\n"
    texts = folds.to_csv(), facts, folds.draws(), folds.discrepancy.to_csv()
    for name, text in zip(FOLDS, texts, strict=True):
        write(folder / name, text)


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
