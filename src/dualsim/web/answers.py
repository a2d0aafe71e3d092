"""What a worker process does: it keeps scenarios and their pasts at hand, and answers one call at a time."""

from __future__ import annotations

import json
import math
import os
import pickle
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from dualsim.runs.executors import at_work
from dualsim.scenario.refusals import is_refusal

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario
    from dualsim.web.questions import Content

BEFOREHAND = ("dualsim.web.answers", "dualsim.page.course", "dualsim.page.film", "dualsim.page.story")
CHANGED = 128  # changed scenarios that a process remembers, and uploads
PASTS = 96  # stopped runs that a process keeps, at 1.6 MB each for 2,000 people
MOST_FAULTS = 50  # of an upload that are told
FEW = 200  # people of the run by which a process makes itself ready

Tell = Callable[[int, int], None]


class Source(NamedTuple):
    """A scenario as a worker is told of it: by a name that it knows, or with the scenario itself, pickled."""

    name: str
    pickled: bytes | None = None


class Requested(NamedTuple):
    """A part of a report: of what, the seed of its first run, how many runs."""

    source: Source
    of: Content
    seed: int
    runs: int


class Outcome(NamedTuple):
    """What a call came to: its answer, or in words why there is none."""

    value: Any = None
    refused: str = ""


class Answers:
    """Scenarios by name, and runs of them that others may go on from."""

    def __init__(self, served: Mapping[str, Scenario]) -> None:
        """Begin with the scenarios that are always served."""
        from dualsim.page.course import Pasts

        self.served, self.pasts = dict(served), Pasts(PASTS)
        self.uploaded: dict[str, Scenario] = {}
        self.changed: dict[tuple[Any, ...], Scenario] = {}

    def warm(self, tell: Tell | None = None) -> None:
        """Be ready: live a few days, so that all code is there; `tell` hears what has to be compiled."""
        from contextlib import nullcontext

        from dualsim.engine.compiled_cache import watched
        from dualsim.page.course import live

        with watched(tell) if tell is not None else nullcontext():
            live(next(iter(self.served.values())), FEW, 1)

    def course(self, source: Source, of: Content, seed: int) -> bytes:
        """One run of a question, as JSON."""
        from dualsim.page.course import course_of, text_of

        before, scenario = self._scenario(source), self._changed(source, of)
        return text_of(course_of(self.pasts.live(before, scenario, of.people, seed), of.place)).encode()

    def film(self, source: Source, of: Content, seed: int) -> bytes:
        """The same run person by person, as JSON."""
        from dualsim.page.film import film_of

        return told(film_of(self._changed(source, of), of.place, of.people, seed))

    def why(self, source: Source, of: Content, seed: int, person: int, on: str) -> bytes:
        """One person's decision, as text and facts in JSON."""
        from dualsim.analysis.decision.decision import why

        found = why(self._changed(source, of), person, on, people=of.people, seed=seed)
        return told({"text": str(found), "facts": found.to_dict()})

    def story(self, source: Source) -> bytes:
        """What a page is told of a scenario, as JSON."""
        from dualsim.page.story import story_of

        return told(story_of(self._scenario(source), source.name))

    def diff(self, first: Source, second: Source) -> bytes:
        """What differs between two scenarios, as JSON."""
        from dualsim.page.differences import differences_of

        return told(differences_of(self._scenario(first), self._scenario(second)))

    def report(self, asked: tuple[Requested, ...]) -> bytes:
        """The offline report of some questions, as HTML."""
        from dualsim.report.commands import commands_for
        from dualsim.report.offline import html_of
        from dualsim.report.parts import Asked, How, part_of, switches_among
        from dualsim.report.report import differences_among

        room = switches_among(len(asked))
        parts = [
            Asked(self._changed(source, of), source.name, of.place, of.people, max(runs, 2), seed)
            for source, of, seed, runs in asked
        ]
        first = parts[0]
        command = commands_for([one.of.asked for one in asked], first.people, first.runs, first.seed)
        made = [part_of(one, None, room, How(jobs=1)) for one in parts]
        return html_of(made, command, differences_among(parts)).encode()

    def upload(self, text: str) -> tuple[list[str], bytes]:
        """What is wrong with a scenario from outside, or the scenario itself, pickled."""
        from dualsim.scenario.loading import check_text, list_scenarios

        scenario, faults = check_text(text, "upload")
        folders = {f"{file.parent}{os.sep}" for file in list_scenarios().values()}
        wrong = [str(fault) for fault in faults if fault.severity == "error"][:MOST_FAULTS]
        for folder in folders:  # where things stand on this machine is nobody's business
            wrong = [one.replace(folder, "") for one in wrong]
        return (wrong, b"") if scenario is None else ([], pickle.dumps(scenario))

    def _scenario(self, source: Source) -> Scenario:
        """The scenario as it is."""
        if source.pickled is None:
            return self.served[source.name]
        found = self.uploaded.get(source.name)
        if found is None:
            found = self.uploaded[source.name] = pickle.loads(source.pickled)
            _shortened(self.uploaded)
        return found

    def _changed(self, source: Source, of: Content) -> Scenario:
        """The scenario as a question changes it; raise ValueError with words if that cannot be."""
        from dualsim.scenario.loading import check

        before = self._scenario(source)
        if not of.is_changed:
            return before
        key = (source.name, *of[2:6])
        found = self.changed.get(key)
        if found is None:
            found, faults = check(before, **of.changes)
            if found is None:
                wrong = [f"{fault.spot}: {fault.message}" for fault in faults if fault.severity == "error"]
                raise ValueError("\n".join(wrong).replace("--", ""))
            self.changed[key] = found
            _shortened(self.changed)
        return found


def _shortened(remembered: dict[Any, Any]) -> None:
    while len(remembered) > CHANGED:
        del remembered[next(iter(remembered))]


def told(value: Any) -> bytes:
    """A value as JSON; numbers that are none become null, for browsers read no others."""
    text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


_bench: list[Answers] = []  # of this process


def begin(served: Mapping[str, Scenario], memory: int, nice: int) -> None:
    """Make a process a worker, which takes no more than so much memory and stands back as `nice` says."""
    at_work()
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    except (ImportError, ValueError, OSError):  # Windows; a system that allows less already
        pass
    _bench[:] = [Answers(served)]


def work(call: str, *given: Any) -> Outcome:
    """Answer a call; what is refused comes back as words."""
    try:
        return Outcome(getattr(_bench[0], call)(*given))
    except MemoryError:
        return Outcome(refused=f"{call}: this needs more memory than there is; ask for fewer people")
    except ValueError as error:
        if not is_refusal(error):
            raise
        return Outcome(refused=str(error))
