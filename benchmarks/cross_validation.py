"""How well places and dates are foretold that behaviour was not fitted to: the table of docs/evaluation.md.

python benchmarks/cross_validation.py [TRIALS [PEOPLE]]

For each fold the ranges under `vary:` are weighed anew by all other observations (`dualsim.calibrate`), and
what was held out is scored with 100 of those draws beside the two baselines (`dualsim.evaluate`).
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from dualsim.analysis.calibration.calibration import calibrate
from dualsim.analysis.calibration.result import draws_csv
from dualsim.analysis.evaluation.baselines import BASELINES
from dualsim.analysis.evaluation.evaluation import evaluate
from dualsim.analysis.evaluation.observations import read_observations
from dualsim.analysis.evaluation.totals import Scored, total
from dualsim.scenario.loading import load

SCENARIOS = ("petrograd_1917", "moscow_1917", "saratov_1917", "fronts_1917")
FRONTS = ("northern_front", "south_western_front", "western_front")
FOLDS = {  # what is held out, and the scenarios of which the rest is fitted
    "Petrograd": (("petrograd",), SCENARIOS),
    "Moscow": (("moscow",), SCENARIOS),
    "Saratov": (("saratov",), SCENARIOS),
    "the fronts": (FRONTS, SCENARIOS),
    "Petrograd from August on": (("1917-08-01..",), SCENARIOS[:1]),
}
RUNS = 100
TABLE = Path(__file__).parent.parent / "scenarios" / "observations.csv"


def scored(held: tuple[str, ...], scenarios: tuple[str, ...], trials: int, people: int) -> list[Scored]:
    """The observations that were held out, each with its score."""
    found = calibrate(scenarios, TABLE, holdout=held, trials=trials, people=people)
    places = {seen.place for seen in read_observations(TABLE) if seen.id in found.held}
    asked = [name for name in scenarios if places & set(load(name).places)]
    with tempfile.TemporaryDirectory() as folder:
        draws = Path(folder, "draws.csv")
        draws.write_text(draws_csv(found), encoding="utf-8")
        rows = evaluate(*asked, against=TABLE, runs=RUNS, people=people, draws=draws).rows
    weights = found.weights
    print(f"  effective sample size {weights.effective:.0f}, power {weights.power:.2f}", flush=True)
    return [row for row in rows if row.seen.id in found.held]


def line(name: str, rows: list[Scored]) -> str:
    score = total(row.score for row in rows)
    cells = [
        name, f"{score.rows}", f"{100 * score.mean_absolute_error:.1f}", f"{score.coverage_90:.0%}",
        f"{100 * score.mean_crps:.1f}",
    ]  # fmt: skip
    for baseline in BASELINES:
        there = [row for row in rows if baseline in row.baselines]
        if not there:
            cells.append("-")
            continue
        theirs, ours = (
            total(row.baselines[baseline] for row in there), total(row.score for row in there),
        )  # fmt: skip
        cells.append(f"{100 * theirs.mean_crps:.1f} against {100 * ours.mean_crps:.1f} ({len(there)} rows)")
    return f"| {' | '.join(cells)} |"


def main(trials: int = 300, people: int = 1_000) -> None:
    print("| held out | rows | mean absolute error | inside 90% | mean CRPS | persistence | uniform swing |")
    print("| --- | --: | --: | --: | --: | --- | --- |")
    for name, (held, scenarios) in FOLDS.items():
        began = time.perf_counter()
        rows = scored(held, scenarios, trials, people)
        print(line(name, rows), f" {time.perf_counter() - began:.0f} s", flush=True)
        for row in rows:
            seen, score = 100 * row.seen.share, row.score
            low, high, middle, crps = (100 * x for x in (*score.wide, score.median, score.crps))
            others = ", ".join(f"{name} {100 * one.crps:.1f}" for name, one in row.baselines.items())
            said = f"{middle:.1f}, {low:.1f} to {high:.1f}"
            print(f"    {row.seen.id}: {seen:.1f}, said {said}; CRPS {crps:.1f} {others}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
