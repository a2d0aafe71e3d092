"""Runs beside history: for each observation what many runs say of it, and how good that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dualsim.analysis.evaluation.alike import kind
from dualsim.analysis.evaluation.baselines import CAPITAL, Baseline, baselines_of, by_kind
from dualsim.analysis.evaluation.covariates import COVARIATES, Covariates, read_covariates
from dualsim.analysis.evaluation.discrepancy import NONE, Discrepancy, own_discrepancy, read_discrepancy
from dualsim.analysis.evaluation.measurement_error import measured_with_error, weight
from dualsim.analysis.evaluation.observations import TABLE, Observation, read_observations
from dualsim.analysis.evaluation.predictions import Many, answers
from dualsim.analysis.evaluation.regression import Regression
from dualsim.analysis.evaluation.result import Evaluation
from dualsim.analysis.evaluation.scores import crps, intervals
from dualsim.analysis.evaluation.targets import LUCK_ONLY, Target, Uncovered, shared_out, targets_of
from dualsim.analysis.evaluation.totals import Score, Scored
from dualsim.runs.arguments import check_numbers, people_of
from dualsim.runs.defaults import MANY_PEOPLE, RUNS, SEED
from dualsim.scenario.coordinates import coordinates_of
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.scenario.schema import Scenario

    Given = str | Path | Scenario | xr.Dataset


def evaluate(
    *targets: Given,
    against: str | Path | Sequence[Observation] | None = None,
    runs: int = RUNS,
    people: int | None = None,
    seed: int = SEED,
    draws: str | Path | None = None,
    discrepancy: str | Path | None = None,
    capital: str = CAPITAL,
    covariates: str | Path | None = None,
    covariate: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    training: str | Path | Sequence[Observation] | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Score scenarios, or runs that are there already, against history.

    A target is a scenario (a name, a file, a Scenario), which is run many times, or a run (its folder, a
    Dataset), scored as it is. An observation is answered by the first target that has its place. Run n has
    the seed `seed` + n and the numbers of row n of the table `draws`; without one that is the table that
    comes with dualsim, if there is one, and `draws="none"` leaves only luck. `discrepancy` is a table of how
    far the model is off, by which intervals are widened; without one that is the scenario's own, if it has
    one and no other draws are given, and `discrepancy="none"` leaves it out. `against` is a table of
    observations, or else that which comes with dualsim; `capital` is the place whose swing one baseline takes
    for everyone's. `covariates` is a table of places for a regression on its columns `covariate`, without the
    places in `leave_out`. Baselines know the rows of `training`, or else those of `against`, but of the place
    foretold. Raises ValueError for what does not exist.

    >>> import dualsim
    >>> found = dualsim.evaluate("petrograd_1917", runs=2, people=300, jobs=1)
    >>> float(found.to_dataframe()["crps"].mean()) < 0.5
    True
    """
    if not targets:
        raise ValueError("evaluate: no scenario and no run; give one or more, such as petrograd_1917")
    usual = MANY_PEOPLE if people is None else people
    check_numbers(runs=(runs, 1), people=(usual, None), seed=(seed, 0), jobs=(1 if jobs is None else jobs, 1))
    table, named = _table(against)
    known = _covariates(covariates, covariate, leave_out)
    past = by_kind(table if training is None else _table(training)[0])
    baselines = baselines_of(capital, Regression(known) if known else None)
    found, told = targets_of(targets, draws)
    to_run = [target.scenario for target in found if target.scenario is not None]
    many = Many(runs, people_of(people, to_run, usual), seed)
    off = [_off(target.name, discrepancy, draws) for target in found]
    asked, uncovered = shared_out(found, table)
    said = answers(found, asked, many, jobs, executor, progress)
    rows = list[Scored]()
    for target, beyond, its, shares in zip(found, off, asked, said, strict=True):
        for seen, values in zip(its, shares.T, strict=True):
            some = values[np.isfinite(values)]
            if some.size:
                others = _foretold(seen, past.get(kind(seen), ()), baselines)
                rows.append(_scored(seen, target, (some, beyond), others, seed))
            else:
                uncovered.append(Uncovered(seen, target.name, _silence(seen)))
    order = {seen.id: n for n, seen in enumerate(table)}
    return Evaluation(
        rows=tuple(sorted(rows, key=lambda row: order[row.seen.id])),
        uncovered=tuple(sorted(uncovered, key=lambda row: order[row.seen.id])),
        sources=tuple(target.name for target in found),
        places=_places(found) | _towns(found, asked),
        against=named,
        draws=told,
        discrepancy="; ".join(dict.fromkeys(one.source for one in off if one.source)),
        many=many,
        ran=any(target.scenario is not None for target in found),
        order=order,
        covariates=known.names if known else (),
        told=known.filled if known else (),
        points=_points(found, asked, known),
    )


def scored(shares: Floats, seen: Observation, seed: int, off: float = 0.0) -> Score:
    """What some shares are worth as a forecast of what was counted, with its error and the model's own."""
    sample = measured_with_error(shares, seen, seed, off)
    (middle, wide), median = intervals(sample, 0.5, 0.9), float(np.median(shares))
    inside = wide[0] <= seen.share <= wide[1]
    error = median - seen.share
    return Score(median, middle, wide, error, crps(sample, seen.share), inside, weight(seen))


def _scored(
    seen: Observation,
    target: Target,
    said: tuple[Floats, Discrepancy],
    baselines: Mapping[str, float],
    seed: int,
) -> Scored:
    others = {name: scored(np.array([share]), seen, seed) for name, share in baselines.items()}
    shares, level = said[0], target.tables.whereabouts.level(seen)
    own = scored(shares, seen, seed, said[1].of(seen, level))
    return Scored(seen, target.name, target.words(seen), len(shares), own, others, level)


def _off(name: str, given: str | Path | None, draws: str | Path | None) -> Discrepancy:
    """How far a target is off: as given, or a bundled scenario's own where its own draws are used."""
    if str(given) == LUCK_ONLY or (given is None and draws is not None):
        return NONE
    if given is not None:
        return read_discrepancy(given)
    own = own_discrepancy(name)
    return NONE if own is None else read_discrepancy(own)._replace(source=own.name)


def _covariates(
    table: str | Path | None, names: Sequence[str], leave_out: Sequence[str]
) -> Covariates | None:
    """The table of covariates; raise ValueError if there is none and something is said of it."""
    if table is None and (names or leave_out):
        what = "covariate" if names else "leave_out"
        raise ValueError(f"{what}: {(names or leave_out)[0]}: there is no table of covariates; give one")
    return None if table is None else read_covariates(table, tuple(names) or COVARIATES, leave_out)


def _points(
    targets: Sequence[Target], asked: Sequence[Sequence[Observation]], known: Covariates | None
) -> dict[str, tuple[float, float]]:
    """Where places are, by the scenario that answers for them, or else by the table of covariates."""
    found = dict[str, tuple[float, float]]()
    for target, its in zip(targets, asked, strict=True):
        where = coordinates_of(target.scenario) if target.scenario is not None else {}
        for seen in its:
            key = known.key(seen) if known else ""
            point = where.get(target.tables.whereabouts.of(seen)) or (
                known.points.get(key) if known else None
            )
            if point is not None:
                found[seen.place] = point[0], point[1]
    return found


def _foretold(
    seen: Observation, past: Sequence[Observation], baselines: Mapping[str, Baseline]
) -> dict[str, float]:
    """What each baseline says of an observation, if it says something."""
    shares = {name: baseline(seen, past) for name, baseline in baselines.items()}
    return {name: share for name, share in shares.items() if share is not None}


def _places(targets: Sequence[Target]) -> dict[str, str]:
    """What places are called, by the first target that has them, in the order of the targets."""
    found: dict[str, str] = {}
    for target in targets:
        found |= {slug: text for slug, text in target.called["place"].items() if slug not in found}
    return found


def _towns(targets: Sequence[Target], asked: Sequence[Sequence[Observation]]) -> dict[str, str]:
    """What towns are called that stand in the table by keys of their own."""
    rows = [(target, seen) for target, its in zip(targets, asked, strict=True) for seen in its]
    own = [(target, seen) for target, seen in rows if seen.place not in target.called["place"]]
    return {seen.place: target.place(seen) for target, seen in own}


def _silence(seen: Observation) -> str:
    """Why no run has an answer, although it has all the names."""
    if not seen.authority:
        return "no run has anybody of these groups there on that day, or the runs had ended"
    return (
        f"in no run is the authority '{seen.authority}' there on that day with such people, or they had ended"
    )


def _table(given: str | Path | Sequence[Observation] | None) -> tuple[Sequence[Observation], str]:
    """The observations, and where they are from."""
    if given is None or isinstance(given, str | Path):
        return read_observations(given), TABLE if given is None else str(given)
    return list(given), "observations given"
