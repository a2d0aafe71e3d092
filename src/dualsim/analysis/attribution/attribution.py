"""Which event brought about how much of an outcome: Shapley values over runs with and without events."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dualsim.analysis.attribution import shapley
from dualsim.analysis.attribution.event_subsets import Coalitions
from dualsim.analysis.attribution.result import Attribution
from dualsim.analysis.outcomes.courses import course_of
from dualsim.analysis.outcomes.outcome import DAY, Outcome, outcome_of
from dualsim.analysis.statistics import Floats, mean_over_runs
from dualsim.runs.arguments import check_numbers, people_of
from dualsim.runs.defaults import ATTRIBUTION_RUNS, MANY_PEOPLE, SEED
from dualsim.runs.executors import Workers
from dualsim.scenario.suggestions import unknown

if TYPE_CHECKING:
    from dualsim.engine.simulation import Progress, Simulation
    from dualsim.scenario.schema import Scenario

MOST_EXACT = 8  # events whose sets are all lived through; above, orders are drawn
ORDERS = 32  # drawn for each run
MOST_EVENTS = 40
CHOOSING_RUNS = 5  # that say which of many landmarks are looked into


class Question(NamedTuple):
    """What the runs are for."""

    scenario: Scenario
    outcome: Outcome
    events: tuple[str, ...]
    people: int
    orders: int = ORDERS


class Share(NamedTuple):
    """What one run says: the outcome day by day with all and none of the events, and what each did."""

    whole: Floats  # [day]
    none: Floats  # [day]
    values: Floats  # [event, day] Shapley values
    alone_out: Floats  # [event] the outcome with all events less that without this one
    pairs: Floats  # [event, event] Shapley interaction indices
    happened: Floats  # [event] the day on which each happened, NaN for never


def attribute(
    scenario: Scenario | str | Path,
    outcome: str,
    events: Sequence[str] | None = None,
    *,
    runs: int = ATTRIBUTION_RUNS,
    people: int | None = None,
    seed: int = SEED,
    orders: int = ORDERS,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Share out an outcome such as `seats[soviet, bolshevik]@1917-10-24` among events.

    Without `events` these are the landmarks up to that day, of many the eight that the outcome misses most.
    Up to eight events every set of them is lived through; above, `orders` of them are drawn for each run.
    Raises ValueError for anything that does not exist.

    >>> import dualsim
    >>> outcome, events = "mobilisation[worker, petrograd]@1917-03-05", ["order_no_1"]
    >>> found = dualsim.attribute("petrograd_1917", outcome, events, runs=2, people=300, jobs=1)
    >>> found.to_dataframe()["event"].tolist()
    ['order_no_1']
    """
    from dualsim.scenario.loading import load

    scenario = load(scenario)
    asked = outcome_of(outcome, scenario)
    people = people_of(people, [scenario], MANY_PEOPLE)
    check_numbers(
        runs=(runs, 1),
        people=(people, None),
        seed=(seed, 0),
        orders=(orders, 2),
        jobs=(1 if jobs is None else jobs, 1),
    )
    seeds = range(seed, seed + runs)
    with Workers("attribute", jobs, executor, runs) as workers:
        chosen = _checked(scenario, events) if events is not None else landmarks(scenario)
        if events is None and len(chosen) > MOST_EXACT:
            question = Question(scenario, asked, chosen, people)
            few = [(question, seed) for seed in seeds[:CHOOSING_RUNS]]
            missed = workers.in_order(_missed, few, progress)
            chosen = _largest(chosen, np.array(missed))
        exact = len(chosen) <= MOST_EXACT
        question = Question(scenario, asked, chosen, people, 0 if exact else orders)
        shares = workers.in_order(share_out, [(question, seed) for seed in seeds], progress)
    known = _defined(asked, shares)
    tables = Share(*(np.array(table) for table in zip(*known, strict=True)))  # [run, ...]
    undefined = len(shares) - len(known)
    return Attribution(scenario, asked, chosen, people, seed, question.orders, *tables, undefined=undefined)


def _defined(outcome: Outcome, shares: Sequence[Share]) -> list[Share]:
    """What is said by the runs that have the outcome with every set of the events; refuse if none has."""
    known = [
        one for one in shares if np.isfinite(one.values[:, -1]).all() and np.isfinite(one.alone_out).all()
    ]
    if not known:
        some = "it does not come" if outcome.kind == DAY else "what it names is not there"
        ask = (
            "ask whether it has come by a day, with @DATE" if outcome.kind == DAY else "leave that event out"
        )
        raise ValueError(
            f"outcome '{outcome}': in each run {some} without one of the events, so there is no difference "
            f"to share out; {ask}, or name other events with `events`"
        )
    return known


def landmarks(scenario: Scenario) -> tuple[str, ...]:
    """The landmarks of a scenario, in order of the file."""
    found = tuple(key for key, event in scenario.events.items() if event.landmark)
    if not found:
        raise ValueError("events: this scenario has no landmark; name the events")
    return found


def _checked(scenario: Scenario, events: Sequence[str]) -> tuple[str, ...]:
    if isinstance(events, str):
        raise ValueError(f"events: {events!r} is one text; give a list of names, as in ['{events}']")
    for event in events:
        if event not in scenario.events:
            raise ValueError(f"events: {unknown('event', event, scenario.events)}")
    twice = next((event for event in events if list(events).count(event) > 1), None)
    if twice is not None:
        raise ValueError(f"events: '{twice}' is named twice; name it once")
    if not 1 <= len(events) <= MOST_EVENTS:
        raise ValueError(f"events: {len(events)} events; name 1 to {MOST_EVENTS}")
    return tuple(events)


def _largest(events: tuple[str, ...], missed: Floats) -> tuple[str, ...]:
    """The few events without which the outcome differs most, in the order given."""
    mean = np.nan_to_num(np.abs(mean_over_runs(missed)), nan=np.inf)  # without it there is no outcome at all
    first = np.argsort(-mean, kind="stable")[:MOST_EXACT]
    return tuple(events[e] for e in sorted(first))


def _one_out(n: int) -> list[int]:
    return [shapley.everyone(n) ^ 1 << e for e in range(n)]


def _begin(question: Question, seed: int) -> Simulation:
    from dualsim.engine.simulation import Simulation

    return Simulation(question.scenario, question.people, seed, measures=question.outcome.measures)


def _coalitions(question: Question) -> Coalitions[tuple[Floats, dict[str, int]]]:
    def read(sim: Simulation) -> tuple[Floats, dict[str, int]]:
        days = {log.name: log.day for log in sim.log if log.what == "event"}
        return question.outcome.course(course_of(sim)), days

    return Coalitions(question.scenario, question.events, question.outcome.until, read)


def _missed(question: Question, seed: int) -> Floats:
    """The outcome with all events less that without each, in one run."""
    n = len(question.events)
    found = _coalitions(question).play(_begin(question, seed), [shapley.everyone(n), *_one_out(n)])
    whole = found[shapley.everyone(n)][0][-1]
    return np.array([whole - found[s][0][-1] for s in _one_out(n)])


def share_out(question: Question, seed: int) -> Share:
    """What one run says of the events."""
    n = len(question.events)
    orders = shapley.orders_of(n, question.orders, seed) if question.orders else []
    sets = {*shapley.sets_of(orders), *_one_out(n)} if orders else shapley.all_sets(n)
    found = _coalitions(question).play(_begin(question, seed), sets)
    series = {s: values for s, (values, _) in found.items()}
    last = {s: values[-1] for s, values in series.items()}
    whole, days = found[shapley.everyone(n)]
    return Share(
        whole,
        series[0],
        shapley.sampled(series, orders) if orders else shapley.exact(series, n),
        np.array([last[shapley.everyone(n)] - last[s] for s in _one_out(n)]),
        shapley.sampled_interactions(last, orders) if orders else shapley.exact_interactions(last, n),
        np.array([days.get(event, np.nan) for event in question.events], float),
    )
