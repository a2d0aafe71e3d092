"""Reports of scenarios and of saved runs: what is asked, the runs, and the file."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dualsim.report.offline import html_of
from dualsim.report.parts import Asked, How, part_of, switches_among
from dualsim.runs.arguments import check_numbers
from dualsim.runs.manifest import OWN_RULES
from dualsim.scenario.regions import laid_out
from dualsim.scenario.suggestions import unknown

if TYPE_CHECKING:
    from dualsim.engine.simulation import Progress
    from dualsim.scenario.schema import Scenario

RUNS, PEOPLE, SEED = 8, 2_000, 1
MOST_PARTS, MOST_RUNS, MOST_PEOPLE = 4, 64, 20_000


def offline_report(
    *sources: str | Path | Scenario,
    switch: Sequence[str] | None = None,
    runs: int = RUNS,
    people: int = PEOPLE,
    seed: int | None = None,
    command: str = "",
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> str:
    """The page as one HTML file, as text, with all that may be asked of scenarios, or of saved runs, in it.

    A source is a scenario or a run's folder; `name:place` picks one of a scenario's places. `switch` names
    the events that a reader may switch off, up to six in one scenario; without it they are the strongest.
    Without `seed` the first run has that of a saved run, or 1. Raises ValueError for what cannot be.

    >>> import dualsim
    >>> text = dualsim.offline_report("capital_minimal", runs=2, people=300, jobs=1)
    >>> text.startswith("<!doctype html>"), len(text) < 2_000_000
    (True, True)
    """
    if not 1 <= len(sources) <= MOST_PARTS:
        raise ValueError(f"report: {len(sources)} scenarios; give 1 to {MOST_PARTS}")
    first = SEED if seed is None else seed
    jobs_asked = 1 if jobs is None else jobs
    check_numbers(runs=(runs, 2), people=(people, None), seed=(first, 0), jobs=(jobs_asked, 1))
    for name, value, most in (("runs", runs, MOST_RUNS), ("people", people, MOST_PEOPLE)):
        if value > most:
            raise ValueError(f"{name}: {value:,} are more than a report is made from; give at most {most:,}")
    found = [_found(source) for source in sources]
    asked = [Asked(one.scenario, one.name, one.place, people, runs, _seed(seed, one)) for one in found]
    how, room = How(jobs, executor, progress), switches_among(len(asked))
    switches = _shared_out(asked, switch, room)
    parts = [part_of(*one, room, how) for one in zip(asked, switches, strict=True)]
    return html_of(parts, command, differences_among(asked))


def differences_among(asked: Sequence[Asked]) -> dict[str, list[dict[str, Any]]]:
    """What differs between each two scenarios, both ways, by their names."""
    from dualsim.page.differences import differences_of

    return {
        f"{one.name}|{other.name}": differences_of(one.scenario, other.scenario)
        for one in asked
        for other in asked
        if one is not other
    }


class _Found(NamedTuple):
    """What a source names: a scenario, what it is called, one of its places, and the seed of a saved run."""

    scenario: Scenario
    name: str
    place: str
    seed: int = SEED


def _seed(given: int | None, found: _Found) -> int:
    return found.seed if given is None else given


def _found(source: str | Path | Scenario) -> _Found:
    from dualsim.scenario.loading import load
    from dualsim.scenario.schema import Scenario

    if isinstance(source, Scenario):
        return _Found(source, source.title, next(iter(source.places)))
    if Path(source).is_dir():
        scenario, seed = _of_a_run(Path(source))
        return _Found(scenario, Path(source).name, next(iter(scenario.places)), seed)
    name, _, place = (str(source), "", "") if Path(source).exists() else str(source).partition(":")
    scenario = load(name)
    if place and place not in laid_out(scenario).places:
        raise ValueError(f"{source}: {unknown('place', place, laid_out(scenario).places)}")
    called = f"{Path(name).stem}:{place}" if place else Path(name).stem
    return _Found(scenario, called, place or next(iter(scenario.places)))


def _shared_out(
    asked: Sequence[Asked], switch: Sequence[str] | None, room: int
) -> list[tuple[str, ...] | None]:
    """The switches of each part: of those named the ones that it has; refuse one that no part has."""
    if switch is None:
        return [None] * len(asked)
    every = {event: None for one in asked for event in one.scenario.events}
    for event in switch:
        if event not in every:
            raise ValueError(f"switch: {unknown('event', event, every)}")
    found = [tuple(dict.fromkeys(e for e in switch if e in one.scenario.events)) for one in asked]
    most = max(map(len, found))
    if most > room:
        many = "one scenario" if len(asked) == 1 else f"{len(asked)} scenarios"
        raise ValueError(f"switch: {most} events in one scenario; a report of {many} has room for {room}")
    return list(found)


def _of_a_run(folder: Path) -> tuple[Scenario, int]:
    """The scenario and the first seed of a saved run, or of many; refuse what a scenario does not repeat."""
    from dualsim.runs.single import open_run
    from dualsim.scenario.loading import from_text

    about = open_run(folder).attrs
    if "branch" in about:
        raise ValueError(
            f"{folder}: this run left a past that it shared; give a run from its first day, or a scenario"
        )
    if any(OWN_RULES not in rule for rule in str(about.get("rules", "")).split(", ") if rule):
        raise ValueError(
            f"{folder}: this run has a rule of one's own, which a report cannot live again; give a scenario"
        )
    return from_text(str(about["scenario"]), str(folder)), int(about["seed"])
