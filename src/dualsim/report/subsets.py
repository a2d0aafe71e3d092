"""Every subset of a few events left out, lived through once: what the switches of a report show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dualsim.analysis.attribution import shapley
from dualsim.analysis.attribution.event_subsets import Coalitions
from dualsim.analysis.statistics import Floats, quantiles
from dualsim.engine.event_log import events
from dualsim.engine.simulation import Simulation
from dualsim.engine.takeovers import takeovers_of
from dualsim.page.packing import STEPS, UNDEFINED, coded, packed
from dualsim.page.series import RECORDED, Series, curves, series_of

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

OFTEN = ("acceptance", "stance", "mobilisation", "real_power", "formal_power", "effective_powers", "seats")
BANDED = ("acceptance", "real_power", "effective_powers", "allegiance")
MOVED = ("acceptance", "real_power", "seats")  # of which the strongest events are told
TOLD = "acceptance"  # the measure of which differences are told, and shared out among events
CHOOSING_RUNS = 4
FELT = 60  # days after an event
COARSE = 100  # steps of what is kept of many runs: a point
EDGES = [0.05, 0.5, 0.95]

Codes = NDArray[np.uint8]


class Question(NamedTuple):
    """What is to be lived through."""

    scenario: Scenario
    place: str
    events: tuple[str, ...]  # bit e of a set says whether event e happens
    people: int


class Lived(NamedTuple):
    """One run with one set of events."""

    codes: Codes  # [series, day], those of `kept`; UNDEFINED after an early end
    power: list[list[Any]]  # who took power: authority, day, place
    events: list[list[Any]]  # what happened: event, day


def kept(scenario: Scenario, place: str) -> list[int]:
    """The rows of the curves that a report keeps of each subset."""
    rows = enumerate(series_of(scenario, place))
    return [n for n, one in rows if one.measure in OFTEN or (one.measure == "allegiance" and not one.group)]


def told(scenario: Scenario, place: str) -> list[int]:
    """Of the curves that are kept, those of which differences are told."""
    series = series_of(scenario, place)
    return [k for k, n in enumerate(kept(scenario, place)) if series[n].measure == TOLD]


def banded(scenario: Scenario, place: str) -> list[int]:
    """Of the curves that are kept, those that have a band."""
    series = series_of(scenario, place)
    return [k for k, n in enumerate(kept(scenario, place)) if series[n].measure in BANDED]


def live(question: Question, seed: int, sets: Sequence[int]) -> dict[int, Lived]:
    """One run with each set of the events, days that some share lived once."""
    begun = Simulation(question.scenario, question.people, seed, measures=RECORDED)
    coalitions = Coalitions(
        question.scenario, question.events, len(question.scenario.period) - 1, _reading(question)
    )
    return dict(coalitions.play(begun, sets))


def _reading(question: Question) -> Any:
    scenario, place = question.scenario, question.place
    rows = kept(scenario, place)
    most = _most(series_of(scenario, place))[rows][:, None]

    def read(sim: Simulation) -> Lived:
        record = {name: sim.record[name][: sim.day + 1] for name in RECORDED}
        codes = coded(curves(scenario, place, record)[rows], most)
        wide = np.full((len(rows), len(scenario.period)), UNDEFINED, np.uint8)
        wide[:, : codes.shape[1]] = codes
        power = [[one.authority, one.day, one.place] for one in takeovers_of(sim)]
        return Lived(wide, power, [[event["event"], event["day"]] for event in events(sim)])

    return read


def _most(series: Sequence[Series]) -> Floats:
    return np.array([one.most for one in series])


def missed(question: Question, seed: int) -> Floats:
    """How far the picture moves without each event: mean difference of curves [measure, event, day]."""
    n = len(question.events)
    all_in, series = shapley.everyone(n), series_of(question.scenario, question.place)
    found = live(question, seed, [all_in, *(all_in ^ 1 << e for e in range(n))])
    moved = []
    for measure in MOVED:
        rows = [
            k for k, r in enumerate(kept(question.scenario, question.place)) if series[r].measure == measure
        ]
        whole = _shares(found[all_in].codes[rows])
        apart = (np.abs(_shares(found[all_in ^ 1 << e].codes[rows]) - whole) for e in range(n))
        moved.append([np.nan_to_num(one).mean(axis=0) for one in apart if rows])
    return np.array([table for table in moved if table])


def largest(events: Sequence[str], moved: Sequence[Floats], most: int) -> tuple[str, ...]:
    """The few events without which the picture moves most in the two months after, in the order given.

    All measures count alike, each by the event that moves it most.
    """
    table = np.mean(moved, axis=0)  # [measure, event, day]
    felt = np.zeros(table.shape[:2])
    for e in range(len(events)):
        first = int((table[:, e] > 0.0).any(axis=0).argmax())
        felt[:, e] = table[:, e, first : first + FELT].mean(axis=1)
    total = (felt / np.maximum(felt.max(axis=1, keepdims=True), 1e-12)).sum(axis=0)
    first_few = np.argsort(-total, kind="stable")[:most]
    return tuple(events[e] for e in sorted(first_few))


def summaries(question: Question, runs: Sequence[dict[int, Lived]]) -> dict[str, dict[str, Any]]:
    """What the page is told of each subset, by the number whose bits say which events are left out."""
    all_in = shapley.everyone(len(question.events))
    rows = told(question.scenario, question.place)
    whole = np.array([_shares(run[all_in].codes[rows]) for run in runs])
    found = {}
    for off in shapley.all_sets(len(question.events)):
        lived = [run[all_in ^ off] for run in runs]
        less = np.array([_shares(one.codes[rows]) for one in lived]) - whole
        found[str(off)] = {
            **_spread(np.array([one.codes for one in lived]), banded(question.scenario, question.place)),
            "difference": _differences(less) if off else None,
            "power": [one.power for one in lived],
            "events": lived[0].events,
        }
    return found


def _spread(codes: Codes, bands: Sequence[int]) -> dict[str, str]:
    """The median of runs [run, series, day], and for some series where 90 per cent of them lie."""
    table = np.where(codes == UNDEFINED, np.nan, codes / STEPS)
    low, median, high = quantiles(table, EDGES)
    return {
        "low": packed(coarse(low[bands])),
        "median": packed(coarse(median)),
        "high": packed(coarse(high[bands])),
    }


def _differences(less: Floats) -> dict[str, str]:
    """Paired differences of shares [run, series, day]; half the steps are none."""
    edges = (coded(0.5 + 0.5 * edge) for edge in quantiles(less, EDGES))
    return dict(zip(("low", "median", "high"), map(packed, edges), strict=True))


def parts_of_events(question: Question, runs: Sequence[dict[int, Lived]]) -> dict[str, Any]:
    """The Shapley value of each event for what is told, day by day, as differences are packed."""
    n, rows = len(question.events), told(question.scenario, question.place)
    values = []
    for run in runs:
        shares = {s: _shares(lived.codes[rows]) for s, lived in run.items()}
        values.append(shapley.exact(shares, n))  # [event, series, day]
    table = np.array(values)
    flat = table.reshape(len(runs), n * len(rows), -1)
    return {"events": list(question.events), "rows": rows, **_differences(flat)}


def coarse(table: Floats) -> Codes:
    """Shares in steps of a point."""
    codes = np.rint(np.clip(np.nan_to_num(table), 0.0, 1.0) * COARSE)
    return np.where(np.isfinite(table), codes, UNDEFINED).astype(np.uint8)


def _shares(codes: Codes) -> Floats:
    return np.where(codes == UNDEFINED, np.nan, codes / STEPS)
