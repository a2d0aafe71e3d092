"""What few people get wrong: curves of small runs of petrograd_1917 against one of 2.4 million, in points.

python benchmarks/sampling.py [PEOPLE OF THE LARGE RUN]

Up to 31 August, as the day on which power is taken hangs on the luck of a run, not on the number of people.
"""

from __future__ import annotations

import sys

import numpy as np

from dualsim.engine.simulation import Simulation
from dualsim.scenario.loading import load

RUNS = {1_000: 12, 5_000: 8, 20_000: 6, 200_000: 3}
UNTIL = "1917-08-31"
MEASURES = ("allegiance", "acceptance", "vote", "mobilisation")


def curves(people: int, seed: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The curves of groups [day, group, ...], of all people together, and the share of each group."""
    sim = Simulation(load("petrograd_1917", until=UNTIL), people, seed).run()
    share = sim.world.population[:, 0] / sim.world.population.sum()
    found = {name: sim.record[name][:, 0] for name in MEASURES}
    return {name: table.reshape(*table.shape[:2], -1) for name, table in found.items()}, share


def main(large: int = 2_400_000) -> None:
    true, share = curves(large, 1)
    names = load("petrograd_1917").groups
    print(f"{'share of':14}{'group':14}" + "".join(f"{people:>18,}" for people in RUNS))
    wrong: dict[tuple[str, str], list[str]] = {}
    for people, runs in RUNS.items():
        errors = [curves(people, seed)[0] for seed in range(11, 11 + runs)]
        for name, table in true.items():
            apart = np.array([one[name] - table for one in errors])  # [run, day, group, option]
            rows = {"all": np.einsum("rdgo,g->rdo", np.nan_to_num(apart), share)}
            rows |= {group: apart[:, :, g] for g, group in enumerate(names) if share[g] > 0.0}
            for group, off in rows.items():
                usual, worst = (
                    100 * np.sqrt(np.nanmean(off**2, axis=(0, 1)).max()),
                    100 * np.nanmax(np.abs(off)),
                )
                wrong.setdefault((name, group), []).append(f"{usual:.2f} ({worst:.1f})")
    for (name, group), told in wrong.items():
        print(f"{name:14}{group:14}" + "".join(f"{one:>18}" for one in told), flush=True)
    print("Points: standard error of the worst curve over its days; in brackets the worst day of any run.")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
