"""One scenario of a report: its story, every subset of its switches, a film, scores, and its sources."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, NamedTuple

from dualsim.analysis.attribution import shapley
from dualsim.analysis.evaluation.evaluation import evaluate
from dualsim.page.film import film_of
from dualsim.page.story import ledger_of, story_of
from dualsim.report.subsets import (
    CHOOSING_RUNS,
    Question,
    banded,
    kept,
    largest,
    live,
    missed,
    parts_of_events,
    summaries,
    told,
)
from dualsim.runs.executors import Workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario

SUBSETS = 64  # of all parts together: what two megabytes hold
FILM_PEOPLE = 2_000


class Asked(NamedTuple):
    """A scenario of the report, and how it is to be run."""

    scenario: Scenario
    name: str
    place: str
    people: int
    runs: int
    seed: int


class How(NamedTuple):
    """Where the runs are carried out, and who is told of them."""

    jobs: int | None = None
    executor: Executor | None = None
    progress: Progress | None = None


def switches_among(parts: int) -> int:
    """How many events may be switched in each of so many scenarios."""
    return max(1, (SUBSETS // parts).bit_length() - 1)


def part_of(asked: Asked, events: Sequence[str] | None, most: int, how: How = How()) -> dict[str, Any]:  # noqa: B008
    """Everything that a report says of one scenario; `events` are its switches, or else the strongest."""
    scenario, place = asked.scenario, asked.place
    seeds = range(asked.seed, asked.seed + asked.runs)
    with Workers("report", how.jobs, how.executor, asked.runs) as workers:
        chosen = candidates(scenario) if events is None else tuple(events)
        question = Question(scenario, place, chosen, asked.people)
        if len(chosen) > most:
            few = [(question, seed) for seed in seeds[:CHOOSING_RUNS]]
            chosen = largest(chosen, workers.in_order(missed, few), most)
            question = question._replace(events=chosen)
        sets = list(shapley.all_sets(len(chosen)))
        runs = workers.in_order(live, [(question, seed, sets) for seed in seeds], how.progress)
    return {
        "story": story_of(scenario, asked.name),
        "place": place,
        "runs": asked.runs,
        "people": asked.people,
        "seed": asked.seed,
        "switches": list(chosen),
        "series": kept(scenario, place),
        "told": told(scenario, place),
        "banded": banded(scenario, place),
        "subsets": summaries(question, runs),
        "attribution": parts_of_events(question, runs) if chosen else None,
        "film": film_of(scenario, place, FILM_PEOPLE, asked.seed),
        "scores": scores_of(asked, how),
        "ledger": ledger_of(scenario),
    }


def candidates(scenario: Scenario) -> tuple[str, ...]:
    """The events that may become switches: the landmarks, or where there are none all of them."""
    landmarks = tuple(key for key, event in scenario.events.items() if event.landmark)
    return landmarks or tuple(scenario.events)


def scores_of(asked: Asked, how: How) -> list[dict[str, Any]]:
    """What runs say of what was counted in 1917, beside that; nothing where nothing was counted."""
    found = evaluate(
        asked.scenario,
        runs=max(asked.runs, 2),
        people=asked.people,
        seed=asked.seed,
        jobs=how.jobs,
        executor=how.executor,
    )
    return [
        {
            "date": row.seen.date,
            "place": found.places[row.seen.place],
            "what": row.label,
            "observed": round(row.seen.share, 4),
            "median": round(row.score.median, 4),
            "low": round(row.score.wide[0], 4),
            "high": round(row.score.wide[1], 4),
            "inside": row.score.inside,
        }
        for row in found.rows
    ]
