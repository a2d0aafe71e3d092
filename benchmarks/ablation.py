"""What each new term of the model earns: signs that hold, and error in sample, one term off at a time.

python benchmarks/ablation.py

Nothing is fitted again: a term that is off leaves the other numbers as they were. Signs are those of
`dualsim signs petrograd_1917 --quick`, the error is the mean distance from the seven votes of Petrograd and,
in deviations, from all rows that were fitted. The table goes into docs/findings.md.
"""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import calibrate_petrograd as fitted
import numpy as np

from dualsim.analysis.signs.signs import signs
from dualsim.scenario.loading import load
from dualsim.scenario.schema import Scenario

TABLE = Path(__file__).parent.parent / "scenarios" / "signs" / "petrograd_1917.yaml"
OFF: dict[str, dict[str, object]] = {  # what a term is called, and the numbers that take it away
    "nothing": {},
    "word of the trusted body (`word`)": {"behaviour.word": 0.0},
    "distance in acceptance": {"behaviour.gamma_accept": 0.0},
    "benefit of the doubt (`honeymoon`)": {"behaviour.honeymoon": 0.0},
    "question of power (`opposition`)": {"behaviour.opposition": 0.0},
    "responsibility that grows (`answer`)": {"behaviour.answer": 1.0},
    "a long memory (`forget` 0.03)": {"behaviour.forget": 0.03},
    "electors in endorsement": {"behaviour.endorse_electors": 0.0},
    "two halves of the townspeople": {"groups.townspeople.apart": 0.0},
    "two halves of workers and soldiers": {"groups.worker.apart": 0.0, "groups.soldier.apart": 0.0},
    "a divided executive puts it off": {"behaviour.seize_pace": 1.0},
    "weight of calls (`heed`)": {"behaviour.heed": 0.0},
    "blame": {"behaviour.blame": 0.0},
}
SEEDS, PEOPLE = range(1, 7), 1_500


def told(scenario: Scenario, seed: int) -> np.ndarray:
    """What a run says of everything that was fitted."""
    return fitted.said_by(scenario, seed, PEOPLE)


def main() -> None:
    votes = [n for n, row in enumerate(fitted.SEEN) if row.quantity == "vote"]
    print("| off | signs that hold | seven votes, points off | all rows, deviations off |")
    print("| --- | --: | --: | --: |", flush=True)
    with multiprocessing.Pool(2) as pool:
        for name, numbers in OFF.items():
            scenario = load("petrograd_1917", changes=numbers)
            found = signs(scenario, table=TABLE, quick=True, printing="as_it_is")
            gap = np.mean(pool.starmap(told, [(scenario, seed) for seed in SEEDS]), axis=0) - fitted.WANTED
            off = 100.0 * np.abs(gap[votes]).mean(), np.sqrt(((gap / fitted.ERROR) ** 2).mean())
            held = len(found.table.rows) - len(found.failed)
            print(f"| {name} | {held} | {off[0]:.1f} | {off[1]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
