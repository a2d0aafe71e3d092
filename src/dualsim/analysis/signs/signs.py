"""Run a table of signs: each counterfactual once a seed, shared by its rows, as it is and without news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.signs.quantities import OTHERS, Run, measures, read_by
from dualsim.analysis.signs.result import AS_IT_IS, QUIET, Judged, Printing, Signs
from dualsim.analysis.signs.verdicts import judged
from dualsim.analysis.statistics import Floats
from dualsim.engine.simulation import Simulation
from dualsim.engine.takeovers import LASTS
from dualsim.runs.arguments import check_numbers
from dualsim.runs.defaults import SEED
from dualsim.runs.executors import CHUNK, Workers
from dualsim.scenario.paths import nudged
from dualsim.scenario.schema import Scenario
from dualsim.scenario.signs.claims import Claim, Row
from dualsim.scenario.signs.table import AS_IT_WAS, Table, read_table
from dualsim.scenario.suggestions import unknown

if TYPE_CHECKING:
    from dualsim.engine.simulation import Progress

FIRST = "petrograd_1917"  # the scenario, unless another is given
FULL, QUICK = (20, 5000), (6, 1500)  # runs, and people in each
BOTH = "both"
PRINTINGS = (BOTH, AS_IT_IS, QUIET)
Key = tuple[str, str]  # a printing, and a counterfactual
SILENCED = {"news": "credit", "call_to_streets": "strength"}  # what the second printing sets to zero


class Study(NamedTuple):
    """A table, and how it is run."""

    table: Table
    people: int
    seed: int
    runs: int
    own: bool  # whether rows may take a number of runs of their own

    def runs_of(self, row: Row) -> int:
        """How many runs a row takes."""
        return row.runs if self.own and row.runs is not None else self.runs


class Case(NamedTuple):
    """A scenario to run, and the claims that read it."""

    scenario: Scenario
    claims: tuple[Claim, ...]
    runs: int
    acceptance_of: str | None


def signs(
    scenario: Scenario | str | Path = FIRST,
    *,
    table: str | Path | None = None,
    printing: str = BOTH,
    quick: bool = False,
    runs: int | None = None,
    people: int | None = None,
    seed: int = SEED,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Signs:
    """Put a scenario to its table of signs: what must follow if something had been otherwise.

    The table is the file of the scenario's name in the folder `signs` beside it, or the file `table`. It is
    made twice, as the scenario is and with every `news` credit and every call to the streets at zero, unless
    `printing` says "as_it_is" or "quiet". Without other numbers it takes 20 runs of 5,000 people, with
    `quick` 6 of 1,500. Raises ValueError for what cannot be.

    >>> import dualsim
    >>> found = dualsim.signs("village_1917", printing="as_it_is", runs=2, people=300, jobs=1)
    >>> list(found.to_dataframe().columns)[:4]
    ['printing', 'row', 'changed', 'against']
    """
    usual = QUICK if quick else FULL
    count, size = runs if runs is not None else usual[0], people if people is not None else usual[1]
    check_numbers(runs=(count, 2), people=(size, None), seed=(seed, 0), jobs=(1 if jobs is None else jobs, 1))
    if printing not in PRINTINGS:
        raise ValueError(f"printing: {unknown('printing', printing, PRINTINGS)}")
    study = Study(read_table(scenario, table, measures()), size, seed, count, runs is None and not quick)
    wanted = [one for one in (AS_IT_IS, QUIET) if printing in (BOTH, one)]
    cases = {(one, key): case for one in wanted for key, case in _cases(study, one).items()}
    values = _run_all(study, cases, jobs, executor, progress)
    printings = tuple(
        Printing(one, tuple(_judged(study, row, cases, values, printing=one) for row in study.table.rows))
        for one in wanted
    )
    return Signs(study.table, printings, size, seed, count, quick)


def quiet(scenario: Scenario) -> Scenario:
    """The scenario with every credit of `news` and every call to the streets at zero."""
    paths = [
        f"events.{key}.effects.{n}.{effect.name}.{SILENCED[effect.name]}"
        for key, event in scenario.events.items()
        for n, effect in enumerate(event.effects)
        if effect.name in SILENCED
    ]
    return nudged(scenario, dict.fromkeys(paths, 0.0))


def _sides(row: Row, claim: Claim) -> tuple[str, ...]:
    """The counterfactuals that a claim reads: that of its row, and what it is compared with."""
    changed = row.changed or AS_IT_WAS
    compared = row.against is not None or (row.changed is not None and claim.sign)
    return (changed, row.against or AS_IT_WAS) if compared else (changed,)


def _cases(study: Study, printing: str) -> dict[str, Case]:
    """What is to be run for a printing, by the key of the counterfactual."""
    claims: dict[str, list[Claim]] = {}
    runs: dict[str, int] = {}
    for row in study.table.rows:
        for claim in row.claims:
            for key in _sides(row, claim):
                claims.setdefault(key, []).append(claim)
                runs[key] = max(runs.get(key, 0), study.runs_of(row))
    found = {}
    for key in claims:
        scenario = study.table.cases[key]
        made = quiet(scenario) if printing == QUIET else scenario
        found[key] = Case(made, tuple(dict.fromkeys(claims[key])), runs[key], study.table.acceptance_of)
    return found


def _run_all(
    study: Study,
    cases: Mapping[Key, Case],
    jobs: int | None,
    executor: Executor | None,
    progress: Progress | None,
) -> dict[Key, list[list[Floats]]]:
    """What the claims of each case read in each run: [run][claim][delay, 2]."""
    tasks, whose = [], []
    for key, case in cases.items():
        seeds = range(study.seed, study.seed + case.runs)
        for n in range(0, case.runs, CHUNK):
            tasks.append((case, study.people, seeds[n : n + CHUNK]))
            whose.append(key)
    with Workers("signs", jobs, executor, len(tasks)) as workers:
        answers = workers.in_order(read, tasks, progress, [len(seeds) for _, _, seeds in tasks])
    found: dict[Key, list[list[Floats]]] = {key: [] for key in cases}
    for key, answer in zip(whose, answers, strict=True):
        found[key] += answer
    return found


def read(case: Case, people: int, seeds: Sequence[int]) -> list[list[Floats]]:
    """What the claims of a case read in runs of these seeds."""
    needed = read_by(case.claims, case.acceptance_of)
    ends = [claim.last for claim in case.claims]
    last = None if None in ends else max(end for end in ends if end is not None)
    if last is not None and any("took_power" in claim.measures for claim in case.claims):
        last += LASTS - 1  # to see whether it does
    found = []
    for seed in seeds:
        sim = Simulation(case.scenario, people, seed, measures=needed)
        sim.recording.add(measure for name, measure in OTHERS.items() if name in needed)
        run = Run(sim.run(last), case.acceptance_of)
        found.append([run.values(claim) for claim in case.claims])
    return found


def _judged(
    study: Study,
    row: Row,
    cases: Mapping[Key, Case],
    values: Mapping[Key, list[list[Floats]]],
    *,
    printing: str,
) -> Judged:
    """A row of a printing and what its runs say."""
    findings = []
    for claim in row.claims:
        sides = []
        for key in _sides(row, claim):
            at = cases[printing, key].claims.index(claim)
            runs = values[printing, key][: study.runs_of(row)]
            sides.append(np.array([run[at] for run in runs]))
        findings.append(judged(claim, sides[0], sides[1] if len(sides) > 1 else None))
    return Judged(row, tuple(findings))
