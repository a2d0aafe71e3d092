"""What a page asks, checked word by word before anything is run, and what it may ask next."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from dualsim.report.commands import Changed
from dualsim.scenario.dates import iso
from dualsim.scenario.errors import quoted
from dualsim.scenario.regions import laid_out
from dualsim.scenario.suggestions import unknown
from dualsim.web.limits import Limits

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

KEYS = ("scenario", "place", "without", "move", "scale", "set", "people", "seed", "runs")
SLOTS = ("main", "base", "left", "right")
MOST_LETTERS = 64  # of the name that a page gives a question
LARGEST_FACTOR = 1_000.0
_TOKEN = re.compile(r"[0-9a-f]{32}")

Pairs = tuple[tuple[str, Any], ...]


class Content(NamedTuple):
    """What runs are of: a scenario changed in some ways, a place of it, so many people."""

    scenario: str
    place: str
    without: tuple[str, ...] = ()
    move: Pairs = ()  # in the order given, for one may move what another has moved along
    scale: Pairs = ()
    set: Pairs = ()
    people: int = 2_000

    @property
    def changes(self) -> dict[str, Any]:
        """The changes as `scenario.loading.check` takes them."""
        return {
            "without": self.without,
            "move": [f"{event}={day}" for event, day in self.move],
            "scale": [f"{event}={factor!r}" for event, factor in self.scale],
            "changes": dict(self.set),
        }

    @property
    def asked(self) -> Changed:
        """The scenario and its changes as the command line takes them."""
        options = [("--without", event) for event in self.without]
        options += [("--move", f"{event}={day}") for event, day in self.move]
        options += [("--scale", f"{event}={factor:g}") for event, factor in self.scale]
        options += [("--set", f"{path}={value!r}") for path, value in self.set]
        return Changed(self.scenario, self.place, tuple(options))

    @property
    def is_changed(self) -> bool:
        """Whether anything differs from the scenario as it is."""
        return bool(self.without or self.move or self.scale or self.set)


class Question(NamedTuple):
    """Runs that a page asks for: of what, the seed of the first, how many."""

    of: Content
    seed: int
    runs: int


class Usual(NamedTuple):
    """What a question gets that does not say it."""

    people: int = 2_000
    runs: int = 8
    seed: int = 1


def read(body: bytes) -> dict[str, Any]:
    """The JSON object that a request brings; raise ValueError with words if it is none."""
    try:
        found = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ValueError("body: this is not JSON; send one JSON object in UTF-8") from None
    return mapping("body", found)


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def mapping(name: str, given: Any) -> dict[str, Any]:
    """A JSON object; raise ValueError for anything else."""
    if not isinstance(given, dict):
        raise ValueError(f"{name}: this is no object; write {{...}} with keys")
    return given


def word(given: dict[str, Any], key: str) -> str:
    """A text under a key; raise ValueError if it is none."""
    found = given.get(key)
    if not isinstance(found, str):
        raise ValueError(f"{key}: a text belongs here; write it in quotes")
    return found


def token_of(text: Any) -> str:
    """The token of a client; raise ValueError for anything but 32 hex digits."""
    if not isinstance(text, str) or not _TOKEN.fullmatch(text):
        raise ValueError("token: this is no token; give 32 hex digits")
    return text


def name_of(given: dict[str, Any]) -> str:
    """What a page calls its question."""
    found = word(given, "id")
    if not 0 < len(found) <= MOST_LETTERS:
        raise ValueError(f"id: it has {len(found)} letters; give 1 to {MOST_LETTERS}")
    return found


def slot_of(given: dict[str, Any]) -> str:
    """For which part of the page the question is."""
    found = given.get("slot", SLOTS[0])
    return _one_of("slot", found, SLOTS)


def whole(name: str, given: Any, bounds: tuple[int, int]) -> int:
    """A whole number within bounds; raise ValueError for any other."""
    least, most = bounds
    if not isinstance(given, int) or isinstance(given, bool):
        raise ValueError(f"{name}: {_shown(given)} is not a whole number; give {least} to {most}")
    if not least <= given <= most:
        size = "few" if given < least else "many"
        raise ValueError(f"{name}: {_shown(given)} is too {size}; give {least} to {most}")
    return given


def question_of(given: Any, served: Callable[[str], Scenario], usual: Usual, limits: Limits) -> Question:
    """A question, all of which can be asked of a scenario that is served; raise ValueError if not."""
    block = mapping("question", given)
    for key in block:
        if key not in KEYS:
            raise ValueError(f"question: {unknown('key', quoted(key)[1:-1], KEYS)}")
    name = word(block, "scenario")
    scenario = served(name)
    people = whole("people", block.get("people", usual.people), limits.people)
    of = Content(
        name,
        place_of(block, scenario),
        tuple(sorted(_without(block.get("without", []), scenario))),
        tuple((event, _date(event, day, scenario)) for event, day in _by_event("move", block, scenario)),
        tuple(sorted((event, _factor(event, by)) for event, by in _by_event("scale", block, scenario))),
        tuple(sorted(_numbers(mapping("set", block.get("set", {})), scenario))),
        people,
    )
    runs = whole("runs", block.get("runs", usual.runs), limits.runs)
    return Question(of, whole("seed", block.get("seed", usual.seed), limits.seeds), runs)


def likely(question: Question, scenario: Scenario) -> Iterator[tuple[Content, int]]:
    """Runs worth preparing after a question, the first lines of all before their bands."""
    plain = Content(question.of.scenario, question.of.place, people=question.of.people)
    landmarks = [event for event, block in scenario.events.items() if block.landmark]
    near = [plain, *(plain._replace(without=(event,)) for event in landmarks)]
    for n in range(question.runs):
        for of in near:
            yield of, question.seed + n


def place_of(given: dict[str, Any], scenario: Scenario) -> str:
    """A place of the scenario."""
    return _one_of("place", word(given, "place"), laid_out(scenario).places)


def day_of(given: Any, scenario: Scenario) -> str:
    """A day of the run, told as a date or by its number from 0, as a date."""
    if isinstance(given, str):
        return _within("day", given, scenario)
    last = len(scenario.period) - 1
    return iso(scenario.period.at(whole("day", given, (0, last))), scenario.calendar)


def _one_of(kind: str, given: Any, known: Iterable[str]) -> str:
    names = list(known)
    if not isinstance(given, str) or given not in names:
        raise ValueError(f"{kind}: {unknown(kind, quoted(given)[1:-1], names)}")
    return given


def _without(given: Any, scenario: Scenario) -> list[str]:
    if not isinstance(given, list):
        raise ValueError("without: a list belongs here; write the names of events in [...]")
    found = [_event("without", event, scenario) for event in given]
    if len(set(found)) < len(found):
        raise ValueError("without: an event stands there twice; give it once")
    return found


def _event(key: str, given: Any, scenario: Scenario) -> str:
    known = list(scenario.events)
    if not isinstance(given, str) or given not in scenario.events:
        raise ValueError(f"{key}: {unknown('event', quoted(given)[1:-1], known)}")
    return given


def _by_event(key: str, block: dict[str, Any], scenario: Scenario) -> list[tuple[str, Any]]:
    return [(_event(key, event, scenario), one) for event, one in mapping(key, block.get(key, {})).items()]


def _date(event: str, given: Any, scenario: Scenario) -> str:
    if not isinstance(given, str):
        raise ValueError(f"move {event}: {_shown(given)} is not a date; write it as in '1917-10-25'")
    return _within(f"move {event}", given, scenario)


def _within(name: str, text: str, scenario: Scenario) -> str:
    """A date of the run, written in one way, so that the same question is known again."""
    try:
        return iso(scenario.period.day(text), scenario.calendar)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _number(name: str, given: Any) -> float:
    if not isinstance(given, int | float) or isinstance(given, bool) or not math.isfinite(given):
        raise ValueError(f"{name}: {_shown(given)} is not a number; write it as in 0.5")
    return float(given)


def _factor(event: str, given: Any) -> float:
    found = _number(f"scale {event}", given)
    if not 0.0 <= found <= LARGEST_FACTOR:
        raise ValueError(f"scale {event}: {found:g} cannot be; give a factor from 0 to {LARGEST_FACTOR:g}")
    return found


def _numbers(given: dict[str, Any], scenario: Scenario) -> list[tuple[str, float]]:
    """Values for numbers that the scenario says may vary, within the ranges that it gives."""
    found = []
    for path, value in given.items():
        if path not in scenario.vary:
            raise ValueError(f"set: {unknown('number under vary:', quoted(path)[1:-1], scenario.vary)}")
        low, high = (end.value for end in scenario.vary[path])
        number = _number(f"set {path}", value)
        if not low <= number <= high:
            raise ValueError(f"set {path}: {number:g} lies outside its range; give {low:g} to {high:g}")
        found.append((path, number))
    return found


def _shown(given: Any) -> str:
    """A value of JSON as a message quotes it: cut short."""
    if isinstance(given, int) and abs(given) > 10**18:
        return "a number of so many digits"
    return quoted(given) if isinstance(given, str) else quoted(given)[1:-1]
