"""What carries the vote of the provinces, and what they cost: parts of `districts_1917` taken away.

    python -m benchmarks.districts ablation [--people 20000] [--seeds 3] [--draws FILE]
    python -m benchmarks.districts cost [--people 20000]

`ablation` runs the scenario whole and without its letters and rail, its garrisons, what happened in the
capital, its workers' villages, and tells the mean absolute error of each against the votes that come with it.
`cost` runs it with a quarter, a half and all of its provinces.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from dualsim.analysis.calibration.likelihood import Question, answers
from dualsim.analysis.draws import read_draws
from dualsim.analysis.evaluation.observations import Observation, read_observations
from dualsim.engine.simulation import Simulation
from dualsim.scenario.files.yaml_reader import read_file
from dualsim.scenario.loading import list_scenarios, load
from dualsim.scenario.paths import nudged
from dualsim.scenario.schema import Scenario

NAME = "districts_1917"
FOLDER = next(iter(list_scenarios().values())).parent
VOTES = FOLDER / "districts_observations.csv"
CAPITAL = FOLDER / "petrograd_1917.yaml"


def unlinked(scenario: Scenario) -> Scenario:
    """No letters, no leave and no railway between any two places."""
    alone = {
        name: place.model_copy(update={"rail": {}, "letters": {}}) for name, place in scenario.places.items()
    }
    return scenario.model_copy(update={"places": alone, "formulas": {}})


def without_garrisons(scenario: Scenario) -> Scenario:
    """No soldiers in the towns of provinces; officers and all others stay."""
    towns = [region.town for region in scenario.regions.values()]
    places = dict(scenario.places)
    for name in towns:
        people = {group: count for group, count in places[name].population.items() if group != "soldier"}
        levers = {
            key: lever.model_copy(update={"operators": _others(lever.operators)})
            for key, lever in places[name].levers.items()
        }
        places[name] = places[name].model_copy(update={"population": people, "levers": levers})
    return scenario.model_copy(update={"places": places, "formulas": {}})


def _others(operators: dict) -> dict:
    """The shares of those who work a lever when the soldiers are gone."""
    left = {group: share for group, share in operators.items() if group != "soldier"}
    total = sum(share.value for share in left.values())
    return {group: share.model_copy(update={"value": share.value / total}) for group, share in left.items()}


def without_capital(scenario: Scenario) -> Scenario:
    """Nothing happens in Petrograd but what all places have in common, and nothing that follows from it."""
    tree, _ = read_file(CAPITAL)
    assert tree is not None
    gone = {key for key, _ in tree.entries("events")}
    while more := {
        key
        for key, event in scenario.events.items()
        if key not in gone and gone.intersection(event.follows or ())
    }:
        gone |= more
    return scenario.model_copy(update={"events": {k: e for k, e in scenario.events.items() if k not in gone}})


FORMS: dict[str, Callable[[Scenario], Scenario]] = {
    "whole": lambda scenario: scenario,
    "no rail, letters or leave": unlinked,
    "no garrisons": without_garrisons,
    "nothing happens in the capital": without_capital,
}


def _answers(form: str, values: dict[str, float], people: int, seed: int) -> list[float]:
    scenario = FORMS[form](nudged(load(NAME), values))
    return answers(Question((scenario,), (tuple(_votes()),), people, seed), {})


def _votes() -> list[Observation]:
    return read_observations(VOTES)


def ablation(people: int, seeds: int, draws: Path | None) -> None:
    """The mean absolute error of each form, in points, and how much worse it is than the whole."""
    points = read_draws(draws).rows if draws is not None else [{}]
    votes = _votes()
    jobs = [(form, points[n % len(points)], people, 1 + n) for form in FORMS for n in range(seeds)]
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(_answers, *zip(*jobs, strict=True)))
    errors = {}
    for form in FORMS:
        mine = np.mean([told for job, told in zip(jobs, found, strict=True) if job[0] == form], axis=0)
        errors[form] = np.abs(mine - np.array([seen.share for seen in votes]))
    options = list(dict.fromkeys(seen.option for seen in votes))
    print(f"{'':34s}" + "".join(f"{'+'.join(option):>14s}" for option in options) + f"{'all':>8s}")
    for form, off in errors.items():
        each = [
            100 * np.nanmean([x for x, s in zip(off, votes, strict=True) if s.option == o]) for o in options
        ]
        print(f"{form:34s}" + "".join(f"{x:14.1f}" for x in each) + f"{100 * np.nanmean(off):8.1f}")


def cost(people: int) -> None:
    """Seconds of a run, and its memory in tables, against the number of places, with people in proportion."""
    whole = load(NAME)
    names = list(whole.regions)
    for share in (0.25, 0.5, 1.0):
        out = names[round(share * len(names)) :]
        some = load(_with_rows_left_out(out))
        count = round(people * share)
        Simulation(some, 1_000, 1).advance()
        began = time.perf_counter()
        Simulation(some, count, 1).run()
        print(
            f"{len(some.places):4d} places, {count:,} people: {time.perf_counter() - began:.1f} s", flush=True
        )


def _with_rows_left_out(out: list[str]) -> Path:
    """A file that builds on the scenario and passes over rows of its table."""
    file = Path("runs") / "fewer_districts.yaml"
    file.parent.mkdir(exist_ok=True)
    listed = ", ".join(out)
    file.write_text(
        f"schema: 1\ntitle: Fewer districts\nextends: {NAME}.yaml\n"
        f"tables: {{provinces: {{leave_out: [{listed}]}}}}\n",
        encoding="utf-8",
    )
    return file


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("ablation", "cost"))
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--draws", type=Path)
    asked = parser.parse_args()
    if asked.what == "cost":
        cost(asked.people)
    else:
        ablation(asked.people, asked.seeds, asked.draws)


if __name__ == "__main__":
    main()
