"""Find the numbers that fit Petrograd: what docs/calibration.md describes, as it was done.

python benchmarks/calibrate_petrograd.py --out numbers.json --draws scenarios/posterior.csv

The likeliest numbers a posteriori, by Gauss and Newton. The prior (`calibrate_petrograd.json`) and the errors
of the rows make a sum of squares; its slopes are those of a regression over runs drawn around the point
reached, those nearest to it weighing most, since a run has luck of its own and no derivative (as in the DUD
method of Ralston and Jennrich 1978). A number that no row tells stays at its first guess. Around the point
that is found, the posterior is taken as normal (Laplace). The same seed gives the same digits. What is fitted
are the rows of `observations.csv` that are of Petrograd, two turnouts and the number of powers; no row of a
table of signs is (tests/analysis/test_signs.py).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from multiprocessing.pool import Pool
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
AROUND = (0.6, 0.5, 0.4, 0.35, *8 * (0.3,))  # how wide runs are drawn about the point reached, in scores
FARTHEST = 2.5  # the longest step in scores: further out the slopes found here say nothing
RUNS, DRAWS = 200, 200
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


def slopes(
    scores: np.ndarray, said: np.ndarray, at: np.ndarray, width: float
) -> tuple[np.ndarray, np.ndarray]:
    """What runs at a point say, and how that moves with each score: a regression over the runs near it."""
    away = scores - at
    near = np.exp(-(away**2).mean(axis=1) / (3.2 * width**2))
    ones = np.column_stack([np.ones(len(away)), away])
    normal = ones.T @ (ones * near[:, None])
    # There are fewer runs near it than numbers: a slope that is not seen is taken as flat.
    normal[1:, 1:] += 2.0 * np.eye(len(at))
    found = np.linalg.solve(normal, ones.T @ (said * near[:, None]))
    return found[0], found[1:].T


def posterior(at: np.ndarray, level: np.ndarray, slope: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of the scores, were what runs say a plane of this level and slope at a point."""
    slope, missed = slope / ERROR[:, None], (WANTED - level) / ERROR
    spread = np.linalg.inv(slope.T @ slope + np.eye(len(at)))
    return spread @ (slope.T @ (missed + slope @ at)), spread


def found_by(pool: Pool, rng: np.random.Generator, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest scores, and their covariance."""
    at, spread = np.zeros(len(RANGES)), np.eye(len(RANGES))
    scores, said = np.empty((0, len(RANGES))), np.empty((0, len(WANTED)))
    for turn, width in enumerate(AROUND):
        half = width * rng.standard_normal((RUNS // 2, len(RANGES)))
        drawn = np.concatenate([at + half, at - half])  # in pairs: what is odd cancels out of the level
        tasks = [(one, 10_000 * seed + 1_000 * turn + n) for n, one in enumerate(drawn)]
        told = np.array(pool.starmap(simulated, tasks, chunksize=2))
        ran = np.isfinite(told).all(axis=1)
        scores, said = np.concatenate([scores, drawn[ran]]), np.concatenate([said, told[ran]])
        level, slope = slopes(scores, said, at, width)
        off = np.sqrt((((level - WANTED) / ERROR) ** 2).mean())
        goal, spread = posterior(at, level, slope)
        step = float(np.linalg.norm(goal - at))
        print(
            f"{off:.2f} deviations off, {np.linalg.norm(at):.2f} from the first guess, next step {step:.2f}",
            flush=True,
        )
        at = at + (goal - at) * min(1.0, FARTHEST / step)
    return at, spread


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the numbers that were found, as JSON")
    parser.add_argument("--draws", type=Path, help="write draws of behaviour and organisation, as CSV")
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    with multiprocessing.Pool(2) as pool:
        mean, spread = found_by(pool, rng, given.seed)
        at_mean = np.mean(pool.starmap(simulated, [(mean, seed) for seed in range(1, 13)]), axis=0)
    print(f"{np.sqrt((((at_mean - WANTED) / ERROR) ** 2).mean()):.2f} deviations off in the end")
    for name, wanted, told in zip([*(o.id for o in SEEN), *SHAPE], WANTED, at_mean, strict=True):
        print(f"  {name:24} {wanted:.3f} {told:.3f}")
    found = dict(zip(RANGES, values(mean).tolist(), strict=True))
    for (path, number), left in zip(found.items(), np.sqrt(np.diag(spread)), strict=True):
        print(f"{path}: {number:.3g}  (spread {left:.0%} of the prior's)")
    if given.out is not None:
        given.out.write_text(json.dumps(found, indent=1) + "\n")
    if given.draws is not None:  # wishes and thresholds stay out: not every scenario has these groups
        columns = [n for n, path in enumerate(RANGES) if not path.startswith("groups.")]
        draws = values(rng.multivariate_normal(mean, spread, DRAWS))[:, columns]
        lines = (",".join(f"{number:.6g}" for number in draw) for draw in draws)
        given.draws.write_text("\n".join([",".join(list(RANGES)[n] for n in columns), *lines]) + "\n")


if __name__ == "__main__":
    main()
