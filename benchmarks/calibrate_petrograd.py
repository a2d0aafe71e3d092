"""Find the numbers that fit Petrograd: what docs/calibration.md describes, as it was done.

python benchmarks/calibrate_petrograd.py --out numbers.json --draws scenarios/posterior.csv

An ensemble smoother with multiple data assimilation (Emerick and Reynolds 2013): an ensemble is drawn from
the prior of `calibrate_petrograd.json`, each member is run, and all are moved towards the observations by
their covariance with what the runs gave, in ten steps. The same seed gives the same digits. What is fitted
are the rows of `observations.csv` that are of Petrograd, two turnouts and the number of powers; no row of a
table of signs is (tests/analysis/test_signs.py).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from pathlib import Path

import numpy as np

from dualsim.analysis.calibration.likelihood import MEASURES, deviations
from dualsim.analysis.evaluation.observations import read_observations
from dualsim.analysis.evaluation.predicted_shares import share, tables_of_record
from dualsim.engine.simulation import Simulation
from dualsim.scenario.dates import day_number
from dualsim.scenario.loading import load
from dualsim.scenario.paths import nudged
from dualsim.scenario.schema import Scenario

HERE = Path(__file__).resolve().parent
# path: lowest, highest, first guess, and the standard deviation of the prior on the scale of a logit between
RANGES = json.loads((HERE / "calibrate_petrograd.json").read_text())
LOW, HIGH, GUESS, WIDTH = np.array(list(RANGES.values())).T
SEEN = [
    o for o in read_observations(HERE.parent / "scenarios" / "observations.csv") if o.place == "petrograd"
]
SHAPE = {"turnout in June": (0.68, 0.08), "turnout in August": (0.55, 0.08), "powers / 10": (0.20, 0.025)}
WANTED = np.array([o.share for o in SEEN] + [wanted for wanted, _ in SHAPE.values()])
ERROR = np.array([*deviations(SEEN), *(error for _, error in SHAPE.values())])
STEPS = (10, 9, 8, 7, 6, 5, 4, 4, 3, 3)  # by how much the errors are inflated in each step
USED = sum(1 / step for step in STEPS)  # 2.0: with each row used once the runs still are far from it
PEOPLE = 1_500
START = day_number("1917-02-23", "julian")


def day(date: str) -> int:
    return day_number(f"1917-{date}", "julian") - START


def values(scores: np.ndarray) -> np.ndarray:
    """The numbers at standard normal scores: within their ranges, at the first guess for 0."""
    guess = np.clip((GUESS - LOW) / (HIGH - LOW), 0.03, 0.97)
    return LOW + (HIGH - LOW) / (1.0 + np.exp(-np.log(guess / (1.0 - guess)) - WIDTH * scores))


def simulated(scores: np.ndarray, seed: int, people: int = PEOPLE) -> np.ndarray:
    """What a run with these numbers says of everything that is fitted."""
    numbers = dict(zip(RANGES, values(scores).tolist(), strict=True))
    return said_by(nudged(load("petrograd_1917"), numbers), seed, people)


def said_by(scenario: Scenario, seed: int, people: int) -> np.ndarray:
    """What a run of a scenario says of everything that is fitted."""
    sim = Simulation(scenario, people, seed, measures=(*MEASURES, "real_power"))
    record = sim.run(day("10-13")).record
    tables = tables_of_record(sim.scenario, record, sim.start.days)
    votes = np.nan_to_num(record["vote"][:, 0]) * record["population"][:, 0, :, None]
    turnout = votes[:, :, :-1].sum(axis=(1, 2)) / votes.sum(axis=(1, 2))
    power = record["real_power"][day("04-01") : day("08-25"), 0, :-1]
    power = power / power.sum(axis=1, keepdims=True)
    shape = (turnout[day("06-05")], turnout[day("08-20")], (1.0 / (power**2).sum(axis=1)).mean() / 10.0)
    return np.array([*(float(share(tables, o)[0]) for o in SEEN), *shape])


def moved(scores: np.ndarray, said: np.ndarray, inflated: float, rng: np.random.Generator) -> np.ndarray:
    """The ensemble after a step: each member goes where its runs would come nearer to what was seen."""
    n = len(scores)
    apart, told = scores - scores.mean(axis=0), said - said.mean(axis=0)
    together = apart.T @ told / (n - 1)
    chance = together / (apart.std(axis=0)[:, None] * told.std(axis=0) + 1e-12) * np.sqrt(n)
    together = together * np.clip(
        np.abs(chance) - 1.0, 0.0, 1.0
    )  # what may be luck of the draw moves nothing
    gain = together @ np.linalg.inv(told.T @ told / (n - 1) + inflated * np.diag(ERROR**2))
    wanted = WANTED + np.sqrt(inflated) * ERROR * rng.standard_normal(said.shape)
    return scores + (wanted - said) @ gain.T


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the numbers that were found, as JSON")
    parser.add_argument("--draws", type=Path, help="write behaviour and organisation of each member, as CSV")
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    scores = rng.standard_normal((given.members, len(RANGES)))
    with multiprocessing.Pool(2) as pool:
        for inflated in (*STEPS, None):
            tasks = [(one, 100 + n) for n, one in enumerate(scores)]
            said = np.array(pool.starmap(simulated, tasks, chunksize=2))
            kept = np.isfinite(said).all(axis=1)
            off = (np.median(said[kept], axis=0) - WANTED) / ERROR
            print(f"inflated {inflated}: {kept.sum()} runs, {np.sqrt((off**2).mean()):.2f} deviations off")
            if inflated is not None:
                again = rng.choice(np.flatnonzero(kept), given.members - kept.sum())
                rows = np.concatenate([np.flatnonzero(kept), again])
                jitter = (
                    0.05
                    * rng.standard_normal(scores.shape)
                    * ~np.isin(np.arange(len(rows)), range(kept.sum()))[:, None]
                )
                scores = moved(scores[rows] + jitter, said[rows], inflated, rng)
        mean = scores[kept].mean(axis=0)
        at_mean = np.mean(pool.starmap(simulated, [(mean, seed) for seed in range(1, 7)]), axis=0)
    for name, wanted, told in zip([*(o.id for o in SEEN), *SHAPE], WANTED, at_mean, strict=True):
        print(f"  {name:24} {wanted:.3f} {told:.3f}")
    found = dict(zip(RANGES, values(mean).tolist(), strict=True))
    # As wide as if each row had been used once, and no wider than the prior, whose spread is 1.
    widened = np.minimum(np.sqrt(USED), 1.0 / scores[kept].std(axis=0))
    spread = widened * scores[kept].std(axis=0)
    for (path, number), left in zip(found.items(), spread, strict=True):
        print(f"{path}: {number:.3g}  (spread {left:.0%} of the prior's)")
    if given.out is not None:
        given.out.write_text(json.dumps(found, indent=1) + "\n")
    if given.draws is not None:  # wishes and thresholds stay out: not every scenario has these groups
        columns = [n for n, path in enumerate(RANGES) if not path.startswith("groups.")]
        wide = mean + widened * (scores[kept] - mean)
        draws = values(wide)[:, columns]
        lines = (",".join(f"{number:.6g}" for number in draw) for draw in draws)
        given.draws.write_text("\n".join([",".join(list(RANGES)[n] for n in columns), *lines]) + "\n")


if __name__ == "__main__":
    main()
