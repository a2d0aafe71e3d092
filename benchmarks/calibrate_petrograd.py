"""Find the numbers of behaviour.yaml that fit Petrograd: what docs/calibration.md describes, as it was done.

python benchmarks/calibrate_petrograd.py --minutes 10 --start scenarios/petrograd_1917.yaml

It prints the numbers that it found, and their errors; it writes nothing. The method is an evolution
strategy with covariance adaptation (Hansen 2016): 16 candidates a generation, 2,500 people, three seeds
in turn, both cores. What is minimised stands in `loss`: errors against the observations, the distance
from the first guesses (a prior), and shortfalls from what is known of the shape of the period.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from pathlib import Path

import numpy as np

from dualsim.analysis.evaluation.observations import read_observations
from dualsim.analysis.evaluation.predicted_shares import counterparts
from dualsim.engine.dataset import measured
from dualsim.engine.simulation import Simulation
from dualsim.scenario.dates import day_number, iso
from dualsim.scenario.loading import load
from dualsim.scenario.paths import nudged

HERE = Path(__file__).resolve().parent
RANGES = json.loads((HERE / "calibrate_petrograd.json").read_text())
OBSERVATIONS = [
    o for o in read_observations(HERE.parent / "scenarios" / "observations.csv") if o.place == "petrograd"
]
UPPER_BOUNDS = ("pet_may_workers", "pet_aug31_soviet")  # resolutions carried with allies: they weigh a third
PEOPLE, CANDIDATES, SEEDS = 2_500, 16, (1, 2, 3)
START = day_number("1917-02-23", "julian")


def day(date: str) -> int:
    return day_number(date, "julian") - START


def numbers_of(scenario, paths):
    found = []
    for path in paths:
        part = scenario
        for step in path.split("."):
            part = part[step] if isinstance(part, dict) else getattr(part, step)
        found.append(part.value)
    return np.array(found)


def short(wanted: float, got: float, size: float = 0.1) -> float:
    """How far a figure falls short of what is wanted, in tenths."""
    return max(0.0, wanted - got) / size


def loss(sim: Simulation, talk: bool = False) -> float:
    shares = counterparts(measured(sim), OBSERVATIONS)[0]
    errors = shares - [o.share for o in OBSERVATIONS]
    weights = [0.35 if o.id in UPPER_BOUNDS else 1.0 for o in OBSERVATIONS]
    fit = float((weights * (errors / 0.04) ** 2).sum())
    shape = shortfalls(sim)
    if talk:
        for o, share in zip(OBSERVATIONS, shares, strict=True):
            print(f"  {o.id:22} observed {o.share:.3f}  simulated {share:.3f}")
        print(f"  mean absolute error {np.abs(errors).mean():.4f}")
        print("  shortfalls", {name: round(float(value), 1) for name, value in shape.items() if value > 0.05})
    return fit + sum(shape.values())


def shortfalls(sim: Simulation) -> dict[str, float]:
    """What is known of the shape of the period, each in penalty points."""
    r, names = sim.record, sim.names
    soviet, cabinet = names.authority.index("soviet"), names.authority.index("provisional_government")
    bolshevik = names.party.index("bolshevik")
    spring = slice(day("1917-03-06"), day("1917-08-31"))
    pair = r["real_power"][spring, 0][:, [soviet, cabinet]]
    obeyed = r["compliance"][:, 0, cabinet]
    march = obeyed[day("1917-03-08") : day("1917-04-15")].mean()
    summer = obeyed[day("1917-06-01") : day("1917-08-20")].mean()
    autumn = obeyed[day("1917-09-20") : day("1917-10-20")].mean()
    people = r["population"][:, 0]
    voters = np.nan_to_num(r["vote"][:, 0]) * people[:, :, None]
    turnout = voters[:, :, :-1].sum(axis=(1, 2)) / voters.sum(axis=(1, 2))
    support = voters[:, :, bolshevik].sum(axis=1) / voters[:, :, :-1].sum(axis=(1, 2))
    led = r["executive"][:, soviet, bolshevik]
    took = int(sim.world.took_power[soviet])
    active = np.nan_to_num(r["mobilisation"][:, 0, :2] * people[:, :2]).sum(axis=1) / people[:, :2].sum(
        axis=1
    )
    quiet = np.concatenate([
        active[day(a) : day(b)]
        for a, b in (("1917-03-12", "1917-04-18"), ("1917-04-25", "1917-06-05"), ("1917-07-12", "1917-08-25"))
    ])  # fmt: skip
    return {
        "two powers": 60 * np.mean([short(0.74, p) for p in pair.sum(axis=1)]),
        "neither alone": 60 * np.mean([short(-0.70, -p) for p in pair.max(axis=1)]),
        "the second a power": 20 * np.mean([short(0.22, p) for p in pair.min(axis=1)]),
        "not one body": 30 * np.mean([short(-0.46, -c) for c in r["cooperation"][spring, 0]]),
        "obeyed in March": 40 * short(0.64, march),
        "obeyed in summer, not beyond March": 15 * short(0.42, summer) + 15 * short(summer, march - 0.03),
        "not obeyed in October": 20 * short(-0.33, -autumn),
        "July a setback": 20 * short(0.03, support[day("1917-07-02")] - support[day("1917-07-24")], 0.03),
        "Kornilov a turn": 20 * short(0.05, support[day("1917-09-14")] - support[day("1917-08-26")], 0.05),
        "executive moderate in August": 30 * short(-0.45, -led[day("1917-08-30")]),
        "executive Bolshevik in October": 30 * short(0.56, led[day("1917-10-05")]),
        "October in October": _october(took, sim.record["levers_ready"][day("1917-10-24"), 0, soviet]),
        "neutral soldiers": _neutral(r["allegiance"][:, 0, :, soviet], names.group),
        "quiet between crises": 30 * np.mean([short(-0.08, -a) for a in quiet]),
        "autumn not all out": 6 * short(-0.25, -active[day("1917-09-10") : day("1917-10-20")].mean()),
        "crowds of February": 10 * short(0.4, active[day("1917-02-24") : day("1917-02-28")].max()),
        "crowds of June": 8 * short(0.15, active[day("1917-06-18") : day("1917-06-20")].max()),
        "crowds of July": 15 * short(0.2, active[day("1917-07-03") : day("1917-07-06")].max()),
        "turnout": 80 * abs(turnout[day("1917-06-05")] - 0.68) + 60 * abs(turnout[day("1917-08-20")] - 0.55),
    }


def _neutral(obeyed: np.ndarray, groups: tuple[str, ...]) -> float:
    """Some obey nobody: most of the garrison stood aside in October (README of the record, fact 23)."""
    soldiers, workers = obeyed[:, groups.index("soldier")], obeyed[:, groups.index("worker")]
    spring = slice(day("1917-04-01"), day("1917-08-20"))
    october = soldiers[day("1917-10-10") : day("1917-10-24")].mean()
    return (
        7 * short(-0.85, -october)
        + 3 * short(-0.92, -soldiers[spring].mean())
        + 3 * short(-0.93, -workers[spring].mean())
    )


def _october(took: int, ready: float) -> float:
    if took < 0:
        return 40.0 + 40.0 * max(0.0, 0.75 - ready)
    near = day("1917-10-21") <= took <= day("1917-10-27")
    return 0.0 if near else 5.0 + 0.5 * abs(took - day("1917-10-24"))


CASE = None


def simulated(scenario, paths, values, seed: int, people: int = PEOPLE) -> Simulation:
    sim = Simulation(nudged(scenario, dict(zip(paths, map(float, values), strict=True))), people, seed)
    for _ in sim.days():
        pass
    return sim


def candidate(task) -> float:
    global CASE
    source, paths, values, seed, prior = task
    CASE = CASE or load(source)
    return loss(simulated(CASE, paths, values, seed)) + prior


def search(source: str, minutes: float, step: float) -> dict[str, float]:
    paths = list(RANGES)
    low, high = (np.array([RANGES[path][n] for path in paths]) for n in (0, 1))
    scenario = load(source)
    first = np.clip(numbers_of(scenario, paths), low, high)
    guess = np.array([RANGES[path][2] for path in paths])
    rng = np.random.default_rng(1)
    n, best = len(paths), CANDIDATES // 2
    weights = np.log(best + 0.5) - np.log(np.arange(1, best + 1))
    weights /= weights.sum()
    effective = 1.0 / (weights**2).sum()
    c_step = (effective + 2) / (n + effective + 5)
    damp = 1 + c_step + 2 * max(0.0, np.sqrt((effective - 1) / (n + 1)) - 1)
    c_path = 4 / (n + 4)
    c_one = 4 / ((n + 1.3) ** 2 + effective)
    c_mu = min(1 - c_one, 4 * (effective - 2 + 1 / effective) / ((n + 2) ** 2 + effective))
    usual = np.sqrt(n) * (1 - 1 / (4 * n))
    mean, spread = (first - low) / (high - low), np.eye(n)
    path_step, path_spread = np.zeros(n), np.zeros(n)
    began, generation = time.monotonic(), 0
    with multiprocessing.Pool(2) as pool:
        while time.monotonic() - began < 60 * minutes:
            values, vectors = np.linalg.eigh(spread)
            roots = np.sqrt(np.maximum(values, 1e-12))
            steps = rng.standard_normal((CANDIDATES, n)) * roots @ vectors.T
            points = np.clip(mean + step * steps, 0, 1)
            steps = (points - mean) / step
            seed = SEEDS[generation % len(SEEDS)]
            found = low + points * (high - low)
            priors = (((found - guess) / (high - low) / 0.35) ** 2).sum(axis=1)
            tasks = [(source, paths, f, seed, p) for f, p in zip(found, priors, strict=True)]
            order = np.argsort(pool.map(candidate, tasks))[:best]
            move = weights @ steps[order]
            mean = mean + step * move
            whitened = vectors @ ((vectors.T @ move) / roots)
            path_step = (1 - c_step) * path_step + np.sqrt(c_step * (2 - c_step) * effective) * whitened
            going = np.linalg.norm(path_step) < (1.4 + 2 / (n + 1)) * usual
            path_spread = (1 - c_path) * path_spread + going * np.sqrt(
                c_path * (2 - c_path) * effective
            ) * move
            spread = (1 - c_one - c_mu) * spread + c_one * np.outer(path_spread, path_spread)
            spread += c_mu * sum(w * np.outer(y, y) for w, y in zip(weights, steps[order], strict=True))
            step = min(0.3, step * np.exp(c_step / damp * (np.linalg.norm(path_step) / usual - 1)))
            generation += 1
    return dict(zip(paths, (low + np.clip(mean, 0, 1) * (high - low)).tolist(), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--start", default="petrograd_1917", help="the scenario whose numbers it starts from")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--step", type=float, default=0.1, help="first step, as a share of each range")
    given = parser.parse_args()
    found = search(given.start, given.minutes, given.step) if given.minutes > 0 else {}
    scenario = load(given.start)
    for path, value in found.items():
        print(f"{path}: {value:.4g}")
    for seed in SEEDS:
        sim = simulated(scenario, list(found), list(found.values()), seed, 20_000)
        took = int(sim.world.took_power[sim.names.authority.index("soviet")])
        print(f"seed {seed}: power taken {iso(START + took, 'julian') if took >= 0 else 'by nobody'}")
        loss(sim, talk=True)


if __name__ == "__main__":
    main()
